"""Everything that was ever logged, as one file, and back again; what was told of the back since stays told."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from cadencecoach.adapters.store import backup as stored
from cadencecoach.adapters.store.diary import DiaryStore
from cadencecoach.app.home import Home
from cadencecoach.core.diary.entries import (
    Entry,
    PainRated,
    RedFlagsAcknowledged,
    RedFlagsAnswered,
)
from cadencecoach.errors import StoreError


def back_up(home: Home, file: Path, *, force: bool) -> int:
    """Copy the log and the diary into one file; how many sessions. Raises ExportError and StoreError."""
    return stored.back_up(home.database, file, force=force)


def restore(home: Home, file: Path) -> tuple[int, Path | None]:
    """Put a backup in the place of the log and the diary.

    Ratings and warning signs that were told after its last entry are taken along: a backup ends no
    pain. How many sessions it has, and where what was there is kept. Raises StoreError.
    """
    told = _told_of_the_back(home)
    came = stored.restore(file, home.database, home.clock.utc_now())
    if told:
        with DiaryStore(home.database) as store:
            newest_s = max((one.at.utc_s for one in store.read().entries), default=None)
            since = [one for one in told if newest_s is None or one.at.utc_s > newest_s]
            store.append(*since)
    return came


def _told_of_the_back(home: Home) -> tuple[Entry, ...]:
    """What was told of it so far; empty where there is nothing, or it cannot be read."""
    if not home.database.exists():
        return ()
    with suppress(StoreError), DiaryStore(home.database) as store:
        return store.only(PainRated, RedFlagsAnswered, RedFlagsAcknowledged).entries
    return ()
