"""One life: a runner in a home, the clock, and what became of the last act."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Final
from unittest import mock

from cadencecoach.adapters.clock import SystemClock
from cadencecoach.adapters.store.home import HOME_VARIABLE
from cadencecoach.app.diary import logbook
from cadencecoach.app.diary.questions import Ask
from cadencecoach.app.home import Home
from cadencecoach.config.programmes import ProgrammeShelf
from cadencecoach.config.settings import Settings, load_settings
from cadencecoach.config.shelf import Shelf
from cadencecoach.config.shipped import SETTINGS_FILE, find_configs
from cadencecoach.core.diary.pain import When
from cadencecoach.core.programme.gates import Verdict
from cadencecoach.core.programme.programme import Programme
from cadencecoach.errors import ConfigError, FileRefused, PlanError
from tests.lives.memory import MemoryDiary
from tests.lives.played_run import PlayedRun
from tests.lives.runner import Runner, runner
from tests.lives.script import DAY_S, Act

MIDNIGHT: Final = datetime(2026, 9, 6, 22, tzinfo=UTC)
"""The first one of a life, a Monday's in Berlin."""


Does = Callable[["Life", random.Random], str]
"""An act of a kind, and what came of it in a line; its chance decides all that is chosen."""


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

    answered: tuple[bool, set[tuple[Ask, When]]] | None = None
    """Of the interview of this act: whether it was before a run, and what it answered."""

    ran: int = 0

    def do(self, act: Act, does: Does) -> str:
        """Do an act at its hour; what came of it, in a line."""
        self.time_to(act.at_s)
        self.gate, self.played, self.answered = None, None, None
        try:
            return does(self, act.chance)
        except (ConfigError, PlanError, FileRefused) as refused:
            return f"refused: {refused.message}"

    def time_to(self, true_s: float) -> None:
        days = (true_s - self.clock.true_s) / DAY_S
        self.level = max(0.0, self.level - self.runner.heals * days)
        self.clock.true_s = true_s


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
            stack.enter_context(mock.patch.object(Home, "programmes", _shelf))
            stack.enter_context(mock.patch.object(Home, "settings", _settings))
            stack.enter_context(mock.patch.object(Shelf, "names", _names))
            stack.enter_context(mock.patch.object(Home, "database", home.database))
        stand_in(who.home)
        yield Life(seed, who, home, clock, memory, who.hurts, who.home)


class ReadOnce(ProgrammeShelf):
    """The shipped programmes, each read once: no file of a life in memory changes."""

    @cache  # noqa: B019 - there is one shelf
    def names(self) -> tuple[str, ...]:
        return super().names()

    @cache  # noqa: B019 - there is one shelf
    def programme(self, wanted: str) -> Programme:
        return super().programme(wanted)


SHELF: Final = ReadOnce(find_configs(), Path("/nowhere"))


def _shelf(_: Home) -> ReadOnce:
    return SHELF


NAMES: Final = Shelf(find_configs(), Path("/nowhere")).names()


def _names(_: Shelf) -> tuple[str, ...]:
    return NAMES


def _settings(home: Home) -> Settings:
    own = home.settings_path
    try:
        return _settings_of(own, own.read_bytes())
    except FileNotFoundError:
        return _settings_of(own, None)


@lru_cache(maxsize=8)
def _settings_of(own: Path, _written: bytes | None) -> Settings:
    return load_settings(find_configs() / SETTINGS_FILE, own)


def _back_to(zone: str | None) -> None:
    if zone is None:
        os.environ.pop("TZ", None)
        time.tzset()
    else:
        stand_in(zone)
