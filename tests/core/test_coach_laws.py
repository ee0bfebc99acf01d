"""Laws of the coach over the whole engine, whatever a hostile footpod sends and a runner presses."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cadencecoach.adapters.audio.silent import NullOut
from cadencecoach.adapters.clock import SystemClock
from cadencecoach.core import events as ev
from cadencecoach.core.events import LinkChanged, PayloadReceived
from cadencecoach.core.plan.plan import Advance, ClickMode, Plan, ramp
from cadencecoach.core.run.coach import ANY_WORD_S, SPACING_S, CoachSettings
from cadencecoach.core.run.engine import begin, replay, score, step
from cadencecoach.core.run.rung_hold import EXTEND_MOST_S
from cadencecoach.core.run.setup import Setup, setup_from, setup_record
from cadencecoach.core.run.state import State
from cadencecoach.core.score.click_sound import ClickStyle, click_sound
from cadencecoach.core.score.lead_times import LEAD, LOOK
from cadencecoach.core.score.mixer import Bank, fill
from cadencecoach.core.sensor.rsc import (
    MalformedPayload,
    Measurement,
    decode_measurement,
    encode_measurement,
)
from cadencecoach.core.values.records import to_record
from cadencecoach.core.values.units import SAMPLE_RATE, Frame, Spm, frames
from cadencecoach.ports import Heard
from cadencecoach.session import Session
from tests.golden.coach.telling import KeptLog, book

UNTIL_S = 330


def noisy_bank() -> Bank:
    """Something to hear under every id."""
    noise = np.random.default_rng(7).integers(-9000, 9000, frames(30), dtype=np.int16)
    clips = {sound: noise[: cue.length] for sound, cue in book().items()}
    clips |= {click_sound("wood", v): noise[:1900] for v in ("plain", "accent", "left", "right")}
    return Bank(clips)


BANK = noisy_bank()


def setup_of(click: ClickMode, advance: Advance, share: float = 0.5, quiet: bool = False) -> Setup:
    stages = ramp(Spm(155), Spm(165), 5, frames(70), frames(300), frames(20), frames(20))
    plan = Plan("laws", "Laws", stages, frames(100), True, click, advance)
    told = CoachSettings(quiet=quiet, click_share=share, seed=3, baseline_speed_mps=2.7)
    return Setup(plan, ClickStyle("wood"), book(), -3.0, ("theme.F3",), coach=told)


setups = st.builds(
    setup_of,
    st.sampled_from(ClickMode),
    st.sampled_from(Advance),
    st.sampled_from((1.0, 0.5, 0.1)),
    st.sampled_from((False, False, False, True)),
)


@st.composite
def readings(draw: st.DrawFn) -> list[ev.Input]:
    """Stretches of what a pod may do: run steadily, go mad, burst, stammer, fall silent."""
    happened: list[ev.Input] = []
    now_s = 0
    stretch = st.tuples(
        st.integers(1, 60),
        st.sampled_from(("runs", "runs", "mad", "burst", "doubled", "garbage", "silent", "link")),
        st.integers(0, 255),
        st.integers(0, 2**30),
    )
    for lasts_s, what, raw, seed in draw(st.lists(stretch, min_size=3, max_size=14)):
        if now_s >= UNTIL_S:
            break
        chance = random.Random(seed)
        for second in range(now_s, now_s + lasts_s):
            happened += _second(what, Frame(second * SAMPLE_RATE), raw, chance)
        now_s += lasts_s
    return happened


def _second(what: str, at: Frame, raw: int, chance: random.Random) -> Sequence[ev.Input]:
    def payload(number: int, moment: Frame = at) -> ev.PayloadReceived:
        speed = chance.choice((0.0, 2.8, 3.1, 255.0))
        return ev.PayloadReceived(
            moment, encode_measurement(Measurement(speed, number, chance.random() < 0.8))
        )

    match what:
        case "runs":
            steady = 145 + raw % 32 + chance.randint(-2, 2)
            return [ev.PayloadReceived(at, encode_measurement(Measurement(2.9, steady, True)))]
        case "mad":
            return [payload(chance.choice((0, 1, 79, 160, 200, 254, 255)))]
        case "burst":
            return [payload(chance.randint(0, 255)) for _ in range(12)]
        case "doubled":
            one = payload(150 + raw % 20)
            return [one, replace(one, at=Frame(at + 10)), one]
        case "garbage":
            return [ev.PayloadReceived(at, chance.randbytes(chance.randint(0, 9)))]
        case "link":
            return [ev.LinkChanged(at, chance.choice(tuple(ev.LinkState)))]
    return []


keys = st.lists(
    st.builds(
        lambda second, make: make(Frame(second * SAMPLE_RATE + 77)),
        st.integers(0, UNTIL_S),
        st.sampled_from(
            (
                ev.PausePressed, ev.SkipPressed, ev.MutePressed, ev.CueAsked, ev.FreezeAsked,
                lambda at: ev.PainNoted(at, 4), lambda at: ev.Stalled(at, Frame(at - 90_000)),
            )
        ),
    ),
    max_size=4,
)  # fmt: skip


def in_order(*happened: Sequence[ev.Input]) -> list[ev.Input]:
    """Frames of a session never go back: the session stamps what comes late with its own."""
    return sorted((one for many in happened for one in many), key=lambda one: one.at)


def play(setup: Setup, happened: Sequence[ev.Input]) -> tuple[State, list[ev.Output]]:
    return replay(setup, [*happened, ev.Tick(Frame(frames(900)))])


def heard_words(outputs: Sequence[ev.Output]) -> list[ev.CuePlaced]:
    cut = {e.number: e.at for e in outputs if isinstance(e, ev.CueCut)}
    return [
        e for e in outputs if isinstance(e, ev.CuePlaced) and cut.get(e.number, e.at + 1) > e.at
    ]


relaxed = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@settings(relaxed, max_examples=25)
@given(setups, readings(), keys)
def test_whatever_is_heard(setup: Setup, happened: list, pressed: list) -> None:
    state, outputs = play(setup, in_order(happened, pressed))
    check_targets(setup, state, outputs)
    check_words(setup, state, outputs)
    check_gates(setup, outputs)


def check_targets(setup: Setup, state: State, outputs: Sequence[ev.Output]) -> None:
    """Readings move no target off the ladder of the plan, and extend it only so far."""
    ladder = setup.plan.targets
    ran = [span for span in state.timeline.spans if span.target_spm is not None]
    assert {span.target_spm for span in ran} <= set(ladder)
    assert all(b.target_spm >= a.target_spm for a, b in pairwise(ran)), "one way only: up"
    steps = [(a.target_spm, b.target_spm) for a, b in pairwise(ran) if a.target_spm != b.target_spm]
    skipped = any(isinstance(e, ev.StageSkipped) for e in outputs)
    assert skipped or all(b == a + 5 for a, b in steps), "never two rungs at once"
    extended = sum(e.by for e in outputs if isinstance(e, ev.StageExtended))
    assert extended <= (len(ladder) - 1) * frames(EXTEND_MOST_S)
    if setup.plan.advance is Advance.TIME:
        assert not extended


def check_words(setup: Setup, state: State, outputs: Sequence[ev.Output]) -> None:
    """Never more often than allowed, as heard; never about a target that is not there."""
    spoken = heard_words(outputs)
    words = [cue for cue in spoken if cue.kind is ev.CueKind.COACH]
    if setup.coach.quiet:
        assert not words
    running = state.timeline.running_at
    for one, after in pairwise(words):
        assert running(after.at) - running(one.at) >= frames(ANY_WORD_S)
    corrections = [cue for cue in words if cue.name in ("below", "above")]
    for one, after in pairwise(corrections):
        far = re.match(r"(\d+) (?:below|above) (\d+) ", after.reason)
        assert far is not None
        # The number told is rounded, so its share is at most half a step too great.
        share = (int(far[1]) + 0.5) / int(far[2])
        spacing_s = next(s for least, s in SPACING_S if share >= least)
        assert running(after.at) - running(one.at) >= frames(spacing_s)
    for cue in words:
        target = state.timeline.span_at(cue.at).target_spm
        assert target is not None, "no word where there is no beat"
        told = re.search(r" (?:below|above) (\d+) ", cue.reason)
        assert told is None or int(told[1]) == target


def check_gates(setup: Setup, outputs: Sequence[ev.Output]) -> None:
    gates = [e for e in outputs if isinstance(e, ev.ClickGated)]
    if setup.plan.click in (ClickMode.ALWAYS, ClickMode.NEVER):
        assert not gates
    assert [gate.sounding for gate in gates] == [bool(n % 2) for n in range(len(gates))]
    assert all(b.at > a.at for a, b in pairwise(gates))
    if setup.plan.click is ClickMode.WHEN_NEEDED:
        stays = [b.at - a.at for a, b in pairwise(gates) if a.sounding]
        assert all(stay >= frames(29.8) for stay in stays)


def _is_reading(one: object) -> bool:
    if not isinstance(one, ev.PayloadReceived):
        return False
    try:
        return bool(decode_measurement(one.data))
    except MalformedPayload:
        return False


@settings(relaxed, max_examples=25)
@given(readings())
def test_silence_counts_neither_in_nor_out(happened: list) -> None:
    setup = setup_of(ClickMode.WHEN_NEEDED, Advance.TIME)
    state, _ = play(setup, in_order(happened))
    heard = sorted({one.at for one in happened if isinstance(one, ev.PayloadReceived)})
    readings = sorted({one.at for one in happened if _is_reading(one)})
    gaps = [after - before for before, after in pairwise(readings)]
    # 3 s, and of a footpod that seldom gives a reading at most twice its slowest rhythm.
    holds = max([frames(3), *(2 * gap for gap in gaps if gap <= frames(7))])
    fresh = 0
    for point in state.chart:
        at = state.timeline.frame_of(point.running) or 0
        near = any(at - holds <= frame <= at + LOOK for frame in heard)
        assert near or point.cadence_spm is None
        fresh += near and point.target_spm is not None
    total = state.adherence.total
    assert total.judged_s + total.not_moving_s <= fresh
    counted = total.judged_s + total.not_moving_s + total.not_covered_s + total.grace_s
    assert counted == sum(point.target_spm is not None for point in state.chart)


@pytest.mark.parametrize("advance", Advance)
@pytest.mark.parametrize("click", ClickMode)
def test_without_a_footpod_nothing_is_judged_and_time_decides(
    click: ClickMode, advance: Advance
) -> None:
    state, outputs = play(setup_of(click, advance), [])
    total = state.adherence.total
    assert (total.judged_s, total.percent_in_band, total.coverage_percent) == (0, None, 0)
    assert not any(isinstance(e, ev.StageExtended | ev.LadderFrozen) for e in outputs)
    kinds = {cue.name for cue in heard_words(outputs) if cue.kind is ev.CueKind.COACH}
    assert kinds <= {"quiet"}


@settings(relaxed, max_examples=12)
@given(setups, readings(), keys)
def test_no_edit_in_the_past(setup: Setup, happened: list, pressed: list) -> None:
    state = begin(setup)
    for one in [*in_order(happened, pressed), ev.Tick(Frame(frames(UNTIL_S)))]:
        until = one.since - 1 if isinstance(one, ev.Stalled) else one.at
        while not state.over and state.look_at <= until:
            state = stepped(state, ev.Tick(state.look_at))
        state = stepped(state, one)


def stepped(before: State, one: ev.Input) -> State:
    after, decided = step(before, one)
    edits = [edit for edit in decided if isinstance(edit, ev.Edit)]
    since = one.since if isinstance(one, ev.Stalled) else one.at
    if edits:
        settled = since + LEAD
        assert min(edit.at for edit in edits) >= settled
        start = max(0, settled - frames(1))
        out = [np.empty((settled - start, 2), np.int16) for _ in range(2)]
        for samples, state in zip(out, (before, after), strict=True):
            fill(score(state, BANK), samples, start)
        assert np.array_equal(*out)
    return after


@settings(relaxed, max_examples=12)
@given(setups, readings(), keys, st.lists(st.integers(1, frames(9)), min_size=1, max_size=40))
def test_the_same_log_gives_the_same_decisions(
    setup: Setup, happened: list, pressed: list, cuts: list
) -> None:
    ticks = [ev.Tick(Frame(at)) for at in np.cumsum(cuts).tolist()]
    inputs = in_order(happened, pressed)
    live, outputs = play(setup, in_order(ticks, inputs))
    logged = [ev.event_from(type(one).__name__, to_record(one)) for one in inputs]
    again, outputs_again = play(setup_from(setup_record(setup)), logged)
    assert again == live
    assert outputs_again == outputs


class JumpingPod:
    """A source whose clock jumps: stamps in the past, in the future, and all at once."""

    name = "jumping"

    def __init__(self, happened: Sequence[ev.Input], seed: int) -> None:
        self._due = list(happened)
        self._chance = random.Random(seed)

    async def open(self, wake: object) -> None:
        pass

    async def close(self) -> None:
        pass

    def poll(self, now: Frame, heard: Heard) -> Sequence[PayloadReceived | LinkChanged]:
        news: list[PayloadReceived | LinkChanged] = []
        while self._due and self._due[0].at <= now:
            one = self._due.pop(0)
            at = Frame(max(0, now - self._chance.choice((0, 0, 5, 48_000, 900_000))))
            match one:
                case ev.PayloadReceived(_, data):
                    news.append(PayloadReceived(at, data))
                case ev.LinkChanged(_, state):
                    news.append(LinkChanged(at, state))
        self._chance.shuffle(news)
        return news


@pytest.mark.parametrize("seed", range(3))
async def test_a_pod_whose_clock_jumps_breaks_no_law_and_replays(seed: int) -> None:
    setup = setup_of(ClickMode.WHEN_NEEDED, Advance.ADHERENCE)
    chance = random.Random(seed)
    whats = ("runs", "mad", "burst", "doubled", "garbage", "silent", "link")
    happened = [
        one
        for block in range(11)
        for what in [chance.choice(whats)]
        for second in range(30)
        for one in _second(what, Frame((block * 30 + second) * SAMPLE_RATE), block * 7, chance)
    ]
    log = KeptLog()
    out = NullOut(SystemClock(), None)
    live = await Session(setup, BANK, out, JumpingPod(happened, seed), log).run()
    inputs = [event for event in log.events if isinstance(event, ev.Input)]
    assert len(inputs) > 100
    outputs = [event for event in log.events if isinstance(event, ev.Output)]
    check_targets(setup, live, outputs)
    check_words(setup, live, outputs)
    check_gates(setup, outputs)
    again, _ = replay(setup, [*inputs, ev.Tick(live.look_at)])
    assert again == live


@pytest.mark.parametrize("make", [lambda at: ev.Nudged(at, 5), ev.SkipPressed])
def test_a_word_about_a_target_that_is_left_is_not_said(make: object) -> None:
    setup = setup_of(ClickMode.ALWAYS, Advance.TIME)
    falls_off = [
        ev.PayloadReceived(Frame(n * SAMPLE_RATE), encode_measurement(Measurement(2.6, 140, True)))
        for n in range(UNTIL_S)
    ]
    _, outputs = play(setup, falls_off)
    word = next(cue for cue in heard_words(outputs) if cue.name == "below")
    key = make(Frame(word.at - LEAD - 1000))  # type: ignore[operator]
    state, outputs = play(setup, in_order(falls_off, [key]))
    check_words(setup, state, outputs)
    assert word.at not in {cue.at for cue in heard_words(outputs) if cue.name == "below"}
    again = [cue for cue in heard_words(outputs) if cue.name == "below" and cue.at > word.at]
    assert again[0].at - word.at > frames(20)


@pytest.mark.parametrize("second", [41, 43, 60, 88, 99, 155])
def test_after_a_pain_entry_the_next_cue_is_a_posture_check(second: int) -> None:
    setup = setup_of(ClickMode.WHEN_NEEDED, Advance.TIME)
    falls_off = [
        ev.PayloadReceived(Frame(n * SAMPLE_RATE), encode_measurement(Measurement(2.6, 140, True)))
        for n in range(UNTIL_S)
    ]
    noted = ev.PainNoted(Frame(frames(second)), 2)
    _, outputs = play(setup, in_order(falls_off, [noted]))
    after = [cue for cue in heard_words(outputs) if cue.at > noted.at and cue.name != "pain"]
    # An opening of the next stage was due before it and may still come first.
    first = next(cue for cue in after if cue.kind is not ev.CueKind.STAGE)
    assert first.name == "posture"


def test_a_rung_that_is_never_held_is_given_five_minutes_and_then_stays() -> None:
    slow = encode_measurement(Measurement(2.7, 140, running=True))
    heard = [ev.PayloadReceived(Frame(second * SAMPLE_RATE), slow) for second in range(900)]
    link = ev.LinkChanged(Frame(0), ev.LinkState.CONNECTED, pod="A", counts="steps")
    _, outputs = play(setup_of(ClickMode.ALWAYS, Advance.ADHERENCE), [link, *heard])
    extended = [e for e in outputs if isinstance(e, ev.StageExtended)]
    (stays,) = (e for e in outputs if isinstance(e, ev.LadderFrozen))
    assert [e.by for e in extended] == [frames(60)] * (EXTEND_MOST_S // 60)
    assert {e.reason for e in extended} == {"not held: 0 % of the last two minutes in band"}
    assert (stays.target_spm, stays.reason) == (
        155, "not held in 5 minutes more: 0 % of the last two minutes in band",
    )  # fmt: skip
    assert stays.at > extended[-1].at
    words = [e.sounds for e in heard_words(outputs)]
    assert words.count(("stage.extended",)) == 1, "five times the same would be nagging"
    assert words.count(("number.155", "stage.hold")) == 1
    told = {e.name: (e.kind, e.reason) for e in heard_words(outputs)}
    assert told["extended"] == (ev.CueKind.STAGE, extended[0].reason)
    assert told["stay"] == (ev.CueKind.STAGE, stays.reason)
    assert not any("number.160" in sounds for sounds in words)
