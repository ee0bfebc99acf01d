"""A list of exercises step by step: what is said, counted and beeped in each, and for how long."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cadencecoach.core.score.phrases import PRE_ROLL, cue_frames
from cadencecoach.core.values.units import SAMPLE_RATE, Frames, frames

BREATH: Final = frames(0.6)
"""After a sentence, before the count."""

COUNT: Final = ("count.3", "count.2", "count.1")
BEEP: Final = "click.beep.plain"
START_BEEP: Final = "click.beep.accent"
HALFWAY_FROM_S: Final = 40
"""Holds shorter than this are not halved aloud (product choice: below it a word every few seconds)."""

SWITCH: Final = frames(3)
"""To change sides or lie down, before the count (product choice: as long as turning over takes)."""


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise, in our own words."""

    name: str
    title: str
    how: str
    purpose: str
    fault: str
    """The most common one."""

    leave_out: str
    """When not to do it."""

    again: bool = False
    """Whether a wrong pattern sends the runner back to the first step."""


@dataclass(frozen=True, slots=True)
class Move:
    """An exercise with its numbers; either repetitions or a hold."""

    exercise: Exercise
    sets: int
    reps: int | None
    hold_s: int | None
    sides: bool
    """Whether each set is done on the left and on the right."""

    tempo_s: float
    """A repetition."""

    rest_s: int
    """After each set."""

    @property
    def amount(self) -> str:
        """As in "3 x 30 s a side"."""
        one = f"{self.hold_s} s" if self.hold_s else f"{self.reps} times"
        sets = f"{self.sets} x {one}" if self.sets > 1 else one
        return f"{sets} a side" if self.sides else sets


@dataclass(frozen=True, slots=True)
class Routine:
    """Moves in order."""

    name: str
    title: str
    why: str
    warning: str
    """What never to do in it; may be empty."""

    moves: tuple[Move, ...]


class Phase(enum.Enum):
    """What a step is."""

    READY = "get ready"
    WORK = "work"
    REST = "rest"
    END = "end"


@dataclass(frozen=True, slots=True)
class Mark:
    """Something heard within a step."""

    into: Frames
    sounds: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class RoutineStep:
    """A stretch of a routine; a skip leads to the next one that gets ready."""

    phase: Phase
    move: int
    """Which of the routine's moves."""

    number: int
    """Of the set, from 1."""

    side: str
    """left, right, or empty."""

    length: Frames
    marks: tuple[Mark, ...]


Lengths = Mapping[str, int]
"""Frames of each sound there is; what is not in it is not said."""


def steps(routine: Routine, lengths: Lengths) -> tuple[RoutineStep, ...]:
    """The routine step by step, each as long as what is said and done in it."""
    found: list[RoutineStep] = []
    for index, move in enumerate(routine.moves):
        for number in range(1, move.sets + 1):
            for side in ("left", "right") if move.sides else ("",):
                first = number == 1 and side in ("", "left")
                found.append(_ready(move, index, number, side, first, lengths))
                found.append(_work(move, index, number, side, lengths))
            if move.rest_s and not (index == len(routine.moves) - 1 and number == move.sets):
                found.append(_rest(move, index, number, lengths))
    closing = _known(("routine.done",), lengths)
    length = frames(1) + _spoken(closing, lengths)
    found.append(
        RoutineStep(
            Phase.END,
            len(routine.moves) - 1,
            0,
            "",
            Frames(length),
            (Mark(Frames(PRE_ROLL), closing, "That's the routine."),) if closing else (),
        )
    )
    return tuple(found)


def whole(laid: Sequence[RoutineStep]) -> Frames:
    """How long a routine lasts without a pause."""
    return Frames(sum(step.length for step in laid))


def _known(sounds: Sequence[str], lengths: Lengths) -> tuple[str, ...]:
    return tuple(sound for sound in sounds if sound in lengths)


def _spoken(sounds: Sequence[str], lengths: Lengths) -> int:
    return cue_frames(sounds, lengths) if sounds else 0


def _ready(
    move: Move, index: int, number: int, side: str, first: bool, lengths: Lengths
) -> RoutineStep:
    amount = f"routine.hold.{move.hold_s}" if move.hold_s else f"routine.reps.{move.reps}"
    said: list[str] = [f"exercise.{move.exercise.name}", amount] if first else []
    if not first and side != "right":
        said.append(f"routine.set.{number}")
    if side:
        said.append(f"routine.side.{side}")
    sounds = _known(said, lengths)
    at = PRE_ROLL + _spoken(sounds, lengths) + (BREATH if first else SWITCH)
    marks = (
        [Mark(Frames(PRE_ROLL), sounds, _announced(move, number, side, first))] if sounds else []
    )
    for count in COUNT:
        if count in lengths:
            marks.append(Mark(Frames(at), (count,), count.removeprefix("count.")))
        at += SAMPLE_RATE
    return RoutineStep(Phase.READY, index, number, side, Frames(at), tuple(marks))


def _announced(move: Move, number: int, side: str, first: bool) -> str:
    amount = f"{move.hold_s} seconds" if move.hold_s else f"{move.reps} times"
    what = f"{move.exercise.title}. {amount}." if first else f"Set {number}."
    return f"{what} {side.capitalize()} side." if side else what


def _work(move: Move, index: int, number: int, side: str, lengths: Lengths) -> RoutineStep:
    if move.hold_s:
        length = frames(move.hold_s)
        beeps = [Frames(length - back * SAMPLE_RATE) for back in (3, 2, 1)]
    else:
        assert move.reps is not None  # a move has one or the other
        length = frames(move.reps * move.tempo_s)
        beeps = [frames(turn * move.tempo_s) for turn in range(1, move.reps)]
    marks = [Mark(Frames(PRE_ROLL), _known((START_BEEP,), lengths), "")]
    marks += [Mark(beep, _known((BEEP,), lengths), "") for beep in beeps if beep > PRE_ROLL]
    halfway = _known(("routine.halfway",), lengths)
    if move.hold_s and move.hold_s >= HALFWAY_FROM_S and halfway:
        marks.append(Mark(Frames(length // 2), halfway, "Halfway."))
    heard = sorted((mark for mark in marks if mark.sounds), key=lambda mark: mark.into)
    return RoutineStep(Phase.WORK, index, number, side, length, tuple(heard))


def _rest(move: Move, index: int, number: int, lengths: Lengths) -> RoutineStep:
    said = _known((START_BEEP, "routine.rest"), lengths)
    marks = (Mark(Frames(PRE_ROLL), said, "Rest."),) if said else ()
    length = max(frames(move.rest_s), frames(1) + _spoken(said, lengths))
    return RoutineStep(Phase.REST, index, number, "", Frames(length), marks)
