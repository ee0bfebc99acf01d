"""The obvious metronome, for comparison: play a click, sleep for a beat, again.

python benchmarks/naive_metronome.py SPM SECONDS
"""

from __future__ import annotations

import math
import struct
import sys
import time

import simpleaudio

RATE_HZ = 48_000
CLICK = b"".join(
    struct.pack(
        "<h", round(20_000 * math.exp(-n / 300) * math.sin(n * 2 * math.pi * 1500 / RATE_HZ))
    )
    for n in range(1_500)
)


def main(spm: float, seconds: float) -> None:
    for _ in range(int(seconds * spm / 60)):
        simpleaudio.play_buffer(CLICK, 1, 2, RATE_HZ)
        time.sleep(60 / spm)


if __name__ == "__main__":
    main(float(sys.argv[1]), float(sys.argv[2]))
