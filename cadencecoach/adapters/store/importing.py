"""Writes readings of a watch into tables of their own, since nothing edits what was logged."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from cadencecoach.adapters.clock import local_offset_s, utc_text
from cadencecoach.adapters.store.connection import all_or_nothing, connect, translated_errors
from cadencecoach.adapters.store.derived.summaries import cache_summary
from cadencecoach.adapters.store.event_rows import write_events, write_header
from cadencecoach.adapters.store.outings import outing_is_home
from cadencecoach.core.events import Event
from cadencecoach.core.outcome.imported import ImportedRun
from cadencecoach.core.outing.alignment import Alignment
from cadencecoach.core.plan.plan import Plan, plan_from
from cadencecoach.core.values.records import to_record
from cadencecoach.errors import StoreError

_INSERT: Final = """
    INSERT INTO imports (session_id, imported_at, file, sha256, device, watch_started_at,
                         distance_m, offset_s, clocks_agree, aligned_how, aligned_offset_s,
                         aligned_error_s, aligned_confidence)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_INSERT_READING: Final = """
    INSERT INTO imported_readings (session_id, frame, cadence_spm, speed_mps, until_frame)
    VALUES (?, ?, ?, ?, ?)
"""


def imported_before(path: Path, sha256: str) -> tuple[int, ...]:
    """The sessions that a file was imported into, in their order. Raises StoreError."""
    with translated_errors(path), closing(connect(path)) as connection:
        # Parts of a file stand behind a stroke, which comes before the digits.
        rows = connection.execute(
            "SELECT session_id FROM imports WHERE sha256 >= :it AND sha256 < :it || '0'"
            " ORDER BY session_id",
            {"it": sha256},
        ).fetchall()
    return tuple(int(row[0]) for row in rows)


def fill_sessions(path: Path, parts: Mapping[int, ImportedRun], now: datetime) -> None:
    """Put a watch's readings beside the sessions without a footpod that they are of, all or none.

    The same file again takes the place of its own readings. Raises StoreError, also where a
    session has other ones already.
    """
    with _change(path) as connection:
        for session_id, run in parts.items():
            _fill(connection, session_id, run, now)


def _fill(connection: sqlite3.Connection, session_id: int, run: ImportedRun, now: datetime) -> None:
    connection.execute(
        "DELETE FROM imports WHERE session_id = ? AND sha256 = ?", (session_id, run.sha256)
    )
    connection.execute("DELETE FROM distances WHERE session_id = ?", (session_id,))
    taken = connection.execute(
        "SELECT (SELECT COUNT(*) FROM readings WHERE session_id = :id)"
        " + (SELECT COUNT(*) FROM imports WHERE session_id = :id)",
        {"id": session_id},
    ).fetchone()[0]
    if taken:
        raise StoreError(
            f"session {session_id} has readings already",
            hint="nothing was changed; what was measured is never replaced",
        )
    _insert(connection, session_id, run, now)
    cache_summary(connection, session_id)


def add_session(
    path: Path,
    plan: Plan,
    events: Sequence[Event],
    started: datetime,
    run: ImportedRun,
    now: datetime,
) -> int:
    """Store a run that only a watch saw as a finished session of `plan`; its id.

    `events` are its log, the last one its end. Raises StoreError; then nothing was stored.
    """
    header = {"plan": to_record(plan), "convention": "steps"}
    with _change(path) as connection:
        session_id = _add(connection, plan, header, events, started)
        _insert(connection, session_id, run, now)
        cache_summary(connection, session_id)
    return session_id


def add_outing_session(
    path: Path,
    header: Mapping[str, Any],
    events: Sequence[Event],
    started: datetime,
    run: ImportedRun | None,
    now: datetime,
    outing: int | None,
) -> int:
    """Store the session that an outing became, with what a watch saw of it, if one did; its id.

    `header` and `events` are its log. Raises StoreError; then nothing was stored.
    """
    with _change(path) as connection:
        session_id = _add(connection, plan_from(header["plan"]), header, events, started)
        if run is not None:
            _insert(connection, session_id, run, now)
        if outing is not None:
            outing_is_home(connection, outing, session_id)
        cache_summary(connection, session_id)
    return session_id


def add_events(path: Path, session_id: int, events: Sequence[Event]) -> None:
    """Append what was told of a session after its end, and sum it up anew. Raises StoreError."""
    with _change(path) as connection:
        (last,) = connection.execute(
            "SELECT MAX(seq) FROM events WHERE session_id = ?", (session_id,)
        ).fetchone()
        write_events(connection, session_id, enumerate(events, (last or 0) + 1))
        cache_summary(connection, session_id)


def _add(
    connection: sqlite3.Connection,
    plan: Plan,
    header: Mapping[str, Any],
    events: Sequence[Event],
    started: datetime,
) -> int:
    made = connection.execute(
        "INSERT INTO sessions"
        " (uuid, started_at, plan, title, source, state, reached_frame, process, utc_offset_s)"
        " VALUES (?, ?, ?, ?, 'none', 'finished', ?, '', ?)",
        (
            str(uuid4()),
            utc_text(started),
            plan.name,
            plan.title,
            max(event.at for event in events),
            local_offset_s(started),
        ),
    )
    session_id = made.lastrowid
    assert session_id is not None
    write_header(connection, session_id, header)
    write_events(connection, session_id, enumerate(events))
    return session_id


@contextmanager
def _change(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection inside one transaction: what raises takes everything back."""
    with translated_errors(path), closing(connect(path)) as connection, all_or_nothing(connection):
        yield connection


def _insert(
    connection: sqlite3.Connection, session_id: int, run: ImportedRun, now: datetime
) -> None:
    connection.execute(
        _INSERT,
        (
            session_id,
            utc_text(now),
            run.file,
            run.sha256,
            run.device,
            run.watch_started_at,
            run.distance_m,
            run.offset_s,
            int(run.clocks_agree),
            *_aligned(run.alignment),
        ),
    )
    connection.executemany(
        _INSERT_READING,
        [(session_id, one.at, one.cadence_spm, one.speed_mps, one.until) for one in run.readings],
    )


def _aligned(alignment: Alignment | None) -> tuple[str | float | None, ...]:
    if alignment is None:
        return (None, None, None, None)
    return alignment.how.value, alignment.offset_s, alignment.error_s, alignment.confidence
