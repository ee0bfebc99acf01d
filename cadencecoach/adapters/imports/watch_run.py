"""A run as a watch saw it, and the questions a file must stand before it is believed."""

from __future__ import annotations

import hashlib
import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Final

from cadencecoach.adapters.fit_file import LARGEST_BYTES
from cadencecoach.adapters.imports import fit_run, tcx_run
from cadencecoach.adapters.imports.parsed_run import ParsedRun, Point
from cadencecoach.core.sensor.step_convention import STEPS_FROM, STRIDES_UP_TO, Convention
from cadencecoach.core.values.text import cut, plain
from cadencecoach.errors import FileRefused

LONGEST: Final = timedelta(days=1)
EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""Product choice: no footpod is older."""

FASTEST_SPM: Final = 300.0
FASTEST_MPS: Final = 15.0
"""Product choice: nobody steps or runs faster."""

MOST_ABSURD: Final = 0.01
"""Of the values (product choice: a watch slips now and then, a file that is worse was made up)."""

FEWEST: Final = 30
"""Cadences (product choice: half a minute says nothing of a run)."""

_MARKS: Final = ("CadenceCoach SIMULATED", "CadenceCoach REPLAY")
_LONGEST_NAME: Final = 60


@dataclass(frozen=True, slots=True)
class WatchPoint:
    """A believed record."""

    moment: datetime
    cadence_spm: float
    speed_mps: float | None


@dataclass(frozen=True, slots=True)
class WatchRun:
    """A whole run, believed; records without a cadence are left out."""

    file: str
    sha256: str
    device: str
    counts: Convention
    """Whether the file's numbers were strides or steps, told by themselves."""

    started: datetime
    ended: datetime
    """Of the first and the last record of the file, by the watch's clock."""

    points: tuple[WatchPoint, ...]
    """In order, no two at one moment."""


def read_watch_file(path: Path, now: datetime) -> WatchRun:
    """A run out of a FIT or TCX file, told apart by their first bytes. Raises FileRefused."""
    try:
        if not path.is_file():
            raise FileRefused(f"{_shown(path)} is not a file", hint="name a .fit or .tcx file")
        with path.open("rb") as file:
            data = file.read(LARGEST_BYTES + 1)
    except (OSError, ValueError) as exc:
        reason = getattr(exc, "strerror", None) or "it has no valid name"
        raise FileRefused(f"{_shown(path)} cannot be read: {reason}", hint="name another") from exc
    if len(data) > LARGEST_BYTES:
        raise _refused(path, f"it is larger than {LARGEST_BYTES // 1024**2} MB")
    return watch_run(path.name, data, now)


def watch_run(name: str, data: bytes, now: datetime) -> WatchRun:
    """A run out of the bytes of a file called `name`. Raises FileRefused with the reason."""
    try:
        told = fit_run.read(data) if data[8:12] == b".FIT" else tcx_run.read(data)
        return _believed(name, data, told, now)
    except ValueError as exc:
        raise _refused(Path(name), str(exc)) from exc


def _believed(name: str, data: bytes, told: ParsedRun, now: datetime) -> WatchRun:
    """The run, or ValueError with what speaks against it."""
    if told.device.startswith(_MARKS):
        raise ValueError("nobody ran it: it comes from CadenceCoach's simulated runner or a replay")
    if told.running is False:
        raise ValueError("it is no run but another sport")
    if not told.points:
        raise ValueError("it holds no records")
    moments = [point.moment for point in told.points]
    if any(later < earlier for earlier, later in pairwise(moments)):
        raise ValueError("its clock goes back")
    if moments[-1] - moments[0] > LONGEST:
        raise ValueError("it is longer than a day")
    if moments[0] < EARLIEST or moments[-1] > now + LONGEST:
        raise ValueError(f"it is from {moments[0]:%Y-%m-%d}, which cannot be")
    told_values = (value for p in told.points for value in (p.cadence_per_min, p.speed_mps))
    if not all(value is None or math.isfinite(value) for value in told_values):
        raise ValueError("some of its values are no numbers")
    counts = _convention(told.points)
    factor = 2 if counts is Convention.STRIDES else 1
    # The last of several at one moment is the watch's last word.
    kept = {point.moment: point for point in told.points}
    absurd = 0
    points: list[WatchPoint] = []
    for moment, point in kept.items():
        cadence, speed = point.cadence_per_min, point.speed_mps
        if cadence is not None and not 0 <= cadence * factor <= FASTEST_SPM:
            absurd, cadence = absurd + 1, None
        if speed is not None and not 0 <= speed <= FASTEST_MPS:
            absurd, speed = absurd + 1, None
        if cadence is not None:
            points.append(WatchPoint(moment, cadence * factor, speed))
    if absurd > max(1, MOST_ABSURD * len(kept)):
        raise ValueError(f"{absurd} of its values are no runner's")
    if len(points) < FEWEST:
        raise ValueError(f"it holds {len(points)} cadences, too few to be a run")
    return WatchRun(
        plain(name)[:_LONGEST_NAME],
        hashlib.sha256(data).hexdigest(),
        cut(plain(told.device), _LONGEST_NAME),
        counts,
        moments[0],
        moments[-1],
        tuple(points),
    )


def _convention(points: Sequence[Point]) -> Convention:
    """Strides or steps, by the median; the gap between them is wide (choice: steps or strides)."""
    moving = [
        point.cadence_per_min
        for point in points
        if point.cadence_per_min is not None and point.cadence_per_min > 0
    ]
    if not moving:
        raise ValueError("it holds no cadence")
    median = statistics.median(moving)
    if median <= STRIDES_UP_TO:
        return Convention.STRIDES
    if median >= STEPS_FROM:
        return Convention.STEPS
    raise ValueError(f"its {median:.0f} a minute may be steps or strides")


def _refused(path: Path, reason: str) -> FileRefused:
    return FileRefused(
        f"{_shown(path)} was refused: {reason}",
        hint="nothing of it was taken; export the run again from the watch, as FIT or TCX",
    )


def _shown(path: Path) -> str:
    return cut(plain(str(path)), 200)
