"""What is said of a session without its seconds: small enough to be kept beside the log.

A session of six hours has some 200,000 readings; what they came to is a page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from cadencecoach.core.outcome.speed import mean_speed, speed_line
from cadencecoach.core.outcome.summary import Summary
from cadencecoach.core.values.records import from_record, to_record


@dataclass(frozen=True, slots=True)
class Outline:
    """A summary whose chart and seconds are left out, and what was made of them."""

    summary: Summary
    speed_mps: float | None
    """The mean over the seconds in motion; None where no speed was heard."""


def outline(summary: Summary) -> Outline:
    """The outline of a summary."""
    return Outline(replace(summary, chart=(), seconds=()), mean_speed(speed_line(summary)))


def outline_record(kept: Outline) -> dict[str, Any]:
    """As plain JSON values."""
    return to_record(kept)


def outline_from(record: Mapping[str, Any]) -> Outline:
    """Back from its record. Raises BadRecord."""
    return from_record(Outline, record)
