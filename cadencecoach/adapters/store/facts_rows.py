"""What is known of a session without its log, as a row; quick to load, for lists of thousands."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

from cadencecoach.adapters.store.process import still_runs
from cadencecoach.core.outcome.session_facts import Headline, SessionFacts, SessionState, Source
from cadencecoach.core.outing.alignment import Alignment, How
from cadencecoach.core.values.units import Frame

FACTS: Final = """
    SELECT s.id, s.uuid, s.started_at, s.plan, s.title, s.source, s.state, s.reached_frame, s.note,
           s.kept, s.discarded, s.process,
           i.file, s.utc_offset_s,
           aligned_how, aligned_offset_s, aligned_error_s, aligned_confidence,
           s.sped_up,
           c.running_s, c.cadence_spm, c.coverage, c.in_band, c.cues_spoken, c.pain
    FROM sessions AS s LEFT JOIN summaries AS c ON c.session_id = s.id
                       LEFT JOIN imports AS i ON i.session_id = s.id
"""

RAN: Final = "s.source NOT IN ('simulated', 'replay') AND s.sped_up = 0"
"""Of a session of `sessions AS s`: a runner ran it."""

_SOURCES: Final[Mapping[str, Source]] = {source.value: source for source in Source}
_STATES: Final[Mapping[str, SessionState]] = {state.value: state for state in SessionState}
"""A look into these takes a third of calling the class."""


def facts_of(row: tuple[Any, ...]) -> SessionFacts:
    """The facts in a row of FACTS."""
    (
        number, uuid, started_at, plan, title, source, stored_state, reached, note,
        kept, discarded, process, imported, offset_s, how, at_s, error_s, confidence,
        sped_up, *headline,
    ) = row  # fmt: skip
    alignment = None if how is None else alignment_of(how, at_s, error_s, confidence)
    state = _STATES[stored_state]
    if state is SessionState.RUNNING and not still_runs(process):
        state = SessionState.INTERRUPTED
    return SessionFacts(
        number,
        uuid,
        started_at,
        plan,
        title,
        _SOURCES[source] if alignment is None else Source.WATCH,
        state,
        Frame(reached),
        note,
        bool(kept),
        bool(discarded),
        _headline(*headline),
        imported,
        offset_s,
        alignment,
        bool(sped_up),
    )


def alignment_of(
    how: str | None, offset_s: float | None, error_s: float | None, confidence: float | None
) -> Alignment | None:
    """Where in a watch's file a session began, from its columns; None where it was not heard so."""
    if how is None or offset_s is None or error_s is None or confidence is None:
        return None
    return Alignment(offset_s, error_s, How(how), confidence)


def _headline(
    running_s: float | None,
    cadence_spm: float | None,
    coverage: float | None,
    in_band: float | None,
    cues_spoken: int,
    pain: str | None,
) -> Headline | None:
    if running_s is None or not math.isfinite(running_s):
        return None  # to be summed up
    levels: tuple[int, ...] = ()
    if pain:
        words = pain.split()
        if not all(word.isdecimal() and len(word) < 3 for word in words):
            return None
        levels = tuple(map(int, words))
    return Headline(running_s, cadence_spm, coverage, in_band, cues_spoken, levels)
