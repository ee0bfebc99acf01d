"""A widget that shows lines made by a pure function and repaints only the lines that changed."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from rich.segment import Segment
from rich.style import Style
from textual.app import App
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from cadencecoach.core.values.text import plain
from cadencecoach.ui.ink import EMPTY, Ground, Ink, Line
from cadencecoach.ui.themes import palette_of

Seen = TypeVar("Seen")

_BOLD = frozenset({Ink.STRONG, Ink.TARGET, Ink.YOU, Ink.ALARM})


@dataclass(frozen=True, slots=True)
class Colours:
    """What a terminal is painted with."""

    theme: str
    system: str | None
    """What it can, as Rich names it."""


def colours_of(app: App[object]) -> Colours:
    """Those of an app, now."""
    return Colours(app.theme, app.console.color_system)


@functools.cache
def style_of(colours: Colours, ink: Ink, ground: Ground) -> Style:
    """The colours of an ink on a ground."""
    palette = palette_of(colours.theme, colours.system)
    return Style(
        color=palette.inks[ink], bgcolor=palette.grounds[ground], bold=ink in _BOLD or None
    )


def strip_of(line: Line, colours: Colours, ground: Ground, width: int) -> Strip:
    """A line as Textual paints it; nothing unprintable passes here, and no markup is read."""
    strip = Strip(
        [
            Segment(
                span.text if span.text.isprintable() else plain(span.text),
                style_of(colours, span.ink, span.ground or ground),
            )
            for span in line
        ]
    )
    return strip.adjust_cell_length(width, style_of(colours, Ink.PLAIN, ground))


class Paper(Widget, Generic[Seen]):
    """Shows `draw(seen, width, height)`, a pure function that gives up to `height` lines."""

    def __init__(
        self,
        draw: Callable[[Seen, int, int], Sequence[Line]],
        *,
        widget_id: str | None = None,
        ground: Ground = Ground.PAGE,
    ) -> None:
        super().__init__(id=widget_id)
        self._draw = draw
        self._ground = ground
        self._seen: Seen | None = None
        self._lines: Sequence[Line] = ()

    @property
    def lines(self) -> Sequence[Line]:
        """What is shown now."""
        return self._lines

    def show(self, seen: Seen) -> None:
        """Paint what is seen now, where it differs from what was painted."""
        self._seen = seen
        width, height = self.size
        if not width or not height:
            return
        lines = self._draw(seen, width, height)
        before, self._lines = self._lines, lines
        changed = [
            Region(0, y, width, 1)
            for y in range(max(len(before), len(lines)))
            if (before[y] if y < len(before) else EMPTY) != (lines[y] if y < len(lines) else EMPTY)
        ]
        if changed:
            self.refresh(*changed)

    def on_resize(self) -> None:
        """A new size is a new drawing."""
        if self._seen is not None:
            self._lines = ()
            self.show(self._seen)
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line in the colours of the theme."""
        line = self._lines[y] if y < len(self._lines) else EMPTY
        return strip_of(line, colours_of(self.app), self._ground, self.size.width)
