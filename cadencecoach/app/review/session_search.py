"""What each session of the log can be found by, for the screen and for the command."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from cadencecoach.adapters.store.diary import DiaryStore
from cadencecoach.app.review.session_log import began
from cadencecoach.core.diary.diary import RunNote
from cadencecoach.core.diary.entries import ProgrammePaused, ProgrammeResumed, ProgrammeStarted
from cadencecoach.core.outcome.session_facts import SessionFacts, Source
from cadencecoach.core.trends.search import (
    IMPORTED,
    SOURCES,
    Findable,
    SearchQuery,
    findable,
    query_of,
    weeks_of,
)
from cadencecoach.core.values.text import plain, quoted
from cadencecoach.errors import ConfigError, did_you_mean

_UNSAID = RunNote()


def findables(database: Path, sessions: Sequence[SessionFacts]) -> Mapping[int, Findable]:
    """What these sessions can be found by, by number. Raises StoreError."""
    with DiaryStore(database) as store:
        notes = store.notes()
        turns = store.only(ProgrammeStarted, ProgrammePaused, ProgrammeResumed)
    days = {facts.id: began(facts).day for facts in sessions}
    weeks = weeks_of(turns, days.values())
    return {
        facts.id: findable(
            facts, days[facts.id], weeks.get(days[facts.id]), notes.get(facts.id, _UNSAID)
        )
        for facts in sessions
    }


def looked_for(
    week: int | None, plan: str | None, source: str | None, search: str | None
) -> SearchQuery | None:
    """What was asked for by options; None where nothing was. Raises ConfigError."""
    if (week, plan, source, search) == (None, None, None, None):
        return None
    if week is not None and week < 1:
        raise ConfigError(f"there is no week {week}", hint="weeks count from 1")
    if source == IMPORTED:
        source = Source.WATCH.value
    if source is not None and source not in SOURCES:
        raise ConfigError(
            f"{quoted(source)} is no source{did_you_mean(source, SOURCES)}",
            hint=f"choose one of: {', '.join(SOURCES)}",
        )
    found = query_of(plain(search or ""))  # as notes are: what was pasted there finds them here
    return replace(
        found,
        week=found.week if week is None else week,
        plan=plan or "",
        source=source or "",
    )
