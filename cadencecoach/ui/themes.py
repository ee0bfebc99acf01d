"""Three palettes, one place for every colour; each text colour is readable on each ground.

A test computes the contrast of every ink on every ground as WCAG 2.1 defines it: at least 4.5:1,
7:1 in high contrast. Only Ink.RULE, which carries no words, may be fainter. A terminal of sixteen
colours gets colours chosen of its own, since the nearest ones are not readable: 3:1 on those of xterm
and of a console.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from textual.theme import Theme

from cadencecoach.ui.ink import Ground, Ink


@dataclass(frozen=True, slots=True)
class Palette:
    """A colour for every ink and every ground, as #rrggbb."""

    name: str
    dark: bool
    inks: dict[Ink, str]
    grounds: dict[Ground, str]


DARK: Final = Palette(
    "dark",
    dark=True,
    inks={
        Ink.PLAIN: "#d7dee6",
        Ink.STRONG: "#ffffff",
        Ink.DIM: "#94a0ad",
        Ink.TARGET: "#ffb454",
        Ink.YOU: "#59d0ff",
        Ink.GOOD: "#7fd962",
        Ink.WARN: "#ff9a6b",
        Ink.ALARM: "#ff8080",
        Ink.RULE: "#46525f",
    },
    grounds={
        Ground.PAGE: "#0b0e13",
        Ground.PANEL: "#11181f",
        Ground.BAND: "#16303a",
        Ground.MARK: "#1e3040",
    },
)

LIGHT: Final = Palette(
    "light",
    dark=False,
    inks={
        Ink.PLAIN: "#22282f",
        Ink.STRONG: "#000000",
        Ink.DIM: "#525b65",
        Ink.TARGET: "#8a4300",
        Ink.YOU: "#00528a",
        Ink.GOOD: "#1d5f16",
        Ink.WARN: "#9a3200",
        Ink.ALARM: "#a8001c",
        Ink.RULE: "#a9b2ba",
    },
    grounds={
        Ground.PAGE: "#fcfbf8",
        Ground.PANEL: "#f1efe9",
        Ground.BAND: "#cfe4e2",
        Ground.MARK: "#dbe6f2",
    },
)

HIGH_CONTRAST: Final = Palette(
    "high-contrast",
    dark=True,
    inks={
        Ink.PLAIN: "#ffffff",
        Ink.STRONG: "#ffffff",
        Ink.DIM: "#dcdcdc",
        Ink.TARGET: "#ffd24d",
        Ink.YOU: "#7fe3ff",
        Ink.GOOD: "#8cff8c",
        Ink.WARN: "#ffc2a3",
        Ink.ALARM: "#ffc8c8",
        Ink.RULE: "#a0a0a0",
    },
    grounds={
        Ground.PAGE: "#000000",
        Ground.PANEL: "#000000",
        Ground.BAND: "#07404f",
        Ground.MARK: "#003a70",
    },
)

PALETTES: Final = {palette.name: palette for palette in (DARK, LIGHT, HIGH_CONTRAST)}

# As Rich numbers them: painted in these values a piece of text has that very colour of a terminal.
_BLACK, _RED, _BLUE, _MAGENTA = "#000000", "#aa0000", "#0000aa", "#aa00aa"
_WHITE, _GREY, _LIGHT_GREY = "#ffffff", "#555555", "#aaaaaa"
_BRIGHT_RED, _BRIGHT_GREEN, _BRIGHT_YELLOW = "#ff5555", "#55ff55", "#ffff55"
_BRIGHT_CYAN = "#55ffff"

_DARK_16: Final = Palette(
    "dark",
    dark=True,
    inks={
        Ink.PLAIN: _WHITE,
        Ink.STRONG: _WHITE,
        Ink.DIM: _LIGHT_GREY,
        Ink.TARGET: _BRIGHT_YELLOW,
        Ink.YOU: _BRIGHT_CYAN,
        Ink.GOOD: _BRIGHT_GREEN,
        Ink.WARN: _BRIGHT_YELLOW,
        Ink.ALARM: _BRIGHT_RED,
        Ink.RULE: _GREY,
    },
    grounds={
        Ground.PAGE: _BLACK,
        Ground.PANEL: _BLACK,
        Ground.BAND: _BLUE,
        Ground.MARK: _BLUE,
    },
)

_LIGHT_16: Final = Palette(
    "light",
    dark=False,
    inks={
        Ink.PLAIN: _BLACK,
        Ink.STRONG: _BLACK,
        Ink.DIM: _BLACK,  # a grey is not readable on every white
        Ink.TARGET: _MAGENTA,
        Ink.YOU: _BLUE,
        Ink.GOOD: _BLUE,  # no green of a terminal is readable on white
        Ink.WARN: _RED,
        Ink.ALARM: _RED,
        Ink.RULE: _GREY,
    },
    grounds={
        Ground.PAGE: _WHITE,
        Ground.PANEL: _WHITE,
        Ground.BAND: _BRIGHT_CYAN,
        Ground.MARK: _BRIGHT_CYAN,
    },
)

SIXTEEN: Final = {
    "dark": _DARK_16,
    "light": _LIGHT_16,
    "high-contrast": replace(_DARK_16, name="high-contrast"),
}


def palette_of(theme: str, color_system: str | None) -> Palette:
    """The colours of a theme on a terminal, as Rich names what it can; any other theme is the dark one."""
    palettes = SIXTEEN if color_system in {"standard", "windows"} else PALETTES
    return palettes.get(theme, palettes[DARK.name])


def textual_theme(palette: Palette) -> Theme:
    """The same colours for what Textual paints itself: scrollbars, palette, notices."""
    return Theme(
        name=palette.name,
        dark=palette.dark,
        primary=palette.inks[Ink.TARGET],
        secondary=palette.inks[Ink.YOU],
        accent=palette.inks[Ink.TARGET],
        success=palette.inks[Ink.GOOD],
        warning=palette.inks[Ink.WARN],
        error=palette.inks[Ink.ALARM],
        foreground=palette.inks[Ink.PLAIN],
        background=palette.grounds[Ground.PAGE],
        surface=palette.grounds[Ground.PANEL],
        panel=palette.grounds[Ground.PANEL],
        text_alpha=1.0,
        variables={
            "scrollbar": palette.inks[Ink.RULE],
            "scrollbar-background": palette.grounds[Ground.PAGE],
        },
    )
