"""What a command may load: static graphs cannot see deferred imports, so `sys.modules` is asked."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
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
import json, os, sys
from cadencecoach.cli.main import main
if sys.argv[1:]:
    import cadencecoach.cli.command_line
for out, home, words, forbidden in json.load(sys.stdin):
    pid = os.fork()
    if pid:
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
        continue
    os.dup2(os.open(out, os.O_WRONLY | os.O_CREAT), 1)
    os.environ["CADENCECOACH_HOME"] = home
    sys.argv = ["cadencecoach", *words.split()]
    code = 0
    try:
        main()
    except SystemExit as exc:
        code = exc.code
    print("loaded:", *(name for name in forbidden if name in sys.modules), flush=True)
    os._exit(code or 0)
"""
"""Each command in a fork of one process; with a word, it holds the parser, which nearly all of them load."""

SCHEMA = ROOT / "tests" / "recordings" / "schema" / "1.db"


def all_loaded(
    folder: Path, asked: Mapping[str, Sequence[str]], log: Path = SCHEMA, beside: str = "parser"
) -> dict[str, list[str]]:
    """The forbidden modules that each command has loaded; it must have done its work, in a home
    of its own with this log."""
    places = [folder / str(number) for number in range(len(asked))]
    for place in places:
        place.mkdir()
        (place / "sessions.db").write_bytes(log.read_bytes())
    told = [
        (str(place / "out"), str(place), words, forbidden)
        for place, (words, forbidden) in zip(places, asked.items(), strict=True)
    ]
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *beside.split()],
        input=json.dumps(told),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert done.stdout.split() == ["0"] * len(asked)
    printed = [(place / "out").read_text().splitlines() for place in places]
    assert all(len(lines) > 1 for lines in printed)
    return {words: lines[-1].split()[1:] for words, lines in zip(asked, printed, strict=True)}


def nothing_loaded(folder: Path, words: Sequence[str], forbidden: tuple[str, ...]) -> bool:
    """Whether none of some commands loads any of the forbidden modules."""
    found = all_loaded(folder, dict.fromkeys(words, forbidden))
    assert found == {one: [] for one in words}
    return True


def test_reading_the_log_loads_no_screen_radio_or_sound(tmp_path: Path) -> None:
    words = ("sessions --json", "show last", "cues last --json", "plans")
    assert nothing_loaded(tmp_path, words, HEAVY)


def test_reading_the_log_loads_nothing_of_how_a_run_is_led(tmp_path: Path) -> None:
    led = tuple(f"cadencecoach.core.run.{name}" for name in ("coach", "engine", "setup", "state"))
    assert nothing_loaded(tmp_path, ("sessions --json", "show last", "cues last --json"), led)


def test_looking_into_the_log_reads_no_settings_and_loads_no_loop(tmp_path: Path) -> None:
    words = (
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
    )
    assert nothing_loaded(tmp_path, words, (*LIGHT, "matplotlib"))


def test_reading_files_loads_no_arrays(tmp_path: Path) -> None:
    words = ("plans", "plans show ramp", "settings", "routine show mobility")
    assert nothing_loaded(tmp_path, words, (*HEAVY, "numpy", "matplotlib", "asyncio"))


def test_help_of_a_command_loads_what_defines_it_and_no_more(tmp_path: Path) -> None:
    defined = {
        word: f"cadencecoach.cli.commands.{where.partition(':')[0]}" for word, where, _ in COMMANDS
    }
    heavy = (*LIGHT, "matplotlib", "cadencecoach.ui", "cadencecoach.core.run.engine")
    asked = {
        f"{word} --help": tuple(
            module for other, module in defined.items()
            if other not in {word, *PRINTED_WITH.get(word, ())}
        )
        for word in defined
    }  # fmt: skip
    found = all_loaded(tmp_path, {words: (*heavy, *others) for words, others in asked.items()})
    assert found == {words: [] for words in asked}


def test_help_of_the_whole_lists_every_command_and_loads_none(tmp_path: Path) -> None:
    modules = [f"cadencecoach.cli.commands.{where.partition(':')[0]}" for _, where, _ in COMMANDS]
    assert nothing_loaded(tmp_path, ("--help",), (*LIGHT, *modules))


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


def test_what_must_be_quick_loads_little(tmp_path: Path) -> None:
    assert nothing_loaded(tmp_path, ("--version", "sessions"), LIGHT)


def test_a_list_as_a_document_reads_what_is_kept_and_loads_nothing_that_sums_up(
    tmp_path: Path,
) -> None:
    sums = ("core.events", "core.outcome.summary", "core.outcome.document", "core.trends.trends")
    late = (*LIGHT, "tempfile", *(f"cadencecoach.{name}" for name in sums))
    first, again = tmp_path / "first", tmp_path / "again"
    first.mkdir()
    again.mkdir()
    all_loaded(first, {"sessions": ()})  # what was never summed up is summed up once
    kept = first / "0" / "sessions.db"
    assert all_loaded(again, {"sessions --json": late}, kept) == {"sessions --json": []}


def test_asking_for_the_version_loads_no_parser(tmp_path: Path) -> None:
    asked = {"--version": ("cyclopts", "inspect", "sqlite3")}
    assert all_loaded(tmp_path, asked, beside="") == {"--version": []}


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
