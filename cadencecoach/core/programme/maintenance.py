"""After the weeks: runs begin with a recall, some are tests without the beat, and walks are counted.

What was learned is not there by itself after some months, and comes back when recalled (Van den
Berghe 2024, of impact, not of cadence); walking makes relapses rarer (Pocovi 2024).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from cadencecoach.core.diary.activities import activities_between, total_minutes
from cadencecoach.core.diary.diary import Diary
from cadencecoach.core.diary.entries import ActivityDone, Sport
from cadencecoach.core.diary.own_trial import TRIAL_WEEKS, Arm, arm_on, own_trial
from cadencecoach.core.plan.plan import ClickMode, Stage, StageKind
from cadencecoach.core.programme.programme import (
    Programme,
    ProgrammeRun,
    Standing,
    runs_since_start,
    week_start,
)
from cadencecoach.core.values.calendar import WEEK, Day
from cadencecoach.core.values.units import Frames

TEST_WEEKS: Final = (8, 12, 26)
"""Weeks of the programme whose first run is offered without the beat (product choice: a month and two after
the four weeks, and the six months after which Van den Berghe 2024 looked)."""


TRIAL_OFFER: Final = (
    "Does the beat help your back? `cadencecoach trial start` tries it for six weeks, if you like."
)


def later_run(
    run: ProgrammeRun, diary: Diary, programme: Programme, stands: Standing, day: Day
) -> ProgrammeRun:
    """The run of a day as it is after the weeks; within them, and without a target, as it was."""
    if stands.week <= len(programme.weeks) or not run.plan.targets:
        return run
    run = replace(run, plan=replace(run.plan, recall=True))
    match arm_on(diary, day):
        case Arm.WITH:
            return replace(run, plan=replace(run.plan, click=ClickMode.ALWAYS), click_share=1.0)
        case Arm.WITHOUT:
            return _by_feel(run)
    return _by_feel(run) if by_feel_due(diary, stands, day) else run


def by_feel_due(diary: Diary, stands: Standing, day: Day) -> bool:
    """Whether a run of this day is the one that is offered without the beat."""
    first = week_start(diary, day)
    ran = any(first <= run.day <= day and run.counts for run in runs_since_start(diary))
    return stands.week in TEST_WEEKS and not ran


def later_notes(
    diary: Diary, programme: Programme, stands: Standing, run: ProgrammeRun, day: Day
) -> tuple[str, ...]:
    """What is to be known of the runs after the weeks: the runner's own trial, or a test that is due."""
    trial = own_trial(diary, day)
    if trial is not None and not trial.over:
        if trial.arm is None:
            return ("Your own trial: this morning is its last, and tomorrow has what it came to.",)
        return (f"Your own trial, week {len(trial.weeks)} of {TRIAL_WEEKS}: {trial.arm.value}.",)
    if trial is not None and day - trial.started <= (TRIAL_WEEKS + 1) * WEEK:
        return ("Your own trial is over: the page for the physiotherapist has what it came to.",)
    if trial is None and stands.week == len(programme.weeks) + 1:
        return (TRIAL_OFFER,)
    if run.plan.click is ClickMode.NEVER and run.rung is not None:
        return (f"A test of what has stayed: no beat this time. level-{run.rung} has it.",)
    return ()


def walks_between(diary: Diary, first: Day, last: Day) -> tuple[int, float]:
    """How many walks were told, and their minutes."""
    walks: list[ActivityDone] = [
        one for one in activities_between(diary, first, last) if one.sport is Sport.WALK
    ]
    return len(walks), total_minutes(walks)


def _by_feel(run: ProgrammeRun) -> ProgrammeRun:
    """The same minutes at the day's target alone, measured and not heard."""
    plan, target = run.plan, run.plan.targets[-1]
    beat = Frames(sum(stage.length for stage in plan.stages if stage.target_spm is not None))
    first = next(at for at, stage in enumerate(plan.stages) if stage.target_spm is not None)
    rest = tuple(stage for stage in plan.stages if stage.target_spm is None)
    stages = (*rest[:first], Stage(StageKind.HOLD, beat, target), *rest[first:])
    quiet = replace(plan, title=f"{plan.title} by feel", stages=stages, click=ClickMode.NEVER)
    return replace(run, plan=quiet, click_share=0.0)
