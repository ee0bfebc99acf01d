"""After the weeks: a recall at each beginning, tests without the beat at their weeks, walks that count."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cadencecoach.core.diary import entries as en
from cadencecoach.core.plan.plan import ClickMode, StageKind
from cadencecoach.core.programme.maintenance import TEST_WEEKS, TRIAL_OFFER, walks_between
from cadencecoach.core.programme.programme import Item, ItemKind, Rhythm
from cadencecoach.core.programme.today import Today, today
from cadencecoach.core.programme.today_items import ItemState, TodayItem
from cadencecoach.core.run.cues import RECALL, stage_sounds
from cadencecoach.core.values.calendar import Day
from tests.core.diaries import FOUR, RUNS, START, Life, at, week

WALKS = Item(ItemKind.WALK, "A walk", Rhythm.WEEKLY, 3)
THEN = replace(FOUR, then=week(9, items=(RUNS, WALKS)))


def lived(weeks: int) -> Life:
    """Three calm runs a week up to the end of that week."""
    life = Life()
    for number in range(weeks):
        for day in (0, 2, 4):
            top = None if number == 0 else 165
            life.run(number * 7 + day, top, before=1, after=1, morning=1)
            life.decide(number * 7 + day + 1)
    return life


def seen(life: Life, day: int) -> Today:
    return today(life.diary, THEN, Day(START + day), at(day, 7.5))


@pytest.mark.parametrize("number", range(2, 30))
def test_later_runs_recall_and_only_some_weeks_begin_without_the_beat(number: int) -> None:
    life = lived(number - 1)
    view = seen(life, (number - 1) * 7)
    assert view.run is not None
    assert view.week == number
    assert view.run.plan.recall == (number > 4)
    by_feel = view.run.plan.click is ClickMode.NEVER
    assert by_feel == (number in TEST_WEEKS)
    assert (TRIAL_OFFER in view.notes) == (number == 5)
    assert ("A test of what has stayed" in " ".join(view.notes)) == by_feel


def test_a_test_has_the_minutes_and_the_target_of_the_run_it_stands_for() -> None:
    life = lived(7)
    test = seen(life, 7 * 7).run
    assert test is not None
    life.run(7 * 7, 165, before=1, after=1, morning=1)
    beat = seen(life, 7 * 7 + 2).run
    assert beat is not None
    assert beat.plan.click is not ClickMode.NEVER, "the second run of the week has the beat"
    assert beat.plan.recall
    assert test.plan.length == beat.plan.length
    assert test.plan.targets == beat.plan.targets[-1:]
    assert [stage.kind for stage in test.plan.stages] == [
        StageKind.WARM_UP, StageKind.HOLD, StageKind.COOL_DOWN,
    ]  # fmt: skip
    assert (test.rung, test.plan.cap_spm) == (beat.rung, beat.plan.cap_spm)
    assert test.click_share == 0.0
    assert test.plan.title == f"{beat.plan.title} by feel"


def test_the_recall_is_said_as_the_run_begins_and_again_where_no_beat_follows() -> None:
    test = seen(lived(7), 7 * 7).run
    assert test is not None
    warm_up, hold, _ = test.plan.stages
    assert stage_sounds(warm_up, None, test.plan) == ("warm-up", ("stage.warmup", RECALL))
    assert stage_sounds(hold, warm_up, test.plan) == ("by feel", ("stage.silent", RECALL))
    plain = replace(test.plan, recall=False)
    assert stage_sounds(warm_up, None, plain) == ("warm-up", ("stage.warmup",))


def walk(view: Today) -> TodayItem:
    return next(one for one in view.items if one.item.kind is ItemKind.WALK)


def test_walks_that_were_told_are_counted_and_other_sports_are_not() -> None:
    life, first = lived(5), 5 * 7
    assert (walk(seen(life, first)).state, walk(seen(life, first)).done) == (ItemState.OPEN, 0)
    life.write(en.ActivityDone(at(first - 1), en.Sport.WALK, 50.0))  # of the week before
    life.write(en.ActivityDone(at(first), en.Sport.WALK, 30.0))
    life.write(en.ActivityDone(at(first), en.Sport.SWIM, 40.0))
    assert walk(seen(life, first)).state is ItemState.DONE, "one a day is enough"
    tomorrow = walk(seen(life, first + 1))
    assert (tomorrow.state, tomorrow.done, tomorrow.words) == (
        ItemState.OPEN, 1, "30 min this week",
    )  # fmt: skip
    assert walks_between(life.diary, Day(START), Day(START + first)) == (2, 80.0)
    life.write(en.ActivityTakenBack(at(first)), en.ActivityTakenBack(at(first)))
    assert walk(seen(life, first + 1)).done == 0


def test_a_walk_stays_open_to_a_sore_back() -> None:
    life = lived(5)
    life.rate(5 * 7, 6)
    assert walk(seen(life, 5 * 7)).state is ItemState.OPEN
