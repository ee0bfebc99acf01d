"""What is told after a run is about the run that was asked about, whatever the clock was set to."""

from __future__ import annotations

from cadencecoach.app.diary.ratings import CheckIn
from cadencecoach.core.diary.entries import PainRated
from cadencecoach.core.diary.pain import Pain, When
from cadencecoach.core.programme.calendar_days import run_to_ask
from cadencecoach.core.values.calendar import Day
from tests.core.diaries import START, Life, at


def test_a_run_that_a_wrong_clock_put_into_days_to_come_is_not_the_one_told_of() -> None:
    life = Life()
    life.run(49, hour=8)  # the clock stood forty days ahead
    today = life.run(9, hour=8)
    told = CheckIn(pain={When.AFTER: Pain(2)}, run={"effort": 4})
    change = told.act(life.diary, at(9, 10))
    (rating,) = change.entries
    assert isinstance(rating, PainRated)
    assert rating.session == today.session
    assert change.note is not None
    assert change.note[0] == today.session
    assert run_to_ask(life.diary.changed(change), Day(START + 9)) is None, "it is not asked again"
