"""Words typed into a row: what gets in, what is shown of it, and that it does nothing unseen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.events import Key

from cadencecoach.app.text_row import TextRow
from cadencecoach.core.values.text import plain, unjoined, written
from cadencecoach.ui.ink import cells, line_text
from cadencecoach.ui.widgets.text_row import keyed, text_row
from tests.adapters.recorded import NASTY

ROW = TextRow("route  ", "", "type it", 20)


def typed(row: TextRow, *keys: str) -> TextRow:
    for key in keys:
        row = keyed(row, Key(key, key if len(key) == 1 else None)) or row
    return row


def test_keys_type_take_back_and_stop_at_the_longest() -> None:
    row = typed(ROW, *"  hills é👟", "backspace", *" up")
    assert row.trimmed == "hills é up"
    assert typed(row, *"a" * 99).text == ("hills é up" + "a" * 99)[:20]
    assert typed(row, "ctrl+u").text == ""
    assert typed(ROW, "backspace") == ROW


def test_a_family_and_a_persian_word_are_typed_and_kept_whole() -> None:
    row = typed(ROW, *"👨\u200d👩\u200d👧")
    assert row.trimmed == "👨\u200d👩\u200d👧"
    assert line_text(text_row(row, 40, chosen=True)) == "route  👨👩👧▏"
    assert typed(ROW, *"می\u200cروم", "\u200c").trimmed == "می\u200cروم"


@pytest.mark.parametrize(
    ("key", "character"), [("enter", "\r"), ("escape", "\x1b"), ("up", None), ("tab", "\t")]
)
def test_a_key_that_types_nothing_is_left_to_others(key: str, character: str | None) -> None:
    assert keyed(ROW, Key(key, character)) is None


@pytest.mark.parametrize("text", NASTY)
def test_what_is_pasted_is_one_plain_line(text: str) -> None:
    row = TextRow("", longest=10_000).pasted(text)
    assert row.trimmed == written(text)
    line = text_row(row, 20_000, chosen=False)
    assert line_text(line) == plain(text)
    assert line_text(line).isprintable()


@given(st.text(max_size=60), st.integers(12, 60), st.booleans())
def test_a_row_keeps_to_its_width_and_the_chosen_one_shows_its_end(
    text: str, width: int, chosen: bool
) -> None:
    row = TextRow("route  ", longest=200).pasted(text)
    line = text_row(row, width, chosen=chosen)
    assert cells(line) <= width
    if row.text:
        shown = line_text(line).removeprefix("route  ").removesuffix("▏")
        text = unjoined(row.text)
        assert text.endswith(shown[1:]) if chosen else text.startswith(shown[:-1])


def test_an_empty_row_says_what_to_do() -> None:
    assert line_text(text_row(ROW, 40, chosen=False)) == "route  type it"
    assert line_text(text_row(ROW, 40, chosen=True)) == "route  ▏type it"
