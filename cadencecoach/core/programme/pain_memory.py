"""Pain that was told and not seen to be over: it holds, however many days go by without a rating.

What holds a day back: a run that pain stopped (a deleted one too), a last rating of 6 or more, sharp pain, a limp, pain
down the leg. What ends it is a calm rating of the same day or a later one, never the time alone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from cadencecoach.core.diary.diary import Diary, Run
from cadencecoach.core.diary.entries import PainRated
from cadencecoach.core.diary.known import known_once
from cadencecoach.core.diary.pain import Pain, Quality, When
from cadencecoach.core.diary.pain_during_run import During, during
from cadencecoach.core.values.calendar import Day

CALM_MOST: Final = 3
"""The highest rating that ends what was told before (ahpsuffolk.co.uk; Vincent 2017)."""

NO_RUN_FROM: Final = 6
"""From here on a back is not to be run on (ahpsuffolk.co.uk)."""


@dataclass(frozen=True, slots=True)
class HeldPain:
    """The newest pain that was told and is not known to be over."""

    day: Day
    """The day it is about."""

    words: str
    """What it was, to stand before "on Thu 5 Nov": "you stopped for pain"."""

    stops: bool
    """Whether it spoke against any run, and not for a gentler one alone."""


_DOWN_THE_LEG: Final = "pain went down the leg"


def trouble(pain: Pain) -> str:
    """What of a rating outlasts its day, in words; empty where nothing does."""
    if pain.level >= NO_RUN_FROM:
        return f"your back was at {pain.level}"
    if pain.limping:
        return "you limped"
    if pain.quality is Quality.SHARP:
        return "the pain was sharp"
    if pain.quality is Quality.RADIATING:
        return _DOWN_THE_LEG
    return ""


def is_calm(pain: Pain) -> bool:
    """Whether a rating ends what was told before."""
    return pain.level <= CALM_MOST and not trouble(pain)


def rated_calm(diary: Diary, today: Day) -> bool:
    """Whether today's back is known to be calm: what a new rung is unlocked by."""
    pain = diary.now(today)
    return pain is not None and is_calm(pain) and held_pain(diary, today) is None


def stopped_for_pain(diary: Diary, run: Run) -> bool:
    """Whether a rating within a run called for a stop."""
    if not (run.stopped or run.pain or run.felt):
        return False
    before = diary.before(run)
    levels = (during(level, before) for _, level in run.pain)
    told = (
        during(pain.level, before, sharp=pain.quality is Quality.SHARP, limping=pain.limping)
        for pain in run.felt
    )
    return run.stopped or any(verdict.do is During.STOP for verdict in (*levels, *told))


@known_once
def held_pain(diary: Diary, today: Day) -> HeldPain | None:
    """The newest pain that holds; None where none was told, or a calm rating came after it.

    A rating of days to come was told by a clock that was wrong, and ends nothing.
    """
    standing: list[tuple[PainRated, Day]] = []
    calm_until: list[Day] = []
    """Days whose end a rating that was written down later calls calm."""
    calm_after: set[str | None] = set()
    since_s: float = -math.inf
    for rating in reversed(tuple(diary.ratings())):
        about = _about(diary, rating)
        if trouble(rating.pain):
            if all(day < about for day in calm_until):
                standing.append((rating, about))
        elif is_calm(rating.pain) and rating.at.day <= today:
            calm_after |= {rating.session} if rating.when is When.AFTER else set()
            if about == rating.at.day:
                # What was written before it is over, whatever the clocks said; so is what was told
                # late of a day before it.
                since_s = rating.at.utc_s
                standing = [one for one in standing if one[1] >= about or _is_own(*one)]
                break
            calm_until.append(Day(about - 1) if rating.when is When.MORNING else about)
    told = [(day, _is_no_run(one.pain), trouble(one.pain)) for one, day in standing]
    stops = [
        (run.day, True, "you stopped for pain")
        for run in (*diary.runs, *diary.deleted)
        if (run.stopped or run.pain or run.felt)
        and run.at.utc_s >= since_s
        and run.session not in calm_after
        and all(day < run.day for day in calm_until)
        and stopped_for_pain(diary, run)
    ]
    if not told and not stops:
        return None
    day, no_run, words = max((*told, *stops), key=lambda one: one[:2])
    return HeldPain(day, words, no_run)


def _about(diary: Diary, rating: PainRated) -> Day:
    """The day a rating is about; one after a run is about the day of the run."""
    if rating.when is When.AFTER and rating.session is not None:
        for run in reversed((*diary.deleted, *diary.runs)):
            if run.session == rating.session:
                return run.day
    return rating.day


def _is_own(rating: PainRated, about: Day) -> bool:
    return about == rating.at.day


def _is_no_run(pain: Pain) -> bool:
    return trouble(pain) != _DOWN_THE_LEG
