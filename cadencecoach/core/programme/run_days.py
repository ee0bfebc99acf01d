"""Which days are for a run: a rest day after each, and no more in a week than it asks for."""

from __future__ import annotations

from typing import Final

from cadencecoach.core.diary.diary import Diary
from cadencecoach.core.diary.known import known_once
from cadencecoach.core.diary.part_of_run import is_part
from cadencecoach.core.programme.programme import (
    Item,
    Programme,
    Standing,
    standing,
    week_start,
)
from cadencecoach.core.values.calendar import WEEK, Day, short

REST_DAYS: Final = 1
"""Between cadence runs (S0:44, S4:31, Trials s13063-023-07502-x)."""

BREAK_DAYS: Final = WEEK
"""Whole days without a run after which no new level begins before the known one was run again
(choice: break)."""


@known_once
def days_run(diary: Diary) -> tuple[Day, ...]:
    """The days with a run that counts, each once, in order."""
    return tuple(sorted({run.day for run in diary.counted}))


def after_break(diary: Diary, today: Day) -> bool:
    """Whether a run today would be the first one after a break."""
    last = max((one for one in days_run(diary) if one <= today), default=None)
    return last is not None and today - last > BREAK_DAYS


def next_run(diary: Diary, runs: Item | None, day: Day, stands: Standing) -> Day | None:
    """The next day for a run, `day` included; None where the week asks for none."""
    if runs is None:
        return None
    days = [one for one in days_run(diary) if one <= day]
    first = Day(max(day, days[-1] + REST_DAYS + 1)) if days else day
    if days and days[-1] == day:
        first = Day(day + REST_DAYS + 1)
    start = week_start(diary, day)
    whole = {run.day for run in diary.counted if start <= run.day <= day and not is_part(run)}
    if len(whole) >= runs.times:
        first = Day(max(first, day + WEEK - stands.day_of_week + 1))
    return first


def rest_words(diary: Diary, programme: Programme | None, today: Day) -> str:
    """Why today is no day for a run, in a sentence; empty where it is one."""
    last = max((one for one in days_run(diary) if one <= today), default=None)
    if last is not None and today - last <= REST_DAYS:
        when = "today" if last == today else "yesterday"
        return f"You ran {when}; a rest day between runs is kinder to the back."
    stands = None if programme is None else standing(diary, today)
    if programme is None or stands is None or stands.paused:
        return ""
    following = next_run(diary, programme.week(stands.week).runs, today, stands)
    if following is None:
        return "This week asks for no run."
    if following > today:
        return f"The runs of this week are done; the next one is on {short(following)}."
    return ""
