"""The help of every command: what an option takes, in which unit, and what holds without it."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from cadencecoach.cli.text.help import pages
from tests.cli.conftest import Run
from tools.make_manual import MANUAL, manual

Pages = dict[tuple[str, ...], str]

OPTION = re.compile(r"^  (--[a-z-]+(?:, --[a-z-]+)*)(?: ([^ :][^:]*(?::[^ :]+)*))?: ", re.MULTILINE)


@pytest.fixture(scope="module")
def printed() -> Pages:
    """The help of every command, by its words; drawn here, since it takes a look at all of them."""
    return dict(pages(width=80))


def test_every_option_says_its_unit_and_what_holds_without_it(printed: Pages) -> None:
    entries = [one for text in printed.values() for one in re.split(r"\n(?=  \S)", text)]
    assert len(entries) > len(printed) > 50
    for entry in entries:
        found = OPTION.match(f"{entry}\n")
        if found is None:
            continue
        takes = found[2] or ""
        assert not re.search(r"INT|STR|FLOAT|BOOL|CHOICE|Any", takes), entry
        told = " ".join(entry.split())
        if takes:
            assert "[default: " in told or "[required]" in told, entry
        else:
            assert "default: False" not in told, entry


def test_no_line_is_longer_than_the_terminal_or_broken_in_mid_sentence(printed: Pages) -> None:
    lines = [line for text in printed.values() for line in text.splitlines()]
    assert max(map(len, lines)) <= 80
    for line, after in pairwise(lines):
        word = after.split(" ", 1)[0] if not after.startswith(" ") else after.split()[0]
        begun = line.startswith("  ") and after.startswith("      ")
        assert not begun or len(line) + 1 + len(word) > 80, line


def test_the_command_line_prints_the_same(command: Run, printed: Pages) -> None:
    assert command("run", "--help").out == printed["run",]


def test_the_manual_page_is_what_the_help_says() -> None:
    assert MANUAL.read_text(encoding="utf-8") == manual(), "python -m tools.make_manual mends this"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("runn", "there is no command 'runn'; did you mean run?"),
        ("footpod scn", "there is no command 'scn'; did you mean scan?"),
        ("run --strat 160", "there is no option '--strat'; did you mean --start?"),
        ("run -x", "there is no option '-x'"),
        ("run --start fast", "--start: 'fast' is no whole number"),
        ("run --minutes fast", "--minutes: 'fast' is no number"),
        ("run --minutes nan", "--minutes: 'nan' is no number"),
        ("run --minutes 1e1", "--minutes: '1e1' is no number"),
        ("activity swim long", "MINUTES: 'long' is no number"),
        ("sessions --json=maybe", "--json takes no value, and 'maybe' was given"),
        ("render demo --out x --split parts", "--split: there is no 'parts'"),
        ("completion bosh", "SHELL: there is no 'bosh'; did you mean bash?"),
        ("run --hold", "--hold is given without its M:SS"),
        ("render demo", "--out is missing"),
        ("settings set", "KEY is missing"),
        ("pain --side frob", "LEVEL is missing"),
        ("activity --effort -1", "SPORT is missing"),
        ("activity --note windy", "SPORT is missing"),
        ("run --top 170 --top 175", "--top is given twice"),
        ("run --start=", "--start: '' is no whole number"),
        ("cue add a b", "'b' is one word too many"),
    ],
)
def test_a_word_that_is_not_known_is_answered_in_our_words(
    command: Run, words: str, said: str
) -> None:
    done = command(*words.split(" "))
    first, hint = done.err.splitlines()
    assert (done.code, done.out) == (2, "")
    assert first.startswith(f"cadencecoach: {said}")
    assert hint.startswith("hint: `cadencecoach ")
    assert hint.endswith(" --help` shows how")
