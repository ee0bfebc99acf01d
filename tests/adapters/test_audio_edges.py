"""The parts at the edges of sound: the shared ring, the follower, stderr, signs of life."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadencecoach.adapters.audio.fallback import FallbackOut
from cadencecoach.adapters.audio.live_buffer import Tape, long_tape
from cadencecoach.adapters.audio.liveness import ReadSoFar, threads, turns
from cadencecoach.adapters.audio.miniaudio import child
from cadencecoach.adapters.audio.miniaudio.child import play
from cadencecoach.adapters.audio.miniaudio.follower import Follower
from cadencecoach.adapters.audio.miniaudio.ring import RING_FRAMES, SharedRing, Taken, Word
from cadencecoach.adapters.audio.silent import NullOut
from cadencecoach.adapters.audio.simpleaudio import (
    LONGEST,
    QUIET_SEAM_AFTER,
    SimpleAudioOut,
)
from cadencecoach.adapters.audio.simpleaudio_probe import not_found
from cadencecoach.adapters.clock import SystemClock
from cadencecoach.core.values.units import SAMPLE_RATE, Frame, frames
from cadencecoach.errors import AudioError
from cadencecoach.ports import AudioNotice, AudioState


class ManualClock(SystemClock):
    def __init__(self, ns: int = 0) -> None:
        self.ns = ns

    def monotonic_ns(self) -> int:
        return self.ns


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10 * RING_FRAMES), st.lists(st.integers(1, 9600), min_size=1, max_size=20))
def test_the_child_plays_what_the_session_put_in_the_ring(begin: int, counts) -> None:
    ring = SharedRing.create()
    samples = np.frombuffer(ring.sound, np.int16).reshape(-1, 2)
    tape = Tape(samples, 0, 0, 1 << 62)
    total = sum(counts)
    sound = np.random.default_rng(1).integers(-9000, 9000, (total, 2)).astype(np.int16)
    ring.write(Word.BEGIN, begin)
    child = play(ring)
    next(child)
    at, played = 0, []
    for count in counts:
        tape.put(begin + at, sound[at : at + count])
        at += count
        played.append(child.send(count))
    assert b"".join(played) == sound.tobytes()
    assert ring.taken().frame == begin + total
    assert ring.word(Word.BEGAN) == begin
    ring.let_go()


def test_a_child_that_comes_late_begins_where_the_session_is() -> None:
    ring = SharedRing.create()
    began_ns = SystemClock().monotonic_ns() - 2_000_000_000
    ring.write(Word.BEGIN, 1000)
    ring.write(Word.BEGIN_NS, began_ns)
    child = play(ring)
    next(child)
    child.send(480)
    assert 1000 + frames(2) <= ring.word(Word.BEGAN) <= 1000 + frames(7)
    assert ring.word(Word.BEGAN) == 1000 + (ring.word(Word.BEGAN_NS) - began_ns) * 48 // 10**6
    ring.let_go()


def test_a_report_half_written_is_no_report() -> None:
    ring = SharedRing.create()
    assert ring.taken() is None
    ring.take(480, 7)
    assert ring.taken() == Taken(480, 7)
    ring.write(Word.TURN, 3)
    assert ring.taken() is None
    ring.say("no such device\nat all\x00hidden")
    assert ring.said() == "no such device at all"
    ring.clear()
    assert (ring.taken(), ring.said()) == (None, "")
    ring.let_go()


@settings(deadline=None, max_examples=30)
@given(
    st.floats(-300, 300),
    st.sampled_from((480, 2400, 4800)),
    st.lists(st.integers(0, 8_000_000), min_size=40, max_size=40),
)
def test_the_position_follows_the_devices_own_clock(ppm: float, period: int, jitter) -> None:
    begun_ns = 5_000_000_000
    clock, follower = ManualClock(begun_ns), Follower(ManualClock())
    follower._clock = clock
    rate = SAMPLE_RATE * (1 + ppm / 1e6)
    follower.begin(0, begun_ns)
    taken, last = 0, 0
    while taken < 120 * SAMPLE_RATE:
        # The device asks for a period whenever it has room, up to 8 ms late.
        clock.ns = begun_ns + int(max(0, taken - 2 * period) / rate * 1e9)
        clock.ns += jitter[taken // period % 40]
        taken += period
        follower.report(Taken(taken, clock.ns))
        position = follower.position()
        assert position >= last
        last = position
        heard = (clock.ns - begun_ns) / 1e9 * rate
        assert abs(position - heard) < frames(0.02)


def test_the_position_waits_with_the_device_and_goes_on_when_it_is_lost() -> None:
    clock = ManualClock(10**9)
    follower = Follower(clock)
    assert follower.position() == 0
    follower.begin(0, clock.ns)
    follower.report(Taken(9600, clock.ns))
    clock.ns += 100_000_000
    assert follower.position() == 4800
    clock.ns += 900_000_000
    assert follower.position() == 9600
    follower.lose()
    clock.ns += 500_000_000
    assert follower.position() == 9600 + 24_000
    follower.begin(follower.position(), clock.ns)
    follower.report(Taken(33_600 + 9600, clock.ns))
    clock.ns += 100_000_000
    assert follower.position() == 33_600 + 4800


def follow(
    follower: Follower, clock: ManualClock, seconds: float, taken: int, begun_ns: int
) -> int:
    """Let a device take 100 ms at a time, 200 ms ahead of what it plays."""
    for _ in range(round(seconds * 10)):
        clock.ns = begun_ns + (taken - 9600) * 1_000_000 // 48
        taken += 4800
        follower.report(Taken(taken, clock.ns))
    return taken


@pytest.mark.parametrize("gap_ms", [10, 60, 250])
def test_what_a_server_plays_in_between_is_noticed_and_made_good(gap_ms: int) -> None:
    clock = ManualClock(10**9)
    follower, begun_ns = Follower(clock), clock.ns
    follower.begin(0, begun_ns)
    taken = follow(follower, clock, 10, 9600, begun_ns)
    assert follower.slipped_s() == 0
    begun_ns += gap_ms * 1_000_000
    follow(follower, clock, 4, taken, begun_ns)
    assert follower.slipped_s() == pytest.approx(gap_ms / 1000, abs=0.003)
    assert follower.slipped_s() == 0
    heard = (clock.ns - begun_ns) * 48 // 1_000_000
    assert abs(follower.position() - heard) < frames(0.003)


@pytest.mark.parametrize("stood_s", [0.5, 0.9])
@pytest.mark.parametrize("after_s", [0.0, 0.4, 2.0])
def test_a_device_that_stands_still_as_it_begins_is_told_and_followed(
    stood_s: float, after_s: float
) -> None:
    clock = ManualClock(10**9)
    follower, begun_ns = Follower(clock), clock.ns
    follower.begin(0, begun_ns)
    taken = follow(follower, clock, after_s, 9600, begun_ns)
    begun_ns += round(stood_s * 1e9)
    taken = follow(follower, clock, 6, taken, begun_ns)
    assert follower.slipped_s() == pytest.approx(stood_s, abs=0.3)
    for _ in range(5):
        clock.ns += 10_000_000
        heard = (clock.ns - begun_ns) * 48 // 1_000_000
        assert abs(follower.position() - heard) < frames(0.3)
        assert follower.position() < taken, "the clock is followed, not the steps of its asking"


def test_reports_that_are_late_by_chance_are_no_gap() -> None:
    clock = ManualClock(10**9)
    follower, begun_ns = Follower(clock), clock.ns
    follower.begin(0, begun_ns)
    taken = follow(follower, clock, 10, 9600, begun_ns)
    for _ in range(20):
        taken = follow(follower, clock, 0.1, taken, begun_ns + 90_000_000)
        taken = follow(follower, clock, 0.3, taken, begun_ns)
    assert follower.slipped_s() == 0


def test_time_asleep_goes_by_for_the_position_too() -> None:
    clock = ManualClock(10**9)
    follower, begun_ns = Follower(clock), clock.ns
    follower.begin(0, begun_ns)
    follow(follower, clock, 5, 9600, begun_ns)
    assert not follower.stands_still()
    at = follower.position()
    clock.ns += 30 * 10**9
    assert follower.stands_still()
    assert follower.position() < at + frames(1)
    follower.lose(slept=True)
    assert follower.position() == at + frames(30)


def test_a_child_plays_nothing_that_its_session_has_not_got_ready() -> None:
    ring = SharedRing.create()
    Tape(np.frombuffer(ring.sound, np.int16).reshape(-1, 2), 0, 0, 1 << 62).put(
        0, np.ones((RING_FRAMES, 2), np.int16)
    )
    ring.write(Word.READY, 9600)
    child = play(ring)
    next(child)
    assert [any(child.send(4800)) for _ in range(4)] == [True, True, False, False]
    ring.write(Word.READY, 1 << 40)
    assert any(child.send(4800))
    ring.let_go()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no descriptor 2 to move")
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_librarys_chatter_goes_to_the_log_and_pythons_to_the_terminal(
    tmp_path: Path, unbuffered: str
) -> None:
    log = tmp_path / "sound.log"
    code = f"""
import logging, os, sys
from pathlib import Path
from cadencecoach.adapters.audio.stderr import StderrToLog
logging.basicConfig()
held = sys.__stderr__
moved = StderrToLog(Path({str(log)!r}))
os.write(2, b"ALSA lib: underrun\\n")
print("print", file=sys.stderr)
print("textual", file=held, flush=True)
logging.warning("logging")
assert "underrun" in moved.fresh() and moved.fresh() == ""
moved.restore()
os.write(2, b"after\\n")
print("the end", file=sys.stderr)
"""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr.splitlines() == [
        "print",
        "textual",
        "WARNING:root:logging",
        "after",
        "the end",
    ]
    assert log.read_text() == "ALSA lib: underrun\n"
    assert log.stat().st_mode & 0o777 == 0o600


def test_without_a_place_for_the_log_the_chatter_is_dropped(tmp_path: Path) -> None:
    code = f"""
import os, sys
from pathlib import Path
from cadencecoach.adapters.audio.stderr import StderrToLog
moved = StderrToLog(Path({str(tmp_path / "no" / "sound.log")!r}))
os.write(2, b"ALSA lib\\n")
assert moved.fresh() == ""
moved.restore()
os.write(2, b"after\\n")
os.close(2)
StderrToLog(Path(os.devnull)).restore()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "after\n")


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
def test_a_thread_that_waits_and_goes_on_shows_life_and_a_stuck_one_does_not() -> None:
    before = threads()
    tick, tock, stop = threading.Semaphore(0), threading.Semaphore(0), threading.Event()

    def work() -> None:
        while not stop.is_set():
            tick.acquire()
            tock.release()

    worker = threading.Thread(target=work)
    worker.start()
    ids = threads() - before
    assert ids
    first = turns(ids)
    second = first
    for _ in range(10_000):
        tick.release()
        tock.acquire()
        if second > first:
            break
        second = turns(ids)
    stop.set()
    assert second > first
    while turns(ids) != (second := turns(ids)):
        pass
    assert turns(ids) == second
    tick.release()
    worker.join()
    assert turns(frozenset({"999999999"})) is None


def test_a_stretch_ends_only_where_it_may(tmp_path: Path) -> None:
    pytest.importorskip("simpleaudio")
    out = SimpleAudioOut(SystemClock(), tmp_path)
    assert out._wanted_silence(frames(19 * 60)) is None
    assert out._wanted_silence(QUIET_SEAM_AFTER) == frames(1)
    assert out._wanted_silence(LONGEST) == frames(0.02)
    out.pause_began()
    assert out._wanted_silence(0) == frames(0.02)


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("Error opening PCM device. -- CODE: -16 -- MSG: Device or resource busy", "busy"),
        ("Error opening PCM device. -- CODE: -111 -- MSG: Connection refused", "does not answer"),
        ("Error opening PCM device. -- CODE: -2 -- MSG: No such file", "no sound device"),
        ("", "takes no sound"),
    ],
)
def test_what_is_wrong_with_a_device_is_said_in_one_line(reason: str, told: str) -> None:
    error = not_found(reason)
    assert told in error.message
    assert "\n" not in error.message + error.hint


@pytest.mark.parametrize("library", ["miniaudio", "portaudio"])
@pytest.mark.parametrize(
    ("raised", "said"),
    [
        (Exception("failed to init device", -401), "failed to init device -401"),
        (RuntimeError("no sound device"), "no sound device"),
        (MemoryError(), "MemoryError"),
    ],
)
def test_why_no_device_opens_is_told_in_words(
    monkeypatch: pytest.MonkeyPatch, raised: Exception, said: str, library: str
) -> None:
    def refuse(_generator: object) -> None:
        raise raised

    monkeypatch.setattr(child, f"by_{library}", refuse)
    ring = SharedRing.create()
    try:
        child.main(ring.name, library)
        assert ring.said() == said
    finally:
        ring.let_go()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a page table to read")
def test_the_page_table_says_what_a_device_has_read_and_not_what_we_have_written() -> None:
    tape = long_tape(SAMPLE_RATE * 10, 0, 0)
    assert tape.read is not None
    assert tape.memory is not None
    read = ReadSoFar(tape.read)
    tape.samples[:] = 1
    assert read.bytes() == 0
    around = 16 * 4096
    for at in (0, 100_000, 1_000_000):
        assert tape.read[at] == 1
        so_far = read.bytes()
        assert so_far is not None
        assert at < so_far <= at + 2 * around
        assert read.bytes() == so_far
    tape.release(0, 200_000)
    assert tape.samples[0, 0] == 0
    assert read.bytes() == so_far


class Pump(NullOut):
    """An output that says what it is told to say."""

    def __init__(self, name: str, fault: AudioError | None = None) -> None:
        super().__init__(SystemClock(), 1.0)
        self.name = name
        self.said: list[AudioNotice] = []
        self.scores: list[object] = []
        self.began_at: Frame | None = None
        self.closed = False
        self._fault = fault

    def start(self, score: object, at: Frame | None = None) -> None:
        if self._fault is not None:
            raise self._fault
        self.scores.append(score)
        self.began_at = at

    def publish(self, score: object, holds_from: Frame) -> None:
        self.scores.append(score)

    def position(self) -> Frame:
        return frames(7)

    def notices(self) -> list[AudioNotice]:
        told, self.said = self.said, []
        return told

    def close(self, at: Frame | None = None) -> None:
        self.closed = True


@pytest.mark.parametrize("fault", [None, AudioError("no device", hint="none")])
def test_after_two_gaps_miniaudio_plays_on_where_simpleaudio_was(fault: AudioError | None) -> None:
    gap = AudioNotice(frames(5), AudioState.GAP, "a gap")
    first, second = Pump("simpleaudio"), Pump("miniaudio", fault)
    out = FallbackOut(first, lambda: second)  # type: ignore[arg-type, return-value]
    out.start("a score")  # type: ignore[arg-type]
    first.said = [gap]
    assert out.notices() == [gap]
    assert out._change is None
    first.said = [gap]
    assert out.notices() == [gap]
    assert out._change is not None
    out._change.join()
    out.publish("another", frames(9))  # type: ignore[arg-type]
    if fault is None:
        assert (out.name, first.closed, second.began_at) == ("miniaudio", True, frames(7))
        assert second.scores[0] == "a score"
        assert second.scores[-1] == "another"
        (told,) = out.notices()
        assert "miniaudio plays on" in told.detail
    else:
        assert (out.name, first.closed, out.notices()) == ("simpleaudio", False, [])
        assert first.scores == ["a score", "another"]
    out.close()
    assert (first if fault else second).closed
