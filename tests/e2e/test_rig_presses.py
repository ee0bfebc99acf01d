"""Presses into a real run, and what a real sink then played: the very samples that the log comes to."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

pytest.importorskip("dbus_fast")

from dbus_fast import BusType
from dbus_fast.aio import MessageBus

from cadencecoach.adapters.buttons.doors import NAME
from cadencecoach.adapters.buttons.player import PATH
from cadencecoach.adapters.sounds import SoundLibrary
from cadencecoach.adapters.store.home import HOME_VARIABLE
from cadencecoach.adapters.store.sqlite import Store
from cadencecoach.app.run.new_run import bank_of
from cadencecoach.core.events import TargetsShifted
from cadencecoach.core.run.state import State
from cadencecoach.core.score.lead_times import LEAD
from cadencecoach.core.score.mixer import Bank
from cadencecoach.core.values.units import SAMPLE_RATE
from tests.adapters.bus.media import PLAYER, call, connected, daemon
from tests.cli.conftest import own_home
from tests.e2e.rig.busy import judged_when_not_too_busy
from tests.e2e.rig.sink import Recorded, Sink, installed
from tests.recordings.logs.truth import replayed, samples

__all__ = ["own_home"]

pytestmark = [
    pytest.mark.rig,
    pytest.mark.skipif(not installed(), reason="needs pulseaudio and libasound2-plugins"),
]

PLAN = """
[[stage]]
kind = "hold"
length = "40 s"
target = 165
"""

FINGER_S = 0.3
"""Nobody presses sooner after what was heard; and what follows 0.12 s after a press is a bounce."""

CLICK = SAMPLE_RATE // 100
"""So much of a click is compared."""

SAME = 2 / 32768
"""Two channels are made one by the recorder: half a step of each."""


class Run:
    """A run without a screen, its standard input and the media keys of its bus."""

    def __init__(self, process: asyncio.subprocess.Process, bus: MessageBus) -> None:
        self._process, self._bus = process, bus
        self.told_ns: dict[str, int] = {}

    async def until(self, event: str, **fields: object) -> dict[str, Any]:
        """The next line of an event with these fields."""
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            told = json.loads(line)
            if told["event"] == event and fields.items() <= told.items():
                return told
        assert self._process.stderr is not None
        raise AssertionError(f"no {event} {fields}: {await self._process.stderr.read()!r}")

    async def press(self, key: str) -> None:
        await asyncio.sleep(FINGER_S)
        await call(self._bus, NAME, PATH, PLAYER, key)

    def say(self, line: str) -> None:
        assert self._process.stdin is not None
        self.told_ns[line] = time.monotonic_ns()
        self._process.stdin.write(f"{line}\n".encode())


async def pressed(run: Run) -> None:
    """All that a runner may ask for within half a minute."""
    await run.until("cue_placed", name="beat")
    await run.until("reading_taken")
    await run.press("Next")
    await run.until("question_spoken")  # told half a second before its end
    await run.until("reading_taken")
    await run.press("Next")
    await run.until("question_answered")
    await run.until("reading_taken")
    run.say("+5")
    await run.until("targets_shifted")
    run.say("volume -")
    run.say("mark pain")
    await run.until("pain_marked")
    await run.until("reading_taken")
    await run.press("Pause")
    await run.until("paused")
    await run.press("Play")
    await run.until("resumed")
    run.say("where am i")
    await run.until("cue_placed", name="where")
    await run.until("reading_taken")
    await run.until("reading_taken")
    run.say("finish")
    await run.until("summary")


async def played(sink: Sink, pump: str, home: Path, folder: Path) -> Run:
    plan = folder / "pressed.toml"
    plan.write_text(PLAN)
    async with connected(BusType.SESSION) as bus, asyncio.timeout(200):
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "cadencecoach", "run", str(plan), "--headless",
            "--audio", pump, "--footpod", "simulated",
            env={**sink.env, HOME_VARIABLE: str(home),
                 "DBUS_SESSION_BUS_ADDRESS": os.environ["DBUS_SESSION_BUS_ADDRESS"]},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        run = Run(process, bus)
        try:
            await pressed(run)
            assert await process.wait() == 0
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
    return run


class Partly(dict[str, NDArray[np.int16]]):
    """The clicks, or all but the clicks: every other sound is silence of its length."""

    def __init__(self, library: SoundLibrary, *, clicks: bool) -> None:
        self._library, self._clicks = library, clicks

    def __missing__(self, sound: str) -> NDArray[np.int16]:
        clip = self._library.clip(sound)
        self[sound] = clip if sound.startswith("click") is self._clicks else np.zeros_like(clip)
        return self[sound]


def replay(home: Path) -> tuple[State, list[NDArray[np.float64]]]:
    """The session by its log: its last state, its sound in mono, its clicks alone, all but those."""
    with Store(home / "sessions.db") as store:
        session = store.load(store.find("last").id)
    state, _, _ = replayed(session)
    library = SoundLibrary.open()
    banks = bank_of(library), *(Bank(Partly(library, clicks=which)) for which in (True, False))
    return state, [
        np.concatenate(list(samples(state, bank, session.facts.reached))).mean(axis=1) / 32768
        for bank in banks
    ]


def begun(recorded: Recorded, whole: NDArray[np.float64]) -> int:
    """The sample of the recording that is frame 0."""
    loud = 0.05
    first = int(np.argmax(np.abs(recorded.samples) > loud))
    return first - int(np.argmax(np.abs(whole) > loud))


def share(heard: NDArray[np.float64], click: NDArray[np.float64]) -> float:
    """How much of a click is in what was heard; 0 where there should have been none."""
    energy = float(click @ click)
    return float(heard @ click) / energy if energy else 0.0


@pytest.mark.parametrize("pump", ["simpleaudio", "miniaudio"])
@judged_when_not_too_busy
def test_what_is_pressed_changes_what_is_heard_as_the_log_says_and_nothing_else(
    pump: str, own_home: Path, tmp_path: Path
) -> None:
    pytest.importorskip(pump)
    with Sink() as sink, daemon(tmp_path, "DBUS_SESSION_BUS_ADDRESS"):
        recording = sink.record(60)
        run = asyncio.run(played(sink, pump, own_home, tmp_path))
        recorded = recording.stop()
    state, (whole, clicks, others) = replay(own_home)
    begin = begun(recorded, whole)
    heard = recorded.samples[begin : begin + len(whole)]
    off = np.flatnonzero(np.abs(heard - whole[: len(heard)]) > SAME)
    assert len(heard) > 10 * SAMPLE_RATE
    assert len(off) == 0, f"{len(off)} samples, from {off[0] / SAMPLE_RATE:.3f} s on"

    # The timeline alone says where clicks are; words and tones over them do not hide one.
    beats = [beat.at for beat in state.timeline.beats(0, len(heard) - CLICK)]
    left = heard - others[: len(heard)]
    loudness = [share(left[at : at + CLICK], clicks[at : at + CLICK]) for at in beats]
    assert len(beats) > 30
    assert min(loudness) > 0.9, beats[int(np.argmin(loudness))] / SAMPLE_RATE

    shifted = next(edit for edit in state.edits if isinstance(edit, TargetsShifted))
    changed = next(at for at in beats if at > shifted.at)
    waited_s = (recorded.heard_ns((begin + changed) / SAMPLE_RATE) - run.told_ns["+5"]) / 1e9
    # The lead and a step, and what the device and its server have ready (docs/laws.md).
    assert 0 < waited_s < LEAD / SAMPLE_RATE + 60 / 165 + 0.3
