"""Files of watches: taken whole when they are plausible, refused with the reason when not."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cadencecoach.adapters.export.fit import FILE_ID, fit_activity
from cadencecoach.adapters.export.tcx import tcx_activity
from cadencecoach.adapters.fit_file import Base, FitField, FitWriter, Layout, fit_time
from cadencecoach.adapters.imports.tcx_run import DEEPEST
from cadencecoach.adapters.imports.watch_run import WatchRun, read_watch_file, watch_run
from cadencecoach.adapters.store.importing import add_session, fill_session, imported_before
from cadencecoach.adapters.store.sqlite import Store
from cadencecoach.core import events as ev
from cadencecoach.core.outcome.imported import ImportedReading, ImportedRun
from cadencecoach.core.outcome.session_facts import Source
from cadencecoach.core.plan.plan import Plan, Stage, StageKind
from cadencecoach.core.sensor.step_convention import Convention
from cadencecoach.core.values.units import MeasuredSpm
from cadencecoach.errors import FileRefused, StoreError
from tests.adapters.recorded import load, simulated
from tests.core.worlds import at, lengths, setup, short_plan
from tests.recordings.schema.make import record, simulated_log

NOW = datetime(2026, 8, 2, tzinfo=UTC)
STARTED = datetime(2026, 8, 1, 5, 12, tzinfo=UTC)
RECORD = Layout(
    20,
    (
        FitField(253, Base.UINT32),
        FitField(4, Base.UINT8),
        FitField(53, Base.UINT8),
        FitField(73, Base.UINT32),
    ),
)
SESSION = Layout(18, (FitField(253, Base.UINT32), FitField(5, Base.ENUM)))

Row = tuple[float, float | None, float | None]
"""Seconds after STARTED, raw cadence, m/s."""


def fit(rows: list[Row], *, kind: int = 4, sport: int = 1, device: str = "Watch 1") -> bytes:
    writer = FitWriter()
    writer.add(FILE_ID, kind, 1, 7, fit_time(STARTED), device)
    for after_s, cadence, speed in rows:
        whole, fraction = (None, None) if cadence is None else divmod(round(cadence * 128), 128)
        scaled = None if speed is None else round(speed * 1000)
        writer.add(RECORD, fit_time(STARTED) + int(after_s), whole, fraction, scaled)
    writer.add(SESSION, fit_time(STARTED), sport)
    return writer.finish()


def tcx(
    rows: list[Row], *, sport: str = "Running", device: str = "Watch 1", head: str = ""
) -> bytes:
    points = "".join(
        f"<Trackpoint><Time>{(STARTED + timedelta(seconds=after_s)).isoformat()}</Time>"
        "<Extensions><x:TPX>"
        + ("" if speed is None else f"<x:Speed>{speed}</x:Speed>")
        + ("" if cadence is None else f"<x:RunCadence>{cadence:g}</x:RunCadence>")
        + "</x:TPX></Extensions></Trackpoint>"
        for after_s, cadence, speed in rows
    )
    return (
        f'<?xml version="1.0"?>{head}<TrainingCenterDatabase xmlns="urn:a" xmlns:x="urn:b">'
        f'<Activities><Activity Sport="{sport}"><Lap><Track>{points}</Track></Lap>'
        f"<Creator><Name>{device}</Name></Creator></Activity></Activities>"
        "</TrainingCenterDatabase>"
    ).encode()


EASY: list[Row] = [(second, 82.0, 2.75) for second in range(60)]


def refused(data: bytes, name: str = "run.fit") -> str:
    with pytest.raises(FileRefused) as caught:
        watch_run(name, data, NOW)
    assert "\n" not in caught.value.message
    assert caught.value.hint
    return caught.value.message


# --- what is believed -----------------------------------------------------------------------------


@pytest.mark.parametrize("make", [fit, tcx])
def test_a_run_is_read_with_its_clock_its_watch_and_its_steps(
    make: Callable[[list[Row]], bytes],
) -> None:
    rows: list[Row] = [*EASY, (60, None, 2.5), (61, 0.0, 0.0), (70, 84.0, None)]
    run = watch_run("run.fit", make(rows), NOW)
    assert (run.started, run.ended) == (STARTED, STARTED + timedelta(seconds=70))
    assert run.device == "Watch 1"
    assert run.counts is Convention.STRIDES
    assert len(run.points) == 62
    assert run.points[0].cadence_spm == 164.0
    assert run.points[0].speed_mps == 2.75
    assert [point.cadence_spm for point in run.points[-2:]] == [0.0, 168.0]
    assert run.points[-1].speed_mps is None


def test_half_a_step_survives() -> None:
    rows: list[Row] = [(second, 82.25, None) for second in range(60)]
    assert {point.cadence_spm for point in watch_run("a", fit(rows), NOW).points} == {164.5}


def test_a_file_that_counts_steps_is_told_by_its_numbers() -> None:
    run = watch_run("a.tcx", tcx([(second, 165.0, 2.7) for second in range(60)]), NOW)
    assert run.counts is Convention.STEPS
    assert {point.cadence_spm for point in run.points} == {165.0}


def test_what_we_export_of_a_real_run_is_read_back(tmp_path: Path) -> None:
    session = simulated(tmp_path / "s.db", source=Source.FOOTPOD)
    heard = {
        session.moment(second.at_s): second.cadence_spm
        for second in session.seconds
        if second.cadence_spm is not None and not second.paused
    }
    by_fit = watch_run("a.fit", fit_activity(session), NOW)
    assert {point.moment: point.cadence_spm for point in by_fit.points} == heard
    by_tcx = watch_run("a.tcx", tcx_activity(session), NOW)
    assert {point.moment for point in by_tcx.points} == set(heard)


def test_the_last_of_two_at_one_moment_counts() -> None:
    run = watch_run("a", fit([*EASY, (59, 90.0, 2.0)]), NOW)
    assert run.points[-1].cadence_spm == 180.0
    assert len(run.points) == 60


def test_a_slip_of_the_watch_is_left_out() -> None:
    rows: list[Row] = [(second, 82.0, 2.75) for second in range(300)]
    rows[100] = (100, 200.0, 2.75)
    run = watch_run("a", fit(rows), NOW)
    assert len(run.points) == 299


# --- what is refused ------------------------------------------------------------------------------


def changed(number: int, row: Row) -> list[Row]:
    return [*EASY[:number], row, *EASY[number + 1 :]]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no FIT file and no whole XML"),
        (b"PK\x03\x04" + b"\0" * 99, "no FIT file and no whole XML"),
        (fit(EASY)[:-40], "only a part"),
        (fit(EASY)[:200] + b"\x01" + fit(EASY)[201:], "checksum"),
        (fit(EASY) + fit(EASY), "behind its end"),
        (fit(EASY, kind=5), "no activity"),
        (fit(EASY, sport=2), "another sport"),
        (fit([]), "no records"),
        (fit(EASY[:10]), "too few"),
        (fit([(s, None, 2.0) for s in range(60)]), "no cadence"),
        (fit([(s, 125.0, 2.0) for s in range(60)]), "steps or strides"),
        (fit(changed(30, (3, 82.0, 2.7))), "goes back"),
        (fit([*EASY, (90_000, 82.0, 2.7)]), "longer than a day"),
        (fit([(s - 10**9, 82.0, 2.7) for s in range(60)]), "which cannot be"),
        (fit([(s + 10**8, 82.0, 2.7) for s in range(60)]), "which cannot be"),
        (fit([(s, 82.0 if s % 9 else 250.0, 2.7) for s in range(60)]), "no runner's"),
        (fit([(s, 82.0, 2.7 if s % 9 else 99.0) for s in range(60)]), "no runner's"),
        (fit(EASY, device="CadenceCoach SIMULATED runner"), "nobody ran it"),
        (tcx(EASY, device="CadenceCoach REPLAY of a recording"), "nobody ran it"),
        (tcx(EASY)[:-30], "no whole XML"),
        (tcx(EASY).replace(b"?>", b" encoding='hex'?>", 1), "an encoding that nobody knows"),
        (tcx(EASY).replace(b"?>", b" encoding='utP-8'?>", 1), "encoding that nobody knows"),
        (tcx(EASY, sport="Biking"), "another sport"),
        (tcx(changed(30, (30, float("nan"), 2.7))), "no numbers"),
        (tcx(changed(30, (30, float("inf"), 2.7))), "no numbers"),
        (tcx(EASY).replace(b"2.75", b"fast", 1), "is no number"),
        (tcx(EASY).replace(b"2026-08-01T05:12:30", b"yesterday", 1), "is no time"),
        (tcx(EASY).replace(b"2026-08-01T05:12:00+00:00", b"0001-01-01T00:00:00+23:00", 1), "no time"),
        (tcx(EASY).replace(b"<Lap>", b"<Lap></Lap></Activity><Activity><Lap>", 1), "more than one"),
        (b"<gpx/>", "no TCX"),
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
    run = watch_run("a\x1b[31m.fit", fit(EASY, device="Evil\x1b]0;x\x07\u202e watch"), NOW)
    assert run.device == "Evil watch"
    assert run.file == "a.fit"
    assert "\x1b" not in refused(tcx(EASY).replace(b"2.75", "\u202e\u009b2J".encode(), 1), "x\x1b")


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="not a file"):
        read_watch_file(tmp_path, NOW)
    with pytest.raises(FileRefused, match="not a file"):
        read_watch_file(tmp_path / "none.fit", NOW)
    big = tmp_path / "big.fit"
    with big.open("wb") as file:
        file.truncate(16 * 1024 * 1024 + 1)
    with pytest.raises(FileRefused, match="larger than 16 MB"):
        read_watch_file(big, NOW)
    path = tmp_path / "run.fit"
    path.write_bytes(fit(EASY))
    assert read_watch_file(path, NOW).file == "run.fit"


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
@settings(max_examples=200, deadline=2_000, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32))
def test_a_mutated_file_is_believed_whole_or_refused(form: str, mend: bool, seed: int) -> None:
    data = mutated(GOOD[form], seed, mend=mend)
    try:
        run = watch_run(f"run.{form}", data, NOW)
    except FileRefused:
        return
    believable(run)


@settings(max_examples=200, deadline=2_000)
@given(st.binary(max_size=400))
@example(b"\x40\x00\x00\x14\x00\x00" + b"\x00" * 300)
def test_any_bytes_in_a_right_frame_are_believed_or_refused(body: bytes) -> None:
    from tests.adapters.test_export_fit import framed  # noqa: PLC0415

    try:
        run = watch_run("run.fit", framed(body), NOW)
    except FileRefused:
        return
    believable(run)


def believable(run: WatchRun) -> None:
    moments = [point.moment for point in run.points]
    assert moments == sorted(set(moments))
    assert run.started <= moments[0] <= moments[-1] <= run.ended
    assert all(0 <= point.cadence_spm <= 300 for point in run.points)
    assert all(point.speed_mps is None or 0 <= point.speed_mps <= 15 for point in run.points)


# --- into the store -------------------------------------------------------------------------------


def imported(*seconds: int, sha256: str = "a" * 64) -> ImportedRun:
    readings = tuple(ImportedReading(at(s), MeasuredSpm(165.0), 2.75) for s in seconds)
    return ImportedRun("run.fit", sha256, "Watch 1", "2026-08-01T05:12:00Z", readings)


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
    world = setup(short_plan())
    heard = (ev.PayloadReceived, ev.ReadingTaken)
    batches = [
        [event for event in batch if not isinstance(event, heard)] for batch in simulated_log(world)
    ]
    record(path, world, batches, Source.NONE)
    return path


def test_imported_readings_count_and_the_log_stays_as_it_was(silent: Path) -> None:
    before = everything(silent)
    assert load(silent, 1).summary.cadence_spm is None
    fill_session(silent, 1, imported(*range(1, 115)), NOW)
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
    assert imported_before(silent, "a" * 64) == 1
    assert imported_before(silent, "b" * 64) is None


def test_what_has_readings_is_never_filled(silent: Path, tmp_path: Path) -> None:
    fill_session(silent, 1, imported(1, 2), NOW)
    before = everything(silent)
    with pytest.raises(StoreError, match="has readings already"):
        fill_session(silent, 1, imported(3, sha256="b" * 64), NOW)
    assert everything(silent) == before
    other = tmp_path / "other.db"
    simulated(other, source=Source.FOOTPOD)
    with pytest.raises(StoreError, match="has readings already"):
        fill_session(other, 1, imported(3), NOW)
    assert everything(other)["imports"] == []


def test_an_import_is_stored_whole_or_not_at_all(silent: Path) -> None:
    before = everything(silent)
    doubled = imported(1, 2, 2)
    with pytest.raises(StoreError):
        fill_session(silent, 1, doubled, NOW)
    assert everything(silent) == before
    easy = Plan("baseline", "Easy", (Stage(StageKind.BASELINE, lengths(60)),), None)
    with pytest.raises(StoreError):
        add_session(silent, easy, STARTED, doubled, NOW)
    assert everything(silent) == before


def test_imported_readings_are_never_edited(silent: Path) -> None:
    fill_session(silent, 1, imported(1, 2), NOW)
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
    number = add_session(silent, easy, STARTED, imported(*range(60)), NOW)
    session = load(silent, number)
    assert session.facts.plan == "baseline"
    assert session.facts.started_at == "2026-08-01T05:12:00.000Z"
    assert session.summary.cadence_spm == 165.0
    with Store(silent) as store:
        store.discard(number)
        assert store.purge() == 1
    assert everything(silent)["imports"] == everything(silent)["imported_readings"] == []
