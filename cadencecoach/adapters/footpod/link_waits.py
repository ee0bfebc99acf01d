"""How long whoever connects to a footpod waits for what, in one place, so that a test can hurry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class LinkWaits:
    """How long the owner of a link waits for what, in seconds."""

    again_s: tuple[float, ...] = (0.7, 1.5, 3.0, 5.0)
    """Before the next attempt after one, two ... failures in a row; the last one for ever.

    The first is what BlueZ needs between letting go of a link and making it (seen); it is not
    waited for when the footpod ended a link that worked.
    """

    unavailable_s: tuple[float, ...] = (2.0, 4.0, 8.0, 10.0)
    """The same while this computer has no Bluetooth to use."""

    scan_s: float = 10.0
    same_name_s: float = 1.0
    """For a second footpod of the same name to show itself."""

    connect_s: float = 10.0
    """Connecting to a footpod that sleeps takes all of it (seen)."""

    silent_s: float = 10.0
    """A live link without data for so long is made anew; the sensor is lost then (choice: silent and lost)."""

    silent_most_s: float = 60.0
    """Each new link that stays silent doubles the wait up to this: the runner may be resting."""

    read_s: float = 3.0
    close_s: float = 3.0
    """The end of a session waits no longer (letting go takes 2.2-2.7 s in BlueZ, seen)."""


PACE: Final = LinkWaits()
