"""What a file tells, before anybody believes it; both readers make the same of theirs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Point:
    """One record of a file, as it stands there."""

    moment: datetime
    """Aware, UTC."""

    cadence_per_min: float | None
    """One foot or both: the file does not say."""

    speed_mps: float | None


@dataclass(frozen=True, slots=True)
class ParsedRun:
    """What a reader found in a file."""

    device: str
    running: bool | None
    """None where no sport was named."""

    points: tuple[Point, ...]
