"""After a run: one question, big; then one card of what it came to and what comes next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.events import Key
from textual.widget import Widget

from cadencecoach.app.diary.check_in import Interview, after_run
from cadencecoach.app.diary.ports import Journal
from cadencecoach.app.diary.questions import LEVELS
from cadencecoach.app.diary.ratings import CheckIn
from cadencecoach.app.review.ports import ReviewData
from cadencecoach.app.views import DayView
from cadencecoach.core.diary.diary import Run
from cadencecoach.core.diary.pain import Pain, When
from cadencecoach.core.values.units import clock, frames
from cadencecoach.ui.ink import EMPTY, Ground, Ink, Line, Span, bullet, fitted, wrapped
from cadencecoach.ui.lines.digits import blocks, size_for
from cadencecoach.ui.screens.check_in import SIGNS, keyed_lines
from cadencecoach.ui.screens.page import Page
from cadencecoach.ui.screens.session import SessionScreen
from cadencecoach.ui.widgets.paper import Paper

_ENDS = "0 none at all · 9 very bad · t the worst there is (10)"
_DIGITS = "0123456789"


@dataclass(frozen=True, slots=True)
class Card:
    """What the card says; None in the place of the next is the question before it."""

    run: Run
    level: int | None = None
    following: Sequence[str] | None = None
    """What comes next, a sentence each."""

    left: int = 0
    """Questions that may be answered still."""


def held_words(run: Run) -> str:
    """What was held, in a sentence."""
    length = clock(frames(run.minutes * 60))
    if run.top_spm is None:
        heard = "nothing measured your cadence"
        if run.cadence_spm is not None:
            heard = f"{run.cadence_spm:.0f} steps a minute on average"
        return f"{run.title}: {length} without a beat, {heard}."
    if run.in_band_percent is None:
        return f"{run.title}: {length}; nothing measured whether you kept the beat."
    kept = f"at {run.top_spm} you were on target for {run.in_band_percent:.0f} % of the time"
    return f"{run.title}: {length}; {kept}."


def card_lines(card: Card, width: int, height: int) -> list[Line]:
    """The question, or the card once it was answered or passed."""
    if card.following is None:
        size = size_for(len(_DIGITS), width, max(3, height - 7))
        lines: list[Line] = [(Span("How is your back now?", Ink.STRONG),), EMPTY]
        lines += [(Span(row, Ink.TARGET),) for row in blocks(_DIGITS, size)]
        lines += [
            EMPTY,
            *wrapped(_ENDS, width, 2, Ink.DIM),
            EMPTY,
            *keyed_lines("w", SIGNS, width, Ink.DIM),
        ]
    else:
        back = "Your back after it: not told." if card.level is None else f"Back now: {card.level}."
        lines = [*wrapped(held_words(card.run), width, 3, Ink.STRONG), EMPTY, (Span(back),), EMPTY]
        for sentence in card.following:
            lines += bullet(sentence, width, 3)
        more = f"{card.left} short questions are left; each may be left out."
        lines += [EMPTY, (Span("Enter  ", Ink.TARGET), Span(more, Ink.DIM))]
    if len(lines) > height:
        lines = [line for line in lines if line]
    return [fitted(line, width) for line in lines][:height]


class AfterRunScreen(Page[Interview | None]):
    """Writes the level down as it is told; gives back what else is to be asked, None for nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("right", "chart", "The chart of the run")]

    def __init__(
        self, journal: Journal, review: ReviewData, view: DayView, session: int, run: Run
    ) -> None:
        super().__init__()
        self._journal = journal
        self._review = review
        self._view = view
        self._session = session
        self._card = Card(run)
        self._answered = False
        """Whether the question was answered or passed; the card may take a moment."""
        self._sheet = Paper(card_lines, widget_id="question", ground=Ground.PANEL)

    @property
    def _rest(self) -> Interview:
        return after_run(self._view, self._card.level)

    @property
    def shown_keys(self) -> tuple[tuple[str, str], ...]:
        """Those of the question, then those of the card."""
        if self._card.following is None:
            return (("0-9 t", "your back"), ("Enter", "not known"), ("Esc", "that is all"))
        return (("Enter", "tell more"), ("→", "the chart"), ("Esc", "that is all"))

    def body(self) -> Iterable[Widget]:
        """One sheet."""
        return (self._sheet,)

    def on_mount(self) -> None:
        """Ask."""
        self.head.show((Span("✔ ", Ink.GOOD), Span("The run is over", Ink.STRONG)))
        self._sheet.show(self._card)

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool | None:
        """No chart before the question."""
        return action != "chart" or self._card.following is not None

    def on_key(self, event: Key) -> None:
        """A level, no level, a warning sign; on the card the way to the questions that are left."""
        if self._card.following is not None:
            if event.key == "enter":
                event.stop()
                self.dismiss(self._rest)
            return
        if self._answered or self.acting:
            return
        choice = next((one for one in LEVELS if one.key == event.character), None)
        if event.key == "w":
            self.dismiss(self._rest.with_signs())
        elif choice is not None:
            told = CheckIn(pain={When.AFTER: Pain(choice.value)})
            self.do(lambda: self._journal.do(told.act), lambda _: self._show(choice.value))
        elif event.key == "enter":
            self._show(None)
        else:
            return
        event.stop()

    def _show(self, level: int | None) -> None:
        self._answered = True
        run = self._card.run
        self.read(
            lambda: self._journal.what_next(run),
            lambda following: self._turn(Card(run, level, following)),
            lambda: self._turn(Card(run, level, ())),
        )

    def _turn(self, card: Card) -> None:
        left = len(after_run(self._view, card.level).waiting)
        self._card = Card(card.run, card.level, card.following, left)
        self._sheet.show(self._card)
        self.keys.show(self.shown_keys)

    def action_chart(self) -> None:
        """The chart, its figures, and an early run beside it."""
        self.app.push_screen(SessionScreen(self._review, self._session))

    def action_back(self) -> None:
        """That is all; a level that was told is kept."""
        self.dismiss(None)
