"""Everything that was ever logged, as one file, and back again."""

from __future__ import annotations

from pathlib import Path

from cadencecoach.adapters.store import backup as stored
from cadencecoach.app.home import Home


def back_up(home: Home, file: Path, *, force: bool) -> int:
    """Copy the log and the diary into one file; how many sessions. Raises ExportError and StoreError."""
    return stored.back_up(home.database, file, force=force)


def restore(home: Home, file: Path) -> tuple[int, Path | None]:
    """Put a backup in the place of the log and the diary.

    How many sessions it has, and where what was there is kept. Raises StoreError.
    """
    return stored.restore(file, home.database, home.clock.utc_now())
