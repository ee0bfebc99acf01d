"""What the screens need of the footpods, as a Protocol."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from cadencecoach.app.views import (
    NextPod,
    PodLive,
    PodRow,
)
from cadencecoach.core.sensor.calibration import Calibrated
from cadencecoach.core.sensor.step_convention import Convention
from cadencecoach.errors import CadencecoachError


class Footpods(Protocol):
    """The footpods around and the runner's own; one caller at a time uses the air."""

    async def listen(
        self,
        on_rows: Callable[[Sequence[PodRow]], None],
        on_trouble: Callable[[CadencecoachError | None], None],
    ) -> None:
        """Listen until cancelled; the runner's own come first, and no row changes its place.

        `on_trouble` gets each Bluetooth fault in words, and None once it has passed.
        """
        ...

    async def watch(self, address: str, on_live: Callable[[PodLive], None]) -> None:
        """Connect and tell what it sends, until cancelled. SIMULATED is an address, too."""
        ...

    async def calibrate(self, address: str, on_live: Callable[[PodLive], None]) -> Calibrated:
        """Play the beat for 20 s and compare; what that settles is kept for a pod that is known.

        Raises FootpodError, AudioError, SoundError, ConfigError and StoreBusy.
        """
        ...

    def rows(self) -> Sequence[PodRow]:
        """The pods known or seen so far. Raises ConfigError."""
        ...

    def pair(self, address: str) -> None:
        """Remember a pod that was seen. Raises ConfigError and StoreBusy."""
        ...

    def count_as(self, address: str, convention: Convention) -> None:
        """Set what a known pod counts. Raises ConfigError and StoreBusy."""
        ...

    def forget(self, address: str) -> None:
        """Forget a known pod. Raises ConfigError, FootpodNotFound and StoreBusy."""
        ...

    @property
    def choice(self) -> str:
        """ANY_POD, SIMULATED, NO_POD, or what else the setting says. Raises ConfigError."""
        ...

    def choose(self, source: str) -> None:
        """Make this what runs listen to from now on. Raises ConfigError."""
        ...

    def next_run(self) -> NextPod:
        """What the next run will listen to. Raises ConfigError."""
        ...
