"""The chart as text: honest about gaps, scale and what was never heard."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from cadencecoach.core.run.view import ChartPoint
from cadencecoach.core.values.units import Frames, Spm, frames
from cadencecoach.ui.ink import Ground, Ink, Line, cells, line_text
from cadencecoach.ui.lines.chart import AXIS, Chart, chart_lines
from tests.ui.fakes import UNHEARD, VIEW, chart_of

NONE = ("nothing was heard",)


def drawn(lines: list[Line]) -> list[str]:
    return [line_text(line) for line in lines]


def cadence(second: int, spm: float | None) -> ChartPoint:
    return ChartPoint(frames(second), spm, None, Spm(165), 160.0, 170.0, cue=False)


def cells_of(lines: list[Line]) -> dict[tuple[int, int], tuple[str, Ink, Ground | None]]:
    return {
        (row, x): cell
        for row, line in enumerate(lines)
        for x, cell in enumerate(
            (char, span.ink, span.ground) for span in line for char in span.text
        )
    }


def test_labels_stand_in_even_steps_and_times_under_their_columns():
    lines = drawn(chart_lines(Chart(VIEW.chart, 2, NONE), 78, 10))
    assert [line[:4].strip() for line in lines[:-1] if line[:4].strip()] == [
        "170",
        "165",
        "160",
        "155",
        "150",
    ]
    times = lines[-1]
    first_s = 476  # 12:41 lies in the last of 72 columns of 4 s
    assert times.index("10:00") == AXIS + (600 - first_s) // 4


def test_a_gap_is_empty_and_not_bridged():
    points = [cadence(s, None if 40 <= s < 60 else 165.0) for s in range(100)]
    drawing = cells_of(chart_lines(Chart(points, 1, NONE), 80, 12))
    columns = {x - AXIS for (_, x), (char, _, _) in drawing.items() if "\u2800" < char <= "\u28ff"}
    assert columns == {*range(20), *range(30, 50)}


def test_what_comes_after_a_gap_is_not_joined_to_what_was_before():
    points = [cadence(s, None if 20 <= s < 24 else 162.0 if s < 20 else 168.0) for s in range(40)]
    drawing = cells_of(chart_lines(Chart(points, 1, NONE), 80, 12))
    rows = {row for (row, x), (char, _, _) in drawing.items() if x == AXIS + 12 and char > "\u2800"}
    assert len(rows) == 1


def test_a_jump_is_joined_within_what_was_heard():
    points = [cadence(s, 162.0 if s < 20 else 168.0) for s in range(40)]
    drawing = cells_of(chart_lines(Chart(points, 1, NONE), 80, 12))
    joint = {
        row for (row, x), (char, _, _) in drawing.items() if x == AXIS + 10 and char > "\u2800"
    }
    assert joint == set(range(min(joint), max(joint) + 1))
    assert len(joint) > 1


def test_out_of_band_differs_in_ink_and_in_place():
    points = [cadence(s, 165.0 if s < 20 else 157.0) for s in range(40)]
    drawing = cells_of(chart_lines(Chart(points, 1, NONE), 80, 12))
    dots = {(x, ink, ground) for (_, x), (char, ink, ground) in drawing.items() if char > "\u2800"}
    assert (AXIS + 2, Ink.YOU, Ground.BAND) in dots
    assert (AXIS + 18, Ink.WARN, None) in dots


def test_what_lies_outside_the_scale_is_an_arrow():
    points = [cadence(s, 110.0 if s == 20 else 165.0) for s in range(40)]
    lines = drawn(chart_lines(Chart(points, 1, NONE), 80, 12))
    assert lines[-2][AXIS + 10] == "▾"


def test_a_cue_is_a_broken_line_and_the_mark_a_whole_one():
    points = [replace(cadence(s, 165.0), cue=s == 10) for s in range(40)]
    lines = drawn(chart_lines(Chart(points, 1, NONE, mark=frames(30)), 80, 12))
    assert lines[0][AXIS + 5] == "┊"
    assert all(line[AXIS + 15] == "┃" for line in lines[:-1])


def test_nothing_heard_is_said_and_no_dot_is_drawn():
    lines = drawn(chart_lines(Chart(UNHEARD.chart, 2, ("no footpod", "pair one")), 78, 10))
    assert any("no footpod" in line for line in lines)
    assert not any("\u2800" <= char <= "\u28ff" for line in lines for char in line)


def test_no_point_at_all_is_still_a_chart():
    lines = drawn(chart_lines(Chart((), 2, NONE), 78, 10))
    assert len(lines) == 10
    assert any("nothing was heard" in line for line in lines)


def test_a_whole_session_fits():
    points = chart_of(0, 5399)
    lines = drawn(chart_lines(Chart(points, None, NONE), 78, 10))
    last = max(i for line in lines[:-1] for i, char in enumerate(line) if char > "\u2800")
    assert 60 < last < 78


POINT = st.builds(
    ChartPoint,
    st.integers(0, 3000).map(frames),
    st.none() | st.floats(0, 400),
    st.none() | st.integers(100, 240).map(Spm),
    st.none() | st.just(150.0),
    st.none() | st.just(170.0),
    st.booleans(),
)


@given(
    st.lists(POINT, max_size=60).map(lambda points: sorted(points, key=lambda p: p.running)),
    st.none() | st.integers(1, 10),
    st.integers(0, 120),
    st.integers(0, 40),
)
def test_any_points_in_any_box_stay_inside_it(points, per_dot, width, height):
    lines = chart_lines(Chart(points, per_dot, NONE, Frames(0)), width, height)
    assert len(lines) <= height
    assert all(cells(line) <= width for line in lines)
