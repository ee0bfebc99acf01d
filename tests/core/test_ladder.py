"""How high a runner may climb: the numbers, and the caps as laws."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadencecoach.core.plan.ladder import (
    AIM,
    CEILING,
    HARD_CAP,
    RAISED_CEILING,
    Ladder,
    limit,
    plausible,
)
from cadencecoach.core.plan.plan import Plan, ramp
from cadencecoach.core.values.units import FASTEST, SLOWEST, Spm, frames

baselines = st.integers(SLOWEST, FASTEST).map(Spm)
ceilings = st.sampled_from((CEILING, RAISED_CEILING))


def test_the_numbers_are_those_of_the_sources() -> None:
    assert (AIM * 1000, HARD_CAP * 100) == (75, 10)  # Willy 2016, Wang 2020; Heiderscheit 2011
    assert (CEILING, RAISED_CEILING) == (180, 190)  # S1:28, S3:78


@pytest.mark.parametrize(
    ("baseline", "rungs", "aim", "cap"),
    [
        (150, [150, 155, 160, 165], 160, 165),
        (158, [158, 163, 168, 173], 168, 173),
        (160, [160, 165, 170, 175], 170, 176),
        (166, [166, 171, 176], 176, 180),
        (169, [169, 174, 179], 179, 180),
        (170, [170], 170, 180),
        (185, [180], 180, 180),
        (235, [180], 180, 180),
    ],
)
def test_rungs_aim_and_cap(baseline: int, rungs: list[int], aim: int, cap: int) -> None:
    ladder = Ladder(Spm(baseline))
    assert [ladder.target(rung) for rung in range(ladder.top_rung + 1)] == rungs
    assert ladder.target(ladder.aim_rung) == aim
    assert ladder.cap_spm == cap
    assert ladder.needs_no_ramp == (baseline >= 170)


def test_the_raised_ceiling_lets_the_ten_per_cent_rule() -> None:
    assert Ladder(Spm(168)).cap_spm == 180
    assert Ladder(Spm(168), RAISED_CEILING).cap_spm == 184
    assert Ladder(Spm(170), RAISED_CEILING).top_rung == 0


def test_steps_and_per_cent_are_both_told() -> None:
    assert Ladder(Spm(160)).words(Spm(165)) == "165 steps a minute (+5, +3.1 %)"
    assert Ladder(Spm(160)).words(Spm(160)) == "160 steps a minute (+0, +0.0 %)"


@given(baselines, ceilings, st.integers(-99, 99))
def test_no_rung_leaves_the_caps(baseline: Spm, ceiling: Spm, rung: int) -> None:
    ladder = Ladder(baseline, ceiling)
    target = ladder.target(rung)
    assert min(baseline, ceiling) <= target <= min(ceiling, baseline * 110 // 100)
    assert target == ceiling or (target - baseline) % 5 == 0
    assert ladder.target(ladder.rung_of(target)) == target
    assert ladder.aim_rung <= ladder.top_rung


@given(baselines, st.integers(SLOWEST, FASTEST).map(Spm), ceilings)
def test_the_cap_stands_on_the_first_own_cadence_however_high_a_later_one_is(
    baseline: Spm, first: Spm, ceiling: Spm
) -> None:
    ladder = Ladder(baseline, ceiling, first)
    assert ladder.cap_spm <= min(ceiling, first * 110 // 100)
    assert max(map(ladder.target, range(9))) <= ladder.cap_spm


def climb(start: int, top: int) -> Plan:
    stages = ramp(Spm(start), Spm(top), 5, frames(60), frames(1200), frames(60), frames(60))
    return Plan("climb", "Climb", stages, None)


@given(baselines, ceilings, st.integers(-9, 9), st.integers(100, 190), st.integers(0, 50))
def test_a_limited_plan_stays_under_what_is_unlocked(
    baseline: Spm, ceiling: Spm, unlocked: int, start: int, height: int
) -> None:
    ladder, plan = Ladder(baseline, ceiling), climb(start, start + height)
    limited = limit(plan, ladder, unlocked)
    assert max(limited.plan.targets) <= ladder.target(unlocked)
    assert limited.plan.length == plan.length
    assert limited.plan.cap_spm == ladder.cap_spm
    assert bool(limited.notes) == (limited.plan.stages != plan.stages)


@pytest.mark.parametrize(
    ("baseline", "unlocked", "note"),
    [
        (160, 3, ""),
        (160, 1, ("175 is above what is unlocked: this run goes up to 165 steps a minute (+5, +3.1 %); "
                 "level 1 is the highest unlocked.")),
        (155, 9, ("175 is above what is unlocked: this run goes up to 170 steps a minute (+15, +9.7 %); "
                 "the cap is +10 % of your 155, and 180 steps a minute.")),
        (172, 9, ("175 is above what is unlocked: this run goes up to 172 steps a minute (+0, +0.0 %); "
                 "from 170 on there is no ramp, your own cadence is quick enough.")),
    ],
)  # fmt: skip
def test_the_plan_says_before_the_start_what_it_leaves_out(
    baseline: int, unlocked: int, note: str
) -> None:
    limited = limit(climb(160, 175), Ladder(Spm(baseline)), unlocked)
    assert limited.notes == ((note,) if note else ())


@pytest.mark.parametrize(
    ("measured", "spm"), [(158.4, 158), (99.4, None), (99.6, 100), (241.0, None), (0.0, None)]
)
def test_nobodys_baseline_is_none(measured: float, spm: int | None) -> None:
    assert plausible(measured) == spm
