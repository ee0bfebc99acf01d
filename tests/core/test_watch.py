"""The laws of a watch's file: order, running time, holding, distance, whatever the file holds."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadencecoach.core.events import Event, PayloadReceived, ReadingTaken
from cadencecoach.core.outcome.distance import distance_line, distance_m, pod_total_m
from cadencecoach.core.outcome.imported import ImportedReading, ImportedRun, placed, with_imported
from cadencecoach.core.sensor.rsc import Measurement, decode_measurement, encode_measurement
from cadencecoach.core.sensor.step_convention import Convention
from cadencecoach.core.values.units import SAMPLE_RATE, Frame, MeasuredSpm
from cadencecoach.core.watch.distance import distance_line as line_of_file
from cadencecoach.core.watch.order import in_order
from cadencecoach.core.watch.records import FileRecords, NoRun, Stretch, TimerTurn, WatchRecord
from cadencecoach.core.watch.timer import running_s, stretches
from cadencecoach.core.watch.understanding import understood

NOON = 1_785_000_000

maybe = st.none() | st.floats(allow_nan=True, allow_infinity=True) | st.floats(0, 200)
records = st.builds(
    WatchRecord,
    st.floats(NOON, NOON + 4000) | st.integers(NOON, NOON + 300).map(float),
    maybe,
    maybe,
    maybe,
)
turns = st.builds(TimerTurn, st.floats(NOON - 100, NOON + 4100), st.booleans())


@given(st.lists(records, max_size=60), st.lists(turns, max_size=8))
def test_records_in_order_are_one_a_second_on_one_clock(
    found: list[WatchRecord], timer: list[TimerTurn]
) -> None:
    try:
        kept, turned, left_out = in_order(found, timer)
    except NoRun:
        return
    assert len(kept) + left_out <= len(found)
    assert all(math.floor(a.at_s) < math.floor(b.at_s) for a, b in pairwise(kept))
    assert len(turned) == len(timer)


sound = st.lists(st.integers(1, 90), min_size=1, max_size=80).map(
    lambda gaps: [WatchRecord(NOON + sum(gaps[:index]), 84.0, 2.8) for index in range(len(gaps))]
)


@given(sound, st.lists(turns, max_size=10))
def test_the_timer_runs_in_stretches_that_lie_apart_and_within_the_file(
    found: list[WatchRecord], timer: list[TimerTurn]
) -> None:
    kept, turned, _ = in_order(found, timer)
    running = stretches(kept, turned, 2.8)
    assert running
    first_s, last_s = kept[0].at_s, kept[-1].at_s
    assert all(first_s <= one.start_s <= one.end_s <= last_s for one in running)
    assert all(a.end_s < b.start_s for a, b in pairwise(running))
    assert 0 <= running_s(running) <= last_s - first_s


@given(sound)
def test_a_timer_that_never_stopped_takes_no_time_away(found: list[WatchRecord]) -> None:
    steady = [WatchRecord(one.at_s, 84.0, 2.8, 2.8 * (one.at_s - NOON)) for one in found]
    running = stretches(steady, [TimerTurn(NOON, goes_on=True)], 2.8)
    assert running_s(running) == found[-1].at_s - found[0].at_s


@given(
    st.lists(records, max_size=80),
    st.lists(turns, max_size=6),
    st.sampled_from(Convention),
    st.none() | st.floats(),
)
def test_whatever_a_file_holds_is_a_run_or_refused(
    found: list[WatchRecord], timer: list[TimerTurn], counts: Convention, total_m: float | None
) -> None:
    try:
        run = understood(FileRecords(tuple(found), tuple(timer), total_m, True), counts)
    except NoRun:
        return
    inside = [one.at_s for one in run.readings]
    assert inside == sorted(set(inside))
    assert all(0 <= one.cadence_spm <= 240 for one in run.readings)
    assert all(a.until_s <= b.at_s for a, b in pairwise(run.readings))
    for start_s, end_s in run.pauses:
        assert not [at for at in inside if start_s < at < end_s]
    whole_s = sum(end - start for start, end in run.pauses) + run.running_s
    assert whole_s == pytest.approx(run.end_s - run.start_s)
    if run.distance is not None:
        metres = run.distance.between(run.start_s, run.end_s)
        assert 0 <= metres <= 15 * run.running_s + 1e-6


@given(st.floats(0.5, 5), st.integers(60, 900), st.integers(1, 6), st.floats(-1e6, 1e6))
def test_the_clock_and_the_spacing_change_nothing_but_the_time(
    mps: float, length_s: int, step_s: int, by_s: float
) -> None:
    if length_s // step_s < 31:
        return
    rows = tuple(WatchRecord(NOON + s, 81.0, None, s * mps) for s in range(0, length_s + 1, step_s))
    run = understood(FileRecords(rows, running=True), Convention.STRIDES)
    assert run.running_s == rows[-1].at_s - NOON
    assert sum(one.until_s - one.at_s for one in run.readings) == run.running_s + 1
    moved = run.moved(by_s)
    assert moved.running_s == pytest.approx(run.running_s)
    assert [one.cadence_spm for one in moved.readings] == [162.0] * len(rows)
    assert moved.distance is not None
    whole = moved.distance.between(moved.start_s, moved.end_s)
    assert whole == pytest.approx(run.running_s * mps, rel=1e-6)
    half = moved.distance.between(moved.start_s, moved.start_s + run.running_s / 2)
    assert half == pytest.approx(whole / 2, rel=1e-6)


@given(st.lists(st.none() | st.floats(0.1, 8), min_size=1, max_size=40))
def test_a_line_of_distance_never_falls_and_ends_at_the_mean_speed(
    speeds: list[float | None],
) -> None:
    line = distance_line(speeds, None)
    heard = [speed for speed in speeds if speed is not None]
    if not heard:
        assert set(line) == {None}
        return
    metres = [one for one in line if one is not None]
    assert len(metres) == len(speeds)
    assert all(a <= b for a, b in pairwise(metres))
    assert metres[-1] == pytest.approx(len(speeds) * sum(heard) / len(heard))
    told = distance_line(speeds, metres[-1] * 1.2)[-1]
    assert told == pytest.approx(metres[-1] * 1.2)
    assert distance_line(speeds, metres[-1] * 9) == line


def test_a_file_without_records_in_motion_has_no_distance() -> None:
    assert line_of_file([WatchRecord(NOON, 80.0)], [Stretch(NOON, NOON + 9)], None) is None


# --- of a footpod ---------------------------------------------------------------------------------


def heard(at_s: float, speed: float | None, total: float | None = None) -> list[Event]:
    frame = Frame(round(at_s * SAMPLE_RATE))
    payload = encode_measurement(Measurement(speed or 0.0, 82, running=True, distance_m=total))
    return [PayloadReceived(frame, payload), ReadingTaken(frame, MeasuredSpm(164.0), speed, True)]


def test_a_footpods_own_total_counts_and_what_it_lost_is_made_up_for() -> None:
    told = [event for s in range(601) for event in heard(s, 2.5, 100 + s * 2.6)]
    assert distance_m(told, 600) == pytest.approx(1560, abs=1)
    assert pod_total_m(told, [(0, 300 * SAMPLE_RATE)]) == pytest.approx(780, abs=4)
    plain = [event for s in range(601) for event in heard(s, 2.5)]
    assert distance_m(plain, 600) == pytest.approx(1500, abs=1)
    lost = [event for s in range(601) if not 200 <= s < 400 for event in heard(s, 2.5)]
    assert distance_m(lost, 600) == pytest.approx(1500, abs=1)
    assert distance_m([event for s in range(60) for event in heard(s, None)], 60) is None
    absurd = [event for s in range(601) for event in heard(s, 2.5, s * 14.0)]
    assert distance_m(absurd, 600) == pytest.approx(1500, abs=1)


def test_a_footpod_that_begins_its_count_anew_loses_nothing_else() -> None:
    anew = [event for s in range(601) for event in heard(s, 2.5, s % 300 * 2.5)]
    assert distance_m(anew, 600) == pytest.approx(1500, abs=8)


# --- in a session ---------------------------------------------------------------------------------


def events_of(*readings: ImportedReading) -> tuple[Event, ...]:
    return with_imported((), ImportedRun("a", "b", "", "", readings))


@given(st.floats(100, 240), st.floats(0.5, 6) | st.none(), st.integers(20, 200))
def test_a_reading_that_holds_comes_each_second_and_is_right_in_the_mean(
    cadence: float, speed: float | None, until_s: int
) -> None:
    until = Frame(until_s * SAMPLE_RATE)
    found = events_of(ImportedReading(Frame(0), MeasuredSpm(cadence), speed, until))
    payloads = [decode_measurement(one.data) for one in found if isinstance(one, PayloadReceived)]
    assert len(payloads) == until_s
    mean = sum(one.cadence_per_min for one in payloads) / until_s
    assert mean == pytest.approx(cadence, abs=1 / until_s)
    if speed is None:
        assert {one.running for one in payloads} == {True}  # nobody is called a walker
    assert {one.cadence_spm for one in found if isinstance(one, ReadingTaken)} == {cadence}


def test_no_speed_among_speeds_is_no_stop() -> None:
    found = events_of(
        ImportedReading(Frame(0), MeasuredSpm(130.0), 2.5),
        ImportedReading(Frame(SAMPLE_RATE), MeasuredSpm(130.0), None),
    )
    payloads = [decode_measurement(one.data) for one in found if isinstance(one, PayloadReceived)]
    assert [one.speed_mps for one in payloads] == [2.5, 2.5]


def test_what_an_older_import_let_in_is_no_reading() -> None:
    wild = ImportedReading(Frame(0), MeasuredSpm(262.0), 2.5)
    assert events_of(wild) == ()


def test_what_lies_outside_of_a_session_is_not_in_it() -> None:
    rows = tuple(WatchRecord(NOON + s, 81.0, 2.5) for s in range(120))
    run = understood(FileRecords(rows, running=True))
    found = placed(run, NOON + 30.0, Frame(60 * SAMPLE_RATE))
    assert [one.at // SAMPLE_RATE for one in found] == list(range(61))
