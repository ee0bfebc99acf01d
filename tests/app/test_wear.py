"""The act around the dialogue: sound is waited for, what was told is kept, a full disk opens no gate."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from cadencecoach.adapters.audio.silent import NullOut
from cadencecoach.adapters.clock import SystemClock
from cadencecoach.adapters.store.diary import DiaryStore
from cadencecoach.app.home import Home
from cadencecoach.app.run.recorded_run import RecordedRun
from cadencecoach.app.wear import worn_run
from cadencecoach.app.wear.before import BeforeRun
from cadencecoach.app.wear.worn_run import WornRun
from cadencecoach.core import events as ev
from cadencecoach.core.diary.pain import Pain, RedFlag
from cadencecoach.core.programme.gates import Go, Verdict
from cadencecoach.core.values.units import Frame
from cadencecoach.errors import DeviceNotFound, StoreBusy
from tests.cli.conftest import SHORT_PLAN, Run


@pytest.fixture
def plan(tmp_path: Path) -> str:
    path = tmp_path / "short.toml"
    path.write_text(SHORT_PLAN)
    return str(path)


class Deaf(NullOut):
    """A device that is not there yet."""

    def start(self, score: object) -> None:
        raise DeviceNotFound("no sound device opens", hint="switch the earphones on")


class Runner:
    """Presses once at "ready", and keeps what was told."""

    def __init__(self, worn: WornRun, *, runs: bool = True) -> None:
        self.worn, self.runs = worn, runs
        self.told: list[ev.Event] = []

    def hear(self, events: Sequence[ev.Event]) -> None:
        self.told += events
        if any(isinstance(one, ev.CuePlaced) and one.name == "ready" for one in events):
            self.worn.take_line("good" if self.runs else "finish")

    async def play(self, run: RecordedRun, _verdict: Verdict) -> int | None:
        return await run.run()

    def names(self) -> list[str]:
        return [one.name for one in self.told if isinstance(one, ev.CuePlaced)]


@pytest.mark.usefixtures("own_home", "leaping_clock")
async def test_sound_that_comes_late_is_waited_for_and_told_once(
    plan: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    outs = [Deaf, Deaf, Deaf, NullOut, NullOut]
    monkeypatch.setattr(worn_run, "_WAITS_S", (0.0,))
    monkeypatch.setattr(worn_run, "open_audio", lambda *_, **__: outs.pop(0)(SystemClock(), None))
    home = Home.here()
    settings = silent_settings(home)
    runner = Runner(WornRun(home, plan, settings, speed=None))
    stored = await runner.worn.run(runner.play, runner.hear)
    assert stored is not None
    waited = [one.text for one in runner.told if isinstance(one, ev.Noted)]
    assert waited == ["waiting for sound: no sound device opens"]
    assert runner.names() == ["ready", "sum"]


@pytest.mark.usefixtures("own_home", "leaping_clock")
async def test_a_device_that_goes_away_as_the_run_begins_is_waited_for_again(plan: str) -> None:
    home = Home.here()
    runner = Runner(WornRun(home, plan, silent_settings(home), speed=None))
    began = 0

    async def play(run: RecordedRun, _verdict: Verdict) -> int | None:
        nonlocal began
        began += 1
        if began == 1:
            raise DeviceNotFound("no sound device opens", hint="switch the earphones on")
        return await run.run()

    assert await runner.worn.run(play, runner.hear) is not None
    assert runner.names() == ["ready", "ready", "sum"]


@pytest.mark.usefixtures("own_home")
async def test_asked_to_stop_before_there_is_sound_it_ends(plan: str) -> None:
    home = Home.here()
    runner = Runner(WornRun(home, plan, silent_settings(home)))
    runner.worn.stop()
    assert await runner.worn.run(runner.play, runner.hear) is None
    assert runner.told == []


@pytest.mark.parametrize(
    "told", [Pain(6), Pain(2, limping=True), (RedFlag.SADDLE,)], ids=["6", "limping", "sign"]
)
def test_what_a_full_disk_does_not_take_counts_for_the_gate(
    command: Run, plan: str, told: Pain | tuple[RedFlag, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert command("check-in", "--before", "1", "--red-flags", "none").code == 0

    def full(*_: object) -> None:
        raise StoreBusy("the disk is full", hint="make room")

    home = Home.here()
    before = BeforeRun(home, plan, silent_settings(home))
    assert before.judge(Frame(0), 0).go
    monkeypatch.setattr(DiaryStore, "change", full)
    assert before.keep(told) == "not written down: the disk is full; tell it at the check-in"
    judged = before.judge(Frame(0), 1)
    assert not judged.go
    assert before.verdict().go is Go.NO
    assert before.verdict().overridable == isinstance(told, Pain)


def silent_settings(home: Home):
    return home.settings().model_copy(update={"audio": "null", "footpod": "none", "buttons": "off"})
