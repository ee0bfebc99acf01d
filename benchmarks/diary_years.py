"""How long Today takes over a diary of years: five runs a week and two ratings a day.

.venv/bin/python -m benchmarks.diary_years [YEARS]
"""

from __future__ import annotations

import json
import sqlite3
import sys
import tempfile
import time
from pathlib import Path

from cadencecoach.adapters.store.diary import DiaryStore
from cadencecoach.config.programmes import DEFAULT, ProgrammeShelf
from cadencecoach.core.diary import entries as en
from cadencecoach.core.diary.pain import Pain, When
from cadencecoach.core.outcome.session_facts import SUMMARY_VERSION
from cadencecoach.core.programme.own_cadence import ladder_of
from cadencecoach.core.programme.steps import due
from cadencecoach.core.programme.today import today
from cadencecoach.core.values.calendar import Moment

START_S = 1_767_222_000
DAY_S = 86_400
CONFIGS = Path(__file__).parents[1] / "configs"
RUN = {
    "run": {
        "minutes": 30,
        "elapsed_s": 1800,
        "top_spm": 165,
        "in_band_percent": 80,
        "coverage_percent": 99,
        "cadence_spm": 165,
        "pain": [],
        "felt": [],
        "figures": {"beat_min": 20, "judged_s": 1100, "in_band_percent": 80},
    }
}


def fill(path: Path, days: int) -> None:
    with DiaryStore(path) as store:
        store.append(
            en.ProgrammeStarted(Moment(START_S), DEFAULT),
            en.BaselineSet(Moment(START_S), 160),
            *(
                en.PainRated(Moment(START_S + day * DAY_S + hour), when, Pain(day % 4))
                for day in range(days)
                for hour, when in ((3600, When.BEFORE), (8000, When.AFTER))
            ),
        )
    connection = sqlite3.connect(path)
    for number, day in enumerate((day for day in range(days) if day % 7 < 5), 1):
        at = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(START_S + day * DAY_S + 4000))
        connection.execute(
            "INSERT INTO sessions (id, uuid, started_at, plan, title, source, state, process,"
            " utc_offset_s) VALUES (?, ?, ?, 'p', 'P', 'footpod', 'finished', '', 0)",
            (number, f"run-{number}", at),
        )
        connection.execute(
            "INSERT INTO summaries VALUES (?, ?, 1800, 165, 99, 80, 0, '', ?)",
            (number, SUMMARY_VERSION, json.dumps(RUN)),
        )
        connection.execute("INSERT INTO distances VALUES (?, 5000)", (number,))
    connection.commit()
    connection.close()


def main() -> None:
    days = 365 * int(sys.argv[1]) if len(sys.argv) > 1 else 3650
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sessions.db"
        fill(path, days)
        programme = ProgrammeShelf(CONFIGS, CONFIGS / "none").programme(DEFAULT)
        now = Moment(START_S + days * DAY_S)
        with DiaryStore(path) as store:
            began = time.perf_counter()
            diary = store.read()
            read = time.perf_counter()
        today(diary, programme, now.day, now)
        seen = time.perf_counter()
        ladder = ladder_of(diary)
        assert ladder is not None
        due(diary, programme, ladder, now)
        decided = time.perf_counter()
    print(
        f"{days} days, {len(diary.runs)} runs, {len(diary.entries)} entries: "
        f"read {read - began:.3f} s, today {seen - read:.3f} s, decide {decided - seen:.3f} s"
    )


if __name__ == "__main__":
    main()
