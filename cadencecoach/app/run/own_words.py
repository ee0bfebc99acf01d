"""Which of the runner's own cues take part in a run: those that can be played, each in its turn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cadencecoach.core.plan.plan import Plan
from cadencecoach.errors import SoundError

if TYPE_CHECKING:
    from cadencecoach.adapters.sounds import SoundLibrary


def playable_cues(library: SoundLibrary) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The ids of those that can be played, and a line for each that cannot."""
    playable: list[str] = []
    left_out: list[str] = []
    for name in library.ids(kind="user"):
        try:
            library.clip(name)
        except SoundError as exc:
            left_out.append(f'your cue "{library.text(name)}" is left out: {exc.message}')
        else:
            playable.append(name)
    return tuple(playable), tuple(left_out)


def in_turn(own: tuple[str, ...], plan: Plan, runs: int) -> tuple[str, ...]:
    """The own cues in the order of a run that comes after `runs` others: it begins where they ended.

    A run has one place less for them than it has themes: the first is the form theme's.
    """
    if not own or plan.cue_every is None:
        return own
    places = max(1, -(-(plan.length - plan.cue_every // 2) // plan.cue_every) - 1)
    first = runs * places % len(own)
    return (*own[first:], *own[:first])
