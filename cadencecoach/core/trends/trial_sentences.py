"""What a runner's own trial came to, in words; one place, so that page and command agree."""

from __future__ import annotations

from typing import Final

from cadencecoach.core.diary.own_trial import TRIAL_WEEKS, OwnTrial, TrialWeek
from cadencecoach.core.diary.pain import ENOUGH_DAYS

ONE_LOG: Final = (
    "One person's log and no study: the runner knew which week it was, six weeks are few, and what "
    "holds here need hold for nobody else."
)


def trial_sentence(trial: OwnTrial) -> str:
    """Where it stands or what it says, with its interval."""
    result = trial.result
    if result is None:
        stands = (
            f"All {TRIAL_WEEKS} weeks are run, and the morning after the last is still to pass"
            if trial.arm is None
            else f"Week {len(trial.weeks)} of {TRIAL_WEEKS}, {trial.arm.value}"
        )
        return (
            f"{stands}. What it says is told when it is over: who looks each week sees what chance "
            "shows."
        )
    if result.difference is None or result.low is None or result.high is None:
        return (
            f"It cannot be told: each of its weeks needs {ENOUGH_DAYS} mornings after a run that were "
            "rated."
        )
    return (
        f"Pain on the morning after a run: {result.with_beat:.1f} with the beat, "
        f"{result.without:.1f} without. The difference is {result.difference:+.1f} points "
        f"(95 % interval {result.low:+.1f} to {result.high:+.1f}): {result.finding.value}."
    )


def drawn_before(trial: OwnTrial) -> str:
    """That other trials were begun before it, which makes a find by chance likelier; else empty."""
    if not trial.before:
        return ""
    times = "once" if trial.before == 1 else f"{trial.before} times"
    return f"A trial was begun {times} before this one; who tries often finds something by chance."


def week_cells(week: TrialWeek) -> tuple[str, str, str]:
    """How it was run, its mornings of its runs, and their mean."""
    mean = "unknown" if week.mean is None else f"{week.mean:.1f}"
    return week.arm.value, f"{len(week.mornings)} of {week.runs}", mean
