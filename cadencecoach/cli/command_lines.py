"""Commands on the standard input, a line each, while a run goes on without a screen.

Read aside, so that nobody who writes can hold up the beat: one line at a time is handed to the
loop, the others wait in their pipe. The end of the input ends nothing, and neither does a terminal
that belongs to another program just now.
"""

from __future__ import annotations

import asyncio
import errno
import io
import os
import select
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Final, TextIO

_LONGEST_BYTES: Final = 1_000
"""Of a line; what is longer is no command."""

_PACE_S: Final = 0.02
"""Between two lines: 50 a second are more than anybody means, and cost the run nothing."""

_LOOK_S: Final = 0.5
"""How often it is looked whether the run is over, and whether a lost terminal is back."""


class CommandLines:
    """Hands each line of a stream to the loop that made it, from `start` to `close`."""

    def __init__(self, stream: TextIO | None, take: Callable[[str], None]) -> None:
        self._descriptor = _descriptor(stream)
        self._take = take
        self._loop = asyncio.get_running_loop()
        self._over = threading.Event()

    def start(self) -> None:
        """Begin to read; lines that were written before are taken, too."""
        if self._descriptor is not None:
            threading.Thread(target=self._work, name="command lines", daemon=True).start()

    def close(self) -> None:
        """Take no more lines. A read that blocks (Windows) is left to the end of the process."""
        self._over.set()

    def _work(self) -> None:
        for line in _lines(self._chunks()):
            taken = threading.Event()
            try:
                self._loop.call_soon_threadsafe(self._hand_over, line, taken)
            except RuntimeError:  # the loop is closed
                return
            while not taken.wait(_LOOK_S):
                if self._over.is_set():
                    return
            if self._over.wait(_PACE_S):
                return

    def _hand_over(self, line: bytes, taken: threading.Event) -> None:
        taken.set()
        if not self._over.is_set():
            self._take(line.decode(errors="replace"))

    def _chunks(self) -> Iterator[bytes]:
        """What is written, until its end."""
        assert self._descriptor is not None
        while not self._over.is_set():
            try:
                if not _ready(self._descriptor):
                    continue
                chunk = os.read(self._descriptor, 4096)
            except BlockingIOError:
                continue
            except OSError as exc:
                # In the background of a terminal one may not read from it (SIGTTIN is ignored).
                if exc.errno != errno.EIO or self._over.wait(_LOOK_S):
                    return
                continue
            if not chunk:
                return
            yield chunk


def _lines(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The lines in these; of one that is too long only its beginning."""
    line = b""
    for chunk in chunks:
        *ended, rest = chunk.split(b"\n")
        for piece in ended:
            yield (line + piece)[:_LONGEST_BYTES]
            line = b""
        line = (line + rest)[:_LONGEST_BYTES]
    if line:
        yield line


def _ready(descriptor: int) -> bool:
    if sys.platform == "win32":  # select knows sockets only
        return True
    return bool(select.select([descriptor], [], [], _LOOK_S)[0])


def _descriptor(stream: TextIO | None) -> int | None:
    """None where there is nothing to read from."""
    try:
        return None if stream is None else stream.fileno()
    except (io.UnsupportedOperation, ValueError):
        return None
