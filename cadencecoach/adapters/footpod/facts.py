"""What a footpod says about itself besides cadence, read once and never at the cost of cadence."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cadencecoach.adapters.footpod.scanning import uuid_of
from cadencecoach.core.sensor import rsc

if TYPE_CHECKING:
    from bleak import BleakClient

BATTERY_LEVEL: Final = 0x2A19
"""Percent in one byte (Battery Service, 0x180F)."""

LOW_BATTERY_PERCENT: Final = 15
"""Below this a runner is told before the run (product choice: time enough to bring a cell)."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What could be read; a footpod need not offer any of it."""

    battery_percent: int | None = None
    location: rsc.SensorLocation | None = None
    features: rsc.Feature | None = None
    """What it says it can do."""

    def line(self) -> str:
        """For a person: "battery 87 %, in shoe"; empty when nothing is known."""
        parts = []
        if self.battery_percent is not None:
            low = " (low)" if self.battery_percent < LOW_BATTERY_PERCENT else ""
            parts.append(f"battery {self.battery_percent} %{low}")
        if self.location is not None:
            parts.append(place(self.location))
        return ", ".join(parts)


def tells_gait(features: rsc.Feature | None) -> bool | None:
    """Whether a footpod with these features tells walking from running; None where it did not say."""
    return None if features is None else rsc.Feature.RUNNING_STATUS in features


def sends_words(features: rsc.Feature) -> str:
    """What a footpod sends, in words: "speed, cadence and distance; tells walking from running"."""
    more = [
        (rsc.Feature.STRIDE_LENGTH, "stride length"),
        (rsc.Feature.DISTANCE, "distance"),
    ]
    parts = ["speed", "cadence", *(word for feature, word in more if feature in features)]
    told = "tells" if tells_gait(features) else "does not tell"
    return f"{', '.join(parts[:-1])} and {parts[-1]}; {told} walking from running"


def place(location: rsc.SensorLocation) -> str:
    """A sensor location in words: "in shoe"."""
    return location.name.lower().replace("_", " ")


async def read_facts(client: BleakClient, seconds: float) -> Facts:
    """Battery, sensor location and features of a connected footpod, each within `seconds` or left out.

    Raises nothing of Bluetooth: a link that is gone is for its owner to notice.
    """
    level = await _read(client, BATTERY_LEVEL, seconds)
    battery = level[0] if level and level[0] <= 100 else None
    where = await _read(client, rsc.SENSOR_LOCATION, seconds)
    try:
        location = rsc.decode_sensor_location(where)
    except rsc.MalformedPayload:
        location = None
    can = await _read(client, rsc.FEATURE, seconds)
    try:
        features = rsc.decode_feature(can)
    except rsc.MalformedPayload:
        features = None
    return Facts(battery, location, features)


async def _read(client: BleakClient, number: int, seconds: float) -> bytes:
    """The value, or nothing when the footpod does not have it, refuses, or is slow."""
    from bleak.exc import BleakError  # noqa: PLC0415 -- as everywhere: only with a link

    try:
        async with asyncio.timeout(seconds):
            return bytes(await client.read_gatt_char(uuid_of(number)))
    except (BleakError, OSError, EOFError):
        return b""
