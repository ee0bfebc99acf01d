"""A short visit to one footpod, to pair it or to tell it from its neighbours; a run has its source."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from typing import Final

from cadencecoach.adapters.footpod.bluez import radios
from cadencecoach.adapters.footpod.facts import Facts, read_facts
from cadencecoach.adapters.footpod.link_waits import PACE, LinkWaits
from cadencecoach.adapters.footpod.scanning import (
    Found,
    Sighting,
    WantedPod,
    find,
    held_here,
    scan,
    uuid_of,
)
from cadencecoach.adapters.footpod.trouble import Host, explain, quiet_libraries
from cadencecoach.core.sensor import rsc
from cadencecoach.errors import BluetoothUnavailable, FootpodNotFound

ATTEMPTS: Final = 3
"""A first connect fails often enough where there is much radio (bleak's issues)."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What a footpod said while it was connected."""

    facts: Facts
    measurement: rsc.Measurement | None
    """The newest; None when it sent none that could be read."""


async def ready() -> None:
    """Raises BluetoothUnavailable where this computer has no Bluetooth to use just now."""
    quiet_libraries()
    try:
        await held_here()
    except Exception as exc:  # bleak raises what it likes; a person gets one line
        trouble = explain(exc, Host.here())
        if isinstance(trouble, BluetoothUnavailable):
            raise trouble from exc


async def sharing_radio() -> tuple[str, ...]:
    """Names of what plays sound over the only radio of this computer; unknown is none."""
    with contextlib.suppress(Exception):
        found = await radios()
        return found.earphones if found is not None and found.count == 1 else ()
    return ()


async def pods_around(seconds: float) -> tuple[Sighting, ...]:
    """The footpods on the air, strongest signal first. Raises BluetoothUnavailable, FootpodError."""
    quiet_libraries()
    try:
        return await scan(seconds)
    except Exception as exc:  # bleak raises what it likes; a person gets one line
        raise explain(exc, Host.here()) from exc


async def pod_around(asked: str, pace: LinkWaits = PACE) -> Sighting:
    """The footpod of this name or address.

    Raises FootpodNotFound, saying what else is there, BluetoothUnavailable and FootpodError.
    """
    quiet_libraries()
    wanted = WantedPod.asked(asked)
    try:
        found = await find(wanted, pace.scan_s, pace.same_name_s)
    except Exception as exc:  # as above
        raise explain(exc, Host.here()) from exc
    if found.sighting is None:
        raise _not_found(wanted, found)
    return found.sighting


async def visit(sighting: Sighting, listen_s: float, pace: LinkWaits = PACE) -> Visit:
    """Connect, read what there is to read, listen for `listen_s` at most, and let go.

    Raises BluetoothUnavailable, and FootpodError when it could not be connected in 3 attempts.
    """
    host = Host.here()
    for attempt in range(ATTEMPTS):
        try:
            return await _visit(sighting, listen_s, pace)
        except Exception as exc:  # as above
            trouble = explain(exc, host)
            if attempt == ATTEMPTS - 1:
                raise trouble from exc
            await asyncio.sleep(pace.again_s[0])
    raise AssertionError("the last attempt returns or raises")


async def _visit(sighting: Sighting, listen_s: float, pace: LinkWaits) -> Visit:
    from bleak import BleakClient  # noqa: PLC0415 -- only those who connect pay for the library

    heard = asyncio.Event()
    newest: rsc.Measurement | None = None

    def notified(_characteristic: object, data: bytearray) -> None:
        nonlocal newest
        try:
            newest = rsc.decode_measurement(data)
        except rsc.MalformedPayload:
            return
        if newest.cadence_per_min:
            heard.set()

    async with BleakClient(sighting.device, timeout=pace.connect_s) as client:
        await client.start_notify(uuid_of(rsc.MEASUREMENT), notified)
        facts = await read_facts(client, pace.read_s)
        try:
            async with asyncio.timeout(listen_s):
                await heard.wait()
        except TimeoutError:
            pass
        return Visit(facts, newest)


def _not_found(wanted: WantedPod, found: Found) -> FootpodNotFound:
    if wanted.alike(found.seen) > 1:
        addresses = ", ".join(one.address for one in found.seen)
        return FootpodNotFound(
            f"several footpods are called {wanted.label}", hint=f"name an address: {addresses}"
        )
    others = ", ".join(f"{one.name} ({one.address})" for one in found.seen[:5])
    return FootpodNotFound(
        f"{wanted.label} is not on the air",
        hint=f"on the air: {others}" if others else "move it to wake it, and bring it near",
    )
