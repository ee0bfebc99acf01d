"""Where the session is by the clock, and how to wait for a frame of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from cadencecoach.core.values.units import SAMPLE_RATE, Frame, frames_in
from cadencecoach.ports import Clock

_LONGEST_NAP_S: Final = 0.25
"""No wait is longer than this before the position is asked again: it may have been corrected."""


class FrameClock:
    """Frames that go by with the clock, `speed` times as fast; None means only `move_to` moves."""

    def __init__(self, clock: Clock, speed: float | None = 1.0) -> None:
        """Stand at frame 0 until `begin`."""
        self._clock = clock
        self._speed = speed
        self._began_ns: int | None = None
        self._furthest = 0

    def begin(self) -> int:
        """Frame 0 is now; returns the monotonic nanoseconds of it."""
        self._began_ns = self._clock.monotonic_ns()
        return self._began_ns

    def position(self) -> Frame:
        """Return the frame of this moment; never goes back."""
        if self._began_ns is not None and self._speed is not None:
            elapsed_ns = self._clock.monotonic_ns() - self._began_ns
            self._furthest = max(self._furthest, self._frames(elapsed_ns))
        return Frame(self._furthest)

    def frame_at(self, ns: int) -> Frame:
        """Return the frame of a moment given in monotonic nanoseconds."""
        return Frame(self._frames(ns - (self._began_ns or 0)))

    def move_to(self, frame: Frame) -> None:
        """Go forward to a frame at once."""
        self._furthest = max(self._furthest, frame)

    async def reach(self, frame: Frame) -> None:
        """Return once the position is at `frame`: by waiting, or at once where no speed is set."""
        if self._speed is None:
            self.move_to(frame)
            await asyncio.sleep(0)
            return
        await reach(self.position, frame, self._speed)

    def _frames(self, elapsed_ns: int) -> int:
        if self._speed is None or self._speed == 1.0:
            return frames_in(elapsed_ns)
        return frames_in(int(elapsed_ns * self._speed))


class LedPace(FrameClock):
    """A pace that waits for its session: no frame goes by before `reach` has asked for it.

    However the machine stalls or time is sped up, the session has decided about a frame before it
    is heard, so what is written is what was decided.
    """

    def __init__(self, clock: Clock, speed: float | None = 1.0) -> None:
        """Stand at frame 0 until `begin`."""
        super().__init__(clock, speed)
        self._asked = Frame(0)

    def position(self) -> Frame:
        """Return the frame of this moment, at most the last one asked for."""
        return min(super().position(), self._asked)

    def move_to(self, frame: Frame) -> None:
        """Go forward to a frame at once."""
        super().move_to(frame)
        self._asked = max(self._asked, frame)

    async def reach(self, frame: Frame) -> None:
        """Return once the position is at `frame`."""
        self._asked = max(self._asked, frame)
        await super().reach(frame)


async def reach(position: Callable[[], Frame], frame: Frame, speed: float = 1.0) -> None:
    """Sleep until `position()` is at `frame`; gives way to the event loop at least once."""
    ahead = frame - position()
    if ahead <= 0:
        await asyncio.sleep(0)
    while ahead > 0:
        await asyncio.sleep(min(_LONGEST_NAP_S, ahead / (SAMPLE_RATE * speed)))
        ahead = frame - position()
