"""A day of the programme in lines: what it asks for, how the back has been, what was decided."""

from __future__ import annotations

from typing import Final

from cadencecoach.core.diary.activities import name_of, words_of
from cadencecoach.core.diary.diary import LEAST_MIN
from cadencecoach.core.diary.entries import Step, levels_told
from cadencecoach.core.diary.pain import Change
from cadencecoach.core.programme.calendar_days import CalendarDay, run_words
from cadencecoach.core.programme.today import Today, after_words
from cadencecoach.core.programme.today_items import ItemState, TodayItem
from cadencecoach.core.values.calendar import short
from cadencecoach.ui.ink import EMPTY, Ink, Line, Span, cells, fitted, spread, wrapped
from cadencecoach.ui.lines.page import NAME, OPENING

_MARKS: Final = {ItemState.OPEN: "○", ItemState.DONE: "✔", ItemState.LATER: "·"}
ROOMY: Final = 5
"""Lines from which on a panel has one for its title."""

_INKS: Final = {ItemState.OPEN: Ink.STRONG, ItemState.DONE: Ink.GOOD, ItemState.LATER: Ink.DIM}
"""The mark says the same."""


def week_words(today: Today) -> str:
    """Where in the programme the day is."""
    if not today.programme:
        return ""
    if today.paused:
        return "paused"
    of = f" of {today.of_weeks}" if today.week <= today.of_weeks else ""
    return f"week {today.week}{of}"


def item_row(one: TodayItem, width: int) -> Line:
    """An item with its state, how often, and when."""
    ink = _INKS[one.state]
    title = f"{one.item.title}{', if you like' if one.item.optional else ''}"
    count = f"  {one.count_words}" if one.count_words else ""
    left: Line = (
        Span(f"{_MARKS[one.state]} ", ink),
        Span(title, Ink.DIM if one.state is ItemState.LATER else Ink.PLAIN),
        Span(count, Ink.DIM),
    )
    if one.mark:
        left = (*left, Span(f"  {one.mark}", Ink.DIM))
    right: Line = (Span(one.words, Ink.DIM),) if one.words else EMPTY
    return spread(left, right, width) if cells(left) + 2 < width else fitted(left, width)


def why_lines(today: Today, width: int, height: int) -> list[Line]:
    """The one sentence on today, what a provider should look at, what else was done or may be."""
    lines = wrapped(today.why, width, height, Ink.STRONG)
    for reason in today.provider:
        more = wrapped(reason, width - 2, max(1, height - len(lines)), Ink.WARN)
        lines += [(Span("  " if n else "! ", Ink.WARN), *line) for n, line in enumerate(more)]
    if today.rest:
        lines.append(fitted((Span("o  ", Ink.TARGET), Span(today.rest, Ink.DIM)), width))
    elif today.activities:
        done = ", ".join(map(words_of, today.activities))
        lines.append(fitted((Span("✔ ", Ink.GOOD), Span(done, Ink.DIM)), width))
    return lines[:height]


def back_line(today: Today) -> Line:
    """How the back has been for two weeks, and the next run."""
    line: Line = (
        Span("back   ", Ink.DIM),
        Span(today.trend, Ink.YOU),
        Span(f"  {_against_first(today) or '14 days, · unknown'}", Ink.DIM),
    )
    if today.next_run is not None:
        when = "today" if today.next_run == today.day else short(today.next_run)
        line = (*line, Span("   next run ", Ink.DIM), Span(when))
    return line


def _against_first(today: Today) -> str:
    """This week's pain beside the first week's; empty where there is too little to say."""
    compared = today.since_first_week
    if compared is None or compared.change is Change.UNKNOWN:
        return ""
    return f"week 1: {compared.before:.1f}, now {compared.after:.1f}: {compared.change.value}"


def remark_line(today: Today) -> Line:
    """What to do beside the items: a question, a worn pair of shoes, the weeks themselves."""
    if not today.programme:
        return (Span("g  ", Ink.TARGET), Span("four weeks for a sore back: see them, begin them"))
    if today.paused:
        return (Span("g  ", Ink.TARGET), Span("go on with the programme where you left it"))
    asked = asked_words(today)
    if asked:
        return (Span("c  ", Ink.TARGET), Span(asked))
    if today.week == today.of_weeks + 1:  # whose screen says the notes, too
        return (Span("g  ", Ink.TARGET), Span("what the weeks came to, and the ways on"))
    return (Span("! ", Ink.WARN), Span(today.notes[0])) if today.notes else EMPTY


def asked_words(today: Today) -> str:
    """What the check-in would ask; empty where it asks nothing new."""
    if today.ask_flags:
        return "a few questions before the first run"
    if today.ask_after is not None:
        return after_words(today.ask_after)
    if today.ask_morning is not None:
        return f"how was the morning of {short(today.ask_morning)}?"
    return ""


def calendar_row(one: CalendarDay, width: int) -> Line:
    """A day gone by: its runs, its pain, what else was done, what was decided."""
    week = "paused" if one.paused else f"week {one.week}" if one.week else ""
    line: Line = (Span(f"{short(one.day):<10}", Ink.PLAIN), Span(f"  {week:<7}", Ink.DIM))
    runs = ", ".join(map(run_words, one.runs))
    line = (*line, Span(f"  {runs:<15}", Ink.YOU))
    pain = " ".join(str(level) for _, level in levels_told(one.ratings))
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
        held = "" if run.in_band_percent is None else f", {run.in_band_percent:.0f} % on target"
        held += "" if run.counts else f", under {LEAST_MIN:.0f} minutes: it counts as no run"
        lines.append((Span(f"{run.title}  ", Ink.YOU), Span(f"{run_words(run)}{held}")))
    for step in one.steps:
        to = "at" if step.step is Step.HOLD else "to"
        lines += wrapped(f"{step.step.value} {to} level {step.rung}: {step.reason}", width, 2)
    for no in one.overrode:
        said = wrapped(f"ran all the same: {no.reason}", width - 2, 2, Ink.WARN)
        lines += [(Span("  " if n else "! ", Ink.WARN), *line) for n, line in enumerate(said)]
    told = [f"{when.value} {level}" for when, level in levels_told(one.ratings)]
    if told:
        lines.append((Span(f"pain {', '.join(told)}"),))
    done = [f"{entry.routine} {entry.how.value}" for entry in one.routines]
    done += map(words_of, one.activities)
    if done:
        lines += wrapped(", ".join(done), width, 2, Ink.DIM)
    if not lines:
        lines.append((Span("nothing was noted on this day", Ink.DIM),))
    return [*title, *(fitted(line, width) for line in lines)][:height]


def head_line(today: Today | None) -> Line:
    """Who this is, the day, its week and the week's theme."""
    if today is None:
        return OPENING
    week = f"   {week_words(today)}" if today.programme else ""
    theme = f"   {today.theme}" if today.theme and not today.paused else ""
    return (*NAME, Span(f"  {short(today.day)}{week}", Ink.DIM), Span(theme, Ink.DIM))


def today_keys(today: Today | None) -> tuple[tuple[str, str], ...]:
    """The keys of Today's last line."""
    if today is None or not today.programme:
        mine: tuple[tuple[str, str], ...] = (
            ("Enter", "run"),
            ("g", "programme"),
            ("l", "plans"),
            ("b", "baseline"),
        )
    elif today.paused:
        mine = (("r", "run"), ("c", "check-in"), ("g", "programme"))
    else:
        mine = (("Enter", "do it"), ("r", "run"), ("c", "check-in"), ("g", "programme"))
    return (*mine, ("f", "footpod"), ("?", "all keys"), ("q", "quit"))
