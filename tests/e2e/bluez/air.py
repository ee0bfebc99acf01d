"""The air of the guest: a controller for its kernel (hci0) and a virtual footpod on the same link.

    python -m tests.e2e.bluez.air SOCKET

bumble 0.0.236 is a good pod and a rough controller; what BlueZ 5.66 needs beyond it is here, each
with the reason. It runs until it is terminated.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from bumble import hci
from bumble.controller import Controller
from bumble.core import PhysicalTransport
from bumble.link import LocalLink
from bumble.transport import open_transport
from bumble.transport.common import Transport

from tools.virtual_pod import ADDRESS, NAME, VirtualPod

FEATURES_LATE_S = 0.05
"""With no time at all between the connection and its features, bluetoothd may see its data channel
before the kernel's word of the connection and then never calls the device connected (seen)."""


class Link(LocalLink):
    """Data comes from the address a connection was made with: BlueZ scans with a random address
    and connects with its public one, and bumble always names the random one."""

    def send_acl_data(self, sender_controller, destination_address, transport, data):
        connection = sender_controller.le_connections.get(destination_address)
        receiver = self.find_le_controller(destination_address)
        if transport is not PhysicalTransport.LE or connection is None or receiver is None:
            super().send_acl_data(sender_controller, destination_address, transport, data)
            return
        asyncio.get_running_loop().call_soon(
            receiver.on_link_acl_data, connection.self_address, transport, data
        )


class Adapter(Controller):
    """The controller that the guest's kernel drives."""

    def send_hci_packet(self, packet):
        if isinstance(packet, hci.HCI_LE_Read_Remote_Features_Complete_Event):
            loop = asyncio.get_running_loop()
            loop.call_later(FEATURES_LATE_S, super().send_hci_packet, packet)
        else:
            super().send_hci_packet(packet)

    def on_hci_le_create_connection_cancel_command(self, _command):
        """bumble says yes and goes on connecting; BlueZ waits for the event that it is over."""
        pending, self.pending_le_connection = self.pending_le_connection, None
        if pending is None:
            return hci.HCI_StatusReturnParameters(hci.HCI_ErrorCode.COMMAND_DISALLOWED_ERROR)
        over = hci.HCI_LE_Connection_Complete_Event(
            status=hci.HCI_ErrorCode.UNKNOWN_CONNECTION_IDENTIFIER_ERROR,
            connection_handle=0,
            role=0,
            peer_address_type=pending.peer_address_type,
            peer_address=pending.peer_address,
            connection_interval=0,
            peripheral_latency=0,
            supervision_timeout=0,
            central_clock_accuracy=0,
        )
        asyncio.get_running_loop().call_soon(self.send_hci_packet, over)
        return hci.HCI_StatusReturnParameters(hci.HCI_ErrorCode.SUCCESS)


async def main(socket: Path) -> None:
    async with await open_transport("vhci") as vhci:
        link = Link()
        adapter = Adapter(
            "hci0",
            host_source=vhci.source,
            host_sink=vhci.sink,
            link=link,
            public_address="AA:BB:CC:00:00:01",
        )
        # With these features Linux waits for an event that bumble does not send.
        adapter.le_features &= ~(
            hci.LeFeatureMask.LL_PRIVACY | hci.LeFeatureMask.LE_EXTENDED_ADVERTISING
        )
        radio = Controller(NAME, link=link)
        transport = Transport(radio, radio)
        pod = VirtualPod(transport.source, transport.sink, NAME, ADDRESS)
        await pod.listen(socket)
        print("ready", flush=True)  # noqa: T201 -- for whoever started it
        await pod.live()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
