"""Reads the run out of a FIT activity: its records, its timer, its sport, its distance, the device.

Field numbers are those of Garmin's profile 21.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from cadencecoach.adapters.fit_file import EPOCH_S, Message, read_messages
from cadencecoach.adapters.imports.devices import device_name
from cadencecoach.adapters.imports.parsed_run import ParsedRun
from cadencecoach.core.watch.records import Doubt, FileRecords, NoRun, TimerTurn, WatchRecord

_FILE_ID, _SPORT, _SESSION, _LAP, _RECORD, _EVENT = 0, 12, 18, 19, 20, 21
_WANTED: Final = {
    _FILE_ID: frozenset((0, 1, 2, 8)),  # type, manufacturer, product, product_name
    _SPORT: frozenset((0, 1)),  # sport, sub_sport
    _SESSION: frozenset((2, 5, 6, 7, 9)),  # start, sport, sub_sport, elapsed, distance
    _LAP: frozenset((24,)),  # lap_trigger
    # cadence, distance, speed, cadence256, fractional_cadence, enhanced_speed
    _RECORD: frozenset((4, 5, 6, 52, 53, 73)),
    _EVENT: frozenset((0, 1)),  # event, event_type
}
_TIMESTAMP: Final = 253
_ACTIVITY: Final = 4
_GENERIC, _RUNNING, _FITNESS_EQUIPMENT = 0, 1, 4
_TREADMILL: Final = 1
_TIMER: Final = 0
_BY_HAND: Final = 0
_START: Final = 0
_STOPS: Final = frozenset((1, 4, 8, 9))
"""stop, stop_all, stop_disable, stop_disable_all"""


@dataclass(frozen=True, slots=True)
class _Leg:
    """One session of the file: one sport of several."""

    running: bool | None
    start_s: float | None
    length_s: float | None
    total_m: float | None


@dataclass(slots=True)
class _Found:
    """What the messages said so far."""

    kind: object = None
    device: str = ""
    sport: bool | None = None
    records: list[WatchRecord] = field(default_factory=list)
    turns: list[TimerTurn] = field(default_factory=list)
    legs: list[_Leg] = field(default_factory=list)
    laps_s: list[float] = field(default_factory=list)
    broken: int = 0


def read(data: bytes) -> ParsedRun:
    """What the file tells. Raises MalformedFit and ValueError with the reason."""
    found = _Found()
    for message in read_messages(data, _WANTED):
        _take(found, message)
    if found.kind != _ACTIVITY:
        raise NoRun("it is a FIT file, but no activity", Doubt.OTHER)
    return _leg_run(found)


def _take(found: _Found, message: Message) -> None:
    fields = message.fields
    stamp = _number(message, _TIMESTAMP)
    at_s = None if stamp is None else stamp + EPOCH_S
    match message.number:
        case 0 if found.kind is None:
            found.kind = fields.get(0)
            name = fields.get(8)
            found.device = (
                name if isinstance(name, str) else device_name(fields.get(1), fields.get(2))
            )
        case 12:
            found.sport = _is_run(fields.get(0), fields.get(1))
        case 18:
            start = _number(message, 2)
            found.legs.append(
                _Leg(
                    _is_run(fields.get(5), fields.get(6)),
                    None if start is None else start + EPOCH_S,
                    _scaled(message, 7, 1000),
                    _scaled(message, 9, 100),
                )
            )
        case 19 if at_s is not None and fields.get(24) == _BY_HAND:
            found.laps_s.append(at_s)
        case 20 if at_s is None:
            found.broken += 1
        case 20:
            assert at_s is not None
            found.records.append(
                WatchRecord(at_s, _cadence(message), _speed(message), _scaled(message, 5, 100))
            )
        case 21 if at_s is not None and fields.get(0) == _TIMER:
            turn = fields.get(1)
            if turn == _START or turn in _STOPS:
                found.turns.append(TimerTurn(at_s, goes_on=turn == _START))


def _leg_run(found: _Found) -> ParsedRun:
    """The run of the file; of several sports, the only one that is a run. Raises ValueError."""
    if len(found.legs) < 2:
        leg = found.legs[0] if found.legs else None
        running = found.sport if leg is None or leg.running is None else leg.running
        total_m = None if leg is None else leg.total_m
        return _parsed(found, found.records, running, total_m)
    runs = [leg for leg in found.legs if leg.running]
    if not runs:
        return _parsed(found, found.records, found.legs[0].running, None)
    if len(runs) == len(found.legs):  # one run, saved in parts
        return _parsed(found, found.records, True, None)
    if len(runs) > 1:
        raise ValueError(f"it holds {len(runs)} runs among other sports")
    leg = runs[0]
    if leg.start_s is None or leg.length_s is None:
        raise ValueError("it holds several sports, and does not say when the run was")
    end_s = leg.start_s + leg.length_s
    records = [one for one in found.records if leg.start_s <= one.at_s <= end_s]
    return _parsed(found, records, True, leg.total_m)


def _parsed(
    found: _Found, records: Sequence[WatchRecord], running: bool | None, total_m: float | None
) -> ParsedRun:
    return ParsedRun(
        found.device,
        FileRecords(
            tuple(records),
            tuple(found.turns),
            total_m,
            running,
            found.broken,
            tuple(sorted(found.laps_s)),
        ),
    )


def _is_run(sport: object, sub_sport: object) -> bool | None:
    """Whether a sport is a run; None where none is named."""
    if sport in (None, _GENERIC):
        return None
    return sport == _RUNNING or (sport == _FITNESS_EQUIPMENT and sub_sport == _TREADMILL)


def _cadence(message: Message) -> float | None:
    whole, fraction = _number(message, 4), _number(message, 53)
    return _scaled(message, 52, 256) if whole is None else whole + (fraction or 0) / 128


def _speed(message: Message) -> float | None:
    speed = _scaled(message, 73, 1000)
    return _scaled(message, 6, 1000) if speed is None else speed


def _scaled(message: Message, number: int, scale: int) -> float | None:
    value = _number(message, number)
    return None if value is None else value / scale


def _number(message: Message, number: int) -> float | None:
    value = message.fields.get(number)
    return value if isinstance(value, int | float) else None
