"""What happens to the ladder between runs, from the records alone.

The rung that is unlocked follows from the kept decisions. However they came about, two steps up
that lie less than a week apart count as one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

from cadencecoach.core.diary.diary import Diary, DiaryChange, Run
from cadencecoach.core.diary.entries import (
    BaselineSet,
    CeilingSet,
    Entry,
    PainRated,
    ProgrammeStarted,
    Step,
    StepDecided,
)
from cadencecoach.core.diary.known import known_of, known_once
from cadencecoach.core.diary.pain import Pain, When
from cadencecoach.core.diary.part_of_run import is_part
from cadencecoach.core.plan.ladder import Ladder
from cadencecoach.core.programme.gates import rung_today
from cadencecoach.core.programme.own_cadence import OwnCadence, believed, ceiling_after, of_a_ladder
from cadencecoach.core.programme.pain_memory import (
    CALM_MOST,
    held_pain,
    rated_calm,
    stopped_for_pain,
)
from cadencecoach.core.programme.programme import (
    Programme,
    runs_since_start,
    standing,
)
from cadencecoach.core.programme.referral import open_flags, radiates
from cadencecoach.core.programme.run_days import after_break
from cadencecoach.core.programme.step_rules import (
    AFTER_MOST,
    AFTER_RISE,
    GOOD_SESSIONS,
    UP_EVERY_DAYS,
    Decision,
    RunSigns,
    Signs,
    decide,
)
from cadencecoach.core.values.calendar import Day, Moment
from cadencecoach.core.values.units import Spm

TRUSTED_PERCENT: Final = 80.0
"""Of the judged time that was heard; with more than 20 % missing confidence is low (after Redback)."""

UNDECIDED_MOST: Final = 6
"""Of the runs that wait for a decision, how many are looked at (product choice: two weeks of them)."""

MORNING_TOLD_WITHIN_DAYS: Final = 2
"""A morning that is told later decides nothing (product choice: by then it is guessed)."""


def unlocked(diary: Diary) -> int:
    """The rung that is unlocked; 0 at the start of a programme."""
    return _rung(diary)[0]


def last_up(diary: Diary) -> Day | None:
    """The latest day on which a rung was unlocked, in any programme."""
    return _rung(diary)[1]


@of_a_ladder
def _rung(told: Sequence[Entry]) -> tuple[int, Day | None]:
    """The rung, and when one was unlocked last.

    A rung is worth the cadence it had when it was earned: a higher baseline makes no new target of
    it, and below a lowered ceiling a step back begins at what is run.
    """
    rung, up = 0, None
    earned: Spm | None = None
    own = OwnCadence()
    ladder: Ladder | None = None
    ceiling = ceiling_after(None)

    def in_force() -> int:
        if ladder is None:
            return rung
        return min(rung, ladder.top_rung if earned is None else ladder.rung_of(earned))

    for entry in believed(told):
        match entry:
            case BaselineSet():
                own = own.after(entry)
                ladder = own.ladder(ceiling)
            case CeilingSet():
                ceiling = ceiling_after(entry)
                ladder = own.ladder(ceiling)
            case ProgrammeStarted():
                own = own.after(entry)
                ladder = own.ladder(ceiling)
                rung = 0
            case StepDecided(step=Step.BACK):
                rung = max(0, in_force() - 1)
            case StepDecided(step=Step.UP) if up is None or entry.at.day - up >= UP_EVERY_DAYS:
                rung, up = in_force() + 1, entry.at.day
            case _:
                continue
        if ladder is not None and isinstance(entry, ProgrammeStarted | StepDecided):
            earned = ladder.target(rung)
    return in_force(), up


def held_percent(run: Run) -> float | None:
    """How much of the beat was held; None where too little was heard and nothing was told."""
    heard = run.coverage_percent
    if run.in_band_percent is not None and heard is not None and heard >= TRUSTED_PERCENT:
        return run.in_band_percent
    if heard:
        return None
    # No footpod at all: the runner's own word is all there is.
    return None if run.note.held is None else 100.0 if run.note.held else 0.0


def calm(diary: Diary, run: Run) -> bool:
    """Whether a run is known to have left the back calm: not told is not known."""
    before, after = diary.before(run), diary.after(run)
    if before is None or after is None:
        return False
    return after <= min(before + AFTER_RISE, AFTER_MOST)


def overridden(diary: Diary, run: Run) -> bool:
    """Whether a run began soon after the runner had overruled the gate."""
    return any(diary.overrode(run))


def run_signs(diary: Diary, run: Run) -> RunSigns:
    """What the records say of one run."""
    return RunSigns(
        held_percent(run),
        diary.before(run),
        diary.after(run),
        _morning(diary, run),
        run.note.effort,
        stopped_for_pain(diary, run),
        overridden(diary, run),
    )


def _morning(diary: Diary, run: Run) -> int | None:
    """The morning after a run as far as it was told in time; None is unknown."""
    return _mornings(diary).get(Day(run.day + 1))


@known_of(PainRated)
def _mornings(ratings: Sequence[Entry]) -> Mapping[Day, int]:
    """The highest level of each morning, of those that were told in time."""
    found: dict[Day, int] = {}
    for one in ratings:
        if (
            isinstance(one, PainRated)
            and one.when is When.MORNING
            and one.at.day - one.day <= MORNING_TOLD_WITHIN_DAYS
        ):
            found[one.day] = max(one.level, found.get(one.day, 0))
    return found


def _signs(diary: Diary, highest_rung: int, ladder: Ladder, today: Day) -> Signs:
    """All that a decision looks at in a week that allows a rung at most."""
    rung, up = _rung(diary)
    beat, undecided = runs_with_beat(diary), _undecided(diary)
    since_s = _changed_utc_s(diary)
    whole = [run for run in beat if not is_part(run) and run.at.utc_s >= since_s]
    on_rung = [run for run in whole if _is_on(ladder, run, rung)]
    now = diary.now(today)
    return Signs(
        tuple(run_signs(diary, run) for run in on_rung[-GOOD_SESSIONS:]),
        tuple(run_signs(diary, run) for run in undecided[-UNDECIDED_MOST:]),
        rung,
        ladder.aim_rung,
        highest_rung,
        _climbed(diary),
        None if up is None else today - up,
        None if now is None else now.level,
        bool(open_flags(diary)),
        radiates(diary, today),
        held_pain(diary, today) is not None,
        after_break(diary, today),
    )


def due(diary: Diary, programme: Programme, ladder: Ladder, at: Moment) -> StepDecided | None:
    """The decision that can be made now, to be written down; None while there is nothing to decide.

    A run is decided over once its morning is known or past, or at once where it calls for a step
    back. The first rung needs no run: it comes with the first week that allows one. A rung waits
    for a day on which the back is rated, and calm.
    """
    stands = standing(diary, at.day)
    if stands is None or stands.paused:
        return None
    found = _due(diary, programme.week(stands.week).highest_rung, ladder, at.day)
    if found is None:
        return None
    decision, session = found
    return StepDecided(at, decision.step, decision.rung, decision.reason, decision.rule, session)


@known_once
def _due(
    diary: Diary, highest_rung: int, ladder: Ladder, today: Day
) -> tuple[Decision, str | None] | None:
    """What is to be decided today, and the session of the run it is about."""
    waiting = _undecided(diary)
    if not waiting and (unlocked(diary) or _climbed(diary) or not rated_calm(diary, today)):
        return None
    found = _signs(diary, highest_rung, ladder, today)
    decision = decide(found)
    if decision.step is Step.UP and not rated_calm(diary, today):
        return None
    if not found.climbed and not found.rung and decision.step is Step.UP:
        return decision, None
    if not waiting:
        return None
    last = waiting[-1]
    settled = diary.morning(last) is not None or today > last.day + 1
    return (decision, last.session) if settled or decision.at_once else None


def rung_once_calm(diary: Diary, programme: Programme, ladder: Ladder, at: Moment) -> int:
    """The rung that may be run at this moment once the back is rated, and calm."""
    told = PainRated(at, When.BEFORE, Pain(CALM_MOST))
    rated = diary.changed(DiaryChange((told,)))
    step = due(rated, programme, ladder, at)
    then = rated if step is None else rated.changed(DiaryChange((step,)))
    return rung_today(then, ladder, unlocked(then), at.day)


def _climbed(diary: Diary) -> bool:
    """Whether a rung was unlocked in this programme."""
    return any(step.step is Step.UP for step in steps_since_start(diary))


@known_of(ProgrammeStarted, StepDecided)
def steps_since_start(told: Sequence[Entry]) -> Sequence[StepDecided]:
    """What was decided in the present programme; nothing without one."""
    found: list[StepDecided] = []
    started = False
    for entry in told:
        if isinstance(entry, ProgrammeStarted):
            found, started = [], True
        elif started and isinstance(entry, StepDecided):
            found.append(entry)
    return found


@known_once
def runs_with_beat(diary: Diary) -> Sequence[Run]:
    """Of the runs of the present programme those with a target."""
    return [run for run in runs_since_start(diary) if run.top_spm is not None]


@known_once
def _undecided(diary: Diary) -> Sequence[Run]:
    """Of the runs with a beat those over which nothing was decided yet."""
    beat = runs_with_beat(diary)
    decided = {entry.session: entry.at.utc_s for entry in diary.of(StepDecided)}
    last = max((n for n, run in enumerate(beat) if run.session in decided), default=-1)
    there = {None, *(run.session for run in diary.runs)}
    # Of a run that was deleted since only the hour of its decision is left.
    gone_utc_s = max((at for session, at in decided.items() if session not in there), default=0)
    return [run for run in beat[last + 1 :] if run.at.utc_s >= gone_utc_s]


def _is_on(ladder: Ladder, run: Run, rung: int) -> bool:
    return run.top_spm is not None and ladder.rung_of(Spm(run.top_spm)) == rung


def _changed_utc_s(diary: Diary) -> float:
    """When the rung last changed: a rung come back to is earned anew."""
    return max(
        (step.at.utc_s for step in steps_since_start(diary) if step.step is not Step.HOLD),
        default=-math.inf,
    )
