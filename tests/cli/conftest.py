"""A home of its own for each test, and commands as a shell runs them."""

from __future__ import annotations

import itertools
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cadencecoach.adapters.clock import SystemClock
from cadencecoach.adapters.store.home import HOME_VARIABLE
from cadencecoach.cli import main as entry

SHORT_PLAN = """
minutes = 0.5
warm_up = "5 s"
cool_down = "5 s"
cue_every = "off"
[ramp]
start = 165
top = 170
hold = "8 s"
"""


@dataclass(frozen=True)
class Said:
    """What a command came to."""

    code: int
    out: str
    err: str

    @property
    def records(self) -> list[dict[str, Any]]:
        """Each line of stdout as JSON."""
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Said]


@pytest.fixture
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "home"
    monkeypatch.setenv(HOME_VARIABLE, str(home))
    return home


@pytest.fixture
def command(
    own_home: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Run:
    """Run the command line in this process."""

    def run(*words: str) -> Said:
        monkeypatch.setattr(sys, "argv", ["cadencecoach", *words])
        capfd.readouterr()
        code = 0
        ctrl_c = signal.getsignal(signal.SIGINT)
        try:
            entry.main()
        except SystemExit as exc:
            code = exc.code if isinstance(exc.code, int) else 0
        finally:
            signal.signal(signal.SIGINT, ctrl_c)
        return Said(code, *capfd.readouterr())

    return run


@pytest.fixture
def leaping_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """An hour goes by whenever somebody looks: a run by the clock is over at once, and is one."""
    now_ns = itertools.count(step=3_600_000_000_000)
    monkeypatch.setattr(SystemClock, "monotonic_ns", lambda _: next(now_ns))


@pytest.fixture
def short_plan(tmp_path: Path) -> str:
    """The path of a plan of 30 seconds: warm-up, 165, 170, cool-down."""
    path = tmp_path / "short.toml"
    path.write_text(SHORT_PLAN)
    return str(path)


@pytest.fixture
def process(own_home: Path) -> Callable[..., subprocess.Popen[bytes]]:
    """Start the command line in a process of its own, stdout and stderr piped."""

    def start(*words: str, **more: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "cadencecoach", *words],
            env={**os.environ, HOME_VARIABLE: str(own_home), **more},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    return start
