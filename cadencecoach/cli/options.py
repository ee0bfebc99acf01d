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
_DECIMAL: Final = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,9})?")


def _whole(_kind: Any, tokens: Sequence[Token]) -> int:
    word = tokens[0].value
    if _DIGITS.fullmatch(word) is None:
        raise ValueError(f"{quoted(word, 20)} is no whole number")
    return int(word)


def _decimal(_kind: Any, tokens: Sequence[Token]) -> float:
    word = tokens[0].value
    if _DECIMAL.fullmatch(word) is None:
        raise ValueError(f"{quoted(word, 20)} is no number")
    return float(word)


UNTOLD: Final = "not told"
"""What holds of something to tell that was not told."""

_AS_PLANNED: Final = "as in the plan"
_WHOLE: Final = Parameter(converter=_whole)
"""The library would make a pain of 4.6 a 5 without a word."""

_NUMBER: Final = Parameter(converter=_decimal)

Spm = Annotated[int | None, _WHOLE, Parameter(metavar="SPM", show_default=_AS_PLANNED)]
Level = Annotated[int | None, _WHOLE, Parameter(metavar="0-10", show_default=UNTOLD)]
Week = Annotated[int | None, _WHOLE, Parameter(metavar="WEEK", show_default="all")]
WholeMinutes = Annotated[int | None, _WHOLE, Parameter(metavar="MINUTES")]
Minutes = Annotated[float | None, _NUMBER, Parameter(metavar="MINUTES", show_default=UNTOLD)]
Seconds = Annotated[float | None, _NUMBER, Parameter(metavar="SECONDS")]
Km = Annotated[float | None, _NUMBER, Parameter(metavar="KM", show_default=UNTOLD)]
Length = Annotated[str | None, Parameter(metavar="M:SS", show_default=_AS_PLANNED)]
Words = Annotated[str | None, Parameter(metavar="TEXT", show_default=UNTOLD)]
OneOf = Annotated[str | None, Parameter(metavar="WORD", show_default=UNTOLD)]
YesOrNo = Annotated[str | None, Parameter(metavar="yes|no", show_default=UNTOLD)]
FileName = Annotated[str, Parameter(metavar="FILE")]
MaybeFile = Annotated[str | None, Parameter(metavar="FILE", show_default="none")]
MaybeFolder = Annotated[str | None, Parameter(metavar="FOLDER", show_default="none")]

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

Note = Annotated[str, Parameter(help="Anything else.", metavar="TEXT", show_default=UNTOLD)]

Footpod = Annotated[
    str | None,
    Parameter(
        help="NAME, ADDRESS, simulated, replay:FILE, or none.",
        metavar="FOOTPOD",
        show_default="as in the settings",
    ),
]

Audio = Annotated[
    str | None,
    Parameter(
        help="auto, simpleaudio, miniaudio, sounddevice, null, or file:OUT.wav.",
        metavar="OUTPUT",
        show_default="as in the settings",
    ),
]
Speed = Annotated[
    str,
    Parameter(
        help="With --audio null or file: how many times faster than the clock, or max.",
        metavar="TIMES",
    ),
]


def _given(options: Any) -> dict[str, Any]:
    """The options of a set that were typed; None was not."""
    return {name: value for name, value in dataclasses.asdict(options).items() if value is not None}


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class TypedPlan:
    """What is typed over a plan."""

    start: Spm = None
    """First target, steps a minute of both feet."""

    top: Spm = None
    """Last target."""

    step: Spm = None
    """From one level to the next."""

    hold: Length = None
    """On each level."""

    minutes: Annotated[Minutes, Parameter(show_default=_AS_PLANNED)] = None
    """Of the whole run; warm-up, holds and cool-down are shortened alike to fit."""

    warm_up: Length = None
    """Before the first target."""

    cool_down: Length = None
    """After the last."""

    cue_every: Annotated[Length, Parameter(metavar="M:SS|off")] = None
    """Between posture checks."""

    def given(self) -> dict[str, Any]:
        """Those that were typed, by their names in a plan file."""
        return _given(self)


NO_PLAN_OPTIONS: Final = TypedPlan()


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class PainOptions:
    """What is said of a level of pain."""

    side: OneOf = None
    """left, right, centre or both."""

    quality: OneOf = None
    """ache, stiff, sharp or radiating (down the leg)."""

    where: Words = None
    """In your words."""

    limping: bool = False
    """You limp."""


NO_PAIN_OPTIONS: Final = PainOptions()


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class NoteOptions:
    """What a runner tells of a run."""

    effort: Level = None
    """How hard the run was, 0-10."""

    niggle: Words = None
    """Anything else that hurt; "" takes it back, as with all words."""

    surface: OneOf = None
    """grass, dirt, track, treadmill, asphalt or concrete."""

    shoes: Words = None
    """From `cadencecoach shoes`."""

    route: Words = None
    """Where you ran; the same name finds the same route again."""

    note: Words = None
    """Anything else."""

    distance_km: Annotated[Km, Parameter(name=("--distance-km", "--distance"))] = None
    """Of the run; --distance is the old word for it."""

    def typed(self) -> NoteTyped:
        """For the act that keeps it."""
        from cadencecoach.app.review.run_notes import NoteTyped  # noqa: PLC0415 - opens the log

        return NoteTyped(**_given(self))


NO_NOTE_OPTIONS: Final = NoteOptions()
