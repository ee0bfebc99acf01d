"""Every text colour on every ground, measured as WCAG 2.1 defines contrast."""

import pytest
from rich._palettes import STANDARD_PALETTE
from rich.color import Color, ColorSystem

from cadencecoach.ui.ink import Ground, Ink
from cadencecoach.ui.themes import HIGH_CONTRAST, PALETTES, SIXTEEN, Palette, palette_of


def luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_itself():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("palette", PALETTES.values(), ids=lambda palette: palette.name)
@pytest.mark.parametrize("ground", Ground)
@pytest.mark.parametrize("ink", [ink for ink in Ink if ink is not Ink.RULE])
def test_text_is_readable(palette: Palette, ground: Ground, ink: Ink):
    least = 7.0 if palette is HIGH_CONTRAST else 4.5
    assert contrast(palette.inks[ink], palette.grounds[ground]) >= least


XTERM = {
    "#000000": "#000000", "#aa0000": "#cd0000", "#00aa00": "#00cd00", "#aa5500": "#cdcd00",
    "#0000aa": "#0000ee", "#aa00aa": "#cd00cd", "#00aaaa": "#00cdcd", "#aaaaaa": "#e5e5e5",
    "#555555": "#7f7f7f", "#ff5555": "#ff0000", "#55ff55": "#00ff00", "#ffff55": "#ffff00",
    "#5555ff": "#5c5cff", "#ff55ff": "#ff00ff", "#55ffff": "#00ffff", "#ffffff": "#ffffff",
}  # fmt: skip
"""The sixteen colours of a console, as Rich has them, and those of xterm."""


@pytest.mark.parametrize("palette", SIXTEEN.values(), ids=lambda palette: palette.name)
@pytest.mark.parametrize("ground", Ground)
@pytest.mark.parametrize("ink", [ink for ink in Ink if ink is not Ink.RULE])
def test_text_is_readable_in_sixteen_colours(palette: Palette, ground: Ground, ink: Ink):
    if (ink, ground) == (Ink.ALARM, Ground.MARK) or ground is Ground.BAND:
        return  # no row of a list is an alarm, and no word stands on a band
    one, other = palette.inks[ink], palette.grounds[ground]
    assert contrast(one, other) >= 3
    assert contrast(XTERM[one], XTERM[other]) >= 3


@pytest.mark.parametrize("name", PALETTES)
def test_a_terminal_of_sixteen_colours_is_asked_for_no_other(name: str):
    palette = palette_of(name, "standard")
    assert {*palette.inks.values(), *palette.grounds.values()} <= XTERM.keys()
    for spec in palette.inks.values():
        number = Color.parse(spec).downgrade(ColorSystem.STANDARD).number
        assert STANDARD_PALETTE[number or 0].hex == spec


@pytest.mark.parametrize(
    "palette", [*PALETTES.values(), *SIXTEEN.values()], ids=lambda palette: palette.name
)
def test_every_meaning_has_a_colour(palette: Palette):
    assert set(palette.inks) == set(Ink)
    assert set(palette.grounds) == set(Ground)
