"""Kills a headless run again and again at random moments, and looks at what the log still has.

    python -m benchmarks.kill9 [KILLS=100] [SEED=1]

The lines a run prints say what it had logged; what was printed more than a second before the kill
must be in the database, the database must be whole, and the next start must offer the session.
"""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.measuring import LONG, Line
from cadencecoach.adapters.store.sqlite import Store

AT_ONCE: Final = 2
SHORTEST_S: Final = 0.0
LONGEST_S: Final = 4.0
"""From the first line to the kill."""

SPEED: Final = "20"
"""Twenty readings a second, so that a second lost is seen as one."""


@dataclass(frozen=True, slots=True)
class Loss:
    """What one kill cost."""

    printed: int
    """Events the run had told of."""

    stored: int
    lost_s: float
    """How long before the kill the oldest event was told that is not in the database."""

    intact: bool
    offered: bool
    """The next start finds it interrupted; where nothing was stored yet there is nothing to offer."""


def kill_once(home: Path, lives_s: float) -> Loss:
    """Run the demo plan, kill it `lives_s` after its first line, and open its log."""
    env = {**os.environ, "CADENCECOACH_HOME": str(home)}
    command = [sys.executable, "-m", "cadencecoach", "run", "demo", "--headless",
               "--audio", "null", "--speed", SPEED, "--footpod", "simulated"]  # fmt: skip
    told_s: list[float] = []
    with subprocess.Popen(command, env=env, cwd=home, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        session = run.stdout.readline()
        if not session:
            raise RuntimeError("the run did not begin")
        with ThreadPoolExecutor(1) as hand:
            killed = hand.submit(_kill_after, run, lives_s)
            told_s += [time.monotonic() for line in run.stdout if line.endswith("\n")]
            killed_s = killed.result()
    database = home / "sessions.db"
    with Store(database) as store:
        offered = store.recover()
        stored = len(store.load(offered[0].id).events) if offered else 0
        sessions = len(store.sessions())
    connection = sqlite3.connect(database)
    intact = connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()
    lost = told_s[stored:]
    return Loss(
        len(told_s),
        stored,
        max((killed_s - at for at in lost), default=0.0),
        intact,
        len(offered) == sessions,
    )


def _kill_after(run: subprocess.Popen[str], seconds: float) -> float:
    try:
        run.wait(seconds)
    except subprocess.TimeoutExpired:
        run.kill()
    return time.monotonic()


def kill_often(kills: int, seed: int) -> list[Loss]:
    """The same at random moments, a few at a time."""
    chance = random.Random(seed)
    lives = [chance.uniform(SHORTEST_S, LONGEST_S) for _ in range(kills)]
    with tempfile.TemporaryDirectory(prefix="kill9.") as folder:
        homes = [Path(folder) / str(number) for number in range(kills)]
        for home in homes:
            home.mkdir(mode=0o700)
        with ThreadPoolExecutor(AT_ONCE) as hands:
            return list(hands.map(kill_once, homes, lives))


def lines() -> Iterator[Line]:
    """20 kills, or 100 with `BENCH=long`."""
    losses = kill_often(100 if LONG else 20, 1)
    most_s = max(loss.lost_s for loss in losses)
    broken = sum(not loss.intact for loss in losses)
    missing = sum(not loss.offered for loss in losses)
    yield Line(
        f"{len(losses)} times kill -9 in a headless run",
        "0 damaged, <= 1 s lost, session offered",
        f"{broken} damaged, {most_s:.2f} s lost at most, {missing} not offered",
        not broken and not missing and most_s <= 1.0,
        "python -m benchmarks.kill9 100",
    )


if __name__ == "__main__":
    kills, seed = (int(value) for value in (*sys.argv[1:], *("100", "1")[len(sys.argv) - 1 :]))
    for loss in kill_often(kills, seed):
        print(loss)
