"""What a screen is told of a session: only what is so, and nothing that is not yet."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadencecoach.core import events as ev
from cadencecoach.core.outcome.summary import summarise
from cadencecoach.core.plan.plan import Advance, ClickMode, Plan, Stage, StageKind
from cadencecoach.core.run.engine import begin, step
from cadencecoach.core.run.state import State
from cadencecoach.core.run.view import (
    BeatView,
    ChartPoint,
    CueView,
    RungView,
    RunView,
    SensorView,
    one_word,
    reason_words,
)
from cadencecoach.core.run.view_of_state import NOTICED, mean_cadence, view
from cadencecoach.core.sensor.adherence import BandState
from cadencecoach.core.sensor.rsc import Measurement, encode_measurement
from cadencecoach.core.sensor.step_convention import Convention
from cadencecoach.core.values.units import Frame, Frames, MeasuredSpm, Spm, frames
from tests.core.worlds import at, setup, short_plan, steady


def seen(state: State, second: float) -> RunView:
    return view(state, at(second))


def test_a_test_without_the_click_shows_no_click_and_says_why() -> None:
    plan = replace(steady(), click=ClickMode.NEVER)
    state, _ = step(begin(setup(plan)), ev.Tick(at(10)))
    shown = seen(state, 10)
    assert shown.target_spm == Spm(170)
    assert shown.beat is not None
    assert not shown.beat.audible
    assert shown.click_note == "test without the click"


def test_a_click_that_sounds_is_shown() -> None:
    state, _ = step(begin(setup(steady())), ev.Tick(at(10)))
    shown = seen(state, 10)
    assert shown.beat is not None
    assert shown.beat.audible
    assert shown.click_note == ""


def test_a_stop_is_not_hidden_behind_a_question() -> None:
    state, _ = step(begin(setup(steady())), ev.CueAsked(at(10)))
    state, _ = step(state, ev.Tick(at(18)))
    assert seen(state, 18).open_question
    state, _ = step(state, ev.PainNoted(at(18), 9))
    shown = seen(state, 18)
    assert shown.notice.startswith("stop: pain at 9")
    assert shown.open_question is None
    state, _ = step(state, ev.PausePressed(at(19)))
    assert seen(state, 19).open_question, "overruled, the run goes on as before"


@pytest.mark.parametrize(
    ("spm", "band"), [(162, BandState.UNDER), (171, BandState.IN_BAND), (178, BandState.OVER)]
)
def test_how_far_from_the_target_is_shown_with_its_sign(spm: int, band: BandState) -> None:
    state = begin(setup(steady()))
    state, _ = step(state, ev.LinkChanged(at(0), ev.LinkState.CONNECTED, pod="A", counts="steps"))
    sent = encode_measurement(Measurement(2.7, spm, running=True))
    for second in range(1, 15):
        state, _ = step(state, ev.PayloadReceived(at(second), sent))
    shown = seen(state, 14.5)
    assert (shown.live_spm, shown.off_target, shown.band) == (spm, spm - 170, band)


def test_a_pause_is_shown_from_its_beginning_to_its_end() -> None:
    state = begin(setup(steady()))
    told = [seen(state, 5).paused]
    state, _ = step(state, ev.PauseAsked(at(10)))
    told.append(seen(state, 12).paused)
    state, _ = step(state, ev.GoOnAsked(at(20)))
    told.append(seen(state, 22).paused)
    assert told == [False, True, False]


def test_a_cue_is_told_in_one_word() -> None:
    assert one_word(ev.CueKind.STAGE, "up") == "up"
    assert one_word(ev.CueKind.THEME, "theme.F3") == ev.CueKind.THEME.value


@settings(max_examples=20, deadline=None)
@given(st.lists(st.booleans(), min_size=60, max_size=120))
def test_a_rung_is_said_to_be_held_by_no_more_than_it_was(follows: list[bool]) -> None:
    state = begin(setup(replace(short_plan(), advance=Advance.ADHERENCE)))
    for second, follow in enumerate(follows):
        strides = 80 if follow else 70
        payload = encode_measurement(Measurement(2.6, strides, True))
        state, _ = step(state, ev.PayloadReceived(at(second), payload))
        held, note = state.coach.rung.held, seen(state, second).ramp_note
        if held is not None and "so far" in note:
            said = int(note.rpartition(", ")[2].partition(" ")[0])
            assert said <= held * 100 < said + 1


POD = ev.LinkChanged(
    at(0), ev.LinkState.CONNECTED, "near", "Pod", battery_percent=80, pod="A", counts="steps"
)


def sends(spm: int, first: int, last: int, mps: float = 2.7) -> list[ev.Input]:
    """A reading a second."""
    data = encode_measurement(Measurement(mps, spm, running=mps > 2))
    return [ev.PayloadReceived(at(second), data) for second in range(first, last + 1)]


def run_to(plan: Plan, *inputs: ev.Input, until_s: float) -> State:
    state = begin(setup(plan))
    for one in sorted([*inputs, ev.Tick(at(until_s))], key=lambda one: one.at):
        state, _ = step(state, one)
    return state


RUNGS_DONE = (RungView(Spm(160), 1.0, False), RungView(Spm(165), 1.0, False))


def test_the_whole_picture_of_one_moment() -> None:
    """56 s into the short plan, a second and a half into its third rung."""
    state = run_to(
        replace(short_plan(), grace_s=0),
        POD,
        *sends(162, 1, 30),
        *sends(168, 31, 56),
        ev.Answer(at(35), yes=False),
        ev.VolumeMoved(at(40), -2.0),
        ev.PainNoted(at(2), 1),
        ev.AudioChanged(at(50), playing=False, detail="the earphones are off"),
        ev.Noted(at(55), "the disk is nearly full"),
        until_s=56.5,
    )
    shown = seen(state, 56.5)
    assert shown.beat is not None
    assert shown.last_cue is not None
    assert shown == RunView(
        frame=at(56.5),
        title="Short",
        state="target 3 of 3",
        running=Frames(frames(56.5)),
        total=Frames(frames(100)),
        stage_left=Frames(frames(18.5)),
        target_spm=Spm(170),
        beat=shown.beat,
        live_spm=168.0,
        off_target=-2,
        band=BandState.IN_BAND,
        trend=0,
        in_band_percent=state.adherence.total.percent_in_band,
        covered=Frames(frames(42)),
        sensor=SensorView(ev.LinkState.CONNECTED, "Pod", 0.5, 80, "near"),
        rungs=(*RUNGS_DONE, RungView(Spm(170), 1.5 / 35, True)),
        ramp_note="",
        click_note="",
        next_cue="posture check",
        next_cue_in=Frames(frames(3.5)),
        last_cue=shown.last_cue,
        open_question="relaxed",
        chart=state.chart,
        paused=False,
        muted=False,
        volume_db=-5.0,
        audio_note="the earphones are off",
        pain=1,
        notice="the disk is nearly full",
        finished=False,
    )
    assert len(state.chart) == 57


@pytest.mark.parametrize(
    ("second", "state", "left_s", "note"),
    [
        (1, "warm-up", 14, "160 in 0:14"),
        (14.9, "warm-up", 0.1, "160 in 0:00"),
        (15, "target 1 of 3", 20, "165 in 0:20"),
        (40, "target 2 of 3", 15, "170 in 0:15"),
        (56, "target 3 of 3", 19, ""),
        (76, "hold", 14, ""),
        (91, "cool-down", 9, ""),
        (100.1, "finished", 0, ""),
        (115, "finished", 0, ""),
    ],
)
def test_where_in_the_plan_a_runner_is(second: float, state: str, left_s: float, note: str) -> None:
    shown = seen(run_to(short_plan(), until_s=second), second)
    assert (shown.state, shown.ramp_note) == (state, note)
    assert shown.stage_left == frames(left_s)
    assert (shown.running, shown.total) == (frames(min(second, 100)), frames(100))
    assert shown.finished is (second == 115)


def test_a_target_that_is_kept_is_said_to_be_and_counts_no_further() -> None:
    state = run_to(short_plan(), ev.FreezeAsked(at(20)), until_s=60)
    assert seen(run_to(short_plan(), ev.FreezeAsked(at(20)), until_s=19), 19).state != "target kept"
    for second in (22, 40, 56):
        shown = seen(state, second)
        assert (shown.state, shown.target_spm, shown.ramp_note) == ("target kept", 160, "")
        assert [one.target_spm for one in shown.rungs] == [160]
    assert seen(run_to(short_plan(), ev.FreezeAsked(at(20)), until_s=91), 91).state == "cool-down"


def test_in_a_pause_the_picture_stands_still() -> None:
    before = seen(run_to(short_plan(), until_s=40.3), 40.3)
    state = run_to(short_plan(), ev.PauseAsked(at(40)), until_s=60)
    shown = seen(state, 60)
    assert (shown.state, shown.target_spm, shown.beat) == ("paused", None, None)
    for name in ("running", "total", "stage_left", "ramp_note", "rungs"):
        assert getattr(shown, name) == getattr(before, name), name
    assert seen(run_to(short_plan(), ev.PauseAsked(at(40)), until_s=40.1), 40.1).state == "paused"


def test_a_target_that_is_kept_over_two_stages_is_one_step_of_the_ladder() -> None:
    rungs = [Stage(StageKind.RUNG, frames(30), Spm(spm)) for spm in (160, 160, 165)]
    plan = Plan("p", "P", tuple(rungs), None)
    state = run_to(plan, until_s=45)
    shown = [seen(state, second) for second in (10, 45, 70)]
    assert [one.state for one in shown] == ["target 1 of 2", "target 1 of 2", "target 2 of 2"]
    assert [one.ramp_note for one in shown] == ["165 in 0:50", "165 in 0:15", ""]
    assert shown[1].rungs == (RungView(Spm(160), 0.75, True), RungView(Spm(165), 0.0, False))
    assert (shown[1].next_cue, shown[1].next_cue_in) == ("", None)


def test_what_the_ramp_waits_for_is_told() -> None:
    plan = replace(short_plan(), advance=Advance.ADHERENCE)
    notes = [
        seen(run_to(plan, *inputs, until_s=until_s), until_s).ramp_note
        for inputs, until_s in (
            ((), 10),
            ((), 25),
            ((POD, *sends(160, 1, 25)), 25.1),
        )
    ]
    assert notes == [
        "160 in 0:05",
        "165 in 0:10, by time: no footpod is heard",
        "165 in 0:09 if held",
    ]
    long = Plan(
        "p", "P", tuple(Stage(StageKind.RUNG, frames(120), Spm(spm)) for spm in (160, 165)), None,
        advance=Advance.ADHERENCE,
    )  # fmt: skip
    half = run_to(long, POD, *sends(160, 0, 45), *sends(150, 46, 90), until_s=90.1)
    held = half.coach.rung.held
    assert held is not None
    assert seen(half, 90.1).ramp_note == f"165 in 0:29 if held, {int(100 * held)} % so far"


def test_the_beat_that_is_shown_is_the_last_one_heard() -> None:
    state = run_to(steady(), until_s=10)
    beats = list(state.timeline.beats(0, at(10)))
    third = beats[3]
    assert view(state, third.at).beat == BeatView(3, third.at, Frames(round(third.interval)), True)
    before = view(state, Frame(third.at - 1)).beat
    assert before is not None
    assert before.number == 2
    muted = run_to(steady(), ev.MuteAsked(at(5)), until_s=10)
    shown = seen(muted, 10)
    assert shown.beat is not None
    assert (shown.beat.audible, shown.muted) == (False, True)


def test_a_click_that_goes_is_shown_to_sound_until_it_is_gone() -> None:
    plan = replace(steady(160, 120), click=ClickMode.WHEN_NEEDED)
    state = run_to(plan, POD, *sends(160, 0, 60), until_s=60)
    gate = next(edit for edit in state.edits if isinstance(edit, ev.ClickGated))
    assert not gate.sounding
    still, gone = view(state, Frame(gate.at - 1)), view(state, Frame(gate.at + frames(0.5)))
    assert still.click_note == ""
    assert gone.click_note == gate.reason == "in band, no click needed"
    assert still.beat is not None
    assert gone.beat is not None
    assert (still.beat.audible, gone.beat.audible) == (True, False)
    assert view(state, gate.at).click_note == gate.reason


def test_a_notice_stays_for_its_time_and_a_stop_counts_down() -> None:
    state = run_to(steady(), ev.Noted(at(10), "the disk is full"), until_s=10)
    assert view(state, Frame(at(10) + NOTICED - 1)).notice == "the disk is full"
    assert view(state, Frame(at(10) + NOTICED)).notice == ""
    stopping = run_to(steady(), ev.PainNoted(at(10), 8), until_s=12)
    assert seen(stopping, 12).notice == (
        f"stop: {stopping.stop_reason}; the run ends in 0:13; space goes on"
    )
    assert "the run ends in 0:00;" in seen(stopping, 25.5).notice


@pytest.mark.parametrize(
    ("reading", "detail"),
    [
        ((165, 2.7), "near"),
        ((0, 0.0), "standing"),
        ((82, 2.7), "82 steps a minute is no run, and steps is set"),
    ],
)
def test_a_footpod_without_a_cadence_says_why(reading: tuple[int, float], detail: str) -> None:
    spm, mps = reading
    state = run_to(steady(), POD, *sends(spm, 1, 8, mps), until_s=8.5)
    assert seen(state, 8.5).sensor == SensorView(ev.LinkState.CONNECTED, "Pod", 0.5, 80, detail)


def test_the_last_cue_is_told_with_its_answers_and_what_it_changed() -> None:
    state = run_to(
        steady(160, 120), POD, *sends(150, 0, 40), *sends(160, 41, 119), ev.CueAsked(at(40)),
        ev.Answer(at(46), yes=True), until_s=119,
    )  # fmt: skip
    asked = next(one.placed for one in state.spoken if one.placed.name == "posture")
    at_s = asked.at // 48_000
    shown = seen(state, 110).last_cue
    assert shown == CueView(
        asked.at, "posture", "<posture.check>", True, "asked",
        (("neutral", True), ("relaxed", None)),
        mean_cadence(state.chart, at_s - 30, at_s), mean_cadence(state.chart, at_s + 30, at_s + 60),
    )  # fmt: skip
    assert (shown.before_spm, shown.after_spm) == (150, 160)
    assert view(state, Frame(asked.at - 1)).last_cue is None
    assert view(state, asked.at).last_cue is not None
    open_now = [view(state, Frame(frame)).open_question for frame in (asked.at - 1, asked.at)]
    assert open_now == [None, "relaxed"], "before its onset nothing is asked"


def test_a_cue_that_was_taken_back_was_not_the_last_one() -> None:
    state = run_to(steady(160, 120), ev.CueAsked(at(20)), until_s=20.4)
    placed = next(one.placed for one in state.spoken if one.placed.name == "posture")
    assert view(state, placed.at).last_cue is not None
    state, _ = step(state, ev.PauseAsked(Frame(placed.at - frames(0.5))))
    assert view(state, Frame(placed.at + 100)).last_cue is None
    heard = run_to(steady(160, 120), ev.CueAsked(at(20)), ev.PauseAsked(at(23)), until_s=24)
    shown = seen(heard, 24).last_cue
    assert shown is not None, "what was cut off had begun"
    assert (shown.name, shown.answers) == ("posture", (("neutral", None), ("relaxed", None)))


def test_when_the_next_question_comes() -> None:
    state = run_to(short_plan(), until_s=31)
    assert (seen(state, 10).next_cue, seen(state, 10).next_cue_in) == ("posture check", frames(20))
    assert seen(state, 30).next_cue_in == frames(30), "not the one that is asked now"
    assert (seen(state, 70).next_cue, seen(state, 70).next_cue_in) == ("", None)


def test_after_the_end_nothing_is_asked_any_more() -> None:
    asked = ev.CueAsked(at(5))
    state = run_to(steady(160, 30), asked, until_s=29)
    assert seen(state, 29).open_question == "neutral"
    over = run_to(steady(160, 30), asked, ev.FinishAsked(at(20)), until_s=21)
    assert over.over
    assert seen(over, 21).open_question is None


@given(
    # Now and then one that is far from the others, and left out.
    st.lists(st.integers(70, 90) | st.just(115), min_size=125, max_size=125), st.integers(2, 58)
)  # fmt: skip
def test_what_a_check_changed_is_the_same_while_running_and_afterwards(
    strides: list[int], asked_s: int
) -> None:
    plan = steady(160, 300)
    state = begin(setup(plan))
    log: list[ev.Event] = []
    for second, cadence in enumerate(strides):
        sent = encode_measurement(Measurement(2.7, 2 * cadence, running=True))
        due: list[ev.Input] = [ev.Tick(at(second)), ev.PayloadReceived(at(second + 0.5), sent)]
        if second == 0:
            due.insert(0, POD)
        if second == asked_s:
            due.append(ev.CueAsked(at(second + 0.75)))
        for one in due:
            state, outputs = step(state, one)
            log += [one, *outputs]
    live = seen(state, 124).last_cue
    assert live is not None
    cues = summarise(plan, log, at(124), Convention.AUTO).cues
    (effect,) = [one.effect for one in cues if one.kind is ev.CueKind.POSTURE]
    assert effect is not None
    for shown, told in ((live.before_spm, effect.before_spm), (live.after_spm, effect.after_spm)):
        assert shown is None or shown == pytest.approx(told)
    assert live.after_spm is not None


@pytest.mark.parametrize(("heard", "mean"), [(4, None), (5, 162.0), (10, 162.0)])
def test_a_mean_is_of_stretches_half_of_which_were_heard(heard: int, mean: float | None) -> None:
    chart = [
        ChartPoint(Frames(frames(second)), 150.0, MeasuredSpm(162.0) if second <= 20 + heard else None,
                   None, None, None, cue=False)
        for second in range(21, 41)
    ]  # fmt: skip
    assert mean_cadence(chart, 20, 30) == mean
    assert mean_cadence(chart, 10, 20) is None


def test_a_mean_has_the_seconds_that_end_within_it() -> None:
    chart = [
        ChartPoint(Frames(frames(second)), 170.0, MeasuredSpm(150.0 + second), None, None, None,
                   cue=False)
        for second in range(10)
    ]  # fmt: skip
    assert mean_cadence(chart, 2, 4) == 153.5


def test_a_runner_reads_of_the_target_where_the_log_says_band() -> None:
    assert reason_words("out of band for 15 s") == "off target for 15 s"
    assert reason_words("in band, no click needed") == "on target, no click needed"
