"""What a command may load: static graphs cannot see deferred imports, so `sys.modules` is asked."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cadencecoach.adapters.store.home import HOME_VARIABLE
from cadencecoach.cli.command_line import COMMANDS, app

ROOT = Path(__file__).parents[1]
HEAVY = ("textual", "bleak", "simpleaudio", "miniaudio", "soundfile")
LIGHT = (*HEAVY, "numpy", "pydantic", "platformdirs", "asyncio")
PRINTED_WITH = {
    "check-in": ("pain", "programme", "activity"),
    "pain": ("programme", "activity"),
    "programme": ("activity",),
}
"""Commands that print a part of what another prints."""

SCRIPT = """
import sys
from cadencecoach.cli.main import main
words, forbidden = sys.argv[1].split(), sys.argv[2].split()
sys.argv = ["cadencecoach", *words]
code = 0
try:
    main()
except SystemExit as exc:
    code = exc.code
print("loaded:", *(name for name in forbidden if name in sys.modules))
sys.exit(code)
"""


def loaded(words: str, forbidden: tuple[str, ...], home: Path) -> list[str]:
    """The forbidden modules that a command has loaded; it must have done its work."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, words, " ".join(forbidden)],
        env={**os.environ, HOME_VARIABLE: str(home)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) > 1
    return done.stdout.splitlines()[-1].split()[1:]


@pytest.mark.parametrize("words", ["sessions --json", "show last", "cues last --json", "plans"])
def test_reading_the_log_loads_no_screen_radio_or_sound(recorded: Path, words: str) -> None:
    assert loaded(words, HEAVY, recorded) == []


@pytest.mark.parametrize("words", ["sessions --json", "show last", "cues last --json"])
def test_reading_the_log_loads_nothing_of_how_a_run_is_led(recorded: Path, words: str) -> None:
    led = tuple(f"cadencecoach.core.run.{name}" for name in ("coach", "engine", "setup", "state"))
    assert loaded(words, led, recorded) == []


@pytest.mark.parametrize(
    "words",
    [
        "about",
        "activity",
        "assessment",
        "causes",
        "discard 1",
        "keep 1",
        "pain",
        "programme",
        "shoes",
        "sessions --json",
        "show last",
        "cues last",
        "trends",
    ],
)
def test_looking_into_the_log_reads_no_settings_and_loads_no_loop(
    recorded: Path, words: str
) -> None:
    assert loaded(words, (*LIGHT, "matplotlib"), recorded) == []


@pytest.mark.parametrize("words", ["plans", "plans show ramp", "settings", "routine show mobility"])
def test_reading_files_loads_no_arrays(recorded: Path, words: str) -> None:
    assert loaded(words, (*HEAVY, "numpy", "matplotlib", "asyncio"), recorded) == []


@pytest.mark.parametrize("command", [word for word, _, _ in COMMANDS])
def test_help_of_a_command_loads_what_defines_it_and_no_more(tmp_path: Path, command: str) -> None:
    others = [
        f"cadencecoach.cli.commands.{where.partition(':')[0]}"
        for word, where, _ in COMMANDS
        if word not in {command, *PRINTED_WITH.get(command, ())}
    ]
    heavy = (*LIGHT, "matplotlib", "cadencecoach.ui", "cadencecoach.core.run.engine")
    assert loaded(f"{command} --help", (*heavy, *others), tmp_path) == []


def test_help_of_the_whole_lists_every_command_and_loads_none(tmp_path: Path) -> None:
    modules = [f"cadencecoach.cli.commands.{where.partition(':')[0]}" for _, where, _ in COMMANDS]
    assert loaded("--help", (*LIGHT, *modules), tmp_path) == []


@pytest.mark.parametrize(("word", "where", "line"), COMMANDS)
def test_the_line_of_the_list_is_the_first_line_of_the_help(
    word: str, where: str, line: str
) -> None:
    module, _, name = where.partition(":")
    found = getattr(importlib.import_module(f"cadencecoach.cli.commands.{module}"), name)
    if name == "app":
        assert found.name == (word,)
    else:
        assert found.__doc__.splitlines()[0] == line
        assert app[word].help == line


@pytest.mark.parametrize("words", ["--version", "sessions"])
def test_what_must_be_quick_loads_little(recorded: Path, words: str) -> None:
    assert loaded(words, LIGHT, recorded) == []


def test_a_list_as_a_document_reads_what_is_kept_and_loads_nothing_that_sums_up(
    recorded: Path,
) -> None:
    sums = ("core.events", "core.outcome.summary", "core.outcome.document", "core.trends.trends")
    late = (*LIGHT, "tempfile", *(f"cadencecoach.{name}" for name in sums))
    loaded("sessions", (), recorded)  # what was never summed up is summed up once
    assert loaded("sessions --json", late, recorded) == []


def test_asking_for_the_version_loads_no_parser(tmp_path: Path) -> None:
    assert loaded("--version", ("cyclopts", "inspect", "sqlite3"), tmp_path) == []


def test_the_app_opens_before_anything_for_sound_is_loaded(tmp_path: Path) -> None:
    asked = (
        "import sys; from cadencecoach.cli.open_app import make_parts; "
        "from cadencecoach.app.home import Home; from cadencecoach.ui.screens import today; "
        "make_parts(Home.here(), run_now=None, settings_typed={}, speed=1.0); print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", asked],
        env={**os.environ, HOME_VARIABLE: str(tmp_path)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    names = done.stdout.split()
    assert "textual" in names
    assert not ({*HEAVY, "numpy"} - {"textual"}) & {*names}


def test_the_first_frame_waits_for_nothing_it_does_not_show() -> None:
    asked = "import sys, cadencecoach.cli.open_app; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True
    )
    names = set(done.stdout.split())
    assert "textual" in names
    late = {"pydantic", "cyclopts", "sqlite3", "tomllib", "numpy", *HEAVY} - {"textual"}
    assert not late & names
    own = {name for name in names if name.startswith("cadencecoach.")}
    core = {name.split(".")[2] for name in own if name.startswith("cadencecoach.core.")}
    assert core == {"values"}
    assert len(own) < 40, sorted(own)


def test_imports_run_one_way() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "0 broken" in done.stdout, done.stdout + done.stderr
    assert done.returncode == 0


@pytest.fixture
def recorded(tmp_path: Path) -> Path:
    """A home with sessions in it."""
    schema = ROOT / "tests" / "recordings" / "schema" / "1.db"
    (tmp_path / "sessions.db").write_bytes(schema.read_bytes())
    return tmp_path
