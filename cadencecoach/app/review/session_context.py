"""What stands around one session: what the runner told, and the early run to hold it against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cadencecoach.adapters.store.diary import DiaryStore
from cadencecoach.adapters.store.sqlite import Store
from cadencecoach.app.review.session_search import findables
from cadencecoach.core.diary.diary import Run
from cadencecoach.core.outcome.outline import Outline
from cadencecoach.core.outcome.session_facts import SessionFacts
from cadencecoach.core.trends.comparison import (
    Candidate,
    Figures,
    earlier_run,
    figures_of,
    run_weeks,
)
from cadencecoach.core.trends.session_extras import around_document
from cadencecoach.core.trends.trends import RunTrend, run_trend
from cadencecoach.errors import StoreBusy, StoreError


@dataclass(frozen=True, slots=True)
class Compared:
    """The early run."""

    facts: SessionFacts
    why: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class Around:
    """What is known beside the log of the session itself."""

    told: RunTrend | None
    """None where nobody ran it, or it is not over."""

    compared: Compared | None


def around(store: Store, diary_store: DiaryStore, facts: SessionFacts) -> Around:
    """What stands around a session. Raises StoreError.

    A run that broke off early is held against others, never others against it.
    """
    diary = diary_store.read()
    runs = {run.session: run for run in diary.runs}
    run = runs.get(facts.uuid)
    if run is None:
        return Around(None, None)
    told = run_trend(diary, run)
    listed = {one.id: one for one in store.sessions()}
    candidates = _candidates(facts, listed, runs, run_weeks(diary))
    of = candidates.get(facts.id)
    while of is not None and (choice := earlier_run(of, tuple(candidates.values()))) is not None:
        try:
            other = store.outline(choice.session)
        except StoreBusy:
            raise
        except StoreError:
            del candidates[choice.session]  # one log that cannot be read hides no other
            continue
        found = listed[choice.session]
        figures = figures_in(other, run_trend(diary, runs[found.uuid]))
        return Around(told, Compared(found, choice.why, figures))
    return Around(told, None)


@dataclass(frozen=True, slots=True)
class SessionInContext:
    """A session with all that is known of it and around it."""

    facts: SessionFacts
    outline: Outline
    around: Around
    figures: Figures


def session_in_context(database: Path, reference: str) -> SessionInContext:
    """A session, by what a runner calls it. Raises StoreError."""
    with Store(database) as store, DiaryStore(database) as diary:
        facts = store.find(reference)
        outline = store.outline(facts.id)
        found = around(store, diary, facts)
    return SessionInContext(facts, outline, found, figures_in(outline, found.told))


def context_document(database: Path, shown: SessionInContext) -> dict[str, Any]:
    """What stands around a session as a part of its document. Raises StoreError."""
    facts, other = shown.facts, shown.around.compared
    return around_document(
        findables(database, (facts,))[facts.id].week,
        shown.around.told,
        shown.figures,
        None if other is None else (other.facts, other.why, other.figures),
    )


def figures_in(outline: Outline, told: RunTrend | None) -> Figures:
    """What a session is compared by."""
    summary = outline.summary
    return figures_of(
        told,
        cadence_spm=summary.cadence_spm,
        in_band_percent=summary.total.percent_in_band,
        variability_spm=summary.variability_spm,
        speed_mps=outline.speed_mps,
        pain_during=max((pain.level for pain in summary.pain), default=None),
    )


def _candidates(
    facts: SessionFacts,
    listed: Mapping[int, SessionFacts],
    runs: Mapping[str, Run],
    weeks: Mapping[str, int],
) -> dict[int, Candidate]:
    """This run, and all that lasted long enough to be held against."""
    return {
        one.id: Candidate(
            one.id,
            run.at.utc_s,
            one.plan,
            weeks.get(one.uuid),
            run.note.route,
            run.cadence_spm is not None,
        )
        for one in listed.values()
        if (run := runs.get(one.uuid)) is not None and (run.counts or one.id == facts.id)
    }
