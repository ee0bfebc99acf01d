"""What is to be run, by the word for it: today, a rung, or a plan by name or path; options on top."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from cadencecoach.app.diary.logbook import open_logbook
from cadencecoach.config.lengths import Off
from cadencecoach.config.plans import NOTHING_TYPED, OPTIONS_HINT, PlanOptions
from cadencecoach.core.plan.ladder import RUNG
from cadencecoach.core.plan.plan import (
    ImpossiblePlan,
    Plan,
    Stage,
    StageKind,
    cadence_title,
    ramp,
)
from cadencecoach.core.programme.own_cadence import ladder_of
from cadencecoach.core.programme.programme import EASE_IN, TODAY, Week, programme_run
from cadencecoach.core.values.units import Frames, Spm, frames
from cadencecoach.errors import ConfigError, PlanError, StoreError

if TYPE_CHECKING:
    from cadencecoach.app.home import Home
    from cadencecoach.config.settings import Settings

_RUNG: Final = re.compile(r"(?:level|rung)-([1-9][0-9]?)")
_NO_FRAMES: Final = Frames(0)


def wanted_plan(
    home: Home, wanted: str | None, settings: Settings, typed: PlanOptions = NOTHING_TYPED
) -> Plan:
    """The plan that is meant, before any gate; None is the one in the settings.

    Raises ConfigError, PlanError and StoreError.
    """
    name = settings.plan if wanted is None else wanted
    if name == TODAY:
        return with_options(todays_plan(home), typed)
    rung = _RUNG.fullmatch(name)
    if rung is not None:
        return with_options(_rung_plan(home, int(rung[1])), typed)
    return home.shelf().plan(name, settings, typed)


def todays_plan(home: Home) -> Plan:
    """The run that the programme asks for today. Raises ConfigError where none was started."""
    with open_logbook(home) as book:
        asked = book.today().run
    if asked is None:
        raise ConfigError(
            "no programme was started, so today asks for no run",
            hint="`cadencecoach programme start`, or name a plan: `cadencecoach plans`",
            in_app="g on Today begins one, l chooses a plan",
        )
    return asked.plan


def plan_of_today(home: Home, settings: Settings) -> Plan:
    """The run that today asks for, else the plan in the settings, before any gate.

    Raises ConfigError, PlanError and StoreError.
    """
    with suppress(StoreError), open_logbook(home) as book:
        today = book.today()
        if today.run is not None:
            return today.run.plan
    return wanted_plan(home, None, settings)


def _rung_plan(home: Home, number: int) -> Plan:
    """A run on a rung of the runner's own ladder, as long as the first one with a beat."""
    with open_logbook(home) as book:
        ladder = ladder_of(book.diary)
    if ladder is None:
        raise ConfigError(
            f"level-{number} counts from your own cadence, which is not known yet",
            hint="measure it in an easy run, or: cadencecoach settings set cadence_spm 162",
            in_app="measure it in an easy run, or: b on Today",
        )
    if number > ladder.top_rung:
        raise ConfigError(
            f"there is no level {number} above {ladder.baseline_spm} steps a minute",
            hint="there is no ramp from so quick a cadence"
            if ladder.needs_no_ramp
            else f"the highest is level-{ladder.top_rung}",
        )
    week = Week(title="", theme="", highest_rung=number, beat=True, posture_checks=False, items=())
    plan = programme_run(week, ladder, number, session=1, calm=0, cue_every=None).plan
    return replace(plan, name=f"level-{number}")


def with_options(plan: Plan, typed: PlanOptions) -> Plan:
    """A run of the programme with what was typed on top. Raises PlanError where nobody could run it."""
    if typed == NOTHING_TYPED:
        return plan
    try:
        changed = _climbed(plan, typed) if plan.targets else _measuring(plan, typed)
        if typed.cue_every is not None:
            every = None if isinstance(typed.cue_every, Off) else typed.cue_every
            changed = replace(changed, cue_every=every)
    except ImpossiblePlan as exc:
        raise PlanError(str(exc), hint=exc.advice) from exc
    return changed


def _climbed(plan: Plan, typed: PlanOptions) -> Plan:
    """A run with a beat as the ramp that it is, from other ends or of another length."""
    first, last = plan.stages[0], plan.stages[-1]
    warm_up = first.length if first.kind is StageKind.WARM_UP else _NO_FRAMES
    cool_down = last.length if last.kind is StageKind.COOL_DOWN else _NO_FRAMES
    steady = len(plan.targets) == 1
    start = plan.targets[0] if typed.start is None else Spm(typed.start)
    top = Spm(typed.top) if typed.top is not None else start if steady else plan.targets[-1]
    if top < start:
        raise ImpossiblePlan(
            f"the top, {top} steps a minute, lies below the start, {start}",
            "raise the top or lower the start",
        )
    whole = plan.length if typed.minutes is None else frames(typed.minutes * 60)
    beat = Frames(max(1, whole - warm_up - cool_down))
    hold = typed.hold or (beat if start == top else min(EASE_IN, beat))
    stages = ramp(start, top, typed.step or RUNG, hold, whole, warm_up, cool_down)
    return replace(plan, stages=stages, title=cadence_title(top))


def _measuring(plan: Plan, typed: PlanOptions) -> Plan:
    """A run that measures, of another length; it has no beat to change."""
    for name in ("start", "top", "step", "hold"):
        if getattr(typed, name) is not None:
            raise ImpossiblePlan(
                f"--{name} goes with a beat, and this run measures your own cadence without one",
                f"leave it out, or name a plan; {OPTIONS_HINT}",
            )
    if typed.minutes is None:
        return plan
    other = sum(one.length for one in plan.stages if one.kind is not StageKind.BASELINE)
    left = frames(typed.minutes * 60) - other
    if left < EASE_IN:
        raise ImpossiblePlan(
            f"{typed.minutes:g} minutes leave no five to measure in",
            f"give it {(other + EASE_IN) // frames(60)} minutes or more",
        )
    return replace(
        plan,
        stages=tuple(
            Stage(one.kind, Frames(left)) if one.kind is StageKind.BASELINE else one
            for one in plan.stages
        ),
    )
