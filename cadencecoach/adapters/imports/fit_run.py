"""Reads the run out of a FIT activity: time, cadence and speed of each record, and the device."""

from __future__ import annotations

from typing import Final

from cadencecoach.adapters.fit_file import Message, Value, moment_of, read_messages
from cadencecoach.adapters.imports.parsed_run import ParsedRun, Point

_FILE_ID, _SPORT, _SESSION, _RECORD = 0, 12, 18, 20
_WANTED: Final = {
    _FILE_ID: frozenset((0, 1, 2, 8)),  # type, manufacturer, product, product_name
    _SPORT: frozenset((0,)),
    _SESSION: frozenset((5,)),  # sport
    _RECORD: frozenset((4, 6, 53, 73)),  # cadence, speed, fractional_cadence, enhanced_speed
}
_TIMESTAMP: Final = 253
_ACTIVITY: Final = 4
_GENERIC, _RUNNING = 0, 1


def read(data: bytes) -> ParsedRun:
    """What the file tells. Raises MalformedFit and ValueError with the reason."""
    device, running = "", None
    kind: Value = None
    points: list[Point] = []
    for message in read_messages(data, _WANTED):
        fields = message.fields
        match message.number:
            case 0:
                kind = fields.get(0)
                device = _device(message)
            case 12 | 18:
                sport = fields.get(0 if message.number == _SPORT else 5)
                if sport not in (None, _GENERIC):
                    running = (running is not False) and sport == _RUNNING
            case 20 if isinstance(stamp := fields.get(_TIMESTAMP), int):
                points.append(Point(moment_of(stamp), _cadence(message), _speed(message)))
    if kind != _ACTIVITY:
        raise ValueError("it is a FIT file, but no activity")
    return ParsedRun(device, running, tuple(points))


def _device(message: Message) -> str:
    name = message.fields.get(8)
    if isinstance(name, str):
        return name
    maker, product = message.fields.get(1), message.fields.get(2)
    return "" if maker is None else f"FIT manufacturer {maker}, product {product}"


def _cadence(message: Message) -> float | None:
    whole, fraction = _number(message, 4), _number(message, 53)
    return None if whole is None else whole + (fraction or 0) / 128


def _speed(message: Message) -> float | None:
    speed = _number(message, 73)
    if speed is None:
        speed = _number(message, 6)
    return None if speed is None else speed / 1000


def _number(message: Message, field: int) -> float | None:
    value = message.fields.get(field)
    return value if isinstance(value, int | float) else None
