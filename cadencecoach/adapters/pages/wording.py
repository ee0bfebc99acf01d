"""How a value is written on a page, so that what is not known says so everywhere alike."""

from __future__ import annotations

from typing import Final

from cadencecoach.core.trends.trends import Known
from cadencecoach.core.values.calendar import Day, iso, short

UNKNOWN: Final = "unknown"


def spm(value: float | None) -> str:
    """A cadence."""
    return UNKNOWN if value is None else f"{value:.0f} steps a minute"


def percent(value: float | None) -> str:
    """A share."""
    return UNKNOWN if value is None else f"{value:.0f} %"


def kmh(value: float | None) -> str:
    """A speed in m/s, as runners have it."""
    return UNKNOWN if value is None else f"{value * 3.6:.1f} km/h"


def level(value: int | None) -> str:
    """A rating of pain; what was not told is not 0."""
    return UNKNOWN if value is None else f"{value}/10"


def number(value: float | None, digits: int = 0) -> str:
    """A number whose unit stands elsewhere."""
    return UNKNOWN if value is None else f"{value:.{digits}f}"


def known(mean: Known, what: str = "") -> str:
    """A mean, and of how many it is one: "3.2 (5 of 7 days)"."""
    if mean.mean is None:
        return UNKNOWN
    more = f" {what}" if what else ""
    return f"{mean.mean:.1f} ({mean.known} of {mean.of}{more})"


def week_name(number: int, first: Day) -> str:
    """A week and the day it began on, as short as a phone wants it: "3, 21 Sep"."""
    return f"{number}, {short(first).partition(' ')[2]}"


def date(day: Day) -> str:
    """A date with its year."""
    return f"{short(day)} {iso(day)[:4]}"
