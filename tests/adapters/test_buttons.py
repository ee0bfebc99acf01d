"""The doors for buttons on buses of their own: each trap that was met, and nothing that ends a run."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path
from typing import Self

import pytest

pytest.importorskip("dbus_fast")

from dbus_fast import BusType, DBusError, Variant

from cadencecoach.adapters.buttons.doors import NAME, BusDoor, EarphoneButtons, MediaKeys
from cadencecoach.adapters.buttons.known import KnownEarphones
from cadencecoach.adapters.buttons.player import PATH
from cadencecoach.adapters.clock import SystemClock
from cadencecoach.core.control.presses import MediaKey
from cadencecoach.ports import NowPlaying, Playback
from tests.adapters.bus.media import PLAYER, Bluetoothd, call, check_types, connected, daemon

PROPERTIES = "org.freedesktop.DBus.Properties"
STAGE = NowPlaying(Playback.PLAYING, "165 a minute", 300.0, 12.5)
pytestmark = pytest.mark.skipif(
    not any(os.access(f"{place}/dbus-daemon", os.X_OK) for place in os.get_exec_path()),
    reason="no dbus-daemon",
)


class Opened:
    """One door, open until the test ends; what was pressed, and a wait for whatever holds."""

    def __init__(self, kind: type[BusDoor]) -> None:
        self.pressed: list[tuple[MediaKey, str]] = []
        self.waits: list[float] = []
        self._changed = asyncio.Event()
        self.door = kind(self._key, SystemClock())

    def _key(self, key: MediaKey, address: str) -> None:
        self.pressed.append((key, address))

    async def _wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        await asyncio.sleep(0)

    async def __aenter__(self) -> Self:
        self._task = asyncio.ensure_future(self.door.stay_open(self._wait))
        return self

    async def __aexit__(self, *_exc: object) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(120):
            while not holds():  # noqa: ASYNC110 -- a door tells nobody how it is
                await asyncio.sleep(0.005)

    async def open(self) -> Opened:
        await self.until(lambda: self.door.is_open)
        return self


@pytest.fixture
async def session_bus(tmp_path: Path) -> AsyncIterator[subprocess.Popen[str]]:
    with daemon(tmp_path, "DBUS_SESSION_BUS_ADDRESS") as running:
        yield running


@pytest.fixture
async def system_bus(tmp_path: Path) -> AsyncIterator[subprocess.Popen[str]]:
    with daemon(tmp_path, "DBUS_SYSTEM_BUS_ADDRESS") as running:
        yield running


@pytest.mark.usefixtures("session_bus")
async def test_each_key_comes_in_and_no_method_ends_a_run() -> None:
    async with Opened(MediaKeys) as keys, connected(BusType.SESSION) as desktop:
        await keys.open()
        for key in MediaKey:
            await call(desktop, NAME, PATH, PLAYER, key.value)
        assert keys.pressed == [(key, "") for key in MediaKey]
        for method in ("Raise", "Quit"):
            await call(desktop, NAME, PATH, "org.mpris.MediaPlayer2", method)
        await call(desktop, NAME, PATH, PLAYER, "Seek", "x", 5)
        await call(desktop, NAME, PATH, PLAYER, "OpenUri", "s", "file:///etc/passwd")
        await call(desktop, NAME, PATH, PLAYER, "SetPosition", "ox", "/x", 5)
        assert len(keys.pressed) == len(MediaKey)
        assert keys.door.is_open


@pytest.mark.usefixtures("session_bus")
async def test_what_plays_is_told_in_the_types_that_others_insist_on() -> None:
    async with Opened(MediaKeys) as keys, connected(BusType.SESSION) as desktop:
        await keys.open()
        keys.door.show(STAGE)
        [shown] = await call(desktop, NAME, PATH, PROPERTIES, "GetAll", "s", PLAYER)
        assert shown["PlaybackStatus"] == Variant("s", "Playing")
        assert shown["Metadata"].value == {
            "mpris:trackid": Variant("o", "/cadencecoach/stage"),
            "mpris:length": Variant("x", 300_000_000),
            "xesam:title": Variant("s", "165 a minute"),
            "xesam:artist": Variant("as", ["CadenceCoach"]),
        }
        assert 12_500_000 <= shown["Position"].value <= 300_000_000
        assert shown["CanSeek"].value is False
        [root] = await call(
            desktop, NAME, PATH, PROPERTIES, "GetAll", "s", "org.mpris.MediaPlayer2"
        )
        assert root["CanQuit"].value is False


@pytest.mark.usefixtures("session_bus")
async def test_a_second_copy_takes_a_name_of_its_own() -> None:
    async with Opened(MediaKeys) as first, Opened(MediaKeys) as second:
        await first.open()
        await second.open()
        said = {first.door.said, second.door.said}
        assert said == {f"media keys reach {NAME}{end}" for end in ("", f".instance{os.getpid()}")}


async def test_without_a_bus_a_door_waits_and_tries_again(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/nothing")
    async with Opened(MediaKeys) as keys:
        await keys.until(lambda: len(keys.waits) >= 7)
        assert keys.waits[:7] == [1.0, 2.0, 5.0, 10.0, 30.0, 30.0, 30.0]
        assert keys.door.said.startswith("no session bus")
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "nonsense")
        keys.waits.clear()
        await keys.until(lambda: len(keys.waits) >= 2)
        keys.door.show(STAGE)


async def test_a_bus_that_dies_is_met_again(tmp_path: Path) -> None:
    async with Opened(MediaKeys) as keys:
        with daemon(tmp_path, "DBUS_SESSION_BUS_ADDRESS"):
            await keys.open()
        await keys.until(lambda: not keys.door.is_open)
        keys.door.show(STAGE)
        (tmp_path / "session").unlink(missing_ok=True)
        with daemon(tmp_path, "DBUS_SESSION_BUS_ADDRESS"):
            await keys.open()
            async with connected(BusType.SESSION) as desktop:
                await call(desktop, NAME, PATH, PLAYER, "Pause")
                [shown] = await call(desktop, NAME, PATH, PROPERTIES, "GetAll", "s", PLAYER)
        assert keys.pressed == [(MediaKey.PAUSE, "")]
        assert shown["PlaybackStatus"].value == "Playing", "what played is known there, too"


async def test_a_bus_that_stops_reading_never_raises_into_a_run(
    session_bus: subprocess.Popen[str],
) -> None:
    async with Opened(MediaKeys) as keys:
        await keys.open()
        session_bus.send_signal(signal.SIGSTOP)
        try:
            for number in range(5000):
                keys.door.show(NowPlaying(Playback.PLAYING, f"{number} a minute", 300.0, 0.0))
                if number % 500 == 0:
                    await asyncio.sleep(0)
        finally:
            session_bus.send_signal(signal.SIGCONT)
        async with connected(BusType.SESSION) as desktop, asyncio.timeout(120):
            while not keys.pressed:  # lost or not, the door is open again
                with suppress(AssertionError):
                    await call(desktop, NAME, PATH, PLAYER, "Next")
    assert keys.pressed[0] == (MediaKey.NEXT, "")


@pytest.mark.usefixtures("system_bus")
async def test_earphones_press_through_bluez_and_are_known_by_their_address() -> None:
    async with connected(BusType.SYSTEM) as bus, Opened(EarphoneButtons) as keys:
        bluetoothd = Bluetoothd(bus)
        bluetoothd.wear()
        await bluetoothd.start()
        await keys.until(lambda: bool(bluetoothd.media.players))
        await keys.until(lambda: keys.door._address != "")
        owner = keys.door._bus.unique_name
        for key in MediaKey:
            await bluetoothd.press(key.value, owner)
        assert keys.pressed == [(key, "AA:BB:CC:DD:EE:FF") for key in MediaKey]
        assert "first one it met" in keys.door.said, "registered is not yet having the keys"


@pytest.mark.usefixtures("system_bus")
async def test_bluez_takes_the_player_with_what_plays() -> None:
    async with connected(BusType.SYSTEM) as bus:
        bluetoothd = Bluetoothd(bus)
        await bluetoothd.start()
        door = Opened(EarphoneButtons)
        door.door.show(STAGE)
        async with door:
            await door.until(lambda: bool(bluetoothd.media.players))
        properties = bluetoothd.media.players[0][1]
        check_types(properties)
        assert properties["Metadata"].value["xesam:title"].value == "165 a minute"


@pytest.mark.usefixtures("system_bus")
async def test_a_restarted_bluetoothd_and_an_adapter_plugged_in_get_the_player_anew() -> None:
    async with Opened(EarphoneButtons) as keys:
        await keys.open()
        assert keys.door.said == "no Bluetooth adapter yet"
        for _ in range(2):
            async with connected(BusType.SYSTEM) as bus:
                await bus.request_name("org.bluez")
                bluetoothd = Bluetoothd(bus)  # told by InterfacesAdded alone
                await keys.until(lambda b=bluetoothd: bool(b.media.players))
                await bluetoothd.press("Pause", keys.door._bus.unique_name)
        assert keys.pressed == [(MediaKey.PAUSE, "")] * 2


@pytest.mark.usefixtures("system_bus")
async def test_a_player_that_bluez_refuses_is_said_so_and_harms_nothing(monkeypatch) -> None:
    async with connected(BusType.SYSTEM) as bus, Opened(EarphoneButtons) as keys:
        bluetoothd = Bluetoothd(bus)

        def refuse(_properties: object) -> None:
            raise DBusError("org.bluez.Error.InvalidArguments", "no player here")

        monkeypatch.setattr("tests.adapters.bus.media.check_types", refuse)
        await bluetoothd.start()
        await keys.until(lambda: keys.door.said == "BlueZ refuses the player (hci0)")
        await keys.open()


def test_earphones_are_remembered_and_garbage_is_not_trusted(tmp_path: Path) -> None:
    known = KnownEarphones(tmp_path)
    assert known.that_pause() == frozenset()
    known.keep(frozenset({"AA:BB:CC:DD:EE:FF", "", "../../etc"}))
    assert known.that_pause() == {"AA:BB:CC:DD:EE:FF"}
    for text in ("", "[]", '{"that_pause": 5}', '{"that_pause": [5]}', "\udcff"):
        (tmp_path / "earphones.json").write_bytes(text.encode("utf-8", "surrogateescape"))
        assert known.that_pause() == frozenset()
    KnownEarphones(tmp_path / "no" / "folder").keep(frozenset({"AA:BB:CC:DD:EE:FF"}))


@pytest.mark.parametrize("kind", ["pipe", "device", "folder", "link to itself", "deep", "endless"])
def test_earphones_are_not_known_by_what_is_no_short_list(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "earphones.json"
    match kind:
        case "pipe":
            os.mkfifo(path)
        case "device":
            path.symlink_to("/dev/zero")
        case "folder":
            path.mkdir()
        case "link to itself":
            path.symlink_to(path)
        case "deep":
            path.write_text("[" * 10_000, encoding="utf-8")
        case _:
            with path.open("wb") as file:
                file.truncate(1 << 40)
    assert KnownEarphones(tmp_path).that_pause() == frozenset()
