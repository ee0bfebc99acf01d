"""Ways to let a session be heard, behind one port; each library is loaded only when it is chosen."""

from __future__ import annotations

import contextlib
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from cadencecoach.core.values.text import quoted
from cadencecoach.errors import AudioError, LibraryMissing

if TYPE_CHECKING:
    from cadencecoach.ports import AudioOut, Clock


def open_audio(choice: str, *, speed: float | None = 1.0, clock: Clock, log_dir: Path) -> AudioOut:
    """Make the output named as in `--audio`, or raise AudioError with the names there are.

    `auto` is simpleaudio where it can be loaded, and miniaudio where not or once it falls short
    (sounddevice where there is no miniaudio); `name` says which. `speed` is how
    many times faster than the clock time runs, None as fast as possible; a device plays at 1 only.
    What the libraries print goes to `log_dir`/sound.log. Raises AudioError, LibraryMissing; the
    device itself is opened by `start`.
    """
    from cadencecoach.adapters.audio.silent import NullOut  # noqa: PLC0415
    from cadencecoach.adapters.audio.wave_file import WaveFileOut  # noqa: PLC0415

    if choice == "null":
        return NullOut(clock, speed)
    if choice.startswith("file:") and len(choice) > len("file:"):
        return WaveFileOut(Path(choice.removeprefix("file:")), clock, speed)
    if choice not in ("auto", "simpleaudio", "miniaudio", "sounddevice"):
        raise AudioError(
            f"there is no sound output {quoted(choice)}",
            hint="choose auto, simpleaudio, miniaudio, sounddevice, null or file:OUT.wav",
        )
    if speed != 1.0:
        raise AudioError(
            "a sound device plays at its own speed", hint="use --speed with --audio null or file:"
        )
    with contextlib.suppress(OSError):
        log_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    from cadencecoach.adapters.audio.miniaudio.pump import MiniaudioOut  # noqa: PLC0415

    if choice in ("miniaudio", "sounddevice"):
        return MiniaudioOut(clock, log_dir, choice)
    from cadencecoach.adapters.audio.simpleaudio import SimpleAudioOut  # noqa: PLC0415

    # Where miniaudio has no wheel, sounddevice stands in its place.
    there = [library for library in ("miniaudio", "sounddevice") if find_spec(library) is not None]
    try:
        first = SimpleAudioOut(clock, log_dir)
    except LibraryMissing:
        if choice == "simpleaudio":
            raise
        return MiniaudioOut(clock, log_dir, *there[:1])
    if choice == "simpleaudio" or not there:
        return first
    from cadencecoach.adapters.audio.fallback import FallbackOut  # noqa: PLC0415

    return FallbackOut(first, lambda: MiniaudioOut(clock, log_dir, there[0]))
