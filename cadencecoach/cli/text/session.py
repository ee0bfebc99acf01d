"""A stored session's few words on a terminal; apart, as lists and single sessions share them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from cadencecoach.app.review.session_log import start_words
from cadencecoach.cli.text.tables import (
    NOTHING,
    number,
    percent,
    print_table,
    terminal_columns,
)
from cadencecoach.core.outcome.session_facts import (
    SessionFacts,
    SessionState,
    mark_words,
    source_of,
)
from cadencecoach.core.values.text import cut_title, plain, width, widths
from cadencecoach.core.values.units import SAMPLE_RATE, clock

if TYPE_CHECKING:
    from cadencecoach.core.diary.backs import Back

_LEAST_TITLE: Final = 8
_NARROW: Final = 96
"""Columns below which the list has a shorter head for the cadence, as on the screen."""

_HEADS: Final = ("ID", "started", "plan", "time", "cadence", "on target", "before>after")
_PLAN: Final = _HEADS.index("plan")
_CADENCE: Final = _HEADS.index("cadence")
_RIGHT: Final = (0, 3, 4, 5)


def print_sessions(sessions: Sequence[SessionFacts], backs: Mapping[int, Back]) -> None:
    """Print a line each: whole, and on a terminal as wide as it is, where the plan's title gives way.

    Its mark is never cut; where there is no room beside the title it stands below.
    """
    rows = [_line(facts, backs.get(facts.id)) for facts in sessions]
    columns = terminal_columns()
    heads = list(_HEADS)
    if columns is not None and columns < _NARROW:
        heads[_CADENCE] = "spm"
    room = None if columns is None else columns - _beside_the_plan([heads, *rows])
    table: list[Sequence[str]] = [heads]
    for facts, row in zip(sessions, rows, strict=True):
        marked = mark(facts)
        if room is None and not marked:
            table.append(row)
            continue
        first, *below = _plan_words(row[_PLAN], marked, room)
        table.append((*row[:_PLAN], first, *row[_PLAN + 1 :]))
        empty = [""] * (len(_HEADS) - _PLAN - 1)
        table += [(*[""] * _PLAN, word, *empty) for word in below]
    print_table(table, right=_RIGHT)


def _beside_the_plan(table: Sequence[Sequence[str]]) -> int:
    """The cells that all other columns take, with the gaps."""
    taken = [max(widths(column)) for column in zip(*table, strict=True)]
    return sum(taken) - taken[_PLAN] + 2 * (len(taken) - 1)


def _plan_words(title: str, marked: str, room: int | None) -> list[str]:
    """A title and what must be known, in one line, else the mark's words below a title that is cut."""
    after = f"  {marked}" if marked else ""
    if room is None:
        return [f"{title}{after}"]
    beside = room - width(after)
    if beside >= min(width(title), _LEAST_TITLE):
        return [f"{cut_title(title, beside)}{after}"]
    return [cut_title(title, max(_LEAST_TITLE, room)), *marked.split()]


def _line(facts: SessionFacts, back: Back | None) -> tuple[str, ...]:
    said = facts.headline
    return (
        str(facts.id),
        start_words(facts),
        plain(facts.title),
        clock(facts.reached if said is None else round(said.running_s * SAMPLE_RATE)),
        number(said.cadence_spm if said else None),
        percent(said.in_band_percent if said else None),
        NOTHING if back is None else back.words,
    )


def title(facts: SessionFacts) -> str:
    """The first line on one session."""
    parts = (
        f"Session {facts.id}",
        plain(facts.title),
        start_words(facts),
        facts.state.value,
        "discarded"
        if facts.discarded
        else mark_words(SessionState.FINISHED.value, source_of(facts)),
    )
    return "  ".join(part for part in parts if part)


def mark(facts: SessionFacts) -> str:
    """What must be known before the numbers are believed; empty where there is nothing."""
    return mark_words(facts.state.value, source_of(facts))
