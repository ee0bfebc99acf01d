"""What may load the back, ticked by the runner: it chooses exercises and cues, and names nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Final

from textual import on
from textual.binding import Binding, BindingType
from textual.widget import Widget

from cadencecoach.app.diary.causes import tick_causes
from cadencecoach.app.diary.ports import Journal
from cadencecoach.core.programme.causes import CAUSES, NO_DIAGNOSIS, Applies
from cadencecoach.ui.ink import Ground, Ink, Line, Span, wrapped
from cadencecoach.ui.lines.day import ROOMY
from cadencecoach.ui.screens.page import Page, one_line
from cadencecoach.ui.widgets.paper import Paper
from cadencecoach.ui.widgets.row_list import RowList

_NAMES: Final = tuple(CAUSES)


def cause_row(name: str, ticked: frozenset[str], whence: str = "") -> Line:
    """A cause, whether it is ticked, and what a video says of it."""
    now = name in ticked
    return (
        Span("✔ " if now else "○ ", Ink.GOOD if now else Ink.DIM),
        Span(CAUSES[name].words, Ink.STRONG if now else Ink.PLAIN),
        Span(f"   {whence}" if whence else "", Ink.DIM),
    )


def cause_words(name: str, width: int, height: int) -> list[Line]:
    """What it is, how it may be noticed, and what a tick leads to."""
    one = CAUSES[name]
    routines = ", ".join(routine.replace("-", " ") for routine in one.routines)
    then = one.load or (f"Exercises: {routines}." if routines else "A cue in your runs.")
    lines: list[Line] = [(Span(one.words, Ink.STRONG),)] if height >= ROOMY else []
    lines += wrapped(one.shows, width, max(1, height - len(lines) - 1))
    return [*lines, *wrapped(then, width, max(1, height - len(lines)), Ink.DIM)][:height]


class CausesScreen(Page[None]):
    """Enter ticks, k keeps; Esc keeps what was ticked, and leaves unanswered where nothing was."""

    KEYS: ClassVar = (("Enter", "tick"), ("↑/↓", "choose"), ("k", "keep"), ("Esc", "that is all"))
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "tick", "It applies, or not"),
        Binding("k", "keep", "Keep this answer"),
    ]

    def __init__(self, journal: Journal) -> None:
        super().__init__()
        self._journal = journal
        self._ticked: frozenset[str] = frozenset()
        self._known = False
        """Whether the last answer was read: what is kept before would replace it unseen."""

        self._applies = Applies()
        self._leaving = False
        self._intro: Paper[Line] = Paper(one_line, widget_id="intro")
        self._list = RowList(self._row, widget_id="faults")
        self._words: Paper[str] = Paper(cause_words, widget_id="day-words", ground=Ground.PANEL)

    def body(self) -> Iterable[Widget]:
        """What it is not, the causes, the chosen one at length."""
        return (self._intro, self._list, self._words)

    def on_mount(self) -> None:
        """Show them as they were ticked."""
        self.head.show(
            (Span("What applies to you?", Ink.STRONG), Span("  if you like; later: j", Ink.DIM))
        )
        self._intro.show((Span(NO_DIAGNOSIS, Ink.DIM),))
        self._list.show(len(_NAMES))
        self._list.focus()
        self._words.show(_NAMES[0])
        self.read(self._journal.causes, self._show)

    def _row(self, index: int, _width: int) -> Line:
        name = _NAMES[index]
        return cause_row(name, self._ticked, self._applies.whence(name))

    def _show(self, applies: Applies) -> None:
        self._known = True
        self._applies = applies
        self._ticked ^= frozenset(applies.names)  # a quick hand may have ticked already
        self._list.refresh()
        if self._leaving:
            self.action_keep()

    @on(RowList.Moved)
    def _moved(self, event: RowList.Moved) -> None:
        self._words.show(_NAMES[event.index])

    @on(RowList.Taken)
    def _taken(self, event: RowList.Taken) -> None:
        self._tick(event.index)  # by a quick hand the chosen row is another by now

    def action_tick(self) -> None:
        """It applies, or not."""
        self._tick(self._list.cursor)

    def _tick(self, index: int) -> None:
        self._ticked ^= {_NAMES[index]}
        self._list.refresh()

    def action_back(self) -> None:
        """Keep what was ticked, as soon as the last answer is known; a second time leave."""
        if self._ticked == frozenset(self._applies.names) or self._leaving:
            self.dismiss(None)
            return
        self._leaving = True
        self.action_keep()

    def action_keep(self) -> None:
        """Write it down; none is an answer, too."""
        ticked = self._ticked
        if self._known:
            self.do(lambda: self._journal.do(tick_causes(ticked)), self.dismiss)
