"""What a home with old logs comes to: each session replayed, and each of its documents and exports.

Nothing of what is compared knows a module of the product: samples, events as the log keeps them,
what a screen shows, and what the commands print and write.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from heapq import merge
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cadencecoach.adapters.store.sqlite import Store, StoredSession
from cadencecoach.core import events as ev
from cadencecoach.core.run.engine import begin, score, step
from cadencecoach.core.run.setup import Setup, setup_from
from cadencecoach.core.run.state import State
from cadencecoach.core.run.view import RunView
from cadencecoach.core.run.view_of_state import view
from cadencecoach.core.score.mixer import Bank, fill
from cadencecoach.core.values.records import to_record
from cadencecoach.core.values.units import SAMPLE_RATE, Frame

LOOKED_AT_S = 30
"""From one look at the screen to the next."""

FORMATS = ("fit", "tcx", "csv", "json")

Command = Callable[..., str]
"""Runs a command line and returns what it printed."""


class Noise(dict[str, NDArray[np.int16]]):
    """Under every id noise of its own, of the length in the log: the sounds may be made anew."""

    def __init__(self, setup: Setup) -> None:
        self._book = setup.book

    def __missing__(self, sound: str) -> NDArray[np.int16]:
        length = self._book[sound].length if sound in self._book else 1_900
        drawn = hashlib.shake_256(sound.encode()).digest(2 * length)
        self[sound] = (np.frombuffer(drawn, "<i2") >> 2).astype(np.int16)
        return self[sound]


def of_home(database: Path, command: Command, folder: Path) -> dict[str, Any]:
    """Everything that the sessions of a home come to, by their numbers; exports go to `folder`."""
    with Store(database) as store:
        sessions = [store.load(number) for number in sorted(facts.id for facts in store.sessions())]
    return {
        "sessions": {str(one.facts.id): of_session(one, command) for one in sessions},
        "exports_sha256": _exports(command, folder),
    }


def of_session(session: StoredSession, command: Command) -> dict[str, Any]:
    """The log replayed, where it has all that a replay needs, and the session's document."""
    document = json.loads(command("show", str(session.facts.id), "--json"))
    readings = json.dumps(document.pop("readings")).encode()
    document["readings_sha256"] = hashlib.sha256(readings).hexdigest()
    if "book" not in session.header:  # a watch alone saw it
        return {"document": document}
    state, _, seen = replayed(session)
    return {
        "samples_sha256": samples_sha256(state, Bank(Noise(state.setup)), session.facts.reached),
        "seen": seen,
        "document": document,
    }


def replayed(session: StoredSession) -> tuple[State, list[ev.Output], list[list[Any]]]:
    """A session from its inputs: the last state, all decisions, and looks at the screen."""
    inputs = [event for event in session.events if isinstance(event, ev.Input)]
    end = session.facts.reached
    looks = [ev.Tick(Frame(at)) for at in range(0, end, LOOKED_AT_S * SAMPLE_RATE)]
    stalls = [one for one in inputs if isinstance(one, ev.Stalled)]
    state = begin(setup_from(session.header))
    outputs: list[ev.Output] = []
    seen: list[list[Any]] = []
    for one in merge(inputs, [*looks, ev.Tick(end)], key=lambda event: event.at):
        if isinstance(one, ev.Tick) and any(s.since <= one.at < s.at for s in stalls):
            continue  # the machine stood still and decided nothing
        state, decided = step(state, one)
        outputs += decided
        if isinstance(one, ev.Tick):
            seen.append(_seen(view(state, one.at)))
    return state, outputs, seen


def as_logged(events: Sequence[ev.Event]) -> list[tuple[str, dict[str, Any]]]:
    """Decisions as the log keeps them."""
    return [(type(e).__name__, to_record(e)) for e in events if isinstance(e, ev.Output)]


def samples_sha256(state: State, bank: Bank, length: int) -> str:
    """Of the whole session, 16 bit, two channels, little-endian."""
    digest = hashlib.sha256()
    for block in samples(state, bank, length):
        digest.update(block.astype("<i2", copy=False).tobytes())
    return digest.hexdigest()


def samples(state: State, bank: Bank, length: int) -> Iterator[NDArray[np.int16]]:
    """The sound of a whole session, a second at a time."""
    heard = score(state, bank)
    for start in range(0, length, SAMPLE_RATE):
        block = np.empty((min(SAMPLE_RATE, length - start), 2), np.int16)
        fill(heard, block, start)
        yield block


def _seen(now: RunView) -> list[Any]:
    """What a screen showed: where the run is, what is measured, what is said and what comes."""
    last = now.last_cue
    return [
        round(now.frame / SAMPLE_RATE, 3),
        now.state,
        round(now.running / SAMPLE_RATE, 3),
        round(now.total / SAMPLE_RATE, 3),
        now.target_spm,
        None if now.beat is None else [now.beat.number, now.beat.at, now.beat.audible],
        None if now.live_spm is None else round(now.live_spm, 3),
        "" if now.band is None else now.band.value.removesuffix(" band"),
        now.trend,
        None if now.in_band_percent is None else round(now.in_band_percent, 3),
        now.sensor.state.value,
        [[rung.target_spm, round(rung.share_done, 3)] for rung in now.rungs],
        now.ramp_note,
        now.click_note,
        now.next_cue,
        None if now.next_cue_in is None else round(now.next_cue_in / SAMPLE_RATE, 3),
        None
        if last is None
        else [last.name, last.text, last.spoken, last.why, list(map(list, last.answers))],
        now.open_question,
        now.muted,
        now.volume_db,
        now.audio_note,
        now.pain,
        now.notice,
    ]


def in_lines(truth: Any, indent: str = "") -> str:
    """As JSON, with a line for each value that is no table or list of them: a change is a line."""
    inner = f"{indent} "
    if isinstance(truth, dict) and truth:
        rows = [
            f"{inner}{json.dumps(key)}: {in_lines(value, inner)}" for key, value in truth.items()
        ]
        return "{\n" + ",\n".join(rows) + f"\n{indent}}}"
    if isinstance(truth, list) and any(isinstance(value, list | dict) for value in truth):
        rows = [f"{inner}{json.dumps(value, ensure_ascii=False)}" for value in truth]
        return "[\n" + ",\n".join(rows) + f"\n{indent}]"
    return json.dumps(truth, ensure_ascii=False)


def _exports(command: Command, folder: Path) -> dict[str, str]:
    for form in FORMATS:
        command("export", "--all", "--format", form, "--dir", str(folder))
    written = sorted(folder.iterdir())
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in written}
