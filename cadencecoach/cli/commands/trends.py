"""`trends`: week against week and which cue helps, as text or one document; and where they come from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cadencecoach.app.diary.logbook import open_logbook
from cadencecoach.app.home import Home
from cadencecoach.app.review.trends import trends_of
from cadencecoach.cli.json_line import print_json
from cadencecoach.cli.options import AsJson
from cadencecoach.cli.text.tables import NOTHING, number, percent, table_lines
from cadencecoach.core.trends.cue_effects import CueEffect, Says
from cadencecoach.core.trends.document import trends_document
from cadencecoach.core.trends.sentences import (
    NOT_CAUSED,
    RULE,
    change_words,
    left_out_words,
    verdict_words,
)
from cadencecoach.core.trends.trends import Known, Trends, WeekTrend
from cadencecoach.core.values.calendar import short
from cadencecoach.core.values.text import cut, plain

_MOST_WEEKS: Final = 12
"""In text; the document has them all."""

_CUE_CELLS: Final = 34


def trends(*, as_json: AsJson = False) -> None:
    """Say how the weeks compare: dose, cadence, pain, and which cue helps."""
    with open_logbook(Home.here()) as book:
        found = trends_of(book)
    if as_json:
        print_json(trends_document(found))
    else:
        print("\n".join(trends_lines(found)))


def trends_lines(found: Trends) -> list[str]:
    """The trends as lines of text."""
    if not found.weeks:
        return [
            f"{verdict_words(found)} The first run, or rating, shows here.",
            *_left_out(found.left_out),
        ]
    weeks = (
        found.weeks
        if len(found.weeks) <= _MOST_WEEKS
        else (found.weeks[0], *found.weeks[1 - _MOST_WEEKS :])
    )
    lines = [verdict_words(found), RULE, "", *_dose(weeks), "", *_pain(weeks)]
    if found.cues:
        lines += ["", *_cues(found.cues), NOT_CAUSED]
    if found.missing:
        lines += ["", *(plain(line) for line in found.missing)]
    return [*lines, *_left_out(found.left_out)]


def _left_out(count: int) -> list[str]:
    return [left_out_words(count)] if count else []


def _dose(weeks: Sequence[WeekTrend]) -> list[str]:
    rows: list[tuple[str, ...]] = [
        (
            "week",
            "from",
            "runs",
            "min",
            "beat",
            "km",
            "own",
            "target",
            "ran at",
            "on target",
            "click",
            "varies",
        )
    ]
    rows += [
        (
            str(week.number),
            short(week.first),
            str(week.runs),
            f"{week.minutes:.0f}",
            f"{week.beat_min:.0f}",
            number(week.km, 1),
            number(week.baseline_spm),
            number(week.top_spm),
            number(week.cadence_spm.mean),
            percent(week.in_band_percent.mean),
            percent(week.click_percent.mean),
            number(week.variability_spm.mean, 1),
        )
        for week in weeks
    ]
    return table_lines(rows, right=(0, *range(2, 12)))


def _pain(weeks: Sequence[WeekTrend]) -> list[str]:
    rows: list[tuple[str, ...]] = [
        ("week", "pain before", "after", "next morning", "rated days", "against week 1")
    ]
    rows += [
        (
            str(week.number),
            *(
                _known(mean)
                for mean in (week.pain_before, week.pain_after, week.pain_morning, week.pain)
            ),
            "" if week.against_first is None else week.against_first.change.value,
        )
        for week in weeks
    ]
    return table_lines(rows, right=range(5))


def _cues(cues: Sequence[CueEffect]) -> list[str]:
    rows: list[tuple[str, ...]] = [("", "cue", "said", "yes/no", "a minute after it", "")]
    rows += [
        (
            NOTHING if cue.says is Says.TOO_FEW else str(place),
            cut(plain(cue.text or cue.name), _CUE_CELLS),
            str(cue.spoken),
            f"{cue.yes}/{cue.no}" if cue.yes + cue.no else "",
            change_words(cue),
            cue.says.value + (f": {cue.missing}" if cue.missing else ""),
        )
        for place, cue in enumerate(cues, 1)
    ]
    return table_lines(rows, right=(0, 2, 3))


def _known(mean: Known) -> str:
    return NOTHING if mean.mean is None else f"{mean.mean:.1f} ({mean.known} of {mean.of})"
