"""Makes text from outside harmless to a terminal and fits it into columns; no markup, no colour."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

_ESCAPES: Final = re.compile(
    # CSI, then the strings that run to BEL or ST (a lost end takes the rest), then two characters.
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f]).*?(?:\x07|\x1b\\|\x9c|\Z)|\x1b.?",
    re.DOTALL,
)
_JOINED: Final = re.compile(r"([\u200c\u200d])[\u200c\u200d]+")
_UNSEEN: Final = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
"""Control and format characters, among them those that turn the direction of writing."""

JOINERS: Final = "\u200c\u200d"
"""Unseen, and yet part of how Persian words and the emoji of a family are written."""

_WITHOUT_JOINERS: Final = dict.fromkeys(map(ord, JOINERS))


def plain(text: str) -> str:
    """Text on one line, without escape codes and characters that do something unseen."""
    if text.isascii() and text.isprintable():
        return text
    return unjoined(written(text))


def written(text: str) -> str:
    """Text to keep: as `plain`, with the joiners inside its words, which a terminal cannot count."""
    kept = (
        char if char in JOINERS or unicodedata.category(char) not in _UNSEEN
        else " " if char.isspace() else ""
        for char in _ESCAPES.sub("", text)
    )  # fmt: skip
    parted = (part.strip(JOINERS) for part in "".join(kept).split())
    return " ".join(_JOINED.sub(r"\1", part) for part in parted if part)


def unjoined(text: str) -> str:
    """Text without joiners: as a terminal shows it, and as it is looked for."""
    return text if text.isascii() else text.translate(_WITHOUT_JOINERS)


def quoted(text: str, room: int = 40) -> str:
    """What somebody typed, for a message: plain, cut, in quotation marks, `?` for what is no text."""
    return f"'{plain(text.encode(errors='replace').decode()[:room])}'"


def many(number: int, noun: str) -> str:
    """A number of things: 1 day, 2 days."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def width(text: str) -> int:
    """The terminal cells that text takes; counted as Textual does, so that nothing counts two ways."""
    if text.isascii() and text.isprintable():
        return len(text)
    from rich.cells import cell_len  # noqa: PLC0415 - most text is ASCII and needs no tables

    return cell_len(text)


def widths(texts: Sequence[str]) -> list[int]:
    """The cells that each of many takes, as `width`; plain ones all at once."""
    together = "".join(texts)
    counted = len if together.isascii() and together.isprintable() else width
    return list(map(counted, texts))


def cut(text: str, room: int) -> str:
    """Plain text in at most so many cells; what is cut off ends in an ellipsis."""
    if width(text) <= room:
        return text
    kept = ""
    for char in text:
        if width(kept + char) >= room:
            break
        kept += char
    return f"{kept.rstrip()}…"


def cut_title(title: str, room: int) -> str:
    """A run's title in at most so many cells; how far it was limited ("…, up to 163") stays whole."""
    head, limited, most = title.rpartition(", up to ")
    tail = f"{limited}{most}"
    if not limited or width(title) <= room or width(tail) >= room:
        return cut(title, room)
    return cut(head, room - width(tail)) + tail


def aligned(rows: Sequence[Sequence[str]], right: frozenset[int] = frozenset()) -> list[str]:
    """Rows of plain text as lines, two spaces between columns; `right` names columns set right."""
    columns: list[list[str]] = []
    for index, column in enumerate(zip(*rows, strict=True)):
        taken = widths(column)
        room = max(taken)
        gaps = [" " * (room - one) for one in taken]
        pairs = zip(gaps, column, strict=True) if index in right else zip(column, gaps, strict=True)
        columns.append(list(map("".join, pairs)))
    return ["  ".join(cells).rstrip() for cells in zip(*columns, strict=True)]
