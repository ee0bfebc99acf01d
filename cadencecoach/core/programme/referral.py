"""What is for a clinician to look at, and what the runner has said of that."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from typing import Final

from cadencecoach.core.diary.diary import Diary
from cadencecoach.core.diary.entries import (
    Entry,
    PainRated,
    ProviderAsked,
    RedFlagsAcknowledged,
    RedFlagsAnswered,
)
from cadencecoach.core.diary.known import known_of, known_once
from cadencecoach.core.diary.pain import (
    MEANINGFUL_POINTS,
    PERSISTENT_DAYS,
    RISING_RUNS,
    SEE_PROVIDER,
    Quality,
    RedFlag,
    persists,
    rises,
)
from cadencecoach.core.values.calendar import WEEK, Day

RADIATING_DAYS: Final = 14
"""So long after pain down a leg was told no new rung comes (S1:83; product choice: its two weeks)."""

SILENT_DAYS: Final = 28
"""So long nothing is said of lasting pain once somebody has looked at it, and `UNSEEN_DAYS` where nobody
has (product choice: a warning heard every day is read by nobody, and one that ends with a no is lost)."""

UNSEEN_DAYS: Final = WEEK


class Concern(enum.Enum):
    """What a clinician should look at; its words are for the runner."""

    SIGN = "You ticked a warning sign."
    DOWN_THE_LEG = "You noted pain down the leg."
    RISES = "Pain after the run rose three runs on end."
    LASTS = f"Pain has lasted {PERSISTENT_DAYS} days or more."


_signs: Final = known_of(RedFlagsAnswered, RedFlagsAcknowledged)


@_signs
def open_flags(told: Sequence[Entry]) -> tuple[RedFlag, ...]:
    """Warning signs that were told and not acknowledged since; a later "none" closes nothing."""
    found: tuple[RedFlag, ...] = ()
    for entry in told:
        if isinstance(entry, RedFlagsAnswered):
            found += tuple(flag for flag in entry.flags if flag not in found)
        elif isinstance(entry, RedFlagsAcknowledged):
            found = ()
    return found


@_signs
def flags_asked(told: Sequence[Entry]) -> bool:
    """Whether the questions on warning signs were answered, and since a clinician looked, again."""
    return bool(told) and isinstance(told[-1], RedFlagsAnswered)


@known_of(PainRated, ProviderAsked, RedFlagsAcknowledged)
def radiates(told: Sequence[Entry], today: Day) -> bool:
    """Whether pain down a leg was told lately, and nobody has looked at it since.

    A day that is yet to come by today's clock counts as lately.
    """
    for entry in reversed(told):
        if isinstance(entry, RedFlagsAcknowledged) or (
            isinstance(entry, ProviderAsked) and entry.seen
        ):
            return False
        if (
            isinstance(entry, PainRated)
            and entry.pain.quality is Quality.RADIATING
            and today - entry.day <= RADIATING_DAYS
        ):
            return True
    return False


@known_once
def rising(diary: Diary) -> bool:
    """Whether pain after the last runs rose three runs on end."""
    return rises([diary.after(run) for run in diary.by_date[-RISING_RUNS - 1 :]])


@known_once
def lasts(diary: Diary, today: Day) -> bool:
    """Whether pain has lasted two weeks, and that was not asked about lately, or got worse since."""
    levels = diary.levels()
    if not persists(levels, today):
        return False
    asked = diary.last(ProviderAsked)
    if asked is None or today - asked.at.day >= (SILENT_DAYS if asked.seen else UNSEEN_DAYS):
        return True
    then = [levels.get(Day(asked.at.day - back)) for back in range(WEEK)]
    known = max((level for level in then if level is not None), default=None)
    since = max(
        (level for day, level in levels.items() if asked.at.day < day <= today), default=None
    )
    return known is not None and since is not None and since >= known + MEANINGFUL_POINTS


def concerns(diary: Diary, today: Day) -> tuple[Concern, ...]:
    """Why a doctor or a physical therapist should look at the back, the gravest first."""
    holds = {
        Concern.SIGN: bool(open_flags(diary)),
        Concern.DOWN_THE_LEG: radiates(diary, today),
        Concern.RISES: rising(diary),
        Concern.LASTS: lasts(diary, today),
    }
    return tuple(concern for concern, true in holds.items() if true)


@known_once
def provider_reasons(diary: Diary, today: Day) -> tuple[str, ...]:
    """The concerns in sentences for the runner."""
    return tuple(f"{concern.value} {SEE_PROVIDER}" for concern in concerns(diary, today))
