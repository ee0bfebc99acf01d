"""Week against week: what was run, how the back was, which cue helps; all at a glance where it fits."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Final

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.events import Resize
from textual.widget import Widget

from cadencecoach.app.diary.ports import Journal
from cadencecoach.core.trends.cue_effects import CueEffect
from cadencecoach.core.trends.sentences import verdict_words
from cadencecoach.core.trends.trends import Trends
from cadencecoach.core.values.calendar import iso, short
from cadencecoach.core.values.text import many
from cadencecoach.ui.ink import EMPTY, Ground, Ink, Line, Span
from cadencecoach.ui.lines.pain import pain_lines
from cadencecoach.ui.lines.trends import (
    BACK,
    DOSE,
    REST,
    Column,
    WeekBesideFirst,
    cue_heading,
    effect_row,
    effect_words,
    missing_lines,
    verdict_lines,
    week_beside_lines,
    week_heading,
    week_row,
)
from cadencecoach.ui.screens.page import Page
from cadencecoach.ui.widgets.paper import Paper
from cadencecoach.ui.widgets.row_list import RowList

_PAGES: Final = ("weeks", "back", "cues", "missing")


class TrendsScreen(Page[None]):
    """Reads in a worker; left and right turn the pages of a small terminal."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "turn(-1)", "The page before"),
        Binding("right", "turn(1)", "The next page: weeks, back, cues, what is missing"),
    ]

    def __init__(self, journal: Journal) -> None:
        super().__init__()
        self._journal = journal
        self._found: Trends | None = None
        self._page = _PAGES[0]
        self._verdict = Paper(verdict_lines, widget_id="verdict")
        self._week_heading: Paper[tuple[Column, ...]] = Paper(
            lambda columns, width, _: [(Span("  "), *week_heading(columns, width - 2))],
            widget_id="week-heading",
        )
        self._weeks = RowList(self._week, widget_id="weeks")
        self._beside = Paper(week_beside_lines, widget_id="beside", ground=Ground.PANEL)
        self._pain = Paper(pain_lines, widget_id="pain-days", ground=Ground.PANEL)
        self._cue_heading: Paper[bool] = Paper(
            lambda _, width, __: [(Span("  "), *cue_heading(width - 2))], widget_id="cue-heading"
        )
        self._cues = RowList(self._cue, widget_id="cue-ranks")
        self._cue_words: Paper[CueEffect] = Paper(
            effect_words, widget_id="cue-at-length", ground=Ground.PANEL
        )
        self._missing = Paper(missing_lines, widget_id="missing")

    @property
    def shown_keys(self) -> tuple[tuple[str, str], ...]:
        """Left and right go to what is not seen, or to the other list."""
        turn = "weeks or cues" if self._whole else "turn the page"
        return (("←/→", turn), ("↑/↓", "choose"), ("Esc", "back"), ("?", "help"))

    def body(self) -> Iterable[Widget]:
        """The verdict, the weeks, one beside the first, pain by day, the cues, what is missing."""
        return (
            self._verdict,
            self._week_heading,
            self._weeks,
            Horizontal(self._beside, self._pain, id="two"),
            self._cue_heading,
            self._cues,
            self._cue_words,
            self._missing,
        )

    def on_mount(self) -> None:
        """Begin to read."""
        self._title()
        self._turn_to(_PAGES[0])
        self.read(self._journal.trends, self._show)

    def _show(self, found: Trends) -> None:
        self._found = found
        if not found.weeks:
            self.say(
                (Span(f"{verdict_words(found)} The first run, or rating, shows here.", Ink.DIM),)
            )
            return
        self._missing.show(found)
        self._pain.show(found)
        self._weeks.show(len(found.weeks), len(found.weeks) - 1)
        self._cues.show(len(found.cues))
        self._point_at_week(len(found.weeks) - 1)
        if found.cues:
            self._cue_heading.show(True)
            self._cue_words.show(found.cues[0])
        self._turn_to(self._page)

    def on_resize(self, event: Resize) -> None:
        """More columns where there is room."""
        super().on_resize(event)
        self._turn_to(self._page)

    def _title(self) -> None:
        line: Line = (Span("Trends", Ink.STRONG),)
        if not self._whole:
            for page in _PAGES:
                here = page == self._page
                ink = Ink.TARGET if here else Ink.DIM
                line = (*line, Span(f" {' ▸' if here else '  '}{page}", ink))
        found = self._found
        if found is not None and found.weeks:
            date = f"{short(found.since).split(' ', 1)[1]} {iso(found.since)[:4]}"
            weeks = many(len(found.weeks), "week")
            line = (*line, Span(f"   {weeks} since {date}", Ink.DIM))
        self.head.show(line)

    @property
    def _whole(self) -> bool:
        """Whether all pages are seen at once."""
        return self.has_class("-large")

    @property
    def _columns(self) -> tuple[Column, ...]:
        if self._whole:
            return (*DOSE, *BACK, *REST)
        return BACK if self._page == "back" else (*DOSE, *REST)

    def action_turn(self, by: int) -> None:
        """The next page, or the one before."""
        pages = ("weeks", "cues") if self._whole else _PAGES
        here = pages.index(self._page) if self._page in pages else 0
        self._turn_to(pages[(here + by) % len(pages)])

    def _turn_to(self, page: str) -> None:
        self._page = page
        for each in _PAGES:
            self.set_class(each == page, f"-{each}")
        self._title()
        found = self._found
        if found is None or not found.weeks:
            return
        self._week_heading.show(self._columns)
        self._weeks.refresh()
        (self._cues if page == "cues" else self._weeks).focus()
        nothing = page == "cues" and not found.cues
        self.say((Span("No cue was said in the newest runs.", Ink.DIM),) if nothing else EMPTY)

    def _week(self, index: int, width: int) -> Line:
        return (
            EMPTY
            if self._found is None
            else week_row(self._found.weeks[index], self._columns, width)
        )

    def _cue(self, index: int, width: int) -> Line:
        return EMPTY if self._found is None else effect_row(self._found.cues, index, width)

    @on(RowList.Moved)
    def _moved(self, event: RowList.Moved) -> None:
        if self.focused is self._cues and self._found is not None:
            self._cue_words.show(self._found.cues[event.index])
        else:
            self._point_at_week(event.index)

    def _point_at_week(self, index: int) -> None:
        if self._found is not None and self._found.weeks:
            chosen = WeekBesideFirst(self._found, index)
            self._verdict.show(chosen)
            self._beside.show(chosen)
