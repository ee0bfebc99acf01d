"""What the weeks of a programme came to, in sentences, once they are over."""

from __future__ import annotations

from collections.abc import Iterator

from cadencecoach.core.trends.sentences import against_words
from cadencecoach.core.trends.trends import Trends, WeekTrend
from cadencecoach.core.values.text import many
from cadencecoach.core.values.units import clock, frames

NOT_SHOWN = (
    "This is one person's log: it does not show what made the difference. Backs get better and "
    "worse by themselves, too."
)


def ending_words(found: Trends, of_weeks: int) -> tuple[str, ...]:
    """Pain and cadence then and now, and what was done; of as many weeks as were planned."""
    weeks = found.weeks[:of_weeks]
    if not weeks:
        return ("Nothing was recorded in these weeks.",)
    return (against_words(weeks[-1]), *_cadence(weeks), _done(weeks), NOT_SHOWN)


def _cadence(weeks: tuple[WeekTrend, ...]) -> Iterator[str]:
    then, now = weeks[0].cadence_spm.mean, weeks[-1].cadence_spm.mean
    if then is not None and now is not None and len(weeks) > 1:
        yield (
            f"Cadence: {then:.0f} steps a minute in week 1, {now:.0f} in week {weeks[-1].number}."
        )
    else:
        yield "Cadence: too little was measured to hold the weeks against each other."


def _done(weeks: tuple[WeekTrend, ...]) -> str:
    runs = sum(week.runs for week in weeks)
    minutes = clock(frames(sum(week.minutes for week in weeks) * 60))
    tops = [week.top_spm for week in weeks if week.top_spm is not None]
    beat = f", the quickest beat {max(tops)}" if tops else ""
    return f"Done: {many(runs, 'run')}, {minutes} in all{beat}."
