"""What comes between a program and its log: a second program that writes, and a full disk."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from unittest import mock

from cadencecoach.adapters.store import connection
from cadencecoach.adapters.store.diary import DiaryStore
from cadencecoach.app.diary.logbook import Logbook, open_logbook
from cadencecoach.app.diary.ratings import CheckIn
from cadencecoach.core.diary.diary import Diary
from cadencecoach.core.diary.entries import ActivityDone, PainRated
from cadencecoach.core.diary.pain import Pain, When
from cadencecoach.errors import StoreBusy
from tests.lives import second
from tests.lives.life import Life

ROOT: Final = Path(__file__).parents[2]
SHORT_S: Final = 0.05
"""So long a program waits here for another; in the app it is five seconds."""

LONG: Final = "x" * 9000
"""A note that is longer than what a page of the file has left."""


def beside(life: Life, chance: random.Random) -> str:
    """A second program writes as this one is told of the back; it was opened before or after."""
    pain = CheckIn(pain={When.NOW: Pain(max(0, min(10, round(life.level))))})
    utc_s = int(life.clock.utc_now().timestamp())
    with mock.patch.object(connection, "_WAIT_S", SHORT_S), open_logbook(life.home) as book:
        before = book.store.read()
        other = subprocess.Popen(
            [sys.executable, "-m", second.__name__, str(life.home.database), str(utc_s)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert other.stdin is not None
        assert other.stdout is not None
        with other, other.stdin as word:
            assert other.stdout.readline().strip() == second.WRITES
            refused = chance.random() < 0.5
            if refused:
                said = _refusal(book, pain)
                assert "another program is writing" in said, f"two write at the same moment: {said}"
            word.write("now\n")
        assert other.wait() == 0, "who came first has written"
        book.do(pain.act)  # on what the other has written meanwhile
    with DiaryStore(life.home.database) as store:
        after = store.read()
    assert _told(after) == _told(before) + 2, "each of both is there, and once"
    return f"a walk by a second program, pain by this one{', told twice' if refused else ''}"


def full(life: Life, chance: random.Random) -> str:
    """The disk is full as something is told; once there is room it is told again."""
    pain = CheckIn(pain={When.NOW: Pain(max(0, min(10, round(life.level))))})
    words = CheckIn(run={"note": LONG}) if life.ran and chance.random() < 0.5 else pain
    with DiaryStore(life.home.database) as store:
        before = store.read()
    with full_disk(), open_logbook(life.home) as book:
        refused = _refusal(book, words)
    if refused:
        assert "disk is full" in refused, refused
        with DiaryStore(life.home.database) as store:
            assert store.read() == before, "what was refused is not half there"
        with open_logbook(life.home) as book:
            book.do(words.act)
    with DiaryStore(life.home.database) as store:
        after = store.read()
    assert _told(after) == _told(before) + (words is pain), "it is there, and once"
    return "refused, and told again" if refused else "there was room for it"


def _refusal(book: Logbook, told: CheckIn) -> str:
    """What is said as something cannot be written down; empty where it was."""
    try:
        book.do(told.act)
    except StoreBusy as refused:
        return refused.message
    return ""


@contextmanager
def full_disk() -> Iterator[None]:
    """No log that is opened meanwhile can grow."""
    use_wal = connection._use_wal

    def and_no_more(opened: sqlite3.Connection) -> None:
        use_wal(opened)
        opened.execute("PRAGMA max_page_count = 1")  # what the file has already stays allowed

    with mock.patch.object(connection, "_use_wal", and_no_more):
        yield


def _told(diary: Diary) -> int:
    """Of what is told here, so much is in the diary."""
    return sum(isinstance(one, PainRated | ActivityDone) for one in diary.entries)
