"""As much of org.bluez as bleak asks for, with footpods that appear, talk, fall silent and fail.

It lives on the test's own loop and on a private dbus-daemon that stands in for the system bus:
everything between `FootpodSource` and the socket is the real thing. Every effect follows a call or
a signal; nothing here waits.
"""

# ruff: noqa: N802 -- the names are those of org.bluez
import asyncio
import contextlib
import os
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated

from bleak.backends.bluezdbus import manager
from dbus_fast import DBusError, PropertyAccess
from dbus_fast.aio import MessageBus
from dbus_fast.annotations import (
    DBusBool,
    DBusBytes,
    DBusDict,
    DBusInt16,
    DBusObjectPath,
    DBusSignature,
    DBusStr,
    DBusUInt16,
)
from dbus_fast.constants import RequestNameReply
from dbus_fast.service import ServiceInterface, dbus_method, dbus_property

READ = PropertyAccess.READ
RSC, MEASUREMENT, LOCATION, FEATURE = 0x1814, 0x2A53, 0x2A5D, 0x2A54
BATTERY, LEVEL = 0x180F, 0x2A19
HCI0 = "/org/bluez/hci0"
Texts = Annotated[list[str], DBusSignature("as")]


def uuid_of(number: int) -> str:
    return f"0000{number:04x}-0000-1000-8000-00805f9b34fb"


class Service(ServiceInterface):
    def __init__(self, number: int, device: str) -> None:
        super().__init__("org.bluez.GattService1")
        self.number, self.device = number, device

    @dbus_property(READ)
    def UUID(self) -> DBusStr:
        return uuid_of(self.number)

    @dbus_property(READ)
    def Device(self) -> DBusObjectPath:
        return self.device

    @dbus_property(READ)
    def Primary(self) -> DBusBool:
        return True


class Characteristic(ServiceInterface):
    def __init__(self, number: int, service: str, flags: list[str], pod: "Pod") -> None:
        super().__init__("org.bluez.GattCharacteristic1")
        self.number, self.service, self.flags, self.pod = number, service, flags, pod
        self.value = b""
        self.listeners = 0

    @dbus_property(READ)
    def UUID(self) -> DBusStr:
        return uuid_of(self.number)

    @dbus_property(READ)
    def Service(self) -> DBusObjectPath:
        return self.service

    @dbus_property(READ)
    def Flags(self) -> Texts:
        return self.flags

    @dbus_property(READ)
    def Notifying(self) -> DBusBool:
        return self.listeners > 0

    @dbus_property(READ)
    def Value(self) -> DBusBytes:
        return self.value

    @dbus_property(READ)
    def MTU(self) -> DBusUInt16:
        return 247

    @dbus_method()
    async def ReadValue(self, options: DBusDict) -> DBusBytes:
        await self.pod.bluez.called(f"ReadValue {self.number:04x}")
        return self.value

    @dbus_method()
    async def StartNotify(self) -> None:
        await self.pod.bluez.called("StartNotify")
        self.listeners += 1
        if self.pod.greeting is not None:
            asyncio.get_running_loop().call_soon(self.pod.measure, self.pod.greeting)

    @dbus_method()
    def StopNotify(self) -> None:
        self.listeners -= 1


class Device(ServiceInterface):
    def __init__(self, pod: "Pod") -> None:
        super().__init__("org.bluez.Device1")
        self.pod = pod
        self.connected = self.trusted = False

    @dbus_property(READ)
    def Address(self) -> DBusStr:
        return self.pod.address

    @dbus_property(READ)
    def Name(self) -> DBusStr:
        return self.pod.name

    @dbus_property(READ)
    def Alias(self) -> DBusStr:
        return self.pod.name or self.pod.address.replace(":", "-")

    @dbus_property(READ)
    def Adapter(self) -> DBusObjectPath:
        return HCI0

    @dbus_property(READ)
    def Paired(self) -> DBusBool:
        return False

    @dbus_property(READ)
    def Connected(self) -> DBusBool:
        return self.connected

    @dbus_property(READ)
    def ServicesResolved(self) -> DBusBool:
        return self.connected

    @dbus_property(READ)
    def RSSI(self) -> DBusInt16:
        return self.pod.rssi_dbm

    @dbus_property(READ)
    def UUIDs(self) -> Texts:
        return [uuid_of(number) for number in self.pod.services]

    @dbus_property()
    def Trusted(self) -> DBusBool:
        return self.trusted

    @Trusted.setter
    def Trusted(self, trusted: DBusBool) -> None:
        self.trusted = trusted

    @dbus_method()
    async def Connect(self) -> None:
        await self.pod.bluez.called("Connect")
        if not self.pod.bluez.powered:
            raise DBusError("org.bluez.Error.Failed", "Input/output error")
        self.pod.connect()

    @dbus_method()
    async def Disconnect(self) -> None:
        await self.pod.bluez.called("Disconnect")
        self.pod.drop()


class Adapter(ServiceInterface):
    def __init__(self, bluez: "Bluez") -> None:
        super().__init__("org.bluez.Adapter1")
        self.bluez = bluez
        self.powered = True
        self.roles = ["central", "peripheral"]

    @dbus_property(READ)
    def Address(self) -> DBusStr:
        return "AA:BB:CC:00:00:01"

    @dbus_property(READ)
    def Powered(self) -> DBusBool:
        return self.powered

    @dbus_property(READ)
    def Roles(self) -> Texts:
        return self.roles

    @dbus_method()
    def SetDiscoveryFilter(self, properties: DBusDict) -> None:
        wanted = properties["UUIDs"].value if "UUIDs" in properties else []
        self.bluez.filter = frozenset(wanted)
        if wanted:
            self.bluez.calls.append(f"filter {wanted[0][4:8]}")

    @dbus_method()
    async def StartDiscovery(self) -> None:
        if not self.bluez.filter:
            self.bluez.calls.append("no filter")
        await self.bluez.called("StartDiscovery")
        self.bluez.scanning = True
        # A real adapter hears nobody before it has said that it scans.
        asyncio.get_running_loop().call_soon(self.bluez.advertise)

    @dbus_method()
    async def StopDiscovery(self) -> None:
        self.bluez.scanning = False
        await self.bluez.called("StopDiscovery")


class Pod:
    """A footpod: on the air or not, connected or not."""

    def __init__(self, bluez: "Bluez", name: str, address: str, rssi_dbm: int = -60) -> None:
        self.bluez, self.name, self.address, self.rssi_dbm = bluez, name, address, rssi_dbm
        self.path = f"{HCI0}/dev_{address.replace(':', '_')}"
        self.on_air = True
        self.battery: int | None = 87
        self.location: int | None = 2
        self.features: int | None = None
        self.services: tuple[int, ...] = (RSC, BATTERY)
        """What it advertises."""
        self.greeting: bytes | None = None
        """Sent to whoever begins to listen."""
        self.device: Device | None = None
        self.gatt: dict[str, Service | Characteristic] = {}

    @property
    def connected(self) -> bool:
        return self.device is not None and self.device.connected

    def appear(self) -> None:
        if self.connected or not self.on_air:
            return
        if self.device is None:
            self.device = Device(self)
            self.bluez.bus.export(self.path, self.device)
        else:
            self.rssi_dbm -= 1
            self.device.emit_properties_changed({"RSSI": self.rssi_dbm})

    def connect(self) -> None:
        """The link is up and its services are known."""
        assert self.device is not None
        self.device.connected = True
        rsc, battery = f"{self.path}/service000a", f"{self.path}/service001e"
        self.gatt = {rsc: Service(RSC, self.path)}
        self.gatt[f"{rsc}/char000b"] = Characteristic(MEASUREMENT, rsc, ["notify"], self)
        if self.location is not None:
            self.gatt[f"{rsc}/char000d"] = Characteristic(LOCATION, rsc, ["read"], self)
            self.characteristic(LOCATION).value = bytes([self.location])
        if self.features is not None:
            self.gatt[f"{rsc}/char000f"] = Characteristic(FEATURE, rsc, ["read"], self)
            self.characteristic(FEATURE).value = self.features.to_bytes(2, "little")
        if self.battery is not None:
            self.gatt[battery] = Service(BATTERY, self.path)
            self.gatt[f"{battery}/char001f"] = Characteristic(LEVEL, battery, ["read"], self)
            self.characteristic(LEVEL).value = bytes([self.battery])
        for path, interface in self.gatt.items():
            self.bluez.bus.export(path, interface)
        self.device.emit_properties_changed({"Connected": True, "ServicesResolved": True})

    def drop(self) -> None:
        """The link is gone, as when the runner leaves the phone behind."""
        if not self.connected or self.device is None:
            return
        self.device.connected = False
        self.device.emit_properties_changed({"Connected": False, "ServicesResolved": False})
        for path in reversed(self.gatt):
            self.bluez.bus.unexport(path)
        self.gatt = {}

    def vanish(self) -> None:
        """Off the air, and out of the daemon's memory."""
        self.drop()
        self.on_air = False
        if self.device is not None:
            self.bluez.bus.unexport(self.path)
            self.device = None

    def characteristic(self, number: int) -> Characteristic:
        return next(
            one
            for one in self.gatt.values()
            if isinstance(one, Characteristic) and one.number == number
        )

    def measure(self, payload: bytes) -> None:
        """Notify, once for each that listens, as bluetoothd does."""
        measurement = self.characteristic(MEASUREMENT)
        for _ in range(measurement.listeners):
            measurement.value = payload
            measurement.emit_properties_changed({"Value": payload})


class Bluez:
    """bluetoothd, as a part of the test."""

    def __init__(self, address: str) -> None:
        self.bus_address = address
        self.bus: MessageBus
        self.adapter: Adapter | None = None
        self.pods: list[Pod] = []
        self.calls: list[str] = []
        """Every call that matters, in order."""
        self.fail: dict[str, list[tuple[str, str]]] = {}
        """Errors by call, used up one by one."""
        self.stuck: set[str] = set()
        """Calls that never get an answer."""
        self.scanning = False
        self.filter: frozenset[str] = frozenset()
        self._waiting: list[tuple[str, asyncio.Future[None]]] = []

    def pod(self, name: str = "LabPod", address: str = "F0:F1:F2:F3:F4:F5", **more: int) -> Pod:
        self.pods.append(Pod(self, name, address, **more))
        return self.pods[-1]

    async def start(self, *, adapter: bool = True) -> None:
        self.bus = await MessageBus(bus_address=self.bus_address).connect()
        if adapter:
            self.plug_in()
        assert await self.bus.request_name("org.bluez") is RequestNameReply.PRIMARY_OWNER

    @property
    def powered(self) -> bool:
        return self.adapter is not None and self.adapter.powered

    def plug_in(self) -> None:
        self.adapter = Adapter(self)
        self.bus.export(HCI0, self.adapter)

    async def die(self) -> None:
        """As with kill -9: no word of farewell, and the kernel ends every link."""
        self.bus.disconnect()
        await self.bus.wait_for_disconnect()
        self.adapter, self.scanning = None, False
        for pod in self.pods:
            pod.device, pod.gatt = None, {}

    async def leave(self) -> None:
        """As with SIGTERM: everything is taken off the bus in order."""
        for pod in self.pods:
            on_air = pod.on_air
            pod.vanish()
            pod.on_air = on_air
        self.bus.unexport(HCI0)
        await self.bus.release_name("org.bluez")
        await self.die()

    def power(self, on: bool) -> None:
        assert self.adapter is not None
        self.adapter.powered = on
        if not on:
            for pod in self.pods:
                pod.drop()
        self.adapter.emit_properties_changed({"Powered": on})

    def advertise(self) -> None:
        if self.scanning:
            for pod in self.pods:
                if not self.filter or self.filter & {uuid_of(number) for number in pod.services}:
                    pod.appear()

    async def called(self, call: str) -> None:
        self.calls.append(call)
        for waited, future in self._waiting:
            if waited == call and not future.done():
                future.set_result(None)
        if call in self.stuck:
            await asyncio.get_running_loop().create_future()
        if errors := self.fail.get(call):
            raise DBusError(*errors.pop(0))

    async def until_called(self, call: str) -> None:
        """The next call of this name."""
        future = asyncio.get_running_loop().create_future()
        self._waiting.append((call, future))
        async with asyncio.timeout(120):
            await future


_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "busconfig.dtd">
<busconfig><type>custom</type><listen>unix:path={directory}/bus</listen><auth>EXTERNAL</auth>
<policy context="default"><allow own="*"/><allow send_destination="*" eavesdrop="true"/>
<allow eavesdrop="true"/></policy>
{last}</busconfig>
"""


@contextlib.asynccontextmanager
async def private_bus(directory: Path, *, forbid: bool = False) -> AsyncIterator[Bluez]:
    """A dbus-daemon as the system bus of this process, with nobody on it yet.

    With `forbid` nobody may send anything to org.bluez, as for a user without the rights.
    """
    last = '<policy context="mandatory"><deny send_destination="org.bluez"/></policy>'
    config = directory / "bus.conf"
    config.write_text(_CONFIG.format(directory=directory, last=last if forbid else ""))
    daemon = subprocess.Popen(  # noqa: ASYNC220 -- starting takes no time
        ["dbus-daemon", f"--config-file={config}", "--nofork", "--print-address"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert daemon.stdout is not None
    address = daemon.stdout.readline().strip()
    before = os.environ.get("DBUS_SYSTEM_BUS_ADDRESS")
    os.environ["DBUS_SYSTEM_BUS_ADDRESS"] = address
    bluez = Bluez(address)
    try:
        yield bluez
    finally:
        await _let_go_of_bleak()
        if hasattr(bluez, "bus") and bluez.bus.connected:
            await bluez.die()
        if before is None:
            del os.environ["DBUS_SYSTEM_BUS_ADDRESS"]
        else:
            os.environ["DBUS_SYSTEM_BUS_ADDRESS"] = before
        daemon.terminate()
        daemon.wait()
        daemon.stdout.close()


async def _let_go_of_bleak() -> None:
    """bleak keeps one bus connection for as long as a loop lives; a test's loop ends here."""
    kept = manager._global_instances.pop(asyncio.get_running_loop(), None)
    if kept is None or kept._bus is None:
        return
    kept._bus.disconnect()
    if kept._bus_watcher_task is not None:
        await asyncio.wait({kept._bus_watcher_task})
