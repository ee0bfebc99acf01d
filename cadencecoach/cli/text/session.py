"""A stored session's few words on a terminal; apart, as lists and single sessions share them."""

from __future__ import annotations

from cadencecoach.app.review.session_log import began
from cadencecoach.core.outcome.session_facts import SessionFacts
from cadencecoach.core.values.calendar import iso
from cadencecoach.core.values.text import plain


def title(facts: SessionFacts) -> str:
    """The first line on one session."""
    parts = (
        f"Session {facts.id}",
        plain(facts.title),
        start_words(facts),
        facts.state.value,
        "discarded" if facts.discarded else mark(facts),
    )
    return "  ".join(part for part in parts if part)


def mark(facts: SessionFacts) -> str:
    """What must be known before the numbers are believed; empty where there is nothing."""
    if facts.imported is not None:
        return "imported"
    return "" if facts.nobody is None else facts.nobody.value


def start_words(facts: SessionFacts) -> str:
    """When it began, by the clock of the place where it was run."""
    at = began(facts)
    return f"{iso(at.day)} {at.clock}"
