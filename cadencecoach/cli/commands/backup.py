"""`backup` and `restore`: everything that was ever logged, as one file."""

from __future__ import annotations

from pathlib import Path

from cadencecoach.adapters.clock import SystemClock
from cadencecoach.adapters.store.backup import back_up
from cadencecoach.adapters.store.backup import restore as put_back
from cadencecoach.adapters.store.home import database_path
from cadencecoach.core.values.text import plain


def backup(file: str, *, force: bool) -> None:
    """Copy the log and the diary into one file. Raises ExportError and StoreError."""
    sessions = back_up(database_path(), Path(file), force=force)
    print(f"{plain(file)}  {_count(sessions)}")


def restore(file: str) -> None:
    """Put a backup in the place of the log and the diary. Raises StoreError."""
    sessions, aside = put_back(Path(file), database_path(), SystemClock().utc_now())
    print(f"{_count(sessions)} restored")
    if aside is not None:
        print(f"What was there before is kept in {plain(str(aside))}")


def _count(sessions: int) -> str:
    return f"{sessions} session{'' if sessions == 1 else 's'}"
