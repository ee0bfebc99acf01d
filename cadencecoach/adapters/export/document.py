"""A session as JSON: the document of `show --json`, and what the runner said of the run."""

from __future__ import annotations

from typing import Any

from cadencecoach.adapters.export.recorded import Recorded
from cadencecoach.core.outcome.document import session_document
from cadencecoach.core.outcome.imported import ImportedRun
from cadencecoach.core.values.figures import in_seconds
from cadencecoach.core.values.json_text import json_line
from cadencecoach.core.values.records import to_record


def json_document(session: Recorded) -> bytes:
    """One line of ASCII: every other character is escaped, and none is lost."""
    document = {
        **session_document(session.facts, session.summary, session.events),
        "run_note": to_record(session.note),
        "watch": None if session.imported is None else _watch(session.imported),
    }
    return json_line(document).encode() + b"\n"


def _watch(run: ImportedRun) -> dict[str, Any]:
    return {
        "file": run.file,
        "sha256": run.sha256.partition("/")[0],
        "device": run.device,
        "watch_started_at": run.watch_started_at,
        "readings": [
            {
                "at_s": in_seconds(reading.at),
                "cadence_spm": reading.cadence_spm,
                "speed_mps": reading.speed_mps,
            }
            for reading in run.readings
        ],
    }
