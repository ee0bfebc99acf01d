"""Every text colour on every ground, measured as WCAG 2.1 defines contrast."""

import pytest

from cadencecoach.ui.ink import Ground, Ink
from cadencecoach.ui.themes import HIGH_CONTRAST, PALETTES, Palette


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


@pytest.mark.parametrize("palette", PALETTES.values(), ids=lambda palette: palette.name)
def test_every_meaning_has_a_colour(palette: Palette):
    assert set(palette.inks) == set(Ink)
    assert set(palette.grounds) == set(Ground)
