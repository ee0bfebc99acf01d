"""Weeks of runs and exercises as values, and where in them a runner stands on a date.

Days in which a programme is paused do not count, so a runner comes back to the day that was left.
What a date asks for follows from what was done lately, never from what was missed.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from cadencecoach.core.diary.diary import Diary, Run
from cadencecoach.core.diary.entries import (
    Entry,
    ProgrammePaused,
    ProgrammeResumed,
    ProgrammeStarted,
)
from cadencecoach.core.diary.known import known_of, known_once
from cadencecoach.core.plan.click_gate import faded_share
from cadencecoach.core.plan.ladder import Ladder
from cadencecoach.core.plan.plan import ClickMode, Plan, Stage, StageKind, cadence_title
from cadencecoach.core.values.calendar import WEEK, Day
from cadencecoach.core.values.units import Frames, frames

TODAY: Final = "today"
"""The name of the plan that a programme makes for a day."""

WARM_UP: Final = frames(5 * 60)
"""Without beat: "not enough warm-up" goes with pain, OR 2.6 (Wu 2021)."""

BASELINE: Final = frames(10 * 60)
"""Steady easy running in which the own cadence is measured: 5 minutes at least, also when a sore day
makes the run shorter (choice: baseline)."""

EASE_IN: Final = frames(5 * 60)
"""With the beat at the own cadence, or the rung below, before the day's rung (choice: easing in)."""

COOL_DOWN: Final = frames(5 * 60)
IN_TURN: Final = frames(24 * 60)
"""Of running and walking in turn, between warm-up and cool-down: thirty-four minutes in all (Neason 2024
asks for thirty, three times a week)."""

FIRST_BEAT_MIN: Final = 15
LAST_BEAT_MIN: Final = 30
"""Minutes with the beat: from 15 to 30 over 8 sessions, never more (Huber 2024, Giraldo-Pedroza
2020)."""

GROWING_RUNS: Final = 8
"""Calm runs from the fewest minutes with the beat to the most, both counted."""

SHORTEST_MIN: Final = 5
"""Between warm-up and cool-down at least, however short the last runs were (product choice: less measures
no cadence and holds no beat)."""


class Rhythm(enum.Enum):
    """How often something is asked for."""

    DAILY = "daily"
    OTHER_DAY = "every other day"
    WEEKLY = "weekly"
    ONCE = "once"


class Place(enum.Enum):
    """When in the day it belongs: activation before, stretches and strength after (S2:85, S3:39)."""

    BEFORE_RUN = "before the run"
    AFTER_RUN = "after the run"
    ANY = "any time"
    OFF_RUN = "not before a run"


class ItemKind(enum.Enum):
    """What there is to do."""

    RUN = "run"
    ROUTINE = "routine"
    ASSESSMENT = "assessment"
    WALK = "walk"
    """Told as another activity, and counted."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing a week asks for."""

    kind: ItemKind
    title: str
    rhythm: Rhythm
    times: int = 1
    """A day, or a week, as the rhythm says; most, for runs."""

    routine: str = ""
    """The name of the routine, where it is one."""

    place: Place = Place.ANY
    optional: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True)
class Turns:
    """How a week's runs go where one runs and walks in turn."""

    run: Frames
    walk: Frames

    @property
    def times(self) -> int:
        """So often, one after the other."""
        return max(1, round(IN_TURN / (self.run + self.walk)))


@dataclass(frozen=True, slots=True)
class Week:
    """A theme and what belongs to it."""

    title: str
    theme: str
    highest_rung: int
    """No rung above it is unlocked in this week; 0 is no beat above the own cadence."""

    beat: bool
    """Whether runs have a beat; without, the own cadence is measured."""

    posture_checks: bool
    items: tuple[Item, ...]
    turns: Turns | None = None
    """Running and walking in turn, at the own cadence or, while it is not known, without a beat;
    None is running."""

    @property
    def runs(self) -> Item | None:
        """What it says of runs."""
        return next((item for item in self.items if item.kind is ItemKind.RUN), None)


@dataclass(frozen=True, slots=True)
class Programme:
    """A whole programme."""

    name: str
    title: str
    weeks: tuple[Week, ...] = field(hash=False)
    then: Week = field(hash=False)
    """Every week after the last one."""

    def week(self, number: int) -> Week:
        """Week `number`, from 1."""
        return self.weeks[number - 1] if number <= len(self.weeks) else self.then


@dataclass(frozen=True, slots=True)
class Standing:
    """Where in the programme a date is."""

    since: Day
    """The day the programme was started."""

    day: int
    """Of the programme, from 1; days of a pause are not counted."""

    paused: bool

    @property
    def week(self) -> int:
        """From 1."""
        return (self.day - 1) // WEEK + 1

    @property
    def day_of_week(self) -> int:
        """From 1."""
        return (self.day - 1) % WEEK + 1


_turned: Final = known_of(ProgrammeStarted, ProgrammePaused, ProgrammeResumed)


@_turned
def standing(told: Sequence[Entry], today: Day) -> Standing | None:
    """Where the runner stands; None where no programme was started.

    A date before the start, of a clock set back, is its first day.
    """
    return _standing(_turns(told), today)


def _standing(turned: Sequence[Entry], today: Day) -> Standing | None:
    start: Day | None = None
    counted, from_day, paused = 0, today, False
    for entry in turned:
        # Only ever forward: what a clock set back says later changes no day that has passed.
        day = max(entry.at.day, from_day)
        if isinstance(entry, ProgrammeStarted):
            start = from_day = entry.at.day
            counted, paused = 0, False
        elif isinstance(entry, ProgrammePaused) and not paused:
            counted, from_day, paused = counted + day - from_day, day, True
        elif isinstance(entry, ProgrammeResumed) and paused:
            from_day, paused = day, False
    since = 0 if paused else max(0, today - from_day)
    return None if start is None else Standing(start, counted + since + 1, paused)


@_turned
def standing_on(told: Sequence[Entry], day: Day) -> Standing | None:
    """Where the runner stood on a day gone by; None before the first start."""
    return _standing([one for one in _turns(told) if one.at.day <= day], day)


def _turns(told: Sequence[Entry]) -> Sequence[Entry]:
    """Days away that do not count are the pause they were, on their dates."""
    found: list[Entry] = []
    for entry in told:
        match entry:
            case ProgrammeResumed(at=at, away_from=first, back_on=back) if first is not None:
                found.append(ProgrammePaused(at.on(first)))
                found.append(ProgrammeResumed(at.on(at.day if back is None else back)))
            case _:
                found.append(entry)
    return found


@known_once
def since_start(diary: Diary) -> tuple[Entry, ...]:
    """The entries from the last start of a programme on; empty without one."""
    start = diary.last(ProgrammeStarted)
    if start is None:
        return ()
    before = next(n for n, entry in enumerate(reversed(diary.entries), 1) if entry is start)
    return diary.entries[-before:]


def programme_name(diary: Diary) -> str | None:
    """The programme that was started last."""
    started = diary.last(ProgrammeStarted)
    return None if started is None else started.programme


@known_once
def runs_since_start(diary: Diary) -> tuple[Run, ...]:
    """The runs of the present programme, of those that count."""
    start = diary.last(ProgrammeStarted)
    return () if start is None else tuple(run for run in diary.counted if run.day >= start.at.day)


@_turned
def week_start(told: Sequence[Entry], today: Day) -> Day:
    """The first date of the programme's present week; six days ago without a programme."""
    turned = _turns(told)
    stands = _standing(turned, today)
    if stands is None:
        return Day(today - WEEK + 1)
    first = today
    while first > stands.since:
        before = _standing([one for one in turned if one.at.day < first], Day(first - 1))
        if before is None or (before.week, before.since) != (stands.week, stands.since):
            break
        first = Day(first - 1)
    return first


@dataclass(frozen=True, slots=True)
class ProgrammeRun:
    """The run a day asks for."""

    plan: Plan
    rung: int | None
    """None is without a beat."""

    click_share: float
    """Of the time with a beat."""


def beat_minutes(calm: int) -> int:
    """Minutes with the beat after so many runs that left the back calm (S1:64: else no more)."""
    steps = GROWING_RUNS - 1
    more = (LAST_BEAT_MIN - FIRST_BEAT_MIN) * min(calm, steps) / steps
    return FIRST_BEAT_MIN + round(more)


def programme_run(
    week: Week,
    ladder: Ladder | None,
    rung: int,
    *,
    session: int,
    calm: int,
    cue_every: Frames | None,
    safe_min: float | None = None,
) -> ProgrammeRun:
    """The run of a week on the unlocked rung: session 1, 2, … of the fade, after `calm` calm runs.

    It is no longer than `safe_min` minutes where that leaves enough between warm-up and cool-down.
    Without a ladder, or in a week without a beat, it measures the own cadence. `cue_every` is the
    distance of posture checks where the week has them.
    """
    checks = cue_every if week.posture_checks else None
    most = _between(safe_min)
    if week.turns is not None:
        own = None if ladder is None else ladder.target(0)
        turn = (Stage(StageKind.HOLD, week.turns.run, own), Stage(StageKind.WALK, week.turns.walk))
        in_turn = (turn * week.turns.times)[:-1]  # the cool-down is a walk, too
        stages = (
            Stage(StageKind.WARM_UP, WARM_UP),
            *in_turn,
            Stage(StageKind.COOL_DOWN, COOL_DOWN),
        )
        return ProgrammeRun(
            Plan(TODAY, "Running and walking", stages, checks, cap_spm=own), None, 1.0
        )
    if ladder is None or not week.beat:
        stages = (
            Stage(StageKind.WARM_UP, WARM_UP),
            Stage(StageKind.BASELINE, min(BASELINE, most)),
            Stage(StageKind.COOL_DOWN, COOL_DOWN),
        )
        return ProgrammeRun(Plan(TODAY, "Your own cadence", stages, checks), None, 1.0)
    target = ladder.target(rung)
    below = ladder.target(rung - 1)
    whole = min(frames(beat_minutes(calm) * 60), most)
    beat = [Stage(StageKind.HOLD, whole, target)]
    if below != target:
        ease = min(EASE_IN, Frames(whole // 2))  # a short beat is not eased in for longer
        beat = [
            Stage(StageKind.RUNG, ease, below),
            Stage(StageKind.RUNG, Frames(whole - ease), target),
        ]
    share = faded_share(session)
    plan = Plan(
        TODAY,
        cadence_title(target),
        (Stage(StageKind.WARM_UP, WARM_UP), *beat, Stage(StageKind.COOL_DOWN, COOL_DOWN)),
        checks,
        click=ClickMode.ALWAYS if share == 1.0 else ClickMode.FADED,
        cap_spm=ladder.cap_spm,
    )
    return ProgrammeRun(plan, rung, share)


def _between(safe_min: float | None) -> Frames:
    """The most between warm-up and cool-down, in whole minutes, of a run of so many minutes."""
    if safe_min is None:
        return frames(LAST_BEAT_MIN * 60)
    whole_min = int(safe_min) - (WARM_UP + COOL_DOWN) // frames(60)
    return frames(max(SHORTEST_MIN, whole_min) * 60)
