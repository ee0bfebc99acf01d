"""Whether a run ended so soon that it is only a part of one: the programme goes by whole ones."""

from __future__ import annotations

from typing import Final

from cadencecoach.core.diary.diary import LEAST_MIN, Run

WHOLE_MIN: Final = 10.0
"""Of running time, from which on no run is a part (product choice: half of the shortest run that a week
asks for, which takes 20 minutes)."""


def is_part(run: Run) -> bool:
    """Whether it counts, but ended before half of its plan: no run of the week, no sign for a level.

    Where the back spoke up it is a run as any, and where the length of its plan is not known.
    """
    if run.of_min is None or run.minutes < LEAST_MIN:
        return False
    if run.stopped or run.pain or run.marked:
        return False
    return run.minutes < min(run.of_min / 2, WHOLE_MIN)
