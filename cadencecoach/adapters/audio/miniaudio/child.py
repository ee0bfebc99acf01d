"""The process that plays the shared ring through miniaudio, apart so that no repaint can hold it up.

Where miniaudio has no wheel, PortAudio (sounddevice) asks for the samples in its place.

Its callback copies and counts, nothing else. It ends when its stdin does, so it never outlives the
session that started it, however that one died.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Generator
from typing import Any, Final

from cadencecoach.adapters.audio.miniaudio.ring import ChildState, SharedRing, Word
from cadencecoach.adapters.clock import monotonic_ns

PERIOD_MS: Final = 100
PERIODS: Final = 2
"""A device buffer of 200 ms in two parts; a change 300 ms ahead is always in time."""

_RATE_HZ: Final = 48_000
_NS: Final = 1_000_000_000


def play(ring: SharedRing) -> Generator[bytes, int, None]:
    """Yield what the device asks for, beginning where the session is when it first asks."""
    count = yield b""
    now = monotonic_ns()
    frame = ring.word(Word.BEGIN)
    if ring.word(Word.BEGIN_NS):
        frame += (now - ring.word(Word.BEGIN_NS)) * _RATE_HZ // _NS
    ring.write(Word.BEGAN, frame)
    ring.write(Word.BEGAN_NS, now)
    while True:
        samples = ring.samples(frame, count)
        frame += count
        ring.take(frame, now)
        count = yield samples
        now = monotonic_ns()


def by_portaudio(generator: Generator[bytes, int, None]) -> Any:
    """Open the default device and let it ask. Raises OSError without the C library, or its errors."""
    import sounddevice  # noqa: PLC0415 - the library is opened by its import

    def ask(out: Any, count: int, _time: Any, _status: Any) -> None:
        out[:] = generator.send(count)

    stream = sounddevice.RawOutputStream(
        samplerate=_RATE_HZ,
        channels=2,
        dtype="int16",
        blocksize=_RATE_HZ * PERIOD_MS // 1000,
        latency=PERIOD_MS * PERIODS / 1000,
        callback=ask,
    )
    stream.start()
    return stream


def by_miniaudio(generator: Generator[bytes, int, None]) -> Any:
    """Open the default device and let it ask. Raises an Exception of miniaudio's, or RuntimeError."""
    # miniaudio imports numpy where it is installed: 30 MB that nothing here needs.
    sys.modules["numpy"] = None  # type: ignore[assignment]
    import miniaudio  # noqa: PLC0415 - after the line above

    device = miniaudio.PlaybackDevice(
        miniaudio.SampleFormat.SIGNED16,
        nchannels=2,
        sample_rate=_RATE_HZ,
        buffersize_msec=PERIOD_MS,
        callback_periods=PERIODS,
        app_name="CadenceCoach",
    )
    if device.backend == "Null":
        # What miniaudio falls back to where there is no device: it would play to nobody.
        device.close()
        raise RuntimeError("no sound device")
    device.start(generator)
    return device


def main(name: str, library: str) -> None:
    """Play the ring called `name` through a library until stdin ends."""
    ring = SharedRing.attach(name)
    generator = play(ring)
    next(generator)
    try:
        device = (by_miniaudio if library == "miniaudio" else by_portaudio)(generator)
    except Exception as exc:  # noqa: BLE001 - the session is told, whatever it is
        # miniaudio raises its words and a number, which str() would show as a tuple.
        said = " ".join(str(part) for part in exc.args) or type(exc).__name__
        ring.say(said)
        print(said, file=sys.stderr)  # noqa: T201 - the log
        ring.write(Word.STATE, ChildState.FAILED)
        return
    ring.say(getattr(device, "backend", library))
    ring.write(Word.STATE, ChildState.PLAYING)
    sys.stdin.buffer.read()


if __name__ == "__main__":
    # Ctrl-C and a lost terminal are for the session to judge.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    main(*sys.argv[1:])
    # At once: a device of a server that hangs would never close.
    os._exit(0)
