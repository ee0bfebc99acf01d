"""The short sounds that answer a press, by their ids; what each sounds like stands in tools/earcons.py."""

from __future__ import annotations

import enum


class Earcon(enum.Enum):
    """What was understood, or that nothing was."""

    PAUSE = "earcon.pause"
    GO_ON = "earcon.go-on"
    GOOD = "earcon.good"
    NOT_GOOD = "earcon.not-good"
    MARK = "earcon.mark"
    NOT_UNDERSTOOD = "earcon.not-understood"
    WINDOW_OPEN = "earcon.window-open"
    """A question was spoken, and a press answers it."""

    WINDOW_SHUT = "earcon.window-shut"
    """It was not answered."""
