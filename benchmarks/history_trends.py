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
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from unittest.mock import patch

from benchmarks.history import SESSIONS, _history, _median_ms
from benchmarks.measuring import COMMAND, Line, home
from cadencecoach.app.diary.logbook import open_logbook
from cadencecoach.app.home import Home
from cadencecoach.app.review.trends import trends_of

HOW: Final = "python -m benchmarks history_trends"
_REPORT_MS: Final = 2000
_TRENDS_MS: Final = 1000


def lines() -> Iterator[Line]:
    """The trends as a call, then both pages as commands, from the shell to the file."""
    with home() as env:
        folder = Path(env["CADENCECOACH_HOME"])
        shutil.copyfile(_history(), folder / "sessions.db")
        size_kb = _lengthen(folder / "sessions.db")
        with patch.dict(os.environ, env), open_logbook(Home.here()) as book:
            diary_ms = _median_ms(book.store.read)
            trends_ms = _median_ms(lambda: trends_of(book))

        def told_ms(*words: str) -> float:
            command = [COMMAND, "report", *words, "--html", str(folder / "page.html"), "--force"]
            return _median_ms(
                lambda: subprocess.run(command, env=env, check=True, capture_output=True)
            )

        page_ms = told_ms("--programme")
        one_ms = told_ms("last")
    what = f"{SESSIONS:,} sessions, {size_kb:.0f} kB of summary each, {3 * SESSIONS:,} ratings"
    yield Line(
        f"trends of {what}", f"<= {_TRENDS_MS} ms",
        f"{trends_ms:.0f} ms, after {diary_ms:.0f} ms for the diary",
        trends_ms + diary_ms <= _TRENDS_MS, HOW,
    )  # fmt: skip
    yield Line(
        "`report --programme` of them", f"<= {_REPORT_MS} ms", f"{page_ms:.0f} ms",
        page_ms <= _REPORT_MS, HOW,
    )  # fmt: skip
    yield Line(
        "`report last`, an hour, among them", f"<= {_REPORT_MS} ms", f"{one_ms:.0f} ms",
        one_ms <= _REPORT_MS, HOW,
    )  # fmt: skip


def _lengthen(database: Path) -> float:
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
