"""Adherence: the band, the grace, and that silence is never held against or for a runner."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadencecoach.core.plan.plan import Plan, Stage, StageKind, grace_for, plan_from
from cadencecoach.core.sensor.adherence import (
    Adherence,
    BandState,
    Confidence,
    Tally,
    band,
    judge,
    judge_cadence,
)
from cadencecoach.core.sensor.gait import Gait
from cadencecoach.core.sensor.live import Freshness, LiveCadence
from cadencecoach.core.sensor.step_convention import Convention
from cadencecoach.core.values.records import to_record
from cadencecoach.core.values.units import MeasuredSpm, Spm, frames

IN, OVER, UNDER = BandState.IN_BAND, BandState.OVER, BandState.UNDER
STILL, UNHEARD = BandState.NOT_MOVING, BandState.NOT_COVERED


def live(
    state: Freshness = Freshness.FRESH,
    gait: Gait = Gait.RUNNING,
    spm: float | None = 165.0,
) -> LiveCadence:
    cadence = None if spm is None else MeasuredSpm(spm)
    return LiveCadence(state, gait, Convention.STEPS, "as set", cadence_spm=cadence)


def counted(
    *stretches: tuple[int, BandState, int], grace_s: int = 0, adherence: Adherence | None = None
) -> Adherence:
    result = adherence or Adherence(grace_s=grace_s)
    for target, verdict, length_s in stretches:
        for _ in range(length_s):
            result = result.second(Spm(target), verdict)
    return result


@pytest.mark.parametrize(
    ("target", "low", "high"),
    [(100, 96, 104), (133, 129, 137), (160, 155.2, 164.8), (180, 174.6, 185.4)],
)
def test_the_band_is_three_per_cent_and_never_less_than_four(
    target: int, low: float, high: float
) -> None:
    around = band(Spm(target))
    assert (around.low_spm, around.high_spm) == (pytest.approx(low), pytest.approx(high))


@pytest.mark.parametrize(
    ("moment", "verdict"),
    [
        (live(), IN),
        (live(spm=169.95), IN),
        (live(spm=170.0), OVER),
        (live(spm=160.0), UNDER),
        (live(gait=Gait.STANDING, spm=None), STILL),
        (live(gait=Gait.WALKING, spm=None), STILL),
        (live(gait=Gait.UNKNOWN, spm=None), UNHEARD),
        (live(spm=None), UNHEARD),
        (live(Freshness.SILENT), UNHEARD),
        (live(Freshness.LOST, Gait.STANDING), UNHEARD),
        (live(Freshness.NEVER, spm=None), UNHEARD),
    ],
)
def test_verdicts_at_165(moment: LiveCadence, verdict: BandState) -> None:
    assert judge(Spm(165), moment) is verdict


def test_percentages_are_of_moving_covered_time() -> None:
    total = counted(
        (165, IN, 60), (165, OVER, 10), (165, UNDER, 30), (165, STILL, 20), (165, UNHEARD, 30)
    ).total
    assert total == Tally(60, 10, 30, 20, 30)
    assert (total.percent_in_band, total.percent_over, total.percent_under) == (60, 10, 30)
    assert total.coverage_percent == 80
    assert total.confidence is Confidence.MEDIUM


@pytest.mark.parametrize(
    ("missing_s", "confidence"),
    [
        (0, Confidence.HIGH),
        (10, Confidence.HIGH),
        (11, Confidence.MEDIUM),
        (20, Confidence.MEDIUM),
        (21, Confidence.LOW),
        (100, Confidence.LOW),
    ],
)
def test_confidence_falls_with_what_is_missing(missing_s: int, confidence: Confidence) -> None:
    tally = Tally(in_s=100 - missing_s, not_covered_s=missing_s)
    assert tally.confidence is confidence


def test_nothing_counted_is_not_zero_per_cent() -> None:
    empty = Adherence(60)
    assert empty.total.percent_in_band is None
    assert empty.total.coverage_percent is None
    assert empty.total.confidence is None
    assert empty.thirds() == (Tally(), Tally(), Tally())
    assert empty.rung(Spm(165)) == Tally()


def test_each_target_has_its_grace_and_a_target_kept_has_one() -> None:
    ramp = counted((160, UNDER, 60), (160, IN, 40), (165, UNDER, 60), (165, IN, 20), grace_s=60)
    assert ramp.total == Tally(in_s=60, grace_s=120)
    assert ramp.rung(Spm(160)) == Tally(in_s=40, grace_s=60)
    assert ramp.rung(Spm(165)) == Tally(in_s=20, grace_s=60)
    assert [rung.target for rung in ramp.rungs] == [160, 165]
    back = counted((160, OVER, 61), adherence=ramp)
    assert back.rung(Spm(160)) == Tally(in_s=40, over_s=1, grace_s=120)


def test_thirds_show_where_it_was_lost() -> None:
    run = counted((165, IN, 600), (165, IN, 300), (165, UNDER, 300), (165, UNHEARD, 600))
    first, middle, last = run.thirds()
    assert first == Tally(in_s=600)
    assert middle == Tally(in_s=300, under_s=300)
    assert last == Tally(not_covered_s=600)


verdicts = st.lists(st.tuples(st.sampled_from([155, 160, 165]), st.sampled_from(BandState)))


@given(verdicts, st.integers(0, 5))
def test_every_second_is_counted_once_in_total_rungs_and_thirds(
    seconds: list[tuple[int, BandState]], grace_s: int
) -> None:
    run = Adherence(grace_s=grace_s)
    for target, verdict in seconds:
        run = run.second(Spm(target), verdict)
    total = run.total
    assert total.judged_s + total.not_moving_s + total.not_covered_s + total.grace_s == len(seconds)
    assert sum((rung.tally for rung in run.rungs), Tally()) == total
    assert sum(run.thirds(), Tally()) == total


@given(st.lists(st.tuples(st.sampled_from([160, 165]), st.lists(st.sampled_from(BandState)))),
       st.integers(0, 70))  # fmt: skip
def test_many_seconds_at_once_count_as_they_do_one_by_one(
    stretches: list[tuple[int, list[BandState]]], grace_s: int
) -> None:
    at_once = one_by_one = Adherence(grace_s=grace_s)
    for target, found in stretches:
        at_once = at_once.seconds(Spm(target), found)
        for verdict in found:
            one_by_one = one_by_one.second(Spm(target), verdict)
    assert at_once == one_by_one


@given(
    verdicts,
    st.integers(100, 240),
    st.sampled_from([Freshness.SILENT, Freshness.LOST, Freshness.NEVER]),
    st.sampled_from(Gait),
    st.none() | st.floats(0, 300),
)
def test_silence_is_never_in_or_out_of_band(
    seconds: list[tuple[int, BandState]],
    target: int,
    state: Freshness,
    gait: Gait,
    spm: float | None,
) -> None:
    run = Adherence(grace_s=0)
    for earlier_target, verdict in seconds:
        run = run.second(Spm(earlier_target), verdict)
    after = run.second(Spm(target), judge(Spm(target), live(state, gait, spm)))
    assert after.total == run.total + Tally(not_covered_s=1)
    assert after.total.percent_in_band == run.total.percent_in_band


@given(st.integers(100, 240), st.floats(100, 240))
def test_a_cadence_is_on_exactly_one_side(target: int, spm: float) -> None:
    around = band(Spm(target))
    verdict = judge_cadence(Spm(target), MeasuredSpm(spm))
    assert (verdict is OVER) is (spm > around.high_spm)
    assert (verdict is UNDER) is (spm < around.low_spm)


@pytest.mark.parametrize(
    ("lengths_s", "grace_s"), [((30, 30), 10), ((59,), 10), ((60,), 60), ((30, 300), 60), ((), 60)]
)
def test_a_plan_of_short_levels_has_a_grace_of_its_own(lengths_s: tuple[int, ...], grace_s: int):
    stages = [Stage(StageKind.RUNG, frames(one), Spm(160)) for one in lengths_s]
    assert grace_for([*stages, Stage(StageKind.COOL_DOWN, frames(600))]) == grace_s


def test_a_plan_of_an_old_log_keeps_the_old_grace():
    record = to_record(
        Plan("x", "X", (Stage(StageKind.RUNG, frames(30), Spm(160)),), None, grace_s=10)
    )
    assert plan_from(record).grace_s == 10
    assert (
        plan_from({key: value for key, value in record.items() if key != "grace_s"}).grace_s == 60
    )


tallies = st.builds(Tally, *[st.integers(0, 9_000)] * 6)


@given(tallies, tallies)
def test_what_came_since_is_what_was_added(before: Tally, since: Tally) -> None:
    assert (before + since) - before == since
