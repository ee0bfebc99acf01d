"""What can be wrong between this computer and a footpod, each as one line and what to do about it.

All that differs between Linux, macOS and Windows is here. What bleak raises is documented there
and was seen with BlueZ 5.66; some of it comes as bare OSError, EOFError or TimeoutError.
"""

from __future__ import annotations

import logging
import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cadencecoach.adapters.footpod.naming import clean_name
from cadencecoach.errors import BluetoothReason, BluetoothUnavailable, FootpodError


@dataclass(frozen=True, slots=True)
class Host:
    """What kind of computer this is, as far as Bluetooth cares."""

    platform: str
    """As `sys.platform`: linux, darwin, win32."""

    box: str | None = None
    """WSL or "a container", where Bluetooth belongs to the computer around it."""

    radios: Path = Path("/sys/class/bluetooth")
    """Where Linux lists its adapters, whether or not a service drives them."""

    def has_radio(self) -> bool:
        """Whether the kernel has an adapter; only Linux can tell."""
        return self.platform == "linux" and any(self.radios.glob("hci*"))

    @classmethod
    def here(cls, root: Path = Path("/"), environ: Mapping[str, str] = os.environ) -> Host:
        """Look at this computer: files under `root` and the environment tell."""
        if sys.platform != "linux":
            return cls(sys.platform)
        try:
            release = (root / "proc/sys/kernel/osrelease").read_text().casefold()
        except OSError:
            release = ""
        if "microsoft" in release:
            return cls("linux", "WSL")
        marks = (root / ".dockerenv", root / "run/.containerenv")
        boxed = "container" in environ or any(mark.exists() for mark in marks)
        return cls("linux", "a container" if boxed else None)


_TURN_ON: Final = {
    "linux": "turn it on: bluetoothctl power on (or rfkill unblock bluetooth)",
    "darwin": "turn it on in Control Centre or System Settings",
    "win32": "turn it on in Settings, Bluetooth & devices",
}
_ALLOW: Final = {
    "linux": "log in at the desktop, or join the group: sudo usermod -aG bluetooth $USER",
    "darwin": "allow your terminal in System Settings, Privacy & Security, Bluetooth",
    "win32": "allow it in Settings, Privacy & security, Radios",
}
_START: Final = {
    "linux": "install BlueZ and start it: sudo systemctl start bluetooth",
    "darwin": "turn Bluetooth off and on again, or restart the Mac",
    "win32": "start the Bluetooth Support Service in Services",
}
_ASK_AGAIN: Final = "run cadencecoach doctor, and try again"

_SERVICE_GONE: Final = frozenset(
    f"org.freedesktop.DBus.Error.{name}"
    for name in (
        "ServiceUnknown",
        "NameHasNoOwner",
        "NoReply",
        "NoServer",
        "Disconnected",
        "TimedOut",
    )
)
_SPAWN: Final = "org.freedesktop.DBus.Error.Spawn."
"""Any error of a bus that tried to start the service itself."""


def explain(exc: BaseException, host: Host) -> FootpodError:
    """Whatever a Bluetooth call raised, in words a runner can act on.

    BluetoothUnavailable when the computer is at fault, else FootpodError, for a link or a scan
    that failed and may work the next time.
    """
    from bleak.exc import (  # noqa: PLC0415 -- only those who use Bluetooth pay for the library
        BleakBluetoothNotAvailableError,
        BleakCharacteristicNotFoundError,
        BleakDBusError,
        BleakError,
    )

    match exc:
        case FootpodError():
            return exc
        case BleakBluetoothNotAvailableError():
            return _unavailable(exc.reason.name, host)
        case BleakDBusError() if exc.dbus_error in _SERVICE_GONE or exc.dbus_error.startswith(
            _SPAWN
        ):
            return _no_service(host, bus=True)
        case BleakDBusError() if exc.dbus_error == "org.freedesktop.DBus.Error.AccessDenied":
            return _unavailable("DENIED", host)
        case BleakDBusError() if exc.dbus_error == "org.bluez.Error.NotReady":
            return _unavailable("POWERED_OFF", host)
        case BleakDBusError() if exc.dbus_error == "org.bluez.Error.InProgress":
            return FootpodError(
                "Bluetooth is busy with another program",
                hint="close other programs that scan or hold the footpod",
            )
        case BleakCharacteristicNotFoundError():
            return FootpodError(
                "the device sends no running cadence",
                hint="pair another: cadencecoach footpod scan",
                in_app="pair another",
            )
        case TimeoutError():
            return FootpodError(
                "the footpod does not answer", hint="move it to wake it, and bring it near"
            )
        case PermissionError():
            return _unavailable("DENIED", host)
        case OSError() | EOFError() if host.platform == "linux":
            return _no_service(host)
        case OSError() if host.platform == "win32":
            return _unavailable("POWERED_OFF", host)
        case BleakError():
            return FootpodError(
                f"the link failed: {_one_line(exc)}", hint="bring the footpod near and wait"
            )
    if type(exc).__module__.startswith("dbus_fast"):
        return _no_service(host) if type(exc).__name__ != "AuthError" else _unavailable("", host)
    return BluetoothUnavailable(
        f"Bluetooth failed: {type(exc).__name__} {_one_line(exc)}".rstrip(),
        hint=_ASK_AGAIN,
        reason=BluetoothReason.UNKNOWN,
    )


def quiet_libraries() -> None:
    """Keep what bleak and dbus_fast log off stderr, where a screen may be; handlers still get it.

    Python prints warnings of a logger that nobody has given a handler.
    """
    for name in ("bleak", "dbus_fast"):
        logger = logging.getLogger(name)
        if not logger.handlers:
            logger.addHandler(logging.NullHandler())


def _unavailable(reason: str, host: Host) -> BluetoothUnavailable:
    """The names are those of bleak's BleakBluetoothNotAvailableReason."""
    match reason:
        case "NO_BLUETOOTH" if host.has_radio():
            return _no_service(host, bus=True)  # a service that ended took its adapters along
        case "NO_BLUETOOTH" | "NO_BLE_CENTRAL_ROLE" if host.box:
            return _boxed(host)
        case "NO_BLUETOOTH":
            return BluetoothUnavailable(
                "this computer has no Bluetooth adapter",
                hint="plug in a Bluetooth LE adapter",
                reason=BluetoothReason.NO_ADAPTER,
            )
        case "NO_BLE_CENTRAL_ROLE":
            return BluetoothUnavailable(
                "the Bluetooth adapter does not do Low Energy",
                hint="plug in a Bluetooth LE adapter",
                reason=BluetoothReason.NO_ADAPTER,
            )
        case "POWERED_OFF":
            return BluetoothUnavailable(
                "Bluetooth is off",
                hint=_TURN_ON.get(host.platform, "turn it on"),
                reason=BluetoothReason.POWERED_OFF,
            )
        case "UNKNOWN":
            return BluetoothUnavailable(
                "Bluetooth is not available", hint=_ASK_AGAIN, reason=BluetoothReason.UNKNOWN
            )
    return BluetoothUnavailable(
        "this program may not use Bluetooth",
        hint=_ALLOW.get(host.platform, "ask who runs this computer"),
        reason=BluetoothReason.NO_PERMISSION,
    )


def _no_service(host: Host, *, bus: bool = False) -> BluetoothUnavailable:
    """Without even a system bus a box has nothing of Bluetooth; with one it may yet be started."""
    if host.box and not bus:
        return _boxed(host)
    return BluetoothUnavailable(
        "the Bluetooth service is not running",
        hint=f"start it, or leave {host.box}" if host.box else _START.get(host.platform, ""),
        reason=BluetoothReason.NO_SERVICE,
    )


def _boxed(host: Host) -> BluetoothUnavailable:
    return BluetoothUnavailable(
        f"there is no Bluetooth inside {host.box}",
        hint="run CadenceCoach outside of it, or use --footpod none",
        in_app="run CadenceCoach outside of it, or choose no footpod",
        reason=BluetoothReason.CONTAINER,
    )


_PATH: Final = re.compile(
    r"""['"]?(/org/bluez/)?(hci\d+/)?dev_[0-9A-Fa-f_]{17}(/[\w/]*)?['"]?|/org/bluez/\S*"""
)
"""A device as BlueZ names its object; no word for people."""


def _one_line(exc: BaseException) -> str:
    """The reason alone: D-Bus puts the long name of the error before it."""
    text = getattr(exc, "dbus_error_details", None) or str(exc)
    return clean_name(_PATH.sub("the footpod", text.partition("\n")[0]))
