"""Tells whether a sound library still plays: simpleaudio reports no position.

The surest sign is the kernel's: a page of memory that only the device reads is in the page table
once it was read. Counting the waits of the library's threads is worth less: on Debian 13 they go on
turning, four times a second, while a sleeping device takes nothing (docs/decisions/0003-stretches.md).
"""

from __future__ import annotations

import ctypes
import mmap
import os
from pathlib import Path
from typing import Final

_TASKS: Final = Path("/proc/self/task")
_PAGE_TABLE: Final = "/proc/self/pagemap"
_ENTRY_BYTES: Final = 8
_NEAR: Final = 64
_FAR: Final = 4096
"""Entries looked at in one go: 1.4 s of sound in pages of 4 kB, and where that is not enough 87 s."""

_THERE: Final = bytes(top >> 6 > 0 for top in range(256))
"""By the highest byte of an entry: the page is here, or swapped out (proc_pid_pagemap(5))."""


def threads(pid: int | None = None) -> frozenset[str]:
    """Return the ids of all threads of a process, of this one by default; none without Linux's /proc."""
    try:
        return frozenset(task.name for task in Path(f"/proc/{pid or 'self'}/task").iterdir())
    except OSError:
        return frozenset()


def turns(ids: frozenset[str]) -> int | None:
    """Count how often these threads have waited and gone on; None where that is not known.

    A thread that feeds a working device does so many times a second, one whose sound server hangs
    does not (voluntary_ctxt_switches, proc(5)).
    """
    counts = [_switches(thread) for thread in ids]
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


def _switches(thread: str) -> int | None:
    try:
        status = (_TASKS / thread / "status").read_text()
    except OSError:
        return None
    for line in status.splitlines():
        if line.startswith("voluntary_ctxt_switches"):
            return int(line.split()[1])
    return None


class ReadSoFar:
    """How much of a mapping was read: to the page, or to the next 64 kB where others wrote before.

    The kernel maps up to 16 written pages around the one that is read (fault-around).
    """

    def __init__(self, memory: mmap.mmap) -> None:
        """`memory` is a mapping that nobody but the reader touches."""
        self._first = ctypes.addressof(ctypes.c_char.from_buffer(memory)) // mmap.PAGESIZE
        self._pages = len(memory) // mmap.PAGESIZE
        self._read = 0

    def bytes(self) -> int | None:
        """Return the end of what was read; None where the kernel does not tell."""
        try:
            table = os.open(_PAGE_TABLE, os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            return None
        try:
            read = self._in_next(_NEAR, table)
            if read in (0, _NEAR):
                read = self._in_next(_FAR, table)
        except OSError:
            return None
        finally:
            os.close(table)
        self._read += read
        return self._read * mmap.PAGESIZE

    def _in_next(self, pages: int, table: int) -> int:
        """How far into the next pages it was read; some before may have been given back since."""
        count = min(pages, self._pages - self._read)
        at = (self._first + self._read) * _ENTRY_BYTES
        entries = os.pread(table, count * _ENTRY_BYTES, at)
        return len(entries[_ENTRY_BYTES - 1 :: _ENTRY_BYTES].translate(_THERE).rstrip(b"\0"))
