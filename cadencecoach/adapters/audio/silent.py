"""The output that makes no sound: a session may be simulated, tested or run without a device."""

from __future__ import annotations

from collections.abc import Sequence

from cadencecoach.adapters.audio.pace import LedPace
from cadencecoach.core.score.mixer import Score
from cadencecoach.core.values.units import Frame, Seconds
from cadencecoach.ports import AudioNotice, Clock


class NullOut:
    """Passes the time and renders nothing."""

    name = "null"
    latency = Seconds(0.0)

    def __init__(self, clock: Clock, speed: float | None) -> None:
        """Run `speed` times as fast as the clock; None is as fast as it is asked to."""
        self._pace = LedPace(clock, speed)

    def start(self, score: Score) -> None:  # noqa: ARG002 - nothing is rendered
        """Begin at frame 0."""
        self._pace.begin()

    def publish(self, score: Score, holds_from: Frame) -> None:
        """Nobody hears the new score either."""

    def position(self) -> Frame:
        """Return the frame of this moment."""
        return self._pace.position()

    async def reach(self, frame: Frame) -> None:
        """Return once `frame` is there."""
        await self._pace.reach(frame)

    def notices(self) -> Sequence[AudioNotice]:
        """Return nothing: silence does not fail."""
        return ()

    def pause_began(self) -> None:
        """There is no stream to break."""

    def close(self, at: Frame | None = None) -> None:
        """There is no device to let go of."""
