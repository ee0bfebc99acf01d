"""How the back was, on either page: levels, side, kind, onset, and the runner's words for where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from cadencecoach.adapters.pages.charts import pain_chart
from cadencecoach.adapters.pages.markup import (
    Child,
    Markup,
    element,
    facts,
    folded,
    isolated,
    table,
)
from cadencecoach.adapters.pages.wording import UNKNOWN, date, known, level, week_name
from cadencecoach.core.diary.diary import Diary
from cadencecoach.core.diary.entries import told_once
from cadencecoach.core.diary.pain import Change, Pain, Quality
from cadencecoach.core.outcome.summary import PainLevel, Summary
from cadencecoach.core.trends.sentences import RULE
from cadencecoach.core.trends.trends import RunTrend, Trends, WeekTrend
from cadencecoach.core.values.calendar import Day, short
from cadencecoach.core.values.text import many
from cadencecoach.core.values.units import clock

_MOST_ONSETS: Final = 12
_MOST_DAYS: Final = 6
_MOST_PLACES: Final = 3
"""On paper; the newest say most."""


def back_in_weeks(
    found: Trends, weeks: Sequence[WeekTrend], diary: Diary, first: Day, today: Day
) -> Markup:
    """Pain of these weeks: each day from `first` drawn, each week in a table."""
    rated = sorted(day for day in found.levels if day >= first)
    says = (
        f"Highest pain of each rated day since {date(first)}: days rated: {len(rated)}. "
        "The tables below have the numbers."
    )
    ratings = told_once(diary.ratings())
    told = [(one.day, one.pain) for one in ratings if found.since <= one.day <= today]
    told += [(one.run.day, pain) for one in found.runs for pain in one.run.felt]
    pains = [pain for _, pain in told]
    return element(
        "section",
        element("h2", "Pain"),
        element(
            "figure",
            pain_chart(found, first, today, says),
            element(
                "figcaption",
                "A dot: the highest rating of a day; no dot: that day was not rated. Ticks below: "
                "runs.",
            ),
        ),
        table(
            f"Mean pain by week, and of how many runs or days it is known. {RULE}",
            ("Week", "Before runs", "After", "Next morning", "All rated days", "Against week 1"),
            (
                [
                    week_name(week.number, week.first),
                    known(week.pain_before),
                    known(week.pain_after),
                    known(week.pain_morning),
                    known(week.pain),
                    _against(week),
                ]
                for week in weeks
            ),
            numbers=range(1, 5),
            newest=True,
        ),
        facts(
            (
                *_stops(found.runs),
                *_grave(told),
                *_felt(pains),
                *_onsets(found.runs),
                *_places(pains),
            )
        ),
        folded(
            "The chart as a table, day by day",
            table(
                "Highest pain of each rated day",
                ("Day", "Pain"),
                ((date(day), level(found.levels[day])) for day in rated),
            ),
        ),
    )


def back_in_run(summary: Summary, told: RunTrend | None, diary: Diary) -> Markup:
    """Pain around one run; without `told`, as of a run that nobody ran, that of the run screen."""
    during = ", ".join(_noted(one) for one in summary.pain)
    pairs: list[tuple[str, Child]] = [("During", during or "none noted")]
    if told is not None:
        if told.run.stopped:
            pairs.append(("Stopped by pain", f"at {clock(summary.running)}"))
        onset, slope = told.course.onset_min, told.course.per_10_min
        pairs.insert(0, ("Before", level(told.before)))
        pairs += [
            ("First rose in", None if onset is None else f"minute {onset}"),
            ("Changed by", None if slope is None else f"{slope:+.1f} every 10 minutes"),
            ("After", level(told.after)),
            ("Next morning", level(told.morning)),
        ]
        ratings = diary.around(told.run)
        pairs += [*_felt(ratings), *_places(ratings)]
    return element("section", element("h2", "The back"), facts(pairs))


def _noted(one: PainLevel) -> str:
    more = [word for word, said in (("sharp", one.sharp), ("limping", one.limping)) if said]
    return f"{one.level}/10 at {clock(one.running)}" + "".join(f", {word}" for word in more)


def _stops(runs: Sequence[RunTrend]) -> Iterator[tuple[str, Child]]:
    """The runs that pain ended, each with its minute."""
    stops = [one.run for one in runs if one.run.stopped]
    if stops:
        said = [f"{short(run.day)} in minute {int(run.minutes) + 1}" for run in stops[-_MOST_DAYS:]]
        yield "Runs stopped by pain", f"{len(stops)} of {len(runs)}: {', '.join(said)}"


def _grave(told: Sequence[tuple[Day, Pain]]) -> Iterator[tuple[str, Child]]:
    """On which days pain was sharp or brought a limp."""
    for name, days in (
        ("Sharp pain", {day for day, pain in told if pain.quality is Quality.SHARP}),
        ("Limping", {day for day, pain in told if pain.limping}),
    ):
        if days:
            newest = ", ".join(short(day) for day in sorted(days)[-_MOST_DAYS:])
            count = many(len(days), "day")
            yield name, f"told on {count}: {newest}"


def _against(week: WeekTrend) -> str:
    if week.against_first is None:
        return ""
    change = week.against_first.change
    return "too few ratings" if change is Change.UNKNOWN else change.value


def _felt(told: Sequence[Pain]) -> Iterator[tuple[str, Child]]:
    """Side and kind; a rating of 0 has neither."""
    felt = [pain for pain in told if pain.level]
    yield "Side", _counted(pain.side.value if pain.side else UNKNOWN for pain in felt)
    yield "Kind", _counted(pain.quality.value if pain.quality else UNKNOWN for pain in felt)


def _counted(values: Iterable[str]) -> str | None:
    counts = Counter(values)
    order = sorted(counts, key=lambda value: (value == UNKNOWN, -counts[value]))
    return ", ".join(f"{value} {counts[value]}" for value in order) or None


def _onsets(runs: Sequence[RunTrend]) -> Iterator[tuple[str, Child]]:
    onsets = [one.course.onset_min for one in runs if one.course.onset_min is not None]
    rated = sum(bool(one.run.pain) for one in runs)
    if onsets:
        minutes = ", ".join(str(minute) for minute in onsets[-_MOST_ONSETS:])
        yield "Rose during a run", f"in {len(onsets)} of {rated} rated runs, in minute {minutes}"
    elif rated:
        yield "Rose during a run", f"in none of {rated} rated runs"


def _places(told: Sequence[Pain]) -> Iterator[tuple[str, Child]]:
    places = dict.fromkeys(pain.where for pain in reversed(told) if pain.level)
    for place in [place for place in places if place.strip()][:_MOST_PLACES]:
        yield "Where, in the runner's words", isolated(place)
