"""Footpods in lines: a row for each, and what the chosen one sends right now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cadencecoach.app.views import PodLive, PodRow
from cadencecoach.core.events import LinkState
from cadencecoach.core.sensor.gait import Gait
from cadencecoach.core.sensor.live import Freshness
from cadencecoach.core.sensor.step_convention import Convention
from cadencecoach.errors import CadencecoachError
from cadencecoach.ui.ink import EMPTY, Ink, Line, Span, cells, fitted, wrapped
from cadencecoach.ui.lines.run import bar, digit_lines

LOW_BATTERY_PERCENT: Final = 15
"""Below this the battery is said to be low, as on the run screen."""

_BARS_DBM: Final = (-90, -75, -60)
"""A pod held close to the computer reads above the last one."""

_LEVELS: Final = "▁▂▃▄▅▆▇█"


def signal_line(rssi_dbm: int | None, *, on_air: bool) -> Line:
    """Strength for the eye and as a number."""
    if not on_air:
        return (Span("off the air", Ink.DIM),)
    if rssi_dbm is None:
        return (Span("on the air", Ink.DIM),)
    strength = sum(rssi_dbm >= limit for limit in _BARS_DBM)
    return (
        Span("▂▄▆"[:strength], Ink.GOOD),
        Span("···"[strength:], Ink.RULE),
        Span(f" {rssi_dbm:>4} dBm", Ink.DIM),
    )


def counts_words(convention: Convention) -> str:
    """What a pod counts, in a few words."""
    return {
        Convention.AUTO: "auto",
        Convention.STEPS: "steps",
        Convention.STRIDES: "strides",
    }[convention]


def pod_row(row: PodRow, width: int, *, next_run: bool) -> Line:
    """A pod in a line: name, signal, battery, place, known or new, and whether the run takes it."""
    parts: list[tuple[Line, int]] = [
        (signal_line(row.rssi_dbm, on_air=row.on_air), 12),
        (_battery(row.battery_percent), 8),
        ((Span(row.location, Ink.DIM),), 11),
        (
            (
                Span("yours", Ink.GOOD),
                Span(f", {counts_words(row.convention)}", Ink.DIM),
            )
            if row.known
            else (Span("new", Ink.STRONG),),
            14,
        ),
    ]
    return _columns(row.name, parts, width, next_run=next_run)


def source_row(name: str, about: str, width: int, *, next_run: bool) -> Line:
    """Something else a run can listen to."""
    return _columns(name, [((Span(about, Ink.DIM),), len(about))], width, next_run=next_run)


def _columns(name: str, parts: Sequence[tuple[Line, int]], width: int, *, next_run: bool) -> Line:
    """Columns from the left, as many as fit."""
    room = 19 if width >= 70 else 14
    mark: Line = (Span("● " if next_run else "  ", Ink.TARGET),)
    title = fitted((Span(name, Ink.STRONG),), room)
    line: Line = (*mark, *title, Span(" " * (room - cells(title))))
    for part, wide in parts:
        if cells(line) + 2 + min(cells(part), wide) > width:
            break
        cut = fitted(part, wide)
        gap = min(wide - cells(cut), width - cells(line) - 2 - cells(cut))
        line = (*line, Span("  "), *cut, Span(" " * gap))
    return line


def _battery(percent: int | None) -> Line:
    if percent is None:
        return EMPTY
    low = percent <= LOW_BATTERY_PERCENT
    return (Span(f"{percent} %{' low' if low else ''}", Ink.WARN if low else Ink.PLAIN),)


def air_lines(
    seen: tuple[PodLive | None, CadencecoachError | None], width: int, height: int
) -> list[Line]:
    """What the watched source sends; else what is wrong with the air, or how to watch one."""
    live, fault = seen
    if live is not None:
        return live_lines(live, width, height)
    if fault is not None:
        first = wrapped(fault.message, max(1, width - 2), max(1, height // 2))
        rest = wrapped(fault.in_app, max(1, width - 2), height - len(first), Ink.DIM)
        return [
            *((Span("✘ ", Ink.ALARM), *line) for line in first),
            *((Span("  "), *line) for line in rest),
        ][:height]
    return [
        fitted((Span("space", Ink.TARGET), Span(" connects to the chosen one:", Ink.DIM)), width),
        fitted((Span("shake yours, and see whether its number moves", Ink.DIM),), width),
    ][:height]


def live_lines(seen: PodLive, width: int, height: int) -> list[Line]:
    """Cadence in digits, how it moves, and what it counts."""
    beside: list[Line] = [
        _state(seen),
        _sent(seen, max(8, width - 40)),
        (Span(seen.live.why, Ink.DIM),),
        _beat(seen, max(4, width - 44)),
    ]
    spm = seen.live.instant_spm if seen.live.state is Freshness.FRESH else None
    number = "---" if spm is None else f"{spm:.0f}"
    ink = Ink.DIM if spm is None else Ink.YOU
    if height < 5 or width < 48:
        first: Line = (Span(f"{number} ", ink), Span("a minute  ", Ink.DIM), *beside[0])
        return [fitted(line, width) for line in (first, *beside[1:])][:height]
    box = 22 if width >= 70 else 16
    gait = "" if seen.live.gait is Gait.UNKNOWN else f", {seen.live.gait.value}"
    digits = digit_lines(f"STEPS A MINUTE{gait}", number, "", ink, box, height)
    lines: list[Line] = []
    for y in range(height):
        left = digits[y] if y < len(digits) else EMPTY
        right = beside[y - 1] if 1 <= y <= len(beside) else EMPTY
        gap = Span(" " * max(0, box + 2 - cells(left)))
        lines.append(fitted((*left, gap, *right), width))
    return lines


def _state(seen: PodLive) -> Line:
    ink = Ink.GOOD if seen.state is LinkState.CONNECTED else Ink.WARN
    detail = f"  {seen.detail}" if seen.detail else ""
    return (
        Span(seen.name, Ink.STRONG),
        Span(f"  {seen.state.value}", ink),
        Span(detail, Ink.DIM),
    )


def _sent(seen: PodLive, width: int) -> Line:
    if seen.raw_per_min is None:
        return (Span("nothing sent yet: take a few steps, or shake it", Ink.DIM),)
    recent = seen.sent[-max(4, width - 4) :]
    low, high = min(recent), max(recent)
    marks = "".join(
        _LEVELS[(value - low) * (len(_LEVELS) - 1) // max(8, high - low)] for value in recent
    )
    moves = "  it moves" if high - low >= 8 else ""
    return (
        Span("sends ", Ink.DIM),
        Span(f"{seen.raw_per_min} a minute  ", Ink.STRONG),
        Span(marks, Ink.YOU),
        Span(moves, Ink.GOOD),
    )


def _beat(seen: PodLive, width: int) -> Line:
    if seen.beat_spm is None:
        return EMPTY
    return (
        Span(f"run with the beat, {seen.beat_spm}  ", Ink.TARGET),
        *bar(1 - seen.beat_left_s / 20, min(20, width)),
        Span(f"  {seen.beat_left_s} s", Ink.STRONG),
    )
