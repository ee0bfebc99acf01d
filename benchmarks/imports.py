"""Files of a watch: how long one of 20,000 records takes to import, and what it costs in memory."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from benchmarks.measuring import COMMAND, Line, cost, home
from tests.adapters.watch_files import Row, fit, tcx

RECORDS: Final = 20_000
"""Five and a half hours, one a second."""

HOW: Final = "python -m benchmarks imports"


def lines() -> Iterator[Line]:
    """The command from the shell, for each format."""
    rows: list[Row] = [
        (second, 80 + second // 7 % 9 + second % 4 / 4, 2.5 + second % 5 / 10, second * 2.7)
        for second in range(RECORDS)
    ]
    now = datetime.now(UTC)
    made = {
        "FIT": fit(rows, started=now - timedelta(days=1)),
        "TCX": tcx(rows, started=now - timedelta(days=3)),
    }
    with home() as env:
        for form, data in made.items():
            path = Path(env["CADENCECOACH_HOME"]) / f"run.{form.lower()}"
            path.write_bytes(data)
            seconds, memory_mb = cost([COMMAND, "import", str(path)], env)
            yield Line(
                f"{RECORDS:,} records of {form} ({len(data) / 1e6:.1f} MB) imported",
                "<= 5 s, <= 120 MB",
                f"{seconds:.1f} s, {memory_mb:.0f} MB at the most",
                seconds <= 5 and memory_mb <= 120,
                HOW,
            )
