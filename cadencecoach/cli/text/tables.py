"""How commands lay out text: tables, counts, and numbers that may not be known."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from itertools import zip_longest
from typing import Final

from cadencecoach.core.values.text import aligned, width, widths

NOTHING: Final = "-"
"""Where a number is not known."""

_LEAST: Final = 14
"""Cells below which a word is not broken to let a table fit."""


def terminal_columns() -> int | None:
    """How wide the terminal is that this is printed on; None where it goes to a file or a pipe."""
    if sys.stdout is None or not sys.stdout.isatty():
        return None
    return shutil.get_terminal_size().columns


def print_table(rows: Sequence[Sequence[str]], *, right: Sequence[int] = ()) -> None:
    """Print rows of plain text in columns; `right` names the columns set right."""
    print("\n".join(table_lines(rows, right=right)))


def table_lines(rows: Sequence[Sequence[str]], *, right: Sequence[int] = ()) -> list[str]:
    """Rows of plain text as lines: whole, but no wider than a terminal they are printed on."""
    columns = terminal_columns()
    if columns is not None:
        rows = narrowed(rows, columns, right)
    return aligned(rows, right=frozenset(right))


def narrowed(
    rows: Sequence[Sequence[str]], columns: int, right: Sequence[int] = ()
) -> Sequence[Sequence[str]]:
    """The rows in so many cells: the widest column gives way, its words go on over more rows.

    No number is broken, and no word that is shorter than 14 cells; a table may need more for these.
    """
    cells = list(zip(*rows, strict=True))
    taken = [max(widths(column)) for column in cells]
    least = [_least(column, number=index in right) for index, column in enumerate(cells)]
    over = sum(taken) + 2 * (len(taken) - 1) - columns
    room = list(taken)
    for _ in range(over):
        giving = [index for index, one in enumerate(room) if one > least[index]]
        if not giving:
            break
        room[max(giving, key=room.__getitem__)] -= 1
    folded: list[Sequence[str]] = []
    for row in rows:
        parts = [_folded(cell, most) for cell, most in zip(row, room, strict=True)]
        folded += list(zip_longest(*parts, fillvalue=""))
    return folded


def _least(column: Sequence[str], *, number: bool) -> int:
    longest = max((width(word) for cell in column for word in cell.split()), default=0)
    return longest if number else min(longest, _LEAST)


def _folded(text: str, room: int) -> list[str]:
    """Text over as many lines as it needs; what stands before its first word stays there."""
    if width(text) <= room:
        return [text]
    lines: list[str] = []
    for word in text.split():
        if lines and width(f"{lines[-1]} {word}") <= room:
            lines[-1] += f" {word}"
            continue
        lines.append("")
        for char in word:
            if width(lines[-1] + char) > room:
                lines.append("")
            lines[-1] += char
    before = text[: len(text) - len(text.lstrip())]
    return [f"{before}{line}" if width(before + line) <= room else line for line in lines]


def number(value: float | None, places: int = 0) -> str:
    """A number; a dash is not known."""
    return NOTHING if value is None else f"{value:.{places}f}"


def percent(value: float | None) -> str:
    """A share; a dash is not known."""
    return NOTHING if value is None else f"{value:.0f} %"
