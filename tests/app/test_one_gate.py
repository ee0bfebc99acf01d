"""Through whichever door a beat is asked for: the same verdict, the same targets, the same minutes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from cadencecoach.adapters.store.diary import DiaryStore
from cadencecoach.app.diary.journal import JournalOfHome
from cadencecoach.app.diary.logbook import local_now, open_logbook
from cadencecoach.app.home import Home
from cadencecoach.app.plans import PlansOnShelf
from cadencecoach.app.review.exports import export_workout
from cadencecoach.app.run import rendered_run
from cadencecoach.app.run.gate import pass_gate, verdict_of
from cadencecoach.app.run.rendered_run import Wishes, take_along
from cadencecoach.app.run.wanted import todays_plan, wanted_plan
from cadencecoach.config.plans import NOTHING_TYPED
from cadencecoach.core.diary.entries import (
    BaselineSet,
    CeilingSet,
    Entry,
    PainRated,
    ProgrammeStarted,
    RedFlagsAnswered,
)
from cadencecoach.core.diary.pain import Pain, Quality, RedFlag, When
from cadencecoach.core.programme.gates import Go, Verdict
from cadencecoach.core.values.calendar import Moment
from cadencecoach.core.values.units import clock
from cadencecoach.errors import ConfigError
from tests.cli.conftest import Run

Told = Callable[[Moment], tuple[Entry, ...]]


def rated(level: int, quality: Quality | None = None, *, limping: bool = False) -> Told:
    return lambda now: (PainRated(now, When.NOW, Pain(level, None, quality, limping=limping)),)


LIVES: Final[dict[str, Told]] = {
    "not rated": lambda _: (),
    "calm": rated(1),
    "sore": rated(4),
    "six": rated(6),
    "sharp": rated(2, Quality.SHARP),
    "limping": rated(2, limping=True),
    "down the leg": rated(1, Quality.RADIATING),
    "six, nine days ago": lambda now: (
        PainRated(Moment(now.utc_s - 9 * 86_400, now.offset_s), When.NOW, Pain(6)),
    ),
    "a sign": lambda now: (RedFlagsAnswered(now, (RedFlag.SADDLE,)),),
    "a raised ceiling": lambda now: (CeilingSet(now, 190), *rated(1)(now)),
}


@pytest.fixture(params=LIVES)
def home(request: pytest.FixtureRequest, own_home: Path) -> Home:
    here = Home.here()
    here.change_settings({"footpod": "none", "audio": "null"})
    with DiaryStore(here.database) as store:
        now = local_now(here)
        begun = Moment(now.utc_s - 10 * 86_400, now.offset_s)
        store.append(ProgrammeStarted(begun, "four-week-back"), BaselineSet(begun, 158))
        store.append(*LIVES[request.param](now))
    return here


def left_by(home: Home, door: Callable[[bool], Verdict]) -> tuple[bool, Verdict | None]:
    """Whether a door opens by itself, and what goes through where the runner insists."""
    try:
        return True, door(False)
    except ConfigError:
        pass
    try:
        return False, door(True)
    except ConfigError:
        return False, None


@pytest.mark.parametrize("wanted", ["today", "rung-2", "ramp"])
def test_every_door_gives_the_same_verdict(
    home: Home, command: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wanted: str
) -> None:
    monkeypatch.setattr(rendered_run, "render_file", lambda *_, **__: None)
    settings = home.settings()
    plan = wanted_plan(home, wanted, settings)
    said = verdict_of(home, plan)

    def rendered(anyway: bool) -> Verdict:
        wishes = Wishes(tmp_path / "run.wav", anyway=anyway, force=True)
        return take_along(
            home, wanted, NOTHING_TYPED, wishes, on_begin=lambda: None, on_share=lambda _: None
        ).verdict

    doors: dict[str, Callable[[bool], Verdict]] = {
        "run": lambda anyway: pass_gate(home, plan, anyway=anyway),
        "render": rendered,
        "export --workout": lambda anyway: export_workout(
            home, wanted, tmp_path / "run.fit", force=True, anyway=anyway
        ),
    }
    for name, door in doors.items():
        opens, gone = left_by(home, door)
        assert opens is (said.go is not Go.NO), name
        assert (gone is None) is not said.overridable, name
        assert gone is None or gone == said, name
    assert JournalOfHome(home).verdict(plan) == said
    home.change_settings({"footpod": "simulated"})
    assert JournalOfHome(home).verdict(plan, leaves=True) == said, "taken along in the app"
    home.change_settings({"footpod": "none"})
    if wanted == "today":
        with open_logbook(home) as book:
            assert book.today().gate == said
        assert todays_plan(home) == plan
    if wanted == "ramp":
        offered = next(one for one in PlansOnShelf(home).all() if one.plan.name == "ramp")
        assert offered.plan == said.plan
    shown = command("plans", "show", wanted).out
    assert shown.splitlines()[0] == f"{said.plan.title}  {clock(said.plan.length)}"


def test_a_run_as_typed_begins_with_what_the_gate_lets_through(home: Home, command: Run) -> None:
    said = verdict_of(home, wanted_plan(home, "today", home.settings()))
    words = ("run", "today", "--headless", "--speed", "max", "--anyway")
    ran = command(*words)
    if not said.overridable:
        assert (ran.code, ran.out) == (2, "")
        return
    began: dict[str, Any] = json.loads(ran.out.splitlines()[0])
    assert began["targets_spm"] == list(said.plan.targets)
    assert began["duration_s"] == said.plan.length / 48_000
