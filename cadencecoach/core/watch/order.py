"""Records put in order: one a second, each later than the one before, on one clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from math import floor
from typing import Final

from cadencecoach.core.watch.records import NoRun, TimerTurn, WatchRecord

LEAPS_S: Final = 6 * 3600.0
"""A clock that goes on by more at once was set anew: nobody pauses a run for so long
(product choice: a day trip has shorter rests)."""


def in_order(
    records: Sequence[WatchRecord], turns: Sequence[TimerTurn]
) -> tuple[tuple[WatchRecord, ...], tuple[TimerTurn, ...], int]:
    """Records and timer on one clock, and how many records out of line were left out.

    One record off the line of its neighbours is left out. Where the clock was set anew once, what
    is before it moves to the new clock. Records of one second are one. Raises NoRun.
    """
    kept, left_out = _in_line(records)
    leaps = [
        index
        for index, (earlier, later) in enumerate(pairwise(kept), start=1)
        if not 0 <= later.at_s - earlier.at_s <= LEAPS_S
    ]
    if len(leaps) > 1:
        raise NoRun(f"its clock goes back or leaps {len(leaps)} times")
    step_s = spacing_s(kept)
    for leap in leaps:
        # The clock is set right on the way, by the satellites: the later one is right.
        old_s = kept[leap - 1].at_s
        shift_s = kept[leap].at_s - old_s - step_s
        kept = [
            *(replace(one, at_s=one.at_s + shift_s) for one in kept[:leap]),
            *kept[leap:],
        ]
        first_s = kept[0].at_s - shift_s
        turns = [
            replace(turn, at_s=turn.at_s + shift_s) if first_s <= turn.at_s <= old_s else turn
            for turn in turns
        ]
    return _one_a_second(kept), tuple(sorted(turns, key=lambda turn: turn.at_s)), left_out


def spacing_s(records: Sequence[WatchRecord]) -> float:
    """The usual time from one record to the next, at least 1 s: watches save by leaving some out."""
    gaps = sorted(later.at_s - earlier.at_s for earlier, later in pairwise(records))
    return max(1.0, gaps[len(gaps) // 2]) if gaps else 1.0


def _in_line(records: Sequence[WatchRecord]) -> tuple[list[WatchRecord], int]:
    """The records without single ones whose time stands out from both neighbours."""
    kept: list[WatchRecord] = []
    for index, one in enumerate(records):
        before = kept[-1] if kept else None
        after = records[index + 1 : index + 3]
        if not _stands_out(before, one, after):
            kept.append(one)
    return kept, len(records) - len(kept)


def _stands_out(before: WatchRecord | None, one: WatchRecord, after: Sequence[WatchRecord]) -> bool:
    """Whether a record is off the line of the one before it and the two after it."""
    if before is None:  # the first of a file
        return len(after) == 2 and not _fits(one, after[0]) and _fits(*after)
    if not after:
        return not _fits(before, one)
    return _fits(before, after[0]) and not (_fits(before, one) and _fits(one, after[0]))


def _fits(earlier: WatchRecord, later: WatchRecord) -> bool:
    return 0 <= later.at_s - earlier.at_s <= LEAPS_S


def _one_a_second(records: Sequence[WatchRecord]) -> tuple[WatchRecord, ...]:
    """One record for each second: of each field the last that the second says."""
    merged: dict[int, WatchRecord] = {}
    for one in records:
        second = floor(one.at_s)
        known = merged.get(second)
        merged[second] = (
            one
            if known is None
            else WatchRecord(
                known.at_s,
                _newer(known.cadence_per_min, one.cadence_per_min),
                _newer(known.speed_mps, one.speed_mps),
                _newer(known.distance_m, one.distance_m),
            )
        )
    return tuple(merged.values())


def _newer(old: float | None, new: float | None) -> float | None:
    return old if new is None else new
