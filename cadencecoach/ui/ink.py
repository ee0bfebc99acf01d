"""Text with a meaning instead of a colour, so that what is painted can be tested as plain lines."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from typing import Final, NamedTuple

from rich.cells import set_cell_size

from cadencecoach.core.values.text import width as cells_of


class Ink(enum.Enum):
    """What a piece of text means; a theme gives each a colour, and never meaning by colour alone."""

    PLAIN = "plain"
    STRONG = "strong"
    DIM = "dim"
    TARGET = "target"
    YOU = "you"
    GOOD = "good"
    WARN = "warn"
    ALARM = "alarm"
    RULE = "rule"
    """Lines and bars that carry no words."""


class Ground(enum.Enum):
    """What lies behind the text."""

    PAGE = "page"
    PANEL = "panel"
    BAND = "band"
    MARK = "mark"
    """The chosen row of a list."""


class Span(NamedTuple):
    """A piece of one line."""

    text: str
    ink: Ink = Ink.PLAIN
    ground: Ground | None = None
    """None is the ground of the widget."""


Line = tuple[Span, ...]
"""One line of a widget, left to right."""

EMPTY: Final[Line] = ()


def merged(row: Iterable[Span]) -> Line:
    """A line with neighbours of one ink and ground as one piece."""
    pieces: list[Span] = []
    for span in row:
        if pieces and pieces[-1][1:] == span[1:]:
            pieces[-1] = pieces[-1]._replace(text=pieces[-1].text + span.text)
        else:
            pieces.append(span)
    return tuple(pieces)


def cells(line: Iterable[Span]) -> int:
    """The width of a line in terminal cells."""
    return sum(cells_of(span.text) for span in line)


def line_text(line: Iterable[Span]) -> str:
    """The bare text of a line."""
    return "".join(span.text for span in line)


def fitted(line: Line, width: int) -> Line:
    """The line cut to a width in cells; what is cut off ends in "…"."""
    if cells(line) <= width:
        return line
    kept: list[Span] = []
    room = max(0, width - 1)
    for span in line:
        length = cells_of(span.text)
        if length > room:
            if width > 0:
                kept.append(span._replace(text=set_cell_size(span.text, room) + "…"))
            break
        kept.append(span)
        room -= length
    return tuple(kept)


def spread(left: Line, right: Line, width: int) -> Line:
    """One line with its parts at both edges; where they do not fit, the left one is cut."""
    room = width - cells(right) - 1
    if room < min(cells(left), 8):
        return fitted(left, width)
    left = fitted(left, room)
    return (*left, Span(" " * (width - cells(left) - cells(right))), *right)


def centred(line: Line, width: int) -> Line:
    """The line in the middle of a width."""
    line = fitted(line, width)
    return (Span(" " * ((width - cells(line)) // 2)), *line)


def bullet(text: str, width: int, height: int) -> list[Line]:
    """Words behind a "·", each line below the one before."""
    lines = wrapped(text, max(1, width - 2), height)
    return [(Span("  " if n else "· "), *line) for n, line in enumerate(lines)]


def wrapped(text: str, width: int, height: int, ink: Ink = Ink.PLAIN) -> list[Line]:
    """Words over as many lines as they need; what does not fit into the height ends in "…"."""
    lines: list[str] = []
    for word in text.split():
        if lines and cells_of(lines[-1]) + 1 + cells_of(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    if len(lines) > height > 0:
        lines[height - 1] = f"{lines[height - 1]} …"
    return [fitted((Span(line, ink),), width) for line in lines[:height]]
