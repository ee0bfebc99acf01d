"""A session's summary as the programme's Run: which rung it was on, and how it was held."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from cadencecoach.core.diary.diary import Run, RunFigures, RunNote
from cadencecoach.core.diary.pain import WORST, Pain, Quality, Side
from cadencecoach.core.outcome.summary import PainLevel, RungOutcome, Summary
from cadencecoach.core.values.calendar import Moment
from cadencecoach.core.values.units import SAMPLE_RATE, Frames, Spm

LEAST_S: Final = 180
"""A target held for less was only touched: rungs are held 3 to 5 minutes (choice:
held for three minutes)."""

_SIDES: Final = {side.value: side for side in Side}


@dataclass(frozen=True, slots=True)
class MeasuredRun:
    """What the log alone says of a run; the record of it is kept beside the log."""

    minutes: float
    elapsed_s: float
    top_spm: Spm | None
    in_band_percent: float | None
    coverage_percent: float | None
    cadence_spm: float | None
    pain: tuple[tuple[float, int], ...]
    felt: tuple[Pain, ...]
    marked: bool
    figures: RunFigures
    of_min: float | None = None
    """What its plan had; None in a record of before."""

    def run(
        self,
        session: str,
        at: Moment,
        title: str,
        note: RunNote,
        distance_m: float | None,
        *,
        stopped: bool,
    ) -> Run:
        """With what is known beside the log; `stopped` is whether pain ended it."""
        return Run(
            session,
            at,
            self.minutes,
            title,
            self.elapsed_s,
            self.top_spm,
            self.in_band_percent,
            self.coverage_percent,
            self.cadence_spm,
            self.pain,
            distance_m,
            note,
            stopped,
            self.figures,
            self.felt,
            self.marked,
            self.of_min,
        )


def measured_run(summary: Summary, length: Frames) -> MeasuredRun:
    """What a summary says of a run, whose plan had this running time."""
    top = _top(summary.rungs)
    rungs = [rung for rung in summary.rungs if rung.target_spm == top]
    total = summary.total
    return MeasuredRun(
        _s(summary.running) / 60,
        _s(summary.elapsed),
        top,
        _weighted(rungs, lambda rung: rung.tally.percent_in_band, lambda rung: rung.tally.judged_s),
        _weighted(rungs, lambda rung: rung.tally.coverage_percent, _length_s),
        _finite(summary.cadence_spm),
        tuple((_s(one.running), one.level) for one in summary.pain),
        tuple(filter(_says_more, map(_pain, filter(_is_rating, summary.pain)))),
        summary.marked,
        RunFigures(
            sum(map(_length_s, summary.rungs)) / 60,
            float(total.judged_s),
            total.percent_in_band,
            total.coverage_percent,
            summary.click_percent,
            _finite(summary.variability_spm),
        ),
        _s(length) / 60,
    )


def _is_rating(one: PainLevel) -> bool:
    return 0 <= one.level <= WORST  # a log may be anybody's


def _says_more(pain: Pain) -> bool:
    return pain != Pain(pain.level)


def _pain(one: PainLevel) -> Pain:
    quality = Quality.SHARP if one.sharp else None
    return Pain(one.level, _SIDES.get(one.side), quality, limping=one.limping)


def _s(length: int) -> float:
    return length / SAMPLE_RATE


def _length_s(rung: RungOutcome) -> float:
    return _s(rung.running_end - rung.running_start)


def _finite(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else value


def _top(rungs: Sequence[RungOutcome]) -> Spm | None:
    """The highest target that was run for long enough; the longest one where none was."""
    lengths: dict[Spm, float] = {}
    for rung in rungs:
        lengths[rung.target_spm] = lengths.get(rung.target_spm, 0.0) + _length_s(rung)
    held = [target for target, length_s in lengths.items() if length_s >= LEAST_S]
    if held:
        return max(held)
    return max(lengths, key=lambda target: lengths[target], default=None)


def _weighted(
    rungs: Sequence[RungOutcome],
    percent: Callable[[RungOutcome], float | None],
    weight: Callable[[RungOutcome], float],
) -> float | None:
    """The mean of a percentage over stretches, each by its weight; None where unknown."""
    known = [(share, weight(rung)) for rung in rungs if (share := percent(rung)) is not None]
    whole = sum(heavy for _, heavy in known)
    return sum(share * heavy for share, heavy in known) / whole if whole else None
