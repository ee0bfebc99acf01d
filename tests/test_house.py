"""The house as it is built: rooms one can look over, modules one can read, each class named once."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "cadencecoach"
MODULES = sorted(ROOT.rglob("*.py"))
ROOMS = sorted({module.parent for module in MODULES})
MOST_MODULES = 15
MOST_LINES = 350
LISTS = {"cli/commands", "ui/screens"}
"""Rooms that are a list of like things: nobody looks for one of them by opening the others."""


def place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("room", ROOMS, ids=place)
def test_a_room_can_be_looked_over_and_says_what_it_is(room: Path) -> None:
    modules = [path for path in room.glob("*.py") if path.name != "__init__.py"]
    assert place(room) in LISTS or len(modules) <= MOST_MODULES
    assert ast.get_docstring(ast.parse((room / "__init__.py").read_text("utf-8")))


@pytest.mark.parametrize("module", MODULES, ids=place)
def test_a_module_can_be_read_and_says_why_it_is_apart(module: Path) -> None:
    text = module.read_text("utf-8")
    assert len(text.splitlines()) <= MOST_LINES
    assert ast.get_docstring(ast.parse(text))


def test_a_class_name_stands_once() -> None:
    found: dict[str, list[str]] = defaultdict(list)
    for module in MODULES:
        for node in ast.parse(module.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found[node.name].append(place(module))
    assert {name: places for name, places in found.items() if len(places) > 1} == {}
