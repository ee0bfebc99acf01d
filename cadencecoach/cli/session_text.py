"""A stored session's few words on a terminal; apart, as lists and single sessions share them."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from cadencecoach.core.outcome.session_facts import SessionFacts, Source
from cadencecoach.core.values.text import plain

NOTHING: Final = "-"


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


def spm(value: float | None, places: int = 0) -> str:
    """A cadence; a dash is not known."""
    return NOTHING if value is None else f"{value:.{places}f}"


def percent(value: float | None) -> str:
    """A share; a dash is not known."""
    return NOTHING if value is None else f"{value:.0f} %"


def count(number: int, noun: str) -> str:
    """A number of things."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
