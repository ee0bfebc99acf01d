"""The output that writes what a runner would have heard into a WAV file, as the session goes."""

from __future__ import annotations

import contextlib
import os
import wave
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Final

import numpy as np

from cadencecoach.adapters.audio.pace import LedPace
from cadencecoach.core.score.mixer import Score, fill
from cadencecoach.core.values.units import SAMPLE_RATE, Frame, Seconds
from cadencecoach.errors import AudioError
from cadencecoach.ports import AudioNotice, AudioState, Clock

_BLOCK: Final = 24_000
"""Frames rendered at a time: half a second."""

_LONGEST: Final = (2**32 - 1024) // 4
"""A WAV file counts its bytes in 32 bits: 6.2 hours of 16-bit stereo."""


class WaveFileOut:
    """Writes each sample once it can no longer change; the file appears whole, or not at all.

    The samples go to `OUT.part`, which becomes `OUT` when the session ends.
    """

    name = "file"
    latency = Seconds(0.0)

    def __init__(self, path: Path, clock: Clock, speed: float | None) -> None:
        """Write to `path`, a new name ending in .wav; time goes as in NullOut. Raises AudioError."""
        if path.suffix.lower() != ".wav":
            raise AudioError(
                f"{path} is no WAV file",
                hint="name it .wav, or use `cadencecoach render` for other formats",
            )
        if os.path.lexists(path):
            raise AudioError(
                f"{path} is there already", hint="name a new file, or remove that one yourself"
            )
        self._path = path
        self._part = path.with_name(path.name + ".part")
        self._pace = LedPace(clock, speed)
        self._score: Score | None = None
        self._file: IO[bytes] | None = None
        self._wave: wave.Wave_write | None = None
        self._written = 0
        self._notices: list[AudioNotice] = []
        self._block = np.zeros((_BLOCK, 2), np.int16)

    def start(self, score: Score) -> None:
        """Begin at frame 0. Raises AudioError when the file cannot be made."""
        self._score = score
        try:
            self._file = self._part.open("wb")
        except OSError as exc:
            raise AudioError(
                f"{self._path} cannot be written: {exc.strerror}",
                hint="name a file in a folder of yours",
            ) from exc
        self._wave = wave.Wave_write(self._file)
        self._wave.setnchannels(2)
        self._wave.setsampwidth(2)
        self._wave.setframerate(SAMPLE_RATE)
        self._pace.begin()

    def publish(self, score: Score, holds_from: Frame) -> None:
        """Write with the new score from here on; it agrees with the old one before `holds_from`."""
        self._write_until(min(self._pace.position(), holds_from), at_least=0)
        self._score = score

    def position(self) -> Frame:
        """Return the frame of this moment."""
        return self._pace.position()

    async def reach(self, frame: Frame) -> None:
        """Return once `frame` is there, with all but the last moments before it written."""
        await self._pace.reach(frame)
        self._write_until(self._pace.position(), at_least=_BLOCK)

    def notices(self) -> Sequence[AudioNotice]:
        """Return what went wrong with the file since the last call."""
        told, self._notices = self._notices, []
        return told

    def pause_began(self) -> None:
        """A file has no drift to forget."""

    def close(self, at: Frame | None = None) -> None:
        """End the file at frame `at`, or at the position, and give it its name."""
        end = self._pace.position() if at is None else at
        if at is not None:
            self._pace.move_to(at)
        self._write_until(end, at_least=0)
        if self._wave is None or self._file is None:
            return
        try:
            self._wave.close()
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self._part.replace(self._path)
        except OSError as exc:
            self._fail(exc)
        self._wave = self._file = None

    def _write_until(self, end: int, *, at_least: int) -> None:
        end = min(end, _LONGEST)
        if end - self._written < at_least:
            return
        while self._wave is not None and self._score is not None and self._written < end:
            block = self._block[: min(_BLOCK, end - self._written)]
            fill(self._score, block, self._written)
            try:
                self._wave.writeframesraw(block.astype("<i2", copy=False).data)
            except OSError as exc:
                self._fail(exc)
                return
            self._written += len(block)

    def _fail(self, exc: OSError) -> None:
        """Give the file up, with the disk space it took, and say so; the session goes on."""
        detail = f"{self._path} is given up: {exc.strerror}"
        self._notices.append(AudioNotice(self._pace.position(), AudioState.LOST, detail))
        if self._wave is not None and self._file is not None:
            # Closing writes what is buffered, onto the disk that just refused it.
            with contextlib.suppress(OSError):
                self._wave.close()
            with contextlib.suppress(OSError):
                self._file.close()
        self._wave = self._file = None
        with contextlib.suppress(OSError):
            self._part.unlink()
