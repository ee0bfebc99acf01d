"""A run out of a watch's file: unpacked, parsed, understood, or refused with the reason."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cadencecoach.adapters.fit_file import LARGEST_BYTES
from cadencecoach.adapters.imports import fit_run, tcx_run
from cadencecoach.adapters.imports.containers import unpacked
from cadencecoach.adapters.imports.parsed_run import ParsedRun
from cadencecoach.core.sensor.step_convention import Convention
from cadencecoach.core.values.text import cut, plain
from cadencecoach.core.watch.records import Doubt, NoRun
from cadencecoach.core.watch.understanding import RunByWatch, understood
from cadencecoach.errors import FileRefused, NotARun, UnitsUnclear

EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""No run is older (product choice: footpods are not)."""

_TOMORROW: Final = timedelta(days=1)
_MARKS: Final = ("CadenceCoach SIMULATED", "CadenceCoach REPLAY")
_LONGEST_NAME: Final = 60
_HINTS: Final = {
    Doubt.BROKEN: "nothing of it was taken; export the run again from the watch, as FIT or TCX",
    Doubt.OTHER: "nothing of it was taken; `cadencecoach activity` notes a ride or a swim",
    Doubt.RIDE: "if you ran it, say what it counts: --counts strides, or steps",
    Doubt.UNITS: "say what it counts: --counts steps (both feet), or --counts strides (one foot)",
}
_SAY_UNITS: Final = (
    "nothing was taken; `cadencecoach import` asks whether it counts steps or strides"
)
_IN_APP: Final = {
    Doubt.BROKEN: _HINTS[Doubt.BROKEN],
    Doubt.OTHER: "nothing of it was taken; d on Today notes a ride or a swim",
    Doubt.RIDE: _SAY_UNITS,
    Doubt.UNITS: _SAY_UNITS,
}
_KINDS: Final = {Doubt.OTHER: NotARun, Doubt.UNITS: UnitsUnclear}


@dataclass(frozen=True, slots=True)
class WatchFile:
    """A file of a watch, read."""

    name: str
    """Without a folder, harmless."""

    sha256: str
    """Of the file itself, whatever it came packed in."""

    data: bytes


@dataclass(frozen=True, slots=True)
class WatchRun:
    """A whole run, believed."""

    file: str
    sha256: str
    device: str
    """What it is called; may be empty."""

    run: RunByWatch
    """By this computer's clock, as far as it is known."""

    offset_s: float
    """How far that is ahead of the watch's, as told."""

    @property
    def started(self) -> datetime:
        """The first record."""
        return datetime.fromtimestamp(self.run.start_s, UTC)

    @property
    def ended(self) -> datetime:
        """The last record."""
        return datetime.fromtimestamp(self.run.end_s, UTC)


def open_watch_file(path: Path) -> WatchFile:
    """A file as it is, out of what it came packed in. Raises FileRefused."""
    try:
        if not path.is_file():
            raise _no_file(path)
        with path.open("rb") as file:
            data = file.read(LARGEST_BYTES + 1)
    except (OSError, ValueError) as exc:
        reason = getattr(exc, "strerror", None) or "it has no valid name"
        raise FileRefused(f"{_shown(path)} cannot be read: {reason}", hint="name another") from exc
    return watch_file(path.name, data)


def watch_file(name: str, data: bytes) -> WatchFile:
    """The bytes of a file called `name`, out of what they came packed in. Raises FileRefused."""
    try:
        inside = unpacked(data)
    except ValueError as exc:
        raise _refused(name, exc) from exc
    return WatchFile(plain(name)[:_LONGEST_NAME], hashlib.sha256(inside).hexdigest(), inside)


def watch_run(
    file: WatchFile, now: datetime, counts: Convention = Convention.AUTO, offset_s: float = 0.0
) -> WatchRun:
    """The run in a file; `offset_s` is how far this computer's clock is ahead of the watch's.

    `counts` is what the runner says of its numbers. Raises FileRefused with the reason,
    UnitsUnclear where `counts` would settle it.
    """
    try:
        parsed = (fit_run if file.data[8:12] == b".FIT" else tcx_run).read(file.data)
        _refuse_marked(parsed)
        run = understood(parsed.file, counts).moved(offset_s)
        _refuse_untimely(run, now)
    except ValueError as exc:
        raise _refused(file.name, exc) from exc
    device = cut(plain(parsed.device), _LONGEST_NAME)
    return WatchRun(file.name, file.sha256, device, run, offset_s)


def _refuse_marked(parsed: ParsedRun) -> None:
    if parsed.device.startswith(_MARKS):
        raise ValueError("nobody ran it: it comes from CadenceCoach's simulated runner or a replay")


def _refuse_untimely(run: RunByWatch, now: datetime) -> None:
    if not EARLIEST.timestamp() <= run.start_s <= run.end_s <= (now + _TOMORROW).timestamp():
        raise ValueError(f"it is from {_date(run.start_s)}, which cannot be")


def _no_file(path: Path) -> FileRefused:
    return FileRefused(
        f"{_shown(path)} is not a file",
        hint="name a .fit or .tcx file, or --from with the folder of a watch",
        in_app="choose or type a .fit or .tcx file",
    )


def _refused(name: str, exc: ValueError) -> FileRefused:
    doubt = exc.doubt if isinstance(exc, NoRun) else Doubt.BROKEN
    return _KINDS.get(doubt, FileRefused)(
        f"{_shown(name)} was refused: {exc}", hint=_HINTS[doubt], in_app=_IN_APP[doubt]
    )


def _date(unix_s: float) -> str:
    try:
        return f"{datetime.fromtimestamp(unix_s, UTC):%Y-%m-%d}"
    except (ValueError, OverflowError, OSError):
        return "a day that no calendar has"


def _shown(path: Path | str) -> str:
    return cut(plain(str(path)), 200)
