"""What today asks for, as one frozen view: the read model of the Today screen and of `programme`.

It never counts what was missed. An item is open or done; a day that passed has simply passed.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from cadencecoach.core.diary import pain as pains
from cadencecoach.core.diary.activities import activities_between
from cadencecoach.core.diary.diary import Diary, Run
from cadencecoach.core.diary.entries import ActivityDone, AssessmentMade, StepDecided
from cadencecoach.core.diary.load import shoes, strength_from
from cadencecoach.core.diary.pain import SEEK_CARE, Comparison, compare
from cadencecoach.core.plan.click_schedule import FADED_SHARES
from cadencecoach.core.programme.causes import mark_of, offered
from cadencecoach.core.programme.gates import (
    Go,
    Verdict,
    before_run,
    flags_asked,
    open_flags,
    provider_reasons,
)
from cadencecoach.core.programme.programme import (
    REST_DAYS,
    Item,
    ItemKind,
    Place,
    Programme,
    ProgrammeRun,
    Rhythm,
    Standing,
    done_between,
    ladder_of,
    programme_run,
    runs_since_start,
    since_start,
    standing,
    week_start,
)
from cadencecoach.core.programme.steps import calm, last_up, unlocked
from cadencecoach.core.values.calendar import WEEK, Day, Moment, short
from cadencecoach.core.values.units import Frames, frames

CHECKS_EVERY: Final = frames(5 * 60)
"""Of running time, between posture checks (S1:58)."""


class ItemState(enum.Enum):
    """What there is to say of an item today."""

    OPEN = "open"
    DONE = "done"
    LATER = "later"
    """It belongs to another day of this week."""


@dataclass(frozen=True, slots=True)
class TodayItem:
    """One line of today."""

    item: Item
    state: ItemState
    done: int
    """Today, or this week, as the rhythm says."""

    of: int
    words: str
    """When, or why not today; may be empty."""

    mark: str = ""
    """Why it is this runner's, by the causes that were ticked; may be empty."""


@dataclass(frozen=True, slots=True)
class Today:
    """All that the Today screen says."""

    day: Day
    programme: str
    """The title; empty where no programme was started."""

    week: int
    of_weeks: int
    theme: str
    paused: bool
    items: tuple[TodayItem, ...]
    run: ProgrammeRun | None
    """What a run today would be; None while nothing was started."""

    run_today: bool
    next_run: Day | None
    """The next day for a run, today included; None while no run is advised, and in a pause."""

    rung: int
    last_step: StepDecided | None
    gate: Verdict | None
    provider: tuple[str, ...]
    ask_flags: bool
    """Whether the questions on warning signs were never answered."""

    ask_morning: Day | None
    """A day after a run whose morning was not rated, and may still be remembered."""

    ask_after: Run | None
    """A run of today that was not rated afterwards."""

    trend: str
    """Pain of the last 14 days, a mark a day, a dot for unknown."""

    since_first_week: Comparison | None
    """This week's pain against the first week's; None in the first week."""

    notes: tuple[str, ...]
    """Shoes, and other small things worth a line."""

    why: str
    """One sentence on today."""

    activities: tuple[ActivityDone, ...]
    """What else was done today."""

    rest: str
    """What a rest day may hold; empty on other days, and once something was done."""


ASK_MORNING_DAYS: Final = 3
"""A morning further back is not asked for any more, and stays unknown (product choice: nobody remembers)."""

WELCOME: Final = "A rest day: a swim, a ride or a walk is welcome."
"""S0:82-92, S4:41; never a must."""

WALK_WELCOME: Final = "A rest day: an easy walk is welcome, as far as the back likes it."
"""For a back that is sore or that a provider should look at (product choice: nothing but a walk is safe
advice then)."""


def today(
    diary: Diary, programme: Programme | None, day: Day, now: Moment, checks: Frames = CHECKS_EVERY
) -> Today:
    """The view of local date `day` at moment `now`; `programme` is the one the diary names."""
    stands = None if programme is None else standing(diary, day)
    rung = unlocked(diary)
    if programme is None or stands is None:
        return _without(diary, day, rung)
    week = programme.week(stands.week)
    ladder = ladder_of(diary)
    beats = [run for run in runs_since_start(diary) if run.top_spm is not None]
    easy = sum(1 for _ in islice((one for one in beats if calm(diary, one)), len(FADED_SHARES)))
    run = programme_run(week, ladder, rung, ran=len(beats), calm=easy, cue_every=checks)
    gate = before_run(diary, run.plan, ladder, rung, day)
    next_run = _next_run(diary, week.runs, day, stands)
    if gate.go is Go.NO and next_run is not None:
        next_run = Day(max(next_run, day + 1)) if gate.overridable else None
    more = None if gate.go is Go.NO else offered(programme, week, diary)
    items = tuple(
        replace(_item(diary, item, day, now, next_run), mark=mark_of(item, diary, day))
        for item in (*week.items, *((more,) if more else ()))
    )
    run_open = next_run == day and not stands.paused
    others = activities_between(diary, day, day)
    idle = not (stands.paused or others or _is_run_day(diary, day, next_run))
    return Today(
        day,
        programme.title,
        stands.week,
        len(programme.weeks),
        week.theme,
        stands.paused,
        () if stands.paused else items,
        run,
        run_open and gate.go is not Go.NO,
        None if stands.paused else next_run,
        rung,
        _last_step(diary),
        gate,
        provider_reasons(diary, day),
        not flags_asked(diary),
        morning_to_ask(diary, day),
        run_to_ask(diary, day),
        pains.trend_line(diary.levels(), day),
        _since_first_week(diary, stands, day),
        tuple(one.warning for one in shoes(diary).values() if one.warning),
        _why(diary, stands, gate, next_run, day),
        others,
        _rest(gate) if idle else "",
    )


def _without(diary: Diary, day: Day, rung: int) -> Today:
    return Today(
        day,
        "",
        0,
        0,
        "",
        False,
        (),
        None,
        False,
        None,
        rung,
        None,
        None,
        provider_reasons(diary, day),
        not flags_asked(diary),
        morning_to_ask(diary, day),
        run_to_ask(diary, day),
        pains.trend_line(diary.levels(), day),
        None,
        tuple(one.warning for one in shoes(diary).values() if one.warning),
        SEEK_CARE if open_flags(diary) else "No programme yet.",
        activities_between(diary, day, day),
        "",
    )


def _next_run(diary: Diary, runs: Item | None, day: Day, stands: Standing) -> Day | None:
    """The next day for a run: a rest day after the last one, and no more in a week than it asks."""
    if runs is None:
        return None
    days = sorted({run.day for run in diary.counted if run.day <= day})
    first = Day(max(day, days[-1] + REST_DAYS + 1)) if days else day
    if days and days[-1] == day:
        first = Day(day + REST_DAYS + 1)
    start = week_start(diary, day)
    if sum(start <= one for one in days) >= runs.times:
        first = Day(max(first, day + WEEK - stands.day_of_week + 1))
    return first


def _item(diary: Diary, item: Item, day: Day, now: Moment, next_run: Day | None) -> TodayItem:
    """An item as it stands; while a warning sign waits to be looked at, none is open."""
    found = _item_of_day(diary, item, day, now, next_run)
    if found.state is ItemState.OPEN and open_flags(diary):
        return replace(found, state=ItemState.LATER, words="once you have been seen")
    return found


def _item_of_day(
    diary: Diary, item: Item, day: Day, now: Moment, next_run: Day | None
) -> TodayItem:
    if item.kind is ItemKind.RUN:
        return _run_item(diary, item, day, next_run)
    today_done = done_between(diary, item.routine, day, day)
    if item.place in (Place.BEFORE_RUN, Place.AFTER_RUN) and not _is_run_day(diary, day, next_run):
        return TodayItem(item, ItemState.LATER, 0, item.times, "with the next run")
    if item.place is Place.BEFORE_RUN and next_run != day and not today_done:
        return TodayItem(item, ItemState.LATER, 0, item.times, "with the next run")
    first = week_start(diary, day)
    if item.kind is ItemKind.ASSESSMENT:
        made = sum(first <= entry.at.day <= day for entry in diary.of(AssessmentMade))
        return TodayItem(item, ItemState.DONE if made else ItemState.OPEN, min(made, 1), 1, "")
    week_done = done_between(diary, item.routine, first, day)
    words = _when(diary, item, day, now)
    match item.rhythm:
        case Rhythm.DAILY:
            state = ItemState.DONE if today_done >= item.times else ItemState.OPEN
            return TodayItem(item, state, today_done, item.times, words)
        case Rhythm.OTHER_DAY:
            if today_done:
                return TodayItem(item, ItemState.DONE, 1, 1, "")
            if done_between(diary, item.routine, Day(day - 1), Day(day - 1)):
                return TodayItem(item, ItemState.LATER, 0, 1, "tomorrow again")
            return TodayItem(item, ItemState.OPEN, 0, 1, words)
        case Rhythm.WEEKLY:
            if week_done >= item.times or today_done:
                return TodayItem(item, ItemState.DONE, week_done, item.times, "")
            return TodayItem(item, ItemState.OPEN, week_done, item.times, words)
        case Rhythm.ONCE:
            state = ItemState.DONE if week_done else ItemState.OPEN
            return TodayItem(item, state, min(week_done, 1), 1, words)


def _is_run_day(diary: Diary, day: Day, next_run: Day | None) -> bool:
    return next_run == day or any(run.day == day for run in diary.counted)


def _run_item(diary: Diary, item: Item, day: Day, next_run: Day | None) -> TodayItem:
    first = week_start(diary, day)
    done = sum(first <= run.day <= day for run in diary.counted)
    if any(run.day == day for run in diary.counted):
        return TodayItem(item, ItemState.DONE, done, item.times, "")
    if _is_run_day(diary, day, next_run):
        return TodayItem(item, ItemState.OPEN, done, item.times, "")
    words = "not today" if next_run is None else f"next {short(next_run)}"
    return TodayItem(item, ItemState.LATER, done, item.times, words)


def _when(diary: Diary, item: Item, day: Day, now: Moment) -> str:
    """When in the day it belongs; strength after today's run names the hour."""
    if item.place is not Place.OFF_RUN:
        return "" if item.place is Place.ANY else str(item.place.value)
    ran = [run for run in diary.counted if run.day == day]
    if not ran:
        return str(item.place.value)
    since = strength_from(ran[-1])
    if now.utc_s >= since.utc_s:
        return ""
    return f"from {since.clock}" if since.day == day else "tomorrow"


def _last_step(diary: Diary) -> StepDecided | None:
    steps = [entry for entry in since_start(diary) if isinstance(entry, StepDecided)]
    return steps[-1] if steps else None


def morning_to_ask(diary: Diary, day: Day) -> Day | None:
    """The day after the last run that counts, while it was not rated and may still be remembered."""
    ran = diary.counted
    if not ran:
        return None
    last = max(ran, key=lambda run: run.day)
    morning = Day(last.day + 1)
    if diary.morning(last) is not None or not 0 <= day - morning <= ASK_MORNING_DAYS:
        return None
    return morning


def run_to_ask(diary: Diary, day: Day) -> Run | None:
    """The last run of a day that counts, while it was not rated afterwards."""
    ran = [run for run in diary.counted if run.day == day]
    return ran[-1] if ran and diary.after(ran[-1]) is None else None


def _since_first_week(diary: Diary, stands: Standing, day: Day) -> Comparison | None:
    if stands.week == 1:
        return None
    levels = diary.levels()
    first = [levels.get(Day(stands.since + n)) for n in range(WEEK)]
    start = week_start(diary, day)
    later = [levels.get(Day(one)) for one in range(start, day + 1)]
    return compare(first, later)


def _why(diary: Diary, stands: Standing, gate: Verdict, next_run: Day | None, day: Day) -> str:
    """The one sentence: what matters most comes first."""
    if open_flags(diary):
        return gate.reason
    if any(run.day == day for run in diary.counted):
        return "You ran today. Easy now, and let the back rest."
    if gate.go is Go.NO:
        return gate.reason
    if stands.paused:
        return "The programme waits for you; resume it when you like."
    if next_run != day and gate.go is Go.MODIFIED:
        return f"{gate.reason.partition(':')[0]}: a day without a run is right."
    if next_run != day:
        return "A day without a run: the back adapts between runs."
    if gate.go is Go.MODIFIED:
        return gate.reason
    if last_up(diary) == day:
        step = _last_step(diary)
        return "A new rung today." if step is None else step.reason
    return "A run day." if diary.now(day) is not None else "A run day, once your back is rated."


def _rest(gate: Verdict) -> str:
    """What a day without a run may hold; where the gate says no, its reason says how far to walk."""
    if gate.go is Go.NO:
        return ""
    return WALK_WELCOME if gate.provider or gate.go is Go.MODIFIED else WELCOME
