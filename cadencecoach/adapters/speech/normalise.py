"""One way from any recording of a voice to a cue, apart because two makers must not differ.

The shipped cues (tools/make_cues.py) and the user's own go through `normalise`, so they are
equally loud, start at the same frame and never clip: mono, 48 kHz, no rumble, trimmed to 10 ms
before the onset, -19 LUFS, at most -3 dBTP, 16 bit. Mono at -19 LUFS in both ears is -16 LUFS.
"""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
import soxr
from numpy.typing import ArrayLike, NDArray

from cadencecoach.errors import SpeechError

PIPELINE_VERSION: Final = "1"
"""Part of the key under which a rendered cue is kept; raise it when a sample would change."""
RATE_HZ: Final = 48_000
ONSET_FRAMES: Final = 480
"""Where speech begins in every result."""
TARGET_LUFS: Final = -19.0
CEILING_DBTP: Final = -3.0

_RUMBLE_HZ: Final = 80.0
_ONSET_DB: Final = -40.0
"""Speech is where its 5 ms level comes within this of the loudest 5 ms."""
_TAIL_FRAMES: Final = 1440
_WINDOW_FRAMES: Final = 240
_LOOKAHEAD_FRAMES: Final = 241
_PASSES: Final = 3
"""Of gain and limiter: limiting takes a little loudness away, which the next pass gives back."""
_HINT: Final = "use a recording of a voice, at least a word long"

# BS.1770-4, tables 1 and 2: the K-weighting filter at 48 kHz, (b, a) of its two stages.
_K_STAGES: Final = (
    (
        (1.53512485958697, -2.69169618940638, 1.19839281085285),
        (1.0, -1.69065929318241, 0.73248077421585),
    ),
    ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621)),
)

Samples = NDArray[np.floating[Any]]


def normalise(samples: ArrayLike, rate_hz: int) -> NDArray[np.int16]:
    """Make a cue of `samples`, shape (frames,) or (frames, channels), full scale 1.0.

    Returns shape (frames,) at 48 kHz with speech from frame 480 on, -19 LUFS unless the limiter
    to -3 dBTP costs a little. Raises SpeechError for silence and for what is no sound.
    """
    raw = np.asarray(samples, dtype=np.float64)
    if raw.ndim not in (1, 2) or raw.size == 0 or not np.isfinite(raw).all():
        raise SpeechError("there is no sound in it", hint=_HINT)
    mono = raw if raw.ndim == 1 else raw.mean(axis=1)
    voice = soxr.resample(mono, rate_hz, RATE_HZ, quality="VHQ") if rate_hz != RATE_HZ else mono
    voice = _trimmed(_without_rumble(voice))
    for _ in range(_PASSES):
        loudness = loudness_lufs(voice)
        if not math.isfinite(loudness):
            raise SpeechError("it is silent", hint=_HINT)
        voice = _limited(voice * _gain(TARGET_LUFS - loudness))
    voice = voice * min(1.0, _gain(CEILING_DBTP - true_peak_dbtp(voice)))
    cue: NDArray[np.int16] = np.round(voice * 32767).astype(np.int16)
    return cue


def loudness_lufs(samples: Samples) -> float:
    """Return the integrated loudness (ITU-R BS.1770-4) of mono `samples` at 48 kHz.

    A sound under 0.4 s is measured as if silence followed; silence is -inf.
    """
    block, hop = RATE_HZ * 4 // 10, RATE_HZ // 10
    if len(samples) < block:
        samples = np.pad(samples, (0, block - len(samples)))
    weighted = _filtered(samples, _k_response)
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
    fine = np.abs(soxr.resample(samples, RATE_HZ, 4 * RATE_HZ, quality="VHQ"))
    fine = np.pad(fine, (0, max(0, 4 * len(samples) - len(fine))))[: 4 * len(samples)]
    peaks: Samples = np.maximum(fine.reshape(-1, 4).max(axis=1), np.abs(samples))
    return peaks


def _filtered(samples: Samples, response: Any) -> Samples:
    """Apply a filter given as a function of frequency in Hz, with room for it to ring out."""
    room = RATE_HZ // 2
    size = 1 << (len(samples) + 2 * room - 1).bit_length()
    spectrum = np.fft.rfft(np.pad(samples, (room, 0)), size)
    spectrum *= response(np.fft.rfftfreq(size, 1 / RATE_HZ))
    return np.fft.irfft(spectrum, size)[room : room + len(samples)]


def _k_response(hz: Samples) -> NDArray[np.complexfloating[Any]]:
    z = np.exp(-2j * np.pi * hz / RATE_HZ)
    response: NDArray[np.complexfloating[Any]] = np.ones_like(z)
    for b, a in _K_STAGES:
        response = response * np.polyval(b[::-1], z) / np.polyval(a[::-1], z)
    return response


def _without_rumble(voice: Samples) -> Samples:
    """High-pass at 80 Hz, second-order Butterworth run forth and back: no phase, no DC."""

    def response(hz: Samples) -> Samples:
        ratio = (hz / _RUMBLE_HZ) ** 4
        return ratio / (1 + ratio)

    return _filtered(voice, response)


def _trimmed(voice: Samples) -> Samples:
    """Cut to 10 ms before the onset and 30 ms after the last sound, with 5 ms fades."""
    window = np.ones(_WINDOW_FRAMES) / _WINDOW_FRAMES
    level = np.sqrt(np.maximum(np.convolve(voice**2, window, "same")[: len(voice)], 0.0))
    loud = np.flatnonzero(level > level.max(initial=0.0) * _gain(_ONSET_DB))
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
    held = np.lib.stride_tricks.sliding_window_view(
        np.pad(need, ahead, constant_values=1.0), 2 * ahead + 1
    ).min(axis=1)
    smooth = np.convolve(
        np.pad(held, ahead // 2, constant_values=1.0), np.ones(ahead) / ahead, "valid"
    )
    return voice * smooth
