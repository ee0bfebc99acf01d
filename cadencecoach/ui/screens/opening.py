"""The app's first frame: the head of Today, while what the screens are made of is loaded behind it."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.events import Key
from textual.screen import Screen

from cadencecoach.ui.ink import Line
from cadencecoach.ui.lines.page import OPENING, keys_lines
from cadencecoach.ui.screens.page import one_line
from cadencecoach.ui.widgets.paper import Paper


class OpeningScreen(Screen[None]):
    """Keeps what is typed for the screen that comes; only q does something at once."""

    def __init__(self) -> None:
        super().__init__()
        self.typed: list[Key] = []
        """In the order of typing."""
        self._head: Paper[Line] = Paper(one_line, widget_id="head")
        self._keys = Paper(keys_lines, widget_id="keys")

    def compose(self) -> ComposeResult:
        """Head and keys, where Today has them."""
        yield self._head
        yield self._keys

    def on_mount(self) -> None:
        """Say who this is."""
        self._head.show(OPENING)
        self._keys.show((("q", "quit"),))

    def on_key(self, event: Key) -> None:
        """Keep it."""
        event.stop()
        if event.key == "q":
            self.app.exit()
        self.typed.append(Key(event.key, event.character))
