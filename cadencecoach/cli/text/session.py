"""A stored session's few words on a terminal; apart, as lists and single sessions share them."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from cadencecoach.app.review.session_log import began
from cadencecoach.cli.text.tables import NOTHING, number, percent, print_table
from cadencecoach.core.outcome.session_facts import (
    SessionFacts,
    SessionState,
    mark_words,
    source_of,
)
from cadencecoach.core.values.calendar import iso
from cadencecoach.core.values.text import cut_title, plain, width, widths
from cadencecoach.core.values.units import SAMPLE_RATE, clock

if TYPE_CHECKING:
    from cadencecoach.core.diary.backs import Back

_LEAST_TITLE: Final = 16
_HEADS: Final = ("ID", "started", "plan", "time", "cadence", "on target", "before>after")
_PLAN: Final = _HEADS.index("plan")


def print_sessions(sessions: Sequence[SessionFacts], backs: Mapping[int, Back]) -> None:
    """Print a line each, as wide as the terminal; the plan's title gives way, its mark does not."""
    marks = [mark(facts) for facts in sessions]
    rows = [_line(facts, backs.get(facts.id)) for facts in sessions]
    table = [_HEADS, *rows]
    columns = [max(widths(column)) for column in zip(*table, strict=True)]
    gaps = 2 * (len(columns) - 1)
    room = shutil.get_terminal_size().columns - (sum(columns) - columns[_PLAN]) - gaps
    for place, (row, marked) in enumerate(zip(rows, marks, strict=True), 1):
        after = f"  {marked}" if marked else ""
        title = cut_title(row[_PLAN], max(_LEAST_TITLE, room - width(after)))
        table[place] = (*row[:_PLAN], f"{title}{after}", *row[_PLAN + 1 :])
    print_table(table, right=(0, 3, 4, 5))


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


def start_words(facts: SessionFacts) -> str:
    """When it began, by the clock of the place where it was run."""
    at = began(facts)
    return f"{iso(at.day)} {at.clock}"
