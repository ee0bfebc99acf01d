"""The runner's own cadence in lines: its trend, and the ladder that stands on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cadencecoach.app.views import Footing, FoundBaseline
from cadencecoach.core.diary.entries import BaselineSet, Way
from cadencecoach.core.plan.ladder import ENOUGH, RAISED_CEILING, Ladder
from cadencecoach.core.values.calendar import short
from cadencecoach.core.values.units import Spm
from cadencecoach.ui.ink import EMPTY, Ink, Line, Span, fitted, wrapped
from cadencecoach.ui.lines.run import digit_lines

_WAYS: Final = {
    Way.RUN: "a run without a beat",
    Way.TAPS: "tapped",
    Way.COUNT: "counted",
    Way.TYPED: "typed",
}
_LEVELS: Final = "▁▂▃▄▅▆▇█"


def trend_line(baselines: Sequence[BaselineSet], width: int) -> Line:
    """The last baselines, oldest first, as numbers and as bars of 1 spm each or more."""
    if len(baselines) < 2:
        return EMPTY
    last = [one.cadence_spm for one in baselines[-max(2, min(8, (width - 16) // 8)) :]]
    low, high = min(last), max(last)
    marks = "".join(_LEVELS[(one - low) * 7 // max(7, high - low)] for one in last)
    return (
        Span("trend  ", Ink.DIM),
        Span(" → ".join(map(str, last))),
        Span(f"   {marks}", Ink.YOU),
    )


def baseline_line(one: BaselineSet) -> Line:
    """A baseline with its date, its way and its conditions."""
    sure = "" if one.within_spm is None else f" ±{max(1.0, one.within_spm):.0f}"
    line: Line = (
        Span(f"{one.cadence_spm} steps a minute", Ink.YOU),
        Span(f"{sure}   {short(one.at.day)}   {_WAYS[one.way]}", Ink.DIM),
    )
    if one.speed_mps is not None:
        line = (*line, Span(f"   {one.speed_mps * 3.6:.1f} km/h", Ink.DIM))
    if one.surface:
        line = (*line, Span(f"   {one.surface}", Ink.DIM))
    if one.note:
        line = (*line, Span(f"   “{one.note}”", Ink.DIM))
    return line


def footing_lines(footing: Footing, width: int, height: int) -> list[Line]:
    """The newest baseline, the trend, and the ladder from the top down."""
    ladder = footing.ladder
    if not footing.baselines or ladder is None:
        return [
            *wrapped(
                "Your own easy cadence is not known yet. Every level stands on it: measure it once, "
                "and again every few weeks.",
                width,
                height,
            )
        ]
    lines: list[Line] = [fitted(baseline_line(footing.baselines[-1]), width)]
    trend = trend_line(footing.baselines, width)
    if trend:
        lines.append(fitted(trend, width))
    rungs = ladder_rungs(ladder, footing.unlocked)
    if len(lines) + len(rungs) + 2 <= height:
        lines.append(EMPTY)
    lines += [fitted(line, width) for line in rungs]
    return [*lines[: height - 1], fitted(limits_line(ladder), width)]


def ladder_rungs(ladder: Ladder, unlocked: int) -> list[Line]:
    """Each rung with its steps and its per cent, the highest first."""
    if ladder.needs_no_ramp:
        return [
            (
                Span(f"{ladder.baseline_spm}", Ink.TARGET),
                Span(f"   from {ENOUGH} on no ramp is needed: hold it, and mind the posture"),
            )
        ]
    return [_rung(ladder, rung, unlocked) for rung in range(ladder.top_rung, -1, -1)]


def _rung(ladder: Ladder, rung: int, unlocked: int) -> Line:
    target = ladder.target(rung)
    more = target - ladder.baseline_spm
    share = float(ladder.share(target)) * 100
    gain = f"+{more:<3} {share:+5.1f} %" if rung else " " * 12
    words = [] if rung else ["your own"]
    if rung == ladder.aim_rung and rung:
        words.append("the aim")
    if rung > unlocked:
        words.append("not unlocked")
    elif rung == unlocked:
        words.append("unlocked")
    return (
        Span(f"level {rung}  ", Ink.DIM),
        Span("━━" if rung <= unlocked else "──", Ink.TARGET if rung <= unlocked else Ink.RULE),
        Span(f"  {target}  ", Ink.TARGET if rung <= unlocked else Ink.DIM),
        Span(f"{gain}   ", Ink.PLAIN if rung <= unlocked else Ink.DIM),
        Span(", ".join(words), Ink.STRONG if rung == unlocked else Ink.DIM),
    )


def limits_line(ladder: Ladder) -> Line:
    """Aim, cap and ceiling: steps and per cent, never one for the other."""
    capped = Spm(int(ladder.baseline_spm * 1.1))
    parts = []
    if not ladder.needs_no_ramp:
        parts.append(f"aim {ladder.target(ladder.aim_rung)} (about +7.5 %)")
        parts.append(f"cap {capped} (+10 %)")
    parts.append(f"ceiling {ladder.ceiling_spm}")
    if ladder.ceiling_spm >= RAISED_CEILING:
        parts[-1] += ", raised by you"
    return (Span(" · ".join(parts), Ink.DIM),)


def found_lines(found: FoundBaseline, width: int, height: int) -> list[Line]:
    """A cadence in digits, and how it was found."""
    digits = digit_lines(
        "YOUR EASY CADENCE", str(found.cadence_spm), "steps a minute", Ink.YOU, width, height - 2
    )
    parts = [_WAYS[found.way]]
    if found.within_spm is not None:
        word = "spread" if found.way is Way.RUN else "sure to"
        parts.append(f"{word} ±{max(1.0, found.within_spm):.0f}")
    if found.measured is not None:
        parts.append(f"{found.measured.coverage_percent:.0f} % heard")
        if found.measured.speed_mps is not None:
            parts.append(f"{found.measured.speed_mps * 3.6:.1f} km/h")
    return [*digits, EMPTY, fitted((Span(", ".join(parts), Ink.DIM),), width)][:height]
