"""The one place that asks the machine what time it is, so that everything else can be told."""

from __future__ import annotations

import time
from datetime import UTC, datetime


class SystemClock:
    """The machine's clocks, as `ports.Clock`."""

    def utc_now(self) -> datetime:
        """Return the wall time, aware, in UTC."""
        return datetime.now(UTC)

    def monotonic_ns(self) -> int:
        """Return elapsed nanoseconds; the same count in every process of this machine."""
        return time.monotonic_ns()
