"""What the screens need of footpods, as a Protocol, apart since only two screens look at them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from cadencecoach.core.events import LinkState
from cadencecoach.core.sensor.calibration import Calibrated
from cadencecoach.core.sensor.step_convention import Convention
from cadencecoach.core.sensor.tracker import LiveCadence
from cadencecoach.core.values.units import Spm
from cadencecoach.errors import CadencecoachError

ANY_POD: Final = "auto"
SIMULATED: Final = "simulated"
NO_POD: Final = "none"
"""What the next run may listen to beside one pod by its address."""


@dataclass(frozen=True, slots=True)
class PodRow:
    """A footpod on the air, or one that is known."""

    address: str
    name: str
    """Cleaned."""

    rssi_dbm: int | None
    """None is not measured."""

    on_air: bool
    battery_percent: int | None
    location: str
    """Where it says it sits: "in shoe"; empty is not known."""

    known: bool
    convention: Convention
    """As set for it."""


@dataclass(frozen=True, slots=True)
class PodLive:
    """What one source of cadence sends now."""

    name: str
    state: LinkState
    detail: str
    """One line."""

    live: LiveCadence
    raw_per_min: int | None
    """The newest number as sent; None before the first."""

    sent: tuple[int, ...]
    """The last numbers as sent, oldest first."""

    beat_spm: Spm | None = None
    """The beat that plays to calibrate it; None while none does."""

    beat_left_s: int = 0


@dataclass(frozen=True, slots=True)
class NextPod:
    """What the next run will listen to."""

    words: str
    warning: str = ""
    """One line to be read before the run; empty where all is well."""

    deaf: bool = False
    """Whether nothing will be heard of the runner's cadence."""


class Footpods(Protocol):
    """The footpods around and the runner's own; one caller at a time uses the air."""

    async def look(
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
