"""Bars, intervals and days as text: what is unknown looks like nothing that was measured."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from cadencecoach.core.trends.cue_effects import CueEffect, Says
from cadencecoach.core.trends.trends import trends
from cadencecoach.core.values.calendar import Day
from cadencecoach.ui.ink import cells, line_text
from cadencecoach.ui.lines.pain import pain_lines
from cadencecoach.ui.lines.trends import (
    BACK,
    DOSE,
    REST,
    WeekBesideFirst,
    bars,
    cue_heading,
    effect_row,
    effect_words,
    interval,
    missing_lines,
    verdict_lines,
    week_beside_lines,
    week_heading,
    week_row,
)
from tests.core.diaries import START, Life
from tests.core.eightweeks import eight_weeks_lived

FOUND = eight_weeks_lived().found
SIZES = st.tuples(st.integers(1, 130), st.integers(1, 20))


@given(SIZES, st.integers(0, len(FOUND.weeks) - 1))
def test_every_line_fits_its_place(size: tuple[int, int], index: int) -> None:
    width, height = size
    seen = WeekBesideFirst(FOUND, index)
    columns = (*DOSE, *BACK, *REST)
    drawn = [
        week_beside_lines(seen, width, height),
        verdict_lines(seen, width, height),
        missing_lines(FOUND, width, height),
        pain_lines(FOUND, width, height),
        effect_words(FOUND.cues[0], width, height),
    ]
    assert all(len(lines) <= height for lines in drawn)
    wide = max(width, 20)
    rows = [
        week_heading(columns, wide),
        week_row(FOUND.weeks[index], columns, wide),
        cue_heading(wide),
        *(effect_row(FOUND.cues, each, wide) for each in range(len(FOUND.cues))),
    ]
    assert all(cells(line) <= width for lines in drawn for line in lines)
    assert all(cells(line) <= wide for line in rows)


@given(st.lists(st.none() | st.floats(0, 1000), min_size=1, max_size=40), st.floats(0.1, 200))
def test_a_bar_for_each_value_and_a_dot_for_what_is_unknown(
    values: list[float | None], least: float
) -> None:
    drawn = bars(values, least)
    assert len(drawn) == len(values)
    assert [mark == "·" for mark in drawn] == [value is None for value in values]
    known = [(value, mark) for value, mark in zip(values, drawn, strict=True) if value is not None]
    assert [mark for _, mark in sorted(known)] == sorted(mark for _, mark in known)


def effect(mean: float, low: float, high: float) -> CueEffect:
    return replace(FOUND.cues[0], mean_spm=mean, low_spm=low, high_spm=high, says=Says.UNCLEAR)


def test_an_interval_stands_around_no_change() -> None:
    assert interval(effect(1.0, -1.0, 2.0), 2.0) == "    ────┼───●────"
    assert interval(effect(-2.0, -2.0, -1.0), 2.0) == "●────   │        "
    assert interval(effect(0.0, 0.0, 0.0), 0.0) == "        ●        "


def test_only_what_is_ranked_has_a_place() -> None:
    rows = [line_text(effect_row(FOUND.cues, index, 76)) for index in range(len(FOUND.cues))]
    assert [row[:3].strip() for row in rows] == ["1", "2", "-"]


def test_a_day_without_a_rating_is_a_dot_and_a_zero_is_a_bar() -> None:
    life = Life()
    life.rate(0, 0)
    life.rate(2, 10)
    life.run(2)
    lines = [line_text(line) for line in pain_lines(trends(life.diary, {}, Day(START + 3)), 40, 6)]
    assert lines[1] == "10     ██  "  # two cells a day where there is room
    assert lines[3] == " 0 ▁▁··██··"
    assert lines[4].split() == ["▴"]
    assert lines[4].index("▴") == lines[1].index("█")
    assert lines[5].strip() == "7 Sep"


def test_the_newest_days_are_shown_where_not_all_fit() -> None:
    lines = [line_text(line) for line in pain_lines(FOUND, 3 + 14, 6)]
    assert lines[5] == "   19 Oct 26 Oct"
    assert len(lines[3]) == 3 + 14
