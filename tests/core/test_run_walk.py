"""Walks in a run, and what opens a stage: by its kind, also where it has no beat."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadencecoach.core import events as ev
from cadencecoach.core.plan.plan import (
    SHORTEST_FITTED,
    ClickMode,
    Lengths,
    Plan,
    Stage,
    StageKind,
    fitted,
    plan_from,
    run_walk,
)
from cadencecoach.core.run.engine import begin, undisturbed
from cadencecoach.core.values.records import to_record
from cadencecoach.core.values.units import SAMPLE_RATE, Frames, Spm, frames
from tests.core.test_engine import names, play
from tests.core.worlds import setup

WARM_UP, RUNG, HOLD = StageKind.WARM_UP, StageKind.RUNG, StageKind.HOLD
COOL_DOWN = StageKind.COOL_DOWN


def plan_of(*stages: tuple[StageKind, int | None], click: ClickMode = ClickMode.ALWAYS) -> Plan:
    """Each stage a minute long."""
    made = tuple(
        Stage(kind, frames(60), None if target is None else Spm(target)) for kind, target in stages
    )
    return Plan("p", "P", made, None, theme=False, click=click)


INTERVALS = plan_of(
    (WARM_UP, None), (RUNG, 165), (HOLD, None), (RUNG, 170), (RUNG, None), (HOLD, None),
    (RUNG, 170), (COOL_DOWN, None),
)  # fmt: skip


def said(plan: Plan) -> list[str]:
    _, decided, _ = undisturbed(setup(plan))
    return [text for _, text in names(decided)]


def test_a_stretch_without_a_beat_in_mid_run_says_what_it_is() -> None:
    assert said(INTERVALS) == [
        "<stage.warmup>",
        "<number.165> <stage.beat>",
        "<stage.easy>",
        "<number.170> <stage.beat>",
        "<stage.easy>",
        "<number.170> <stage.beat>",
        "<stage.cooldown>",
        "<stage.done>",
    ]


def test_a_cool_down_with_a_target_is_a_cool_down() -> None:
    assert said(plan_of((RUNG, 170), (COOL_DOWN, 165)))[1] == "<stage.cooldown> <number.165>"


def test_the_log_of_an_earlier_version_says_what_it_said() -> None:
    record = to_record(INTERVALS)
    del record["said_by_kind"]
    assert said(plan_from(record)).count("<stage.cooldown>") == 4


def test_a_walk_has_no_beat() -> None:
    with pytest.raises(ValueError, match="a walk with a target"):
        Stage(StageKind.WALK, frames(60), Spm(160))


def run_walk_plan(turns: int = 2, click: ClickMode = ClickMode.ALWAYS) -> Plan:
    stages = (
        Stage(WARM_UP, frames(60)),
        *run_walk(turns, frames(60), frames(30), Spm(160)),
        Stage(COOL_DOWN, frames(60)),
    )
    return Plan("p", "P", stages, None, theme=False, click=click)


def test_a_walk_and_the_run_after_it_are_counted_in() -> None:
    _, decided, _ = undisturbed(setup(run_walk_plan()))
    count = "<count.3> <count.2> <count.1>"
    spoken = names(decided)
    assert [text for _, text in spoken] == [
        "<stage.warmup>",
        "<number.160> <stage.beat>",
        f"{count} <stage.walk>",
        f"{count} <stage.run> <number.160>",
        f"{count} <stage.walk>",
        "<stage.cooldown>",
        "<stage.done>",
    ]
    counted = 3 * 0.6 + 3 * 0.12
    for (at_s, _), opens_s in zip(spoken[2:5], (120, 150, 210), strict=True):
        assert opens_s - 0.1 < float(at_s) + counted < opens_s + 0.5, "the word falls on the change"


def test_a_test_without_a_beat_is_told_no_cadence_after_a_walk() -> None:
    spoken = said(run_walk_plan(click=ClickMode.NEVER))
    assert spoken[2] == "<count.3> <count.2> <count.1> <stage.run>"


def test_who_skips_to_a_walk_hears_it_without_a_count() -> None:
    keys = [ev.SkipPressed(frames(90))]
    _, outputs = play(begin(setup(run_walk_plan())), keys, 100)
    assert names(outputs)[-1][1] == "<stage.walk>"


def test_a_walk_is_neither_in_band_nor_out_of_it() -> None:
    state, _, _ = undisturbed(setup(run_walk_plan()))
    total = state.adherence.total
    assert total.not_covered_s + total.grace_s == 120


@given(
    warm_s=st.integers(0, 900),
    hold_s=st.integers(1, 900),
    cool_s=st.integers(0, 900),
    rungs=st.integers(1, 6),
    whole_s=st.integers(30, 7200),
    kept=st.frozensets(st.sampled_from(("warm_up", "hold", "cool_down"))),
)
def test_fitted_lengths_fit_or_stay_as_they_are(
    warm_s: int, hold_s: int, cool_s: int, rungs: int, whole_s: int, kept: frozenset[str]
) -> None:
    asked = Lengths(frames(warm_s), frames(hold_s), frames(cool_s))
    found = fitted(asked, rungs, frames(whole_s), kept)
    if asked.needs(rungs) <= whole_s * SAMPLE_RATE:
        assert found == asked
    if found == asked:
        return
    assert found.needs(rungs) <= frames(whole_s)
    for name in ("warm_up", "hold", "cool_down"):
        was, now = getattr(asked, name), getattr(found, name)
        assert now == was if name in kept else now >= min(was, SHORTEST_FITTED)
        assert now <= was
    assert frames(whole_s) - found.needs(rungs) < Frames((rungs + 2) * frames(5) + SAMPLE_RATE)
