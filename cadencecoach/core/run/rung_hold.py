"""Whether the rung that is run was held, so that the next may come; else how long it is extended."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from cadencecoach.core.sensor.adherence import BandState

HELD_OVER_S: Final = 120
HELD_SHARE: Final = 0.70
HELD_LEAST_S: Final = 60
"""A rung was held when 70 % of its last 2 minutes were in band, half of them heard (choice: held)."""

EXTEND_S: Final = 60
EXTEND_MOST_S: Final = 300
"""A rung that was not held is extended by a minute, five times at most (choice: waiting
minutes)."""

_JUDGED: Final = (BandState.IN_BAND, BandState.OVER, BandState.UNDER)


@dataclass(frozen=True, slots=True)
class Ready:
    """Whether the runner is ready for the next rung, and why or why not."""

    step: bool
    reason: str


@dataclass(frozen=True, slots=True)
class RungHold:
    """The seconds at the present target, as far as they decide over the next rung."""

    recent: tuple[BandState, ...] = ()
    """At most two minutes."""

    extended_s: int = 0
    """How long the rung has been extended."""

    @property
    def held(self) -> float | None:
        """Share in band of the last two minutes' judged seconds; None when too few were heard."""
        judged = [v for v in self.recent if v in _JUDGED]
        if len(judged) < HELD_LEAST_S:
            return None
        return judged.count(BandState.IN_BAND) / len(judged)

    @property
    def hears(self) -> bool:
        """Whether a runner was heard at all in the last two minutes."""
        return any(v is not BandState.NOT_COVERED for v in self.recent)

    @property
    def ready(self) -> Ready:
        """Whether the present rung was held, so that the next one may come."""
        held = self.held
        if not self.hears:
            return Ready(step=True, reason="no footpod is heard, so time decides")
        if self.recent[-1] is BandState.NOT_MOVING:
            return Ready(step=False, reason="not running now")
        if held is None:
            return Ready(step=False, reason="too little running was heard")
        step = held >= HELD_SHARE
        seen = f"{int(held * 100)} % of the last two minutes in band"
        return Ready(step, f"held: {seen}" if step else seen)

    def second(self, verdict: BandState | None) -> RungHold:
        """After one more second at the same target; None is one without a target."""
        recent = () if verdict is None else (*self.recent, verdict)[-HELD_OVER_S:]
        return replace(self, recent=recent)

    def extended(self) -> RungHold:
        """After the rung was given another minute."""
        return replace(self, extended_s=self.extended_s + EXTEND_S)
