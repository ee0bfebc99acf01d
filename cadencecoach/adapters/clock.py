"""The one place that asks the machine what time it is and where, so that the rest can be told."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime, timedelta

from cadencecoach.core.values.calendar import Moment


class SystemClock:
    """The machine's clocks, as `ports.Clock`."""

    def utc_now(self) -> datetime:
        """Return the wall time, aware, in UTC."""
        return datetime.now(UTC)

    def monotonic_ns(self) -> int:
        """Return elapsed nanoseconds; the same count in every process of this machine."""
        return monotonic_ns()


def monotonic_ns() -> int:
    """Return elapsed nanoseconds; on Linux the time in which the machine slept counts too."""
    if sys.platform == "linux":
        return time.clock_gettime_ns(time.CLOCK_BOOTTIME)
    return time.monotonic_ns()


def let_pass(seconds: float) -> None:
    """Let so much time pass, where there is nothing else to wait for."""
    time.sleep(seconds)


def local_offset_s(moment: datetime) -> int:
    """How far this machine's zone was from UTC at an aware moment, seconds east.

    A zone that cannot be, of a day or more, counts as UTC, as C has it for one that is not known;
    so does the zone of a moment at either end of time.
    """
    try:
        offset = moment.astimezone().utcoffset()
    except (ValueError, OverflowError):
        return 0
    assert offset is not None  # astimezone makes it aware
    return round(offset.total_seconds())


def local_moment(moment: datetime) -> Moment:
    """An aware moment as the diary has it: seconds, and this machine's zone."""
    return Moment(int(moment.timestamp()), local_offset_s(moment))


def utc_of(text: str) -> datetime:
    """A moment that stands as text, in UTC. Raises ValueError."""
    return datetime.fromisoformat(text).astimezone(UTC)


def moment_of(text: str, offset_s: int | None) -> Moment:
    """The moment of a text by a clock so many seconds east of UTC; without one, by this machine's.

    Raises ValueError.
    """
    if offset_s is None:
        return local_moment(utc_of(text))
    return Moment(int(datetime.fromisoformat(text).timestamp()), offset_s)


def clock_text(text: str, offset_s: int | None) -> str:
    """The same moment as that clock showed it, "2026-09-01 06:05". Raises ValueError."""
    at = utc_of(text)
    shown = at + timedelta(seconds=local_offset_s(at) if offset_s is None else offset_s)
    return shown.isoformat(" ", "minutes")[: len("2026-09-01 06:05")]


def utc_text(moment: datetime) -> str:
    """An aware moment as ISO 8601 in UTC, to the millisecond."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
