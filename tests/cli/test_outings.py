"""A run taken along and brought home, as typed: the sound, the gate, the session it becomes."""

from __future__ import annotations

import random
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
import soundfile

from cadencecoach.adapters.sounds import SoundLibrary
from cadencecoach.adapters.store.diary import DiaryStore
from cadencecoach.adapters.store.sqlite import Store
from cadencecoach.app.run.new_run import make_bank
from cadencecoach.cli import outing_home
from cadencecoach.core import events as ev
from cadencecoach.core.run.engine import replay, score
from cadencecoach.core.run.setup import setup_from
from cadencecoach.core.score.mixer import fill
from cadencecoach.core.values.units import SAMPLE_RATE
from tests.adapters import watch_files
from tests.cli.conftest import Run

PLAN = """
minutes = 9
warm_up = "2:00"
cool_down = "1:00"
cue_every = "3:00"
[ramp]
start = 158
top = 168
hold = "2:00"
"""
LADDER = ((120, None), (240, 158), (360, 163), (480, 168), (540, None))
"""Seconds at which each stage of it ends, and its target."""


@pytest.fixture
def plan(tmp_path: Path) -> str:
    path = tmp_path / "hills.toml"
    path.write_text(PLAN)
    return str(path)


@pytest.fixture
def watched(tmp_path: Path) -> Path:
    """A runner of 150 who follows the plan, by a watch that was started 25 s before the sound."""
    return watch_of(tmp_path, own=150.0)


def watch_of(
    folder: Path,
    own: float,
    follows: bool = True,
    laps: list[tuple[float, int]] | None = None,
    started: datetime | None = None,
) -> Path:
    """`started` is half an hour ago where it is not said."""
    chance = random.Random(7)
    rows: list[watch_files.Row] = []
    for second in range(570):
        target = next((spm for end, spm in LADDER if second - 25 < end), None)
        spm = target if target is not None and second >= 25 and follows else own
        rows.append((second, round(spm + chance.gauss(0, 1.0)) / 2, 2.8))
    path = folder / "away.fit"
    ago = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=30)
    path.write_bytes(watch_files.fit(rows, started=started or ago, laps=laps or ()))
    return path


def test_a_run_goes_out_and_comes_home_as_a_session_like_any_other(
    command: Run, own_home: Path, plan: str, watched: Path, tmp_path: Path
) -> None:
    sound = tmp_path / "run.wav"
    said = command("render", plan, "--out", str(sound), "--workout", str(tmp_path / "run.fit"))
    assert said.code == 0, said.err
    assert "Outing 1: when you are back" in said.out
    assert (tmp_path / "run.fit").read_bytes()[8:12] == b".FIT"
    home = command("import", str(watched), "--as", "last")
    assert home.code == 0, home.err
    assert "its steps are in the cadence" in home.out

    document = command("show", "last", "--json").records[0]
    assert (document["source"], document["state"]) == ("watch", "finished")
    assert (document["plan"], document["imported"]) == ("hills", "away.fit")
    assert document["alignment"]["how"] == "fitted"
    assert abs(document["alignment"]["offset_s"] - 25) <= 10
    assert document["alignment"]["confidence"] > 0.8
    assert [rung["target_spm"] for rung in document["rungs"]] == [158, 163, 168]
    for rung in document["rungs"]:
        assert rung["cadence_spm"] == pytest.approx(rung["target_spm"], abs=0.5)
    assert document["adherence"]["in_band_percent"] > 95
    assert any(cue["before_spm"] for cue in document["cues"])
    with DiaryStore(own_home / "sessions.db") as diary:
        (run,) = diary.read().runs
    assert run.top_spm is not None, "the ladder counts it"
    assert run.in_band_percent is not None
    (outing,) = command("outings", "--json").records[0]["outings"]
    assert (outing["state"], outing["session"]) == ("home", 1)

    again = command("import", str(watched), "--as", "last")
    assert again.code != 0
    assert heard_again(own_home) == soundfile.read(sound, dtype="int16")[0].tobytes()


def heard_again(home: Path) -> bytes:
    """The samples of the session, from its log alone."""
    with Store(home / "sessions.db") as store:
        session = store.load(1)
    made = setup_from(session.header)
    inputs = [event for event in session.events if isinstance(event, ev.Input)]
    state, _ = replay(made, [*inputs, ev.Tick(session.facts.reached)])
    samples = np.zeros((session.facts.reached, 2), np.int16)
    whole = score(state, make_bank(SoundLibrary.open(), made))
    for start in range(0, len(samples), SAMPLE_RATE):
        fill(whole, samples[start : start + SAMPLE_RATE], start)
    return samples.tobytes()


def test_a_file_that_looks_like_an_outing_is_asked_about(
    command: Run, plan: str, watched: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command("render", plan, "--out", str(tmp_path / "run.flac"))
    alone = command("import", str(watched))
    assert alone.code != 0
    assert "looks like outing 1" in alone.err
    assert "--as 1" in alone.err
    assert command("sessions", "--json").records[0]["sessions"] == []

    answers = ["y", "y", "n", "", "y"]
    monkeypatch.setattr(outing_home, "attended", lambda: True)
    monkeypatch.setattr("builtins.input", lambda _="": answers.pop(0) if answers else "")
    asked = command("import", str(watched))
    assert asked.code == 0, asked.err
    document = command("show", "last", "--json").records[0]
    posture = [cue for cue in document["cues"] if cue["kind"] == "posture"]
    assert [cue["answers"] for cue in posture] == [
        [{"question": "neutral", "yes": True}, {"question": "relaxed", "yes": False}],
        [{"question": "relaxed", "yes": True}],
    ]
    assert all(cue["answered_afterwards"] for cue in posture)


@pytest.mark.parametrize("laps", [[(26, 0), (300, 0)], [(20, 2), (26, 0)]])
def test_a_lap_pressed_at_the_first_word_tells_where_the_sound_began(
    command: Run, plan: str, tmp_path: Path, laps: list[tuple[float, int]]
) -> None:
    """Of a runner in whose cadence no step is to be seen; a lap by distance tells nothing."""
    path = watch_of(tmp_path, own=150.0, follows=False, laps=laps)
    command("render", plan, "--out", str(tmp_path / "run.flac"))
    said = command("import", str(path), "--as", "last", "--lap")
    assert said.code == 0, said.err
    alignment = command("show", "last", "--json").records[0]["alignment"]
    assert alignment["how"] == "told"
    assert alignment["offset_s"] == pytest.approx(26, abs=2)


def test_without_a_lap_by_hand_there_is_none_to_go_by(
    command: Run, plan: str, tmp_path: Path
) -> None:
    path = watch_of(tmp_path, own=150.0, laps=[(300, 2), (569, 0)])
    command("render", plan, "--out", str(tmp_path / "run.flac"))
    said = command("import", str(path), "--as", "last", "--lap")
    assert said.code == 7
    assert "no lap that was pressed by hand" in said.err
    assert command("import", str(path), "--as", "none", "--lap").code == 2


def test_a_run_of_its_own_is_taken_in_when_told(
    command: Run, plan: str, watched: Path, tmp_path: Path
) -> None:
    command("render", plan, "--out", str(tmp_path / "run.flac"))
    assert command("import", str(watched), "--as", "none").code == 0
    assert command("show", "last", "--json").records[0]["alignment"] is None


def test_where_the_sound_began_is_not_lost_when_the_same_file_comes_again(
    command: Run, plan: str, watched: Path, tmp_path: Path
) -> None:
    command("render", plan, "--out", str(tmp_path / "run.flac"))
    assert command("import", str(watched), "--as", "last").code == 0
    home = command("show", "last", "--json").records[0]
    assert home["alignment"]["how"] == "fitted"
    for words in (("--offset", "40"), ("--as", "1", "--offset", "40"), ("--as", "1")):
        again = command("import", str(watched), *words)
        assert (again.code, "imported before: it is in session 1" in again.err) == (7, True)
        assert "`cadencecoach discard 1` and `cadencecoach sessions purge`" in again.err
        assert "--offset" not in again.err, "it tells the computer's clock there"
    assert command("import", str(watched), "--counts", "strides").code == 0
    assert command("show", "last", "--json").records[0] == home
    command("discard", "1")
    assert command("sessions", "purge", "--yes").code == 0
    assert command("import", str(watched), "--as", "1", "--offset", "40").code == 0
    assert command("show", "last", "--json").records[0]["alignment"]["offset_s"] == 40


@pytest.mark.parametrize("offset", ["99999", "-99999"])
def test_a_sound_that_began_outside_of_the_file_is_no_run(
    command: Run, plan: str, watched: Path, tmp_path: Path, offset: str
) -> None:
    command("render", plan, "--out", str(tmp_path / "run.flac"))
    said = command("import", str(watched), "--as", "last", "--offset", offset)
    assert (said.code, said.out) == (7, "")
    assert "away.fit lasts 9:29" in said.err
    assert "27:46:39" in said.err
    assert command("sessions", "--json").records[0]["sessions"] == []
    (outing,) = command("outings", "--json").records[0]["outings"]
    assert outing["state"] == "out"


def test_a_plan_brings_home_what_nobody_noted(command: Run, plan: str, watched: Path) -> None:
    said = command("import", str(watched), "--as", plan, "--offset", "25")
    assert said.code == 0, said.err
    document = command("show", "last", "--json").records[0]
    assert document["alignment"] == {
        "offset_s": 25.0, "error_s": 5.0, "how": "told", "confidence": 1.0,
    }  # fmt: skip
    assert [rung["target_spm"] for rung in document["rungs"]] == [158, 163, 168]


def test_who_did_not_follow_is_told_that_it_is_not_sure(
    command: Run, plan: str, tmp_path: Path
) -> None:
    command("render", plan, "--out", str(tmp_path / "run.flac"))
    away = watch_of(tmp_path, own=163.0, follows=False)
    said = command("import", str(away), "--as", "last")
    assert "What each cue changed is left out" in said.out
    document = command("show", "last", "--json").records[0]
    assert document["alignment"]["how"] == "clock"
    assert not any(cue["before_spm"] for cue in document["cues"])


def test_without_a_watch_it_is_kept_or_dropped(
    command: Run, short_plan: str, tmp_path: Path
) -> None:
    for name in ("a", "b", "c"):
        command("render", short_plan, "--out", str(tmp_path / f"{name}.flac"))
    kept = command("outings", "ran", "1", "--minutes", "0.4")
    assert kept.code == 0, kept.err
    document = command("show", "last", "--json").records[0]
    assert (document["source"], document["cadence_spm"]) == ("none", None)
    assert document["duration_s"] == pytest.approx(24, abs=1)
    assert command("outings", "drop", "2").code == 0
    states = [one["state"] for one in command("outings", "--json").records[0]["outings"]]
    assert states == ["out", "dropped", "home"]
    assert command("outings", "drop", "1").code != 0
    assert command("outings", "ran", "9").code != 0
    assert command("outings", "ran", "3", "--minutes", "90").code == 2
    assert command("outings", "ran", "3", "--at", "soon").code == 2


def test_an_outing_that_is_still_out_is_asked_about_once(
    command: Run, short_plan: str, tmp_path: Path
) -> None:
    said = [
        command("render", short_plan, "--out", str(tmp_path / f"{n}.flac")).out for n in range(3)
    ]
    assert ["still out" in out for out in said] == [False, True, True]
    assert "Outing 1" not in said[2]


def test_one_file_a_stage_is_the_whole_sound(command: Run, plan: str, tmp_path: Path) -> None:
    whole, folder = tmp_path / "run.wav", tmp_path / "run"
    assert command("render", plan, "--out", str(whole)).code == 0
    assert command("render", plan, "--out", str(folder) + ".wav", "--split", "stages").code == 0
    parts = sorted(folder.glob("*.wav"))
    assert [path.stem for path in parts] == [
        "01 warm-up", "02 158 spm", "03 163 spm", "04 168 spm", "05 cool-down",
    ]  # fmt: skip
    joined = np.concatenate([soundfile.read(path, dtype="int16")[0] for path in parts])
    assert np.array_equal(joined, soundfile.read(whole, dtype="int16")[0])
    listed = (folder / "run.m3u").read_text().splitlines()
    assert [line for line in listed if not line.startswith("#")] == [path.name for path in parts]
    if sys.platform != "win32":
        assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    assert command("render", plan, "--out", str(folder), "--split", "stages").code == 7
    assert sorted(folder.iterdir()) == sorted([*parts, folder / "run.m3u"])


def test_nothing_leaves_the_house_past_a_warning_sign(
    command: Run, plan: str, tmp_path: Path
) -> None:
    command("check-in", "--red-flags", "saddle")
    folder, workout = tmp_path / "run", tmp_path / "run.fit"
    said = command(
        "render", plan, "--out", str(folder), "--split", "stages", "--workout", str(workout),
        "--anyway",
    )  # fmt: skip
    assert said.code == 2
    assert not folder.exists()
    assert not workout.exists()
    assert command("outings", "--json").records[0]["outings"] == []
