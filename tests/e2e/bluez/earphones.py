"""Bluetooth earphones made of software, and the hand that pairs them with this computer.

    python -m tests.e2e.bluez.earphones SOCKET AIR

AIR is the socket of btvirt, whose air the computer's adapter is on: bumble's own lacks what BlueZ
asks of a classic controller. The earphones pair without a question, keep their key, press buttons
(AVRCP controller) and read what plays. Lines on a unix socket command them, each gets one line of
answer:

    press KEY | down KEY | up KEY     PLAY PAUSE STOP FORWARD BACKWARD
    pair | agent | connect | drop     agent: once more, after bluetoothd was started anew
    track | status
"""

# ruff: noqa: N802 -- the names of methods are those of org.bluez.Agent1
from __future__ import annotations

import asyncio
import sys
from contextlib import suppress
from pathlib import Path

from bumble import a2dp, avc, avdtp, avrcp, hci
from bumble.core import PhysicalTransport
from bumble.device import Device, DeviceConfiguration
from bumble.transport import open_transport
from dbus_fast import BusType, Message, Variant
from dbus_fast.aio import MessageBus
from dbus_fast.annotations import DBusObjectPath, DBusStr, DBusUInt32
from dbus_fast.constants import MessageType
from dbus_fast.service import ServiceInterface, dbus_method

NAME = "LabBuds"
HEADPHONES = 0x240404
"""Their class of device."""

LONGEST_S = 60
"""For one command, on an emulated machine."""

ADAPTER = "/org/bluez/hci0"
PROPERTIES = "org.freedesktop.DBus.Properties"


def sbc() -> avdtp.MediaCodecCapabilities:
    """The one codec every earphone has."""
    sbc_is = a2dp.SbcMediaCodecInformation
    return avdtp.MediaCodecCapabilities(
        media_type=avdtp.AVDTP_AUDIO_MEDIA_TYPE,
        media_codec_type=a2dp.A2DP_SBC_CODEC_TYPE,
        media_codec_information=sbc_is(
            sampling_frequency=sbc_is.SamplingFrequency.SF_44100,
            channel_mode=sbc_is.ChannelMode.JOINT_STEREO,
            block_length=sbc_is.BlockLength.BL_16,
            subbands=sbc_is.Subbands.S_8,
            allocation_method=sbc_is.AllocationMethod.LOUDNESS,
            minimum_bitpool_value=2,
            maximum_bitpool_value=53,
        ),
    )


class Earphones:
    """What is worn."""

    def __init__(self, source, sink, keys: Path):
        self.device = Device.from_config_with_hci(
            DeviceConfiguration(
                name=NAME,
                address=hci.Address("C0:FF:EE:00:00:02"),
                class_of_device=HEADPHONES,
                le_enabled=False,
                classic_enabled=True,
                classic_ssp_enabled=True,
                classic_sc_enabled=False,
                keystore=f"JsonKeyStore:{keys}",
            ),
            source,
            sink,
        )
        self.device.sdp_service_records = {
            0x10001: a2dp.make_audio_sink_service_sdp_records(0x10001),
            0x10002: avrcp.ControllerServiceSdpRecord(0x10002).to_service_attributes(),
            0x10003: avrcp.TargetServiceSdpRecord(0x10003).to_service_attributes(),
        }
        self.buttons = avrcp.Protocol(avrcp.Delegate([avrcp.EventId.VOLUME_CHANGED]))
        self.buttons.listen(self.device)
        self.sound = avdtp.Listener.for_device(self.device)
        self.sound.on("connection", lambda server: server.add_sink(sbc()))
        self.link = asyncio.Event()
        self.buttons.on("start", self.link.set)
        self.buttons.on("stop", self.link.clear)
        self.connection = None
        self.computer = None
        self.device.on("connection", self._connected)

    def _connected(self, connection):
        self.connection, self.computer = connection, connection.peer_address
        connection.on("disconnection", self._gone)

    def _gone(self, _reason):
        self.connection = None
        self.link.clear()

    async def switch_on(self) -> str:
        """Their address."""
        await self.device.power_on()
        await self.device.set_discoverable(True)
        await self.device.set_connectable(True)
        return str(self.device.public_address).partition("/")[0]

    async def connect(self) -> None:
        """Reach for the computer they are paired with, as when they are taken out of their case."""
        if self.connection is None:
            self.connection = await self.device.connect(
                self.computer, transport=PhysicalTransport.BR_EDR
            )
        if not self.connection.is_encrypted:
            await self.connection.authenticate()
            await self.connection.encrypt()
        if not self.link.is_set():
            await self.buttons.connect(self.connection)
        await self.link.wait()

    async def key(self, name: str, *downs: bool) -> str:
        answers = []
        for down in downs:
            answer = await self.buttons.send_key_event(avc.PassThroughFrame.OperationId[name], down)
            answers.append(answer.response.name)
        return " ".join(answers)


class Agent(ServiceInterface):
    """A computer without a screen and without keys: every pairing "just works"."""

    def __init__(self):
        super().__init__("org.bluez.Agent1")

    @dbus_method()
    def Release(self): ...

    @dbus_method()
    def RequestConfirmation(self, device: DBusObjectPath, passkey: DBusUInt32): ...

    @dbus_method()
    def RequestAuthorization(self, device: DBusObjectPath): ...

    @dbus_method()
    def AuthorizeService(self, device: DBusObjectPath, uuid: DBusStr): ...

    @dbus_method()
    def Cancel(self): ...


class Computer:
    """Whoever sits at the computer and pairs the earphones with it."""

    def __init__(self, bus: MessageBus) -> None:
        self._bus = bus
        bus.export("/agent", Agent())

    async def agent(self) -> None:
        """Be the one who is asked."""
        await self._until_done(
            "/org/bluez", "org.bluez.AgentManager1", "RegisterAgent", "os", "/agent",
            "NoInputNoOutput",
        )  # fmt: skip
        await self._done(
            "/org/bluez", "org.bluez.AgentManager1", "RequestDefaultAgent", "o", "/agent"
        )
        for name in ("Powered", "Pairable", "Discoverable"):
            await self._set(ADAPTER, "org.bluez.Adapter1", name)

    async def pair(self, address: str) -> None:
        """Find them, pair and trust them."""
        await self.agent()
        device = f"{ADAPTER}/dev_{address.replace(':', '_')}"
        classic = {"Transport": Variant("s", "bredr")}
        await self._done(ADAPTER, "org.bluez.Adapter1", "SetDiscoveryFilter", "a{sv}", classic)
        await self._done(ADAPTER, "org.bluez.Adapter1", "StartDiscovery")
        await self._until_done(device, PROPERTIES, "Get", "ss", "org.bluez.Device1", "Alias")
        await self._done(ADAPTER, "org.bluez.Adapter1", "StopDiscovery")
        await self._done(device, "org.bluez.Device1", "Pair")
        await self._set(device, "org.bluez.Device1", "Trusted")

    async def _set(self, path: str, interface: str, name: str) -> None:
        await self._until_done(path, PROPERTIES, "Set", "ssv", interface, name, Variant("b", True))

    async def _until_done(self, *call) -> None:
        """Again until it is done: bluetoothd has no adapter yet, or has not seen them."""
        async with asyncio.timeout(LONGEST_S):
            while True:
                with suppress(AssertionError):
                    return await self._done(*call)
                await asyncio.sleep(0.1)

    async def _done(self, path, interface, member, signature="", *body) -> None:
        asked = Message("org.bluez", path, interface, member, signature=signature, body=list(body))
        answer = await self._bus.call(asked)
        assert answer.message_type is not MessageType.ERROR, (member, answer.body)


class Wearer:
    """Does what the lines say."""

    def __init__(self, earphones: Earphones, computer: Computer, address: str) -> None:
        self._earphones = earphones
        self._computer = computer
        self._address = address

    async def obey(self, line: str) -> str:
        worn, (word, *rest) = self._earphones, line.split()
        match word:
            case "press":
                return await worn.key(rest[0], True, False)
            case "down" | "up":
                return await worn.key(rest[0], word == "down")
            case "pair":
                await self._computer.pair(self._address)
            case "agent":
                await self._computer.agent()
            case "connect":
                await worn.connect()
            case "drop":
                await worn.connection.disconnect()
            case "track":
                wanted = [avrcp.MediaAttributeId.TITLE, avrcp.MediaAttributeId.ARTIST_NAME]
                told = await worn.buttons.get_element_attributes(0, wanted)
                return " / ".join(one.attribute_value for one in told)
            case "status":
                return (await worn.buttons.get_play_status()).play_status.name
            case _:
                return f"unknown: {word}"
        return "ok"

    async def listen(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := (await reader.readline()).decode().strip():
            try:
                async with asyncio.timeout(LONGEST_S):
                    said = await self.obey(line)
            except Exception as exc:  # noqa: BLE001 -- what comes of it is for the scenario
                said = f"error: {type(exc).__name__}: {exc}"
            writer.write(f"{said}\n".encode())
            await writer.drain()
        writer.close()


async def main(socket: Path, air: str) -> None:
    async with await open_transport(f"unix:{air}") as transport:
        earphones = Earphones(transport.source, transport.sink, socket.with_suffix(".keys"))
        address = await earphones.switch_on()
        bus = await MessageBus(bus_type=BusType.SYSTEM).connect()
        wearer = Wearer(earphones, Computer(bus), address)
        server = await asyncio.start_unix_server(wearer.listen, socket)
        print("ready", address, flush=True)  # noqa: T201 -- for whoever started it
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
