"""A backup is whole at one moment, also during a run; a restore loses nothing, whatever it finds."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cadencecoach.adapters.store.backup import back_up, restore
from cadencecoach.adapters.store.migrations import LATEST
from cadencecoach.adapters.store.sqlite import Store
from cadencecoach.adapters.store.writer import NewSession, SessionWriter
from cadencecoach.core import events as ev
from cadencecoach.core.outcome.session_facts import SessionState, Source
from cadencecoach.core.run.setup import setup_record
from cadencecoach.core.values.units import Frame
from cadencecoach.errors import ExportError, SchemaTooNew, StoreError
from tests.core.worlds import setup

SCHEMAS = Path(__file__).parents[1] / "recordings" / "schema"
NOW = datetime(2026, 8, 2, 5, 0, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "sessions.db"
    shutil.copy(SCHEMAS / f"{LATEST}.db", path)
    return path


def rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    connection = sqlite3.connect(path)
    names = [
        name
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    ]
    found = {
        name: sorted(connection.execute(f"SELECT * FROM {name}").fetchall(), key=repr)
        for name in names
    }
    connection.close()
    return found


def test_a_backup_is_one_private_file_with_everything(database: Path, tmp_path: Path) -> None:
    target = tmp_path / "away" / "backup.db"
    target.parent.mkdir()
    assert back_up(database, target, force=False) == 3
    assert rows(target) == rows(database)
    assert list(target.parent.iterdir()) == [target]
    if os.name == "posix":
        assert stat.S_IMODE(target.stat().st_mode) == 0o600
    with pytest.raises(ExportError, match="there already"):
        back_up(database, target, force=False)
    assert back_up(database, target, force=True) == 3
    with pytest.raises(ExportError, match="the database itself"):
        back_up(database, database, force=True)
    with pytest.raises(ExportError, match="cannot be written"):
        back_up(database, tmp_path / "none" / "backup.db", force=False)
    with pytest.raises(StoreError, match="nothing to back up"):
        back_up(tmp_path / "none.db", tmp_path / "b.db", force=False)


def running(path: Path) -> SessionWriter:
    """A run that is being recorded by this process."""
    world = setup()
    new = NewSession(NOW, world.plan.name, Source.NONE, setup_record(world))
    return SessionWriter(path, new, on_trouble=pytest.fail, on_recovered=lambda: None)


def test_a_backup_during_a_run_is_a_moment_of_it(database: Path, tmp_path: Path) -> None:
    writer = running(database)
    told: list[int] = []
    for number in range(1, 21):
        writer.append([ev.Noted(Frame(number), f"note {number}")])
        assert writer.flush()
        target = tmp_path / f"{number}.db"
        # More is on its way to the disk while the copy is made.
        writer.append([ev.Noted(Frame(number), f"more {number}")])
        assert back_up(database, target, force=False) == 4
        connection = sqlite3.connect(target)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        numbers = [
            seq
            for (seq,) in connection.execute(
                "SELECT seq FROM events WHERE session_id = 4 ORDER BY seq"
            )
        ]
        connection.close()
        assert numbers == list(range(len(numbers)))
        told.append(len(numbers))
    assert all(2 * number - 1 <= found <= 2 * number for number, found in enumerate(told, 1))
    assert writer.finish(SessionState.FINISHED, Frame(48_000))


def test_a_restore_brings_all_back_and_keeps_what_was_there(database: Path, tmp_path: Path) -> None:
    backup = tmp_path / "backup.db"
    back_up(database, backup, force=False)
    saved = rows(database)
    with Store(database) as store:
        store.recover()
        store.discard(1)
        store.purge()
    changed = rows(database)
    sessions, aside = restore(backup, database, NOW)
    assert sessions == 3
    assert rows(database) == saved
    assert aside == tmp_path / "sessions-before-20260802T050000Z.db"
    assert rows(aside) == changed
    with pytest.raises(StoreError, match="there already"):
        restore(backup, database, NOW)
    assert rows(database) == saved
    assert not list(tmp_path.glob(".*"))


def test_a_restore_into_an_empty_home_and_of_an_older_schema(tmp_path: Path) -> None:
    database = tmp_path / "sessions.db"
    assert restore(SCHEMAS / "1.db", database, NOW) == (2, None)
    with Store(database) as store:
        assert len(store.sessions()) == 2
    if os.name == "posix":
        assert stat.S_IMODE(database.stat().st_mode) == 0o600


def test_a_restore_into_no_folder_is_a_fault_of_the_storage(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="cannot make the directory"):
        restore(SCHEMAS / f"{LATEST}.db", tmp_path / "file" / "sessions.db", NOW)


def test_a_damaged_database_is_no_reason_not_to_restore(tmp_path: Path) -> None:
    database = tmp_path / "sessions.db"
    database.write_bytes(b"power cut " * 1000)
    sessions, aside = restore(SCHEMAS / f"{LATEST}.db", database, NOW)
    assert sessions == 3
    assert aside is not None
    assert aside.read_bytes() == b"power cut " * 1000


def test_a_restore_leaves_no_moment_without_a_database(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = rows(database)
    real = Path.replace

    def fails(self: Path, target: Path) -> Path:
        if self.suffix != ".part":
            return real(self, target)
        assert rows(database) == before  # a power cut here loses nothing
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "replace", fails)
    with pytest.raises(StoreError, match="cannot be written"):
        restore(SCHEMAS / f"{LATEST}.db", database, NOW)
    assert rows(database) == before
    assert list(tmp_path.iterdir()) == [database]


def test_no_restore_under_a_run(database: Path, tmp_path: Path) -> None:
    writer = running(database)
    writer.append([ev.Noted(Frame(1), "running")])
    assert writer.flush()
    before = rows(database)
    with pytest.raises(StoreError, match="being recorded"):
        restore(SCHEMAS / f"{LATEST}.db", database, NOW)
    assert {name: rows(database)[name] for name in ("sessions", "readings")} == {
        name: before[name] for name in ("sessions", "readings")
    }
    assert writer.finish(SessionState.FINISHED, Frame(48_000))


def _sql(*statements: str) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        connection = sqlite3.connect(path)
        for statement in statements:
            connection.execute(statement)
        connection.commit()
        connection.close()

    return change


def _began(started_at: str) -> Callable[[Path], None]:
    """The start of a session as nobody logs it, with the tables as they were."""

    def change(path: Path) -> None:
        connection = sqlite3.connect(path)
        trigger = "FROM sqlite_master WHERE name = 'what_was_started_stays'"
        (guard,) = connection.execute(f"SELECT sql {trigger}").fetchone()
        connection.execute("DROP TRIGGER what_was_started_stays")
        connection.execute("UPDATE sessions SET started_at = ? WHERE id = 1", (started_at,))
        connection.execute(guard)
        connection.commit()
        connection.close()

    return change


def _overwrite(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[8_192:40_960] = b"\xa5" * 32_768
    path.write_bytes(data)


@pytest.mark.parametrize(
    ("damage", "kind", "reason"),
    [
        (lambda path: path.write_bytes(b"no database " * 99), StoreError, "not a CadenceCoach"),
        (lambda path: path.write_bytes(b""), StoreError, "no backup"),
        (lambda path: path.write_bytes(path.read_bytes()[:20_000]), StoreError, "damaged|malformed"),
        (_overwrite, StoreError, "damaged|malformed"),
        (_sql("PRAGMA user_version = 99"), SchemaTooNew, "newer"),
        (_sql("DROP TABLE readings"), StoreError, "no backup"),
        (
            _sql("CREATE TRIGGER evil AFTER INSERT ON events BEGIN DELETE FROM sessions; END"),
            StoreError,
            "tables were changed",
        ),
        (_sql("DROP TRIGGER events_stay"), StoreError, "tables were changed"),
        (
            _sql("PRAGMA foreign_keys = OFF", "INSERT INTO headers VALUES (99, '{}')"),
            StoreError,
            "damaged",
        ),
        (_began("garbage"), StoreError, "began at no time"),
        (_began("9999-12-31T23:59:00.000Z"), StoreError, "began at no time"),
        (_began("2026-08-01T05:12:00"), StoreError, "began at no time"),
        (Path.unlink, StoreError, "no file"),
    ],
)  # fmt: skip
def test_what_is_no_whole_backup_changes_nothing(
    damage: Callable[[Path], None],
    kind: type[StoreError],
    reason: str,
    database: Path,
    tmp_path: Path,
) -> None:
    backup = tmp_path / "backup.db"
    back_up(database, backup, force=False)
    damage(backup)
    before = database.read_bytes()
    with pytest.raises(kind, match=reason):
        restore(backup, database, NOW)
    assert database.read_bytes() == before
    assert not list(tmp_path.glob("sessions-before*"))
    assert not list(tmp_path.glob(".*"))
