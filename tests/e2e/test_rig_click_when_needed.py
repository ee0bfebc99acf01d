"""A click when needed, recorded from a real sink: heard where the log says, and back in phase.

Run as a program it plays the session that the test records: test_rig_click_when_needed.py OUTPUT
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

sys.path.append(str(Path(__file__).parent))

from rig.judge import judge, onsets
from rig.sink import RATE_HZ, Sink, installed

from cadencecoach.adapters.audio import open_audio
from cadencecoach.adapters.clock import SystemClock
from cadencecoach.adapters.sounds import SoundLibrary
from cadencecoach.core.events import ClickGated, Event, PayloadReceived
from cadencecoach.core.plan.plan import ClickMode, Plan, Stage, StageKind
from cadencecoach.core.run.setup import Setup
from cadencecoach.core.score.click_sound import ClickStyle, click_sound
from cadencecoach.core.score.mixer import FADE_OUT, Bank
from cadencecoach.core.score.timeline import lay_out
from cadencecoach.core.sensor.rsc import Measurement, encode_measurement
from cadencecoach.core.sensor.step_convention import Convention
from cadencecoach.core.values.units import SAMPLE_RATE, Frame, Spm, frames
from cadencecoach.ports import Heard
from cadencecoach.session import Session

pytestmark = [
    pytest.mark.rig,
    pytest.mark.skipif(not installed(), reason="needs pulseaudio and libasound2-plugins"),
]
SPM = Spm(160)
FALLS_OFF_S = 28
PUMPS = ("simpleaudio", "miniaudio")
PLAN = Plan(
    "rig", "Rig", (Stage(StageKind.HOLD, frames(50), SPM),), None, click=ClickMode.WHEN_NEEDED
)

Recording = tuple[Frame, Frame, NDArray[np.float64]]
"""Where the log says that the click went and came, and when clicks were heard, in seconds."""


class FallsOff:
    """A footpod whose runner holds the beat for a while and then does not."""

    name = "falls off"

    def __init__(self) -> None:
        self._second = 0

    async def open(self, wake: Callable[[], None]) -> None:
        """There is nothing to find."""

    async def close(self) -> None:
        """There is nothing to let go of."""

    def poll(self, now: Frame, heard: Heard) -> Sequence[PayloadReceived]:
        news = []
        while self._second * SAMPLE_RATE <= now:
            spm = SPM if self._second < FALLS_OFF_S else SPM - 14
            data = encode_measurement(Measurement(2.8, spm, running=True))
            news.append(PayloadReceived(Frame(self._second * SAMPLE_RATE), data))
            self._second += 1
        return news


class Told:
    """A log that tells the gates."""

    def append(self, events: Sequence[Event]) -> None:
        for event in events:
            if isinstance(event, ClickGated):
                sys.stdout.write(json.dumps([event.at, event.sounding]) + "\n")

    def reached(self, at: Frame) -> None:
        """Nobody asks."""


async def play(output: str) -> None:
    click = SoundLibrary.open().click("click")
    clips = {click_sound("click", v): getattr(click, v)
             for v in ("plain", "accent", "left", "right")}  # fmt: skip
    setup = Setup(PLAN, ClickStyle("click"), {}, -6.0, (), Convention.STEPS)
    with tempfile.TemporaryDirectory() as folder:
        out = open_audio(output, clock=SystemClock(), log_dir=Path(folder))
        await Session(setup, Bank(clips), out, FallsOff(), Told()).run()


def recorded(pump: str) -> Recording:
    """The session played by one pump, and what was heard of it."""
    with Sink() as sink:
        recording = sink.record()
        path = os.pathsep.join((str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")))
        player = subprocess.run(
            [sys.executable, __file__, pump], env={**sink.env, "PYTHONPATH": path},
            cwd=sink.folder, text=True, capture_output=True, check=False, timeout=120,
        )  # fmt: skip
        samples = recording.stop().samples
    assert player.returncode == 0, player.stderr
    (off, silent), (on, sounding) = [json.loads(line) for line in player.stdout.splitlines()]
    assert (silent, sounding) == (False, True)
    return off, on, onsets(samples, RATE_HZ)


@pytest.fixture(scope="module")
def at_once() -> dict[str, Recording]:
    """Each pump that is there, all at the same time: the session lasts a minute."""
    there = [pump for pump in PUMPS if find_spec(pump) is not None]
    with ThreadPoolExecutor() as pool:
        return dict(zip(there, pool.map(recorded, there), strict=True))


@pytest.mark.parametrize("pump", PUMPS)
def test_heard_where_the_log_says_and_back_in_phase(
    pump: str, at_once: dict[str, Recording]
) -> None:
    pytest.importorskip(pump)
    off, on, heard_s = at_once[pump]
    verdict = judge(heard_s, SPM)
    if verdict.std_ms > 0.01 or verdict.max_ms > 0.05:
        # A loaded machine drops samples of the recording, which is no fault of the player.
        off, on, heard_s = recorded(pump)
        verdict = judge(heard_s, SPM)
    assert frames(10) < on - off < frames(25)
    assert verdict.doubled == 0
    assert verdict.std_ms <= 0.01, verdict
    assert verdict.max_ms <= 0.05, verdict

    heard = set(np.rint((heard_s - heard_s[0]) * SPM / 60).astype(int).tolist())
    beats = list(lay_out(PLAN).beats(0, frames(50)))
    loud = {beat.number for beat in beats if beat.at < off or beat.at >= on}
    fading = {beat.number for beat in beats if off <= beat.at < off + FADE_OUT}
    assert heard - fading == loud
    gone = sorted(fading - heard)
    assert all(b == a + 1 for a, b in pairwise(gone)), "once faded, it stays away"
    assert gone[-1] == max(fading)


if __name__ == "__main__":
    asyncio.run(play(sys.argv[1]))
