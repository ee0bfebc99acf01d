"""Three palettes, one place for every colour; each text colour is readable on each ground.

A test computes the contrast of every ink on every ground as WCAG 2.1 defines it: at least 4.5:1,
7:1 in high contrast. Only Ink.RULE, which carries no words, may be fainter.
"""

from __future__ import annotations

from dataclasses import dataclass
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
