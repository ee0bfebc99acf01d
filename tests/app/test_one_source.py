"""A run says the same of itself wherever it is read: title, target, minutes, level and date."""

from __future__ import annotations

import asyncio
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest

from cadencecoach.adapters.clock import SystemClock
from cadencecoach.adapters.store.writer import NewSession, SessionWriter
from cadencecoach.app.diary.activities import note_activity
from cadencecoach.app.diary.baselines import footing_of
from cadencecoach.app.diary.journal import JournalOfHome
from cadencecoach.app.diary.logbook import open_logbook
from cadencecoach.app.diary.ratings import CheckIn
from cadencecoach.app.home import Home
from cadencecoach.app.review.outing_import import bring_home
from cadencecoach.app.review.review import ReviewFromStore
from cadencecoach.app.review.watch_import import ImportWishes, take_in
from cadencecoach.app.run.gate import pass_gate
from cadencecoach.app.run.outings import RanTold, ran
from cadencecoach.app.run.rendered_run import take_along
from cadencecoach.app.run.taken_along import Wishes
from cadencecoach.app.run.wanted import wanted_plan
from cadencecoach.cli.open_app import make_app
from cadencecoach.config.plans import NOTHING_TYPED
from cadencecoach.core import events as ev
from cadencecoach.core.diary.entries import CeilingSet, Sport
from cadencecoach.core.diary.pain import Pain, When
from cadencecoach.core.outcome.run_from_summary import LEAST_S
from cadencecoach.core.outcome.session_facts import SessionState, Source
from cadencecoach.core.plan.plan import Plan
from cadencecoach.core.run.engine import begin, step
from cadencecoach.core.run.setup import setup_record
from cadencecoach.core.run.view_of_state import view
from cadencecoach.core.values.calendar import day_from, iso, short
from cadencecoach.core.values.units import SAMPLE_RATE, Frame, Spm, clock
from cadencecoach.ui.ink import line_text
from cadencecoach.ui.lines.day import calendar_row, calendar_words
from cadencecoach.ui.lines.run import head_lines
from cadencecoach.ui.lines.session import session_row
from cadencecoach.ui.lines.today import last_lines
from tests.adapters.watch_files import tcx
from tests.cli.conftest import Run
from tests.core.worlds import setup
from tests.ui.fakes import seen, settled

OWN: Final = Spm(158)


@dataclass(frozen=True)
class Told:
    """What a run says of itself."""

    title: str
    length: str
    top: int | None
    """The highest target that was run for long enough to be one."""
    date: str


@dataclass
class Runner:
    """A runner on their days, by every door."""

    home: Home
    command: Run
    now: datetime

    @property
    def journal(self) -> JournalOfHome:
        return JournalOfHome(self.home)

    def asked(self, name: str = "today", *, anyway: bool = False) -> Plan:
        """The plan that the gate lets through."""
        wanted = wanted_plan(self.home, name, self.home.settings(), NOTHING_TYPED)
        return pass_gate(self.home, wanted, anyway=anyway).plan

    def run(self, plan: Plan, *pressed: ev.Input, source: Source = Source.NONE) -> Told:
        """Run and store it, by the engine alone; every second of the run screen agrees."""
        world = setup(plan)
        writer = SessionWriter(
            self.home.database,
            NewSession(self.now, plan.name, source, setup_record(world)),
            on_trouble=sys.exit,
            on_recovered=sys.exit,
        )
        state, at, waiting = begin(world), Frame(0), list(pressed)
        held_s: Counter[int] = Counter()
        shown = view(state, at)
        while not state.over:
            at = Frame(at + 5 * SAMPLE_RATE)
            happened = waiting.pop(0) if waiting and waiting[0].at < at else ev.Tick(at)
            state, decided = step(state, happened)
            writer.append([happened, *decided])
            shown = view(state, at)
            if shown.finished or state.over:
                break
            head = line_text(head_lines(shown, 120, 1)[0])
            assert plan.title in head
            assert "level" not in head, "a level is one of the ladder"
            if shown.target_spm is not None and not shown.paused:
                held_s[shown.target_spm] += 5
        assert state.finished is not None
        assert writer.finish(SessionState.FINISHED, state.finished.at)
        length = clock(view(state, Frame(state.finished.at)).running)
        top = max((spm for spm, s in held_s.items() if s >= LEAST_S), default=None)
        return Told(plan.title, length, top, iso(self.journal.day().today.day))

    async def today(self) -> str:
        """All that the screen says."""
        app = make_app(self.home, run_now=None, settings_typed={}, speed=1.0)
        async with app.run_test(size=(120, 40)) as pilot:
            await settled(pilot)
            return "\n".join(seen(pilot))


def by_plan(name: str = "today", *, anyway: bool = False) -> Callable[[Runner], Told]:
    return lambda runner: runner.run(runner.asked(name, anyway=anyway))


def stopped(runner: Runner) -> Told:
    return runner.run(runner.asked(), ev.PainNoted(Frame(11 * 60 * SAMPLE_RATE), 8))


def simulated(runner: Runner) -> Told:
    return runner.run(runner.asked(), source=Source.SIMULATED)


def _away(runner: Runner) -> tuple[Told, Plan]:
    file = runner.home.database.parent / "along.wav"
    taken = take_along(
        runner.home,
        "today",
        NOTHING_TYPED,
        Wishes(file, anyway=True),
        on_begin=lambda: None,
        on_share=id,
    )
    file.unlink()
    plan = taken.verdict.plan
    today = iso(runner.journal.day().today.day)
    return Told(plan.title, clock(plan.length), max(plan.targets), today), plan


def unseen(runner: Runner) -> Told:
    """Taken along, and nothing saw it."""
    told, _ = _away(runner)
    runner.now += timedelta(minutes=30)
    ran(runner.home, "last", RanTold())
    return told


def taken_home(runner: Runner) -> Told:
    """Taken along, and brought home with the watch's file."""
    told, plan = _away(runner)
    began = runner.now
    runner.now += timedelta(minutes=30)
    rows: list[tuple[float, float, float]] = []
    for stage in plan.stages:
        spm = stage.target_spm or OWN
        rows += [(len(rows) + n, spm / 2, 2.8) for n in range(stage.length // SAMPLE_RATE)]
    bring_home(runner.home, _file(runner, "home", rows, began), "last")
    return told


def imported(runner: Runner) -> Told:
    """Only the watch saw it."""
    began, length_s = runner.now - timedelta(minutes=30), 20 * 60
    rows = [(second, 79.0, 2.8) for second in range(length_s + 1)]
    taken = take_in(runner.home, _file(runner, "watch", rows, began), ImportWishes())
    row = ReviewFromStore(runner.home.database).latest()
    assert row is not None
    assert row.id == taken.facts.id
    return Told(row.title, clock(row.running), None, iso(runner.journal.day().today.day))


def _file(
    runner: Runner, name: str, rows: Sequence[tuple[float, float, float]], at: datetime
) -> Path:
    path = runner.home.database.parent / f"{name}.tcx"
    path.write_bytes(tcx(rows, started=at.replace(microsecond=0)))
    return path


BERLIN, TOKYO, PACIFIC = "Europe/Berlin", "Asia/Tokyo", "America/Los_Angeles"

DAYS: Final[Sequence[tuple[str, str, int | None, Callable[[Runner], Told] | None]]] = (
    ("week 1: the own cadence", BERLIN, 1, by_plan()),
    ("rest, and a walk", BERLIN, 1, None),
    ("a sore day's gentler run", BERLIN, 4, by_plan()),
    ("rest", BERLIN, 1, None),
    ("not rated", BERLIN, None, by_plan()),
    ("rest, sore", BERLIN, 5, None),
    ("rest", BERLIN, 1, None),
    ("week 2: with a beat", BERLIN, 1, by_plan()),
    ("a plan that the cap holds down", BERLIN, 1, by_plan("steady")),
    ("only the watch saw it", BERLIN, 1, imported),
    ("a simulated runner", BERLIN, 1, simulated),
    ("taken along, unseen", BERLIN, 1, unseen),
    ("rest", BERLIN, 1, None),
    ("against advice", BERLIN, 7, by_plan(anyway=True)),
    ("week 3", BERLIN, 1, by_plan()),
    ("a lower ceiling", BERLIN, 1, by_plan("ramp")),
    ("taken home with the watch", BERLIN, 1, taken_home),
    ("stopped by pain", BERLIN, 1, stopped),
    ("after the stop, rest", BERLIN, 2, None),
    ("the night the clocks go back", BERLIN, 1, by_plan(anyway=True)),
    ("the evening after it", BERLIN, 1, by_plan(anyway=True)),
    ("in Tokyo", TOKYO, 1, by_plan(anyway=True)),
    ("rest", TOKYO, 1, None),
    ("week 4", TOKYO, 1, by_plan(anyway=True)),
    ("home across the date line", PACIFIC, 1, by_plan(anyway=True)),
    ("rest", PACIFIC, 1, None),
    ("rest", PACIFIC, 1, None),
    ("rest", PACIFIC, 1, None),
    ("week 5", PACIFIC, 1, by_plan(anyway=True)),
)
"""What kind of day, where, the rating before (None is none), and the run."""


def before(runner: Runner, kind: str, level: int | None) -> None:
    """What a day brings before its run."""
    if kind == "rest, and a walk":
        runner.journal.do(note_activity(Sport.WALK, 30, None))
    if kind == "a lower ceiling":
        with open_logbook(runner.home) as book:
            book.write(CeilingSet(book.now, Spm(165)))
    if level is not None:
        runner.journal.do(CheckIn(pain={When.BEFORE: Pain(level)}).act)


def check_level(runner: Runner) -> int:
    """The level of today, alike wherever it is told."""
    today = runner.journal.day().today
    footing = footing_of(runner.home)
    assert footing.ladder is not None
    told = runner.command("programme", "status", "--json").records[0]
    target = footing.ladder.target(today.rung)
    assert (told["rung"], told["target_spm"]) == (today.rung, target)
    assert footing.unlocked == today.rung
    assert f"{today.rung}: {target} steps a minute" in runner.command("programme", "status").out
    if today.gate is not None and today.run is not None:
        assert max(today.gate.plan.targets, default=0) <= target
    return today.rung


def check_today(runner: Runner) -> None:
    """The screen of the day says the title, the target and the minutes that the gate lets through."""
    today = runner.journal.day().today
    screen = asyncio.run(runner.today())
    assert short(today.day) in screen.splitlines()[0]
    if today.gate is None or "No run now" in screen or today.run is None:
        return
    plan = today.gate.plan
    assert plan.title in screen
    assert clock(plan.length) in screen
    if plan.targets:
        assert plan.title == f"Cadence {max(plan.targets)}"
        assert f"{max(plan.targets)} a minute" in screen


@pytest.mark.skipif(sys.platform == "win32", reason="a zone is set by time.tzset")
def test_a_run_says_the_same_of_itself_wherever_it_is_read(
    own_home: Path, command: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    # 23:50 in Berlin, where a run ends on the next day.
    runner = Runner(Home.here(), command, datetime(2026, 10, 4, 21, 50, tzinfo=UTC))
    monkeypatch.setattr(SystemClock, "utc_now", lambda _: runner.now)
    monkeypatch.setenv("COLUMNS", "100")

    def be_in(zone: str) -> None:
        monkeypatch.setenv("TZ", zone)
        time.tzset()

    be_in(BERLIN)
    runner.home.change_settings({"footpod": "none", "audio": "null"})
    command("programme", "start", "--baseline", str(OWN))
    command("check-in", "--red-flags", "none")
    said: dict[int, Told] = {}
    levels: dict[str, int] = {}
    begun = runner.now
    for number, (kind, zone, level, run) in enumerate(DAYS, 1):
        be_in(zone)
        runner.now = begun + timedelta(days=number)
        if kind == "the night the clocks go back":  # from 02:50 to 02:15
            runner.now += timedelta(hours=3)
        before(runner, kind, level)
        check_today(runner)
        levels[iso(runner.journal.day().today.day)] = check_level(runner)
        if run is not None:
            told = said[len(said) + 1] = run(runner)
            last = line_text(last_lines(ReviewFromStore(runner.home.database).latest())[0])
            for words in (told.title, told.length, short(day_from(told.date))):
                assert words in last, kind
            check_level(runner)  # also where the run has made a step due

    assert len(said) >= 18
    assert len(set(levels.values())) > 1
    be_in("UTC")
    check_afterwards(runner, own_home, said)
    check_levels_of_days(runner, levels)


def check_afterwards(runner: Runner, folder: Path, said: dict[int, Told]) -> None:
    """What is read of the runs when all is over, at another place."""
    listed = runner.command("sessions").out
    rows = {row.id: row for row in ReviewFromStore(runner.home.database).rows()}
    days = {iso(day.day): day for day in runner.journal.calendar()}
    for number, told in said.items():
        line = next(one for one in listed.splitlines() if re.match(rf"\s*{number}  ", one))
        shown = runner.command("show", str(number)).out
        reviewed = line_text(session_row(rows[number], 100))
        for place in (line, shown, reviewed):
            for words in (told.title, told.date, told.length):
                assert words in place, (words, place)
        page = folder / f"{number}.html"
        runner.command("report", str(number), "--html", str(page))
        written = page.read_text(encoding="utf-8")
        day = days[told.date]
        assert f"<h1>{told.title}</h1>" in written
        assert f"{short(day.day)} 2026" in written
        assert told.length in written
        for place in (shown, written):
            assert told.top is None or str(told.top) in place
        if "simulated" in line:
            continue
        at = "" if told.top is None else f" at {told.top}"
        words = "\n".join(map(line_text, calendar_words(day, 100, 9)))
        assert f"{told.title}  {told.length}{at}" in words
        assert f"{told.length}{at}" in line_text(calendar_row(day, 120))


def check_levels_of_days(runner: Runner, levels: dict[str, int]) -> None:
    """The calendar's decisions and the programme's page lead to the level that each day told."""
    page = runner.home.database.parent / "programme.html"
    runner.command("report", "--programme", "--html", str(page))
    written = page.read_text(encoding="utf-8")
    level = 0
    for day in runner.journal.calendar():
        for decided in day.steps:
            level = decided.rung
            assert f"(level {level})" in written
            assert f"level {level}: " in "\n".join(map(line_text, calendar_words(day, 100, 9)))
        assert levels.get(iso(day.day), level) == level, iso(day.day)
