"""A run without a screen by lines on its input: asked, judged, run, summed up; and its unit."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from cadencecoach.adapters.store.home import HOME_VARIABLE
from tests.cli.conftest import Run
from tests.processes import rest

QUIET = ("--audio", "null", "--footpod", "none")


class Worn:
    """`wear` in a process of its own, to be talked to."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.lines: list[dict[str, Any]] = []

    def until(self, event: str, **fields: object) -> dict[str, Any]:
        """The next line of an event with these fields."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(json.loads(line))
            found = self.lines[-1]
            if found["event"] == event and fields.items() <= found.items():
                return found
        raise AssertionError(f"no {event} {fields} in {self.lines}: {rest(self.process)}")

    def say(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    def end(self) -> tuple[int, str]:
        out, err = rest(self.process)
        self.lines += map(json.loads, out.splitlines())
        return self.process.returncode, err

    def said(self) -> list[str]:
        return [one["name"] for one in self.lines if one["event"] == "cue_placed"]


@contextmanager
def worn(home: Path, *words: str, **more: str) -> Iterator[Worn]:
    process = subprocess.Popen(
        [sys.executable, "-m", "cadencecoach", "wear", *words],
        env={**os.environ, HOME_VARIABLE: str(home), **more},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    stuck = threading.Timer(300, process.kill)  # a test that waits in vain fails, and ends
    stuck.start()
    try:
        yield Worn(process)
    finally:
        stuck.cancel()
        with process:
            process.kill()


def test_as_usual_begins_after_a_press_and_the_sum_is_said(
    command: Run, own_home: Path, short_plan: str
) -> None:
    command("settings", "set", "buttons", "off")
    command("check-in", "--red-flags", "none", "--morning", "2")
    command("check-in", "--before", "2")
    with worn(own_home, short_plan, *QUIET) as run:
        ready = run.until("cue_placed", name="ready")
        assert ready["text"] == (
            "Ready. Today: One hundred and seventy. Less than a minute. Press to begin."
        )
        run.say("go on")
        assert run.until("session")["plan"] == "short"
        run.until("stage_began", kind="rung")
        run.say("mark pain")
        run.until("pain_marked")
        run.say("finish")
        summary = run.until("summary")
        told = run.until("cue_placed", name="sum")["text"]
        assert told.startswith("Your run: Less than a minute. I did not hear your steps.")
        assert told.endswith("The next check-in asks how much it was.")
        code, err = run.end()
    assert code == 0
    assert "you marked pain" in err
    assert summary["id"] == json.loads(command("sessions", "--json").out)["sessions"][0]["id"]


def test_pain_that_is_told_is_kept_and_no_run_begins(
    command: Run, own_home: Path, short_plan: str
) -> None:
    command("settings", "set", "buttons", "off")
    command("check-in", "--red-flags", "none", "--before", "1")
    with worn(own_home, short_plan, *QUIET) as run:
        run.until("cue_placed", name="ready")
        run.say("pain 6 left")
        assert run.until("cue_placed", name="gate")["text"].startswith("No run today.")
        code, err = run.end()
    assert code == 2
    assert "Your back is at 6: no run today." in err
    assert not any(one["event"] == "session" for one in run.lines)
    assert json.loads(command("sessions", "--json").out)["sessions"] == []
    again = command("run", short_plan, "--headless", "--audio", "null", "--speed", "max")
    assert again.code == 2, "it was written down"


def test_a_warning_sign_ends_it_and_the_gate_stays_shut(
    command: Run, own_home: Path, short_plan: str
) -> None:
    command("settings", "set", "buttons", "off")
    with worn(own_home, short_plan, *QUIET) as run:
        run.until("cue_placed", name="ready")
        run.say("warning sign")
        assert run.until("cue_placed", name="gate")["text"].startswith("Seek care now.")
        code, err = run.end()
    assert code == 2
    assert "Seek care now" in err
    with worn(own_home, short_plan, *QUIET) as run:
        code, err = run.end()
    assert run.said() == ["gate"], "nothing is asked"
    assert (code, "Seek care now" in err) == (2, True)


def test_in_a_programme_signs_and_back_are_asked_first(
    command: Run, own_home: Path, short_plan: str
) -> None:
    command("settings", "set", "buttons", "off")
    command("programme", "start")
    with worn(own_home, short_plan, *QUIET) as run:
        for number in range(6):
            text = run.until("cue_placed", name="sign")["text"]
            assert text.startswith("Six questions") == (number == 0)
            run.say("no")
        run.until("cue_placed", name="first_run")
        run.say("good")  # heard
        run.until("cue_placed", name="count")
        run.say("pain 0")
        run.until("cue_placed", name="ready")
        run.say("finish")
        code, err = run.end()
    assert (code, err) == (0, "")
    assert "0" in command("pain").out
    assert "Do you have any of these" not in command("programme").out


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_a_signal_before_the_run_leaves_it_and_one_within_ends_it_whole(
    command: Run, own_home: Path, short_plan: str
) -> None:
    command("settings", "set", "buttons", "off")
    with worn(own_home, short_plan, *QUIET) as run:
        run.until("cue_placed", name="ready")
        run.process.send_signal(signal.SIGTERM)
        assert run.end() == (0, "")
    with worn(own_home, short_plan, *QUIET) as run:
        run.until("cue_placed", name="ready")
        run.say("yes")
        run.until("stage_began", kind="rung")
        run.process.send_signal(signal.SIGTERM)
        assert run.until("summary")["state"] == "finished"
        assert run.end() == (0, "")


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_power_lost_in_the_run_leaves_a_session_and_the_next_one_is_ready(
    command: Run, own_home: Path, short_plan: str
) -> None:
    command("settings", "set", "buttons", "off")
    with worn(own_home, short_plan, *QUIET) as run:
        run.until("cue_placed", name="ready")
        run.say("yes")
        run.until("stage_began", kind="rung")
        run.process.kill()
        run.end()
    with worn(own_home, short_plan, *QUIET) as run:
        run.until("cue_placed", name="ready")
        run.say("finish")
        assert run.end() == (0, "")
    [kept] = json.loads(command("sessions", "--json").out)["sessions"]
    assert kept["state"] == "interrupted"


def test_nobody_has_no_back_and_a_run_goes_as_fast_as_asked(
    command: Run, own_home: Path, short_plan: str
) -> None:
    command("programme", "start")
    fast = ("--audio", "null", "--footpod", "simulated", "--speed", "20")
    with worn(own_home, short_plan, *fast) as run:
        run.until("cue_placed", name="ready")
        run.say("yes")
        assert run.until("summary")["simulated"] is True
        assert "Steps a minute: " in run.until("cue_placed", name="sum")["text"]
        assert run.end()[0] == 0


def test_a_plan_that_is_not_there_is_told_before_anything_is_said(command: Run) -> None:
    done = command("wear", "nothing-of-this", "--audio", "null")
    assert (done.code, done.out) == (2, "")
    assert "nothing-of-this" in done.err


def test_without_sound_it_waits_and_says_so_once(own_home: Path, short_plan: str) -> None:
    nowhere: dict[str, str] = {"PULSE_SERVER": "unix:/nowhere", "ALSA_CONFIG_PATH": "/dev/null"}
    with worn(own_home, short_plan, "--audio", "miniaudio", "--footpod", "none", **nowhere) as run:
        told = run.until("noted")["text"]
        assert told.startswith("waiting for sound: ")
        run.process.send_signal(signal.SIGTERM)
        assert run.end() == (0, "")


def test_the_unit_names_a_command_that_there_is(command: Run) -> None:
    done = command("wear", "--unit")
    assert (done.code, done.err) == (0, "")
    [line] = [line for line in done.out.splitlines() if line.startswith("ExecStart=")]
    found = re.fullmatch(r'ExecStart="([^"]+)"( -m cadencecoach)? wear', line)
    assert found is not None
    assert Path(found[1]).exists()
    assert "RestartPreventExitStatus=2" in done.out


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
def test_systemd_takes_the_unit_without_a_word(command: Run, tmp_path: Path) -> None:
    unit = tmp_path / "cadencecoach.service"
    unit.write_text(command("wear", "--unit").out)
    verified = subprocess.run(
        ["systemd-analyze", "--user", "verify", str(unit)],
        env={**os.environ, "XDG_RUNTIME_DIR": str(tmp_path), "HOME": str(tmp_path)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (verified.returncode, verified.stderr) == (0, "")
