"""A signal that comes before there is a run: none is lost, and nothing is left half-written."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from cadencecoach.adapters.store.home import HOME_VARIABLE
from tests.cli.conftest import Run
from tests.processes import rest

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals")

ASKS = [signal.SIGINT, signal.SIGTERM]

HELD = """
import signal, sys
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # `nohup make test` has it ignored by all
from cadencecoach.adapters.audio.wave_file import WaveFileOut
from cadencecoach.adapters.audio.silent import NullOut
from cadencecoach.app.home import Home
from cadencecoach.app.wear.before import BeforeRun
from cadencecoach.cli.main import main

def hold(place, method, times):
    slow = getattr(place, method)
    def held(*args, **named):
        nonlocal times
        times -= 1
        if times == 0:
            print("held", file=sys.stderr, flush=True)
            open(FIFO).read()
        return slow(*args, **named)
    setattr(place, method, held)

hold(PLACE, METHOD, TIMES)
main()
"""
"""The program, which stands still at a call of a method until somebody opens a pipe."""


class Held:
    """A command that stands still before its run."""

    def __init__(self, process: subprocess.Popen[str], fifo: Path) -> None:
        self.process, self._fifo = process, fifo
        self.told: list[dict[str, Any]] = []

    def until_held(self) -> None:
        assert self.process.stderr is not None
        while self.process.stderr.readline() != "held\n":
            assert self.process.poll() is None

    def let_go(self) -> None:
        self._fifo.write_text("")

    def end(self) -> tuple[int, str]:
        out, err = rest(self.process)
        self.told += map(json.loads, out.splitlines())
        return self.process.returncode, err


@contextmanager
def held(home: Path, place: str, method: str, *words: str, times: int = 1) -> Iterator[Held]:
    fifo = home.with_name("held")
    os.mkfifo(fifo)
    program = HELD.replace("FIFO", repr(str(fifo))).replace("PLACE", place)
    program = program.replace("METHOD", repr(method)).replace("TIMES", str(times))
    process = subprocess.Popen(
        [sys.executable, "-c", program, *words],
        env={**os.environ, HOME_VARIABLE: str(home)},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    stuck = threading.Timer(300, process.kill)  # a test that waits in vain fails, and ends
    stuck.start()
    try:
        yield Held(process, fifo)
    finally:
        stuck.cancel()
        with process:
            process.kill()
        fifo.unlink()


def sessions(command: Run) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(command("sessions", "--json").out)["sessions"]
    return found


@pytest.mark.parametrize("which", [*ASKS, signal.SIGHUP])
def test_before_there_is_anything_to_lose_the_process_ends_by_the_signal(
    command: Run, own_home: Path, short_plan: str, which: signal.Signals
) -> None:
    words = ("run", short_plan, "--headless", "--audio", "null")
    with held(own_home, "Home", "sounds", *words) as run:
        run.until_held()
        run.process.send_signal(which)
        assert run.end() == (-which, "")
        assert run.told == []
    assert sessions(command) == []


@pytest.mark.parametrize("which", ASKS)
def test_while_the_device_opens_it_waits_and_ends_the_run_in_order(
    command: Run, own_home: Path, short_plan: str, tmp_path: Path, which: signal.Signals
) -> None:
    played = tmp_path / "out" / "played.wav"
    played.parent.mkdir()
    words = ("run", short_plan, "--headless", "--audio", f"file:{played}", "--footpod", "none")
    with held(own_home, "WaveFileOut", "start", *words) as run:
        run.until_held()
        run.process.send_signal(signal.SIGHUP)  # a lost connection changes nothing
        run.process.send_signal(which)
        run.let_go()
        assert run.end() == (0, "")
    assert run.told[0]["event"] == "session"
    [asked] = [one for one in run.told if one["event"] == "finish_asked"]
    assert asked["door"] == "signal"
    assert (run.told[-1]["event"], run.told[-1]["state"]) == ("summary", "finished")
    assert [one["id"] for one in sessions(command)] == [run.told[-1]["id"]]
    assert [*played.parent.iterdir()] == [played]


@pytest.mark.parametrize("which", ASKS)
def test_a_second_one_while_the_device_opens_leaves_nothing_by_halves(
    command: Run, own_home: Path, short_plan: str, which: signal.Signals
) -> None:
    words = ("run", short_plan, "--headless", "--audio", "null", "--footpod", "none")
    with held(own_home, "NullOut", "start", *words) as run:
        run.until_held()
        run.process.send_signal(signal.SIGTERM if which is signal.SIGINT else signal.SIGINT)
        run.process.send_signal(which)
        run.let_go()
        code, err = run.end()
    assert err == ""
    begun = [one["event"] for one in run.told[:1]]
    if code == 0:  # both were taken in one look of the loop, after it was let go
        assert run.told[-1]["event"] == "summary"
    else:  # the second before the device was open, or just after
        assert (code, begun) in ((130, []), (130, ["session"]))
    assert [one["state"] for one in sessions(command)] == ["finished"] * len(begun)


@pytest.mark.parametrize("which", ASKS)
@pytest.mark.parametrize(
    ("place", "method"), [("BeforeRun", "known"), ("NullOut", "start"), ("Home", "sounds")]
)
def test_a_worn_run_that_was_left_before_its_first_word_ends_without_one(
    command: Run, own_home: Path, short_plan: str, place: str, method: str, which: signal.Signals
) -> None:
    command("settings", "set", "buttons", "off")
    words = ("wear", short_plan, "--audio", "null", "--footpod", "none")
    with held(own_home, place, method, *words) as run:
        run.until_held()
        run.process.send_signal(which)
        if place == "Home":  # still without anything to lose
            assert run.end() == (-which, "")
        else:
            run.let_go()
            assert run.end() == (0, "")
    assert not [one for one in run.told if one["event"] in {"session", "summary"}]
    assert sessions(command) == []


@pytest.mark.parametrize("which", ASKS)
def test_a_worn_run_whose_device_opens_ends_as_any_run(
    command: Run, own_home: Path, short_plan: str, which: signal.Signals
) -> None:
    command("settings", "set", "buttons", "off")
    words = ("wear", short_plan, "--audio", "null", "--footpod", "none")
    with held(own_home, "NullOut", "start", *words, times=2) as run:
        assert run.process.stdin is not None
        run.process.stdin.write("yes\n")
        run.process.stdin.flush()
        run.until_held()
        run.process.send_signal(which)
        run.let_go()
        assert run.end()[0] == 0
    assert [one["reason"] for one in run.told if one["event"] == "finished"] == ["stopped"]
    assert [one["state"] for one in run.told if one["event"] == "summary"] == ["finished"]
    assert [one["id"] for one in sessions(command)] == [1]
