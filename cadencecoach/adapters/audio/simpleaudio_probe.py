"""Tries the sound device in a process of its own.

Opening a device of a sound server that hangs holds Python's lock for 30 s (measured with a stopped
PulseAudio), and a broken library may crash. Here neither harms a run.
"""

from __future__ import annotations

import os
import sys
import time
from typing import Final

from cadencecoach.adapters.audio.liveness import threads, turns

FAILED: Final = 1
STUCK: Final = 2

_RATE_HZ: Final = 48_000
_SILENCE: Final = bytes(_RATE_HZ * 4)
_ENOUGH_TURNS: Final = 10
"""A device that takes no sound lets its thread come to four or so."""

_TRIES: Final = 80
_NAP_S: Final = 0.01


def main() -> int:
    """Play silence; 0 if the device takes it, FAILED with the reason on stdout, or STUCK."""
    import simpleaudio  # noqa: PLC0415 - only this child may meet what is wrong with it

    before = threads()
    try:
        playing = simpleaudio.play_buffer(_SILENCE, 2, 2, _RATE_HZ)
    except Exception as exc:  # noqa: BLE001 - its error type is not public
        print(exc)  # noqa: T201
        return FAILED
    player = threads() - before
    for _ in range(_TRIES):
        time.sleep(_NAP_S)
        count = turns(player)
        if not playing.is_playing():
            print("the device went away")  # noqa: T201
            return FAILED
        if count is None or count >= _ENOUGH_TURNS:
            return 0
    return STUCK


if __name__ == "__main__":
    result = main()
    sys.stdout.flush()
    # At once: the library's thread would play its silence to the end first.
    os._exit(result)
