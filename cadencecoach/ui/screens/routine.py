"""Exercises: the routines there are, one of them to read, and the player that speaks it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widget import Widget

from cadencecoach.app.diary.ports import Journal
from cadencecoach.app.exercise.ports import RoutineDriver
from cadencecoach.app.exercise.routine_log import log_routine
from cadencecoach.core.diary.entries import Done
from cadencecoach.core.programme.causes import chosen_first, routine_marks
from cadencecoach.errors import CadencecoachError
from cadencecoach.ui.ink import EMPTY, Ground, Ink, Line, Span
from cadencecoach.ui.lines.routine import (
    move_row,
    move_words,
    play_head,
    play_lines,
    routine_row,
    routine_words,
)
from cadencecoach.ui.screens.page import Page, one_line
from cadencecoach.ui.widgets.paper import Paper
from cadencecoach.ui.widgets.row_list import RowList

if TYPE_CHECKING:
    from cadencecoach.core.exercise.routine import Routine
    from cadencecoach.routine_session import RoutineView


class RoutinesScreen(Page[None]):
    """All routines; Enter opens one."""

    KEYS: ClassVar = (("Enter", "open"), ("↑/↓", "choose"), ("Esc", "back"), ("?", "help"))

    def __init__(self, journal: Journal) -> None:
        super().__init__()
        self._journal = journal
        self._marks: Mapping[str, str] = {}
        self._routines: Sequence[Routine] = ()
        self._list = RowList(self._row, widget_id="routines")
        self._words: Paper[Routine] = Paper(
            routine_words, widget_id="day-words", ground=Ground.PANEL
        )

    def body(self) -> Iterable[Widget]:
        """The list, and what the chosen one is good for."""
        return (self._list, self._words)

    def on_mount(self) -> None:
        """Show them."""
        self.head.show((Span("Exercises", Ink.STRONG),))
        self._list.focus()
        journal = self._journal
        self.read(lambda: (journal.routines(), journal.causes().names), self._show)

    def _show(self, found: tuple[Sequence[Routine], Sequence[str]]) -> None:
        """What the causes that were ticked choose comes first."""
        routines, ticks = found
        self._marks = routine_marks(ticks)
        names = {routine.name: routine for routine in routines}
        self._routines = [names[name] for name in chosen_first(tuple(names), self._marks)]
        self._list.show(len(self._routines))
        if self._routines:
            self._words.show(self._routines[0])

    @on(RowList.Moved)
    def _moved(self, event: RowList.Moved) -> None:
        self._words.show(self._routines[event.index])

    def _row(self, index: int, width: int) -> Line:
        routine = self._routines[index]
        return routine_row(routine, self._marks.get(routine.name, ""), width)

    @on(RowList.Taken)
    def _open(self, event: RowList.Taken) -> None:
        self.app.push_screen(RoutineScreen(self._journal, self._routines[event.index]))


class RoutineScreen(Page[None]):
    """One routine, move by move; Enter plays it."""

    KEYS: ClassVar = (
        ("Enter", "play it"),
        ("↑/↓", "read"),
        ("y", "done already"),
        ("n", "left out"),
        ("Esc", "back"),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "tick('done')", "Answer yes: done already, write it down"),
        Binding("n", "tick('skipped')", "Answer no: left out, write it down"),
    ]

    def __init__(self, journal: Journal, routine: Routine) -> None:
        super().__init__()
        self._journal = journal
        self._routine = routine
        self._why: Paper[Line] = Paper(one_line, widget_id="intro")
        self._list = RowList(
            lambda index, width: move_row(self._routine.moves[index], width), widget_id="moves"
        )
        self._words = Paper(move_words, widget_id="move-words", ground=Ground.PANEL)

    def body(self) -> Iterable[Widget]:
        """What it is for, the moves, the chosen one at length."""
        return (self._why, self._list, self._words)

    def on_mount(self) -> None:
        """Show it."""
        routine = self._routine
        self.head.show((Span(routine.title, Ink.STRONG),))
        warning: Line = (Span(f"  {routine.warning}", Ink.WARN),) if routine.warning else ()
        self._why.show((Span(routine.why, Ink.DIM), *warning))
        self._list.show(len(routine.moves))
        self._list.focus()
        self._words.show(routine.moves[0])

    @on(RowList.Moved)
    def _moved(self, event: RowList.Moved) -> None:
        self._words.show(self._routine.moves[event.index])

    @on(RowList.Taken)
    def _play(self) -> None:
        try:
            player = self._journal.player(self._routine)
        except CadencecoachError as exc:
            self.tell(exc)
        else:
            self.app.push_screen(PlayScreen(player, self._routine.title), self._played)

    def _played(self, done: Done | CadencecoachError | None) -> None:
        if isinstance(done, CadencecoachError):
            self.tell(done)
        elif done is not None:
            self.say((Span("✔ ", Ink.GOOD), Span(f"{done.value}, written down")))

    def action_tick(self, how: str) -> None:
        """Write it down without playing it."""
        act = log_routine(self._routine.name, Done(how))
        self.do(lambda: self._journal.do(act), self.dismiss)


class PlayScreen(Page[Done | CadencecoachError]):
    """Paints what the player says; gives back how much was done."""

    class Arrived(Message):
        """A newer view."""

        def __init__(self, view: RoutineView) -> None:
            super().__init__()
            self.view = view

        def can_replace(self, message: Message) -> bool:
            """Only the newest matters."""
            return isinstance(message, PlayScreen.Arrived)

    KEYS: ClassVar = (
        ("space", "pause"),
        ("→", "next"),
        ("←", "back to the first step"),
        ("q", "stop"),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "press('pause')", "Pause, or go on"),
        Binding("right,tab", "press('skip')", "On to the next"),
        Binding("left", "press('again')", "Wrong pattern: back to the first step"),
        Binding("q", "press('stop')", "End the exercises"),
    ]

    def __init__(self, player: RoutineDriver, title: str) -> None:
        super().__init__()
        self._player = player
        self._title = title
        self._sheet = Paper(play_lines, widget_id="own", ground=Ground.PANEL)

    def body(self) -> Iterable[Widget]:
        """One sheet."""
        return (self._sheet,)

    def on_mount(self) -> None:
        """Begin."""
        self.head.show((Span(self._title, Ink.STRONG),))
        self.say((Span("opening the sound …", Ink.DIM),))
        self._playing = self.run_worker(self._run(), exclusive=True)

    async def end(self) -> None:
        """Stop as its key does; wait until what was done is written down."""
        self._player.stop()
        await self._playing.wait()

    async def _run(self) -> None:
        try:
            self.dismiss(await self._player.run(self._tell))
        except CadencecoachError as exc:
            self.dismiss(exc)

    def _tell(self, view: RoutineView) -> None:
        self.post_message(self.Arrived(view))

    @on(Arrived)
    def _show(self, event: Arrived) -> None:
        if self._said:
            self.say(EMPTY)
        self.head.show(play_head(event.view, self._title, self.head.size.width))
        self._sheet.show(event.view)

    def action_press(self, key: str) -> None:
        """Do what was asked."""
        player = self._player
        {
            "pause": player.pause,
            "skip": player.skip,
            "again": player.again,
            "stop": player.stop,
        }[key]()

    def action_back(self) -> None:
        """Stop here; what was done is written down."""
        self._player.stop()
