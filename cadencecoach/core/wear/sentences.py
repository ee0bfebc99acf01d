"""The sentences of a run without a screen, as the sounds that they are spoken in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cadencecoach.core.diary.pain import RedFlag
from cadencecoach.core.outcome.summary import Summary
from cadencecoach.core.plan.plan import Plan
from cadencecoach.core.programme.gates import Go, Verdict
from cadencecoach.core.values.units import FASTEST, SAMPLE_RATE, SLOWEST

SIGN: Final[Mapping[RedFlag, str]] = {
    RedFlag.NUMBNESS: "wear.sign.numbness",
    RedFlag.TINGLING: "wear.sign.tingling",
    RedFlag.SADDLE: "wear.sign.saddle",
    RedFlag.BLADDER: "wear.sign.bladder",
    RedFlag.WEAKNESS: "wear.sign.weakness",
    RedFlag.BOTH_LEGS: "wear.sign.both-legs",
}

_MOST_MINUTES: Final = 60
"""As many are spoken."""

_PROVIDER: Final = "safety.provider"


def gate_words(verdict: Verdict, *, run_day: bool, unrated: bool) -> tuple[str, ...]:
    """What the gate says before a run, the plan's wish for a day without one included."""
    if not verdict.overridable:
        return ("wear.seekcare",)
    said = ["wear.no"] if verdict.go is Go.NO else []
    if verdict.go is Go.MODIFIED:
        said.append("wear.gentler")
    if verdict.go is not Go.NO:
        said += ["wear.restday"] if not run_day else []
        said += ["wear.unrated"] if unrated else []
    if verdict.provider:
        said.append(_PROVIDER)
    return tuple(said)


def ready(plan: Plan) -> tuple[str, ...]:
    """That all is ready: the target, how long it is, and that a press begins it."""
    beat = f"number.{max(plan.targets)}" if plan.targets else "wear.nobeat"
    return ("wear.ready", beat, *_minutes(plan.length), "wear.begin")


def sum_words(summary: Summary | None, *, marked: bool) -> tuple[str, ...]:
    """What a run came to; None for one that could not be stored."""
    if summary is None:
        said = ["wear.unstored"]
    else:
        said = ["wear.sum", *_minutes(summary.running)]
        mean, share = summary.cadence_spm, summary.total.percent_in_band
        if mean is None or not SLOWEST <= round(mean) <= FASTEST:
            said.append("wear.unheard")
        else:
            said += ["wear.mean", f"number.{round(mean)}"]
        if share is not None:
            said.append(f"wear.band.{round(share / 10) * 10}")
    return (*said, "wear.marked") if marked else tuple(said)


def _minutes(length: int) -> tuple[str, ...]:
    """To the nearest minute; the last one is not called one before it is."""
    minutes = round(length / SAMPLE_RATE / 60)
    if length < 60 * SAMPLE_RATE:
        return ("wear.minutes.less",)
    return (f"wear.minutes.{minutes if minutes <= _MOST_MINUTES else 'more'}",)
