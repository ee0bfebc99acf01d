"""What a plan file and the plan options may say, and the Plan they make; docs/plans.md tells users.

A file is checked key by key first, every fault at once; whether a runner could run it is for the
core to say, which knows one reason at a time.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, Field, model_validator

from cadencecoach.config.lengths import Length, LengthOrOff, Off
from cadencecoach.config.reading import Line, Table, checked, read_toml, shown
from cadencecoach.core.plan.ladder import Ladder
from cadencecoach.core.plan.plan import (
    BIGGEST_STEP,
    LONGEST,
    Advance,
    ClickMode,
    ImpossiblePlan,
    Plan,
    Stage,
    StageKind,
    ramp,
)
from cadencecoach.core.values.text import plain
from cadencecoach.core.values.units import FASTEST, SLOWEST, Frames, Spm, frames
from cadencecoach.errors import PlanError

PLAN_HINT: Final = "docs/plans.md lists every key of a plan"
OPTIONS_HINT: Final = "`cadencecoach run --help` lists the options"

_NAME: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
_MOST_STAGES: Final = 200
_NONE: Final = Frames(0)


def _name(text: str) -> str:
    if not _NAME.fullmatch(text):
        raise ValueError(
            f"expected up to 40 of a-z, 0-9 and - in between, found {plain(text)[:40]!r}"
        )
    return text


Target = Annotated[int, Field(ge=SLOWEST, le=FASTEST)]
Step = Annotated[int, Field(ge=1, le=BIGGEST_STEP)]
Minutes = Annotated[float, Field(ge=0.5, le=LONGEST // frames(60), allow_inf_nan=False)]
Name = Annotated[str, AfterValidator(_name)]


class RampTable(Table):
    """`[ramp]`: from start to top in steps, each held."""

    start: Target
    top: Target
    step: Step = 5
    hold: Length = frames(5 * 60)
    down: bool = False
    own: bool = False
    """Begin at the runner's own cadence where that is known."""


class StageTable(Table):
    """`[[stage]]`: one stretch, for plans that are no ramp."""

    kind: Literal["warm-up", "baseline", "rung", "hold", "cool-down"]
    length: Length
    target: Target | None = None


class PlanFile(Table):
    """A whole plan file, as it stands there."""

    name: Name | None = None
    title: Line | None = None
    description: Line | None = None
    minutes: Minutes | None = None
    warm_up: Length | None = None
    cool_down: Length | None = None
    ramp: RampTable | None = None
    stage: Annotated[tuple[StageTable, ...], Field(strict=False, max_length=_MOST_STAGES)] = ()
    cue_every: LengthOrOff | None = None
    theme: bool = True
    click: Literal["always", "faded", "when needed", "never"] = "always"
    advance: Literal["time", "adherence"] = "time"

    @model_validator(mode="after")
    def _one_shape(self) -> PlanFile:
        if self.ramp is None and not self.stage:
            raise ValueError("a plan has either a [ramp] or [[stage]] tables, and here is neither")
        if self.ramp is not None and self.stage:
            raise ValueError("a plan has either a [ramp] or [[stage]] tables, and here are both")
        if self.ramp is not None and self.minutes is None:
            raise ValueError("minutes is missing: a [ramp] says how long the whole run is")
        outside = ("minutes", "warm_up", "cool_down")
        if self.stage and (odd := [key for key in outside if getattr(self, key) is not None]):
            raise ValueError(f"{', '.join(odd)}: goes with a [ramp]; a [[stage]] has its length")
        return self


class PlanOptions(Table):
    """What was typed for a plan; None was not."""

    start: Target | None = None
    top: Target | None = None
    step: Step | None = None
    hold: Length | None = None
    minutes: Minutes | None = None
    cue_every: LengthOrOff | None = None


NOTHING_TYPED: Final = PlanOptions()


def plan_options(typed: Mapping[str, Any]) -> PlanOptions:
    """The options that were typed, by name without dashes. Raises ConfigError with every fault."""
    given = {name: value for name, value in typed.items() if value is not None}
    return checked(PlanOptions, given, hint=OPTIONS_HINT)


def read_plan(path: Path) -> PlanFile:
    """A plan file, checked but not yet a Plan. Raises ConfigError with every fault in it."""
    return checked(PlanFile, read_toml(path), path, hint=PLAN_HINT)


def make_plan(
    file: PlanFile,
    path: Path,
    *,
    cue_every: Frames | Off,
    own: Ladder | None = None,
    typed: PlanOptions = NOTHING_TYPED,
) -> Plan:
    """The plan of a file with the settings and options in force.

    `cue_every` is the setting, for plans that say nothing of it; `own` is the ladder on the
    runner's own cadence, or None. Typed options beat both and the file. Raises PlanError when
    nobody could run it.
    """
    every = typed.cue_every or file.cue_every or cue_every
    try:
        if file.ramp is None:
            title, stages = "Stages", _stages(file.stage, typed)
        else:
            title, stages = _climb(file, file.ramp, own, typed)
        return Plan(
            name=file.name or plain(path.stem)[:40] or "plan",
            title=file.title or title,
            stages=stages,
            cue_every=None if isinstance(every, Off) else every,
            theme=file.theme,
            click=ClickMode(file.click),
            advance=Advance(file.advance),
        )
    except ImpossiblePlan as exc:
        place = "" if typed != NOTHING_TYPED else f"{shown(path)}: "
        raise PlanError(f"{place}{exc}", hint=exc.advice) from exc


def own_ends(own: Ladder, height: int) -> tuple[int, int]:
    """Start and top of a ramp of `height` spm from the runner's own cadence, within the cap."""
    start = own.baseline_spm
    return start, start if own.needs_no_ramp else min(start + height, own.cap_spm)


def _climb(
    file: PlanFile, table: RampTable, own: Ladder | None, typed: PlanOptions
) -> tuple[str, tuple[Stage, ...]]:
    """Title and stages of a ramp."""
    start, top = table.start, table.top
    if table.own and own is not None and not table.down:
        start, top = own_ends(own, table.top - table.start)
    steady = start == top
    start = start if typed.start is None else typed.start
    if typed.top is not None:
        top = typed.top
    elif steady:
        top = start  # a steady run stays one
    if top < start and not table.down:
        raise ImpossiblePlan(
            f"the top, {top} spm, lies below the start, {start} spm",
            "raise the top or lower the start; a ramp on purpose downward says down = true",
        )
    if top > start and table.down:
        raise ImpossiblePlan(
            f"a ramp downward from {start} up to {top} spm", "leave out down = true, or swap them"
        )
    minutes = typed.minutes or file.minutes
    assert minutes is not None  # PlanFile says so
    stages = ramp(
        Spm(start),
        Spm(top),
        typed.step or table.step,
        typed.hold or table.hold,
        frames(minutes * 60),
        file.warm_up or _NONE,
        file.cool_down or _NONE,
    )
    return f"Steady {top}" if start == top else f"Ramp {start} → {top}", stages


def _stages(tables: tuple[StageTable, ...], typed: PlanOptions) -> tuple[Stage, ...]:
    for name in ("start", "top", "step", "hold", "minutes"):
        if getattr(typed, name) is not None:
            raise ImpossiblePlan(
                f"--{name} goes with a ramp, and this plan lists its stages",
                "choose another plan, or change the stages in its file",
            )
    return tuple(
        Stage(
            StageKind(table.kind),
            table.length,
            None if table.target is None else Spm(table.target),
        )
        for table in tables
    )
