"""`--audio auto` where both libraries load: simpleaudio, and miniaudio once it has run dry twice.

simpleaudio keeps 0.1 s in the device and costs no process; miniaudio keeps 0.2 s
(docs/decisions/0002-which-simpleaudio-where.md).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Final

from cadencecoach.adapters.audio.miniaudio.pump import MiniaudioOut
from cadencecoach.adapters.audio.pace import reach
from cadencecoach.adapters.audio.simpleaudio import SimpleAudioOut
from cadencecoach.core.score.mixer import Score
from cadencecoach.core.values.units import Frame, Seconds
from cadencecoach.errors import AudioError
from cadencecoach.ports import AudioNotice, AudioState

_GAPS: Final = 2
"""One gap may be anything; after the second the machine is too busy for the shorter buffer."""


class FallbackOut:
    """Plays through simpleaudio until that falls short; `ports.AudioOut`."""

    latency = Seconds(0.0)

    def __init__(self, first: SimpleAudioOut, second: Callable[[], MiniaudioOut]) -> None:
        """Begin with `first`; `second` makes what takes over."""
        self._out: SimpleAudioOut | MiniaudioOut = first
        self.name = first.name
        self._second = second
        self._score: Score | None = None
        self._gaps = 0
        self._lock = threading.Lock()
        self._change: threading.Thread | None = None
        self._told: list[AudioNotice] = []

    def start(self, score: Score) -> None:
        """Begin at frame 0. Raises DeviceNotFound."""
        self._score = score
        self._out.start(score)

    def publish(self, score: Score, holds_from: Frame) -> None:
        """Replace what will be heard from `holds_from` on."""
        with self._lock:
            self._score = score
            self._out.publish(score, holds_from)

    def position(self) -> Frame:
        """Return the frame of this moment."""
        return self._out.position()

    async def reach(self, frame: Frame) -> None:
        """Return once `frame` may be heard."""
        await reach(self.position, frame)

    def notices(self) -> Sequence[AudioNotice]:
        """Return what changed since the last call."""
        told, self._told = [*self._out.notices(), *self._told], []
        self._gaps += sum(notice.state is AudioState.GAP for notice in told)
        if self._gaps >= _GAPS and self._change is None:
            self._change = threading.Thread(target=self._fall_back, name="fallback", daemon=True)
            self._change.start()
        return told

    def pause_began(self) -> None:
        """Pass on that a pause began."""
        self._out.pause_began()

    def close(self, at: Frame | None = None) -> None:
        """End what plays."""
        if self._change is not None:
            self._change.join()
        self._out.close(at)

    def _fall_back(self) -> None:
        first, second = self._out, self._second()
        score = self._score
        assert score is not None
        try:
            second.start(score, first.position())
        except AudioError:
            return  # then the first goes on as well as it can
        with self._lock:
            self._out = second
            self.name = second.name
            if self._score is not None:
                second.publish(self._score, second.position())
        first.close()
        detail = f"the sound had {self._gaps} gaps: {second.name} plays on, with a longer buffer"
        self._told.append(AudioNotice(second.position(), AudioState.GAP, detail))
