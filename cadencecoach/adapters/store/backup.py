"""A copy of the database that is whole at one moment, also while a run is being recorded, and back."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import MAXYEAR, MINYEAR, datetime
from pathlib import Path

from cadencecoach.adapters.store.connection import (
    connect,
    connect_to_read,
    refuse_newer,
    translated_errors,
)
from cadencecoach.adapters.store.home import PRIVATE_FILE, make_home
from cadencecoach.adapters.store.migrations import migrate
from cadencecoach.adapters.store.process import still_runs
from cadencecoach.adapters.whole_file import flush, flush_names, part_of, refuse_taken, whole_file
from cadencecoach.errors import ExportError, StoreBusy, StoreError


def back_up(database: Path, target: Path, *, force: bool) -> int:
    """Copy the database into a new file, private to the user; how many sessions are in it.

    The file appears whole or not at all. Raises ExportError and StoreError.
    """
    if not database.is_file():
        raise StoreError("there is nothing to back up yet", hint="`cadencecoach run` makes it")
    refuse_taken(target, force=True, over_database=True)
    if target.exists() and target.samefile(database):
        raise ExportError(f"{target} is the database itself", hint="use another name")
    with whole_file(target, force=force, over_database=True) as part, _nothing_beside(part):
        with translated_errors(database), closing(connect_to_read(database)) as source:
            _copy(source, part, target)
        return _verified(part, target)


def restore(backup: Path, database: Path, now: datetime) -> tuple[int, Path | None]:
    """Put a backup in the place of the database; how many sessions it has, and the old one's name.

    The backup is verified first, and the old database is kept beside the new one. Raises
    StoreError; then all is as it was.
    """
    try:
        if not backup.is_file():
            raise StoreError(f"{backup} is no file", hint="name a file that `backup` wrote")
        make_home(database.parent)
        with part_of(database) as part, _nothing_beside(part):
            with translated_errors(backup), closing(_open_only(backup)) as source:
                _refuse_foreign(source, backup)
                _copy(source, part, database)
            sessions = _verified(part, backup)
            _bring_up_to_date(part)
            flush(part)
            aside = _put_aside(database, now) if database.exists() else None
            _take_the_place(part, database, aside)
            flush_names(database.parent)
    except OSError as exc:
        raise StoreError(
            f"{database} cannot be written: {exc.strerror or exc}",
            hint="look at the disk and folder; nothing was changed",
        ) from exc
    return sessions, aside


@contextmanager
def _nothing_beside(part: Path) -> Iterator[None]:
    """What SQLite may leave beside a part goes with it."""
    try:
        yield
    finally:
        for ending in ("-wal", "-shm", "-journal"):
            with suppress(OSError):
                part.with_name(f"{part.name}{ending}").unlink()


def _copy(source: sqlite3.Connection, part: Path, place: Path) -> None:
    """Fill a part of what is to stand at `place`, which errors name."""
    with translated_errors(place), closing(sqlite3.connect(part, isolation_level=None)) as copy:
        # In one go: it sees one moment and holds up no writer (WAL). In pieces it would begin anew
        # after every commit of a run, twice a second.
        source.backup(copy)
        # One file that can be carried away: no write-ahead log beside it.
        copy.execute("PRAGMA journal_mode = DELETE")


def _open_only(path: Path) -> sqlite3.Connection:
    """A connection that changes nothing and makes nothing."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)


def _refuse_foreign(connection: sqlite3.Connection, path: Path) -> None:
    found = refuse_newer(connection, path, "nothing was changed")
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    if not found or not {"migrations", "sessions", "events", "readings"} <= tables:
        raise StoreError(f"{path} is no backup of CadenceCoach's", hint="nothing was changed")


def _verified(part: Path, place: Path) -> int:
    """How many sessions a copy holds. Raises StoreError, by `place`, for a damaged one."""
    with translated_errors(place), closing(_open_only(part)) as connection:
        answer = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
        orphan = connection.execute("PRAGMA foreign_key_check").fetchone()
        if answer != "ok" or orphan is not None:
            raise StoreError("the copy is damaged", hint="nothing was changed; use another backup")
        return int(connection.execute("SELECT COUNT(*) FROM sessions").fetchone()[0])


def _bring_up_to_date(part: Path) -> None:
    """Give a copy the present schema, and refuse one whose tables are not ours to the letter."""
    with closing(connect(part)) as connection, closing(sqlite3.connect(":memory:")) as ours:
        ours.isolation_level = None
        migrate(ours)
        if _schema(connection) != _schema(ours):
            raise StoreError(
                "the backup's tables were changed by some other program",
                hint="nothing was changed; use another backup",
            )
        for number, started_at in connection.execute("SELECT id, started_at FROM sessions"):
            if not _is_time(started_at):
                raise StoreError(
                    f"the backup's session {number} began at no time that there is",
                    hint="nothing was changed; use another backup",
                )


def other_copies(database: Path) -> tuple[Path, ...]:
    """What lies beside a database and holds its sessions too: put aside by `restore`, or cut off."""
    patterns = (f"{database.stem}-before-*{database.suffix}", f".*{database.suffix}.*.part")
    return tuple(sorted(found for one in patterns for found in database.parent.glob(one)))


def _is_time(text: str) -> bool:
    """Whether it is a moment that every clock of the world can show."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return False
    return moment.tzinfo is not None and MINYEAR < moment.year < MAXYEAR


def _schema(connection: sqlite3.Connection) -> set[tuple[str, str, str]]:
    return set(
        connection.execute(
            "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite!_%' ESCAPE '!'"
        )
    )


def _put_aside(database: Path, now: datetime) -> Path:
    """Rename the database that is there, once nothing stands beside it and nobody records."""
    try:
        with translated_errors(database), closing(connect(database)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            running = connection.execute("SELECT process FROM sessions WHERE state = 'running'")
            recording = any(still_runs(mark) for (mark,) in running)
    except StoreBusy:
        raise
    except StoreError:
        # Damaged, foreign or too new: a good reason to restore, and kept as it is.
        recording = False
    if recording:
        raise StoreError("a run is being recorded", hint="finish it first, then restore")
    aside = database.with_name(f"{database.stem}-before-{now:%Y%m%dT%H%M%SZ}{database.suffix}")
    if aside.exists():
        raise StoreError(f"{aside} is there already", hint="try again in a second")
    _move_beside(database, aside)
    try:
        # Both names, so that there is a database at every moment, whenever the power goes.
        aside.hardlink_to(database)
    except OSError:  # a file system without links
        database.rename(aside)
    aside.chmod(PRIVATE_FILE)
    return aside


def _take_the_place(part: Path, database: Path, aside: Path | None) -> None:
    """Give the new database its name; where that fails, the old one has it as before."""
    try:
        part.replace(database)
    except OSError:
        if aside is not None:
            _move_beside(aside, database)
            aside.replace(database)
            aside.unlink(missing_ok=True)  # two names of one file: nothing was replaced
        raise


def _move_beside(old: Path, new: Path) -> None:
    """What SQLite may have left beside a database goes where the database goes."""
    for ending in ("-wal", "-shm"):
        beside = old.with_name(f"{old.name}{ending}")
        if beside.exists():
            beside.rename(new.with_name(f"{new.name}{ending}"))
