"""How long a runner waits for the first word: commands, and the app's first frame."""

from __future__ import annotations

import statistics
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks.measuring import COMMAND, Line, Watched, home

REPEATS: Final = 15
"""The median of them counts; the first, which reads cold files, is left out."""


def lines() -> Iterator[Line]:
    """The command line's budgets and the app's."""
    with home(theme="dark") as env:  # else the first start asks
        for arguments, budget_ms in (("--version", 150), ("sessions", 250)):
            measured = [_ms([COMMAND, arguments], env) for _ in range(REPEATS + 1)][1:]
            middle = statistics.median(measured)
            yield Line(
                f"`cadencecoach {arguments}`",
                f"<= {budget_ms} ms",
                f"{middle:.0f} ms (worst {max(measured):.0f})",
                middle <= budget_ms,
                "python -m benchmarks starts",
            )
        frames = [_first_frame_ms(env) for _ in range(6)][1:]
        middle = statistics.median(frames)
        yield Line(
            "app's first frame, 80x24 terminal",
            "<= 800 ms",
            f"{middle:.0f} ms (worst {max(frames):.0f})",
            middle <= 800,
            "python -m benchmarks starts",
        )
        bare = statistics.median(_ms([_python(), "-c", "pass"], env) for _ in range(REPEATS))
        yield Line(
            "for comparison: Python alone",
            "",
            f"{bare:.0f} ms",
            None,
            "python -m benchmarks starts",
        )


def _python() -> str:
    return str(Path(COMMAND).with_name("python"))


def _ms(command: list[str], env: dict[str, str]) -> float:
    begun = time.perf_counter()
    subprocess.run(command, env=env, check=True, capture_output=True)
    return (time.perf_counter() - begun) * 1e3


def _first_frame_ms(env: dict[str, str]) -> float:
    with Watched([COMMAND], env) as app:
        shown_s = app.wait_for(b"Ramp")
        return (shown_s - app.begun_s) * 1e3
