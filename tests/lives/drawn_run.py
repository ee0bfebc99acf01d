"""A run as its log would say it, drawn from what the runner does: for lives by the thousand.

What is abridged: no engine, no bytes, no cues. What the diary is told of it is of the same kind.
"""

from __future__ import annotations

import random
from typing import Final

from cadencecoach.core.diary.diary import Run, RunFigures
from cadencecoach.core.diary.pain import Pain, Quality
from cadencecoach.core.diary.pain_during_run import During, during
from cadencecoach.core.outcome.baseline import MeasuredCadence
from cadencecoach.core.outcome.run_from_summary import LEAST_S
from cadencecoach.core.plan.plan import Plan, StageKind
from cadencecoach.core.values.calendar import Moment
from cadencecoach.core.values.units import SAMPLE_RATE, MeasuredSpm
from tests.lives.runner import Runner

FELT_EVERY_S: Final = 600


def drawn(
    session: str,
    at: Moment,
    plan: Plan,
    runner: Runner,
    felt: tuple[tuple[float, Pain], ...],
    ends_s: float,
    before: int | None,
) -> tuple[Run, MeasuredCadence | None]:
    """The run, ended by pain where that is bad, and the cadence it measured, if its plan does."""
    told: list[tuple[float, Pain]] = []
    stopped = False
    for second, pain in felt:
        if second >= ends_s:
            break
        told.append((second, pain))
        sharp = pain.quality is Quality.SHARP
        if during(pain.level, before, sharp=sharp, limping=pain.limping).do is During.STOP:
            ends_s, stopped = second + 15, True
    heard = runner.pod not in ("none", "freezes", "zeros")
    length = {}
    began_s = measured_s = 0.0
    for stage in plan.stages:
        stage_s = min(stage.length / SAMPLE_RATE, max(0.0, ends_s - began_s))
        began_s += stage_s
        if stage.target_spm is not None:
            length[stage.target_spm] = length.get(stage.target_spm, 0.0) + stage_s
        if stage.kind is StageKind.BASELINE:
            measured_s += stage_s
    held = [target for target, seconds in length.items() if seconds >= LEAST_S]
    ran = {target: seconds for target, seconds in length.items() if seconds}
    top = max(held) if held else max(ran, key=lambda target: ran[target], default=None)
    percent = coverage = None
    if top is not None:
        off = abs((1 - runner.follows) * (top - runner.own_spm))
        percent = (95.0 if off < 3 else 75.0 if off < 5 else 30.0) if heard else None
        coverage = 97.0 if heard else 0.0
    run = Run(
        session,
        at,
        began_s / 60,
        plan.title,
        began_s,
        top,
        percent,
        coverage,
        float(runner.own_spm) if heard else None,
        tuple((second, pain.level) for second, pain in told),
        None,
        stopped=stopped,
        measured=RunFigures(),
        felt=tuple(pain for _, pain in told if pain != Pain(pain.level)),
        of_min=plan.length / SAMPLE_RATE / 60,
    )
    if not measured_s:
        return run, None
    return run, MeasuredCadence(
        MeasuredSpm(float(runner.own_spm)) if heard else None,
        1.2,
        runner.speed_mps,
        measured_s,
        97.0 if heard else 0.0,
    )


def felt_in_a_run(
    level: float, runner: Runner, chance: random.Random
) -> tuple[tuple[float, Pain], ...]:
    """What a runner says of the back on the way: nothing, mostly, of a back that does not hurt."""
    found = []
    for n in range(1, 4):
        if chance.random() < min(0.6, level / 12) * (1 - runner.forgets):
            now = max(0, min(10, round(level + chance.gauss(0.5, 1))))
            quality = Quality.SHARP if now > 5 and chance.random() < 0.2 else None
            found.append(
                (
                    FELT_EVERY_S * n * chance.uniform(0.3, 1),
                    Pain(now, None, quality, limping=chance.random() < 0.02),
                )
            )
    return tuple(sorted(found, key=lambda one: one[0]))
