"""Sessions are found by week, plan, source and words, whatever the words are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadencecoach.core.diary import entries as en
from cadencecoach.core.diary.diary import Diary, RunNote
from cadencecoach.core.outcome.session_facts import SessionFacts, SessionState, Source
from cadencecoach.core.trends.search import (
    SearchQuery,
    findable,
    folded,
    found,
    query_of,
    source_of,
    weeks_of,
)
from cadencecoach.core.values.calendar import Day, day_from
from cadencecoach.core.values.units import Frame
from tests.adapters.recorded import NASTY
from tests.core.diaries import START, at

DAY = day_from("2026-11-21")


def facts(
    source: Source = Source.FOOTPOD,
    state: SessionState = SessionState.FINISHED,
    note: str = "",
    imported: str | None = None,
) -> SessionFacts:
    return SessionFacts(
        7, "0123", "2026-11-21T07:12:00Z", "ramp", "Ramp 160 → 175", source, state,
        Frame(0), note, False, False, None, imported,
    )  # fmt: skip


def session(said: RunNote | None = None, week: int | None = 3, **more: object):
    return findable(facts(**more), DAY, week, said or RunNote())


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("", True),
        ("   ", True),
        ("ramp", True),
        ("RAMP 175", True),
        ("175 ramp", True),
        ("2026-11", True),
        ("2026-11-21 ramp", True),
        ("2026-12", False),
        ("11-21", False),
        ("6", True),  # of Ramp 160
        ("21", False),
        ("footpod", True),
        ("simulated", False),
        ("interrupted", False),
        ("w", True),
        ("week", True),
        ("week 3", True),
        ("week 30", False),
        ("week 1", False),
        ("week ramp", True),
        ("week 3 ramp hill", False),
        ("week 99999999999999999999", False),
    ],
)
def test_what_is_typed_finds(text: str, is_found: bool) -> None:
    assert query_of(text).finds(session()) is is_found


@pytest.mark.parametrize("field", ["niggle", "surface", "shoes", "route", "note"])
def test_every_word_of_the_runner_is_searched(field: str) -> None:
    note = RunNote(**{field: "Über the HILL"})
    assert query_of("über hill").finds(session(note))
    assert query_of("u\u0308ber").finds(session(note))
    assert not query_of("hills").finds(session(note))
    assert query_of("knee").finds(session(note="my Knee"))


@pytest.mark.parametrize("text", NASTY)
def test_hostile_words_are_found_again_by_any_of_their_parts(text: str) -> None:
    one = session(RunNote(note=text))
    for word in text.split():
        assert query_of(word).finds(one)
    assert not query_of(f"{text} and more").finds(one)


@given(st.text(max_size=30), st.text(max_size=30))
def test_one_word_more_never_finds_more(note: str, more: str) -> None:
    sessions = [session(RunNote(note=text)) for text in (note, more, note + more, "")]
    first = found(sessions, query_of(note))
    both = SearchQuery(words=(*query_of(note).words, *query_of(more).words))
    assert set(found(sessions, both)) <= set(first)
    assert found(sessions, SearchQuery()) == [0, 1, 2, 3]
    assert folded(folded(note)) == folded(note)


def test_plan_and_source_are_whole_names() -> None:
    assert SearchQuery(plan="RAMP").finds(session())
    assert SearchQuery(plan="Ramp 160 → 175").finds(session())
    assert not SearchQuery(plan="ram").finds(session())
    watch = session(source=Source.NONE, imported="run.fit")
    assert SearchQuery(source="watch").finds(watch)
    assert not SearchQuery(source="none").finds(watch)
    assert query_of("watch").finds(watch)
    assert source_of(facts(Source.REPLAY)) == "replay"
    assert query_of("interrupted").finds(session(state=SessionState.INTERRUPTED))


def test_weeks_are_those_of_the_present_programme_else_the_calendars() -> None:
    days = [Day(START + n) for n in (-1, 0, 6, 7, 20, 40)]
    assert weeks_of(Diary(), days)[Day(START)] == 37  # Monday 7 September 2026
    diary = Diary(
        (
            en.ProgrammeStarted(at(-30), "old"),
            en.ProgrammeStarted(at(0), "four"),
            en.ProgrammePaused(at(10)),
            en.ProgrammeResumed(at(20)),
        )
    )
    weeks = weeks_of(diary, days)
    assert [weeks.get(day) for day in days] == [None, 1, 1, 2, 2, 5]
