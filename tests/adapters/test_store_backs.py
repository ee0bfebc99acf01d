"""What is kept of the back around each run is what all ratings come to, whatever happened since."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadencecoach.adapters.store.backup import back_up, restore
from cadencecoach.adapters.store.connection import connect
from cadencecoach.adapters.store.derived import backs
from cadencecoach.adapters.store.diary import DiaryStore
from cadencecoach.adapters.store.importing import add_session
from cadencecoach.adapters.store.sqlite import Store
from cadencecoach.core import events as ev
from cadencecoach.core.diary.about_run import LevelsAround, SortedRatings
from cadencecoach.core.diary.entries import PainRated
from cadencecoach.core.diary.pain import Pain, When
from cadencecoach.core.outcome.imported import ImportedReading, ImportedRun
from cadencecoach.core.plan.plan import Plan, Stage, StageKind
from cadencecoach.core.values.calendar import Day, Moment
from cadencecoach.core.values.units import MeasuredSpm
from tests.core.worlds import at, lengths

FIRST = datetime(2026, 8, 1, 5, 12, tzinfo=UTC)
EASY = Plan("baseline", "From a watch", (Stage(StageKind.BASELINE, lengths(90)),), None)
READINGS = (ImportedReading(at(1), MeasuredSpm(164.0), 2.8, at(2)),)
SCHEMAS = Path(__file__).parents[1] / "recordings" / "schema"


def asked(path: Path, statement: str, *values: object) -> list[Any]:
    with closing(sqlite3.connect(path)) as connection, connection:
        return connection.execute(statement, values).fetchall()


def run(path: Path, hours: int) -> None:
    started = FIRST + timedelta(hours=hours)
    (made,) = asked(path, "SELECT ifnull(sum(seq), 0) FROM sqlite_sequence")[0]
    file = ImportedRun(
        "run.fit", f"{made:064}", "A watch", "2026-08-03T05:12:00.000Z", READINGS, None, 0.0
    )
    log = (ev.Finished(at(90), ev.EndReason.COMPLETE),)
    add_session(path, EASY, log, started, file, started)


def rate(
    path: Path, when: When, hours: int, level: int, of: int | None, days_ago: int | None
) -> None:
    moment = Moment(int((FIRST + timedelta(hours=hours)).timestamp()), 7200)
    uuids = [uuid for (uuid,) in asked(path, "SELECT uuid FROM sessions ORDER BY id")]
    session = uuids[of % len(uuids)] if of is not None and uuids else None
    about = None if days_ago is None else Day(moment.day - days_ago)
    with DiaryStore(path) as diary:
        diary.append(PainRated(moment, when, Pain(level), session, about))


def around(path: Path) -> dict[int, LevelsAround]:
    with Store(path) as store:
        return dict(store.levels_around())


def by_the_diary(path: Path) -> dict[int, LevelsAround]:
    """The long way: each run, and all ratings."""
    with DiaryStore(path) as store:
        diary = store.read()
    numbers = dict(asked(path, "SELECT uuid, id FROM sessions"))
    told = SortedRatings(diary.ratings())
    return {numbers[one.session]: told.around(one) for one in (*diary.runs, *diary.deleted)}


def back_and_forth(path: Path) -> None:
    copy = path.with_name("copy.db")
    back_up(path, copy, force=True)
    restore(copy, path, FIRST + timedelta(seconds=len(list(path.parent.iterdir()))))


def decide(path: Path, what: str, of: int) -> None:
    with Store(path) as store:
        if what == "purge":
            store.purge()
        elif sessions := asked(path, "SELECT id FROM sessions ORDER BY id"):
            (session,) = sessions[of % len(sessions)]
            getattr(store, what)(session)


acts = st.one_of(
    st.tuples(
        st.just(rate), st.sampled_from(When), st.integers(-30, 80), st.integers(0, 10),
        st.none() | st.integers(0, 3), st.none() | st.integers(-1, 3),
    ),
    st.tuples(st.just(run), st.integers(0, 60)),
    st.tuples(st.just(decide), st.sampled_from(("discard", "keep", "purge")), st.integers(0, 3)),
    st.tuples(st.sampled_from((around, back_and_forth))),
)  # fmt: skip


@settings(deadline=None, max_examples=20)
@given(st.lists(acts, max_size=10))
def test_it_says_what_all_ratings_say_whatever_happened(
    tmp_path_factory: pytest.TempPathFactory, acted: list[tuple[Any, ...]]
) -> None:
    path = tmp_path_factory.mktemp("backs") / "sessions.db"
    Store(path).close()
    for act, *how in acted:
        act(path, *how)
    found = around(path)
    assert found == around(path) == by_the_diary(path)
    (kept,) = asked(path, "SELECT count(*) FROM backs")[0]
    assert kept == len(found)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A log with two runs a day apart, the back around them kept."""
    path = tmp_path / "sessions.db"
    Store(path).close()
    for hours in (0, 24):
        run(path, hours)
        rate(path, When.BEFORE, hours, 2, None, None)
    around(path)
    return path


def test_a_rating_changes_the_run_that_it_is_about_and_reads_no_other_again(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[tuple[str, tuple[object, ...], int]] = []
    where = backs.Ratings.where

    def noted(self: backs.Ratings, condition: str, *values: object) -> Any:
        found = where(self, condition, *values)
        read.append((condition, values, len(found)))
        return found

    monkeypatch.setattr(backs.Ratings, "where", noted)
    rate(path, When.AFTER, 30, 5, 0, None)
    assert around(path) == {1: LevelsAround(2, 5), 2: LevelsAround(2)}
    assert [number for _, _, number in read if number] == [1]


@pytest.mark.parametrize(
    "changed",
    [
        "UPDATE sessions SET reached_frame = 480000000000 WHERE id = 1",
        "UPDATE summaries SET running_s = 9e6 WHERE session_id = 1",
        (
            "INSERT OR REPLACE INTO summaries SELECT session_id, version, 9e6, cadence_spm, coverage,"
            " in_band, cues_spoken, pain, body, outline FROM summaries WHERE session_id = 1"
        ),
    ],
)
def test_a_run_that_turns_out_to_be_longer_is_worked_out_anew(path: Path, changed: str) -> None:
    rate(path, When.AFTER, 23, 7, None, None)  # told of no run by name, and long after both
    assert around(path)[1].after is None
    asked(path, changed)
    assert around(path)[1].after == 7


def test_without_its_sum_a_run_is_as_long_as_its_log(path: Path) -> None:
    asked(path, "UPDATE summaries SET running_s = 9e6 WHERE session_id = 1")
    rate(path, When.AFTER, 23, 7, None, None)
    assert around(path)[1].after == 7
    asked(path, "DELETE FROM summaries WHERE session_id = 1")
    assert around(path)[1].after is None


def test_what_was_told_with_a_run_that_is_purged_is_told_of_no_other(path: Path) -> None:
    rate(path, When.BEFORE, 24, 8, 0, None)
    assert around(path)[2].before == 8
    with Store(path) as store:
        store.discard(1)
        store.purge()
    assert around(path) == by_the_diary(path) == {2: LevelsAround(2)}
    rate(path, When.BEFORE, 24, 5, None, None)
    assert around(path)[2].before == 5, "what is told next is taken in"


def test_of_many_runs_the_ratings_are_read_at_once(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = around(path)
    asked(path, "DELETE FROM backs")
    monkeypatch.setattr(backs, "_FEW", 1)
    assert around(path) == found == by_the_diary(path)


def test_a_run_that_is_recorded_is_worked_out_each_time(path: Path) -> None:
    asked(path, "UPDATE sessions SET state = 'running', reached_frame = 1 WHERE id = 2")
    before = around(path)
    assert before[2] == LevelsAround(2)
    assert asked(path, "SELECT session_id FROM backs") == [(1,)]
    rate(path, When.BEFORE, 24, 4, None, None)
    assert around(path)[2] == LevelsAround(4)


def test_what_cannot_be_kept_is_told_all_the_same(path: Path) -> None:
    rate(path, When.AFTER, 30, 5, 0, None)
    with closing(connect(path)) as connection:
        connection.execute("PRAGMA query_only = ON")
        found = backs.levels_around(connection, path)
    assert found == {1: LevelsAround(2, 5), 2: LevelsAround(2)}
    assert asked(path, "SELECT after_level FROM backs WHERE session_id = 1") == [(None,)]


@pytest.mark.parametrize("schema", range(1, 10))
def test_a_log_of_an_older_schema_gets_it(tmp_path: Path, schema: int) -> None:
    path = tmp_path / "sessions.db"
    shutil.copy(SCHEMAS / f"{schema}.db", path)
    with Store(path) as store:
        store.recover()
    found = around(path)
    assert found == around(path) == by_the_diary(path)
    assert len(found) > 0
