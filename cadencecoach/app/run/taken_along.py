"""What a run that is taken along is to be written into, and what was written: without what writes sound."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cadencecoach.core.programme.gates import Verdict
from cadencecoach.core.values.units import Frames


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a run that is taken along is written into."""

    place: Path
    """A sound file; with `split` a folder, or a file whose name gives folder and format."""

    split: bool = False
    """One file a stage, numbered, and a playlist: watches handle chapters badly."""

    workout: Path | None = None
    force: bool = False
    anyway: bool = False
    """As in `pass_gate`."""


@dataclass(frozen=True, slots=True)
class TakenAlong:
    """A run that was taken along."""

    verdict: Verdict
    length: Frames
    files: tuple[Path, ...]
    outing: int | None
    """Its number; None where the log takes nothing, and `untold` says why."""

    untold: str = ""
