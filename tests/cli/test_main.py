"""The way in and out: exit codes, one line and a hint, and never a traceback for what was typed."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cadencecoach import __version__
from cadencecoach.adapters.sounds import find_sounds
from cadencecoach.cli import command_line
from tests.cli.conftest import Run


def test_the_version(command: Run) -> None:
    assert command("--version").out == f"{__version__}\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("runn", "did you mean run?"),
        ("run --strat 160", "did you mean --start?"),
        ("run --start fast", "--start"),
        ("pain 4.6", "'4.6' is no whole number"),
        ("pain 1_0", "'1_0' is no whole number"),
        ("check-in --before 5.5", "'5.5' is no whole number"),
        ("sessions --week 1.5", "'1.5' is no whole number"),
        ("run demo ramp", "'ramp' is one word too many"),
        ("plans shw", "did you mean show?"),
        ("plans show", "NAME"),
        ("sessions --jsn", "did you mean --json?"),
        ("run rmap", "did you mean ramp?"),
        ("run ../../../etc/passwd", "passwd"),
        ("run /", "is not a file"),
        ("run ./none.toml", "cannot be read"),
        ("run --top 150", "lies below the start"),
        ("run --minutes 5", "needs 30:00"),
        ("run --hold soon", 'a length like "5:00"'),
        ("run --speed 3", "a sound device plays at its own speed"),
        ("run --audio null --speed 0", "is no speed"),
        ("run --audio null --speed nan", "is no speed"),
        ("run --audio nul", "did you mean null?"),
        ("run --audio file:", "file:OUT.wav"),
        ("run --audio null --footpod simulated:lagz", "did you mean lags?"),
        ("settings set volum_db 3", "did you mean volume_db?"),
        ("settings set volume_db loud", "expected a number, found 'loud'"),
        ("settings set volume_db 100", "must be at most 0"),
        ("settings set click wod", "did you mean wood?"),
        ("settings set plan rmap", "did you mean ramp?"),
        ("settings set every", "VALUE"),
        ("cue add -x", "-x"),
        ("footpod scn", "did you mean scan?"),
        ("footpod pair pod --convention stepz", "stepz"),
        ("render ramp", "--out"),
    ],
)
def test_words_that_make_no_sense_are_one_line_and_a_hint(
    command: Run, words: str, said: str
) -> None:
    done = command(*words.split())
    assert done.code == 2
    first, *more = done.err.splitlines()
    assert first.startswith("cadencecoach: ")
    assert said in first
    assert [line[:6] for line in more] == ["hint: "]
    assert done.out == ""


def test_a_hint_says_how_a_cue_may_begin_with_a_dash(command: Run) -> None:
    assert "cue add -- TEXT" in command("cue", "add", "--relax").err


def test_every_fault_of_a_plan_is_told(command: Run, tmp_path: Path) -> None:
    plan = tmp_path / "bad.toml"
    plan.write_text("minuts = 3\n[ramp]\ntop = 300\n")
    done = command("run", str(plan))
    assert done.code == 2
    assert len(done.err.splitlines()) == 1 + 3 + 1
    assert f"  {plan}: minuts: there is no such key; did you mean minutes?" in done.err


def test_escape_codes_in_a_name_do_not_reach_the_terminal(command: Run) -> None:
    done = command("run", "\x1b[31mred\x07")
    assert done.code == 2
    assert "\x1b" not in done.err
    assert "\x07" not in done.err


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ("run demo --audio null --footpod replay:none.csv", 5, "none.csv"),
        ("show 99", 6, "99"),
        ("cue remove user.nothing", 3, "user.nothing"),
        ("render demo --out song.xyz", 7, "song.xyz"),
    ],
)
def test_each_area_has_its_exit_code(command: Run, words: str, code: int, said: str) -> None:
    done = command(*words.split())
    assert done.code == code
    assert said in done.err
    assert len(done.err.splitlines()) == 2


def test_a_log_of_a_newer_version_is_left_alone(command: Run, own_home: Path) -> None:
    own_home.mkdir()
    with sqlite3.connect(own_home / "sessions.db") as connection:
        connection.execute("PRAGMA user_version = 999")
    connection.close()
    done = command("run", "demo", "--headless", "--audio", "null", "--speed", "max")
    assert done.code == 6
    assert len(done.err.splitlines()) == 2
    assert done.out == ""


def test_a_home_that_cannot_be_made(
    command: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("CADENCECOACH_HOME", str(tmp_path / "file" / "home"))
    done = command("run", "demo", "--headless", "--audio", "null")
    assert done.code == 6
    assert len(done.err.splitlines()) == 2


@pytest.mark.parametrize("spoilt", ["clicks/click.plain.wav", "cues/en/af_heart/number.165.flac"])
@pytest.mark.parametrize("how", ["missing", "changed"])
def test_a_sound_that_will_be_needed_is_missed_before_the_run(
    command: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, spoilt: str, how: str
) -> None:
    sounds = tmp_path / "sounds"
    shutil.copytree(find_sounds(), sounds)
    if how == "missing":
        (sounds / spoilt).unlink()
    else:
        (sounds / spoilt).write_bytes(b"RIFF")
    monkeypatch.setattr("cadencecoach.adapters.sounds.find_sounds", lambda: sounds)
    done = command("run", "demo", "--headless", "--audio", "null", "--speed", "max")
    assert done.code == 3
    assert how in done.err
    assert len(done.err.splitlines()) == 2
    assert done.out == ""


def test_ctrl_c_is_quiet(command: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(command_line, "obey", interrupted)
    done = command("plans")
    assert (done.code, done.out, done.err) == (130, "", "")


def test_without_a_terminal_the_app_says_what_there_is_instead(command: Run) -> None:
    done = command()
    assert done.code == 2
    assert "run --headless" in done.err
    assert "sessions" in done.out


@pytest.mark.parametrize("words", ["plans", "--help"])
def test_a_reader_that_has_read_enough_is_no_error(
    process: Callable[..., subprocess.Popen[bytes]], words: str
) -> None:
    listing = process(words)
    assert listing.stdout is not None
    listing.stdout.close()
    assert listing.stderr is not None
    assert listing.stderr.read() == b""
    assert listing.wait() == 0
    listing.stderr.close()


@pytest.mark.skipif(os.name != "posix", reason="ALSA's own way to have no device")
def test_no_sound_device_is_one_line_and_no_session(
    process: Callable[..., subprocess.Popen[bytes]],
    own_home: Path,
) -> None:
    env = {"ALSA_CONFIG_PATH": os.devnull, "PULSE_SERVER": "unix:/nonexistent"}
    run = process("run", "demo", "--headless", "--audio", "simpleaudio", **env)
    out, err = run.communicate()
    assert run.returncode == 4
    assert out == b""
    assert len(err.splitlines()) == 2
    with sqlite3.connect(own_home / "sessions.db") as connection:
        assert connection.execute("SELECT count(*) FROM sessions").fetchone() == (0,)
    connection.close()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is full")
def test_output_onto_a_full_disk_is_one_line_and_a_hint() -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "cadencecoach", "plans"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr == (
        "cadencecoach: the output cannot be written: No space left on device\nhint: make room\n"
    )
