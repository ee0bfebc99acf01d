"""What BlueZ knows without a scan: devices that were met before, and what shares a radio with them.

Scanning takes the radio away from earphones on small boards, so a footpod that BlueZ still knows is
connected again by its object alone. Elsewhere than on Linux nothing is known.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from cadencecoach.adapters.footpod.naming import clean_name
from cadencecoach.adapters.footpod.scanning import Sighting

if TYPE_CHECKING:
    from bleak.backends.device import BLEDevice
    from dbus_fast.aio import MessageBus

_BLUEZ: Final = "org.bluez"
_DEVICE: Final = "org.bluez.Device1"
_ADAPTER: Final = "org.bluez.Adapter1"

_SOUND: Final = frozenset(
    f"0000{number:04x}-0000-1000-8000-00805f9b34fb" for number in (0x110B, 0x111E, 0x184E)
)
"""Services of who plays sound: Audio Sink, Handsfree, Audio Stream Control."""


@dataclass(frozen=True, slots=True)
class Radios:
    """The computer's adapters, and who is connected over them."""

    count: int
    earphones: tuple[str, ...]
    """Names of connected devices that play sound, cleaned."""


async def known_here(addresses: Collection[str]) -> tuple[Sighting, ...]:
    """Those of these devices that BlueZ knows, on adapters that are on.

    Raises what bleak and dbus_fast raise.
    """
    if sys.platform != "linux":
        return ()
    from bleak.backends.device import BLEDevice  # noqa: PLC0415 -- only those who connect pay for it

    objects = await _objects()
    found: list[Sighting] = []
    for path, interfaces in objects.items():
        device = interfaces.get(_DEVICE)
        if device is None or str(device.get("Address")).upper() not in addresses:
            continue
        adapter = objects.get(str(device.get("Adapter")), {}).get(_ADAPTER, {})
        if adapter.get("Powered"):
            address, name = device["Address"], device.get("Name")
            found.append(
                Sighting(
                    BLEDevice(address, name, {"path": path, "props": device}),
                    address.upper(),
                    clean_name(name or "") or address.upper(),
                    None,
                    held=bool(device.get("Connected")),
                )
            )
    return tuple(found)


async def trust(device: BLEDevice) -> None:
    """Have BlueZ keep a device in mind after the link is gone. Raises what bleak and dbus_fast raise."""
    if sys.platform != "linux" or device.details["props"].get("Trusted"):
        return
    from dbus_fast import Message, Variant  # noqa: PLC0415 -- bleak's own, on Linux

    async with _bus() as bus:
        await _reply(
            bus,
            Message(
                destination=_BLUEZ,
                path=device.details["path"],
                interface="org.freedesktop.DBus.Properties",
                member="Set",
                signature="ssv",
                body=[_DEVICE, "Trusted", Variant("b", True)],
            ),
        )


async def radios() -> Radios | None:
    """What the radios of this computer carry; None where it cannot be told.

    Raises what bleak and dbus_fast raise.
    """
    if sys.platform != "linux":
        return None
    objects = (await _objects()).values()
    devices = [interfaces[_DEVICE] for interfaces in objects if _DEVICE in interfaces]
    return Radios(
        sum(_ADAPTER in interfaces for interfaces in objects),
        tuple(
            clean_name(str(one.get("Alias", ""))) or str(one.get("Address"))
            for one in devices
            if one.get("Connected") and _SOUND.intersection(one.get("UUIDs", ()))
        ),
    )


async def _objects() -> dict[str, dict[str, dict[str, Any]]]:
    """All of BlueZ's objects: path, interface, property."""
    from dbus_fast import Message  # noqa: PLC0415 -- as above

    async with _bus() as bus:
        (objects,) = await _reply(
            bus,
            Message(
                destination=_BLUEZ,
                path="/",
                interface="org.freedesktop.DBus.ObjectManager",
                member="GetManagedObjects",
            ),
        )
    return {
        path: {
            interface: {name: variant.value for name, variant in properties.items()}
            for interface, properties in interfaces.items()
        }
        for path, interfaces in objects.items()
    }


@asynccontextmanager
async def _bus() -> AsyncIterator[MessageBus]:
    from dbus_fast import BusType  # noqa: PLC0415 -- as above
    from dbus_fast.aio import MessageBus  # noqa: PLC0415 -- as above

    bus = MessageBus(bus_type=BusType.SYSTEM)
    try:
        await bus.connect()
        yield bus
    finally:
        bus.disconnect()


async def _reply(bus: MessageBus, message: Any) -> list[Any]:
    from bleak.exc import BleakDBusError  # noqa: PLC0415 -- as above
    from dbus_fast import MessageType  # noqa: PLC0415 -- as above

    reply = await bus.call(message)
    assert reply is not None, "every call here asks for a reply"
    if reply.message_type is MessageType.ERROR:
        raise BleakDBusError(reply.error_name or "", reply.body)
    return list(reply.body)
