"""`wear` from its first word to its sum, with nothing but virtual earphones and a virtual footpod.

A private bus stands in for the system's, with BlueZ's media side and a footpod on it; the program
runs as a process, meets both through its real adapters, and is only listened to.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("dbus_fast")

from dbus_fast import Message

from cadencecoach.adapters.store.home import HOME_VARIABLE
from cadencecoach.core.sensor.rsc import Measurement, encode_measurement
from tests.adapters.bus.media import PLAYER, Media, Remote, call
from tests.adapters.bus.org_bluez import HCI0, Bluez, Device, Pod, private_bus
from tests.cli.conftest import own_home

__all__ = ["own_home"]

pytestmark = pytest.mark.skipif(
    not any(os.access(f"{place}/dbus-daemon", os.X_OK) for place in os.get_exec_path()),
    reason="no dbus-daemon",
)

PLAN = """
minutes = 0.5
warm_up = "3 s"
cool_down = "3 s"
cue_every = "off"
[ramp]
start = 165
top = 165
hold = "20 s"
"""
RUNS = encode_measurement(Measurement(2.8, 164, running=True))


FINGER_S = 0.3
"""Nobody presses sooner after what was heard; and what follows 0.12 s after a press is a bounce."""


class Belt:
    """The program in a belt, the earphones and the footpod."""

    def __init__(self, process: asyncio.subprocess.Process, bluez: Bluez, pod: Pod) -> None:
        self.process, self.bluez, self.pod = process, bluez, pod
        self.media = Media()
        self.heard: list[dict[str, Any]] = []
        self.player: str | None = None
        bluez.bus.add_message_handler(self._registers)
        bluez.bus.export(HCI0, self.media)
        earphones = Pod(bluez, "Buds", "AA:BB:CC:DD:EE:FF")
        earphones.services = ()
        bluez.bus.export(earphones.path, Device(earphones))
        bluez.bus.export(earphones.path, Remote())

    async def until(self, event: str, **fields: object) -> dict[str, Any]:
        """The next line of an event with these fields."""
        assert self.process.stdout is not None
        async for line in self.process.stdout:
            self.heard.append(json.loads(line))
            found = self.heard[-1]
            if found["event"] == event and fields.items() <= found.items():
                return found
        assert self.process.stderr is not None
        raise AssertionError(f"no {event} {fields}: {await self.process.stderr.read()!r}")

    def _registers(self, message: Message) -> None:
        if message.member == "RegisterPlayer":
            self.player = message.sender

    async def press(self, key: str) -> None:
        """As AVRCP does: a key goes to the player that is registered."""
        await asyncio.sleep(FINGER_S)
        await call(self.bluez.bus, self.player, self.media.players[0][0], PLAYER, key)

    async def run_along(self) -> None:
        """The footpod sends once a second while somebody listens."""
        while True:
            if self.pod.connected:
                self.pod.measure(RUNS)
            await asyncio.sleep(1.0)

    def said(self) -> list[str]:
        return [one["name"] for one in self.heard if one["event"] == "cue_placed"]


@asynccontextmanager
async def belt(home: Path, folder: Path) -> AsyncIterator[Belt]:
    plan = folder / "short.toml"
    plan.write_text(PLAN)
    async with private_bus(folder) as bluez, asyncio.timeout(400):
        await bluez.start()
        pod = bluez.pod()
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "cadencecoach", "wear", str(plan),
            "--audio", "null", "--footpod", pod.address,
            env={**os.environ, HOME_VARIABLE: str(home), "DBUS_SESSION_BUS_ADDRESS": "unix:path=/"},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        worn = Belt(process, bluez, pod)
        running = asyncio.ensure_future(worn.run_along())
        try:
            yield worn
        finally:
            running.cancel()
            if process.returncode is None:
                process.kill()
            await process.wait()


def coach(home: Path, *words: str) -> str:
    return subprocess.run(
        [sys.executable, "-m", "cadencecoach", *words],
        env={**os.environ, HOME_VARIABLE: str(home)}, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip


async def answered(worn: Belt, **levels: int) -> int:
    """The level that a press was taken for: a machine that is late presses at the number after."""
    right = await worn.until("cue_placed", name="right")
    return levels[right["text"].partition(".")[0]]


async def test_a_good_day_from_the_question_to_the_sum(own_home: Path, tmp_path: Path) -> None:
    coach(own_home, "check-in", "--red-flags", "none")
    coach(own_home, "programme", "start", "--baseline", "160")
    async with belt(own_home, tmp_path) as worn:
        assert (await worn.until("cue_placed"))["name"] == "count", "no rating of these days"
        await worn.until("cue_placed", name="level", text="Three.")
        await worn.press("Play")  # while two is being said
        level = await answered(worn, Two=2, Three=3)
        await worn.press("Play")
        for question in ("limping", "sharp", "leg"):
            await worn.until("cue_placed", name=question)
            await worn.press("Play")
        ready = await worn.until("cue_placed", name="ready")
        assert ready["text"].endswith("Press to begin.")
        await worn.press("Pause")  # a bud falls out, and is put back
        await worn.press("Play")
        await worn.press("Play")
        await worn.until("session")
        await worn.until("stage_began", kind="rung")
        await worn.press("Pause")
        await worn.until("paused")
        await worn.press("Play")
        await worn.until("resumed")
        summary = await worn.until("summary")
        told = await worn.until("cue_placed", name="sum")
        assert await worn.process.wait() == 0
    assert summary["state"] == "finished"
    assert told["text"].startswith(
        "Your run: Less than a minute. Steps a minute: One hundred and sixty-"
    )
    assert "session" not in [one["event"] for one in worn.heard[: worn.heard.index(ready)]]
    [rated] = json.loads(coach(own_home, "pain", "--json"))["pain"]
    assert rated["highest"] == level
    kept = json.loads(coach(own_home, "sessions", "--json"))["sessions"]
    assert [one["state"] for one in kept] == ["finished"]


async def test_a_day_with_pain_6_begins_no_run(own_home: Path, tmp_path: Path) -> None:
    coach(own_home, "check-in", "--red-flags", "none")
    coach(own_home, "programme", "start", "--baseline", "160")
    async with belt(own_home, tmp_path) as worn:
        await worn.until("cue_placed", name="count")
        await worn.until("cue_placed", name="level", text="Seven.")
        await worn.press("Play")
        level = await answered(worn, Six=6, Seven=7)
        await worn.press("PlayPause")
        gate = await worn.until("cue_placed", name="gate")
        assert gate["text"].startswith("No run today.")
        assert await worn.process.wait() == 2
        assert worn.process.stderr is not None
        told = (await worn.process.stderr.read()).decode()
        assert f"Your back is at {level}: no run today." in told
    assert not any(one["event"] == "session" for one in worn.heard)
    assert json.loads(coach(own_home, "sessions", "--json"))["sessions"] == []
