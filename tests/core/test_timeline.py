"""Beats are exact, whatever is done to the plan."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadencecoach.core.events import Paused, Resumed, StageSkipped, TargetsShifted
from cadencecoach.core.score.timeline import FOREVER, lay_out
from cadencecoach.core.values.units import FASTEST, SLOWEST, Frame, Frames, frames, step_interval
from tests.core.worlds import at, short_plan, steady


@given(st.integers(SLOWEST, FASTEST))
def test_an_hour_of_beats_is_exact_to_half_a_frame(target: int) -> None:
    timeline = lay_out(steady(target, 3600))
    beats = list(timeline.beats(0, timeline.end))
    assert len(beats) == target * 60
    for beat in (beats[0], beats[len(beats) // 2], beats[-1]):
        assert abs(beat.at - beat.number * Fraction(60 * 48_000, target)) <= Fraction(1, 2)


def _edits(draw_at: list[int]) -> list:
    kinds = (
        lambda f: TargetsShifted(f, 3, ""),
        Paused,
        Resumed,
        StageSkipped,
        lambda f: TargetsShifted(f, -40, ""),
    )
    return [kinds[n % len(kinds)](Frame(f)) for n, f in enumerate(sorted(draw_at))]


@given(st.lists(st.integers(0, frames(130)), max_size=12))
def test_the_interval_at_a_beats_own_time_rules_the_next(draw_at: list[int]) -> None:
    timeline = lay_out(short_plan(), _edits(draw_at))
    beats = list(timeline.beats(0, frames(200)))
    assert [beat.number for beat in beats] == list(range(len(beats)))
    for one, after in pairwise(beats):
        assert one.at < after.at
        target = timeline.span_at(one.at).target_spm
        silent = any(
            span.target_spm is None
            for span in timeline.spans
            if span.end > one.at and span.start <= after.at
        )
        if not silent and target is not None:
            # A rounded frame may fall on the far side of a change half a frame away.
            around = {timeline.span_at(Frame(one.at + d)).target_spm for d in (-1, 0)}
            assert any(abs(after.at - one.at - step_interval(t)) <= 1 for t in around if t)


@given(st.lists(st.integers(0, frames(130)), max_size=12), st.integers(0, frames(200)))
def test_spans_cover_all_time_once_and_running_time_never_goes_back(
    draw_at: list[int], frame: int
) -> None:
    timeline = lay_out(short_plan(), _edits(draw_at))
    assert timeline.spans[0].start == 0
    assert timeline.spans[-1].end == FOREVER
    for one, after in pairwise(timeline.spans):
        assert one.end == after.start
        assert timeline.running_at(after.start) == after.running
    running = timeline.running_at(Frame(frame))
    assert 0 <= running <= frame
    back = timeline.frame_of(running)
    if back is not None:
        assert timeline.running_at(back) == running


@given(
    st.lists(st.integers(0, frames(130)), max_size=8),
    st.lists(st.integers(0, frames(150)), min_size=2, max_size=2),
)
def test_beats_of_a_window_are_the_beats_of_the_whole_within_it(
    draw_at: list[int], window: list[int]
) -> None:
    timeline = lay_out(short_plan(), _edits(draw_at))
    start, end = sorted(window)
    whole = [beat for beat in timeline.beats(0, frames(200)) if start <= beat.at < end]
    assert list(timeline.beats(start, end)) == whole


def test_a_pause_stops_running_time_and_the_beat_starts_anew_after_it() -> None:
    timeline = lay_out(steady(), [Paused(at(10.1)), Resumed(at(20.25))])
    assert list(timeline.beats(at(10.1), at(20.25))) == []
    assert timeline.first_beat_from(at(15), frames(10)).at == at(20.25)
    assert timeline.running_at(at(20.25)) == at(10.1)
    assert timeline.end == at(70.15)


@pytest.mark.parametrize("offset", [-200, 200])
def test_no_shift_leaves_the_limits(offset: int) -> None:
    timeline = lay_out(short_plan(), [TargetsShifted(at(1), offset, "")])
    targets = {span.target_spm for span in timeline.spans if span.target_spm}
    assert targets == {SLOWEST if offset < 0 else FASTEST}


def test_frame_of_is_none_past_the_end() -> None:
    assert lay_out(steady()).frame_of(Frames(frames(60))) is None


@given(
    st.lists(st.integers(0, frames(100)), max_size=6),
    st.integers(0, frames(100)),
    st.integers(1, frames(3)),
)
def test_a_pause_never_brings_two_beats_closer_than_a_step(
    draw_at: list[int], paused_at: int, length: int
) -> None:
    edits = _edits([*draw_at])
    if any(isinstance(edit, Paused) for edit in edits):
        edits = [edit for edit in edits if not isinstance(edit, Paused | Resumed)]
    edits = sorted(
        [*edits, Paused(Frame(paused_at)), Resumed(Frame(paused_at + length))], key=lambda e: e.at
    )
    timeline = lay_out(short_plan(), edits)
    beats = list(timeline.beats(0, frames(200)))
    highest = max((span.target_spm for span in timeline.spans if span.target_spm), default=SLOWEST)
    for one, after in pairwise(beats):
        assert after.at - one.at >= step_interval(highest) - 1
