"""Prints one table of what docs/laws.md promises and what this machine measures.

    python -m benchmarks [NAME...]        BENCH=long for runs of 30 minutes

NAME is one of the measurements; left out, all of them.
"""

from __future__ import annotations

import importlib
import os
import platform
import sys
import time
import traceback
from collections.abc import Iterator

from benchmarks.measuring import LONG, Line

ALL = (
    *(
        "starts",
        "latency",
        "rendering",
        "history",
        "history_trends",
        "imports",
        "clicks",
        "processes",
        "kill9",
    ),
    *("coach_block", "coach_cost", "outings", "phone", "doors"),
)
ALONE = ("whole_ramp", "load", "scale")
"""Asked for by name only: they last longer than all the others together."""


def main(names: list[str]) -> int:
    wrong = [name for name in names if name not in ALL + ALONE]
    if wrong:
        print(f"no measurement {wrong[0]!r}; there are: {', '.join(ALL + ALONE)}", file=sys.stderr)
        return 2
    begun = time.monotonic()
    print(f"{platform.platform()}, Python {platform.python_version()}{', long' if LONG else ''}")
    # What else the machine does is part of every number below.
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors\n")
    print("| | what | budget | measured | alone by |\n|---|---|---|---|---|")
    missed = 0
    for name in names or ALL:
        for line in _lines(name):
            mark = {True: "ok", False: "MISSED", None: ""}[line.held]
            missed += line.held is False
            print(
                f"| {mark} | {line.what} | {line.budget} | {line.measured} | `{line.command}` |",
                flush=True,
            )
    print(f"\n{missed} missed, in {time.monotonic() - begun:.0f} s")
    return 0


def _lines(name: str) -> Iterator[Line]:
    """What a measurement says; one that fails is a line too, and the others go on."""
    try:
        yield from importlib.import_module(f"benchmarks.{name}").lines()
    except Exception as exc:  # noqa: BLE001
        traceback.print_exc()
        yield Line(
            name, "", f"could not be measured: {exc!r}", None, f"python -m benchmarks {name}"
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
