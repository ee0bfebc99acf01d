"""Kills a process that logs at speed, again and again, and counts what a session lost by it.

    python benchmarks/kill9_store.py [KILLS=100] [SEED=1]

Prints one JSON object: kills, databases that failed their integrity check, events that were
appended more than a second before the kill and are not there, and the age of the oldest lost one.
"""

from __future__ import annotations

import json
import random
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

from cadencecoach.adapters.store.sqlite import Store
from cadencecoach.adapters.store.writer import NewSession, SessionWriter
from cadencecoach.core.events import Noted
from cadencecoach.core.outcome.session_facts import SessionState, Source
from cadencecoach.core.values.units import Frame, frames

AT_ONCE = 8
"""Children at a time; each waits most of its life."""

EVERY_S = 0.004
LONGEST_LIFE = 500
"""Events that the longest-lived child appends before it is killed: two seconds' worth."""


def log_at_speed(path: Path) -> None:
    header = {
        "plan": {
            "name": "kill",
            "title": "Kill",
            "stages": [{"kind": "warm-up", "length": frames(3600), "target_spm": None}],
            "cue_every": None,
            "theme": False,
            "click": "always",
            "advance": "time",
        }
    }
    session = NewSession(datetime.now(UTC), "kill", Source.NONE, header)
    writer = SessionWriter(path, session, on_trouble=sys.exit, on_recovered=lambda: None)
    number = 0
    while True:
        writer.append([Noted(Frame(number), f"event {number} " + "x" * 200)])
        print(time.monotonic_ns(), flush=True)
        number += 1
        time.sleep(EVERY_S)


def kill_one(path: Path, life: int) -> dict[str, float]:
    child = subprocess.Popen(
        [sys.executable, __file__, "--child", str(path)], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    appended = [int(child.stdout.readline()) for _ in range(life)]
    killed = time.monotonic_ns()
    child.kill()
    appended += [int(line) for line in child.stdout if line.endswith("\n")]
    child.wait()
    child.stdout.close()
    # A child killed before its first second was over may not even have made its session.
    stored, intact, interrupted = 0, True, True
    if path.exists():
        with Store(path) as store:
            found = store.recover()
            stored = len(store.load(found[0].id).events) if found else 0
            interrupted = all(facts.state is SessionState.INTERRUPTED for facts in found)
        connection = sqlite3.connect(path)
        intact = connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        connection.close()
    lost = appended[stored:]
    return {
        "damaged": int(not (intact and interrupted)),
        "late": sum(killed - at > 1_000_000_000 for at in lost),
        "lost_s": max((killed - at for at in lost), default=0) / 1e9,
    }


def main(kills: int, seed: int) -> None:
    chance = random.Random(seed)
    lives = [chance.randint(1, LONGEST_LIFE) for _ in range(kills)]
    results: list[dict[str, float]] = []
    turns = threading.Semaphore(AT_ONCE)
    with tempfile.TemporaryDirectory() as directory:

        def one(index: int, life: int) -> None:
            with turns:
                results.append(kill_one(Path(directory) / f"{index}.db", life))

        threads = [threading.Thread(target=one, args=pair) for pair in enumerate(lives)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    print(
        json.dumps(
            {
                "kills": len(results),
                "damaged": sum(result["damaged"] for result in results),
                "late": sum(result["late"] for result in results),
                "most_lost_s": round(max(result["lost_s"] for result in results), 3),
            }
        )
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        log_at_speed(Path(sys.argv[2]))
    else:
        main(*(int(value) for value in (sys.argv[1:] + ["100", "1"][len(sys.argv) - 1 :])[:2]))
