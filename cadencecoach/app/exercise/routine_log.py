"""A routine written down: played, ticked or left out."""

from __future__ import annotations

from typing import Final

from cadencecoach.core.diary.diary import Act, DiaryChange
from cadencecoach.core.diary.entries import Done, RoutineDone
from cadencecoach.errors import ConfigError

_LONGEST_MIN: Final = 600


def log_routine(name: str, how: Done, minutes: float | None = None) -> Act:
    """How much of a routine, by its name, was done. Raises ConfigError."""
    if minutes is not None and not 0 <= minutes <= _LONGEST_MIN:
        raise ConfigError(f"--minutes {minutes} is no length", hint="give minutes, like 10")
    return lambda _, now: DiaryChange((RoutineDone(now, name, how, minutes),))
