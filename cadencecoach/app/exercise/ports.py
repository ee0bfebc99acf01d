"""What the screens need of a routine that is played and of the reminder at the desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from cadencecoach.core.diary.entries import Done

if TYPE_CHECKING:
    from cadencecoach.routine_session import RoutineView


class RoutineDriver(Protocol):
    """One routine being played; made anew each time."""

    async def run(self, on_view: Callable[[RoutineView], None]) -> Done:
        """Play to the end or until `stop`, and write down how much was done.

        Raises AudioError, and StoreError where it cannot be written down.
        """
        ...

    def pause(self) -> None:
        """Pause, or go on."""
        ...

    def skip(self) -> None:
        """On to the next."""
        ...

    def again(self) -> None:
        """Back to the first step of this exercise."""
        ...

    def stop(self) -> None:
        """End it here."""
        ...


class DeskReminder(Protocol):
    """What a reminder at the desk needs of the machine and the diary."""

    def every_s(self) -> int:
        """Seconds at the desk to a reminder, as set; 0 is none. Raises ConfigError."""
        ...

    def now_s(self) -> float:
        """The wall clock, which may be set and may jump."""
        ...

    def moved_ago_s(self) -> float | None:
        """How long ago the runner moved, 0 in a run; None is not known. May take a while.

        Raises StoreError.
        """
        ...

    def chime(self) -> None:
        """Sound it, without waiting. Raises AudioError, SoundError and ConfigError."""
        ...
