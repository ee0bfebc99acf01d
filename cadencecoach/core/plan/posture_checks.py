"""When posture checks come in a run, and the form themes half-way between them.

Both stand on a grid of running time: a missed moment is gone and moves no other.
"""

from __future__ import annotations

from collections.abc import Iterator

from cadencecoach.core.events import CueKind
from cadencecoach.core.plan.plan import Plan
from cadencecoach.core.values.units import Frames


def check_times(plan: Plan) -> range:
    """The moments of the posture checks, in running time; shortly before the end nothing is asked."""
    every = plan.cue_every or plan.length
    return range(every, max(every, plan.length - max(1, plan.quiet_end) + 1), every)


def checks_and_themes(plan: Plan, after: Frames, until: Frames) -> Iterator[tuple[Frames, CueKind]]:
    """Those due in (after, until] of running time; the end of the plan is not one of them."""
    if plan.cue_every is None:
        return
    half = plan.cue_every // 2
    for slot in range(after // half + 1, until // half + 1):
        at = Frames(slot * half)
        if at < plan.length and slot % 2:
            yield at, CueKind.THEME
        elif at in check_times(plan):
            yield at, CueKind.POSTURE


def slot_number(plan: Plan, at: Frames) -> int:
    """Which slot of its kind a moment of the grid is, from 0."""
    assert plan.cue_every is not None
    return at // plan.cue_every
