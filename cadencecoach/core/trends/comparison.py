"""Which run of the beginning a run is held against, and the figures of both side by side.

One run against one run says little; it is shown, and no verdict is made of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cadencecoach.core.diary.diary import Diary
from cadencecoach.core.programme.programme import TODAY, since_start
from cadencecoach.core.trends.search import folded, weeks_of
from cadencecoach.core.trends.trends import RunTrend
from cadencecoach.core.values.calendar import WEEK


@dataclass(frozen=True, slots=True)
class Candidate:
    """A run of the runner's own, as far as the choice asks."""

    session: int
    """Its number."""

    began_s: int
    """Its start, UTC; a watch's run is imported later and may have a higher number."""

    plan: str
    """Its name."""

    week: int | None
    """Of the programme, else of all running, from 1; None before the programme."""

    route: str = ""
    heard: bool = True
    """Whether a cadence is known of it."""


@dataclass(frozen=True, slots=True)
class ComparedRun:
    """The earlier run, and why it is this one."""

    session: int
    why: str
    """As in "the same route in week 1"."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What two runs are compared by; None is not known."""

    cadence_spm: float | None
    in_band_percent: float | None
    variability_spm: float | None
    speed_mps: float | None
    pain_before: int | None
    pain_during: int | None
    """The highest that was noted in the run."""

    pain_after: int | None
    pain_morning: int | None


def earlier_run(of: Candidate, runs: Sequence[Candidate]) -> ComparedRun | None:
    """The run of the same route in week 1, else of the same plan in week 1, else its plan's first.

    What a programme makes for each day has one name and is no one plan, and is not called so. Only
    runs before this one; of several the first that was heard, or the first. None where there is no
    such run.
    """
    before = sorted((one for one in runs if one.began_s < of.began_s), key=lambda one: one.began_s)
    first_week = [one for one in before if one.week == 1]
    route = folded(of.route).strip()
    same, first = "the same plan", "the first run of this plan"
    if of.plan == TODAY:
        same, first = "a run of the programme", "the first run of a programme"
    ways = (
        ("the same route in week 1", [one for one in first_week if route == _route(one) != ""]),
        (f"{same} in week 1", [one for one in first_week if one.plan == of.plan]),
        (first, [one for one in before if one.plan == of.plan]),
    )
    for why, those in ways:
        if those:
            return ComparedRun(next((one for one in those if one.heard), those[0]).session, why)
    return None


def run_weeks(diary: Diary) -> Mapping[str, int]:
    """The week of each run, by its session: of the present programme; without one, since the first.

    A run from before the programme has none.
    """
    if not diary.runs:
        return {}
    first = min(run.day for run in diary.runs)
    if since_start(diary):
        weeks = weeks_of(diary, (run.day for run in diary.runs))
        return {run.session: weeks[run.day] for run in diary.runs if run.day in weeks}
    return {run.session: (run.day - first) // WEEK + 1 for run in diary.runs}


def figures_of(
    told: RunTrend | None,
    *,
    cadence_spm: float | None,
    in_band_percent: float | None,
    variability_spm: float | None,
    speed_mps: float | None,
    pain_during: int | None,
) -> Figures:
    """The figures of a run: what was measured, and what was told around it, if it is anybody's."""
    measured = (cadence_spm, in_band_percent, variability_spm, speed_mps)
    if told is None:
        return Figures(*measured, None, pain_during, None, None)
    return Figures(*measured, told.before, pain_during, told.after, told.morning)


def _route(one: Candidate) -> str:
    return folded(one.route).strip()
