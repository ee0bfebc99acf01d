"""Writes an MP3 with LAME, and in front of it the frame that says where the sound begins and ends.

An MP3 is whole frames of 1,152 samples behind an encoder's delay; without that frame ("Info", with
LAME's extension) a player starts late, ends late and leaves a gap between two files. lameenc makes
the sound and leaves the frame to us.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cadencecoach.core.values.units import SAMPLE_RATE

_KBPS: Final = 96
"""A channel's: a constant rate, so that players know the length and seek without a table."""

_EFFORT: Final = 5
"""LAME's, 0 best to 9 fastest; 2 takes half as long again, and a click is no clearer for it."""

_SAMPLES: Final = 1152
"""In a frame of MPEG-1 Layer III (ISO 11172-3)."""

_DELAY: Final = 576
"""Samples that LAME puts in front (its ENCDELAY); a decoder knows its own 529."""

_SIDE_INFO: Final = {1: 17, 2: 32}
"""Bytes between a frame's header and its data, by channels (ISO 11172-3)."""

_BITRATES: Final = {96: 7, 192: 11}
"""kbit/s to their index in the header of a Layer III frame."""


def find_lame() -> ModuleType | None:
    """lameenc, or None where there is no wheel of it (docs/decisions/0010-lameenc-for-mp3.md)."""
    try:
        import lameenc  # noqa: PLC0415 - only an MP3 needs it
    except ImportError:
        return None
    return lameenc  # type: ignore[no-any-return]


def write_mp3(
    lame: ModuleType, path: Path, blocks: Iterator[NDArray[np.int16]], channels: int
) -> None:
    """Encode blocks of shape (n, channels) at 48 kHz into a file. Raises OSError."""
    encoder = lame.Encoder()
    encoder.set_in_sample_rate(SAMPLE_RATE)
    encoder.set_channels(channels)
    encoder.set_bit_rate(_KBPS * channels)
    encoder.set_quality(_EFFORT)
    encoder.silence()
    length = 0
    with path.open("wb") as file:
        file.write(_info_frame(channels, 0, 0))
        for block in blocks:
            length += len(block)
            file.write(encoder.encode(block.tobytes()))
        file.write(encoder.flush())
        size = file.tell()
        file.seek(0)
        file.write(_info_frame(channels, size, length))


def _info_frame(channels: int, size: int, length: int) -> bytes:
    """A frame without sound that tells frames, bytes, and the samples to leave out at both ends."""
    rate = _KBPS * channels
    header = struct.pack(
        ">BBBB", 0xFF, 0xFB, _BITRATES[rate] << 4 | 0x04, 0xC0 if channels == 1 else 0x00
    )
    frame_bytes = _SAMPLES // 8 * rate * 1000 // SAMPLE_RATE
    frames = max(0, size // frame_bytes - 1)
    padding = min(max(0, frames * _SAMPLES - _DELAY - length), 0xFFF)
    lame = struct.pack(
        ">9sBB8sBB3sBBHIHH",
        b"LAME3.100",
        0x01,  # a constant rate
        0,
        bytes(8),
        0,
        min(rate, 255),
        (_DELAY << 12 | padding).to_bytes(3, "big"),
        0,
        0,
        0,
        size,
        0,
        0,
    )
    info = struct.pack(">4sIII", b"Info", 0x3, frames, size)
    return (header + bytes(_SIDE_INFO[channels]) + info + lame).ljust(frame_bytes, b"\0")
