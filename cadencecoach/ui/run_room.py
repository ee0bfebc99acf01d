"""How much of the run screen a terminal has room for, and which keys it names."""

from __future__ import annotations

import enum
from collections.abc import Sequence

from cadencecoach.core.run.view import RunView

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


_LADDER_KEYS = {"+/-", "↑/↓"}
"""They move the targets to come, too, and nothing in a run that has none."""


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


def keys_for(room: Room, view: RunView | None) -> Sequence[tuple[str, str]]:
    """The keys that are named: those that do something now."""
    if room is Room.SMALL:
        return SMALL_KEYS
    if view is None or view.target_spm is not None:
        return KEYS
    idle = {"k"} if view.rungs else {"k", *_LADDER_KEYS}
    return [one for one in KEYS if one[0] not in idle]
