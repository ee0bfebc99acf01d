"""What to do is said with keys in the app: no option, and no command where a key does the same."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

import cadencecoach
from cadencecoach.cli.command_line import COMMANDS
from cadencecoach.core.programme.maintenance import TRIAL_OFFER
from cadencecoach.ui.screens.review import ReviewScreen
from cadencecoach.ui.screens.today import TodayScreen

ROOT = Path(cadencecoach.__file__).parent
ROOMS = (
    "adapters",
    "app",
    "config",
    "core",
    "ui",
    "session.py",
    "routine_session.py",
    "opening.py",
)
"""All but the command line itself."""

FILES = sorted(
    path
    for room in ROOMS
    for path in ([ROOT / room] if room.endswith(".py") else (ROOT / room).rglob("*.py"))
    if "hint=" in path.read_text(encoding="utf-8")
)
NO_KEY = {
    "backup",
    "completion",
    "cue",
    "doctor",
    "export",
    "import",
    "render",
    "report",
    "restore",
    "wear",
}
"""Commands of which no key of the app does the same, or as much."""

KEYS = {
    "about": "i",
    "activity": "d",
    "assessment": "a",
    "causes": "j",
    "check-in": "c",
    "cues": "v",
    "desk": "u",
    "discard": "x",
    "footpod": "f",
    "keep": "k",
    "outings": "o",
    "pain": "c",
    "plans": "l",
    "programme": "g",
    "routine": "e",
    "run": "r",
    "sessions": "v",
    "settings": "s",
    "shoes": "h",
    "show": "v",
    "trends": "t",
    "trial": "g",
}
"""The others, and the key of Today that leads there."""

TYPED = re.compile(
    rf"(?<![-\w])--[a-z]|cadencecoach (?!(?:{'|'.join(sorted(NO_KEY))})\b)[a-z]|`(?!cadencecoach )[a-z]"
)
NOT_IN_THE_APP = {
    "a sound device plays at its own speed": "--speed is an option",
    "--speed goes with": "--speed is an option",
    "--what names": "the sport is a row of its screen",
    "--phone": "the page is served before the screen opens",
    "is no distance of a run": "only of options: the screen has its own words",
    "goes from 0 to": "only of options",
    "is longer than": "only of options",
    "there is nothing to tell": "only of options",
    "typed_line(": "only of options",
    "zero_to_ten(": "only of options",
    "note_fields(": "only of options",
    "does not end in .fit": "of `export`, and of `--workout`, whose screen asks yes or no",
    "is no format": "of `export`",
    "there is no session yet', hint='`cadencecoach run`": "of `export`",
    "that run would not be over yet": "of `outings ran --at`",
    "hint=OPTIONS_HINT": "only of options",
    "verdict.re": "the gate of a command; the app has a screen for it",
    "there is nothing to back up yet": "of `backup`",
    "is no file', hint='name a file that": "of `restore`",
    "they read English letters": "of `cue add`",
    "how_to_install(": "what is missing is installed at a prompt",
}
"""Part of an error, and why it cannot come up there."""


def text_of(node: ast.expr, constants: dict[str, str]) -> str:
    """The words of a hint, with those of the module's constants in it."""
    text = ast.unparse(node)
    for name in {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}:
        text += constants.get(name, "")
    return text


def hints(path: Path) -> list[tuple[str, str, str]]:
    """Each error that a module makes, its hint, and its words for the app; empty where it has none."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    constants = {
        ast.unparse(target): ast.unparse(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
    }
    found = []
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        given = {one.arg: text_of(one.value, constants) for one in call.keywords}
        if "hint" in given:
            found.append((ast.unparse(call), given["hint"], given.get("in_app", "")))
    return found


@cache
def all_hints() -> list[tuple[str, str, str]]:
    """Those of every module."""
    return [one for path in FILES for one in hints(path)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_hint_that_names_an_option_or_a_command_has_other_words_in_the_app(path: Path):
    for error, hint, in_app in hints(path):
        if TYPED.search(hint) and not any(said in error for said in NOT_IN_THE_APP):
            assert in_app, error
            assert not TYPED.search(in_app), error


def test_every_command_has_a_key_on_today_or_none() -> None:
    words = {word for word, *_ in COMMANDS}
    assert words == NO_KEY | set(KEYS)
    bound = {
        key
        for screen in (TodayScreen, ReviewScreen)
        for one in screen.BINDINGS
        for key in one.key.split(",")  # type: ignore[union-attr]
    }
    assert set(KEYS.values()) <= bound


def test_a_key_that_a_hint_names_is_bound_on_today() -> None:
    bound = {key for one in TodayScreen.BINDINGS for key in one.key.split(",")}  # type: ignore[union-attr]
    named = [
        found for *_, in_app in all_hints() for found in re.findall(r"\b([a-z]) on Today", in_app)
    ]
    assert set(named) <= bound
    assert len(named) > 15


@pytest.mark.parametrize("part", NOT_IN_THE_APP)
def test_what_is_left_out_is_there(part: str):
    assert any(part in error and TYPED.search(hint) for error, hint, _ in all_hints())


def said_in(path: Path) -> list[str]:
    """The words of a module: its strings, but for docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = {id(one.value) for one in ast.walk(tree) if isinstance(one, ast.Expr)}
    return [
        one.value
        for one in ast.walk(tree)
        if isinstance(one, ast.Constant)
        and isinstance(one.value, str)
        and id(one) not in documented
    ]


@pytest.mark.parametrize("room", ["core", "ui"])
def test_nothing_on_a_screen_names_a_command_that_has_a_key(room: str) -> None:
    said = [words for path in (ROOT / room).rglob("*.py") for words in said_in(path)]
    named = {words for words in said if TYPED.search(words) and "cadencecoach" in words}
    assert named <= {TRIAL_OFFER}, "which the app leaves out, as one of the ways on"
