"""Names that strangers put on the air, made safe to show before anything else touches them."""

from __future__ import annotations

import unicodedata
from typing import Final

from cadencecoach.core.values.text import cut, plain

LONGEST_NAME: Final = 32
"""Cells; fits the run screen and a table at 80 columns. An advertised name has at most 29 bytes."""

_MOST_MARKS: Final = 2
"""Combining marks kept on one letter: enough for every language, too few to climb over lines."""

_MARKUP: Final = str.maketrans({"[": "(", "]": ")", "\\": "/", "`": "'"})
"""Textual and rich read brackets as markup and the backslash as an escape."""


def clean_name(raw: str) -> str:
    """A name of at most 32 cells without control, escape, markup or bidi characters.

    May be empty: then show the address.
    """
    kept: list[str] = []
    marks = 0
    for char in plain(unicodedata.normalize("NFC", raw[: 8 * LONGEST_NAME])):
        marks = marks + 1 if unicodedata.category(char).startswith("M") else 0
        if marks <= _MOST_MARKS and (kept or not marks):
            kept.append(char)
    return cut("".join(kept).translate(_MARKUP), LONGEST_NAME)


def same_name(one: str, other: str) -> bool:
    """Whether two names are the same for a person: cleaned, and whatever their case."""
    return clean_name(one).casefold() == clean_name(other).casefold() != ""
