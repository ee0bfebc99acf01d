"""What to do is said with keys in the app: no option of the command line where a key does it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import cadencecoach

ROOT = Path(cadencecoach.__file__).parent
FILES = sorted(
    path
    for room in ("adapters/audio", "adapters/footpod", "app/diary")
    for path in (ROOT / room).rglob("*.py")
)
TYPED = re.compile(r"--[a-z]|cadencecoach (?!doctor)[a-z]")
ONLY_TYPED = {"a sound device plays at its own speed", "--what names", "there is no activity"}
"""What no key leads to."""


def text_of(node: ast.expr, constants: dict[str, str]) -> str:
    """The words of a hint, with those of the module's constants in it."""
    text = ast.unparse(node)
    for name in {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}:
        text += constants.get(name, "")
    return text


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_hint_that_names_an_option_has_other_words_in_the_app(path: Path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    constants = {
        ast.unparse(target): ast.unparse(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
    }
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        given = {one.arg: text_of(one.value, constants) for one in call.keywords}
        if "hint" not in given or any(said in ast.unparse(call) for said in ONLY_TYPED):
            continue
        if TYPED.search(given["hint"]):
            assert "in_app" in given, ast.unparse(call)
            assert not TYPED.search(given["in_app"]), ast.unparse(call)
