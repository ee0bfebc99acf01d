"""The options that mean the same in more than one command, each declared once.

A command takes one of these types for a parameter, or one of these sets of options for several.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Final

from cyclopts import Parameter, Token

from cadencecoach.core.values.text import quoted

if TYPE_CHECKING:
    from cadencecoach.app.review.run_notes import NoteTyped

_DIGITS: Final = re.compile(r"-?[0-9]{1,9}")


def _whole(_kind: Any, tokens: Sequence[Token]) -> int:
    word = tokens[0].value
    if _DIGITS.fullmatch(word) is None:
        raise ValueError(f"{quoted(word, 20)} is no whole number")
    return int(word)


WholeNumber = Annotated[int | None, Parameter(converter=_whole)]
"""The library would make a pain of 4.6 a 5 without a word."""

_SESSION: Final = Parameter(help="A number, the beginning of a uuid, or last.")

SessionName = Annotated[str, _SESSION]
MaybeSession = Annotated[str | None, _SESSION]

AsJson = Annotated[bool, Parameter(name="--json", help="One document.")]
Force = Annotated[bool, Parameter(help="Replace a file that is there.")]

Anyway = Annotated[
    bool,
    Parameter(
        help="Go on although your back speaks against it, which is written down, or the calendar."
    ),
]

Note = Annotated[str, Parameter(help="Anything else.")]

Audio = Annotated[
    str | None, Parameter(help="auto, simpleaudio, miniaudio, null, or file:OUT.wav.")
]
Speed = Annotated[
    str,
    Parameter(
        help="With --audio null or file: how many times faster than the clock, or max.",
    ),
]


def _given(options: Any) -> dict[str, Any]:
    """The options of a set that were typed; None was not."""
    return {name: value for name, value in dataclasses.asdict(options).items() if value is not None}


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class TypedPlan:
    """What is typed over a plan."""

    start: WholeNumber = None
    """First target, steps per minute."""

    top: WholeNumber = None
    """Last target."""

    step: WholeNumber = None
    """From one rung to the next."""

    hold: str | None = None
    """On each rung, like 5:00."""

    minutes: float | None = None
    """Of the whole run; warm-up, holds and cool-down are shortened alike to fit."""

    warm_up: str | None = None
    """Before the first target, like 5:00."""

    cool_down: str | None = None
    """After the last, like 5:00."""

    cue_every: str | None = None
    """Between posture checks, like 5:00, or off."""

    def given(self) -> dict[str, Any]:
        """Those that were typed, by their names in a plan file."""
        return _given(self)


NO_PLAN_OPTIONS: Final = TypedPlan()


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class PainOptions:
    """What is said of a level of pain."""

    side: str | None = None
    """left, right, centre or both."""

    quality: str | None = None
    """ache, stiff, sharp or radiating (down the leg)."""

    where: str | None = None
    """In your words."""

    limping: bool = False
    """You limp."""


NO_PAIN_OPTIONS: Final = PainOptions()


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class NoteOptions:
    """What a runner tells of a run."""

    effort: WholeNumber = None
    """How hard the run was, 0-10."""

    niggle: str | None = None
    """Anything else that hurt; "" takes it back, as with all words."""

    surface: str | None = None
    """grass, dirt, track, treadmill, asphalt or concrete."""

    shoes: str | None = None
    """From `cadencecoach shoes`."""

    route: str | None = None
    """Where you ran; the same name finds the same route again."""

    note: str | None = None
    """Anything else."""

    distance_km: Annotated[float | None, Parameter(name=("--distance-km", "--distance"))] = None
    """Of the run; --distance is the old word for it."""

    def typed(self) -> NoteTyped:
        """For the act that keeps it."""
        from cadencecoach.app.review.run_notes import NoteTyped  # noqa: PLC0415 - opens the log

        return NoteTyped(**_given(self))


NO_NOTE_OPTIONS: Final = NoteOptions()
