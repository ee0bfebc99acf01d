"""One way from any recording of a voice to a cue, apart because two makers must not differ.

The shipped cues (tools/make_cues.py) and the user's own go through `normalise`, so they are
equally loud, start at the same frame and never clip: mono, 48 kHz, no rumble, trimmed to 10 ms
before the onset, -19 LUFS, at most -3 dBTP, 16 bit. Mono at -19 LUFS in both ears is -16 LUFS.
"""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cadencecoach.adapters.installed import how_to_install
from cadencecoach.errors import SpeechError

PIPELINE_VERSION: Final = "2"
"""Part of the key under which a rendered cue is kept; raise it when a sample would change."""
RATE_HZ: Final = 48_000
ONSET_FRAMES: Final = 480
"""Where speech begins in every result."""
TARGET_LUFS: Final = -19.0
CEILING_DBTP: Final = -3.0

_ONSET_DB: Final = -40.0
"""Speech is where its 5 ms level comes within this of the loudest 5 ms."""
_ABOVE_ROOM: Final = 4.0
"""Where a room is heard, speech begins 12 dB above it: its noise is no part of a cue."""

_ROOM_MOST_DB: Final = -20.0
"""A recording that is nowhere quiet is taken as it is: what seems to be the room may be the voice."""

_CANCELLED: Final = 0.05
"""Channels whose mean has less than this of the louder one's power are in opposite phase."""

_TAIL_FRAMES: Final = 1440
_WINDOW_FRAMES: Final = 240
_LOOKAHEAD_FRAMES: Final = 241
_PASSES: Final = 3
"""Of gain and limiter: limiting takes a little loudness away, which the next pass gives back."""
_HINT: Final = "it needs at least one word that can be heard"

# BS.1770-4, tables 1 and 2: the K-weighting filter at 48 kHz, (b, a) of its two stages.
_K_WEIGHTING: Final = (
    (
        (1.53512485958697, -2.69169618940638, 1.19839281085285),
        (1.0, -1.69065929318241, 0.73248077421585),
    ),
    ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621)),
)
# Butterworth high-pass at 80 Hz and 48 kHz by the bilinear transform; applied twice.
_RUMBLE: Final = (
    (
        (0.9926225427561189, -1.9852450855122379, 0.9926225427561189),
        (1.0, -1.9851906578962613, 0.9852995131282146),
    ),
) * 2

Samples = NDArray[np.floating[Any]]
_Stages = tuple[tuple[tuple[float, float, float], tuple[float, float, float]], ...]


def normalise(samples: ArrayLike, rate_hz: int) -> NDArray[np.int16]:
    """Make a cue of `samples`, shape (frames,) or (frames, channels), full scale 1.0.

    Returns shape (frames,) at 48 kHz with speech from frame 480 on, -19 LUFS unless the limiter
    to -3 dBTP costs a little. Raises SpeechError for silence and for what is no sound.
    """
    raw = np.asarray(samples, dtype=np.float64)
    if raw.ndim not in (1, 2) or raw.size == 0 or not np.isfinite(raw).all():
        raise SpeechError("there is no sound in it", hint=_HINT)
    mono = raw if raw.ndim == 1 else _one_channel(raw)
    mono = mono - mono.mean()
    voice = _at_rate(mono, rate_hz, RATE_HZ, "VHQ") if rate_hz != RATE_HZ else mono
    voice = _trimmed(_filtered(voice, _RUMBLE))
    for _ in range(_PASSES):
        loudness = loudness_lufs(voice)
        if not math.isfinite(loudness):
            raise SpeechError("it is silent", hint=_HINT)
        voice = _limited(voice * _gain(TARGET_LUFS - loudness))
    voice = voice * min(1.0, _gain(CEILING_DBTP - true_peak_dbtp(voice)))
    cue: NDArray[np.int16] = np.round(voice * 32767).astype(np.int16)
    return cue


def _at_rate(samples: Samples, rate_hz: int, wanted_hz: int, quality: str) -> Samples:
    """The same sound at another rate. Raises SpeechError where nothing here can do that."""
    try:
        import soxr  # noqa: PLC0415 - Windows on ARM has none, and needs none but for own cues
    except ImportError as exc:
        raise SpeechError("soxr is not installed", hint=how_to_install("soxr")) from exc
    resampled: Samples = soxr.resample(samples, rate_hz, wanted_hz, quality=quality)
    return resampled


def _one_channel(stereo: Samples) -> Samples:
    """The mean of the channels; where they cancel each other, the louder one."""
    mean: Samples = stereo.mean(axis=1)
    power = (stereo**2).mean(axis=0)
    if (mean**2).mean() >= _CANCELLED * power.max():
        return mean
    louder: Samples = stereo[:, int(power.argmax())]
    return louder


def loudness_lufs(samples: Samples) -> float:
    """Return the integrated loudness (ITU-R BS.1770-4) of mono `samples` at 48 kHz.

    A sound under 0.4 s is measured as if silence followed; silence is -inf.
    """
    block, hop = RATE_HZ * 4 // 10, RATE_HZ // 10
    if len(samples) < block:
        samples = np.pad(samples, (0, block - len(samples)))
    weighted = _filtered(samples, _K_WEIGHTING)
    energy = np.concatenate(([0.0], np.cumsum(weighted**2)))
    starts = np.arange(0, len(samples) - block + 1, hop)
    power = (energy[starts + block] - energy[starts]) / block
    power = power[_lufs(power) > -70.0]
    if len(power) == 0:
        return -math.inf
    power = power[_lufs(power) > _lufs(power.mean()) - 10.0]
    return float(_lufs(power.mean()))


def true_peak_dbtp(samples: Samples) -> float:
    """Return the highest level between samples at 48 kHz, found at four times the rate."""
    return 20 * math.log10(max(float(_peaks(samples).max(initial=0.0)), 1e-9))


def _lufs(power: Any) -> Any:
    return -0.691 + 10 * np.log10(np.maximum(power, 1e-20))


def _gain(decibels: float) -> float:
    return float(10 ** (decibels / 20))


def _peaks(samples: Samples) -> Samples:
    """Highest absolute value at and just after each sample, at four times the rate."""
    fine = np.abs(_at_rate(samples, RATE_HZ, 4 * RATE_HZ, "HQ"))
    fine = np.pad(fine, (0, max(0, 4 * len(samples) - len(fine))))[: 4 * len(samples)]
    peaks: Samples = np.maximum(fine.reshape(-1, 4).max(axis=1), np.abs(samples))
    return peaks


def _filtered(samples: Samples, stages: _Stages) -> Samples:
    """Run `samples` through biquads, by their response to each frequency."""
    # Room for what rings on after the end; what is cut off there is 200 dB down.
    size = 1 << (len(samples) + RATE_HZ // 2 - 1).bit_length()
    z = np.exp(-2j * np.pi * np.arange(size // 2 + 1) / size)
    spectrum = np.fft.rfft(samples, size)
    for b, a in stages:
        spectrum *= (b[0] + z * (b[1] + z * b[2])) / (a[0] + z * (a[1] + z * a[2]))
    filtered: Samples = np.fft.irfft(spectrum, size)[: len(samples)]
    return filtered


def _trimmed(voice: Samples) -> Samples:
    """Cut to 10 ms before the onset and 30 ms after the last sound, with 5 ms fades."""
    window = np.ones(_WINDOW_FRAMES) / _WINDOW_FRAMES
    level = np.sqrt(np.maximum(np.convolve(voice**2, window, "same")[: len(voice)], 0.0))
    loudest = level.max(initial=0.0)
    room = float(np.percentile(level, 10)) * _ABOVE_ROOM if len(level) else 0.0
    heard = max(loudest * _gain(_ONSET_DB), min(room, loudest * _gain(_ROOM_MOST_DB)))
    loud = np.flatnonzero(level > heard)
    if len(loud) == 0:
        raise SpeechError("it is silent", hint=_HINT)
    voice = np.pad(voice, (ONSET_FRAMES, 0))[loud[0] : loud[-1] + ONSET_FRAMES + _TAIL_FRAMES]
    fade = np.linspace(0.0, 1.0, _WINDOW_FRAMES)
    if len(voice) < ONSET_FRAMES + _WINDOW_FRAMES:
        raise SpeechError("it is too short", hint=_HINT)
    voice[:_WINDOW_FRAMES] *= fade
    voice[-_WINDOW_FRAMES:] *= fade[::-1]
    return voice


def _limited(voice: Samples) -> Samples:
    """Hold true peaks under the ceiling with a gain that begins 5 ms before each of them."""
    need = np.minimum(1.0, _gain(CEILING_DBTP) / np.maximum(_peaks(voice), 1e-9))
    ahead = _LOOKAHEAD_FRAMES
    held = _lowest(np.pad(need, ahead, constant_values=1.0), 2 * ahead + 1)
    smooth = np.convolve(
        np.pad(held, ahead // 2, constant_values=1.0), np.ones(ahead) / ahead, "valid"
    )
    return voice * smooth


def _lowest(values: Samples, width: int) -> Samples:
    """Return the lowest of each `width` values in a row, by doubling."""
    span = 1
    while 2 * span <= width:
        values = np.minimum(values[:-span], values[span:])
        span *= 2
    rest = width - span
    return np.minimum(values[: len(values) - rest], values[rest:])
