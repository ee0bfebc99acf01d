"""More runs than a life has: what 20,000 sessions cost, and one of six hours with ten readings a second.

The sessions of `history_trends`, four at a time: 15 kB of summary and three ratings each.
"""

from __future__ import annotations

import shutil
import sqlite3
import statistics
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from uuid import uuid4

from benchmarks.history import REPEATS, ROWS, history, read_readings, simulated, write
from benchmarks.history_trends import CHART, lengthen, read_as_rows
from benchmarks.measuring import COMMAND, Line, Watched, cost, home, in_turn_ms, median_ms, ratio
from cadencecoach.core.events.inputs import PayloadReceived
from cadencecoach.core.values.units import Frame, frames

COPIES: Final = 4
EVERY_S: Final = 0.1
"""A footpod that notifies ten times a second."""

BEGAN: Final = datetime(2026, 9, 1, 6, tzinfo=UTC)

HOW: Final = "python -m benchmarks scale"
_OF_A_SESSION: Final = ("headers", "events", "readings", "summaries")


def lines() -> Iterator[Line]:
    """Lists, trends and pages of all of them; the app's first frame beside an empty log; six hours."""
    with home(theme="dark") as env, home(theme="dark") as empty:
        database = Path(env["CADENCECOACH_HOME"]) / "sessions.db"
        shutil.copyfile(history(), database)
        what = f"{_multiply(database):,} sessions"
        lengthen(database)
        into = ("--html", str(database.with_name("page.html")), "--force")
        listed, rows, one, trends, page, chart = in_turn_ms(
            5,
            [COMMAND, "sessions"],
            [sys.executable, "-c", ROWS.format(str(database))],
            [COMMAND, "show", "last"],
            [COMMAND, "trends"],
            [COMMAND, "report", "--programme", *into],
            [sys.executable, "-c", CHART],
            env=env,
        )
        parsed = median_ms(3, lambda: read_as_rows(database))
        json_s, json_mb = cost([COMMAND, "sessions", "--json"], env)
        first, first_of_none = _first_frames_ms(env, empty)
    same = "the same rows by Python and sqlite3"
    yield ratio(f"`cadencecoach sessions` with {what}", 2, listed, same, rows, HOW, or_s=0.5)
    yield Line(f"`show last` of {what}", "", f"{one / 1e3:.1f} s", None, HOW)
    same = "the same rows by sqlite3"
    yield ratio(f"`trends` of {what}", 5, trends, same, parsed, HOW, or_s=2)
    both = "a chart of matplotlib's and the same rows by sqlite3"
    yield ratio(f"`report --programme` of {what}", 3, page, both, chart + parsed, HOW, or_s=3)
    yield Line(
        f"`sessions --json` of {what}", "<= 80 MB", f"{json_mb:.0f} MB, {json_s:.1f} s",
        json_mb <= 80, HOW,
    )  # fmt: skip
    none = "that of an empty log"
    yield ratio(f"app's first frame with {what}", 1.2, first, none, first_of_none, HOW)
    yield _six_hours()


def _multiply(database: Path) -> int:
    """Copies of all sessions, hours later; how many there are then."""
    with closing(sqlite3.connect(database)) as log:
        log.create_function("new_uuid", 0, lambda: str(uuid4()))
        (most,) = log.execute("SELECT max(id) FROM sessions").fetchone()
        columns = [row[1] for row in log.execute("PRAGMA table_info(sessions)")]
        for copy in range(1, COPIES):
            later = f"strftime('%Y-%m-%dT%H:%M:%f', started_at, '+{6 * copy} hours') || 'Z'"
            other = {"id": f"id + {copy * most}", "uuid": "new_uuid()", "started_at": later}
            made = ", ".join(other.get(column, column) for column in columns)
            log.execute(f"INSERT INTO sessions SELECT {made} FROM sessions WHERE id <= {most}")
            for table in _OF_A_SESSION:
                kept = [row[1] for row in log.execute(f"PRAGMA table_info({table})")][1:]
                log.execute(
                    f"INSERT INTO {table} SELECT session_id + {copy * most}, {', '.join(kept)}"
                    f" FROM {table} WHERE session_id <= {most}"
                )
        log.commit()
        return int(most) * COPIES


def _first_frames_ms(env: dict[str, str], empty: dict[str, str]) -> tuple[float, float]:
    """With all of them and with none, in turn; cold files are read first."""
    shown: list[list[float]] = [[], []]
    for _ in range(REPEATS + 1):
        for times, own in zip(shown, (env, empty), strict=True):
            with Watched([COMMAND], own) as app:
                times.append((app.wait_for(b"quit") - app.begun_s) * 1e3)
    full, none = (statistics.median(times[1:]) for times in shown)
    return full, none


def _six_hours() -> Line:
    """One session, with each reading ten times over a second."""
    model = simulated("ramp", "--minutes", "360")
    events = [
        replace(event, at=Frame(event.at + frames(EVERY_S * copy)))
        for event in model.events
        for copy in range(10 if isinstance(event, PayloadReceived) else 1)
    ]
    with home() as env:
        database = Path(env["CADENCECOACH_HOME"]) / "sessions.db"
        write(
            database,
            model,
            BEGAN,
            sorted(events, key=lambda e: e.at),
        )
        (shown,) = in_turn_ms(5, [COMMAND, "show", "last"], env=env)
        floor = median_ms(3, lambda: read_readings(database, 1))
        size_mb = database.stat().st_size / 1e6
    what = f"`show` of six hours with ten readings a second ({size_mb:.0f} MB)"
    return ratio(what, 2, shown, "its readings by sqlite3, decoded", floor, HOW, or_s=1)
