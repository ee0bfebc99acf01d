"""What `make` stands on: a quick look leaves out what it says, and a step shows how it ended."""

from __future__ import annotations

import subprocess
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests import conftest
from tests.conftest import CASES, LONG_S, MOST_S, TOOK, pytest_collection_modifyitems

ROOT = Path(__file__).parents[1]


@dataclass
class Item:
    nodeid: str


@pytest.mark.parametrize("quick", [True, False])
def test_a_quick_look_has_some_cases_of_what_is_short(quick: bool) -> None:
    table = [f"tests/core/test_a.py::test_b[{number}]" for number in range(CASES + 3)]
    others = [
        "tests/core/test_a.py::test_long",
        "tests/core/test_a.py::test_c",
        "tests/e2e/t.py::x",
    ]
    items: list[Any] = [Item(name) for name in (*table, *others)]
    took = {others[0]: LONG_S + 0.1, others[1]: LONG_S / 2}
    left: list[Item] = []
    config: Any = SimpleNamespace(
        getoption=lambda _: quick,
        cache=SimpleNamespace(get=lambda key, _: took if key == TOOK else {}),
        hook=SimpleNamespace(pytest_deselected=lambda items: left.extend(items)),  # noqa: PLW0108 - by its name
    )
    pytest_collection_modifyitems(config, items)
    kept = [*table[:CASES], others[1]] if quick else [*table, *others]
    assert [item.nodeid for item in items] == kept
    assert {item.nodeid for item in left} == {*table, *others} - {*kept}


@pytest.mark.parametrize("quick", [True, False])
def test_a_quick_look_ends_within_a_minute(quick: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    item: Any = SimpleNamespace(config=SimpleNamespace(getoption=lambda _: quick))
    now_s = iter((MOST_S - 1, MOST_S + 1))
    monkeypatch.setattr(conftest, "begun_s", [0.0])
    monkeypatch.setattr(conftest.time, "monotonic", lambda: next(now_s))
    conftest.pytest_runtest_setup(item)
    with pytest.raises(pytest.skip.Exception) if quick else nullcontext():
        conftest.pytest_runtest_setup(item)


@pytest.mark.parametrize(("command", "code"), [("echo fine", 0), ("echo broken; exit 3", 3)])
def test_a_step_says_what_it_does_and_shows_what_failed(command: str, code: int) -> None:
    done = subprocess.run(
        [ROOT / "tools" / "step.sh", "Trying", "sh", "-c", command],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == code
    assert done.stdout.startswith("Trying ")
    assert done.stdout.endswith(" s\n")
    assert done.stderr == ("" if code == 0 else "broken\n")
