"""A baseline out of a log: the median of its stage, and nothing where too little was heard."""

from collections.abc import Container, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadencecoach.core.diary.entries import BaselineSet, Way
from cadencecoach.core.events import Event, PayloadReceived, ReadingTaken
from cadencecoach.core.outcome.baseline import MeasuredCadence, measure
from cadencecoach.core.plan.plan import Plan, Stage, StageKind
from cadencecoach.core.sensor.rsc import Measurement, encode_measurement
from cadencecoach.core.sensor.step_convention import Convention
from cadencecoach.core.values.calendar import Moment
from cadencecoach.core.values.units import Frame, MeasuredSpm, Spm, frames

NOW = Moment(1_780_000_000, 7200)
PLAN = Plan(
    "baseline",
    "Baseline",
    (Stage(StageKind.WARM_UP, frames(60)), Stage(StageKind.BASELINE, frames(300))),
    None,
)


def log(cadence: dict[int, int], walks: Container[int] = ()) -> Iterator[Event]:
    """A reading at each of these seconds."""
    for second, steps in cadence.items():
        at = Frame(frames(second + 0.5))
        speed_mps = 1.4 if second in walks else 2.75
        data = encode_measurement(Measurement(speed_mps, steps, running=second not in walks))
        yield PayloadReceived(at, data)
        yield ReadingTaken(at, float(steps), speed_mps, moving=True)


def measured(cadence: dict[int, int], walks: Container[int] = ()) -> MeasuredCadence:
    found = measure(PLAN, tuple(log(cadence, walks)), Frame(frames(360)), Convention.STEPS)
    assert found is not None
    return found


def test_only_the_measured_stage_counts():
    found = measured({s: 140 if s < 60 else 158 + s % 3 for s in range(360)})
    assert found.cadence_spm == 159
    assert found.speed_mps == 2.75
    assert found.spread_spm is not None
    assert 0.7 < found.spread_spm < 0.9
    assert found.coverage_percent > 97
    assert found.length_s == 300
    assert found.lacking == ""
    assert found.baseline_spm == 159


def test_gaps_are_told_and_not_filled():
    found = measured({s: 160 for s in range(360) if s % 10 < 5})
    assert 60 < found.coverage_percent < 80
    assert found.baseline_spm is None
    assert found.lacking.endswith("% was heard; it takes 80")


def test_nothing_heard_is_no_cadence():
    assert measured({}).lacking == "no cadence was heard"


def test_a_run_that_ended_early_says_so():
    events = tuple(log(dict.fromkeys(range(120), 160)))
    found = measure(PLAN, events, Frame(frames(120)), Convention.STEPS)
    assert found is not None
    assert found.length_s == 60
    assert found.lacking == "only 60 s were measured; it takes 120"


def test_a_plan_without_such_a_stage_measures_nothing():
    plan = Plan("steady", "Steady", (Stage(StageKind.HOLD, frames(60), Spm(160)),), None)
    assert measure(plan, (), Frame(0)) is None


def test_a_walk_in_between_is_no_part_of_the_cadence():
    found = measured({s: 110 if 200 <= s < 230 else 160 for s in range(360)}, walks=range(200, 230))
    assert found.cadence_spm == 160
    assert found.speed_mps == 2.75
    assert found.spread_spm is not None
    assert found.spread_spm < 5
    assert 85 < found.coverage_percent < 95


@given(st.none() | st.floats(30, 300).map(MeasuredSpm), st.floats(0, 1000), st.floats(0, 100))
def test_it_is_a_baseline_or_says_what_is_lacking(cadence, length_s: float, coverage: float):
    found = MeasuredCadence(cadence, 2.0, 2.5, length_s, coverage)
    assert (found.baseline_spm is None) == bool(found.lacking)
    entry = found.entry(NOW, "uuid")
    assert (entry is None) == bool(found.lacking)
    if entry is not None:
        assert entry == BaselineSet(NOW, round(cadence), "uuid", Way.RUN, 2.0, coverage, 2.5)


@pytest.mark.parametrize(
    ("cadence", "lacking"),
    [
        (99.4, "nobody runs at 99 steps a minute"),
        (99.6, ""),
        (240.6, "nobody runs at 241 steps a minute"),
    ],
)
def test_nobodys_cadence_is_no_baseline(cadence: float, lacking: str):
    assert MeasuredCadence(MeasuredSpm(cadence), 2.0, None, 300, 100).lacking == lacking
