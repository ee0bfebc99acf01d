"""Makes words from outside harmless in files that other programs open, and changes nothing else."""

from __future__ import annotations

import unicodedata
from typing import Final

_TURNERS: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Turn the direction of all that follows; letters that run right to left need none of them."""

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "'")


def harmless(text: str) -> str:
    """Text without control characters (line feed stays, a tab is a space) and turned direction.

    Nothing of it is lost to the eye: an escape code loses its escape and stands as plain letters.
    """
    spaced = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(char for char in spaced if char == "\n" or _stays(char))


def cell(text: str) -> str:
    """Harmless text as a cell that no spreadsheet takes for a formula.

    One that begins like a formula, or with ', gets one ' in front; taking one leading ' away gives
    the text back.
    """
    clean = harmless(text)
    return f"'{clean}" if clean.startswith(_FORMULA) else clean


def _stays(char: str) -> bool:
    return (
        unicodedata.category(char) not in ("Cc", "Cs")
        and char not in _TURNERS
        and ord(char) & 0xFFFE != 0xFFFE
    )
