"""A runner's own recording as samples: which WAV files are read, and what is wrong with the others.

libsndfile decodes; it gives up at chunks it has never heard of, so it is handed the two chunks that
matter. Python's own `wave` cannot read the extensible header that most 24-bit files have.
"""

from __future__ import annotations

import io
import struct
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cadencecoach.errors import SoundError

_LOWEST_HZ: Final = 8_000
"""Below it no consonant is left (telephones have 8 kHz)."""

_HEADER_BYTES: Final = 12
_WITHIN: Final = 65_536
"""A tag in front of the RIFF header is not longer than this."""

_UNTOLD: Final = 0x7FFF_0000
"""From this size on, and at 0, a program wrote it that did not know the end yet."""


def decode_wav(raw: bytes, path: Path, longest_s: float) -> tuple[NDArray[np.float32], int]:
    """Samples, shape (frames, channels), and rate of a WAV file. Raises SoundError, saying why not."""
    # Here and not at the top: listing cues needs no C library.
    import soundfile  # noqa: PLC0415

    hint = f"save it as WAV, mono or stereo, {_LOWEST_HZ} Hz or more, at most {longest_s:.0f} s"
    try:
        with soundfile.SoundFile(io.BytesIO(_sound_alone(raw, path, hint))) as stream:
            rate_hz: int = stream.samplerate
            if stream.channels > 2:
                raise SoundError(f"that WAV file has {stream.channels} channels: {path}", hint=hint)
            if rate_hz < _LOWEST_HZ:
                raise SoundError(f"that WAV file has only {rate_hz} Hz: {path}", hint=hint)
            frames = int(longest_s * rate_hz)
            samples: NDArray[np.float32] = stream.read(frames + 1, dtype="float32", always_2d=True)
    except (soundfile.LibsndfileError, TypeError) as exc:
        why = getattr(exc, "error_string", "its header is broken").rstrip(".")
        raise SoundError(f"that WAV file cannot be decoded: {path} ({why})", hint=hint) from exc
    if len(samples) > frames:
        raise SoundError(
            f"that file is too long for a cue, over {longest_s:.0f} s: {path}", hint=hint
        )
    return samples, rate_hz


def _sound_alone(raw: bytes, path: Path, hint: str) -> bytes:
    """The file with its format and its sound, and nothing else. Raises SoundError."""
    start = raw.find(b"RIFF", 0, _WITHIN)
    if start < 0 or raw[start + 8 : start + _HEADER_BYTES] != b"WAVE":
        raise SoundError(f"that is no WAV file: {path}", hint=hint)
    kept: dict[bytes, bytes] = {}
    at = start + _HEADER_BYTES
    while at + 8 <= len(raw) and b"data" not in kept:
        name, size = raw[at : at + 4], struct.unpack_from("<I", raw, at + 4)[0]
        if name == b"data" and (size == 0 or size >= _UNTOLD):
            size = len(raw) - at - 8
        body = raw[at + 8 : at + 8 + size]
        if name in (b"fmt ", b"fact", b"data"):
            if len(body) < size and name == b"data":
                raise SoundError(
                    f"that WAV file is cut off: {size - len(body)} bytes are missing: {path}",
                    hint="copy it again",
                )
            kept[name] = body
        at = _next_chunk(raw, at + 8 + size)
    if b"fmt " not in kept or b"data" not in kept:
        raise SoundError(f"that WAV file has no sound in it: {path}", hint=hint)
    chunks = b"".join(
        name + struct.pack("<I", len(kept[name])) + kept[name] + b"\0" * (len(kept[name]) % 2)
        for name in (b"fmt ", b"fact", b"data")
        if name in kept
    )
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks


def _next_chunk(raw: bytes, end: int) -> int:
    """Where the next chunk begins: on an even byte, unless the one before was not padded."""
    even = end + end % 2
    known = (b"fmt ", b"fact", b"data")
    return end if raw[end : end + 4] in known and raw[even : even + 4] not in known else even
