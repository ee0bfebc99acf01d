"""Plays a few seconds outside of a run; apart from what they are, so that the app opens without numpy."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final

from cadencecoach.core.values.units import Frames, frames, seconds

if TYPE_CHECKING:
    from cadencecoach.app.home import Home
    from cadencecoach.core.score.mixer import Score
    from cadencecoach.ports import AudioOut

_AFTER: Final = frames(0.5)
"""Until the device has played what it was given."""


class Hearing:
    """Plays one thing at a time, without waiting; a new one ends the one before."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._out: AudioOut | None = None
        self._lock = threading.Lock()
        self._turn = threading.Lock()
        """Held while a device opens, which may take seconds: callers are threads, one at a time."""

    def play(self, score: Score, length: Frames, audio: str) -> AudioOut:
        """Begin to play; it stops by itself. Raises AudioError."""
        with self._turn:
            self.stop()
            from cadencecoach.adapters.audio import open_audio  # noqa: PLC0415 - loads numpy

            out = open_audio(audio, clock=self._home.clock, log_dir=self._home.logs)
            out.start(score)
            with self._lock:
                self._out = out
        timer = threading.Timer(seconds(Frames(length + _AFTER)), self._end, (out,))
        timer.daemon = True
        timer.start()
        return out

    def stop(self) -> None:
        """End what is playing."""
        with self._lock:
            out, self._out = self._out, None
        if out is not None:
            out.close()

    def _end(self, out: AudioOut) -> None:
        with self._lock:
            if self._out is not out:
                return
            self._out = None
        out.close()
