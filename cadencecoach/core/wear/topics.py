"""What a dialogue before a run is, as values: what is waited for, what was told, what was said."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cadencecoach.core.diary.pain import WORST, Pain, RedFlag
from cadencecoach.core.events import Edit, Event
from cadencecoach.core.run.setup import CueSound
from cadencecoach.core.values.units import Frame

_START: Final = Frame(0)


class Topic(enum.Enum):
    """What is waited for."""

    SIGN = enum.auto()
    FIRST_RUN = enum.auto()
    """Nothing: it is only to be heard."""

    BACK = enum.auto()
    COUNT = enum.auto()
    RIGHT = enum.auto()
    LIMPING = enum.auto()
    SHARP = enum.auto()
    LEG = enum.auto()
    GATE = enum.auto()
    POD = enum.auto()
    READY = enum.auto()
    END = enum.auto()


class Outcome(enum.Enum):
    """How a dialogue came to its end."""

    RUN = "run"
    STAY = "no run"
    LEFT = "left"
    ANEW = "anew"
    """Nobody said anything for an hour."""

    SAID = "said"
    """It was only to be heard."""


@dataclass(frozen=True, slots=True)
class Beforehand:
    """What is known before anybody is asked."""

    ask_signs: bool = False
    ask_back: bool = False
    last: Pain | None = None
    """The newest rating, while it is of these days: what is "as usual"."""

    pod: bool = True
    """Whether the footpod is there, or none is waited for."""


@dataclass(frozen=True, slots=True)
class Judged(Event):
    """The gate's answer."""

    go: bool
    said: tuple[str, ...]
    """Its words, as sounds."""

    ready: tuple[str, ...] = ()
    of: int = 0
    """How much was told when it was asked; an answer to less counts for nothing."""


@dataclass(frozen=True, slots=True)
class PodFound(Event):
    """The footpod is connected."""


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A dialogue at one moment; `begin` and `step` make it."""

    known: Beforehand
    book: Mapping[str, CueSound]
    topic: Topic = Topic.GATE
    signs: tuple[RedFlag, ...] = ()
    """Still to be asked; the first one now."""

    level: int | None = None
    """As counted, until it is right."""

    pain: Pain | None = None
    """As far as it was told in this dialogue."""

    counted: tuple[Frame, ...] = ()
    """Where the numbers began that are counted now, from 0 on."""

    pod: bool = True
    ready: tuple[str, ...] = ()
    edits: tuple[Edit, ...] = ()
    told: tuple[tuple[RedFlag, ...] | Pain, ...] = ()
    """Warning signs (none is the answer that there is none) and ratings, as they were told."""

    asked: int = 0
    """How often the question of this topic was."""

    quiet_from: Frame = _START
    """The end of what is said."""

    heard_at: Frame = _START
    outcome: Outcome | None = None

    @property
    def counted_all(self) -> bool:
        """Whether ten was said, or is about to be."""
        return len(self.counted) > WORST

    @property
    def counting(self) -> bool:
        """Whether any press is a number."""
        return self.topic is Topic.COUNT

    def over(self, at: Frame) -> bool:
        """Whether nothing more is to be heard."""
        return self.outcome is not None and at >= self.quiet_from
