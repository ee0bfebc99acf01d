"""A run says the same of itself wherever it is read: title, target, minutes, level and date."""

from __future__ import annotations

import re
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cadencecoach.adapters.clock import SystemClock
from cadencecoach.adapters.store.writer import NewSession, SessionWriter
from cadencecoach.app.diary.journal import JournalOfHome
from cadencecoach.app.diary.ratings import CheckIn
from cadencecoach.app.home import Home
from cadencecoach.app.review.review import ReviewFromStore
from cadencecoach.core import events as ev
from cadencecoach.core.diary.pain import Pain, When
from cadencecoach.core.outcome.session_facts import SessionState, Source
from cadencecoach.core.plan.plan import Plan
from cadencecoach.core.run.engine import begin, step
from cadencecoach.core.run.setup import setup_record
from cadencecoach.core.run.view_of_state import view
from cadencecoach.core.values.calendar import iso, short
from cadencecoach.core.values.units import SAMPLE_RATE, Frame, clock
from cadencecoach.ui.ink import Line
from cadencecoach.ui.lines.day import calendar_row, calendar_words
from cadencecoach.ui.lines.ladder import plan_words
from cadencecoach.ui.lines.run import head_lines
from cadencecoach.ui.lines.session import session_row
from tests.cli.conftest import Run
from tests.core.worlds import setup

DAYS = 24
ZONES = ("Europe/Berlin", "Asia/Tokyo", "America/Los_Angeles")
"""A week in each: the runner travels."""


def text(line: Line) -> str:
    return "".join(span.text for span in line)


def run_it(database: Path, plan: Plan, started: datetime) -> str:
    """Run and store it, by the engine alone; the head of the run screen in the middle of it."""
    world = setup(plan)
    writer = SessionWriter(
        database,
        NewSession(started, plan.name, Source.NONE, setup_record(world)),
        on_trouble=sys.exit,
        on_recovered=sys.exit,
    )
    state, at, head = begin(world), Frame(0), ""
    while not state.over:
        at = Frame(at + 5 * SAMPLE_RATE)
        state, decided = step(state, ev.Tick(at))
        writer.append([ev.Tick(at), *decided])
        if not head and at > plan.length // 2:
            head = text(head_lines(view(state, at), 120, 1)[0])
    end = next(one.at for one in decided if isinstance(one, ev.Finished))
    assert writer.finish(SessionState.FINISHED, end)
    return head


@pytest.mark.skipif(sys.platform == "win32", reason="a zone is set by time.tzset")
def test_a_run_says_the_same_of_itself_wherever_it_is_read(
    own_home: Path, command: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime(2026, 10, 4, 21, 30, tzinfo=UTC)  # in Berlin the hour before midnight
    monkeypatch.setattr(SystemClock, "utc_now", lambda _: now)

    def be_in(zone: str) -> None:
        monkeypatch.setenv("TZ", zone)
        time.tzset()

    be_in(ZONES[0])
    home = Home.here()
    home.change_settings({"footpod": "none", "audio": "null"})
    command("programme", "start", "--baseline", "158")
    command("check-in", "--red-flags", "none")
    journal = JournalOfHome(home)
    said: dict[int, tuple[str, str, int | None, str]] = {}
    for day in range(DAYS):
        be_in(ZONES[day // 8])
        now += timedelta(days=1)
        # Sore at times, and twice not rated at all.
        level = (1, 1, 4, 1, 2, None, 5)[day % 7]
        if level is not None:
            journal.do(CheckIn(pain={When.BEFORE: Pain(level)}).act)
        today = journal.day().today
        assert today.gate is not None
        assert today.run is not None
        told = command("programme", "status", "--json").records[0]
        assert told["rung"] == today.rung
        level = f"{today.rung}: {told['target_spm']} steps a minute"
        assert level in command("programme", "status").out
        if not today.run_today:
            continue
        plan = today.gate.plan
        words = text(plan_words(plan))
        assert words.startswith(clock(plan.length))
        head = run_it(home.database, plan, now)
        assert plan.title in head
        assert f"of {clock(plan.length)}" in head
        top = max(plan.targets, default=None)
        if top is not None:
            assert top <= told["target_spm"], "no run goes above the level that is told"
            assert plan.title == f"Cadence {top}"
            assert f"{top} " in words
        said[len(said) + 1] = (plan.title, clock(plan.length), top, iso(today.day))

    assert len(said) >= 8
    assert {top for _, _, top, _ in said.values()} >= {None, 158, 163}
    be_in("UTC")
    listed = command("sessions").out
    rows = {row.id: row for row in ReviewFromStore(home.database).rows()}
    days = {iso(day.day): day for day in journal.calendar()}
    for number, (title, length, top, date) in said.items():
        line = next(one for one in listed.splitlines() if re.match(rf"\s*{number}  ", one))
        shown = command("show", str(number)).out
        reviewed = text(session_row(rows[number], 100))
        for place in (line, shown, reviewed):
            assert title in place
            assert date in place
            assert length in place
        day = days[date]
        at = "" if top is None else f" at {top}"
        assert f"{length}{at}" in text(calendar_row(day, 120))
        words = "\n".join(map(text, calendar_words(day, 100, 9)))
        assert title in words
        assert f"{length}{at}" in words
        page = own_home / f"{number}.html"
        command("report", str(number), "--html", str(page))
        written = page.read_text(encoding="utf-8")
        assert f"<h1>{title}</h1>" in written
        assert f"{short(day.day)} 2026" in written
        assert length in written
