"""The runner's word on steps or strides after a run; beside the log, which stays as it is."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

from cadencecoach.core.events import Event
from cadencecoach.core.outcome.reinterpretation import reread
from cadencecoach.core.sensor.step_convention import Convention


def write_fix(connection: sqlite3.Connection, session_id: int, convention: Convention) -> None:
    """Set how the footpod of one session counts; the last word holds, AUTO takes it back."""
    if convention is Convention.AUTO:
        connection.execute("DELETE FROM cadence_fixes WHERE session_id = ?", (session_id,))
    else:
        connection.execute(
            "INSERT OR REPLACE INTO cadence_fixes VALUES (?, ?)", (session_id, convention.value)
        )


def fixed(
    connection: sqlite3.Connection,
    session_id: int,
    header: dict[str, Any],
    events: Sequence[Event],
) -> tuple[dict[str, Any], tuple[Event, ...]]:
    """Header and events as the runner's word makes them, where there is one.

    The header keeps the convention of the run as `convention_at_run`: a replay needs that one.
    """
    row = connection.execute(
        "SELECT convention FROM cadence_fixes WHERE session_id = ?", (session_id,)
    ).fetchone()
    if row is None:
        return header, tuple(events)
    convention = Convention(row[0])
    told = {
        **header, "convention": convention.value, "convention_at_run": header.get("convention")
    }  # fmt: skip
    return told, tuple(reread(events, convention))
