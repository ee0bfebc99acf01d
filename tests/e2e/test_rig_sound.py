"""What a runner really hears, recorded from a real sink: exact, through stalls, seams and losses."""

from __future__ import annotations

import contextlib
import os
import select
import signal
from collections.abc import Sequence
from ctypes.util import find_library
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from tests.e2e.rig.busy import judged_when_not_too_busy
from tests.e2e.rig.judge import Verdict, judge, onsets
from tests.e2e.rig.sink import (
    RATE_HZ,
    PipeWireSink,
    Recorded,
    Sink,
    installed,
    pipewire_installed,
)
from tests.e2e.rig.stage import Player, burning, playing

pytestmark = [
    pytest.mark.rig,
    pytest.mark.skipif(not installed(), reason="needs pulseaudio and libasound2-plugins"),
]
PUMPS = ("simpleaudio", "miniaudio")
ALL = (*PUMPS, "sounddevice")
"""sounddevice plays in miniaudio's child and from its ring: what its library does itself is judged."""

RATES_HZ = (44_100, 48_000, 96_000)
LONG_MS = 60
"""Pieces of a recording where clicks are judged to the sample, and delays are not."""

NO_PIPEWIRE = "needs pipewire-bin, wireplumber and dbus-daemon"


@pytest.fixture(autouse=True)
def _library(request: pytest.FixtureRequest) -> None:
    if "pump" not in request.fixturenames:
        return
    pump = request.getfixturevalue("pump")
    if pump == "sounddevice" and find_library("portaudio") is None:
        pytest.skip("needs libportaudio2")  # else its import raises OSError
    pytest.importorskip(pump)


@pytest.fixture(params=[Sink, PipeWireSink])
def sink(request: pytest.FixtureRequest):
    if request.param is PipeWireSink and not pipewire_installed():
        pytest.skip(NO_PIPEWIRE)
    with request.param() as sink:
        yield sink


@pytest.fixture
def pulse():
    with Sink() as sink:
        yield sink


@pytest.mark.parametrize("pump", ALL)
@judged_when_not_too_busy
def test_exact_beside_a_burning_core_and_through_a_stall(pulse: Sink, pump: str) -> None:
    recording = pulse.record(LONG_MS)
    with burning(), playing(pulse, pump, "20", "170", "--stall-at", "8") as player:
        assert player.wait() == 0, player.errors
    verdict = judge(onsets(recording.stop().samples, RATE_HZ), 170)
    assert player.errors == ""
    assert verdict.clicks >= 56
    assert verdict.exact, verdict
    assert player.told("notice") == []


def beside_each_other(played: Sequence[tuple[str, int]]) -> dict[tuple[str, int], Verdict]:
    """What PipeWire sinks of these rates got from these pumps, all at once."""
    with contextlib.ExitStack() as stack:
        sinks = [stack.enter_context(PipeWireSink(rate_hz)) for _, rate_hz in played]
        recordings = [sink.record(LONG_MS) for sink in sinks]
        players = [
            stack.enter_context(playing(sink, pump, "10", "170"))
            for sink, (pump, _) in zip(sinks, played, strict=True)
        ]
        assert [player.wait() for player in players] == [0] * len(players)
        heard = [recording.stop() for recording in recordings]
    return {
        one: judge(onsets(recorded.samples, recorded.rate_hz), 170)
        for one, recorded in zip(played, heard, strict=True)
    }


@pytest.mark.skipif(not pipewire_installed(), reason=NO_PIPEWIRE)
@judged_when_not_too_busy
def test_exact_on_pipewire_at_each_rate() -> None:
    there = [pump for pump in ALL if find_spec(pump) is not None]
    if find_library("portaudio") is None:
        there = [pump for pump in there if pump != "sounddevice"]
    wanted = [(pump, rate_hz) for pump in there for rate_hz in RATES_HZ]
    verdicts = beside_each_other(wanted)
    assert all(verdict.clicks >= 26 for verdict in verdicts.values()), verdicts
    assert all(verdict.exact for verdict in verdicts.values()), verdicts


@pytest.mark.parametrize("pump", PUMPS)
@judged_when_not_too_busy
def test_change_of_tempo_holds_from_the_frame_it_was_given(sink: Sink, pump: str) -> None:
    recording = sink.record(LONG_MS)
    with playing(sink, pump, "6", "160", "--faster-at", "3") as player:
        assert player.wait() == 0, player.errors
    samples = recording.stop().samples
    intervals = np.diff(onsets(samples, RATE_HZ)) * RATE_HZ
    before, after = 60 / 160 * RATE_HZ, 60 / 165 * RATE_HZ
    change = int(np.argmin(np.abs(intervals - before) < np.abs(intervals - after)))
    assert np.abs(intervals[:change] - before).max() < 1
    assert np.abs(intervals[change:] - after).max() < 1
    (begin,) = player.told("faster_from")
    assert 0 <= change * before - begin <= before


@judged_when_not_too_busy
def test_hand_over_to_a_new_stretch_loses_no_beat(pulse: Sink) -> None:
    pytest.importorskip("simpleaudio")
    recording = pulse.record()
    with playing(pulse, "simpleaudio", "10", "170", "--settle-at", "4") as player:
        assert player.wait() == 0, player.errors
    samples = recording.stop().samples
    verdict = judge(onsets(samples, RATE_HZ), 170)
    assert (verdict.missed, verdict.doubled) == (0, 0)
    assert verdict.worst_interval_ms < 12, verdict


@pytest.mark.parametrize(("pump", "stopped_s"), [("simpleaudio", 0.8), ("miniaudio", 3.5)])
@judged_when_not_too_busy
def test_after_the_process_was_stopped_the_beat_is_in_step_again(
    sink: Sink, pump: str, stopped_s: float
) -> None:
    recording = sink.record()
    with playing(sink, pump, "10", "170") as player:
        for _ in range(3):
            player.wait_for("position", limit_s=10)
        both = (player.pid, *children(player.pid))
        for pid in both:
            os.kill(pid, signal.SIGSTOP)
        # The device's buffer runs dry meanwhile: 0.1 s. A clock is all there is to wait for.
        select.select([], [], [], stopped_s)
        for pid in both:
            os.kill(pid, signal.SIGCONT)
        assert player.wait() == 0, player.errors
    late = phase_ms(recording.stop(), player, 170)
    assert player.told("notice") in (["gap"], ["lost", "back"])
    assert np.abs(late[:5] - late[0]).max() < sink.slip_ms
    # A stream that was opened anew has a delay of its own, which nobody tells.
    within_ms = 15 if player.told("notice") == ["gap"] else 120
    assert np.abs(late[-8:] - late[0]).max() < within_ms


@judged_when_not_too_busy
def test_what_runs_dry_twice_is_played_on_by_the_pump_with_the_longer_buffer(pulse: Sink) -> None:
    pytest.importorskip("simpleaudio")
    recording = pulse.record()
    with playing(pulse, "auto", "16", "170") as player:
        for _ in range(2):
            for _ in range(3):
                player.wait_for("position", limit_s=10)
            os.kill(player.pid, signal.SIGSTOP)
            select.select([], [], [], 0.8)
            os.kill(player.pid, signal.SIGCONT)
            player.wait_for("notice", "gap", limit_s=10)
        handed_over = player.wait_for("notice", "gap", limit_s=10)
        assert "miniaudio plays on" in handed_over["detail"]
        assert player.wait() == 0, player.errors
    late = phase_ms(recording.stop(), player, 170)
    assert np.abs(late[-8:] - late[0]).max() < 40


@pytest.mark.parametrize("pump", ALL)
@judged_when_not_too_busy
def test_device_taken_away_and_given_back(sink: Sink, pump: str) -> None:
    first = sink.record()
    with playing(sink, pump, "60", "170") as player:
        player.wait_for("position", limit_s=10)
        player.wait_for("position", limit_s=10)
        player.wait_for("position", limit_s=10)
        sink.vanish()
        player.wait_for("notice", "lost", limit_s=5)
        sink.serve()
        second = sink.record()
        player.wait_for("notice", "back", limit_s=20)
        for _ in range(5):
            player.wait_for("position", limit_s=10)
        phases = [phase_ms(recording.stop(), player, 170) for recording in (first, second)]
    assert len(phases[0]) > 3
    assert len(phases[1]) > 8
    assert np.median(phases[1]) == pytest.approx(np.median(phases[0]), abs=40)
    assert player.errors == ""


@pytest.mark.parametrize("pump", PUMPS)
@judged_when_not_too_busy
def test_device_that_falls_asleep_is_noticed(sink: Sink, pump: str) -> None:
    with playing(sink, pump, "60", "170") as player:
        player.wait_for("position", limit_s=10)
        sink.suspend(True)
        player.wait_for("notice", "lost", limit_s=6)
        sink.suspend(False)
        player.wait_for("notice", "back", limit_s=20)
        player.wait_for("position", limit_s=10)
    assert player.told("notice") == ["lost", "back"]


@pytest.mark.parametrize("pump", PUMPS)
@judged_when_not_too_busy
def test_no_device_is_one_line_and_what_to_do(pulse: Sink, pump: str) -> None:
    pulse.vanish()
    with playing(pulse, pump, "5", "170") as player:
        assert player.wait() == 4
    assert len(player.errors.splitlines()) == 1
    assert "--audio null" in player.errors or "PulseAudio" in player.errors


@judged_when_not_too_busy
def test_child_does_not_outlive_a_killed_session(pulse: Sink) -> None:
    with playing(pulse, "miniaudio", "60", "170") as player:
        player.wait_for("position", limit_s=10)
        (child,) = children(player.pid)
        watched = os.pidfd_open(child)
        os.kill(player.pid, signal.SIGKILL)
        gone, _, _ = select.select([watched], [], [], 5)
        os.close(watched)
    assert gone


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def phase_ms(recorded: Recorded, player: Player, spm: int):
    """How late after its beat each click was heard, wrapped to half a beat either way."""
    period = 60_000 / spm
    heard = [recorded.heard_ns(at) for at in onsets(recorded.samples, RATE_HZ)]
    late = np.array([at_ns - player.frame_0_ns(at_ns) for at_ns in heard]) / 1e6
    return (late + period / 2) % period - period / 2
