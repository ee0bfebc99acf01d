"""A session's log as rows and back: the one place where its two tables are one list, a watch's beside."""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from operator import itemgetter
from typing import Any, Final

from cadencecoach.adapters.store.facts_rows import alignment_of
from cadencecoach.core.events import (
    Event,
    Input,
    PayloadReceived,
    ReadingTaken,
    UnknownEvent,
    event_from,
)
from cadencecoach.core.outcome.imported import ImportedReading, ImportedRun
from cadencecoach.core.values.records import to_record
from cadencecoach.core.values.text import quoted
from cadencecoach.core.values.units import Frame, MeasuredSpm
from cadencecoach.errors import StoreError

EventRow = tuple[int, int, str, str, str]
"""seq, frame, direction, name, body."""

ReadingRow = tuple[int, int, bytes, float | None, float | None, int | None]
"""seq, frame, raw, cadence_spm, speed_mps, moving."""

Numbered = tuple[int, Event]

_NOT_OURS: Final = "it was written by another version or changed by hand; update CadenceCoach"

_INSERT_EVENT: Final = "INSERT OR IGNORE INTO events VALUES (?, ?, ?, ?, ?, ?)"
_INSERT_READING: Final = "INSERT OR IGNORE INTO readings VALUES (?, ?, ?, ?, ?, ?, ?)"
# Ignored is what is there already: a commit that failed may have reached the disk all the same.


def write_events(
    connection: sqlite3.Connection, session_id: int, numbered: Iterable[Numbered]
) -> None:
    """Insert events with their numbers; a payload and the reading it gave share a row."""
    event_rows: list[tuple[object, ...]] = []
    reading_rows: list[tuple[object, ...]] = []
    waiting: tuple[int, PayloadReceived] | None = None
    for seq, event in numbered:
        if waiting is not None:
            taken = _joins(waiting, seq, event)
            reading_rows.append((session_id, *_reading_row(*waiting, taken)))
            waiting = None
            if taken is not None:
                continue
        if isinstance(event, PayloadReceived):
            waiting = (seq, event)
        else:
            event_rows.append((session_id, *_event_row(seq, event)))
    if waiting is not None:
        reading_rows.append((session_id, *_reading_row(*waiting, None)))
    connection.executemany(_INSERT_EVENT, event_rows)
    connection.executemany(_INSERT_READING, reading_rows)


def write_header(
    connection: sqlite3.Connection, session_id: int, header: Mapping[str, Any]
) -> None:
    """Insert what a replay needs beside the events."""
    body = json.dumps(header, separators=(",", ":"))
    connection.execute("INSERT INTO headers VALUES (?, ?)", (session_id, body))


def read_header(connection: sqlite3.Connection, session_id: int) -> dict[str, Any]:
    """What a replay needs beside the events. Raises StoreError."""
    row = connection.execute(
        "SELECT body FROM headers WHERE session_id = ?", (session_id,)
    ).fetchone()
    with suppress(ValueError, RecursionError):
        header = None if row is None else json.loads(row[0])
        if isinstance(header, dict):
            return header
    raise StoreError(f"the header of session {session_id} cannot be read", hint=_NOT_OURS)


def read_events(connection: sqlite3.Connection, session_id: int) -> tuple[Event, ...]:
    """All events of a session in the order in which they were appended. Raises StoreError."""
    events = connection.execute(
        "SELECT seq, frame, name, body FROM events WHERE session_id = ? ORDER BY seq",
        (session_id,),
    )
    readings = connection.execute(
        "SELECT seq, frame, raw, cadence_spm, speed_mps, moving FROM readings"
        " WHERE session_id = ? ORDER BY seq",
        (session_id,),
    )
    numbered = [*_decoded(session_id, events), *_paired(readings)]
    numbered.sort(key=itemgetter(0))
    return tuple([event for _, event in numbered])


def _joins(waiting: tuple[int, PayloadReceived], seq: int, event: Event) -> ReadingTaken | None:
    """The event as a reading of the payload before it, if a row can hold both without loss."""
    if not isinstance(event, ReadingTaken):
        return None
    number, payload = waiting
    values = (event.cadence_spm, event.speed_mps)
    whole = all(value is None or math.isfinite(value) for value in values)
    return event if whole and event.at == payload.at and seq == number + 1 else None


def _event_row(seq: int, event: Event) -> EventRow:
    body = to_record(event)
    frame = body.pop("at")
    direction = "in" if isinstance(event, Input) else "out"
    return seq, frame, direction, type(event).__name__, json.dumps(body, separators=(",", ":"))


def _reading_row(seq: int, payload: PayloadReceived, taken: ReadingTaken | None) -> ReadingRow:
    if taken is None:
        return seq, payload.at, payload.data, None, None, None
    return seq, payload.at, payload.data, taken.cadence_spm, taken.speed_mps, int(taken.moving)


def _decoded(session_id: int, rows: Iterable[tuple[int, int, str, str]]) -> Iterator[Numbered]:
    for seq, frame, name, body in rows:
        try:
            yield seq, event_from(name, {"at": frame, **json.loads(body)})
        except (UnknownEvent, ValueError, TypeError, RecursionError) as exc:
            raise StoreError(
                f"entry {seq} of session {session_id} cannot be read: {quoted(name)}",
                hint=_NOT_OURS,
            ) from exc


def _paired(
    rows: Iterable[tuple[int, int, bytes, float | None, float | None, int | None]],
) -> Iterator[Numbered]:
    for seq, frame, raw, cadence_spm, speed_mps, moving in rows:
        yield seq, PayloadReceived(Frame(frame), raw)
        if moving is not None:
            yield seq + 1, ReadingTaken(Frame(frame), cadence_spm, speed_mps, bool(moving))


def read_imported(connection: sqlite3.Connection, session_id: int) -> ImportedRun | None:
    """What a session has from a watch; None where it has nothing."""
    row = connection.execute(
        "SELECT file, sha256, device, watch_started_at, distance_m, offset_s, clocks_agree,"
        " aligned_how, aligned_offset_s, aligned_error_s, aligned_confidence"
        " FROM imports WHERE session_id = ?",
        (session_id,),
    ).fetchone()
    if row is None:
        return None
    readings = connection.execute(
        "SELECT frame, cadence_spm, speed_mps, until_frame FROM imported_readings"
        " WHERE session_id = ? ORDER BY frame",
        (session_id,),
    )
    file, sha256, device, watch_started_at, distance_m, offset_s, clocks_agree, *aligned = row
    return ImportedRun(
        file,
        sha256,
        device,
        watch_started_at,
        tuple(
            ImportedReading(
                Frame(frame),
                MeasuredSpm(cadence_spm),
                speed_mps,
                None if until is None else Frame(until),
            )
            for frame, cadence_spm, speed_mps, until in readings
        ),
        distance_m,
        offset_s,
        bool(clocks_agree),
        alignment_of(*aligned),
    )
