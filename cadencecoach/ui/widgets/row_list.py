"""A list that makes only the rows that are seen, so that 5,000 of them open at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.events import Click, MouseScrollDown, MouseScrollUp
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from cadencecoach.ui.ink import EMPTY, Ground, Ink, Line, Span, fitted
from cadencecoach.ui.widgets.paper import colours_of, strip_of


class RowList(Widget, can_focus=True):
    """Rows by number, one of them chosen; `row(index, width)` makes one."""

    class Moved(Message):
        """Another row is the chosen one."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    class Taken(Message):
        """Enter, or a click, on the chosen row."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "Up"),
        Binding("down", "move(1)", "Down"),
        Binding("pageup", "page(-1)", "Page up"),
        Binding("pagedown", "page(1)", "Page down"),
        Binding("home", "edge(-1)", "First"),
        Binding("end", "edge(1)", "Last"),
        Binding("enter", "take", "Open", show=False),
    ]

    def __init__(self, row: Callable[[int, int], Line], *, widget_id: str) -> None:
        super().__init__(id=widget_id)
        self._row = row
        self._count = 0
        self._cursor = 0
        self._top = 0

    @property
    def cursor(self) -> int:
        """The number of the chosen row."""
        return self._cursor

    def show(self, count: int, cursor: int = 0) -> None:
        """So many rows from now on, with this one chosen."""
        self._count = count
        self._cursor = max(0, min(cursor, count - 1))
        self._scroll()

    def move_to(self, index: int) -> None:
        """Choose a row, or the nearest there is."""
        index = max(0, min(index, self._count - 1))
        if index != self._cursor:
            self._cursor = index
            self._scroll()
            self.post_message(self.Moved(index))

    def _scroll(self) -> None:
        height = max(1, self.size.height)
        self._top = max(self._cursor - height + 1, min(self._top, self._cursor))
        self._top = max(0, min(self._top, self._count - height))
        self.refresh()

    def _line(self, index: int) -> Line:
        if not 0 <= index < self._count:
            return EMPTY
        here = "▸ " if self.has_focus else "▹ "
        sign = Span(here if index == self._cursor else "  ", Ink.TARGET)
        return fitted((sign, *self._row(index, self.size.width - 2)), self.size.width)

    def on_resize(self) -> None:
        """Keep the chosen row in sight, and as many as can be above it."""
        self._top = 0
        self._scroll()

    def on_focus(self) -> None:
        """Show that the keys are for this list."""
        self.refresh()

    def on_blur(self) -> None:
        """Show that they are not."""
        self.refresh()

    def on_click(self, event: Click) -> None:
        """Choose the row under the pointer; once more takes it."""
        index = self._top + event.y
        if index == self._cursor:
            self.action_take()
        else:
            self.move_to(index)

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """One row on."""
        event.stop()
        self.action_move(1)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """One row back."""
        event.stop()
        self.action_move(-1)

    def action_move(self, by: int) -> None:
        """So many rows on."""
        self.move_to(self._cursor + by)

    def action_page(self, by: int) -> None:
        """So many screenfuls on."""
        self.move_to(self._cursor + by * max(1, self.size.height - 1))

    def action_edge(self, side: int) -> None:
        """To the first or the last row."""
        self.move_to(0 if side < 0 else self._count - 1)

    def action_take(self) -> None:
        """Take the chosen row."""
        if self._count:
            self.post_message(self.Taken(self._cursor))

    def render_line(self, y: int) -> Strip:
        """One row in the colours of the theme."""
        index = self._top + y
        chosen = index == self._cursor and index < self._count
        ground = Ground.MARK if chosen and self.has_focus else Ground.PAGE
        return strip_of(self._line(index), colours_of(self.app), ground, self.size.width)
