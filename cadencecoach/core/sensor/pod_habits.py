"""What a footpod has shown of itself so far, so that its next reading is taken for what it is.

Some send no speed, some a walking flag that never changes, some four readings every four seconds;
none of that is told beforehand, but for the feature characteristic that some can be asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cadencecoach.core.sensor.rsc import Measurement
from cadencecoach.core.values.units import Frame, Frames, frames

SILENT_AFTER: Final = frames(3)
LOST_AFTER: Final = frames(10)
"""Without data for so long: trust the data, not the link (choice: silent and lost)."""

FASTEST_MPS: Final = 15.0
"""No speed above it is believed (product choice: the fastest sprinters reach 12.4; 0xFFFF is 256)."""

_BURST: Final = frames(0.25)
"""Readings closer than this came together (product choice: 4 a second is the fastest pod known)."""

_LONGEST_RHYTHM: Final = frames(7)
"""A longer gap is an interruption (product choice: some pods and watches tell every 4 to 6 s)."""

_GAPS: Final = 9
"""Gaps that the rhythm is the middle of; two are enough to begin with."""

_STANDS_AFTER: Final = frames(4)
"""A distance that grew before and stands for so long is a stop (product choice: some pods count it
anew every few seconds only; those are given twice their own rhythm)."""

_GROWTHS: Final = 5
"""Times from one growth of the distance to the next that its rhythm is the middle of; a stop among them
changes nothing."""


@dataclass(frozen=True, slots=True)
class PodHabits:
    """The habits seen so far; a new value with each reading."""

    tells_gait: bool | None = None
    """Whether its features say that it tells walking from running; None where they were not read."""

    sends_speed: bool = False
    said_walking: bool = False
    said_running: bool = False
    """On the move, by its flag."""

    gaps: tuple[Frames, ...] = ()
    """Between readings that did not come together, the newest last."""

    last_at: Frame | None = None
    distance_m: float | None = None
    grew_at: Frame | None = None
    """When the distance last changed; None while it never did."""

    growths: tuple[Frames, ...] = ()
    """From one change of the distance to the next, the newest last."""

    def after(self, at: Frame, measurement: Measurement) -> PodHabits:
        """With one more reading."""
        gap = _BURST if self.last_at is None else Frames(at - self.last_at)
        moving = measurement.cadence_per_min > 0 and measurement.speed_mps > 0
        grew_at, growths = self.grew_at, self.growths
        distance_m = measurement.distance_m
        if distance_m is not None and self.distance_m not in (None, distance_m):
            if grew_at is not None:
                growths = (*growths, Frames(at - grew_at))[-_GROWTHS:]
            grew_at = at
        # Many times as fast as dataclasses.replace, and this runs for each reading of years.
        return PodHabits(
            tells_gait=self.tells_gait,
            sends_speed=self.sends_speed or bool(believed_speed(measurement)),
            said_walking=self.said_walking or (moving and not measurement.running),
            said_running=self.said_running
            or (measurement.running and measurement.cadence_per_min > 0),
            gaps=(*self.gaps, gap)[-_GAPS:] if _BURST < gap <= _LONGEST_RHYTHM else self.gaps,
            last_at=at,
            distance_m=distance_m,
            grew_at=grew_at,
            growths=growths,
        )

    @property
    def flag_counts(self) -> bool:
        """Whether the walking flag means something: it was seen both ways, or is told to be supported."""
        if self.tells_gait is False:
            return False
        return self.said_walking and (self.said_running or self.tells_gait is True)

    @property
    def silent_after(self) -> Frames:
        """How long a reading holds: 3 s, or twice the pod's own rhythm."""
        # Asked for each second of years, and nearly all pods are quicker.
        if not self.gaps or 2 * max(self.gaps) <= SILENT_AFTER:
            return SILENT_AFTER
        return max(SILENT_AFTER, Frames(2 * self._rhythm))

    @property
    def lost_after(self) -> Frames:
        """The age at which the pod counts as lost: 10 s, or three times its own rhythm."""
        return max(LOST_AFTER, Frames(3 * self._rhythm))

    @property
    def _rhythm(self) -> int:
        if len(self.gaps) < 2:
            return 0
        return sorted(self.gaps)[(len(self.gaps) - 1) // 2]

    def stands(self, at: Frame) -> bool:
        """Whether the total distance, which grew before, has come to a stand."""
        if self.grew_at is None or self.distance_m is None or len(self.growths) < _GROWTHS:
            return False
        since = at - self.grew_at
        # Asked twice for each reading of years, and nearly all come soon after a growth.
        return since > _STANDS_AFTER and since > 2 * sorted(self.growths)[_GROWTHS // 2]


def believed_speed(measurement: Measurement) -> float | None:
    """The speed in m/s; None for one that nobody runs."""
    return measurement.speed_mps if measurement.speed_mps <= FASTEST_MPS else None
