"""Whether to go on after a rating in the middle of a run; apart from the gate, since a run asks it."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Final

STOP_RISE: Final = 2
STOP_ABOVE: Final = 5
"""During a run: 2 more than before, or over 5, is a stop (S3:17, Vincent 2017, choice: stop
above five)."""


class During(enum.Enum):
    """What to do in the middle of a run."""

    GO_ON = "go on"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class DuringVerdict:
    """The answer to a rating in the middle of a run."""

    do: During
    reason: str


def during(
    level: int, before: int | None, *, sharp: bool = False, limping: bool = False
) -> DuringVerdict:
    """Whether to go on after a rating in the middle of a run; `before` None is unknown."""
    if sharp:
        return DuringVerdict(During.STOP, "sharp pain")
    if limping:
        return DuringVerdict(During.STOP, "limping")
    if level > STOP_ABOVE:
        return DuringVerdict(During.STOP, f"pain at {level}, over {STOP_ABOVE}")
    if before is not None and level >= before + STOP_RISE:
        return DuringVerdict(During.STOP, f"pain rose from {before} to {level}")
    if before is None:
        return DuringVerdict(During.GO_ON, f"pain at {level}; before the run is unknown")
    return DuringVerdict(During.GO_ON, f"pain at {level}, {before} before the run")
