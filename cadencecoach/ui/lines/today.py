"""The home screen in lines: today's sentence, what is open, the back, the newest run, the footpod."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cadencecoach.app.views import NextPod, SessionRow
from cadencecoach.core.diary.activities import words_of
from cadencecoach.core.diary.pain import SEE_PROVIDER, Change
from cadencecoach.core.plan.plan import Plan, StageKind
from cadencecoach.core.programme.calendar_days import after_words
from cadencecoach.core.programme.today import Today
from cadencecoach.core.programme.today_items import ItemState, TodayItem
from cadencecoach.core.values.calendar import short
from cadencecoach.core.values.units import clock
from cadencecoach.ui.ink import EMPTY, Ink, Line, Span, cells, fitted, spread, wrapped
from cadencecoach.ui.lines.day import week_words
from cadencecoach.ui.lines.page import NAME, OPENING
from cadencecoach.ui.lines.session import day, marks

_MARKS: Final = {ItemState.OPEN: "○", ItemState.DONE: "✔", ItemState.LATER: "·"}
_INKS: Final = {ItemState.OPEN: Ink.STRONG, ItemState.DONE: Ink.GOOD, ItemState.LATER: Ink.DIM}
"""The mark says the same."""


def head_line(today: Today | None) -> Line:
    """Who this is, the day, its week and what that is called."""
    if today is None:
        return OPENING
    week = f"   {week_words(today)}" if today.programme else ""
    title = f"   {today.week_title}" if today.week_title and not today.paused else ""
    return (*NAME, Span(f"  {short(today.day)}{week}", Ink.DIM), Span(title, Ink.DIM))


def why_lines(today: Today, width: int, height: int) -> list[Line]:
    """The one sentence on today, what a provider should look at, what else was done or may be."""
    lines = wrapped(today.why, width, height, Ink.STRONG)
    if today.provider:  # what to do about all of them is the same, and is said once
        reasons = [reason.removesuffix(SEE_PROVIDER).strip() for reason in today.provider]
        said = " ".join((*reasons, SEE_PROVIDER))
        more = wrapped(said, width - 2, max(1, height - len(lines)), Ink.WARN)
        lines += [(Span("  " if n else "! ", Ink.WARN), *line) for n, line in enumerate(more)]
    if today.rest:
        lines.append(fitted((Span("d  ", Ink.TARGET), Span(today.rest, Ink.DIM)), width))
    elif today.activities:
        done = ", ".join(map(words_of, today.activities))
        lines.append(fitted((Span("✔ ", Ink.GOOD), Span(done, Ink.DIM)), width))
    return lines[:height]


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


def back_lines(today: Today) -> tuple[Line, ...]:
    """How the back has been for two weeks, and the next run; with more words and with fewer."""
    following: Line = ()
    if today.next_run is not None:
        when = "today" if today.next_run == today.day else short(today.next_run)
        following = (Span("   next run ", Ink.DIM), Span(when))
    label, trend = Span("back   ", Ink.DIM), Span(today.trend, Ink.YOU)
    return tuple(
        (label, trend, Span(f"  {words}", Ink.DIM), *following) for words in _against_first(today)
    )


def _against_first(today: Today) -> tuple[str, ...]:
    """This week's pain beside the first week's, with a word and without; nothing known, no words."""
    compared = today.since_first_week
    if compared is None or compared.change is Change.UNKNOWN:
        return ("14 days, · unknown",)
    figures = f"week 1: {compared.before:.1f}, now {compared.after:.1f}"
    return (f"{figures}: {compared.change.value}", figures)


def remark_line(today: Today) -> Line:
    """What to do beside the items: a question, a worn pair of shoes, the weeks themselves."""
    if not today.programme:
        return (Span("g  ", Ink.TARGET), Span("four weeks for a sore back: see them, begin them"))
    if today.paused:
        return (Span("g  ", Ink.TARGET), Span("go on with the programme where you left it"))
    if today.away is not None:
        where = f"go on in week {today.away.week}, where you left off, or by the calendar?"
        return (Span("g  ", Ink.TARGET), Span(where))
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


def today_keys(today: Today | None) -> tuple[tuple[str, str], ...]:
    """The keys of Today's last line."""
    if today is None or not today.programme:
        mine: tuple[tuple[str, str], ...] = (
            ("Enter", "run"),
            ("g", "four weeks"),
            ("l", "plans"),
            ("b", "baseline"),
        )
    elif today.paused:
        mine = (("r", "run"), ("c", "check-in"), ("g", "programme"))
    else:
        mine = (("Enter", "do it"), ("r", "run"), ("c", "check-in"), ("g", "programme"))
    return (*mine, ("f", "footpod"), ("?", "all keys"), ("q", "quit"))


def last_lines(row: SessionRow | None) -> tuple[Line, ...]:
    """The newest session in a line, with a long unit, a short one, and none."""
    return tuple(_last_line(row, unit) for unit in (" steps a minute", " a minute", ""))


def first_that_fits(lines: Sequence[Line], width: int, _height: int) -> list[Line]:
    """The first of them that fits."""
    return [next((line for line in lines if cells(line) <= width), fitted(lines[-1], width))]


def _last_line(row: SessionRow | None, unit: str) -> Line:
    label = Span("last   ", Ink.DIM)
    if row is None:
        return (label, Span("no session yet", Ink.DIM))
    line: Line = (label, Span(f"{day(row)}  "), Span(row.title), Span(f"  {clock(row.running)}"))
    if row.cadence_spm is not None:
        line = (*line, Span(f"  {row.cadence_spm:.0f}", Ink.YOU), Span(unit, Ink.DIM))
    if row.in_band_percent is not None:
        line = (
            *line,
            Span(f"  {row.in_band_percent:.0f} %", Ink.GOOD),
            Span(" on target", Ink.DIM),
        )
    return (*line, *marks(row))


def pod_line(pod: NextPod, plan: Plan) -> Line:
    """What the run will listen to, or what to do about it first, or instead."""
    label = Span("with   ", Ink.DIM)
    if pod.warning:
        return (label, Span("! ", Ink.WARN), Span(pod.warning, Ink.WARN))
    if pod.deaf and any(stage.kind is StageKind.BASELINE for stage in plan.stages):
        return (label, Span(pod.words), Span("   b  ", Ink.TARGET), Span("tap or count your steps"))
    return (label, Span(pod.words))


def interrupted_line(rows: Sequence[SessionRow]) -> Line:
    """A run that ended without being finished, and what to do with it."""
    row = rows[0]
    more = f"  ({len(rows) - 1} more)" if len(rows) > 1 else ""
    return (
        Span("! interrupted  ", Ink.WARN),
        Span(f"{day(row)}, {clock(row.running)} run{more}   "),
        Span("k", Ink.TARGET),
        Span(" keep  "),
        Span("x", Ink.TARGET),
        Span(" remove"),
    )
