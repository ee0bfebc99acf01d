"""Week against week: dose, cadence, adherence, pain; the numbers behind the trends and the page.

A week without data says what is missing instead of a number, and no verdict is made from too
little. Pure and in one pass over the records: years of them take well under a second.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cadencecoach.core.diary.diary import Diary, Run, RunFigures
from cadencecoach.core.diary.entries import BaselineSet
from cadencecoach.core.diary.pain import Comparison, Course, compare, course
from cadencecoach.core.programme.programme import since_start, standing_on
from cadencecoach.core.programme.steps import TRUSTED_PERCENT
from cadencecoach.core.trends.cue_effects import CueEffect, SpokenCue, cue_effects
from cadencecoach.core.values.calendar import WEEK, Day
from cadencecoach.core.values.text import many


@dataclass(frozen=True, slots=True)
class Known:
    """A mean, and of how many it is one."""

    mean: float | None
    known: int
    of: int


@dataclass(frozen=True, slots=True)
class WeekTrend:
    """Seven days of a programme, or of running."""

    number: int
    """From 1."""

    first: Day
    last: Day
    """Both included; today is the last of the present week. A pause makes a week longer."""

    runs: int
    """Those that count; the minutes are of all of them."""

    minutes: float
    beat_min: float
    km: float | None
    """Of the runs whose distance is known."""

    baseline_spm: int | None
    """The one in force at its end."""

    top_spm: int | None
    """The highest target that was run."""

    cadence_spm: Known
    in_band_percent: Known
    """Weighted by the seconds that were judged; of the runs with enough heard."""

    click_percent: Known
    variability_spm: Known
    pain_before: Known
    pain_after: Known
    pain_morning: Known
    """Means over runs."""

    pain: Known
    """Mean of the highest level of each rated day, of its days."""

    against_first: Comparison | None
    """Its daily pain against that of week 1; None in week 1."""


@dataclass(frozen=True, slots=True)
class RunTrend:
    """One run with what was told around it."""

    run: Run
    before: int | None
    after: int | None
    morning: int | None
    course: Course


@dataclass(frozen=True, slots=True)
class Trends:
    """All that can be said so far."""

    since: Day
    programme: bool
    """Whether weeks are those of a programme; else they count from the first record."""

    weeks: tuple[WeekTrend, ...]
    """Oldest first, without a gap; empty where nothing was recorded."""

    runs: tuple[RunTrend, ...]
    levels: Mapping[Day, int]
    """The highest pain of each rated day since then."""

    baselines: tuple[BaselineSet, ...]
    """All of them, also from before."""

    cues: tuple[CueEffect, ...]
    missing: tuple[str, ...]
    """What would let more be said, a sentence each."""

    left_out: int = 0
    """Sessions that nobody ran: simulated and replayed ones."""

    going_on: bool = False
    """Whether the newest week has days to come."""

    @property
    def whole_weeks(self) -> tuple[WeekTrend, ...]:
        """Those that are over at the end of today."""
        return self.weeks[:-1] if self.going_on else self.weeks


def run_trend(diary: Diary, run: Run) -> RunTrend:
    """What a diary tells around one run."""
    level = diary.before(run)
    return RunTrend(run, level, diary.after(run), diary.morning(run), course(level, run.pain))


def trends(
    diary: Diary,
    cues: Mapping[str, tuple[SpokenCue, ...]],
    today: Day,
    left_out: int = 0,
) -> Trends:
    """The trends up to `today`; `cues` has those of the newest runs, by the uuid of their session.

    Since the last start of a programme; without one, since the first record. `left_out` is passed on.
    """
    calendar = _calendar(diary, today)
    if not calendar:
        nothing = ("Nothing was recorded yet.",)
        return Trends(today, False, (), (), {}, (), (), nothing, left_out)
    since = calendar[0]
    levels = {day: level for day, level in diary.levels().items() if since <= day <= today}
    runs = tuple(_run_trends(diary, since, today))
    weeks = _weeks(diary, calendar, today, runs, levels)
    effects = cue_effects(cues[one.run.session] for one in runs if one.run.session in cues)
    return Trends(
        since,
        bool(since_start(diary)),
        weeks,
        runs,
        levels,
        tuple(diary.of(BaselineSet)),
        effects,
        _missing(weeks, runs, effects),
        left_out,
        _goes_on(diary, calendar, today),
    )


def _calendar(diary: Diary, today: Day) -> Sequence[Day]:
    """The first day of each week, oldest first; empty where there is nothing."""
    started = Diary(since_start(diary))
    if not started.entries:
        days = [run.day for run in diary.runs] + [one.day for one in diary.ratings()]
        past = [day for day in days if day <= today]
        return [Day(day) for day in range(min(past), today + 1, WEEK)] if past else []
    firsts: list[Day] = []
    for day in range(started.entries[0].at.day, today + 1):
        stands = standing_on(started, Day(day))
        if stands is not None and stands.week > len(firsts):
            firsts.append(Day(day))
    return firsts or [today]


def _paused(started: Diary, day: Day) -> bool:
    stands = standing_on(started, day) if started.entries else None
    return stands is not None and stands.paused


def _goes_on(diary: Diary, firsts: Sequence[Day], today: Day) -> bool:
    """Whether tomorrow belongs to the newest week, too."""
    started = Diary(since_start(diary))
    if not started.entries:
        return today + 1 - firsts[-1] < WEEK
    stands = standing_on(started, Day(today + 1))
    return stands is not None and stands.week <= len(firsts)


def _run_trends(diary: Diary, since: Day, today: Day) -> Iterator[RunTrend]:
    """Each run with its ratings."""
    for run in diary.runs:
        if since <= run.day <= today:
            level = diary.before(run)
            noted = course(level, run.pain)
            yield RunTrend(run, level, diary.after(run), diary.morning(run), noted)


def _weeks(
    diary: Diary,
    firsts: Sequence[Day],
    today: Day,
    runs: Sequence[RunTrend],
    levels: Mapping[Day, int],
) -> tuple[WeekTrend, ...]:
    lasts = [Day(day - 1) for day in firsts[1:]] + [today]
    baselines = sorted((one.at.day, index, one) for index, one in enumerate(diary.of(BaselineSet)))
    started = Diary(since_start(diary))

    def pain_of(first: Day, last: Day) -> list[int | None]:
        """Of each day that was rated, or might have been: none of a pause, and none of days away."""
        days = [Day(day) for day in range(first, last + 1)]
        return [levels.get(day) for day in days if day in levels or not _paused(started, day)]

    first_pain = pain_of(firsts[0], lasts[0])
    pending = sorted(runs, key=lambda one: one.run.day)
    weeks: list[WeekTrend] = []
    at_run = at_baseline = 0
    for number, (first, last) in enumerate(zip(firsts, lasts, strict=True), 1):
        from_run = at_run
        while at_run < len(pending) and pending[at_run].run.day <= last:
            at_run += 1
        while at_baseline < len(baselines) and baselines[at_baseline][0] <= last:
            at_baseline += 1
        baseline = baselines[at_baseline - 1][2].cadence_spm if at_baseline else None
        pain = pain_of(first, last)
        against = None if number == 1 else compare(first_pain, pain)
        weeks.append(
            _week(number, (first, last), pending[from_run:at_run], baseline, pain, against)
        )
    return tuple(weeks)


def _week(
    number: int,
    days: tuple[Day, Day],
    runs: Sequence[RunTrend],
    baseline_spm: int | None,
    pain: Sequence[int | None],
    against_first: Comparison | None,
) -> WeekTrend:
    counted = [one for one in runs if one.run.counts]
    kms = [one.run.metres for one in runs if one.run.metres is not None]
    measured = [one.run.measured for one in runs]
    with_beat = [one for one in measured if one.beat_min]
    return WeekTrend(
        number,
        *days,
        len(counted),
        sum(one.run.minutes for one in runs),
        sum(one.beat_min for one in measured),
        sum(kms) / 1000 if kms else None,
        baseline_spm,
        max((one.run.top_spm for one in runs if one.run.top_spm is not None), default=None),
        _mean([(one.run.cadence_spm, one.run.minutes) for one in runs]),
        _mean([(_trusted(one), one.judged_s) for one in with_beat]),
        _mean([(one.click_percent, one.beat_min) for one in with_beat]),
        _mean([(one.run.measured.variability_spm, one.run.minutes) for one in runs]),
        _mean([(one.before, 1) for one in counted]),
        _mean([(one.after, 1) for one in counted]),
        _mean([(one.morning, 1) for one in counted]),
        _mean([(level, 1) for level in pain]),
        against_first,
    )


def _trusted(run: RunFigures) -> float | None:
    """Adherence, where enough was heard to believe it."""
    heard = run.coverage_percent
    return run.in_band_percent if heard is not None and heard >= TRUSTED_PERCENT else None


def _mean(weighted: Sequence[tuple[float | None, float]]) -> Known:
    known = [(value, weight) for value, weight in weighted if value is not None and weight > 0]
    if not known:
        return Known(None, 0, len(weighted))
    # By hand, since years have thousands of these: statistics.fmean takes three times as long.
    whole = math.fsum(weight for _, weight in known)
    mean = math.fsum(value * weight for value, weight in known) / whole
    return Known(mean, len(known), len(weighted))


def _missing(
    weeks: Sequence[WeekTrend], runs: Sequence[RunTrend], cues: Sequence[CueEffect]
) -> tuple[str, ...]:
    found: list[str] = []
    counted = [one for one in runs if one.run.counts]
    if len(weeks) == 1:
        found.append("There is one week so far, and nothing to hold it against.")
    elif (verdict := weeks[-1].against_first) is not None and verdict.before is None:
        found.append("No day of week 1 was rated, so no later week can be compared with it.")
    for when, known in (
        ("before", sum(one.before is not None for one in counted)),
        ("after", sum(one.after is not None for one in counted)),
        ("on the morning after", sum(one.morning is not None for one in counted)),
    ):
        if known < len(counted):
            found.append(
                f"Pain {when}: told of {known} of {many(len(counted), 'run')}; the others are unknown."
            )
    unheard = sum(week.in_band_percent.of - week.in_band_percent.known for week in weeks)
    if unheard:
        found.append(
            f"Adherence: {many(unheard, 'run')} with a beat had too little footpod data to judge."
        )
    if cues and all(cue.missing for cue in cues):
        found.append("Cues: none was heard often enough to say whether it helps.")
    return tuple(found)
