"""What is said after a run: the next one is named where it is known, and no other."""

from __future__ import annotations

import pytest

from cadencecoach.app.review.what_next import what_next
from cadencecoach.core.programme.today import today
from cadencecoach.core.values.calendar import Day
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
