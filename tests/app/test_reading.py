"""Reading writes nothing, and says the same to whoever looks first; what is due comes with an act."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from cadencecoach.adapters.clock import SystemClock
from cadencecoach.adapters.store.diary import DiaryStore
from cadencecoach.app.diary.baselines import footing_of
from cadencecoach.app.diary.journal import JournalOfHome
from cadencecoach.app.diary.logbook import local_now
from cadencecoach.app.diary.ratings import CheckIn
from cadencecoach.app.home import Home
from cadencecoach.app.plans import PlansOnShelf
from cadencecoach.core.diary.diary import Diary
from cadencecoach.core.diary.entries import (
    BaselineSet,
    Entry,
    PainRated,
    ProgrammeStarted,
    RedFlagsAnswered,
    StepDecided,
    Way,
)
from cadencecoach.core.diary.pain import Pain, When
from cadencecoach.core.outcome.session_facts import Source
from cadencecoach.core.run.setup import Setup
from cadencecoach.core.values.calendar import Moment
from tests.cli.conftest import Run
from tests.core.worlds import BOOK, setup
from tests.recordings.schema import make

DAY_S = 24 * 3600
QUERIES = (
    ("programme",),
    ("programme", "status", "--json"),
    ("programme", "calendar"),
    ("pain",),
    ("trends",),
    ("activity", "list"),
    ("causes",),
    ("shoes",),
    ("routine",),
    ("plans",),
    ("sessions",),
)


def read(home: Home) -> Diary:
    with DiaryStore(home.database) as store:
        return store.read()


def days_ago(home: Home, days: int) -> Moment:
    now = local_now(home)
    return Moment(now.utc_s - days * DAY_S, now.offset_s)


@pytest.fixture
def due(own_home: Path) -> Home:
    """A runner in week 2 with a calm back: the first rung is due, and nobody has looked yet."""
    home = Home.here()
    home.change_settings({"audio": "null"})
    before: tuple[Entry, ...] = (
        ProgrammeStarted(days_ago(home, 8), "four-week-back"),
        RedFlagsAnswered(days_ago(home, 8), ()),
        BaselineSet(days_ago(home, 7), 158),
        PainRated(local_now(home), When.BEFORE, Pain(1)),
    )
    with DiaryStore(home.database) as store:
        store.append(*before)
    return home


@pytest.fixture
def measured(own_home: Path) -> Home:
    """A runner whose first run has measured a cadence that is not written down yet."""
    home = Home.here()
    home.change_settings({"audio": "null"})
    with DiaryStore(home.database) as store:
        store.append(ProgrammeStarted(Moment(int(make.STARTED.timestamp()), 0), "four-week-back"))
    asked = JournalOfHome(home).day().today.run
    assert asked is not None
    world = Setup(asked.plan, setup().click_style, BOOK)
    make.record(home.database, world, list(make.simulated_log(world, ())), Source.FOOTPOD)
    return home


def status(run: Run) -> dict[str, object]:
    document = json.loads(run("programme", "status", "--json").out)
    assert isinstance(document, dict)
    return document


@pytest.mark.parametrize("query", QUERIES, ids=" ".join)
@pytest.mark.parametrize("kind", ["due", "measured"])
def test_a_query_writes_nothing(
    request: pytest.FixtureRequest,
    command: Run,
    kind: str,
    query: tuple[str, ...],
) -> None:
    home: Home = request.getfixturevalue(kind)
    before = read(home).entries
    assert command(*query).code == 0
    assert read(home).entries == before


@pytest.mark.parametrize("kind", ["due", "measured"])
def test_what_a_screen_reads_writes_nothing(request: pytest.FixtureRequest, kind: str) -> None:
    home: Home = request.getfixturevalue(kind)
    before = read(home).entries
    journal = JournalOfHome(home)
    for look in (
        journal.day, journal.calendar, journal.trends, journal.causes, journal.shoes,
        journal.assessments, PlansOnShelf(home).all, lambda: footing_of(home),
    ):  # fmt: skip
        look()
    assert read(home).entries == before


def test_command_and_screen_show_the_same_rung_whoever_asks_first(
    due: Home,
    command: Run,
) -> None:
    rung, target = 1, 163
    assert (status(command)["rung"], status(command)["target_spm"]) == (rung, target)
    journal = JournalOfHome(due)
    assert journal.day().today.rung == rung
    assert footing_of(due).unlocked == rung
    journal.do(CheckIn(pain={When.BEFORE: Pain(1)}).act)
    assert status(command)["rung"] == journal.day().today.rung == rung


def test_a_due_rung_is_run_by_whoever_comes_first(due: Home, command: Run) -> None:
    assert command("pain", "1").code == 0
    ran = command(
        "run", "today", "--headless", "--speed", "max", "--footpod", "none"
    )  # fmt: skip
    assert ran.code == 0, ran.err
    assert max(ran.records[0]["targets_spm"]) == 163
    (step,) = read(due).of(StepDecided)
    assert step.rung == 1


def test_an_act_writes_what_is_due_once(due: Home, command: Run) -> None:
    command("pain", "1")
    command("pain", "1")
    assert [type(one) for one in read(due).entries[4:]] == [PainRated, StepDecided, PainRated]


def test_a_measured_baseline_is_seen_at_once_and_written_with_the_next_act(
    measured: Home,
    command: Run,
) -> None:
    shown = status(command)["baseline_spm"]
    assert isinstance(shown, int)
    ladder = footing_of(measured).ladder
    assert ladder is not None
    assert ladder.baseline_spm == shown
    command("pain", "1")
    (baseline,) = read(measured).of(BaselineSet)
    assert baseline.cadence_spm == shown
    kinds = [type(one) for one in read(measured).entries]
    assert kinds.index(BaselineSet) < kinds.index(PainRated), "it was measured before the rating"


def test_what_an_easy_run_of_the_first_week_measured_is_there_in_a_week_with_a_beat(
    measured: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = footing_of(measured).ladder
    assert shown is not None
    in_week_2 = make.STARTED + timedelta(days=8)
    monkeypatch.setattr(SystemClock, "utc_now", lambda _: in_week_2)
    with DiaryStore(measured.database) as store:
        store.append(BaselineSet(Moment(int(make.STARTED.timestamp()), 0), shown.baseline_spm - 1))
    assert footing_of(measured).ladder == replace(shown, first_spm=shown.baseline_spm - 1)


def test_a_typed_cadence_is_newer_than_the_measured_one(
    measured: Home,
    command: Run,
) -> None:
    command("settings", "set", "cadence_spm", "150")
    command("pain", "1")
    assert status(command)["baseline_spm"] == 150


@pytest.mark.parametrize("typed", [150, 175])
def test_a_programme_begun_by_command_or_screen_keeps_a_measured_baseline(
    own_home: Path, command: Run, typed: int
) -> None:
    home = Home.here()
    measured = BaselineSet(days_ago(home, 3), 165, way=Way.RUN)
    with DiaryStore(home.database) as store:
        store.append(measured)
    home.change_settings({"cadence_spm": typed})
    assert command("programme", "start").code == 0
    JournalOfHome(home).start_programme()
    assert list(read(home).of(BaselineSet)) == [measured]
    assert status(command)["baseline_spm"] == 165


def test_a_programme_begun_without_a_measurement_takes_the_cadence_of_the_settings(
    own_home: Path, command: Run
) -> None:
    Home.here().change_settings({"cadence_spm": 150})
    command("programme", "start")
    assert status(command)["baseline_spm"] == 150
    command("programme", "start", "--baseline", "153")
    assert status(command)["baseline_spm"] == 153, "what is typed here is the newest word"
