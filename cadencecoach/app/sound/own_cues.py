"""The runner's own cues: spoken by a voice on this machine or in a recording, listed, removed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cadencecoach.adapters.own_cues import UserCues
from cadencecoach.app.home import Home
from cadencecoach.core.values.units import Frames

if TYPE_CHECKING:
    from cadencecoach.adapters.manifest import Sound


@dataclass(frozen=True, slots=True)
class OwnCue:
    """A cue of the runner."""

    id: str
    text: str
    length: Frames


def add_cue(home: Home, text: str, recording: Path | None) -> OwnCue:
    """Speak a cue, or take a recording of it, and keep it. Raises SoundError."""
    cues = UserCues(home.cues)
    if recording is not None:
        return _own(cues.add_wav(text, recording))
    from cadencecoach.adapters.speech.engines import choose  # noqa: PLC0415 - may load a voice

    return _own(cues.add(text, choose()))


def own_cues(home: Home) -> Sequence[OwnCue]:
    """All of them. Raises SoundError."""
    return list(map(_own, UserCues(home.cues).list()))


def remove_cue(home: Home, name: str) -> OwnCue:
    """Remove a cue by its id or its words. Raises SoundError."""
    return _own(UserCues(home.cues).remove(name))


def _own(sound: Sound) -> OwnCue:
    return OwnCue(sound.id, sound.text, Frames(sound.frames))
