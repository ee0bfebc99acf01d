"""A run second by second: what the legs do, what the footpod sends, and the engine beside it."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from cadencecoach.core import events as ev
from cadencecoach.core.diary.pain_during_run import During, during
from cadencecoach.core.outcome.baseline import MeasuredCadence, measure
from cadencecoach.core.outcome.summary import Summary, summarise
from cadencecoach.core.plan.plan import Advance, Plan, StageKind
from cadencecoach.core.run.engine import begin, replay, step
from cadencecoach.core.run.setup import Setup
from cadencecoach.core.run.state import State
from cadencecoach.core.run.voice import BREATH
from cadencecoach.core.values.units import SAMPLE_RATE, Frame, frames
from tests.core.pods import Stream, Truth
from tests.lives.runner import HABITS, Runner

WALK_SPM = 110.0
WALK_MPS = 1.5


@dataclass(frozen=True)
class PlayedRun:
    """A run as it ended, with its log."""

    setup: Setup
    state: State
    log: tuple[ev.Event, ...]
    summary: Summary
    measured: MeasuredCadence | None

    def of(self, kind: type[ev.Event]) -> list[ev.Event]:
        return [event for event in self.log if isinstance(event, kind)]


def play(
    setup: Setup, runner: Runner, pressed: Sequence[ev.Input], chance: random.Random
) -> PlayedRun:
    """The whole run: the legs by the beat, the bytes by the legs, the state by the bytes."""
    habit = HABITS[runner.pod]
    stream = () if habit is None else habit(tuple(truth(setup.plan, runner, chance)))
    state = begin(setup)
    log: list[ev.Event] = []
    for happened in _inputs(setup.plan, stream, pressed):
        state, decided = step(state, happened)
        log += [*(() if isinstance(happened, ev.Tick) else (happened,)), *decided]
        if state.over:
            break
    assert state.finished is not None, "a run ends"
    reached = Frame(state.finished.at)
    return PlayedRun(
        setup,
        state,
        tuple(log),
        summarise(setup.plan, log, reached, setup.convention),
        measure(setup.plan, log, reached, setup.convention),
    )


def truth(plan: Plan, runner: Runner, chance: random.Random) -> Iterator[Truth]:
    """What the legs do in each stage, and at a red light now and then."""
    for stage in plan.stages:
        length_s = round(stage.length / SAMPLE_RATE)
        if stage.kind is StageKind.WALK:
            yield Truth(WALK_SPM, WALK_MPS, length_s)
            continue
        target = runner.own_spm if stage.target_spm is None else stage.target_spm
        spm = runner.own_spm + runner.follows * (target - runner.own_spm)
        if length_s > 120 and chance.random() < 0.1:
            yield Truth(0, 0.0, 20)
            length_s -= 20
        yield Truth(spm, runner.speed_mps, length_s)
    yield Truth(runner.own_spm, runner.speed_mps, 240)  # of a ladder that waits to be held


def _inputs(
    plan: Plan, stream: Stream | tuple[()], pressed: Sequence[ev.Input]
) -> Iterator[ev.Input]:
    news: list[ev.Input] = [*pressed]
    if stream:
        news.append(ev.LinkChanged(Frame(0), ev.LinkState.CONNECTED))
        news += [ev.PayloadReceived(Frame(frames(at_s)), data) for at_s, data in stream]
    yield from sorted(news, key=lambda one: one.at)
    yield ev.Tick(Frame(3 * plan.length + frames(600)))


def laws_of_a_run(run: PlayedRun) -> None:
    """What holds in every run, whatever the footpod sent and whatever was pressed."""
    plan, log = run.setup.plan, run.log
    cap = plan.cap_spm
    assert cap is not None, "the gate says how far this run may go"
    for span in run.state.timeline.spans:
        assert span.target_spm is None or span.target_spm <= cap, (
            f"{span.target_spm} is above {cap}"
        )

    gone = {event.number for event in log if isinstance(event, ev.CueCut)}
    said = [event for event in log if isinstance(event, ev.CuePlaced) and event.number not in gone]
    for one, after in pairwise(sorted(said, key=lambda cue: cue.at)):
        apart = after.at - one.at - one.length
        assert apart >= BREATH - 2, (
            f"{after.name} comes {apart / SAMPLE_RATE:.2f} s after {one.name}"
        )

    paused = sum(end - start for start, end in run.summary.pauses)
    extended = sum(event.by for event in log if isinstance(event, ev.StageExtended))
    assert run.summary.running <= plan.length + extended, "no more is run than is planned"
    over = run.summary.elapsed - paused - run.summary.running
    assert 0 <= over <= frames(120), f"running time is off by {over / SAMPLE_RATE:.1f} s"
    (finished,) = (event for event in log if isinstance(event, ev.Finished))
    if plan.advance is Advance.TIME:
        assert not extended, "only a ladder that waits grows"
        skipped = any(isinstance(event, ev.StageSkipped) for event in log)
        if finished.reason is ev.EndReason.COMPLETE and not skipped:
            assert run.summary.running == plan.length, "the whole plan is run"

    inputs = [event for event in log if isinstance(event, ev.Input)]
    again, decided = replay(run.setup, [*inputs, ev.Tick(Frame(finished.at + SAMPLE_RATE))])
    assert decided == [event for event in log if isinstance(event, ev.Output)], (
        "a replay decides what was decided"
    )
    assert again.finished == run.state.finished, "and ends where the run ended"

    before = run.setup.pain_before
    for event in log:
        if isinstance(event, ev.PainNoted):
            bad = during(event.level, before, sharp=event.sharp, limping=event.limping).do
            if bad is During.STOP:
                gated = any(isinstance(one, ev.ClickGated) for one in log)
                assert gated, "a bad pain silences the click"
