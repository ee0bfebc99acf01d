"""Every trouble on every platform is one line and something to do, whatever bleak raises."""

from __future__ import annotations

from pathlib import Path

import pytest
from bleak.exc import (
    BleakBluetoothNotAvailableError,
    BleakBluetoothNotAvailableReason,
    BleakCharacteristicNotFoundError,
    BleakDBusError,
    BleakDeviceNotFoundError,
    BleakError,
)
from dbus_fast.errors import AuthError, InvalidAddressError

from cadencecoach.adapters.footpod.trouble import Host, explain
from cadencecoach.errors import BluetoothReason, BluetoothUnavailable, FootpodError

NO_RADIO = Path("/nonexistent")
LINUX, MAC, WINDOWS = Host("linux", radios=NO_RADIO), Host("darwin"), Host("win32")
PLATFORMS = (LINUX, MAC, WINDOWS, Host("linux", "WSL"), Host("freebsd14"))
Why = BleakBluetoothNotAvailableReason


@pytest.mark.parametrize("host", PLATFORMS)
@pytest.mark.parametrize("why", list(Why))
def test_every_reason_of_bleak_has_its_way_out(host: Host, why: Why):
    trouble = explain(BleakBluetoothNotAvailableError("no\nlines", why), host)
    assert isinstance(trouble, BluetoothUnavailable)
    assert "\n" not in trouble.message + trouble.hint
    assert trouble.message
    assert trouble.hint


@pytest.mark.parametrize(
    ("exc", "host", "reason"),
    [
        (BleakBluetoothNotAvailableError("", Why.POWERED_OFF), MAC, BluetoothReason.POWERED_OFF),
        (
            BleakBluetoothNotAvailableError("", Why.DENIED_BY_USER),
            MAC,
            BluetoothReason.NO_PERMISSION,
        ),
        (BleakBluetoothNotAvailableError("", Why.NO_BLUETOOTH), LINUX, BluetoothReason.NO_ADAPTER),
        (
            BleakBluetoothNotAvailableError("", Why.NO_BLUETOOTH),
            Host("linux", "WSL", NO_RADIO),
            BluetoothReason.CONTAINER,
        ),
        (
            BleakDBusError("org.freedesktop.DBus.Error.ServiceUnknown", []),
            LINUX,
            BluetoothReason.NO_SERVICE,
        ),
        (
            BleakDBusError("org.freedesktop.DBus.Error.ServiceUnknown", []),
            Host("linux", "a container"),
            BluetoothReason.NO_SERVICE,
        ),
        (
            BleakDBusError("org.freedesktop.DBus.Error.Spawn.ChildExited", ["exited"]),
            LINUX,
            BluetoothReason.NO_SERVICE,
        ),
        (
            BleakDBusError("org.freedesktop.DBus.Error.AccessDenied", ["no"]),
            LINUX,
            BluetoothReason.NO_PERMISSION,
        ),
        (BleakDBusError("org.bluez.Error.NotReady", []), LINUX, BluetoothReason.POWERED_OFF),
        (FileNotFoundError(2, "no such file"), LINUX, BluetoothReason.NO_SERVICE),
        (
            FileNotFoundError(2, "no such file"),
            Host("linux", "a container"),
            BluetoothReason.CONTAINER,
        ),
        (PermissionError(13, "denied"), LINUX, BluetoothReason.NO_PERMISSION),
        (ConnectionResetError(104, "reset"), LINUX, BluetoothReason.NO_SERVICE),
        (EOFError(), LINUX, BluetoothReason.NO_SERVICE),
        (OSError(-2147020577, "not ready"), WINDOWS, BluetoothReason.POWERED_OFF),
        (InvalidAddressError("x"), LINUX, BluetoothReason.NO_SERVICE),
        (AuthError("x"), LINUX, BluetoothReason.NO_PERMISSION),
        (KeyError("Roles"), LINUX, BluetoothReason.UNKNOWN),
        (AssertionError(), MAC, BluetoothReason.UNKNOWN),
    ],
)
def test_the_computers_own_troubles(exc: Exception, host: Host, reason: BluetoothReason):
    trouble = explain(exc, host)
    assert isinstance(trouble, BluetoothUnavailable)
    assert trouble.reason is reason
    assert trouble.exit_code == 5


@pytest.mark.parametrize("host", PLATFORMS)
@pytest.mark.parametrize(
    "exc",
    [
        TimeoutError(),
        BleakError("device 'dev_F0' not found"),
        BleakDeviceNotFoundError("F0", "gone"),
        BleakCharacteristicNotFoundError("2a53"),
        BleakDBusError("org.bluez.Error.Failed", ["le-connection-abort-by-local"]),
        BleakDBusError("org.bluez.Error.InProgress", ["busy"]),
        FootpodError("said already", hint="do"),
    ],
)
def test_a_links_troubles_may_pass(exc: Exception, host: Host):
    trouble = explain(exc, host)
    assert not isinstance(trouble, BluetoothUnavailable)
    assert trouble.message.isprintable()
    assert trouble.hint


def test_an_adapter_that_no_service_drives_is_not_missing(tmp_path: Path):
    gone = BleakBluetoothNotAvailableError("", Why.NO_BLUETOOTH)
    host = Host("linux", radios=tmp_path)
    assert explain(gone, host).reason is BluetoothReason.NO_ADAPTER
    (tmp_path / "hci0").mkdir()
    assert explain(gone, host).reason is BluetoothReason.NO_SERVICE


def test_the_reason_is_said_without_the_name_of_the_error():
    failed = BleakDBusError("org.bluez.Error.Failed", ["le-connection-abort-by-local"])
    assert explain(failed, LINUX).message == "the link failed: le-connection-abort-by-local"


def test_what_kind_of_computer_this_is(tmp_path: Path, monkeypatch):
    monkeypatch.setattr("sys.platform", "linux")
    assert Host.here(tmp_path, {}) == Host("linux")
    assert Host.here(tmp_path, {"container": "podman"}).box == "a container"
    (tmp_path / "run").mkdir()
    (tmp_path / "run/.containerenv").touch()
    assert Host.here(tmp_path, {}).box == "a container"
    release = tmp_path / "proc/sys/kernel/osrelease"
    release.parent.mkdir(parents=True)
    release.write_text("5.15.167.4-microsoft-standard-WSL2\n")
    assert Host.here(tmp_path, {}).box == "WSL"
    monkeypatch.setattr("sys.platform", "darwin")
    assert Host.here(tmp_path, {}) == MAC


@pytest.mark.parametrize(
    "text",
    [
        "device 'dev_F0_F1_F2_F3_F4_F5' not found",
        "Interface x not found for device '/org/bluez/hci0/dev_F0_F1_F2_F3_F4_F5'",
        "no such object /org/bluez/hci0/dev_F0_F1_F2_F3_F4_F5/service000a/char000b here",
        "no object at /org/bluez/hci1",
    ],
)
def test_no_sentence_names_an_object_of_bluez(text: str):
    said = explain(BleakError(text), Host("linux")).message
    assert not any(part in said for part in ("dev_", "/org", "hci"))
