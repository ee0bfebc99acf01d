"""The programme as a page that a runner hands to a physiotherapist: facts, and what they cannot say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from cadencecoach.adapters.pages.charts import pain_chart, weeks_chart
from cadencecoach.adapters.pages.markup import (
    Child,
    Markup,
    bullets,
    element,
    facts,
    table,
    words,
)
from cadencecoach.adapters.pages.session import UNKNOWN, level
from cadencecoach.adapters.pages.sheet import sheet
from cadencecoach.core import entries as en
from cadencecoach.core.cueeffects import CueEffect
from cadencecoach.core.days import Day, iso, short
from cadencecoach.core.diary import Diary, Run
from cadencecoach.core.gates import provider_reasons
from cadencecoach.core.ladder import Ladder
from cadencecoach.core.load import LONGEST_WITHIN_DAYS, longest_minutes, shoes, week_load
from cadencecoach.core.pain import FLAG_WORDS, Change, by
from cadencecoach.core.painhistory import length, surface, target
from cadencecoach.core.trends import Known, RunTrend, Trends, WeekTrend
from cadencecoach.core.trendwords import RULE, left_out_words, verdict_words

_MOST_WEEKS: Final = 12
_MOST_LINES: Final = 12
"""On paper; more would need a third sheet, and the newest say most."""

_MOST_GROUPS: Final = 5
"""Surfaces, targets or lengths that are told apart."""

_EVIDENCE: Final = (
    "No trial of a change of cadence for low back pain was found. A cadence 5-10 % higher at the "
    "same speed lowers the load on knee and hip (Heiderscheit 2011) and is kept after some weeks "
    "of practice (Willy 2016). Whether it eases a back is not known, and a change on this page "
    "does not show that cadence was its cause."
)
_NOT: Final = (
    "Written by the runner and a footpod, not by a clinician. CadenceCoach is a metronome with a "
    "diary and not a medical device: nothing here is a diagnosis or names a treatment. Pain is the "
    "runner's own rating, 0 to 10. What was not told is unknown and counts nowhere."
)


@dataclass(frozen=True, slots=True)
class ProgrammePage:
    """All that the page is made of."""

    title: str
    """Of the programme; empty without one."""

    of_weeks: int
    today: Day
    diary: Diary
    found: Trends
    ladder: Ladder | None
    rung: int
    """Unlocked now."""


def programme_page(page: ProgrammePage) -> str:
    """The whole summary up to today."""
    found = page.found
    title = page.title or "Runs so far"
    week = f"week {len(found.weeks)}"
    if page.of_weeks:
        week += (
            f" of {page.of_weeks}"
            if len(found.weeks) <= page.of_weeks
            else f", {page.of_weeks} were planned"
        )
    span = f"{_date(found.since)} to {_date(page.today)}"
    return sheet(
        f"{title}: summary up to {_date(page.today)}",
        element(
            "header",
            element("h1", f"{title}: summary for a physiotherapist"),
            element("p", f"{span} · {week}"),
            element("p", verdict_words(found), class_="lead"),
            element("p", RULE, class_="quiet"),
            *(element("p", reason, class_="told") for reason in _care(page)),
        ),
        _glance(page),
        _pain(page),
        _dose(page),
        _cues(found.cues),
        _decided(page),
        _load(page),
        element(
            "section",
            element("h2", "What this cannot say"),
            element("p", _EVIDENCE),
            bullets(found.missing),
        ),
        element(
            "footer",
            element("p", _NOT),
            element("p", left_out_words(found.left_out)),
        ),
    )


def _date(day: Day) -> str:
    return f"{short(day)} {iso(day)[:4]}"


def _care(page: ProgrammePage) -> Iterator[str]:
    """What a clinician wants to see first."""
    yield from provider_reasons(page.diary, page.today)
    for answered in page.diary.of(en.RedFlagsAnswered):
        if answered.flags:
            ticked = ", ".join(FLAG_WORDS[flag] for flag in answered.flags)
            yield f"Warning signs ticked on {_date(answered.at.day)}: {ticked}."


def _glance(page: ProgrammePage) -> Markup:
    found, ladder = page.found, page.ladder
    minutes = sum(week.minutes for week in found.weeks)
    beat = sum(week.beat_min for week in found.weeks)
    kms = [week.km for week in found.weeks if week.km is not None]
    now = None if ladder is None else ladder.words(ladder.target(page.rung))
    baseline = None if ladder is None else f"{ladder.baseline_spm} spm"
    return facts(
        (
            ("Runs", str(len(found.runs))),
            ("Running time", f"{minutes:.0f} min, {beat:.0f} of it with a beat"),
            ("Distance known", f"{sum(kms):.1f} km" if kms else None),
            ("Own cadence", baseline or "not measured yet"),
            ("Target now", now),
            ("Pain in week 1", _known(found.weeks[0].pain, "days") if found.weeks else None),
            ("Pain this week", _known(found.weeks[-1].pain, "days") if found.weeks else None),
        )
    )


def _known(mean: Known, what: str = "") -> str:
    if mean.mean is None:
        return UNKNOWN
    more = f" {what}" if what else ""
    return f"{mean.mean:.1f} ({mean.known} of {mean.of}{more})"


def _pain(page: ProgrammePage) -> Markup:
    found = page.found
    weeks = _shown(found.weeks)
    first = found.weeks[-_MOST_WEEKS:][0].first if found.weeks else found.since
    rated = sorted(day for day in found.levels if day >= first)
    says = (
        f"Highest pain of each rated day since {_date(first)}: {len(rated)} days were rated. "
        "The tables below have the numbers."
    )
    return element(
        "section",
        element("h2", "Pain"),
        element(
            "figure",
            pain_chart(found, first, page.today, says),
            element(
                "figcaption",
                "A dot: the highest rating of a day; no dot: that day was not rated. Ticks below: "
                "runs.",
            ),
        ),
        table(
            "Mean pain by week, and of how many runs or days it is known",
            ("Week", "Before runs", "After", "Next morning", "All rated days", "Against week 1"),
            (
                [
                    _week_name(week),
                    _known(week.pain_before),
                    _known(week.pain_after),
                    _known(week.pain_morning),
                    _known(week.pain),
                    _against(week),
                ]
                for week in weeks
            ),
            numbers=range(1, 5),
        ),
        facts(_where(page)),
        element(
            "details",
            element("summary", "The chart as a table, day by day"),
            table(
                "Highest pain of each rated day",
                ("Day", "Pain"),
                ((_date(day), level(found.levels[day])) for day in rated),
            ),
        ),
    )


def _shown(weeks: Sequence[WeekTrend]) -> Sequence[WeekTrend]:
    """The first week, which the others are held against, and the newest ones."""
    return weeks if len(weeks) <= _MOST_WEEKS else (weeks[0], *weeks[1 - _MOST_WEEKS :])


def _week_name(week: WeekTrend) -> str:
    return f"{week.number}, from {short(week.first)}"


def _against(week: WeekTrend) -> str:
    if week.against_first is None:
        return ""
    change = week.against_first.change
    return "too few ratings" if change is Change.UNKNOWN else change.value


def _where(page: ProgrammePage) -> Iterator[tuple[str, Child]]:
    """Side, kind, onset, and the runner's words for where it is."""
    ratings = [one for one in page.diary.ratings() if page.found.since <= one.day <= page.today]
    felt = [one.pain for one in ratings if one.pain.level]
    yield "Side", _counted(pain.side.value if pain.side else UNKNOWN for pain in felt)
    yield "Kind", _counted(pain.quality.value if pain.quality else UNKNOWN for pain in felt)
    limping = sum(pain.limping for pain in felt)
    yield "Limping", f"told {limping} times" if limping else None
    onsets = [one.course.onset_min for one in page.found.runs if one.course.onset_min is not None]
    rated = sum(bool(one.run.pain) for one in page.found.runs)
    if onsets:
        minutes = ", ".join(str(minute) for minute in onsets[-_MOST_LINES:])
        yield "Rose during a run", f"in {len(onsets)} of {rated} rated runs, in minute {minutes}"
    elif rated:
        yield "Rose during a run", f"in none of {rated} rated runs"
    places = list(dict.fromkeys(pain.where for pain in reversed(felt) if pain.where.strip()))[:3]
    for place in places:
        yield "Where, in the runner's words", words(place)


def _counted(values: Iterable[str]) -> str | None:
    counts = Counter(values)
    order = sorted(counts, key=lambda value: (value == UNKNOWN, -counts[value]))
    return ", ".join(f"{value} {counts[value]}" for value in order) or None


def _dose(page: ProgrammePage) -> Markup:
    weeks = _shown(page.found.weeks)
    says = (
        f"Minutes of running in {len(weeks)} weeks, those with a beat within them, and the share "
        "of judged time in the band. The table below has the numbers."
    )
    return element(
        "section",
        element("h2", "Dose and adherence"),
        element(
            "figure",
            weeks_chart(weeks, says),
            element(
                "figcaption",
                "Wide bars: minutes of running; narrow ones: with a beat. Line: share of the judged "
                "time in the band; no dot: too little was heard.",
            ),
        )
        if weeks
        else None,
        table(
            "By week: dose, own cadence, highest target, and means over the runs where they are known",
            (
                "Week",
                "Runs",
                "Minutes",
                "With beat",
                "km",
                "Own, spm",
                "Target, spm",
                "Ran at, spm",
                "In band, %",
                "Click on, %",
                "Varies by, spm",
            ),
            (
                [
                    _week_name(week),
                    str(week.runs),
                    f"{week.minutes:.0f}",
                    f"{week.beat_min:.0f}",
                    _number(week.km, 1),
                    _number(week.baseline_spm),
                    "no beat" if week.top_spm is None else str(week.top_spm),
                    _number(week.cadence_spm.mean),
                    _number(week.in_band_percent.mean) if week.beat_min else "no beat",
                    _number(week.click_percent.mean) if week.beat_min else "no beat",
                    _number(week.variability_spm.mean, 1),
                ]
                for week in weeks
            ),
        ),
    )


def _number(value: float | None, digits: int = 0) -> str:
    return UNKNOWN if value is None else f"{value:.{digits}f}"


def _cues(cues: Sequence[CueEffect]) -> Markup:
    heading = element("h2", "Cues and answers")
    if not cues:
        return element("section", heading, element("p", "No cue was said."))
    return element(
        "section",
        heading,
        table(
            "Cadence 30 to 60 s after a cue against the 30 s before; 95 % interval over the means of "
            "runs. What followed a cue need not have been caused by it.",
            ("Cue", "Said", "Yes / no", "Change, spm", "What the runs say"),
            (
                [
                    words(cue.text or cue.name),
                    str(cue.spoken),
                    f"{cue.yes} / {cue.no}" if cue.yes + cue.no else "",
                    _change(cue),
                    words(cue.says.value + (f": {cue.missing}" if cue.missing else "")),
                ]
                for cue in cues[:_MOST_LINES]
            ),
            numbers=range(1, 4),
        ),
    )


def _change(cue: CueEffect) -> str:
    if cue.mean_spm is None:
        return ""
    if cue.low_spm is None or cue.high_spm is None:
        return f"{cue.mean_spm:+.1f}"
    return f"{cue.mean_spm:+.1f} ({cue.low_spm:+.1f} to {cue.high_spm:+.1f})"


def _decided(page: ProgrammePage) -> Markup:
    lines = [
        element("li", element("strong", f"{when}: "), said)
        for when, said in _runs_of(_turns(page))[-_MOST_LINES:]
    ]
    heading = element("h2", "What was decided, and why")
    if not lines:
        return element("section", heading, element("p", "Nothing was decided yet."))
    return element("section", heading, element("ul", *lines))


def _runs_of(turns: Iterable[tuple[Day, str]]) -> list[tuple[str, str]]:
    """What was said several times on end, once, with its first and last day."""
    found: list[tuple[str, str]] = []
    for said, same in groupby(turns, key=lambda turn: turn[1]):
        days = [day for day, _ in same]
        when = short(days[0])
        if len(days) > 1:
            when += f" to {short(days[-1])}, {len(days)} times"
        found.append((when, said))
    return found


def _turns(page: ProgrammePage) -> list[tuple[Day, str]]:
    found: list[tuple[Day, str]] = []
    for entry in page.diary.entries:
        day = entry.at.day
        if not page.found.since <= day <= page.today:
            continue
        match entry:
            case en.StepDecided():
                found.append((day, f"{entry.step.value} (rung {entry.rung}): {entry.reason}"))
            case en.BaselineSet():
                found.append((day, f"own cadence {entry.cadence_spm} spm, by {entry.way.value}"))
            case en.Overrode():
                found.append((day, f"ran although advised against it: {entry.reason}"))
            case en.ProgrammePaused():
                found.append((day, "paused"))
            case en.ProgrammeResumed():
                found.append((day, "resumed"))
            case en.CeilingSet():
                found.append((day, f"ceiling set to {entry.ceiling_spm} spm by the runner"))
            case en.AssessmentMade():
                seen = ", ".join(entry.faults) or "nothing"
                found.append((day, f"looked at a video of the own form and saw: {seen}"))
    return sorted(found, key=lambda turn: turn[0])


def _load(page: ProgrammePage) -> Markup:
    load = week_load(page.diary, page.today)
    longest = longest_minutes(page.diary, page.today)
    worn = [one for one in shoes(page.diary).values() if not one.retired]
    done = Counter(
        entry.routine
        for entry in page.diary.of(en.RoutineDone)
        if entry.how is not en.Done.SKIPPED and page.found.since <= entry.at.day <= page.today
    )
    km = "" if load.km is None else f", {load.km:.1f} km known"
    return element(
        "section",
        element("h2", "Load"),
        facts(
            (
                ("Last 7 days", f"{load.runs} runs, {load.minutes:.0f} min{km}"),
                (
                    f"Longest run in {LONGEST_WITHIN_DAYS} days",
                    None if longest is None else f"{longest:.0f} min",
                ),
                ("Effort, 0-10", _efforts(page.found.runs)),
                ("Pain after, by surface", _after(page.found.runs, surface)),
                ("Pain after, by target", _after(page.found.runs, target)),
                ("Pain after, by length", _after(page.found.runs, length)),
                ("Shoes", ", ".join(f"{one.name} {one.km:.0f} km" for one in worn)),
                ("Exercises done", ", ".join(f"{name} {count}x" for name, count in done.items())),
            )
        ),
    )


def _after(runs: Sequence[RunTrend], group: Callable[[Run], str]) -> Markup:
    """Means and of how many runs, the most first."""
    means = by((group(one.run), one.after) for one in runs)
    most = sorted(means.items(), key=lambda item: -item[1][1])[:_MOST_GROUPS]
    return words(
        ", ".join(f"{name or UNKNOWN} {mean:.1f} ({count})" for name, (mean, count) in most)
    )


def _efforts(runs: Sequence[RunTrend]) -> str | None:
    told = [one.run.note.effort for one in runs if one.run.note.effort is not None]
    return f"mean {sum(told) / len(told):.1f} of {len(told)} runs" if told else None
