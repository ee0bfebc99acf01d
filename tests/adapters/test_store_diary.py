"""The diary comes back as it was written, beside a log that nobody touched."""

from __future__ import annotations

import shutil
import sqlite3
import typing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadencecoach.adapters.store.derived.backs import Ratings
from cadencecoach.adapters.store.diary import DiaryStore
from cadencecoach.adapters.store.process import process_mark
from cadencecoach.adapters.store.sqlite import Store
from cadencecoach.core.diary import entries as en
from cadencecoach.core.diary.about_run import RatedLevel
from cadencecoach.core.diary.diary import Diary, RunNote
from cadencecoach.core.diary.pain import Pain, Quality, Side, When
from cadencecoach.core.events import (
    EndReason,
    FinishAsked,
    PainMarked,
    PainNoted,
    PausePressed,
    PayloadReceived,
)
from cadencecoach.core.outcome.session_facts import Source
from cadencecoach.core.programme.pain_memory import stopped_for_pain
from cadencecoach.core.sensor.rsc import decode_measurement
from cadencecoach.core.values.calendar import Moment
from cadencecoach.errors import StoreError
from tests.core.worlds import at, setup, short_plan
from tests.recordings.schema.make import record, simulated_log

SCHEMAS = Path(__file__).parents[1] / "recordings" / "schema"
AT = Moment(1_785_561_000, 7200)
moments = st.builds(Moment, st.integers(-(1 << 40), 1 << 40), st.integers(-50_400, 50_400))
pains = st.builds(
    Pain,
    st.integers(0, 10),
    st.none() | st.sampled_from(Side),
    st.none() | st.sampled_from(Quality),
    st.text(max_size=9),
    st.booleans(),
)


def _any(kind: type[en.Entry]) -> st.SearchStrategy[en.Entry]:
    overrides = {"at": moments}
    if "pain" in typing.get_type_hints(kind):
        overrides["pain"] = pains
    for name, hint in typing.get_type_hints(kind).items():
        if hint is float or float in typing.get_args(hint):
            overrides[name] = st.floats(allow_nan=False, allow_infinity=False)
        if name == "about":
            overrides[name] = st.none() | st.integers(-1000, 40_000)
    return st.builds(kind, **overrides)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sessions.db"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> typing.Iterator[DiaryStore]:
    with DiaryStore(tmp_path_factory.mktemp("diary") / "sessions.db") as store:
        store._connection.execute("PRAGMA synchronous = OFF")
        yield store


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(tuple(en._KINDS.values())).flatmap(_any), max_size=6))
def test_entries_come_back_equal_and_in_order(kept: DiaryStore, entries: list[en.Entry]) -> None:
    before = kept.read().entries
    kept.append(*entries)
    assert kept.read().entries == (*before, *entries)


@settings(deadline=None, max_examples=60)
@given(st.lists(_any(en.PainRated), max_size=6))
def test_levels_alone_are_those_of_the_ratings(kept: DiaryStore, ratings: list[en.Entry]) -> None:
    kept.append(*ratings)
    told = Ratings(kept._connection, kept._path)
    assert list(told.where("true")) == [
        RatedLevel(one.utc_s, one.when, one.level, one.session, one.day)
        for one in kept.read().ratings()
    ]


def test_no_entry_is_ever_changed_or_taken_out(path: Path) -> None:
    with DiaryStore(path) as store:
        store.append(en.PainRated(AT, When.BEFORE, Pain(3)))
    connection = sqlite3.connect(path)
    for statement in ("UPDATE diary SET body = '{}'", "DELETE FROM diary"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            connection.execute(statement)
    connection.close()


def test_entries_are_written_together_or_not_at_all(path: Path) -> None:
    bad = en.ShoesAdded(AT, "Blue", float("nan"), 600.0)
    with DiaryStore(path) as store:
        with pytest.raises(ValueError, match="JSON"):
            store.append(en.ProgrammePaused(AT), bad)
        assert store.read().entries == ()


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("Nonsense", "{}"),
        ("PainRated", '{"when": "before"}'),
        ("PainRated", '{"when": "before", "pain": {"level": 11}}'),
        ("PainRated", '{"when": "before", "pain": {"level": "0"}}'),
        ("PainRated", '{"when": "before", "pain": {"level": false}}'),
        ("PainRated", '{"when": "before", "pain": {"level": 0.0}}'),
        ("PainRated", '{"when": "never", "pain": {"level": 0}}'),
        ("PainRated", "{"),
        ("ProgrammePaused", "[]"),
        ("ProgrammePaused", "{"),
    ],
)
def test_an_entry_that_is_not_ours_is_told_and_never_taken_for_a_zero(
    path: Path, name: str, body: str
) -> None:
    DiaryStore(path).close()
    connection = sqlite3.connect(path)
    connection.execute("INSERT INTO diary VALUES (1, 0, 0, ?, ?)", (name, body))
    connection.commit()
    connection.close()
    with DiaryStore(path) as store:
        with pytest.raises(StoreError, match="entry 1 of the diary"):
            store.read()
        if name == "PainRated":
            with Store(path) as log, pytest.raises(StoreError, match="entry 1 of the diary"):
                log.levels_around()


def test_a_run_carries_its_local_date_and_what_was_said_of_it(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = setup(short_plan())
    logged = record(path, world, list(simulated_log(world)), Source.FOOTPOD)
    record(path, world, list(simulated_log(world)), Source.SIMULATED)
    with DiaryStore(path) as store:
        (run,) = store.read().runs
        assert (run.at.utc_s, run.title) == (1785561120, "Short")
        assert run.minutes == 100 / 60
        assert [level for _, level in run.pain] == [3]
        speeds = [
            decode_measurement(one.data).speed_mps
            for one in logged
            if isinstance(one, PayloadReceived)
        ]
        assert run.metres == pytest.approx(sum(speeds) / len(speeds) * 118, rel=0.1)
        assert run.note == RunNote()
        said = RunNote(4, None, "knee", "grass", "Blue", "river", "", 5000.0)
        store.write_note(run.session, lambda _: RunNote(2))
        store.write_note(run.session, lambda _: said)
        assert store.read().runs[0].note == said
        assert store.read().runs[0].metres == 5000.0


@pytest.mark.parametrize(("reason", "stopped"), [("PAIN", True), ("STOPPED", False)])
def test_a_run_that_pain_ended_is_known_as_one(path: Path, reason: str, stopped: bool) -> None:
    world = setup(short_plan())
    end = FinishAsked(at(60), EndReason[reason])
    record(path, world, list(simulated_log(world, (end,))), Source.FOOTPOD)
    with DiaryStore(path) as store:
        (run,) = store.read().runs
    assert run.stopped is stopped
    assert stopped_for_pain(Diary(), run) is stopped


def test_what_was_felt_in_a_run_comes_back_though_the_runner_went_on(path: Path) -> None:
    world = setup(short_plan())
    pressed = (
        PainNoted(at(40), 2),
        PainNoted(at(60), 3, "left", sharp=True, limping=True),
        PausePressed(at(62)),  # overrules the stop
    )
    record(path, world, list(simulated_log(world, pressed)), Source.FOOTPOD)
    with DiaryStore(path) as store:
        (run,) = store.read().runs
    assert [level for _, level in run.pain] == [2, 3]
    assert run.felt == (Pain(3, Side.LEFT, Quality.SHARP, limping=True),)
    assert not run.stopped


def test_the_log_is_the_same_after_a_note(path: Path) -> None:
    world = setup(short_plan())
    record(path, world, list(simulated_log(world)), Source.FOOTPOD)
    with Store(path) as log:
        before = log.load(1)
    with DiaryStore(path) as store:
        store.write_note(before.facts.uuid, lambda _: RunNote(9))
        with pytest.raises(StoreError, match="no such session"):
            store.write_note("nonsense", lambda _: RunNote(9))
    with Store(path) as log:
        assert log.load(1) == before
        log.discard(1)
        with DiaryStore(path) as store:
            assert store.read().runs == ()
        assert log.purge() == 1


def test_a_log_of_the_first_schema_gets_a_diary(path: Path) -> None:
    shutil.copy(SCHEMAS / "1.db", path)
    with DiaryStore(path) as store:
        diary = store.read()
        assert diary.entries == ()
        assert [run.session for run in diary.runs] != []
        store.append(en.ProgrammeStarted(AT, "four-week-back"))
        assert len(store.read().entries) == 1


def test_a_diary_of_the_second_schema_is_read(path: Path) -> None:
    shutil.copy(SCHEMAS / "2.db", path)
    with DiaryStore(path) as store:
        diary = store.read()
    assert diary.entries == (
        en.ProgrammeStarted(Moment(1785560000, 7200), "four-week-back"),
        en.PainRated(Moment(1785561000, 7200), When.BEFORE, Pain(3, Side.LEFT)),
    )
    assert diary.runs[0].note == RunNote(effort=4, surface="grass", shoes="Blue")


def test_a_purged_run_leaves_nothing_of_it_but_what_was_decided(path: Path) -> None:
    world = setup(short_plan())
    for _ in range(2):
        record(path, world, list(simulated_log(world)), Source.FOOTPOD)
    secret = "left knee, the old secret"
    with DiaryStore(path) as store:
        kept, gone = store.read().runs
        rated = [
            en.PainRated(AT, When.AFTER, Pain(level, where=secret), session)
            for level, session in ((2, kept.session), (6, gone.session), (4, None))
        ]
        decided = en.StepDecided(AT, en.Step.HOLD, 1, "why", "rule", gone.session)
        store.append(*rated, decided, en.BaselineSet(AT, 160, gone.session))
        store.write_note(gone.session, lambda _: RunNote(niggle=secret + " of the run"))
    with Store(path) as log:
        log.discard(2)
        assert [facts.id for facts in log.discarded()] == [2]
        with DiaryStore(path) as store:
            assert len(store.read().entries) == 5
        assert log.purge() == 1
        assert log.discarded() == ()
    with DiaryStore(path) as store:
        diary = store.read()
        assert diary.entries == (rated[0], rated[2], decided, en.BaselineSet(AT, 160, gone.session))
        assert [run.session for run in diary.runs] == [kept.session]
        assert store.notes() == {}
    connection = sqlite3.connect(path)
    tables = [
        name
        for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
    ]
    about = [
        name
        for name in tables
        if "session_id" in {row[1] for row in connection.execute(f"PRAGMA table_info({name})")}
    ]
    assert len(about) >= 8
    for table in about:
        (left,) = connection.execute(
            f"SELECT COUNT(*) FROM {table} WHERE session_id = 2"
        ).fetchone()
        assert left == 0, table
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute("DELETE FROM diary WHERE name = 'PainRated'")
    connection.close()
    left = b"".join(one.read_bytes() for one in path.parent.glob("sessions.db*"))
    assert f"{secret} of the run".encode() not in left
    assert b'"level":6' not in left


def test_some_kinds_of_entries_are_read_without_the_others(path: Path) -> None:
    started, paused = en.ProgrammeStarted(AT, "four-week-back"), en.ProgrammePaused(AT)
    with DiaryStore(path) as store:
        store.append(started, en.PainRated(AT, When.BEFORE, Pain(3)), paused)
        assert store.only(en.ProgrammePaused, en.ProgrammeStarted) == Diary((started, paused))
        assert store.only() == Diary()


def test_a_run_that_is_on_is_known_whoever_records_it(path: Path) -> None:
    record(path, setup(short_plan()), list(simulated_log(setup(short_plan()), ())), Source.NONE)
    with DiaryStore(path) as store:
        assert not store.recording()
        for process, on in ((process_mark(), True), ("1 1 another-boot", False)):
            with sqlite3.connect(path) as connection:
                connection.execute("UPDATE sessions SET state = 'running', process = ?", (process,))
            connection.close()
            assert store.recording() is on


def test_a_discarded_run_is_no_run_and_what_hurt_in_it_is_known(path: Path) -> None:
    world = setup(short_plan())
    record(path, world, list(simulated_log(world, (PainNoted(at(40), 7),))), Source.FOOTPOD)
    record(path, world, list(simulated_log(world)), Source.SIMULATED)
    with Store(path) as log:
        for facts in log.sessions():
            log.discard(facts.id)
    with DiaryStore(path) as store:
        diary = store.read()
    assert diary.runs == ()
    (gone,) = diary.deleted
    assert stopped_for_pain(diary, gone)
    with Store(path) as log:
        log.keep(1)
    with DiaryStore(path) as store:
        assert store.read().runs == (gone,)


@pytest.mark.parametrize(
    ("pressed", "marked"),
    [
        ((PainMarked(at(40)),), True),
        ((PainMarked(at(40)), PainNoted(at(50), 2)), False),
        ((PainNoted(at(40), 2), PainMarked(at(50))), True),
    ],
    ids=["marked", "and rated", "again"],
)
def test_a_marked_pain_is_known_of_the_run(
    path: Path, pressed: tuple[PainMarked | PainNoted, ...], marked: bool
) -> None:
    world = setup(short_plan())
    log = [
        one
        for one in simulated_log(world, pressed)
        if one in pressed or not isinstance(one, PainNoted)
    ]
    record(path, world, log, Source.FOOTPOD)
    with DiaryStore(path) as store:
        (run,) = store.read().runs
    assert run.marked is marked
