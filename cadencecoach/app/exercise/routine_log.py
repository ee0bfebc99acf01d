"""A routine written down: played, ticked or left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cadencecoach.core.diary.diary import Act, DiaryChange
from cadencecoach.core.diary.entries import Done, RoutineDone
from cadencecoach.core.programme.today_items import shut_for
from cadencecoach.errors import ConfigError, StoreError

if TYPE_CHECKING:
    from cadencecoach.app.home import Home

_LONGEST_MIN: Final = 600


def shut_here(home: Home, routine: str) -> str:
    """Why a routine is shut to the back as it was told, in a sentence; empty where it is open.

    Where the log cannot be read nothing is known of the back, and nothing is said.
    """
    from cadencecoach.app.diary.logbook import open_logbook  # noqa: PLC0415 - opens the database

    try:
        with open_logbook(home) as book:
            return shut_for(book.diary, routine, book.day)
    except StoreError:
        return ""


def log_routine(name: str, how: Done, minutes: float | None = None) -> Act:
    """How much of a routine, by its name, was done. Raises ConfigError."""
    if minutes is not None and not 0 <= minutes <= _LONGEST_MIN:
        raise ConfigError(f"--minutes {minutes} is no length", hint="give minutes, like 10")
    return lambda _, now: DiaryChange((RoutineDone(now, name, how, minutes),))
