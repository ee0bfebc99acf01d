from __future__ import annotations

import asyncio
import importlib.metadata
import resource
import subprocess
import sys
import wave
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadencecoach.adapters.audio import open_audio, simpleaudio
from cadencecoach.adapters.audio.backoff import Backoff
from cadencecoach.adapters.audio.miniaudio import child, pump
from cadencecoach.adapters.audio.miniaudio.child import play
from cadencecoach.adapters.audio.miniaudio.pump import MiniaudioOut
from cadencecoach.adapters.audio.miniaudio.ring import ChildState, Word
from cadencecoach.adapters.audio.pace import FrameClock
from cadencecoach.adapters.audio.silent import NullOut
from cadencecoach.adapters.audio.wave_file import WaveFileOut
from cadencecoach.adapters.clock import SystemClock
from cadencecoach.core.events import TargetsShifted
from cadencecoach.core.score.click_sound import ClickStyle
from cadencecoach.core.score.mixer import fill
from cadencecoach.core.values.units import SAMPLE_RATE, Frame, frames
from cadencecoach.errors import AudioError, LibraryMissing
from cadencecoach.ports import AudioOut, AudioState
from tests.core.worlds import BANK, scored, steady


def score(*edits):
    return scored(steady(170, 60), ClickStyle("wood"), 0.0, edits, BANK)


class ManualClock(SystemClock):
    def __init__(self) -> None:
        self.ns = 12_345

    def monotonic_ns(self) -> int:
        return self.ns


def samples(path: Path) -> np.ndarray:
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (
            2,
            2,
            SAMPLE_RATE,
        )
        return np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, 2)


def test_the_system_clock_is_aware_and_never_goes_back() -> None:
    clock = SystemClock()
    assert clock.utc_now().utcoffset().total_seconds() == 0
    assert clock.monotonic_ns() <= clock.monotonic_ns()


@given(st.lists(st.integers(-(10**9), 10**10), max_size=20), st.sampled_from((1.0, 2.0, 20.0, 0.5)))
def test_pace_counts_frames_by_the_clock_and_never_goes_back(moves, speed: float) -> None:
    clock = ManualClock()
    pace = FrameClock(clock, speed)
    assert pace.position() == 0
    began = pace.begin()
    last = 0
    for move in moves:
        clock.ns += move
        position = pace.position()
        assert position >= last
        assert position >= (clock.ns - began) * speed * 48 / 1e6 - 1
        last = position


async def test_reach_waits_as_long_as_the_speed_says() -> None:
    out = NullOut(SystemClock(), 50.0)
    out.start(score())
    clock = SystemClock()
    before = clock.monotonic_ns()
    await out.reach(frames(5))
    assert out.position() >= frames(5)
    assert (clock.monotonic_ns() - before) / 1e9 >= 0.0999


async def test_as_fast_as_possible_still_lets_others_run() -> None:
    out = NullOut(SystemClock(), None)
    out.start(score())
    turns = 0

    async def other() -> None:
        nonlocal turns
        while out.position() < frames(3600):
            turns += 1
            await asyncio.sleep(0)

    task = asyncio.create_task(other())
    for second in range(0, 3601, 60):
        await out.reach(Frame(frames(second)))
    await task
    assert turns >= 60
    assert out.notices() == ()


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.floats(0.01, 3), st.integers(-3, 3)), min_size=1, max_size=8))
def test_the_file_is_what_a_replay_renders(tmp_path_factory, moves) -> None:
    path = tmp_path_factory.mktemp("out") / "run.wav"
    out = WaveFileOut(path, SystemClock(), None)
    edits = []
    out.start(score())

    async def run() -> None:
        for ahead, shift in moves:
            await out.reach(Frame(out.position() + frames(ahead)))
            edits.append(TargetsShifted(Frame(out.position() + frames(0.3)), shift, "t"))
            out.publish(score(*edits), edits[-1].at)

    asyncio.run(run())
    end = Frame(out.position() + 777)
    assert not path.exists()
    out.close(end)
    expected = np.zeros((end, 2), np.int16)
    fill(score(*edits), expected, 0)
    assert np.array_equal(samples(path), expected)
    assert [file.name for file in path.parent.iterdir()] == ["run.wav"]


async def test_a_file_never_holds_what_is_not_settled(tmp_path: Path) -> None:
    clock = ManualClock()
    out = WaveFileOut(tmp_path / "run.wav", clock, 1.0)
    out.start(score())
    clock.ns += 2_000_000_000
    await out.reach(frames(2))
    out.close()
    assert len(samples(tmp_path / "run.wav")) == frames(2)


def test_a_full_disk_is_a_notice_and_the_session_goes_on(tmp_path: Path) -> None:
    out = WaveFileOut(tmp_path / "run.wav", SystemClock(), None)
    out.start(score())
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, hard))
    try:
        asyncio.run(out.reach(frames(20)))
        out.publish(score(), frames(30))
        asyncio.run(out.reach(frames(40)))
        out.close()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    (notice,) = out.notices()
    assert notice.state is AudioState.LOST
    assert "run.wav" in notice.detail
    assert out.position() == frames(40)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_made_is_one_line_at_the_start(tmp_path: Path) -> None:
    out = WaveFileOut(tmp_path / "no" / "run.wav", SystemClock(), None)
    with pytest.raises(AudioError, match="cannot be written"):
        out.start(score())
    (tmp_path / "dir.wav").mkdir()
    for bad in ("run.mp3", "run", "dir.wav"):
        with pytest.raises(AudioError):
            WaveFileOut(tmp_path / bad, SystemClock(), None)


def test_closing_what_never_started_is_no_fault(tmp_path: Path) -> None:
    WaveFileOut(tmp_path / "run.wav", SystemClock(), None).close()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("choice", ["", "loudspeaker", "file:", "file:x.mp3", "simpleaudio "])
def test_an_unknown_output_is_refused(tmp_path: Path, choice: str) -> None:
    with pytest.raises(AudioError) as caught:
        open_audio(choice, clock=SystemClock(), log_dir=tmp_path)
    assert caught.value.hint


def test_a_device_plays_at_its_own_speed(tmp_path: Path) -> None:
    for choice in ("auto", "simpleaudio", "miniaudio"):
        for speed in (20.0, None):
            with pytest.raises(AudioError, match="own speed"):
                open_audio(choice, speed=speed, clock=SystemClock(), log_dir=tmp_path)


def test_auto_takes_miniaudio_where_simpleaudio_does_not_load(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "simpleaudio", None)
    out: AudioOut = open_audio("auto", clock=SystemClock(), log_dir=tmp_path / "logs")
    assert out.name == "miniaudio"
    with pytest.raises(LibraryMissing) as caught:
        open_audio("simpleaudio", clock=SystemClock(), log_dir=tmp_path)
    assert "simpleaudio-patched" in caught.value.hint
    assert (tmp_path / "logs").stat().st_mode & 0o777 == 0o700


def test_the_unpatched_library_is_not_safe_on_python_312(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(sys, "version_info", (3, 12, 1))
    monkeypatch.setattr(importlib.metadata, "version", missing)
    with pytest.raises(LibraryMissing):
        simpleaudio.import_safely()


def test_choosing_loads_no_sound_library() -> None:
    code = (
        "import sys, cadencecoach.adapters.audio as a\n"
        "assert not {'numpy', 'miniaudio', 'simpleaudio', 'soundfile'} & set(sys.modules)\n"
        "import cadencecoach.adapters.audio.miniaudio.child, cadencecoach.adapters.rendering\n"
        "assert not {'miniaudio', 'simpleaudio', 'soundfile', 'mutagen'} & set(sys.modules)\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_back_off_tries_at_once_then_ever_less_often() -> None:
    backoff = Backoff(0.5)
    tries = []
    for tick in range(100):
        if backoff.due():
            tries.append(tick)
            backoff.failed()
    assert np.diff(tries).tolist()[:5] == [2, 4, 10, 20, 20]
    assert tries[0] == 0


def test_a_file_that_is_there_is_not_replaced(tmp_path: Path) -> None:
    kept = tmp_path / "kept.wav"
    kept.write_bytes(b"last week's run")
    with pytest.raises(AudioError, match="is there already"):
        open_audio(f"file:{kept}", clock=SystemClock(), log_dir=tmp_path)
    assert kept.read_bytes() == b"last week's run"


class LateChild:
    """A child whose device first asks 4 s after it was started, on a clock that each look moves."""

    def __init__(self, out: MiniaudioOut, clock: ManualClock) -> None:
        self._out, self._clock = out, clock
        self._looks = 0
        self.pid, self.stdin = 0, None
        self.heard = b""

    def poll(self) -> None:
        self._looks += 1
        self._clock.ns += 500_000_000
        self._out._live._pass([])  # the thread that renders, at this time of the clock
        ring = self._out._ring
        if self._looks == 8 and ring is not None:
            device = play(ring)
            next(device)
            # By the next look the session has seen that much of it.
            self.heard = device.send(frames(0.5))
            ring.write(Word.STATE, ChildState.PLAYING)

    def wait(self, _timeout: float) -> None:
        """It ends at once."""


def test_a_device_that_opens_late_is_heard_from_its_beginning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = ManualClock()
    out = MiniaudioOut(clock, tmp_path)
    late = LateChild(out, clock)
    monkeypatch.setattr(pump.subprocess, "Popen", lambda *_, **__: late)
    monkeypatch.setattr(child, "monotonic_ns", clock.monotonic_ns)
    out.start(score(), Frame(frames(1)))
    out.close()
    assert np.frombuffer(late.heard, np.int16).any()
