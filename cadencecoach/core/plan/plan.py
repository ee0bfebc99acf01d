"""What a run asks for, stage by stage, and the ladder inside it; an impossible one cannot be made."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Final

from cadencecoach.core.values.records import from_record
from cadencecoach.core.values.units import FASTEST, SAMPLE_RATE, SLOWEST, Frames, Spm, clock, frames

LONGEST: Final = frames(6 * 3600)
"""No plan lasts longer than 6 h (product choice: longer than a slow marathon)."""

BIGGEST_STEP: Final = 20
"""No step of a ramp is bigger than 20 spm (S1:26 asks for small ones; product choice: a typing slip is
bigger)."""


class ImpossiblePlan(ValueError):
    """A plan that no runner could run; `advice` says what would be possible."""

    def __init__(self, message: str, advice: str) -> None:
        super().__init__(message)
        self.advice = advice


class StageKind(enum.Enum):
    """The words for the states a runner can be in."""

    WARM_UP = "warm-up"
    BASELINE = "baseline"
    RUNG = "rung"
    HOLD = "hold"
    WALK = "walk"
    COOL_DOWN = "cool-down"


class ClickMode(enum.Enum):
    """How much of the beat is heard."""

    ALWAYS = "always"
    FADED = "faded"
    WHEN_NEEDED = "when needed"
    NEVER = "never"
    """A test of what has stayed: the target is measured and not heard."""


class Advance(enum.Enum):
    """What ends a rung: its time, or its being held."""

    TIME = "time"
    ADHERENCE = "adherence"


@dataclass(frozen=True, slots=True)
class Stage:
    """A stretch of running time with one target, or with no beat at all."""

    kind: StageKind
    length: Frames
    target_spm: Spm | None = None

    def __post_init__(self) -> None:
        if self.length <= 0:
            raise ImpossiblePlan(f"a {self.kind.value} of 0 s", "give every stage a length")
        if self.kind is StageKind.WALK and self.target_spm is not None:
            raise ImpossiblePlan("a walk with a target", "leave the target out: a walk has no beat")
        if self.target_spm is not None and not SLOWEST <= self.target_spm <= FASTEST:
            raise ImpossiblePlan(
                f"a target of {self.target_spm} steps a minute",
                f"targets lie between {SLOWEST} and {FASTEST} steps per minute",
            )


QUIET_END: Final = frames(20)
"""Nobody answers a question who has just been told that it is done (product choice: the question, the
time to answer it, and the closing words)."""


GRACE_S: Final = 60
"""Not judged after a target's start (choice: grace)."""

SHORT_GRACE_S: Final = 10
"""Not judged after a target's start where no target lasts as long as the usual grace (product choice: a
demo shows a share on target, and finding a beat takes some strides)."""


def grace_for(stages: Sequence[Stage]) -> int:
    """The grace of a plan of such stages, in seconds."""
    longest = max((one.length for one in stages if one.target_spm is not None), default=0)
    return SHORT_GRACE_S if 0 < longest < frames(GRACE_S) else GRACE_S


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole run. Raises ImpossiblePlan where it could not be run."""

    name: str
    title: str
    stages: tuple[Stage, ...]
    cue_every: Frames | None
    """Of running time, between posture checks (S1:58); None asks no questions."""

    theme: bool = True
    """Whether one form theme is woven in between the checks (S1:26)."""

    click: ClickMode = ClickMode.ALWAYS
    advance: Advance = Advance.TIME
    cap_spm: Spm | None = None
    """No key lifts a target above it (+10 % of a known baseline: Heiderscheit 2011); None is no such cap."""

    quiet_end: Frames = QUIET_END
    """So long before the end nothing is asked any more."""

    unlocked_spm: Spm | None = None
    """No stage that begins by itself after a key lies above it; None is no such limit."""

    said_by_kind: bool = True
    """Whether the words that open a stage go by its kind; else any stage without a beat, after the
    warm-up, is opened as a cool-down."""

    grace_s: int = GRACE_S
    """Seconds after a target's start that are not judged."""

    recall: bool = False
    """Whether its beginning recalls in words how the steps are to be (Van den Berghe 2024)."""

    def __post_init__(self) -> None:
        if not self.stages:
            raise ImpossiblePlan("a plan without a stage", "add at least one stage")
        if self.length > LONGEST:
            raise ImpossiblePlan(f"a plan of {clock(self.length)}", "a plan lasts at most 6:00:00")
        if self.cue_every is not None and self.cue_every < frames(30):
            raise ImpossiblePlan(
                f"posture checks every {clock(self.cue_every)}", "leave at least 0:30 between them"
            )
        for before, after in pairwise(self.targets):
            if abs(after - before) > BIGGEST_STEP:
                raise ImpossiblePlan(
                    f"a step from {before} to {after} steps a minute",
                    f"a step is at most {BIGGEST_STEP} steps a minute; small ones are kinder to the back",
                )

    @property
    def length(self) -> Frames:
        """The whole running time."""
        return Frames(sum(stage.length for stage in self.stages))

    @property
    def targets(self) -> tuple[Spm, ...]:
        """The targets in order, each as often as it changes."""
        found: list[Spm] = []
        for stage in self.stages:
            if stage.target_spm is not None and found[-1:] != [stage.target_spm]:
                found.append(stage.target_spm)
        return tuple(found)

    def highest(self, planned: Spm, *, by_itself: bool = False) -> Spm:
        """How far a stage with this target may be lifted, and never below the plan.

        In force, keys lift it to the cap; a stage that begins `by_itself` after a key goes no higher
        than what is unlocked.
        """
        limit = self.unlocked_spm if by_itself and self.unlocked_spm is not None else self.cap_spm
        return FASTEST if limit is None else max(limit, planned)


def cadence_title(target: Spm) -> str:
    """What a run at one cadence is called, everywhere: in a plan, in a list, on a page."""
    return f"Cadence {target}"


def ladder(start: Spm, top: Spm, step: int) -> tuple[Spm, ...]:
    """The rungs from start to top, up or down; the last step may be a smaller one."""
    if not 1 <= step <= BIGGEST_STEP:
        raise ImpossiblePlan(
            f"a step of {step} a minute", f"a step is 1 to {BIGGEST_STEP} steps a minute"
        )
    direction = 1 if top >= start else -1
    return (*(Spm(rung) for rung in range(start, top, direction * step)), top)


def ramp(
    start: Spm,
    top: Spm,
    step: int,
    hold: Frames,
    whole: Frames,
    warm_up: Frames,
    cool_down: Frames,
) -> tuple[Stage, ...]:
    """Warm-up, the ladder with a hold on each rung, the top until the time is up, cool-down.

    Lengths in frames. The top is held for what is left of `whole`. Raises ImpossiblePlan when the
    ladder does not fit into `whole`.
    """
    rungs = ladder(start, top, step)
    needed = warm_up + cool_down + hold * len(rungs)
    if needed > whole:
        what = f"the ladder {start} → {top} in steps of {step}, each held {clock(hold)},"
        mend = "give it more minutes, shorter holds, a bigger step or a lower top"
        if start == top:
            around = " with warm-up and cool-down" if warm_up or cool_down else ""
            what = f"{clock(hold)} at {top} steps a minute{around}"
            mend = "give it more minutes or a shorter hold"
        raise ImpossiblePlan(f"{what} needs {clock(needed)}, and the plan has {clock(whole)}", mend)
    stages = [Stage(StageKind.RUNG, hold, rung) for rung in rungs]
    if warm_up:
        stages.insert(0, Stage(StageKind.WARM_UP, warm_up))
    if whole > needed:
        stages.append(Stage(StageKind.HOLD, Frames(whole - needed), top))
    if cool_down:
        stages.append(Stage(StageKind.COOL_DOWN, cool_down))
    return tuple(stages)


SHORTEST_FITTED: Final = frames(60)
"""No warm-up, rung or cool-down is made shorter to fit a time (product choice: what is shorter is not
felt as one)."""

FITTED: Final = ("warm_up", "hold", "cool_down")
_FITTED_TO_S: Final = 5


@dataclass(frozen=True, slots=True)
class Lengths:
    """The lengths a ramp is made of: its warm-up, one hold, its cool-down."""

    warm_up: Frames
    hold: Frames
    cool_down: Frames

    def needs(self, rungs: int) -> Frames:
        """The shortest time that a ladder of so many rungs takes."""
        return Frames(self.warm_up + rungs * self.hold + self.cool_down)


def fitted(lengths: Lengths, rungs: int, whole: Frames, kept: frozenset[str]) -> Lengths:
    """The lengths shortened alike until the ladder fits into `whole`, but for those `kept`.

    Down to whole 5 s. They come back as they are where they fit, or could only be too short.
    """
    free = replace(lengths, **dict.fromkeys(kept, Frames(0))).needs(rungs)
    left = whole - (lengths.needs(rungs) - free)
    if free <= left or left <= 0:
        return lengths
    unit = _FITTED_TO_S * SAMPLE_RATE
    found = {
        name: Frames(length * left // free // unit * unit)
        for name in FITTED
        if name not in kept and (length := getattr(lengths, name))
    }
    if any(now < min(SHORTEST_FITTED, getattr(lengths, name)) for name, now in found.items()):
        return lengths
    return replace(lengths, **found)


def run_walk(times: int, run: Frames, walk: Frames, target: Spm | None) -> tuple[Stage, ...]:
    """Running and walking in turn."""
    return (Stage(StageKind.RUNG, run, target), Stage(StageKind.WALK, walk)) * times


def plan_from(record: Mapping[str, Any]) -> Plan:
    """The plan back from a session's header. Raises ValueError on a wrong one.

    Earlier versions asked up to the end and opened each stage by its target, and wrote neither.
    """
    return from_record(Plan, {"quiet_end": 0, "said_by_kind": False, **record})
