"""`footpod ...` as typed, on a bus whose BlueZ lives in a thread of its own."""

from __future__ import annotations

import asyncio
import io
import json
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from bleak.backends.bluezdbus import manager
from bleak.backends.bluezdbus.version import BlueZFeatures

from cadencecoach.adapters.footpod import meeting
from cadencecoach.adapters.footpod.known import KnownPod, KnownPods
from cadencecoach.adapters.footpod.link_waits import LinkWaits
from cadencecoach.adapters.footpod.trouble import Host
from cadencecoach.adapters.store.home import HOME_VARIABLE, config_home
from cadencecoach.app import doctor as examination
from cadencecoach.app.footpod import on_air
from cadencecoach.cli.commands import footpod as cli
from cadencecoach.core.sensor.rsc import Feature, Measurement, encode_measurement
from cadencecoach.core.sensor.step_convention import Convention
from cadencecoach.errors import BluetoothUnavailable, ConfigError, FootpodError, FootpodNotFound
from tests.adapters.bus.org_bluez import Bluez, private_bus

PLAIN_LINUX = Host("linux", radios=Path("/nonexistent"))
QUICK = LinkWaits(again_s=(0.01,), scan_s=0.25, same_name_s=0.05, connect_s=0.3, read_s=0.2)
STEPS_172 = encode_measurement(Measurement(3.0, 172, running=True))


@pytest.fixture(autouse=True)
def _small_world(tmp_path: Path, monkeypatch):
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))
    monkeypatch.setattr(Host, "here", classmethod(lambda _cls: PLAIN_LINUX))
    monkeypatch.setattr(BlueZFeatures, "checked_bluez_version", True)
    monkeypatch.setattr(on_air, "SCAN_S", 0.25)
    monkeypatch.setattr(on_air, "LISTEN_S", 0.15)
    monkeypatch.setattr(on_air, "SAME_NAME_S", 0.15)
    monkeypatch.setattr(on_air, "LINE_EVERY_S", 0.4)
    for function in (meeting.pod_around, meeting.visit):
        *others, _pace = function.__defaults__
        monkeypatch.setattr(function, "__defaults__", (*others, QUICK))
    run = asyncio.run

    def run_and_let_go(main):
        async def wrapped():
            try:
                return await main
            finally:
                kept = manager._global_instances.pop(asyncio.get_running_loop(), None)
                if kept is not None and kept._bus is not None:
                    kept._bus.disconnect()
                    await asyncio.wait({kept._bus_watcher_task})

        return run(wrapped())

    monkeypatch.setattr(on_air.asyncio, "run", run_and_let_go)


@pytest.fixture
def bluez(tmp_path: Path) -> Iterator[Bluez]:
    """BlueZ beside the command, which has the main thread and a loop of its own."""
    ready, over = threading.Event(), []
    made: list[Bluez] = []

    async def serve():
        async with private_bus(tmp_path) as one:
            await one.start()
            made.append(one)
            stop = asyncio.Event()
            over.append((asyncio.get_running_loop(), stop))
            ready.set()
            await stop.wait()

    def work():
        with asyncio.Runner() as runner:
            runner.run(serve())

    thread = threading.Thread(target=work)
    thread.start()
    assert ready.wait(60)
    yield made[0]
    loop, stop = over[0]
    loop.call_soon_threadsafe(stop.set)
    thread.join(60)


def known() -> KnownPods:
    return KnownPods(config_home())


def test_scan_lists_by_signal_and_tells_known_from_new(bluez: Bluez, capsys):
    bluez.pod("Far[b]", "C0:00:00:00:00:01", rssi_dbm=-80)
    bluez.pod("LabPod", rssi_dbm=-50)
    known().remember(KnownPod("F0:F1:F2:F3:F4:F5", "LabPod", battery_percent=61, location="hip"))
    cli.scan_footpods(look=False, as_json=False)
    head, first, second = capsys.readouterr().out.splitlines()
    assert head.split() == ["name", "signal", "battery", "sits", "sends", "address"]
    assert first.split() == [
        *("LabPod", "▂▄▆", "-50", "dBm", "61", "%", "hip", "known"),
        "F0:F1:F2:F3:F4:F5",
    ]
    assert second.split() == ["Far(b)", "▂", "-80", "dBm", "new", "C0:00:00:00:00:01"]
    assert "Connect" not in bluez.calls


def test_scan_as_one_document(bluez: Bluez, capsys):
    bluez.pod()
    cli.scan_footpods(look=False, as_json=True)
    assert json.loads(capsys.readouterr().out) == {
        "schema": 1,
        "footpods": [
            {
                "name": "LabPod",
                "address": "F0:F1:F2:F3:F4:F5",
                "rssi_dbm": -60,
                "known": False,
                "battery_percent": None,
                "location": "",
                "raw_per_min": None,
            }
        ],
    }


def test_scan_with_a_look_at_each(bluez: Bluez, capsys):
    bluez.pod().greeting = STEPS_172
    asleep = bluez.pod("Asleep", "C0:00:00:00:00:01", rssi_dbm=-80)
    bluez.fail["Connect"] = []
    asleep.battery = asleep.location = None
    cli.scan_footpods(look=True, as_json=False)
    out = capsys.readouterr().out.splitlines()
    assert out[1].split()[-7:] == ["87", "%", "in", "shoe", "172/min", "new", "F0:F1:F2:F3:F4:F5"]
    assert out[2].split()[-2:] == ["new", "C0:00:00:00:00:01"]
    assert not any(pod.connected for pod in bluez.pods)


def test_scan_with_a_look_survives_one_that_cannot_be_connected(bluez: Bluez, capsys):
    bluez.pod()
    bluez.fail["Connect"] = [("org.bluez.Error.Failed", "le-connection-abort-by-peer")] * 3
    cli.scan_footpods(look=True, as_json=False)
    said = capsys.readouterr()
    assert "LabPod" in said.out
    assert "the link failed" in said.err


def test_nothing_on_the_air_says_what_to_do(bluez: Bluez, capsys):
    cli.scan_footpods(look=False, as_json=False)
    assert capsys.readouterr().out == (
        "no footpod on the air; move yours to wake it, and bring it near\n"
    )


def test_scan_without_bluetooth_is_an_error_with_a_hint(bluez: Bluez):
    bluez.adapter.powered = False
    with pytest.raises(BluetoothUnavailable) as told:
        cli.scan_footpods(look=False, as_json=False)
    assert (told.value.exit_code, told.value.message) == (5, "Bluetooth is off")


def test_pair_list_forget(bluez: Bluez, capsys):
    bluez.pod().greeting = STEPS_172
    cli.pair_footpod("labpod", convention="steps")
    assert capsys.readouterr().out == (
        "paired LabPod (F0:F1:F2:F3:F4:F5)\n"
        "  battery 87 %, in shoe\n  sends 172 a minute now\n  counts steps\n"
    )
    cli.list_footpods(as_json=False)
    row = capsys.readouterr().out.splitlines()[1]
    assert row.split()[:6] == ["LabPod", "steps", "87", "%", "in", "shoe"]
    cli.list_footpods(as_json=True)
    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == 1
    assert document["footpods"][0]["platform"] == sys.platform
    cli.forget_footpod("F0:F1:F2:F3:F4:F5")
    assert known().all() == ()


def test_pairing_again_keeps_what_was_set(bluez: Bluez):
    bluez.pod()
    cli.pair_footpod("LabPod", convention="strides")
    cli.pair_footpod("f0:f1:f2:f3:f4:f5", convention=None)
    assert [pod.convention for pod in known().all()] == [Convention.STRIDES]


def test_pairing_what_is_not_there_says_what_is(bluez: Bluez):
    bluez.pod("Other", "C0:00:00:00:00:01")
    with pytest.raises(FootpodNotFound) as told:
        cli.pair_footpod("LabPod", convention=None)
    assert told.value.message == "LabPod is not on the air"
    assert told.value.hint == "on the air: Other (C0:00:00:00:00:01)"
    assert known().all() == ()


def test_pairing_one_of_two_names_asks_for_an_address(bluez: Bluez):
    bluez.pod("RunPod", "C0:00:00:00:00:01")
    bluez.pod("RunPod", "C0:00:00:00:00:02", rssi_dbm=-70)
    with pytest.raises(FootpodNotFound) as told:
        cli.pair_footpod("RunPod", convention=None)
    assert told.value.hint == "name an address: C0:00:00:00:00:01, C0:00:00:00:00:02"


def test_a_first_connect_may_fail_twice(bluez: Bluez):
    bluez.pod()
    bluez.fail["Connect"] = [("org.bluez.Error.Failed", "le-connection-abort-by-peer")] * 2
    cli.pair_footpod("LabPod", convention=None)
    assert len(known().all()) == 1
    bluez.fail["Connect"] = [("org.bluez.Error.Failed", "le-connection-abort-by-peer")] * 3
    with pytest.raises(FootpodError, match="the link failed"):
        cli.pair_footpod("LabPod", convention=None)


def test_bad_words_are_told_before_the_radio_is_touched(bluez: Bluez):
    with pytest.raises(ConfigError, match="cannot count"):
        cli.pair_footpod("LabPod", convention="hops")
    with pytest.raises(FootpodNotFound):
        cli.forget_footpod("LabPod")
    with pytest.raises(FootpodNotFound, match="no footpod is known"):
        cli.watch_footpod(None, as_json=False)
    assert bluez.calls == []


def test_what_it_can_do_is_read_and_kept_when_it_is_paired(bluez: Bluez, capsys):
    bluez.pod().features = 0b111
    cli.pair_footpod("LabPod")
    assert (
        "  sends speed, cadence, stride length and distance; tells walking from running\n"
        in capsys.readouterr().out
    )
    (kept,) = known().all()
    assert kept.features == Feature.STRIDE_LENGTH | Feature.DISTANCE | Feature.RUNNING_STATUS
    cli.list_footpods(as_json=True)
    (listed,) = json.loads(capsys.readouterr().out)["footpods"]
    assert listed["features"] == ["stride_length", "distance", "running_status"]


@pytest.mark.parametrize("beside", [False, True])
def test_a_new_address_takes_the_place_of_the_old_unless_both_are_there(
    bluez: Bluez, capsys, beside: bool
):
    known().remember(KnownPod("C0:00:00:00:00:01", "LabPod", Convention.STRIDES))
    bluez.pod()
    if beside:
        bluez.pod("LabPod", "C0:00:00:00:00:01")
    cli.pair_footpod("F0:F1:F2:F3:F4:F5")
    kept = {pod.address: pod.convention for pod in known().all()}
    said = capsys.readouterr().out
    if beside:
        assert kept == {
            "F0:F1:F2:F3:F4:F5": Convention.AUTO,
            "C0:00:00:00:00:01": Convention.STRIDES,
        }
    else:
        assert kept == {"F0:F1:F2:F3:F4:F5": Convention.STRIDES}
        assert "in the place of C0:00:00:00:00:01, which is not on the air" in said


def test_watch_without_bluetooth_ends_with_five(bluez: Bluez):
    bluez.power(on=False)
    with pytest.raises(BluetoothUnavailable) as told:
        cli.watch_footpod("LabPod")
    assert (told.value.exit_code, told.value.message) == (5, "Bluetooth is off")


class _Impatient(io.StringIO):
    """A reader who presses Ctrl-C after some lines."""

    def __init__(self, lines: int) -> None:
        super().__init__()
        self.left = lines

    def flush(self) -> None:
        self.left -= 1
        if self.left == 0:
            raise KeyboardInterrupt


@pytest.mark.parametrize("as_json", [False, True])
def test_watch_prints_a_line_a_second_until_interrupted(bluez: Bluez, monkeypatch, as_json: bool):
    pod = bluez.pod()
    pod.greeting = STEPS_172
    known().remember(KnownPod(pod.address, "LabPod", Convention.STEPS))
    out = _Impatient(1)
    monkeypatch.setattr(sys, "stdout", out)
    with pytest.raises(KeyboardInterrupt):
        cli.watch_footpod(None, as_json=as_json)
    (line,) = out.getvalue().splitlines()
    if as_json:
        record = json.loads(line)
        assert record["schema"] == 1
        assert (record["name"], record["state"], record["cadence_spm"]) == (
            "LabPod",
            "connected",
            172.0,
        )
        assert record["raw_hex"] == STEPS_172.hex()
        assert record["battery_percent"] == 87
    else:
        assert line == "172 steps a minute  10.8 km/h  running  steps, as set  battery 87 %"
    assert not pod.connected, "let go of when interrupted"


def test_the_doctor_tells_who_is_on_the_air(bluez: Bluez, monkeypatch):
    monkeypatch.setattr(examination, "LISTEN_S", 0.25)
    bluez.pod()
    found = examination.bluetooth()
    assert (found.works, found.found) == (True, "on the air: LabPod")


def test_the_doctor_says_what_is_wrong_with_bluetooth_and_no_run_fails_over_it(bluez: Bluez):
    bluez.adapter.powered = False
    found = examination.bluetooth()
    assert (found.works, found.found, found.exit_code) == (False, "Bluetooth is off", 0)
    assert "bluetoothctl power on" in found.advice


def test_the_doctor_says_when_one_radio_carries_both(bluez: Bluez, monkeypatch):
    monkeypatch.setattr(examination, "LISTEN_S", 0.2)
    ears = bluez.pod("Ears \x1b[31m", "E0:00:00:00:00:01")
    ears.services = (0x110B,)
    ears.appear()
    assert "one radio" not in examination.bluetooth().found
    assert ears.device is not None
    ears.device.connected = True
    found = examination.bluetooth()
    assert found.works
    assert "one radio carries footpods and Ears" in found.found
    assert "\x1b" not in found.found
