"""A routine in lines: its moves before it is played, and one instant of it while it plays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cadencecoach.core.values.units import SAMPLE_RATE
from cadencecoach.ui.ink import EMPTY, Ink, Line, Span, fitted, spread, wrapped
from cadencecoach.ui.lines.day import ROOMY
from cadencecoach.ui.lines.digits import blocks, size_for
from cadencecoach.ui.lines.run import bar

if TYPE_CHECKING:
    from cadencecoach.core.exercise.routine import Move, Routine
    from cadencecoach.routine_session import RoutineView


def move_row(move: Move, width: int) -> Line:
    """An exercise and how much of it."""
    return spread(
        (Span(move.exercise.title, Ink.STRONG),), (Span(move.amount, Ink.TARGET),), min(width, 56)
    )


def move_words(move: Move, width: int, height: int) -> list[Line]:
    """What it is, how it is done, what for, the common fault, when to leave it out."""
    exercise = move.exercise
    lines: list[Line] = [(Span(exercise.title, Ink.STRONG),)] if height >= ROOMY else []
    lines += wrapped(exercise.how, width, 3)
    for label, text in (
        ("good for           ", exercise.purpose),
        ("watch out for      ", exercise.fault),
        ("leave it out when  ", exercise.leave_out),
    ):
        room = max(8, width - len(label))
        for n, line in enumerate(wrapped(text, room, 2)):
            lines.append((Span(" " * len(label) if n else label, Ink.DIM), *line))
    return [fitted(line, width) for line in lines][:height]


def routine_row(routine: Routine, mark: str, width: int) -> Line:
    """A routine, and why it is this runner's where it is."""
    line: Line = (Span(routine.title, Ink.STRONG), Span(f"  {mark}" if mark else "", Ink.DIM))
    return fitted(line, width)


def routine_words(routine: Routine, width: int, height: int) -> list[Line]:
    """What a routine is good for, below its title where there is room."""
    lines: list[Line] = [(Span(routine.title, Ink.STRONG),)] if height >= ROOMY else []
    return [*lines, *wrapped(routine.why, width, max(1, height - len(lines)))][:height]


def play_head(view: RoutineView, title: str, width: int) -> Line:
    """The routine, and how far it is."""
    sign = Span("❚❚ " if view.paused else "● ", Ink.ALARM if view.paused else Ink.TARGET)
    state = Span("  paused", Ink.STRONG) if view.paused else Span("")
    room = max(8, min(30, width // 3))
    return spread((sign, Span(title, Ink.STRONG), state), bar(view.done, room), width)


def play_lines(view: RoutineView, width: int, height: int) -> list[Line]:
    """The exercise, the seconds left in blocks, and what comes next."""
    left_s = -(-view.left // SAMPLE_RATE)
    number = str(min(left_s, 999))
    phase = "PAUSED" if view.paused else view.phase.value.upper()
    working = view.phase.value == "work" and not view.paused
    about = [view.amount]
    if view.sets > 1 and view.number:
        about.append(f"set {view.number} of {view.sets}")
    if view.side:
        about.append(f"{view.side} side")
    below: list[Line] = [
        EMPTY,
        (Span(" · ".join(about)),),
        (Span("next   ", Ink.DIM), Span(view.next_title or "that was the last")),
    ]
    room = max(3, height - 3 - len(below))
    size = size_for(3, width, room)
    ink = Ink.DIM if view.paused else Ink.TARGET if working else Ink.YOU
    lines: list[Line] = [
        (Span(view.title, Ink.STRONG),),
        (Span(phase, Ink.ALARM if view.paused else ink), Span("   seconds left", Ink.DIM)),
        EMPTY,
        *((Span(row, ink),) for row in blocks(number, size)),
        *below,
    ]
    if len(lines) > height:
        lines = [line for line in lines if line]
    return [fitted(line, width) for line in lines][:height]
