"""What the body was asked for besides cadence: minutes, effort, ground, shoes, exercises, other sports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final

from cadencecoach.adapters.pages.markup import Markup, element, facts, isolated, table
from cadencecoach.adapters.pages.wording import UNKNOWN, week_name
from cadencecoach.core.diary.activities import activities_between, name_of
from cadencecoach.core.diary.diary import Diary, Run
from cadencecoach.core.diary.entries import Done, RoutineDone
from cadencecoach.core.diary.load import LONGEST_WITHIN_DAYS, longest_minutes, shoes, week_load
from cadencecoach.core.diary.pain import by
from cadencecoach.core.trends.pain_by import length, surface, target
from cadencecoach.core.trends.trends import RunTrend, Trends, WeekTrend
from cadencecoach.core.values.calendar import Day
from cadencecoach.core.values.text import many

_MOST_GROUPS: Final = 5
"""Surfaces, targets, lengths or sports that are told apart."""


def load_of(diary: Diary, found: Trends, weeks: Sequence[WeekTrend], today: Day) -> Markup:
    """The load now and so far, with pain after runs by what was run on, at, and how long.

    Exercises and other sports stand in a table, week by week.
    """
    runs = found.runs
    load = week_load(diary, today)
    longest = longest_minutes(diary, today)
    worn = [one for one in shoes(diary).values() if not one.retired]
    km = "" if load.km is None else f", {load.km:.1f} km known"
    others = f", other activity {load.other_minutes:.0f} min" if load.others else ""
    return element(
        "section",
        element("h2", "Load"),
        facts(
            (
                ("Last 7 days", f"{many(load.runs, 'run')}, {load.minutes:.0f} min{km}{others}"),
                (
                    f"Longest run in {LONGEST_WITHIN_DAYS} days",
                    None if longest is None else f"{longest:.0f} min",
                ),
                ("Effort, 0-10", _efforts(runs)),
                ("Pain after, by surface", _after(runs, surface)),
                ("Pain after, by target", _after(runs, target)),
                ("Pain after, by length", _after(runs, length)),
                ("Shoes", isolated(", ".join(f"{one.name} {one.km:.0f} km" for one in worn))),
                ("Also hurt, runs", isolated(_niggles(runs))),
            )
        ),
        table(
            "Exercises by week, whole or in part, and other activity",
            ("Week", "Exercises", "Other activity"),
            (
                [
                    week_name(week.number, week.first),
                    isolated(_exercises(diary, week)) or "none told",
                    _others(diary, week.first, week.last) or "none told",
                ]
                for week in weeks
            ),
            numbers=range(0),
            newest=True,
        )
        if weeks
        else None,
    )


def _exercises(diary: Diary, week: WeekTrend) -> str:
    done = Counter(
        entry.routine.replace("-", " ")
        for entry in diary.of(RoutineDone)
        if entry.how is not Done.SKIPPED and week.first <= entry.at.day <= week.last
    )
    return ", ".join(f"{name} {count}x" for name, count in done.most_common())


def _niggles(runs: Sequence[RunTrend]) -> str:
    """What else hurt, in the runner's words, the most often first."""
    told = Counter(one.run.note.niggle.strip() for one in runs)
    del told[""]
    return ", ".join(f"{what} {count}x" for what, count in told.most_common(_MOST_GROUPS))


def _after(runs: Sequence[RunTrend], group: Callable[[Run], str]) -> Markup:
    """Means and of how many runs, the most first."""
    means = by((group(one.run), one.after) for one in runs)
    most = sorted(means.items(), key=lambda item: -item[1][1])[:_MOST_GROUPS]
    return isolated(
        ", ".join(f"{name or UNKNOWN} {mean:.1f} ({count})" for name, (mean, count) in most)
    )


def _efforts(runs: Sequence[RunTrend]) -> str | None:
    told = [one.run.note.effort for one in runs if one.run.note.effort is not None]
    return f"mean {sum(told) / len(told):.1f} of {many(len(told), 'run')}" if told else None


def _others(diary: Diary, since: Day, today: Day) -> Markup:
    """How often and how long in all, the most first."""
    minutes: dict[str, list[float]] = {}
    for one in activities_between(diary, since, today):
        minutes.setdefault(name_of(one), []).append(one.minutes)
    most = sorted(minutes.items(), key=lambda item: -sum(item[1]))[:_MOST_GROUPS]
    return isolated(", ".join(f"{name} {len(each)}x, {sum(each):.0f} min" for name, each in most))
