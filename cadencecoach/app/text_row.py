"""Words typed into a row, as a value: there is no field to enter and none to leave.

What is pasted becomes one harmless line; joiners are kept, so that a word stays what was typed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from cadencecoach.core.values.text import JOINERS, written


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
    def trimmed(self) -> str:
        """What was typed, without blanks at its ends."""
        return self.text.strip(f" {JOINERS}")

    def typed(self, char: str) -> TextRow:
        """The row with one character more."""
        return self._with(char)

    def shortened(self) -> TextRow:
        """The row without its last character."""
        return replace(self, text=self.text[:-1])

    def pasted(self, text: str) -> TextRow:
        """The row with a text put in at once; its lines become one."""
        return self._with(written(text))

    def emptied(self) -> TextRow:
        """The row with nothing typed."""
        return replace(self, text="")

    def _with(self, more: str) -> TextRow:
        return replace(self, text=(self.text + more).lstrip()[: self.longest])
