"""A routine from its first word to its last: the same outputs and the same renderer as a run.

It stands beside the session because it has no state machine, no footpod and no log of its own:
what was done becomes one entry of the diary.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from cadencecoach.core.diary.entries import Done
from cadencecoach.core.exercise.playback import Playing, Press, RoutineKey, edits, play, silence
from cadencecoach.core.exercise.routine import Lengths, Phase, Routine, steps
from cadencecoach.core.score.click_sound import ClickStyle
from cadencecoach.core.score.lead_times import LEAD
from cadencecoach.core.score.mixer import Bank, Score, compose
from cadencecoach.core.score.timeline import lay_out
from cadencecoach.core.values.units import Frame, Frames, frames
from cadencecoach.opening import open_aside
from cadencecoach.ports import AudioOut

TICK: Final = frames(0.1)
_LATE: Final = frames(0.1)
"""How much later than the key an edit may be heard to hold, within its lead."""


@dataclass(frozen=True, slots=True)
class RoutineView:
    """One instant of a routine as a screen may show it."""

    title: str
    """Of the exercise."""

    phase: Phase
    number: int
    """Of the set, from 1."""

    sets: int
    side: str
    left: Frames
    """Of the step."""

    amount: str
    """30 s, or 12 times."""

    next_title: str
    """The next other exercise; empty at the last."""

    done: float
    """Share of the whole routine, 0 to 1."""

    paused: bool
    finished: bool


class RoutinePlayer:
    """Plays one routine once; `press` may be called from the loop it runs on."""

    def __init__(
        self, routine: Routine, lengths: Lengths, bank: Bank, style: ClickStyle, out: AudioOut
    ) -> None:
        """Take the frames of each sound, the sounds, how a click looks (none is heard), an output."""
        self._routine = routine
        self._lengths = lengths
        self._bank = bank
        self._style = style
        self._out = out
        self._presses: list[Press] = []
        self._playing: Playing = play(steps(routine, lengths))
        self._stopped = False
        self._open = False

    async def run(self, on_view: Callable[[RoutineView], None] | None = None) -> Done:
        """Play to the end, or until `stop`; how much was done. Raises AudioError at the start."""
        await open_aside(self._out, self._score())
        self._open = True
        at = Frame(0)
        try:
            while not self._stopped:
                at = self._out.position()
                if on_view is not None:
                    on_view(self.view(at))
                if not self._playing.paused and at >= self._playing.end:
                    break
                await self._out.reach(Frame(at + TICK))
        finally:
            at = max(at, self._out.position())
            self._out.close(None if self._playing.paused else min(at, self._playing.end))
        return self._playing.how(at)

    def press(self, key: RoutineKey) -> None:
        """Do what the runner asked, from LEAD after what is heard now; nothing before the start."""
        if not self._open:
            return
        at = self._out.position()
        self._presses.append(Press(at, key))
        self._playing = play(self._playing.steps, self._presses)
        self._out.publish(self._score(), Frame(at + LEAD - _LATE))

    def stop(self) -> None:
        """End it here."""
        self._stopped = True

    def view(self, at: Frame) -> RoutineView:
        """What a screen may show at a frame."""
        playing = self._playing
        stretch = playing.at(at) or playing.stretches[-1]
        step = playing.steps[stretch.step]
        move = self._routine.moves[step.move]
        into = min(stretch.into + max(0, at - stretch.at), stretch.until)
        before = sum(one.length for one in playing.steps[: stretch.step])
        total = sum(one.length for one in playing.steps)
        later = self._routine.moves[step.move + 1 :]
        finished = not playing.paused and at >= playing.end
        return RoutineView(
            move.exercise.title,
            step.phase,
            step.number,
            move.sets,
            step.side,
            Frames(step.length - into),
            f"{move.hold_s} s" if move.hold_s else f"{move.reps} times",
            later[0].exercise.title if later else "",
            1.0 if finished else (before + into) / total,
            playing.paused,
            finished,
        )

    def _score(self) -> Score:
        playing = self._playing
        plan, spoken = silence(playing), edits(playing, self._lengths)
        return compose(lay_out(plan, spoken), plan.click, self._style, 0.0, spoken, self._bank)
