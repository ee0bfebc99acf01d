"""The fields every document of a session begins with; apart, so that a list loads no summaries."""

from __future__ import annotations

from typing import Any, Final

from cadencecoach.core.outcome.session_facts import SessionFacts, Source
from cadencecoach.core.outing.alignment import Alignment
from cadencecoach.core.values.figures import figure

SCHEMA: Final = 1
"""Of every document made here; goes up when a field goes or changes its meaning."""


def head(facts: SessionFacts) -> dict[str, Any]:
    """The fields every document of a session begins with."""
    return {
        "id": facts.id,
        "uuid": facts.uuid,
        "started_at": facts.started_at,
        "plan": facts.plan,
        "title": facts.title,
        "source": facts.source.value,
        "simulated": facts.source is Source.SIMULATED,
        "sped_up": facts.sped_up,
        "state": facts.state.value,
        "note": facts.note,
        "imported": facts.imported,
        "alignment": None if facts.alignment is None else _alignment(facts.alignment),
    }


def _alignment(alignment: Alignment) -> dict[str, Any]:
    return {
        "offset_s": figure(alignment.offset_s),
        "error_s": figure(alignment.error_s),
        "how": alignment.how.value,
        "confidence": figure(alignment.confidence),
    }
