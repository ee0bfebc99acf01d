"""The programme day by day: what was done, how the back was, what was decided and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.widget import Widget

from cadencecoach.app.diary.ports import Journal
from cadencecoach.app.views import DayView
from cadencecoach.core.diary.pain import Change
from cadencecoach.core.programme.calendar_days import CalendarDay
from cadencecoach.core.programme.today import Today
from cadencecoach.ui.ink import Ground, Ink, Line, Span, wrapped
from cadencecoach.ui.lines.day import calendar_row, calendar_words, week_words
from cadencecoach.ui.screens.causes import CausesScreen
from cadencecoach.ui.screens.page import Page, one_line
from cadencecoach.ui.widgets.paper import Paper
from cadencecoach.ui.widgets.row_list import RowList

_OFFER = (
    "Week 1 looks and measures, week 2 adds a few steps a minute, week 3 posture and strength, "
    "week 4 puts it together. Up to three runs a week, ten minutes of exercises a day; a day "
    "missed is a day missed, and it waits when you pause it."
)


class CalendarScreen(Page[None]):
    """Reads the days in a worker; starts, pauses and resumes the programme."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "start_or_pause", "Start the programme today; pause it, or resume it"),
    ]

    def __init__(self, journal: Journal) -> None:
        super().__init__()
        self._journal = journal
        self._view: DayView | None = None
        self._days: Sequence[CalendarDay] = ()
        self._theme: Paper[Line] = Paper(one_line, widget_id="intro")
        self._list = RowList(
            lambda index, width: calendar_row(self._days[index], width), widget_id="days"
        )
        self._words: Paper[CalendarDay | str] = Paper(
            self._draw, widget_id="day-words", ground=Ground.PANEL
        )

    def body(self) -> Iterable[Widget]:
        """The week's theme, the days, the chosen one at length."""
        return (self._theme, self._list, self._words)

    @property
    def shown_keys(self) -> tuple[tuple[str, str], ...]:
        """Start, or pause, or resume."""
        change = "start the four weeks today"
        if self._programme:
            paused = self._view is not None and self._view.today.paused
            change = "resume" if paused else "pause"
        return (("↑/↓", "choose"), ("space", change), ("Esc", "back"), ("?", "help"))

    @property
    def _programme(self) -> str:
        return "" if self._view is None else self._view.today.programme

    def on_mount(self) -> None:
        """Begin to read."""
        self.head.show((Span("Programme", Ink.STRONG),))
        self._list.focus()
        self._read_days()

    def _read_days(self) -> None:
        self.read(lambda: (self._journal.day(), self._journal.calendar()), self._show)

    def _show(self, found: tuple[DayView, Sequence[CalendarDay]]) -> None:
        self._view, self._days = found
        today = self._view.today
        if today.programme:
            title, theme = today.programme, today.theme
        else:
            title = "No programme yet"
            self._days = [
                one for one in self._days if one.runs or one.pain or one.routines or one.activities
            ]
            theme = "Four weeks for a sore back, one theme a week; space begins today."
        self.head.show((Span(title, Ink.STRONG), Span(f"  {week_words(today)}", Ink.DIM)))
        compared = today.since_first_week
        known = compared is not None and compared.change is not Change.UNKNOWN
        back = f"back: {compared.words}   " if known and compared is not None else ""
        self._theme.show((Span(back), Span(theme, Ink.DIM)))
        self._list.show(len(self._days), len(self._days) - 1)
        if today.programme:
            self._point_at(len(self._days) - 1)
        else:
            self._words.show(_OFFER)
        self.keys.show(self.shown_keys)

    @on(RowList.Moved)
    def _moved(self, event: RowList.Moved) -> None:
        self._point_at(event.index)

    def _point_at(self, index: int) -> None:
        if self._days:
            self._words.show(self._days[index])

    @staticmethod
    def _draw(seen: CalendarDay | str, width: int, height: int) -> list[Line]:
        if isinstance(seen, str):
            return wrapped(seen, width, height)
        return calendar_words(seen, width, height)

    def action_start_or_pause(self) -> None:
        """Begin the four weeks where none runs; else let them wait, or go on."""
        if self._view is not None and self._programme:
            self._pause(self._view.today)
        elif self._view is not None:
            self._start()

    def _start(self) -> None:
        """Begin the four weeks; who was never asked is asked what applies."""
        journal = self._journal

        def start() -> bool:
            journal.start_programme()
            return journal.causes().asked

        def started(asked: bool) -> None:
            self._begun("The four weeks begin today.")
            if not asked:
                self.app.push_screen(CausesScreen(journal))

        self.do(start, started)

    def _pause(self, today: Today) -> None:
        """Let the programme wait, or go on where it was left."""
        if today.paused:
            self.do(self._journal.resume_programme, lambda _: self._begun("On we go."))
        else:
            said = "It waits for you, as long as you like."
            self.do(self._journal.pause_programme, lambda _: self._begun(said))

    def _begun(self, said: str) -> None:
        self.say((Span("✔ ", Ink.GOOD), Span(said)))
        self._read_days()
