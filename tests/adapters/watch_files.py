"""Files as watches and their apps write them, with every habit of theirs as an option."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from io import BytesIO

from cadencecoach.adapters.export.fit import FILE_ID
from cadencecoach.adapters.fit_file import Base, FitField, FitWriter, Layout, fit_time
from cadencecoach.core.values.units import Frame

NOW = datetime(2026, 8, 2, tzinfo=UTC)
STARTED = datetime(2026, 8, 1, 5, 12, tzinfo=UTC)

RECORD = Layout(
    20,
    (
        FitField(253, Base.UINT32),
        FitField(4, Base.UINT8),
        FitField(53, Base.UINT8),
        FitField(73, Base.UINT32),
        FitField(5, Base.UINT32),
    ),
)
"""time, cadence and its fraction, speed, distance"""

RECORD_256 = Layout(
    20,
    (FitField(253, Base.UINT32), FitField(52, Base.UINT16), FitField(73, Base.UINT32)),
)
"""time, cadence256, speed"""

EVENT = Layout(21, (FitField(253, Base.UINT32), FitField(0, Base.ENUM), FitField(1, Base.ENUM)))
LAP = Layout(19, (FitField(253, Base.UINT32), FitField(2, Base.UINT32), FitField(24, Base.ENUM)))
"""time, start, trigger: 0 by hand, 2 by distance"""

SESSION = Layout(
    18,
    (
        FitField(253, Base.UINT32),
        FitField(2, Base.UINT32),
        FitField(5, Base.ENUM),
        FitField(6, Base.ENUM),
        FitField(7, Base.UINT32),
        FitField(9, Base.UINT32),
    ),
)
"""time, start, sport, sub_sport, elapsed, distance"""

Row = (
    tuple[float, float | None, float | None]
    | tuple[float, float | None, float | None, float | None]
)
"""Seconds after STARTED, raw cadence, m/s, and metres since the start where they are told."""

TCX = "http://www.garmin.com/xmlschemas/TrainingCenterDatabase/"
EXTENDED = "http://www.garmin.com/xmlschemas/ActivityExtension/"

EASY: list[Row] = [(second, 82.0, 2.75) for second in range(60)]


def steady(length_s: int = 1200, cadence: float = 84.0, speed: float | None = 2.8) -> list[Row]:
    """A record a second, all alike."""
    return [(second, cadence, speed) for second in range(length_s)]


def fit(
    rows: Sequence[Row],
    *,
    kind: int = 4,
    sport: int | None = 1,
    sub_sport: int = 0,
    device: str = "Watch 1",
    maker: int = 1,
    product: int = 7,
    turns: Sequence[tuple[float, bool]] = (),
    total_m: float | None = None,
    cadence256: bool = False,
    legs: Sequence[tuple[int, float, float]] = (),
    started: datetime = STARTED,
    laps: Sequence[tuple[float, int]] = (),
) -> bytes:
    """A FIT activity; `laps` are ends and triggers, `turns` are timer events, `legs` the sports of several: sport, from, to."""
    writer = FitWriter()
    start = fit_time(started)
    writer.add(FILE_ID, kind, maker, product, 0, start, device)
    waiting = list(turns)
    for row in rows:
        while waiting and waiting[0][0] <= row[0]:
            _turn(writer, start, *waiting.pop(0))
        _record(writer, start, row, cadence256=cadence256)
    for turn in waiting:
        _turn(writer, start, *turn)
    for end_s, trigger in laps:
        writer.add(LAP, start + int(end_s), start, trigger)
    for leg, from_s, to_s in legs:
        writer.add(
            SESSION, start + int(to_s), start + int(from_s), leg, 0, int(to_s - from_s) * 1000, None
        )
    if sport is not None and not legs:
        last_s = int(rows[-1][0]) if rows else 0
        elapsed = last_s * 1000 if 0 <= last_s < 10**6 else None
        metres = None if total_m is None else round(total_m * 100)
        writer.add(SESSION, start + last_s, start, sport, sub_sport, elapsed, metres)
    return writer.finish()


def tcx(
    rows: Sequence[Row],
    *,
    sport: str = "Running",
    device: str = "Watch 1",
    head: str = "",
    tracks: Sequence[int] = (),
    element: bool = False,
    zone: str = "+00:00",
    started: datetime = STARTED,
) -> bytes:
    """A TCX activity; `tracks` are the rows that begin a new one, `element` is Cadence instead of RunCadence."""
    points = []
    for index, row in enumerate(rows):
        at = (started + timedelta(seconds=row[0])).replace(tzinfo=None).isoformat()
        cadence = "" if row[1] is None else f"{row[1]:g}"
        speed = "" if row[2] is None else f"<x:Speed>{row[2]}</x:Speed>"
        metres = row[3] if len(row) > 3 else None
        points.append(
            ("</Track><Track>" if index in tracks else "")
            + f"<Trackpoint><Time>{at}{zone}</Time>"
            + ("" if metres is None else f"<DistanceMeters>{metres}</DistanceMeters>")
            + (f"<Cadence>{cadence}</Cadence>" if element and cadence else "")
            + "<Extensions><x:TPX>"
            + speed
            + (f"<x:RunCadence>{cadence}</x:RunCadence>" if cadence and not element else "")
            + "</x:TPX></Extensions></Trackpoint>"
        )
    return (
        f'<?xml version="1.0"?>{head}<TrainingCenterDatabase xmlns="{TCX}v2" xmlns:x="{EXTENDED}v2">'
        f'<Activities><Activity Sport="{sport}"><Lap><Track>{"".join(points)}</Track></Lap>'
        f"<Creator><Name>{device}</Name></Creator></Activity></Activities>"
        "</TrainingCenterDatabase>"
    ).encode()


def zipped(**files: bytes) -> bytes:
    """An archive; `run_fit` is run.fit in it."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("_", "."), data)
    return made.getvalue()


def gzipped(data: bytes) -> bytes:
    """As watches' apps pack a file."""
    return gzip.compress(data, mtime=0)


def at_second(second: float) -> Frame:
    """A second of a session as its frame."""
    return Frame(round(second * 48_000))


def _record(writer: FitWriter, start: int, row: Row, *, cadence256: bool) -> None:
    cadence = row[1]
    speed = None if row[2] is None else round(row[2] * 1000)
    metres = row[3] if len(row) > 3 else None
    stamp = start + int(row[0])
    if cadence256:
        writer.add(RECORD_256, stamp, None if cadence is None else round(cadence * 256), speed)
        return
    whole, fraction = (None, None) if cadence is None else divmod(round(cadence * 128), 128)
    distance = None if metres is None else round(metres * 100)
    writer.add(RECORD, stamp, whole, fraction, speed, distance)


def _turn(writer: FitWriter, start: int, at_s: float, goes_on: bool) -> None:
    writer.add(EVENT, start + int(at_s), 0, 0 if goes_on else 4)
