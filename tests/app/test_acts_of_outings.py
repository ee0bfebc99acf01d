"""The law of acts for runs that are taken along and brought home, whose doors need files."""

from __future__ import annotations

import asyncio
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from cadencecoach.adapters.store.diary import DiaryStore
from cadencecoach.adapters.store.home import HOME_VARIABLE
from cadencecoach.adapters.store.outings import OutingStore
from cadencecoach.adapters.store.sqlite import Store
from cadencecoach.app.diary.logbook import local_now
from cadencecoach.app.home import Home
from cadencecoach.app.run import outings_of_home, rendered_run
from cadencecoach.cli import outing_home
from cadencecoach.core.diary.entries import PainRated
from cadencecoach.core.diary.pain import Pain, When
from cadencecoach.ui.screens.bring_home import BringHomeScreen
from cadencecoach.ui.screens.choice import ChoiceScreen
from cadencecoach.ui.screens.kitchen_table import KitchenTableScreen
from cadencecoach.ui.screens.take_along import TakeAlongScreen
from tests.app.acts import prepare
from tests.app.conftest import NOW
from tests.app.test_acts import do, written
from tests.cli.conftest import Run
from tests.cli.test_outings import PLAN, watch_of


@pytest.fixture(autouse=True)
def _no_sound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendered_run, "render_file", lambda *_, **__: None)


def test_a_run_taken_along_is_noted_the_same_through_either_door(
    own_home: Path, command: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    first = Home.here()
    prepare(first, "started")
    with DiaryStore(first.database) as store:
        store.append(PainRated(local_now(first), When.BEFORE, Pain(1)))
    other = own_home.with_name("other")
    shutil.copytree(own_home, other)
    said = command("render", "today", "--out", str(tmp_path / "run.mp3"))
    assert said.code == 0, said.err

    monkeypatch.setenv(HOME_VARIABLE, str(other))
    second = Home.here()
    monkeypatch.setattr(outings_of_home.OutingsOfHome, "folder", lambda _: tmp_path)
    asyncio.run(do(second, [("o",), TakeAlongScreen, ("enter",)]))
    taken = []
    for home in (first, second):
        with OutingStore(home.database) as outings:
            (one,) = outings.all()
            taken.append((one.made, one.title, outings.header(one.id)))
        assert written(home).entries == written(first).entries
    assert taken[0] == taken[1]


def test_a_run_brought_home_is_the_same_session_through_either_door(
    own_home: Path, command: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    first = Home.here()
    prepare(first, "started")
    first.plans.mkdir(parents=True)
    (first.plans / "hills.toml").write_text(PLAN)
    assert command("render", "hills", "--out", str(tmp_path / "run.mp3"), "--anyway").code == 0
    other = own_home.with_name("other")
    shutil.copytree(own_home, other)
    file = watch_of(tmp_path, own=150.0, started=NOW - timedelta(minutes=30))

    answers = ["y", "n"]
    monkeypatch.setattr(outing_home, "attended", lambda: True)
    monkeypatch.setattr("builtins.input", lambda _="": answers.pop(0) if answers else "")
    said = command("import", str(file), "--as", "1")
    assert said.code == 0, said.err
    assert not answers

    monkeypatch.setenv(HOME_VARIABLE, str(other))
    second = Home.here()
    monkeypatch.setattr(outings_of_home, "_run_files", lambda: [file])
    asyncio.run(
        do(
            second,
            [
                ("o",), ChoiceScreen, ("enter",), BringHomeScreen, ("enter",),
                KitchenTableScreen, ("y", "n", "enter"),
            ],
        )
    )  # fmt: skip
    assert written(second) == written(first)
    logs = []
    for home in (first, second):
        with Store(home.database) as log:
            logs.append((log.load(1).header, log.load(1).events, log.load(1).imported))
    assert logs[0] == logs[1]
