"""Where in a watch's file a plan began, as a value: by what, and how sure; `alignment_fit` finds it."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Final

from cadencecoach.core.values.units import clock, frames

LEAST_ERROR_S: Final = 5.0
"""No alignment is surer: runners differ in how they follow from step to step (measured on simulated ones:
`python -m benchmarks outings`)."""

FITTED_WITHIN_S: Final = 30.0
"""A fit whose 90 % reach further is no fit (a cue is judged by the 30 s before it and after)."""


class How(enum.Enum):
    """What an alignment rests on."""

    FITTED = "fitted"
    """The ladder in the cadence."""

    TOLD = "told"
    """The runner said it."""

    CLOCK = "clock"
    """Both are taken to have been started together."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """Where in a file a plan began."""

    offset_s: float
    """So much after the file's first record; less than 0 before it."""

    error_s: float
    """Nine of ten lie within so much of it."""

    how: How
    confidence: float
    """How likely it is right to 10 s, 0 to 1."""

    stood_s: tuple[tuple[float, float], ...] = ()
    """Where the plan stood still too, in seconds of the file."""

    @property
    def sure(self) -> bool:
        """Whether what a cue changed can be told by it."""
        return self.error_s <= FITTED_WITHIN_S / 2


def alignment_words(alignment: Alignment) -> str:
    """Where the sound began, how that is known and how well, in a sentence."""
    way = "before" if alignment.offset_s < 0 else "after"
    began = f"{clock(frames(abs(alignment.offset_s)))} {way} the watch"
    match alignment.how:
        case How.TOLD:
            return f"The sound began {began}, as you say."
        case How.FITTED:
            return (
                f"The sound began {began}, give or take {alignment.error_s:.0f} s:"
                f" its steps are in the cadence ({alignment.confidence * 100:.0f} % sure)."
            )
        case How.CLOCK:
            return (
                "Where the sound began is not to be seen in the cadence: both are taken to have"
                " begun together."
            )


def told(offset_s: float) -> Alignment:
    """An alignment that the runner gave, to the second."""
    return Alignment(offset_s, LEAST_ERROR_S, How.TOLD, 1.0)
