"""Running Speed and Cadence (0x1814) as bytes, both ways, so that fakes and pods share one path.

Layouts are those of the Bluetooth SIG's characteristic definitions (little-endian throughout).
What is reserved for later versions is ignored rather than refused, since a pod newer than this
program must go on working: reserved flag bits are masked, and bytes behind the last announced
field are left unread. Everything else that does not fit is a MalformedPayload.
"""

from __future__ import annotations

import enum
import struct
from dataclasses import dataclass
from typing import Final

SERVICE: Final = 0x1814
MEASUREMENT: Final = 0x2A53
FEATURE: Final = 0x2A54
SENSOR_LOCATION: Final = 0x2A5D

LONGEST: Final = 512
"""No attribute value is longer (Bluetooth Core, vol 3 part F 3.2.9)."""

_SPEED_PER_MPS: Final = 256
_STRIDE_PER_M: Final = 100
_DISTANCE_PER_M: Final = 10

BytesLike = bytes | bytearray | memoryview
"""What a Bluetooth library may hand over."""


class MalformedPayload(ValueError):
    """Bytes that are not what their characteristic promises; the text is the reason."""


class Flag(enum.IntFlag):
    """The flags byte of a measurement; bits 3-7 are reserved."""

    STRIDE_LENGTH = 1
    DISTANCE = 2
    RUNNING = 4


_STRIDE_BIT, _DISTANCE_BIT, _RUNNING_BIT = (flag.value for flag in Flag)
"""As plain numbers, which an hour of readings is decoded with ten times as fast."""


class Feature(enum.IntFlag):
    """What a sensor says it can do; bits 5-15 are reserved."""

    STRIDE_LENGTH = 1
    DISTANCE = 2
    RUNNING_STATUS = 4
    CALIBRATION = 8
    MULTIPLE_LOCATIONS = 16


class SensorLocation(enum.IntEnum):
    """Where a sensor sits; the cycling places share the list."""

    OTHER = 0
    TOP_OF_SHOE = 1
    IN_SHOE = 2
    HIP = 3
    FRONT_WHEEL = 4
    LEFT_CRANK = 5
    RIGHT_CRANK = 6
    LEFT_PEDAL = 7
    RIGHT_PEDAL = 8
    FRONT_HUB = 9
    REAR_DROPOUT = 10
    CHAINSTAY = 11
    REAR_WHEEL = 12
    REAR_HUB = 13
    CHEST = 14
    SPIDER = 15
    CHAIN_RING = 16


@dataclass(frozen=True, slots=True)
class Measurement:
    """One notification of 2A53; what the sensor left out is None."""

    speed_mps: float
    """Steps of 1/256 m/s."""

    cadence_per_min: int
    """As sent, 0-255: steps or strides a minute, which the sensor does not say."""

    running: bool
    """False is walking, standing, or a sensor that cannot tell."""

    stride_length_m: float | None = None
    """Steps of 0.01 m."""

    distance_m: float | None = None
    """Since the sensor's own zero, steps of 0.1 m."""


def decode_measurement(payload: BytesLike) -> Measurement:
    """Read a 2A53 value: flags, speed in 1/256 m/s, cadence, then what the flags announce.

    Raises MalformedPayload when it is shorter than its flags announce or longer than 512 bytes.
    """
    data = _checked(payload, 4)
    flags = data[0]
    has_stride, has_distance = flags & _STRIDE_BIT, flags & _DISTANCE_BIT
    wanted = 4 + 2 * bool(has_stride) + 4 * bool(has_distance)
    if len(data) < wanted:
        raise MalformedPayload(f"{len(data)} bytes where the flags announce {wanted}")
    speed, cadence = struct.unpack_from("<HB", data, 1)
    offset = 4
    stride_length_m = distance_m = None
    if has_stride:
        stride_length_m = struct.unpack_from("<H", data, offset)[0] / _STRIDE_PER_M
        offset += 2
    if has_distance:
        distance_m = struct.unpack_from("<I", data, offset)[0] / _DISTANCE_PER_M
    return Measurement(
        speed_mps=speed / _SPEED_PER_MPS,
        cadence_per_min=cadence,
        running=bool(flags & _RUNNING_BIT),
        stride_length_m=stride_length_m,
        distance_m=distance_m,
    )


def encode_measurement(measurement: Measurement) -> bytes:
    """Write a 2A53 value, each number rounded to the step of its field.

    Raises ValueError for a number its field cannot hold.
    """
    flags = Flag.RUNNING if measurement.running else Flag(0)
    optional = b""
    if measurement.stride_length_m is not None:
        flags |= Flag.STRIDE_LENGTH
        optional += _field("stride length", measurement.stride_length_m, _STRIDE_PER_M, 2)
    if measurement.distance_m is not None:
        flags |= Flag.DISTANCE
        optional += _field("distance", measurement.distance_m, _DISTANCE_PER_M, 4)
    return (
        bytes([flags])
        + _field("speed", measurement.speed_mps, _SPEED_PER_MPS, 2)
        + _field("cadence", measurement.cadence_per_min, 1, 1)
        + optional
    )


def decode_feature(payload: BytesLike) -> Feature:
    """Read a 2A54 value; reserved bits are dropped. Raises MalformedPayload."""
    data = _checked(payload, 2)
    known = sum(Feature)
    return Feature(struct.unpack_from("<H", data)[0] & known)


def encode_feature(feature: Feature) -> bytes:
    """Write a 2A54 value."""
    return struct.pack("<H", feature)


def decode_sensor_location(payload: BytesLike) -> SensorLocation:
    """Read a 2A5D value. Raises MalformedPayload, for a reserved place too."""
    return _location(_checked(payload, 1)[0])


def encode_sensor_location(location: SensorLocation) -> bytes:
    """Write a 2A5D value."""
    return bytes([location])


def _checked(payload: BytesLike, least: int) -> bytes:
    data = bytes(payload)
    if len(data) < least:
        raise MalformedPayload(f"{len(data)} bytes where at least {least} are due")
    if len(data) > LONGEST:
        raise MalformedPayload(f"{len(data)} bytes, more than any attribute holds")
    return data


def _field(what: str, value: float, per_unit: int, width: int) -> bytes:
    try:
        return round(value * per_unit).to_bytes(width, "little")
    except (OverflowError, ValueError):
        raise ValueError(f"{what} {value} does not fit its field") from None


def _location(value: int) -> SensorLocation:
    try:
        return SensorLocation(value)
    except ValueError:
        raise MalformedPayload(f"sensor location {value} is reserved") from None
