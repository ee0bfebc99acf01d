"""How long a runner waits for the first word: commands, and the app's first frame."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from benchmarks.clicks import PLAN
from benchmarks.measuring import COMMAND, Line, Watched, home, in_turn_ms, nap, ratio
from cadencecoach.adapters.clock import monotonic_ns
from tests.e2e.rig.judge import onsets
from tests.e2e.rig.sink import RATE_HZ, Sink, installed

HOW: Final = "python -m benchmarks starts"
REPEATS: Final = 15
"""The median of them counts; the first, which reads cold files, is left out."""

BARE: Final = """
from textual.app import App
from textual.widgets import Static

class Bare(App):
    def compose(self):
        yield Static("quit")

Bare().run()
"""

OBVIOUS: Final = """
import asyncio, sqlite3, numpy, pydantic, soundfile
from benchmarks.naive_metronome import main

main(170, 4)
"""
"""What a run cannot do without, imported, and a click played."""


def lines() -> Iterator[Line]:
    """The command line's budgets and the app's."""
    with home(theme="dark") as env:  # else the first start asks
        bare, version, sessions = in_turn_ms(
            REPEATS,
            [_python(), "-c", "pass"],
            [COMMAND, "--version"],
            [COMMAND, "sessions"],
            env=env,
        )
        yield ratio("`cadencecoach --version`", 2, version, "Python alone", bare, HOW)
        yield ratio("`cadencecoach sessions`", 12, sessions, "Python alone", bare, HOW)
        yield _first_frame(env)
        yield from _first_click()


def _first_click() -> Iterator[Line]:
    """From Enter to the first sample of a click in the sink, in turn with the obvious metronome."""
    what = "first click of a run, from Enter"
    if not installed():
        yield Line(what, "", "not measured: needs pulseaudio", None, HOW)
        return
    with Sink() as sink, home(quiet="true") as own:
        plan = sink.folder / "clicks-only.toml"
        plan.write_text(PLAN)
        run = [COMMAND, "run", str(plan), "--footpod", "none", "--headless"]
        env = {**sink.env, "CADENCECOACH_HOME": own["CADENCECOACH_HOME"]}
        ours, obvious = [], []
        for _ in range(5):
            ours.append(_to_click_ms(run, sink, env))
            obvious.append(_to_click_ms([_python(), "-c", OBVIOUS], sink, env))
    line = ratio(
        what, 6, statistics.median(ours), "the obvious metronome's, its libraries imported",
        statistics.median(obvious), HOW, or_s=1.2,
    )  # fmt: skip
    yield replace(line, measured=f"{line.measured}; worst {max(ours):.0f} ms")


def _to_click_ms(command: Sequence[str], sink: Sink, env: Mapping[str, str]) -> float:
    recording, entered_ns = sink.record(), monotonic_ns()
    with Watched(command, env, size=None):
        nap(4)
    recorded = recording.stop()
    first_s = float(onsets(recorded.samples, RATE_HZ)[0])
    return (recorded.heard_ns(first_s) - entered_ns) / 1e6


def _python() -> str:
    return str(Path(COMMAND).with_name("python"))


def _first_frame(env: dict[str, str]) -> Line:
    """The app's first frame and its whole first screen, in turn with a bare Textual app."""
    bare, first, whole = [], [], []
    for _ in range(REPEATS + 1):
        with Watched([_python(), "-c", BARE], env) as app:
            bare.append((app.wait_for(b"quit") - app.begun_s) * 1e3)
        with Watched([COMMAND], env) as app:
            first.append((app.wait_for(b"quit") - app.begun_s) * 1e3)
            whole.append((app.wait_for(b"footpod") - app.begun_s) * 1e3)
    of_bare, of_first, of_whole = (statistics.median(ms[1:]) for ms in (bare, first, whole))
    return Line(
        "app's first frame, 80x24 terminal, in turn with a bare Textual app",
        "<= 1.5 times that",
        f"{of_first / of_bare:.2f} times: {of_first:.0f} ms, bare {of_bare:.0f} ms;"
        f" all of Today {of_whole:.0f} ms",
        of_first <= 1.5 * of_bare,
        HOW,
    )
