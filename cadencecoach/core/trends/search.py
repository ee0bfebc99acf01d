"""Finding sessions among years of them: by week, plan, source, and words; screen and commands alike."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from cadencecoach.core.diary.diary import Diary, RunNote
from cadencecoach.core.outcome.session_facts import (
    Nobody,
    SessionFacts,
    SessionState,
    Source,
    source_of,
)
from cadencecoach.core.programme.programme import since_start, standing_on
from cadencecoach.core.values.calendar import Day, iso, iso_week
from cadencecoach.core.values.text import unjoined

IMPORTED: Final = "imported"
"""What a watch counted, as it may be asked for, too: it came in by `import`."""

SOURCES: Final = ("footpod", "none", Source.WATCH.value, *(why.value for why in Nobody))
"""Where cadence may come from, or why nobody ran, as a runner asks for it."""

_WEEK: Final = "week"
_YEAR: Final = len("2026")


@dataclass(frozen=True, slots=True)
class Findable:
    """What one session can be found by; text is folded, so that capitals make no difference."""

    week: int | None
    names: tuple[str, str]
    """The plan's name and its title."""

    source: str
    """One of SOURCES."""

    words: str
    """Everything that may be searched."""

    day: str = ""
    """When it began: "2026-11-21"."""

    def has(self, word: str) -> bool:
        """Whether a folded word is in its words, or begins its date; a lone digit is no date."""
        return word in self.words or (len(word) >= _YEAR and self.day.startswith(word))


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What is looked for; empty finds everything."""

    week: int | None = None
    plan: str = ""
    """The whole name or title."""

    source: str = ""
    words: tuple[str, ...] = ()
    """Folded; all of them must be there, each in any place."""

    def finds(self, session: Findable) -> bool:
        """Whether a session is one of those looked for."""
        return (
            (self.week is None or self.week == session.week)
            and (not self.plan or folded(self.plan) in session.names)
            and (not self.source or self.source == session.source)
            and all(session.has(word) for word in self.words)
        )


def query_of(text: str) -> SearchQuery:
    """What somebody typed: words, among them "week 3"."""
    found = SearchQuery()
    typed = folded(text).split()
    while typed:
        word = typed.pop(0)
        if word == _WEEK and typed and typed[0].isascii() and typed[0].isdecimal():
            found = replace(found, week=int(typed.pop(0)[:9]))
        else:
            found = replace(found, words=(*found.words, word))
    return found


def findable(facts: SessionFacts, day: Day, week: int | None, note: RunNote) -> Findable:
    """A session begun on `day`, with what the runner said of it."""
    source = source_of(facts)
    parts = (
        facts.title,
        facts.plan,
        source,
        IMPORTED if source == Source.WATCH.value else "",
        "" if facts.state is SessionState.FINISHED else facts.state.value,
        "" if week is None else _WEEK,
        facts.note,
        note.note,
        note.route,
        note.shoes,
        note.surface,
        note.niggle,
    )
    names = (folded(facts.plan), folded(facts.title))
    words = folded("\n".join(part for part in parts if part))
    return Findable(week, names, source, words, iso(day))


def weeks_of(diary: Diary, days: Iterable[Day]) -> Mapping[Day, int]:
    """The week of each date: of the present programme, whose days before it have none.

    Without a programme, the calendar's.
    """
    started = Diary(since_start(diary))
    if not started.entries:
        return {day: iso_week(day) for day in set(days)}
    weeks: dict[Day, int] = {}
    for day in set(days):
        stands = standing_on(started, day)
        if stands is not None:
            weeks[day] = stands.week
    return weeks


def found(sessions: Sequence[Findable], looked_for: SearchQuery) -> list[int]:
    """The places of the sessions that are found, in their order."""
    return [place for place, one in enumerate(sessions) if looked_for.finds(one)]


def folded(text: str) -> str:
    """Text without capitals and joiners, in one spelling of its accents, however it was typed."""
    if text.isascii():
        return text.lower()
    text = unjoined(text)
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
