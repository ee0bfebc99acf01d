"""Up a rung, hold, or back one: a table of rules a physiotherapist can read, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from cadencecoach.core.diary.entries import Step
from cadencecoach.core.programme.gates import MODIFIED_FROM
from cadencecoach.core.programme.pain_memory import CALM_MOST
from cadencecoach.core.values.calendar import WEEK

GOOD_SESSIONS: Final = 2
"""On a rung before the next: each phase at least twice (Trials s13063-023-07502-x)."""

GOOD_PERCENT: Final = 70.0
"""In band (choice: held)."""

AFTER_RISE: Final = 1
AFTER_MOST: Final = CALM_MOST
"""Pain after a run may be this much above before, and at most this (Vincent 2017, choice: sore
back)."""

BACK_RISE: Final = 2
"""Pain after a run, or on the morning after, this much above before is a step back (2 points mean
something: Ostelo 2008)."""

HARD: Final = 7
"""Effort from which a run was hard, of 10; twice is a step back (choice: hard runs)."""

UP_EVERY_DAYS: Final = WEEK
"""At most one rung in so many days (choice: rung a week)."""


@dataclass(frozen=True, slots=True)
class RunSigns:
    """What one run says; None is unknown."""

    held_percent: float | None
    before: int | None
    after: int | None
    morning: int | None
    effort: int | None
    stopped: bool
    """Whether pain called for a stop in it."""

    overrode: bool
    """Whether it was run although the gate had said no."""


@dataclass(frozen=True, slots=True)
class Signs:
    """All that a decision looks at."""

    runs: tuple[RunSigns, ...]
    """The runs on the present rung, oldest first, the last two at most."""

    undecided: tuple[RunSigns, ...]
    """Runs since the last decision, on whatever rung."""

    rung: int
    aim_rung: int
    week_rung: int
    """The highest rung this week allows."""

    climbed: bool
    """Whether a rung was unlocked in this programme before."""

    days_since_up: int | None
    level: int | None
    """The back as rated today."""

    flags: bool
    radiating: bool
    held: bool
    """Whether pain that was told is not seen to be over."""

    after_break: bool
    """Whether a week or more went by without a run."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table; the first whose sign is there decides."""

    name: str
    step: Step
    applies: Callable[[Signs], bool]
    words: Callable[[Signs], str]
    source: str


def _known(signs: Signs, name: str) -> bool:
    return all(getattr(run, name) is not None for run in signs.runs)


def _after_too_high(run: RunSigns) -> bool:
    return run.after is not None and run.before is not None and run.after >= run.before + BACK_RISE


def _morning_worse(run: RunSigns) -> bool:
    return (
        run.morning is not None and run.before is not None and run.morning >= run.before + BACK_RISE
    )


def _hard_twice(signs: Signs) -> bool:
    return len(signs.runs) == GOOD_SESSIONS and all(
        run.effort is not None and run.effort >= HARD for run in signs.runs
    )


def _missing(signs: Signs) -> str | None:
    for name, words in (
        ("before", "before"),
        ("after", "after"),
        ("morning", "on the morning after"),
    ):
        if not _known(signs, name):
            return words
    return None


def _all(signs: Signs) -> tuple[RunSigns, ...]:
    """The last runs on the rung, and those on any rung that nothing was decided over yet."""
    return (*signs.runs, *signs.undecided)


def _sore_before(run: RunSigns) -> bool:
    return run.before is not None and run.before >= MODIFIED_FROM


def _sore_after(run: RunSigns) -> bool:
    return run.after is not None and run.after > AFTER_MOST


RULES: Final = (
    Rule(
        "stopped for pain",
        Step.BACK,
        lambda s: any(run.stopped for run in s.undecided),
        lambda _: "Pain called for a stop in the run.",
        "S3:17",
    ),
    Rule(
        "pain after the run two above before",
        Step.BACK,
        lambda s: any(map(_after_too_high, s.undecided)),
        lambda _: "Pain after the run was 2 or more above before.",
        "Ostelo 2008; choice: two points",
    ),
    Rule(
        "next morning worse",
        Step.BACK,
        lambda s: any(map(_morning_worse, s.undecided)),
        lambda _: "The morning after was 2 or more above before the run.",
        "Vincent 2017; choice: two points",
    ),
    Rule(
        "hard twice",
        Step.BACK,
        _hard_twice,
        lambda _: f"Two runs on this level felt {HARD} of 10 or harder.",
        "choice: hard runs",
    ),
    Rule(
        "a warning sign",
        Step.HOLD,
        lambda s: s.flags,
        lambda _: "A warning sign was ticked; no new level before it has been looked at.",
        "S0:137",
    ),
    Rule(
        "pain down the leg",
        Step.HOLD,
        lambda s: s.radiating,
        lambda _: "Pain down the leg was noted; no new level before it has been looked at.",
        "S1:83",
    ),
    Rule(
        "pain not seen to be over",
        Step.HOLD,
        lambda s: s.held,
        lambda _: f"Pain was told, and no rating of {CALM_MOST} or less came since.",
        "choice: memory for pain",
    ),
    Rule(
        "a stop in the last two runs",
        Step.HOLD,
        lambda s: any(run.stopped for run in s.runs),
        lambda _: "Pain called for a stop in one of the last two runs.",
        "S3:17",
    ),
    Rule(
        "at the aim",
        Step.HOLD,
        lambda s: s.rung >= s.aim_rung,
        lambda _: "This is your aim; no level above it is needed.",
        "Willy 2016, Wang 2020",
    ),
    Rule(
        "not in this week",
        Step.HOLD,
        lambda s: s.rung >= s.week_rung,
        lambda _: "The next level belongs to a later week.",
        "S1:45-66",
    ),
    Rule(
        "one rung a week",
        Step.HOLD,
        lambda s: s.days_since_up is not None and s.days_since_up < UP_EVERY_DAYS,
        lambda _: "One level a week at most.",
        "choice: rung a week",
    ),
    Rule(
        "days without a run",
        Step.HOLD,
        lambda s: s.after_break,
        lambda _: "A week or more without a run: the level you know comes first.",
        "choice: break",
    ),
    Rule(
        "run against advice",
        Step.HOLD,
        lambda s: any(run.overrode for run in _all(s)),
        lambda _: "One of the last runs was run against advice; two on calm days come first.",
        "choice: against advice",
    ),
    Rule(
        "sore before the run",
        Step.HOLD,
        lambda s: any(map(_sore_before, _all(s))),
        lambda _: f"Your back was at {MODIFIED_FROM} or more before one of the last runs.",
        "choice: sore back",
    ),
    Rule(
        "first rung, back not rated",
        Step.HOLD,
        lambda s: not s.climbed and not s.rung and s.level is None,
        lambda _: "Your back was not rated today; rate it before the first level.",
        "missing is unknown",
    ),
    Rule(
        "first rung, back sore",
        Step.HOLD,
        lambda s: not s.climbed and not s.rung and (s.level or 0) > AFTER_MOST,
        lambda s: f"Your back is at {s.level}; the first level waits until it is 3 or less.",
        "choice: sore back",
    ),
    Rule(
        "first rung",
        Step.UP,
        lambda s: not s.climbed and not s.rung,
        lambda _: "The weeks with a beat begin, and your back is calm: the first level.",
        "S1:53",
    ),
    Rule(
        "fewer than two runs",
        Step.HOLD,
        lambda s: len(s.runs) < GOOD_SESSIONS,
        lambda _: "Two good runs on this level come before the next.",
        "Trials s13063-023-07502-x",
    ),
    Rule(
        "pain not told",
        Step.HOLD,
        lambda s: _missing(s) is not None,
        lambda s: f"Pain {_missing(s)} is not known, so the level stays.",
        "missing is unknown",
    ),
    Rule(
        "worse after one of the two runs",
        Step.HOLD,
        lambda s: any(_after_too_high(run) or _morning_worse(run) for run in s.runs),
        lambda _: "After one of the last two runs your back was worse than before it.",
        "Vincent 2017; choice: two points",
    ),
    Rule(
        "sore after the run",
        Step.HOLD,
        lambda s: any(map(_sore_after, s.runs)),
        lambda _: f"Pain after the run was over {AFTER_MOST}.",
        "choice: sore back",
    ),
    Rule(
        "beat not known to be held",
        Step.HOLD,
        lambda s: not _known(s, "held_percent"),
        lambda _: "Too little was heard to tell whether the beat was held.",
        "missing is unknown",
    ),
    Rule(
        "beat not held",
        Step.HOLD,
        lambda s: any(r.held_percent is not None and r.held_percent < GOOD_PERCENT for r in s.runs),
        lambda _: f"The beat was held less than {GOOD_PERCENT:.0f} % of the time.",
        "choice: held",
    ),
    Rule(
        "two good runs",
        Step.UP,
        lambda _: True,
        lambda _: "Two good runs on this level, and the back stayed calm.",
        "choice: two good runs",
    ),
)
"""In order; the last one always applies."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a table of rules says."""

    step: Step
    rung: int
    reason: str
    rule: str
    at_once: bool
    """Whether it needs no waiting for the morning after."""


def decide(signs: Signs) -> Decision:
    """The step that the signs ask for, with its reason."""
    rule = next(rule for rule in RULES if rule.applies(signs))
    reason, back = rule.words(signs), rule.step is Step.BACK
    if back and not signs.rung:
        reason = f"{reason} You are at your own cadence already."
        return Decision(Step.HOLD, 0, reason, rule.name, at_once=True)
    change = {Step.UP: 1, Step.HOLD: 0, Step.BACK: -1}[rule.step]
    return Decision(rule.step, signs.rung + change, reason, rule.name, at_once=back)
