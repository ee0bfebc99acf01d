"""How far a runner's cadence may be raised from the runner's own baseline, rung by rung.

Steps and per cent are never mixed up: a rung is +5 spm (S1, S3), the aim and the cap are shares of
the baseline (Willy 2016 and Wang 2020 prescribed +7.5 %; Heiderscheit 2011, Bramah 2019 and Huber
2024 went to +10 % at most).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Final

from cadencecoach.core.plan.plan import Plan, cadence_title
from cadencecoach.core.values.units import FASTEST, SLOWEST, Spm

RUNG: Final = 5
"""Steps per minute from one rung to the next."""

AIM: Final = Fraction(75, 1000)
"""Of the baseline, rounded to a rung."""

HARD_CAP: Final = Fraction(10, 100)
"""Of the baseline; no target lies above it."""

_CAPPED: Final = 1 + HARD_CAP

CEILING: Final = Spm(180)
RAISED_CEILING: Final = Spm(190)
"""The soft ceiling (S1), and what a runner may raise it to (S3)."""

ENOUGH: Final = Spm(170)
"""From this baseline on there is no ramp: hold and posture only (choice: no ramp from 170)."""

HIP_NOTE: Final = (
    "Each +5 strides a minute raises the hip flexors' load by about 6 % (Lieberman 2015): "
    "above 180 that is a price for no known gain."
)
"""What a runner reads before raising the ceiling."""


@dataclass(frozen=True, slots=True)
class Ladder:
    """The rungs above a baseline; rung 0 is the baseline itself."""

    baseline_spm: Spm
    ceiling_spm: Spm = CEILING
    first_spm: Spm | None = None
    """The own cadence that the cap is counted from: a later and higher one moves no cap; None is
    the baseline."""

    cap_spm: Spm = field(init=False, repr=False, compare=False)
    """No target above this: +10 % of the lower of both own cadences, and the ceiling."""

    top_rung: int = field(init=False, repr=False, compare=False)
    """The highest rung under the cap; 0 where no ramp is needed."""

    def __post_init__(self) -> None:
        lower = min(self.baseline_spm, self.first_spm or self.baseline_spm)
        cap = min(lower * _CAPPED.numerator // _CAPPED.denominator, self.ceiling_spm)
        top = 0 if self.needs_no_ramp else max(0, cap - self.baseline_spm) // RUNG
        object.__setattr__(self, "cap_spm", Spm(cap))
        object.__setattr__(self, "top_rung", top)

    @property
    def needs_no_ramp(self) -> bool:
        """Whether the runner is quick enough already."""
        return self.baseline_spm >= ENOUGH

    @property
    def aim_rung(self) -> int:
        """+7.5 % rounded to a rung, and never above the top one."""
        return min(round(self.baseline_spm * AIM / RUNG), self.top_rung)

    def target(self, rung: int) -> Spm:
        """The cadence of a rung; rungs outside the ladder are its ends."""
        return Spm(min(self.baseline_spm + RUNG * min(max(rung, 0), self.top_rung), self.cap_spm))

    def rung_of(self, target: Spm) -> int:
        """The highest rung at or below a cadence."""
        return min(max(0, (target - self.baseline_spm) // RUNG), self.top_rung)

    def share(self, target: Spm) -> Fraction:
        """How far a target lies above the baseline, as a share of it."""
        return Fraction(target - self.baseline_spm, self.baseline_spm)

    def words(self, target: Spm) -> str:
        """A target in steps and in per cent: "165 steps a minute (+5, +3.1 %)"."""
        more = target - self.baseline_spm
        return f"{target} steps a minute ({more:+d}, {more / self.baseline_spm * 100:+.1f} %)"


@dataclass(frozen=True, slots=True)
class Limited:
    """A plan within a limit, and what was changed, to be told before the start."""

    plan: Plan
    notes: tuple[str, ...]
    asked: Plan | None = None
    """The plan before anything was changed, which a gate is to see again; None is `plan`."""

    @property
    def to_run(self) -> Plan:
        """What a run is asked for with: no limit and no shortening is laid on a plan twice."""
        return self.plan if self.asked is None else self.asked


def limit(plan: Plan, ladder: Ladder, unlocked_rung: int) -> Limited:
    """The plan with no target above the unlocked rung, and no key that passes the cap."""
    highest = ladder.target(unlocked_rung)
    return _cut(plan, highest, ladder.cap_spm, lambda: _why(ladder, unlocked_rung))


def _why(ladder: Ladder, unlocked_rung: int) -> str:
    """How far a runner may go, and why no further."""
    highest = ladder.target(unlocked_rung)
    if ladder.baseline_spm > highest:
        why = f"no target lies above {ladder.cap_spm} steps a minute, whatever your own cadence is"
    elif ladder.needs_no_ramp:
        why = f"from {ENOUGH} on there is no ramp, your own cadence is quick enough"
    elif ladder.target(unlocked_rung + 1) > highest:
        why = f"level {unlocked_rung} is the highest unlocked"
    else:
        lower = min(ladder.baseline_spm, ladder.first_spm or ladder.baseline_spm)
        why = f"the cap is +10 % of your {lower}, and {ladder.ceiling_spm} steps a minute"
    return f"{ladder.words(highest)}; {why}."


def limit_unknown(plan: Plan, ceiling: Spm, why: str = "your own cadence is not known") -> Limited:
    """The plan with no target above the ceiling, for a runner of whom no ladder is known."""
    return _cut(plan, ceiling, ceiling, lambda: f"{ceiling} steps a minute; {why}.")


def _cut(plan: Plan, highest: Spm, cap: Spm, how_far: Callable[[], str]) -> Limited:
    """The plan with its targets cut, its title saying so, and what to tell of it."""
    top = max(plan.targets, default=highest)
    if top <= highest:
        return Limited(replace(plan, cap_spm=cap, unlocked_spm=highest), ())
    stages = tuple(
        stage
        if stage.target_spm is None
        else replace(stage, target_spm=Spm(min(stage.target_spm, highest)))
        for stage in plan.stages
    )
    note = f"{top} is above what is unlocked: this run goes up to {how_far()}"
    named = plan.title == cadence_title(top)
    title = cadence_title(highest) if named else f"{plan.title}, up to {highest}"
    inside = replace(plan, stages=stages, title=title, cap_spm=cap, unlocked_spm=highest)
    return Limited(inside, (note,))


def plausible(baseline: float) -> Spm | None:
    """A measured baseline as a whole cadence; None where it is nobody's."""
    rounded = round(baseline)
    return Spm(rounded) if SLOWEST <= rounded <= FASTEST else None
