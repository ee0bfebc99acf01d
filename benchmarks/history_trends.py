"""Years of running again: what the trends and the pages cost, with summaries as long runs have them.

The sessions of `history` are a minute long; here each gets the kept summary of an hour's run, with
its cues and rungs, and the diary gets three ratings a run.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final
from unittest.mock import patch

from benchmarks.history import REPEATS, SESSIONS, history
from benchmarks.measuring import COMMAND, Line, home, in_turn_ms, median_ms, ratio
from cadencecoach.app.diary.logbook import open_logbook
from cadencecoach.app.home import Home
from cadencecoach.app.review.trends import trends_of

HOW: Final = "python -m benchmarks history_trends"
CHART: Final = """
from io import StringIO
from matplotlib.figure import Figure
figure = Figure(figsize=(7, 3))
figure.subplots().plot([0, 1], [0, 1])
figure.savefig(StringIO(), format="svg")
"""


def lines() -> Iterator[Line]:
    """The trends as a call, then both pages as commands, from the shell to the file."""
    with home() as env:
        folder = Path(env["CADENCECOACH_HOME"])
        shutil.copyfile(history(), folder / "sessions.db")
        size_kb = lengthen(folder / "sessions.db")
        with patch.dict(os.environ, env), open_logbook(Home.here()) as book:
            diary_ms = median_ms(REPEATS, book.store.read)
            trends_ms = median_ms(REPEATS, lambda: trends_of(book))

        into = ("--html", str(folder / "page.html"), "--force")
        page_ms, one_ms, chart_ms = in_turn_ms(
            5,
            [COMMAND, "report", "--programme", *into],
            [COMMAND, "report", "last", *into],
            [sys.executable, "-c", CHART],
            env=env,
        )
        rows_ms = median_ms(REPEATS, lambda: read_as_rows(folder / "sessions.db"))
    what = f"{SESSIONS:,} sessions, {size_kb:.0f} kB of summary each, {3 * SESSIONS:,} ratings"
    yield ratio(
        f"trends of {what}, the diary read", 8, trends_ms + diary_ms,
        "the same rows by sqlite3", rows_ms, HOW,
    )  # fmt: skip
    chart = "matplotlib's import and one chart"
    yield ratio("`report --programme` of them", 4, page_ms, chart, chart_ms, HOW)
    yield ratio("`report last`, an hour, among them", 3, one_ms, chart, chart_ms, HOW)


def read_as_rows(database: Path) -> None:
    """What trends rest on, as SQLite and Python's own JSON have it."""
    with closing(sqlite3.connect(database)) as connection:
        for (run,) in connection.execute("SELECT json_extract(body, '$.run') FROM summaries"):
            json.loads(run)
        for (body,) in connection.execute("SELECT body FROM diary"):
            json.loads(body)


def lengthen(database: Path) -> float:
    """Give every session the summary of the newest, and the diary its ratings; kB of a summary."""
    rng = random.Random(7)
    connection = sqlite3.connect(database)
    (body,) = connection.execute(
        "SELECT body FROM summaries ORDER BY session_id DESC LIMIT 1"
    ).fetchone()
    # No two alike: SQLite keeps the last one it has parsed, and would only parse one.
    connection.execute(
        "UPDATE summaries SET body = json_set(?, '$.run.elapsed_s', session_id)", (body,)
    )
    sessions = connection.execute(
        "SELECT uuid, CAST(strftime('%s', started_at) AS INTEGER) FROM sessions ORDER BY id"
    ).fetchall()
    rows = []
    for uuid, began_s in sessions:
        for when, later_s in (("before", -600), ("after", 4000), ("morning", 86_400)):
            pain = {
                "level": rng.randrange(6), "side": "left", "quality": "ache", "where": "",
                "limping": False,
            }  # fmt: skip
            said = {
                "when": when, "pain": pain, "session": uuid if when == "after" else None,
                "about": None,
            }  # fmt: skip
            rows.append((began_s + later_s, 0, "PainRated", json.dumps(said)))
    connection.executemany(
        "INSERT INTO diary (utc_s, offset_s, name, body) VALUES (?, ?, ?, ?)", rows
    )
    connection.commit()
    connection.close()
    return len(body) / 1000


if __name__ == "__main__":
    for line in lines():
        print(line.what, "|", line.budget, "|", line.measured, "|", line.held)
