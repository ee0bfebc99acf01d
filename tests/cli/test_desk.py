"""`desk` in a terminal: a line an hour, Enter for the routine, and Ctrl-C is a clean end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cadencecoach.adapters.clock import SystemClock
from cadencecoach.adapters.store.diary import DiaryStore
from cadencecoach.app.exercise import desk_reminder
from cadencecoach.app.exercise.desk_reminder import DeskHere
from cadencecoach.app.home import Home
from cadencecoach.app.sound.preview_player import Hearing
from cadencecoach.app.sound.previews import chime_as_set
from cadencecoach.cli.commands import desk as desks
from cadencecoach.cli.commands.desk import watch
from cadencecoach.core.programme.desk import TICK_EVERY_S, Desk
from cadencecoach.core.values.units import SAMPLE_RATE
from cadencecoach.errors import SoundError, StoreError
from tests.cli.conftest import Run
from tests.processes import rest


class Wall:
    """A clock that moves as it is waited for."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 19, 9, tzinfo=UTC)

    def utc_now(self) -> datetime:
        return self.now

    def monotonic_ns(self) -> int:
        return 0


class Chair(DeskHere):
    """The real reminder with an ear for its chime."""

    def __init__(self, home: Home) -> None:
        super().__init__(home, Hearing(home), "null")
        self.chimes = 0

    def chime(self) -> None:
        self.chimes += 1
        super().chime()
        self._hearing.stop()


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def chair(own_home: Path, wall: Wall) -> Chair:
    here = Home.here()
    return Chair(Home(here.shipped, here.data, here.config, wall))


def sit(
    chair: Chair, wall: Wall, looks: int, play: Callable[[], None] = lambda: None, enter: int = -1
) -> None:
    """Sit for so many looks; Enter is pressed at one of them."""
    left = iter(range(looks))

    def wait(seconds: float) -> bool:
        look = next(left, None)
        if look is None:
            raise KeyboardInterrupt
        wall.now += timedelta(seconds=seconds)
        return look == enter

    with pytest.raises(KeyboardInterrupt):
        watch(Desk(3600), chair, wait=wait, play=play)


HOUR = 3600 // TICK_EVERY_S


def test_an_hour_is_a_line_and_a_chime(
    chair: Chair, wall: Wall, capsys: pytest.CaptureFixture[str]
) -> None:
    sit(chair, wall, 2 * HOUR + 3)
    assert capsys.readouterr().out.count("Stand up: two minutes. Enter plays") == 2
    assert chair.chimes == 2


def test_enter_plays_and_the_hour_begins_anew(chair: Chair, wall: Wall) -> None:
    played: list[str] = []
    sit(chair, wall, HOUR + 10, lambda: played.append("desk"), enter=HOUR // 2)
    assert played == ["desk"]
    assert chair.chimes == 0


def test_what_was_done_elsewhere_counts(chair: Chair, wall: Wall, command: Run) -> None:
    ahead = timedelta(minutes=50)
    with at(wall.now + ahead):
        assert command("routine", "log", "desk").code == 0
    sit(chair, wall, HOUR + 3)
    assert chair.chimes == 0


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """The machine's clock at a moment."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SystemClock, "utc_now", lambda _: moment)
        yield


def test_none_while_a_run_is_on_in_another_window(
    chair: Chair, wall: Wall, command: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    command("causes", "record")  # so that there is a log
    monkeypatch.setattr(DiaryStore, "recording", lambda _: True)
    sit(chair, wall, HOUR + 3)
    assert chair.chimes == 0


def test_no_log_no_sound_and_no_routine_keep_nobody_seated(
    chair: Chair,
    wall: Wall,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken() -> None:
        raise SoundError("the sounds are missing", hint="install again")

    def unreadable(*_: object) -> None:
        raise StoreError("the log is damaged", hint="move it away")

    chair._home.database.parent.mkdir(parents=True, exist_ok=True)
    chair._home.database.touch()
    monkeypatch.setattr(desk_reminder, "open_logbook", unreadable)
    monkeypatch.setattr(Home, "sounds", lambda _: broken())
    sit(chair, wall, HOUR + 3, broken, enter=0)
    said = capsys.readouterr()
    assert "Stand up" in said.out
    assert said.err == "the sounds are missing\nhint: install again\n"


def test_the_chime_is_soft_and_whole(own_home: Path) -> None:
    home = Home.here()
    score, length = chime_as_set(home.settings(), home.sounds())
    assert SAMPLE_RATE < length < 2 * SAMPLE_RATE
    import numpy as np  # noqa: PLC0415

    from cadencecoach.core.score.mixer import fill  # noqa: PLC0415

    heard = np.zeros((length, 2), np.int16)
    fill(score, heard, 0)
    assert 2000 < np.abs(heard).max() < 6000
    assert np.abs(heard[-480:]).max() < 200


def test_enter_is_heard_where_somebody_types(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)
    reading, writing = os.pipe()
    with os.fdopen(reading) as keys:
        monkeypatch.setattr(sys, "stdin", keys)
        assert not desks.entered(0.0)
        os.write(writing, b"\n")
        assert desks.entered(20.0)
        os.close(writing)
        assert not desks.entered(20.0)  # nobody is there any more
    assert slept == [20.0]


@pytest.mark.parametrize("every", ["19", "181", "0", "-1"])
def test_an_interval_out_of_bounds_is_refused(command: Run, every: str) -> None:
    said = command("desk", f"--every={every}")
    assert said.code == 2
    assert f"--every {every} is no time to sit" in said.err
    assert "20 to 180 minutes" in said.err
    assert said.out == ""


def test_the_setting_is_bounded_and_shown(command: Run) -> None:
    assert command("settings", "set", "desk_every_min", "45").code == 0
    assert "desk_every_min  45" in command("settings").out
    said = command("settings", "set", "desk_every_min", "5")
    assert (said.code, "20 to 180 minutes, or 0 for none" in said.err) == (2, True)
    assert command("settings", "set", "desk_every_min", "0").code == 0


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize(("kill", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, -15)])
def test_it_ends_at_once_and_says_nothing(
    process: Callable[..., subprocess.Popen[bytes]], kill: signal.Signals, code: int
) -> None:
    started = process("desk", "--audio", "null", PYTHONUNBUFFERED="1")
    assert started.stdout is not None
    assert started.stdout.readline().startswith(b"Every 60 minutes a chime.")
    started.send_signal(kill)
    out, err = rest(started)
    assert (started.returncode, out, err) == (code, b"", b"")
