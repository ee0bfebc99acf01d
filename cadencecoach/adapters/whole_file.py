"""Files that appear whole or not at all, and are read so: pages, copies, sounds and settings.

What is written stands in a part beside its place first, private to the user, and gets its name in
one step. File and name are on the disk when that is done: after a power cut a name that was not
waited for is the old file's again.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cadencecoach.errors import ExportError

_DATABASE: Final = b"SQLite format 3\0"
"""How a log and its backups begin."""

_WAIT_S: Final = 5.0
"""How long to wait for another process that rewrites a file; it needs milliseconds."""

_NAP_S: Final = 0.02

_NAMED: Final = 40
"""Characters of a file's name in that of its part: who finds one that was left sees whose it is."""


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
            flush_names(path.parent)
    except OSError as exc:
        raise ExportError(
            f"{path} cannot be written: {exc.strerror or exc}", hint="look at the disk and folder"
        ) from exc


def read_whole(path: Path, most_bytes: int) -> bytes:
    """What stands in a plain file, and no more than one byte beyond `most_bytes` of it.

    Raises OSError, also for a pipe or a device, which would block or never end.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(errno.EINVAL, "it is no file", str(path))
    with path.open("rb") as file:
        return file.read(most_bytes + 1)


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
        flush_names(path.parent)


@contextlib.contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """Be the only one who reads whole files of a folder and writes them anew, in any process.

    Whoever reads alone need not wait. Raises OSError when another one takes too long.
    """
    with _lockable(folder) as handle:
        nap = threading.Event()
        for left in reversed(range(round(_WAIT_S / _NAP_S))):
            try:
                _lock(handle)
                break
            except OSError as exc:
                if exc.errno not in (errno.EAGAIN, errno.EACCES):
                    break  # a file system that knows no locks
                if not left:
                    raise OSError(exc.errno, "another program is writing", str(folder)) from exc
                nap.wait(_NAP_S)
        yield


if sys.platform == "win32":
    import msvcrt

    @contextlib.contextmanager
    def _lockable(folder: Path) -> Iterator[int]:
        with (folder / ".lock").open("ab") as file:
            yield file.fileno()

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

    def _flush(handle: int) -> None:
        os.fsync(handle)

    def flush_names(_folder: Path) -> None:
        """NTFS writes names down by itself."""

else:
    import fcntl

    @contextlib.contextmanager
    def _lockable(folder: Path) -> Iterator[int]:
        handle = os.open(folder, os.O_RDONLY)
        try:
            yield handle
        finally:
            os.close(handle)

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _flush(handle: int) -> None:
        if sys.platform == "darwin":
            fcntl.fcntl(handle, fcntl.F_FULLFSYNC)  # its fsync leaves all in the drive's cache
        else:
            os.fsync(handle)

    def flush_names(folder: Path) -> None:
        """Wait until the names in a folder are on the disk. Raises OSError."""
        with _lockable(folder) as handle:
            try:
                _flush(handle)
            except OSError as exc:
                if exc.errno not in (errno.EINVAL, errno.ENOTSUP):  # a file system without it
                    raise


def make_folder(folder: Path) -> None:
    """Make a folder, private to the user, and those above it that are missing. Raises OSError."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    for one in reversed(missing):  # one by one: `parents` would leave those above open to others
        one.mkdir(mode=0o700, exist_ok=True)
        flush_names(one.parent)
    if not folder.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))


@contextlib.contextmanager
def part_of(path: Path) -> Iterator[Path]:
    """A new private file beside `path`, gone at the end unless it was renamed. Raises OSError."""
    # Not the whole name: the longest that a disk takes has no room for more.
    prefix = f".{path.name[:_NAMED]}."
    import tempfile  # noqa: PLC0415 - every command names its home, few write a file

    handle, name = tempfile.mkstemp(prefix=prefix, suffix=".part", dir=path.parent)
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
        _flush(file.fileno())


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
        raise _there_already(path)
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
        raise _there_already(path) from exc
    except OSError:
        # A file system without links.
        part.replace(path)


def _there_already(path: Path) -> ExportError:
    return ExportError(
        f"{path} is there already",
        hint="use --force, or another name",
        in_app="give it another name",
    )
