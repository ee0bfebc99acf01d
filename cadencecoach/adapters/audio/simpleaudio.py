"""The pump that is a C thread reading our memory: simpleaudio, asked to play once a stretch.

simpleaudio tells no position, so the position is the clock's since play began, and a new stretch
is laid so that its frame N sounds when the clock says N. Where a stretch may end is in
docs/decisions/0003-stretches.md.
"""

from __future__ import annotations

import collections
import importlib.metadata
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from cadencecoach.adapters.audio import child
from cadencecoach.adapters.audio.backoff import Backoff
from cadencecoach.adapters.audio.live_buffer import RELEASES, LiveBuffer, Tape, long_tape
from cadencecoach.adapters.audio.liveness import threads, turns
from cadencecoach.adapters.audio.pace import FrameClock, reach
from cadencecoach.adapters.audio.stderr import StderrToLog
from cadencecoach.core.score.mixer import Score
from cadencecoach.core.values.units import SAMPLE_RATE, Frame, Frames, Seconds, frames
from cadencecoach.errors import AudioError, DeviceNotFound, LibraryMissing
from cadencecoach.ports import AudioNotice, AudioState, Clock

GUARD: Final = frames(0.2)
"""What may be read ahead of the position: 100 ms of device buffer, and as much for drift."""

QUIET_SEAM_AFTER: Final = frames(20 * 60)
"""From this age on a stretch ends in the first silence too long to feel a beat across."""

LONGEST: Final = frames(60 * 60) if RELEASES else frames(20 * 60)
"""At this age it ends between two clicks. 20 minutes are 230 MB where nothing is given back."""

_LONG_SILENCE: Final = frames(1)
_SHORT_SILENCE: Final = frames(0.02)
_SPARE: Final = frames(120)
"""Tape beyond the longest age, for a hand-over that finds no place or no device at first."""

_REFUSED: Final = frames(30)
"""A device that refuses a second stream is asked again after this long."""

_TICK_S: Final = 0.25
_DEAD_TICKS: Final = 5
"""Passes without a sign of life; counted, since after a stall of this process time proves nothing."""

_NOTICE_S: Final = 0.7
"""A hand-over is prepared this long ahead: both streams must know before either reads it."""

_LATE: Final = frames(5)
"""No stream is later than this and still plays."""

_PROBE_LIMIT_S: Final = 5.0
_LETTING_GO_S: Final = 1.0
"""stop() takes 0.3 s (measured); a device that hangs is left behind."""

_HINTS: Final = (
    ("CODE: -16", "the sound device is busy", "close the program that holds it"),
    ("CODE: -111", "the sound server does not answer", "start PulseAudio or PipeWire again"),
)
_NO_DEVICE: Final = "switch the earphones on, or try `cadencecoach doctor`, or --audio null"


def import_safely() -> ModuleType:
    """Import simpleaudio. Raises LibraryMissing, also for the one that crashes Python 3.12."""
    hint = "pip install simpleaudio-patched (on Linux after libasound2-dev), or --audio miniaudio"
    if sys.version_info >= (3, 12):
        try:
            importlib.metadata.version("simpleaudio-patched")
        except importlib.metadata.PackageNotFoundError as exc:
            raise LibraryMissing("simpleaudio-patched is not installed", hint=hint) from exc
    try:
        import simpleaudio  # noqa: PLC0415 - only who plays through it needs it
    except ImportError as exc:
        raise LibraryMissing(f"simpleaudio cannot be loaded: {exc}", hint=hint) from exc
    return simpleaudio  # type: ignore[no-any-return]


@dataclass(frozen=True, slots=True, eq=False)
class _Stretch:
    """One call of play_buffer and what it reads."""

    playing: Any
    threads: frozenset[str]
    tape: Tape


class SimpleAudioOut:
    """Plays the live buffer through simpleaudio; `ports.AudioOut`."""

    name = "simpleaudio"
    latency = Seconds(0.0)

    def __init__(self, clock: Clock, log_dir: Path) -> None:
        """Load the library. Raises LibraryMissing."""
        self._library = import_safely()
        self._clock = clock
        self._log = log_dir / "sound.log"
        self._pace = FrameClock(clock)
        self._live = LiveBuffer(self._pace.position, self._safe)
        self._stderr: StderrToLog | None = None
        self._stretch: _Stretch | None = None
        self._leaving: tuple[_Stretch, int] | None = None
        self._breather = threading.Event()
        self._hand_over_from = 0
        self._notices = collections.deque[AudioNotice]()
        self._closing = threading.Event()
        self._keeper = threading.Thread(target=self._keep, name="simpleaudio", daemon=True)
        self._turns: int | None = None
        self._dead_ticks = 0
        self._out_of_step = False

    def start(self, score: Score) -> None:
        """Begin at frame 0. Raises DeviceNotFound."""
        self._stderr = StderrToLog(self._log)
        try:
            self._probe()
            tape = long_tape(LONGEST + _SPARE, 0, 0)
            self._live.begin(score, tape)
            self._stretch = self._play(tape)
        except AudioError:
            self._stderr.restore()
            raise
        self._pace.begin()
        self._live.run()
        self._keeper.start()

    def publish(self, score: Score, holds_from: Frame) -> None:
        """Replace what will be heard from `holds_from` on."""
        self._live.publish(score, holds_from)

    def position(self) -> Frame:
        """Return the frame of this moment, by the clock since play began."""
        return self._pace.position()

    async def reach(self, frame: Frame) -> None:
        """Return once `frame` may be heard."""
        await reach(self._pace.position, frame)

    def notices(self) -> Sequence[AudioNotice]:
        """Return what changed since the last call."""
        return [self._notices.popleft() for _ in range(len(self._notices))]

    def settle(self) -> None:
        """Change the stretch as soon as there is a silence for it."""
        self._breather.set()

    def close(self, at: Frame | None = None) -> None:  # noqa: ARG002 - a device has no end to cut
        """Stop, and wait a moment for the device to be let go."""
        self._closing.set()
        if self._keeper.is_alive():
            self._keeper.join(_LETTING_GO_S)
        self._live.close()
        played = [self._stretch, self._leaving[0] if self._leaving else None]
        for stretch in played:
            if stretch is not None:
                stretch.playing.stop()
        pause = threading.Event()
        for _ in range(int(_LETTING_GO_S / 0.02)):
            if not any(stretch is not None and stretch.playing.is_playing() for stretch in played):
                break
            pause.wait(0.02)
        if self._stderr is not None:
            self._stderr.restore()

    def _safe(self) -> Frame:
        return Frame(self._pace.position() + GUARD)

    def _probe(self) -> None:
        """Raise DeviceNotFound unless a process of its own can play."""
        log = self._stderr.file if self._stderr is not None else None
        try:
            tried = subprocess.run(
                child.command("simpleaudio_probe"),
                env=child.environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL if log is None else log,
                timeout=_PROBE_LIMIT_S,
                check=False,
            )
        except subprocess.TimeoutExpired as exc:
            raise DeviceNotFound("the sound server hangs", hint=_NO_DEVICE) from exc
        except OSError as exc:
            raise DeviceNotFound(f"sound cannot be tried: {exc}", hint=_NO_DEVICE) from exc
        if tried.returncode != 0:
            raise _not_found(tried.stdout.decode("utf-8", "replace"))

    def _play(self, tape: Tape) -> _Stretch:
        before = threads()
        try:
            playing = self._library.play_buffer(tape.memory, 2, 2, SAMPLE_RATE)
        except Exception as exc:
            raise _not_found(str(exc)) from exc
        return _Stretch(playing, threads() - before, tape)

    def _open(self) -> _Stretch:
        """Begin a stretch of silence, to be filled from a frame not yet read."""
        tape = long_tape(LONGEST + _SPARE, 0, 0)
        stretch = self._play(tape)
        origin = self._pace.frame_at(self._clock.monotonic_ns())
        begun = Tape(tape.samples, origin, origin + GUARD, origin + tape.last, tape.memory)
        return _Stretch(stretch.playing, stretch.threads, begun)

    def _keep(self) -> None:
        """Watch the stretch, change it in time, and get the device back when it is lost."""
        backoff = Backoff(_TICK_S)
        while not self._closing.wait(_TICK_S):
            if self._stretch is None:
                if backoff.due():
                    self._try_again(backoff)
            elif (fault := self._fault(self._stretch)) is not None:
                self._lose(fault)
                backoff = Backoff(_TICK_S)
            elif self._leaving is not None:
                self._finish_leaving(self._leaving)
            else:
                self._maybe_hand_over(self._stretch)

    def _fault(self, stretch: _Stretch) -> str | None:
        if not stretch.playing.is_playing():
            return "the sound device went away"
        count = turns(stretch.threads)
        moves = count is None or count != self._turns
        self._turns = count
        self._dead_ticks = 0 if moves else self._dead_ticks + 1
        return "the sound device takes no more sound" if self._dead_ticks >= _DEAD_TICKS else None

    def _lose(self, fault: str) -> None:
        if self._stretch is not None:
            self._stretch.playing.stop()
            self._silence(self._stretch.tape)
        if self._leaving is not None:
            self._leaving[0].playing.stop()
        self._stretch = self._leaving = None
        self._dead_ticks = 0
        self._tell(AudioState.LOST, fault)

    def _silence(self, tape: Tape) -> None:
        """Let a stream that is late read nothing but silence from now on."""
        begin = max(0, self._position_in(tape) - _LATE)
        tape.samples[begin : begin + 2 * _LATE] = 0

    def _position_in(self, tape: Tape) -> int:
        return max(0, self._pace.position() - tape.origin)

    def _try_again(self, backoff: Backoff) -> None:
        try:
            self._probe()
            if self._closing.is_set():
                return
            stretch = self._open()
        except AudioError:
            backoff.failed()
            return
        self._live.attach(stretch.tape)
        self._stretch = stretch
        self._turns = None
        self._breather.clear()
        self._tell(AudioState.BACK, "the sound is back, in step")

    def _maybe_hand_over(self, stretch: _Stretch) -> None:
        if self._stderr is not None and "underrun" in self._stderr.fresh():
            self._out_of_step = True
        silence = self._wanted_silence(self._position_in(stretch.tape))
        if silence is None or self._pace.position() < self._hand_over_from:
            return
        place = self._live.quiet_place(self._pace.position() + frames(_NOTICE_S), silence)
        if place is None:
            return
        try:
            following = self._open()
        except AudioError:
            # A device that cannot be shared: if this goes on, the tape plays to its end, and a
            # new one is begun there as after a loss.
            self._hand_over_from = self._pace.position() + _REFUSED
            return
        self._live.hand_over(following.tape, place)
        self._leaving = (stretch, place)
        self._stretch = following
        self._turns = None
        self._breather.clear()
        if self._out_of_step:
            self._out_of_step = False
            self._silence(stretch.tape)
            self._tell(AudioState.GAP, "the sound had a gap; it is in step again")

    def _wanted_silence(self, age: int) -> Frames | None:
        """Return how long a silence would do to end a stretch of this age; None to go on."""
        if self._out_of_step or age >= LONGEST or self._breather.is_set():
            return Frames(_SHORT_SILENCE)
        if age >= QUIET_SEAM_AFTER:
            return Frames(_LONG_SILENCE)
        return None

    def _finish_leaving(self, leaving: tuple[_Stretch, int]) -> None:
        stretch, place = leaving
        if self._pace.position() > place + SAMPLE_RATE:
            stretch.playing.stop()
            self._live.let_go()
            self._leaving = None

    def _tell(self, state: AudioState, detail: str) -> None:
        self._notices.append(AudioNotice(self._pace.position(), state, detail))


def _not_found(reason: str) -> DeviceNotFound:
    for code, message, hint in _HINTS:
        if code in reason:
            return DeviceNotFound(message, hint=hint)
    line = " ".join(reason.split())[:120]
    return DeviceNotFound(
        f"no sound device opens: {line}" if line else "the sound device takes no sound",
        hint=_NO_DEVICE,
    )
