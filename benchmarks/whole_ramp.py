"""A 12-minute ramp as a sound card hears it, against what its own log says was to be heard.

The run goes through the whole program into a PulseAudio sink; its log is then replayed and the
recording laid over it: every click, every cue, how far a cue ducked the clicks under it.
"""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.measuring import COMMAND, Line, home, nap
from cadencecoach.adapters.sounds import SoundLibrary
from cadencecoach.adapters.store.sqlite import Store
from cadencecoach.app.run.new_run import make_bank
from cadencecoach.core.events import CueCut, CuePlaced, Input
from cadencecoach.core.run.engine import replay, score
from cadencecoach.core.run.setup import setup_from
from cadencecoach.core.score.mixer import Score, fill
from cadencecoach.core.values.units import SAMPLE_RATE
from tests.e2e.rig.sink import Recording, Sink, installed

HOW: Final = "python -m benchmarks whole_ramp"
BUDGET: Final = "0 lost, each within 0.05 ms, every cue there, clicks under it 12 dB down"
PLAN: Final = """
title = "Twelve minutes"
minutes = 12
warm_up = "1:00"
cool_down = "0:30"
cue_every = "2:00"
[ramp]
start = 160
top = 175
step = 5
hold = "2:30"
"""
LASTS_S: Final = 12 * 60 + 8
SLACK: Final = 480
"""A click is looked for this many samples to each side of its place."""

LEAST_DB: Final = -20.0
"""Below this a click is lost; a ducked one is at -12."""


def lines() -> Iterator[Line]:
    """One line a pump; both play at the same time."""
    if not installed():
        yield Line("12-minute ramp", BUDGET, "not measured: needs pulseaudio", None, HOW)
        return
    with contextlib.ExitStack() as stack:
        heard = [(pump, *_begun(stack, pump)) for pump in ("simpleaudio", "miniaudio")]
        for _, run, _, _ in heard:
            run.wait(LASTS_S + 60)
        nap(1)
        for pump, _, recording, database in heard:
            told, held = _judged(recording.stop().samples, database)
            yield Line(f"12-minute ramp, {pump}", BUDGET, told, held, HOW)


def _begun(
    stack: contextlib.ExitStack, pump: str
) -> tuple[subprocess.Popen[bytes], Recording, Path]:
    """A run into a sink of its own, the sink's recording, and where its log is."""
    env, sink = stack.enter_context(home()), stack.enter_context(Sink())
    plan = sink.folder / "twelve.toml"
    plan.write_text(PLAN)
    recording = sink.record()
    run = subprocess.Popen(
        [COMMAND, "run", str(plan), "--headless", "--footpod", "simulated", "--audio", pump],
        env={**sink.env, "CADENCECOACH_HOME": env["CADENCECOACH_HOME"]},
        stdout=subprocess.DEVNULL,
    )
    stack.callback(run.kill)
    return run, recording, Path(env["CADENCECOACH_HOME"]) / "sessions.db"


def _judged(heard: NDArray[np.float64], database: Path) -> tuple[str, bool]:
    with Store(database) as store:
        session = store.load(store.find("last").id)
    setup = setup_from(session.header)
    inputs = [event for event in session.events if isinstance(event, Input)]
    state, _ = replay(setup, inputs)
    told = score(state, make_bank(SoundLibrary.open(), setup))
    length = session.facts.reached + SAMPLE_RATE
    speech = _samples(replace(told, gates=((0, False),)), length)
    clicks = _samples(replace(told, cues=()), length)
    beats = [beat.at for beat in told.timeline.beats(0, length) if told.level_db(beat) is not None]
    begins = _begins(heard, clicks + speech, beats[0])
    heard = np.concatenate([heard, np.zeros(length)])[begins : begins + length]
    cut = {event.number for event in session.events if isinstance(event, CueCut)}
    cues = [e for e in session.events if isinstance(e, CuePlaced) and e.number not in cut]
    found = [_click(heard - speech, clicks, at) for at in beats]
    errors = np.array([error for error, _ in found if error is not None]) / SAMPLE_RATE * 1000
    lost = len(beats) - len(errors)
    under = [any(cue.at <= at < cue.at + cue.length for cue in cues) for at in beats]
    drops = np.array([gain for (_, gain), inside in zip(found, under, strict=True) if inside])
    likeness = min(_likeness(heard - clicks, speech, cue) for cue in cues)
    held = bool(
        lost == 0
        and np.abs(errors).max() <= 0.05
        and likeness > 0.9
        and np.abs(drops + setup.click_style.duck_db).max() < 0.5
    )
    return (
        (
            f"{len(beats)} clicks, {lost} lost, std {errors.std():.4f} ms, max {np.abs(errors).max():.4f}"
            f" ms; {len(cues)} cues, least likeness {likeness:.3f}; {len(drops)} clicks under speech at "
            f"{drops.min():.2f} to {drops.max():.2f} dB"
        ),
        held,
    )


def _samples(told: Score, length: int) -> NDArray[np.float64]:
    """What a score sounds like, mixed to one channel as the recording is."""
    out = np.empty((length, 2), np.int16)
    fill(told, out, 0)
    mixed: NDArray[np.float64] = out.mean(axis=1) / 32768
    return mixed


def _begins(heard: NDArray[np.float64], wanted: NDArray[np.float64], first: int) -> int:
    """Where frame 0 lies in the recording: the place at which five seconds of beat fit best."""
    piece = wanted[first : first + 5 * SAMPLE_RATE]
    searched = heard[: first + 20 * SAMPLE_RATE]
    size = 1 << (len(searched) + len(piece)).bit_length()
    spectrum = np.fft.rfft(searched, size) * np.conj(np.fft.rfft(piece, size))
    return int(np.argmax(np.fft.irfft(spectrum, size)[: len(searched) - len(piece)])) - first


def _click(
    rest: NDArray[np.float64], clicks: NDArray[np.float64], at: int
) -> tuple[int | None, float]:
    """How many samples a click is off its place, and its gain in dB against no speech.

    `rest` is the recording without the speech. None is a click that is not there.
    """
    shape = clicks[at : at + 1200]
    around = rest[at - SLACK : at + len(shape) + SLACK]
    fit = np.correlate(around, shape, "valid") / (shape @ shape)
    best = int(np.argmax(fit))
    gain_db = 20 * np.log10(max(fit[best], 1e-6))
    return (best - SLACK if gain_db > LEAST_DB else None), float(gain_db)


def _likeness(rest: NDArray[np.float64], speech: NDArray[np.float64], cue: CuePlaced) -> float:
    """How like speech what was heard beside the clicks is, 0 to 1."""
    there, wanted = (x[cue.at : cue.at + cue.length] for x in (rest, speech))
    return float(there @ wanted / (np.sqrt((there @ there) * (wanted @ wanted)) or 1.0))
