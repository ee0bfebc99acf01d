"""A run that a watch saw: taken into a session that had no footpod, or as a baseline."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cadencecoach.adapters.clock import local_moment
from cadencecoach.adapters.imports.watch_run import WatchRun, read_watch_file
from cadencecoach.adapters.store.importing import (
    add_session,
    fill_session,
    frame_of,
    imported_before,
)
from cadencecoach.adapters.store.sqlite import Store
from cadencecoach.app.diary.logbook import open_logbook
from cadencecoach.app.home import Home
from cadencecoach.core.diary.entries import BaselineSet
from cadencecoach.core.outcome.imported import ImportedReading, ImportedRun
from cadencecoach.core.outcome.session_facts import SessionFacts, SessionState, Source
from cadencecoach.core.plan.plan import LONGEST, Plan, Stage, StageKind
from cadencecoach.core.programme.programme import WARM_UP
from cadencecoach.core.values.units import SAMPLE_RATE, Frames, MeasuredSpm
from cadencecoach.errors import FileRefused

_SHARE: Final = 0.5
"""Of the shorter of two runs that must lie in the other for them to be one (product choice: a watch that
was started late, or stopped early, still has most of the run)."""

_SHORTEST: Final = Frames(2 * WARM_UP)
"""A baseline run of this length or more leaves its warm-up out (choice: baseline)."""

_WHO: Final = {
    Source.FOOTPOD: "its cadence came from a footpod",
    Source.SIMULATED: "a simulated runner ran it",
    Source.REPLAY: "it replays a recording",
}


@dataclass(frozen=True, slots=True)
class WatchFacts:
    """What a watch says of a run."""

    file: str
    device: str
    started: datetime
    ended: datetime
    cadences: int
    counts: str


@dataclass(frozen=True, slots=True)
class Match:
    """A session and a watch's run that belong together, each by its clock."""

    session: int
    started: datetime
    ended: datetime
    watch: WatchFacts


@dataclass(frozen=True, slots=True)
class ImportedBaseline:
    """What came of a run that only a watch saw."""

    session: int
    watch: WatchFacts
    kept: BaselineSet | None
    """What the ladder stands on now; None where the run cannot be trusted."""

    lacking: str
    """Why it cannot; empty where it can."""


def fill(
    home: Home,
    file: Path,
    reference: str | None,
    on_match: Callable[[Match], None],
) -> tuple[SessionFacts, int]:
    """Fill a session without a footpod with what a watch measured, matched by time.

    Without `reference` the one session that it fits. `on_match` is told what belongs together
    before anything is written. The session, and how many readings it got. Raises FileRefused and
    StoreError.
    """
    now = home.clock.utc_now()
    run = read_watch_file(file, now)
    _refuse_known(home, run)
    with Store(home.database) as store:
        store.recover()
        if reference is None:
            facts = _the_one(run, store.sessions())
        else:
            facts = store.find(reference)
            _refuse_own_cadence(facts)
    on_match(Match(facts.id, _started(facts), _ended(facts), _facts(run)))
    imported = _imported(run, _started(facts), facts.reached)
    if _overlap_s(run, facts) <= 0 or not imported.readings:
        raise FileRefused(
            f"{run.file} was refused: it was not run during session {facts.id}",
            hint="compare the two clocks; `cadencecoach sessions` lists all sessions",
        )
    fill_session(home.database, facts.id, imported, now)
    return facts, len(imported.readings)


def add_baseline(home: Home, file: Path) -> ImportedBaseline:
    """Store a run that only a watch saw, and let it measure the own cadence, if it can be trusted.

    Raises FileRefused and StoreError.
    """
    now = home.clock.utc_now()
    run = read_watch_file(file, now)
    _refuse_known(home, run)
    with Store(home.database) as store:
        store.recover()
        same = [facts for facts in store.sessions() if _same(run, facts)]
    if same:
        known = same[0]
        raise FileRefused(
            f"{run.file} was refused: the same run is session {known.id} already",
            hint=f"to fill that one: cadencecoach import FILE --into {known.id}"
            if _can_be_filled(known)
            else f"`cadencecoach show {known.id}` shows it",
        )
    plan = _baseline_plan(run)
    imported = _imported(run, run.started, plan.length)
    session_id = add_session(home.database, plan, run.started, imported, now)
    with Store(home.database) as store:
        stored = store.load(session_id)
        found = store.baseline(stored)
    assert found is not None
    entry = found.entry(local_moment(now), stored.facts.uuid)
    if entry is not None:
        with open_logbook(home) as book:
            book.write(entry)
    return ImportedBaseline(session_id, _facts(run), entry, found.lacking)


def _refuse_known(home: Home, run: WatchRun) -> None:
    known = imported_before(home.database, run.sha256)
    if known is not None:
        raise FileRefused(
            f"{run.file} was imported before: it is in session {known}",
            hint=f"`cadencecoach show {known}` shows it",
        )


def _refuse_own_cadence(facts: SessionFacts) -> None:
    reason = (
        "it is discarded" if facts.discarded
        else "it is being recorded" if facts.state is SessionState.RUNNING
        else _WHO[facts.source] if facts.source is not Source.NONE
        else f"it has {facts.imported} already" if facts.imported is not None
        else ""
    )  # fmt: skip
    if reason:
        raise FileRefused(
            f"session {facts.id} cannot be filled: {reason}",
            hint="a watch fills sessions that were run without a footpod",
        )


def _the_one(run: WatchRun, sessions: Sequence[SessionFacts]) -> SessionFacts:
    """The session without a footpod that was run at that time. Raises FileRefused."""
    fitting = [facts for facts in sessions if _can_be_filled(facts) and _same(run, facts)]
    if len(fitting) != 1:
        what = "no session" if not fitting else f"{len(fitting)} sessions"
        raise FileRefused(
            f"{run.file} was refused: {what} without a footpod fits {utc_words(run.started)}"
            f" to {utc_words(run.ended)}",
            hint="name the session with --into, or keep the run as a baseline with --baseline",
        )
    return fitting[0]


def _can_be_filled(facts: SessionFacts) -> bool:
    return (
        facts.source is Source.NONE
        and facts.imported is None
        and facts.state is not SessionState.RUNNING
    )


def _same(run: WatchRun, facts: SessionFacts) -> bool:
    """Whether both clocks speak of one run of a real runner."""
    if facts.source not in (Source.NONE, Source.FOOTPOD):
        return False
    shorter_s = min((run.ended - run.started).total_seconds(), facts.reached / SAMPLE_RATE)
    return _overlap_s(run, facts) > _SHARE * shorter_s


def _overlap_s(run: WatchRun, facts: SessionFacts) -> float:
    overlap = min(run.ended, _ended(facts)) - max(run.started, _started(facts))
    return overlap.total_seconds()


def _imported(run: WatchRun, started: datetime, reached: int) -> ImportedRun:
    """The readings that lie within a session, at their frames."""
    placed = ((frame_of(point.moment, started), point) for point in run.points)
    return ImportedRun(
        run.file,
        run.sha256,
        run.device,
        run.started.isoformat(timespec="seconds").replace("+00:00", "Z"),
        tuple(
            ImportedReading(frame, MeasuredSpm(point.cadence_spm), point.speed_mps)
            for frame, point in placed
            if 0 <= frame <= reached
        ),
    )


def _baseline_plan(run: WatchRun) -> Plan:
    length = frame_of(run.ended, run.started)
    if length > LONGEST:
        raise FileRefused(
            f"{run.file} was refused: it is longer than 6 hours", hint="a baseline is an easy run"
        )
    stages = [Stage(StageKind.BASELINE, Frames(length))]
    if length >= _SHORTEST:
        stages = [
            Stage(StageKind.WARM_UP, WARM_UP),
            Stage(StageKind.BASELINE, Frames(length - WARM_UP)),
        ]
    return Plan("baseline", "Baseline from a watch", tuple(stages), None, theme=False)


def utc_words(moment: datetime) -> str:
    """A moment as both clocks are compared by."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S}Z"


def _started(facts: SessionFacts) -> datetime:
    return datetime.fromisoformat(facts.started_at).astimezone(UTC)


def _ended(facts: SessionFacts) -> datetime:
    return _started(facts) + timedelta(seconds=facts.reached / SAMPLE_RATE)


def _facts(run: WatchRun) -> WatchFacts:
    return WatchFacts(
        run.file, run.device, run.started, run.ended, len(run.points), run.counts.value
    )
