"""Lengths of time as people write them, "5:00", "90 s" or "5 min"; files and options share it.

A bare number is asked about: five seconds on a rung where five minutes were meant end at the top.
"""

from __future__ import annotations

import enum
import re
from typing import Annotated, Final

from pydantic import PlainValidator

from cadencecoach.core.plan.plan import LONGEST
from cadencecoach.core.values.units import Frames, clock, frames

_CLOCK: Final = re.compile(r"(?:([0-9]{1,2}):)?([0-9]{1,3}):([0-5][0-9])")
_WITH_UNIT: Final = re.compile(r"([0-9]{1,6}) ?(s|min)")
_BARE: Final = re.compile(r"[0-9]{1,6}")
_BETWEEN: Final = f"a length lies between 0:01 and {clock(LONGEST)}"
_HOW: Final = 'expected a length like "5:00", "5 min" or "90 s"'


class Off(enum.Enum):
    """A thing that can have a length, switched off."""

    OFF = "off"


OFF: Final = Off.OFF


def length(given: object) -> Frames:
    """Frames of "1:00:00", "5:00", "5 min" or "90 s".

    Raises ValueError for anything else, and outside of 0:01 to 6:00:00.
    """
    match given:
        case str() if (parts := _CLOCK.fullmatch(given)) is not None:
            hours, minutes, secs = (int(part or 0) for part in parts.groups())
            whole_s = hours * 3600 + minutes * 60 + secs
        case str() if (parts := _WITH_UNIT.fullmatch(given)) is not None:
            whole_s = int(parts[1]) * (60 if parts[2] == "min" else 1)
        case str() | int() if not isinstance(given, bool) and _BARE.fullmatch(str(given)):
            # Only what would be taken: no "0:00", and of 400 no minutes.
            meant = [
                text
                for text, each_s in ((f'"{given}:00"', 60), (f'"{given} s"', 1))
                if 1 <= int(given) * each_s <= LONGEST // frames(1)
            ]
            asked = f": is it {' or '.join(meant)}?" if meant else f", and {_BETWEEN}"
            raise ValueError(f"{given} has no unit{asked}")
        case _:
            raise ValueError(f"{_HOW}, found {given!r:.40}")
    if not 1 <= whole_s <= LONGEST // frames(1):
        raise ValueError(f"{_BETWEEN}, found {given!r:.40}")
    return frames(whole_s)


def length_or_off(given: object) -> Frames | Off:
    """As `length`, or OFF of "off"."""
    if given == OFF.value:
        return OFF
    try:
        return length(given)
    except ValueError as exc:
        raise ValueError(str(exc).replace(_HOW, f'{_HOW}, or "off"')) from exc


def length_text(value: Frames | Off) -> str:
    """A length as a file has it."""
    return value.value if isinstance(value, Off) else clock(value)


Length = Annotated[Frames, PlainValidator(length)]
"""A field of a file: a length that is at least a second."""

LengthOrOff = Annotated[Frames | Off, PlainValidator(length_or_off)]
"""A field of a file: a length, or "off"."""
