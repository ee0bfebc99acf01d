"""What is known, what is not, and what this program is not; every word comes from the command."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.events import Resize
from textual.widget import Widget

from cadencecoach.ui.ink import EMPTY, Ink, Line, Span, wrapped
from cadencecoach.ui.screens.page import Page
from cadencecoach.ui.widgets.row_list import RowList


def about_page(lines: Sequence[str], width: int) -> list[Line]:
    """The lines over as many rows as the width asks for; headings stand out."""
    page: list[Line] = []
    for text in lines:
        inset = text.startswith("  ")
        heading = bool(text) and not inset and not text.endswith(".")
        rows = wrapped(text, max(8, width - 2), 6, Ink.STRONG if heading else Ink.PLAIN)
        page += [(Span("  "), *row) if inset else row for row in rows] or [EMPTY]
    return page


class AboutScreen(Page[None]):
    """A page to be scrolled."""

    KEYS: ClassVar = (("↑/↓", "read"), ("PgUp/PgDn", "page"), ("Esc", "back"))

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__()
        self._lines = lines
        self._page: Sequence[Line] = ()
        self._list = RowList(lambda index, _width: self._page[index], widget_id="about")

    def body(self) -> Iterable[Widget]:
        """The page."""
        return (self._list,)

    def on_mount(self) -> None:
        """Say what it is about."""
        self.head.show((Span("About", Ink.STRONG), Span("  honest words", Ink.DIM)))
        self._list.focus()

    def on_resize(self, event: Resize) -> None:
        """Lay it out anew."""
        super().on_resize(event)
        self._page = about_page(self._lines, event.size.width - 4)
        self._list.show(len(self._page), self._list.cursor)
