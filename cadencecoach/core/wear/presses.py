"""What a press means while a question waits: once, twice, or say it again; in words of the vocabulary.

    Play, PlayPause          once
    the same within 0.6 s    twice
    Next                     twice: most earphones make it of two presses
    Previous                 say it again: they make it of three
    Pause, Stop              nothing, and neither is the Play after it: a bud fell out and came back

While numbers are counted any press is one, and at once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from cadencecoach.core.control.presses import DEBOUNCE, TOGGLES, TWICE, MediaKey
from cadencecoach.core.values.units import Frame

ONCE: Final = "good"
TWO: Final = "not good"
AGAIN: Final = "where am I"

_FELL_OUT: Final = frozenset({MediaKey.PAUSE, MediaKey.STOP})


@dataclass(frozen=True, slots=True)
class AnswerPresses:
    """What must be remembered from one press to the next; `press` and `tick` give it anew."""

    bud_out: bool = False
    first: Frame | None = None
    """A press that may become a double one."""

    last: tuple[MediaKey, Frame] | None = None
    """The newest press; Play, Pause and PlayPause are one button."""

    @property
    def due(self) -> Frame | None:
        """When `tick` is to be called."""
        return None if self.first is None else Frame(self.first + TWICE)

    def tick(self, at: Frame) -> tuple[AnswerPresses, tuple[str, ...]]:
        """What a press means that stayed single until now."""
        if self.first is None or at < self.first + TWICE:
            return self, ()
        return replace(self, first=None), (ONCE,)

    def press(
        self, key: MediaKey, at: Frame, *, counting: bool
    ) -> tuple[AnswerPresses, tuple[str, ...]]:
        """What a press means, and what the one before it does."""
        after, said = self.tick(at)
        button = MediaKey.PLAY_PAUSE if key in TOGGLES else key
        if after.last is not None and after.last[0] is button and at - after.last[1] < DEBOUNCE:
            return after, said
        after = replace(after, last=(button, at))
        if key in _FELL_OUT:
            return replace(after, bud_out=True), said
        if after.bud_out:
            after = replace(after, bud_out=False)
            if key is MediaKey.PLAY:
                return after, said
        if counting:
            return replace(after, first=None), (*said, ONCE)
        if key in (MediaKey.NEXT, MediaKey.PREVIOUS):
            more = TWO if key is MediaKey.NEXT else AGAIN
            return replace(after, first=None), (*said, more)
        if after.first is not None:
            return replace(after, first=None), (*said, TWO)
        return replace(after, first=at), said
