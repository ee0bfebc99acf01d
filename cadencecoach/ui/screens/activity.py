"""What is done beside the runs: chosen, how long, kept; three keys where it is a usual one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import ClassVar, Final

from textual import on
from textual.binding import Binding, BindingType
from textual.events import Key, Paste
from textual.widget import Widget

from cadencecoach.app.diary.activities import note_activity, take_back_activity
from cadencecoach.app.diary.ports import Journal
from cadencecoach.app.text_row import TextRow
from cadencecoach.core.diary.activities import (
    LEAST_MINUTES,
    LONGEST_NAME,
    LONGEST_NOTE,
    MOST_EFFORT,
    MOST_MINUTES,
    WORDS,
    words_of,
)
from cadencecoach.core.diary.diary import Act
from cadencecoach.core.diary.entries import ActivityDone, Sport
from cadencecoach.errors import CadencecoachError
from cadencecoach.ui.ink import EMPTY, Ground, Ink, Line, Span, fitted
from cadencecoach.ui.screens.page import Page
from cadencecoach.ui.widgets.paper import Paper
from cadencecoach.ui.widgets.row_list import RowList
from cadencecoach.ui.widgets.text_row import keyed, text_row

_SPORTS: Final = tuple(WORDS)
_USUAL_MIN: Final = 30
_STEP_MIN: Final = 5
_TEN: Final = "t"
"""The key of ten, as in the check-in."""


class ActivityScreen(Page[None]):
    """Enter keeps the chosen sport with its minutes; effort and words are there for who likes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "turn(-1)", "Five minutes less"),
        Binding("right", "turn(1)", "Five minutes more"),
        Binding("tab", "tell", "Tell more: how hard it was, then a note or a name"),
        Binding("x", "take_back", "Remove the newest of today"),
    ]

    def __init__(self, journal: Journal, first: Sport = Sport.SWIM) -> None:
        super().__init__()
        self._journal = journal
        self._first = first
        self._done: Sequence[ActivityDone] = ()
        """What was done today."""

        self._minutes = _USUAL_MIN
        self._digits = ""
        self._effort: int | None = None
        self._asks_effort = False
        self._words = _text_of(first)
        self._typing = False
        self._noted: tuple[Sport, float, int | None, str] | None = None
        """What a second Enter of a quick hand would note again."""
        self._list = RowList(self._sport_row, widget_id="sports")
        self._sheet: Paper[Sequence[Line]] = Paper(
            lambda lines, width, height: [fitted(line, width) for line in lines][:height],
            widget_id="day-words",
            ground=Ground.PANEL,
        )

    @property
    def shown_keys(self) -> tuple[tuple[str, str], ...]:
        """Other ones while something is typed."""
        if self._typing:
            enter = "note it" if self._sport is Sport.OTHER else "that is it"
            return (("Enter", enter), ("Tab", "sports"), ("Esc", "leave it"))
        if self._asks_effort:
            return (("0-9", "how hard"), (_TEN, "10"), ("Tab", "words"), ("Enter", "not told"))
        taken = (("x", "remove"),) if self._done else ()
        return (
            ("Enter", "note it"),
            ("←/→", "minutes"),
            ("Tab", "effort, words"),
            *taken,
            ("Esc", "back"),
        )

    def body(self) -> Iterable[Widget]:
        """The sports, and what is told of the chosen one."""
        return (self._list, self._sheet)

    def on_mount(self) -> None:
        """Show them."""
        self.head.show((Span("Beside the runs", Ink.STRONG), Span("  welcome, never due", Ink.DIM)))
        self._list.show(len(_SPORTS), _SPORTS.index(self._first))
        self._list.focus()
        self._paint()
        self.read(self._today, self._show)

    def _today(self) -> Sequence[ActivityDone]:
        return self._journal.day().today.activities

    def _show(self, done: Sequence[ActivityDone]) -> None:
        self._done = done
        self._paint()

    @property
    def _sport(self) -> Sport:
        return _SPORTS[self._list.cursor]

    def _sport_row(self, index: int, _width: int) -> Line:
        words = f"{WORDS[_SPORTS[index]]:<22}"
        if index != self._list.cursor:
            return (Span(words),)
        name = Span(words, Ink.STRONG)
        minutes = Span(f"{self._digits or self._minutes} min", Ink.STRONG)
        return (name, Span("◂ ", Ink.RULE), minutes, Span(" ▸", Ink.RULE))

    def _paint(self) -> None:
        told = Span("Tab: how hard it was", Ink.DIM)
        if self._asks_effort:
            told = Span(f"0 to 9, or {_TEN} for {MOST_EFFORT}?", Ink.STRONG)
        elif self._effort is not None:
            told = Span(f"{self._effort} of {MOST_EFFORT}", Ink.STRONG)
        today = ", ".join(map(words_of, self._done)) or "nothing yet"
        self._sheet.show(
            (
                (Span("effort  ", Ink.DIM), told),
                text_row(self._words, max(20, self.size.width - 6), chosen=self._typing),
                EMPTY,
                (Span("today   ", Ink.DIM), Span(today)),
            )
        )
        self._list.refresh()
        self.keys.show(self.shown_keys)

    @on(RowList.Moved)
    def _moved(self) -> None:
        self._take_digits()
        self._words = replace(_text_of(self._sport), text=self._words.text)
        self._paint()

    def _take_digits(self) -> None:
        if self._digits:
            typed = int(self._digits)
            self._minutes = max(LEAST_MINUTES, min(MOST_MINUTES, typed))
        self._digits = ""

    # --- keys ----------------------------------------------------------------------------------

    def on_key(self, event: Key) -> None:
        """Digits are minutes, or the effort where it is asked; letters are words while typed."""
        if event.key == "tab":
            # Not left to the bindings, which are looked up after the next key of a quick hand.
            self.action_tell()
            taken = True
        elif self._typing:
            taken = self._type(event)
        elif self._asks_effort:
            taken = self._tell_effort(event)
        else:
            taken = self._type_minutes(event)
        if taken:
            event.stop()
            event.prevent_default()
            self._paint()

    def _type(self, event: Key) -> bool:
        if event.key == "enter":
            self._typing = False
            if self._sport is Sport.OTHER and self._words.trimmed:
                self._keep(Sport.OTHER)
            return True
        row = keyed(self._words, event)
        self._words = row or self._words
        return row is not None

    def _tell_effort(self, event: Key) -> bool:
        if event.key == "escape":
            return False
        self._asks_effort = False
        char = event.character or ""
        self._effort = MOST_EFFORT if char == _TEN else int(char) if char.isdecimal() else None
        return True

    def _type_minutes(self, event: Key) -> bool:
        if event.key == "backspace" and self._digits:
            self._digits = self._digits[:-1]
        elif (event.character or "").isdecimal() and len(self._digits) < len(str(MOST_MINUTES)):
            self._digits += event.character or ""
        else:
            return False
        return True

    def on_paste(self, event: Paste) -> None:
        """Words may be pasted."""
        if self._typing:
            event.stop()
            self._words = self._words.pasted(event.text)
            self._paint()

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool | None:
        """No letter is a command while something is typed."""
        return action == "back" or not (self._typing or self._asks_effort)

    def action_turn(self, by: int) -> None:
        """Five minutes more or less."""
        self._take_digits()
        wanted = (self._minutes // _STEP_MIN + by) * _STEP_MIN
        self._minutes = max(_STEP_MIN, min(MOST_MINUTES, wanted))
        self._paint()

    def action_tell(self) -> None:
        """Ask how hard it was; from there on to the words, and from them back to the sports."""
        asked, typed = self._asks_effort, self._typing
        self._asks_effort, self._typing = not (asked or typed), asked
        self._paint()

    @on(RowList.Taken)
    def _taken(self, event: RowList.Taken) -> None:
        self._keep(_SPORTS[event.index])  # by a quick hand the chosen row is another by now

    def _keep(self, sport: Sport) -> None:
        """Write it down; something else needs its name first."""
        self._take_digits()
        minutes, effort, words = self._minutes, self._effort, self._words.trimmed
        if sport is Sport.OTHER and not words:
            self._typing = True
            self._paint()
            return
        name, note = (words, "") if sport is Sport.OTHER else ("", words)
        if (sport, minutes, effort, words) == self._noted:
            self._noted = None
            self.say((Span("! ", Ink.WARN), Span("It is noted; Enter once more notes another")))
            return
        try:
            self._write(note_activity(sport, minutes, effort, name, note), "noted")
        except CadencecoachError as exc:
            self.tell(exc)

    def action_take_back(self) -> None:
        """The newest of today was a slip."""
        if self._done:
            self._write(take_back_activity, "taken back")

    def _write(self, act: Act, said: str) -> None:
        before = self._done

        def write() -> Sequence[ActivityDone]:
            self._journal.do(act)
            return self._today()

        def tell(done: Sequence[ActivityDone]) -> None:
            newest = (done if len(done) > len(before) else before)[-1]
            self.say((Span("✔ ", Ink.GOOD), Span(f"{words_of(newest)} {said}.")))
            self._effort, self._words = None, _text_of(self._sport)
            self._noted = (newest.sport, newest.minutes, None, "") if newest in done else None
            self._show(done)

        self.do(write, tell)

    def action_back(self) -> None:
        """Leave what is asked, or the screen."""
        if self._typing or self._asks_effort:
            self._typing = self._asks_effort = False
            self._paint()
        else:
            self.dismiss(None)


def _text_of(sport: Sport) -> TextRow:
    """Where words are typed: the name of another sport, a note of any else."""
    if sport is Sport.OTHER:
        return TextRow("what    ", hint="Tab Tab: its name", longest=LONGEST_NAME)
    return TextRow("note    ", hint="Tab Tab: a few words", longest=LONGEST_NOTE)
