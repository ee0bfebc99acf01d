"""What a whole run costs the machine: headless, and with the run screen open."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Final

from benchmarks.measuring import COMMAND, LONG, Line, Usage, Watched, home, nap
from tests.e2e.rig.sink import Sink, installed

SETTLED_S: Final = 8
"""Imports, the first screen and the first two seconds of sound are over."""

LASTS_S: Final = 30 * 60 if LONG else 60
RUN: Final = (COMMAND, "run", "ramp", "--footpod", "simulated")


def lines() -> Iterator[Line]:
    """Both runs at once, for a minute (`BENCH=long`: 30), each with a sink of its own."""
    with contextlib.ExitStack() as stack:
        runs = {}
        for name, arguments, size in (
            ("headless", (*RUN, "--headless"), None),
            ("run screen open, 80x24", RUN, (24, 80)),
        ):
            env = stack.enter_context(home())
            if installed():
                env = {**stack.enter_context(Sink()).env, **_only_home(env)}
            silent = () if installed() else ("--audio", "null")
            runs[name] = stack.enter_context(Watched((*arguments, *silent), env, size=size))
        nap(SETTLED_S)
        before = {name: run.used() for name, run in runs.items()}
        nap(LASTS_S)
        after = {name: run.used() for name, run in runs.items()}
    sound = "into a PulseAudio sink" if installed() else "without sound: no pulseaudio here"
    for name, cpu, memory_mb in (
        ("headless", 2, 80),
        ("run screen open, 80x24", 8, 130),
    ):
        yield _line(f"{name}, {sound}", before[name], after[name], cpu, memory_mb)


def _only_home(env: dict[str, str]) -> dict[str, str]:
    return {"CADENCECOACH_HOME": env["CADENCECOACH_HOME"]}


def _line(name: str, before: Usage, after: Usage, cpu: int, memory_mb: int) -> Line:
    percent = (after.cpu_s - before.cpu_s) / (after.at_s - before.at_s) * 100
    grown = after.resident_mb - before.resident_mb
    return Line(
        name,
        f"<= {cpu} % of a core, <= {memory_mb} MB",
        f"{percent:.1f} %, {after.resident_mb:.0f} MB ({grown:+.1f} in {LASTS_S} s),"
        f" {after.own_mb:.0f} of it its own",
        percent <= cpu and after.resident_mb <= memory_mb,
        "python -m benchmarks processes",
    )
