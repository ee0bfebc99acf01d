"""One life, played: each act through the function of `app` that a command or a screen calls."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final
from unittest import mock
from uuid import UUID

from cadencecoach.adapters.clock import SystemClock
from cadencecoach.adapters.store.home import HOME_VARIABLE
from cadencecoach.adapters.store.writer import NewSession, SessionWriter
from cadencecoach.app.diary import logbook
from cadencecoach.app.diary.activities import note_activity, take_back_activity
from cadencecoach.app.diary.baselines import after_discard, note_typed, take_back
from cadencecoach.app.diary.check_in import Ask, Interview, Question, interview
from cadencecoach.app.diary.journal import JournalOfHome
from cadencecoach.app.diary.logbook import local_now, open_logbook
from cadencecoach.app.diary.programme import pause_programme, resume_programme, start_programme
from cadencecoach.app.diary.ratings import CheckIn
from cadencecoach.app.exercise.routine_log import log_routine
from cadencecoach.app.home import Home
from cadencecoach.app.review import session_log
from cadencecoach.app.run.gate import pass_gate, run_facts
from cadencecoach.app.run.wanted import wanted_plan
from cadencecoach.config.plans import NOTHING_TYPED, PlanOptions
from cadencecoach.config.programmes import ProgrammeShelf
from cadencecoach.config.shipped import find_configs
from cadencecoach.core import events as ev
from cadencecoach.core.diary.entries import CeilingSet, Done, Sport
from cadencecoach.core.diary.pain import Pain, Quality, RedFlag, Side, When
from cadencecoach.core.outcome.session_facts import SessionState, Source
from cadencecoach.core.plan.plan import Plan
from cadencecoach.core.programme.gates import Verdict
from cadencecoach.core.run.setup import Setup, setup_record
from cadencecoach.core.score.click_sound import ClickLook
from cadencecoach.core.values.units import SAMPLE_RATE, Frame, Spm, frames
from cadencecoach.errors import ConfigError, PlanError
from tests.core.pods import SAID
from tests.lives.drawn_run import drawn, felt_in_a_run
from tests.lives.memory import MemoryDiary
from tests.lives.played_run import PlayedRun, play
from tests.lives.runner import HABITS, Runner, runner
from tests.lives.script import DAY_S, Act, Kind

MIDNIGHT: Final = datetime(2026, 9, 6, 22, tzinfo=UTC)
"""The first one of a life, a Monday's in Berlin."""

WHOLE_MINUTES: Final = (12, 16)
"""A whole life's runs are as short as the app lets them be typed, since each second of them is played."""


@dataclass
class LifeClock(SystemClock):
    """The clock of the machine, which may be set wrong."""

    true_s: float = 0.0
    wrong_s: float = 0.0

    def utc_now(self) -> datetime:
        return MIDNIGHT + timedelta(seconds=self.true_s + self.wrong_s)


@dataclass
class Life:
    """A runner in a home, and what became of them."""

    seed: int
    runner: Runner
    home: Home
    clock: LifeClock
    memory: MemoryDiary | None
    """None in a whole life, which has files."""

    level: float
    """How the back truly is."""

    zone: str
    honest: bool = True
    """Whether no cadence was told that is not the runner's own."""

    gate: Verdict | None = None
    """What let the run of this act begin; None where none did."""

    played: PlayedRun | None = None
    said: list[str] = field(default_factory=list)
    """What came of each act, a line each."""

    asked_again: tuple[str, ...] = ()
    """Questions that the last interview answered and the next would ask once more."""

    ran: int = 0

    def do(self, act: Act) -> str:
        """Do an act at its hour; what came of it, in a line."""
        self._time_to(act.at_s)
        self.gate, self.played, self.asked_again = None, None, ()
        try:
            return _ACTS[act.kind](self, act.chance)
        except (ConfigError, PlanError) as refused:
            return f"refused: {refused.message}"

    def _time_to(self, true_s: float) -> None:
        days = (true_s - self.clock.true_s) / DAY_S
        self.level = max(0.0, self.level - self.runner.heals * days)
        self.clock.true_s = true_s

    # --- what is done ----------------------------------------------------------------------------

    def start(self, _: random.Random) -> str:
        with open_logbook(self.home) as book:
            return start_programme(book).title

    def pause(self, _: random.Random) -> str:
        with open_logbook(self.home) as book:
            return str(pause_programme(book))

    def resume(self, _: random.Random) -> str:
        with open_logbook(self.home) as book:
            return str(resume_programme(book))

    def check_in(self, chance: random.Random) -> str:
        return self._asked(interview(JournalOfHome(self.home).day()), chance)

    def before_run(self, chance: random.Random) -> str:
        return self._asked(interview(JournalOfHome(self.home).day(), before_run=True), chance)

    def _asked(self, now: Interview, chance: random.Random) -> str:
        answered: set[tuple[Ask, When]] = set()
        while (question := now.question) is not None:
            answer = (
                None if chance.random() < self.runner.forgets else self._answer(question, chance)
            )
            if answer is None:
                now = now.skip()
            else:
                answered.add((question.ask, question.when))
                now = now.answer(answer)
        told = now.told()
        if not told:
            return "nothing told"
        JournalOfHome(self.home).do(told.act)
        next_one = interview(JournalOfHome(self.home).day(), before_run=now.before_run)
        once = {
            (Ask.FLAGS, When.NOW),
            (Ask.PROVIDER, When.NOW),
            (Ask.LEVEL, When.MORNING),
            (Ask.LEVEL, When.AFTER),
        }
        self.asked_again = tuple(
            one.text for one in next_one.waiting if (one.ask, one.when) in answered & once
        )
        return now.words()

    def _answer(self, question: Question, chance: random.Random) -> Any:
        match question.ask:
            case Ask.FLAGS:
                return (chance.choice(list(RedFlag)),) if chance.random() < 0.01 else ()
            case Ask.LEVEL:
                return self._level(chance)
            case Ask.EFFORT:
                return chance.choice((3, 4, 5, 6, 7, 9))
            case Ask.QUALITY:
                likely = (Quality.ACHE, Quality.STIFF, Quality.ACHE, Quality.STIFF)
                return (
                    chance.choice((*likely, Quality.SHARP, Quality.RADIATING))
                    if self.level > 4
                    else likely[0]
                )
            case Ask.LIMPING:
                return self.level > 6 and chance.random() < 0.3
            case Ask.SIDE:
                return chance.choice(list(Side))
            case Ask.PROVIDER | Ask.HELD:
                return chance.random() < 0.6
            case Ask.SURFACE:
                return chance.choice(question.choices).value
            case Ask.WORDS:
                return ("park", "5.2", "", "windy")
            case Ask.WHERE:
                return ("low",)
        return None

    def _level(self, chance: random.Random) -> int:
        lie = chance.choice((-4, 4)) if chance.random() < self.runner.lies else 0
        return max(0, min(10, round(self.level + chance.gauss(0, 0.5)) + lie))

    def rate(self, chance: random.Random) -> str:
        quality = chance.choice((None, None, None, *Quality))
        return self._tell(CheckIn(pain={When.NOW: Pain(self._level(chance), None, quality)}))

    def sign(self, chance: random.Random) -> str:
        return self._tell(CheckIn(flags=(chance.choice(list(RedFlag)),)))

    def seen(self, _: random.Random) -> str:
        return self._tell(CheckIn(acknowledged=True))

    def note(self, chance: random.Random) -> str:
        return self._tell(CheckIn(run={"effort": chance.randint(0, 10), "surface": "grass"}))

    def _tell(self, told: CheckIn) -> str:
        with open_logbook(self.home) as book:
            book.do(told.act)
        return ""

    def cadence(self, chance: random.Random) -> str:
        lied = chance.random() < self.runner.lies
        spm = (
            chance.randint(100, 230) if lied else round(self.runner.own_spm + chance.gauss(0, 1.5))
        )
        anyway = lied or chance.random() < 0.3
        note_typed(self.home, Spm(spm), anyway=anyway)
        self.honest &= not lied
        return f"{spm}{' anyway' if anyway else ''}"

    def ceiling(self, chance: random.Random) -> str:
        spm = chance.randint(150, 240)
        with open_logbook(self.home) as book:
            book.write(CeilingSet(book.now, spm))
        return str(spm)

    def activity(self, chance: random.Random) -> str:
        act = note_activity(
            chance.choice([Sport.SWIM, Sport.WALK]), chance.randint(10, 90), chance.randint(0, 10)
        )
        with open_logbook(self.home) as book:
            book.do(act)
        return ""

    def slip(self, _: random.Random) -> str:
        with open_logbook(self.home) as book:
            book.do(take_back_activity)
        return ""

    def routine(self, chance: random.Random) -> str:
        act = log_routine(
            chance.choice(("core-activation", "mobility", "warm-up")), chance.choice(list(Done))
        )
        with open_logbook(self.home) as book:
            book.do(act)
        return ""

    def discard(self, chance: random.Random) -> str:
        with open_logbook(self.home) as book:
            if not book.diary.runs:
                return "no run"
            session = book.diary.runs[-1].session
        if self.memory is None:
            session_log.discard(self.home.database, session)
        else:
            self.memory.discard(session)
        with open_logbook(self.home) as book:
            if after_discard(book, session).set_spm is not None and chance.random() < 0.7:
                take_back(book, session)
        return session[:8]

    def clock_set(self, chance: random.Random) -> str:
        self.clock.wrong_s = chance.choice((0, 0, -3 * DAY_S, -7200, 3600, 40 * DAY_S))
        return f"{self.clock.wrong_s / 3600:+g} h"

    def travel(self, _: random.Random) -> str:
        self.zone = self.runner.away if self.zone == self.runner.home else self.runner.home
        stand_in(self.zone)
        return self.zone

    # --- a run -----------------------------------------------------------------------------------

    def run(self, chance: random.Random) -> str:
        settings = self.home.settings()
        wanted = chance.choice(("today",) * 6 + ("ramp", "rung-2", "listening-ramp"))
        typed = (
            PlanOptions(minutes=chance.choice(WHOLE_MINUTES))
            if self.memory is None
            else NOTHING_TYPED
        )
        plan = wanted_plan(self.home, wanted, settings, typed)
        self.gate = pass_gate(self.home, plan, anyway=chance.random() < self.runner.overdoes)
        facts = run_facts(self.home, self.gate.plan, settings)
        plan = self.gate.plan
        felt = felt_in_a_run(self.level, self.runner, chance)
        ends_s = (
            plan.length / SAMPLE_RATE * (chance.uniform(0.05, 0.9) if chance.random() < 0.06 else 1)
        )
        self.ran += 1
        if self.memory is None:
            setup = Setup(
                plan, ClickLook("wood"), SAID, coach=facts.coach, pain_before=facts.pain_before
            )
            self.played = play(
                setup, self.runner, self._pressed(felt, ends_s, plan, chance), chance
            )
            self._record(self.played)
            ran_s = self.played.summary.elapsed / SAMPLE_RATE
        else:
            session = str(UUID(int=self.seed << 32 | self.ran))
            run, measured = drawn(
                session, local_now(self.home), plan, self.runner, felt, ends_s, facts.pain_before
            )
            self.memory.add_run(run, measured)
            ran_s = run.elapsed_s
        self._time_to(self.clock.true_s + ran_s)
        self.level = min(10.0, self.level + self.runner.strains * chance.random())
        top = max(plan.targets, default=None)
        return f"{wanted}: {self.gate.go.value}, up to {top}, {ran_s / 60:.1f} min, felt {[p.level for _, p in felt]}"

    def _pressed(
        self, felt: Sequence[tuple[float, Pain]], ends_s: float, plan: Plan, chance: random.Random
    ) -> list[ev.Input]:
        length_s = plan.length / SAMPLE_RATE
        keys: list[ev.Input] = [
            ev.PainNoted(
                at(second), pain.level, sharp=pain.quality is Quality.SHARP, limping=pain.limping
            )
            for second, pain in felt
            if second < ends_s
        ]
        if chance.random() < self.runner.overdoes:
            keys += [ev.TargetMoved(at(chance.uniform(1, length_s)), 5) for _ in range(3)]
        if chance.random() < 0.3:
            stands = chance.uniform(1, length_s)
            keys += [ev.PauseAsked(at(stands)), ev.GoOnAsked(at(stands + chance.uniform(1, 300)))]
        if chance.random() < 0.5:
            keys += [ev.CueAsked(at(chance.uniform(1, length_s))) for _ in range(3)]
            keys += [ev.WhereAsked(at(chance.uniform(1, length_s))) for _ in range(2)]
            keys += [ev.Answer(at(chance.uniform(1, length_s)), yes=chance.random() < 0.5)]
        if chance.random() < 0.1:
            keys.append(ev.SkipPressed(at(chance.uniform(1, length_s))))
        if ends_s < length_s:
            keys.append(ev.FinishAsked(at(ends_s), ev.EndReason.STOPPED))
        return keys

    def _record(self, run: PlayedRun) -> None:
        source = Source.NONE if HABITS[self.runner.pod] is None else Source.FOOTPOD
        new = NewSession(self.clock.utc_now(), run.setup.plan.name, source, setup_record(run.setup))
        writer = SessionWriter(
            self.home.database, new, on_trouble=_trouble, on_recovered=lambda: None
        )
        writer.append(run.log)
        assert run.state.finished is not None
        assert writer.finish(SessionState.FINISHED, run.state.finished.at, timeout_s=60)


def at(second: float) -> Frame:
    """A frame of a session."""
    return Frame(frames(second))


def _trouble(line: str) -> None:
    raise AssertionError(line)


_ACTS: Final[dict[Kind, Callable[[Life, random.Random], str]]] = {
    Kind.START: Life.start,
    Kind.PAUSE: Life.pause,
    Kind.RESUME: Life.resume,
    Kind.CHECK_IN: Life.check_in,
    Kind.BEFORE_RUN: Life.before_run,
    Kind.RUN: Life.run,
    Kind.RATE: Life.rate,
    Kind.SIGN: Life.sign,
    Kind.SEEN: Life.seen,
    Kind.CADENCE: Life.cadence,
    Kind.CEILING: Life.ceiling,
    Kind.ACTIVITY: Life.activity,
    Kind.SLIP: Life.slip,
    Kind.ROUTINE: Life.routine,
    Kind.NOTE: Life.note,
    Kind.DISCARD: Life.discard,
    Kind.CLOCK: Life.clock_set,
    Kind.TRAVEL: Life.travel,
}


def stand_in(zone: str) -> None:
    """Let this machine stand in a zone."""
    os.environ["TZ"] = zone
    time.tzset()


@contextmanager
def begun(seed: int, folder: Path, *, whole: bool) -> Iterator[Life]:
    """The life of a seed before its first act, in an empty folder."""
    who, clock = runner(seed), LifeClock()
    home = Home(find_configs(), folder, folder, clock)
    memory = None if whole else MemoryDiary()
    zone = os.environ.get("TZ")

    def utc_now(_: SystemClock) -> datetime:
        return clock.utc_now()

    with ExitStack() as stack:
        stack.enter_context(mock.patch.dict(os.environ, {HOME_VARIABLE: str(folder)}))
        stack.callback(_back_to, zone)
        stack.enter_context(mock.patch.object(SystemClock, "utc_now", utc_now))
        if memory is not None:
            stack.enter_context(mock.patch.object(logbook, "DiaryStore", memory.opened))
            shelf = ProgrammeShelf(home.shipped, home.plans)
            once = cache(shelf.programme)
            stack.enter_context(
                mock.patch.object(ProgrammeShelf, "programme", lambda _, wanted: once(wanted))
            )
        stand_in(who.home)
        yield Life(seed, who, home, clock, memory, who.hurts, who.home)


def _back_to(zone: str | None) -> None:
    if zone is None:
        os.environ.pop("TZ", None)
        time.tzset()
    else:
        stand_in(zone)
