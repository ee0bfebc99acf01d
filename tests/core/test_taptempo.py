"""Tapped and counted cadence: right for even taps, honest about uneven ones."""

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadencecoach.core.sensor.tapping import LOCK_TAPS, Each, Taps, counted
from cadencecoach.core.values.units import FASTEST, SLOWEST

CADENCES = st.integers(SLOWEST, FASTEST)


def tapped(times: list[float], each: Each = Each.STEP) -> Taps:
    taps = Taps(each)
    for at in times:
        taps = taps.tap(at)
    return taps


def even(cadence: float, number: int, each: Each = Each.STEP, start: float = 0.0) -> list[float]:
    return [start + 60 * each.value / cadence * n for n in range(number)]


@given(CADENCES, st.sampled_from(Each), st.floats(0, 1e6))
def test_even_taps_give_their_cadence_and_lock_at_ten(cadence: int, each: Each, start: float):
    times = even(cadence, LOCK_TAPS, each, start)
    assert not tapped(times[:-1], each).locked
    taps = tapped(times, each)
    assert taps.locked
    assert taps.estimate is not None
    assert taps.estimate.cadence_spm == pytest.approx(cadence, abs=0.01)
    assert taps.estimate.within_spm < 0.1


@given(st.lists(st.floats(0, 100), max_size=40), st.sampled_from(Each))
def test_whatever_is_tapped_never_raises_and_never_locks_on_nobodys_cadence(
    times: list[float], each: Each
):
    taps = tapped(sorted(times), each)
    estimate = taps.estimate
    assert (estimate is None) == (len(taps.times_s) < 2)
    if estimate is not None:
        assert estimate.cadence_spm > 0
        assert estimate.within_spm >= 0
    if taps.locked:
        assert estimate is not None
        assert estimate.plausible


@given(CADENCES, st.integers(2, LOCK_TAPS - 3))
def test_a_missed_tap_changes_nothing(cadence: int, missed: int):
    times = even(cadence, LOCK_TAPS + 1)
    del times[missed]
    estimate = tapped(times).estimate
    assert estimate is not None
    assert estimate.cadence_spm == pytest.approx(cadence, abs=0.01)


@given(CADENCES, st.integers(1, 9))
def test_a_bounce_changes_nothing(cadence: int, which: int):
    times = even(cadence, LOCK_TAPS)
    bounced = sorted([*times, times[which] + 0.03])
    assert tapped(bounced) == tapped(times)


def test_a_long_gap_begins_anew():
    taps = tapped([*even(150, 6), *even(170, 3, start=60.0)])
    assert len(taps.times_s) == 3
    assert taps.estimate is not None
    assert taps.estimate.cadence_spm == pytest.approx(170)


def test_the_uncertainty_holds_what_it_promises():
    """95 % intervals hold the truth in most of 400 rows of taps that scatter by 20 ms."""
    held = 0
    for seed in range(400):
        chance = random.Random(seed)
        times = [at + chance.gauss(0, 0.02) for at in even(165, 10)]
        estimate = tapped(times).estimate
        assert estimate is not None
        held += abs(estimate.cadence_spm - 165) <= estimate.within_spm
    assert 0.92 <= held / 400 <= 0.98


def test_three_taps_are_as_unsure_as_student_says():
    """By hand: 0, 0.3 and 0.7 s lie on 0.35 s a step, and miss it by 1/60, 1/30 and 1/60 s."""
    estimate = tapped([0.0, 0.3, 0.7]).estimate
    assert estimate is not None
    assert estimate.cadence_spm == pytest.approx(60 / 0.35)
    error_s = math.sqrt((1 / 60**2 + 1 / 30**2 + 1 / 60**2) / 2)
    assert estimate.within_spm == pytest.approx(60 / 0.35 * 12.71 * error_s / 0.35)


def test_as_far_as_anybody_runs_is_plausible_and_no_further():
    for cadence, plausible in ((100, True), (240, True), (99, False), (241, False)):
        estimate = tapped(even(cadence, 4)).estimate
        assert estimate is not None
        assert estimate.plausible is plausible


def test_uneven_taps_do_not_lock_until_there_are_enough_of_them():
    chance = random.Random(4)
    times = [at + chance.uniform(-0.12, 0.12) for at in even(160, 40)]
    assert not tapped(times[:LOCK_TAPS]).locked
    locked = tapped(times)
    assert locked.locked
    assert len(locked.times_s) > LOCK_TAPS
    assert locked.tap(100.0) == locked


def test_two_taps_are_not_sure_of_anything():
    estimate = tapped(even(160, 2)).estimate
    assert estimate is not None
    assert math.isinf(estimate.within_spm)


@given(st.integers(0, 400), st.sampled_from(Each))
def test_a_count_of_one_foot_is_half_as_sure(count: int, each: Each):
    estimate = counted(count, each)
    assert estimate.cadence_spm == 2 * count * each.value
    assert estimate.within_spm == 2 * each.value
    assert estimate.plausible == (SLOWEST <= 2 * count * each.value <= FASTEST)
