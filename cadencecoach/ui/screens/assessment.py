"""A look at the own form in two videos: what is seen now, beside what was seen first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar, Final

from textual import on
from textual.binding import Binding, BindingType
from textual.widget import Widget

from cadencecoach.core.assessment import FAULTS
from cadencecoach.core.days import short
from cadencecoach.core.entries import AssessmentMade
from cadencecoach.errors import CadencecoachError
from cadencecoach.ui.ink import Ground, Ink, Line, Span, wrapped
from cadencecoach.ui.journaldriver import Journal
from cadencecoach.ui.screens.page import Page, one_line
from cadencecoach.ui.widgets.paper import Paper
from cadencecoach.ui.widgets.rowlist import RowList

_NAMES: Final = tuple(FAULTS)


def fault_row(name: str, seen: frozenset[str], first: AssessmentMade | None) -> Line:
    """A fault, whether it is seen now, and whether it was seen first."""
    now = name in seen
    line: Line = (
        Span("✔ seen  " if now else "○       ", Ink.WARN if now else Ink.DIM),
        Span(f"{FAULTS[name].words:<22}", Ink.STRONG),
    )
    if first is None:
        return line
    then = name in first.faults
    change = "" if then == now else "new" if now else "gone"
    return (
        *line,
        Span(f"  {short(first.at.day)}: {'seen' if then else 'not seen':<10}", Ink.DIM),
        Span(change, Ink.GOOD if change == "gone" else Ink.WARN),
    )


class AssessmentScreen(Page[None]):
    """Enter ticks, k keeps; what is ticked chooses the form themes of the runs."""

    KEYS: ClassVar = (("Enter", "tick"), ("↑/↓", "choose"), ("k", "keep"), ("Esc", "leave it"))
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "tick", "Seen, or not"),
        Binding("k", "keep", "Keep this assessment"),
    ]

    def __init__(self, journal: Journal, made: Sequence[AssessmentMade]) -> None:
        super().__init__()
        self._journal = journal
        self._first = made[0] if made else None
        self._seen: frozenset[str] = frozenset()
        self._intro: Paper[Line] = Paper(one_line, widget_id="intro")
        self._list = RowList(
            lambda index, _width: fault_row(_NAMES[index], self._seen, self._first),
            widget_id="faults",
        )
        self._look: Paper[str] = Paper(
            wrapped,
            widget_id="day-words",
            ground=Ground.PANEL,
        )

    def body(self) -> Iterable[Widget]:
        """What to do, the faults, the chosen one at length."""
        return (self._intro, self._list, self._look)

    def on_mount(self) -> None:
        """Nothing is ticked yet."""
        self.head.show((Span("Your form", Ink.STRONG), Span("  as the videos show it", Ink.DIM)))
        self._intro.show(
            (Span("Film yourself from the side and from the rear; tick what you see.", Ink.DIM),)
        )
        self._list.show(len(_NAMES))
        self._list.focus()
        self._point_at(0)

    @on(RowList.Moved)
    def _moved(self, event: RowList.Moved) -> None:
        self._point_at(event.index)

    def _point_at(self, index: int) -> None:
        self._look.show(FAULTS[_NAMES[index]].look)

    @on(RowList.Taken)
    def action_tick(self) -> None:
        """Seen, or not."""
        self._seen ^= {_NAMES[self._list.cursor]}
        self._list.refresh()

    def action_keep(self) -> None:
        """Write it down; nothing seen is a finding, too."""
        faults = tuple(name for name in _NAMES if name in self._seen)
        try:
            self._journal.write(lambda at: AssessmentMade(at, faults))
        except CadencecoachError as exc:
            self.tell(exc)
        else:
            self.dismiss(None)
