"""A stored session in lines: a row of the list, its figures, its rungs, its cues."""

from __future__ import annotations

from collections.abc import Sequence

from cadencecoach.app.views import SessionDetail, SessionRow
from cadencecoach.core.diary.backs import Back
from cadencecoach.core.outcome.session_facts import mark_words
from cadencecoach.core.run.view import CueView, reason_words
from cadencecoach.core.values.calendar import iso, short
from cadencecoach.core.values.text import cut_title, plain
from cadencecoach.core.values.units import clock
from cadencecoach.ui.ink import EMPTY, Ink, Line, Span, cells, fitted
from cadencecoach.ui.lines.run import cue_line

_COLUMNS = 56
"""Cells of a row beside title and marks."""

_ROOMY = 96
"""Cells from which on the unit of a cadence is said in words."""

_LEAST_TITLE = 16


def when(row: SessionRow) -> str:
    """Its start where it was run, for a sentence."""
    return f"{short(row.at.day)} {iso(row.at.day)[:4]} {row.at.clock}"


def day(row: SessionRow) -> str:
    """Its start where it was run, for a line that has no room for the year."""
    return f"{short(row.at.day)} {row.at.clock}"


def session_heading(width: int) -> Line:
    """The words above the columns of `session_row`."""
    unit = "steps a minute" if width >= _ROOMY else "spm"
    title = _title_room(width, unit)
    text = f"{'started':<16}  {'plan':<{title}} {'time':>7}  {unit}  {'on target':>9}  before>after"
    return fitted((Span(text, Ink.DIM),), width)


def _title_room(width: int, unit: str) -> int:
    return max(_LEAST_TITLE, width - _COLUMNS - len(unit) + len("spm"))


def session_row(row: SessionRow, width: int, back: Back | None = None) -> Line:
    """A session in a line; what is not known is a dash. Marks are never cut, the title is.

    `back` is read after the rows; until then there is what the session itself knows.
    """
    unit = "steps a minute" if width >= _ROOMY else "spm"
    room = _title_room(width, unit)
    marked = marks(row)
    title: Line = (Span(cut_title(plain(row.title), room - cells(marked))), *marked)
    cadence = "-" if row.cadence_spm is None else f"{row.cadence_spm:.0f}"
    in_band = "-" if row.in_band_percent is None else f"{row.in_band_percent:.0f} %"
    told = Back(worst=max(row.pain, default=None)) if back is None else back
    line: Line = (
        Span(f"{iso(row.at.day)} {row.at.clock}  ", Ink.PLAIN),
        *title,
        Span(" " * (room - cells(title))),
        Span(f" {clock(row.running):>7}"),
        Span(f"  {cadence:>{len(unit)}}", Ink.YOU),
        Span(f"  {in_band:>9}", Ink.GOOD),
        Span(f"  {told.words}", Ink.DIM),
    )
    return fitted(line, width)


def marks(row: SessionRow) -> Line:
    """What a reader must know before believing the numbers."""
    words = mark_words(row.state, row.source)
    return (Span(f"  {words}", Ink.WARN),) if words else EMPTY


def session_figures(detail: SessionDetail) -> Line:
    """The numbers of the whole session."""
    row = detail.row
    line: Line = (Span(clock(row.running), Ink.STRONG), Span(" running", Ink.DIM))
    if row.cadence_spm is None:
        nothing = "no cadence yet" if row.goes_on else "no cadence was measured"
        line = (*line, Span(f"   {nothing}", Ink.DIM))
    else:
        line = (*line, Span(f"   {row.cadence_spm:.0f}", Ink.YOU), Span(" steps a minute", Ink.DIM))
    if row.in_band_percent is not None:
        line = (
            *line,
            Span(f"   {row.in_band_percent:.0f} %", Ink.GOOD),
            Span(" on target", Ink.DIM),
        )
    if row.pain:
        line = (*line, Span(f"   pain {' → '.join(map(str, row.pain))}"))
    return (*line, *marks(row))


def rung_lines(detail: SessionDetail, width: int, height: int) -> list[Line]:
    """Each rung: target, how long, own cadence and share on target; as many as fit in the lines."""
    rungs = detail.rungs
    if not rungs:
        nothing = "none yet" if detail.row.goes_on else "none"
        return [(Span("targets  ", Ink.DIM), Span(nothing, Ink.DIM))]
    lines: list[Line] = []
    line: Line = (Span("targets  ", Ink.DIM),)
    for number, rung in enumerate(rungs):
        piece: Line = (
            Span(f"{rung.target_spm} ", Ink.TARGET),
            Span(clock(rung.end - rung.start), Ink.DIM),
        )
        if rung.cadence_spm is not None:
            piece = (*piece, Span(f" {rung.cadence_spm:.0f}", Ink.YOU))
        if rung.in_band_percent is not None:
            piece = (*piece, Span(f" {rung.in_band_percent:.0f} %", Ink.GOOD))
        piece = (*piece, Span("    "))
        if cells(line) + cells(piece) > width + 4:
            lines.append(line)
            if len(lines) == height:
                lines[-1] = fitted(
                    (*line[:-1], Span(f"  and {len(rungs) - number} more", Ink.DIM)), width
                )
                return lines
            line = (Span("         "),)
        line = (*line, *piece)
    return [*lines, fitted(line[:-1], width)]


def cue_words(cue: CueView, width: int, _height: int) -> list[Line]:
    """What was said, or would have been, and why."""
    line: Line = (Span(f"“{cue.text}”"),)
    if cue.why:
        line = (*line, Span(f"  {reason_words(cue.why)}", Ink.DIM))
    return [fitted(line, width)]


def cue_row(cue: CueView, width: int) -> Line:
    """A cue in a line of the log."""
    return fitted(cue_line(cue), width)


def page_line(pages: Sequence[str], chosen: int) -> Line:
    """The pages of a session, the chosen one between arrows."""
    line: Line = EMPTY
    for number, name in enumerate(pages):
        if number == chosen:
            line = (*line, Span("◂ ", Ink.RULE), Span(name, Ink.STRONG), Span(" ▸", Ink.RULE))
        else:
            line = (*line, Span(f"  {name}  ", Ink.DIM))
    return line


def deleted_line(session: int) -> Line:
    """What was just done, and the way back."""
    return (
        Span(f"Session {session} is deleted. "),
        Span("z", Ink.TARGET),
        Span(" brings it back  "),
    )
