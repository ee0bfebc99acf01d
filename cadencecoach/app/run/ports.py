"""What the screens need of a run, as a Protocol."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from cadencecoach.core.events import Input
from cadencecoach.core.run.view import RunView
from cadencecoach.core.values.units import Frame, Frames


class RunDriver(Protocol):
    """One session, from before its start to its end; made anew for each run."""

    async def run(self, on_view: Callable[[RunView], None]) -> int | None:
        """Run to the end and return the id of the stored session, or None if none was stored.

        `on_view` is called on the loop, about ten times a second and once after the end. Raises
        CadencecoachError only when the session cannot begin. Cancelling it ends the session as
        if it had been asked to finish.
        """
        ...

    def command(self, make: Callable[[Frame], Input]) -> None:
        """Do what the runner asked; `make` is given the frame heard now. Never blocks."""
        ...

    def ear_frame(self) -> Frame:
        """The frame heard at this moment, the device's latency taken off."""
        ...

    @property
    def can_go_on(self) -> bool:
        """Whether the run stands, so that "go on" would change something."""
        ...

    @property
    def marked(self) -> Sequence[Frames]:
        """Running times at which pain was marked and not rated: to be asked about afterwards."""
        ...

    @property
    def muted(self) -> bool:
        """Whether click and voice are silenced."""
        ...
