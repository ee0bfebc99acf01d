"""How long to wait before a lost sound device is tried again."""

from __future__ import annotations

from typing import Final

_WAITS_S: Final = (0.0, 1.0, 2.0, 5.0, 10.0)
"""The first try is at once; the last wait is the one from then on."""


class Backoff:
    """Counts ticks of a fixed length until the next try is due."""

    def __init__(self, tick_s: float) -> None:
        """Be due at the first tick."""
        self._tick_s = tick_s
        self._failures = 0
        self._waited_s = 0.0

    def due(self) -> bool:
        """Count one tick; whether it is time to try."""
        self._waited_s += self._tick_s
        return self._waited_s >= _WAITS_S[min(self._failures, len(_WAITS_S) - 1)]

    def failed(self) -> None:
        """Wait longer than before, from now on."""
        self._failures += 1
        self._waited_s = 0.0
