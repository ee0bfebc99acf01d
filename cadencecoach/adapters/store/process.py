"""Tells whether the process that was recording a session still lives, across reused pids and boots.

A pid alone lies: after a restart it soon belongs to somebody else. A pid with its start time and
the boot it started in does not.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

_START_FIELD: Final = 19
"""Field 22 of /proc/PID/stat, start time in ticks since boot, counted after the name (proc(5))."""


def process_mark(pid: int | None = None) -> str | None:
    """A mark that no other process ever has: "pid start boot"; None if there is no such process."""
    pid = os.getpid() if pid is None else pid
    start = _start_of(pid)
    return None if start is None else f"{pid} {start}"


def still_runs(mark: str) -> bool:
    """Whether the process of a mark lives; a mark that makes no sense belongs to none."""
    pid = mark.partition(" ")[0]
    return pid.isdecimal() and len(pid) <= 10 and process_mark(int(pid)) == mark


if sys.platform == "linux":

    def _start_of(pid: int) -> str | None:
        try:
            stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
            boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        except OSError:
            return None
        # The name stands in parentheses and may hold any character, parentheses too.
        state, *rest = stat.rpartition(")")[2].split()
        return None if state in "ZX" else f"{rest[_START_FIELD - 1]} {boot}"

elif sys.platform == "win32":

    def _start_of(pid: int) -> str | None:
        import ctypes  # noqa: PLC0415 -- only here
        from ctypes import wintypes  # noqa: PLC0415

        query_limited, still_active = 0x1000, 259
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.OpenProcess.restype = wintypes.HANDLE
        handle = kernel.OpenProcess(query_limited, False, pid)
        if not handle:
            return None
        try:
            code = wintypes.DWORD()
            times = [wintypes.FILETIME() for _ in range(4)]
            known = kernel.GetExitCodeProcess(wintypes.HANDLE(handle), ctypes.byref(code))
            timed = kernel.GetProcessTimes(
                wintypes.HANDLE(handle), *(ctypes.byref(each) for each in times)
            )
            if not known or not timed or code.value != still_active:
                return None
            # Counted from 1601, so it tells boots apart too.
            return str(times[0].dwHighDateTime << 32 | times[0].dwLowDateTime)
        finally:
            kernel.CloseHandle(wintypes.HANDLE(handle))

else:

    def _start_of(pid: int) -> str | None:
        import subprocess  # noqa: PLC0415 -- only here

        told = subprocess.run(
            ["/bin/ps", "-o", "lstart=", "-p", str(pid)],
            env={"LC_ALL": "C"},
            capture_output=True,
            text=True,
            check=False,
        )
        return " ".join(told.stdout.split()) or None
