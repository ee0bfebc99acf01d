"""A stored session's few words on a terminal; apart, as lists and single sessions share them."""

from __future__ import annotations

from datetime import datetime

from cadencecoach.core.outcome.session_facts import SessionFacts, Source
from cadencecoach.core.values.text import plain


def title(facts: SessionFacts) -> str:
    """The first line on one session."""
    parts = (
        f"Session {facts.id}",
        plain(facts.plan),
        local(facts.started_at),
        facts.state.value,
        "discarded" if facts.discarded else mark(facts),
    )
    return "  ".join(part for part in parts if part)


def mark(facts: SessionFacts) -> str:
    """What must be known before the numbers are believed; empty where there is nothing."""
    if facts.imported is not None:
        return "imported"
    return "" if facts.source in (Source.NONE, Source.FOOTPOD) else facts.source.value


def local(started_at: str) -> str:
    """A start by the clock of this place."""
    return datetime.fromisoformat(started_at).astimezone().strftime("%Y-%m-%d %H:%M")
