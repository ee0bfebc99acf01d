"""Which session a watch's run is, by time and length, and which sessions it may not go into."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Final

from cadencecoach.adapters.clock import utc_of
from cadencecoach.adapters.imports.watch_run import WatchRun
from cadencecoach.core.outcome.session_facts import Nobody, SessionFacts, SessionState, Source
from cadencecoach.core.values.units import SAMPLE_RATE, clock, frames
from cadencecoach.errors import FileRefused, KnownRun

_SHARE: Final = 0.5
"""Of the shorter of two runs that must lie in the other for them to be one (product choice: a watch that
was started late, or stopped early, still has most of the run)."""

_AS_LONG: Final = 0.1
_FAR_OFF: Final = timedelta(hours=14)
"""A session as long as the run, to a tenth, that began no further off than two time zones can be: it may
be the same run by a wrong clock (product choice: counted twice it would load twice)."""

_NOBODY: Final = {
    Nobody.SIMULATED: "a simulated runner ran it",
    Nobody.REPLAY: "it replays a recording",
    Nobody.SPED_UP: "it was faster than the clock, so nobody ran it",
}


def refuse_same(run: WatchRun, sessions: Sequence[SessionFacts]) -> None:
    """Refuse a run that is a session already."""
    known = next((facts for facts in sessions if same(run, facts)), None)
    if known is not None:
        raise KnownRun(
            f"{run.file} was refused: the same run is session {known.id} already",
            hint=f"to fill that one: cadencecoach import FILE --into {known.id}"
            if can_be_filled(known)
            else f"`cadencecoach show {known.id}` shows it",
            in_app="v on Today shows it",
            session=known.id,
        )


def refuse_twin(run: WatchRun, sessions: Sequence[SessionFacts]) -> None:
    """Refuse a run that may be a session's by a wrong clock: it would count twice."""
    length_s = (run.ended - run.started).total_seconds()
    for facts in sessions:
        apart = utc_of(facts.started_at) - run.started
        other_s = facts.reached / SAMPLE_RATE
        alike = abs(other_s - length_s) <= _AS_LONG * max(other_s, length_s)
        if can_be_filled(facts) and alike and abs(apart) <= _FAR_OFF:
            raise FileRefused(
                f"{run.file} may be session {facts.id}, which is as long and began"
                f" {apart_words(-apart.total_seconds())}",
                hint=f"if it is: --offset {apart.total_seconds():.0f}; if it is another run: --offset 0",
                in_app="v on Today shows that one; `cadencecoach import` takes it with an offset, if it is another",
            )


def apart_words(seconds: float) -> str:
    """How far a session began from a file, in words; positive where the file began later."""
    return f"{clock(frames(round(abs(seconds))))} {'earlier' if seconds > 0 else 'later'}"


def refuse_own_cadence(facts: SessionFacts) -> None:
    """Refuse to fill a session that has a cadence, or never will."""
    reason = (
        "it is discarded" if facts.discarded
        else "it is being recorded" if facts.state is SessionState.RUNNING
        else _NOBODY[facts.nobody] if facts.nobody is not None
        else f"its cadence came from a {facts.source.value}" if facts.source is not Source.NONE
        else f"it has {facts.imported} already" if facts.imported is not None
        else ""
    )  # fmt: skip
    if reason:
        goes_on = facts.state is SessionState.RUNNING
        raise FileRefused(
            f"session {facts.id} cannot be filled: {reason}",
            hint="finish it first, then import the file"
            if goes_on
            else "a watch fills sessions that were run without a footpod",
        )


def can_be_filled(facts: SessionFacts) -> bool:
    """Whether a session was run without a footpod, and no watch told of it yet."""
    return (
        facts.source is Source.NONE
        and facts.nobody is None
        and facts.imported is None
        and facts.state is not SessionState.RUNNING
    )


def same(run: WatchRun, facts: SessionFacts) -> bool:
    """Whether both clocks speak of one run of a real runner."""
    if facts.nobody is not None:
        return False
    shorter_s = min((run.ended - run.started).total_seconds(), facts.reached / SAMPLE_RATE)
    return overlap_s(run, facts) > _SHARE * shorter_s


def one_after_another(sessions: Sequence[SessionFacts]) -> bool:
    """Whether these were run at different times, so that a file may be of each; false of none."""
    times = sorted(map(lasted, sessions))
    return bool(times) and all(end <= begin for (_, end), (begin, _) in pairwise(times))


def overlap_s(run: WatchRun, facts: SessionFacts) -> float:
    """How long both lasted at once; less than 0 where there is time between them."""
    started, ended = lasted(facts)
    return (min(run.ended, ended) - max(run.started, started)).total_seconds()


def lasted(facts: SessionFacts) -> tuple[datetime, datetime]:
    """When a session began, and when it ended."""
    started = utc_of(facts.started_at)
    return started, started + timedelta(seconds=facts.reached / SAMPLE_RATE)


def span(run: WatchRun) -> str:
    """From when to when, in words."""
    return f"{clock_words(run.started)} to {clock_words(run.ended)}"


def clock_words(moment: datetime) -> str:
    """A moment as both clocks are shown: in UTC."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S}Z"
