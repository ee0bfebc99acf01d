"""A row that is typed into: what a key does to it, and how it is painted.

Only what can be printed gets in, so that no text does anything to a terminal.
"""

from __future__ import annotations

from textual.events import Key

from cadencecoach.app.text_row import TextRow
from cadencecoach.core.values.text import JOINERS, unjoined
from cadencecoach.core.values.text import width as cells_of
from cadencecoach.ui.ink import Ink, Line, Span, fitted


def keyed(row: TextRow, event: Key) -> TextRow | None:
    """The row after a key; None where the key types nothing. Ctrl-U takes all back."""
    if event.key == "backspace":
        return row.shortened()
    if event.key == "ctrl+u":
        return row.emptied()
    if event.character and (event.is_printable or event.character in JOINERS):
        return row.typed(event.character)
    return None


def text_row(row: TextRow, width: int, *, chosen: bool) -> Line:
    """A row as it is painted: the chosen one shows its end and a mark, any other its beginning."""
    label = Span(row.label, Ink.DIM)
    room = width - cells_of(row.label)
    shown = unjoined(row.text)
    if not row.text:
        mark = (Span("▏", Ink.TARGET),) if chosen else ()
        return fitted((label, *mark, Span(row.hint, Ink.DIM)), width)
    if not chosen:
        return fitted((label, Span(shown, Ink.STRONG)), width)
    return (label, Span(_end(shown, room - 1), Ink.STRONG), Span("▏", Ink.TARGET))


def _end(text: str, room: int) -> str:
    """The last cells of a text; what is cut off before them is a "…"."""
    if cells_of(text) <= room:
        return text
    kept = ""
    for char in reversed(text):
        if cells_of(char + kept) > room - 1:
            break
        kept = char + kept
    return f"…{kept}"
