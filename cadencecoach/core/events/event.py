"""What everything with a frame is, and the kinds of it that steer a run; their values stand in logs."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from cadencecoach.core.values.units import Frame


class LinkState(enum.Enum):
    """The words for the sensor; silence is not loss, and neither is 0 spm."""

    SEARCHING = "searching"
    CONNECTED = "connected"
    SILENT = "silent"
    LOST = "lost"
    OFF = "off"


class CueKind(enum.Enum):
    """Why a cue is spoken; the order of the members is the order of priority."""

    SAFETY = "safety"
    STAGE = "stage"
    COACH = "coach"
    POSTURE = "posture"
    THEME = "theme"


class Door(enum.Enum):
    """Through what a command came in."""

    UNTOLD = ""
    """In logs that were written before doors were told."""

    KEYS = "keys"
    STANDARD_INPUT = "standard input"
    BUTTONS = "buttons"
    PHONE = "phone"
    SIGNAL = "signal"


class EndReason(enum.Enum):
    """How a session came to its end."""

    COMPLETE = "complete"
    STOPPED = "stopped"
    PAIN = "pain"


@dataclass(frozen=True, slots=True)
class Event:
    """Anything with a frame."""

    at: Frame


@dataclass(frozen=True, slots=True)
class Output(Event):
    """What the engine decided."""
