"""Files that appear whole or not at all, apart because pages, copies, sounds and settings all do.

What is written stands in a part beside its place first, private to the user, and gets its name in
one step.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cadencecoach.errors import ExportError

_DATABASE: Final = b"SQLite format 3\0"
"""How a log and its backups begin."""


@contextlib.contextmanager
def whole_file(path: Path, *, force: bool, over_database: bool = False) -> Iterator[Path]:
    """A path to write to, private to the user; what is there at the end gets the name `path`.

    It is flushed to the disk first. Raises ExportError as `refuse_taken`, and where the disk
    refuses; then nothing is left behind.
    """
    refuse_taken(path, force=force, over_database=over_database)
    try:
        with part_of(path) as part:
            yield part
            flush(part)
            _name(part, path, force=force)
    except OSError as exc:
        raise ExportError(
            f"{path} cannot be written: {exc.strerror or exc}", hint="look at the disk and folder"
        ) from exc


def write_whole(path: Path, data: bytes) -> None:
    """Put `data` into `path` so that a reader, or a crash, sees the old file or the new one.

    A new file is private to its owner (0600), an old one keeps its mode. Raises OSError.
    """
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o600
    with part_of(path) as part:
        part.write_bytes(data)
        flush(part)
        part.chmod(mode)
        part.replace(path)


@contextlib.contextmanager
def part_of(path: Path) -> Iterator[Path]:
    """A new private file beside `path`, gone at the end unless it was renamed. Raises OSError."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    os.close(handle)
    part = Path(name)
    try:
        yield part
    finally:
        with contextlib.suppress(OSError):
            part.unlink()


def flush(part: Path) -> None:
    """Wait until what was written to a file is on the disk. Raises OSError."""
    with part.open("rb+") as file:
        os.fsync(file.fileno())


def refuse_taken(path: Path, *, force: bool, over_database: bool = False) -> None:
    """Raise ExportError where a file may not be written: one is there, and not `force`.

    A database is not replaced even then, unless `over_database`: years of runs for a slip.
    """
    try:
        there = path.exists()
        no_file = there and not path.is_file()
    except OSError as exc:  # a name that is too long
        raise ExportError(
            f"{path} cannot be written: {exc.strerror or exc}", hint="use another name"
        ) from exc
    if no_file:
        raise ExportError(f"{path} is no file", hint="use another name")
    if there and not force:
        raise ExportError(f"{path} is there already", hint="use --force, or another name")
    if there and not over_database and _is_database(path):
        raise ExportError(
            f"{path} is a database, and stays",
            hint="use another name; `cadencecoach backup` writes over a backup",
        )


def _is_database(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(_DATABASE)) == _DATABASE
    except OSError:  # nobody can tell
        return False


def _name(part: Path, path: Path, *, force: bool) -> None:
    """Give the finished file its name; without `force` only if nobody took it meanwhile."""
    if force:
        part.replace(path)
        return
    try:
        path.hardlink_to(part)
    except FileExistsError as exc:
        raise ExportError(f"{path} is there already", hint="use --force, or another name") from exc
    except OSError:
        # A file system without links.
        part.replace(path)
