"""All figures of one session, and those of an early run beside them, as aligned lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from cadencecoach.app.views import SessionContext, SessionDetail
from cadencecoach.core.diary.pain import WORST
from cadencecoach.core.outcome.session_facts import Source
from cadencecoach.core.trends.comparison import Figures, figures_of
from cadencecoach.core.values.units import clock
from cadencecoach.ui.ink import EMPTY, Ink, Line, Span, cells, fitted, wrapped
from cadencecoach.ui.lines.session import marks, when

_LABEL: Final = 14
_UNIT: Final = 10
_NARROW_UNIT: Final = 5
_CELLS: Final = (_LABEL, 8, 12, 12)
_NARROW_CELLS: Final = (13, 5, 6, 7)
"""Of two runs beside each other: the name, then, now, the change."""

_WIDE: Final = sum(_CELLS) + _UNIT
_HALF: Final = 56
"""Cells that either sheet needs."""

_GAP: Final = 4
_UNKNOWN: Final = "-"
_NOBODY: Final = {
    "simulated": "a simulated runner: there is no back and nothing to tell",
    "replay": "a recording: there is no back and nothing to tell",
    "sped-up": "faster than the clock, so nobody ran it: there is nothing to tell",
}
_NOT_YET: Final = "nothing is told of it yet"
SO_FAR: Final = "none yet"
"""Of a session that is still being recorded."""

_THIRDS: Final = ("first", "second", "last")


@dataclass(frozen=True, slots=True)
class Sheet:
    """What both pages are drawn from."""

    detail: SessionDetail
    told: SessionContext | None
    """None while it is being read."""


def figure_lines(sheet: Sheet, width: int, height: int) -> list[Line]:
    """What was measured, how the back was, and what the runner told."""
    facts = [*_measured(sheet.detail), EMPTY, *_back(sheet), EMPTY, *_load(sheet, width)]
    lines = [line for fact in facts for line in _over_lines(fact, width)]
    if len(lines) > height:
        lines = [line for line in lines if line]
    return [fitted(line, width) for line in lines][:height]


def wide_lines(sheet: Sheet, width: int, height: int) -> list[Line]:
    """Figures, and the early run next to them where there is room for both."""
    left = (width - _GAP) // 2
    if left < _HALF:
        return figure_lines(sheet, width, height)
    halves = zip_longest(
        figure_lines(sheet, left, height),
        beside_lines(sheet, width - left - _GAP, height),
        fillvalue=EMPTY,
    )
    return [(*one, Span(" " * (left + _GAP - cells(one))), *other) for one, other in halves]


def beside_lines(sheet: Sheet, width: int, height: int) -> list[Line]:
    """The early run beside this one, or why there is none."""
    detail, told = sheet.detail, sheet.told
    if told is None:
        return [(Span("is being read", Ink.DIM),)]
    if told.beside is None:
        return _nothing(sheet, width, height)
    other = told.beside
    lines: list[Line] = [
        (
            Span(f"{'with':<{_LABEL}}", Ink.DIM),
            Span(f"{when(other.row)}  ", Ink.STRONG),
            Span(other.row.title),
            *marks(other.row),
        ),
        (Span(f"{'because it is':<{_LABEL}}", Ink.DIM), Span(other.why)),
        EMPTY,
        *_table(other.figures, _now(detail, told), narrow=width < _WIDE),
        EMPTY,
        *wrapped(
            "One run beside another says little: weather, hills and a bad night count too. "
            "Weeks say more.", width, 2, Ink.DIM,
        ),
    ]  # fmt: skip
    if len(lines) > height:
        lines = [line for line in lines if line]
    return [fitted(line, width) for line in lines][:height]


def _nothing(sheet: Sheet, width: int, height: int) -> list[Line]:
    row = sheet.detail.row
    if row.source in _NOBODY:
        return [(Span(_NOBODY[row.source], Ink.DIM),)]
    return [
        (Span("There is nothing to compare with yet.", Ink.STRONG),),
        *wrapped(
            "A run is held against the first week's run of the same route, else of the same plan, "
            "else against the first run of its plan. Routes are told with d.",
            width,
            max(1, height - 1),
            Ink.DIM,
        ),
    ]


def _now(detail: SessionDetail, told: SessionContext) -> Figures:
    return figures_of(
        told.run,
        cadence_spm=detail.row.cadence_spm,
        in_band_percent=detail.row.in_band_percent,
        variability_spm=detail.variability_spm,
        speed_mps=detail.speed_mps,
        pain_during=max((level for _, level in detail.pain), default=None),
    )


def _table(then: Figures, now: Figures, *, narrow: bool) -> list[Line]:
    label, *columns = _NARROW_CELLS if narrow else _CELLS
    this_run, spm = ("now", "spm") if narrow else ("this run", "a minute")
    room = label + (_NARROW_UNIT if narrow else _UNIT)
    heads = "".join(
        f"{word:>{cell}}" for word, cell in zip(("then", this_run, "change"), columns, strict=True)
    )
    rows = (
        ("cadence", spm, then.cadence_spm, now.cadence_spm, 0),
        ("on target", "%", then.in_band_percent, now.in_band_percent, 0),
        ("variability", spm, then.variability_spm, now.variability_spm, 1),
        ("speed", "m/s", then.speed_mps, now.speed_mps, 2),
        ("pain before", "", then.pain_before, now.pain_before, 0),
        ("in the run", "most", then.pain_during, now.pain_during, 0),
        ("after", "", then.pain_after, now.pain_after, 0),
        ("next morning", "", then.pain_morning, now.pain_morning, 0),
    )
    lines: list[Line] = [(Span(f"{'':<{room}}{heads}", Ink.DIM),)]
    for name, unit, one, other, places in rows:
        before, after, change = (
            f"{said:>{cell}}" for said, cell in zip(_told(one, other, places), columns, strict=True)
        )
        lines.append(
            (
                Span(f"{name:<{label}}{unit:<{room - label}}", Ink.DIM),
                Span(before),
                Span(after, Ink.STRONG),
                Span(change),
            )
        )
    return lines


def _told(then: float | None, now: float | None, places: int) -> tuple[str, str, str]:
    """Two figures, and the change from one to the other."""
    change = ""
    if then is not None and now is not None:
        # Of the numbers as they are shown, so that nobody finds them wrong.
        difference = round(now, places) - round(then, places)
        change = f"{difference:+.{places}f}" if difference else "="
    before, after = (_UNKNOWN if one is None else f"{one:.{places}f}" for one in (then, now))
    return before, after, change


def _measured(detail: SessionDetail) -> list[Line]:
    row = detail.row
    unmeasured = SO_FAR if row.goes_on else "none was measured"
    cadence: list[str] = []
    if row.cadence_spm is not None:
        cadence.append(f"{row.cadence_spm:.0f} steps a minute")
    if detail.variability_spm is not None:
        cadence.append(f"±{detail.variability_spm:.1f} within 10 s")
    if detail.coverage_percent is not None:
        cadence.append(f"{detail.coverage_percent:.0f} % heard")
    lines = [_fact("cadence", cadence, unmeasured)]
    if detail.speed_mps:
        pace_s = round(1000 / detail.speed_mps)
        pace = f"{pace_s // 60}:{pace_s % 60:02} a km"
        lines.append(_fact("speed", [f"{detail.speed_mps:.2f} m/s", pace]))
    else:
        lines.append(_fact("speed", [], unmeasured))
    if detail.click_percent is not None:
        lines.append(_fact("click", [f"on for {detail.click_percent:.0f} % of the beat"]))
    thirds = [
        f"{name} {'not judged' if share is None else f'{share:.0f} %'}"
        for name, share in zip(_THIRDS, detail.thirds, strict=False)
    ]
    beatless = "no beat yet" if row.goes_on else "there was no beat"
    nothing = "too short to be judged" if thirds else beatless
    judged = any(share is not None for share in detail.thirds)
    lines.append(_fact("by thirds", thirds if judged else [], nothing))
    return lines


def _back(sheet: Sheet) -> list[Line]:
    detail, told = sheet.detail, sheet.told
    levels = [f"{level} at {clock(running)}" for running, level in detail.pain]
    during = _fact("in the run", levels, SO_FAR if detail.row.goes_on else "none was noted")
    if told is None:
        return [during, (Span("what you told is being read", Ink.DIM),)]
    run = told.run
    if run is None:
        return [during]
    lines = [
        _fact("pain before", _level(run.before)),
        during,
        _fact("after", _level(run.after)),
        _fact("next morning", _level(run.morning)),
    ]
    if run.course.onset_min is not None:
        lines.append(_fact("first rose in", [f"minute {run.course.onset_min}"]))
    return lines


def _load(sheet: Sheet, width: int) -> list[Line]:
    told = sheet.told
    if told is None:
        return []
    if told.run is None:
        return [(Span(_NOBODY.get(sheet.detail.row.source, _NOT_YET), Ink.DIM),)]
    run = told.run.run
    note = run.note
    lines = [
        _fact("effort", [] if note.effort is None else [f"{note.effort} of {WORST}"]),
        _fact(
            "ran on", [text for text in (note.surface, note.shoes and f"in {note.shoes}") if text]
        ),
        _fact("route", [note.route] if note.route else []),
    ]
    if run.metres is not None:
        watch = sheet.detail.row.source == Source.WATCH.value
        measured = "by the watch" if watch else "by the footpod"
        by = measured if note.distance_m is None else "as you told"
        lines.append(_fact("distance", [f"{run.metres / 1000:.2f} km", by]))
    else:
        lines.append(_fact("distance", []))
    lines.append(_fact("also hurt", [note.niggle] if note.niggle else [], "nothing told"))
    words = wrapped(note.note, width - _LABEL, 4) or [(Span("not told", Ink.DIM),)]
    for number, line in enumerate(words):
        lines.append((Span(f"{'' if number else 'note':<{_LABEL}}", Ink.DIM), *line))
    return lines


def _fact(label: str, parts: Sequence[str], nothing: str = "not told") -> Line:
    """A label, then what is known in its order, or what to say where nothing is."""
    named = Span(f"{label:<{_LABEL}}", Ink.DIM)
    if not parts:
        return (named, Span(nothing, Ink.DIM))
    return (named, Span(parts[0]), *(Span(f"   {part}") for part in parts[1:]))


def _over_lines(fact: Line, width: int) -> list[Line]:
    """A fact in one line, or in more where its parts have no room beside each other."""
    lines = [fact[:2]]
    for part in fact[2:]:
        if cells(lines[-1]) + cells((part,)) <= width:
            lines[-1] = (*lines[-1], part)
        else:
            lines.append((Span(" " * _LABEL), part._replace(text=part.text.lstrip())))
    return lines


def _level(level: int | None) -> list[str]:
    return [] if level is None else [f"{level} of {WORST}"]
