"""The law of acts: whichever door a runner takes, command or screen, the same is written down."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final
from unittest.mock import AsyncMock

import pytest
from bleak.backends.device import BLEDevice

from cadencecoach.adapters.footpod import scanning
from cadencecoach.adapters.footpod.facts import Facts
from cadencecoach.adapters.footpod.known import KnownPod, KnownPods
from cadencecoach.adapters.footpod.meeting import Visit
from cadencecoach.adapters.footpod.scanning import Sighting
from cadencecoach.adapters.store.diary import DiaryStore
from cadencecoach.adapters.store.home import HOME_VARIABLE
from cadencecoach.adapters.store.sqlite import Store
from cadencecoach.app.diary.baselines import PLAN as BASELINE_PLAN
from cadencecoach.app.diary.baselines import BaselinesInDiary
from cadencecoach.app.diary.check_in import interview
from cadencecoach.app.diary.journal import JournalOfHome
from cadencecoach.app.diary.logbook import local_now
from cadencecoach.app.footpod import on_air
from cadencecoach.app.footpod.footpods import FootpodsHere
from cadencecoach.app.home import Home
from cadencecoach.app.plans import PlansOnShelf
from cadencecoach.app.run.outings import outings
from cadencecoach.app.sound.preview_player import Hearing
from cadencecoach.cli.commands import check_in
from cadencecoach.cli.open_app import make_app
from cadencecoach.config.settings import Settings
from cadencecoach.core.diary.diary import RunNote
from cadencecoach.core.diary.entries import (
    BaselineSet,
    Entry,
    Overrode,
    PainRated,
    StepDecided,
    Way,
)
from cadencecoach.core.diary.pain import Pain, When
from cadencecoach.core.outcome.session_facts import SessionFacts, Source
from cadencecoach.core.outing.facts import Outing
from cadencecoach.core.values.calendar import Moment
from cadencecoach.ui.screens.gate import GateScreen
from cadencecoach.ui.screens.keep_baseline import KeepScreen
from cadencecoach.ui.screens.plans import PlanScreen
from cadencecoach.ui.screens.session import SessionScreen
from tests.app.acts import ACTS, POD, Keys, prepare, press
from tests.cli.conftest import SHORT_PLAN, Run
from tests.core.worlds import setup
from tests.recordings.schema import make
from tests.ui.fakes import arrived, settled


@dataclass(frozen=True)
class Written:
    """All that a home keeps, apart from the moments and from what only a connection tells."""

    entries: Sequence[Entry]
    notes: Sequence[RunNote]
    sessions: Sequence[SessionFacts]
    outings: Sequence[Outing]
    pods: Sequence[KnownPod]
    settings: Settings


def written(home: Home) -> Written:
    with DiaryStore(home.database) as store:
        diary = store.read()
    with Store(home.database) as log:
        sessions = (*log.sessions(), *log.discarded())
    return Written(
        [replace(entry, at=Moment(0)) for entry in diary.entries],
        [run.note for run in diary.runs],
        [facts._replace(uuid="") for facts in sessions],
        outings(home),
        [
            KnownPod(pod.address, pod.name, pod.convention, platform=pod.platform)
            for pod in KnownPods(home.config).all()
        ],
        home.settings(),
    )


async def do(home: Home, groups: Sequence[Keys]) -> None:
    """An act in the app of this home."""
    app = make_app(home, run_now=None, settings_typed={}, speed=1.0)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, groups)


@pytest.fixture(autouse=True)
def _one_pod_on_the_air(monkeypatch: pytest.MonkeyPatch) -> None:
    pod = Sighting(BLEDevice(POD.address, POD.name, None), POD.address, POD.name, -60)

    async def heard(_s: float, saw: Callable[[tuple[Sighting, ...]], None]) -> None:
        saw((pod,))
        await asyncio.Event().wait()

    monkeypatch.setattr(scanning, "held_here", AsyncMock(return_value=()))
    monkeypatch.setattr(scanning, "scan", heard)
    monkeypatch.setattr(on_air, "pod_around", AsyncMock(return_value=pod))
    monkeypatch.setattr(on_air, "visit", AsyncMock(return_value=Visit(Facts(), None)))


@pytest.mark.parametrize("name", ACTS)
def test_a_command_writes_what_the_screen_writes(
    own_home: Path, command: Run, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    act = ACTS[name]
    first = Home.here()
    prepare(first, act.begins)
    before = written(first)
    other = own_home.with_name("other")
    shutil.copytree(own_home, other)

    for words in act.commands:
        said = command(*words)
        assert said.code == 0, said.err
    by_command = written(first)

    monkeypatch.setenv(HOME_VARIABLE, str(other))
    second = Home.here()
    asyncio.run(do(second, act.keys))
    assert written(second) == by_command
    assert by_command != before, "something is written"


Answers = Sequence[str | Sequence[str]]
"""Of an interview, in order; a question with rows of words has one for each row."""

INTERVIEWS: Final[dict[str, tuple[str, Answers]]] = {
    "the first one": ("started without signs", ["", "", "3", "l", "d", "y", ["low"]]),
    "a sign at a rating": ("started", ["w", "3"]),
    "the worst of pain": ("started", ["t", "", "h", "n", [""]]),
    "no pain": ("started", ["0"]),
    "after a run": (
        "ran", ["4", "r", "s", "n", ["hip"], "6", "1", ["park", "5.2", "a knee", "windy"]]
    ),
    "nothing to tell": ("ran", ["", "", "", ["", "", "", ""]]),
}  # fmt: skip


def as_keys(home: Home, answers: Answers) -> list[str]:
    """The keys that give these answers on the screen, where Enter ends what may be several."""
    now, keys = interview(JournalOfHome(home).day()), []
    for answer in answers:
        question = now.question
        assert question is not None
        if answer == "w":
            keys.append("w")
            now = now.with_signs()
        elif isinstance(answer, str):
            keys += [*answer] if answer and not question.many else [*answer, "enter"]
            values = {choice.key: choice.value for choice in question.choices}
            if question.many:
                now = now.answer(tuple(values[key] for key in answer))
            else:
                now = now.answer(values[answer]) if answer else now.skip()
        else:
            keys += [*[key for row in answer for key in (*row, "down")][:-1], "enter"]
            now = now.answer(tuple(answer)) if any(answer) else now.skip()
    assert now.question is None, "every question is answered"
    return keys


@pytest.mark.parametrize("name", INTERVIEWS)
async def test_the_prompt_asks_what_the_screen_asks_with_the_same_keys(
    own_home: Path, command: Run, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    begins, answers = INTERVIEWS[name]
    first = Home.here()
    prepare(first, begins)
    other = own_home.with_name("other")
    shutil.copytree(own_home, other)
    keys = as_keys(first, answers)

    lines = [line for one in answers for line in ([one] if isinstance(one, str) else one)]
    monkeypatch.setattr(check_in, "attended", lambda: True)
    monkeypatch.setattr("builtins.input", lambda _="": lines.pop(0) if lines else "")
    assert command("check-in").code == 0
    assert lines == []
    by_prompt = written(first)

    monkeypatch.setenv(HOME_VARIABLE, str(other))
    # Each key once what the one before led to is written: a sign is written as it is ticked.
    await do(Home.here(), [("c",), *((key,) for key in keys), ("escape",)])
    assert written(Home.here()) == by_prompt


@pytest.mark.usefixtures("leaping_clock")
@pytest.mark.parametrize(
    ("begins", "level", "anyway", "kind"),
    [("due", 1, False, StepDecided), ("started", 7, True, Overrode)],
    ids=["the step that is due", "the runner runs anyway"],
)
def test_a_run_that_begins_writes_the_same_through_either_door(
    own_home: Path,
    command: Run,
    monkeypatch: pytest.MonkeyPatch,
    begins: str,
    level: int,
    anyway: bool,
    kind: type[Entry],
) -> None:
    first = Home.here()
    prepare(first, begins)
    with DiaryStore(first.database) as store:
        store.append(PainRated(local_now(first), When.BEFORE, Pain(level)))
    before = len(written(first).entries)
    first.plans.mkdir()
    (first.plans / "0-short.toml").write_text(SHORT_PLAN)
    other = own_home.with_name("other")
    shutil.copytree(own_home, other)
    ran = command("run", "0-short", "--headless", "--audio", "null", "--footpod", "none",
                  *["--anyway"] * anyway)  # fmt: skip
    assert ran.code == 0, ran.err
    by_command = written(first).entries

    monkeypatch.setenv(HOME_VARIABLE, str(other))
    home = Home.here()
    home.change_settings({"footpod": "none"})

    async def run_on_the_screen() -> None:
        app = make_app(home, run_now=None, settings_typed={}, speed=1.0)
        async with app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            await pilot.press("l")
            await arrived(pilot, PlanScreen)
            offered = [one.plan.name for one in PlansOnShelf(home).all()]
            usual = offered.index(PlansOnShelf(home).chosen().plan.name)
            way = offered.index("0-short") - usual
            await pilot.press(*["down" if way > 0 else "up"] * abs(way), "enter")
            await arrived(pilot, GateScreen)  # the plan goes higher than what is unlocked
            await pilot.press("exclamation_mark" if anyway else "enter")
            await arrived(pilot, SessionScreen)

    asyncio.run(run_on_the_screen())
    by_screen = written(home)
    assert by_screen.entries == by_command
    assert [type(one) for one in by_command[before:]] == [kind]
    assert len(by_screen.sessions) == 1


def test_a_cadence_that_a_run_measured_is_written_the_same_with_the_next_act_or_when_it_is_kept(
    own_home: Path, command: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Home.here()
    prepare(first, "")
    plan = first.shelf().plan(BASELINE_PLAN, first.settings())
    world = setup(plan)
    make.record(first.database, world, list(make.simulated_log(world, ())), Source.FOOTPOD)
    other = own_home.with_name("other")
    shutil.copytree(own_home, other)
    assert command("pain", "1").code == 0
    measured, _ = written(first).entries

    monkeypatch.setenv(HOME_VARIABLE, str(other))
    home = Home.here()
    hearing = Hearing(home)
    baselines = BaselinesInDiary(home, hearing, FootpodsHere(home, hearing))

    async def keep_it() -> None:
        app = make_app(home, run_now=None, settings_typed={}, speed=1.0)
        async with app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            app.push_screen(KeepScreen(baselines, baselines.measured(1)))
            await arrived(pilot, KeepScreen)
            await press(pilot, [("enter",)])

    asyncio.run(keep_it())
    assert written(home).entries == [measured]
    assert isinstance(measured, BaselineSet)
    assert measured.way is Way.RUN
