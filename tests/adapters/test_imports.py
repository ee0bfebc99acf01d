"""Files of watches: taken whole when they are plausible, refused with the reason when not."""

from __future__ import annotations

import math
import random
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cadencecoach.adapters.export.fit import fit_activity
from cadencecoach.adapters.export.tcx import tcx_activity
from cadencecoach.adapters.imports.tcx_run import DEEPEST
from cadencecoach.adapters.imports.watch_run import (
    WatchRun,
    open_watch_file,
    watch_file,
    watch_run,
)
from cadencecoach.adapters.store.importing import add_session, fill_sessions, imported_before
from cadencecoach.adapters.store.sqlite import Store
from cadencecoach.core import events as ev
from cadencecoach.core.outcome.imported import ImportedReading, ImportedRun
from cadencecoach.core.outcome.session_facts import Source
from cadencecoach.core.plan.plan import Plan, Stage, StageKind
from cadencecoach.core.sensor.step_convention import Convention
from cadencecoach.core.values.units import MeasuredSpm
from cadencecoach.errors import FileRefused, StoreError
from tests.adapters.recorded import load, simulated
from tests.adapters.recorded import silent as silent_run
from tests.adapters.watch_files import EASY, NOW, STARTED, Row, fit, gzipped, tcx, zipped
from tests.core.worlds import at, lengths


def taken(data: bytes, name: str = "run.fit", counts: Convention = Convention.AUTO) -> WatchRun:
    return watch_run(watch_file(name, data), NOW, counts)


def refused(data: bytes, name: str = "run.fit") -> str:
    with pytest.raises(FileRefused) as caught:
        taken(data, name)
    assert "\n" not in caught.value.message
    assert caught.value.hint
    return caught.value.message


def twice(data: bytes) -> bytes:
    """With a second activity as the first."""
    start, end = data.index(b"<Activity "), data.index(b"</Activities>")
    return data[:end] + data[start:end] + data[end:]


def changed(number: int, row: Row) -> list[Row]:
    return [*EASY[:number], row, *EASY[number + 1 :]]


def moment(at_s: float) -> datetime:
    return datetime.fromtimestamp(at_s, UTC)


# --- what is believed -----------------------------------------------------------------------------


@pytest.mark.parametrize("make", [fit, tcx])
def test_a_run_is_read_with_its_clock_its_watch_and_its_steps(
    make: Callable[[list[Row]], bytes],
) -> None:
    rows: list[Row] = [*EASY, (60, None, 2.5), (61, 0.0, 0.0), (70, 84.0, None)]
    run = taken(make(rows), "run.fit")
    assert (run.started, run.ended) == (STARTED, STARTED + timedelta(seconds=70))
    assert run.device == "Watch 1"
    assert run.run.units.counts is Convention.STRIDES
    assert len(run.run.readings) == 62
    assert run.run.readings[0].cadence_spm == 164.0
    assert run.run.readings[0].speed_mps == 2.75
    assert [point.cadence_spm for point in run.run.readings[-2:]] == [0.0, 168.0]
    assert run.run.readings[-1].speed_mps is None


def test_half_a_step_survives() -> None:
    rows: list[Row] = [(second, 82.25, None) for second in range(60)]
    assert {point.cadence_spm for point in taken(fit(rows)).run.readings} == {164.5}


def test_a_file_that_counts_steps_is_told_by_its_numbers() -> None:
    run = taken(tcx([(second, 165.0, 2.7) for second in range(60)]), "a.tcx")
    assert run.run.units.counts is Convention.STEPS
    assert {point.cadence_spm for point in run.run.readings} == {165.0}


def test_what_we_export_of_a_real_run_is_read_back(tmp_path: Path) -> None:
    session = simulated(tmp_path / "s.db", source=Source.FOOTPOD)
    heard = {
        session.moment(second.at_s): second.cadence_spm
        for second in session.seconds
        if second.cadence_spm is not None and not second.paused
    }
    by_fit = taken(fit_activity(session)).run
    assert {moment(point.at_s): point.cadence_spm for point in by_fit.readings} == heard
    by_tcx = taken(tcx_activity(session)).run
    assert {moment(point.at_s) for point in by_tcx.readings} == set(heard)
    [by_event], [by_track] = by_fit.pauses, by_tcx.pauses
    assert by_event == pytest.approx(by_track, abs=1)


def test_the_last_of_two_at_one_moment_counts() -> None:
    run = taken(fit([*EASY, (59, 90.0, 2.0)]), "a")
    assert run.run.readings[-1].cadence_spm == 180.0
    assert len(run.run.readings) == 60


def test_a_slip_of_the_watch_is_left_out() -> None:
    rows: list[Row] = [(second, 82.0, 2.75) for second in range(300)]
    rows[100] = (100, 200.0, 2.75)
    run = taken(fit(rows), "a")
    assert len(run.run.readings) == 299


@pytest.mark.parametrize(
    "data",
    [
        fit(changed(30, (3, 82.0, 2.7))),
        fit([*EASY, (90_000, 82.0, 2.7)]),
        tcx(changed(30, (30, float("nan"), 2.7))),
        tcx(changed(30, (30, float("inf"), 2.7))),
        tcx(EASY).replace(b"2.75", b"fast", 1),
        tcx(EASY).replace(b"2.75", b"", 1),
        tcx(EASY).replace(b"2026-08-01T05:12:30", b"yesterday", 1),
        tcx(EASY).replace(b"2026-08-01T05:12:00+00:00", b"0001-01-01T00:00:00+23:00", 1),
    ],
)
def test_one_broken_value_takes_no_run_away(data: bytes) -> None:
    run = taken(data).run
    assert run.left_out == 1
    assert {point.cadence_spm for point in run.readings} == {164.0}
    assert len(run.readings) >= 59


# --- what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no FIT file and no whole XML"),
        (b"PK\x03\x04" + b"\0" * 99, "a ZIP archive, and damaged"),
        (zipped(a_txt=b"1"), "an archive with 0 runs"),
        (zipped(a_fit=fit(EASY), b_fit=fit(EASY)), "an archive with 2 runs"),
        (gzipped(fit(EASY))[:-9], "only a part of a file"),
        (gzipped(fit(EASY))[:10] + b"\xff" * 40, "with gzip and damaged"),
        (gzipped(bytes(17 * 1024**2)), "larger than 16 MB"),
        (zipped(a_fit=bytes(17 * 1024**2)), "larger than 16 MB"),
        (fit(EASY)[:-40], "only a part"),
        (fit(EASY)[:200] + b"\x01" + fit(EASY)[201:], "checksum"),
        (fit(EASY, kind=5), "no activity"),
        (fit(EASY, sport=2), "another sport"),
        (fit([]), "no records"),
        (fit(EASY[:10]), "too few"),
        (fit([(s, None, 2.0) for s in range(60)]), "holds 0 cadences"),
        (fit([(s, 125.0, 2.0) for s in range(60)]), "125 a minute at a run may be steps or strides"),
        (fit([(1000 - 100 * (s // 20) + s, 82.0, 2.7) for s in range(60)]), "leaps 2 times"),
        (fit([(s * 3600, 82.0, 2.7) for s in range(60)]), "longer than a day"),
        (fit([(s - 10**9, 82.0, 2.7) for s in range(60)]), "which cannot be"),
        (fit([(s + 10**8, 82.0, 2.7) for s in range(60)]), "which cannot be"),
        (fit([(s, 82.0 if s % 9 else 250.0, 2.7) for s in range(60)]), "no runner's"),
        (fit([(s, 82.0, 2.7 if s % 9 else 99.0) for s in range(60)]), "no runner's"),
        (fit(EASY, device="CadenceCoach SIMULATED runner"), "nobody ran it"),
        (tcx(EASY, device="CadenceCoach REPLAY of a recording"), "nobody ran it"),
        (tcx(EASY)[:-30], "no whole XML: damaged in line 1"),
        (tcx(EASY).replace(b"?>", b" encoding='hex'?>", 1), "an encoding that nobody knows"),
        (tcx(EASY).replace(b"?>", b" encoding='utP-8'?>", 1), "encoding that nobody knows"),
        (tcx(EASY, sport="Biking"), "another sport"),
        (tcx(EASY).replace(b"2.75", b"fast"), "60 of its 60 records are broken"),
        (tcx(EASY).replace(b"2026-08-01T05:12:3", b"yesterday"), "10 of its 50 records are broken"),
        (tcx(EASY).replace(b"2026-08-01", b"yesterday"), "no records"),
        (twice(tcx(EASY)), "more than one"),
        (b"<gpx/>", "it is GPX"),
        (b"<html/>", "no TCX"),
        (b"<TrainingCenterDatabase/>", "no activity"),
        (b"<TrainingCenterDatabase>" + b"<a>" * (DEEPEST + 1), "too deep"),
    ],
    ids=lambda value: value if isinstance(value, str) else "file",
)  # fmt: skip
def test_it_is_refused_with_the_reason(data: bytes, reason: str) -> None:
    assert reason in refused(data)


def test_no_entity_is_ever_read(tmp_path: Path) -> None:
    laughs = "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "lol">' for n in range(10)
    )
    secret = tmp_path / "secret"
    secret.write_text("secret")
    for inside in (laughs, f'<!ENTITY l9 SYSTEM "{secret.as_uri()}">'):
        head = f"<!DOCTYPE TrainingCenterDatabase [{inside}]>"
        assert "document type" in refused(tcx(EASY, device="&l9;", head=head))


def test_words_from_a_file_are_harmless() -> None:
    run = taken(fit(EASY, device="Evil\x1b]0;x\x07\u202e watch"), "a\x1b[31m.fit")
    assert run.device == "Evil watch"
    assert run.file == "a.fit"
    assert "\x1b" not in refused(tcx(EASY, sport="Biking"), "x\x1b")


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="not a file"):
        open_watch_file(tmp_path)
    with pytest.raises(FileRefused, match="not a file"):
        open_watch_file(tmp_path / "none.fit")
    big = tmp_path / "big.fit"
    with big.open("wb") as file:
        file.truncate(16 * 1024 * 1024 + 1)
    with pytest.raises(FileRefused, match="larger than 16 MB"):
        open_watch_file(big)
    path = tmp_path / "run.fit"
    path.write_bytes(fit(EASY))
    assert open_watch_file(path).name == "run.fit"


# --- mutated --------------------------------------------------------------------------------------

GOOD = {"fit": fit(EASY), "tcx": tcx(EASY)}


def mutated(data: bytes, seed: int, *, mend: bool) -> bytes:
    """The file with some bytes changed, cut, doubled or put in; `mend` makes its checksum right."""
    chance = random.Random(seed)
    work = bytearray(data)
    for _ in range(chance.randint(1, 12)):
        place = chance.randrange(len(work) or 1)
        match chance.randrange(5):
            case 0:
                work[place : place + 1] = bytes([chance.randrange(256)])
            case 1:
                del work[place : place + chance.randint(1, 40)]
            case 2:
                work[place:place] = bytes(
                    chance.randrange(256) for _ in range(chance.randint(1, 20))
                )
            case 3:
                work[place:place] = work[place : place + chance.randint(1, 200)]
            case 4:
                work[place : place + 4] = chance.choice((b"\0" * 4, b"\xff" * 4, b"\x40\0\0\x14"))
    if mend and len(work) > 16:
        from tests.adapters.test_export_fit import framed  # noqa: PLC0415 - only here

        return framed(bytes(work[14:-2]))
    return bytes(work)


@pytest.mark.parametrize(("form", "mend"), [("fit", False), ("fit", True), ("tcx", False)])
@settings(max_examples=340, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32))
def test_a_mutated_file_is_believed_whole_or_refused(form: str, mend: bool, seed: int) -> None:
    data = mutated(GOOD[form], seed, mend=mend)
    try:
        run = soon(data, f"run.{form}")
    except FileRefused:
        return
    believable(run)


@settings(max_examples=200)
@given(st.binary(max_size=400))
@example(b"\x40\x00\x00\x14\x00\x00" + b"\x00" * 300)
def test_any_bytes_in_a_right_frame_are_believed_or_refused(body: bytes) -> None:
    from tests.adapters.test_export_fit import framed  # noqa: PLC0415

    try:
        run = soon(framed(body), "run.fit")
    except FileRefused:
        return
    believable(run)


def soon(data: bytes, name: str) -> WatchRun:
    """Taken in within two seconds of processor time, whatever the file says of itself."""
    begun_s = process_time()
    try:
        return taken(data, name)
    finally:
        assert process_time() - begun_s < 2


def believable(found: WatchRun) -> None:
    run = found.run
    moments = [point.at_s for point in run.readings]
    assert moments == sorted(set(moments))
    assert run.start_s <= moments[0] <= moments[-1] <= run.end_s
    assert all(0 <= point.cadence_spm <= 240 for point in run.readings)
    assert all(point.speed_mps is None or 0 <= point.speed_mps <= 15 for point in run.readings)
    assert all(one.at_s < one.until_s for one in run.readings)
    assert 0 <= run.running_s <= run.end_s - run.start_s
    assert run.distance is None or 0 <= run.distance.between(run.start_s, run.end_s) < math.inf


# --- into the store -------------------------------------------------------------------------------


def imported(*seconds: int, sha256: str = "a" * 64) -> ImportedRun:
    readings = tuple(ImportedReading(at(s), MeasuredSpm(165.0), 2.75) for s in seconds)
    return ImportedRun("run.fit", sha256, "Watch 1", "2026-08-01T05:12:00Z", readings)


def ended(second: int) -> tuple[ev.Event, ...]:
    return (ev.Finished(at(second), ev.EndReason.COMPLETE),)


def everything(path: Path) -> dict[str, list[Any]]:
    connection = sqlite3.connect(path)
    tables = (
        "sessions",
        "headers",
        "events",
        "readings",
        "summaries",
        "imports",
        "imported_readings",
    )
    found = {
        name: connection.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall()
        for name in tables
    }
    connection.close()
    return found


@pytest.fixture
def silent(tmp_path: Path) -> Path:
    """A log whose first session had no footpod."""
    path = tmp_path / "sessions.db"
    silent_run(path)
    return path


def test_imported_readings_count_and_the_log_stays_as_it_was(silent: Path) -> None:
    before = everything(silent)
    assert load(silent, 1).summary.cadence_spm is None
    fill_sessions(silent, {1: imported(*range(1, 115))}, NOW)
    after = everything(silent)
    for table in ("sessions", "headers", "events", "readings"):
        assert after[table] == before[table]
    assert len(after["imported_readings"]) == 114
    session = load(silent, 1)
    assert session.facts.imported == "run.fit"
    assert session.facts.headline is not None
    assert session.facts.headline.cadence_spm == session.summary.cadence_spm == 165.0
    assert session.summary.coverage_percent > 95
    assert session.summary.rungs[1].tally.judged_s == 0  # rungs of 20 s are all grace
    assert {second.cadence_spm for second in session.seconds[10:110]} == {165.0}
    assert imported_before(silent, "a" * 64) == (1,)
    assert imported_before(silent, "b" * 64) == ()


def test_what_has_readings_is_never_filled(silent: Path, tmp_path: Path) -> None:
    fill_sessions(silent, {1: imported(1, 2)}, NOW)
    before = everything(silent)
    with pytest.raises(StoreError, match="has readings already"):
        fill_sessions(silent, {1: imported(3, sha256="b" * 64)}, NOW)
    assert everything(silent) == before
    other = tmp_path / "other.db"
    simulated(other, source=Source.FOOTPOD)
    with pytest.raises(StoreError, match="has readings already"):
        fill_sessions(other, {1: imported(3)}, NOW)
    assert everything(other)["imports"] == []


def test_an_import_is_stored_whole_or_not_at_all(silent: Path) -> None:
    before = everything(silent)
    doubled = imported(1, 2, 2)
    with pytest.raises(StoreError):
        fill_sessions(silent, {1: doubled}, NOW)
    assert everything(silent) == before
    easy = Plan("baseline", "Easy", (Stage(StageKind.BASELINE, lengths(60)),), None)
    with pytest.raises(StoreError):
        add_session(silent, easy, ended(60), STARTED, doubled, NOW)
    assert everything(silent) == before


def test_imported_readings_are_never_edited(silent: Path) -> None:
    fill_sessions(silent, {1: imported(1, 2)}, NOW)
    connection = sqlite3.connect(silent)
    for table in ("imports", "imported_readings"):
        with pytest.raises(sqlite3.IntegrityError, match="never changes"):
            connection.execute(_touch(table))
    connection.close()


def _touch(table: str) -> str:
    column = "device" if table == "imports" else "speed_mps"
    return f"UPDATE {table} SET {column} = 1"


def test_a_run_of_its_own_goes_with_its_session_when_it_is_purged(silent: Path) -> None:
    easy = Plan("baseline", "Easy", (Stage(StageKind.BASELINE, lengths(60)),), None)
    number = add_session(silent, easy, ended(60), STARTED, imported(*range(60)), NOW)
    session = load(silent, number)
    assert session.facts.plan == "baseline"
    assert session.facts.started_at == "2026-08-01T05:12:00.000Z"
    assert session.summary.cadence_spm == 165.0
    with Store(silent) as store:
        store.discard(number)
        assert store.purge() == 1
    assert everything(silent)["imports"] == everything(silent)["imported_readings"] == []
