"""Acts that can be done at both doors: where each begins, as commands, and as keys."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from textual.pilot import Pilot
from textual.screen import Screen

from cadencecoach.adapters.footpod.known import KnownPod, KnownPods
from cadencecoach.adapters.store.diary import DiaryStore
from cadencecoach.adapters.store.outings import OutingStore
from cadencecoach.app.diary.logbook import local_now
from cadencecoach.app.home import Home
from cadencecoach.config.routines import RoutineShelf
from cadencecoach.config.shipped import find_configs
from cadencecoach.core.diary.entries import (
    BaselineSet,
    Entry,
    PainRated,
    ProgrammePaused,
    ProgrammeStarted,
    RedFlagsAnswered,
    ShoesAdded,
    TrialStarted,
    Way,
)
from cadencecoach.core.diary.pain import ASKED_FLAGS, Pain, RedFlag, When
from cadencecoach.core.outcome.session_facts import Source
from cadencecoach.core.programme.assessment import FAULTS
from cadencecoach.core.programme.causes import CAUSES
from cadencecoach.core.run.setup import setup_record
from cadencecoach.core.sensor.step_convention import Convention
from cadencecoach.core.values.calendar import Moment
from cadencecoach.ui.screens.choice import ChoiceScreen
from cadencecoach.ui.screens.gate import RedFlagScreen
from cadencecoach.ui.screens.plans import PlanScreen
from tests.core.worlds import setup, steady
from tests.recordings.schema import make
from tests.ui.fakes import arrived, settled

Keys = Sequence[str] | type[Screen[Any]]
"""Keys that are pressed at once, or a screen that is waited for."""

DAY_S: Final = 24 * 3600
ROUTINE: Final = RoutineShelf(find_configs(), Path("nowhere")).readable()[0][0].name
FLAGS: Final = ASKED_FLAGS
POD: Final = KnownPod("F0:F1:F2:F3:F4:F5", "LabPod")


@dataclass(frozen=True)
class Act:
    """An act, from where it begins, through both doors."""

    begins: str
    commands: Sequence[Sequence[str]]
    keys: Sequence[Keys]
    """Each group once what the one before led to is there."""


def down_to(names: Sequence[str], *wanted: str) -> Sequence[str]:
    """Tick some rows of a list from its top."""
    keys: list[str] = []
    at = 0
    for name in sorted(wanted, key=names.index):
        keys += ["down"] * (names.index(name) - at) + ["space"]
        at = names.index(name)
    return keys


ACTS: Final = {
    "start the programme": Act("", [("programme", "start")], [("g",), ("space",)]),
    "start it with a cadence in the settings": Act(
        "cadence", [("programme", "start")], [("g",), ("space",)]
    ),
    "pause": Act("started", [("programme", "pause")], [("g",), ("space",)]),
    "resume": Act("paused", [("programme", "resume")], [("g",), ("space",)]),
    "back after days away": Act(
        "away", [("programme", "resume")], [("g",), ChoiceScreen, ("enter",)]
    ),
    "back after days away, by the calendar": Act(
        "away", [("programme", "resume", "--by-calendar")], [("g",), ChoiceScreen, ("down", "enter")]
    ),
    "four weeks more": Act(
        "over", [("programme", "start")],
        [("g",), ChoiceScreen, ("down", "down", "enter"), ChoiceScreen, ("down", "enter")],
    ),
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
        [("c",), (str(FLAGS.index(RedFlag.SADDLE) + 1),), ("enter",)],
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
        [("v",), ("d",), ("4", "down", "right", "enter")],
    ),
    "a swim": Act(
        "",
        [("activity", "swim", "40", "--effort", "4", "--note", "lake")],
        [("d",), ("4", "0", "tab", "4", "tab", "tab", *"lake", "enter"), ("enter",)],
    ),
    "rowing": Act(
        "",
        [("activity", "other", "30", "--what", "rowing")],
        [("d",), ("end", "enter"), (*"rowing", "enter")],
    ),
    "a slip": Act(
        "", [("activity", "swim", "30"), ("activity", "undo")], [("d",), ("enter",), ("x",)]
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
        "", [("shoes", "add", "Blue", "--km", "120")], [("h",), ("plus", *"Blue 120", "enter")]
    ),
    "shoes retired": Act("shoes", [("shoes", "retire", "Blue")], [("h",), ("x",)]),
    "a routine ticked": Act("", [("routine", "log", ROUTINE, "done")], [("e",), ("enter",), ("y",)]),
    "a routine left out": Act(
        "", [("routine", "log", ROUTINE, "skipped")], [("e",), ("enter",), ("n",)]
    ),
    "a cadence typed": Act(
        "",
        [("settings", "set", "cadence_spm", "158")],
        [("s",), ("1", "5", "8", "escape")],
    ),
    "a trial": Act(
        "over", [("trial", "start")],
        [("g",), ChoiceScreen, ("down", "down", "down", "enter"), ChoiceScreen, ("down", "enter")],
    ),
    "a trial given up": Act(
        "in a trial", [("trial", "stop")],
        [("g",), ChoiceScreen, ("down", "down", "down", "enter"), ChoiceScreen, ("down", "enter")],
    ),
    "deleted": Act("ran", [("discard", "1")], [("v",), ("x",)]),
    "deleted with the own cadence it set": Act(
        "measured", [("discard", "1", "--baseline")], [("v",), ("x",), ("y",)]
    ),
    "brought back": Act("ran", [("discard", "1"), ("keep", "1")], [("v",), ("x",), ("z",)]),
    "what was cut off kept": Act("cut off", [("keep", "1")], [("k",)]),
    "what was cut off deleted": Act("cut off", [("discard", "1")], [("x",)]),
    "an outing that nobody ran": Act(
        "out", [("outings", "drop", "1")], [("o",), ChoiceScreen, ("down", "down", "enter")]
    ),
    "an outing without a watch": Act(
        "out", [("outings", "ran", "1")], [("o",), ChoiceScreen, ("down", "enter")]
    ),
    "what a footpod counts": Act(
        "pod", [("footpod", "pair", "LabPod", "--convention", "strides")], [("f",), ("right",)]
    ),
    "a footpod paired": Act(
        "pod on the air", [("footpod", "pair", "LabPod")], [("f",), ("home", "enter")]
    ),
    "a footpod forgotten": Act("pod", [("footpod", "forget", "LabPod")], [("f",), ("x",)]),
    "a plan chosen": Act(
        "signs", [("settings", "set", "plan", "steady")],
        [("l",), PlanScreen, ("down", "enter"), RedFlagScreen],
    ),
    "a footpod chosen": Act(
        "pod", [("settings", "set", "footpod", "none")], [("f",), ("end", "enter")]
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
        "in a trial": (TrialStarted(ago(1)),),
        "due": (RedFlagsAnswered(ago(7), ()), PainRated(ago(1), When.BEFORE, Pain(1))),
    }
    started = {"due": 8, "over": 40, "in a trial": 40, "away": 20}.get(begins, 1)
    there = tuple(
        PainRated(ago(days), When.BEFORE, Pain(1)) for days in (33, 26, 19, 12, 5) if started == 40
    )
    entries: tuple[Entry, ...] = ()
    if begins not in {"", "cadence", "shoes", "out", "pod", "pod on the air"}:
        entries = (ProgrammeStarted(ago(started), "four-week-back"), BaselineSet(ago(started), 158))
    if begins in {"started", "ran", "paused", "over", "away", "in a trial", "cut off", "measured"}:
        entries = (*entries, RedFlagsAnswered(ago(started), ()))
    with DiaryStore(home.database) as store:
        store.append(*entries, *there, *since.get(begins, ()))
    if begins in {"ran", "cut off", "measured"}:
        world = setup(steady(length_s=360))
        log = list(make.simulated_log(world, ()))
        make.record(home.database, world, log, Source.FOOTPOD)
    if begins == "measured":
        with DiaryStore(home.database) as store:
            run = store.read().runs[0]
            store.append(BaselineSet(ago(0.01), 160, run.session, Way.RUN))
    if begins == "cut off":
        connection = sqlite3.connect(home.database)
        connection.execute("UPDATE sessions SET state = 'interrupted', kept = 0")
        connection.commit()
        connection.close()
    if begins == "out":
        with OutingStore(home.database) as outings:
            outings.add(ago(0.007), "run.mp3", {**setup_record(setup()), "version": "0"})
    if begins == "pod":
        KnownPods(home.config).remember(replace(POD, convention=Convention.STEPS))


async def press(pilot: Pilot[None], groups: Sequence[Keys]) -> None:
    """The keys of an act, and what they lead to."""
    for keys in groups:
        if isinstance(keys, type):
            await arrived(pilot, keys)
        else:
            await pilot.press(*keys)
            await settled(pilot)
            await settled(pilot)
