"""The Footpod screen's port on a private bus: what is on the air, what a pod sends, what is wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest
from bleak.backends.bluezdbus.version import BlueZFeatures

from cadencecoach.adapters.footpod.trouble import Host
from cadencecoach.app.footpod.footpods import FootpodsHere
from cadencecoach.app.home import Home
from cadencecoach.app.sound.preview_player import Hearing
from cadencecoach.app.views import PodLive, PodRow
from cadencecoach.core.sensor.rsc import Measurement, encode_measurement
from cadencecoach.core.sensor.step_convention import Convention
from cadencecoach.errors import CadencecoachError
from tests.adapters.bus.org_bluez import private_bus

ADDRESS = "F0:F1:F2:F3:F4:F5"


@pytest.fixture
def pods(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> FootpodsHere:
    monkeypatch.setattr(Host, "here", classmethod(lambda _cls: Host("linux")))
    monkeypatch.setattr(BlueZFeatures, "checked_bluez_version", True)
    home = Home.here()
    return FootpodsHere(home, Hearing(home))


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cadencecoach.app.footpod.footpods.ROUND_S", 0.2)
    monkeypatch.setattr("cadencecoach.app.footpod.footpods.AGAIN_S", 0.01)
    monkeypatch.setattr("cadencecoach.app.footpod.footpods.POLL_S", 0.01)


class Told:
    """What the screen is told, and a way to wait for it."""

    def __init__(self) -> None:
        self.rows: list[Sequence[PodRow]] = []
        self.troubles: list[CadencecoachError | None] = []
        self.live: list[PodLive] = []
        self._news = asyncio.Event()

    def on_rows(self, rows: Sequence[PodRow]) -> None:
        self.rows.append(tuple(rows))
        self._news.set()

    def on_trouble(self, error: CadencecoachError | None) -> None:
        self.troubles.append(error)
        self._news.set()

    def on_live(self, live: PodLive) -> None:
        self.live.append(live)
        self._news.set()

    async def until(self, true) -> None:
        async with asyncio.timeout(120):
            while not true():
                self._news.clear()
                await self._news.wait()


async def ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.wait({task})
    assert task.cancelled()


async def test_pods_on_the_air_come_go_and_are_paired(pods: FootpodsHere, tmp_path: Path) -> None:
    async with private_bus(tmp_path) as bluez:
        await bluez.start()
        pod = bluez.pod()
        told = Told()
        looking = asyncio.create_task(pods.listen(told.on_rows, told.on_trouble))
        await told.until(lambda: any(told.rows[-1:]) and told.rows[-1])
        row = told.rows[-1][0]
        assert (row.name, row.rssi_dbm, row.on_air, row.known) == ("LabPod", -60, True, False)
        pods.pair(ADDRESS)
        await told.until(lambda: told.rows[-1] and told.rows[-1][0].known)
        pod.vanish()
        await told.until(lambda: told.rows[-1] and not told.rows[-1][0].on_air)
        assert not any(told.troubles)
        await ended(looking)


async def test_two_of_one_name_are_told_apart_and_a_moved_one_is_taken_over(
    pods: FootpodsHere, tmp_path: Path
) -> None:
    async with private_bus(tmp_path) as bluez:
        await bluez.start()
        first, second = bluez.pod(), bluez.pod("LabPod", "C0:00:00:00:00:09")
        told = Told()
        looking = asyncio.create_task(pods.listen(told.on_rows, told.on_trouble))
        await told.until(lambda: told.rows and len(told.rows[-1]) == 2)
        assert {row.name for row in told.rows[-1]} == {"LabPod F4:F5", "LabPod 00:09"}
        pods.pair(ADDRESS)
        pods.count_as(ADDRESS, Convention.STRIDES)
        pods.pair(second.address)
        known = {row.address: row.convention for row in pods.rows() if row.known}
        assert known == {ADDRESS: Convention.STRIDES, second.address: Convention.AUTO}
        pods.forget(second.address)
        first.vanish()
        await told.until(
            lambda: any(row.address == ADDRESS and not row.on_air for row in told.rows[-1])
        )
        pods.pair(second.address)
        known = {row.address: row.convention for row in pods.rows() if row.known}
        assert known == {second.address: Convention.STRIDES}
        await ended(looking)


async def test_a_watched_pod_tells_what_it_sends_and_what_it_says_of_itself(
    pods: FootpodsHere, tmp_path: Path
) -> None:
    async with private_bus(tmp_path) as bluez:
        await bluez.start()
        pod = bluez.pod()
        pod.battery = 12
        pod.greeting = encode_measurement(Measurement(3.0, 82, running=True))
        told = Told()
        watching = asyncio.create_task(pods.watch(ADDRESS, told.on_live))
        await told.until(lambda: told.live and told.live[-1].raw_per_min == 82)
        await told.until(lambda: told.live[-1].detail == "in shoe")
        await ended(watching)
        assert told.live[-1].live.why == "steps or strides? 1 of 8 running readings heard"


async def test_bluetooth_that_is_off_is_said_until_it_is_on(
    pods: FootpodsHere, tmp_path: Path
) -> None:
    async with private_bus(tmp_path) as bluez:
        await bluez.start()
        bluez.pod()
        bluez.power(False)
        told = Told()
        looking = asyncio.create_task(pods.listen(told.on_rows, told.on_trouble))
        await told.until(lambda: any(told.troubles))
        trouble = told.troubles[-1]
        assert trouble is not None
        assert trouble.message == "Bluetooth is off"
        assert "turn it on" in trouble.hint
        bluez.power(True)
        await told.until(lambda: told.troubles[-1] is None and told.rows and told.rows[-1])
        await ended(looking)
