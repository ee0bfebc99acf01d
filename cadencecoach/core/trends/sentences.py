"""What the trends say, in words; one place, so that screen, page and command agree."""

from __future__ import annotations

from typing import Final

from cadencecoach.core.diary.pain import ENOUGH_DAYS, MEANINGFUL_POINTS, MEANINGFUL_SHARE, Change
from cadencecoach.core.trends.cue_effects import CueEffect
from cadencecoach.core.trends.trends import Trends, WeekTrend

RULE: Final = (
    f"A change is {MEANINGFUL_POINTS:.0f} points or {MEANINGFUL_SHARE * 100:.0f} %, in the mean of "
    f"at least {ENOUGH_DAYS} rated days a week."
)

NOT_CAUSED: Final = "What followed a cue need not have been caused by it."


def verdict_words(found: Trends) -> str:
    """The last whole week against the first, as a sentence; what is missing for a verdict.

    A week of two days is not held against one of seven.
    """
    if not found.weeks:
        return "Nothing was recorded yet."
    if len(found.weeks) > 1 and len(found.whole_weeks) == 1:
        return "Pain: week 1 is the only whole week so far; later weeks are compared with it."
    return against_words((found.whole_weeks or found.weeks)[-1])


def against_words(week: WeekTrend) -> str:
    """One week against the first, as a sentence."""
    verdict = week.against_first
    if verdict is None:
        return "Pain: this is week 1, which later weeks are compared with."
    head = f"Pain, week {week.number} against week 1"
    if verdict.change is Change.UNKNOWN:
        return f"{head}: no verdict, {verdict.words}."
    return f"{head}: {verdict.words}."


def change_words(cue: CueEffect) -> str:
    """The change of cadence that followed a cue, in spm, with its interval where there is one."""
    if cue.mean_spm is None:
        return ""
    if cue.low_spm is None or cue.high_spm is None:
        return f"{cue.mean_spm:+.1f}"
    return f"{cue.mean_spm:+.1f} ({cue.low_spm:+.1f} to {cue.high_spm:+.1f})"


def left_out_words(count: int) -> str:
    """How many sessions are not counted since nobody ran them."""
    if not count:
        return "Only runs of the runner are counted."
    what = "session that nobody ran is" if count == 1 else "sessions that nobody ran are"
    return f"Only runs of the runner are counted: {count} {what} left out."
