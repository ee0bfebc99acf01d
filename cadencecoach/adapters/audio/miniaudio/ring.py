"""The memory that a session and its miniaudio child share: a header of numbers, then the ring.

Only one side writes each field, and each is one aligned machine word. What belongs together is
written between two counts of `turn`; a reader that sees an odd or a changed one reads again.
"""

from __future__ import annotations

import enum
import mmap
import os
import sys
import tempfile
from dataclasses import dataclass
from typing import Final

RING_FRAMES: Final = 192_000
"""4 s at 48 kHz: the lead, what was just played, and room for a device that stands still."""

FRAME_BYTES: Final = 4
"""16-bit stereo."""

_HEADER_BYTES: Final = 4096
_TEXT_AT: Final = 128
_TEXT_BYTES: Final = 240
_TRIES: Final = 1000


class Word(enum.IntEnum):
    """Words of the header, by index."""

    STATE = 0
    """Child's: a ChildState."""

    TURN = 1
    """Child's: odd while TAKEN and TAKEN_NS are being written."""

    TAKEN = 2
    """Child's: the first session frame its device has not asked for yet."""

    TAKEN_NS = 3
    """Child's: the monotonic nanoseconds when that was so."""

    BEGIN = 4
    """Session's: the frame that is due at BEGIN_NS."""

    BEGIN_NS = 5
    """Session's: monotonic nanoseconds; 0 lets the first frame asked for be BEGIN."""

    BEGAN = 6
    """Child's: the first frame its device asked for."""

    BEGAN_NS = 7
    """Child's: monotonic nanoseconds when that was."""

    READY = 8
    """Session's: the first frame that is not sure to be ready, and silent; 0 says nothing of it.

    A session that was stopped would else be heard over and over."""


class ChildState(enum.IntEnum):
    """How far the child has come."""

    STARTING = 0
    PLAYING = 1
    FAILED = 2
    """The reason stands in the text."""


@dataclass(frozen=True, slots=True)
class Taken:
    """How far the device has read."""

    frame: int
    """The first session frame it has not asked for."""

    at_ns: int
    """Monotonic nanoseconds when it asked last."""


class SharedRing:
    """The shared memory, mapped."""

    def __init__(self, name: str, memory: mmap.mmap, fd: int = -1) -> None:
        """Wrap memory made by `create` or found by `attach`."""
        self.name = name
        """What the child is to be told."""

        self.fd = fd
        """What the child is to inherit; -1 on Windows, which goes by name."""

        self.memory = memory
        self._words = memoryview(memory)[:_TEXT_AT].cast("q")
        self.sound = memoryview(memory)[_HEADER_BYTES:]

    @classmethod
    def create(cls) -> SharedRing:
        """Make memory that no crash leaves behind: it has no name in any file system."""
        size = _HEADER_BYTES + RING_FRAMES * FRAME_BYTES
        if sys.platform == "win32":
            name = f"cadencecoach-{os.getpid()}-{os.urandom(8).hex()}"
            return cls(name, mmap.mmap(-1, size, tagname=name))
        if sys.platform == "linux":
            fd = os.memfd_create("cadencecoach")
        else:
            with tempfile.TemporaryFile() as unlinked:
                fd = os.dup(unlinked.fileno())
        os.ftruncate(fd, size)
        return cls(str(fd), mmap.mmap(fd, size), fd)

    @classmethod
    def attach(cls, name: str) -> SharedRing:
        """Map what the session made, in the child."""
        size = _HEADER_BYTES + RING_FRAMES * FRAME_BYTES
        if sys.platform == "win32":
            return cls(name, mmap.mmap(-1, size, tagname=name))
        return cls(name, mmap.mmap(int(name), size))

    def word(self, field: Word) -> int:
        """Return one word."""
        return self._words[field]

    def write(self, field: Word, value: int) -> None:
        """Set one word."""
        self._words[field] = value

    def take(self, frame: int, at_ns: int) -> None:
        """Tell how far the device has read."""
        turn = self._words[Word.TURN]
        self._words[Word.TURN] = turn + 1
        self._words[Word.TAKEN] = frame
        self._words[Word.TAKEN_NS] = at_ns
        self._words[Word.TURN] = turn + 2

    def taken(self) -> Taken | None:
        """Return how far the device has read; None before its first time, or if it died writing."""
        for _ in range(_TRIES):
            turn = self._words[Word.TURN]
            found = Taken(self._words[Word.TAKEN], self._words[Word.TAKEN_NS])
            if turn % 2 == 0 and turn == self._words[Word.TURN]:
                return found if turn else None
        return None

    def samples(self, frame: int, count: int) -> bytes:
        """Return `count` frames from session frame `frame` on, silence where they are not ready."""
        ready = self._words[Word.READY]
        if ready and frame + count > ready:
            return bytes(count * FRAME_BYTES)
        first = frame % RING_FRAMES
        end = first + count
        if end <= RING_FRAMES:
            return bytes(self.sound[first * FRAME_BYTES : end * FRAME_BYTES])
        return bytes(self.sound[first * FRAME_BYTES :]) + bytes(
            self.sound[: (end - RING_FRAMES) * FRAME_BYTES]
        )

    def say(self, text: str) -> None:
        """Leave one line for the session."""
        line = text.encode()[: _TEXT_BYTES - 1]
        self.memory[_TEXT_AT : _TEXT_AT + len(line) + 1] = line + b"\0"

    def said(self) -> str:
        """Return the line the child left."""
        raw = self.memory[_TEXT_AT : _TEXT_AT + _TEXT_BYTES]
        return " ".join(raw.split(b"\0")[0].decode("utf-8", "replace").split())

    def clear(self) -> None:
        """Forget the child that was, before the next."""
        for field in Word:
            self._words[field] = 0
        self.say("")

    def let_go(self) -> None:
        """Close the descriptor; the mapping goes with the last of its users."""
        if self.fd >= 0:
            os.close(self.fd)
            self.fd = -1
