"""What a life holds, from its first morning on: acts with their hour, none of them knows another.

Each act has its own seed for what is chosen when it is done, so that a life with acts left out is
still a life: that is how one is shrunk.
"""

from __future__ import annotations

import enum
import random
from dataclasses import dataclass
from typing import Final

from tests.lives.runner import Runner

DAYS: Final = 56
DAY_S: Final = 86_400


class Kind(enum.Enum):
    """What a runner does, or what befalls the machine."""

    START = "programme start"
    PAUSE = "programme pause"
    RESUME = "programme resume"
    CHECK_IN = "check-in"
    BEFORE_RUN = "check-in before a run"
    RUN = "run"
    RATE = "pain"
    SIGN = "warning sign"
    SEEN = "a clinician has looked"
    CADENCE = "settings set cadence_spm"
    CEILING = "ceiling"
    ACTIVITY = "activity"
    SLIP = "activity undo"
    ROUTINE = "routine log"
    NOTE = "sessions note"
    DISCARD = "sessions discard"
    CLOCK = "the clock is set"
    TRAVEL = "another zone"
    TAKE_ALONG = "render"
    BRING_HOME = "import of an outing"
    WATCH = "import"
    BESIDE = "a second program"
    FULL = "the disk is full"


@dataclass(frozen=True)
class Act:
    """One of them, at a second of true time since the first midnight."""

    at_s: int
    kind: Kind
    seed: int

    @property
    def chance(self) -> random.Random:
        """What decides within it; the same each time."""
        return random.Random(self.seed)


def script(seed: int, runner: Runner, *, whole: bool) -> tuple[Act, ...]:
    """Eight weeks of a runner, in order; a whole life has files, too."""
    chance = random.Random(f"script {seed}")
    acts: list[Act] = []

    def add(day: int, hour: float, kind: Kind, share: float = 1.0) -> None:
        if chance.random() < share:
            late_s = chance.randrange(1800)
            acts.append(
                Act(day * DAY_S + round(hour * 3600) + late_s, kind, chance.getrandbits(32))
            )

    missed = {week for week in range(1, 8) if chance.random() < runner.misses}
    add(0, 5, Kind.CADENCE, 0.3)
    add(0, 5.5, Kind.START, 0.9)
    for day in range(DAYS):
        add(day, chance.uniform(0, 23), Kind.CLOCK, 0.015)
        add(day, chance.uniform(0, 23), Kind.TRAVEL, 0.015)
        if day // 7 in missed:
            continue
        runs = day % 7 in (1, 3, 5) or chance.random() < runner.overdoes / 3
        add(day, 6.5, Kind.CHECK_IN, 1 - runner.forgets)
        add(day, 7, Kind.SIGN, 0.01)
        add(day, 7.2, Kind.SEEN, 0.04)
        add(day, 7.4, Kind.CADENCE, 0.01)
        add(day, 7.4, Kind.CEILING, 0.005)
        add(day, 7.5, Kind.START, 0.005 if acts else 0.5)
        add(day, 7.5, Kind.PAUSE, 0.01)
        add(day, 7.6, Kind.RESUME, 0.05)
        if runs:
            add(day, 8, Kind.BEFORE_RUN, 1 - runner.forgets)
            add(day, 9, Kind.RUN)
            add(day, 10.5, Kind.CHECK_IN, 1 - runner.forgets)
            add(day, 11, Kind.NOTE, 0.1)
            add(day, 12, Kind.DISCARD, 0.02)
        add(day, 16, Kind.RUN, runner.overdoes / 8)
        if whole:  # these are files
            add(day, 8.5, Kind.TAKE_ALONG, 0.2)
            add(day, 14, Kind.BRING_HOME, 0.3)
            add(day, 15, Kind.WATCH, 0.06)
            add(day, 16.5, Kind.BESIDE, 0.06)
            add(day, 16.7, Kind.FULL, 0.1)
        add(day, 17, Kind.RATE, 0.1)
        add(day, 18, Kind.ROUTINE, 0.3)
        add(day, 18.5, Kind.ACTIVITY, 0.1)
        add(day, 19, Kind.SLIP, 0.03)
    return tuple(sorted(acts, key=lambda act: (act.at_s, act.seed)))
