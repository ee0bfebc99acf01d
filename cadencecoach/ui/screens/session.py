"""One stored session: its chart, its rungs, and its cues to step through."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual import on
from textual.message import Message
from textual.widget import Widget

from cadencecoach.errors import CadencecoachError
from cadencecoach.ui.driver import ReviewData, SessionDetail
from cadencecoach.ui.ink import Ground, Ink, Line, Span
from cadencecoach.ui.screens.page import Page, one_line
from cadencecoach.ui.widgets.chart import Chart, chart_lines
from cadencecoach.ui.widgets.paper import Paper
from cadencecoach.ui.widgets.rowlist import RowList
from cadencecoach.ui.widgets.sessionlines import (
    cue_row,
    cue_words,
    rung_lines,
    session_figures,
    when,
)

_UNHEARD = ("no footpod was heard in this session",)


class SessionScreen(Page[None]):
    """Reads one session in a worker and shows it; the chosen cue is marked in the chart."""

    class Loaded(Message):
        """The session, or why there is none."""

        def __init__(self, found: SessionDetail | CadencecoachError) -> None:
            super().__init__()
            self.found = found

    KEYS: ClassVar = (("↑/↓", "step through the cues"), ("Esc", "back"), ("?", "help"))

    def __init__(self, review: ReviewData, session: int) -> None:
        super().__init__()
        self._review = review
        self._session = session
        self._detail: SessionDetail | None = None
        self._figures: Paper[Line] = Paper(one_line, widget_id="figures")
        self._chart = Paper(chart_lines, widget_id="chart", ground=Ground.PANEL)
        self._rungs = Paper(rung_lines, widget_id="rungs")
        self._cues = RowList(self._cue, widget_id="cue-log")
        self._words = Paper(cue_words, widget_id="cue-words")

    def body(self) -> Iterable[Widget]:
        """Figures, chart, rungs, cue log, the words of the chosen cue."""
        return (self._figures, self._chart, self._rungs, self._cues, self._words)

    def on_mount(self) -> None:
        """Begin to read."""
        self.head.show((Span("Session", Ink.STRONG), Span("  is being read", Ink.DIM)))
        self.run_worker(self._load, group="reading", thread=True, exclusive=True)
        self._cues.focus()

    def _load(self) -> None:
        try:
            found: SessionDetail | CadencecoachError = self._review.load(self._session)
        except CadencecoachError as exc:
            found = exc
        self.post_message(self.Loaded(found))

    @on(Loaded)
    def _show(self, event: Loaded) -> None:
        if isinstance(event.found, CadencecoachError):
            self.tell(event.found)
            return
        detail = self._detail = event.found
        self.head.show((Span(detail.row.title, Ink.STRONG), Span(f"  {when(detail.row)}", Ink.DIM)))
        self._figures.show(session_figures(detail))
        self._rungs.show(detail.rungs)
        self._cues.show(len(detail.cues))
        self._point_at(0)

    @on(RowList.Moved)
    def _moved(self, event: RowList.Moved) -> None:
        self._point_at(event.index)

    def _point_at(self, index: int) -> None:
        """Mark one cue in the chart and show its words."""
        if self._detail is None:
            return
        cues = self._detail.cues
        mark = cues[index].at if cues else None
        self._chart.show(Chart(self._detail.chart, None, _UNHEARD, mark))
        if cues:
            self._words.show(cues[index])
        else:
            self.say((Span("no cue was due in this session", Ink.DIM),))

    def _cue(self, index: int, width: int) -> Line:
        return () if self._detail is None else cue_row(self._detail.cues[index], width)
