"""A routine as it is played: the course its keys made of it, and all that is heard of it.

It plays by the same renderer and the same outputs as a run: what is heard is a tuple of edits,
made anew from the routine and the keys pressed so far, so a pause or a skip changes only the future.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cadencecoach.core.diary.entries import Done
from cadencecoach.core.events import CueCut, CueKind, CuePlaced, Edit
from cadencecoach.core.exercise.routine import Lengths, Mark, Phase, RoutineStep
from cadencecoach.core.plan.plan import Plan, Stage, StageKind
from cadencecoach.core.score.lead_times import LEAD
from cadencecoach.core.score.phrases import cue_frames
from cadencecoach.core.values.units import Frame, Frames


class RoutineKey(enum.Enum):
    """What a runner can press while a routine plays."""

    PAUSE = "pause or go on"
    SKIP = "skip"
    AGAIN = "back to the first step"


@dataclass(frozen=True, slots=True)
class Press:
    """A key, at the frame heard when it was pressed."""

    at: Frame
    key: RoutineKey


@dataclass(frozen=True, slots=True)
class PlayedStretch:
    """A part of a step as it is played: from `into` to `until` of it, beginning at `at`."""

    step: int
    at: Frame
    into: Frames
    until: Frames

    @property
    def end(self) -> Frame:
        """The first frame after it."""
        return Frame(self.at + self.until - self.into)


@dataclass(frozen=True, slots=True)
class Playing:
    """A routine with the keys pressed so far."""

    steps: tuple[RoutineStep, ...]
    stretches: tuple[PlayedStretch, ...]
    """In the order they play; between two of them lies a pause."""

    paused: bool
    end: Frame
    """Where it ends; where the pause began, in a pause."""

    def at(self, frame: int) -> PlayedStretch | None:
        """What plays at a frame; in a pause what was playing, None before and after all."""
        began = [one for one in self.stretches if one.at <= frame]
        if not began or (frame >= self.end and not self.paused):
            return None
        return began[-1]

    def how(self, reached: int) -> Done:
        """How much of the work was done by a frame."""
        work = {n for n, step in enumerate(self.steps) if step.phase is Phase.WORK}
        done = {
            one.step
            for one in self.stretches
            if one.end <= reached and one.until == self.steps[one.step].length
        } & work
        if not done:
            return Done.SKIPPED
        return Done.ALL if done == work else Done.PART


def play(laid: tuple[RoutineStep, ...], presses: Sequence[Press] = ()) -> Playing:
    """The course of a routine, given the keys pressed so far in their order."""
    found: list[PlayedStretch] = []
    now, step, into, paused = 0, 0, 0, False
    for press in presses:
        at = max(press.at + LEAD, now)
        while not paused and step < len(laid) and now + laid[step].length - into <= at:
            found.append(PlayedStretch(step, Frame(now), Frames(into), laid[step].length))
            now, step, into = now + laid[step].length - into, step + 1, 0
        if step >= len(laid):
            break
        if not paused and at > now:
            found.append(PlayedStretch(step, Frame(now), Frames(into), Frames(into + at - now)))
            into += at - now
        now = at
        match press.key:
            case RoutineKey.PAUSE:
                paused = not paused
            case RoutineKey.SKIP:
                step, into = _next_ready(laid, step), 0
            case RoutineKey.AGAIN:
                step, into = _first_of_move(laid, step), 0
    while not paused and step < len(laid):
        found.append(PlayedStretch(step, Frame(now), Frames(into), laid[step].length))
        now, step, into = now + laid[step].length - into, step + 1, 0
    return Playing(laid, tuple(found), paused, Frame(now))


def _next_ready(laid: Sequence[RoutineStep], step: int) -> int:
    later = (n for n in range(step + 1, len(laid)) if laid[n].phase in (Phase.READY, Phase.END))
    return next(later, len(laid))


def _first_of_move(laid: Sequence[RoutineStep], step: int) -> int:
    return next(n for n, one in enumerate(laid) if one.move == laid[step].move)


def edits(playing: Playing, lengths: Lengths) -> tuple[Edit, ...]:
    """All that is heard of a routine, for `mixer.compose`; what a key interrupted is cut there."""
    found: list[Edit] = []
    for number, (stretch, mark) in enumerate(_heard(playing), 1):
        onset = Frame(stretch.at + mark.into - stretch.into)
        length = Frames(cue_frames(mark.sounds, lengths))
        found.append(
            CuePlaced(
                onset,
                number,
                CueKind.STAGE,
                "routine",
                mark.sounds,
                mark.text,
                onset,
                length,
                "the routine",
            )
        )
        whole_step = stretch.until == playing.steps[stretch.step].length
        if not whole_step and onset + length > stretch.end:
            found.append(CueCut(stretch.end, number, "a key"))
    return tuple(found)


def _heard(playing: Playing) -> Iterator[tuple[PlayedStretch, Mark]]:
    for stretch in playing.stretches:
        for mark in playing.steps[stretch.step].marks:
            if stretch.into <= mark.into < stretch.until:
                yield stretch, mark


def silence(playing: Playing) -> Plan:
    """A plan without a beat as long as the routine, on which its edits are heard."""
    return Plan("routine", "Routine", (Stage(StageKind.HOLD, Frames(max(1, playing.end))),), None)
