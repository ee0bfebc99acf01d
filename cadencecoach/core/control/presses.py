"""What a press of a button means: keys and their frames go in, words of the vocabulary come out.

Earphones with one button send Next for a double and Previous for a triple press; some know only
Play; a bud that is taken out sends Pause, and put back Play.

    key                no question open              a question is open
    Pause, Stop        pause                         pause: a bud may have fallen out
    Play, in a pause   go on                         go on
    Play, running      nothing from earphones that   nothing from those; else good
                       ever sent Pause; else as
                       PlayPause
    PlayPause          pause, or go on               good
    PlayPause twice    check                         not good
    Next               check                         good
    Previous           where am I                    not good
    Previous twice     mark pain                     mark pain

Nothing here ends a run, and no press is an answer but while one is waited for.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace
from typing import Final

from cadencecoach.core.values.units import Frame, frames

DEBOUNCE: Final = frames(0.12)
"""A key that bounces, or one press that comes in by two doors (measured here: presses)."""

TWICE: Final = frames(0.6)
"""A second press this soon makes a double one (product choice: a thumb on a small button)."""


class MediaKey(enum.Enum):
    """The keys of D-Bus's media players."""

    PLAY = "Play"
    PAUSE = "Pause"
    PLAY_PAUSE = "PlayPause"
    STOP = "Stop"
    NEXT = "Next"
    PREVIOUS = "Previous"


TOGGLES: Final = frozenset({MediaKey.PLAY, MediaKey.PAUSE, MediaKey.PLAY_PAUSE})
"""One button, whatever the earphones take it for."""


_ANSWERS: Final = frozenset({"good", "not good"})


@dataclass(frozen=True, slots=True)
class RunNow:
    """What a press depends on, at its frame."""

    stands: bool
    """In a pause, or about to stop."""

    answer_expected: bool


@dataclass(frozen=True, slots=True)
class _First:
    """A press that may become a double one."""

    key: MediaKey
    at: Frame
    answers: bool
    """It is an answer, if it stays single."""

    turned: str = ""
    """What it did already, as a pause must be felt at once."""


@dataclass(frozen=True, slots=True)
class Presses:
    """What must be remembered from one press to the next; `press` and `tick` give it anew."""

    knows_pause: frozenset[str] = frozenset()
    """Addresses of earphones that ever sent Pause: from them Play while running is an echo."""

    first: _First | None = None
    last: tuple[tuple[MediaKey, Frame], ...] = ()
    """The newest press of each button."""

    @property
    def due(self) -> Frame | None:
        """When `tick` is to be called, as a press that stayed single takes effect."""
        return None if self.first is None else Frame(self.first.at + TWICE)

    def tick(self, at: Frame) -> tuple[Presses, tuple[str, ...]]:
        """What a press means that stayed single until now."""
        if self.first is None or at < self.first.at + TWICE:
            return self, ()
        return replace(self, first=None), _single(self.first)

    def press(
        self, key: MediaKey, at: Frame, now: RunNow, address: str = ""
    ) -> tuple[Presses, tuple[str, ...]]:
        """What a press means, and what the one before it does."""
        after, said = self.tick(at)
        button = MediaKey.PLAY_PAUSE if key in TOGGLES else key
        pressed = dict(after.last)
        if button in pressed and at - pressed[button] < DEBOUNCE:
            return after, said
        pressed[button] = at
        after = replace(after, last=tuple(pressed.items()))
        if key is MediaKey.PAUSE:
            after = replace(after, knows_pause=after.knows_pause | {address})
        first = after.first
        if first is not None and first.key is button and key is not MediaKey.PAUSE:
            return replace(after, first=None), (*said, *_twice(first, now))
        if first is not None:
            after, said = replace(after, first=None), (*said, *_single(first))
        expected = now.answer_expected and not _ANSWERS & set(said)
        if key in {MediaKey.PAUSE, MediaKey.STOP}:
            return after, (*said, *(() if now.stands else ("pause",)))
        if key is MediaKey.NEXT:
            return after, (*said, "good" if expected else "check")
        if key is MediaKey.PLAY and now.stands:
            return after, (*said, "go on")
        if key is MediaKey.PLAY and address in after.knows_pause:
            return after, said
        if button is MediaKey.PLAY_PAUSE and not expected:
            turned = "go on" if now.stands else "pause"
            return replace(after, first=_First(button, at, False, turned)), (*said, turned)
        return replace(after, first=_First(button, at, expected)), said


def _single(first: _First) -> tuple[str, ...]:
    if first.key is MediaKey.PREVIOUS:
        return ("not good",) if first.answers else ("where am I",)
    return ("good",) if first.answers else ()


def _twice(first: _First, now: RunNow) -> tuple[str, ...]:
    if first.key is MediaKey.PREVIOUS:
        return ("mark pain",)
    if first.answers:
        return ("not good",)
    # The first press paused, or ended a pause: that is taken back.
    return ("go on", "check") if first.turned == "pause" else ("pause",) if not now.stands else ()
