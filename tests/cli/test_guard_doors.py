"""The guard as somebody meets it who types: what is asked, what is refused, and what is never set."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cadencecoach.adapters.clock import SystemClock
from cadencecoach.app.diary.baselines import BaselinesInDiary
from cadencecoach.app.diary.logbook import open_logbook
from cadencecoach.app.footpod.footpods import FootpodsHere
from cadencecoach.app.home import Home
from cadencecoach.app.run.gate import verdict_of
from cadencecoach.app.sound.preview_player import Hearing
from cadencecoach.cli.commands import import_file, run
from cadencecoach.core.diary.entries import BaselineSet, CeilingSet, Overrode
from cadencecoach.errors import StoreError
from tests.adapters.test_imports import STARTED
from tests.cli.conftest import Run
from tests.cli.test_files import watch_file
from tests.core.pods import Stream, sent, walk
from tests.core.worlds import steady

BASE = """
title = "Baseline"
cue_every = "off"
theme = false
[[stage]]
kind = "warm-up"
length = "2:00"
[[stage]]
kind = "baseline"
length = "5:00"
"""
STEADY = """
title = "Steady 165"
minutes = 10
cue_every = "off"
theme = false
[ramp]
start = 165
top = 165
"""
FAST = """
cue_every = "off"
[[stage]]
kind = "rung"
length = "1:00"
target = 200
"""


def own_cadences() -> list[int]:
    """What is written down of them, believed or not."""
    with open_logbook(Home.here()) as book:
        return [one.cadence_spm for one in book.diary.of(BaselineSet)]


# --- a walk --------------------------------------------------------------------------------------


def recorded(path: Path, stream: Stream) -> str:
    """A recording of a footpod, as a file to replay."""
    lines = [f"{at_s:.4f},{data.hex()}" for at_s, data in stream]
    path.write_text("\n".join(["at_s,raw_hex", *lines, ""]))
    return f"replay:{path}"


def by_a_footpod(home: Path) -> None:
    """The replayed runs as runs of the runner's own footpod: a walk of the field."""
    log = sqlite3.connect(home / "sessions.db")
    for kept in ("what_was_started_stays", "the_speed_stays"):
        log.execute(f"DROP TRIGGER {kept}")
    log.execute("UPDATE sessions SET source = 'footpod', sped_up = 0")
    log.commit()
    log.close()


@pytest.mark.parametrize(
    ("plan", "flag", "spm", "speed_mps"),
    [(BASE, "never", 118, 1.72), (STEADY, "always", 110, 5 / 3.6)],
    ids=["6.2 km/h before a programme", "the flag always says running"],
)
def test_a_walk_that_a_strap_counts_in_steps_sets_nothing_and_beats_nothing_above_the_ceiling(
    command: Run, own_home: Path, tmp_path: Path, plan: str, flag: str, spm: float, speed_mps: float
) -> None:
    """It became an own cadence of 235 (and 220), and the programme beat 235 for 15 minutes."""
    (tmp_path / "plan.toml").write_text(plan)
    pod = recorded(tmp_path / "walk.csv", sent(walk(spm, 640, speed_mps), flag=flag, noise=1.2))
    words = ("--headless", "--audio", "null", "--speed", "max", "--footpod", pod)
    assert command("programme", "start").code == 0
    walked = command("run", str(tmp_path / "plan.toml"), *words)
    assert walked.code == 0
    assert walked.records[-1]["cadence_spm"] is None, "nobody ran"
    by_a_footpod(own_home)
    assert command("pain", "1").code == 0
    assert own_cadences() == []
    home = Home.here()
    with pytest.raises(StoreError, match="no baseline from this run"):
        BaselinesInDiary(home, Hearing(home), FootpodsHere(home, Hearing(home))).measured(1)
    assert command("programme", "--json").records[0]["target_spm"] is None
    for asked in (("ramp", "--start", "200", "--top", "220"), ("today",)):
        said = command("run", *asked, *words)
        assert said.code == 0, said.err
        began = said.records[0]
        assert max(began["targets_spm"], default=0) <= 180


# --- a watch's file -------------------------------------------------------------------------------


def test_the_first_own_cadence_out_of_a_file_is_asked_about(
    command: Run, tmp_path: Path, own_home: Path
) -> None:
    """Nobody knows what was in the ears of a run that a watch alone saw."""
    path = watch_file(tmp_path / "easy.fit", STARTED, 900, 81.5)
    said = command("import", str(path), "--baseline")
    assert (said.code, said.err) == (0, "")
    assert "Was there a beat in your ears?" in said.out
    assert "settings set cadence_spm 163 --anyway" in said.out
    assert own_cadences() == []
    assert command("pain", "1").code == 0
    assert own_cadences() == [], "and no later act sets it by itself"
    assert command("settings", "set", "cadence_spm", "163").code == 0
    assert own_cadences() == [163]


@pytest.mark.parametrize("word", ["y", ""])
def test_on_a_terminal_the_answer_is_taken_at_once(
    command: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    monkeypatch.setattr(import_file, "attended", lambda: True)
    monkeypatch.setattr("builtins.input", lambda _asked: word)
    path = watch_file(tmp_path / "easy.fit", STARTED, 900, 81.5)
    said = command("import", str(path), "--baseline")
    assert said.code == 0
    assert own_cadences() == ([163] if word else [])


def test_a_refused_file_is_set_by_no_later_act(command: Run, tmp_path: Path) -> None:
    """An older run was refused, and the next check-in wrote it down all the same."""
    assert command("settings", "set", "cadence_spm", "160").code == 0
    old = watch_file(tmp_path / "old.fit", STARTED - timedelta(days=400), 900, 78.0)
    said = command("import", str(old), "--baseline")
    assert "It is older than your 160" in said.out
    for words in (("pain", "1"), ("check-in", "--before", "2"), ("programme", "start")):
        assert command(*words).code == 0
    assert own_cadences() == [160]
    assert "older than your 160" in command("programme").out


# --- every door, one gate -------------------------------------------------------------------------

QUIET = ("--headless", "--audio", "null", "--footpod", "none")
SIMULATED = ("--headless", "--audio", "null", "--speed", "max", "--footpod", "simulated")


def listed(command: Run, name: str) -> str:
    """The row of a plan in the list."""
    rows = [" ".join(line.split()) for line in command("plans").out.splitlines()]
    return next(row for row in rows if row.startswith(f"{name} "))


def test_the_list_of_plans_has_what_would_be_run(command: Run) -> None:
    assert listed(command, "ramp") == "ramp 40:00 160 → 165 → 170 → 175 every 5:00 chosen"
    assert command("programme", "start", "--baseline", "160").code == 0
    assert command("pain", "1").code == 0
    cut = "ramp 40:00 160 every 5:00 chosen, less than its file says"
    assert listed(command, "ramp") == cut
    assert command("pain", "4").code == 0
    assert listed(command, "ramp").endswith("chosen, gentler")
    assert listed(command, "ramp").split()[1] in command("plans", "show", "ramp").out.split()
    assert command("pain", "7").code == 0
    assert listed(command, "ramp").endswith("chosen, no run now")
    assert "Your back is at 7: no run today." in command("plans").out


def test_the_raised_ceiling_is_that_of_a_simulated_runner_too(command: Run, tmp_path: Path) -> None:
    (tmp_path / "fast.toml").write_text(FAST)
    asked = ("run", str(tmp_path / "fast.toml"), *SIMULATED)
    assert command(*asked).records[0]["targets_spm"][-1] == 180
    with open_logbook(Home.here()) as book:
        book.write(CeilingSet(book.now, 190))
    assert command(*asked).records[0]["targets_spm"][-1] == 190


def test_a_sound_file_is_for_a_back_whoever_ran_meanwhile(command: Run, tmp_path: Path) -> None:
    """`--footpod simulated --audio file:` wrote any beat past a warning sign."""
    out = tmp_path / "run.wav"
    asked = ("run", "demo", "--headless", "--speed", "max", "--footpod", "simulated")
    assert command("check-in", "--red-flags", "saddle").code == 0
    said = command(*asked, "--audio", f"file:{out}")
    assert said.code == 2
    assert "Seek care now" in said.err
    assert not out.exists()
    assert command(*asked, "--audio", "null").code == 0


@pytest.mark.usefixtures("leaping_clock")
def test_a_run_on_a_day_without_one_asks(command: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert command("programme", "start", "--baseline", "160").code == 0
    assert command("pain", "1").code == 0
    assert command("run", "today", *QUIET).code == 0
    said = command("run", "today", *QUIET)
    assert (said.code, said.out) == (2, "")
    assert "You ran today; a rest day between runs" in said.err
    assert "--anyway" in said.err
    answers = ["", "y"]
    monkeypatch.setattr(run, "attended", lambda: True)
    monkeypatch.setattr("builtins.input", lambda _asked: answers.pop(0))
    assert command("run", "today", *QUIET).code == 2
    assert command("run", "today", *QUIET).code == 0
    assert command("run", "today", *QUIET, "--anyway").code == 0
    assert answers == []
    with open_logbook(Home.here()) as book:
        assert book.diary.last(Overrode) is None, "a rest day is advice, and no gate"


def test_a_log_that_cannot_be_read_lifts_no_limit(command: Run, own_home: Path) -> None:
    """Whose log was broken ran up to 180, whatever the settings knew."""
    assert command("settings", "set", "cadence_spm", "155").code == 0
    (own_home / "sessions.db").write_bytes(b"junk" * 4096)
    with pytest.raises(StoreError):
        own_cadences()
    assert verdict_of(Home.here(), steady(200)).plan.targets == (155,)
    assert command("settings", "set", "plan", "ramp").code == 0
    assert "155" in listed(command, "ramp").split()


@pytest.mark.usefixtures("leaping_clock")
@pytest.mark.parametrize(
    ("told", "words"),
    [
        (("pain", "8"), "Your back is at 8"),
        (("check-in", "--red-flags", "saddle"), "Seek care now"),
    ],
    ids=["pain", "a sign"],
)
def test_a_backup_of_before_ends_no_pain(
    command: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: tuple[str, ...], words: str
) -> None:
    """Told 8, the backup of the morning restored, and the gate said go."""
    assert command("programme", "start", "--baseline", "158").code == 0
    assert command("backup", str(tmp_path / "before.db")).code == 0
    later = datetime.now(UTC) + timedelta(hours=1)
    monkeypatch.setattr(SystemClock, "utc_now", lambda _: later)
    assert command(*told).code == 0
    assert command("restore", str(tmp_path / "before.db")).code == 0
    said = command("run", "today", *QUIET)
    assert said.code == 2
    assert words in said.err
