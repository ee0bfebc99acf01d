"""The session that an outing became: the run in a sound file, by the same engine, with its place in time.

Nobody pressed a key and no footpod was heard, so what was said and clicked is known; the watch tells
when the sound stood still with its runner, and when the run was over.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cadencecoach.core.events import EndReason, Event, FinishAsked, Input, PausePressed, Tick
from cadencecoach.core.outing.alignment import Alignment
from cadencecoach.core.run.engine import begin, step
from cadencecoach.core.run.setup import Setup
from cadencecoach.core.values.units import SAMPLE_RATE, Frame, frames
from cadencecoach.core.watch.understanding import RunByWatch

ENDED_EARLY_S: Final = 60.0
"""Who stopped the watch so long before the plan's end stopped running there (product choice: some stop it
as the cool-down ends, and the last words are still to come)."""

_LAST_WORDS_S: Final = 120.0


@dataclass(frozen=True, slots=True)
class OutingRun:
    """What was in the ear, as a session logs it."""

    started_s: float
    """Unix time of its first frame."""

    events: tuple[Event, ...]
    reached: Frame


def as_ran(setup: Setup, *keys: Input) -> tuple[tuple[Event, ...], Frame]:
    """The log of a session in which only these keys were pressed, and its end."""
    whole_s = setup.plan.length / SAMPLE_RATE + _LAST_WORDS_S
    paused_s = sum(key.at for key in keys if isinstance(key, PausePressed)) / SAMPLE_RATE
    state = begin(setup)
    log: list[Event] = []
    for key in (*keys, Tick(Frame(frames(whole_s + paused_s)))):
        # As live: what was due before a key is decided before it.
        for happened in (Tick(key.at), key):
            state, decided = step(state, happened)
            log += decided if isinstance(happened, Tick) else (happened, *decided)
    assert state.finished is not None
    return tuple(log), state.finished.at


def came_home(setup: Setup, run: RunByWatch, alignment: Alignment) -> OutingRun:
    """The session of an outing whose watch has come home."""
    started_s = run.start_s + alignment.offset_s
    keys: list[Input] = []
    for start_s, end_s in alignment.stood_s:
        if start_s > alignment.offset_s:
            keys += (PausePressed(_frame(start_s - alignment.offset_s)),)
            keys += (PausePressed(_frame(end_s - alignment.offset_s)),)
    events, reached = as_ran(setup, *keys)
    ran_s = run.end_s - started_s
    if ran_s < reached / SAMPLE_RATE - ENDED_EARLY_S:
        end = FinishAsked(_frame(ran_s), EndReason.STOPPED)
        events, reached = as_ran(setup, *(key for key in keys if key.at < end.at), end)
    return OutingRun(started_s, events, reached)


def _frame(at_s: float) -> Frame:
    return Frame(max(0, frames(at_s)))
