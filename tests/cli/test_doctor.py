"""The doctor tries what a run needs, and its exit code is that of the run that would fail."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from cadencecoach.adapters.sounds import find_sounds
from cadencecoach.app import doctor as examination
from cadencecoach.config.shipped import find_configs
from tests.cli.conftest import Run


def checks(command: Run, code: int) -> dict[str, dict[str, Any]]:
    """What was found, by area."""
    done = command("doctor", "--json")
    assert (done.code, done.err) == (code, "")
    document = json.loads(done.out)
    assert document["schema"] == 1
    assert (document["can_run"], document["exit_code"]) == (code == 0, code)
    return {one["area"]: one for one in document["checks"]}


@pytest.fixture(autouse=True)
def _no_device(command: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examination, "LISTEN_S", 0.01)
    assert command("settings", "set", "audio", "null").code == 0


def test_a_sound_house_can_run(command: Run) -> None:
    found = checks(command, 0)
    assert set(found) == {
        "settings", "plans", "footpods", "bluetooth", "buttons", "sounds", "sound", "voice", "storage", "room",
        "terminal",
    }  # fmt: skip
    by_machine = {"bluetooth", "buttons", "voice", "room"}
    assert all(one["works"] for area, one in found.items() if area not in by_machine)
    assert command("doctor").out.endswith("A run can begin.\n")


def test_one_earbud_is_warned_of_where_each_ear_hears_its_own(command: Run) -> None:
    assert command("settings", "set", "sides", "tones").out == "sides = tones\n"
    assert "earphones" not in checks(command, 0)
    said = command("settings", "set", "sides", "ears").out.splitlines()[1]
    assert said == 'with one earbud every second click is not heard: sides = "ears" is for two'
    assert checks(command, 0)["earphones"]["found"] == said
    run = ("run", "demo", "--headless", "--audio", "null", "--speed", "max", "--footpod", "none")
    noted = [one["text"] for one in command(*run).records if one["event"] == "noted"]
    assert noted == [said]
    one_side = command("settings", "set", "every", "second step").out.splitlines()[1]
    assert one_side.startswith("with one earbud, the right, no click is heard")


def test_a_broken_setting_is_found_and_the_rest_is_tried(command: Run, own_home: Path) -> None:
    (own_home / "config" / "settings.toml").write_text('audio = "null"\nsides = "eras"\n')
    done = command("doctor", "--json")
    assert done.code == 2
    found = {one["area"]: one for one in json.loads(done.out)["checks"]}
    assert "did you mean ears?" in found["settings"]["found"]
    assert found["sounds"]["works"]
    assert found["storage"]["works"]


def test_a_broken_plan_matters_only_when_it_is_the_chosen_one(command: Run, own_home: Path) -> None:
    hills = own_home / "config" / "plans" / "hills.toml"
    hills.parent.mkdir()
    hills.write_text("minutes = 1\n")
    assert not checks(command, 0)["plan"]["works"]
    hills.write_text((find_configs() / "demo.toml").read_text())
    assert command("settings", "set", "plan", "hills").code == 0
    hills.write_text("minutes = 1\n")
    assert "neither" in checks(command, 2)["plan"]["found"]


def test_a_spoilt_sound_is_named(
    command: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    sounds = tmp_path / "sounds"
    shutil.copytree(find_sounds(), sounds)
    (sounds / "cues/en/af_heart/number.231.flac").unlink()
    monkeypatch.setattr("cadencecoach.adapters.sounds.find_sounds", lambda: sounds)
    found = checks(command, 3)["sounds"]
    assert "number.231" in found["found"]
    assert found["advice"]


def test_a_damaged_log_is_found_and_left_alone(command: Run, own_home: Path) -> None:
    (own_home / "sessions.db").write_bytes(b"not a database " * 500)
    assert not checks(command, 6)["storage"]["works"]
    assert (own_home / "sessions.db").read_bytes() == b"not a database " * 500
