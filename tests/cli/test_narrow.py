"""Lists are as wide as the terminal at most, and whole in a file or a pipe."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadencecoach.adapters.footpod.known import KnownPod, KnownPods
from cadencecoach.app.home import Home
from cadencecoach.cli.text import tables
from cadencecoach.cli.text.tables import narrowed
from cadencecoach.core.values.text import aligned, width
from tests.cli.conftest import Run

LONG = "Along the river and back over the hill with the wind in the face"

words = st.text("abcdefghij", min_size=1, max_size=12)
cells = st.lists(words, max_size=12).map(" ".join)
tables_of = st.integers(1, 4).flatmap(
    lambda columns: st.lists(st.tuples(*[cells] * columns), min_size=1, max_size=6)
)


@given(tables_of)
def test_a_table_is_no_wider_than_its_place_and_keeps_every_word(rows: Sequence[Sequence[str]]):
    lines = aligned(narrowed(rows, 80))
    assert all(width(line) <= 80 for line in lines)
    told = sorted(word for row in rows for cell in row for word in cell.split())
    assert sorted(word for line in lines for word in line.split()) == told


@given(tables_of)
def test_a_table_that_fits_stays_as_it_is(rows: Sequence[Sequence[str]]):
    assert aligned(narrowed(rows, 1000)) == aligned(rows)


def test_a_word_without_an_end_is_broken_and_a_number_is_not():
    path = "/home/" + "a" * 100
    lines = aligned(narrowed([("12 345", "file", path)], 40, right=(0,)), right=frozenset((0,)))
    assert all(width(line) <= 40 for line in lines)
    assert "".join(line[14:] for line in lines) == path
    assert lines[0].startswith("12 345")


@pytest.fixture
def full(own_home: Path, command: Run) -> Path:
    """A home where everything has a long name."""
    plans = Home.here().plans
    plans.mkdir(parents=True)
    for name in ("a-name-of-a-plan-that-somebody-took-some-care-to-write", "short"):
        (plans / f"{name}.toml").write_text(
            f'title = "{LONG}"\nminutes = 1\nwarm_up = "5 s"\ncool_down = "5 s"\ncue_every = "off"\n'
            '[ramp]\nstart = 165\ntop = 170\nhold = "10 s"\n'
        )
    assert command("programme", "start", "--baseline", "158").code == 0
    run = ("--headless", "--audio", "null", "--speed", "max")
    assert command("run", "short", "--footpod", "simulated", *run).code == 0
    assert command("run", "short", "--footpod", "none", *run).code == 0
    assert command("shoes", "add", LONG[:40]).code == 0
    assert command("activity", "other", "30", "--what", LONG[:30], "--note", LONG).code == 0
    assert command("check-in", "--before", "3", "--side", "left").code == 0
    assert command("assessment", "record", "overstride", "arched", "--note", LONG).code == 0
    assert command("assessment", "record", "rounded").code == 0
    assert command("causes", "record", "hip-flexors", "sitting").code == 0
    KnownPods(own_home).remember(KnownPod("AA:BB:CC:DD:EE:FF", LONG[:40]))
    return own_home


LISTS = (
    "sessions", "show last", "cues last", "trends", "programme", "programme calendar", "plans",
    "plans show short", "footpod list", "cue list", "settings", "shoes", "outings", "routine list",
    "routine show warm-up", "activity list", "causes", "assessment", "assessment compare", "pain",
)  # fmt: skip


def test_no_table_is_wider_than_80_and_a_pipe_has_all_of_it(
    full: Path, command: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid_out: list[str] = []
    lay_out = tables.aligned

    def noted(*about: object, **more: object) -> list[str]:
        lines = lay_out(*about, **more)  # type: ignore[arg-type]
        laid_out.extend(lines)
        return lines

    whole = {words: command(*words.split()) for words in LISTS}
    assert {words: said.err for words, said in whole.items() if said.code} == {}
    monkeypatch.setattr(tables, "aligned", noted)
    monkeypatch.setattr(tables, "terminal_columns", lambda: 80)
    monkeypatch.setattr("cadencecoach.cli.text.session.terminal_columns", lambda: 80)
    for words in LISTS:
        laid_out.clear()
        said = command(*words.split())
        assert [line for line in laid_out if width(line) > 80] == [], words
        if words != "sessions":  # whose titles are cut
            assert sorted("".join(whole[words].out.split())) == sorted("".join(said.out.split()))
    assert LONG in whole["sessions"].out


@pytest.mark.skipif(os.name != "posix", reason="a terminal of its own")
def test_a_real_terminal_cuts_a_title_and_never_its_mark(full: Path) -> None:
    ours, theirs = os.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "cadencecoach", "sessions"],
        stdin=theirs, stdout=theirs, stderr=theirs, env={**os.environ, "COLUMNS": "80"},
    ) as process:  # fmt: skip
        os.close(theirs)
        shown = b""
        try:
            while more := os.read(ours, 65536):
                shown += more
        except OSError:  # the other end is closed
            pass
        os.close(ours)
        assert process.wait(200) == 0
    lines = shown.decode().splitlines()
    assert all(width(line) <= 80 for line in lines), lines
    assert any("simulated" in line for line in lines)
    assert any("Along t" in line and "…" in line for line in lines)
