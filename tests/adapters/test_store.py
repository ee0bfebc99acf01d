"""The log comes back as it was written, and nothing that is not ours is touched."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import typing
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadencecoach.adapters.store import home, migrations
from cadencecoach.adapters.store.connection import connect
from cadencecoach.adapters.store.cue_history import cues_heard
from cadencecoach.adapters.store.diary import DiaryStore
from cadencecoach.adapters.store.event_rows import read_events, write_events, write_header
from cadencecoach.adapters.store.process import process_mark, still_runs
from cadencecoach.adapters.store.sqlite import Store
from cadencecoach.core import events as ev
from cadencecoach.core.outcome.session_facts import SessionState, Source
from cadencecoach.core.run.setup import setup_from
from cadencecoach.core.sensor.step_convention import Convention
from cadencecoach.core.values.units import Frame
from cadencecoach.errors import SchemaTooNew, StoreBusy, StoreError
from tests.core.worlds import setup, short_plan
from tests.recordings.schema.make import record, simulated_log

SCHEMAS = Path(__file__).parents[1] / "recordings" / "schema"


def _values(hint: object) -> st.SearchStrategy[object]:
    hint = getattr(hint, "__supertype__", hint)
    if hint is int:
        return st.integers(0, 1 << 40)
    if hint is float:
        return st.floats(allow_nan=False)
    if typing.get_origin(hint) is tuple:
        return st.lists(st.text(max_size=9), max_size=3).map(tuple)
    if typing.get_args(hint):
        return st.one_of(*map(_values, typing.get_args(hint)))
    return st.from_type(hint)  # type: ignore[arg-type]


def _one(kind: type[ev.Event]) -> st.SearchStrategy[ev.Event]:
    hints = typing.get_type_hints(kind)
    return st.builds(kind, **{field.name: _values(hints[field.name]) for field in fields(kind)})


KINDS = [kind for kind in ev.BY_NAME.values() if kind is not ev.Tick]
readings = st.builds(
    lambda payload, taken, later: [
        payload,
        ev.ReadingTaken(
            Frame(payload.at + later), taken.cadence_spm, taken.speed_mps, taken.moving
        ),
    ],
    _one(ev.PayloadReceived),
    _one(ev.ReadingTaken),
    st.sampled_from((0, 0, 1)),
)
logs = st.lists(
    st.one_of(st.sampled_from(KINDS).flatmap(_one).map(lambda event: [event]), readings),
    max_size=12,
)


def _row(connection: sqlite3.Connection) -> int:
    made = connection.execute(
        "INSERT INTO sessions (uuid, started_at, plan, title, source, state, process)"
        " VALUES (lower(hex(randomblob(16))), '', '', '', 'none', 'finished', '')"
    )
    assert made.lastrowid is not None
    return made.lastrowid


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sessions.db"


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with one finished session; to be copied, not changed."""
    path = tmp_path_factory.mktemp("recorded") / "sessions.db"
    world = setup(short_plan())
    record(path, world, list(simulated_log(world)))
    return path


@pytest.fixture
def filled(recorded: Path, path: Path) -> Path:
    shutil.copy(recorded, path)
    return path


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> typing.Iterator[sqlite3.Connection]:
    connection = connect(tmp_path_factory.mktemp("rows") / "sessions.db")
    connection.execute("PRAGMA synchronous = OFF")
    yield connection
    connection.close()


@settings(deadline=None)
@given(log=logs, cut=st.integers(0, 24))
def test_any_log_comes_back_equal_however_it_was_batched(
    connection: sqlite3.Connection, log: list[list[ev.Event]], cut: int
) -> None:
    events = [event for batch in log for event in batch]
    session_id = _row(connection)
    numbered = list(enumerate(events))
    write_events(connection, session_id, numbered[:cut])
    write_events(connection, session_id, numbered[cut:])
    assert read_events(connection, session_id) == tuple(events)
    # What a failed commit may have left is written again without harm.
    write_events(connection, session_id, numbered[:cut])
    assert read_events(connection, session_id) == tuple(events)


def test_a_reading_and_its_payload_are_one_row(connection: sqlite3.Connection) -> None:
    session_id = _row(connection)
    both = [ev.PayloadReceived(Frame(5), b"\1"), ev.ReadingTaken(Frame(5), 170.0, None, True)]
    write_events(connection, session_id, enumerate(both))
    rows = connection.execute("SELECT * FROM readings WHERE session_id = ?", (session_id,))
    assert rows.fetchall() == [(session_id, 0, 5, b"\1", 170.0, None, 1)]


def test_a_session_comes_back_with_all_that_a_replay_needs(path: Path) -> None:
    world = setup(short_plan())
    logged = record(path, world, list(simulated_log(world)))
    with Store(path) as store:
        facts = store.find("last")
        session = store.load(facts.id)
    assert session.events == tuple(logged)
    assert setup_from(session.header) == world
    assert (facts.state, facts.source) == (SessionState.FINISHED, Source.SIMULATED)
    assert facts.started_at == "2026-08-01T05:12:00.000Z"
    assert facts.headline is not None
    assert facts.headline.running_s == 100.0
    assert (facts.plan, facts.title) == ("short", "Short")
    assert facts.headline.pain == (3,)


def test_files_are_private(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(home.HOME_VARIABLE, str(tmp_path / "deep" / "home"))
    before = os.umask(0)
    try:
        path = home.database_path()
        connection = connect(path)
        connection.execute("UPDATE sessions SET note = ''")
        files = [path, *path.parent.glob("sessions.db-*")]
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in files}
        connection.close()
    finally:
        os.umask(before)
    assert modes == {"sessions.db": 0o600, "sessions.db-wal": 0o600, "sessions.db-shm": 0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.parent.parent.stat().st_mode) == 0o700


def test_a_file_that_others_could_read_is_closed_to_them(filled: Path) -> None:
    filled.chmod(0o644)
    Store(filled).close()
    assert stat.S_IMODE(filled.stat().st_mode) == 0o600


def test_a_home_that_cannot_be_made_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv(home.HOME_VARIABLE, str(tmp_path / "file" / "home"))
    with pytest.raises(StoreBusy, match="cannot make the directory") as caught:
        connect(home.database_path())
    assert home.HOME_VARIABLE in caught.value.hint


# --- schemas -------------------------------------------------------------------------------------


def test_there_is_a_file_of_every_schema() -> None:
    found = sorted(int(file.stem) for file in SCHEMAS.glob("*.db"))
    assert found == list(range(1, migrations.LATEST + 1))


@pytest.mark.parametrize("file", sorted(SCHEMAS.glob("*.db")), ids=lambda file: file.stem)
def test_every_schema_is_brought_up_to_date(file: Path, path: Path) -> None:
    shutil.copy(file, path)
    with Store(path) as store:
        assert [facts.id for facts in store.recover()] == [2]
        finished, interrupted = store.find("1"), store.find("2")
        for facts in (finished, interrupted):
            session = store.load(facts.id)
            assert len(session.events) > 200
            assert facts.headline is not None
            assert facts.headline.running_s == store.summary(session).running / 48_000 == 100.0
    assert (finished.state, interrupted.state) == (SessionState.FINISHED, SessionState.INTERRUPTED)
    connection = sqlite3.connect(path)
    versions = connection.execute("SELECT version FROM migrations ORDER BY version").fetchall()
    assert versions == [(number + 1,) for number in range(migrations.LATEST)]
    assert migrations.schema_of(connection) == migrations.LATEST
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


def test_a_step_that_fails_leaves_the_old_schema_whole(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = migrations.Migration("bad", ("CREATE TABLE half (x) STRICT", "CREATE TABLE nonsense ("))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, bad))
        patch.setattr(migrations, "LATEST", migrations.LATEST + 1)
        with pytest.raises(StoreError):
            connect(filled)
    connection = connect(filled)
    assert migrations.schema_of(connection) == migrations.LATEST
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    assert "half" not in tables
    connection.close()


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_newer_schema_is_refused_and_left_as_it_is(filled: Path) -> None:
    connection = sqlite3.connect(filled)
    connection.execute(f"PRAGMA user_version = {migrations.LATEST + 7}")
    connection.close()
    before = _digest(filled)
    with pytest.raises(SchemaTooNew, match=f"schema {migrations.LATEST + 7}") as caught:
        Store(filled)
    assert "update" in caught.value.hint
    assert _digest(filled) == before


def _foreign(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE recipes (name)")
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_bytes(b"GIF89a this is no database at all" * 200),
        lambda path: path.write_text("short"),
        _foreign,
    ],
    ids=["picture", "short", "foreign"],
)
def test_a_file_that_is_no_log_is_left_as_it_is(
    spoil: typing.Callable[[Path], object], path: Path
) -> None:
    spoil(path)
    path.chmod(0o644)
    before = _digest(path)
    with pytest.raises(StoreError) as caught:
        Store(path)
    assert "left as it is" in caught.value.hint or "left as it was" in caught.value.hint
    assert "\n" not in caught.value.message + caught.value.hint
    assert _digest(path) == before
    assert stat.S_IMODE(path.stat().st_mode) == 0o644


def test_a_log_with_a_torn_page_says_so(filled: Path) -> None:
    whole = filled.read_bytes()
    filled.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    with pytest.raises(StoreError, match="damaged"), Store(filled) as store:
        store.load(1)


def test_an_entry_that_makes_no_sense_is_one_line(path: Path) -> None:
    connection = connect(path)
    session_id = _row(connection)
    write_header(connection, session_id, {})
    connection.execute(
        "INSERT INTO events VALUES (?, 0, 0, 'in', 'Levitated', '{}')", (session_id,)
    )
    connection.close()
    with Store(path) as store, pytest.raises(StoreError, match="entry 0 of session 1"):
        store.load(session_id)


@pytest.mark.parametrize("body", ["[]", "{", "[" * 100_000, '{"plan": 7}', '{"plan": {"name": 1}}'])
def test_a_header_that_makes_no_sense_is_one_line(path: Path, body: str) -> None:
    connection = connect(path)
    session_id = _row(connection)
    connection.execute("INSERT INTO headers VALUES (?, ?)", (session_id, body))
    connection.close()
    with Store(path) as store, pytest.raises(StoreError, match="cannot be read"):
        store.summary(store.load(session_id))


# --- what may be changed -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "law"),
    [
        ("UPDATE events SET body = '{}'", "append-only"),
        ("UPDATE readings SET cadence_spm = 180", "append-only"),
        ("DELETE FROM events WHERE seq = 1", "discarded"),
        ("DELETE FROM readings", "discarded"),
        ("DELETE FROM sessions", "discarded"),
        ("UPDATE headers SET body = '{}'", "never changes"),
        ("DELETE FROM headers", "discarded"),
        ("UPDATE sessions SET source = 'footpod'", "never changes"),
    ],
)
def test_nothing_edits_what_was_measured(filled: Path, statement: str, law: str) -> None:
    connection = connect(filled)
    before = read_events(connection, 1)
    with pytest.raises(sqlite3.IntegrityError, match=law):
        connection.execute(statement)
    assert read_events(connection, 1) == before
    connection.close()


def test_a_discarded_session_is_out_of_sight_and_comes_back(filled: Path) -> None:
    with Store(filled) as store:
        store.discard(1)
        assert store.sessions() == ()
        with pytest.raises(StoreError, match="no session yet"):
            store.find("last")
        assert store.find("1").discarded
        store.keep(1)
        assert [facts.id for facts in store.sessions()] == [1]


def test_the_newest_session_is_the_one_that_began_last_and_of_two_the_later_written(
    filled: Path,
) -> None:
    starts = ["2026-05-01T06:00:00.000Z", "2026-05-03T06:00:00.000Z", "2026-05-03T06:00:00.000Z",
              "2026-05-02T06:00:00.000Z", "2026-05-04T06:00:00.000Z"]  # fmt: skip
    connection = connect(filled)
    connection.execute("UPDATE sessions SET discarded = 1")
    connection.executemany(
        "INSERT INTO sessions (id, uuid, started_at, plan, title, source, state, process, discarded)"
        " VALUES (?, ?, ?, 'p', 'P', 'none', 'finished', '', ?)",
        [(number, f"u{number}", at, number == 14) for number, at in enumerate(starts, 10)],
    )
    connection.close()
    with Store(filled) as store:
        assert [facts.id for facts in store.sessions()] == [12, 11, 13, 10]
        assert store.newest() == store.sessions()[0] == store.find("last")
        for number in range(10, 14):
            store.discard(number)
        assert store.newest() is None


def test_only_discarded_sessions_are_purged_and_numbers_are_not_given_again(filled: Path) -> None:
    world = setup(short_plan())
    batches = list(simulated_log(world))
    record(filled, world, batches)
    with Store(filled) as store:
        store.discard(2)
        assert store.purge() == 1
        assert store.purge() == 0
        for lost in (store.keep, store.discard):  # as another program may still show it
            with pytest.raises(StoreError, match="no session 2"):
                lost(2)
        with pytest.raises(StoreError, match="no session"):
            store.find("2")
        assert len(store.load(1).events) > 200
    record(filled, world, batches)
    with Store(filled) as store:
        assert store.find("last").id == 3


def test_a_session_is_found_by_number_uuid_and_last(filled: Path) -> None:
    with Store(filled) as store:
        uuid = store.find("last").uuid
        assert store.find("1").id == store.find(uuid[:6]).id == store.find(uuid.upper()).id == 1
        for nonsense in ("", "0", "-1", "*", "????", "9" * 40, "zzzz", "' OR 1=1 --", "\x1b[2J"):
            with pytest.raises(StoreError, match="no session") as caught:
                store.find(nonsense)
            assert caught.value.message.isprintable()


# --- crashes -------------------------------------------------------------------------------------


def _running(path: Path, mark: str) -> None:
    connection = connect(path)
    connection.execute("UPDATE sessions SET state = 'running', process = ?", (mark,))
    connection.execute("DELETE FROM summaries")
    connection.close()


def test_a_session_of_a_living_process_runs_and_cannot_be_discarded(filled: Path) -> None:
    mark = process_mark()
    assert mark is not None
    _running(filled, mark)
    with Store(filled) as store:
        assert store.recover() == ()
        assert store.find("1").state is SessionState.RUNNING
        with pytest.raises(StoreError, match="being recorded"):
            store.discard(1)
        with pytest.raises(StoreError, match="being recorded"):
            store.keep(1)  # or, cut off later, it would not be offered
        with pytest.raises(StoreError, match="being recorded"):
            store.fix_cadence(1, Convention.STRIDES)
        assert store.outcome(1) is None  # half a run is not summed up


@pytest.mark.parametrize(
    "mark",
    ["", "1", f"{os.getpid()} 1 another-boot", "999999999 1 x", "x y"],
    ids=["none", "short", "another boot", "no process", "no numbers"],
)
def test_a_session_of_a_process_that_is_gone_is_offered_until_decided(
    filled: Path, mark: str
) -> None:
    _running(filled, mark)
    with Store(filled) as store:
        assert store.find("1").state is SessionState.INTERRUPTED
        offered = store.recover()
        assert [facts.id for facts in offered] == [1]
        assert offered[0].headline is not None
        assert store.recover() == offered
        store.keep(1)
        assert store.recover() == ()
        assert store.find("1").state is SessionState.INTERRUPTED


def test_the_mark_of_a_process_dies_with_it() -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    mark = process_mark(child.pid)
    assert mark is not None
    assert still_runs(mark)
    child.kill()
    assert child.stdin is not None
    child.stdin.close()
    child.wait()
    assert not still_runs(mark)


def test_a_log_that_can_only_be_read_is_read(filled: Path) -> None:
    program = f"""
import os, sys
from pathlib import Path
import cadencecoach.adapters.store.derived.summaries
from cadencecoach.adapters.store.sqlite import Store
from cadencecoach.errors import StoreBusy
path = Path({str(filled)!r})
os.chmod(path, 0o444)
os.chmod(path.parent, 0o555)
if os.getuid() == 0:  # root may write anything
    os.chdir("/")
    for above in path.parents[1:-1]:
        os.chmod(above, os.stat(above).st_mode | 0o055)
    os.setresgid(65534, 65534, 65534)
    os.setresuid(65534, 65534, 65534)
with Store(path) as store:
    print(len(store.load(store.find("last").id).events) > 200)
    try:
        store.discard(1)
    except StoreBusy as exc:
        print(exc.message.partition(": ")[2])
"""
    if sys.platform == "win32":
        pytest.skip("rights are another matter there")
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    filled.parent.chmod(0o700)
    assert done.stdout.splitlines() == ["True", "it can only be read just now"], done.stderr


def test_a_file_that_another_is_just_making_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "new.db"
    maker = sqlite3.connect(path, isolation_level=None)
    maker.execute("BEGIN IMMEDIATE")
    naps = []

    class Nap:
        def wait(self, nap_s: float) -> None:
            naps.append(nap_s)
            maker.rollback()

    monkeypatch.setattr("cadencecoach.adapters.store.connection.threading.Event", Nap)
    monkeypatch.setattr("cadencecoach.adapters.store.connection._WAIT_S", 0.1)
    Store(path).close()
    assert len(naps) == 1
    maker.close()


def test_a_kept_summary_that_is_no_json_is_as_good_as_none(filled: Path) -> None:
    connection = connect(filled)
    connection.execute("UPDATE summaries SET body = '['")
    connection.close()
    with Store(filled) as store:
        assert store.outcome(1) is None
        assert store.summary(store.load(1)).elapsed > 0


@pytest.mark.parametrize(
    "junk",
    [
        "pain = 'abc'", "pain = '4 100'", "pain = printf('%05000d', 7)", "running_s = 9e999", "running_s = -1",
        "cadence_spm = 9e999", "in_band = 1e300", "cues_spoken = -4", "version = 1",
        "body = '['", "body = '{}'", """body = '{"run":[],"document":7}'""",
        """body = json_set(body, '$.run.duration_s', 'x', '$.document.cues', 'x')""",
        """body = json_set(body, '$.document.cues', json('[{"id":1}]'))""",
    ],
)  # fmt: skip
def test_junk_in_what_is_derived_is_summed_up_anew(path: Path, junk: str) -> None:
    shutil.copy(SCHEMAS / f"{migrations.LATEST}.db", path)

    def derived() -> list[tuple[object, ...]]:
        connection = connect(path)
        rows = connection.execute("SELECT * FROM summaries").fetchall()
        connection.close()
        return rows

    connection = connect(path)
    connection.execute("DELETE FROM summaries")  # of a version that kept less of a run
    connection.close()
    with Store(path) as store:
        store.recover()
    before = derived()
    connection = connect(path)
    connection.execute(f"UPDATE summaries SET {junk}")
    connection.close()
    with Store(path) as store:
        assert store.sessions()
        assert all(isinstance(store.outcome(one.id), dict | None) for one in store.sessions())
    with DiaryStore(path) as diary:
        diary.read()
    cues_heard(path)
    with Store(path) as store:
        store.forget_unreadable()
        store.recover()
    assert derived() == before
