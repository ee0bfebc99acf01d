"""As much of BlueZ's media side as a player meets: the first player registered gets all the keys."""

# ruff: noqa: N802 -- the names are those of org.bluez
import contextlib
import os
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

from dbus_fast import BusType, DBusError, Message, PropertyAccess
from dbus_fast.aio import MessageBus
from dbus_fast.annotations import DBusBool, DBusDict, DBusObjectPath, DBusStr
from dbus_fast.constants import MessageType
from dbus_fast.service import ServiceInterface, dbus_method, dbus_property

READ = PropertyAccess.READ
HCI0 = "/org/bluez/hci0"
EARPHONES = f"{HCI0}/dev_AA_BB_CC_DD_EE_FF"
PLAYER = "org.mpris.MediaPlayer2.Player"

WANTED = {
    "PlaybackStatus": "s", "Metadata": "a{sv}", "Position": "x", "Identity": "s", "CanPlay": "b",
    "CanPause": "b", "CanGoNext": "b", "CanGoPrevious": "b", "CanControl": "b",
}  # fmt: skip
IN_METADATA = {
    "mpris:trackid": "o", "mpris:length": "x", "xesam:title": "s", "xesam:artist": "as",
}  # fmt: skip


def check_types(player: dict[str, Any]) -> None:
    """BlueZ refuses a whole player for one value of a wrong type."""
    metadata = player["Metadata"].value
    wrong = [key for key, sign in WANTED.items() if player[key].signature != sign]
    wrong += [key for key, sign in IN_METADATA.items() if metadata[key].signature != sign]
    if wrong:
        raise DBusError("org.bluez.Error.InvalidArguments", ", ".join(wrong))


class Media(ServiceInterface):
    """org.bluez.Media1 of an adapter."""

    def __init__(self) -> None:
        super().__init__("org.bluez.Media1")
        self.players: list[tuple[str, dict[str, Any]]] = []

    @dbus_method()
    def RegisterPlayer(self, player: DBusObjectPath, properties: DBusDict) -> None:
        check_types(properties)
        self.players.append((player, properties))


class Device(ServiceInterface):
    def __init__(self) -> None:
        super().__init__("org.bluez.Device1")

    @dbus_property(READ)
    def Address(self) -> DBusStr:
        return "AA:BB:CC:DD:EE:FF"


class Remote(ServiceInterface):
    def __init__(self) -> None:
        super().__init__("org.bluez.MediaControl1")

    @dbus_property(READ)
    def Connected(self) -> DBusBool:
        return True


@contextlib.contextmanager
def daemon(directory: Path, variable: str) -> Iterator["subprocess.Popen[str]"]:
    """A dbus-daemon of its own, as the bus that a variable of the environment names."""
    config = directory / f"{variable}.conf"
    config.write_text(
        "<busconfig><type>custom</type>"
        f"<listen>unix:path={directory}/{variable[5:12].lower()}</listen><auth>EXTERNAL</auth>"
        '<policy context="default"><allow own="*"/><allow send_destination="*" eavesdrop="true"/>'
        '<allow eavesdrop="true"/></policy></busconfig>'
    )
    running = subprocess.Popen(
        ["dbus-daemon", f"--config-file={config}", "--nofork", "--print-address"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert running.stdout is not None
    before = os.environ.get(variable)
    os.environ[variable] = running.stdout.readline().strip()
    try:
        yield running
    finally:
        if before is None:
            del os.environ[variable]
        else:
            os.environ[variable] = before
        running.kill()
        running.wait()
        running.stdout.close()


@contextlib.asynccontextmanager
async def connected(kind: BusType) -> AsyncIterator[MessageBus]:
    bus = await MessageBus(bus_type=kind).connect()
    try:
        yield bus
    finally:
        bus.disconnect()


class Bluetoothd:
    """bluetoothd: an adapter, and earphones that press keys into the first player it met."""

    def __init__(self, bus: MessageBus) -> None:
        self.bus, self.media = bus, Media()
        bus.export(HCI0, self.media)

    async def start(self) -> None:
        await self.bus.request_name("org.bluez")

    def wear(self) -> None:
        """Earphones connect."""
        self.bus.export(EARPHONES, Device())
        self.bus.export(EARPHONES, Remote())

    async def press(self, key: str, owner: str) -> None:
        """As AVRCP does; `owner` is the bus name of the connection that registered."""
        await call(self.bus, owner, self.media.players[0][0], PLAYER, key)


async def call(bus: MessageBus, to: str, path: str, interface: str, member: str, *more: Any) -> Any:
    """A call and its answer. Raises AssertionError for an error."""
    reply = await bus.call(
        Message(to, path, interface, member, signature=more[0] if more else "", body=list(more[1:]))
    )
    assert reply is not None
    assert reply.message_type is not MessageType.ERROR, reply.body
    return reply.body
