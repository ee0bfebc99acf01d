"""A session as a FIT activity: a record each second, a lap for each target, cues in fields of ours.

FIT counts running cadence in strides: 170 steps a minute are 85, and the half of 171 stands in
`fractional_cadence`. Field numbers are those of Garmin's profile 21.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from typing import Final

from cadencecoach import __version__
from cadencecoach.adapters.export.recorded import ExportedSecond, Lap, Recorded, cadences, not_real
from cadencecoach.adapters.export.text import harmless
from cadencecoach.adapters.fit_file import (
    FIRST_STAMP,
    LAST_STAMP,
    LONGEST_TEXT,
    Base,
    FitField,
    FitWriter,
    Layout,
    fit_time,
)
from cadencecoach.core.plan.plan import StageKind
from cadencecoach.core.sensor.adherence import BandState
from cadencecoach.core.values.units import SAMPLE_RATE, strides
from cadencecoach.errors import ExportError

DEVELOPMENT: Final = 255
"""Garmin's manufacturer number of those who are none."""

APPLICATION: Final = bytes.fromhex("7c1e4f0b93d8460fa5c2d6f0e18b3a94")
"""Names our developer fields in every file; made once at random."""

_TEXT: Final = LONGEST_TEXT + 1
_CUE_BYTES: Final = 64

TARGET: Final = FitField(0, Base.UINT8, developer=True)
BAND: Final = FitField(1, Base.SINT8, developer=True)
CUE: Final = FitField(2, Base.STRING, _CUE_BYTES, developer=True)
SOURCE: Final = FitField(3, Base.STRING, 16, developer=True)
PLAN: Final = FitField(4, Base.STRING, _CUE_BYTES, developer=True)

_DESCRIBED: Final = (
    (TARGET, "target_cadence", "spm"),
    (BAND, "band_state", "-1 under, 0 in, 1 over"),
    (CUE, "cue", ""),
    (SOURCE, "source", ""),
    (PLAN, "plan", ""),
)

_STAMP: Final = FitField(253, Base.UINT32)
_INDEX: Final = FitField(254, Base.UINT16)


def _fields(base: Base, *numbers: int) -> tuple[FitField, ...]:
    return tuple(FitField(number, base) for number in numbers)


FILE_ID: Final = Layout(
    0,
    (
        FitField(0, Base.ENUM),
        *_fields(Base.UINT16, 1, 2),
        FitField(3, Base.UINT32Z),
        *_fields(Base.UINT32, 4),
        FitField(8, Base.STRING, 40),
    ),
)
"""type, manufacturer, product, serial_number, time_created, product_name"""

SERIAL: Final = int.from_bytes(APPLICATION[:4])
"""Of this program: some readers take a file without a serial number for one of no device."""

_DEVELOPER: Final = Layout(
    207, (FitField(1, Base.BYTE, 16), FitField(2, Base.UINT16), FitField(3, Base.UINT8))
)
"""application_id, manufacturer_id, developer_data_index"""

_DESCRIPTION: Final = Layout(
    206, (*_fields(Base.UINT8, 0, 1, 2), FitField(3, Base.STRING, 24), FitField(8, Base.STRING, 32))
)
"""developer_data_index, field_definition_number, fit_base_type_id, field_name, units"""

_DEVICE: Final = Layout(
    23,
    (
        _STAMP,
        FitField(0, Base.UINT8),
        *_fields(Base.UINT16, 2, 4, 5),
        FitField(27, Base.STRING, 40),
    ),
)
"""device_index, manufacturer, product, software_version (1/100), product_name"""

_EVENT: Final = Layout(21, (_STAMP, *_fields(Base.ENUM, 0, 1)))
"""event, event_type"""

_RECORD_FIELDS: Final = (
    _STAMP,
    *_fields(Base.UINT32, 5, 73),
    *_fields(Base.UINT8, 4, 53),
)
"""distance (1/100 m), enhanced_speed (1/1000 m/s), cadence, fractional_cadence (1/128)"""

_LAP: Final = Layout(
    19,
    (
        _INDEX,
        _STAMP,
        *_fields(Base.ENUM, 0, 1),
        *_fields(Base.UINT32, 2, 7, 8, 9),
        *_fields(Base.UINT8, 17, 80, 18, 81),
        *_fields(Base.ENUM, 23, 24, 25),
        *_fields(Base.UINT32, 110, 111),
    ),
)
"""event, event_type, start_time, total_elapsed_time and total_timer_time (1/1000 s),
total_distance (1/100 m), avg and max cadence each with its fraction, intensity, lap_trigger, sport,
enhanced_avg_speed and enhanced_max_speed (1/1000 m/s)"""

_LAP_WITH_BEAT: Final = Layout(19, (*_LAP.fields, TARGET))

_SESSION: Final = Layout(
    18,
    (
        _INDEX,
        _STAMP,
        *_fields(Base.ENUM, 0, 1),
        *_fields(Base.UINT32, 2, 7, 8, 9),
        *_fields(Base.UINT8, 18, 92, 19, 93),
        *_fields(Base.ENUM, 5, 6, 28),
        *_fields(Base.UINT16, 25, 26),
        *_fields(Base.UINT32, 124, 125),
        FitField(110, Base.STRING, 40),
        SOURCE,
        PLAN,
    ),
)
"""As a lap; sport, sub_sport, trigger, first_lap_index, num_laps, speeds, sport_profile_name"""

_ACTIVITY: Final = Layout(
    34,
    (
        _STAMP,
        FitField(0, Base.UINT32),
        FitField(1, Base.UINT16),
        *_fields(Base.ENUM, 2, 3, 4),
        FitField(5, Base.UINT32),
    ),
)
"""total_timer_time (1/1000 s), num_sessions, type, event, event_type, local_timestamp"""

_MEMO: Final = Layout(
    145,
    (
        FitField(250, Base.UINT32),
        *_fields(Base.UINT16, 1, 2),
        FitField(3, Base.UINT8),
        FitField(0, Base.STRING, _TEXT),
    ),
)
"""part_index, mesg_num, parent_index, field_num, memo: long text in parts"""

_TIMER, _LAP_EVENT, _SESSION_EVENT, _ACTIVITY_EVENT = 0, 9, 8, 26
_START, _STOP, _STOP_ALL = 0, 1, 4
_RUNNING, _GENERIC, _VIRTUAL = 1, 0, 58
_SESSION_NUMBER: Final = 18
_PROFILE_NAME: Final = 110

_INTENSITY: Final = {StageKind.WALK: 1, StageKind.WARM_UP: 2, StageKind.COOL_DOWN: 3}
_ACTIVE: Final = 0
_SIDE: Final = {BandState.UNDER: -1, BandState.IN_BAND: 0, BandState.OVER: 1}


def refuse_untimely(session: Recorded) -> None:
    """Raise ExportError where FIT has no number for the time: a clock that was never set."""
    start = fit_time(session.started)
    if not FIRST_STAMP <= start <= LAST_STAMP - len(session.seconds):
        raise ExportError(
            f"FIT cannot say the year {session.started.year}", hint="export it as CSV or JSON"
        )


def fit_activity(session: Recorded) -> bytes:
    """The whole file, in memory: about 40 bytes a second of the session.

    Raises ExportError as `refuse_untimely`.
    """
    refuse_untimely(session)
    writer = FitWriter()
    start = fit_time(session.started)
    _preface(writer, session, start)
    writer.add(_EVENT, start, _TIMER, _START)
    _records(writer, session, start)
    end = start + len(session.seconds)
    writer.add(_EVENT, end, _TIMER, _STOP_ALL)
    laps = session.laps
    for index, lap in enumerate(laps):
        beat = lap.target_spm is not None
        writer.add(
            _LAP_WITH_BEAT if beat else _LAP,
            index,
            start + lap.end_s,
            _LAP_EVENT,
            _STOP,
            start + lap.start_s,
            *_totals(session, lap),
            _INTENSITY.get(lap.kind, _ACTIVE),
            0,
            _RUNNING,
            *_speeds(session.within(lap)),
            *((lap.target_spm,) if beat else ()),
        )
    whole = Lap(0, len(session.seconds), StageKind.RUNG, None)
    totals = _totals(session, whole)
    writer.add(
        _SESSION,
        0,
        end,
        _SESSION_EVENT,
        _STOP,
        start,
        *totals,
        _RUNNING,
        _GENERIC if session.real else _VIRTUAL,
        0,
        0,
        len(laps),
        *_speeds(session.within(whole)),
        not_real(session) or "CadenceCoach",
        session.facts.source.value,
        harmless(session.facts.title),
    )
    offset_s = session.facts.offset_s
    local = None if offset_s is None else end + offset_s
    writer.add(_ACTIVITY, end, totals[1], 1, 0, _ACTIVITY_EVENT, _STOP, local)
    _memo(writer, session)
    return writer.finish()


def product_name(session: Recorded) -> str:
    """The device that other programs show."""
    said = not_real(session)
    return "CadenceCoach" if said is None else f"CadenceCoach {said}"


def in_strides(cadence_spm: float | None) -> tuple[int | None, int | None]:
    """Steps a minute as FIT's whole strides a minute, and 128ths of one."""
    if cadence_spm is None:
        return None, None
    return divmod(round(strides(cadence_spm) * 128), 128)


def describe(writer: FitWriter) -> None:
    """Write what our own fields are, so that any reader can name them."""
    writer.add(_DEVELOPER, APPLICATION, DEVELOPMENT, 0)
    for one, name, units in _DESCRIBED:
        writer.add(_DESCRIPTION, 0, one.number, one.base.number, name, units)


def _preface(writer: FitWriter, session: Recorded, start: int) -> None:
    name = product_name(session)
    writer.add(FILE_ID, 4, DEVELOPMENT, 0, SERIAL, start, name)
    describe(writer)
    major, minor = map(int, __version__.split(".")[:2])
    writer.add(_DEVICE, start, 0, DEVELOPMENT, 0, major * 100 + minor, name)


def _records(writer: FitWriter, session: Recorded, start: int) -> None:
    cues = _cues_by_second(session)
    paused = False
    for second in session.seconds:
        stamp = start + second.at_s
        if second.paused != paused:
            # The pause began, or the run went on, within this second.
            writer.add(_EVENT, stamp - 1, _TIMER, _STOP_ALL if second.paused else _START)
            paused = second.paused
        if paused or not (second.measured or second.at_s in cues):
            continue
        side = None if second.band is None else _SIDE[second.band]
        # Readers show the "unknown" of a developer field as a number, so it is left out.
        ours = {TARGET: second.target_spm, BAND: side, CUE: cues.get(second.at_s)}
        known = {one: value for one, value in ours.items() if value is not None}
        writer.add(
            Layout(20, (*_RECORD_FIELDS, *known)),
            stamp,
            _scaled(second.distance_m, 100),
            _scaled(second.speed_mps, 1000),
            *in_strides(second.cadence_spm),
            *known.values(),
        )


def _cues_by_second(session: Recorded) -> dict[int, str]:
    """The words of each cue at the end of the second in which it began."""
    found: dict[int, str] = {}
    for cue in session.spoken:
        at_s = cue.at // SAMPLE_RATE + 1
        text = harmless(f"{cue.kind.value}: {cue.text}")
        found[at_s] = f"{found[at_s]}; {text}" if at_s in found else text
    return found


def _totals(session: Recorded, lap: Lap) -> tuple[int | None, ...]:
    """Elapsed and timer time, distance, average and highest cadence."""
    seconds = session.within(lap)
    heard = cadences(seconds)
    elapsed_s = lap.end_s - lap.start_s
    return (
        elapsed_s * 1000,
        len(seconds) * 1000,
        _scaled(session.distance_in(lap), 100),
        *in_strides(statistics.fmean(heard) if heard else None),
        *in_strides(max(heard, default=None)),
    )


def _speeds(seconds: Sequence[ExportedSecond]) -> tuple[int | None, int | None]:
    speeds = [second.speed_mps for second in seconds if second.speed_mps is not None]
    if not speeds:
        return None, None
    return _scaled(statistics.fmean(speeds), 1000), _scaled(max(speeds), 1000)


def _scaled(value: float | None, scale: int) -> int | None:
    return None if value is None else round(value * scale)


def _memo(writer: FitWriter, session: Recorded) -> None:
    """What the runner wrote, in as many parts as it needs."""
    rest = harmless("\n".join(f"{heading}: {text}" for heading, text in session.lines())).encode()
    part = 0
    while rest:
        piece = rest[:LONGEST_TEXT].decode("utf-8", "ignore")
        writer.add(_MEMO, part, _SESSION_NUMBER, 0, _PROFILE_NAME, piece)
        rest = rest[len(piece.encode()) :]
        part += 1
