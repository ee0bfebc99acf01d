"""The pump that needs no compiler: miniaudio in a process of its own, reading a shared ring."""

from __future__ import annotations

import collections
import contextlib
import importlib.util
import os
import subprocess
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from cadencecoach.adapters.audio import child
from cadencecoach.adapters.audio.backoff import Backoff
from cadencecoach.adapters.audio.live_buffer import LEAD, LiveBuffer, Tape
from cadencecoach.adapters.audio.liveness import threads
from cadencecoach.adapters.audio.miniaudio.child import PERIOD_MS
from cadencecoach.adapters.audio.miniaudio.follower import Follower
from cadencecoach.adapters.audio.miniaudio.ring import ChildState, SharedRing, Word
from cadencecoach.adapters.audio.pace import reach
from cadencecoach.adapters.audio.priority import raise_threads
from cadencecoach.adapters.audio.simpleaudio_probe import no_device
from cadencecoach.adapters.installed import how_to_install
from cadencecoach.core.score.mixer import Score
from cadencecoach.core.values.units import Frame, Seconds, frames, frames_in
from cadencecoach.errors import DeviceNotFound, LibraryMissing
from cadencecoach.ports import AudioNotice, AudioState, Clock

_PERIOD: Final = frames(PERIOD_MS / 1000)
_MARGIN: Final = frames(0.02)
"""For putting a change in place while the device asks for its next part."""

_TICK_S: Final = 0.2
_DEAD_TICKS: Final = 6
"""1.2 s in which the device asked for nothing; counted, as in simpleaudio.py."""

_READY: Final = LEAD - frames(0.75)
"""What is surely rendered ahead of the position, however the two threads take turns."""

_ASLEEP_NS: Final = 2_000_000_000
"""A tick so late says that this process was stopped, or the machine slept."""

_OPENING_S: Final = 10.0
_NAP_S: Final = 0.01
_LETTING_GO_S: Final = 1.0
_FOREVER: Final = 1 << 62
_PORTAUDIO: Final = "; it needs PortAudio: apt-get install libportaudio2"


class MiniaudioOut:
    """Plays the live buffer through a miniaudio child; `ports.AudioOut`."""

    latency = Seconds(0.0)

    def __init__(self, clock: Clock, log_dir: Path, library: str = "miniaudio") -> None:
        """Look whether the library, miniaudio or sounddevice, is there. Raises LibraryMissing."""
        if importlib.util.find_spec(library) is None:
            raise LibraryMissing(f"{library} is not installed", hint=how_to_install(library))
        self.name = library
        self._clock = clock
        self._log = log_dir / "sound.log"
        self._follower = Follower(clock)
        self._live = LiveBuffer(self.position, self._safe)
        self._ring: SharedRing | None = None
        self._child: subprocess.Popen[bytes] | None = None
        self._raised = False
        self._notices = collections.deque[AudioNotice]()
        self._closing = threading.Event()
        self._keeper = threading.Thread(target=self._keep, name="miniaudio", daemon=True)

    def start(self, score: Score, at: Frame | None = None) -> None:
        """Begin at frame 0, or in step with a session that is at frame `at` now. Raises DeviceNotFound."""
        self._ring = SharedRing.create()
        samples = np.frombuffer(self._ring.sound, np.int16).reshape(-1, 2)
        begin, begin_ns = 0, 0
        if at is not None:
            begin, begin_ns = at, self._clock.monotonic_ns()
            self._follower.begin(begin, begin_ns)
        self._live.begin(score, Tape(samples, 0, 0, _FOREVER))
        self._live.run()
        try:
            self._open(self._ring, begin, begin_ns)
        except DeviceNotFound:
            self._live.close()
            self._ring.let_go()
            raise
        self._keeper.start()

    def publish(self, score: Score, holds_from: Frame) -> None:
        """Replace what will be heard from `holds_from` on."""
        self._live.publish(score, holds_from)

    def position(self) -> Frame:
        """Return the frame of this moment, by what the device has taken."""
        if self._ring is not None and self._child is not None:
            self._follower.report(self._ring.taken())
        return self._follower.position()

    async def reach(self, frame: Frame) -> None:
        """Return once `frame` may be heard."""
        await reach(self.position, frame)

    def notices(self) -> Sequence[AudioNotice]:
        """Return what changed since the last call."""
        return [self._notices.popleft() for _ in range(len(self._notices))]

    def pause_began(self) -> None:
        """The child counts its device's frames: there is no drift to forget."""

    def close(self, at: Frame | None = None) -> None:  # noqa: ARG002 - a device has no end to cut
        """End the child."""
        self._closing.set()
        if self._keeper.is_alive():
            self._keeper.join()
        self._live.close()
        self._end_child()
        if self._ring is not None:
            self._ring.let_go()

    def _safe(self) -> Frame:
        taken = self._ring.taken() if self._ring is not None and self._child is not None else None
        if taken is None:
            return self.position()
        # Having just asked, the device will not ask again before half a period has gone by.
        since = frames_in(self._clock.monotonic_ns() - taken.at_ns)
        return Frame(taken.frame + _MARGIN + (_PERIOD if since > _PERIOD // 2 else 0))

    def _open(self, ring: SharedRing, begin: int, begin_ns: int) -> None:
        """Start a child and wait until its device has asked for sound. Raises DeviceNotFound."""
        ring.clear()
        ring.write(Word.BEGIN, begin)
        ring.write(Word.BEGIN_NS, begin_ns)
        with _log_file(self._log) as log:
            # No session of its own: Linux shares a busy machine out by session, and the child in
            # another one than its parent was heard to stumble beside three busy processes.
            started = subprocess.Popen(
                child.command("miniaudio.child", ring.name, self.name),
                env=child.environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL if log < 0 else log,
                pass_fds=() if ring.fd < 0 else (ring.fd,),
            )
        nap = threading.Event()
        for _ in range(int(_OPENING_S / _NAP_S)):
            # The device may begin seconds from now, in step with a session that goes on.
            ring.write(Word.READY, self.position() + _READY)
            if ring.taken() is not None and ring.word(Word.STATE) == ChildState.PLAYING:
                self._follower.begin(ring.word(Word.BEGAN), ring.word(Word.BEGAN_NS))
                self._child = started
                self._raised = False
                return
            if started.poll() is not None or ring.word(Word.STATE) == ChildState.FAILED:
                break
            if self._closing.is_set():
                break
            nap.wait(_NAP_S)
        _end(started)
        message = "no sound device opens" if ring.said() else "the sound device does not answer"
        found = no_device(message)
        if self.name == "sounddevice":
            raise DeviceNotFound(
                message, hint=f"{found.hint}{_PORTAUDIO}", in_app=found.in_app + _PORTAUDIO
            )
        raise found

    def _keep(self) -> None:
        """Watch the device, and get it back when it is lost."""
        backoff = Backoff(_TICK_S)
        last = None
        dead_ticks = 0
        ticked_ns = self._clock.monotonic_ns()
        while not self._closing.wait(_TICK_S):
            if self._ring is None:
                return
            before_ns, ticked_ns = ticked_ns, self._clock.monotonic_ns()
            self._ring.write(Word.READY, self.position() + _READY)
            if ticked_ns - before_ns > _ASLEEP_NS and self._follower.stands_still():
                self._end_child()
                self._follower.lose(slept=True)
                self._tell(AudioState.LOST, "the sound slept")
                backoff, last, dead_ticks = Backoff(_TICK_S), None, 0
            if self._child is None:
                if backoff.due():
                    self._try_again(self._ring, backoff)
                continue
            if not self._raised:
                self._raised = True
                raise_threads(self._child.pid, threads(self._child.pid), expendable=True)
            taken = self._ring.taken()
            if (slipped_s := self._follower.slipped_s()) > 0:
                detail = f"the sound had a gap of {slipped_s * 1000:.0f} ms; it is in step again"
                self._tell(AudioState.GAP, detail)
            dead_ticks = dead_ticks + 1 if taken == last else 0
            last = taken
            if dead_ticks >= _DEAD_TICKS or self._child.poll() is not None:
                self._end_child()
                self._follower.lose()
                self._tell(AudioState.LOST, "the sound device went away")
                backoff, last, dead_ticks = Backoff(_TICK_S), None, 0

    def _try_again(self, ring: SharedRing, backoff: Backoff) -> None:
        try:
            self._open(ring, self.position(), self._clock.monotonic_ns())
        except DeviceNotFound:
            backoff.failed()
            return
        self._tell(AudioState.BACK, "the sound is back, in step")

    def _end_child(self) -> None:
        if self._child is not None:
            ended, self._child = self._child, None
            _end(ended)

    def _tell(self, state: AudioState, detail: str) -> None:
        self._notices.append(AudioNotice(self.position(), state, detail))


def _end(ended: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(OSError):
        if ended.stdin is not None:
            ended.stdin.close()
    try:
        ended.wait(_LETTING_GO_S)
    except subprocess.TimeoutExpired:
        ended.kill()
        ended.wait()


@contextlib.contextmanager
def _log_file(path: Path) -> Iterator[int]:
    """Yield a descriptor of the log, or -1 where it cannot be had."""
    try:
        log = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    except OSError:
        yield -1
        return
    try:
        yield log
    finally:
        os.close(log)
