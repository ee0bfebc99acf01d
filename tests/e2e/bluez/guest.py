"""The scenarios' hands inside the guest: the air, bluetoothd, and the product as a user starts it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.e2e.bluez.forked import begin, load

AIR_SOCKET = Path("/run/air.sock")
EARPHONES_SOCKET = Path("/run/earphones.sock")
CLASSIC_AIR = Path("/tmp/bt-server-bredrle")
"""Where btvirt lets others onto its air."""

NO_BLUETOOTHD = Path("/run/no-bluetoothd")

Line = dict[str, Any]


def now_s() -> float:
    """The guest's monotonic clock."""
    return time.monotonic()


def let_pass(seconds: float) -> None:
    """Let time pass where passing time is the scenario: a pod that is silent for 20 s."""
    threading.Event().wait(seconds)


def tell_air(line: str) -> str:
    """One command to the virtual pod, and its answer."""
    return _told(AIR_SOCKET, line, within_s=10)


def tell_earphones(line: str) -> str:
    """One command to the virtual earphones, and its answer."""
    return _told(EARPHONES_SOCKET, line, within_s=90)


def _told(place: Path, line: str, *, within_s: float) -> str:
    with socket.socket(socket.AF_UNIX) as connection, connection.makefile("rw") as stream:
        connection.settimeout(within_s)
        connection.connect(str(place))
        stream.write(f"{line}\n")
        stream.flush()
        answer = stream.readline().strip()
    assert answer, line
    assert not answer.startswith(("error", "unknown")), answer
    return answer


def sent() -> list[str]:
    """What the pod has sent to a listener so far, in hex."""
    answer = tell_air("sent")
    return [] if answer == "nothing" else answer.split()


@contextlib.contextmanager
def on_the_air() -> Iterator[None]:
    """A powered hci0 with one footpod in reach."""
    load()
    air = subprocess.Popen(
        (sys.executable, "-m", "tests.e2e.bluez.air", str(AIR_SOCKET)),
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert air.stdout is not None
        assert air.stdout.readline() == "ready\n"
        power("on")
        yield
    finally:
        air.terminate()
        air.wait()
        air.stdout.close()


@contextlib.contextmanager
def earphones_worn() -> Iterator[None]:
    """A powered hci0, and earphones that are paired with it and connected."""
    load()
    air = _classic_air()
    worn = subprocess.Popen(
        (sys.executable, "-m", "tests.e2e.bluez.earphones", EARPHONES_SOCKET, CLASSIC_AIR),
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert worn.stdout is not None
        assert worn.stdout.readline().startswith("ready ")
        tell_earphones("pair")
        tell_earphones("connect")
        yield
    finally:
        for one in (worn, air):
            one.terminate()
            one.wait()
        worn.stdout.close()


def _classic_air() -> subprocess.Popen[bytes]:
    """btvirt, whose adapter is hci0; once more where a slow kernel gives up on a new controller."""
    for _ in range(3):
        air = subprocess.Popen(("btvirt", "-l1", "-s"), stdout=subprocess.DEVNULL)
        with contextlib.suppress(AssertionError):
            power("on")
            return air
        air.kill()
        air.wait()
    raise AssertionError("btvirt's adapter does not switch on")


def power(state: str) -> None:
    """Switch hci0 on or off, as soon as bluetoothd has it."""
    end = now_s() + 20
    while now_s() < end:
        done = subprocess.run(
            ("bluetoothctl", "power", state),
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
        if "succeeded" in done.stdout:
            return
    raise AssertionError(f"hci0 does not switch {state}: {done.stdout}{done.stderr}")


@contextlib.contextmanager
def bluetoothd_ended(how: signal.Signals) -> Iterator[None]:
    """Without the daemon; afterwards the guest's process 1 starts it, and its adapter is on."""
    NO_BLUETOOTHD.touch()
    try:
        pid = subprocess.run(("pidof", "bluetoothd"), capture_output=True, text=True, check=True)
        os.kill(int(pid.stdout), how)
        yield
    finally:
        NO_BLUETOOTHD.unlink()
        power("on")


def obeyed(home: Path, *words: str) -> str:
    """What a command prints that does its work."""
    process, printed = begin(home, *words)
    with printed:
        said = printed.read()
    process.join()
    assert process.exitcode == 0, words
    return said


class App:
    """`cadencecoach run --headless`, its lines as they come, each with the time it came at."""

    def __init__(self, home: Path, plan: Path, footpod: str, *more: str) -> None:
        self.home = home
        self.lines: list[tuple[float, Line]] = []
        self._news = threading.Condition()
        self._over = False
        words = (str(plan), "--headless", "--audio", "null", "--footpod", footpod, *more)
        self.process, self._printed = begin(home, "run", *words)
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        for line in self._printed:
            with self._news:
                self.lines.append((now_s(), json.loads(line)))
                self._news.notify_all()
        with self._news:
            self._over = True
            self._news.notify_all()

    def here(self) -> int:
        """A mark in the lines."""
        with self._news:
            return len(self.lines)

    def until(
        self, holds: Callable[[Line], bool], *, after: int = 0, within_s: float
    ) -> tuple[float, Line]:
        """The first line behind a mark for which something holds, and when it came."""
        end = now_s() + within_s
        with self._news:
            seen = after
            while True:
                for came_s, line in self.lines[seen:]:
                    if holds(line):
                        return came_s, line
                seen = len(self.lines)
                left_s = end - now_s()
                if self._over or left_s <= 0:
                    tail = "\n".join(json.dumps(line) for _, line in self.lines[-12:])
                    raise AssertionError(f"not within {within_s} s; the last lines:\n{tail}")
                self._news.wait(left_s)

    def reading(self, *, after: int = 0, within_s: float, spm: float | None = 172) -> float:
        """When the next reading came; of this cadence, unless None."""

        def holds(line: Line) -> bool:
            return line["event"] == "reading_taken" and spm in (None, line["cadence_spm"])

        return self.until(holds, after=after, within_s=within_s)[0]

    def sensor(self, state: str, *, after: int = 0, within_s: float) -> tuple[float, Line]:
        """When the screen's word for the sensor became this one."""
        return self.until(
            lambda line: line["event"] == "sensor_state" and line["state"] == state,
            after=after,
            within_s=within_s,
        )

    def all(self, event: str) -> list[Line]:
        """Every line of one kind."""
        with self._news:
            return [line for _, line in self.lines if line["event"] == event]

    def kill(self) -> None:
        """As with kill -9; nothing when it ended already."""
        if self.process.is_alive():
            self.process.kill()
            self._ended()

    def stop(self) -> None:
        """As with Ctrl-C, and wait for the run's proper end."""
        assert self.process.pid is not None
        os.kill(self.process.pid, signal.SIGINT)
        self.finish(within_s=30)

    def finish(self, within_s: float) -> Line:
        """The summary of a run that ends by itself."""
        _, summary = self.until(lambda line: line["event"] == "summary", within_s=within_s)
        assert self._ended() == 0
        return summary

    def _ended(self) -> int | None:
        self.process.join(20)
        self._reader.join(20)
        self._printed.close()
        return self.process.exitcode
