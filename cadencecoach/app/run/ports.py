"""What the screens need of a run, and of one that is taken along, as Protocols."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from cadencecoach.app.run.taken_along import TakenAlong, Wishes
from cadencecoach.core.events import Input
from cadencecoach.core.outing.facts import Outing
from cadencecoach.core.programme.gates import Verdict
from cadencecoach.core.run.view import RunView
from cadencecoach.core.values.units import Frame, Frames

if TYPE_CHECKING:
    from cadencecoach.app.review.outing_import import BroughtHome, OpenCheck


class Outings(Protocol):
    """Runs that are taken along as sound and brought home. Every method raises CadencecoachError."""

    def waiting(self) -> Sequence[Outing]:
        """Those still out, newest first."""
        ...

    def to_ask(self) -> Outing | None:
        """The newest that is out and was not asked about yet; it is not asked about again."""
        ...

    def folder(self) -> Path:
        """Where the last one was written, else where music lies."""
        ...

    def take_along(
        self, verdict: Verdict, wishes: Wishes, on_share: Callable[[float], None]
    ) -> TakenAlong:
        """Write what a gate let through; `on_share` is told how much is done."""
        ...

    def files(self) -> Sequence[Path]:
        """The newest files that a watch may have written."""
        ...

    def bring_home(self, outing: Outing, path: Path) -> BroughtHome:
        """Make the session that it became, of a watch's file."""
        ...

    def ran(self, outing: Outing) -> int:
        """Keep it as a run without a cadence; its session."""
        ...

    def drop(self, outing: Outing) -> None:
        """It was never run."""
        ...

    def checks(self, session: int) -> Sequence[OpenCheck]:
        """The posture checks of a session that nobody has answered."""
        ...

    def answer(self, session: int, answers: Sequence[tuple[int, str, bool]]) -> None:
        """Keep what is told afterwards: check, question, yes or no."""
        ...


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

    @property
    def not_stored(self) -> str:
        """What the disk refused, once the run is over and has no id: all of it, or its end."""
        ...
