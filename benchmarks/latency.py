"""How long after a key the beat is another one, decided by the engine at random moments."""

from __future__ import annotations

import random
import statistics
from collections.abc import Iterator

from benchmarks.measuring import Line
from cadencecoach.core.events import Nudged
from cadencecoach.core.plan.plan import Plan, Stage, StageKind
from cadencecoach.core.run.engine import begin, step
from cadencecoach.core.run.setup import Setup
from cadencecoach.core.score.click_sound import ClickStyle
from cadencecoach.core.values.units import SAMPLE_RATE, Frame, Spm, frames

LEAD_S = 0.3
PRESSES = 2000
SECONDS = 600


def lines() -> Iterator[Line]:
    """From the press to the beat from which the new tempo holds; the loop adds up to a tick."""
    for target in (160, 175):
        waits = [_wait_s(target, press) for press in _presses()]
        yield Line(
            f"key to the beat that changes, {target} spm, {PRESSES} presses",
            f"<= 0.3 s and the next step: {LEAD_S + 60 / target:.3f} s",
            f"median {statistics.median(waits):.2f} s, worst {max(waits):.3f} s",
            max(waits) <= LEAD_S + 60 / target,
            "python -m benchmarks latency",
        )


def _presses() -> list[Frame]:
    chance = random.Random(1)
    return [Frame(frames(chance.uniform(2, SECONDS - 10))) for _ in range(PRESSES)]


def _wait_s(target: int, press: Frame) -> float:
    plan = Plan("bench", "Bench", (Stage(StageKind.HOLD, frames(SECONDS), Spm(target)),), None)
    before = begin(Setup(plan, ClickStyle("click"), {}))
    after, _ = step(before, Nudged(press, 5))
    for beat in after.timeline.beats(press, press + 2 * SAMPLE_RATE):
        if beat.interval != next(before.timeline.beats(0, SAMPLE_RATE)).interval:
            return float(beat.at - press) / SAMPLE_RATE
    raise AssertionError("the beat did not change")
