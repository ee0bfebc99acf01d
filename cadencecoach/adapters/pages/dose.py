"""How much was run with a beat and how it was held, week by week, for the programme's page."""

from __future__ import annotations

from collections.abc import Sequence

from cadencecoach.adapters.pages.charts import weeks_chart
from cadencecoach.adapters.pages.markup import Markup, element, table
from cadencecoach.adapters.pages.wording import number, week_name
from cadencecoach.core.trends.trends import WeekTrend
from cadencecoach.core.values.text import many


def dose_in_weeks(weeks: Sequence[WeekTrend]) -> Markup:
    """Minutes and the share in the band, drawn; and all that is measured of each week in a table."""
    says = (
        f"Minutes of running in {many(len(weeks), 'week')}, those with a beat within them, and the share "
        "of judged time on target. The table below has the numbers."
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
                "time on target; no dot: too little was heard.",
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
                "Own, a minute",
                "Target, a minute",
                "Ran at, a minute",
                "On target, %",
                "Click on, %",
                "Varies by, a minute",
            ),
            (
                [
                    week_name(week.number, week.first),
                    str(week.runs),
                    number(week.minutes),
                    number(week.beat_min),
                    number(week.km, 1),
                    number(week.baseline_spm),
                    "no beat" if week.top_spm is None else str(week.top_spm),
                    number(week.cadence_spm.mean),
                    number(week.in_band_percent.mean) if week.beat_min else "no beat",
                    number(week.click_percent.mean) if week.beat_min else "no beat",
                    number(week.variability_spm.mean, 1),
                ]
                for week in weeks
            ),
            newest=True,
        ),
    )
