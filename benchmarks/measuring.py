"""What all measurements share: a line of the table, a home of their own, a process watched."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

LONG: Final = os.environ.get("BENCH") == "long"
"""Runs of 30 minutes instead of less than one."""

COMMAND: Final = str(Path(sys.executable).with_name("cadencecoach"))
_HERTZ: Final = os.sysconf("SC_CLK_TCK")
_PAGE: Final = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table."""

    what: str
    budget: str
    measured: str
    held: bool | None
    """None where there is no budget: others' programs, notes."""

    command: str
    """How to measure this alone."""


def in_turn_ms(repeats: int, *programs: Sequence[str], env: Mapping[str, str]) -> list[float]:
    """The median of each, begun in turn, without the first round: it reads cold files."""
    measured: list[list[float]] = [[] for _ in programs]
    for _ in range(repeats + 1):
        for times, program in zip(measured, programs, strict=True):
            begun = time.perf_counter()
            subprocess.run(program, env=env, check=True, capture_output=True)
            times.append((time.perf_counter() - begun) * 1e3)
    return [statistics.median(times[1:]) for times in measured]


def ratio(
    what: str, most: float, ms: float, floor: str, floor_ms: float, how: str, *, or_s: float = 0
) -> Line:
    """A budget as a multiple of what was measured beside it: machines differ twofold, ratios do not.

    `or_s` is what a runner can wait for on any machine; within it the multiple does not matter.
    """
    budget = f"{most:g} times {floor}"
    return Line(
        what,
        f"<= {or_s:g} s, or {budget}" if or_s else f"<= {budget}",
        f"{ms / floor_ms:.1f} times: {ms:.0f} ms, that {floor_ms:.0f} ms",
        ms <= max(most * floor_ms, or_s * 1e3),
        how,
    )


def cost(command: Sequence[str], env: Mapping[str, str]) -> tuple[float, float]:
    """Seconds a command takes, and the most memory in MB that it ever held; it must end with 0."""
    begun = time.perf_counter()
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}")
    return seconds, used.ru_maxrss / 1024


def median_ms(repeats: int, what: Callable[[], object]) -> float:
    """The median of a call, over and over in this process."""
    times = []
    for _ in range(repeats):
        begun = time.perf_counter()
        what()
        times.append((time.perf_counter() - begun) * 1e3)
    return statistics.median(times)


@contextlib.contextmanager
def home(**settings: str) -> Iterator[dict[str, str]]:
    """An environment with a new, empty place for sessions, and these settings."""
    with tempfile.TemporaryDirectory(prefix="cadencecoach-bench.") as folder:
        env = {**os.environ, "CADENCECOACH_HOME": folder}
        for key, value in settings.items():
            subprocess.run(
                [COMMAND, "settings", "set", key, value],
                env=env,
                check=True,
                stdout=subprocess.DEVNULL,
            )
        yield env


@dataclass(frozen=True, slots=True)
class Usage:
    """What a process and its children have used so far."""

    at_s: float
    cpu_s: float
    resident_mb: float
    own_mb: float
    """Of it, what is no file's: Linux counts more or less of a library, by how the disk was read."""


class Watched:
    """A program that runs in a terminal of its own, or without one."""

    def __init__(
        self,
        arguments: Sequence[str],
        env: Mapping[str, str],
        *,
        size: tuple[int, int] | None = (24, 80),
    ) -> None:
        """`size` is rows and columns of its terminal; None gives it pipes."""
        self.begun_s = time.monotonic()
        self.shown: list[tuple[float, bytes]] = []
        self._ended = False
        self._seen = threading.Condition()
        if size is None:
            self._process = subprocess.Popen(
                arguments, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
            )  # fmt: skip
            assert self._process.stdout is not None
            self._terminal = os.dup(self._process.stdout.fileno())
            self._process.stdout.close()
        else:
            self._terminal, slave = pty.openpty()
            fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", *size, 0, 0))
            self._process = subprocess.Popen(
                arguments, env={**env, "TERM": "xterm-256color"}, stdin=slave, stdout=slave,
                stderr=slave, start_new_session=True,
            )  # fmt: skip
            os.close(slave)
        self.pid = self._process.pid
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._reader.join()
        os.close(self._terminal)

    def _read(self) -> None:
        while True:
            select.select([self._terminal], [], [])
            try:
                chunk = os.read(self._terminal, 1 << 16)
            except OSError:  # a terminal says so when its last program is gone
                chunk = b""
            with self._seen:
                self._ended = not chunk
                if chunk:
                    self.shown.append((time.monotonic(), chunk))
                self._seen.notify_all()
            if not chunk:
                return

    def press(self, keys: str) -> float:
        """Type into its terminal; the time of it."""
        at = time.monotonic()
        os.write(self._terminal, keys.encode())
        return at

    def wait_for(self, words: bytes, *, after_s: float = 0.0, limit_s: float = 20) -> float:
        """When the words were shown, counted from `after_s`. Raises TimeoutError."""

        def found() -> float | None:
            text = b""
            for at_s, chunk in self.shown:
                if at_s >= after_s:
                    text += chunk
                    if words in text:
                        return at_s
            return None

        with self._seen:
            over = self._seen.wait_for(lambda: self._ended or found() is not None, limit_s)
            if not over or found() is None:
                tail = b"".join(chunk for _, chunk in self.shown)[-400:]
                raise TimeoutError(f"{words!r} was not shown; last: {tail!r}")
            at_s = found()
        assert at_s is not None
        return at_s

    def used(self) -> Usage:
        """So far, with its living children."""
        family = [self.pid, *_below(self.pid)]
        ticks = pages = shared = 0
        for pid in family:
            with contextlib.suppress(OSError):
                fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
                ticks += int(fields[11]) + int(fields[12])
                pages += int(fields[21])
                shared += int(Path(f"/proc/{pid}/statm").read_text().split()[2])
        held_mb, own_mb = pages * _PAGE / 1e6, (pages - shared) * _PAGE / 1e6
        return Usage(time.monotonic(), ticks / _HERTZ, held_mb, own_mb)

    def wait(self, limit_s: float) -> int:
        """Its exit code, once it has ended by itself."""
        return self._process.wait(limit_s)


def _below(pid: int) -> list[int]:
    try:
        children = [
            int(child)
            for task in Path(f"/proc/{pid}/task").iterdir()
            for child in (task / "children").read_text().split()
        ]
    except OSError:
        return []
    return children + [grandchild for child in children for grandchild in _below(child)]


def nap(seconds: float) -> None:
    """Let a measurement take its time."""
    time.sleep(seconds)
