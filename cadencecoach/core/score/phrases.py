"""How long the sounds of a cue last together; apart from the mixer, since exercises ask it without numpy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

PRE_ROLL: Final = 480
"""A cue's file begins 10 ms before its speech does (measured here: onset)."""

PHRASE_GAP: Final = 5_760
"""Silence between the sounds of one cue: 120 ms."""


def cue_frames(sounds: Sequence[str], frames: Mapping[str, int]) -> int:
    """How long a cue speaks from its onset, given the length of each sound's file."""
    return sum(frames[sound] for sound in sounds) + PHRASE_GAP * (len(sounds) - 1) - PRE_ROLL
