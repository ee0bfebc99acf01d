"""Weeks and cues in lines: a table that takes the columns that fit, a week beside the first, ranks.

What is not known is a dash in a table and a dot in a row of bars; neither is ever a 0.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from cadencecoach.core.diary.pain import Change
from cadencecoach.core.trends.cue_effects import CueEffect, Says
from cadencecoach.core.trends.sentences import (
    NOT_CAUSED,
    RULE,
    against_words,
    change_words,
    left_out_words,
)
from cadencecoach.core.trends.trends import Known, Trends, WeekTrend
from cadencecoach.core.values.calendar import short
from cadencecoach.core.values.text import many
from cadencecoach.ui.ink import Ink, Line, Span, cells, fitted, wrapped

_BARS: Final = "▁▂▃▄▅▆▇"
"""No full block: bars in the line above must stay apart from it."""

_UNKNOWN: Final = "-"
_NAME: Final = 11
"""Cells of a week's number and first day."""


@dataclass(frozen=True, slots=True)
class Column:
    """A number of a week."""

    title: str
    width: int
    text: Callable[[WeekTrend], str]
    ink: Ink = Ink.PLAIN


def _known(mean: Known, digits: int = 0) -> str:
    return _number(mean.mean, digits)


def _number(value: float | None, digits: int = 0) -> str:
    return _UNKNOWN if value is None else f"{value:.{digits}f}"


def _percent(mean: Known) -> str:
    return _UNKNOWN if mean.mean is None else f"{mean.mean:.0f} %"


def _against(week: WeekTrend) -> str:
    if week.against_first is None:
        return ""
    change = week.against_first.change
    return _VERDICTS[change]


_VERDICTS: Final = {
    Change.BETTER: "better",
    Change.SAME: "the same",
    Change.WORSE: "worse",
    Change.UNKNOWN: "too few",
}

DOSE: Final = (
    Column("runs", 4, lambda week: str(week.runs)),
    Column("min", 4, lambda week: f"{week.minutes:.0f}"),
    Column("beat", 4, lambda week: f"{week.beat_min:.0f}"),
    Column("own", 4, lambda week: _number(week.baseline_spm), Ink.YOU),
    Column("target", 6, lambda week: _number(week.top_spm), Ink.TARGET),
    Column("on target", 9, lambda week: _percent(week.in_band_percent), Ink.GOOD),
    Column("click", 5, lambda week: _percent(week.click_percent)),
    Column("varies", 6, lambda week: _known(week.variability_spm, 1)),
)
BACK: Final = (
    Column("before", 6, lambda week: _known(week.pain_before, 1)),
    Column("after", 5, lambda week: _known(week.pain_after, 1)),
    Column("morning", 7, lambda week: _known(week.pain_morning, 1)),
    Column("all days", 8, lambda week: _known(week.pain, 1), Ink.STRONG),
    Column("vs week 1", 9, _against),
    Column("rated", 6, lambda week: f"{week.pain.known} of {week.pain.of}", Ink.DIM),
)
REST: Final = (
    Column("ran at", 6, lambda week: _known(week.cadence_spm), Ink.YOU),
    Column("km", 5, lambda week: _number(week.km, 1)),
)


def week_heading(columns: Sequence[Column], width: int) -> Line:
    """The words above the columns that fit."""
    titles = "".join(f"  {one.title:>{one.width}}" for one in _fit(columns, width))
    return (Span(f"{'week from':<{_NAME}}{titles}", Ink.DIM),)


def week_row(week: WeekTrend, columns: Sequence[Column], width: int) -> Line:
    """A week in a line."""
    first = short(week.first).split(" ", 1)[1]
    name = f"{week.number:>3} {first}"
    line: Line = (Span(f"{name:<{_NAME}}"),)
    for one in _fit(columns, width):
        line = (*line, Span(f"  {one.text(week):>{one.width}}", one.ink))
    return fitted(line, width)


def _fit(columns: Sequence[Column], width: int) -> Sequence[Column]:
    """The first ones, as many as there is room for."""
    room = width - _NAME
    for index, one in enumerate(columns):
        room -= one.width + 2
        if room < 0:
            return columns[:index]
    return columns


@dataclass(frozen=True, slots=True)
class WeekBesideFirst:
    """All that was found, and the week to be seen beside the first."""

    found: Trends
    index: int

    @property
    def week(self) -> WeekTrend:
        """The chosen one."""
        return self.found.weeks[self.index]


_MEASURES: Final[tuple[tuple[str, Callable[[WeekTrend], float | None], str, str, float], ...]] = (
    ("pain", lambda week: week.pain.mean, ".1f", "", 5.0),
    ("on target", lambda week: week.in_band_percent.mean, ".0f", " %", 100.0),
    ("click on", lambda week: week.click_percent.mean, ".0f", " %", 100.0),
    ("varies by", lambda week: week.variability_spm.mean, ".1f", " steps", 3.0),
    ("minutes", lambda week: week.minutes, ".0f", "", 30.0),
)
"""What is shown of two weeks: its name, value, form and unit, and what the bars reach at least."""


def week_beside_lines(seen: WeekBesideFirst, width: int, height: int) -> list[Line]:
    """The numbers of one week beside those of week 1, and of all weeks as bars."""
    weeks, week = seen.found.weeks, seen.week
    shown = weeks[max(0, len(weeks) - max(1, width - 38)) :]
    now = f"week {week.number}" if seen.index else ""
    span = f"weeks {shown[0].number} to {shown[-1].number}" if len(shown) > 1 else ""
    lines: list[Line] = [(Span(f"{'':<11}{'week 1':>9}{now:>12}    {span}", Ink.DIM),)]
    for name, value, form, unit, least in _MEASURES:
        then, later = (_with_unit(value(one), form, unit) for one in (weeks[0], week))
        lines.append(
            (
                Span(f"{name:<11}", Ink.DIM),
                Span(f"{then:>9}"),
                Span(f"{later if seen.index else '':>12}", Ink.STRONG),
                Span(f"    {bars([value(one) for one in shown], least)}", Ink.YOU),
            )
        )
    return [fitted(line, width) for line in lines[:height]]


def _with_unit(value: float | None, form: str, unit: str) -> str:
    return _UNKNOWN if value is None else f"{value:{form}}{unit}"


def bars(values: Sequence[float | None], least: float) -> str:
    """Values as bars from 0 to the highest of them, or to `least`; a dot is unknown."""
    top = max([least, *(value for value in values if value is not None)])
    return "".join("·" if value is None else _BARS[round(6 * value / top)] for value in values)


_INKS: Final = {Change.BETTER: Ink.GOOD, Change.WORSE: Ink.WARN}
"""The word says the same."""


def verdict_lines(seen: WeekBesideFirst, width: int, height: int) -> list[Line]:
    """The chosen week against the first, and by which rule."""
    verdict = seen.week.against_first
    ink = Ink.STRONG if verdict is None else _INKS.get(verdict.change, Ink.STRONG)
    lines = wrapped(against_words(seen.week), width, height, ink)
    return [*lines, *wrapped(RULE, width, height - len(lines), Ink.DIM)][:height]


def missing_lines(found: Trends, width: int, height: int) -> list[Line]:
    """What would let more be said, and what is not counted."""
    more = list(found.missing)
    if found.cues:
        more.append(NOT_CAUSED)
    if found.left_out:
        more.append(left_out_words(found.left_out))
    lines = [line for text in more for line in wrapped(text, width, 3)]
    if len(lines) > height > 0:
        lines = [*lines[: height - 1], (Span("… and more, in a taller window", Ink.DIM),)]
    return [fitted(line, width) for line in lines[:height]]


_SAYS: Final = {
    Says.HELPS: ("helps", Ink.GOOD),
    Says.HINDERS: ("hinders", Ink.WARN),
    Says.UNCLEAR: ("unclear", Ink.PLAIN),
    Says.TOO_FEW: ("too few", Ink.DIM),
}
_CUE_CELLS: Final = 48
"""Beside the words of a cue."""

_AT_LENGTH: Final = 100
"""Cells from which on a row has room for all that is known."""

_SCALE: Final = 8
"""Cells to each side of no change."""


def cue_heading(width: int) -> Line:
    """The words above the columns of `effect_row`."""
    room, more = _cue_room(width)
    change = f"{'a minute, 95 % interval':<24}" if more else f"{'spm':<5}"
    text = f"   {'cue':<{room}}  said  {'fewer':>8}│{'more':<8}  {change}"
    return fitted((Span(text, Ink.DIM),), width)


def _cue_room(width: int) -> tuple[int, bool]:
    """The cells for the words of a cue, and whether the rest is told at length."""
    more = width >= _AT_LENGTH
    return max(10, width - _CUE_CELLS - (31 if more else 0)), more


def effect_row(cues: Sequence[CueEffect], index: int, width: int) -> Line:
    """A cue with its place, how often it was said and its interval; no place from too little."""
    cue = cues[index]
    room, more = _cue_room(width)
    words = fitted((Span(cue.text or cue.name),), room)
    line: Line = (*words, Span(" " * (room - cells(words))), Span(f"  {cue.spoken:>4}  ", Ink.DIM))
    said, ink = _SAYS[cue.says]
    if cue.says is Says.TOO_FEW:
        return fitted((Span(" - ", Ink.DIM), *line, Span(f"{said}: {cue.missing}", ink)), width)
    edges = (edge for one in cues for edge in (one.low_spm, one.high_spm) if edge is not None)
    change = change_words(cue) if more else f"{cue.mean_spm:+.1f}"
    return fitted(
        (
            Span(f"{index + 1:>2} ", Ink.STRONG),
            *line,
            Span(interval(cue, max(map(abs, edges))), Ink.YOU),
            Span(f"  {change:<{24 if more else 5}}"),
            Span(f"  {cue.says.value if more else said}", ink),
        ),
        width,
    )


def interval(cue: CueEffect, reach: float) -> str:
    """The interval of a change around no change; `reach` spm are `_SCALE` cells."""
    if cue.mean_spm is None or cue.low_spm is None or cue.high_spm is None:
        return " " * (2 * _SCALE + 1)

    def cell(spm: float) -> int:
        return round(spm / reach * _SCALE) + _SCALE if reach else _SCALE

    line = [" "] * (2 * _SCALE + 1)
    for at in range(cell(cue.low_spm), cell(cue.high_spm) + 1):
        line[at] = "─"
    line[_SCALE] = "┼" if line[_SCALE] == "─" else "│"
    line[cell(cue.mean_spm)] = "●"
    return "".join(line)


def effect_words(cue: CueEffect, width: int, height: int) -> list[Line]:
    """A cue at length: its words, what followed it, and from how much that is known."""
    lines = wrapped(f"“{cue.text or cue.name}”", width, 2, Ink.STRONG)
    if cue.missing:
        said = f"{cue.says.value}: {cue.missing}"
    else:
        said = f"{cue.says.value}: {change_words(cue)} steps a minute, mean and 95 % interval"
    more = f", from {many(cue.measured, 'cue')} in {many(cue.runs, 'run')}" if cue.runs else ""
    answered = f"; answered yes {cue.yes}, no {cue.no}" if cue.yes + cue.no else ""
    lines += wrapped(f"{said}{more}{answered}.", width, 2)
    lines += wrapped(NOT_CAUSED, width, 1, Ink.DIM)
    return lines[:height]
