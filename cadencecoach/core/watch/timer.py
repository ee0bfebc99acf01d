"""When the timer of a watch ran: its own events, and gaps that nobody ran through."""

from __future__ import annotations

import statistics
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from operator import itemgetter
from typing import Final

from cadencecoach.core.watch.order import spacing_s
from cadencecoach.core.watch.records import Stretch, TimerTurn, WatchRecord

LEAST_PAUSE_S: Final = 10.0
"""A gap this short is no pause (product choice: watches miss seconds under trees)."""

_SPARSE_PAUSE_S: Final = 30.0
_SPARSE_FROM_S: Final = 2.0
"""The same of a watch that saves records (product choice: at an even pace it leaves out some 10 s)."""

HOLDS_S: Final = 3.0
"""Of a watch that records each second: older than that is silence (core/sensor/pod_habits)."""

HOLDS_SPARSE_S: Final = 60.0
"""Of one that saves records, while the timer runs (product choice: it writes when something changes)."""

_RAN_ON: Final = 0.5
"""Of the usual speed: a gap in which the distance grew by more was run through (product choice: between
standing and running)."""


def sparse(records: Sequence[WatchRecord]) -> bool:
    """Whether the watch leaves out records while nothing changes ("smart recording")."""
    return spacing_s(records) >= _SPARSE_FROM_S


def holds_s(records: Sequence[WatchRecord]) -> float:
    """How long a record holds where no other follows, while the timer runs."""
    return HOLDS_SPARSE_S if sparse(records) else HOLDS_S


def stretches(
    records: Sequence[WatchRecord], turns: Sequence[TimerTurn], speed_mps: float | None
) -> tuple[Stretch, ...]:
    """The stretches of a file in which its timer ran, in order.

    `records` are in order, at least one; `speed_mps` is the usual speed of the file, if it has one.
    """
    first_s, last_s = records[0].at_s, records[-1].at_s
    stopped = list(_stopped(turns, first_s, last_s, spacing_s(records)))
    pauses = sorted([*stopped, *_gaps(records, stopped, speed_mps)])
    found: list[Stretch] = []
    at_s = first_s
    for start_s, end_s in (*pauses, (last_s, last_s)):
        if start_s > at_s:
            found.append(Stretch(at_s, start_s))
        at_s = max(at_s, end_s)
    return tuple(found) or (Stretch(first_s, last_s),)


def running_s(found: Sequence[Stretch]) -> float:
    """The running time of all stretches."""
    return sum(one.length_s for one in found)


def usual_speed_mps(records: Sequence[WatchRecord]) -> float | None:
    """The median of the speeds in motion; None where none is known."""
    moving = [one.speed_mps for one in records if one.speed_mps]
    return statistics.median(moving) if moving else None


def _stopped(
    turns: Sequence[TimerTurn], first_s: float, last_s: float, space_s: float
) -> Iterator[tuple[float, float]]:
    """The pauses that the timer's own events tell, within the records."""
    since_s: float | None = None
    for turn in (*turns, TimerTurn(last_s, goes_on=True)):
        if not turn.goes_on:
            since_s = turn.at_s if since_s is None else since_s
        elif since_s is not None:
            start_s, end_s = max(since_s, first_s), min(turn.at_s, last_s)
            since_s = None
            # A new lap stops and starts within the same second.
            if end_s - start_s > space_s:
                yield start_s, end_s


def _gaps(
    records: Sequence[WatchRecord],
    stopped: Sequence[tuple[float, float]],
    speed_mps: float | None,
) -> Iterator[tuple[float, float]]:
    """The gaps between records that nothing explains but a pause that no event tells."""
    space_s = spacing_s(records)
    longest_s = (
        max(_SPARSE_PAUSE_S, 4 * space_s)
        if space_s >= _SPARSE_FROM_S
        else max(LEAST_PAUSE_S, 3 * space_s)
    )
    for before, after in pairwise(records):
        gap_s = after.at_s - before.at_s
        if gap_s <= longest_s:
            continue
        told_s = _overlap_s(stopped, before.at_s, after.at_s)
        if gap_s - told_s > longest_s and not _ran_on(before, after, gap_s - told_s, speed_mps):
            yield before.at_s, after.at_s


def _overlap_s(stopped: Sequence[tuple[float, float]], start_s: float, end_s: float) -> float:
    """How much of a stretch of time lies in pauses, which are in order and apart."""
    first = bisect_right(stopped, start_s, key=itemgetter(1))
    last = bisect_left(stopped, end_s, key=itemgetter(0))
    return sum(min(ended, end_s) - max(began, start_s) for began, ended in stopped[first:last])


def _ran_on(before: WatchRecord, after: WatchRecord, gap_s: float, speed_mps: float | None) -> bool:
    if before.distance_m is None or after.distance_m is None or speed_mps is None:
        return False
    return after.distance_m - before.distance_m > _RAN_ON * speed_mps * gap_s
