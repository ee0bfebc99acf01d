"""Keeps what a log came to beside it, so that a list need not read the logs of years."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, cast

from cadencecoach.adapters.store.connection import all_or_nothing, no_session, one_moment
from cadencecoach.adapters.store.convention_fixes import fixed
from cadencecoach.adapters.store.event_rows import read_events, read_header, read_imported
from cadencecoach.core.events import Event
from cadencecoach.core.outcome.baseline import MeasuredCadence, measure
from cadencecoach.core.outcome.distance import distance_m
from cadencecoach.core.outcome.document import outcome
from cadencecoach.core.outcome.imported import ImportedRun, with_imported, without_effects
from cadencecoach.core.outcome.outline import Outline, outline
from cadencecoach.core.outcome.run_from_summary import MeasuredRun, measured_run
from cadencecoach.core.outcome.session_facts import SUMMARY_VERSION
from cadencecoach.core.outcome.summary import Summary, summarise
from cadencecoach.core.plan.plan import Plan, plan_from
from cadencecoach.core.sensor.step_convention import Convention
from cadencecoach.core.trends.cue_effects import spoken_cues
from cadencecoach.core.values.json_text import json_line
from cadencecoach.core.values.records import from_record, to_record
from cadencecoach.core.values.units import Frame
from cadencecoach.errors import StoreError


def plan_of(header: dict[str, Any], session_id: int) -> Plan:
    """The plan a session was run by. Raises StoreError."""
    try:
        return plan_from(header["plan"])
    except (KeyError, TypeError, ValueError, AttributeError) as exc:
        raise StoreError(
            f"the plan of session {session_id} cannot be read",
            hint="it was written by another version or changed by hand; update CadenceCoach",
        ) from exc


def summary_of(
    header: dict[str, Any],
    session_id: int,
    events: Sequence[Event],
    reached: Frame,
    imported: ImportedRun | None = None,
) -> Summary:
    """The summary of a log that has been read, with what was imported. Raises StoreError."""
    summary = summarise(
        plan_of(header, session_id),
        _with_imported(events, imported, session_id),
        reached,
        _convention(header, imported),
    )
    return replace(summary, cues=without_effects(summary.cues, imported))


def baseline_of(
    header: dict[str, Any],
    session_id: int,
    events: Sequence[Event],
    reached: Frame,
    imported: ImportedRun | None = None,
) -> MeasuredCadence | None:
    """The baseline in a log that has been read; None where its plan has none. Raises StoreError."""
    return measure(
        plan_of(header, session_id),
        _with_imported(events, imported, session_id),
        reached,
        _convention(header, imported),
    )


def _with_imported(
    events: Sequence[Event], imported: ImportedRun | None, session_id: int
) -> Sequence[Event]:
    try:
        return with_imported(events, imported)
    except ValueError as exc:  # a speed or a cadence that no watch can say
        raise StoreError(
            f"what a watch measured of session {session_id} cannot be read",
            hint="it was changed by hand, or by a disk; put a backup in its place",
        ) from exc


def cache_summary(connection: sqlite3.Connection, session_id: int) -> None:
    """Sum a session up and keep the result in the place of an older one. Raises StoreError."""
    _keep(connection, _summed_up(connection, session_id))


def renew_summary(connection: sqlite3.Connection, session_id: int) -> None:
    """The same where others may write meanwhile: what they have summed up since then stays.

    The log is read and summed up without keeping anybody waiting. Raises StoreError.
    """
    with one_moment(connection):
        before = _kept(connection, session_id)
        made = _summed_up(connection, session_id)
    with all_or_nothing(connection):
        if _kept(connection, session_id) == before:
            _keep(connection, made)


def keep_distances(
    connection: sqlite3.Connection, unmeasured: Iterable[tuple[int, float, bool, float | None]]
) -> None:
    """Work out how far these runs were, and keep it."""
    for session_id, running_s, by_watch, told_m in unmeasured:
        if by_watch:
            metres = _by_watch(connection, session_id, running_s) if told_m is None else told_m
        else:
            metres = distance_m(read_events(connection, session_id), running_s)
        connection.execute("INSERT OR REPLACE INTO distances VALUES (?, ?)", (session_id, metres))


def _by_watch(connection: sqlite3.Connection, session_id: int, running_s: float) -> float | None:
    """By the speeds of a watch whose file counts no distance, or was imported before that was read."""
    (mean_mps,) = connection.execute(
        "SELECT AVG(speed_mps) FROM imported_readings WHERE session_id = ?", (session_id,)
    ).fetchone()
    return None if mean_mps is None else mean_mps * running_s


def read_outline(connection: sqlite3.Connection, session_id: int) -> Outline | None:
    """The kept outline of a session; None where it has none that can be read."""
    row = connection.execute(
        "SELECT outline FROM summaries WHERE session_id = ? AND version = ?",
        (session_id, SUMMARY_VERSION),
    ).fetchone()
    try:
        return None if row is None else from_record(Outline, json.loads(row[0]))
    except (TypeError, ValueError, RecursionError, AttributeError):
        return None


def _kept(connection: sqlite3.Connection, session_id: int) -> tuple[Any, ...] | None:
    found = connection.execute("SELECT * FROM summaries WHERE session_id = ?", (session_id,))
    return cast("tuple[Any, ...] | None", found.fetchone())


def _summed_up(connection: sqlite3.Connection, session_id: int) -> tuple[Any, ...]:
    row = connection.execute(
        "SELECT reached_frame FROM sessions WHERE id = ?", (session_id,)
    ).fetchone()
    if row is None:
        raise no_session(session_id)
    header, events = fixed(
        connection,
        session_id,
        read_header(connection, session_id),
        read_events(connection, session_id),
    )
    imported = read_imported(connection, session_id)
    summary = summary_of(header, session_id, events, Frame(row[0]), imported)
    document = outcome(summary)
    # The run is what the programme goes by, the document what a list of sessions prints.
    run = measured_run(summary, plan_of(header, session_id).length)
    body = {"run": to_record(run), "document": document}
    return (
        session_id,
        SUMMARY_VERSION,
        document["duration_s"],
        document["cadence_spm"],
        document["coverage_percent"],
        document["adherence"]["in_band_percent"],
        sum(cue.spoken for cue in summary.cues),
        " ".join(str(pain.level) for pain in summary.pain),
        json_line(body),
        json_line(to_record(outline(summary))),
    )


def _keep(connection: sqlite3.Connection, summed_up: tuple[Any, ...]) -> None:
    marks = ", ".join("?" * len(summed_up))
    connection.execute(f"INSERT OR REPLACE INTO summaries VALUES ({marks})", summed_up)  # noqa: S608 - only marks


def is_readable(body: str) -> bool:
    """Whether what is kept of a run can be read by whoever goes by it."""
    try:
        kept = json.loads(body)
        from_record(MeasuredRun, kept["run"])
        spoken_cues(kept["document"])
    except (KeyError, TypeError, ValueError, RecursionError, AttributeError):
        return False
    return True


def _convention(header: dict[str, Any], imported: ImportedRun | None) -> Convention:
    convention = header.get("convention") if imported is None else Convention.STEPS.value
    known = convention in {each.value for each in Convention}
    return Convention(convention) if known else Convention.AUTO
