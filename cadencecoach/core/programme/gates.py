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
from cadencecoach.core.diary.load import too_long
from cadencecoach.core.diary.pain import (
    FLAG_WORDS,
    SEEK_CARE,
    Pain,
    Quality,
)
from cadencecoach.core.plan.ladder import Ladder, limit, limit_unknown
from cadencecoach.core.plan.plan import Advance, Plan, Stage, StageKind
from cadencecoach.core.programme.own_cadence import ceiling_of
from cadencecoach.core.programme.pain_memory import (
    CALM_MOST,
    NO_RUN_FROM,
    HeldPain,
    held_pain,
    rated_calm,
)
from cadencecoach.core.programme.programme import Programme
from cadencecoach.core.programme.referral import open_flags, provider_reasons
from cadencecoach.core.programme.run_days import after_break, rest_words
from cadencecoach.core.values.calendar import Day, short
from cadencecoach.core.values.units import SAMPLE_RATE, Frames, Spm, clock, frames

MODIFIED_FROM: Final = 4
"""Before a run: 0-3 go, 4-5 a gentler run, from 6 none (ahpsuffolk.co.uk zones; POGO alike)."""

GENTLER: Final = Fraction(2, 3)
"""Of the time between warm-up and cool-down on a sore day (S1:83 asks for less; product choice: a third less
is felt, and is still a run)."""

TURN: Final = frames(3 * 60)
"""Two minutes running and one walking on a sore day: run-walk is borne by sore backs (Neason 2024;
product choice: its intervals are not published)."""

WALKS: Final = "Two minutes running, one walking, in turn."
SOFTER: Final = "Run on grass or dirt, at an easy pace."
"""S1:83, S0:74."""

UNMEASURED: Final = "Your own cadence is not known yet: no target is made for you until it is."
"""Product choice: a beat that nothing of the runner stands behind is heard knowing so."""


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

    rest: str = ""
    """Why today is no day for a run, one of the warnings: the runner is asked. Empty where it is one."""


def before_run(
    diary: Diary,
    plan: Plan,
    ladder: Ladder | None,
    unlocked: int | None,
    today: Day,
    programme: Programme | None = None,
) -> Verdict:
    """Whether to run `plan` today, and how it changes.

    `unlocked` is the rung the programme has unlocked; with None, where there is no programme, the
    ladder's own cap still holds. Without a ladder only the ceiling limits the targets. `programme`
    says which days are for a run.
    """
    pain, held = diary.now(today), held_pain(diary, today)
    provider = provider_reasons(diary, today)
    rest = rest_words(diary, programme, today)
    unmeasured = (UNMEASURED,) if ladder is None and plan.targets else ()
    warnings = (*provider, *unmeasured, *_advice(diary, plan, pain, today, rest))
    flags = open_flags(diary)
    refused = _refusal(pain, held, today)
    sore = flags or refused or held or (pain is not None and pain.level >= MODIFIED_FROM)
    if ladder is None:
        inside = limit_unknown(plan, ceiling_of(diary))
    else:
        inside = limit(plan, ladder, rung_today(diary, ladder, unlocked, today))
    if not sore:
        if pain is None:
            reason = "Your back was not rated today, so nothing is known of it"
            reason += "." if unlocked is None else ", and no new level comes of it."
        else:
            reason = f"Your back is at {pain.level}: good to run."
        # Who never told of a back is not asked for one before each run.
        keeps_diary = unlocked is not None or any(diary.ratings())
        said, asked = (warnings, rest) if keeps_diary else ((), "")
        return Verdict(Go.GO, reason, inside.plan, inside.notes, said, bool(provider), rest=asked)
    gentler = shorter(inside.plan)
    walks = (WALKS,) if any(stage.kind is StageKind.WALK for stage in gentler.stages) else ()
    changes = (*inside.notes, f"Shorter: {clock(gentler.length)}.", *walks, SOFTER)
    if flags:
        named = ", ".join(FLAG_WORDS[flag] for flag in flags)
        reason = f"{SEEK_CARE} You ticked: {named}."
        return Verdict(Go.NO, reason, gentler, changes, warnings, True, False)
    if refused is not None:
        return Verdict(Go.NO, refused, gentler, changes, warnings, bool(provider))
    reason = _gentler_words(pain, held)
    return Verdict(Go.MODIFIED, reason, gentler, changes, warnings, bool(provider), rest=rest)


def rung_today(diary: Diary, ladder: Ladder, unlocked: int | None, today: Day) -> int:
    """The highest rung that may be run today: one never run before only with a calm back and no break.

    Without a programme no rung is unlocked step by step, and a back that was not rated is no sore
    one.
    """
    highest = ladder.top_rung if unlocked is None else unlocked
    if rated_calm(diary, today) and (unlocked is None or not after_break(diary, today)):
        return highest
    if unlocked is None and diary.now(today) is None and held_pain(diary, today) is None:
        return highest
    known = highest_run(diary)
    return min(highest, 0 if known is None else ladder.rung_of(known))


def _refusal(pain: Pain | None, held: HeldPain | None, today: Day) -> str | None:
    """Why what was told speaks against any run today; the night ends it no sooner than the back."""
    if pain is None:
        if held is None or not held.stops or today - held.day > 1:
            return None
        return f"{_since(held)} No run today, until you have rated your back anew."
    if pain.level >= NO_RUN_FROM:
        return f"Your back is at {pain.level}: no run today. Walk, and do the gentle mobility."
    # The signs that would end a run speak against beginning one (Vincent 2017: sharp, limp).
    if pain.limping:
        return "You are limping: no run today. Walk only as far as it is easy."
    if pain.quality is Quality.SHARP:
        return "The pain is sharp: no run today. Walk, and do the gentle mobility."
    return None


def _since(held: HeldPain) -> str:
    words = held.words
    return f"On {short(held.day)} {words}, and no rating of {CALM_MOST} or less came since."


def _gentler_words(pain: Pain | None, held: HeldPain | None) -> str:
    if pain is not None and pain.quality is Quality.RADIATING:
        return "The pain goes down the leg: a gentler run today, and no new level."
    if pain is not None and pain.level >= MODIFIED_FROM:
        return f"Your back is at {pain.level}: a gentler run today, and no new level."
    assert held is not None
    return f"{_since(held)} A gentler run at most, and no new level."


def _advice(diary: Diary, plan: Plan, pain: Pain | None, today: Day, rest: str) -> tuple[str, ...]:
    """What to think of before this run; none of it is in the way."""
    found: list[str] = []
    if pain is None:
        found.append("Rate your back first, at the check-in.")
    if rest:
        found.append(rest)
    long = too_long(diary, plan.length / SAMPLE_RATE / 60, today)
    if long is not None:
        found.append(long)
    return tuple(found)


def shorter(plan: Plan) -> Plan:
    """The plan with two thirds of what lies between warm-up and cool-down, in whole seconds.

    What is run there with a beat is run and walked in turn, but where each rung waits to be held.
    """
    stages = tuple(map(_shorter, plan.stages))
    if plan.advance is Advance.TIME:
        stages = tuple(part for stage in stages for part in _with_walks(stage))
    return replace(plan, stages=stages)


def _shorter(stage: Stage) -> Stage:
    if stage.kind in (StageKind.WARM_UP, StageKind.COOL_DOWN):
        return stage
    whole = stage.length * GENTLER.numerator // GENTLER.denominator
    whole_s = max(1, whole // SAMPLE_RATE)
    return replace(stage, length=Frames(whole_s * SAMPLE_RATE))


def _with_walks(stage: Stage) -> tuple[Stage, ...]:
    """A stage as running and walking in turn, about two minutes to one."""
    turns = round(stage.length / TURN)
    if stage.target_spm is None or stage.length < TURN:
        return (stage,)
    each_s = stage.length // turns // SAMPLE_RATE
    walk = Stage(StageKind.WALK, Frames(each_s // 3 * SAMPLE_RATE))
    run = replace(stage, length=Frames(each_s * SAMPLE_RATE - walk.length))
    rest = stage.length - turns * each_s * SAMPLE_RATE
    first = replace(run, length=Frames(run.length + rest))
    return (first, walk, *(run, walk) * (turns - 1))


def highest_run(diary: Diary) -> Spm | None:
    """The highest target of any run so far; a rung above it would be new."""
    highest = max((run.top_spm for run in diary.counted if run.top_spm is not None), default=None)
    return None if highest is None else Spm(highest)
