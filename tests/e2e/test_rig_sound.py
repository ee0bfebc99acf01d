"""What a runner really hears, recorded from a real sink: exact, through stalls, seams and losses."""

from __future__ import annotations

import os
import select
import signal
from pathlib import Path

import numpy as np
import pytest

from tests.e2e.rig.judge import judge, onsets
from tests.e2e.rig.sink import RATE_HZ, Recorded, Sink, installed
from tests.e2e.rig.stage import Player, burning, playing

pytestmark = [
    pytest.mark.rig,
    pytest.mark.skipif(not installed(), reason="needs pulseaudio and libasound2-plugins"),
]
PUMPS = ("simpleaudio", "miniaudio")


@pytest.fixture(autouse=True)
def _library(request: pytest.FixtureRequest) -> None:
    if "pump" in request.fixturenames:
        pytest.importorskip(request.getfixturevalue("pump"))


@pytest.fixture
def sink():
    with Sink() as sink:
        yield sink


@pytest.mark.parametrize("pump", PUMPS)
def test_exact_beside_a_burning_core_and_through_a_stall(sink: Sink, pump: str) -> None:
    # Once more if need be: a machine that runs other tests meanwhile may starve the player.
    for _ in range(2):
        recording = sink.record()
        with burning(), playing(sink, pump, "20", "170", "--stall-at", "8") as player:
            assert player.wait() == 0, player.errors
        verdict = judge(onsets(recording.stop().samples, RATE_HZ), 170)
        assert player.errors == ""
        if verdict.exact:
            break
    assert verdict.clicks >= 56
    assert verdict.exact, verdict
    assert player.told("notice") == []


@pytest.mark.parametrize("pump", PUMPS)
def test_change_of_tempo_holds_from_the_frame_it_was_given(sink: Sink, pump: str) -> None:
    recording = sink.record()
    with playing(sink, pump, "8", "160", "--faster-at", "4") as player:
        assert player.wait() == 0, player.errors
    samples = recording.stop().samples
    intervals = np.diff(onsets(samples, RATE_HZ)) * RATE_HZ
    before, after = 60 / 160 * RATE_HZ, 60 / 165 * RATE_HZ
    change = int(np.argmin(np.abs(intervals - before) < np.abs(intervals - after)))
    assert np.abs(intervals[:change] - before).max() < 1
    assert np.abs(intervals[change:] - after).max() < 1
    (begin,) = player.told("faster_from")
    assert 0 <= change * before - begin <= before


def test_hand_over_to_a_new_stretch_loses_no_beat(sink: Sink) -> None:
    pytest.importorskip("simpleaudio")
    recording = sink.record()
    with playing(sink, "simpleaudio", "10", "170", "--settle-at", "4") as player:
        assert player.wait() == 0, player.errors
    samples = recording.stop().samples
    verdict = judge(onsets(samples, RATE_HZ), 170)
    assert (verdict.missed, verdict.doubled) == (0, 0)
    assert verdict.worst_interval_ms < 12, verdict


def test_after_the_process_was_stopped_the_beat_is_in_step_again(sink: Sink) -> None:
    pytest.importorskip("simpleaudio")
    recording = sink.record()
    with playing(sink, "simpleaudio", "9", "170") as player:
        for _ in range(3):
            player.wait_for("position", limit_s=10)
        os.kill(player.pid, signal.SIGSTOP)
        # The device's buffer runs dry meanwhile: 0.1 s. A clock is all there is to wait for.
        select.select([], [], [], 0.8)
        os.kill(player.pid, signal.SIGCONT)
        assert player.wait() == 0, player.errors
    late = phase_ms(recording.stop(), player, 170)
    assert player.told("notice") == ["gap"]
    assert np.abs(late[:5] - late[0]).max() < 1
    assert np.abs(late[-8:] - late[0]).max() < 15


@pytest.mark.parametrize("pump", PUMPS)
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
        for _ in range(4):
            player.wait_for("position", limit_s=10)
        phases = [phase_ms(recording.stop(), player, 170) for recording in (first, second)]
    assert len(phases[0]) > 3
    assert len(phases[1]) > 8
    assert np.median(phases[1]) == pytest.approx(np.median(phases[0]), abs=40)
    assert player.errors == ""


@pytest.mark.parametrize("pump", PUMPS)
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
def test_no_device_is_one_line_and_what_to_do(sink: Sink, pump: str) -> None:
    sink.vanish()
    with playing(sink, pump, "5", "170") as player:
        assert player.wait() == 4
    assert len(player.errors.splitlines()) == 1
    assert "--audio null" in player.errors or "PulseAudio" in player.errors


def test_child_does_not_outlive_a_killed_session(sink: Sink) -> None:
    with playing(sink, "miniaudio", "60", "170") as player:
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
