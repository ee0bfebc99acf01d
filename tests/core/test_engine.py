"""The session as laws: the future only, the log is the session, cues keep their manners."""

from __future__ import annotations

import dataclasses
from dataclasses import fields, replace
from itertools import pairwise
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from cadencecoach.core import events as ev
from cadencecoach.core.plan.ladder import Ladder, limit
from cadencecoach.core.plan.plan import Plan, ramp
from cadencecoach.core.run.engine import begin, replay, score, step
from cadencecoach.core.run.setup import setup_from, setup_record
from cadencecoach.core.run.state import State
from cadencecoach.core.score.click_sound import ClickStyle
from cadencecoach.core.score.lead_times import LEAD, LOOK, RENDERED
from cadencecoach.core.score.mixer import Score, fill
from cadencecoach.core.score.phrases import PRE_ROLL
from cadencecoach.core.score.timeline import lay_out
from cadencecoach.core.values.records import to_record
from cadencecoach.core.values.units import Frame, Spm, frames
from tests.core.worlds import BANK, at, click_styles, inputs, setup, short_plan, steady


def play(state: State, happened: list[ev.Input], until: float) -> tuple[State, list[ev.Output]]:
    outputs: list[ev.Output] = []
    for one in [*happened, ev.Tick(at(until))]:
        state, decided = step(state, one)
        outputs += decided
    return state, outputs


def sound(score: Score, start: int, end: int) -> np.ndarray:
    out = np.empty((max(0, end - start), 2), np.int16)
    fill(score, out, start)
    return out


@settings(deadline=None, max_examples=25)
@given(click_styles, inputs())
def test_no_edit_changes_what_may_have_been_heard(style: ClickStyle, happened: list) -> None:
    state = begin(setup(style=style))
    for one in [*happened, ev.Tick(at(140))]:
        # Give every look its own step, so that "now" is known to a look.
        while not state.over and state.look_at <= one.at:
            now = state.look_at
            before = score(state, BANK)
            state, decided = step(state, ev.Tick(now))
            check_future(before, state, decided, now)
        before = score(state, BANK)
        state, decided = step(state, one)
        check_future(before, state, decided, one.at)


def check_future(before: Score, state: State, decided: tuple, now: int) -> None:
    edits = [edit for edit in decided if isinstance(edit, ev.Edit)]
    if not edits:
        return
    assert min(edit.at for edit in edits) >= now + LEAD
    settled = now + LEAD
    start = max(0, settled - frames(2))
    assert np.array_equal(sound(before, start, settled), sound(score(state, BANK), start, settled))


@settings(deadline=None, max_examples=25)
@given(click_styles, inputs(), st.lists(st.integers(1, frames(7)), min_size=1, max_size=40))
def test_replay_of_the_log_is_the_live_session(
    style: ClickStyle, happened: list, cuts: list
) -> None:
    live = begin(setup(style=style))
    outputs: list[ev.Output] = []
    ticks = [ev.Tick(Frame(f)) for f in np.cumsum(cuts).tolist()]
    for one in sorted([*happened, *ticks], key=lambda e: e.at):
        live, decided = step(live, one)
        outputs += decided
    end = ev.Tick(Frame(max([live.look_at, at(150)])))
    live, decided = step(live, end)
    outputs += decided

    logged = [ev.event_from(type(e).__name__, to_record(e)) for e in happened]
    again, decided_again = replay(setup_from(setup_record(setup(style=style))), [*logged, end])
    assert again == live
    assert decided_again == outputs
    assert np.array_equal(sound(score(live, BANK), 0, at(30)), sound(score(again, BANK), 0, at(30)))


def reworded(value: Any) -> Any:
    """A value whose reasons for people are all another text."""
    if isinstance(value, tuple):
        return tuple(map(reworded, value))
    if not dataclasses.is_dataclass(value) or isinstance(value, type):
        return value
    changed = {field.name: reworded(getattr(value, field.name)) for field in fields(value)}
    if isinstance(changed.get("reason"), str):
        changed["reason"] = "in other words"
    return replace(value, **changed)


@settings(deadline=None, max_examples=25)
@given(inputs(most=20))
def test_nothing_goes_by_the_text_of_a_reason(happened: list) -> None:
    said = other = begin(setup())
    for one in [*happened, ev.Tick(at(150))]:
        said, decided = step(said, one)
        other, in_other_words = step(other, one)
        assert reworded(in_other_words) == reworded(decided)
        other = replace(
            other,
            edits=reworded(other.edits),
            agenda=reworded(other.agenda),
            spoken=reworded(other.spoken),
        )


@settings(deadline=None, max_examples=40)
@given(inputs(most=20))
def test_cues_keep_their_manners(happened: list) -> None:
    state, outputs = play(begin(setup()), happened, 200)
    cut = {e.number: e for e in outputs if isinstance(e, ev.CueCut)}
    spoken = [
        e
        for e in outputs
        if isinstance(e, ev.CuePlaced)
        and not (e.number in cut and cut[e.number].at <= e.at + PRE_ROLL)
    ]
    for one, after in pairwise(spoken):
        end = min(one.at + one.length, cut[one.number].at if one.number in cut else 1 << 62)
        assert after.at >= end, "never two at once"
    skips = [e.at for e in outputs if isinstance(e, ev.StageSkipped)]
    for one in spoken:
        span = state.timeline.span_at(one.at)
        if one.name not in ("paused", "stop", "where"):  # what was asked is answered
            assert not span.paused
        on_grid = any(True for _ in state.timeline.beats(one.at, one.at + 1))
        silent = state.timeline.first_beat_from(one.at, frames(1.25)) is None
        # An edit may move the beat, or bring one, when the cue's first 10 ms are out already.
        begun = any(one.at - PRE_ROLL < s.start <= one.at for s in state.timeline.spans)
        begun |= any(one.at < skip <= one.at + frames(1.25) for skip in skips)
        assert on_grid or silent or begun
    posture = [e for e in spoken if e.name == "posture" and e.reason == "the grid"]
    gaps = [state.timeline.running_at(b.at) - state.timeline.running_at(a.at)
            for a, b in pairwise(posture)]  # fmt: skip
    assert all(gap > frames(3) for gap in gaps), "never bunched"


def names(outputs: list[ev.Output]) -> list[tuple[str, str]]:
    return [(f"{e.at / 48000:.1f}", e.text) for e in outputs if isinstance(e, ev.CuePlaced)]


def test_the_default_ramp_says_what_a_runner_should_hear() -> None:
    stages = ramp(Spm(160), Spm(175), 5, frames(300), frames(2400), frames(300), frames(300))
    plan = Plan("ramp", "Ramp", stages, frames(300), theme=True)
    state, outputs = play(begin(setup(plan)), [], 2500)
    assert names(outputs)[:9] == [
        ("1.6", "<stage.warmup>"),
        ("150.0", "<theme.F3>"),
        ("300.0", "<number.160> <stage.beat>"),
        ("305.6", "<posture.check>"),
        ("450.0", "<theme.F3>"),
        ("600.0", "<stage.up> <number.165>"),
        ("603.3", "<posture.check>"),
        ("750.2", "<theme.F3>"),
        ("900.0", "<stage.up> <number.170>"),
    ]
    assert state.over
    assert isinstance(state.finished, ev.Finished)
    assert state.finished.reason is ev.EndReason.COMPLETE
    assert names(outputs)[-1][1] == "<stage.done>"


def test_a_pause_takes_no_cue_with_it() -> None:
    plan = steady(170, 120)
    plan = Plan(plan.name, plan.title, plan.stages, frames(30))
    keys = [ev.PausePressed(at(29.5)), ev.PausePressed(at(95))]
    _, outputs = play(begin(setup(plan)), keys, 200)
    posture = [e.at / 48000 for e in outputs if isinstance(e, ev.CuePlaced) and e.name == "posture"]
    assert len([p for p in posture if 95 < p < 100]) == 1


def test_a_pause_says_so_while_it_lasts() -> None:
    keys = [ev.PausePressed(at(20)), ev.PausePressed(at(30)), ev.PausePressed(at(30.1))]
    _, outputs = play(begin(setup()), keys, 60)
    cut = {e.number for e in outputs if isinstance(e, ev.CueCut) and e.reason == "moved"}
    said = [
        (e.name, round(e.at / 48000))
        for e in outputs
        if isinstance(e, ev.CuePlaced) and e.name in ("paused", "resumed") and e.number not in cut
    ]
    assert said == [("paused", 22), ("paused", 32)]


def test_answers_go_to_the_open_questions_in_turn() -> None:
    plan = steady(170, 120)
    plan = Plan(plan.name, plan.title, plan.stages, frames(30))
    keys = [ev.Answer(at(5), True), *(ev.Answer(at(40 + n), n != 1) for n in range(4))]
    _, outputs = play(begin(setup(plan)), keys, 59)
    answered = [(e.question, e.yes) for e in outputs if isinstance(e, ev.QuestionAnswered)]
    assert answered == [("neutral", True), ("relaxed", False)]


def test_skip_says_the_new_cadence_and_not_the_old_one() -> None:
    keys = [ev.SkipPressed(at(20)), ev.SkipPressed(at(20.4))]
    _, outputs = play(begin(setup(short_plan())), keys, 40)
    said = [text for _, text in names(outputs)]
    cut = {e.number for e in outputs if isinstance(e, ev.CueCut)}
    kept = [e.text for e in outputs if isinstance(e, ev.CuePlaced) and e.number not in cut]
    assert "<stage.up> <number.170>" in kept
    assert "<stage.up> <number.165>" not in kept, said


def test_a_target_that_is_kept_is_kept_to_the_end_and_said() -> None:
    state, outputs = play(begin(setup(short_plan())), [ev.FreezeAsked(at(30))], 130)
    (frozen,) = (e for e in outputs if isinstance(e, ev.LadderFrozen))
    assert (frozen.target_spm, frozen.reason) == (160, "this one works best")
    assert heard_targets(state) == [160]
    assert "<stage.frozen>" in [text for _, text in names(outputs)]


def test_before_the_first_beat_there_is_no_target_to_keep() -> None:
    _, outputs = play(begin(setup(short_plan())), [ev.FreezeAsked(at(5))], 60)
    assert not any(isinstance(e, ev.LadderFrozen) for e in outputs)


def test_a_key_changes_the_beat_soon_and_on_a_beat() -> None:
    state, _ = play(begin(setup(steady())), [], 20)
    pressed = Frame(state.look_at - LOOK + 77)
    state, decided = step(state, ev.Nudged(pressed, 5))
    edit = next(e for e in decided if isinstance(e, ev.TargetsShifted))
    changed = state.timeline.first_beat_from(edit.at, frames(2))
    assert changed is not None
    assert changed.at - pressed <= LEAD + 60 / 170 * 48000 + 1
    assert changed.accent


def test_mute_silences_all_but_safety_and_says_why() -> None:
    plan = steady(170, 120)
    plan = Plan(plan.name, plan.title, plan.stages, frames(30))
    state, outputs = play(begin(setup(plan)), [ev.MutePressed(at(10))], 100)
    dropped = [e for e in outputs if isinstance(e, ev.CueDropped)]
    assert {e.reason for e in dropped} == {"muted"}
    assert not sound(score(state, BANK), at(10.4), at(90)).any()


def test_garbage_from_the_pod_is_counted_and_nothing_else() -> None:
    state = begin(setup())
    after, decided = step(state, ev.PayloadReceived(at(0), b"\xff"))
    assert [type(e).__name__ for e in decided][-1] == "PayloadRefused"
    assert after.tracker == state.tracker


def test_pain_that_stops_a_run_is_said_and_ends_it_gently() -> None:
    state, outputs = play(begin(setup()), [ev.PainNoted(at(30), 6)], 100)
    said = [e for e in outputs if isinstance(e, ev.CuePlaced) and e.kind is ev.CueKind.SAFETY]
    assert [e.text for e in said] == ["<safety.stop> <safety.walk>"]
    assert said[0].at < at(33)
    assert isinstance(state.finished, ev.Finished)
    assert state.finished.reason is ev.EndReason.PAIN
    assert at(44) < state.finished.at < at(48)
    fading = sound(score(state, BANK), said[0].at + said[0].length + 1000, state.finished.at)
    assert not fading.any()


def test_the_runner_may_overrule_and_it_is_kept() -> None:
    state, outputs = play(
        begin(setup()), [ev.PainNoted(at(30), 6), ev.PausePressed(at(36))], 60
    )  # fmt: skip
    assert not state.over
    assert not state.paused
    assert [e.decision for e in outputs if isinstance(e, ev.CoachDecided)] == ["stop", "goes on"]
    assert sound(score(state, BANK), at(37), at(38)).any()


KEYS = st.one_of(
    st.sampled_from((-5, -1, 1, 5)).map(lambda by: lambda f: ev.Nudged(f, by)),
    st.sampled_from((ev.FreezeAsked, ev.SkipPressed, ev.PausePressed)),
)


@settings(deadline=None, max_examples=60)
@given(st.integers(120, 185), st.integers(0, 3), st.lists(KEYS, max_size=60), st.integers(1, 8))
def test_no_key_passes_the_cap_of_a_known_baseline(
    baseline: int, unlocked: int, keys: list, apart_s: int
) -> None:
    ladder = Ladder(Spm(baseline))
    state = begin(setup(limit(short_plan(), ladder, unlocked).plan))
    pressed = [make(at(n * apart_s)) for n, make in enumerate(keys)]
    state, _ = play(state, pressed, 150)
    targets = [span.target_spm for span in state.timeline.spans if span.target_spm is not None]
    assert max(targets, default=Spm(0)) <= ladder.cap_spm


def test_at_the_cap_a_key_says_so_and_the_next_one_down_is_heard() -> None:
    plan = limit(steady(160), Ladder(Spm(160)), 3).plan
    up = [ev.Nudged(at(1 + n), 5) for n in range(9)]
    state, _ = play(begin(setup(plan)), up, 11)
    assert state.timeline.span_at(at(11)).target_spm == 176
    assert state.notice == "176 is as high as this run goes"
    state, _ = play(state, [ev.Nudged(at(12), -1)], 14)
    assert state.timeline.span_at(at(14)).target_spm == 175


def heard_targets(state: State) -> list[Spm]:
    """The targets in the order they are heard, each as often as it changes."""
    found: list[Spm] = []
    for span in state.timeline.spans:
        if span.target_spm is not None and found[-1:] != [span.target_spm]:
            found.append(span.target_spm)
    return found


def test_a_key_lifts_the_rung_in_force_and_none_after_it_above_what_is_unlocked() -> None:
    plan = limit(short_plan(), Ladder(Spm(160)), 1).plan  # 160, 165, 165
    state, _ = play(begin(setup(plan)), [ev.Nudged(at(25), 5)], 26)
    assert heard_targets(state) == [160, 165]
    top = next(span for span in lay_out(plan).spans if span.target_spm == 165)
    state, _ = play(begin(setup(plan)), [ev.Nudged(Frame(top.start + frames(2)), 5)], 60)
    assert heard_targets(state)[:3] == [160, 165, 170]
    assert max(heard_targets(state)) == 170


def test_before_the_first_beat_keys_lift_by_one_step_at_most() -> None:
    """Five presses in the warm-up made a first rung of 185."""
    plan = limit(short_plan(), Ladder(Spm(160)), 3).plan
    up = [ev.Nudged(at(1 + n), 5) for n in range(5)]
    state, _ = play(begin(setup(plan)), up, 8)
    free, _ = play(begin(setup(short_plan())), up, 8)
    for one in (state, free):
        assert heard_targets(one)[0] == plan.targets[0] + 5
        assert one.notice == "+5 is as far as it goes before the beat"
    assert max(heard_targets(state)) == plan.unlocked_spm


def test_a_key_down_is_heard_also_where_a_rung_began_lower_than_the_keys_asked() -> None:
    plan = limit(short_plan(), Ladder(Spm(160)), 1).plan
    first = next(one for one in lay_out(plan).spans if one.target_spm == 160)
    second = next(one for one in lay_out(plan).spans if one.target_spm == 165)
    keys = [
        ev.Nudged(Frame(first.start + frames(2)), 5),
        ev.Nudged(Frame(second.start + frames(2)), -1),
    ]
    state, _ = play(begin(setup(plan)), keys, 60)
    assert state.timeline.span_at(Frame(second.start + frames(5))).target_spm == 164


def test_a_session_whose_cadence_was_fixed_replays_as_it_was_run() -> None:
    told = {**setup_record(setup()), "convention": "strides", "convention_at_run": "auto"}
    assert setup_from(told) == setup()


@settings(deadline=None, max_examples=30)
@given(st.floats(1, 60), st.floats(2.6, 3600))
def test_time_asleep_is_a_pause_of_what_nobody_heard(begun_s: float, slept_s: float) -> None:
    before, _ = play(begin(setup()), [], begun_s)
    since = before.look_at
    now, silent = Frame(since + frames(slept_s)), Frame(since + RENDERED)
    after, decided = step(before, ev.Stalled(now, since, asleep=True))
    assert after.timeline.running_at(now) == before.timeline.running_at(silent)
    assert after.timeline.running_at(Frame(now + frames(1))) == before.timeline.running_at(
        silent
    ) + frames(1) - min(LEAD, frames(1))
    assert not after.paused
    assert not after.over
    assert [type(one) for one in decided if isinstance(one, ev.Paused | ev.Resumed)] == [
        ev.Paused,
        ev.Resumed,
    ]
    was, is_now = score(before, BANK), score(after, BANK)
    assert np.array_equal(
        sound(was, silent - 48_000, silent), sound(is_now, silent - 48_000, silent)
    )
    assert "pause" in after.notice


def test_a_machine_that_stood_still_for_a_moment_made_no_pause_and_one_in_a_pause_none_more() -> (
    None
):
    before, _ = play(begin(setup()), [], 20)
    short = ev.Stalled(Frame(before.look_at + frames(2.4)), before.look_at)
    assert not [one for one in step(before, short)[1] if isinstance(one, ev.Paused)]
    paused, _ = play(before, [ev.PausePressed(before.look_at)], 24)
    long = ev.Stalled(Frame(paused.look_at + frames(60)), paused.look_at, asleep=True)
    state, decided = step(paused, long)
    assert state.paused
    assert not [one for one in decided if isinstance(one, ev.Paused | ev.Resumed)]
