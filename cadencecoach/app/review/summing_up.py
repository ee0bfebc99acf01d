"""After an update: sums up anew, beside all else, the sessions that an older version summed up.

The newest come first. While a run is on, in any process, nothing is summed up.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from cadencecoach.adapters.store.diary import DiaryStore
from cadencecoach.adapters.store.sqlite import Store
from cadencecoach.errors import StoreError

_FIRST_S: Final = 5.0
"""The screens come first."""

_BREATH_S: Final = 0.01
"""After each session the screen has its turn."""

_RUN_S: Final = 5.0
"""How often is looked whether a run is over."""


def begin_summing_up(database: Path) -> None:
    """Do it in a thread of its own, which ends with the program: what it has not done waits."""
    nap = threading.Event().wait
    threading.Thread(target=sum_up_rest, args=(database, nap), daemon=True).start()


def sum_up_rest(database: Path, nap: Callable[[float], object]) -> None:
    """Sum up all that is outdated; a log that cannot be read or written now is left for later."""
    nap(_FIRST_S)
    with suppress(StoreError), Store(database) as store, DiaryStore(database) as diary:
        for session in store.outdated():
            while diary.recording():
                nap(_RUN_S)
            store.sum_up_one(session)
            nap(_BREATH_S)
