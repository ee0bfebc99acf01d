"""The trends as the JSON document others read; docs/format.md describes every field."""

from __future__ import annotations

from typing import Any, Final

from cadencecoach.core.diary.pain import Comparison
from cadencecoach.core.trends.cue_effects import CueEffect
from cadencecoach.core.trends.trends import Known, RunTrend, Trends, WeekTrend
from cadencecoach.core.values.calendar import iso, iso_moment
from cadencecoach.core.values.figures import figure, whole_number

SCHEMA: Final = 1
"""Goes up when a field goes or changes its meaning."""


def trends_document(found: Trends) -> dict[str, Any]:
    """All that can be said so far."""
    return {
        "schema": SCHEMA,
        "since": iso(found.since),
        "programme": found.programme,
        "weeks": [_week(week) for week in found.weeks],
        "days": [{"day": iso(day), "pain": found.levels[day]} for day in sorted(found.levels)],
        "runs": [_run(one) for one in found.runs],
        "baselines": [
            {
                "at": iso_moment(one.at),
                "cadence_spm": one.cadence_spm,
                "way": one.way.value,
                "session": one.session,
            }
            for one in found.baselines
        ],
        "cues": [_cue(cue) for cue in found.cues],
        "missing": list(found.missing),
        "left_out": found.left_out,
    }


def _week(week: WeekTrend) -> dict[str, Any]:
    return {
        "week": week.number,
        "first": iso(week.first),
        "last": iso(week.last),
        "runs": week.runs,
        "running_s": whole_number(week.minutes * 60),
        "beat_s": whole_number(week.beat_min * 60),
        "distance_m": None if week.km is None else whole_number(week.km * 1000),
        "baseline_spm": week.baseline_spm,
        "top_spm": week.top_spm,
        "cadence_spm": _known(week.cadence_spm),
        "in_band_percent": _known(week.in_band_percent),
        "click_percent": _known(week.click_percent),
        "variability_spm": _known(week.variability_spm),
        "pain_before": _known(week.pain_before),
        "pain_after": _known(week.pain_after),
        "pain_morning": _known(week.pain_morning),
        "pain": _known(week.pain),
        "against_first": None if week.against_first is None else _against(week.against_first),
    }


def _known(mean: Known) -> dict[str, Any]:
    return {"mean": figure(mean.mean), "known": mean.known, "of": mean.of}


def _against(comparison: Comparison) -> dict[str, Any]:
    return {
        "change": comparison.change.value,
        "first": figure(comparison.before),
        "now": figure(comparison.after),
        "words": comparison.words,
    }


def _run(one: RunTrend) -> dict[str, Any]:
    return {
        "session": one.run.session,
        "day": iso(one.run.day),
        "pain_before": one.before,
        "pain_after": one.after,
        "pain_morning": one.morning,
        "onset_min": one.course.onset_min,
    }


def _cue(cue: CueEffect) -> dict[str, Any]:
    return {
        "id": cue.name,
        "text": cue.text,
        "spoken": cue.spoken,
        "measured": cue.measured,
        "runs": cue.runs,
        "yes": cue.yes,
        "no": cue.no,
        "mean_spm": figure(cue.mean_spm),
        "low_spm": figure(cue.low_spm),
        "high_spm": figure(cue.high_spm),
        "says": cue.says.name.lower(),
        "missing": cue.missing,
    }
