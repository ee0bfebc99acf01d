"""Readings of a watch beside the log, as they come back; `importing` writes them."""

from __future__ import annotations

import sqlite3

from cadencecoach.adapters.store.sqlite import alignment_of
from cadencecoach.core.outcome.imported import ImportedReading, ImportedRun
from cadencecoach.core.values.units import Frame, MeasuredSpm


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
