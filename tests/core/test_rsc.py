"""The RSC codec against the specification's layouts, round trips and hostile bytes."""

from __future__ import annotations

import contextlib
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadencecoach.core.sensor import rsc
from cadencecoach.core.sensor.rsc import (
    Feature,
    MalformedPayload,
    Measurement,
    SensorLocation,
)

MEASUREMENTS = [
    ("00 0000 00", Measurement(0.0, 0, False)),
    ("04 0003 52", Measurement(3.0, 82, True)),
    ("05 8002 a4 f600", Measurement(2.5, 164, True, stride_length_m=2.46)),
    ("02 8001 6e 39300000", Measurement(1.5, 110, False, distance_m=1234.5)),
    ("07 0003 52 dc00 01000000", Measurement(3.0, 82, True, 2.2, 0.1)),
    (
        "07 ffff ff ffff ffffffff",
        Measurement(65535 / 256, 255, True, 655.35, 429496729.5),
    ),
]


@pytest.mark.parametrize(("wire", "measurement"), MEASUREMENTS)
def test_measurement_layout_both_ways(wire: str, measurement: Measurement) -> None:
    data = bytes.fromhex(wire)
    assert rsc.decode_measurement(data) == measurement
    assert rsc.encode_measurement(measurement) == data


def test_what_later_versions_may_add_is_ignored() -> None:
    plain = rsc.decode_measurement(bytes.fromhex("04 0003 52"))
    assert rsc.decode_measurement(bytes.fromhex("fc 0003 52")) == plain
    assert rsc.decode_measurement(bytes.fromhex("04 0003 52 aabbcc")) == plain
    assert rsc.decode_feature(b"\xff\xff\x01") == Feature(0b11111)


@pytest.mark.parametrize(
    ("wire", "reason"),
    [
        ("", "0 bytes where at least 4"),
        ("040003", "3 bytes where at least 4"),
        ("0500035200", "5 bytes where the flags announce 6"),
        ("0600035200000000"[:-2], "7 bytes where the flags announce 8"),
        ("07000352000000000000"[:-2], "9 bytes where the flags announce 10"),
        ("00" * 513, "513 bytes, more than any attribute holds"),
    ],
)
def test_malformed_measurements_say_why(wire: str, reason: str) -> None:
    with pytest.raises(MalformedPayload, match=reason):
        rsc.decode_measurement(bytes.fromhex(wire))


@given(
    st.builds(
        Measurement,
        speed_mps=st.integers(0, 65535).map(lambda raw: raw / 256),
        cadence_per_min=st.integers(0, 255),
        running=st.booleans(),
        stride_length_m=st.none() | st.integers(0, 65535).map(lambda raw: raw / 100),
        distance_m=st.none() | st.integers(0, 2**32 - 1).map(lambda raw: raw / 10),
    )
)
def test_measurement_round_trip(measurement: Measurement) -> None:
    assert rsc.decode_measurement(rsc.encode_measurement(measurement)) == measurement


@given(st.binary(max_size=24) | st.binary(min_size=505, max_size=520))
def test_any_bytes_decode_or_are_malformed_and_nothing_else(data: bytes) -> None:
    for decode in (
        rsc.decode_measurement,
        rsc.decode_feature,
        rsc.decode_sensor_location,
    ):
        with contextlib.suppress(MalformedPayload):
            assert decode(data) == decode(bytearray(data)) == decode(memoryview(data))


@given(st.binary(min_size=4, max_size=24))
def test_what_decodes_is_written_back_as_its_known_part(data: bytes) -> None:
    try:
        measurement = rsc.decode_measurement(data)
    except MalformedPayload:
        return
    again = rsc.encode_measurement(measurement)
    assert again[0] == data[0] & 0b111
    assert again[1:] == data[1 : len(again)]


@pytest.mark.parametrize(
    ("measurement", "said"),
    [
        (Measurement(256.0, 82, True), "speed 256.0"),
        (Measurement(-1.0, 82, True), "speed -1.0"),
        (Measurement(math.nan, 82, True), "speed nan"),
        (Measurement(math.inf, 82, True), "speed inf"),
        (Measurement(3.0, 256, True), "cadence 256"),
        (Measurement(3.0, 82, True, stride_length_m=700.0), "stride length 700.0"),
        (Measurement(3.0, 82, True, distance_m=1e12), "distance 1000000000000.0"),
    ],
)
def test_numbers_their_field_cannot_hold_are_not_written(
    measurement: Measurement, said: str
) -> None:
    with pytest.raises(ValueError, match=f"^{said} does not fit its field$"):
        rsc.encode_measurement(measurement)


@given(st.integers(0, 31).map(Feature))
def test_feature_round_trip(feature: Feature) -> None:
    assert rsc.decode_feature(rsc.encode_feature(feature)) == feature


def test_feature_and_location_layout() -> None:
    assert rsc.encode_feature(Feature.DISTANCE | Feature.MULTIPLE_LOCATIONS) == b"\x12\x00"
    assert rsc.decode_sensor_location(b"\x02") is SensorLocation.IN_SHOE
    assert [
        rsc.decode_sensor_location(rsc.encode_sensor_location(place)) for place in SensorLocation
    ] == list(SensorLocation)
    with pytest.raises(MalformedPayload, match="sensor location 17 is reserved"):
        rsc.decode_sensor_location(b"\x11")
