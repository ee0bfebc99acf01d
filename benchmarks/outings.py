"""How well an outing's place in a watch's file is found: 200 simulated runners with a file in the ear.

The watch is started a minute early to five late, records each second or each few, halves its cadence,
and stops at lights or not; one player in five is paused with it. What a follower does is the simulated
runner's; where the plan began is known here and nowhere else.
"""

from __future__ import annotations

import math
import random
import statistics
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from benchmarks.measuring import Line
from cadencecoach.adapters.simulated import FOLLOWS, Character, SimulatedRunner
from cadencecoach.core.events import PayloadReceived
from cadencecoach.core.outcome.imported import ImportedRun, placed, with_imported
from cadencecoach.core.outcome.summary import summarise
from cadencecoach.core.outing.alignment import Alignment, How, told
from cadencecoach.core.outing.alignment_fit import align
from cadencecoach.core.outing.session import came_home
from cadencecoach.core.plan.plan import Plan, Stage, StageKind, ramp, run_walk
from cadencecoach.core.run.setup import Setup
from cadencecoach.core.score.click_sound import ClickStyle
from cadencecoach.core.score.timeline import lay_out
from cadencecoach.core.sensor.rsc import decode_measurement
from cadencecoach.core.sensor.step_convention import Convention
from cadencecoach.core.values.units import SAMPLE_RATE, Frame, Spm, frames
from cadencecoach.core.watch.records import FileRecords, WatchRecord
from cadencecoach.core.watch.understanding import RunByWatch, understood
from cadencecoach.ports import Heard

COMMAND: Final = "python -m benchmarks outings"
OUTINGS: Final = 200
WANTED: Final = 0.9
WITHIN_S: Final = 10.0

_AROUND: Final = frames(300)
_PLANS: Final = (
    ramp(Spm(160), Spm(175), 5, frames(300), frames(2400), _AROUND, _AROUND),
    ramp(Spm(162), Spm(167), 5, frames(300), frames(1800), _AROUND, _AROUND),
    ramp(Spm(170), Spm(170), 5, frames(300), frames(1800), _AROUND, _AROUND),
    (
        Stage(StageKind.WARM_UP, _AROUND),
        *run_walk(8, frames(120), frames(60), Spm(162)),
        Stage(StageKind.COOL_DOWN, _AROUND),
    ),
)
_FOLLOWERS: Final = {
    "good": FOLLOWS,
    "half": replace(FOLLOWS, reach=0.5, lapse_every_s=150.0, noise_spm=2.0),
    "poor": replace(FOLLOWS, reach=0.15, lapse_every_s=60.0, noise_spm=3.0),
}


@dataclass(frozen=True, slots=True)
class Outing:
    """A run with a file in the ear, and what is true of it."""

    setup: Setup
    run: RunByWatch
    truth: Alignment


def outing(number: int, character: Character) -> Outing:
    """Outing `number` of a runner."""
    chance = random.Random(number)
    plan = Plan("p", "P", _PLANS[number % len(_PLANS)], None, theme=False)
    who = replace(character, own_spm=chance.uniform(154, 164))
    offset_s = chance.uniform(-60, 300)
    stops = sorted(chance.uniform(400, 1500) for _ in range(number % 3))
    stops = [at for at, before in zip(stops, [0.0, *stops], strict=False) if at - before > 150]
    lights = [(at, at + chance.uniform(15, 90)) for at in stops]
    paused = number % 5 == 0
    every_s = 1 if number % 2 else chance.choice((4, 5, 6))
    records = _records(plan, who, number, offset_s, lights, paused=paused, every_s=every_s)
    run = understood(FileRecords(tuple(records)), Convention.STRIDES)
    truth = replace(told(offset_s), stood_s=tuple(lights) if paused else ())
    return Outing(Setup(plan, ClickStyle("wood"), {}), run, truth)


def _records(
    plan: Plan,
    who: Character,
    seed: int,
    offset_s: float,
    lights: list[tuple[float, float]],
    *,
    paused: bool,
    every_s: int,
) -> Iterator[WatchRecord]:
    """The file's seconds; at a light the runner stands, and the plan goes on or is paused."""
    timeline = lay_out(plan)
    runner = SimulatedRunner(seed, who)
    played_s, number = 0, 0
    at_s = math.floor(min(0.0, offset_s))
    while played_s * SAMPLE_RATE < plan.length:
        stands = any(start <= at_s < end for start, end in lights)
        plays = at_s >= offset_s and not (stands and paused)
        span = timeline.span_at(Frame(played_s * SAMPLE_RATE))
        target = span.target_spm if plays else None
        news = runner.poll(Frame(number * SAMPLE_RATE), Heard(target, target is not None))
        payloads = [one for one in news if isinstance(one, PayloadReceived)]
        if at_s >= 0 and payloads and number % every_s == 0 and not (stands and seed % 2):
            walks = plays and plan.stages[span.stage].kind is StageKind.WALK
            spm = decode_measurement(payloads[-1].data).cadence_per_min
            spm, speed_mps = (0, 0.0) if stands else (112, 1.6) if walks else (spm, 2.7)
            yield WatchRecord(1.8e9 + at_s, spm / 2, speed_mps)
        played_s, number, at_s = played_s + plays, number + 1, at_s + 1


def beat_off_s(one: Outing, found: Alignment) -> float:
    """How far off the seconds with a beat lie, in the mean; before them nobody can tell."""
    beats = [
        second
        for span in lay_out(one.setup.plan).spans
        if span.target_spm is not None
        for second in range(span.start // SAMPLE_RATE, span.end // SAMPLE_RATE)
    ]
    return statistics.fmean(abs(_in_file(found, at) - _in_file(one.truth, at)) for at in beats)


def _in_file(where: Alignment, plan_s: float) -> float:
    """The second of the file in which a second of the plan was heard."""
    at_s = plan_s + where.offset_s
    for start_s, end_s in where.stood_s:
        at_s += end_s - start_s if at_s >= start_s else 0.0
    return at_s


def adherence(one: Outing, alignment: Alignment) -> float | None:
    """Per cent in band with the plan laid there."""
    home = came_home(one.setup, one.run, alignment)
    readings = placed(one.run, home.started_s, home.reached)
    imported = ImportedRun("f", "", "", "", readings)
    events = with_imported(home.events, imported)
    return summarise(one.setup.plan, events, home.reached, Convention.STEPS).total.percent_in_band


def lines() -> Iterator[Line]:
    """A line for each kind of follower."""
    for share, (name, character) in enumerate(_FOLLOWERS.items()):
        numbers = range(share, OUTINGS, len(_FOLLOWERS))
        off_s, covered, off_percent, unsure = [], 0, [], 0
        for number in numbers:
            one = outing(number, character)
            found = align(one.setup.plan, one.run)
            if found.how is not How.FITTED:
                unsure += 1
                continue
            off_s.append(beat_off_s(one, found))
            covered += off_s[-1] <= found.error_s
            right, wrong = adherence(one, one.truth), adherence(one, found)
            if right is not None and wrong is not None:
                off_percent.append(abs(right - wrong))
        near = sum(off <= WITHIN_S for off in off_s)
        budget = f"{WANTED:.0%} within {WITHIN_S:.0f} s" if name == "good" else "-"
        yield Line(
            f"{len(numbers)} outings of {name} followers: where the beat was in the file",
            budget,
            f"{near} within {WITHIN_S:.0f} s, {unsure} said to be unsure;"
            f" median {statistics.median(off_s):.0f} s, worst {max(off_s):.0f} s;"
            f" within the error told {covered} of {len(off_s)};"
            f" in band off by {statistics.fmean(off_percent):.1f} % in the mean",
            near >= WANTED * len(numbers) if name == "good" else None,
            COMMAND,
        )
