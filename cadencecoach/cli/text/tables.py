"""How commands lay out text: tables, counts, and numbers that may not be known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cadencecoach.core.values.text import aligned

NOTHING: Final = "-"
"""Where a number is not known."""


def print_table(rows: Sequence[Sequence[str]], *, right: Sequence[int] = ()) -> None:
    """Print rows of plain text in columns; `right` names the columns set right."""
    print("\n".join(aligned(rows, right=frozenset(right))))


def number(value: float | None, places: int = 0) -> str:
    """A number; a dash is not known."""
    return NOTHING if value is None else f"{value:.{places}f}"


def percent(value: float | None) -> str:
    """A share; a dash is not known."""
    return NOTHING if value is None else f"{value:.0f} %"
