"""The beat for the eye, lit when the ear hears it: two cells, repainted between two views."""

from __future__ import annotations

from collections.abc import Callable

from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget

from cadencecoach.core.run.view import BeatView
from cadencecoach.core.values.units import SAMPLE_RATE, Frame
from cadencecoach.ui.ink import Ground, Ink, Line, Span
from cadencecoach.ui.widgets.paper import colours_of, strip_of

LIT_SHARE = 0.45
"""Share of a beat for which its foot stays lit; two feet are never lit at once."""

_SOONEST_S = 0.02
"""No wake-up sooner than this: quicker than any eye, slow enough for any clock."""


def lit_foot(beat: BeatView | None, ear: Frame) -> tuple[int | None, int]:
    """The foot lit at a heard frame (0 left, 1 right, None neither) and frames until that ends.

    Beats after the given one are taken to follow at its interval until a newer view says else.
    """
    if beat is None or not beat.audible:
        return None, SAMPLE_RATE
    if ear < beat.at:
        return None, beat.at - ear
    beats, into = divmod(ear - beat.at, beat.interval)
    lit_for = int(beat.interval * LIT_SHARE)
    if into < lit_for:
        return (beat.number + beats) % 2, lit_for - into
    return None, beat.interval - into


def pulse_line(foot: int | None, *, sounding: bool) -> Line:
    """Both feet; the lit one is filled."""
    if not sounding:
        return (Span("○ ○", Ink.RULE), Span("  no click", Ink.DIM))
    left, right = (
        Span("●" if foot == side else "○", Ink.TARGET if foot == side else Ink.RULE)
        for side in (0, 1)
    )
    return (left, Span(" L   ", Ink.DIM), right, Span(" R", Ink.DIM))


class Pulse(Widget):
    """Two feet that light up in turn; wakes only when one changes."""

    def __init__(self, ear: Callable[[], Frame], *, widget_id: str, ground: Ground) -> None:
        super().__init__(id=widget_id)
        self._ear = ear
        self._ground = ground
        self._beat: BeatView | None = None
        self._foot: int | None = None
        self._timer: Timer | None = None

    @property
    def line(self) -> Line:
        """What is shown now."""
        return pulse_line(self._foot, sounding=self._beat is not None and self._beat.audible)

    def show(self, beat: BeatView | None) -> None:
        """Follow this beat from now on; None where no beat sounds."""
        sounded = self._beat is not None and self._beat.audible
        self._beat = beat
        sounds = beat is not None and beat.audible
        if sounds != sounded:
            self._turn()
            self.refresh()

    def _turn(self) -> None:
        """Show the foot of this moment and sleep until it changes."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        foot, left = lit_foot(self._beat, self._ear())
        if foot != self._foot:
            self._foot = foot
            self.refresh()
        if self._beat is not None and self._beat.audible:
            self._timer = self.set_timer(max(_SOONEST_S, left / SAMPLE_RATE), self._turn)

    def render_line(self, y: int) -> Strip:
        """The one line in the colours of the theme."""
        line = self.line if y == 0 else ()
        return strip_of(line, colours_of(self.app), self._ground, self.size.width)
