"""Sessions to export, made by the simulated runner and a steady footpod."""

from __future__ import annotations

from pathlib import Path

from cadencecoach.adapters.export.recorded import Recorded
from cadencecoach.adapters.store.sqlite import Store
from cadencecoach.core import events as ev
from cadencecoach.core.diary.diary import RunNote
from cadencecoach.core.outcome.session_facts import Source
from cadencecoach.core.run.engine import begin, step
from cadencecoach.core.sensor.rsc import Measurement, encode_measurement
from cadencecoach.core.values.units import SAMPLE_RATE, Frame
from tests.core.worlds import setup, short_plan, steady
from tests.recordings.schema.make import record, simulated_log

NASTY = (
    "=cmd|' /C calc'!A0",
    "x" * 10_000,
    "Relax \x1b[31mred\x1b]0;title\x07 \x9b2J\x00 now",
    "👟👨‍👩‍👧 gut 😀",
    "שלום עולם abc \u202egnp.exe مرحبا",
    "'quoted'",
    "-1+2",
    "@SUM(A1)",
    '\ttab, comma; "quotes" & <tags> ]]>',
    "two\r\nlines",
)
"""Notes as an enemy, a poet and a spreadsheet write them."""


def load(path: Path, session_id: int, note: RunNote | None = None) -> Recorded:
    """One stored session, ready for every export."""
    with Store(path) as store:
        session = store.load(session_id)
        summary = store.summary(session)
    return Recorded(session.facts, summary, session.events, session.imported, note or RunNote())


def simulated(
    path: Path, note: RunNote | None = None, source: Source = Source.SIMULATED
) -> Recorded:
    """Two minutes with rungs, cues, answers, pain and a pause."""
    world = setup(short_plan())
    record(path, world, list(simulated_log(world)), source)
    return load(path, 1, note)


def silent(path: Path) -> Recorded:
    """The same two minutes without a footpod."""
    world = setup(short_plan())
    heard = (ev.PayloadReceived, ev.ReadingTaken)
    batches = [
        [event for event in batch if not isinstance(event, heard)] for batch in simulated_log(world)
    ]
    record(path, world, batches, Source.NONE)
    return load(path, 1)


def steady_run(path: Path, cadence_per_min: int, length_s: int = 60) -> Recorded:
    """A run at 170 with a footpod that counts steps and always says the same."""
    world = setup(steady(170, length_s))
    payload = encode_measurement(Measurement(2.5, cadence_per_min, running=True))
    state, batches = begin(world), []
    second = 0
    while not state.over:
        second += 1
        at = Frame(second * SAMPLE_RATE - 4_800)
        for one in (ev.PayloadReceived(at, payload), ev.Tick(Frame(second * SAMPLE_RATE))):
            state, decided = step(state, one)
            batches.append([one, *decided])
    record(path, world, batches, Source.FOOTPOD)
    return load(path, 1)
