"""What footpods of the field send, each habit made from what the runner truly does, second by second."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cadencecoach.core import events as ev
from cadencecoach.core.outcome.summary import Summary, summarise
from cadencecoach.core.plan.plan import Advance, Plan, Stage, StageKind
from cadencecoach.core.run.engine import begin, step
from cadencecoach.core.run.setup import CueSound, Setup
from cadencecoach.core.run.state import State
from cadencecoach.core.score.click_sound import ClickStyle
from cadencecoach.core.sensor.rsc import Measurement, encode_measurement
from cadencecoach.core.sensor.step_convention import Convention
from cadencecoach.core.values.units import Frame, Spm, frames
from tests.core.worlds import BOOK

WORDS = ("sensor.unread", "coach.quick", "coach.easeoff", "coach.pace", "stage.extended")
SAID = {
    **BOOK,
    **{word: CueSound(f"<{word}>", frames(1.5)) for word in WORDS},
    **{
        f"coach.{side}.{many}": CueSound(f"<{side} {many}>", frames(1.5))
        for side in ("above", "below")
        for many in (*range(1, 31), "more")
    },
}

Stream = list[tuple[float, bytes]]
"""Seconds, and the bytes that come then."""


@dataclass(frozen=True)
class Truth:
    """What the runner does for some seconds."""

    spm: float
    speed_mps: float
    length_s: int


def run(spm: float, length_s: int, speed_mps: float = 2.8) -> Truth:
    return Truth(spm, speed_mps, length_s)


def walk(spm: float, length_s: int, speed_mps: float) -> Truth:
    return Truth(spm, speed_mps, length_s)


def stand(length_s: int) -> Truth:
    return Truth(0, 0.0, length_s)


def sent(
    *truth: Truth,
    strides: bool = False,
    flag: str = "told",
    speed: bool = True,
    distance: bool = False,
    hz: float = 1,
    noise: float = 0.0,
) -> Stream:
    """A footpod without quirks; `flag` is told, always or never."""
    chance = random.Random(5)
    stream: Stream = []
    at_s = metres = 0.0
    for part in truth:
        for _ in range(round(part.length_s * hz)):
            metres += part.speed_mps / hz
            spm = max(0.0, part.spm + chance.gauss(0, noise)) if noise else part.spm
            running = {"told": part.spm >= 140, "always": True, "never": False}[flag]
            raw = round(spm / 2 if strides else spm)
            reading = Measurement(
                part.speed_mps if speed else 0.0,
                raw,
                running,
                distance_m=metres if distance else None,
            )
            stream.append((at_s, encode_measurement(reading)))
            at_s += 1 / hz
    return stream


def halved(stream: Stream, every: int) -> Stream:
    """Each so many-th reading is of one leg alone."""
    return [
        (
            at_s,
            data[:3] + bytes([(data[3] + 1) // 2]) + data[4:] if n % every == every - 1 else data,
        )
        for n, (at_s, data) in enumerate(stream)
    ]


def in_bursts(stream: Stream, many: int) -> Stream:
    """The radio waits for so many readings, and sends them together."""
    full = range(0, len(stream) - many + 1, many)
    return [
        (stream[first + many - 1][0] + 1 + n * 0.004, stream[first + n][1])
        for first in full
        for n in range(many)
    ]


def zeroed(stream: Stream, every: int, many: int) -> Stream:
    """So many readings of each so many-th are all zero."""
    none = encode_measurement(Measurement(0.0, 0, running=False))
    return [
        (at_s, none if n % every in range(every - many, every) else data)
        for n, (at_s, data) in enumerate(stream)
    ]


def frozen(stream: Stream, from_s: float) -> Stream:
    """The last reading before it, over and over."""
    last = [data for at_s, data in stream if at_s < from_s][-1]
    return [(at_s, data if at_s < from_s else last) for at_s, data in stream]


def steady(target: int = 165, minutes: float = 10) -> Plan:
    """One target throughout."""
    return Plan(
        "steady", "Steady", (Stage(StageKind.RUNG, frames(60 * minutes), Spm(target)),), None
    )


def warm(target: int = 165) -> Plan:
    """Five minutes without a beat, and fifteen with one."""
    stages = (
        Stage(StageKind.WARM_UP, frames(300), None),
        Stage(StageKind.RUNG, frames(900), Spm(target)),
    )
    return Plan("warm", "Warm", stages, None)


def listening() -> Plan:
    """Three rungs, each only when the one before was held."""
    stages = tuple(Stage(StageKind.RUNG, frames(180), Spm(spm)) for spm in (160, 165, 170))
    return Plan("ladder", "Ladder", stages, None, advance=Advance.ADHERENCE)


@dataclass(frozen=True)
class Outcome:
    """A run as it ended, with its log."""

    state: State
    log: tuple[ev.Event, ...]
    summary: Summary

    def of(self, kind: type[ev.Event]) -> list[ev.Event]:
        return [event for event in self.log if isinstance(event, kind)]

    @property
    def words(self) -> list[str]:
        """What the coach said, by name."""
        placed = [event for event in self.log if isinstance(event, ev.CuePlaced)]
        return [event.name for event in placed if event.kind is ev.CueKind.COACH]

    @property
    def missing(self) -> list[ev.CadenceMissing]:
        return [event for event in self.log if isinstance(event, ev.CadenceMissing)]


def played(
    plan: Plan,
    stream: Stream,
    convention: Convention = Convention.AUTO,
    links: Sequence[ev.LinkChanged] = (ev.LinkChanged(Frame(0), ev.LinkState.CONNECTED),),
) -> Outcome:
    """The whole run beside that stream."""
    state = begin(Setup(plan, ClickStyle("wood"), SAID, convention=convention))
    log: list[ev.Event] = []
    for happened in _inputs(plan, stream, links):
        state, decided = step(state, happened)
        log += [*(() if isinstance(happened, ev.Tick) else (happened,)), *decided]
    reached = Frame(plan.length) if state.finished is None else state.finished.at
    return Outcome(state, tuple(log), summarise(plan, log, reached, convention))


def _inputs(plan: Plan, stream: Stream, links: Sequence[ev.LinkChanged]) -> Iterator[ev.Input]:
    news: list[ev.Input] = [*links]
    news += [ev.PayloadReceived(Frame(frames(at_s)), data) for at_s, data in stream]
    yield from sorted(news, key=lambda one: one.at)
    yield ev.Tick(Frame(plan.length + frames(5)))
