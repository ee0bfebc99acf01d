"""Follows a device that tells only now and then how much it has taken."""

from __future__ import annotations

import collections
import threading
from typing import Final

from cadencecoach.adapters.audio.miniaudio.child import PERIOD_MS
from cadencecoach.adapters.audio.miniaudio.ring import Taken
from cadencecoach.core.values.units import SAMPLE_RATE, Frame, frames
from cadencecoach.ports import Clock

_NS: Final = 1_000_000_000
_LEARN_NS: Final = 1_000_000_000
"""How long it takes until the device's buffer has settled."""

_GAIN: Final = 0.02
"""How much of a difference one report corrects: at 15 reports a second, most of it in 3 s."""

_LATEST: Final = 30
"""Reports judged together, 3 s of them: a late one says nothing, the earliest of them all does.

PipeWire asks in steps of 21 ms, so each for itself is as much as that too late."""

_PERIOD: Final = frames(PERIOD_MS / 1000)
_SLIP: Final = SAMPLE_RATE // 125
"""8 ms less kept ahead by the best of the latest is no lateness: something else was played."""


class Follower:
    """The session's frame from the frames a device took: steady, exact in the long run.

    The frame asked for first is heard then. What the device keeps ahead is learnt in the first
    seconds; from then on every report corrects the clock a little, so it follows the device's own,
    and a slip is made good at once.
    """

    def __init__(self, clock: Clock) -> None:
        """Stand at frame 0."""
        self._clock = clock
        self._lock = threading.Lock()
        self._offset = 0.0
        self._kept_ahead: float | None = None
        self._leads = collections.deque[float](maxlen=_LATEST)
        self._slipped = 0.0
        self._since_ns = 0
        self._last: Taken | None = None
        self._running = False
        self._furthest = 0

    def begin(self, frame: int, at_ns: int) -> None:
        """Let `frame` be heard at `at_ns`, and time go on by the clock until reports come."""
        with self._lock:
            self._offset = frame - _frames(at_ns)
            self._since_ns = at_ns
            self._kept_ahead = None
            self._leads.clear()
            self._slipped = 0.0
            self._last = None
            self._running = True

    def report(self, taken: Taken | None) -> None:
        """Take in how far the device has read; the same report twice counts once."""
        with self._lock:
            if taken is None or taken == self._last:
                return
            self._last = taken
            if taken.at_ns - self._since_ns < _LEARN_NS:
                return
            self._leads.append(taken.frame - _frames(taken.at_ns))
            if len(self._leads) < _LATEST:
                return
            # The second best: one report that came early by chance is no better than late ones.
            ahead = sorted(self._leads)[-2] - self._offset
            if self._kept_ahead is None:
                # Less than nothing: it stood still before this was learnt, and keeps a period.
                self._kept_ahead = ahead if ahead >= 0 else _PERIOD
            error = ahead - self._kept_ahead
            if abs(error) > _SLIP:
                self._slipped += error
                self._offset += error
            else:
                self._offset += _GAIN * error

    def slipped_s(self) -> float:
        """Return for how long the device has played something else since the last call."""
        with self._lock:
            slipped, self._slipped = abs(self._slipped), 0.0
            return slipped / SAMPLE_RATE

    def lose(self, *, slept: bool = False) -> None:
        """Go on by the clock alone: from where the device stopped, or with all the time it slept."""
        with self._lock:
            now_ns = self._clock.monotonic_ns()
            if not slept:
                self._offset = self._at(now_ns) - _frames(now_ns)
            self._last = None

    def stands_still(self) -> bool:
        """Whether the device has not asked for what should be heard by now."""
        with self._lock:
            by_clock = self._offset + _frames(self._clock.monotonic_ns())
            return self._last is not None and self._last.frame < by_clock

    def position(self) -> Frame:
        """Return the frame that may be heard now; waits where the device waits, never goes back."""
        with self._lock:
            if self._running:
                self._furthest = max(self._furthest, int(self._at(self._clock.monotonic_ns())))
            return Frame(self._furthest)

    def _at(self, ns: int) -> float:
        by_clock = self._offset + _frames(ns)
        return by_clock if self._last is None else min(by_clock, self._last.frame)


def _frames(ns: int) -> float:
    return ns * SAMPLE_RATE / _NS
