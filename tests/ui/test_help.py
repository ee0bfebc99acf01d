"""The keys and the words in `?`: whole at every size, and one meaning a key."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module

import pytest
from textual.binding import Binding
from textual.widget import Widget

from cadencecoach.ui import screens, widgets
from cadencecoach.ui.app import CadenceCoachApp
from cadencecoach.ui.ink import cells, line_text
from cadencecoach.ui.lines.page import keys_lines
from cadencecoach.ui.screens.help import WORDS, HelpPage, help_lines, help_pages, key_words
from cadencecoach.ui.screens.page import Page


def bound() -> Iterator[tuple[str, Binding]]:
    """Every binding of every screen and widget of the program, with the name of its class."""
    for room in (screens, widgets):
        for module in pkgutil.iter_modules(room.__path__, f"{room.__name__}."):
            for one in vars(import_module(module.name)).values():
                if (
                    isinstance(one, type)
                    and issubclass(one, Widget)
                    and one.__module__ == module.name
                ):
                    yield from ((one.__name__, key) for key in vars(one).get("BINDINGS", ()))
    yield from (("CadenceCoachApp", key) for key in vars(CadenceCoachApp)["BINDINGS"])


KEYS = [(key_words(key.key), key.description) for _, key in bound() if key.description]


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60), (40, 12)])
def test_no_word_of_the_help_is_cut(size: tuple[int, int]):
    width, height = size[0] - 6, size[1] - 2
    pages = help_pages(KEYS, width, height)
    said = " ".join(span.text for page in pages for line in page for span in line)
    shown = set(said.split())
    for name, means in (*KEYS, *WORDS):
        assert set(f"{name} {means}".split()) <= shown
    for number in range(len(pages)):
        lines = help_lines(HelpPage(KEYS, number), width, height)
        assert len(lines) == height
        assert all(cells(line) <= width for line in lines)
        assert not any(span.text.endswith("…") for line in lines for span in line)


def test_the_last_line_is_whole_at_80_columns():
    for module in pkgutil.iter_modules(screens.__path__, f"{screens.__name__}."):
        for name, one in vars(import_module(module.name)).items():
            if isinstance(one, type) and issubclass(one, Page):
                (line,) = keys_lines(one.KEYS, 78, 1)
                assert len(line) == 2 * len(one.KEYS), name


def test_the_last_line_keeps_the_first_key_and_the_way_out_at_40_columns():
    for module in pkgutil.iter_modules(screens.__path__, f"{screens.__name__}."):
        for name, one in vars(import_module(module.name)).items():
            if isinstance(one, type) and issubclass(one, Page) and one.KEYS:
                line = line_text(keys_lines(one.KEYS, 38, 1)[0])
                ways = [f"{key} {what}" for key, what in one.KEYS if key == "Esc"]
                assert all(part in line for part in (" ".join(one.KEYS[0]), *ways)), name


def test_a_letter_means_one_thing_on_every_screen():
    """No exception: what is asked on the spot (a side, a tick, t for ten) names its own answers."""
    meanings: dict[str, set[str]] = {}
    for _, binding in bound():
        for key in binding.key.split(","):
            if len(key) == 1 and key.isalpha() and binding.description:
                meanings.setdefault(key.lower(), set()).add(
                    binding.description.split()[0].rstrip(":,")
                )
    assert {key: words for key, words in meanings.items() if len(words) > 1} == {}
    assert "w" not in meanings  # a warning sign, at any rating of the check-in
    assert {key: meanings[key] for key in "ckmpqxz"} == {
        "c": {"Check-in"},
        "k": {"Keep"},
        "m": {"Mute"},
        "p": {"Note"},
        "q": {"End"},
        "x": {"Remove"},
        "z": {"Bring"},
    }
