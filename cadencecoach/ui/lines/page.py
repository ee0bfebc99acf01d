"""Lines that every screen has: its keys, and that the terminal is too small."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cadencecoach.ui.ink import Ink, Line, Span, cells

NAME: Final[Line] = (Span("● ", Ink.TARGET), Span("CadenceCoach", Ink.STRONG))
"""Who this is."""

OPENING: Final[Line] = (*NAME, Span("  today", Ink.DIM))
"""The head of Today before the day is read."""


def keys_lines(keys: Sequence[tuple[str, str]], width: int, _height: int) -> list[Line]:
    """As many keys as fit: the first, the ways out and to the help, then the others in turn."""
    whole = _joined(keys)
    if cells(whole) <= width:
        return [whole]
    ways = [one for one in keys if one[0] in {"Esc", "?"}]
    others = [one for one in keys if one not in ways]
    while ways and cells(_joined([*others[:1], *ways])) > width:
        ways.pop()
    while others and cells(_joined([*others, *ways])) > width:
        others.pop()
    return [_joined([*others, *ways])]


def _joined(keys: Sequence[tuple[str, str]]) -> Line:
    line: list[Span] = []
    for key, what in keys:
        line += [Span(f"{'  ' if line else ''}{key}", Ink.TARGET), Span(f" {what}")]
    return tuple(line)


def too_small_lines(size: tuple[int, int], width: int, _height: int) -> list[Line]:
    """One line for a terminal of `size` in cells, which has no room."""
    is_now = f"{size[0]}x{size[1]}"
    for text in (
        f"This terminal has {is_now}; 40x12 is needed. The run goes on.",
        f"needs 40x12, is {is_now}",
        "needs 40x12",
    ):
        if len(text) <= width:
            return [(Span(text),)]
    return [(Span("40x12"),)]
