"""How the back was before and after each run of a list, in the few words that a list has room for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cadencecoach.core.diary.about_run import LevelsAround


class Back(NamedTuple):
    """Levels around a run; None is not told."""

    before: int | None = None
    after: int | None = None
    worst: int | None = None
    """The highest that was told while running."""

    @property
    def words(self) -> str:
        """As in "2>3 run 5": before, after, and while running; a dash is not told."""
        told = []
        if self.before is not None or self.after is not None:
            told.append(f"{_level(self.before)}>{_level(self.after)}")
        if self.worst is not None:
            told.append(f"run {self.worst}")
        return " ".join(told) or "-"


def _level(level: int | None) -> str:
    return "-" if level is None else str(level)


def back_around(told: LevelsAround, levels: Sequence[int]) -> Back:
    """What was told around a run, and the levels in it."""
    return Back(told.before, told.after, max(levels) if levels else None)
