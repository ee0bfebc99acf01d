"""A baseline out of a log: the median of its stage, and nothing where too little was heard."""

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from cadencecoach.core.baselinerun import Measured, measure
from cadencecoach.core.cadence import Convention
from cadencecoach.core.events import Event, PayloadReceived, ReadingTaken
from cadencecoach.core.plan import Plan, Stage, StageKind
from cadencecoach.core.rsc import Measurement, encode_measurement
from cadencecoach.core.units import Frame, MeasuredSpm, Spm, frames

PLAN = Plan(
    "baseline",
    "Baseline",
    (Stage(StageKind.WARM_UP, frames(60)), Stage(StageKind.BASELINE, frames(300))),
    None,
)


def log(cadence: dict[int, int], speed_mps: float = 2.75) -> Iterator[Event]:
    """A reading at each of these seconds."""
    for second, steps in cadence.items():
        at = Frame(frames(second + 0.5))
        data = encode_measurement(Measurement(speed_mps, steps, running=True))
        yield PayloadReceived(at, data)
        yield ReadingTaken(at, float(steps), speed_mps, moving=True)


def measured(cadence: dict[int, int]) -> Measured:
    found = measure(PLAN, tuple(log(cadence)), Frame(frames(360)), Convention.STEPS)
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
    assert found.trusted
    assert found.lacking == ""


def test_gaps_are_told_and_not_filled():
    found = measured({s: 160 for s in range(360) if s % 10 < 5})
    assert 60 < found.coverage_percent < 80
    assert not found.trusted
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


@given(st.none() | st.floats(100, 240).map(MeasuredSpm), st.floats(0, 1000), st.floats(0, 100))
def test_it_is_trusted_or_says_what_is_lacking(cadence, length_s: float, coverage: float):
    found = Measured(cadence, None, None, length_s, coverage)
    assert found.trusted == (not found.lacking)
