"""How much of the run screen a terminal has room for, and which keys it names."""

from __future__ import annotations

import enum

KEYS = (
    ("space", "pause"),
    ("+/-", "target"),
    (",", "check"),
    ("y/n", "answer"),
    ("p", "pain"),
    ("m", "mute"),
    ("q", "finish"),
    ("?", "help"),
    ("Tab", "next stage"),
    ("k", "keep the target"),
    ("↑/↓", "by 5"),
    ("←/→", "volume"),
)
SMALL_KEYS = (("space", "pause"), ("q", "finish"), ("?", "help"), ("p", "pain"), ("m", "mute"))


class Room(enum.Enum):
    """How much fits; each value is a class of the style sheet."""

    TINY = "-tiny"
    SMALL = "-small"
    NORMAL = "-normal"
    LARGE = "-large"
    HUGE = "-huge"


def room_for(width: int, height: int) -> Room:
    """The layout for a terminal of so many cells."""
    if width < 40 or height < 12:
        return Room.TINY
    if width < 78 or height < 23:
        return Room.SMALL
    if width >= 178 and height >= 48:
        return Room.HUGE
    return Room.LARGE if width >= 112 and height >= 32 else Room.NORMAL
