"""Which footpods are on the air, and which of them is meant, apart from holding a link to one.

A scan asks for the Running Speed and Cadence service, never for a name: macOS gives nothing else
away, and BlueZ then keeps every other device out of the way. Some straps do not advertise the service:
an address is looked for once more without asking for it. Whoever is already connected to this
computer does not advertise, so those are asked for first.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cadencecoach.adapters.footpod.known import KnownPod
from cadencecoach.adapters.footpod.naming import clean_name, same_name
from cadencecoach.core.sensor import rsc

if TYPE_CHECKING:
    from bleak.backends.device import BLEDevice
    from bleak.backends.scanner import AdvertisementData

NO_RSSI_DBM: Final = -127
"""What bleak gives for "not measured"."""


_FOR_THE_SERVICE: Final = 0.6
"""Of a search for an address, the share that asks for the service; the rest takes whatever advertises
(product choice: nearly all footpods advertise it)."""

_ADDRESS: Final = re.compile(
    r"[0-9A-F]{2}(:[0-9A-F]{2}){5}|[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}"
)
"""Of Bluetooth, or the UUID that a Mac gives."""


def uuid_of(number: int) -> str:
    """A 16-bit attribute number of the Bluetooth SIG as the UUID bleak wants."""
    return f"0000{number:04x}-0000-1000-8000-00805f9b34fb"


@dataclass(frozen=True, slots=True)
class Sighting:
    """A footpod that is there now."""

    device: BLEDevice
    """bleak's handle, good for connecting while the system remembers the device."""

    address: str
    """Upper case; on macOS a UUID."""

    name: str
    """Cleaned; the address where none is advertised."""

    rssi_dbm: int | None
    """Signal strength; None for one that is connected already."""

    held: bool = False
    """Already connected to this computer, by another program or by one that was killed."""


@dataclass(frozen=True, slots=True)
class WantedPod:
    """Which footpod may be taken: one of these addresses, or the only one of this name."""

    label: str
    """How to call it before it is met; cleaned."""

    addresses: frozenset[str] = frozenset()
    name: str = ""
    known_names: tuple[str, ...] = ()
    """Of the runner's own, where they are looked for by address."""

    @classmethod
    def known(cls, pods: Iterable[KnownPod]) -> WantedPod:
        """Any of the runner's own. An address of another platform matches nothing here."""
        pods = tuple(pods)
        label = pods[0].name if len(pods) == 1 else "a known footpod"
        return cls(
            label,
            frozenset(pod.address.upper() for pod in pods),
            known_names=tuple(pod.name for pod in pods if pod.name != pod.address),
        )

    @classmethod
    def asked(cls, text: str) -> WantedPod:
        """What a runner typed: a name or an address."""
        return cls(clean_name(text) or "footpod", frozenset({text.strip().upper()}), text)

    def choose(self, seen: Iterable[Sighting]) -> Sighting | None:
        """The one that is meant, as far as it can be told; two of one name are none."""
        seen = tuple(seen)
        for one in seen:
            if one.address in self.addresses:
                return one
        alike = [one for one in seen if self.name and same_name(one.name, self.name)]
        return alike[0] if len(alike) == 1 else None

    def under_new_address(self, seen: Iterable[Sighting]) -> Sighting | None:
        """One that bears the name of a known footpod, and is none of them by its address."""
        for one in seen:
            if one.address not in self.addresses and any(
                same_name(one.name, name) for name in self.known_names
            ):
                return one
        return None

    def alike(self, seen: Iterable[Sighting]) -> int:
        """How many bear the name asked for."""
        return sum(bool(self.name) and same_name(one.name, self.name) for one in seen)


@dataclass(frozen=True, slots=True)
class Found:
    """What a search came to."""

    sighting: Sighting | None
    seen: tuple[Sighting, ...]
    """Everything met on the way, strongest signal first."""


async def scan(
    seconds: float,
    on_seen: Callable[[tuple[Sighting, ...]], None] | None = None,
    enough: asyncio.Event | None = None,
    *,
    only: frozenset[str] = frozenset(),
) -> tuple[Sighting, ...]:
    """Listen for footpods, strongest signal first; ends early once `enough` is set.

    With `only`, listen for these addresses, whatever service they advertise. `on_seen` gets everything seen so far at each advertisement. Raises what bleak raises:
    BleakError, TimeoutError, OSError.
    """
    from bleak import BleakScanner  # noqa: PLC0415 -- only those who scan pay for the library

    seen: dict[str, Sighting] = {}

    def detected(device: BLEDevice, advertised: AdvertisementData) -> None:
        if only and device.address.upper() not in only:
            return
        # A name may come later than the first advertisement (in the scan response), and the
        # signal moves: the newest word stands.
        sighting = _sighting(device, advertised.local_name or device.name, advertised.rssi)
        seen[sighting.address] = sighting
        if on_seen is not None:
            on_seen(_by_signal(seen.values()))

    scanner = BleakScanner(detected, service_uuids=None if only else [uuid_of(rsc.SERVICE)])
    starting = asyncio.ensure_future(scanner.start())
    try:
        # A start that nobody waits for to the end leaves BlueZ scanning while this program lives.
        await asyncio.shield(starting)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await (enough or asyncio.Event()).wait()
    finally:
        await asyncio.wait({starting})
        if not starting.exception():
            await scanner.stop()
    return _by_signal(seen.values())


async def held_here() -> tuple[Sighting, ...]:
    """Footpods that are connected to this computer already; they do not advertise.

    Raises what bleak raises; a platform that cannot tell has none.
    """
    from bleak import BleakAdapter  # noqa: PLC0415 -- as above

    try:
        adapter = await BleakAdapter.get()
        devices = await adapter.get_connected_devices([uuid_of(rsc.SERVICE)])
    except NotImplementedError:
        return ()
    return tuple(_sighting(device, device.name, NO_RSSI_DBM, held=True) for device in devices)


async def find(
    wanted: WantedPod, seconds: float, same_name_s: float, *, held: bool = True
) -> Found:
    """Look for the footpod that is meant: among those `held` by this computer, then on the air.

    A name is waited on for `same_name_s` more, since a second pod of that name would make it a guess.
    Raises what bleak raises.
    """
    if held and (here := wanted.choose(await held_here())):
        return Found(here, (here,))
    enough = asyncio.Event()
    settling: asyncio.TimerHandle | None = None

    def heard(seen: tuple[Sighting, ...]) -> None:
        nonlocal settling
        if any(one.address in wanted.addresses for one in seen):
            enough.set()
        elif settling is None and wanted.choose(seen):
            settling = asyncio.get_running_loop().call_later(same_name_s, enough.set)

    named = frozenset(filter(_ADDRESS.fullmatch, wanted.addresses))
    try:
        seen = await scan(seconds * (_FOR_THE_SERVICE if named else 1), heard, enough)
        if named and wanted.choose(seen) is None:
            seen = (*seen, *await scan(seconds * (1 - _FOR_THE_SERVICE), heard, enough, only=named))
    finally:
        if settling is not None:
            settling.cancel()
    return Found(wanted.choose(seen), seen)


def _sighting(
    device: BLEDevice, name: str | None, rssi_dbm: int, *, held: bool = False
) -> Sighting:
    address = device.address.upper()
    return Sighting(
        device=device,
        address=address,
        name=clean_name(name or "") or address,
        rssi_dbm=None if rssi_dbm <= NO_RSSI_DBM else rssi_dbm,
        held=held,
    )


def _by_signal(seen: Iterable[Sighting]) -> tuple[Sighting, ...]:
    def weakness(one: Sighting) -> tuple[int, str]:
        return -(NO_RSSI_DBM if one.rssi_dbm is None else one.rssi_dbm), one.address

    return tuple(sorted(seen, key=weakness))
