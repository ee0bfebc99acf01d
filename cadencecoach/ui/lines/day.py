"""A day of the calendar in lines: what was run, told and decided on it."""

from __future__ import annotations

from typing import Final

from cadencecoach.core.diary.activities import name_of, words_of
from cadencecoach.core.diary.diary import LEAST_MIN
from cadencecoach.core.diary.entries import Step
from cadencecoach.core.diary.part_of_run import is_part
from cadencecoach.core.programme.calendar_days import CalendarDay, run_words
from cadencecoach.core.programme.today import Today
from cadencecoach.core.values.calendar import short
from cadencecoach.ui.ink import Ink, Line, Span, fitted, wrapped

ROOMY: Final = 5
"""Lines from which on a panel has one for its title."""


def week_words(today: Today) -> str:
    """Where in the programme the day is."""
    if not today.programme:
        return ""
    if today.paused:
        return "paused"
    of = f" of {today.of_weeks}" if today.week <= today.of_weeks else ""
    return f"week {today.week}{of}"


def calendar_row(one: CalendarDay, width: int) -> Line:
    """A day gone by: its runs, its pain, what else was done, what was decided."""
    week = "paused" if one.paused else f"week {one.week}" if one.week else ""
    line: Line = (Span(f"{short(one.day):<10}", Ink.PLAIN), Span(f"  {week:<7}", Ink.DIM))
    runs = ", ".join(map(run_words, one.runs))
    line = (*line, Span(f"  {runs:<15}", Ink.YOU))
    pain = " ".join(str(level) for _, level in one.told)
    line = (*line, Span(f"  {f'pain {pain}' if pain else '':<12}", Ink.PLAIN))
    if one.overrode:
        line = (*line, Span("  ! against advice", Ink.WARN))
    if one.steps:
        line = (*line, Span(f"  {one.steps[-1].step.value}", Ink.TARGET))
    done = len(one.routines)
    if done:
        line = (*line, Span(f"  {done} exercise{'s' if done > 1 else ''}", Ink.DIM))
    if one.activities:
        line = (*line, Span(f"  {', '.join(map(name_of, one.activities))}", Ink.DIM))
    return fitted(line, width)


def calendar_words(one: CalendarDay, width: int, height: int) -> list[Line]:
    """The chosen day at length, below its date where there is room."""
    title: list[Line] = [(Span(short(one.day), Ink.STRONG),)] if height >= ROOMY else []
    lines: list[Line] = []
    for run in one.runs:
        held = (
            "" if run.in_band_percent is None else f", there {run.in_band_percent:.0f} % on target"
        )
        held += "" if run.counts else f", under {LEAST_MIN:.0f} minutes: it counts as no run"
        held += ", a part of a run: the week asks for another" if is_part(run) else ""
        lines.append((Span(f"{run.title}  ", Ink.YOU), Span(f"{run_words(run)}{held}")))
    for step in one.steps:
        to = "at" if step.step is Step.HOLD else "to"
        lines += wrapped(f"{step.step.value} {to} level {step.rung}: {step.reason}", width, 2)
    for no in one.overrode:
        said = wrapped(f"ran all the same: {no.reason}", width - 2, 2, Ink.WARN)
        lines += [(Span("  " if n else "! ", Ink.WARN), *line) for n, line in enumerate(said)]
    told = [f"{when.value} {level}" for when, level in one.told]
    if told:
        lines.append((Span(f"pain {', '.join(told)}"),))
    done = [f"{entry.routine.replace('-', ' ')} {entry.how.value}" for entry in one.routines]
    done += map(words_of, one.activities)
    if done:
        lines += wrapped(", ".join(done), width, 2, Ink.DIM)
    if not lines:
        lines.append((Span("nothing was noted on this day", Ink.DIM),))
    return [*title, *(fitted(line, width) for line in lines)][:height]
