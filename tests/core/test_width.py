"""The cells of a text: as Textual counts them, whatever is in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from cadencecoach.core.values.text import aligned, cut, cut_title, plain, quoted, width


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("", 0),
        ("Blue", 4),
        ("Löop", 4),
        ("Lo\u0308op", 4),  # the dots as a character of their own
        ("日本", 4),
        ("ﾊﾝｶｸ", 4),
        ("한국", 4),
        ("नमस्ते", 4),
        ("👟", 2),
        ("👍🏽", 2),
        ("❤️", 2),
        ("1️⃣", 2),
        ("🇩🇪", 2),
        ("☰", 2),
        ("\u1160", 0),  # a filler that shows nothing
        ("→ ▂▄▆ ━─ ✔○·", 12),
    ],
)
def test_the_cells_of_odd_characters(text: str, cells: int) -> None:
    assert width(text) == cells


@given(st.text())
def test_nothing_counts_two_ways(text: str) -> None:
    assert width(text) == cell_len(text)


@given(st.text(), st.integers(1, 40))
def test_what_is_cut_fits(text: str, room: int) -> None:
    assert width(cut(plain(text), room)) <= room


@given(st.lists(st.tuples(st.text(max_size=9), st.text(max_size=9)), min_size=1, max_size=5))
def test_the_second_column_begins_in_one_cell(rows: list[tuple[str, str]]) -> None:
    harmless = [(f"{plain(one)}.", f"{plain(other)}.") for one, other in rows]
    second = max(width(one) for one, _ in harmless) + 2
    for line, (_, other) in zip(aligned(harmless), harmless, strict=True):
        assert line.endswith(other)
        assert width(line.removesuffix(other)) == second


@given(st.text(st.characters()))
def test_what_was_typed_is_quoted_without_escapes_of_any_kind(text: str) -> None:
    said = quoted(text, 20)
    assert len(said) <= 22
    assert plain(said) == said
    assert said.encode()


def test_a_byte_that_is_no_text_is_a_question_mark() -> None:
    assert quoted("a\udcff's") == "'a?'s'"


@given(st.text(max_size=30), st.integers(1, 40))
def test_a_cut_title_says_how_far_the_run_was_limited(head: str, room: int) -> None:
    title = f"{plain(head)}, up to 163"
    said = cut_title(title, room)
    assert width(said) <= max(room, 1)
    assert said.endswith(", up to 163") or room <= len(", up to 163")
    assert cut_title(title, 200) == title
