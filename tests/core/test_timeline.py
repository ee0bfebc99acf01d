"""Beats are exact, whatever is done to the plan."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadencecoach.core.events import (
    Finished,
    LadderFrozen,
    Paused,
    Resumed,
    StageExtended,
    StageSkipped,
    TargetsShifted,
)
from cadencecoach.core.plan.plan import Plan, Stage, StageKind
from cadencecoach.core.score.timeline import FOREVER, BeatSpan, lay_out
from cadencecoach.core.values.units import (
    FASTEST,
    SLOWEST,
    Frame,
    Frames,
    Spm,
    frames,
    step_interval,
)
from tests.core.worlds import at, short_plan, steady


@settings(max_examples=25)
@given(st.integers(SLOWEST, FASTEST))
def test_an_hour_of_beats_is_exact_to_half_a_frame(target: int) -> None:
    timeline = lay_out(steady(target, 3600))
    beats = list(timeline.beats(0, timeline.end))
    assert len(beats) == target * 60
    for beat in (beats[0], beats[len(beats) // 2], beats[-1]):
        assert abs(beat.at - beat.number * Fraction(60 * 48_000, target)) <= Fraction(1, 2)


@given(
    st.fractions(0, frames(3600), max_denominator=240) | st.integers(0, 9).map(Fraction),
    st.integers(SLOWEST, FASTEST),
    st.integers(0, 20_000),
)
def test_a_beat_is_at_the_whole_frame_nearest_to_its_exact_time(
    first: Fraction, target: int, index: int
) -> None:
    span = replace(lay_out(steady(target)).spans[0], target_spm=target, first_beat=first)
    assert span.beat(index).at == round(first + index * step_interval(target))


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


def test_a_beat_is_found_as_far_off_as_is_asked_and_no_further() -> None:
    timeline = lay_out(steady())
    second = list(timeline.beats(0, at(2)))[1]
    assert timeline.first_beat_from(1, second.at - 1) == second
    assert timeline.first_beat_from(1, second.at - 2) is None
    assert timeline.first_beat_from(second.at, 0) == second


def ladder_of(*lengths_s: tuple[StageKind, float]) -> Plan:
    stages = [Stage(kind, frames(s), Spm(160 + 5 * n)) for n, (kind, s) in enumerate(lengths_s)]
    return Plan("p", "P", tuple(stages), None)


def stage_starts(plan: Plan, *edits: object) -> list[float]:
    timeline = lay_out(plan, edits)
    return [timeline.stage_start(n) / 48_000 for n in range(len(plan.stages) + 1)]


RUNG, HOLD = StageKind.RUNG, StageKind.HOLD


@pytest.mark.parametrize(
    ("hold_s", "left_s"), [(200, 140), (120, 60), (100, 60), (61, 60), (60, 60), (30, 30)]
)
def test_a_rung_that_is_given_more_takes_it_from_the_hold_as_far_as_that_has_it(
    hold_s: int, left_s: int
) -> None:
    plan = ladder_of((RUNG, 100), (RUNG, 100), (HOLD, hold_s), (HOLD, 500))
    more = StageExtended(at(50), frames(60), "")
    assert stage_starts(plan, more) == [0, 160, 260, 260 + left_s, 760 + left_s]


def test_without_a_hold_the_run_takes_longer_and_after_it_nothing_is_given() -> None:
    plan = ladder_of((HOLD, 100), (RUNG, 100), (RUNG, 100))
    assert stage_starts(plan, StageExtended(at(150), frames(60), "")) == [0, 100, 260, 360]
    assert stage_starts(plan, StageExtended(at(350), frames(60), "")) == [0, 100, 200, 300]


def targets(plan: Plan, *edits: object) -> list[tuple[float, int]]:
    """Each target and the second at which it comes."""
    found: list[tuple[float, int]] = []
    for span in lay_out(plan, edits).spans:
        if span.target_spm is not None and [span.target_spm] != [one[1] for one in found[-1:]]:
            found.append((span.start / 48_000, span.target_spm))
    return found


def test_a_frozen_ladder_stays_where_it_was_heard_and_keys_move_it_from_there() -> None:
    plan = ladder_of((RUNG, 100), (RUNG, 100), (RUNG, 100))
    up, frozen = TargetsShifted(at(10), 3, ""), LadderFrozen(at(50), Spm(163), "")
    assert targets(plan, up, frozen) == [(0, 160), (10, 163)]
    further = TargetsShifted(at(150), 5, "")
    assert targets(plan, up, frozen, further) == [(0, 160), (10, 163), (150, 165)]


def test_after_the_end_nothing_moves_and_the_skips_end_with_the_plan() -> None:
    plan = ladder_of((RUNG, 100), (RUNG, 100))
    ended = lay_out(plan, [Finished(at(50), "x"), TargetsShifted(at(60), 5, ""), Paused(at(70))])
    assert ended.end == at(50)
    assert ended == lay_out(plan, [Finished(at(50), "x")])
    assert ended.spans[-1].stage == len(plan.stages)
    assert not ended.spans[-1].paused
    skipped = lay_out(plan, [StageSkipped(at(second)) for second in (10, 20)])
    assert skipped.end == at(20)
    assert stage_starts(plan, StageSkipped(at(10))) == [0, 10, 110]


def test_a_pause_that_is_not_ended_has_no_end_and_no_running_time() -> None:
    timeline = lay_out(steady(160, 60), [Paused(at(20))])
    assert timeline.end == FOREVER
    assert timeline.running_at(at(3600)) == at(20)
    assert timeline.frame_of(Frames(at(20))) is None
    assert timeline.frame_of(Frames(at(20) - 1)) == at(20) - 1


def test_a_new_target_is_accented_once_and_also_after_a_pause() -> None:
    plan = ladder_of((RUNG, 10), (RUNG, 10), (HOLD, 10))
    timeline = lay_out(plan, [Paused(at(25)), Resumed(at(28))])
    accented = [beat.at / 48_000 for beat in timeline.beats(0, timeline.end) if beat.accent]
    assert [round(second) for second in accented] == [0, 10, 20, 28]
    again = lay_out(ladder_of((RUNG, 10)), [TargetsShifted(at(5), 0, "")])
    assert sum(beat.accent for beat in again.beats(0, again.end)) == 1, "the same target is none"


def test_where_frames_lie_in_the_plan() -> None:
    plan = ladder_of((RUNG, 10), (RUNG, 10))
    timeline = lay_out(plan)
    assert [timeline.span_at(Frame(f)).stage for f in (-5, 0, at(10) - 1, at(10), at(20))] == [
        0, 0, 0, 1, 2,
    ]  # fmt: skip
    assert timeline.running_at(Frame(-5)) == 0
    assert [timeline.frame_of(Frames(f)) for f in (0, at(10), at(20) - 1, at(20))] == [
        0, at(10), at(20) - 1, None,
    ]  # fmt: skip
    assert timeline.stage_start(3) is None


def test_a_beat_that_is_rounded_onto_a_change_is_found_from_there() -> None:
    beats = list(lay_out(steady(170)).beats(0, at(10)))
    upward = [beat for beat in beats if beat.at > beat.number * step_interval(Spm(170))]
    assert upward
    for beat in upward:
        changed = lay_out(steady(170), [TargetsShifted(beat.at, 1, "")])
        assert next(changed.beats(beat.at, beat.at + 1)).number == beat.number


@pytest.mark.parametrize("half", range(8))
def test_a_beat_between_two_frames_is_at_the_even_one(half: int) -> None:
    first = Fraction(2 * half + 1, 2)
    span = BeatSpan(Frame(0), FOREVER, 0, Frames(0), False, Spm(160), first, 0, False)
    assert span.beat(0).at == round(first)
    assert span.beat(3).at == round(first + 3 * step_interval(Spm(160)))
