"""A watch's file out of what it came packed in: gzip, or a ZIP archive with one run."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO
from typing import Final

from cadencecoach.adapters.fit_file import LARGEST_BYTES

_GZIP: Final = b"\x1f\x8b"
_ZIP: Final = b"PK\x03\x04"
_RUNS: Final = (".fit", ".tcx", ".fit.gz", ".tcx.gz")
_TOO_LARGE: Final = f"it is larger than {LARGEST_BYTES // 1024**2} MB"


def unpacked(data: bytes) -> bytes:
    """The file itself, at most 16 MB of it. Raises ValueError with the reason."""
    if len(data) > LARGEST_BYTES:
        raise ValueError(_TOO_LARGE)
    if data.startswith(_ZIP):
        data = _from_zip(data)
    if data.startswith(_GZIP):
        data = _from_gzip(data)
    if len(data) > LARGEST_BYTES:
        raise ValueError(_TOO_LARGE)
    return data


def _from_gzip(data: bytes) -> bytes:
    reader = zlib.decompressobj(wbits=31)
    try:
        found = reader.decompress(data, LARGEST_BYTES + 1)
    except zlib.error as exc:
        raise ValueError("it is packed with gzip and damaged") from exc
    if len(found) <= LARGEST_BYTES and not reader.eof:
        raise ValueError("it is packed with gzip, and only a part of a file")
    return found


def _from_zip(data: bytes) -> bytes:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            runs = [name for name in archive.namelist() if name.lower().endswith(_RUNS)]
            if len(runs) != 1:
                raise ValueError(
                    f"it is an archive with {len(runs)} runs in it: unpack it, and take one"
                )
            with archive.open(runs[0]) as file:
                return file.read(LARGEST_BYTES + 1)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError) as exc:
        raise ValueError("it is a ZIP archive, and damaged") from exc
    except RuntimeError as exc:
        raise ValueError("it is a ZIP archive with a password") from exc
