"""Whether to run today, and how: every threshold beside its source, one table each.

A gate says go, a gentler run, or no; a runner may override all but an unacknowledged warning sign.
What was not told is unknown: it opens no door, and it is never taken for 0.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from cadencecoach.core.diary.diary import Diary
from cadencecoach.core.diary.entries import PainRated, RedFlagsAcknowledged, RedFlagsAnswered
from cadencecoach.core.diary.load import too_long
from cadencecoach.core.diary.pain import (
    FLAG_WORDS,
    PERSISTENT_DAYS,
    RISING_RUNS,
    SEE_PROVIDER,
    SEEK_CARE,
    Pain,
    Quality,
    RedFlag,
    persists,
    rises,
)
from cadencecoach.core.plan.ladder import Ladder, limit
from cadencecoach.core.plan.plan import Plan, Stage, StageKind
from cadencecoach.core.programme.programme import REST_DAYS
from cadencecoach.core.values.calendar import Day
from cadencecoach.core.values.units import SAMPLE_RATE, Frames, Spm

MODIFIED_FROM: Final = 4
NO_RUN_FROM: Final = 6
"""Before a run: 0-3 go, 4-5 a gentler run, from 6 none (ahpsuffolk.co.uk zones; POGO alike)."""

GENTLER: Final = Fraction(2, 3)
"""Of the time between warm-up and cool-down on a sore day (S1:83 asks for less; product choice: a third less
is felt, and is still a run)."""

RADIATING_DAYS: Final = 14
"""So long after pain down a leg was told no new rung comes (S1:83; product choice: its two weeks)."""

SOFTER: Final = "Run on grass or dirt, at an easy pace."
"""S1:83, S0:74."""


class Go(enum.Enum):
    """What a gate says."""

    GO = "go"
    MODIFIED = "modified"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A gate's answer before a run."""

    go: Go
    reason: str
    """One sentence."""

    plan: Plan
    """The plan as it may be run; where the answer is no, the gentler run of an override."""

    changes: tuple[str, ...] = ()
    """What was changed in the plan, a sentence each."""

    warnings: tuple[str, ...] = ()
    provider: bool = False
    """Whether a provider should look at the back."""

    overridable: bool = True
    """False only for a warning sign that was not acknowledged."""


def open_flags(diary: Diary) -> tuple[RedFlag, ...]:
    """Warning signs that were told and not acknowledged since; a later "none" closes nothing."""
    found: tuple[RedFlag, ...] = ()
    for entry in diary.entries:
        if isinstance(entry, RedFlagsAnswered):
            found += tuple(flag for flag in entry.flags if flag not in found)
        elif isinstance(entry, RedFlagsAcknowledged):
            found = ()
    return found


def flags_stand(diary: Diary) -> bool:
    """Whether the newest answer to the questions on warning signs ticked any, acknowledged or not."""
    answered = diary.last(RedFlagsAnswered)
    return bool(open_flags(diary)) or (answered is not None and bool(answered.flags))


def flags_asked(diary: Diary) -> bool:
    """Whether the questions on warning signs were ever answered."""
    return diary.last(RedFlagsAnswered) is not None


def radiates(diary: Diary, today: Day) -> bool:
    """Whether pain down a leg was told lately, or on a day that is yet to come by today's clock."""
    return any(
        rating.pain.quality is Quality.RADIATING and today - rating.day <= RADIATING_DAYS
        for rating in diary.of(PainRated)
    )


def provider_reasons(diary: Diary, today: Day) -> tuple[str, ...]:
    """Why a doctor or a physical therapist should look at the back, a sentence each."""
    found: list[str] = []
    if flags_stand(diary):
        found.append(f"You ticked a warning sign. {SEE_PROVIDER}")
    if radiates(diary, today):
        found.append(f"You noted pain down the leg. {SEE_PROVIDER}")
    if persists(diary.levels(), today):
        found.append(f"Pain has lasted {PERSISTENT_DAYS} days or more. {SEE_PROVIDER}")
    if rises([diary.after(run) for run in diary.by_date[-RISING_RUNS - 1 :]]):
        found.append(f"Pain after the run rose three runs on end. {SEE_PROVIDER}")
    return tuple(found)


def before_run(
    diary: Diary, plan: Plan, ladder: Ladder | None, unlocked: int | None, today: Day
) -> Verdict:
    """Whether to run `plan` today, and how it changes.

    `unlocked` is the rung the programme has unlocked; with None, where there is no programme, the
    ladder's own cap still holds. Without a ladder nothing limits the targets.
    """
    pain = diary.now(today)
    provider = provider_reasons(diary, today)
    warnings = (*provider, *_advice(diary, plan, pain, today))
    flags = open_flags(diary)
    if flags:
        named = ", ".join(FLAG_WORDS[flag] for flag in flags)
        return Verdict(Go.NO, f"{SEEK_CARE} You ticked: {named}.", plan, (), warnings, True, False)
    limited = plan
    changes: tuple[str, ...] = ()
    if ladder is not None:
        inside = limit(plan, ladder, ladder.top_rung if unlocked is None else unlocked)
        limited, changes = inside.plan, inside.notes
    refused = _refusal(pain)
    if pain is not None and (refused is not None or pain.level >= MODIFIED_FROM):
        gentler = shorter(limited)
        if ladder is not None and unlocked:
            known = highest_run(diary)
            run_before = 0 if known is None else ladder.rung_of(known)
            calm = limit(gentler, ladder, min(unlocked, run_before))
            gentler = calm.plan
            if calm.notes:
                most = ladder.words(ladder.target(run_before))
                changes += (f"No new rung: up to {most}.",)
        minutes = gentler.length / SAMPLE_RATE / 60
        changes += (f"Shorter: {minutes:.0f} minutes.", SOFTER)
        if refused is not None:
            return Verdict(Go.NO, refused, gentler, changes, warnings, bool(provider))
        reason = f"Your back is at {pain.level}: a gentler run today, and no new rung."
        return Verdict(Go.MODIFIED, reason, gentler, changes, warnings, bool(provider))
    if pain is None:
        reason = "Your back was not rated today, so nothing is known of it."
    else:
        reason = f"Your back is at {pain.level}: good to run."
    return Verdict(Go.GO, reason, limited, changes, warnings, bool(provider))


def _refusal(pain: Pain | None) -> str | None:
    """Why a rating speaks against any run today."""
    if pain is None:
        return None
    if pain.level >= NO_RUN_FROM:
        return f"Your back is at {pain.level}: no run today. Walk, and do the gentle mobility."
    # The signs that would end a run speak against beginning one (Vincent 2017: sharp, limp).
    if pain.limping:
        return "You are limping: no run today. Walk only as far as it is easy."
    if pain.quality is Quality.SHARP:
        return "The pain is sharp: no run today. Walk, and do the gentle mobility."
    return None


def _advice(diary: Diary, plan: Plan, pain: Pain | None, today: Day) -> tuple[str, ...]:
    """What to think of before this run; none of it is in the way."""
    found: list[str] = []
    if pain is None:
        found.append("Rate your back first: cadencecoach check-in.")
    last = max((run.day for run in diary.counted if run.day <= today), default=None)
    if last is not None and today - last <= REST_DAYS:
        when = "today" if last == today else "yesterday"
        found.append(f"You ran {when}; a rest day between runs is kinder to the back.")
    long = too_long(diary, plan.length / SAMPLE_RATE / 60, today)
    if long is not None:
        found.append(long)
    return tuple(found)


def shorter(plan: Plan) -> Plan:
    """The plan with two thirds of what lies between warm-up and cool-down, in whole seconds."""
    return replace(plan, stages=tuple(map(_shorter, plan.stages)))


def _shorter(stage: Stage) -> Stage:
    if stage.kind in (StageKind.WARM_UP, StageKind.COOL_DOWN):
        return stage
    whole_s = max(1, int(stage.length * GENTLER) // SAMPLE_RATE)
    return replace(stage, length=Frames(whole_s * SAMPLE_RATE))


def highest_run(diary: Diary) -> Spm | None:
    """The highest target of any run so far; a rung above it would be new."""
    highest = max((run.top_spm for run in diary.counted if run.top_spm is not None), default=None)
    return None if highest is None else Spm(highest)
