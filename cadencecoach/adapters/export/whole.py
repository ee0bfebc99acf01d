"""Files that appear whole or not at all, and never over another one unasked."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from cadencecoach.errors import ExportError


@contextlib.contextmanager
def whole_file(path: Path, *, force: bool) -> Iterator[Path]:
    """A path to write to, private to the user; what is there at the end gets the name `path`.

    It is flushed to the disk first. Raises ExportError where `path` is there already, unless
    `force`, and where the disk refuses; then nothing is left behind.
    """
    refuse_taken(path, force=force)
    part: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
        os.close(handle)
        part = Path(name)
        yield part
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        _name(part, path, force=force)
    except OSError as exc:
        raise ExportError(
            f"{path} cannot be written: {exc.strerror or exc}", hint="look at the disk and folder"
        ) from exc
    finally:
        if part is not None:
            with contextlib.suppress(OSError):
                part.unlink()


def refuse_taken(path: Path, *, force: bool) -> None:
    """Raise ExportError where a file may not be written."""
    if path.is_dir() or (path.exists() and not path.is_file()):
        raise ExportError(f"{path} is no file", hint="use another name")
    if path.exists() and not force:
        raise ExportError(f"{path} is there already", hint="use --force, or another name")


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
