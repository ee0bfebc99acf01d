"""The writer never stops a run: not for a full disk, not for a missing one; and kill -9 loses a second."""

from __future__ import annotations

import errno
import json
import os
import sqlite3
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cadencecoach.adapters.store.connection import connect
from cadencecoach.adapters.store.sqlite import Store
from cadencecoach.adapters.store.writer import NewSession, SessionWriter
from cadencecoach.core import events as ev
from cadencecoach.core.outcome.session_facts import SessionState, Source
from cadencecoach.core.run.setup import setup_record
from cadencecoach.core.values.units import Frame
from tests.core.worlds import setup, short_plan
from tests.stalls import no_more_than_a_second_is_lost

ROOT = Path(__file__).parents[2]


class Told:
    """What the writer said, and a way to wait for it."""

    def __init__(self) -> None:
        self.troubles: list[str] = []
        self.recovered = 0
        self.news = threading.Event()

    def trouble(self, line: str) -> None:
        self.troubles.append(line)
        self.news.set()

    def recovery(self) -> None:
        self.recovered += 1
        self.news.set()


def start(
    path: Path, told: Told | None = None, at: datetime = datetime(2026, 8, 1, tzinfo=UTC)
) -> SessionWriter:
    told = told or Told()
    session = NewSession(
        at,
        "short",
        Source.NONE,
        setup_record(setup(short_plan())),
    )
    return SessionWriter(path, session, on_trouble=told.trouble, on_recovered=told.recovery)


def notes(first: int, last: int) -> list[ev.Event]:
    return [ev.Noted(Frame(number), f"note {number}") for number in range(first, last)]


def test_appended_is_on_the_disk_after_a_flush_and_ticks_are_not(tmp_path: Path) -> None:
    told = Told()
    writer = start(tmp_path / "s.db", told)
    writer.append([ev.Tick(Frame(0)), *notes(0, 3), ev.Tick(Frame(9))])
    writer.append([ev.Tick(Frame(10))])
    writer.reached(Frame(480_000))
    assert writer.flush()
    with Store(tmp_path / "s.db") as store:
        facts = store.find(writer.uuid)
        assert facts.state is SessionState.RUNNING
        assert facts.reached == 480_000
        assert store.load(facts.id).events == tuple(notes(0, 3))
    assert writer.finish(SessionState.FINISHED, Frame(500_000))
    with Store(tmp_path / "s.db") as store:
        assert store.find("last").state is SessionState.FINISHED
        assert store.find("last").reached == 500_000
    assert told.troubles == []
    assert not (tmp_path / "s.db-wal").exists()


def test_without_being_asked_it_writes_within_a_second(tmp_path: Path) -> None:
    writer = start(tmp_path / "s.db")
    assert writer.flush()
    reader = sqlite3.connect(tmp_path / "s.db")
    version = reader.execute("PRAGMA data_version").fetchone()
    writer.append(notes(0, 5))
    turns = threading.Event()
    for _ in range(100):
        if reader.execute("PRAGMA data_version").fetchone() != version:
            break
        turns.wait(0.01)
    assert reader.execute("SELECT count(*) FROM events").fetchone() == (5,)
    reader.close()
    writer.finish(SessionState.FINISHED, Frame(9))


def test_a_log_that_takes_long_to_sum_up_is_stored_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Six hours of a footpod that speaks ten times a second take longer than a runner waits."""
    writer = start(tmp_path / "s.db")
    writer.append(notes(0, 3))
    answered, ask = threading.Event(), writer._ask

    def asked(*told: object) -> bool:
        written = ask(*told)
        answered.set()
        return written

    monkeypatch.setattr(writer, "_ask", asked)
    monkeypatch.setattr(
        "cadencecoach.adapters.store.writer.cache_summary", lambda *_: answered.wait(60)
    )
    assert writer.finish(SessionState.FINISHED, Frame(500_000))


def test_two_sessions_at_once_do_not_mix(tmp_path: Path) -> None:
    first, second = start(tmp_path / "s.db"), start(tmp_path / "s.db")
    for number in range(50):
        first.append(notes(number, number + 1))
        second.append(notes(number + 100, number + 101))
    assert first.finish(SessionState.FINISHED, Frame(50))
    assert second.finish(SessionState.INTERRUPTED, Frame(150))
    with Store(tmp_path / "s.db") as store:
        for writer, offset in ((first, 0), (second, 100)):
            session = store.load(store.find(writer.uuid).id)
            assert session.events == tuple(notes(offset, offset + 50))


def test_a_log_that_cannot_be_opened_is_told_once_and_nothing_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    told = Told()
    # The directory is a file's name for now: the log cannot be opened.
    path.mkdir()
    writer = start(path, told)
    writer.append(notes(0, 4))
    assert not writer.flush(timeout_s=0.2)
    assert told.news.wait(60)
    writer.append(notes(4, 9))
    assert not writer.flush(timeout_s=0.2)
    assert len(told.troubles) == 1
    assert "\n" not in told.troubles[0]
    told.news.clear()
    path.rmdir()
    assert writer.flush()
    assert told.recovered == 1
    assert writer.finish(SessionState.FINISHED, Frame(9))
    with Store(path) as store:
        assert store.load(1).events == tuple(notes(0, 9))


def test_at_the_end_a_disk_that_was_long_gone_is_tried_as_often_as_at_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a long trouble it is tried each few seconds: as rarely as a runner waits for the end."""
    asked, refused, rare = threading.Event(), [0, 0], threading.Event()

    def refusing(path: Path) -> sqlite3.Connection:
        refused[asked.is_set()] += 1
        if refused[0] == 4:
            rare.set()
        if refused[1] < 2:
            raise OSError(errno.EIO, "it is gone")
        return connect(path)

    monkeypatch.setattr("cadencecoach.adapters.store.writer._RETRY_S", (0.01, 0.01, 0.01, 600.0))
    monkeypatch.setattr("cadencecoach.adapters.store.writer.connect", refusing)
    writer = start(tmp_path / "s.db")
    writer.append(notes(0, 3))
    assert rare.wait(60)
    asked.set()
    assert writer.finish(SessionState.FINISHED, Frame(500_000), 120)


@pytest.mark.parametrize("failing", ["process_mark", "write_events", "connect", "cache_summary"])
def test_no_fault_of_any_kind_ends_the_writer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    told = Told()

    def fault(*_: object) -> None:
        raise ZeroDivisionError(failing)

    with monkeypatch.context() as broken:
        broken.setattr(f"cadencecoach.adapters.store.writer.{failing}", fault)
        writer = start(tmp_path / "s.db", told)
        writer.append(notes(0, 3))
        if failing != "cache_summary":
            assert told.news.wait(60)
            assert told.troubles == [
                "the log cannot be written, by a fault of this program; it is tried again"
            ]
        else:
            assert writer.finish(SessionState.FINISHED, Frame(500_000), 60)
    if failing != "cache_summary":
        assert writer.finish(SessionState.FINISHED, Frame(500_000), 60)
        assert told.recovered == 1
    with Store(tmp_path / "s.db") as store:
        found = store.find(writer.uuid)
        assert found.state is SessionState.FINISHED
        assert store.load(found.id).events == tuple(notes(0, 3))


@pytest.mark.skipif(os.name != "posix", reason="a zone of its own")
@pytest.mark.parametrize("zone", ["XXX99", "UTC-167:59:59", "junk", "Europe/Berlin"])
@pytest.mark.parametrize("year", [2026, 1970, 1])
def test_a_clock_and_a_zone_that_cannot_be_stop_no_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, zone: str, year: int
) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        told = Told()
        writer = start(tmp_path / "s.db", told, datetime(year, 1, 1, tzinfo=UTC))
        writer.append(notes(0, 3))
        assert writer.finish(SessionState.FINISHED, Frame(500_000), 60)
        assert told.troubles == []
        with Store(tmp_path / "s.db") as store:
            assert store.sessions()[0].started_at.startswith(f"{year:04}")
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_log_that_comes_back_as_a_newer_schema_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    connection = connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    told = Told()
    writer = start(path, told)
    writer.append(notes(0, 1))
    assert told.news.wait(60)
    assert "newer CadenceCoach" in told.troubles[0]
    assert not writer.finish(SessionState.FINISHED, Frame(1), timeout_s=0.1)


@pytest.mark.skipif(sys.platform == "win32", reason="no resource limits there")
def test_a_full_disk_stops_nothing_and_what_was_held_is_written(tmp_path: Path) -> None:
    """The limit on file size is the full disk; it is set in a process of its own."""
    program = """
import resource, sys
from pathlib import Path
from tests.adapters.test_store_writer import Told, notes, start
from cadencecoach.core.outcome.session_facts import SessionState
from cadencecoach.core.values.units import Frame
path, told = Path(sys.argv[1]), Told()
writer = start(path, told)
writer.append(notes(0, 10))
print(writer.flush())
soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (1, hard))
writer.append(notes(10, 2000))
print(writer.flush(0.4))
writer.append(notes(2000, 3000))
print(writer.flush(0.4), len(told.troubles), told.recovered)
resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
print(writer.flush(), len(told.troubles), told.recovered)
print(writer.finish(SessionState.FINISHED, Frame(3000)))
"""
    path = tmp_path / "s.db"
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    expected = ["True", "False", "False 1 0", "True 1 1", "True"]
    assert done.stdout.splitlines() == expected, done.stderr
    with Store(path) as store:
        assert store.load(1).events == tuple(notes(0, 3000))
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


def test_kill_9_at_any_moment_loses_at_most_the_last_second() -> None:
    def lost_s() -> float:
        done = subprocess.run(
            [sys.executable, str(ROOT / "benchmarks" / "kill9_store.py"), "20", "7"],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=True,
        )
        result = json.loads(done.stdout)
        assert (result["kills"], result["damaged"]) == (20, 0)
        return float(result["most_lost_s"])

    no_more_than_a_second_is_lost(lost_s)
