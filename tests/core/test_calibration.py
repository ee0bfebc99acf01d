"""A run with the beat settles steps or strides, and only where it is clear."""

from hypothesis import given
from hypothesis import strategies as st

from cadencecoach.core.sensor.calibration import ENOUGH, GRACE, Reading, beat_for, compare
from cadencecoach.core.sensor.rsc import Measurement
from cadencecoach.core.sensor.step_convention import Convention
from cadencecoach.core.values.units import FASTEST, SLOWEST, Frames, Spm, frames

BEATS = st.integers(SLOWEST, FASTEST).map(Spm)


def sent(*per_min: int, first_s: float = 5.0) -> list[Reading]:
    return [
        Reading(frames(first_s + second), Measurement(2.7, number, running=True))
        for second, number in enumerate(per_min)
    ]


@given(BEATS, st.floats(-0.14, 0.14), st.booleans())
def test_a_runner_near_the_beat_settles_it(beat: Spm, off: float, strides: bool):
    raw = round(beat * (1 + off) / (2 if strides else 1))
    if raw > 255 or abs(raw * (2 if strides else 1) - beat) > 0.15 * beat:
        return
    wanted = Convention.STRIDES if strides else Convention.STEPS
    assert compare(sent(*[raw] * 15), beat).convention is wanted


@given(BEATS, st.lists(st.integers(0, 255), max_size=30))
def test_it_is_never_auto_and_never_a_guess(beat: Spm, numbers: list[int]):
    found = compare(sent(*numbers), beat)
    assert found.convention in {Convention.STEPS, Convention.STRIDES, None}
    if found.convention is not None and found.raw_per_min is not None:
        factor = 2 if found.convention is Convention.STRIDES else 1
        assert abs(factor * found.raw_per_min - beat) <= 0.15 * beat


def test_as_near_to_the_beat_as_asked_for_is_near():
    for raw, wanted in ((115, None), (136, Convention.STEPS), (184, Convention.STEPS), (185, None)):
        found = compare(sent(*[raw] * 15), Spm(160))
        assert (found.convention, found.raw_per_min) == (wanted, raw)


def test_a_walk_beside_the_beat_settles_nothing():
    found = compare(sent(*[112] * 15), Spm(160))
    assert found.convention is None
    assert found.reason == "it sent 112 a minute to a beat of 160: neither steps nor strides"


def test_what_came_while_the_runner_looked_for_the_beat_does_not_count():
    early = sent(*[160] * 5, first_s=0.0)
    assert compare(early, Spm(160)).reason.startswith("only 0 readings at a run")
    late = compare([*early, *sent(*[81] * ENOUGH)], Spm(160))
    assert late.convention is Convention.STRIDES
    assert late.reason == "strides: it sent 81 a minute to a beat of 160"
    assert early[-1].since < Frames(GRACE)


def test_standing_counts_as_nothing_heard():
    assert compare(sent(*[0] * 15), Spm(160)).convention is None


def test_the_beat_is_the_runners_own_where_it_is_known():
    assert beat_for(Spm(151), 80) == 151
    assert beat_for(None, 82) == 164
    assert beat_for(None, 171) == 171
    assert [beat_for(None, raw) for raw in (64, 65, 120, 130, 240, 241)] == [
        160, 130, 240, 130, 240, 160,
    ]  # fmt: skip
    assert beat_for(None, None) == beat_for(None, 50) == beat_for(None, 125) == 160
