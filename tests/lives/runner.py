"""Who runs: what one seed makes of legs, memory, honesty, a back, a footpod and a place."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from tests.core import pods
from tests.core.pods import Stream, Truth

Habit = Callable[[tuple[Truth, ...]], Stream]
"""What a footpod sends of what a runner does."""


def _sent(truth: tuple[Truth, ...], **how: object) -> Stream:
    return pods.sent(*truth, noise=1.2, **how)  # type: ignore[arg-type]


def _halved(truth: tuple[Truth, ...]) -> Stream:
    return pods.halved(_sent(truth), 7)


def _in_bursts(truth: tuple[Truth, ...]) -> Stream:
    return pods.in_bursts(_sent(truth), 3)


def _zeroed(truth: tuple[Truth, ...]) -> Stream:
    return pods.zeroed(_sent(truth), 40, 4)


def _frozen(truth: tuple[Truth, ...]) -> Stream:
    return pods.frozen(_sent(truth), 400.0)


def _garbled(truth: tuple[Truth, ...]) -> Stream:
    return [
        (at_s, data[: n % 4] if n % 5 == 4 else data) for n, (at_s, data) in enumerate(_sent(truth))
    ]


HABITS: Final[Mapping[str, Habit | None]] = {
    "none": None,
    "steps": _sent,
    "strides": partial(_sent, strides=True),
    "always says running": partial(_sent, flag="always"),
    "never says running": partial(_sent, flag="never"),
    "no speed": partial(_sent, speed=False),
    "distance": partial(_sent, distance=True),
    "slow": partial(_sent, hz=0.5),
    "now and then one leg": _halved,
    "in bursts": _in_bursts,
    "zeros": _zeroed,
    "freezes": _frozen,
    "garbled": _garbled,
}

ZONES: Final = ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "UTC")
"""The eight weeks hold the end of summer time in the first two, and its begin in the fourth."""


@dataclass(frozen=True)
class Runner:
    """A person, as far as the weeks ask."""

    own_spm: int
    speed_mps: float
    follows: float
    """Share of the way to the beat that the legs go."""

    forgets: float
    """Chance that a question is skipped, or a rating not given at all."""

    lies: float
    """Chance that a level or a cadence is told as it is not."""

    overdoes: float
    """Chance to run against advice, and to press `+`."""

    hurts: float
    """How the back is at first, 0-10."""

    heals: float
    """Of the level, a day."""

    strains: float
    """What a run adds to the level."""

    misses: float
    """Chance that a week is missed altogether."""

    pod: str
    home: str
    away: str
    """Zones, where the clock of the machine stands."""


def runner(seed: int) -> Runner:
    """The runner of a seed."""
    chance = random.Random(f"runner {seed}")
    return Runner(
        own_spm=chance.randint(148, 172),
        speed_mps=chance.uniform(2.2, 3.6),
        follows=chance.choice((0.0, 0.5, 0.9, 1.0, 1.0, 1.0)),
        forgets=chance.choice((0.0, 0.05, 0.2, 0.5)),
        lies=chance.choice((0.0, 0.0, 0.05, 0.3)),
        overdoes=chance.choice((0.0, 0.1, 0.5, 0.9)),
        hurts=chance.choice((0.0, 2.0, 3.0, 4.0, 6.0, 8.0)),
        heals=chance.choice((0.0, 0.05, 0.1, 0.2)),
        strains=chance.choice((0.0, 0.3, 1.0, 2.5)),
        misses=chance.choice((0.0, 0.0, 0.15)),
        pod=chance.choice(list(HABITS)),
        home=chance.choice(ZONES),
        away=chance.choice(ZONES),
    )
