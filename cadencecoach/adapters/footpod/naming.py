"""Names that strangers put on the air, made safe to show before anything else touches them."""

from __future__ import annotations

import unicodedata
from typing import Final

LONGEST_NAME: Final = 32
"""Fits the run screen and a table at 80 columns; an advertised name has at most 29 bytes."""

_MOST_MARKS: Final = 2
"""Combining marks kept on one letter: enough for every language, too few to climb over lines."""

_MARKUP: Final = str.maketrans({"[": "(", "]": ")", "\\": "/", "`": "'"})
"""Textual and rich read brackets as markup and the backslash as an escape."""


def clean_name(raw: str) -> str:
    """A name of at most 32 characters without control, escape, markup or bidi characters.

    May be empty: then show the address.
    """
    kept: list[str] = []
    marks = 0
    for char in unicodedata.normalize("NFC", raw[: 8 * LONGEST_NAME]):
        category = unicodedata.category(char)
        if category.startswith("M"):
            marks += 1
            if kept and marks <= _MOST_MARKS:
                kept.append(char)
        elif category.startswith("Z") or char in "\t\n\r":
            marks = 0
            kept.append(" ")
        elif not category.startswith("C"):
            marks = 0
            kept.append(char)
    name = " ".join("".join(kept).translate(_MARKUP).split())
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"


def same_name(one: str, other: str) -> bool:
    """Whether two names are the same for a person: cleaned, and whatever their case."""
    return clean_name(one).casefold() == clean_name(other).casefold() != ""
