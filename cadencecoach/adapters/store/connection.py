"""Opens the database file and turns SQLite's errors into ours; the only place that knows pragmas.

WAL with synchronous=FULL: every commit is flushed to the disk, so a power cut loses what came
after the last commit and no more (with NORMAL only the checkpoints are flushed, and minutes could
go). It costs one flush a commit, twice a second on a thread of its own, which even a memory card
can afford.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Self

from cadencecoach.adapters.store.home import PRIVATE_FILE, make_home
from cadencecoach.adapters.store.migrations import LATEST, migrate, schema_of
from cadencecoach.errors import SchemaTooNew, StoreBusy, StoreError, StoreLocked

_WAIT_S: Final = 5.0
"""How long to wait for another process that is writing."""

_NAP_S: Final = 0.02


def connect(path: Path) -> sqlite3.Connection:
    """A connection that may read and write, of the latest schema, in autocommit mode.

    A missing file is made, private to the user; a file that is no database of ours is not touched.
    Raises StoreError, SchemaTooNew, StoreBusy.
    """
    with translated_errors(path):
        _make(path)
        connection = sqlite3.connect(path, timeout=_WAIT_S, isolation_level=None)
        try:
            _refuse_foreign(connection, path)
            if path.stat().st_mode & 0o077:
                path.chmod(PRIVATE_FILE)
            _use_wal(connection)
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA fullfsync = ON")  # macOS only lies about fsync without it
            connection.execute("PRAGMA foreign_keys = ON")
            migrate(connection)
        except BaseException:
            connection.close()
            raise
        return connection


def connect_to_read(path: Path) -> sqlite3.Connection:
    """As connect(), but where nothing can be written, a connection that only reads.

    Nothing can be written without the right to, and on a full disk.
    """
    try:
        return connect(path)
    except StoreBusy as exc:
        # What another program has half written must not be read.
        if isinstance(exc, StoreLocked) or not path.is_file() or not path.stat().st_size:
            raise
    with translated_errors(path):
        # SQLite cannot make a WAL then, only read one that holds something; without one, it reads
        # the file if told that nobody else writes it either.
        wal = path.with_name(f"{path.name}-wal")
        mode = "mode=ro" if wal.exists() and wal.stat().st_size else "mode=ro&immutable=1"
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?{mode}", uri=True, isolation_level=None
        )
        try:
            _refuse_foreign(connection, path)
            _refuse_old(connection, path)
        except BaseException:
            connection.close()
            raise
        return connection


class Opened:
    """The database file, open, as a context: what every view of it shares.

    For one thread and one short while: opening costs a millisecond.
    """

    def __init__(self, path: Path) -> None:
        """Open the file, make it if it is missing, bring it up to date.

        Raises StoreError, SchemaTooNew, StoreBusy.
        """
        self._path = path
        self._connection = connect_to_read(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


@contextmanager
def all_or_nothing(connection: sqlite3.Connection) -> Iterator[None]:
    """One transaction, begun as the only writer: what raises inside takes everything back."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        connection.rollback()
        raise


@contextmanager
def one_moment(connection: sqlite3.Connection) -> Iterator[None]:
    """All reads inside see the same state, whoever writes meanwhile."""
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.rollback()


def no_session(session_id: int) -> StoreError:
    """That a session is not there, or not any more."""
    return StoreError(
        f"there is no session {session_id}",
        hint="`cadencecoach sessions` lists them",
        in_app="v on Today lists them",
    )


@contextmanager
def translated_errors(path: Path) -> Iterator[None]:
    """Raises what SQLite and the file system raise inside as StoreBusy or StoreError."""
    try:
        yield
    except sqlite3.Error as exc:
        code = _code(exc)
        if code in _BUSY:
            what, hint = _BUSY[code]
            raise (StoreLocked if code in _LOCKS else StoreBusy)(
                f"{path}: {what}", hint=hint
            ) from exc
        if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
            raise StoreError(
                f"{path} is not a CadenceCoach database, or it is damaged",
                hint="it was left as it is: move it elsewhere and start again, or put a backup "
                "in its place",
            ) from exc
        raise StoreError(f"{path}: {exc}", hint="`cadencecoach doctor` checks the storage") from exc
    except OSError as exc:
        raise StoreBusy(
            f"{path}: {exc.strerror}", hint="check the rights of the file and of its directory"
        ) from exc


def _code(exc: sqlite3.Error) -> int:
    """SQLite's primary code, without what it adds for details."""
    return getattr(exc, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF


_LOCKS: Final = frozenset((sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED))
_LOCKED: Final = ("another program is writing", "close the other program, then try again")
_RIGHTS: Final = "check the rights of the file and of its directory"
_BUSY: Final = {
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_FULL: ("the disk is full", "free some space; nothing stored is lost"),
    sqlite3.SQLITE_READONLY: ("it can only be read just now", f"make room, or {_RIGHTS}"),
    sqlite3.SQLITE_CANTOPEN: ("the file cannot be opened", _RIGHTS),
    sqlite3.SQLITE_PERM: ("access is denied", _RIGHTS),
    sqlite3.SQLITE_IOERR: (
        "the disk refuses to read or write",
        "check that the disk is there and has space",
    ),
}


def _make(path: Path) -> None:
    # Made before SQLite sees it, so that it is private from its first byte; SQLite gives the
    # rights of the file to its -wal and -shm.
    if not path.exists():
        make_home(path.parent)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, PRIVATE_FILE))


def _use_wal(connection: sqlite3.Connection) -> None:
    # SQLite does not wait for this lock as it does for others, whatever the timeout says: two that
    # open a new file at once would find each other in the way.
    nap = threading.Event()
    for left in reversed(range(round(_WAIT_S / _NAP_S))):
        try:
            if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as exc:
            if _code(exc) != sqlite3.SQLITE_BUSY or not left:
                raise
            nap.wait(_NAP_S)
        else:
            return


def refuse_newer(connection: sqlite3.Connection, path: Path, so: str) -> int:
    """The schema of a file; `so` says what became of it. Raises SchemaTooNew."""
    found = schema_of(connection)
    if found > LATEST:
        raise SchemaTooNew(
            f"{path} was written by a newer CadenceCoach (schema {found}, known is {LATEST})",
            hint=f"update CadenceCoach; {so}",
        )
    return found


def _refuse_foreign(connection: sqlite3.Connection, path: Path) -> None:
    # In this order: whoever makes the file just now writes tables and number in one transaction, so
    # tables that are seen have their number.
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    found = refuse_newer(connection, path, "the file was left as it is")
    if tables and (found == 0 or not {"migrations", "sessions"} <= tables):
        raise StoreError(
            f"{path} is a database of some other program",
            hint="it was left as it is: move it elsewhere and start again",
        )


def _refuse_old(connection: sqlite3.Connection, path: Path) -> None:
    if schema_of(connection) < LATEST:
        raise StoreBusy(
            f"{path} is of an older version and cannot be written here",
            hint="make the file and its directory writable once, so that it is upgraded",
        )
