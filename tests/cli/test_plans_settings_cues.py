"""What a runner sees of plans, settings and own cues, and what is kept."""

from __future__ import annotations

import stat
import sys
import tomllib
import wave
from pathlib import Path

import numpy as np
import pytest

from cadencecoach.adapters.manifest import read_manifest
from cadencecoach.adapters.speech import engines
from cadencecoach.app.home import Home
from cadencecoach.errors import ConfigError, SpeechError
from tests.cli.conftest import Run


def test_plans_are_listed_with_their_ladder(command: Run, own_home: Path) -> None:
    lines = command("plans").out.splitlines()
    assert "ramp 40:00 160 → 165 → 170 → 175 every 5:00 chosen" in [
        " ".join(line.split()) for line in lines
    ]
    assert str(own_home / "config" / "plans") in lines[-1]


def test_a_broken_plan_of_ones_own_is_told_and_hides_no_other(command: Run, own_home: Path) -> None:
    folder = own_home / "config" / "plans"
    folder.mkdir(parents=True)
    (folder / "hills.toml").write_text("minutes = 1\n")
    out = command("plans").out
    assert "hills cannot be run" in out
    assert "neither" in out
    assert "drill-30" in out


def test_a_plan_is_drawn_stage_by_stage(command: Run, short_plan: str) -> None:
    lines = command("plans", "show", short_plan).out.splitlines()
    assert lines[0] == "Ramp 165 → 170  0:30"
    assert [line.split()[:4] for line in lines[2:7]] == [
        ["0:00", "warm-up", "-", "0:05"],
        ["0:05", "rung", "165", "a"],
        ["0:13", "rung", "170", "a"],
        ["0:21", "hold", "170", "a"],
        ["0:25", "cool-down", "-", "0:05"],
    ]
    assert lines[-1] == "posture checks  none"


def test_a_plan_is_drawn_with_what_is_typed_on_top_as_it_is_run(command: Run) -> None:
    drawn = command("plans", "show", "ramp", "--minutes", "20", "--top", "170").out
    ran = command(
        "run", "ramp", "--minutes", "20", "--top", "170",
        "--headless", "--audio", "null", "--speed", "max",
    )  # fmt: skip
    assert drawn.startswith(f"{ran.records[-1]['title']}  20:00")
    assert "175 a minute" not in drawn


def test_a_setting_is_kept_privately_and_shown(command: Run, own_home: Path) -> None:
    path = own_home / "config" / "settings.toml"
    assert command("settings", "path").out.strip() == str(path)
    assert command("settings", "set", "volume_db", "-6").out == "volume_db = -6.0\n"
    assert command("settings", "set", "click", "wood").code == 0
    assert command("settings", "set", "cadence_spm", "154").code == 0
    assert tomllib.loads(path.read_text()) == {
        "volume_db": -6.0, "click": "wood", "cadence_spm": 154,
    }  # fmt: skip
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    shown = [line.split() for line in command("settings").out.splitlines()]
    assert ["volume_db", "-6.0", "yours"] in shown
    assert ["sides", "off"] in shown
    forgotten = command("settings", "set", "cadence_spm", "none").out.splitlines()
    assert forgotten[0] == "cadence_spm = none"
    assert forgotten[1].startswith("Your own cadence is 154 steps a minute, of ")
    assert forgotten[2].startswith("It stays in the diary")
    assert "cadence_spm" not in path.read_text()


def test_a_cadence_that_only_the_file_knows_is_forgotten(command: Run, own_home: Path) -> None:
    path = own_home / "config" / "settings.toml"
    path.parent.mkdir(parents=True)
    path.write_text("cadence_spm = 160\n")
    assert command("settings", "set", "cadence_spm", "none").out == "cadence_spm = none\n"


def test_a_plan_by_its_path_is_found_from_any_folder(
    command: Run, short_plan: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(Path(short_plan).parent)
    assert command("settings", "set", "plan", "./short.toml").out == f"plan = {short_plan}\n"
    assert command("settings", "set", "plan", "demo").out == "plan = demo\n"
    Path(short_plan).write_text("minutes = 1\n")
    assert command("settings", "set", "plan", "./short.toml").code == 2


def test_what_to_do_about_a_settings_file_that_is_wrong_is_not_to_ask_what_it_says(
    command: Run, own_home: Path
) -> None:
    path = own_home / "config" / "settings.toml"
    path.parent.mkdir(parents=True)
    path.write_text('theme = "neon"\nbogus = 1\n')
    for words in ((), ("set", "volume_db", "-3")):
        said = command("settings", *words)
        assert (said.code, said.out) == (2, "")
        assert "theme: expected" in said.err
        assert "bogus: there is no such key" in said.err
        assert "take the line out" in said.err
        assert "`cadencecoach settings` shows" not in said.err
    with pytest.raises(ConfigError) as caught:
        Home.here().settings()
    assert "s on Today" not in caught.value.in_app
    assert "`cadencecoach settings` shows" in command("settings", "set", "volume_db", "loud").err
    path.write_text('theme = "neon"\n')
    assert command("settings", "set", "theme", "light").code == 0, "what mends it is taken"


def test_a_wrong_value_is_not_kept(command: Run, own_home: Path) -> None:
    command("settings", "set", "sides", "ears")
    before = (own_home / "config" / "settings.toml").read_text()
    assert command("settings", "set", "sides", "eras").code == 2
    assert (own_home / "config" / "settings.toml").read_text() == before


def test_every_fault_of_the_settings_is_told(command: Run, own_home: Path) -> None:
    (own_home / "config").mkdir(parents=True)
    (own_home / "config" / "settings.toml").write_text('sides = "eras"\nvolum_db = 1\n')
    done = command("plans")
    assert done.code == 2
    assert len(done.err.splitlines()) == 1 + 2 + 1


@pytest.mark.parametrize("text", ["Relax your jaw", "--relax", "-x", "$(reboot)", "--wav"])
def test_a_cue_of_ones_own_takes_part_in_a_run(
    command: Run, short_plan: str, tmp_path: Path, text: str
) -> None:
    path = Path(short_plan)
    path.write_text(path.read_text().replace('"off"', '"0:30"').replace("0.5", "1.5"))
    recording = tmp_path / "own.wav"
    with wave.open(str(recording), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(44_100)
        tone = 8000 * np.sin(np.arange(44_100) * 0.05)
        file.writeframes(tone.astype("<i2").tobytes())
    added = command("cue", "add", "--wav", str(recording), "--", text)
    assert (added.code, added.err) == (0, "")
    cue_id = added.out.split()[0]
    assert text in command("cue", "list").out
    run = command("run", str(path), "--headless", "--audio", "null", "--speed", "max")
    themes = [e["name"] for e in run.records if e.get("kind") == "theme"]
    assert themes == ["theme.F2", cue_id, "theme.F2"]
    assert command("cue", "remove", cue_id).code == 0
    assert "No cue of your own" in command("cue", "list").out


def test_without_an_engine_a_cue_says_what_to_install(
    command: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none() -> None:
        raise SpeechError("no voice is installed", hint="pip install 'py-nanotts'")

    monkeypatch.setattr(engines, "choose", none)
    done = command("cue", "add", "Relax your jaw")
    assert done.code == 3
    assert "py-nanotts" in done.err


def own_recording(path: Path, pitch: float) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(44_100)
        file.writeframes((8000 * np.sin(np.arange(44_100) * pitch)).astype("<i2").tobytes())
    return path


def test_every_cue_of_ones_own_gets_its_turn(command: Run, short_plan: str, tmp_path: Path) -> None:
    path = Path(short_plan)
    path.write_text(path.read_text().replace('"off"', '"0:30"').replace("0.5", "2"))
    added = set()
    for number in range(5):
        recording = own_recording(tmp_path / "own.wav", 0.05 + number / 100)
        added.add(command("cue", "add", f"Cue {number}", "--wav", str(recording)).out.split()[0])
    said: list[str] = []
    for _ in range(3):
        run = command("run", str(path), "--headless", "--audio", "null", "--speed", "max")
        said += [e["name"] for e in run.records if e.get("kind") == "theme" and "user" in e["name"]]
    assert set(said) == added
    assert max(map(said.count, added)) - min(map(said.count, added)) <= 1


def test_a_cue_whose_file_is_gone_is_left_out_by_its_words_and_the_run_begins(
    command: Run, short_plan: str, tmp_path: Path, own_home: Path
) -> None:
    path = Path(short_plan)
    path.write_text(path.read_text().replace('"off"', '"0:30"').replace("0.5", "1.5"))
    kept = [
        command(
            "cue", "add", words, "--wav", str(own_recording(tmp_path / "own.wav", pitch))
        ).out.split()[0]
        for words, pitch in (("Relax your jaw", 0.05), ("Look up", 0.06))
    ]
    listed = read_manifest(own_home / "cues")
    (own_home / "cues" / listed[0].file).unlink()
    run = command("run", str(path), "--headless", "--audio", "null", "--speed", "max")
    assert run.code == 0
    notes = [e["text"] for e in run.records if e["event"] == "noted"]
    assert any('your cue "Relax your jaw" is left out' in note for note in notes)
    themes = [e["name"] for e in run.records if e.get("kind") == "theme"]
    assert kept[1] in themes
    assert kept[0] not in themes
