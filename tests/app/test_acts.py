"""The law of acts: whichever door a runner takes, command or screen, the same is written down."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pytest

from cadencecoach.adapters.store.diary import DiaryStore
from cadencecoach.adapters.store.home import HOME_VARIABLE
from cadencecoach.app.diary.check_in import interview
from cadencecoach.app.diary.journal import JournalOfHome
from cadencecoach.app.diary.logbook import local_now
from cadencecoach.app.home import Home
from cadencecoach.app.plans import PlansOnShelf
from cadencecoach.cli.commands import check_in
from cadencecoach.cli.open_app import make_app
from cadencecoach.config.routines import RoutineShelf
from cadencecoach.config.shipped import find_configs
from cadencecoach.core.diary.diary import RunNote
from cadencecoach.core.diary.entries import (
    BaselineSet,
    Entry,
    Overrode,
    PainRated,
    ProgrammePaused,
    ProgrammeStarted,
    RedFlagsAnswered,
    ShoesAdded,
    StepDecided,
)
from cadencecoach.core.diary.pain import ASKED_FLAGS, Pain, RedFlag, When
from cadencecoach.core.outcome.session_facts import Source
from cadencecoach.core.programme.assessment import FAULTS
from cadencecoach.core.programme.causes import CAUSES
from cadencecoach.core.values.calendar import Moment
from cadencecoach.ui.screens.check_in import GateScreen
from cadencecoach.ui.screens.plans import PlanScreen
from cadencecoach.ui.screens.session import SessionScreen
from tests.cli.conftest import SHORT_PLAN, Run
from tests.core.worlds import setup, steady
from tests.recordings.schema import make
from tests.ui.fakes import arrived, settled

Keys = Sequence[str]
DAY_S: Final = 24 * 3600
ROUTINE: Final = RoutineShelf(find_configs(), Path("nowhere")).readable()[0][0].name
FLAGS: Final = ASKED_FLAGS


@dataclass(frozen=True)
class Act:
    """An act, from where it begins, through both doors."""

    begins: str
    commands: Sequence[Sequence[str]]
    keys: Sequence[Keys]
    """Each group once what the one before led to is there."""


def down_to(names: Sequence[str], *wanted: str) -> Keys:
    """Tick some rows of a list from its top."""
    keys: list[str] = []
    at = 0
    for name in sorted(wanted, key=names.index):
        keys += ["down"] * (names.index(name) - at) + ["space"]
        at = names.index(name)
    return keys


ACTS: Final = {
    "start the programme": Act("", [("programme", "start")], [("g",), ("s",)]),
    "start it with a cadence in the settings": Act(
        "cadence", [("programme", "start")], [("g",), ("s",)]
    ),
    "pause": Act("started", [("programme", "pause")], [("g",), ("z",)]),
    "resume": Act("paused", [("programme", "resume")], [("g",), ("z",)]),
    "a rating": Act(
        "started",
        [("check-in", "--before", "3", "--side", "left", "--quality", "radiating")],
        [("c",), ("3", "l", "d", "escape")],
    ),
    "a rating while a rung is due": Act(
        "due", [("check-in", "--before", "1")], [("c",), ("1", "escape")]
    ),
    "warning signs": Act(
        "started without signs",
        [("check-in", "--red-flags", "saddle")],
        [("c",), (str(FLAGS.index(RedFlag.SADDLE) + 1), "enter")],
    ),
    "pain that lasts was looked at": Act(
        "sore for weeks", [("check-in", "--seen", "yes")], [("c",), ("y", "escape")]
    ),
    "no warning sign": Act(
        "started without signs",
        [("check-in", "--red-flags", "none")],
        [("c",), ("enter", "enter", "enter")],
    ),
    "a clinician has looked": Act(
        "signs", [("check-in", "--acknowledge")], [("c",), ("escape",), ("y",)]
    ),
    "after a run": Act(
        "ran",
        [
            ("check-in", "--after", "2", "--limping", "--effort", "4", "--surface", "grass",
             "--route", "park", "--distance-km", "5.2", "--where", "low", "--note", "", "--niggle", "")
        ],
        [
            ("c",), ("2", "enter", "enter", "y", *"low", "enter"), ("4", "1"),
            (*"park", "down", *"5.2", "enter"),
        ],
    ),
    "of a run, later": Act(
        "ran",
        [("sessions", "note", "last", "--effort", "4", "--surface", "grass")],
        [("v",), ("e",), ("4", "down", "right", "enter")],
    ),
    "a swim": Act(
        "",
        [("activity", "swim", "40", "--effort", "4", "--note", "lake")],
        [("l",), ("4", "0", "e", "4", "n", *"lake", "enter"), ("enter",)],
    ),
    "rowing": Act(
        "",
        [("activity", "other", "30", "--what", "rowing")],
        [("l",), ("end", "enter"), (*"rowing", "enter")],
    ),
    "a slip": Act(
        "", [("activity", "swim", "30"), ("activity", "undo")], [("l",), ("enter",), ("x",)]
    ),
    "causes": Act(
        "",
        [("causes", "record", "sitting", "overuse")],
        [("j",), (*down_to(tuple(CAUSES), "sitting", "overuse"), "k")],
    ),
    "form": Act(
        "",
        [("assessment", "record", "overstride", "arched")],
        [("a",), (*down_to(tuple(FAULTS), "overstride", "arched"), "k")],
    ),
    "shoes": Act(
        "", [("shoes", "add", "Blue", "--km", "120")], [("h",), ("a", *"Blue 120", "enter")]
    ),
    "shoes retired": Act("shoes", [("shoes", "retire", "Blue")], [("h",), ("x",)]),
    "a routine ticked": Act("", [("routine", "log", ROUTINE, "done")], [("e",), ("enter",), ("d",)]),
    "a routine left out": Act(
        "", [("routine", "log", ROUTINE, "skipped")], [("e",), ("enter",), ("x",)]
    ),
    "a cadence typed": Act(
        "",
        [("settings", "set", "cadence_spm", "158")],
        [("s",), ("1", "5", "8", "escape")],
    ),
}  # fmt: skip


def prepare(home: Home, begins: str) -> None:
    """A diary and a log in which an act begins."""
    now = local_now(home)

    def ago(days: float) -> Moment:
        return Moment(round(now.utc_s - days * DAY_S), now.offset_s)

    home.change_settings({"audio": "null", "cadence_spm": 155 if begins == "cadence" else None})
    since: dict[str, tuple[Entry, ...]] = {
        "paused": (ProgrammePaused(ago(0.1)),),
        "signs": (RedFlagsAnswered(ago(0.1), (RedFlag.SADDLE,)),),
        "shoes": (ShoesAdded(ago(1), "Blue", 100.0, 640.0),),
        "sore for weeks": (
            RedFlagsAnswered(ago(20), ()),
            *(PainRated(ago(days), When.BEFORE, Pain(2)) for days in (16, 11, 6, 1)),
        ),
        "due": (RedFlagsAnswered(ago(7), ()), PainRated(ago(1), When.BEFORE, Pain(1))),
    }
    started = 8 if begins == "due" else 1
    entries: tuple[Entry, ...] = ()
    if begins not in {"", "cadence", "shoes"}:
        entries = (ProgrammeStarted(ago(started), "four-week-back"), BaselineSet(ago(started), 158))
    if begins in {"started", "ran", "paused"}:
        entries = (*entries, RedFlagsAnswered(ago(started), ()))
    with DiaryStore(home.database) as store:
        store.append(*entries, *since.get(begins, ()))
    if begins == "ran":
        world = setup(steady(length_s=360))
        log = list(make.simulated_log(world, ()))
        make.record(home.database, world, log, Source.FOOTPOD)


def written(home: Home, before: int) -> tuple[list[Entry], list[RunNote]]:
    """What was written, apart from the moment."""
    with DiaryStore(home.database) as store:
        diary = store.read()
    entries = [replace(entry, at=Moment(0)) for entry in diary.entries[before:]]
    return entries, [run.note for run in diary.runs]


async def press(home: Home, groups: Sequence[Keys]) -> None:
    """The keys of an act in the app of this home."""
    app = make_app(home, run_now=None, settings_typed={}, speed=1.0)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        for keys in groups:
            await pilot.press(*keys)
            await settled(pilot)
            await settled(pilot)


@pytest.mark.parametrize("name", ACTS)
async def test_a_command_writes_what_the_screen_writes(
    own_home: Path, command: Run, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    act = ACTS[name]
    first = Home.here()
    prepare(first, act.begins)
    with DiaryStore(first.database) as store:
        before = len(store.read().entries)
    other = own_home.with_name("other")
    shutil.copytree(own_home, other)

    for words in act.commands:
        said = command(*words)
        assert said.code == 0, said.err
    by_command = written(first, before)

    monkeypatch.setenv(HOME_VARIABLE, str(other))
    second = Home.here()
    await press(second, act.keys)
    assert written(second, before) == by_command
    assert by_command[0] or any(note != RunNote() for note in by_command[1]), "something is written"


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
    with DiaryStore(first.database) as store:
        before = len(store.read().entries)
    other = own_home.with_name("other")
    shutil.copytree(own_home, other)
    keys = as_keys(first, answers)

    lines = [line for one in answers for line in ([one] if isinstance(one, str) else one)]
    monkeypatch.setattr(check_in, "attended", lambda: True)
    monkeypatch.setattr("builtins.input", lambda _="": lines.pop(0) if lines else "")
    assert command("check-in").code == 0
    assert lines == []
    by_prompt = written(first, before)

    monkeypatch.setenv(HOME_VARIABLE, str(other))
    # Each key once what the one before led to is written: a sign is written as it is ticked.
    await press(Home.here(), [("c",), *((key,) for key in keys), ("escape",)])
    assert written(Home.here(), before) == by_prompt


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
        before = len(store.read().entries)
    first.plans.mkdir()
    (first.plans / "0-short.toml").write_text(SHORT_PLAN)
    other = own_home.with_name("other")
    shutil.copytree(own_home, other)
    ran = command("run", "0-short", "--headless", "--audio", "null", "--footpod", "none",
                  *["--anyway"] * anyway)  # fmt: skip
    assert ran.code == 0, ran.err
    by_command, _ = written(first, before)

    monkeypatch.setenv(HOME_VARIABLE, str(other))
    home = Home.here()
    home.change_settings({"footpod": "none"})

    async def run_on_the_screen() -> None:
        app = make_app(home, run_now=None, settings_typed={}, speed=1.0)
        async with app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            await pilot.press("p")
            await arrived(pilot, PlanScreen)
            offered = [one.plan.name for one in PlansOnShelf(home).all()]
            usual = offered.index(PlansOnShelf(home).chosen().plan.name)
            way = offered.index("0-short") - usual
            await pilot.press(*["down" if way > 0 else "up"] * abs(way), "enter")
            await arrived(pilot, GateScreen)  # the plan goes higher than what is unlocked
            await pilot.press("o" if anyway else "enter")
            await arrived(pilot, SessionScreen)

    asyncio.run(run_on_the_screen())
    by_screen, runs = written(home, before)
    assert by_screen == by_command
    assert [type(one) for one in by_screen] == [kind]
    assert len(runs) == 1
