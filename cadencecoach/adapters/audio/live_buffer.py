"""The next seconds of sound, kept ready in memory that a device reads without asking Python.

The device may read at any moment, so what it may have read is never written again, and each change
is rendered aside and put in place in one copy. A stall of this process is not heard until it has
lasted for as long as the lead.
"""

from __future__ import annotations

import logging
import mmap
import os
import queue
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cadencecoach.core.score.mixer import Score, fill
from cadencecoach.core.values.units import SAMPLE_RATE, Frame
from cadencecoach.errors import AudioError

LEAD: Final = 156_000
"""Frames kept ready ahead of the position: 3.25 s, so that never less than 2.6 s are left.

Of these a child counts on 2.3 s at worst and reads 0.3 s ahead: a stall of 1.5 s is not heard.
"""

BYTES_PER_FRAME: Final = 4

_BLOCK: Final = 24_000
"""Half a second at a time: to wake up for a pass costs as much as the pass."""

_BEHIND: Final = SAMPLE_RATE
"""What was played is kept for this long: the position is an estimate."""

_AGAIN: Final = 6 * SAMPLE_RATE
"""Of what was given back, so much is given back again: a late device fills what it reads of it."""

if sys.platform == "linux":
    # The only advice that frees pages of shared memory.
    _RELEASE: Final[int | None] = mmap.MADV_REMOVE
elif sys.platform == "darwin":
    # Darwin's MADV_DONTNEED keeps the pages; this one gives them back when memory is short.
    _RELEASE = mmap.MADV_FREE
else:
    _RELEASE = None

RELEASES: Final = _RELEASE is not None
"""Whether this platform can give back memory that was played."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class Tape:
    """Memory that a device reads from its first sample to its last, or round and round."""

    samples: NDArray[np.int16]
    """Of shape (n, 2); session frame f is kept at index (f - origin) % n."""

    origin: int
    """The session frame of index 0."""

    first: int
    """The session is heard from this frame on; silence before."""

    last: int
    """The session is heard up to here, exclusive; silence after."""

    memory: mmap.mmap | None = None
    """What `samples` lie in, if it shall be given back behind the position."""

    read: mmap.mmap | None = None
    """The same memory for the device alone: which pages of it were read, the kernel can tell."""

    def put(self, start: int, block: NDArray[np.int16]) -> None:
        """Place rendered frames, as far as they belong to this tape."""
        begin, end = max(start, self.first), min(start + len(block), self.last)
        while begin < end:
            index = (begin - self.origin) % len(self.samples)
            count = min(end - begin, len(self.samples) - index)
            self.samples[index : index + count] = block[begin - start : begin - start + count]
            begin += count

    def release(self, since: int, played: int) -> None:
        """Give the memory from session frame `since` up to `played` back to the machine."""
        begin, end = self._pages_before(since), self._pages_before(played)
        if self.memory is not None and _RELEASE is not None and begin < end:
            size = mmap.PAGESIZE
            self.memory.madvise(_RELEASE, begin * size, (end - begin) * size)

    def _pages_before(self, frame: int) -> int:
        return max(0, frame - self.origin) * BYTES_PER_FRAME // mmap.PAGESIZE


def long_tape(frames: int, origin: int, first: int) -> Tape:
    """Make a tape to be read once, of memory that is only used as it is written.

    Raises AudioError when the machine has no room for it.
    """
    try:
        memory, read = _map(frames * BYTES_PER_FRAME)
    except (OSError, ValueError) as exc:
        raise AudioError(
            "there is no memory for the sound",
            hint="close other programs, or use --audio null",
            in_app="close other programs",
        ) from exc
    samples = np.frombuffer(memory, np.int16).reshape(-1, 2)
    return Tape(samples, origin, first, origin + frames, memory, read)


def _map(size: int) -> tuple[mmap.mmap, mmap.mmap]:
    """Map memory for us, and for the device: apart where the kernel keeps account of each."""
    if sys.platform == "linux":
        fd = os.memfd_create("cadencecoach")
        try:
            os.ftruncate(fd, size)
            return mmap.mmap(fd, size), mmap.mmap(fd, size)
        finally:
            os.close(fd)
    if sys.platform == "win32":
        memory = mmap.mmap(-1, size)
    else:
        # Private, since shared pages cannot be given back one by one.
        memory = mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    return memory, memory


@dataclass(frozen=True, slots=True, eq=False)
class _Change:
    score: Score
    holds_from: int


class LiveBuffer:
    """Renders a score ahead of the position onto one tape, or two while one hands over."""

    def __init__(self, position: Callable[[], Frame], safe: Callable[[], Frame]) -> None:
        """Take the session's position and, `safe`, the first frame no device can have read yet."""
        self._position = position
        self._safe = safe
        self._changes: queue.SimpleQueue[_Change | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._score: Score | None = None
        self._tapes: tuple[Tape, ...] = ()
        self._until = 0
        self._given = 0
        self._aside = np.zeros((LEAD + _BLOCK, 2), np.int16)
        self._thread = threading.Thread(target=self._run, name="render", daemon=True)

    def begin(self, score: Score, tape: Tape) -> None:
        """Fill the first of the tape, before a device reads it."""
        self._score = score
        self._tapes = (tape,)
        self._render(self._position(), self._position() + LEAD)

    def run(self) -> None:
        """Keep ahead from now on, in a thread."""
        self._thread.start()

    def publish(self, score: Score, holds_from: Frame) -> None:
        """Take a new score, which is another one only from `holds_from` on; never blocks."""
        self._changes.put(_Change(score, holds_from))

    def attach(self, tape: Tape) -> None:
        """Render onto this tape alone, beginning with what is ready already."""
        with self._lock:
            self._tapes = (tape,)
            self._render(max(tape.first, self._position()), self._until)

    def hand_over(self, tape: Tape, at: int) -> None:
        """Let `tape` sound from frame `at` on, and the one before it up to there."""
        with self._lock:
            old, new = self._tapes[-1], replace(tape, first=at)
            self._tapes = (new,)
            self._render(at, self._until)
            old.put(at, np.zeros((max(0, self._until - at), 2), np.int16))
            self._tapes = (replace(old, last=at), new)

    def let_go(self) -> None:
        """Forget the tape that handed over: its part is played."""
        with self._lock:
            self._tapes = self._tapes[-1:]

    def quiet_place(self, after: int, at_least: int) -> Frame | None:
        """Return the middle of the longest silence that is ready and `at_least` frames long."""
        with self._lock:
            span = self._until - after
            if span < at_least or self._score is None:
                return None
            heard = np.zeros((span, 2), np.int16)
            fill(self._score, heard, after)
        edges = np.flatnonzero(heard.any(axis=1))
        edges = np.concatenate(([-1], edges, [span]))
        lengths = np.diff(edges) - 1
        longest = int(lengths.argmax())
        if lengths[longest] < at_least:
            return None
        return Frame(after + int(edges[longest]) + 1 + int(lengths[longest]) // 2)

    def close(self) -> None:
        """Stop rendering."""
        self._changes.put(None)
        if self._thread.is_alive():
            self._thread.join()
        with self._lock:
            self._tapes = ()

    def _run(self) -> None:
        while True:
            changes: list[_Change] = []
            try:
                change = self._changes.get(timeout=_BLOCK / SAMPLE_RATE)
                while change is not None:
                    changes.append(change)
                    change = self._changes.get_nowait()
            except queue.Empty:
                self._pass(changes)
            else:
                return

    def _pass(self, changes: list[_Change]) -> None:
        with self._lock:
            now = self._position()
            # After a stall longer than the lead there is a hole; the past is not worth filling.
            start = max(self._until, now)
            if changes:
                start = min(start, max(min(c.holds_from for c in changes), self._safe()))
            before = self._score
            try:
                self._score = changes[-1].score if changes else before
                self._render(start, now + LEAD)
            except Exception:  # noqa: BLE001 - a fault in one score must not end the sound
                _log.exception("a score could not be rendered; the one before it plays on")
                self._score = before
            played = now - _BEHIND
            for tape in self._tapes:
                # Not all from its beginning: that costs the more, the longer a tape has run.
                tape.release(self._given - _AGAIN, played)
            self._given = played

    def _render(self, start: int, end: int) -> None:
        if self._score is None or start >= end:
            return
        block = self._aside[: end - start]
        fill(self._score, block, start)
        for tape in self._tapes:
            tape.put(start, block)
        self._until = max(self._until, end)
