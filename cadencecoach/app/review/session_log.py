"""The sessions of the log as lists and single ones want them: listed, kept, discarded, removed.

A list has little time, so what reads whole logs is loaded only by who asks for it.
"""

# ruff: noqa: PLC0415 -- see the docstring

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cadencecoach.adapters.clock import clock_text, moment_of
from cadencecoach.adapters.store.sqlite import Store, StoredSession
from cadencecoach.core.outcome.session_facts import SessionFacts, SessionState, Source
from cadencecoach.core.values.calendar import Moment
from cadencecoach.errors import ConfigError, ExportError, StoreBusy, StoreError, did_you_mean

if TYPE_CHECKING:
    from cadencecoach.core.diary.backs import Back
    from cadencecoach.core.outcome.outline import Outline
    from cadencecoach.core.outcome.summary import Summary
    from cadencecoach.core.trends.search import SearchQuery


@dataclass(frozen=True, slots=True)
class Listed:
    """The sessions that were asked for, newest first."""

    sessions: Sequence[SessionFacts]
    of: int
    """How many there are."""

    outdated: int
    """As many of them are as an older version summed them up, and wait for this one."""

    unreadable: Sequence[int]
    """Those whose logs this version cannot read."""


def listed(database: Path, query: SearchQuery | None) -> Listed:
    """All sessions, or those that a query finds. Raises StoreError."""
    with Store(database) as store:
        with suppress(StoreBusy):  # a log that can only be read is listed as it is
            store.recover()
        every = store.sessions()
        older = store.not_renewed()
    here = {facts.id for facts in every} if older else set()
    outdated = sum(one in here for one, tried in older if not tried)
    unreadable = tuple(one for one, tried in older if tried and one in here)
    those = every if query is None else _those(database, every, query)
    return Listed(those, len(every), outdated, unreadable)


def _those(
    database: Path, sessions: Sequence[SessionFacts], query: SearchQuery
) -> list[SessionFacts]:
    from cadencecoach.app.review.session_search import findables

    known = findables(database, sessions)
    return [facts for facts in sessions if query.finds(known[facts.id])]


def began(facts: SessionFacts) -> Moment:
    """The start of a session by the clock of the place where it was run.

    An old log knows no other place than this one.
    """
    return moment_of(facts.started_at, facts.offset_s)


def start_words(facts: SessionFacts) -> str:
    """The same as "2026-09-01 06:05"; quick, as a list has thousands."""
    return clock_text(facts.started_at, facts.offset_s)


def backs_of(database: Path, sessions: Sequence[SessionFacts]) -> Mapping[int, Back]:
    """How the back was around each that a runner ran, by its number. Raises StoreError."""
    if not sessions:
        return {}
    from cadencecoach.core.diary.backs import back_around

    with Store(database) as store:
        told = store.levels_around()
    return {
        facts.id: back_around(told[facts.id], () if facts.headline is None else facts.headline.pain)
        for facts in sessions
        if facts.id in told
    }


def refuse_recorded(facts: SessionFacts, then: str) -> None:
    """Make no file of half a run. Raises ExportError."""
    if facts.state is SessionState.RUNNING:
        raise ExportError(
            f"session {facts.id} is being recorded", hint=f"finish it first, then {then} it"
        )


def list_documents(database: Path, sessions: Sequence[SessionFacts]) -> Iterator[dict[str, Any]]:
    """Each session as a part of a document, with what was told of it, read as it is asked for.

    Raises StoreError, most of all before the first.
    """
    from cadencecoach.adapters.store.diary import DiaryStore
    from cadencecoach.app.review.session_search import findables
    from cadencecoach.core.outcome.session_head import head
    from cadencecoach.core.trends.session_extras import told_document

    known = findables(database, sessions)
    with DiaryStore(database) as diary:
        notes = diary.notes()
    with Store(database) as store:
        for facts in sessions:
            came = store.outcome(facts.id)
            if came is None:
                from cadencecoach.core.outcome.document import outcome

                try:
                    came = outcome(store.summary(store.load(facts.id)))
                except StoreError as exc:
                    came = {"error": exc.message}
            said = told_document(known[facts.id].week, notes.get(facts.id))
            yield {**head(facts), **came, **said}


def one_session(database: Path, reference: str) -> tuple[StoredSession, Summary]:
    """A session, and what it came to. Raises StoreError."""
    with Store(database) as store:
        session = store.load(store.find(reference).id)
        return session, store.summary(session)


def one_outline(database: Path, reference: str) -> tuple[SessionFacts, Outline]:
    """A session, and what it came to without its seconds. Raises StoreError."""
    with Store(database) as store:
        facts = store.find(reference)
        return facts, store.outline(facts.id)


def keep(database: Path, reference: str) -> SessionFacts:
    """Keep an interrupted session, or bring back a discarded one. Raises StoreError."""
    with Store(database) as store:
        facts = store.find(reference)
        store.keep(facts.id)
    return facts


def discard(database: Path, reference: str) -> SessionFacts:
    """Take a session out of every list and statistic. Raises StoreError."""
    with Store(database) as store:
        facts = store.find(reference)
        store.discard(facts.id)
    return facts


def discarded(database: Path) -> Sequence[SessionFacts]:
    """The sessions that are taken out. Raises StoreError."""
    with Store(database) as store:
        return store.discarded()


def purge(database: Path) -> tuple[int, Sequence[Path]]:
    """Remove the discarded sessions for good.

    How many, and the files that may still have them. Raises StoreError.
    """
    from cadencecoach.adapters.store.backup import other_copies

    with Store(database) as store:
        removed = store.purge()
    return removed, other_copies(database)


def fix_cadence(database: Path, reference: str, counts: str) -> tuple[SessionFacts, float | None]:
    """Say how the footpod of a session counted; the session and its mean cadence now.

    Raises ConfigError and StoreError.
    """
    from cadencecoach.core.sensor.step_convention import Convention
    from cadencecoach.core.values.text import quoted

    known = [each.value for each in Convention]
    if counts not in known:
        raise ConfigError(
            f"a footpod does not count {quoted(counts)}{did_you_mean(counts, known)}",
            hint="say steps or strides; auto goes back to what was decided in the run",
        )
    with Store(database) as store:
        facts = store.find(reference, own=True)
        if facts.source is Source.SIMULATED:
            raise ConfigError(
                f"session {facts.id} was run by a simulated runner, who counted as was asked",
                hint="only of a real footpod may it be said otherwise",
            )
        if facts.source is Source.NONE:
            raise ConfigError(
                f"session {facts.id} had no footpod", hint="there is nothing to count differently"
            )
        store.fix_cadence(facts.id, Convention(counts))
        return facts, store.summary(store.load(facts.id)).cadence_spm
