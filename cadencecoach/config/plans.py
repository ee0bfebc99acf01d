"""What a plan file and the plan options may say, and the Plan they make; docs/plans.md tells users.

A file is checked key by key first, every fault at once; whether a runner could run it is for the
core to say, which knows one reason at a time.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, Field, model_validator

from cadencecoach.config.lengths import Length, LengthOrOff, Off
from cadencecoach.config.reading import Line, Table, checked
from cadencecoach.config.shipped import page
from cadencecoach.config.toml_file import read_toml, shown
from cadencecoach.core.plan.ladder import Ladder
from cadencecoach.core.plan.plan import (
    BIGGEST_STEP,
    FITTED,
    LONGEST,
    Advance,
    ClickMode,
    ImpossiblePlan,
    Lengths,
    Plan,
    Stage,
    StageKind,
    fitted,
    grace_for,
    ladder,
    ramp,
    run_walk,
)
from cadencecoach.core.values.text import plain, quoted
from cadencecoach.core.values.units import FASTEST, SLOWEST, Frames, Spm, clock, frames
from cadencecoach.errors import PlanError

PLAN_HINT: Final = f"{page('plans.md')} lists every key of a plan"
OPTIONS_HINT: Final = "`cadencecoach run --help` lists the options"

_NAME: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
_MOST_STAGES: Final = 200
_NONE: Final = Frames(0)


def _name(text: str) -> str:
    if not _NAME.fullmatch(text):
        raise ValueError(f"expected up to 40 of a-z, 0-9 and - in between, found {quoted(text)}")
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

    kind: Literal["warm-up", "baseline", "rung", "hold", "walk", "cool-down"]
    length: Length
    target: Target | None = None


class RepeatTable(Table):
    """`[[repeat]]`: running and walking in turn."""

    times: Annotated[int, Field(ge=1, le=_MOST_STAGES // 2)]
    run: Length
    walk: Length
    target: Target | None = None
    own: bool = False
    """Run at the runner's own cadence where that is known."""


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
    repeat: Annotated[tuple[RepeatTable, ...], Field(strict=False, max_length=_MOST_STAGES)] = ()
    cue_every: LengthOrOff | None = None
    theme: bool = True
    click: Literal["always", "faded", "when needed", "never"] = "always"
    advance: Literal["time", "adherence"] = "time"

    @property
    def stands_on_own(self) -> bool:
        """Whether it goes by the runner's own cadence where that is known."""
        return any(table.own for table in (self.ramp, *self.repeat) if table is not None)

    @model_validator(mode="after")
    def _one_shape(self) -> PlanFile:
        shapes = [self.ramp is not None, bool(self.stage), bool(self.repeat)]
        if sum(shapes) != 1:
            here = ("neither", "", "both")[sum(shapes)] if not self.repeat else "more than one"
            raise ValueError(
                "a plan has either a [ramp] or [[stage]] or [[repeat]] tables, and here"
                f" {'is' if sum(shapes) == 0 else 'are'} {here}"
            )
        if self.ramp is not None and self.minutes is None:
            raise ValueError("minutes is missing: a [ramp] says how long the whole run is")
        outside = ("minutes",) if self.repeat else ("minutes", "warm_up", "cool_down")
        if self.ramp is None and (
            odd := [key for key in outside if getattr(self, key) is not None]
        ):
            raise ValueError(f"{', '.join(odd)}: goes with a [ramp]; a [[stage]] has its length")
        return self


class PlanOptions(Table):
    """What was typed for a plan; None was not."""

    start: Target | None = None
    top: Target | None = None
    step: Step | None = None
    hold: Length | None = None
    minutes: Minutes | None = None
    warm_up: Length | None = None
    cool_down: Length | None = None
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
    fit = ""
    try:
        if file.ramp is not None:
            title, stages, fit = _climb(file, file.ramp, own, typed)
        elif file.repeat:
            title, stages = _run_walk(file, own, typed)
        else:
            title, stages = "Stages", _stages(file.stage, typed)
        return Plan(
            name=file.name or plain(path.stem)[:40] or "plan",
            title=f"{file.title or title}{fit}",
            stages=stages,
            cue_every=None if isinstance(every, Off) else every,
            theme=file.theme,
            click=ClickMode(file.click),
            advance=Advance(file.advance),
            grace_s=grace_for(stages),
        )
    except ImpossiblePlan as exc:
        place = "" if typed != NOTHING_TYPED else f"{shown(path)}: "
        raise PlanError(f"{place}{exc}", hint=exc.advice) from exc


def own_ends(own: Ladder, height: int) -> tuple[int, int]:
    """Start and top of a ramp of `height` spm from the runner's own cadence, within the cap."""
    start = own.baseline_spm
    return start, start if own.needs_no_ramp else max(start, min(start + height, own.cap_spm))


def _climb(
    file: PlanFile, table: RampTable, own: Ladder | None, typed: PlanOptions
) -> tuple[str, tuple[Stage, ...], str]:
    """Title and stages of a ramp, and what to add to a title where the time is too short for it."""
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
            f"the top, {top} steps a minute, lies below the start, {start}",
            "raise the top or lower the start; a ramp on purpose downward says down = true",
        )
    if top > start and table.down:
        raise ImpossiblePlan(
            f"a ramp downward from {start} up to {top} steps a minute",
            "leave out down = true, or swap them",
        )
    minutes = typed.minutes or file.minutes
    assert minutes is not None  # PlanFile says so
    step = typed.step or table.step
    whole = frames(minutes * 60)
    warm_up, cool_down = _around(file, typed)
    lengths, fit = Lengths(warm_up, typed.hold or table.hold, cool_down), ""
    if typed.minutes is not None:
        rungs = len(ladder(Spm(start), Spm(top), step))
        kept = frozenset(name for name in FITTED if getattr(typed, name) is not None)
        short = fitted(lengths, rungs, whole, kept)
        if short != lengths:
            lengths, fit = short, f", {clock(short.hold)} each"
    stages = ramp(
        Spm(start), Spm(top), step, lengths.hold, whole, lengths.warm_up, lengths.cool_down
    )
    return (f"Steady {top}" if start == top else f"Ramp {start} → {top}"), stages, fit


def _around(file: PlanFile, typed: PlanOptions) -> tuple[Frames, Frames]:
    """Warm-up and cool-down."""
    warm_up = file.warm_up or _NONE if typed.warm_up is None else typed.warm_up
    cool_down = file.cool_down or _NONE if typed.cool_down is None else typed.cool_down
    return warm_up, cool_down


def _run_walk(
    file: PlanFile, own: Ladder | None, typed: PlanOptions
) -> tuple[str, tuple[Stage, ...]]:
    """Title and stages of running and walking in turn; fewer turns where minutes are typed."""
    _refuse(
        typed, ("top", "step", "hold"), "goes with a ramp, and this plan runs and walks in turn"
    )
    turns: list[Stage] = []
    for table in file.repeat:
        target = table.target
        if table.own and own is not None:
            target = own.baseline_spm
        if typed.start is not None:
            target = typed.start
        turns += run_walk(
            table.times, table.run, table.walk, None if target is None else Spm(target)
        )
    warm_up, cool_down = _around(file, typed)
    if typed.minutes is not None:
        whole = frames(typed.minutes * 60)
        needed = Frames(warm_up + cool_down + turns[0].length + turns[1].length)
        if needed > whole:
            raise ImpossiblePlan(
                f"one turn with warm-up and cool-down needs {clock(needed)}, and the plan has"
                f" {clock(whole)}",
                "give it more minutes, or a shorter --warm-up and --cool-down",
            )
        turns = _turns_within(turns, Frames(whole - warm_up - cool_down))
    if warm_up:
        turns.insert(0, Stage(StageKind.WARM_UP, warm_up))
    if cool_down:
        turns.append(Stage(StageKind.COOL_DOWN, cool_down))
    return "Run-walk", tuple(turns)


def _turns_within(turns: Sequence[Stage], left: Frames) -> list[Stage]:
    """As many turns as fit, whole ones only."""
    found: list[Stage] = []
    for run, walk in zip(turns[::2], turns[1::2], strict=True):
        left = Frames(left - run.length - walk.length)
        if left < 0:
            break
        found += (run, walk)
    return found


def _refuse(typed: PlanOptions, names: Sequence[str], why: str) -> None:
    for name in names:
        if getattr(typed, name) is not None:
            raise ImpossiblePlan(
                f"--{name.replace('_', '-')} {why}",
                "choose another plan, or change the stages in its file",
            )


def _stages(tables: tuple[StageTable, ...], typed: PlanOptions) -> tuple[Stage, ...]:
    lengths = ("hold", "minutes", "warm_up", "cool_down")
    names = ("start", "top", "step", *lengths)
    _refuse(typed, names, "goes with a ramp, and this plan lists its stages")
    return tuple(
        Stage(
            StageKind(table.kind),
            table.length,
            None if table.target is None else Spm(table.target),
        )
        for table in tables
    )
