"""What the screens need of the log of past runs, as a Protocol."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from cadencecoach.app.views import (
    AfterDiscard,
    Editable,
    SessionContext,
    SessionDetail,
    SessionRow,
)
from cadencecoach.core.diary.backs import Back
from cadencecoach.core.diary.diary import RunNote
from cadencecoach.core.trends.search import Findable


class ReviewData(Protocol):
    """The log as the review screens read it; each call may come from a worker thread."""

    def rows(self) -> Sequence[SessionRow]:
        """All sessions, newest first. Raises StoreError."""
        ...

    def known(self) -> tuple[Mapping[int, Findable], Mapping[int, Back]]:
        """What each can be found by, and how the back was around it, by its number; slower than `rows`.

        Raises StoreError.
        """
        ...

    def latest(self) -> SessionRow | None:
        """The newest session. Raises StoreError."""
        ...

    def load(self, session: int) -> SessionDetail:
        """One session. Raises StoreError."""
        ...

    def context(self, session: int) -> SessionContext:
        """What stands around it; slower than `load`. Raises StoreError."""
        ...

    def note(self, session: int) -> Editable:
        """What may be edited of it.

        Raises StoreError, and ConfigError where there is nothing to tell: nobody ran it, or it is
        being recorded.
        """
        ...

    def write_note(self, session: int, note: RunNote, known: RunNote) -> None:
        """Keep what the runner says of it now, as far as it differs from what was known.

        Raises as `note`.
        """
        ...

    def interrupted(self) -> Sequence[SessionRow]:
        """Sessions that a crash or a power cut ended, not yet kept or discarded. Raises StoreError."""
        ...

    def keep(self, session: int) -> None:
        """Count an interrupted session as one that ended there, or bring back a discarded one.

        Raises StoreError.
        """
        ...

    def discard(self, session: int) -> AfterDiscard:
        """Take a session out of every list, and tell which own cadence stands; `keep` brings it back.

        Raises StoreError.
        """
        ...

    def take_back(self, session: int) -> str:
        """Take back the own cadence that it set; which one stands now. Raises StoreError."""
        ...
