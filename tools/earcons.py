"""The short sounds that answer a press, apart from the clicks because they must never be taken for one.

They are told apart by shape and not only by pitch, as ears differ and earphones lose the deep end:
how many notes, and which way they go.

    pause           two notes, falling        go-on         two notes, rising
    good            one high note             not-good      one low note, longer
    mark            three low notes           not-understood two low notes of the same height
    window-open     a soft tick, rising       window-shut   a soft tick, falling

Each rises over 6 ms, so that it is soft beside the click, and has its peak at -21 dBFS: with a cue
at -3 dBTP and a click that is ducked under it the arithmetic worst case stays under the ceiling.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cadencecoach.adapters.sounds import RATE_HZ

PEAK: Final = 10 ** (-21 / 20)
RISE_S: Final = 0.006
OCTAVE: Final = 0.3
"""How much of the octave sounds with it: small earphones play it where they lose the note itself."""


@dataclass(frozen=True, slots=True)
class Note:
    """One note of a sound; it glides from one height to the other."""

    start_s: float
    length_s: float
    hz: float
    to_hz: float


def _note(start_s: float, length_s: float, hz: float, to_hz: float | None = None) -> Note:
    return Note(start_s, length_s, hz, hz if to_hz is None else to_hz)


EARCONS: Final = {
    "pause": ("Two falling notes", (_note(0, 0.09, 880), _note(0.10, 0.12, 587))),
    "go-on": ("Two rising notes", (_note(0, 0.09, 587), _note(0.10, 0.12, 880))),
    "good": ("One high note", (_note(0, 0.12, 1175),)),
    "not-good": ("One low note", (_note(0, 0.20, 392),)),
    "mark": (
        "Three low notes",
        (_note(0, 0.06, 440), _note(0.09, 0.06, 440), _note(0.18, 0.06, 440)),
    ),
    "not-understood": ("Two low notes", (_note(0, 0.09, 330), _note(0.14, 0.09, 330))),
    "window-open": ("A rising tick", (_note(0, 0.035, 700, 1400),)),
    "window-shut": ("A falling tick", (_note(0, 0.035, 1400, 700),)),
}


def earcon(notes: tuple[Note, ...]) -> NDArray[np.int16]:
    """Return a sound: 48 kHz mono, peak -21 dBFS, silent at both ends."""
    length = max(note.start_s + note.length_s for note in notes)
    samples: NDArray[Any] = np.zeros(round(length * RATE_HZ))
    for note in notes:
        first = round(note.start_s * RATE_HZ)
        frames = round(note.length_s * RATE_HZ)
        hz = np.linspace(note.hz, note.to_hz, frames)
        phase = math.tau * np.cumsum(hz) / RATE_HZ
        rise = np.minimum(np.arange(frames) / (RISE_S * RATE_HZ), 1)
        fall = np.cos(np.arange(1, frames + 1) * (math.pi / 2 / frames)) ** 2
        tone = np.sin(phase) + OCTAVE * np.sin(2 * phase)
        samples[first : first + frames] += tone * np.sin(rise * math.pi / 2) ** 2 * fall
    scaled: NDArray[np.int16] = np.round(samples / np.abs(samples).max() * PEAK * 32767).astype(
        np.int16
    )
    return scaled
