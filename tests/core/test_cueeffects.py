"""No cue helps before enough was heard of it, and ten in one run are one look."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadencecoach.core.trends.cue_effects import (
    ENOUGH_CUES,
    ENOUGH_RUNS,
    CueEffect,
    Says,
    SpokenCue,
    _t,
    cue_effects,
    spoken_cues,
)

changes = st.floats(-20, 20)


def cue(change: float | None, name: str = "posture") -> SpokenCue:
    return SpokenCue(name, name, change, ())


def one(runs: list[list[float]], name: str = "posture") -> CueEffect:
    (found,) = cue_effects(tuple(cue(change, name) for change in run) for run in runs)
    return found


def record(**more: Any) -> dict[str, Any]:
    return {
        "id": "posture", "kind": "posture", "text": "Tall?", "spoken": True, "before_spm": 160.0,
        "after_spm": 163.0, "coverage_percent": 100.0, "answers": [{"question": "q", "yes": True}],
        **more,
    }  # fmt: skip


@pytest.mark.parametrize(("freedom", "quantile"), [(4, 2.776), (9, 2.262), (30, 2.042)])
def test_the_quantile_is_that_of_the_tables(freedom: int, quantile: float) -> None:
    assert _t(freedom) == pytest.approx(quantile, rel=0.003)


@given(st.lists(st.lists(changes, min_size=1, max_size=6), min_size=1, max_size=12))
def test_nothing_is_said_from_too_little(runs: list[list[float]]) -> None:
    found = one(runs)
    enough = len(runs) >= ENOUGH_RUNS and sum(map(len, runs)) >= ENOUGH_CUES
    assert (found.says is Says.TOO_FEW) == (not enough) == (found.low_spm is None)
    assert bool(found.missing) == (not enough)


@given(st.lists(changes, min_size=ENOUGH_RUNS, max_size=9), st.integers(2, 30))
def test_a_cue_said_often_in_a_run_counts_as_one_run(means: list[float], often: int) -> None:
    twice = one([[mean] * 2 for mean in means])
    more = one([[mean] * often for mean in means])
    assert (twice.low_spm, twice.high_spm) == pytest.approx((more.low_spm, more.high_spm))


def test_an_interval_around_zero_is_no_change() -> None:
    assert one([[-2, -2], [2, 2], [-1, -1], [1, 1], [0, 0]]).says is Says.UNCLEAR


@given(
    st.lists(st.floats(-0.99, 0.99), min_size=5, max_size=9), st.sampled_from(["posture", "above"])
)
def test_no_change_of_less_than_a_step_a_minute_is_called_one(
    means: list[float], name: str
) -> None:
    assert one([[mean] * 2 for mean in means], name).says is Says.UNCLEAR


def test_ease_off_helps_when_the_cadence_falls() -> None:
    falls = [[-5.0, -4.0], [-4.0, -4.5], [-5.0, -5.5], [-4.0, -5.0], [-5.0, -5.0]]
    assert one(falls, "above").says is Says.HELPS
    assert one(falls, "below").says is Says.HINDERS


def test_those_that_can_be_ranked_come_first_and_the_best_before_them() -> None:
    often = [(cue(1.0 + n / 9, "theme.F3"), cue(6.0 + n / 9), cue(9.0, "own.1")) for n in range(5)]
    found = cue_effects([*(run * 2 for run in often[:4]), often[4] * 2, (cue(30.0, "theme.F9"),)])
    assert [effect.name for effect in found][-1] == "theme.F9"
    assert [effect.name for effect in found][:3] == ["own.1", "posture", "theme.F3"]


@pytest.mark.parametrize(
    ("more", "change"),
    [
        ({}, 3.0),
        ({"coverage_percent": 79.0}, None),
        ({"after_spm": None}, None),
        ({"kind": "coach", "id": "below"}, 3.0),
    ],
)
def test_only_a_cue_that_was_heard_around_has_a_change(
    more: dict[str, Any], change: float | None
) -> None:
    (found,) = spoken_cues({"cues": [record(**more), record(spoken=False)]})
    assert found.change_spm == change
    assert found.answers == (True,)


@pytest.mark.parametrize("more", [{"kind": "stage", "id": "up"}, {"kind": "coach", "id": "praise"}])
def test_a_cue_that_asks_for_nothing_is_not_weighed(more: dict[str, Any]) -> None:
    assert spoken_cues({"cues": [record(**more)]}) == ()
