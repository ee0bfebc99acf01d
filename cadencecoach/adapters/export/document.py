"""A session as JSON: the document of `show --json`, and what the runner said of the run."""

from __future__ import annotations

import json

from cadencecoach.adapters.export.recorded import Recorded
from cadencecoach.core.records import to_record
from cadencecoach.core.sessiondoc import session_document


def json_document(session: Recorded) -> bytes:
    """One line of ASCII: every other character is escaped, and none is lost."""
    document = {
        **session_document(session.facts, session.summary, session.events),
        "run_note": to_record(session.note),
    }
    return json.dumps(document, separators=(",", ":"), allow_nan=False).encode() + b"\n"
