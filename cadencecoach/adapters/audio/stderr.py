"""Keeps a C library's chatter off the screen: what it prints goes to a log, what we print does not.

ALSA and PulseAudio write to file descriptor 2, which is where Textual draws. So descriptor 2 is
pointed at a log while they play, and Python's own streams are pointed at the terminal it was.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from pathlib import Path
from typing import Final

_STDERR: Final = 2
_LONGEST_LOG: Final = 1_000_000
"""Bytes; a longer log is begun anew."""


class StderrToLog:
    """Points descriptor 2 at a file until `restore`, and reads what has been written there."""

    def __init__(self, path: Path) -> None:
        """Begin; without a file to be had the chatter is dropped, without descriptor 2 nothing moves."""
        self._log = -1
        self._real = -1
        self._seen = 0
        self._moved: list[io.FileIO] = []
        if sys.platform == "win32":
            # Its sound libraries print nothing, and its console is no file descriptor.
            return
        try:
            self._log = _open(path)
            if os.fstat(self._log).st_size > _LONGEST_LOG:
                os.ftruncate(self._log, 0)
            self._seen = os.fstat(self._log).st_size
            self._real = os.dup(_STDERR)
        except OSError:
            return
        for stream in {id(s): s for s in (sys.stderr, sys.__stderr__) if s is not None}.values():
            buffer = getattr(stream, "buffer", None)
            # With PYTHONUNBUFFERED there is nothing in between.
            raw = getattr(buffer, "raw", buffer)
            if isinstance(raw, io.FileIO) and raw.fileno() == _STDERR:
                with contextlib.suppress(OSError):
                    stream.flush()
                self._moved.append(raw)
        self._point(self._log, self._real)

    @property
    def file(self) -> int | None:
        """The descriptor of the log, for a child's stderr; None where there is none."""
        return self._log if self._log >= 0 else None

    def fresh(self) -> str:
        """Return what was written to the log since the last call, at most 64 kB of it."""
        if self._log < 0:
            return ""
        size = os.fstat(self._log).st_size
        if size <= self._seen:
            self._seen = size
            return ""
        with contextlib.suppress(OSError):
            text = os.pread(self._log, min(size - self._seen, 65_536), self._seen)
            self._seen = size
            return text.decode("utf-8", "replace")
        return ""

    def restore(self) -> None:
        """Point descriptor 2 back to where it was."""
        if self._real >= 0:
            self._point(self._real, _STDERR)
            os.close(self._real)
        if self._log >= 0:
            os.close(self._log)
        self._moved = []
        self._real = self._log = -1

    def _point(self, stderr: int, python: int) -> None:
        """Let descriptor 2 be `stderr`, and Python's streams write to descriptor `python`."""
        os.dup2(stderr, _STDERR, inheritable=True)
        for raw in self._moved:
            # Initialised anew in place: Textual and log handlers hold on to these very objects.
            raw.__init__(python, "wb", closefd=False)  # type: ignore[misc]


def _open(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    except OSError:
        return os.open(os.devnull, os.O_RDWR)
