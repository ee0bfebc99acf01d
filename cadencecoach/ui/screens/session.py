"""One stored session on three pages: its course with its cues, its figures, and an early run beside."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import ClassVar, Final

from textual import on
from textual.binding import Binding, BindingType
from textual.widget import Widget

from cadencecoach.app.review.ports import ReviewData
from cadencecoach.app.views import AfterDiscard, SessionContext, SessionDetail
from cadencecoach.errors import CadencecoachError
from cadencecoach.ui.ink import EMPTY, Ground, Ink, Line, Span
from cadencecoach.ui.lines.chart import Chart, chart_lines
from cadencecoach.ui.lines.session import (
    cue_row,
    cue_words,
    deleted_line,
    page_line,
    rung_lines,
    session_figures,
    when,
)
from cadencecoach.ui.lines.session_figures import SO_FAR, Sheet, beside_lines, wide_lines
from cadencecoach.ui.lines.speed import SpeedLine, speed_lines
from cadencecoach.ui.screens.page import one_line
from cadencecoach.ui.screens.run_note import TellingScreen
from cadencecoach.ui.screens.take_back import TakesBack
from cadencecoach.ui.widgets.paper import Paper
from cadencecoach.ui.widgets.row_list import RowList

_UNHEARD: Final = ("no footpod was heard in this session",)
_UNREAD: Final = ("speed was heard, and no cadence that could be read",)
_NOT_YET: Final = ("no cadence was heard yet",)
_PAGES: Final = ("cues", "figures", "compare")


class SessionScreen(TakesBack[AfterDiscard | None]):
    """Reads one session in a worker and shows it; gives back what stands where it was deleted."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,tab", "turn(1)", "The next page: figures, an early run beside it"),
        Binding("left,shift+tab", "turn(-1)", "The page before"),
        Binding("d", "tell", "Diary of it: note, shoes, surface, route, distance, effort"),
        Binding("x", "delete", "Remove it; z brings it back"),
        Binding("z", "undo", "Bring it back"),
    ]

    def __init__(self, review: ReviewData, session: int) -> None:
        super().__init__(review)
        self._session = session
        self._detail: SessionDetail | None = None
        self._told: SessionContext | None = None
        self._deleted: AfterDiscard | None = None
        self._page = 0
        self._figures: Paper[Line] = Paper(one_line, widget_id="figures")
        self._pages: Paper[Line] = Paper(one_line, widget_id="pages")
        self._chart = Paper(chart_lines, widget_id="chart", ground=Ground.PANEL)
        self._speed = Paper(speed_lines, widget_id="speed", ground=Ground.PANEL)
        self._rungs = Paper(rung_lines, widget_id="rungs")
        self._cues = RowList(self._cue, widget_id="cue-log")
        self._words = Paper(cue_words, widget_id="cue-words")
        self._sheet: Paper[tuple[int, Sheet]] = Paper(self._draw, widget_id="sheet")

    @property
    def shown_keys(self) -> tuple[tuple[str, str], ...]:
        """A deleted session has one key."""
        if self._deleted:
            return (("z", "bring it back"), ("Esc", "back"), ("?", "help"))
        steps = (("↑/↓", "cues"),) if not self._page else ()
        following = _PAGES[(self._page + 1) % len(_PAGES)]
        return (
            *steps,
            ("→", following),
            ("d", "diary"),
            ("x", "remove"),
            ("Esc", "back"),
            ("?", "help"),
        )

    def body(self) -> Iterable[Widget]:
        """Figures and pages; the course with its cues, or a sheet."""
        return (
            self._figures,
            self._pages,
            self._chart,
            self._speed,
            self._rungs,
            self._cues,
            self._words,
            self._sheet,
        )

    def on_mount(self) -> None:
        """Begin to read."""
        self.head.show((Span("Session", Ink.STRONG), Span("  is being read", Ink.DIM)))
        number = (Span(f"Session {self._session}", Ink.STRONG),)
        self.read(
            lambda: self._review.load(self._session), self._show, lambda: self.head.show(number)
        )
        self._cues.focus()

    def _show(self, detail: SessionDetail) -> None:
        self._detail = detail
        self.head.show((Span(detail.row.title, Ink.STRONG), Span(f"  {when(detail.row)}", Ink.DIM)))
        self._figures.show(session_figures(detail))
        self._rungs.show(detail)
        self._cues.show(len(detail.cues))
        self._point_at(0)
        self.action_turn(0)
        self.call_after_refresh(self._read_context)  # what is slower does not hold up the chart

    def _show_context(self, context: SessionContext) -> None:
        self._told = context
        self._paint()

    @on(RowList.Moved)
    def _moved(self, event: RowList.Moved) -> None:
        self._point_at(event.index)

    def _point_at(self, index: int) -> None:
        """Mark one cue in the chart and show its words."""
        if self._detail is None:
            return
        cues, goes_on = self._detail.cues, self._detail.row.goes_on
        heard = any(speed is not None for speed in self._detail.speeds)
        empty = _NOT_YET if goes_on else _UNREAD if heard else _UNHEARD
        chart = Chart(self._detail.chart, None, empty, cues[index].at if cues else None)
        self._chart.show(chart)
        speed = SpeedLine(self._detail.speeds, chart)
        self._speed.show(replace(speed, nothing=SO_FAR) if goes_on else speed)
        if cues:
            self._words.show(cues[index])
        else:
            due = "yet" if goes_on else "in this session"
            self.say((Span(f"no cue was due {due}", Ink.DIM),))

    def _cue(self, index: int, width: int) -> Line:
        return () if self._detail is None else cue_row(self._detail.cues[index], width)

    # --- the pages -----------------------------------------------------------------------------

    def action_turn(self, by: int) -> None:
        """Another page."""
        self._page = (self._page + by) % len(_PAGES)
        self.set_class(self._page > 0, "-sheet")
        if not self._page:
            self._cues.focus()  # which it loses while it is hidden
        self._pages.show(page_line(_PAGES, self._page))
        self.keys.show(self.shown_keys)
        self._paint()

    def _paint(self) -> None:
        if self._detail is not None:
            self._sheet.show((self._page, Sheet(self._detail, self._told)))

    @staticmethod
    def _draw(seen: tuple[int, Sheet], width: int, height: int) -> list[Line]:
        page, sheet = seen
        return (wide_lines if page == 1 else beside_lines)(sheet, width, height)

    # --- what the runner may change ------------------------------------------------------------

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool | None:
        """What cannot be done now is not offered."""
        if action in {"tell", "delete"}:
            return self._detail is not None and self._deleted is None
        return self._deleted is not None if action == "undo" else True

    def action_tell(self) -> None:
        """Tell of the run anew, or say why there is nothing to tell."""
        self.say(EMPTY)
        self.app.push_screen(TellingScreen(self._review, self._session), self._after_telling)

    def _after_telling(self, changed: bool | CadencecoachError | None) -> None:
        if isinstance(changed, CadencecoachError):
            self.tell(changed)
        elif changed:
            self._read_context()

    def _read_context(self) -> None:
        self.read(
            lambda: self._review.context(self._session),
            self._show_context,
            lambda: self._show_context(SessionContext(None, None)),
        )

    def action_delete(self) -> None:
        """Take it out of every list."""
        self.do(lambda: self._review.discard(self._session), self._show_deleted)

    def _show_deleted(self, after: AfterDiscard) -> None:
        self._deleted = after
        self.say_deleted(deleted_line(self._session), self._session, after)
        self.keys.show(self.shown_keys)

    def action_undo(self) -> None:
        """Bring it back."""
        self.do(lambda: self._review.keep(self._session), lambda _: self._show_kept())

    def _show_kept(self) -> None:
        self._deleted = None
        self.say(EMPTY)
        self.keys.show(self.shown_keys)

    def action_back(self) -> None:
        """Leave for the screen before."""
        deleted = self._deleted
        answered = deleted is not None and self._set_by is None
        self.dismiss(AfterDiscard("") if answered else deleted)
