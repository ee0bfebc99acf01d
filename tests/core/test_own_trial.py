"""A trial of one: the lot is fair, unknown is no number, and chance alone seldom says that it helps."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadencecoach.core.diary import entries as en
from cadencecoach.core.diary.own_trial import (
    PAIRS,
    TRIAL_WEEKS,
    Arm,
    Finding,
    TrialWeek,
    arm_on,
    compare_arms,
    drawn,
    own_trial,
)
from cadencecoach.core.diary.pain import WORST
from cadencecoach.core.plan.plan import ClickMode
from cadencecoach.core.programme.today import today
from cadencecoach.core.trends.trial_sentences import trial_sentence
from cadencecoach.core.values.calendar import WEEK, Day
from tests.core.diaries import FOUR, START, Life, at

SIMULATED = 4_000
BEGAN = 5 * WEEK


def weeks_of(levels: list[tuple[int, ...]], seed: int = 1) -> list[TrialWeek]:
    return [
        TrialWeek(number, Day(number * WEEK), arm, len(told), told)
        for number, (arm, told) in enumerate(zip(drawn(seed), levels, strict=True), 1)
    ]


@given(st.integers())
def test_each_pair_of_weeks_has_one_of_each(seed: int) -> None:
    order = drawn(seed)
    assert len(order) == TRIAL_WEEKS
    assert all({order[at], order[at + 1]} == set(Arm) for at in range(0, TRIAL_WEEKS, 2))
    assert drawn(seed) == order


def test_the_lot_favours_no_order() -> None:
    counts = Counter(drawn(1_785_000_000 + 3_607 * seed) for seed in range(8_000))
    assert len(counts) == 2**PAIRS
    assert all(800 < count < 1_200 for count in counts.values())


Days = Callable[[random.Random], list[float]]


def same(rng: random.Random) -> list[float]:
    """A back that is much the same, told to a point or two."""
    return [rng.gauss(3, 1.3) for _ in range(3 * TRIAL_WEEKS)]


def easing(rng: random.Random) -> list[float]:
    """A back that gets better by itself, three points in six weeks."""
    return [5 - at / 6 + rng.gauss(0, 1) for at in range(3 * TRIAL_WEEKS)]


def waves(rng: random.Random) -> list[float]:
    """Good and bad weeks that last."""
    level, found = 3.0, []
    for _ in range(3 * TRIAL_WEEKS):
        level = 3 + 0.8 * (level - 3) + rng.gauss(0, 0.8)
        found.append(level)
    return found


def nearly_well(rng: random.Random) -> list[float]:
    """Mostly nothing, now and then a little."""
    return [rng.choice((0, 0, 0, 1, 1, 2)) for _ in range(3 * TRIAL_WEEKS)]


def alike(rng: random.Random) -> list[float]:
    """A runner who tells the same number almost always."""
    return [rng.choice((2, 2, 2, 2, 3)) for _ in range(3 * TRIAL_WEEKS)]


def found_in(days: Days, effect: float) -> Counter[Finding]:
    """What so many trials say, with a true effect of the beat in points."""
    rng = random.Random(20_261_127)
    found: Counter[Finding] = Counter()
    for _ in range(SIMULATED):
        seed = rng.randrange(10**9)
        levels = days(rng)
        told = []
        for at_week, arm in enumerate(drawn(seed)):
            more = effect if arm is Arm.WITH else 0.0
            of_week = levels[3 * at_week : 3 * at_week + 3]
            told.append(tuple(max(0, min(WORST, round(level + more))) for level in of_week))
        found[compare_arms(weeks_of(told, seed)).finding] += 1
    return found


@pytest.mark.parametrize("days", [same, easing, waves, nearly_well, alike])
def test_without_an_effect_at_most_one_in_twenty_says_that_it_helps(days: Days) -> None:
    found = found_in(days, 0.0)
    assert found[Finding.LESS] <= 0.05 * SIMULATED
    assert found[Finding.MORE] <= 0.05 * SIMULATED


def test_a_large_effect_is_mostly_found_and_never_turned_round() -> None:
    found = found_in(same, -2.5)
    assert found[Finding.LESS] > 0.5 * SIMULATED
    assert found[Finding.MORE] == 0


@given(st.lists(st.lists(st.integers(0, 10), max_size=5).map(tuple), min_size=6, max_size=6))
def test_a_week_that_was_hardly_rated_leaves_no_interval(levels: list[tuple[int, ...]]) -> None:
    result = compare_arms(weeks_of(levels))
    too_few = any(len(told) < 2 for told in levels)
    assert (result.finding is Finding.TOO_FEW) == too_few == (result.difference is None)
    if result.low is not None and result.high is not None:
        assert result.low < result.high, "six weeks are never beyond doubt"
        if result.finding in (Finding.LESS, Finding.MORE):
            assert result.low > 0 or result.high < 0


def lived(weeks: float) -> Life:
    """Five weeks of a programme, a trial, and so much of it; two points less with the beat."""
    life = Life()
    life.write(en.TrialStarted(at(BEGAN, 6)))
    arms = drawn(at(BEGAN, 6).utc_s)
    for day in range(round(weeks * WEEK)):
        if day % WEEK in (0, 2, 4):
            level = 1 if arms[day // WEEK] is Arm.WITH else 3
            life.run(BEGAN + day, 165, before=2, after=2, morning=level)
    return life


def test_nothing_is_said_before_it_is_over() -> None:
    for days in (0, 10, TRIAL_WEEKS * WEEK - 1, TRIAL_WEEKS * WEEK):
        trial = own_trial(lived(6).diary, Day(START + BEGAN + days))
        assert trial is not None
        assert trial.result is None
        assert "less" not in trial_sentence(trial)
    trial = own_trial(lived(6).diary, Day(START + BEGAN + TRIAL_WEEKS * WEEK + 1))
    assert trial is not None
    assert trial.result is not None
    assert trial.result.finding is Finding.LESS
    assert "(95 % interval -" in trial_sentence(trial)


def test_a_run_counts_for_the_week_as_it_was_drawn_and_an_unrated_morning_is_unknown() -> None:
    life = lived(1)
    life.run(BEGAN + 5, None)  # as the runner liked, and its morning was not told
    trial = own_trial(life.diary, Day(START + BEGAN + 6))
    assert trial is not None
    assert (trial.weeks[0].runs, len(trial.weeks[0].mornings)) == (4, 3)


def test_the_runs_of_a_week_are_run_as_it_was_drawn() -> None:
    life = lived(0)
    for day in range(TRIAL_WEEKS * WEEK):
        view = today(life.diary, FOUR, Day(START + BEGAN + day), at(BEGAN + day, 7))
        assert view.run is not None
        arm = arm_on(life.diary, Day(START + BEGAN + day))
        assert (
            view.run.plan.click is {Arm.WITH: ClickMode.ALWAYS, Arm.WITHOUT: ClickMode.NEVER}[arm]
        )
        assert view.notes[0] == f"Your own trial, week {day // WEEK + 1} of 6: {arm.value}."


def test_on_its_last_morning_no_run_is_of_it_any_more() -> None:
    life, over = lived(6), TRIAL_WEEKS * WEEK
    day = Day(START + BEGAN + over)
    trial = own_trial(life.diary, day)
    assert arm_on(life.diary, day) is None
    assert trial is not None
    assert trial_sentence(trial).startswith("All 6 weeks are run, and the morning after the last")
    notes = today(life.diary, FOUR, day, at(BEGAN + over, 7)).notes
    assert "Your own trial: this morning is its last, and tomorrow has what it came to." in notes


def test_that_a_trial_is_over_is_said_for_a_week() -> None:
    life = lived(6)
    over = TRIAL_WEEKS * WEEK
    said = {
        day: "Your own trial is over" in " ".join(
            today(life.diary, FOUR, Day(START + BEGAN + day), at(BEGAN + day, 7)).notes
        )
        for day in (over - 1, over + 1, over + WEEK, over + WEEK + 1)
    }  # fmt: skip
    assert list(said.values()) == [False, True, True, False]


def test_a_trial_given_up_says_nothing_and_one_begun_anew_says_so() -> None:
    life = lived(2)
    life.write(en.TrialStopped(at(BEGAN + 14)))
    assert own_trial(life.diary, Day(START + BEGAN + 60)) is None
    life.write(en.TrialStarted(at(BEGAN + 15)))
    trial = own_trial(life.diary, Day(START + BEGAN + 16))
    assert trial is not None
    assert trial.before == 1
