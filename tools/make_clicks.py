"""Makes the metronome's sounds, apart from the product because a runner only plays them.

    .venv/bin/python -m tools.make_clicks     writes sounds/clicks/, chimes/, earcons/ and their entries

Why they sound so. A click must be found by the ear under traffic and music and must not hurt over
2,400 beats. Traffic is loudest below 1 kHz and falls steeply above 2 kHz, the ear is most
sensitive from 2 to 4 kHz, and what sits above 6 kHz is what makes a click harsh and is what cheap
earphones lose first. So every voice puts its energy between 1 and 4 kHz in a few decaying
partials, and starts at 35 % of its peak in its first sample: the onset is exact in every variant
(the same crossing for any threshold a listener or a test may use), and no lead-in has to be known.

Accent is a fourth higher and rings longer at the same peak: it stands out by pitch, not by force.
Left and right lie a fourth apart. Peaks are all -9 dBFS: with a cue at -3 dBTP the arithmetic worst
case stays under the mixer's ceiling once the click is ducked.

The run prints, for each variant, how far it stands above road traffic of the same A-weighted
level in its best third octave, and how much of it lies in 1-4 kHz and above 6 kHz. Measured: 6.6
to 12.9 dB, 93 to 99 %, at most 0.3 %. Traffic is the normalised spectrum of EN 1793-3, from memory.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cadencecoach.adapters.manifest import MANIFEST_NAME, Sound, read_manifest, write_manifest
from cadencecoach.adapters.sounds import RATE_HZ, wav_bytes
from tools.earcons import EARCONS, earcon

PEAK: Final = 10 ** (-9 / 20)
FIRST_SAMPLE: Final = 0.35
"""Of the peak."""
RELEASE_S: Final = 0.008
SOUNDS: Final = Path(__file__).resolve().parents[1] / "sounds"


@dataclass(frozen=True, slots=True)
class Partial:
    """One decaying sine."""

    hz: float
    level: float
    decay_s: float
    """Time in which it falls to 1/e."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """A click voice: its partials and how long it lasts before an accent stretches it."""

    partials: tuple[Partial, ...]
    length_s: float


RECIPES: Final = {
    "click": Recipe((Partial(1650, 1.0, 0.007), Partial(2950, 0.8, 0.004)), 0.036),
    "wood": Recipe(
        (Partial(1300, 1.0, 0.009), Partial(2900, 0.55, 0.005), Partial(3600, 0.2, 0.002)), 0.042
    ),
    "rim": Recipe(
        (
            Partial(1750, 1.0, 0.007),
            Partial(2380, 0.8, 0.006),
            Partial(2970, 0.7, 0.004),
            Partial(3590, 0.3, 0.003),
        ),
        0.026,
    ),
    "beep": Recipe((Partial(1950, 1.0, 0.013), Partial(3900, 0.12, 0.013)), 0.040),
}

CHIME: Final = Recipe(
    (Partial(660, 1.0, 0.40), Partial(1320, 0.35, 0.25), Partial(1980, 0.1, 0.15)), 1.4
)
CHIME_PEAK: Final = 10 ** (-18 / 20)
CHIME_RISE_S: Final = 0.03
"""The opposite of a click: low, long, half as high, and rising, so that nobody at a desk starts."""

MADE: Final = ("click", "chime", "earcon")
"""The kinds that are made here."""

VARIANTS: Final = {
    "plain": ("", 1.0, 1.0),
    "accent": (", accent", 4 / 3, 1.4),
    "left": (", left foot", 0.87, 1.0),
    "right": (", right foot", 1.16, 1.0),
}
"""What to call it, factor of the pitch, factor of the length."""

TRAFFIC_DBA: Final = {
    100: -20, 125: -20, 160: -18, 200: -16, 250: -15, 315: -14, 400: -13, 500: -12, 630: -11,
    800: -9, 1000: -8, 1250: -9, 1600: -10, 2000: -11, 2500: -13, 3150: -15, 4000: -16, 5000: -18,
}  # fmt: skip
"""Third-octave levels of road traffic, A-weighted, relative to their sum."""


def synthesise(recipe: Recipe, *, pitch: float, stretch: float) -> NDArray[np.int16]:
    """Return one click: 48 kHz mono, peak -9 dBFS, first sample 35 % of it, last sample 0."""
    frames = round(recipe.length_s * stretch * RATE_HZ)
    phase = math.asin(FIRST_SAMPLE)
    samples: NDArray[Any] = np.array(
        [
            math.fsum(
                partial.level
                * math.exp(-frame / RATE_HZ / (partial.decay_s * stretch))
                * math.sin(phase + math.tau * partial.hz * pitch * frame / RATE_HZ)
                for partial in recipe.partials
            )
            for frame in range(frames)
        ]
    )
    release = round(RELEASE_S * RATE_HZ)
    samples[-release:] *= np.cos(np.arange(1, release + 1) * (math.pi / 2 / release)) ** 2
    samples[0] = FIRST_SAMPLE * np.abs(samples).max()
    scaled: NDArray[np.int16] = np.round(samples / np.abs(samples).max() * PEAK * 32768).astype(
        np.int16
    )
    return scaled


def chime() -> NDArray[np.int16]:
    """Return the chime of the desk reminder: 48 kHz mono, peak -18 dBFS, silent at both ends."""
    seconds = np.arange(round(CHIME.length_s * RATE_HZ)) / RATE_HZ
    samples: NDArray[Any] = np.sum(
        [
            partial.level
            * np.exp(-seconds / partial.decay_s)
            * np.sin(math.tau * partial.hz * seconds)
            for partial in CHIME.partials
        ],
        axis=0,
    )
    rise = round(CHIME_RISE_S * RATE_HZ)
    samples[:rise] *= np.sin(np.arange(rise) * (math.pi / 2 / rise)) ** 2
    samples[-rise:] *= np.cos(np.arange(1, rise + 1) * (math.pi / 2 / rise)) ** 2
    scaled: NDArray[np.int16] = np.round(
        samples / np.abs(samples).max() * CHIME_PEAK * 32768
    ).astype(np.int16)
    return scaled


def third_octaves_db(samples: NDArray[np.int16]) -> dict[int, float]:
    """Return a click's A-weighted third-octave levels relative to their sum, in dB."""
    power = np.abs(np.fft.rfft(samples, 1 << 14)) ** 2
    hz = np.fft.rfftfreq(1 << 14, 1 / RATE_HZ)
    power = power * _a_weight(hz) ** 2
    bands = {
        centre: power[(hz >= centre * 2 ** (-1 / 6)) & (hz < centre * 2 ** (1 / 6))].sum()
        for centre in TRAFFIC_DBA
    }
    return {centre: 10 * math.log10(band / power.sum()) for centre, band in bands.items()}


def share(samples: NDArray[np.int16], low_hz: float, high_hz: float) -> float:
    """Return which part of a click's energy lies from `low_hz` to `high_hz`."""
    power = np.abs(np.fft.rfft(samples, 1 << 14)) ** 2
    hz = np.fft.rfftfreq(1 << 14, 1 / RATE_HZ)
    return float(power[(hz >= low_hz) & (hz < high_hz)].sum() / power.sum())


def main() -> None:
    """Write every click and its manifest entry, and print how each stands against traffic."""
    sounds = []
    for voice, recipe in RECIPES.items():
        for variant, (words, pitch, stretch) in VARIANTS.items():
            samples = synthesise(recipe, pitch=pitch, stretch=stretch)
            name = f"click.{voice}.{variant}"
            path = f"clicks/{voice}.{variant}.wav"
            sounds.append(_written(name, voice.capitalize() + words, path, samples))
            levels = third_octaves_db(samples)
            best = max(levels, key=lambda centre: levels[centre] - TRAFFIC_DBA[centre])
            print(
                f"{voice:6s}{variant:7s}{len(samples) / RATE_HZ * 1000:4.0f} ms"
                f"  {levels[best] - TRAFFIC_DBA[best]:+5.1f} dB over traffic at {best} Hz"
                f"  1-4 kHz {share(samples, 1000, 4000):4.0%}"
                f"  over 6 kHz {share(samples, 6000, 24000):5.1%}"
            )
    sounds.append(_written("chime.desk", "A chime", "chimes/desk.wav", chime()))
    for name, (shape, notes) in EARCONS.items():
        sounds.append(_written(f"earcon.{name}", shape, f"earcons/{name}.wav", earcon(notes)))
    others: tuple[Sound, ...] = ()
    if (SOUNDS / MANIFEST_NAME).exists():
        others = tuple(sound for sound in read_manifest(SOUNDS) if sound.kind not in MADE)
    write_manifest(SOUNDS, (*sounds, *others))


def _written(name: str, text: str, file: str, samples: NDArray[np.int16]) -> Sound:
    """Write a sound into its folder; its manifest entry."""
    raw = wav_bytes(samples)
    path = SOUNDS / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(raw)
    return Sound(
        id=name,
        kind=name.split(".", maxsplit=1)[0],
        text=text,
        file=file,
        sha256=hashlib.sha256(raw).hexdigest(),
        licence="MIT",
        frames=len(samples),
    )


def _a_weight(hz: NDArray[Any]) -> NDArray[Any]:
    """A-weighting as an amplitude factor (IEC 61672-1, without the 2 dB offset at 1 kHz)."""
    f2 = hz**2
    weight: NDArray[Any] = (12194**2 * f2**2) / (
        (f2 + 20.6**2) * np.sqrt((f2 + 107.7**2) * (f2 + 737.9**2)) * (f2 + 12194**2)
    )
    return weight


if __name__ == "__main__":
    main()
