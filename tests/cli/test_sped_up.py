"""A run faster than the clock: nobody ran it, every list says so, and nothing counts it."""

from __future__ import annotations

from pathlib import Path

import pytest

from cadencecoach.adapters.store.sqlite import Store
from cadencecoach.app.diary.logbook import open_logbook
from cadencecoach.app.home import Home
from cadencecoach.app.review.review import ReviewFromStore
from cadencecoach.app.review.trends import trends_of
from cadencecoach.app.run.new_run import sped_up
from cadencecoach.core.programme.today_items import ItemState
from cadencecoach.ui.lines.session import marks
from tests.adapters.watch_files import fit, steady
from tests.cli.conftest import Run

BASELINE = ("run", "baseline", "--headless", "--audio", "null", "--footpod", "none")
FAST = (*BASELINE, "--speed", "max")


@pytest.fixture
def fast(command: Run, own_home: Path) -> Home:
    """A started programme, and its first run at any speed but a runner's."""
    command("programme", "start", "--baseline", "158")
    command("pain", "1")
    assert command(*FAST).code == 0
    return Home.here()


def test_it_is_marked_wherever_it_is_shown(command: Run, fast: Home) -> None:
    [shown] = command("show", "last", "--json").records
    assert shown["sped_up"] is True
    [listed] = command("sessions", "--json").records
    assert [one["sped_up"] for one in listed["sessions"]] == [True]
    assert "faster than the clock: nobody ran it" in command("show", "last").out
    lines = command("sessions").out
    assert "sped-up" in lines
    assert "1 simulated or sped-up not counted" in lines
    assert command("sessions", "--source", "sped-up").out.count("sped-up") == 2
    row = ReviewFromStore(fast.database).latest()
    assert row is not None
    assert "sped-up" in marks(row)[0].text


def test_it_is_no_run_of_the_programme_nor_of_the_trends(fast: Home) -> None:
    with open_logbook(fast) as book:
        assert book.diary.runs == ()
        items = book.today().items
        assert [one.done for one in items if one.item.kind.value == "run"] == [0]
        assert all(one.state is not ItemState.DONE for one in items)
        assert trends_of(book).left_out == 1


def test_there_is_nothing_to_tell_of_it_and_no_watch_fills_it(
    command: Run, fast: Home, tmp_path: Path
) -> None:
    told = command("sessions", "note", "1", "--effort", "4")
    assert told.code == 2
    assert "faster than the clock, so nobody ran it" in told.err
    with Store(fast.database) as store:
        facts = store.find("last")
    path = tmp_path / "watch.fit"
    path.write_bytes(fit(steady(1200)))
    said = command("import", str(path), "--into", str(facts.id))
    assert said.code == 7
    assert "nobody ran it" in said.err


def test_the_same_run_by_the_clock_counts(
    command: Run, own_home: Path, leaping_clock: None
) -> None:
    command("programme", "start", "--baseline", "158")
    command("pain", "1")
    assert command(*BASELINE).code == 0
    [shown] = command("show", "last", "--json").records
    assert shown["sped_up"] is False
    with open_logbook(Home.here()) as book:
        assert len(book.diary.runs) == 1


@pytest.mark.parametrize(("speed", "said"), [(None, True), (1.01, True), (1.0, False)])
def test_what_is_faster_than_the_clock(speed: float | None, said: bool) -> None:
    assert sped_up(speed) is said
