"""The diary of the app on the real log, programme, routines and sounds."""

from __future__ import annotations

from pathlib import Path

import pytest

from cadencecoach.app.about import about_lines
from cadencecoach.app.diary.assessment import record_assessment
from cadencecoach.app.diary.journal import JournalOfHome
from cadencecoach.app.diary.ports import Journal
from cadencecoach.app.diary.ratings import CheckIn
from cadencecoach.app.diary.shoes import add_shoes
from cadencecoach.app.home import Home
from cadencecoach.app.review.review import ReviewFromStore
from cadencecoach.core.diary.diary import Act
from cadencecoach.core.diary.entries import Done, RoutineDone
from cadencecoach.core.diary.pain import Pain, RedFlag, When
from cadencecoach.core.programme.gates import Go
from cadencecoach.routine_session import RoutineView
from cadencecoach.ui.screens.about import about_page
from tests.cli.conftest import Run


@pytest.fixture
def home(own_home: Path) -> Home:
    here = Home.here()
    here.change_settings({"audio": "null", "cadence_spm": 158})
    return here


@pytest.fixture
def journal(home: Home) -> Journal:
    return JournalOfHome(home)


def rated(level: int) -> Act:
    return CheckIn(pain={When.BEFORE: Pain(level)}).act


def test_a_programme_begins_with_the_cadence_of_the_settings(journal: Journal) -> None:
    assert not journal.day().ask_before
    journal.start_programme()
    view = journal.day()
    assert (view.today.week, view.today.of_weeks) == (1, 4)
    assert view.ask_before
    assert view.today.ask_flags
    (today,) = journal.calendar()
    assert today.day == view.today.day


def test_a_rating_opens_the_gate_and_closes_it(journal: Journal) -> None:
    journal.start_programme()
    plan = journal.day().today.run
    assert plan is not None
    journal.do(rated(1))
    assert not journal.day().ask_before
    assert journal.verdict(plan.plan).go is Go.GO
    journal.do(rated(7))
    assert journal.verdict(plan.plan).go is Go.NO
    journal.do(CheckIn((RedFlag.SADDLE,)).act)
    assert journal.day().flags == (RedFlag.SADDLE,)
    assert not journal.verdict(plan.plan).overridable


def test_a_simulated_runner_has_no_back(home: Home, journal: Journal) -> None:
    journal.start_programme()
    journal.do(rated(9))
    plan = home.shelf().plan("steady", home.settings())
    assert journal.verdict(plan).go is Go.NO
    home.change_settings({"footpod": "simulated"})
    assert journal.verdict(plan).go is Go.GO
    assert not journal.day().ask_before


@pytest.mark.usefixtures("leaping_clock")
def test_a_note_on_a_run_is_kept(command: Run, home: Home, journal: Journal) -> None:
    silent = ("--headless", "--audio", "null", "--footpod", "none")
    command("run", "demo", *silent)
    assert journal.day().today.ask_after is None, "three minutes are no run"
    command("run", "demo", "--minutes", "6", *silent)
    assert ReviewFromStore(home.database).latest() is not None
    run = journal.day().today.ask_after
    assert run is not None
    journal.do(CheckIn(run={"effort": 4, "surface": "grass"}).act)
    again = journal.day().today.ask_after
    assert again is not None
    assert (again.note.effort, again.note.surface) == (4, "grass")


def test_form_and_shoes_come_back(journal: Journal) -> None:
    journal.do(record_assessment({"lean"}))
    journal.do(add_shoes("Blue", 10.0))
    assert journal.assessments()[0].faults == ("lean",)
    assert journal.shoes()["Blue"].km == 10
    assert journal.day().shoes == ("Blue",)


async def test_a_routine_plays_is_skipped_and_written_down(home: Home, journal: Journal) -> None:
    names = [routine.name for routine in journal.routines()]
    assert "core-activation" in names
    driver = journal.player(journal.routine("core-activation"))
    views: list[RoutineView] = []

    def skip(view: RoutineView) -> None:
        views.append(view)
        if len(views) == 1:
            driver.pause()
            driver.pause()
            driver.again()
            driver.skip()
        elif len(views) == 3:
            driver.stop()

    assert await driver.run(skip) is Done.SKIPPED
    (entry,) = journal.calendar()[-1].routines
    assert isinstance(entry, RoutineDone)
    assert (entry.routine, entry.how) == ("core-activation", Done.SKIPPED)


def test_the_about_page_is_the_command_word_for_word() -> None:
    page = "\n".join("".join(span.text for span in line) for line in about_page(about_lines(), 200))
    assert page.splitlines() == about_lines()
