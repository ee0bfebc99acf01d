"""How one run went, minute by minute and target by target: its chart, and the tables behind it."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from typing import Final

from cadencecoach.adapters.pages.charts import cadence_chart
from cadencecoach.adapters.pages.markup import Child, Markup, element, folded, table
from cadencecoach.adapters.pages.wording import UNKNOWN, kmh, percent, spm
from cadencecoach.core.outcome.speed import mean_speed
from cadencecoach.core.outcome.summary import Summary
from cadencecoach.core.run.view import ChartPoint
from cadencecoach.core.sensor.adherence import Tally
from cadencecoach.core.values.units import clock

_MINUTE: Final = 60
"""Points of a chart; it has one a second."""


def course_of_run(summary: Summary, speeds: Sequence[float | None]) -> Markup:
    """Cadence against the target, speed where it was measured, and both minute by minute."""
    heading = element("h2", "Cadence and speed" if speeds else "Cadence")
    if not summary.chart:
        return element("section", heading, element("p", "The session was shorter than a second."))
    says = (
        f"Cadence over {clock(summary.running)} of running: mean {spm(summary.cadence_spm)}, "
        f"{percent(summary.total.percent_in_band)} on target. "
        + (f"Below it speed, mean {kmh(mean_speed(speeds))}. " if speeds else "")
        + "The table below has the numbers."
    )
    return element(
        "section",
        heading,
        element(
            "figure",
            cadence_chart(summary, speeds, says),
            element(
                "figcaption",
                "Line: cadence, mean of 10 s; where it breaks off, nothing was heard. Dashed: the "
                "target. Shaded: its band. Triangles: cues, hollow where the runner answered no."
                + (" Below: speed." if speeds else ""),
            ),
        ),
        folded(
            "The chart as a table, minute by minute",
            table(
                "Minute by minute",
                (
                    "Minute",
                    "Target",
                    "Cadence",
                    "On target",
                    "Heard",
                    *(("Speed",) if speeds else ()),
                ),
                _minutes(summary.chart, speeds),
            ),
        ),
    )


def _minutes(chart: Sequence[ChartPoint], speeds: Sequence[float | None]) -> Iterator[list[Child]]:
    for minute, first in enumerate(range(0, len(chart), _MINUTE), 1):
        seconds = chart[first : first + _MINUTE]
        targets = sorted({one.target_spm for one in seconds if one.target_spm is not None})
        heard = [one for one in seconds if one.cadence_spm is not None]
        mean = statistics.fmean(one.cadence_spm or 0.0 for one in heard) if heard else None
        judged = [_in_band(one) for one in heard if one.target_spm is not None]
        row: list[Child] = [
            str(minute),
            " to ".join(str(target) for target in targets) or "none",
            UNKNOWN if mean is None else f"{mean:.0f}",
            percent(100 * sum(judged) / len(judged) if judged else None),
            f"{len(heard)} of {len(seconds)} s",
        ]
        yield [*row, kmh(mean_speed(speeds[first : first + _MINUTE]))] if speeds else row


def _in_band(point: ChartPoint) -> bool:
    low, cadence, high = point.low_spm, point.cadence_spm, point.high_spm
    return low is not None and cadence is not None and high is not None and low <= cadence <= high


def held_in_run(summary: Summary) -> Markup:
    """How the beat was held by target and by third; nothing without a beat."""
    if not summary.rungs:
        return Markup()
    parts = [
        (f"{rung.target_spm} steps a minute", f"{clock(rung.running_start)} to {clock(rung.running_end)}",
         spm(rung.cadence_spm), rung.tally)
        for rung in summary.rungs
    ]  # fmt: skip
    names = ("First third", "Second third", "Last third")
    parts += [
        (name, "of the beat", "", third) for name, third in zip(names, summary.thirds, strict=True)
    ]
    return element(
        "section",
        element("h2", "How the beat was held"),
        table(
            "By target and by third; the first minute at a target is not judged",
            ("Target", "When", "Cadence", "On target", "Over", "Under", "Heard"),
            ([name, when, cadence, *_tally(tally)] for name, when, cadence, tally in parts),
            numbers=range(2, 7),
        ),
    )


def _tally(tally: Tally) -> list[str]:
    if not tally.judged_s:
        return ["not judged", "", "", percent(tally.coverage_percent)]
    shares = (
        tally.percent_in_band,
        tally.percent_over,
        tally.percent_under,
        tally.coverage_percent,
    )
    return [percent(share) for share in shares]
