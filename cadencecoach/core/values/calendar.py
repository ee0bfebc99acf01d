"""The runner's own calendar: local dates as day numbers, apart because the core asks no clock.

A record carries when it was made and how far the runner's clock was from UTC; the local date
follows from both and never changes again, wherever the runner travels and whatever the law does
to the clocks meanwhile.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, NewType

Day = NewType("Day", int)
"""A local calendar date: days since 1970-01-01."""

WEEK: Final = 7
"""Days."""

HOUR: Final = 3600
"""Seconds."""

_DAY_S: Final = 86_400
_ISO: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_NAMES: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = [
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
]
_MONTH_LENGTHS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True, slots=True)
class Moment:
    """When something was written down, and by which clock."""

    utc_s: int
    """Whole seconds since 1970-01-01T00:00:00Z."""

    offset_s: int = 0
    """Of the runner's clock from UTC at that moment, seconds east."""

    day: Day = field(init=False, repr=False, compare=False)
    """The runner's local date: asked for hundreds of times of each moment of a diary."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "day", local_day(self.utc_s, self.offset_s))

    def on(self, day: Day) -> Moment:
        """The same time by the same clock, on another date."""
        return Moment(self.utc_s + (day - self.day) * _DAY_S, self.offset_s)

    @property
    def clock(self) -> str:
        """The runner's local time: "06:05"."""
        minutes = (self.utc_s + self.offset_s) % _DAY_S // 60
        return f"{minutes // 60:02}:{minutes % 60:02}"


def local_day(utc_s: int, offset_s: int) -> Day:
    """The date of a moment by a clock so many seconds east of UTC."""
    return Day((utc_s + offset_s) // _DAY_S)


def iso(day: Day) -> str:
    """A date as "2026-09-01"."""
    year, month, date = _civil(day)
    return f"{year:04}-{month:02}-{date:02}"


def iso_moment(moment: Moment) -> str:
    """A moment in UTC as ISO 8601: "2026-09-01T04:05:06Z"."""
    second = moment.utc_s % _DAY_S
    clock = f"{second // HOUR:02}:{second % HOUR // 60:02}:{second % 60:02}"
    return f"{iso(Day(moment.utc_s // _DAY_S))}T{clock}Z"


def day_from(text: str) -> Day:
    """The date of "2026-09-01". Raises ValueError for anything that is no date."""
    found = _ISO.fullmatch(text)
    if found is None:
        raise ValueError(f"expected a date like 2026-09-01, found {text!r:.40}")
    year, month, date = map(int, found.groups())
    if not (year >= 1 and 1 <= month <= 12 and 1 <= date <= _month_length(year, month)):
        raise ValueError(f"there is no such date: {text}")
    return _day(year, month, date)


def short(day: Day) -> str:
    """A date as a runner reads it: "Tue 1 Sep"."""
    _, month, date = _civil(day)
    return f"{_NAMES[weekday(day)]} {date} {_MONTHS[month - 1]}"


def weekday(day: Day) -> int:
    """0 is Monday."""
    return (day + 3) % WEEK  # 1970-01-01 was a Thursday


def iso_week(day: Day) -> int:
    """The calendar week a date is in, from 1: weeks begin on Monday, week 1 has the first Thursday."""
    thursday = Day(day - weekday(day) + 3)
    year, _, _ = _civil(thursday)
    return (thursday - _day(year, 1, 1)) // WEEK + 1


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _month_length(year: int, month: int) -> int:
    return 29 if month == 2 and _leap(year) else _MONTH_LENGTHS[month - 1]


def _before_year(year: int) -> int:
    """Days from 0001-01-01 to the first of January of a year (the Gregorian rule of leap years)."""
    past = year - 1
    return past * 365 + past // 4 - past // 100 + past // 400


_EPOCH: Final = _before_year(1970)
_MARCH: Final = -_EPOCH - 306
"""The first of March of the year 0."""


def _day(year: int, month: int, date: int) -> Day:
    months = sum(_month_length(year, one) for one in range(1, month))
    return Day(_before_year(year) + months + date - 1 - _EPOCH)


def _civil(day: Day) -> tuple[int, int, int]:
    # Years begin in March here: the day that comes every fourth year is the last of one, and months
    # of 31 and 30 days come in turn, by fives (153 days).
    cycle, day_of_cycle = divmod(day - _MARCH, 146_097)  # 400 years
    year = (
        day_of_cycle - day_of_cycle // 1460 + day_of_cycle // 36_524 - day_of_cycle // 146_096
    ) // 365
    day_of_year = day_of_cycle - (year * 365 + year // 4 - year // 100)
    month = (5 * day_of_year + 2) // 153
    date = day_of_year - (153 * month + 2) // 5 + 1
    year += cycle * 400
    return (year, month + 3, date) if month < 10 else (year + 1, month - 9, date)
