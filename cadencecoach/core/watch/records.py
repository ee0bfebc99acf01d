"""The records of a file and its timer, as they stand there, and what makes a file no run at all."""

from __future__ import annotations

import enum
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter


@dataclass(frozen=True, slots=True)
class WatchRecord:
    """One record; what it does not say, or what is no number, is None."""

    at_s: float
    """Unix time, by the watch's clock."""

    cadence_per_min: float | None = None
    """One foot or both: the file does not say."""

    speed_mps: float | None = None
    distance_m: float | None = None
    """Since the start of the file."""


@dataclass(frozen=True, slots=True)
class TimerTurn:
    """The runner, or the watch by itself, stopped the timer or let it go on."""

    at_s: float
    goes_on: bool


@dataclass(frozen=True, slots=True)
class FileRecords:
    """Everything a reader found in a file, before anybody believes it."""

    records: tuple[WatchRecord, ...]
    """In the order of the file; those without a time are left out."""

    turns: tuple[TimerTurn, ...] = ()
    total_m: float | None = None
    """The file's own sum of the distance."""

    running: bool | None = None
    """Whether its sport is a run; None where none is named."""

    broken: int = 0
    """Values that were no numbers, and records without a time."""

    laps_s: tuple[float, ...] = ()
    """When a lap was pressed by hand, in Unix time."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of time in which the timer ran, both ends included."""

    start_s: float
    end_s: float

    @property
    def length_s(self) -> float:
        """Its length."""
        return self.end_s - self.start_s


def stretch_at(running: Sequence[Stretch], at_s: float) -> Stretch | None:
    """The stretch that holds a moment; where two touch, the later one."""
    index = bisect_right(running, at_s, key=attrgetter("start_s")) - 1
    return running[index] if index >= 0 and at_s <= running[index].end_s else None


class Doubt(enum.Enum):
    """Why a file is not taken for a run; some of it can be settled by the runner's word."""

    BROKEN = "broken"
    OTHER = "other"
    """Another sport, or no activity at all."""

    UNITS = "units"
    """Steps or strides."""

    RIDE = "ride"
    """Too fast for a run that nothing names one."""


class NoRun(ValueError):
    """A file that is no run that can be believed; the text is the reason."""

    def __init__(self, reason: str, doubt: Doubt = Doubt.BROKEN) -> None:
        super().__init__(reason)
        self.doubt = doubt
