"""What a log comes to: silence is nothing, pauses do not count, and the same log says the same."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadencecoach.core import events as ev
from cadencecoach.core.outcome.document import (
    cues_document,
    outcome,
    session_document,
)
from cadencecoach.core.outcome.session_facts import SessionFacts, SessionState, Source, mark_words
from cadencecoach.core.outcome.summary import Summary, summarise
from cadencecoach.core.plan.plan import ClickMode, Plan, Stage, StageKind, plan_from
from cadencecoach.core.run.engine import begin, step
from cadencecoach.core.run.setup import setup_record
from cadencecoach.core.sensor.rsc import Measurement, encode_measurement
from cadencecoach.core.sensor.step_convention import Convention
from cadencecoach.core.values.units import SAMPLE_RATE, Frame, Spm, frames
from tests.core.worlds import at, inputs, setup, short_plan, steady
from tests.recordings.schema.make import simulated_log

FACTS = SessionFacts(
    7,
    "0f3c",
    "2026-08-01T05:12:00.000Z",
    "steady",
    "Steady",
    Source.FOOTPOD,
    SessionState.FINISHED,
    Frame(0),
    "",
    kept=False,
    discarded=False,
    headline=None,
)


def reading(second: float, cadence: int, *, moving: bool = True) -> list[ev.Event]:
    """A payload and what it was taken for; two decimals of a second so that none falls on a grid."""
    frame = at(second - 0.25)
    measurement = Measurement(2.8 if moving else 0.0, cadence, moving)
    return [
        ev.PayloadReceived(frame, encode_measurement(measurement)),
        ev.ReadingTaken(frame, float(cadence), measurement.speed_mps, moving),
    ]


def stream(start: int, end: int, cadence: int, *, moving: bool = True) -> list[ev.Event]:
    """A reading in each second of [start, end)."""
    return [
        event
        for second in range(start, end)
        for event in reading(second + 1, cadence, moving=moving)
    ]


def cue(second: float, number: int = 1, name: str = "posture") -> ev.CuePlaced:
    return ev.CuePlaced(
        at(second),
        number,
        ev.CueKind.POSTURE,
        name,
        ("posture.check",),
        "Is my spine neutral?",
        at(second),
        frames(3),
        "the grid",
    )


def summed(plan: Plan, events: list[ev.Event], end: float) -> Summary:
    return summarise(plan, events, at(end), Convention.STEPS)


def test_a_cue_is_measured_by_what_came_before_and_after() -> None:
    events = [*stream(0, 60, 160), cue(60), *stream(60, 90, 140), *stream(90, 120, 168)]
    (outcome,) = summed(steady(165, 300), events, 120).cues
    assert outcome.effect is not None
    assert outcome.effect.before_spm == pytest.approx(160)
    assert outcome.effect.after_spm == pytest.approx(168)
    assert outcome.effect.coverage_percent == 100


def test_a_pause_between_cue_and_effect_is_left_out() -> None:
    pause = [ev.Paused(at(70)), *stream(70, 130, 100, moving=False), ev.Resumed(at(130))]
    after = [*stream(130, 150, 170), *stream(150, 180, 172)]
    events = [*stream(0, 60, 160), cue(60), *stream(60, 70, 170), *pause, *after]
    summary = summed(steady(165, 300), events, 180)
    assert summary.pauses == ((at(70), at(130)),)
    assert summary.running == frames(120)
    assert summary.elapsed == frames(180)
    effect = summary.cues[0].effect
    assert effect is not None
    assert effect.after_spm == pytest.approx(172, abs=0.3)
    assert effect.coverage_percent >= 90


def test_silence_lowers_the_coverage_and_no_mean() -> None:
    events = [*stream(0, 60, 170), cue(60), *stream(60, 90, 170), *stream(105, 120, 170)]
    summary = summed(steady(170, 300), events, 120)
    effect = summary.cues[0].effect
    assert effect is not None
    assert effect.after_spm == pytest.approx(170)
    # Silent after 3 s: 15 s without readings are 12 or 13 s of silence.
    assert 55 <= effect.coverage_percent <= 62
    assert summary.cadence_spm == pytest.approx(170)
    assert summary.coverage_percent == pytest.approx(100 * 107 / 120, abs=1)
    assert summary.total.not_covered_s in (12, 13)
    assert {point.cadence_spm for point in summary.chart[94:104]} == {None}


def test_nothing_heard_is_none_and_not_zero() -> None:
    summary = summed(steady(170, 120), [cue(60)], 120)
    assert summary.cadence_spm is None
    assert summary.total.percent_in_band is None
    assert summary.cues[0].effect is not None
    assert summary.cues[0].effect.before_spm is summary.cues[0].effect.after_spm is None
    assert summary.coverage_percent == 0


def test_standing_is_heard_and_counts_in_no_mean() -> None:
    events = [*stream(0, 60, 170), *stream(60, 120, 0, moving=False)]
    summary = summed(steady(170, 120), events, 120)
    assert summary.coverage_percent == 100
    assert summary.cadence_spm == pytest.approx(170)
    assert summary.total.not_moving_s >= 57


def test_targets_make_rungs_and_a_nudge_splits_one() -> None:
    stages = (
        Stage(StageKind.WARM_UP, frames(30)),
        Stage(StageKind.RUNG, frames(100), Spm(160)),
        Stage(StageKind.HOLD, frames(100), Spm(160)),
        Stage(StageKind.COOL_DOWN, frames(30)),
    )
    plan = Plan("p", "P", stages, None)
    events = [*stream(0, 260, 160), ev.TargetsShifted(at(180), 5, "nudged")]
    summary = summed(plan, events, 260)
    assert [
        (rung.target_spm, rung.start // SAMPLE_RATE, rung.end // SAMPLE_RATE)
        for rung in summary.rungs
    ] == [(160, 30, 180), (165, 180, 230)]
    first, second = (rung.tally for rung in summary.rungs)
    assert (first.grace_s, first.in_s) == (60, 90)
    assert (second.grace_s, second.judged_s) == (50, 0)
    assert summary.total == first + second


def test_what_was_not_spoken_says_why() -> None:
    dropped = ev.CueDropped(at(40), ev.CueKind.THEME, "theme.F3", "Tall.", at(30), "muted")
    events = [
        dropped,
        cue(50, 1, "early"),
        ev.CueCut(at(49), 1, "muted"),
        cue(60, 2, "short"),
        ev.CueCut(at(61), 2, "safety first"),
        cue(99, 3, "late"),
    ]
    said = {c.name: (c.spoken, c.reason) for c in summed(steady(170, 300), events, 80).cues}
    assert said == {
        "theme.F3": (False, "muted"),
        "early": (False, "muted"),
        "short": (True, "the grid; cut short: safety first"),
    } | {"late": (False, "the session ended first")}


def test_a_cue_that_was_moved_is_told_once() -> None:
    events = [cue(60, 1), ev.CueCut(at(59), 1, "moved"), cue(61, 2)]
    events += [ev.QuestionAnswered(at(65), 2, "neutral", yes=True)]
    (told,) = summed(steady(170, 300), events, 80).cues
    assert (told.number, told.spoken, told.answers) == (2, True, (("neutral", True),))


@pytest.mark.parametrize("who", ["follows", "stops", "walks", "loses-pod", "strides"])
def test_the_summary_says_what_the_run_screen_said(who: str) -> None:
    world = setup(steady(165, 600))
    pressed = (ev.PausePressed(at(200)), ev.PausePressed(at(230)))
    log = [event for batch in simulated_log(world, pressed, who) for event in batch]
    state = begin(world)
    for event in log:
        if isinstance(event, ev.Input):
            state, _ = step(state, event)
    live, kept = state.adherence.total, summarise(world.plan, log, Frame(0)).total
    assert live.percent_in_band is not None
    assert kept.percent_in_band == pytest.approx(live.percent_in_band, abs=2)
    assert kept.coverage_percent == pytest.approx(live.coverage_percent, abs=1)
    assert kept.not_moving_s == pytest.approx(live.not_moving_s, abs=3)


@settings(deadline=None, max_examples=40)
@given(happened=inputs(), more=st.integers(0, 60))
def test_any_log_sums_up_whole_and_always_the_same(happened: list[ev.Input], more: int) -> None:
    world = setup(short_plan())
    state, log = begin(world), list[ev.Event]()
    for one in [*happened, ev.Tick(at(60 + more))]:
        state, decided = step(state, one)
        log += [*([] if isinstance(one, ev.Tick) else [one]), *decided]
    reached = at(60 + more)
    summary = summarise(world.plan, log, reached)
    assert summary == summarise(world.plan, tuple(log), reached)
    assert 0 <= summary.running <= min(summary.elapsed, world.plan.length)
    paused = sum(end - start for start, end in summary.pauses)
    assert summary.running + paused <= summary.elapsed
    assert len(summary.chart) == summary.running // SAMPLE_RATE
    rungs_s = sum(rung.running_end - rung.running_start for rung in summary.rungs) / SAMPLE_RATE
    tally = summary.total
    counted_s = tally.judged_s + tally.not_moving_s + tally.not_covered_s + tally.grace_s
    assert abs(counted_s - rungs_s) <= len(summary.rungs)
    placed = {event.number for event in log if isinstance(event, ev.CuePlaced)}
    assert {told.number for told in summary.cues if told.number is not None} <= placed
    assert [told.at for told in summary.cues] == sorted(told.at for told in summary.cues)
    json.dumps(session_document(FACTS, summary, log), allow_nan=False)


def test_the_document_has_the_fields_that_are_law() -> None:
    world = setup(short_plan())
    log = [event for batch in simulated_log(world) for event in batch]
    summary = summarise(plan_from(setup_record(world)["plan"]), log, Frame(0))
    document = session_document(FACTS, summary, log)
    assert {
        "schema",
        "id",
        "started_at",
        "plan",
        "source",
        "state",
        "duration_s",
        "rungs",
        "cues",
        "readings",
        "pain",
    } <= set(document)
    assert {"target_spm", "start_s", "end_s"} <= set(document["rungs"][0])
    assert {"at_s", "id", "kind", "text", "spoken", "reason", "answers"} <= set(document["cues"][0])
    assert {"at_s", "cadence_spm", "raw_hex"} <= set(document["readings"][0])
    assert document["duration_s"] == 100.0
    assert document["elapsed_s"] > 115
    assert document["pain"] == [
        {
            "at_s": 80.0,
            "running_s": 60.0,
            "level": 3,
            "side": None,
            "sharp": False,
            "limping": False,
        }
    ]
    answered = [told["answers"] for told in document["cues"] if told["answers"]]
    assert answered == [
        [{"question": "neutral", "yes": True}, {"question": "relaxed", "yes": False}]
    ]
    payloads = [event for event in log if isinstance(event, ev.PayloadReceived)]
    assert [one["raw_hex"] for one in document["readings"]] == [p.data.hex() for p in payloads]
    assert cues_document(FACTS, summary)["cues"] == outcome(summary)["cues"] == document["cues"]


def test_numbers_that_json_does_not_have_become_null() -> None:
    events: list[ev.Event] = [
        ev.PayloadReceived(at(1), b""),
        ev.ReadingTaken(at(1), float("nan"), float("inf"), moving=True),
    ]
    document = session_document(FACTS, summed(steady(), events, 9), events)
    assert document["readings"][0]["cadence_spm"] is None
    assert document["readings"][0]["speed_mps"] is None


def test_the_click_counts_where_there_is_a_beat_and_it_is_neither_gated_nor_muted() -> None:
    gated = [ev.ClickGated(at(30), sounding=False, reason="in band"),
             ev.ClickGated(at(60), sounding=True, reason="out of band")]  # fmt: skip
    muted = [ev.Muted(at(50), muted=True), ev.Muted(at(75), muted=False)]
    both = sorted([*gated, *muted], key=lambda edit: edit.at)
    assert summed(steady(170, 300), [], 100).click_percent == 100
    assert summed(steady(170, 300), list(gated), 100).click_percent == pytest.approx(70)
    assert summed(steady(170, 300), list(both), 100).click_percent == pytest.approx(55)
    silent = replace(steady(170, 300), click=ClickMode.NEVER)
    assert summed(silent, [], 100).click_percent == 0
    free = Plan("free", "Free", (Stage(StageKind.WARM_UP, frames(100)),), None)
    assert summed(free, [], 100).click_percent is None


def test_variability_is_that_of_ten_seconds_and_no_ramp() -> None:
    flicker = [event for n in range(60) for event in reading(n + 1, 160 + 6 * (n % 2))]
    assert summed(steady(165, 300), flicker, 61).variability_spm == pytest.approx(3)
    steps = [*stream(0, 30, 150), *stream(30, 60, 180)]
    assert summed(steady(165, 300), steps, 60).variability_spm == 0
    assert summed(steady(165, 300), stream(0, 5, 160), 60).variability_spm is None


@pytest.mark.parametrize(
    ("state", "source", "words"),
    [
        ("finished", "none", ""),
        ("finished", "footpod", ""),
        ("finished", "simulated", "simulated"),
        ("interrupted", "footpod", "interrupted"),
        ("interrupted", "replay", "interrupted replay"),
    ],
)
def test_what_must_be_known_before_numbers_are_believed(
    state: str, source: str, words: str
) -> None:
    assert mark_words(state, source) == words
