"""What is done beside the runs: noted, and taken back where it was a slip of the finger."""

from __future__ import annotations

from typing import Final

from cadencecoach.core.diary.activities import (
    LEAST_MINUTES,
    LONGEST_NAME,
    LONGEST_NOTE,
    MOST_EFFORT,
    MOST_MINUTES,
    slip,
)
from cadencecoach.core.diary.diary import Act, Diary, DiaryChange
from cadencecoach.core.diary.entries import ActivityDone, ActivityTakenBack, Sport
from cadencecoach.core.values.calendar import Moment
from cadencecoach.core.values.text import plain, quoted
from cadencecoach.errors import ConfigError, did_you_mean

EXAMPLE: Final = "like: cadencecoach activity swim 40"

_SPORTS: Final = {sport.value: sport for sport in Sport}


def sport_named(word: str) -> Sport:
    """A sport by its name. Raises ConfigError with those that there are."""
    if word not in _SPORTS:
        raise ConfigError(
            f"there is no activity {quoted(word)}{did_you_mean(word, _SPORTS)}",
            hint=f"choose of: {', '.join(_SPORTS)} (activity other 30 --what rowing)",
            in_app=f"choose of: {', '.join(_SPORTS)}",
        )
    return _SPORTS[word]


def note_activity(
    sport: Sport, minutes: float | None, effort: int | None = None, name: str = "", note: str = ""
) -> Act:
    """Something else was done; `name` is of another sport. Raises ConfigError."""
    if minutes is None or not LEAST_MINUTES <= minutes <= MOST_MINUTES:
        limits = f"{LEAST_MINUTES} to {MOST_MINUTES} minutes"
        raise ConfigError(f"say how long it was, {limits}", hint=EXAMPLE, in_app="like 40")
    if effort is not None and not 0 <= effort <= MOST_EFFORT:
        raise ConfigError(f"--effort lies between 0 and {MOST_EFFORT}", hint="0 is no effort")
    name, note = plain(name), plain(note)
    if name and sport is not Sport.OTHER:
        raise ConfigError("--what names another sport", hint="activity other 30 --what rowing")
    if len(name) > LONGEST_NAME or len(note) > LONGEST_NOTE:
        raise ConfigError(
            f"more than {LONGEST_NAME} characters of a name, or {LONGEST_NOTE} of a note",
            hint="say it shorter",
        )
    return lambda _, now: DiaryChange(
        (ActivityDone(now, sport, float(minutes), effort, name, note),)
    )


def take_back_activity(diary: Diary, now: Moment) -> DiaryChange:
    """The newest activity of today was a slip. Raises ConfigError where there is none."""
    if slip(diary, now.day) is None:
        raise ConfigError("no activity was noted today", hint="what was noted on another day stays")
    return DiaryChange((ActivityTakenBack(now),))
