"""Years of running: how long 5,000 sessions take to open, and one of an hour to be drawn.

The sessions are made once through the real store, from what a simulated run logged, and kept in
build/bench/ for the next time.
"""

from __future__ import annotations

import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from benchmarks.measuring import COMMAND, Line, Watched, home, in_turn_ms, median_ms, nap, ratio
from cadencecoach.adapters.store.migrations import MIGRATIONS
from cadencecoach.adapters.store.sqlite import Store, StoredSession
from cadencecoach.adapters.store.writer import NewSession, SessionWriter
from cadencecoach.app.review.review import ReviewFromStore
from cadencecoach.core.events import Event
from cadencecoach.core.outcome.session_facts import SUMMARY_VERSION, SessionState, Source
from cadencecoach.core.sensor.rsc import decode_measurement
from cadencecoach.core.trends.search import query_of
from cadencecoach.core.values.units import frames

SESSIONS: Final = 5_000
KEPT: Final = frames(60)
"""Of each session: enough of a log for a summary of its own."""

REPEATS: Final = 7
APP_STARTS: Final = 5
"""Odd, so that one of them is the middle."""

HOW: Final = "python -m benchmarks history"
ROWS: Final = """
import sqlite3
for row in sqlite3.connect({0!r}).execute("SELECT * FROM sessions ORDER BY started_at"):
    print(*row)
"""
_KEEP_IN: Final = Path(__file__).resolve().parents[1] / "build" / "bench"


def lines() -> Iterator[Line]:
    """The store and the command; then the same as seen in the app, with the hour on top."""
    with home(theme="dark") as env:  # else the first start asks
        database = Path(env["CADENCECOACH_HOME"]) / "sessions.db"
        shutil.copyfile(history(), database)
        review = ReviewFromStore(database)
        listing_ms = median_ms(REPEATS, review.rows)
        newest = review.rows()[0]
        knowing_ms = median_ms(REPEATS, review.known)
        known, looked_for = review.known()[0].values(), query_of("demo footpod")
        finding_ms = median_ms(REPEATS, lambda: [one for one in known if looked_for.finds(one)])
        drawing_ms = median_ms(REPEATS, lambda: review.load(newest.id))
        told_ms, rows_ms = in_turn_ms(
            REPEATS,
            [COMMAND, "sessions"],
            [sys.executable, "-c", ROWS.format(str(database))],
            env=env,
        )
        shown, drawn = [], []
        for _ in range(APP_STARTS):
            # Each drawing beside its own floor: a machine is not as quick from one to the next.
            before_ms = median_ms(REPEATS, lambda: read_readings(database, newest.id))
            listed_s, opened_s = _in_the_app_s(env)
            after_ms = median_ms(REPEATS, lambda: read_readings(database, newest.id))
            shown.append(listed_s * 1e3)
            drawn.append((opened_s * 1e3, (before_ms + after_ms) / 2))
        shown_ms = statistics.median(shown)
        drawn_ms, readings_ms = sorted(drawn, key=lambda pair: pair[0] / pair[1])[APP_STARTS // 2]
        size_mb = database.stat().st_size / 1e6
    what = f"{SESSIONS:,} sessions ({size_mb:.0f} MB)"
    rows = "the same rows by Python and sqlite3"
    yield ratio(
        f"{what} open, key to screen ({listing_ms:.0f} ms reading)", 3, shown_ms, rows, rows_ms, HOW
    )
    yield ratio(
        f"{SESSIONS:,} sessions known by their words, then {finding_ms:.0f} ms a letter", 4,
        knowing_ms, rows, rows_ms, HOW,
    )  # fmt: skip
    yield ratio(
        f"one of 60 minutes drawn, key to screen ({drawing_ms:.0f} ms reading)", 25, drawn_ms,
        "its readings by sqlite3, decoded", readings_ms, HOW,
    )  # fmt: skip
    yield ratio(f"`cadencecoach sessions` with {SESSIONS:,}", 5, told_ms, rows, rows_ms, HOW)


def read_readings(database: Path, session: int) -> None:
    """The readings of a session as SQLite has them, each decoded once."""
    with closing(sqlite3.connect(database)) as connection:
        for (payload,) in connection.execute(
            "SELECT raw FROM readings WHERE session_id = ?", (session,)
        ):
            decode_measurement(payload)


def _in_the_app_s(env: dict[str, str]) -> tuple[float, float]:
    """From a key to the list, and from a key to the session of an hour."""
    with Watched([COMMAND], env) as app:
        app.wait_for(b"Ramp")
        nap(1)
        pressed = app.press("v")
        listed = app.wait_for(f"of {SESSIONS + 1:,}".encode(), after_s=pressed)
        nap(0.5)
        entered = app.press("\r")
        drawn = app.wait_for(b" steps a minute", after_s=entered)
    return listed - pressed, drawn - entered


def history() -> Path:
    """The log with all of them, made where it is not kept yet."""
    kept = _KEEP_IN / f"history-{len(MIGRATIONS)}-{SUMMARY_VERSION}.db"
    if not kept.exists():
        begun = time.monotonic()
        shared = "/dev/shm" if Path("/dev/shm").is_dir() else None
        with tempfile.TemporaryDirectory(dir=shared) as folder:
            made = Path(folder) / "sessions.db"
            _make(made)
            kept.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(made, kept.with_suffix(".new"))
            kept.with_suffix(".new").replace(kept)
        print(f"(made {SESSIONS:,} sessions in {time.monotonic() - begun:.0f} s)\n")
    return kept


def _make(database: Path) -> None:
    """5,000 short sessions two days apart, and an hour's as the newest."""
    model = simulated("demo")
    short = tuple(event for event in model.events if event.at <= KEPT)
    newest = datetime.now(UTC) - timedelta(days=1)
    for number in range(SESSIONS):
        started = newest - timedelta(days=2) * (SESSIONS - number)
        write(database, model, started, short)
    hour = simulated("ramp", "--minutes", "60")
    write(database, hour, newest, hour.events)
    # What is still in the write-ahead log would not come along with the file.
    with Store(database) as store:
        store.recover()


def write(database: Path, model: StoredSession, started: datetime, events: Sequence[Event]) -> None:
    """A session with the head of another one, and these events."""
    session = NewSession(started, model.facts.plan, Source.FOOTPOD, model.header)
    writer = SessionWriter(database, session, on_trouble=_refused, on_recovered=lambda: None)
    writer.append(events)
    if not writer.finish(SessionState.FINISHED, events[-1].at, timeout_s=60):
        raise RuntimeError("the log could not be written")


def _refused(line: str) -> None:
    raise RuntimeError(line)


def simulated(*plan: str) -> StoredSession:
    """What a simulated run of a plan logs."""
    with home() as env:
        command = [COMMAND, "run", *plan, "--headless", "--audio", "null", "--speed", "max",
                   "--footpod", "simulated"]  # fmt: skip
        subprocess.run(command, env=env, check=True, capture_output=True)
        with Store(Path(env["CADENCECOACH_HOME"]) / "sessions.db") as store:
            return store.load(store.find("last").id)
