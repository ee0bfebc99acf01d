"""All sessions, newest first; opens at once however many there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widget import Widget

from cadencecoach.errors import CadencecoachError
from cadencecoach.ui.driver import ReviewData, SessionRow
from cadencecoach.ui.ink import Ink, Line, Span
from cadencecoach.ui.screens.page import Page
from cadencecoach.ui.screens.session import SessionScreen
from cadencecoach.ui.widgets.paper import Paper
from cadencecoach.ui.widgets.rowlist import RowList
from cadencecoach.ui.widgets.sessionlines import session_heading, session_row


def _heading(_rows: int, width: int, _height: int) -> list[Line]:
    return [(Span("  "), *session_heading(width - 2))]


class ReviewScreen(Page[None]):
    """Reads the rows in a worker; makes only those that are seen."""

    class Loaded(Message):
        """The rows, or why there are none."""

        def __init__(self, found: Sequence[SessionRow] | CadencecoachError) -> None:
            super().__init__()
            self.found = found

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "app.trends", "Trends: week against week, which cue helps"),
    ]
    KEYS: ClassVar = (
        ("Enter", "open"),
        ("↑/↓", "choose"),
        ("t", "trends"),
        ("PgUp/PgDn", "page"),
        ("Esc", "back"),
        ("?", "help"),
    )

    def __init__(self, review: ReviewData) -> None:
        super().__init__()
        self._review = review
        self._rows: Sequence[SessionRow] = ()
        self._heading = Paper(_heading, widget_id="heading")
        self._list = RowList(
            lambda index, width: session_row(self._rows[index], width), widget_id="sessions"
        )

    def body(self) -> Iterable[Widget]:
        """Column headings and rows."""
        return (self._heading, self._list)

    def on_mount(self) -> None:
        """Begin to read."""
        self._title()
        self.run_worker(self._load, group="reading", thread=True, exclusive=True)
        self._list.focus()

    def _load(self) -> None:
        try:
            found: Sequence[SessionRow] | CadencecoachError = self._review.rows()
        except CadencecoachError as exc:
            found = exc
        self.post_message(self.Loaded(found))

    @on(Loaded)
    def _show(self, event: Loaded) -> None:
        if isinstance(event.found, CadencecoachError):
            self.tell(event.found)
            return
        self._rows = event.found
        self._list.show(len(self._rows))
        self._title()
        if self._rows:
            self._heading.show(len(self._rows))
        else:
            self.say((Span("No session yet: the first run shows here.", Ink.DIM),))

    @on(RowList.Moved)
    def _title(self) -> None:
        place = f"  {self._list.cursor + 1:,} of {len(self._rows):,}" if self._rows else ""
        self.head.show((Span("Sessions", Ink.STRONG), Span(place, Ink.DIM)))

    @on(RowList.Taken)
    def _open(self, event: RowList.Taken) -> None:
        self.app.push_screen(SessionScreen(self._review, self._rows[event.index].id))
