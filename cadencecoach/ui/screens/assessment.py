"""A look at the own form in two videos: what is seen now, beside what was seen first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar, Final

from textual import on
from textual.binding import Binding, BindingType
from textual.events import Key, Paste
from textual.widget import Widget

from cadencecoach.app.diary.assessment import record_assessment
from cadencecoach.app.diary.ports import Journal
from cadencecoach.app.text_row import TextRow
from cadencecoach.core.diary.entries import AssessmentMade
from cadencecoach.core.programme.assessment import FAULTS
from cadencecoach.core.programme.causes import SAID_SO, told_too
from cadencecoach.core.values.calendar import short
from cadencecoach.core.values.text import plain
from cadencecoach.ui.ink import Ground, Ink, Line, Span, wrapped
from cadencecoach.ui.screens.page import Page, one_line
from cadencecoach.ui.widgets.paper import Paper
from cadencecoach.ui.widgets.row_list import RowList
from cadencecoach.ui.widgets.text_row import keyed, text_row

_NAMES: Final = tuple(FAULTS)
_WORDS: Final = {
    "side_video": TextRow("        video, side             ", "", "file or link, if you like"),
    "rear_video": TextRow("        video, rear             ", "", "file or link, if you like"),
    "notes": TextRow("        notes                   ", "", "what else you see"),
    "analysis": TextRow(
        "        gait analysis           ", "", "what a professional found, if any"
    ),
}
"""The rows of words below the faults, by the field they fill."""

_LAST: Final = len(_NAMES) + len(_WORDS)
"""The row that keeps it."""


def fault_row(
    name: str, seen: frozenset[str], first: AssessmentMade | None, *, told: bool = False
) -> Line:
    """A fault, whether it is seen now, whether it was seen first, and whether the runner said so."""
    now = name in seen
    line: Line = (
        Span("✔ seen  " if now else "○       ", Ink.WARN if now else Ink.DIM),
        Span(f"{FAULTS[name].words:<22}", Ink.STRONG),
    )
    said = Span("  you said so: j", Ink.DIM) if told else Span("")
    if first is None:
        return (*line, said)
    then = name in first.faults
    change = "" if then == now else "new" if now else "gone"
    return (
        *line,
        Span(f"  {short(first.at.day)}: {'seen' if then else 'not seen':<10}", Ink.DIM),
        Span(f"{change:<4}", Ink.GOOD if change == "gone" else Ink.WARN),
        said,
    )


class AssessmentScreen(Page[None]):
    """Faults to tick, then rows to type into; what is ticked chooses the form themes of the runs."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "tick", "Seen, or not"),
        Binding("k", "keep", "Keep this assessment"),
    ]

    def __init__(self, journal: Journal) -> None:
        super().__init__()
        self._journal = journal
        self._first: AssessmentMade | None = None
        self._told: frozenset[str] = frozenset()
        """What the runner said to have, apart from any video."""
        self._seen: frozenset[str] = frozenset()
        self._words = dict(_WORDS)
        self._leaving = False
        """Whether Esc was pressed on something that is to be kept."""
        self._intro: Paper[Line] = Paper(one_line, widget_id="intro")
        self._list = RowList(self._row, widget_id="faults")
        self._look: Paper[str] = Paper(wrapped, widget_id="day-words", ground=Ground.PANEL)

    def body(self) -> Iterable[Widget]:
        """What to do, the faults and the words, the chosen one at length."""
        return (self._intro, self._list, self._look)

    @property
    def shown_keys(self) -> tuple[tuple[str, str], ...]:
        """Letters are words in a row of words."""
        if self._field:
            return (
                ("letters", "words"),
                ("Enter", "next"),
                ("↑/↓", "choose"),
                ("Esc", "that is all"),
            )
        first = ("Enter", "keep it") if self._list.cursor == _LAST else ("Enter", "tick")
        return (first, ("↑/↓", "choose"), ("k", "keep"), ("Esc", "that is all"))

    @property
    def _field(self) -> str:
        """The field that the chosen row fills with words; empty where it fills none."""
        at = self._list.cursor - len(_NAMES)
        return tuple(_WORDS)[at] if 0 <= at < len(_WORDS) else ""

    def on_mount(self) -> None:
        """Nothing is ticked yet."""
        self.head.show((Span("Your form", Ink.STRONG), Span("  as the videos show it", Ink.DIM)))
        self._intro.show(
            (Span("Film yourself from the side and from the rear; tick what you see.", Ink.DIM),)
        )
        self._list.show(_LAST + 1)
        self._list.focus()
        self._point_at()
        journal = self._journal
        self.read(lambda: (journal.assessments(), told_too(journal.causes())), self._compare)

    def _compare(self, known: tuple[Sequence[AssessmentMade], frozenset[str]]) -> None:
        made, self._told = known
        self._first = made[0] if made else None
        self._list.refresh()
        self._point_at()

    def _row(self, index: int, width: int) -> Line:
        if index < len(_NAMES):
            name = _NAMES[index]
            return fault_row(name, self._seen, self._first, told=name in self._told)
        if index == _LAST:
            words = Span(f"{'':17}nothing seen is a finding, too", Ink.DIM)
            return (Span("        Keep it", Ink.STRONG), words)
        row = tuple(self._words.values())[index - len(_NAMES)]
        return text_row(row, width, chosen=index == self._list.cursor)

    @on(RowList.Moved)
    def _point_at(self) -> None:
        self._look.show(self._at_length())
        self.keys.show(self.shown_keys)

    def _at_length(self) -> str:
        """What to look for, or what was written at the first look."""
        index, first, field = self._list.cursor, self._first, self._field
        if index < len(_NAMES):
            fault = FAULTS[_NAMES[index]]
            told = f" In your own answer (j) {SAID_SO}." if _NAMES[index] in self._told else ""
            return f"{fault.words}. {fault.description}{told}"
        if not field or first is None:
            return ""
        then = plain(getattr(first, field))
        return f"{short(first.at.day)}: {then}" if then else ""

    def on_key(self, event: Key) -> None:
        """Letters, where the row is one of words."""
        field = self._field
        row = keyed(self._words[field], event) if field else None
        if row is not None:
            event.stop()
            event.prevent_default()
            self._write(row)

    def on_paste(self, event: Paste) -> None:
        """Pasted words, too: the name of a file is long."""
        if self._field:
            self._write(self._words[self._field].pasted(event.text))

    def _write(self, row: TextRow) -> None:
        self._words[self._field] = row
        self._list.refresh()

    @on(RowList.Taken)
    def _taken(self, event: RowList.Taken) -> None:
        self._take(event.index)  # by a quick hand the chosen row is another by now

    def action_tick(self) -> None:
        """Seen, or not; the next row, or the end of it."""
        self._take(self._list.cursor)

    def _take(self, index: int) -> None:
        if index == _LAST:
            self.action_keep()
        elif index < len(_NAMES):
            self._seen ^= {_NAMES[index]}
            self._list.refresh()
        else:
            self._list.move_to(index + 1)

    def action_back(self) -> None:
        """Keep what was ticked or typed, and leave; where it cannot be kept a second time leaves."""
        if self._leaving or not (self._seen or self._words != _WORDS):
            self.dismiss(None)
            return
        self._leaving = True
        self.action_keep()

    def action_keep(self) -> None:
        """Write it down; nothing seen is a finding, too."""
        words = {field: row.trimmed for field, row in self._words.items()}
        seen = self._seen
        self.do(lambda: self._journal.do(record_assessment(seen, **words)), self.dismiss)
