"""The runner's own trial on the page of the weeks: its weeks, what they came to, and how little that is."""

from __future__ import annotations

from cadencecoach.adapters.pages.markup import Markup, element, folded, table
from cadencecoach.adapters.pages.wording import week_name
from cadencecoach.core.diary.diary import Diary
from cadencecoach.core.diary.own_trial import own_trial
from cadencecoach.core.trends.trial_sentences import (
    ONE_LOG,
    drawn_before,
    trial_sentence,
    week_cells,
)
from cadencecoach.core.values.calendar import Day


def trial_in_weeks(diary: Diary, today: Day) -> Markup:
    """The newest trial; nothing without one."""
    trial = own_trial(diary, today)
    if trial is None:
        return Markup()
    before = drawn_before(trial)
    return element(
        "section",
        element("h2", "The runner's own trial of the beat"),
        element("p", trial_sentence(trial)),
        element("p", before) if before else None,
        folded(
            "Its weeks",
            table(
                "By week, in an order drawn by lot: how it was run, the mornings after runs that were "
                "rated, and their mean pain",
                ("Week", "Run", "Mornings", "Pain"),
                ([week_name(week.number, week.first), *week_cells(week)] for week in trial.weeks),
                numbers=range(2, 4),
            ),
        ),
        element("p", ONE_LOG, class_="quiet"),
    )
