"""`python -m tests.lives.second LOG UTC_S`: a second program, which notes a walk in the same log.

It says "writes" once it is the only writer, and writes when it is told to on its standard input.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from cadencecoach.adapters.clock import local_moment
from cadencecoach.adapters.store.diary import DiaryStore
from cadencecoach.app.diary.activities import note_activity
from cadencecoach.core.diary.diary import Diary, DiaryChange
from cadencecoach.core.diary.entries import Sport

WRITES: Final = "writes"


def main(log: str, utc_s: str) -> None:
    """Note the walk."""
    now = local_moment(datetime.fromtimestamp(int(utc_s), UTC))
    walk = note_activity(Sport.WALK, 30, 2)

    def slowly(diary: Diary) -> DiaryChange:
        print(WRITES, flush=True)  # noqa: T201 - whoever started it waits for that
        sys.stdin.readline()
        return walk(diary, now)

    with DiaryStore(Path(log)) as store:
        store.change(slowly)


if __name__ == "__main__":
    main(*sys.argv[1:])
