"""`trial` by hand and by script: begun after the weeks alone, given up, and told at its end."""

from __future__ import annotations

import pytest

from cadencecoach.adapters.store.diary import DiaryStore
from cadencecoach.app.home import Home
from cadencecoach.core.diary.entries import ProgrammeStarted
from cadencecoach.core.values.calendar import Moment
from tests.cli.conftest import Run


@pytest.fixture
def after_the_weeks(command: Run) -> None:
    """A programme that was begun five weeks ago."""
    command("programme", "start", "--baseline", "160")
    home = Home.here()
    with DiaryStore(home.database) as store:
        begun = store.read().last(ProgrammeStarted)
        assert begun is not None
        earlier = Moment(begun.at.utc_s - 35 * 86_400, begun.at.offset_s)
        store.append(ProgrammeStarted(earlier, begun.programme))


def test_it_begins_only_after_the_weeks(command: Run) -> None:
    assert "No trial yet" in command("trial").out
    assert command("trial", "start").code == 2
    command("programme", "start", "--baseline", "160")
    said = command("trial", "start")
    assert said.code == 2
    assert "after the weeks of a programme" in said.err
    assert command("trial", "--json").records[0] == {
        "schema": 1, "started": None, "over": False, "begun_before": 0, "weeks": [], "result": None,
    }  # fmt: skip


@pytest.mark.usefixtures("after_the_weeks")
def test_it_is_begun_once_told_week_by_week_and_given_up(command: Run) -> None:
    said = command("trial", "start")
    assert said.code == 0
    assert "This week: with" in said.out
    assert "a trial is going on" in command("trial", "start").err
    document = command("trial", "--json").records[0]
    assert (document["over"], document["result"], len(document["weeks"])) == (False, None, 1)
    beat = document["weeks"][0]["beat"]
    assert f"Week 1 of 6, {'with' if beat else 'without'} the beat." in command("trial").out
    assert "Your own trial, week 1 of 6" in command("programme").out
    assert command("trial", "stop").out == "Given up.\n"
    assert command("trial", "stop").code == 2
    assert "No trial yet" in command("trial").out


@pytest.mark.usefixtures("after_the_weeks")
def test_weeks_begun_anew_give_it_up_and_say_so(command: Run) -> None:
    command("trial", "start")
    assert "Your own trial is given up with it" in command("programme", "start").out
    assert "No trial yet" in command("trial").out
    assert "Your own trial" not in command("programme", "start").out
