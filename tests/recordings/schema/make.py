"""Writes the database of the present schema beside it: run it once, when a schema is new.

A file written by an older version is never made again; it is what a runner still has.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cadencecoach.adapters.simulated import CHARACTERS, SimulatedRunner
from cadencecoach.adapters.store.diary import DiaryStore
from cadencecoach.adapters.store.importing import add_session
from cadencecoach.adapters.store.migrations import LATEST
from cadencecoach.adapters.store.writer import NewSession, SessionWriter
from cadencecoach.core import events as ev
from cadencecoach.core.diary.diary import RunNote
from cadencecoach.core.diary.entries import PainRated, ProgrammeStarted
from cadencecoach.core.diary.pain import Pain, Side, When
from cadencecoach.core.events import LinkChanged, PayloadReceived
from cadencecoach.core.outcome.imported import ImportedReading, ImportedRun
from cadencecoach.core.outcome.session_facts import SessionState, Source
from cadencecoach.core.plan.plan import Plan, Stage, StageKind
from cadencecoach.core.run.engine import begin, step
from cadencecoach.core.run.setup import Setup, setup_record
from cadencecoach.core.values.calendar import Moment
from cadencecoach.core.values.units import SAMPLE_RATE, Frame, MeasuredSpm
from cadencecoach.ports import Heard
from tests.core.worlds import at, lengths, setup, short_plan

STARTED = datetime(2026, 8, 1, 5, 12, tzinfo=UTC)
PRESSED = (
    ev.Answer(at(34), yes=True),
    ev.Answer(at(35), yes=False),
    ev.PausePressed(at(50)),
    ev.PausePressed(at(70)),
    ev.PainNoted(at(80), 3),
    ev.Nudged(at(85), 2),
)


def simulated_log(
    world: Setup, pressed: tuple[ev.Input, ...] = PRESSED, who: str = "follows"
) -> Iterator[list[ev.Event]]:
    """The log of a simulated run, in the batches in which a session appends it."""
    runner = SimulatedRunner(7, CHARACTERS[who])
    state = begin(world)
    now = 0
    waiting = list(pressed)
    while not state.over:
        now += SAMPLE_RATE // 2
        target = state.timeline.span_at(Frame(now)).target_spm
        happened: list[ev.Input] = [
            ev.PayloadReceived(item.at, item.data)
            if isinstance(item, PayloadReceived)
            else ev.LinkChanged(item.at, item.state, item.detail, item.name)
            for item in runner.poll(Frame(now), Heard(target, click=True))
            if isinstance(item, PayloadReceived | LinkChanged)
        ]
        while waiting and waiting[0].at <= now:
            happened.append(waiting.pop(0))
        for one in (*sorted(happened, key=lambda event: event.at), ev.Tick(Frame(now))):
            state, decided = step(state, one)
            yield [one, *decided]


def record(
    path: Path, world: Setup, batches: list[list[ev.Event]], source: Source = Source.SIMULATED
) -> list[ev.Event]:
    """Write a finished session; the events of its log."""
    session = NewSession(STARTED, world.plan.name, source, setup_record(world))
    writer = SessionWriter(path, session, on_trouble=sys.exit, on_recovered=sys.exit)
    for batch in batches:
        writer.append(batch)
    logged = [event for batch in batches for event in batch if not isinstance(event, ev.Tick)]
    end = next(event.at for event in logged if isinstance(event, ev.Finished))
    assert writer.finish(SessionState.FINISHED, end)
    return logged


def main() -> None:
    """Write N.db, and refuse to write it twice."""
    path = Path(__file__).with_name(f"{LATEST}.db")
    if path.exists():
        sys.exit(f"{path} is there already")
    world = setup(short_plan())
    record(path, world, list(simulated_log(world)))
    record(path, world, list(simulated_log(world, who="loses-pod")), Source.FOOTPOD)
    with DiaryStore(path) as diary:
        rated = PainRated(Moment(1785561000, 7200), When.BEFORE, Pain(3, Side.LEFT))
        diary.append(ProgrammeStarted(Moment(1785560000, 7200), "four-week-back"), rated)
        note = RunNote(effort=4, surface="grass", shoes="Blue")
        diary.write_note(diary.read().runs[0].session, lambda _: note)
    readings = tuple(
        ImportedReading(at(s), MeasuredSpm(164.0), 2.8, at(s + 1)) for s in range(1, 90)
    )
    watch = ImportedRun(
        "run.fit", "0" * 64, "A watch", "2026-08-03T05:12:00.000Z", readings, 249.2, 3600.0
    )
    easy = Plan("baseline", "From a watch", (Stage(StageKind.BASELINE, lengths(90)),), None)
    log = (ev.Finished(at(90), ev.EndReason.COMPLETE),)
    add_session(path, easy, log, STARTED + timedelta(days=2), watch, STARTED + timedelta(days=3))
    connection = sqlite3.connect(path)
    connection.execute("UPDATE sessions SET state = 'running' WHERE id = 2")
    connection.execute("DELETE FROM summaries WHERE session_id = 2")
    connection.commit()
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("VACUUM")
    connection.close()


if __name__ == "__main__":
    main()
