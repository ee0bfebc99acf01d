"""What a session needs of the world, as Protocols, so that a fake is a product and an edge is thin."""

from __future__ import annotations

import enum
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from cadencecoach.core.values.units import Frame, Seconds, Spm

if TYPE_CHECKING:
    from datetime import datetime

    import numpy as np
    from numpy.typing import NDArray

    from cadencecoach.core.control.presses import MediaKey
    from cadencecoach.core.events import Event, LinkChanged, PayloadReceived
    from cadencecoach.core.score.mixer import Score


class Clock(Protocol):
    """The only way to the time of day and to elapsed time."""

    def utc_now(self) -> datetime:
        """The wall time, aware, in UTC; asked once at the start of a session."""
        ...

    def monotonic_ns(self) -> int:
        """Elapsed time that never goes back."""
        ...


class AudioState(enum.Enum):
    """What a sound output can tell about itself."""

    GAP = "gap"
    """Something was not heard, and the sound is in step again."""

    LOST = "lost"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class AudioNotice:
    """A change of the sound output, told at the next poll."""

    at: Frame
    state: AudioState
    detail: str


class AudioOut(Protocol):
    """Plays one Score from frame 0 and says how far it has come.

    The session's frame is the position of its output. An output never raises while it plays: what
    goes wrong is a notice. Samples come from `mixer.fill` alone.
    """

    name: str
    """As in `--audio`: simpleaudio, miniaudio, sounddevice, null, file."""

    latency: Seconds
    """From a frame being played out to its being heard, as far as known."""

    def start(self, score: Score) -> None:
        """Begin at frame 0. Raises AudioError if it cannot be had at all."""
        ...

    def publish(self, score: Score, holds_from: Frame) -> None:
        """Replace what will be heard from `holds_from` on, a frame not yet heard; never blocks."""
        ...

    def position(self) -> Frame:
        """The frame that may be heard now; never goes back."""
        ...

    async def reach(self, frame: Frame) -> None:
        """Return once position() >= frame; paces the session (at once for `--speed max`)."""
        ...

    def notices(self) -> Sequence[AudioNotice]:
        """What changed since the last call."""
        ...

    def pause_began(self) -> None:
        """A good moment for a break in the stream: a pause began (drift is forgotten here)."""
        ...

    def close(self, at: Frame | None = None) -> None:
        """Stop, and let go of the device; a file ends at frame `at`."""
        ...


@dataclass(frozen=True, slots=True)
class Heard:
    """What the runner hears now; only a simulated runner wants to know."""

    target_spm: Spm | None
    click: bool


class CadenceSource(Protocol):
    """Where RSC payloads come from: a footpod, a recording, a simulated runner."""

    name: str
    """Shown on the run screen; cleaned of control characters."""

    async def open(self, wake: Callable[[], None]) -> None:
        """Begin looking, without waiting to find; `wake` may be called from the loop on news."""
        ...

    def poll(self, now: Frame, heard: Heard) -> Sequence[PayloadReceived | LinkChanged]:
        """What arrived since the last poll, stamped with session frames <= now, in order."""
        ...

    async def close(self) -> None:
        """Let go of the link."""
        ...


class Playback(enum.Enum):
    """What earphones go by, when they choose between play and pause."""

    PLAYING = "Playing"
    PAUSED = "Paused"
    STOPPED = "Stopped"


@dataclass(frozen=True, slots=True)
class NowPlaying:
    """What a media player would show of a run."""

    playback: Playback
    title: str
    length_s: float
    """Of the stage."""

    position_s: float
    """In the stage, now."""


class Buttons(Protocol):
    """Where presses of buttons come from: media keys, earphones."""

    def open(self, on_key: Callable[[MediaKey, str], None]) -> None:
        """Begin to listen; keys come on the loop, with the address of earphones or nothing."""
        ...

    def show(self, now: NowPlaying) -> None:
        """Tell what plays; seldom. Never raises."""
        ...

    async def close(self) -> None:
        """Listen no more."""
        ...


@dataclass(frozen=True, slots=True)
class RunShown:
    """What a second screen shows of a run: target, cadence and time, and nothing of the back."""

    state: str
    """As on the run screen: target 2 of 4, paused."""

    target_spm: Spm | None
    cadence_spm: int | None
    """None is not known."""

    band: str
    """in band, 3 over, 2 under, not moving; empty where nothing can be said."""

    time: str
    """Running time, as 12:41."""

    total: str
    stands: bool
    """In a pause, or about to stop: "go on" would change something."""

    muted: bool


class SecondScreen(Protocol):
    """Shows a run to the runner somewhere else, and hears words of the vocabulary there."""

    def open(self, say: Callable[[str], None]) -> None:
        """Begin; words come on the loop that called this."""
        ...

    def show(self, now: RunShown) -> None:
        """Show this. Never blocks, never raises."""
        ...

    async def close(self) -> None:
        """Say that the run is over, and hear no more."""
        ...


class SessionLog(Protocol):
    """Where a session's events go; never blocks and never raises while the run lasts."""

    def append(self, events: Sequence[Event]) -> None:
        """Keep these, in this order."""
        ...

    def reached(self, at: Frame) -> None:
        """Note how far the session has come."""
        ...


class Voice(Protocol):
    """A speech engine on this machine."""

    name: str

    def available(self) -> bool:
        """Whether it can speak here, found out without speaking."""
        ...

    def render(self, text: str) -> tuple[NDArray[np.float32], int]:
        """Mono samples and their rate in Hz. Raises SpeechError."""
        ...
