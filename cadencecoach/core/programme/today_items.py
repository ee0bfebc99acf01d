"""The items of a day: what is open, what is done, what belongs to another day, and what a sore back shuts."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from cadencecoach.core.diary.diary import Diary, Run
from cadencecoach.core.diary.entries import AssessmentMade, BaselineSet, Done, Entry, RoutineDone
from cadencecoach.core.diary.known import known_of
from cadencecoach.core.diary.load import strength_from
from cadencecoach.core.diary.part_of_run import is_part
from cadencecoach.core.programme.maintenance import walks_between
from cadencecoach.core.programme.pain_memory import held_pain
from cadencecoach.core.programme.programme import (
    Item,
    ItemKind,
    Place,
    Rhythm,
    Week,
    since_start,
    week_start,
)
from cadencecoach.core.programme.referral import open_flags, rising
from cadencecoach.core.programme.run_days import days_run
from cadencecoach.core.values.calendar import Day, Moment, short

MOBILITY: Final = frozenset({"mobility", "hip-flexors"})
"""Routines that stay open to a sore back (S1:40-44)."""


GENTLE_MOBILITY: Final = Item(
    ItemKind.ROUTINE,
    "Gentle mobility",
    Rhythm.DAILY,
    routine="mobility",
    why="It stays open to a sore back, and is the warm-up of a gentler run.",
)
"""On days that say so, where the week does not ask for it (S1:83; product choice: what a sentence tells
to do has a line to do it from)."""


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

    @property
    def count_words(self) -> str:
        """How often it was done of how often; empty where once is all."""
        if self.of <= 1:
            return ""
        if self.done > self.of:
            return f"{self.done}, {self.of} were asked"
        return f"{self.done} of {self.of}"


def shut_words(diary: Diary, day: Day) -> str:
    """Why only mobility and walking stand open on a day, in a sentence; empty where all does."""
    held = held_pain(diary, day)
    if held is not None and held.stops:
        return f"Exercises: only mobility and walking; on {short(held.day)} {held.words}."
    if rising(diary):
        return "Exercises: only mobility and walking; pain rose after three runs on end."
    return ""


def with_mobility(items: Sequence[Item]) -> tuple[Item, ...]:
    """The items of a day on which mobility is advised."""
    there = any(item.routine == GENTLE_MOBILITY.routine for item in items)
    return tuple(items) if there else (*items, GENTLE_MOBILITY)


def shut_for(diary: Diary, routine: str, day: Day) -> str:
    """Why a routine is shut to this back, in a sentence; empty where it is open."""
    return "" if routine in MOBILITY else shut_words(diary, day)


def done_between(diary: Diary, routine: str, first: Day, last: Day) -> int:
    """How often a routine was done, or a part of it, on the days from first to last."""
    days = _days_done(diary).get(routine)
    return 0 if days is None else sum([first <= day <= last for day in days])


@known_of(RoutineDone)
def _days_done(told: Sequence[Entry]) -> Mapping[str, list[Day]]:
    found: dict[str, list[Day]] = {}
    for entry in told:
        if isinstance(entry, RoutineDone) and entry.how is not Done.SKIPPED:
            found.setdefault(entry.routine, []).append(entry.at.day)
    return found


def item_of_day(
    diary: Diary, item: Item, week: Week, day: Day, now: Moment, next_run: Day | None
) -> TodayItem:
    """An item of a week as it stands; while a warning sign waits to be looked at, none is open."""
    if item.kind is ItemKind.RUN:
        found = _run_item(diary, item, week, day, next_run)
    else:
        found = _in_its_rhythm(diary, item, day, now, next_run)
    if found.state is ItemState.OPEN and open_flags(diary):
        return replace(found, state=ItemState.LATER, words="once you have been seen")
    if (
        found.state is ItemState.OPEN
        and item.kind not in (ItemKind.RUN, ItemKind.WALK)
        and shut_for(diary, item.routine, day)
    ):
        return replace(found, state=ItemState.LATER, words="not with this back")
    return found


def _in_its_rhythm(
    diary: Diary, item: Item, day: Day, now: Moment, next_run: Day | None
) -> TodayItem:
    if item.kind is ItemKind.WALK:
        return _walk_item(diary, item, day)
    today_done = done_between(diary, item.routine, day, day)
    if item.place in (Place.BEFORE_RUN, Place.AFTER_RUN) and not is_run_day(diary, day, next_run):
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


def _walk_item(diary: Diary, item: Item, day: Day) -> TodayItem:
    """Walks of this week that were told as another activity, and how long they were in all."""
    count, minutes = walks_between(diary, week_start(diary, day), day)
    done = count >= item.times or walks_between(diary, day, day)[0]
    words = f"{minutes:.0f} min this week" if count else ""
    return TodayItem(item, ItemState.DONE if done else ItemState.OPEN, count, item.times, words)


def is_run_day(diary: Diary, day: Day, next_run: Day | None) -> bool:
    """Whether a run belongs to a day, or was run on it."""
    return next_run == day or day in days_run(diary)


def _run_item(diary: Diary, item: Item, week: Week, day: Day, next_run: Day | None) -> TodayItem:
    first = week_start(diary, day)
    measures = not week.beat and not any(
        isinstance(entry, BaselineSet) for entry in since_start(diary)
    )
    done = sum(
        first <= run.day <= day and not (measures and _measured_nothing(run))
        for run in diary.counted
        if not is_part(run)
    )
    ran = [run for run in diary.counted if run.day == day]
    if ran and measures and all(map(_measured_nothing, ran)):
        beat = any(run.top_spm is not None for run in ran)
        words = "run to a beat" if beat else "no cadence was heard"
        return TodayItem(item, ItemState.LATER, done, item.times, words)
    if ran and all(is_part(run) for run in ran):
        return TodayItem(item, ItemState.LATER, done, item.times, "a part of it was run")
    if ran:
        return TodayItem(item, ItemState.DONE, done, item.times, "")
    if next_run == day:
        return TodayItem(item, ItemState.OPEN, done, item.times, "")
    words = "not today" if next_run is None else f"next {short(next_run)}"
    return TodayItem(item, ItemState.LATER, done, item.times, words)


def _measured_nothing(run: Run) -> bool:
    """Whether a run tells nothing of the runner's own cadence: none was heard, or a beat was."""
    return run.cadence_spm is None or run.top_spm is not None


def _when(diary: Diary, item: Item, day: Day, now: Moment) -> str:
    """When in the day it belongs; strength after today's run names the hour."""
    if item.place is not Place.OFF_RUN:
        return "" if item.place is Place.ANY else str(item.place.value)
    if day not in days_run(diary):
        return str(item.place.value)
    since = strength_from([run for run in diary.counted if run.day == day][-1])
    if now.utc_s >= since.utc_s:
        return ""
    return f"from {since.clock}" if since.day == day else "tomorrow"
