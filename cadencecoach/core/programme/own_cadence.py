"""Which of the cadences that were told or measured the ladder stands on, and which are asked about.

The first one that is trusted in a programme holds the cap; what comes later moves it only once the
runner has said that it may.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import reduce
from typing import Final

from cadencecoach.core.diary.diary import Diary
from cadencecoach.core.diary.entries import (
    BaselineSet,
    BaselineTakenBack,
    CeilingSet,
    Entry,
    ProgrammeStarted,
    StepDecided,
)
from cadencecoach.core.diary.known import known_of, known_once
from cadencecoach.core.plan.ladder import CEILING, RAISED_CEILING, Ladder
from cadencecoach.core.values.calendar import Day, short
from cadencecoach.core.values.units import Spm

SLOWEST_OWN: Final = Spm(140)
FASTEST_OWN: Final = Spm(190)
"""Easy running lies between; a walk, or strides taken for steps, does not (choice: own cadence)."""

HIGHER_ASKS: Final = Fraction(3, 100)
"""So far above the first trusted cadence a later one is asked about: runners change their own
cadence by no more from run to run, and a beat in the ears does (choice: own cadence)."""

_ASKED: Final = 1 + HIGHER_ASKS

SLOWEST_MPS: Final = 1.7
FASTEST_MPS: Final = 6.0
"""Easy running lies between: 6 km/h is a walk, and beyond 21 km/h nobody runs easily (choice: own
cadence)."""

of_a_ladder: Final = known_of(
    BaselineSet, BaselineTakenBack, CeilingSet, ProgrammeStarted, StepDecided
)
"""Decorates what follows from the entries that a ladder stands on."""

BEAT_ASKED: Final = "Was there a beat in your ears?"


@dataclass(frozen=True, slots=True)
class OwnCadence:
    """The runner's own cadence as it stands."""

    newest: BaselineSet | None = None
    """The one the rungs are counted from."""

    first_spm: Spm | None = None
    """The one the cap is counted from; None as long as `newest` is."""

    def doubt(self, cadence: int) -> str:
        """What speaks against taking a cadence as it is, a sentence or two; empty where nothing."""
        if not SLOWEST_OWN <= cadence <= FASTEST_OWN:
            return (
                f"{cadence} steps a minute is nobody's easy running: "
                f"that is {SLOWEST_OWN} to {FASTEST_OWN}."
            )
        if self.first_spm is not None and (
            cadence * _ASKED.denominator > self.first_spm * _ASKED.numerator
        ):
            more = (cadence / self.first_spm - 1) * 100
            return f"{cadence} is {more:.0f} % above your {self.first_spm}. {BEAT_ASKED}"
        return ""

    def doubt_of_file(self, baseline: BaselineSet, ran: Day) -> str:
        """What speaks against a baseline out of a file, run on a day; empty where nothing does."""
        speed = baseline.speed_mps
        if speed is not None and not SLOWEST_MPS <= speed <= FASTEST_MPS:
            return f"It was run at {speed * 3.6:.0f} km/h, and that is no easy run."
        if self.newest is None:
            return self.doubt(baseline.cadence_spm) or (
                f"{baseline.cadence_spm} would be the first own cadence that is known, and all your "
                f"targets would stand on it. {BEAT_ASKED}"
            )
        if ran < self.newest.at.day:
            return (
                f"It is older than your {self.newest.cadence_spm} of {short(self.newest.at.day)}."
            )
        return self.doubt(baseline.cadence_spm)

    def after(self, entry: Entry) -> OwnCadence:
        """With one more entry of the diary; what was not asked about is not believed."""
        match entry:
            case ProgrammeStarted() if self.newest is not None and self.first_spm is not None:
                # Begun anew it may lower the cap, and lifts none: nobody was asked.
                return replace(self, first_spm=min(self.first_spm, Spm(self.newest.cadence_spm)))
            case BaselineSet(confirmed=True):
                return OwnCadence(entry, Spm(entry.cadence_spm))
            case BaselineSet() if not self.doubt(entry.cadence_spm):
                first = Spm(entry.cadence_spm) if self.first_spm is None else self.first_spm
                return OwnCadence(entry, first)
        return self

    def ladder(self, ceiling: Spm) -> Ladder | None:
        """The ladder on it; None until one is known."""
        if self.newest is None:
            return None
        return Ladder(Spm(self.newest.cadence_spm), ceiling, self.first_spm)


def believed(told: Sequence[Entry]) -> Sequence[Entry]:
    """Of the entries that a ladder stands on all but baselines that were taken back."""
    gone = {one.session for one in told if isinstance(one, BaselineTakenBack)}
    if not gone:
        return told
    return [one for one in told if not (isinstance(one, BaselineSet) and one.session in gone)]


@of_a_ladder
def own_cadence(told: Sequence[Entry]) -> OwnCadence:
    """The runner's own cadence by all that was told and measured."""
    return reduce(OwnCadence.after, believed(told), OwnCadence())


@known_once
def ladder_of(diary: Diary) -> Ladder | None:
    """The ladder on the runner's own cadence; None until one is known."""
    return own_cadence(diary).ladder(ceiling_of(diary))


def ceiling_of(diary: Diary) -> Spm:
    """The ceiling of every target, whatever is known of the runner."""
    return ceiling_after(diary.last(CeilingSet))


def ceiling_after(newest: CeilingSet | None) -> Spm:
    """The ceiling once `newest` was written down; None is never."""
    return CEILING if newest is None else Spm(min(newest.ceiling_spm, RAISED_CEILING))
