"""The program as others get it: a wheel, alone in an environment, far from this checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import wave
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built without the network: hatchling is among what tests need."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    (wheel,) = folder.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of an environment that holds the wheel and sees our libraries."""
    home = tmp_path_factory.mktemp("environment")
    venv.create(home, with_pip=False)
    names = {"base": str(home), "platbase": str(home)}
    packages = Path(sysconfig.get_path("purelib", vars=names))
    programs = Path(sysconfig.get_path("scripts", vars=names))
    # Read as a plain line of the path, so the editable checkout that it names is not followed.
    (packages / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", programs / "python", "install", "--quiet",
         "--no-index", "--no-deps", "--ignore-installed", wheel],
        check=True, capture_output=True,
    )  # fmt: skip
    return programs


@pytest.fixture
def call(installed: Path, tmp_path: Path):
    """Runs the installed program with a home and a folder of its own."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    env = {k: v for k, v in os.environ.items() if k not in {"PYTHONPATH", "VIRTUAL_ENV"}}
    env["CADENCECOACH_HOME"] = str(tmp_path / "home")
    (tmp_path / "user").mkdir()
    env |= {name: str(tmp_path / "user") for name in ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME")}

    def call(*arguments: str, program: str = "cadencecoach") -> str:
        done = subprocess.run(
            [installed / program, *arguments], cwd=elsewhere, env=env, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert "Traceback" not in done.stderr
        return done.stdout

    return call


def test_the_manual_the_starter_and_the_pages_that_hints_name_are_in_the_wheel(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        names = set(packed.namelist())
        metadata = packed.read(next(name for name in names if name.endswith("METADATA"))).decode()
    ends = ("share/man/man1/cadencecoach.1", "share/applications/cadencecoach.desktop")
    for end in (*ends, "_data/docs/plans.md", "_data/docs/programme.md"):
        assert any(name.endswith(end) for name in names), end
    assert "Requires-Dist: textual~=" in metadata, "a range: whoever installs it beside others may"


def test_the_source_comes_with_its_documents(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "sdist", "--directory", tmp_path],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    (sdist,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(sdist) as packed:
        names = {name.partition("/")[2] for name in packed.getnames()}
    ours = ["README.md", "CHANGELOG.md", "LICENSE", "CONTRIBUTING.md", "SECURITY.md"]
    ours += [path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md")]
    assert set(ours) <= names
    assert {"constraints.txt", "share/man/man1/cadencecoach.1", "pyproject.toml"} <= names


def test_what_is_left_behind_are_data(call, installed: Path, tmp_path: Path) -> None:
    """Everything that a run, a page and a sound file leave is in the one folder of data."""
    call("run", "demo", "--headless", "--audio", "null", "--speed", "max")
    call("report", "last", "--html", "page.html")
    call("render", "demo", "--out", "x.wav")
    call("settings", "set", "quiet", "true")
    left = {path.name for path in (tmp_path / "user").iterdir()}
    assert left == set(), "nothing beside CADENCECOACH_HOME"
    assert {path.name for path in (tmp_path / "elsewhere").iterdir()} == {"page.html", "x.wav"}


def test_code_and_data_come_from_the_wheel(call, installed: Path) -> None:
    told = call(
        "-c",
        "import cadencecoach; from cadencecoach.config.shipped import find_configs;"
        "from cadencecoach.adapters.sounds import SoundLibrary;"
        "library = SoundLibrary.open();"
        "[library.clip(name) for name in library.ids()];"
        "print(cadencecoach.__file__, find_configs(), len(library.ids()), sep='\\n')",
        program="python",
    )
    code, configs, sounds = told.splitlines()
    assert Path(code).is_relative_to(installed.parent)
    assert Path(configs).is_relative_to(installed.parent)
    assert int(sounds) > 141  # the numbers 100 to 240, and what is said beside them


def test_first_words(call) -> None:
    assert (
        call("--version").strip()
        == call(
            "-c", "import cadencecoach; print(cadencecoach.__version__)", program="python"
        ).strip()
    )
    listed = call("plans")
    assert all(name in listed for name in ("ramp", "steady", "drill-30", "demo"))


def test_renders_the_demo_plan(call, tmp_path: Path) -> None:
    call("render", "demo", "--out", "x.wav")
    with wave.open(str(tmp_path / "elsewhere" / "x.wav")) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (48_000, 2, 2)
        assert file.getnframes() >= 180 * 48_000
        file.setpos(100 * 48_000)
        assert any(file.readframes(48_000))


def test_runs_the_demo_plan_and_shows_it(call) -> None:
    run = ("run", "demo", "--headless", "--audio", "null", "--speed", "max")
    printed = [json.loads(line) for line in call(*run, "--footpod", "simulated").splitlines()]
    assert (printed[0]["event"], printed[-1]["event"]) == ("session", "summary")
    shown = json.loads(call("show", "last", "--json"))
    assert shown["state"] == "finished"
    assert [rung["target_spm"] for rung in shown["rungs"]] == [160, 165, 170, 175]
    assert any(cue["spoken"] for cue in shown["cues"])


def test_screens_find_their_style_sheet_and_type_checkers_their_mark(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        names = set(packed.namelist())
    ours = {path.relative_to(ROOT).as_posix() for path in (ROOT / "cadencecoach").rglob("*.tcss")}
    assert ours
    assert ours | {"cadencecoach/py.typed"} <= names
