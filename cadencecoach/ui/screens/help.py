"""The keys of the screen below, laid over it until any key is pressed."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.events import Click, Key
from textual.screen import ModalScreen

from cadencecoach.ui.ink import EMPTY, Ground, Ink, Line, Span, cells, fitted
from cadencecoach.ui.widgets.paper import Paper

_NAMES = {
    "plus": "+",
    "equals_sign": "=",
    "minus": "-",
    "underscore": "_",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "question_mark": "?",
    "slash": "/",
    "tab": "Tab",
    "shift+tab": "⇧Tab",
    "enter": "Enter",
    "escape": "Esc",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
    "ctrl+p": "Ctrl-P",
}

_NARROWEST = 24
"""Cells of a column that says something beside its key."""


def key_words(keys: str) -> str:
    """Keys as printed on a keyboard."""
    return " ".join(_NAMES.get(key, key) for key in keys.split(","))


def help_lines(keys: Sequence[tuple[str, str]], width: int, height: int) -> list[Line]:
    """Keys and what they do, in two columns where one is not enough."""
    rows = height - 3
    columns = 2 if len(keys) > rows and width >= 2 * _NARROWEST else 1
    column_width = width // columns
    rows = -(-len(keys) // columns)
    lines: list[Line] = [(Span("Keys", Ink.STRONG),), EMPTY]
    for y in range(rows):
        line: Line = ()
        for key, what in keys[y::rows][:columns]:
            cell: Line = (Span(f"{key:<10}", Ink.TARGET), Span(what))
            cell = fitted(cell, column_width - 1)
            line = (*line, *cell, Span(" " * (column_width - cells(cell))))
        lines.append(line)
    return [*lines[: height - 1], (Span("any key goes back", Ink.DIM),)]


class HelpScreen(ModalScreen[None]):
    """Shows the bindings it is given; gone with the next key."""

    def __init__(self, bindings: Sequence[Binding]) -> None:
        super().__init__()
        self._paper: Paper[Sequence[tuple[str, str]]] = Paper(
            help_lines, widget_id="help", ground=Ground.PANEL
        )
        self._keys = tuple((key_words(binding.key), binding.description) for binding in bindings)

    def compose(self) -> ComposeResult:
        """One sheet."""
        yield self._paper

    def on_mount(self) -> None:
        """Show the keys."""
        self._paper.show(self._keys)

    def on_key(self, event: Key) -> None:
        """Any key goes back, and does nothing else."""
        event.stop()
        event.prevent_default()
        self.dismiss(None)

    def on_click(self, _event: Click) -> None:
        """So does a click."""
        self.dismiss(None)
