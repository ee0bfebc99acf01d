"""What wants to be said and when it may be: priorities, duplicates and expiry.

Due and expiry are running time, so a pause neither ages a cue nor brings the next one nearer.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from cadencecoach.core.events import CueKind, CuePlaced
from cadencecoach.core.plan.plan import ClickMode, Plan, Stage, StageKind
from cadencecoach.core.score.phrases import cue_frames
from cadencecoach.core.values.units import Frames, frames

if TYPE_CHECKING:
    # What a cue changed is read without the coach, whom a setup knows.
    from cadencecoach.core.run.setup import CueSound, Setup

QUESTIONS: Final = ("neutral", "relaxed")
"""The two questions of the posture check in a word each (S1:58)."""

RECALL: Final = "theme.C7"
"""Quick, light steps: words that recall what was learned."""

LATEST: Final = {
    CueKind.SAFETY: frames(60),
    CueKind.STAGE: frames(12),
    CueKind.COACH: frames(6),
    CueKind.POSTURE: frames(25),
    CueKind.THEME: frames(40),
}
"""How much later than due a cue still makes sense (product choice: safety for a minute, what the coach saw
for some seconds)."""

COUNT_AFTER: Final = frames(10)
"""A stage shorter than this is not counted out (product choice: its own opening words fill it)."""

EFFECT_S: Final = 30
"""A cue's effect: the mean of so many seconds before it against that of as many, so many seconds
after it began (product choice: the first 30 s after it are the change itself)."""

_RANK: Final = {kind: rank for rank, kind in enumerate(CueKind)}


class CueCause(enum.Enum):
    """What makes a cue due, and so what becomes of it when the beat moves under it."""

    STAGE_OPENS = enum.auto()
    """Looked for anew, as the stage may have another target; overtaken by the next one."""

    KEY = enum.auto()
    """Answers a key at once, and is not said later instead."""

    COACH = enum.auto()
    """Not said later: what the coach saw is no longer so."""

    OTHER = enum.auto()
    """The grid, a question asked, pain: waits for a new beat."""


@dataclass(frozen=True, slots=True)
class WaitingCue:
    """A cue that waits for its moment."""

    kind: CueKind
    name: str
    sounds: tuple[str, ...]
    text: str
    due: Frames
    """Running time."""

    cause: CueCause
    reason: str
    """For people; nothing goes by it."""

    @property
    def expires(self) -> Frames:
        """The running time after which it makes no sense any more."""
        return Frames(self.due + LATEST[self.kind])

    @property
    def order(self) -> tuple[int, int]:
        """Sorts the more important first, then the earlier."""
        return _RANK[self.kind], self.due

    def length(self, book: Mapping[str, CueSound]) -> Frames:
        """How long it speaks."""
        lengths = {sound: int(book[sound].length) for sound in self.sounds}
        return Frames(cue_frames(self.sounds, lengths))


def wanted(
    setup: Setup,
    kind: CueKind,
    name: str,
    sounds: tuple[str, ...],
    due: Frames,
    cause: CueCause,
    reason: str,
) -> WaitingCue | None:
    """A cue made of sounds of the book; None when the book has none of them."""
    known = tuple(sound for sound in sounds if sound in setup.book)
    if not known:
        return None
    text = " ".join(setup.book[sound].text for sound in known)
    return WaitingCue(kind, name, known, text, due, cause, reason)


@dataclass(frozen=True, slots=True)
class TimedCue:
    """A cue that has its onset."""

    placed: CuePlaced
    cause: CueCause
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Agenda:
    """The cues that wait; at most one of each name."""

    waiting: tuple[WaitingCue, ...] = ()

    def add(self, cue: WaitingCue) -> Agenda | None:
        """With one more; None if one of its name waits already."""
        if any(other.name == cue.name for other in self.waiting):
            return None
        return replace(self, waiting=tuple(sorted((*self.waiting, cue), key=lambda w: w.order)))

    def without(self, name: str) -> Agenda:
        """Without the one of a name."""
        return replace(self, waiting=tuple(cue for cue in self.waiting if cue.name != name))


def stage_sounds(
    stage: Stage | None, before: Stage | None, plan: Plan
) -> tuple[str, tuple[str, ...]] | None:
    """Name and sounds of the cue that opens a stage; None where nothing needs saying.

    `stage` and `before` carry the targets in force, `stage` None is the end of the plan. A run
    that tests what has stayed is told no cadence to match.
    """
    if stage is None:
        return "done", ("stage.done",)
    if stage.kind is StageKind.WARM_UP:
        return "warm-up", ("stage.warmup", *((RECALL,) if plan.recall else ()))
    if stage.kind is StageKind.BASELINE:
        return "baseline", ("stage.baseline",)
    if not plan.said_by_kind:
        if stage.target_spm is None:
            return "cool-down", ("stage.cooldown",)
        return _beat_sounds(stage, before, plan)
    if stage.kind is StageKind.WALK:
        return "walk", ("stage.walk",)
    told = stage.target_spm is not None and plan.click is not ClickMode.NEVER
    number = (f"number.{stage.target_spm}",) if told else ()
    if stage.kind is StageKind.COOL_DOWN:
        return "cool-down", ("stage.cooldown", *number)
    if before is not None and before.kind is StageKind.WALK:
        return "run", ("stage.run", *number)
    if stage.target_spm is not None:
        return _beat_sounds(stage, before, plan)
    beat_ends = before is not None and before.target_spm is not None
    return ("easy", ("stage.easy",)) if beat_ends else None


def counted_down(stage: Stage | None, before: Stage | None) -> bool:
    """Whether a runner is to be ready for a stage: one walks from here on, or runs again."""
    if stage is None or before is None or before.length < COUNT_AFTER:
        return False
    runs_again = before.kind is StageKind.WALK and stage.kind is not StageKind.COOL_DOWN
    return stage.kind is StageKind.WALK or runs_again


def _beat_sounds(
    stage: Stage, before: Stage | None, plan: Plan
) -> tuple[str, tuple[str, ...]] | None:
    """What opens a stage that is run with a beat."""
    was = before.target_spm if before is not None else None
    if plan.click is ClickMode.NEVER:
        recall = (RECALL,) if plan.recall else ()
        return ("by feel", ("stage.silent", *recall)) if was is None else None
    number = f"number.{stage.target_spm}"
    if was is None:
        return "beat", (number, "stage.beat")
    assert stage.target_spm is not None
    if stage.target_spm == was:
        return ("hold", ("stage.hold",)) if stage.kind is StageKind.HOLD else None
    way = "stage.up" if stage.target_spm > was else "stage.down"
    return ("up" if stage.target_spm > was else "down"), (way, number)
