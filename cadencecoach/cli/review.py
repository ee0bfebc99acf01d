"""The log as the review screens want it: their port, on the store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from cadencecoach.adapters.store.sqlite import Store
from cadencecoach.core.cueoutcomes import CueOutcome
from cadencecoach.core.sessionfacts import SessionFacts
from cadencecoach.core.summary import RungOutcome
from cadencecoach.core.units import Frames, frames
from cadencecoach.core.view import CueView
from cadencecoach.core.viewing import one_word
from cadencecoach.ui.driver import RungResult, SessionDetail, SessionRow


class ReviewFromStore:
    """A `ui.driver.ReviewData`; each call opens the log anew, so any thread may call."""

    def __init__(self, database: Path) -> None:
        self._database = database

    def rows(self) -> Sequence[SessionRow]:
        """All sessions, newest first. Raises StoreError."""
        with Store(self._database) as store:
            store.sum_up()
            return [_row(facts) for facts in store.sessions()]

    def latest(self) -> SessionRow | None:
        """The newest session. Raises StoreError."""
        with Store(self._database) as store:
            return next((_row(facts) for facts in store.sessions()), None)

    def load(self, session: int) -> SessionDetail:
        """One session. Raises StoreError."""
        with Store(self._database) as store:
            stored = store.load(session)
            summary = store.summary(stored)
        return SessionDetail(
            _row(stored.facts),
            summary.chart,
            tuple(map(_rung, summary.rungs)),
            tuple(map(_cue, summary.cues)),
        )

    def interrupted(self) -> Sequence[SessionRow]:
        """Sessions that a crash ended, not yet kept or discarded. Raises StoreError."""
        with Store(self._database) as store:
            return [_row(facts) for facts in store.recover()]

    def keep(self, session: int) -> None:
        """Count an interrupted session as one that ended there. Raises StoreError."""
        with Store(self._database) as store:
            store.keep(session)

    def discard(self, session: int) -> None:
        """Forget an interrupted session. Raises StoreError."""
        with Store(self._database) as store:
            store.discard(session)


def _row(facts: SessionFacts) -> SessionRow:
    said = facts.headline
    return SessionRow(
        facts.id,
        datetime.fromisoformat(facts.started_at),
        facts.title,
        facts.source.value,
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
