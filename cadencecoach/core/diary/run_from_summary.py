"""A stored session's outcome as the programme's Run: which rung it was on, and how it was held."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from cadencecoach.core.diary.diary import Run, RunFigures, RunNote
from cadencecoach.core.diary.pain import Pain, Quality, Side
from cadencecoach.core.values.calendar import Moment

LEAST_S: Final = 180
"""A target held for less was only touched: rungs are held 3 to 5 minutes (choice:
held for three minutes)."""


def run_of(
    session: str,
    at: Moment,
    title: str,
    outcome: Mapping[str, Any],
    note: RunNote,
    distance_m: float | None,
    *,
    stopped: bool,
) -> Run:
    """The run of a session from the fields of its document; `stopped` is whether pain ended it.

    Raises KeyError, TypeError or ValueError where the document is none of ours.
    """
    adherence = outcome["adherence"]
    top = _top(outcome["rungs"])
    rungs = [rung for rung in outcome["rungs"] if rung["target_spm"] == top]
    return Run(
        session,
        at,
        float(outcome["duration_s"]) / 60,
        title,
        float(outcome["elapsed_s"]),
        top,
        _weighted(rungs, "in_band_percent", "judged_s"),
        _weighted(rungs, "judged_coverage_percent", None),
        outcome["cadence_spm"],
        tuple((float(pain["running_s"]), int(pain["level"])) for pain in outcome["pain"]),
        distance_m,
        note,
        stopped,
        RunFigures(
            sum(map(_length_s, outcome["rungs"])) / 60,
            float(adherence["judged_s"]),
            adherence["in_band_percent"],
            adherence["judged_coverage_percent"],
            outcome["click_percent"],
            outcome["variability_spm"],
        ),
        tuple(filter(_says_more, map(_pain, outcome["pain"]))),
    )


def _pain(pain: Mapping[str, Any]) -> Pain:
    side = pain.get("side")
    return Pain(
        int(pain["level"]),
        None if side is None else Side(side),
        Quality.SHARP if pain.get("sharp") else None,
        limping=bool(pain.get("limping")),
    )


def _says_more(pain: Pain) -> bool:
    return pain != Pain(pain.level)


def _length_s(rung: Mapping[str, Any]) -> float:
    return float(rung["running_end_s"]) - float(rung["running_start_s"])


def _top(rungs: Sequence[Mapping[str, Any]]) -> int | None:
    """The highest target that was run for long enough; the longest one where none was."""
    lengths: dict[int, float] = {}
    for rung in rungs:
        target = int(rung["target_spm"])
        lengths[target] = lengths.get(target, 0.0) + _length_s(rung)
    held = [target for target, length_s in lengths.items() if length_s >= LEAST_S]
    if held:
        return max(held)
    return max(lengths, key=lambda target: lengths[target], default=None)


def _weighted(rungs: Sequence[Mapping[str, Any]], percent: str, weight: str | None) -> float | None:
    """The mean of a percentage over stretches, each as heavy as it is long; None where unknown."""
    known = [
        (float(rung[percent]), _length_s(rung) if weight is None else float(rung[weight]))
        for rung in rungs
        if rung[percent] is not None
    ]
    whole = sum(heavy for _, heavy in known)
    return sum(share * heavy for share, heavy in known) / whole if whole else None
