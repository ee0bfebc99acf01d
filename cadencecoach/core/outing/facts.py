"""What is known of a run that was taken along, without its sound; apart so that a list loads fast."""

from __future__ import annotations

from dataclasses import dataclass

from cadencecoach.core.values.calendar import Moment


@dataclass(frozen=True, slots=True)
class Outing:
    """A run that was taken along."""

    id: int
    made: Moment
    place: str
    """The file or folder, as it was typed."""

    plan: str
    title: str
    dropped: bool
    session: int | None
    """The session it became; None while it is out."""

    @property
    def out(self) -> bool:
        """Whether nothing is known yet of what became of it."""
        return self.session is None and not self.dropped
