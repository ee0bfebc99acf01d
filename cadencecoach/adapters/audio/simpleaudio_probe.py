"""Tries the sound device in a process of its own: both sides, who asks and who plays.

Opening a device of a sound server that hangs holds Python's lock for 30 s (measured with a stopped
PulseAudio), and a broken library may crash. Here neither harms a run.
"""

from __future__ import annotations

import mmap
import os
import subprocess
import sys
import time
from typing import Final

from cadencecoach.adapters.audio import child
from cadencecoach.adapters.audio.liveness import ReadSoFar, threads, turns
from cadencecoach.errors import DeviceNotFound

FAILED: Final = 1
STUCK: Final = 2

_RATE_HZ: Final = 48_000
_SECOND: Final = _RATE_HZ * 4
_ENOUGH: Final = _SECOND * 3 // 10
"""Bytes read by a device that plays: a sleeping one takes 0.21 s and no more (measured)."""

_ENOUGH_TURNS: Final = 10
"""Where the kernel does not tell: a thread whose device takes no sound comes to four or so."""

_TRIES: Final = 80
_NAP_S: Final = 0.01
_LIMIT_S: Final = 5.0

_HINTS: Final = (
    ("CODE: -16", "the sound device is busy", "close the program that holds it"),
    ("CODE: -2 ", "this machine has no sound device", "switch the earphones on, or plug them in"),
    ("CODE: -19 ", "the sound device is gone", "switch the earphones on, or plug them in"),
    ("CODE: -111", "the sound server does not answer", "start PulseAudio or PipeWire again"),
)
_AGAIN: Final = "switch the earphones on, or plug them in, and try again"
_NO_DEVICE: Final = "switch the earphones on, or try `cadencecoach doctor`, or --audio null"


def try_device(log: int | None) -> None:
    """Raise DeviceNotFound unless a process of its own can play; its chatter goes to `log`."""
    try:
        tried = subprocess.run(
            child.command("simpleaudio_probe"),
            env=child.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL if log is None else log,
            timeout=_LIMIT_S,
            check=False,
        )
    except subprocess.TimeoutExpired as exc:
        raise no_device("the sound server hangs") from exc
    except OSError as exc:
        raise no_device("sound cannot be tried on this machine") from exc
    if tried.returncode != 0:
        raise not_found(tried.stdout.decode("utf-8", "replace"))


def not_found(reason: str) -> DeviceNotFound:
    """Say for a person what simpleaudio said; its own words are in the log."""
    for code, message, hint in _HINTS:
        if code in reason:
            return DeviceNotFound(message, hint=hint)
    return no_device(
        "no sound device opens" if reason.strip() else "the sound device takes no sound"
    )


def no_device(message: str) -> DeviceNotFound:
    """What is wrong with the device, with what to try."""
    return DeviceNotFound(message, hint=_NO_DEVICE, in_app=_AGAIN)


def main() -> int:
    """Play silence; 0 if the device takes it, FAILED with the reason on stdout, or STUCK."""
    import simpleaudio  # noqa: PLC0415 - only this child may meet what is wrong with it

    before = threads()
    # Never written, so each page is mapped as it is read.
    silence = mmap.mmap(-1, _SECOND)
    read = ReadSoFar(silence)
    try:
        playing = simpleaudio.play_buffer(silence, 2, 2, _RATE_HZ)
    except Exception as exc:  # noqa: BLE001 - its error type is not public
        print(exc)  # noqa: T201
        print(exc, file=sys.stderr)  # noqa: T201 - the log
        return FAILED
    player = threads() - before
    for _ in range(_TRIES):
        time.sleep(_NAP_S)
        if not playing.is_playing():
            print("the device went away")  # noqa: T201
            return FAILED
        if _takes_sound(read.bytes(), player):
            return 0
    return STUCK


def _takes_sound(read: int | None, player: frozenset[str]) -> bool:
    if read is not None:
        return read >= _ENOUGH
    count = turns(player)
    return count is None or count >= _ENOUGH_TURNS


if __name__ == "__main__":
    result = main()
    sys.stdout.flush()
    # At once: the library's thread would play its silence to the end first.
    os._exit(result)
