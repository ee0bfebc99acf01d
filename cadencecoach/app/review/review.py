"""The log as the review screens want it: their port, on the store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path

from cadencecoach.adapters.store.diary import DiaryStore
from cadencecoach.adapters.store.sqlite import Store
from cadencecoach.app.diary.baselines import after_discard, take_back
from cadencecoach.app.diary.logbook import open_logbook
from cadencecoach.app.home import Home
from cadencecoach.app.review import session_log
from cadencecoach.app.review.run_notes import noted, write
from cadencecoach.app.review.session_context import around
from cadencecoach.app.review.session_log import began
from cadencecoach.app.review.session_search import findables
from cadencecoach.app.views import (
    AfterDiscard,
    EarlyRun,
    Editable,
    RungResult,
    SessionContext,
    SessionDetail,
    SessionRow,
)
from cadencecoach.core.diary.backs import Back
from cadencecoach.core.diary.diary import RunNote
from cadencecoach.core.outcome.cue_outcomes import CueOutcome
from cadencecoach.core.outcome.session_facts import SessionFacts, Source, source_of
from cadencecoach.core.outcome.speed import mean_speed, speed_line
from cadencecoach.core.outcome.summary import RungOutcome
from cadencecoach.core.run.view import CueView, one_word
from cadencecoach.core.trends.search import Findable
from cadencecoach.core.values.units import Frames, frames
from cadencecoach.errors import StoreBusy, StoreError


class ReviewFromStore:
    """A `ports.ReviewData`; each call opens the log anew, so any thread may call."""

    def __init__(self, database: Path) -> None:
        self._database = database

    def rows(self) -> Sequence[SessionRow]:
        """All sessions, newest first. Raises StoreError."""
        with Store(self._database) as store:
            store.sum_up()
            return [_row(facts) for facts in store.sessions()]

    def known(self) -> tuple[Mapping[int, Findable], Mapping[int, Back]]:
        """What each can be found by, and how the back was around it, by its number. Raises StoreError."""
        with Store(self._database) as store:
            sessions = store.sessions()
        return findables(self._database, sessions), session_log.backs_of(self._database, sessions)

    def latest(self) -> SessionRow | None:
        """The newest session. Raises StoreError."""
        with Store(self._database) as store:
            newest = store.newest()
        return None if newest is None else _row(newest)

    def load(self, session: int) -> SessionDetail:
        """One session. Raises StoreError."""
        with Store(self._database) as store:
            stored = store.load(session)
            summary = store.summary(stored)
        heard = stored.facts.source is not Source.NONE or stored.imported is not None
        speeds = speed_line(summary)
        row = _row(stored.facts)
        if stored.facts.headline is None:  # nothing is kept yet of one that is being recorded
            row = replace(
                row,
                running=summary.running,
                cadence_spm=summary.cadence_spm,
                in_band_percent=summary.total.percent_in_band,
                pain=tuple(pain.level for pain in summary.pain),
            )
        return SessionDetail(
            row,
            summary.chart,
            tuple(map(_rung, summary.rungs)),
            tuple(map(_cue, summary.cues)),
            speeds,
            mean_speed(speeds),
            summary.variability_spm,
            summary.coverage_percent if heard else None,
            summary.click_percent,
            tuple(third.percent_in_band for third in summary.thirds) if summary.rungs else (),
            tuple((pain.running, pain.level) for pain in summary.pain),
        )

    def context(self, session: int) -> SessionContext:
        """What stands around it. Raises StoreError."""
        with Store(self._database) as store, DiaryStore(self._database) as diary:
            found = around(store, diary, store.find(str(session)))
        other = found.compared
        beside = None if other is None else EarlyRun(_row(other.facts), other.why, other.figures)
        return SessionContext(found.told, beside)

    def note(self, session: int) -> Editable:
        """What may be edited of it. Raises ConfigError and StoreError."""
        _, note, pairs = noted(self._database, str(session))
        return Editable(note, pairs)

    def write_note(self, session: int, note: RunNote, known: RunNote) -> None:
        """Keep what differs from what was known. Raises ConfigError and StoreError."""
        changed = {
            field.name: getattr(note, field.name)
            for field in fields(RunNote)
            if getattr(note, field.name) != getattr(known, field.name)
        }
        write(self._database, str(session), lambda _, kept: replace(kept, **changed))

    def interrupted(self) -> Sequence[SessionRow]:
        """Sessions that a crash ended, not yet kept or discarded. Raises StoreError."""
        with Store(self._database) as store:
            return [_row(facts) for facts in store.recover()]

    def keep(self, session: int) -> None:
        """Keep an interrupted session, or bring back a discarded one. Raises StoreError."""
        session_log.keep(self._database, str(session))

    def discard(self, session: int) -> AfterDiscard:
        """Take a session out of every list, and tell which own cadence stands. Raises StoreError."""
        facts = session_log.discard(self._database, str(session))
        try:
            with open_logbook(Home.here()) as book:
                return after_discard(book, facts.uuid)
        except StoreBusy:
            raise  # done again, it comes to the same
        except StoreError:
            return AfterDiscard("")

    def take_back(self, session: int) -> str:
        """Take back the own cadence that it set; which one stands now. Raises StoreError."""
        with Store(self._database) as store:
            uuid = store.find(str(session)).uuid
        with open_logbook(Home.here()) as book:
            return take_back(book, uuid)


def _row(facts: SessionFacts) -> SessionRow:
    said = facts.headline
    return SessionRow(
        facts.id,
        began(facts),
        facts.title,
        source_of(facts),
        facts.state.value,
        Frames(facts.reached) if said is None else frames(said.running_s),
        None if said is None else said.cadence_spm,
        None if said is None else said.in_band_percent,
        () if said is None else said.pain,
    )


def _rung(rung: RungOutcome) -> RungResult:
    return RungResult(
        rung.target_spm,
        rung.running_start,
        rung.running_end,
        rung.cadence_spm,
        rung.tally.percent_in_band,
    )


def _cue(cue: CueOutcome) -> CueView:
    effect = cue.effect
    return CueView(
        cue.running,
        one_word(cue.kind, cue.name),
        cue.text,
        cue.spoken,
        cue.reason,
        cue.answers,
        None if effect is None else effect.before_spm,
        None if effect is None else effect.after_spm,
    )
