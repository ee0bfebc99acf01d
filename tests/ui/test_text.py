"""What every painted line keeps to: its width, and nothing from outside that a terminal obeys."""

from hypothesis import given
from hypothesis import strategies as st

from cadencecoach.ui.ink import Ground, Ink, Line, Span, cells, centred, fitted, line_text, spread
from cadencecoach.ui.lines.digits import SIZES, blocks, size_for
from cadencecoach.ui.widgets.paper import Colours, strip_of

TEXT = st.text(max_size=30)
LINE = st.lists(st.builds(Span, TEXT, st.sampled_from(Ink)), max_size=5).map(tuple)

DARK = Colours("dark", "truecolor")


@given(LINE, st.integers(0, 60))
def test_a_fitted_line_is_never_wider_than_its_place(line: Line, width: int):
    assert cells(fitted(line, width)) <= width
    if cells(line) <= width:
        assert fitted(line, width) == line


@given(LINE, LINE, st.integers(1, 90))
def test_two_edges_never_overlap(left: Line, right: Line, width: int):
    line = spread(left, right, width)
    assert cells(line) <= width
    if cells(left) + cells(right) < width:
        assert line_text(line).startswith(line_text(left))
        assert line_text(line).endswith(line_text(right))
        assert cells(line) == width


@given(LINE, st.integers(1, 60))
def test_a_centred_line_stays_inside(line: Line, width: int):
    assert cells(centred(line, width)) <= width


@given(LINE, st.integers(0, 80))
def test_nothing_that_a_terminal_obeys_is_painted(line: Line, width: int):
    strip = strip_of(line, DARK, Ground.PAGE, width)
    assert strip.cell_length == width
    assert all(segment.text.isprintable() and not segment.control for segment in strip)


def test_markup_and_escape_codes_are_plain_text():
    strip = strip_of((Span("[red]\x1b[31mB\x07ack\u202e[/red]"),), DARK, Ground.PAGE, 30)
    assert strip.text == "[red]Back[/red]".ljust(30)


def test_digits_are_blocks_of_one_width():
    small = next(size for size in SIZES if size.columns == (2, 1, 2))
    assert blocks("165", small) == (
        "███   █████ █████",
        "  █   ██    ██   ",
        "  █   █████ █████",
        "  █   ██ ██    ██",
        "█████ █████ █████",
    )


@given(st.text("0123456789- ", min_size=1, max_size=4), st.sampled_from(SIZES))
def test_every_row_of_digits_has_the_width_promised(text: str, size):
    rows = blocks(text, size)
    assert len(rows) == size.height
    assert {len(row) for row in rows} == {size.width(len(text))}


@given(st.integers(1, 6), st.integers(1, 200), st.integers(1, 60))
def test_the_biggest_size_that_fits_is_chosen(glyphs: int, width: int, height: int):
    chosen = size_for(glyphs, width, height)
    fitting = [s for s in SIZES if s.width(glyphs) <= width and s.height <= height]
    assert chosen == (fitting[0] if fitting else SIZES[-1])
