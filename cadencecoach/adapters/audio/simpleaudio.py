"""The pump that is a C thread reading our memory: simpleaudio, asked to play once a stretch.

simpleaudio tells no position, so the position is the clock's since play began, and a new stretch
is laid so that its frame N sounds when the clock says N. Where a stretch may end is in
docs/decisions/0003-stretches.md.
"""

from __future__ import annotations

import collections
import importlib.metadata
import os
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar, Final

from cadencecoach.adapters.audio.backoff import Backoff
from cadencecoach.adapters.audio.live_buffer import (
    BYTES_PER_FRAME,
    RELEASES,
    LiveBuffer,
    Tape,
    long_tape,
)
from cadencecoach.adapters.audio.liveness import ReadSoFar, threads, turns
from cadencecoach.adapters.audio.pace import FrameClock, reach
from cadencecoach.adapters.audio.priority import raise_threads
from cadencecoach.adapters.audio.simpleaudio_probe import not_found, try_device
from cadencecoach.adapters.audio.stderr import StderrToLog
from cadencecoach.adapters.installed import how_to_install
from cadencecoach.core.score.mixer import Score
from cadencecoach.core.values.units import SAMPLE_RATE, Frame, Frames, Seconds, frames
from cadencecoach.errors import AudioError, LibraryMissing
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

_TICK_S: Final = 0.25  # further apart than a device reads ahead, its stop is told as a gap first
_DEAD_TICKS: Final = 5
"""Passes without a sign of life; counted, since after a stall of this process time proves nothing."""

_LEADS: Final = 30
"""Looks at the device's lead when it has grown, 10 s of them: the best is known to 20 ms or so."""

_AT_ONCE: Final = frames(0.01)
"""A look that took longer was interrupted, and says nothing about the lead."""

_SLIP: Final = frames(0.05)
"""A lead that has shrunk by so much within 10 s is no drift."""

_NOTICE_S: Final = 0.7
"""A hand-over is prepared this long ahead: both streams must know before either reads it."""

_LATE: Final = frames(5)
"""No stream is later than this and still plays."""

_LETTING_GO_S: Final = 1.0
"""stop() takes 0.3 s (measured); a device that hangs is left behind."""


def import_safely() -> ModuleType:
    """Import simpleaudio. Raises LibraryMissing, also for the one that crashes Python 3.12."""
    how = f"{how_to_install('simpleaudio-patched')} (on Linux after libasound2-dev)"
    what_to_do = {"hint": f"{how}, or --audio miniaudio", "in_app": how}
    if sys.version_info >= (3, 12):
        try:
            importlib.metadata.version("simpleaudio-patched")
        except importlib.metadata.PackageNotFoundError as exc:
            raise LibraryMissing("simpleaudio-patched is not installed", **what_to_do) from exc
    try:
        import simpleaudio  # noqa: PLC0415 - only who plays through it needs it
    except ImportError as exc:
        raise LibraryMissing("simpleaudio is not installed, or broken", **what_to_do) from exc
    return simpleaudio  # type: ignore[no-any-return]


@dataclass(frozen=True, slots=True, eq=False)
class _Stretch:
    """One call of play_buffer and what it reads."""

    playing: Any
    threads: frozenset[str]
    tape: Tape
    read: ReadSoFar | None

    def taken(self) -> int | None:
        """How many frames the device has read, to the next third of a second; None if unknown."""
        read = None if self.read is None else self.read.bytes()
        return None if read is None else read // BYTES_PER_FRAME


class SimpleAudioOut:
    """Plays the live buffer through simpleaudio; `ports.AudioOut`."""

    name = "simpleaudio"
    latency = Seconds(0.0)
    _tried: ClassVar = False
    """Whether the device has played in this process and was not lost since: trying takes 0.3 s."""

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
        self._progress: int | None = None
        self._raised: frozenset[str] = frozenset()
        self._dead_ticks = 0
        self._out_of_step = False
        self._leads: collections.deque[int] = collections.deque(maxlen=_LEADS)
        self._lead: int | None = None

    def start(self, score: Score) -> None:
        """Begin at frame 0. Raises DeviceNotFound."""
        self._stderr = StderrToLog(self._log)
        try:
            if not SimpleAudioOut._tried:
                self._probe()
            tape = long_tape(LONGEST + _SPARE, 0, 0)
            self._live.begin(score, tape)
            self._stretch = self._play(tape)
        except AudioError:
            self._stderr.restore()
            raise
        SimpleAudioOut._tried = True
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

    def pause_began(self) -> None:
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
        """Raise DeviceNotFound unless the device takes sound."""
        try_device(self._stderr.file if self._stderr is not None else None)

    def _play(self, tape: Tape) -> _Stretch:
        before = threads()
        try:
            playing = self._library.play_buffer(tape.read, 2, 2, SAMPLE_RATE)
        except Exception as exc:
            raise not_found(str(exc)) from exc
        apart = tape.read is not None and tape.read is not tape.memory
        read = ReadSoFar(tape.read) if tape.read is not None and apart else None
        return _Stretch(playing, threads() - before, tape, read)

    def _open(self) -> _Stretch:
        """Begin a stretch of silence, to be filled from a frame not yet read."""
        tape = long_tape(LONGEST + _SPARE, 0, 0)
        stretch = self._play(tape)
        origin = self._pace.frame_at(self._clock.monotonic_ns())
        begun = replace(tape, origin=origin, first=origin + GUARD, last=origin + tape.last)
        return replace(stretch, tape=begun)

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
            elif self._raised != self._stretch.threads:
                self._raised = self._stretch.threads
                # Threads of this very process: a run must not be killed for what they do.
                raise_threads(os.getpid(), self._raised, expendable=False)
            elif self._leaving is not None:
                self._finish_leaving(self._leaving)
            else:
                self._maybe_hand_over(self._stretch)

    def _fault(self, stretch: _Stretch) -> str | None:
        if not stretch.playing.is_playing():
            return "the sound device went away"
        before = self._position_in(stretch.tape)
        taken = stretch.taken()
        at_once = self._position_in(stretch.tape) - before < _AT_ONCE
        progress = turns(stretch.threads) if taken is None else taken
        moves = progress is None or progress != self._progress
        self._progress = progress
        if moves and at_once and taken is not None:
            self._watch_lead(taken - before)
        self._dead_ticks = 0 if moves else self._dead_ticks + 1
        return "the sound device takes no more sound" if self._dead_ticks >= _DEAD_TICKS else None

    def _watch_lead(self, lead: int) -> None:
        """Find a gap that nobody told of: the device reads less far ahead than it did."""
        self._leads.append(lead)
        if len(self._leads) == self._leads.maxlen:
            best = max(self._leads)
            if self._lead is not None and best < self._lead - _SLIP:
                self._out_of_step = True
            self._lead = best
        # It has not even read what should be heard by now.
        self._out_of_step |= lead < 0

    def _forget_lead(self) -> None:
        """Begin to watch another stretch."""
        self._progress = None
        self._leads.clear()
        self._lead = None

    def _lose(self, fault: str) -> None:
        SimpleAudioOut._tried = False
        if self._stretch is not None:
            self._stretch.playing.stop()
            self._silence(self._stretch.tape)
        if self._leaving is not None:
            self._leaving[0].playing.stop()
        self._stretch = self._leaving = None
        self._dead_ticks = 0
        self._out_of_step = False
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
        if self._stderr is not None:
            self._stderr.fresh()  # what was said of the stream that is gone
        self._live.attach(stretch.tape)
        self._stretch = stretch
        self._forget_lead()
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
        self._forget_lead()
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
