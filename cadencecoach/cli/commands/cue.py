"""`cue`: the runner's own words, which take part in every run."""

from __future__ import annotations

from pathlib import Path

from cadencecoach.adapters.own_cues import UserCues
from cadencecoach.app.home import Home
from cadencecoach.cli.interrupts import ctrl_c_raises
from cadencecoach.core.values.text import aligned, plain
from cadencecoach.core.values.units import SAMPLE_RATE


def add_cue(text: str, wav: str | None) -> None:
    """Speak a cue, or take a recording of it, and keep it. Raises SoundError."""
    cues = UserCues(Home.here().cues)
    ctrl_c_raises()
    if wav is not None:
        kept = cues.add_wav(text, Path(wav))
    else:
        from cadencecoach.adapters.speech.engines import choose  # noqa: PLC0415 - may load a voice

        kept = cues.add(text, choose())
    print(f"{kept.id}  {plain(kept.text)}  {kept.frames / SAMPLE_RATE:.1f} s")


def list_cues() -> None:
    """Print the runner's own cues. Raises SoundError."""
    kept = UserCues(Home.here().cues).list()
    if not kept:
        print('No cue of your own yet: `cadencecoach cue add "Relax your jaw"` makes one.')
        return
    rows = [(one.id, f"{one.frames / SAMPLE_RATE:.1f} s", plain(one.text)) for one in kept]
    print("\n".join(aligned(rows, right=frozenset((1,)))))


def remove_cue(name: str) -> None:
    """Remove a cue by its id or its words. Raises SoundError."""
    removed = UserCues(Home.here().cues).remove(name)
    print(f"Removed {removed.id}: {plain(removed.text)}")
