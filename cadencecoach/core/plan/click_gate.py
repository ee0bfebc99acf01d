"""The gate of the click: when it sounds and when it is silent in phase, faded or only when needed.

Seconds go in, a wish comes out; the coach keeps the count, so this is apart and knows no words.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from cadencecoach.core.values.calendar import WEEK, Day

OUT_S: Final = 15
STAYS_S: Final = 30
"""A click that is needed comes back after 15 s out of band and stays 30 s (RunningCadence #1)."""

IN_S: Final = 10
"""In band for so long before a needed click goes (product choice: shorter, it would flicker)."""

BLIND_S: Final = 10
"""Product choice: without data the click cannot know whether it is needed, so it sounds."""

BLOCK_S: Final = 60
"""A faded click is on for its share of each minute (product choice: long enough to find the beat in, short
enough that no part of a run goes without)."""

FADED_SHARES: Final = (1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.75, 0.5, 0.25, 0.1)
"""Of the time with a beat, by cadence session: ten of them (Crowell 2026: typically 8 to 10 in 4 to 6
weeks), of which the last four fade (Giraldo-Pedroza 2020; product choice: shares in quarters, and a
tenth for the end)."""

FADED_A_WEEK: Final = 2
"""Runs of any seven days that move the fade on, so that ten take five weeks (choice: two a week fade)."""


@dataclass(frozen=True, slots=True)
class ClickGate:
    """The click is to sound, or to be silent in phase."""

    sounding: bool
    reason: str


def faded_share(session: int) -> float:
    """Share of the time with a beat that has its click in cadence session 1, 2, …; 10 is the last.

    Sessions after the tenth stay at its share, those before the first have the whole click.
    """
    return FADED_SHARES[min(max(session, 1), len(FADED_SHARES)) - 1]


def fade_session(days: Iterable[Day]) -> int:
    """Which session of the fade the next run is, after cadence runs on these days."""
    moved: list[Day] = []
    for day in sorted(days):
        if sum(day - one < WEEK for one in moved[-FADED_A_WEEK:]) < FADED_A_WEEK:
            moved.append(day)
    return len(moved) + 1


def faded(share: float, seed: int, target_s: int) -> ClickGate:
    """The faded click `target_s` seconds after its target came.

    The first minute of a target begins with the click, since nobody can match what was never
    heard; later ones have it somewhere, by `seed`.
    """
    on_s = round(BLOCK_S * share)
    block, at_s = divmod(target_s, BLOCK_S)
    mixed = (seed * 1_103_515_245 + block * 2_654_435_761 + 12_345) >> 4
    starts_s = 0 if block == 0 else mixed % (BLOCK_S - on_s + 1)
    return ClickGate(starts_s <= at_s < starts_s + on_s, f"{share * 100:.0f} % click today")


def needed(*, target_s: int, blind_s: int, out_s: int, in_s: int, gated_s: int) -> ClickGate | None:
    """The click when needed; None leaves it as it is.

    Seconds on end: with this target, without a cadence, out of band, in band, since the click last
    came or went.
    """
    if target_s < STAYS_S:
        return ClickGate(sounding=True, reason="a new target")
    if blind_s >= BLIND_S:
        return ClickGate(sounding=True, reason="no cadence is heard")
    if out_s >= OUT_S:
        return ClickGate(sounding=True, reason=f"out of band for {OUT_S} s")
    if gated_s >= STAYS_S and in_s >= IN_S:
        return ClickGate(sounding=False, reason="in band, no click needed")
    return None
