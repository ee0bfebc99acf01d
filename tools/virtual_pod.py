"""A footpod made of software on a Bluetooth radio of this machine, to show and to try things with.

    .venv/bin/python -m tools.virtual_pod usb:0                  bumble's transports: usb:0, serial:..., hci-socket:0
    .venv/bin/python -m tools.virtual_pod usb:0 --runner drifts  a simulated runner wears it

Apart from the product because it needs bumble and a radio that the operating system has let go of;
the tests of `tests/e2e/bluez` put the same pod on an air without radio. It has Running Speed and
Cadence (0x1814) and Battery (0x180F). Lines on a unix socket (--socket) command it, each gets one
line of answer:

    cadence N | strides on|off | running on|off | rate SECONDS | mute on|off | battery N
    drop | adv on|off | raw HEX | state | sent
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
from pathlib import Path
from typing import Any, Final

from bumble import data_types
from bumble.att import Attribute
from bumble.core import UUID, AdvertisingData
from bumble.device import Device, DeviceConfiguration
from bumble.gatt import Characteristic, Service
from bumble.hci import Address
from bumble.transport import open_transport
from bumble.transport.common import TransportSink, TransportSource

from cadencecoach.adapters.simulated import CHARACTERS, SimulatedRunner
from cadencecoach.core.events import PayloadReceived
from cadencecoach.core.sensor import rsc
from cadencecoach.core.values.units import SAMPLE_RATE, Frame, Spm
from cadencecoach.ports import Heard

NAME: Final = "LabPod"
ADDRESS: Final = "F0:F1:F2:F3:F4:F5"
BATTERY_SERVICE: Final = 0x180F
BATTERY_LEVEL: Final = 0x2A19
SPEED_MPS: Final = 3.0
ADVERTISING_MS: Final = 100


class VirtualPod:
    """One footpod; it advertises whenever nobody is connected, and notifies at its rate."""

    def __init__(
        self, source: TransportSource, sink: TransportSink, name: str, address: str
    ) -> None:
        self.cadence_spm = 172
        self.strides = False
        self.running = True
        self.rate_s = 1.0
        self.mute = False
        self.worn_by: SimulatedRunner | None = None
        self.sent: list[str] = []
        """What went to a listener, in hex, in order."""
        self._distance_m = 0.0
        self._seconds = 0
        self._sooner = asyncio.Event()
        properties = Characteristic.Properties
        readable, nothing = Attribute.Permissions.READABLE, Attribute.Permissions(0)
        self.measurement: Characteristic[bytes] = Characteristic(
            _uuid(rsc.MEASUREMENT), properties.NOTIFY, nothing
        )
        can = rsc.Feature.STRIDE_LENGTH | rsc.Feature.DISTANCE | rsc.Feature.RUNNING_STATUS
        feature: Characteristic[bytes] = Characteristic(
            _uuid(rsc.FEATURE), properties.READ, readable, rsc.encode_feature(can)
        )
        location: Characteristic[bytes] = Characteristic(
            _uuid(rsc.SENSOR_LOCATION),
            properties.READ,
            readable,
            rsc.encode_sensor_location(rsc.SensorLocation.IN_SHOE),
        )
        self.battery: Characteristic[bytes] = Characteristic(
            _uuid(BATTERY_LEVEL), properties.READ, readable, bytes([87])
        )
        self.device = Device.from_config_with_hci(
            DeviceConfiguration(
                name=name,
                address=Address(address),
                advertising_interval_min=ADVERTISING_MS,
                advertising_interval_max=ADVERTISING_MS,
            ),
            source,
            sink,
        )
        self.device.add_services(
            [
                Service(_uuid(rsc.SERVICE), [self.measurement, feature, location]),
                Service(_uuid(BATTERY_SERVICE), [self.battery]),
            ]
        )
        flags = AdvertisingData.Flags
        self.device.advertising_data = bytes(
            AdvertisingData(
                [
                    data_types.Flags(
                        flags.LE_GENERAL_DISCOVERABLE_MODE | flags.BR_EDR_NOT_SUPPORTED
                    ),
                    data_types.IncompleteListOf16BitServiceUUIDs([_uuid(rsc.SERVICE)]),
                    data_types.CompleteLocalName(name),
                ]
            )
        )

    async def live(self) -> None:
        """Advertise and notify until cancelled."""
        await self.device.power_on()
        await self.device.start_advertising(auto_restart=True)
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self.rate_s):
                    await self._sooner.wait()
            self._sooner.clear()
            for payload in self._due():
                if not self.mute:
                    await self._notify(payload)

    async def obey(self, line: str) -> str:
        """Do what one line says; the answer is one line. Raises ValueError and IndexError."""
        word, *rest = line.split()
        match word:
            case "cadence":
                self.cadence_spm = int(rest[0])
            case "strides" | "running" | "mute":
                setattr(self, word, rest[0] == "on")
            case "rate":
                self.rate_s = float(rest[0])
                self._sooner.set()
            case "battery":
                self.battery.value = bytes([int(rest[0])])
            case "drop":
                for connection in list(self.device.connections.values()):
                    await connection.disconnect()
            case "adv" if rest[0] == "on":
                await self.device.start_advertising(auto_restart=True)
            case "adv":
                await self.device.stop_advertising()
            case "raw":
                await self._notify(bytes.fromhex(rest[0]))
            case "sent":
                return " ".join(self.sent) or "nothing"
            case "state":
                return f"connections={len(self.device.connections)} listeners={self._listeners()}"
            case _:
                return f"unknown: {word}"
        return "ok"

    async def listen(self, path: Path) -> asyncio.Server:
        """Take commands on a unix socket."""

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            while line := (await reader.readline()).decode().strip():
                try:
                    answer = await self.obey(line)
                except (ValueError, IndexError) as exc:
                    answer = f"error: {exc}"
                writer.write(f"{answer}\n".encode())
                await writer.drain()
            writer.close()

        return await asyncio.start_unix_server(serve, path)

    def _due(self) -> list[bytes]:
        if self.worn_by is not None:
            self._seconds += 1
            heard = Heard(Spm(self.cadence_spm), click=True)
            news = self.worn_by.poll(Frame(self._seconds * SAMPLE_RATE), heard)
            return [one.data for one in news if isinstance(one, PayloadReceived)]
        self._distance_m += SPEED_MPS * self.rate_s
        per_min = self.cadence_spm // 2 if self.strides else self.cadence_spm
        stride_m = SPEED_MPS * 120 / self.cadence_spm if self.cadence_spm else 0.0
        return [
            rsc.encode_measurement(
                rsc.Measurement(
                    SPEED_MPS if self.running else 0.0,
                    per_min,
                    running=self.running,
                    stride_length_m=stride_m,
                    distance_m=self._distance_m,
                )
            )
        ]

    async def _notify(self, payload: bytes) -> None:
        if self._listeners():
            self.sent.append(payload.hex())
            await self.device.notify_subscribers(self.measurement, payload)

    def _listeners(self) -> int:
        server: Any = self.device.gatt_server
        return sum(
            handles.get(self.measurement.handle, b"") == b"\x01\x00"
            for handles in server.subscribers.values()
        )


def _uuid(number: int) -> UUID:
    return UUID.from_16_bits(number)


async def _main(arguments: argparse.Namespace) -> None:
    async with await open_transport(arguments.transport) as transport:
        pod = VirtualPod(transport.source, transport.sink, arguments.name, arguments.address)
        if arguments.runner:
            pod.worn_by = SimulatedRunner(character=CHARACTERS[arguments.runner])
        if arguments.socket:
            await pod.listen(arguments.socket)
        print(f"{arguments.name} is on the air", flush=True)
        await pod.live()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("transport", help="of bumble: usb:0, serial:/dev/ttyACM0, hci-socket:0")
    parser.add_argument("--name", default=NAME)
    parser.add_argument("--address", default=ADDRESS)
    parser.add_argument("--runner", choices=CHARACTERS)
    parser.add_argument("--socket", type=Path)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_main(parser.parse_args()))
