"""What is said after a run: the next one is named where it is known, and no other."""

from __future__ import annotations

import pytest

from cadencecoach.app.review.what_next import what_next
from cadencecoach.core.diary.entries import BaselineSet, Way
from cadencecoach.core.programme.today import today
from cadencecoach.core.values.calendar import Day
from cadencecoach.core.values.units import clock
from tests.core.diaries import FOUR, START, Life, at


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (2, "Next run: Fri 11 Sep, Your own cadence, 20:00."),
        (5, "Next run: Mon 14 Sep, in week 2."),
    ],
)
def test_the_next_run_is_named_where_this_week_asks_for_it(day: int, said: str) -> None:
    life = Life(baseline=None)
    life.run(day, None)
    evening = today(life.diary, FOUR, Day(START + day), at(day, 20))
    *_, last = what_next(life.diary, life.diary.runs[-1], evening)
    assert last == said


def test_what_a_run_measured_is_said_as_it_stands_elsewhere() -> None:
    life = Life(baseline=None)
    run = life.run(2, None)
    life.write(BaselineSet(at(2, 9), 158, run.session, Way.RUN))
    evening = today(life.diary, FOUR, Day(START + 2), at(2, 20))
    assert what_next(life.diary, run, evening)[0] == (
        "It measured your own cadence: 158 steps a minute."
    )
    other = life.run(4, None)
    later = today(life.diary, FOUR, Day(START + 4), at(4, 20))
    assert not [one for one in what_next(life.diary, other, later) if "own cadence:" in one]


def test_the_next_run_is_as_long_as_today_says() -> None:
    life = Life()
    life.run(8, 160, before=2, pain=((780.0, 6),))
    evening = today(life.diary, FOUR, Day(START + 8), at(8, 20))
    assert evening.gate is not None
    assert evening.run is not None
    assert evening.gate.plan.length < evening.run.plan.length
    *_, last = what_next(life.diary, life.diary.runs[-1], evening)
    assert last.endswith(f"{clock(evening.gate.plan.length)}.")
