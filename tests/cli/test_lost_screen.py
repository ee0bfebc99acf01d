"""A screen that fails or vanishes takes no run along: real processes in terminals of their own."""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from cadencecoach.app.diary.logbook import open_logbook
from cadencecoach.app.home import Home
from cadencecoach.core.diary.entries import Done, RoutineDone
from tests.cli.conftest import Run

PATIENCE_S = 200
"""On a machine that is busy; what comes, comes within a second or two."""

pytestmark = pytest.mark.skipif(os.name != "posix", reason="a terminal of its own")

CHILD = """
import fcntl, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
{fault}
from cadencecoach.cli.main import main
main()
"""
FAULT = """
from cadencecoach.ui.screens import help
def broken(*_):
    raise KeyError(0)
help.help_lines = broken
"""
DEAF = """
import signal
signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as a shell's `trap '' HUP` leaves it
"""


@dataclass
class Window:
    """A terminal with the program in it; closing it is closing the window."""

    process: subprocess.Popen[bytes]
    end: int
    shown: bytes = b""
    _eyes: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)

    def __post_init__(self) -> None:
        self._eyes.register(self.end, selectors.EVENT_READ)

    def see(self, words: bytes) -> None:
        """Read until these words were shown."""
        while words not in self.shown:
            assert self._eyes.select(PATIENCE_S), self.shown[-2000:]
            try:
                self.shown += os.read(self.end, 65536)
            except OSError:
                raise AssertionError(self.shown[-2000:]) from None

    def press(self, keys: bytes) -> None:
        os.write(self.end, keys)

    def drain(self) -> None:
        """Read what is shown until the program has ended."""
        with contextlib.suppress(OSError):
            while more := os.read(self.end, 65536):
                self.shown += more
        self.process.wait(PATIENCE_S)

    def close(self) -> None:
        if self.end >= 0:
            os.close(self.end)
            self.end = -1


@contextlib.contextmanager
def window(*arguments: str, fault: str = "") -> Iterator[Window]:
    ours, theirs = os.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", CHILD.format(fault=fault), *arguments],
        stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
        env={**os.environ, "TERM": "xterm-256color", "COLUMNS": "80", "LINES": "24"},
    ) as process:  # fmt: skip
        os.close(theirs)
        found = Window(process, ours)
        try:
            yield found
        finally:
            process.kill()
            found.close()


RUN = ("run", "demo", "--audio", "null", "--footpod", "simulated")


def stored(command: Run) -> dict[str, object]:
    """The one session there is, as its document."""
    (only,) = json.loads(command("sessions", "--json").out)["sessions"]
    assert command("show", "last").code == 0
    return dict(only)


@pytest.mark.parametrize("fault", ["", DEAF], ids=["told by a signal", "told by none"])
def test_a_closed_window_ends_the_run_as_its_key_does(
    command: Run, own_home: Path, fault: str
) -> None:
    with window(*RUN, fault=fault) as seen:
        seen.see(b"TARGET")
        seen.close()
        assert seen.process.wait(PATIENCE_S) == 0
    session = stored(command)
    assert session["state"] == "finished"
    assert session["duration_s"]


def test_a_fault_of_the_screen_leaves_the_run_alone(command: Run, own_home: Path) -> None:
    with window(*RUN, fault=FAULT) as seen:
        seen.see(b"TARGET")
        seen.press(b"?")
        seen.see(b"hint: Ctrl-C finishes the run")
        assert stored(command)["state"] == "running"
        seen.press(b"\x03")
        seen.drain()
        assert seen.process.returncode == 1
    assert stored(command)["state"] == "finished"
    assert b"the run is kept" in seen.shown
    assert b"Traceback" not in seen.shown
    assert "KeyError" in (own_home / "logs" / "screen.log").read_text()


def test_a_closed_window_after_a_fault_ends_the_run_too(command: Run, own_home: Path) -> None:
    with window(*RUN, fault=FAULT) as seen:
        seen.see(b"TARGET")
        seen.press(b"?")
        seen.see(b"hint: Ctrl-C finishes the run")
        seen.close()
        seen.process.wait(PATIENCE_S)
    assert stored(command)["state"] == "finished"


def test_a_window_closed_without_a_signal_ends_the_app_without_a_run(own_home: Path) -> None:
    with window(fault=DEAF) as seen:
        seen.see(b"four weeks")
        seen.close()
        assert seen.process.wait(PATIENCE_S) == 0


def test_a_window_closed_without_a_signal_after_a_fault_ends_the_run(
    command: Run, own_home: Path
) -> None:
    with window(*RUN, fault=DEAF + FAULT) as seen:
        seen.see(b"TARGET")
        seen.press(b"?")
        seen.see(b"hint: Ctrl-C finishes the run")
        seen.close()
        seen.process.wait(PATIENCE_S)
    assert stored(command)["state"] == "finished"


@pytest.mark.parametrize("deaf", ["", DEAF], ids=["told", "untold"])
def test_a_closed_window_stops_a_routine_and_keeps_what_was_done(own_home: Path, deaf: str) -> None:
    with window("routine", "play", "desk", "--audio", "null", fault=deaf) as seen:
        seen.see(b"q stop")
        seen.close()
        seen.process.wait(PATIENCE_S)
    with open_logbook(Home.here()) as book:
        (only,) = (entry for entry in book.diary.entries if isinstance(entry, RoutineDone))
    assert only.routine == "desk"
    assert only.how is not Done.ALL
