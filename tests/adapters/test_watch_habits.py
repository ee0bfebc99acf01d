"""What watches and their apps really write, read with the right values; an independent reader beside it."""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET

import fitdecode
import pytest
from tcxreader.tcxreader import TCXReader

from cadencecoach.adapters.imports.watch_run import WatchRun, watch_file, watch_run
from cadencecoach.core.sensor.step_convention import Convention
from cadencecoach.core.watch.understanding import RunByWatch
from cadencecoach.errors import FileRefused, NotARun, UnitsUnclear
from tests.adapters.watch_files import (
    NOW,
    STARTED,
    TCX,
    Row,
    fit,
    gzipped,
    steady,
    tcx,
    zipped,
)


def read(data: bytes, counts: Convention = Convention.AUTO) -> WatchRun:
    return watch_run(watch_file("run", data), NOW, counts)


def mean_spm(run: RunByWatch) -> float:
    """Over the time for which the readings hold, without standing."""
    moving = [one for one in run.readings if one.cadence_spm]
    held = [one.until_s - one.at_s for one in moving]
    return statistics.fmean([one.cadence_spm for one in moving], held)


def held_s(run: RunByWatch) -> float:
    return sum(one.until_s - one.at_s for one in run.readings)


def metres(run: RunByWatch) -> float:
    assert run.distance is not None
    return run.distance.between(run.start_s, run.end_s)


def with_metres(rows: Sequence[Row], mps: float) -> list[Row]:
    return [(row[0], row[1], row[2], row[0] * mps) for row in rows]


def in_the_middle(data: bytes, old: bytes, new: bytes) -> bytes:
    """With one of many alike replaced."""
    parts = data.split(old)
    half = len(parts) // 2
    return old.join(parts[:half]) + new + old.join(parts[half:])


def but(rows: Sequence[Row], number: int, row: Row) -> list[Row]:
    return [*rows[:number], row, *rows[number + 1 :]]


# --- one run, as many ways as there are -----------------------------------------------------------

OK = fit(steady())


def str_of(value: object) -> str | None:
    """A short name for a file among the parameters."""
    return f"{len(value)} bytes" if isinstance(value, bytes) else None


@pytest.mark.parametrize(
    "data",
    [
        OK,
        gzipped(OK),
        zipped(a_fit=OK),
        zipped(readme_txt=b"hello", a_fit_gz=gzipped(OK)),
        OK + fit(steady(40)),  # a second file behind it
        OK + bytes(16),  # a cable's blanks
        OK[:-2] + bytes([OK[-2] ^ 1, OK[-1]]) + OK,  # the first was damaged
        fit(steady(), cadence256=True),
        fit(steady(), sport=4, sub_sport=1),  # a treadmill
        fit(steady(), sport=None),
        tcx(steady()),
        b" \r\n\t" + tcx(steady()),
        b"\xef\xbb\xbf\n" + tcx(steady()),
        gzipped(tcx(steady())),
        tcx(steady(), zone="ZZ"),
        tcx(steady(), zone=""),
        tcx(steady(), sport="running"),
        tcx(steady(), element=True),
        tcx([(one[0], one[1], None, one[0] * 2.8) for one in steady()]),
        tcx(steady()).replace(b"<Track>", b"<Track><Trackpoint></Trackpoint>", 1),
        in_the_middle(tcx(steady()), b"<x:RunCadence>84</x:RunCadence>", b"<x:RunCadence/>"),
        fit([*steady()[:600], (598, 84.0, 2.8), *steady()[601:]]),  # one record early
        fit([row for s in range(1200) for row in ((s, 84.0, 2.8), (s, None, 2.8))]),
        fit(but(steady(), 700, (700, 131.0, 2.8))),  # one wild value
    ],
    ids=str_of,
)  # fmt: skip
def test_the_same_run_comes_out(data: bytes) -> None:
    run = read(data).run
    assert run.start_s == STARTED.timestamp()
    assert run.end_s - run.start_s == run.running_s == 1199
    assert 1198 <= len(run.readings) <= 1200
    assert {one.cadence_spm for one in run.readings} == {168.0}
    assert held_s(run) == 1200
    assert run.left_out <= 1
    assert run.units.counts is Convention.STRIDES
    assert [one.speed_mps for one in run.readings] == pytest.approx([2.8] * len(run.readings))
    assert metres(run) == pytest.approx(1199 * 2.8, abs=3)


def test_the_device_has_its_name() -> None:
    assert read(fit(steady(60), device="", product=3076)).device == "Garmin Forerunner 245"
    assert read(fit(steady(60), device="", product=1)).device == "Garmin 1"
    assert read(fit(steady(60), device="", maker=294, product=838)).device == "Coros 838"
    assert read(fit(steady(60), device="", maker=9)).device == "FIT manufacturer 9, product 7"
    assert read(fit(steady(60), device="A watch")).device == "A watch"


# --- no speed, no records, no time ----------------------------------------------------------------


def test_without_a_speed_nobody_stands_or_walks() -> None:
    slow = [(s, 73.0 if s % 2 else 67.0, None) for s in range(1200)]
    by_distance = read(tcx([(s, c, None, s * 2.8) for s, c, _ in slow], element=True)).run
    assert mean_spm(by_distance) == pytest.approx(140, abs=0.1)
    assert {round(one.speed_mps or 0, 2) for one in by_distance.readings} == {2.8}
    nowhere = read(tcx(slow, element=True)).run
    assert mean_spm(nowhere) == pytest.approx(140, abs=0.1)
    assert {one.speed_mps for one in nowhere.readings} == {None}
    assert nowhere.distance is None
    zeros = read(fit([(s, c, 0.0, 0.0) for s, c, _ in slow])).run
    assert {one.speed_mps for one in zeros.readings} == {None}
    assert zeros.distance is None


def test_a_saved_record_holds_to_the_next() -> None:
    seconds = [0]
    while seconds[-1] < 1796:
        seconds.append(seconds[-1] + 3 + len(seconds) % 5)
    run = read(fit([(s, 84.0, 2.8) for s in seconds])).run
    assert held_s(run) == run.running_s + 1
    assert run.pauses == ()
    long_ago = [*range(0, 600, 5), *range(645, 1200, 5)]
    assert read(fit([(s, 84.0, 2.8) for s in long_ago])).run.pauses != ()
    ran_on = read(fit([(s, 84.0, 2.8, s * 2.8) for s in long_ago])).run
    assert ran_on.pauses == ()
    assert held_s(ran_on) == ran_on.running_s + 1


@pytest.mark.parametrize(
    ("data", "pause_s", "running_s"),
    [
        (fit([(s if s < 600 else s + 1200, 84.0, 2.8) for s in range(1200)]), 1201, 1198),
        (fit([(s if s < 300 else s + 300, 84.0, 2.8) for s in range(900)]), 301, 898),
        (fit(steady(), turns=[(0, True), (300, False), (420, True), (1199, False)]), 120, 1079),
        (fit(steady(), turns=[(0, True), (1079, False)]), 120, 1079),
        (tcx([(s if s < 600 else s + 6, 84.0, 2.8) for s in range(1200)], tracks=[600]), 7, 1198),
    ],
    ids=str_of,
)  # fmt: skip
def test_a_pause_is_no_running_time(data: bytes, pause_s: int, running_s: int) -> None:
    run = read(data).run
    [(start_s, end_s)] = run.pauses
    assert (end_s - start_s, run.running_s) == (pause_s, running_s)
    assert not [one for one in run.readings if start_s < one.at_s < end_s]
    assert held_s(run) <= running_s + 2
    assert metres(run) == pytest.approx(running_s * 2.8, abs=6)


def test_missed_seconds_and_laps_are_no_pauses() -> None:
    missed = [(s, 84.0, 2.8) for s in range(600) if not 300 <= s < 308]
    run = read(fit(missed)).run
    assert run.pauses == ()
    assert held_s(run) == 600 - 6  # what was heard holds 3 s and no longer
    laps = read(fit(steady(600), turns=[(0, True), (300, False), (300, True)])).run
    assert laps.pauses == ()
    assert read(tcx(steady(600), tracks=[300])).run.pauses == ()


def test_the_run_among_other_sports_is_taken() -> None:
    rows = [*[(s, 85.0, 8.0) for s in range(300)], *[(s, 82.0, 2.8) for s in range(300, 600)]]
    run = read(fit(rows, legs=[(2, 0, 299), (1, 300, 600)])).run
    assert run.start_s == STARTED.timestamp() + 300
    assert {one.cadence_spm for one in run.readings} == {164.0}
    both = tcx(steady(60, 90.0, 8.0), sport="Biking")
    end = both.index(b"</Activities>")
    leg = tcx(steady(90, 82.0))
    both = both[:end] + leg[leg.index(b"<Activity ") : leg.index(b"</Activities>")] + both[end:]
    assert {one.cadence_spm for one in read(both).run.readings} == {164.0}


# --- distance -------------------------------------------------------------------------------------


def test_seconds_without_a_speed_do_not_shorten_the_way() -> None:
    half = [(s, 84.0, 2.8 if s % 2 else None) for s in range(1200)]
    assert metres(read(fit(half)).run) == pytest.approx(1199 * 2.8, rel=0.01)


def test_the_files_own_distance_has_the_last_word() -> None:
    assert metres(read(fit(steady(), total_m=3200)).run) == pytest.approx(3200)
    assert metres(read(fit(with_metres(steady(), 2.7))).run) == pytest.approx(1199 * 2.7, abs=1)
    absurd = read(fit(steady(), total_m=90_000)).run
    assert metres(absurd) == pytest.approx(1199 * 2.8, abs=3)
    no_speed = [(s, 84.0, None) for s in range(1200)]
    assert metres(read(fit(no_speed, total_m=3200)).run) == pytest.approx(3200)
    anew = [(s, 84.0, None, s * 2.8 if s < 600 else (s - 600) * 2.8) for s in range(1200)]
    assert metres(read(fit(anew)).run) == pytest.approx(1198 * 2.8, abs=3)


# --- steps and strides, runs and rides ------------------------------------------------------------


def test_a_walk_in_a_run_makes_no_strides_of_steps() -> None:
    rows = [(s, 165.0, 2.6) if s // 60 % 2 else (s, 112.0, 1.5) for s in range(1800)]
    run = read(fit(rows)).run
    assert run.units.counts is Convention.STEPS
    assert {one.cadence_spm for one in run.readings} == {165.0, 112.0}
    assert run.units.why == "steps: 165 a minute at a run"
    unsaid = read(fit([(s, c, None) for s, c, _ in rows])).run
    assert unsaid.units.counts is Convention.STEPS


def test_what_the_numbers_do_not_tell_the_runner_does() -> None:
    between = fit(steady(600, 125.0, 2.4))
    with pytest.raises(UnitsUnclear, match="125 a minute at a run may be steps or strides"):
        read(between)
    assert {one.cadence_spm for one in read(between, Convention.STEPS).run.readings} == {125.0}
    brisk = fit(steady(600, 118.0, 1.8))
    with pytest.raises(UnitsUnclear, match="118 a minute"):
        read(brisk)
    walk = fit(steady(600, 110.0, 1.4))
    with pytest.raises(UnitsUnclear, match="never at a run"):
        read(walk)
    assert {one.cadence_spm for one in read(walk, Convention.STEPS).run.readings} == {110.0}
    jog = read(fit(steady(600, 78.0, 1.6))).run
    assert {one.cadence_spm for one in jog.readings} == {156.0}


@pytest.mark.parametrize("ride", [fit(steady(1200, 85.0, 8.3), sport=None),
                                  tcx(steady(1200, 85.0, 8.3), sport="Other")], ids=str_of)  # fmt: skip
def test_a_ride_is_no_run(ride: bytes) -> None:
    with pytest.raises(FileRefused, match="at 30 km/h it is more likely a ride"):
        read(ride)
    with pytest.raises(NotARun, match="30 km/h"):
        read(ride, Convention.STRIDES)


def test_a_fast_run_that_nothing_names_is_taken_on_the_runners_word() -> None:
    fast = fit(steady(600, 92.0, 5.2), sport=None)
    with pytest.raises(FileRefused) as caught:
        read(fast)
    assert "--counts" in (caught.value.hint or "")
    assert mean_spm(read(fast, Convention.STRIDES).run) == 184
    assert mean_spm(read(fit(steady(600, 92.0, 5.2))).run) == 184


@pytest.mark.parametrize("data", [fit(steady(60), kind=5), fit(steady(60), sport=2),
                                  fit(steady(60), sport=4), tcx(steady(60), sport="Biking")], ids=str_of)  # fmt: skip
def test_what_is_no_run_is_told_from_what_is_broken(data: bytes) -> None:
    with pytest.raises(NotARun):
        read(data)


# --- clocks ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("leap_s", [-3600, -90, 40_000, 10**8])
def test_a_clock_that_was_set_on_the_way_is_one_run(leap_s: int) -> None:
    """The satellites set it: what came before moves to the later clock."""
    rows: list[Row] = [(s - leap_s if s < 200 else s, 84.0, 2.8) for s in range(1200)]
    run = read(fit(rows)).run
    assert (run.start_s, run.end_s) == (STARTED.timestamp(), STARTED.timestamp() + 1199)
    assert run.running_s == 1199
    assert held_s(run) == 1200


# --- against independent readers ------------------------------------------------------------------


@dataclass(frozen=True)
class Seen:
    """A run as somebody else's reader sees it."""

    start: datetime
    end: datetime
    stopped_s: float
    mean_spm: float


def by_fitdecode(data: bytes) -> Seen:
    stamps: list[datetime] = []
    strides: list[float] = []
    stops: list[tuple[bool, datetime]] = []
    with fitdecode.FitReader(BytesIO(data), check_crc=fitdecode.CrcCheck.RAISE) as reader:
        for frame in reader:
            if not isinstance(frame, fitdecode.FitDataMessage):
                continue
            if frame.name == "record":
                stamps.append(frame.get_value("timestamp"))
                whole = frame.get_value("cadence", fallback=None)
                if whole is None:
                    whole = frame.get_value("cadence256", fallback=None)
                if whole:
                    fraction = frame.get_value("fractional_cadence", fallback=None)
                    strides.append(whole + (fraction or 0))
            elif frame.name == "event" and frame.get_value("event") == "timer":
                stops.append(
                    (frame.get_value("event_type") == "start", frame.get_value("timestamp"))
                )
    stopped_s, since = 0.0, None
    for goes_on, at in stops:
        if goes_on and since is not None:
            stopped_s, since = stopped_s + (at - since).total_seconds(), None
        elif not goes_on and at < max(stamps):
            since = at
    return Seen(min(stamps), max(stamps), stopped_s, 2 * statistics.fmean(strides))


def by_tcxreader(data: bytes, path: Path) -> Seen:
    path.write_bytes(data)
    found = TCXReader().read(str(path), only_gps=False)
    points = found.trackpoints
    strides = [
        cadence
        for point in points
        if (cadence := (point.tpx_ext or {}).get("RunCadence") or point.cadence)
    ]
    tracks = [
        [ET.fromstring(ET.tostring(one)) for one in track]
        for track in ET.fromstring(data).iter(f"{{{TCX}v2}}Track")
    ]
    stopped_s = 0.0
    for before, after in itertools.pairwise(tracks):
        stopped_s += (_time(after[0]) - _time(before[-1])).total_seconds()
    utc = [point.time.replace(tzinfo=UTC) for point in points]
    return Seen(utc[0], utc[-1], stopped_s, 2 * statistics.fmean(strides))


def _time(point: ET.Element) -> datetime:
    text = point.findtext(f"{{{TCX}v2}}Time")
    assert text is not None
    return datetime.fromisoformat(text)


def wave(length_s: int, step_s: int = 1) -> list[Row]:
    """A runner whose cadence goes up and down, with a stop in the middle."""
    return [
        (s, 0.0 if 300 <= s < 330 else 80 + (s // 7) % 9 + s % 4 / 4, 2.5, s * 2.5)
        for s in range(0, length_s, step_s)
    ]


@pytest.mark.parametrize(
    ("rows", "options"),
    [
        (wave(1200), {}),
        (wave(1200), {"cadence256": True}),
        (wave(1200, 6), {}),
        (wave(1200), {"turns": [(0, True), (400, False), (520, True), (1199, False)]}),
        (wave(1200), {"sport": 4, "sub_sport": 1}),
        ([row for row in wave(1200) for _ in range(2)], {}),
        ([row for row in wave(1200) if row[0] % 100 > 2], {}),
    ],
)
def test_fitdecode_sees_the_same_run(rows: list[Row], options: dict[str, object]) -> None:
    data = fit(rows, **options)  # type: ignore[arg-type]
    seen, run = by_fitdecode(data), read(data).run
    assert (run.start_s, run.end_s) == (seen.start.timestamp(), seen.end.timestamp())
    span_s = (seen.end - seen.start).total_seconds()
    assert run.running_s == pytest.approx(span_s - seen.stopped_s, abs=1)
    if "turns" not in options:  # it knows nothing of what was recorded in a pause
        assert mean_spm(run) == pytest.approx(seen.mean_spm, abs=0.5)


@pytest.mark.parametrize(
    ("rows", "options"),
    [
        (wave(1200), {}),
        (wave(1200), {"element": True}),
        (wave(1200, 5), {}),
        ([(s if s < 600 else s + 300, *rest) for s, *rest in wave(1200)], {"tracks": [600]}),
    ],
)
def test_tcxreader_sees_the_same_run(
    rows: list[Row], options: dict[str, object], tmp_path: Path
) -> None:
    whole = [(row[0], row[1] and round(row[1]), *row[2:]) for row in rows]
    data = tcx(whole, **options)  # type: ignore[arg-type]
    seen, run = by_tcxreader(data, tmp_path / "run.tcx"), read(data).run
    assert (run.start_s, run.end_s) == (seen.start.timestamp(), seen.end.timestamp())
    span_s = (seen.end - seen.start).total_seconds()
    assert run.running_s == pytest.approx(span_s - seen.stopped_s, abs=1)
    assert mean_spm(run) == pytest.approx(seen.mean_spm, abs=0.5)


def test_laps_pressed_by_hand_are_read_and_others_are_not() -> None:
    data = tcx(steady(600)).decode()
    for second, trigger in ((25, "Manual"), (300, "Distance"), (420, "Manual")):
        at = f"{STARTED + timedelta(seconds=second):%H:%M:%S}+00:00"
        point = f"<Trackpoint><Time>2026-08-01T{at}</Time>"
        turn = f"</Track><TriggerMethod>{trigger}</TriggerMethod></Lap><Lap><Track>"
        assert point in data
        data = data.replace(point, turn + point)
    by_tcx = read(data.encode()).run
    by_fit = read(fit(steady(600), laps=[(24, 0), (300, 2), (419, 0), (599, 0)])).run
    assert [at_s - by_tcx.start_s for at_s in by_tcx.laps_s] == [24, 419]
    assert [at_s - by_fit.start_s for at_s in by_fit.laps_s] == [24, 419]
