"""What is said of a session without its seconds: small enough to be kept beside the log.

A session of six hours has some 200,000 readings; what they came to is a page.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from cadencecoach.core.outcome.speed import mean_speed, speed_line
from cadencecoach.core.outcome.summary import Summary


@dataclass(frozen=True, slots=True)
class Outline:
    """A summary whose chart and seconds are left out, and what was made of them."""

    summary: Summary
    speed_mps: float | None
    """The mean over the seconds in motion; None where no speed was heard."""


def outline(summary: Summary) -> Outline:
    """The outline of a summary."""
    return Outline(replace(summary, chart=(), seconds=()), mean_speed(speed_line(summary)))
