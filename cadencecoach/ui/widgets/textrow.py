"""Words typed into a row of a screen, as a value: there is no field to enter and none to leave.

Only what can be printed gets in, typed or pasted, so that no text does anything to a terminal;
joiners are kept and not painted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from rich.cells import cell_len
from textual.events import Key

from cadencecoach.core.values.text import JOINERS, unjoined, written
from cadencecoach.ui.ink import Ink, Line, Span, fitted


@dataclass(frozen=True, slots=True)
class TextRow:
    """A label and what was typed; a new one comes of each key."""

    label: str
    text: str = ""
    hint: str = ""
    """Shown while nothing is typed."""

    longest: int = 200
    """Characters; what comes after them is not taken."""

    @property
    def words(self) -> str:
        """What was typed, without blanks at its ends."""
        return self.text.strip(f" {JOINERS}")

    def key(self, event: Key) -> TextRow | None:
        """The row after a key; None where the key types nothing. Ctrl-U takes all back."""
        if event.key == "backspace":
            return replace(self, text=self.text[:-1])
        if event.key == "ctrl+u":
            return self.emptied()
        if event.character and (event.is_printable or event.character in JOINERS):
            return self._with(event.character)
        return None

    def pasted(self, text: str) -> TextRow:
        """The row with a text put in at once; its lines become one."""
        return self._with(written(text))

    def emptied(self) -> TextRow:
        """The row with nothing typed."""
        return replace(self, text="")

    def _with(self, more: str) -> TextRow:
        return replace(self, text=(self.text + more).lstrip()[: self.longest])


def text_row(row: TextRow, width: int, *, chosen: bool) -> Line:
    """A row as it is painted: the chosen one shows its end and a mark, any other its beginning."""
    label = Span(row.label, Ink.DIM)
    room = width - cell_len(row.label)
    shown = unjoined(row.text)
    if not row.text:
        mark = (Span("▏", Ink.TARGET),) if chosen else ()
        return fitted((label, *mark, Span(row.hint, Ink.DIM)), width)
    if not chosen:
        return fitted((label, Span(shown, Ink.STRONG)), width)
    return (label, Span(_end(shown, room - 1), Ink.STRONG), Span("▏", Ink.TARGET))


def _end(text: str, room: int) -> str:
    """The last cells of a text; what is cut off before them is a "…"."""
    if cell_len(text) <= room:
        return text
    kept = ""
    for char in reversed(text):
        if cell_len(char + kept) > room - 1:
            break
        kept = char + kept
    return f"…{kept}"
