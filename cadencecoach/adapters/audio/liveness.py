"""Tells whether a sound library's own threads still work: simpleaudio reports no position."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_TASKS: Final = Path("/proc/self/task")


def threads() -> frozenset[str]:
    """Return the ids of all threads of this process; none where Linux's /proc is not there."""
    try:
        return frozenset(task.name for task in _TASKS.iterdir())
    except OSError:
        return frozenset()


def turns(ids: frozenset[str]) -> int | None:
    """Count how often these threads have waited and gone on; None where that is not known.

    A thread that feeds a working device does so many times a second, one whose device is
    suspended or whose sound server hangs does not (voluntary_ctxt_switches, proc(5)).
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
