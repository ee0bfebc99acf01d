"""Where no home can be made, whatever needs none works: plans, sounds, help, and what is told of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from cadencecoach.app.home import Home
from tests.cli.conftest import Run

READS = ["plans", "plans show ramp", "about", "--help", "settings", "routine", "causes --help"]
WRITES = ["settings set quiet true", "cue add Easy", "pain 2", "programme start", "sessions"]


@pytest.fixture
def no_home(command: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home that nobody can make, root included, as in a file system that is only read."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("CADENCECOACH_HOME", str(tmp_path / "file" / "home"))
    return tmp_path


@pytest.mark.parametrize("words", READS)
@pytest.mark.usefixtures("no_home")
def test_what_only_reads_needs_no_home(command: Run, words: str) -> None:
    done = command(*words.split())
    assert (done.code, done.err) == (0, "")
    assert done.out
    assert ": \n" not in done.out, "an answer without its reason"


def test_a_run_to_take_along_needs_none_and_says_that_it_is_not_noted(
    command: Run, no_home: Path
) -> None:
    done = command("render", "demo", "--out", str(no_home / "demo.wav"))
    assert done.code == 0
    assert (no_home / "demo.wav").stat().st_size > 1_000_000
    assert "no outing was noted" in done.err


@pytest.mark.parametrize("words", WRITES)
@pytest.mark.usefixtures("no_home")
def test_what_writes_says_in_two_lines_that_it_cannot(command: Run, words: str) -> None:
    done = command(*words.split())
    assert done.code in (2, 3, 6)
    assert len(done.err.splitlines()) == 2
    assert "Traceback" not in done.err


def test_what_asks_no_log_makes_none(command: Run, own_home: Path) -> None:
    for words in ("about", "--help", "footpod list", "cue list"):
        assert command(*words.split()).code == 0
    assert not own_home.exists()


def test_a_home_that_is_made_is_private_in_every_folder(command: Run, own_home: Path) -> None:
    assert command("settings", "set", "quiet", "true").code == 0
    assert command("pain", "2").code == 0
    home = Home.here()
    modes = {folder.stat().st_mode & 0o777 for folder in (own_home, home.data, home.config)}
    assert modes == {0o700}
