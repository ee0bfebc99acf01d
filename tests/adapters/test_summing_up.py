"""What is kept of a session says what its log says, whenever it was made and whoever made it."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cadencecoach.adapters.store import cue_history, sqlite
from cadencecoach.adapters.store.connection import connect
from cadencecoach.adapters.store.cue_history import cues_heard
from cadencecoach.adapters.store.derived import summaries
from cadencecoach.adapters.store.diary import DiaryStore
from cadencecoach.adapters.store.home import HOME_VARIABLE
from cadencecoach.adapters.store.migrations import LATEST
from cadencecoach.adapters.store.process import process_mark
from cadencecoach.adapters.store.sqlite import Store
from cadencecoach.adapters.store.writer import NewSession, SessionWriter
from cadencecoach.app.review.session_log import listed
from cadencecoach.app.review.summing_up import sum_up_rest
from cadencecoach.cli.commands.sessions import list_sessions
from cadencecoach.core.events import EndReason, Finished
from cadencecoach.core.outcome.outline import outline
from cadencecoach.core.outcome.session_facts import SUMMARY_VERSION, SessionState, Source
from cadencecoach.core.run.setup import setup_record
from cadencecoach.core.sensor.step_convention import Convention
from cadencecoach.core.values.units import frames
from cadencecoach.errors import StoreError
from tests.adapters.test_store import SCHEMAS
from tests.core.worlds import at, setup, short_plan
from tests.recordings.schema.make import STARTED, record, simulated_log

RUNS = 5


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Runs of 100 s, a day apart, the newest first in the file; the oldest with a footpod."""
    path = tmp_path_factory.mktemp("written") / "sessions.db"
    world = setup(short_plan())
    for day in reversed(range(1, RUNS)):
        session = NewSession(
            STARTED + timedelta(days=day), "short", Source.NONE, setup_record(world)
        )
        writer = SessionWriter(path, session, on_trouble=pytest.fail, on_recovered=pytest.fail)
        writer.append((Finished(at(100), EndReason.STOPPED),))
        assert writer.finish(SessionState.FINISHED, at(100))
    record(path, world, list(simulated_log(world, who="loses-pod")), Source.FOOTPOD)
    return path


@pytest.fixture
def log(written: Path, tmp_path: Path) -> Path:
    """The same as an older version has left it."""
    path = tmp_path / "sessions.db"
    shutil.copy(written, path)
    change(path, "UPDATE summaries SET version = 1, outline = NULL, running_s = running_s + 7")
    return path


def change(path: Path, *statements: str) -> None:
    connection = connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.close()


def kept(path: Path) -> dict[int, tuple[int, float]]:
    """The version of each kept summary, and its running time."""
    connection = connect(path)
    rows = connection.execute("SELECT session_id, version, running_s FROM summaries").fetchall()
    connection.close()
    return {session: (version, running_s) for session, version, running_s in rows}


NEW, OLD = (SUMMARY_VERSION, 100.0), (1, 107.0)


def test_an_outline_is_what_the_log_says(written: Path) -> None:
    with Store(written) as store:
        for facts in store.sessions():
            assert store.outline(facts.id) == outline(store.summary(store.load(facts.id)))


@pytest.mark.parametrize(
    "junk",
    ["NULL", "''", "'['", "'7'", "'{}'", "json_set(outline, '$.summary.rungs', 3)",
     "json_set(outline, '$.summary.cues[0].kind', 'x')", "printf('%.*c', 200000, '[')"],
)  # fmt: skip
def test_an_outline_that_cannot_be_read_is_made_from_the_log(
    written: Path, tmp_path: Path, junk: str
) -> None:
    path = tmp_path / "sessions.db"
    shutil.copy(written, path)
    change(path, f"UPDATE summaries SET outline = {junk}")
    with Store(path) as store:
        newest = store.find("last", own=True)
        pod = store.find(str(RUNS))
        for facts in (newest, pod):
            assert store.outline(facts.id) == outline(store.summary(store.load(facts.id)))


def test_an_outline_of_an_earlier_version_is_made_from_the_log(
    written: Path, tmp_path: Path
) -> None:
    path = tmp_path / "sessions.db"
    shutil.copy(written, path)
    change(
        path,
        "UPDATE summaries SET version = 1, outline = json_set(outline, '$.summary.refused', 7)",
    )
    with Store(path) as store:
        assert store.outline(RUNS) == outline(store.summary(store.load(RUNS)))


def test_trends_hear_the_cues_of_the_newest_runs(
    written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cue_history, "NEWEST_RUNS", 2)
    with Store(written) as store:
        newest = [facts.uuid for facts in store.sessions()][:2]
    assert list(cues_heard(written).cues) == newest


def test_finished_are_those_that_came_to_their_end_and_stay(log: Path) -> None:
    change(log, "UPDATE sessions SET state = 'interrupted' WHERE id = 2")
    with Store(log) as store:
        assert store.finished() == RUNS - 1
        store.discard(1)
        assert store.finished() == RUNS - 2
        store.keep(1)
        assert store.finished() == RUNS - 1


@pytest.mark.parametrize("at_once", [(2, frames(999)), (9, frames(210))])
def test_after_an_update_the_newest_are_summed_up_at_once_and_the_rest_is_gone_by(
    log: Path, monkeypatch: pytest.MonkeyPatch, at_once: tuple[int, int]
) -> None:
    monkeypatch.setattr(sqlite, "AT_ONCE", at_once)
    with DiaryStore(log) as diary:
        runs = diary.read().runs
    assert len(runs) == RUNS
    assert cues_heard(log).cues.keys() == {run.session for run in runs}
    found = kept(log)
    assert [found[1], found[2], found[3], found[4]] == [NEW, NEW, OLD, OLD]
    with Store(log) as store:
        assert store.outdated() == [3, 4, 5]


def test_each_reading_goes_on_where_the_one_before_ended_and_the_list_says_how_many_are_left(
    log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "AT_ONCE", (9, frames(110)))
    with Store(log) as store:
        store.discard(4)  # which reads, too; what is in no list is not counted
    done = []
    for left in (2, 1, 1):
        assert listed(log, None).outdated == left
        done.append(sum(version == SUMMARY_VERSION for version, _ in kept(log).values()))
    assert done == [2, 3, 4]


def test_what_was_never_summed_up_is_summed_up_at_once(
    log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "AT_ONCE", (0, 0))
    change(log, "DELETE FROM summaries WHERE session_id = 4")
    with Store(log) as store:
        store.sum_up()
    assert [kept(log)[number] for number in range(1, 5)] == [OLD, OLD, OLD, NEW]


def test_the_rest_is_summed_up_beside_newest_first_and_in_no_run(log: Path) -> None:
    """Whoever naps looks what is done so far; a run is on from the second nap to the fourth."""
    mark = process_mark()
    seen: list[tuple[float, int]] = []

    def nap(seconds: float) -> None:
        done = sum(version == SUMMARY_VERSION for version, _ in kept(log).values())
        seen.append((seconds, done))
        if len(seen) == 2:
            change(log, f"UPDATE sessions SET process = '{mark}', state = 'running' WHERE id = 5")
        if len(seen) == 4:
            change(log, "UPDATE sessions SET state = 'finished' WHERE id = 5")

    sum_up_rest(log, nap)
    assert [done for _, done in seen] == [0, 1, 1, 1, 2, 3, 4, 5]
    assert [kept(log)[number] for number in range(1, 5)] == [NEW] * 4


def test_what_another_program_sums_up_meanwhile_stays(
    log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    summary_of = summaries.summary_of

    def slowly(*args: Any) -> object:
        made = summary_of(*args)
        monkeypatch.setattr(summaries, "summary_of", summary_of)
        with Store(log) as other:
            other.fix_cadence(RUNS, Convention.STRIDES)
        return made

    with Store(log) as store:
        before = store.outline(RUNS).summary.cadence_spm
        monkeypatch.setattr(summaries, "summary_of", slowly)
        store.sum_up_one(RUNS)
        assert before is not None
        assert store.outline(RUNS) == outline(store.summary(store.load(RUNS)))
        assert store.outline(RUNS).summary.cadence_spm != before


def test_a_session_that_is_purged_meanwhile_is_no_fault(log: Path) -> None:
    with Store(log) as store:
        outdated = store.outdated()
        store.discard(1)
        store.purge()
        for session in outdated:
            store.sum_up_one(session)
        assert [facts.id for facts in store.sessions()] == [2, 3, 4, 5]
    assert 1 not in kept(log)


def test_a_log_that_cannot_be_read_keeps_no_other_waiting(log: Path) -> None:
    change(
        log,
        "DROP TRIGGER headers_go_with_their_session",
        "DELETE FROM headers WHERE session_id = 1",
    )
    before = kept(log)[1]
    sum_up_rest(log, lambda _: None)
    assert [kept(log)[number] for number in range(2, 5)] == [NEW, NEW, NEW]
    assert kept(log)[1][1] == before[1], "what an earlier version summed up stays"


def test_a_log_that_cannot_be_read_is_said_and_waits_for_nobody(
    log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(
        log,
        "DROP TRIGGER headers_go_with_their_session",
        "DELETE FROM headers WHERE session_id = 2",
    )
    monkeypatch.setattr(sqlite, "AT_ONCE", (2, frames(999)))
    first = listed(log, None)
    assert (first.outdated, first.unreadable) == (RUNS - 2, (2,))
    assert [kept(log)[number] for number in (1, 3)] == [NEW, OLD]
    assert listed(log, None).outdated == RUNS - 4, "it takes no place of one that can be read"
    assert listed(log, None).outdated == 0
    tried: list[int] = []
    with Store(log) as store:
        monkeypatch.setattr(store, "sum_up_one", tried.append)
        store.sum_up()
        assert store.outdated() == []
    assert tried == []
    monkeypatch.setattr(sqlite, "SUMMARY_VERSION", SUMMARY_VERSION + 1)
    with Store(log) as store:
        assert len(store.outdated()) == RUNS, "another version tries again"


def test_the_list_of_sessions_says_which_cannot_be_read(
    log: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(log.parent))
    change(
        log,
        "DROP TRIGGER headers_go_with_their_session",
        "DELETE FROM headers WHERE session_id = 2",
    )
    list_sessions()
    said = capsys.readouterr().out
    assert "The log of session 2 cannot be read; it is listed as it was summed up earlier." in said
    assert "the app does it anew" not in said


@pytest.mark.parametrize("lost", [1, 2, 5, 200])
def test_a_summary_cut_off_behind_its_run_is_made_anew(
    written: Path, tmp_path: Path, lost: int
) -> None:
    path = tmp_path / "sessions.db"
    shutil.copy(written, path)
    whole = bodies(path)
    change(
        path,
        f"UPDATE summaries SET body = substr(body, 1, length(body) - {lost}) WHERE session_id = 1",
    )
    with DiaryStore(path) as diary:
        assert len(diary.read().runs) == RUNS
    assert bodies(path) == whole


def bodies(path: Path) -> list[str]:
    connection = connect(path)
    rows = connection.execute("SELECT body FROM summaries ORDER BY session_id").fetchall()
    connection.close()
    return [body for (body,) in rows]


@pytest.mark.parametrize("speed", ["9e999", "-9e999", "-1", "300"])
def test_a_number_that_no_watch_can_say_hides_no_other_session(log: Path, speed: str) -> None:
    """Changed by hand, or by a disk."""
    shutil.copy(SCHEMAS / f"{LATEST}.db", log)
    change(
        log,
        "DROP TRIGGER imported_readings_stay",
        f"UPDATE imported_readings SET speed_mps = {speed}",
        "DELETE FROM summaries",
    )
    with DiaryStore(log) as diary:
        assert len(diary.read().runs) == 1
    with Store(log) as store:
        unread = [facts.id for facts in store.sessions() if facts.headline is None]
        assert unread == [3]
        with pytest.raises(StoreError, match="what a watch measured of session 3 cannot be read"):
            store.outline(3)
