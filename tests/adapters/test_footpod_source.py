"""The owner of a footpod's link against bleak's real BlueZ backend, every failure on demand."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from dataclasses import replace
from pathlib import Path

import pytest
from bleak.backends.bluezdbus.version import BlueZFeatures

from cadencecoach.adapters.footpod.known import KnownPod
from cadencecoach.adapters.footpod.link import FootpodSource
from cadencecoach.adapters.footpod.link_waits import PACE, LinkWaits
from cadencecoach.adapters.footpod.scanning import WantedPod
from cadencecoach.adapters.footpod.trouble import Host
from cadencecoach.core.events import LinkChanged, LinkState, PayloadReceived
from cadencecoach.core.sensor.rsc import Feature, Measurement, encode_measurement
from cadencecoach.core.sensor.step_convention import Convention
from cadencecoach.core.values.units import Frame
from tests.adapters.bus.listening import HEARD, HandClock, Listener
from tests.adapters.bus.org_bluez import MEASUREMENT, Bluez, private_bus

PLAIN_LINUX = Host("linux", radios=Path("/nonexistent"))
LAB_POD = WantedPod.asked("LabPod")
QUICK = LinkWaits(
    again_s=(0.01, 0.02),
    unavailable_s=(0.02,),
    scan_s=0.15,
    same_name_s=0.02,
    connect_s=0.15,
    silent_s=5.0,
    silent_most_s=5.0,
    read_s=0.1,
    close_s=0.3,
)
SEARCHING, CONNECTED, LOST, OFF = (
    LinkState.SEARCHING,
    LinkState.CONNECTED,
    LinkState.LOST,
    LinkState.OFF,
)
ADDRESS = "F0:F1:F2:F3:F4:F5"


def payload(number: int) -> bytes:
    """Distance tells them apart, as with a real pod."""
    return encode_measurement(Measurement(3.0, 170, running=True, distance_m=float(number)))


@pytest.fixture(autouse=True)
def _a_plain_linux(monkeypatch):
    monkeypatch.setattr(Host, "here", classmethod(lambda _cls: PLAIN_LINUX))
    # bleak asks a program for BlueZ's version once; here there is none to ask.
    monkeypatch.setattr(BlueZFeatures, "checked_bluez_version", True)


@pytest.fixture
async def bluez(tmp_path):
    async with private_bus(tmp_path) as bluez:
        await bluez.start()
        yield bluez


def listen(wanted: WantedPod = LAB_POD, pace: LinkWaits = QUICK, met=None) -> Listener:
    clock = HandClock()
    return Listener(FootpodSource(wanted, clock, clock.frame_at, met=met, pace=pace), clock)


async def test_finds_by_service_connects_and_passes_bytes_on(bluez: Bluez):
    pod = bluez.pod()
    async with listen() as heard:
        change = await heard.link(CONNECTED)
        pod.measure(payload(1))
        await heard.until(lambda: heard.payloads == [payload(1)])
    assert change.name == "LabPod"
    assert bluez.calls[:2] == ["filter 1814", "StartDiscovery"]
    assert heard.source.name == "LabPod"
    assert heard.states == [SEARCHING, CONNECTED]


async def test_data_flows_while_battery_and_place_are_still_being_read(bluez: Bluez):
    pod = bluez.pod()
    bluez.stuck.add("ReadValue 2a19")
    async with listen(pace=replace(QUICK, read_s=5.0)) as heard:
        await bluez.until_called("ReadValue 2a19")
        pod.measure(payload(1))
        await heard.until(lambda: heard.payloads == [payload(1)])
        assert [one.battery_percent for one in heard.links if one.state is CONNECTED] == [None]


async def test_battery_and_place_are_told_once_read(bluez: Bluez):
    bluez.pod().battery = 12
    async with listen() as heard:
        await heard.until(lambda: any(one.battery_percent for one in heard.links))
    assert heard.links[-1].battery_percent == 12
    assert heard.links[-1].detail == "in shoe", "the battery has its own place"


@pytest.mark.parametrize("fault", ["absent", "slow", "refused", "nonsense"])
async def test_a_pod_that_says_nothing_of_itself_still_counts(bluez: Bluez, fault: str):
    pod = bluez.pod()
    match fault:
        case "absent":
            pod.battery = pod.location = None
        case "slow":
            bluez.stuck |= {"ReadValue 2a19", "ReadValue 2a5d"}
        case "refused":
            refusal = ("org.bluez.Error.NotPermitted", "Read not permitted")
            bluez.fail |= {"ReadValue 2a19": [refusal], "ReadValue 2a5d": [refusal]}
        case "nonsense":
            pod.battery, pod.location = 201, 77
    met: list[KnownPod] = []
    clock = HandClock()
    heard = Listener(
        FootpodSource(
            WantedPod.asked("LabPod"),
            clock,
            clock.frame_at,
            met=lambda one: (met.append(one), loop.call_soon_threadsafe(heard.woken)),
            pace=QUICK,
        ),
        clock,
    )
    loop = asyncio.get_running_loop()
    async with heard:
        await heard.until(lambda: met != [])
        pod.measure(payload(1))
        await heard.until(lambda: heard.payloads == [payload(1)])
    assert (met[0].battery_percent, met[0].location) == (None, "")
    assert [one.detail for one in heard.links if one.state is CONNECTED] == [""]


async def test_five_losses_and_never_a_doubled_notification(bluez: Bluez):
    pod = bluez.pod()
    async with listen() as heard:
        for number in range(6):
            await heard.until(lambda n=number: sum(x.state is CONNECTED for x in heard.links) > n)
            if number == 0:
                await heard.until(lambda: heard.introduced)
            assert pod.characteristic(MEASUREMENT).listeners == 1
            pod.measure(payload(number))
            await heard.until(lambda n=number: len(heard.payloads) == n + 1)
            if number < 5:
                links = len(heard.links)
                pod.drop()
                assert "out of reach" in (await heard.link(LOST, after=links)).detail
                await heard.link(CONNECTED, after=links)
                await heard.until(lambda: heard.introduced)
    assert heard.payloads == [payload(number) for number in range(6)]
    assert bluez.calls.count("StartDiscovery") == 1, "the old device first, no scan needed"


async def test_the_same_bytes_delivered_twice_are_one_reading(bluez: Bluez):
    pod = bluez.pod()
    async with listen() as heard:
        await heard.link(CONNECTED)
        pod.characteristic(MEASUREMENT).listeners = 2  # another program of this computer listens
        pod.measure(payload(1))
        pod.measure(payload(2))
        await heard.until(lambda: payload(2) in heard.payloads)
        heard.clock.ns += 10**9
        pod.measure(payload(2))  # a second later the same bytes are news: a pod without distance
        await heard.until(lambda: len(heard.payloads) == 3)
    assert heard.payloads == [payload(1), payload(2), payload(2)]


async def test_a_forgotten_device_is_scanned_for_again(bluez: Bluez):
    pod = bluez.pod()
    async with listen() as heard:
        await heard.link(CONNECTED)
        links = len(heard.links)
        pod.vanish()
        await heard.link(LOST, after=links)
        await heard.until(lambda: "not on the air" in heard.detail)
        pod.on_air = True
        bluez.advertise()
        await heard.link(CONNECTED, after=links)
    assert OFF not in heard.states


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        ("Connect", "org.bluez.Error.Failed", "le-connection-abort-by-peer"),
        ("Connect", "org.bluez.Error.Failed", "Input/output error"),
        ("Connect", "org.bluez.Error.Failed", "br-connection-canceled"),
        ("Connect", "org.bluez.Error.InProgress", "Operation already in progress"),
        ("Connect", "org.freedesktop.DBus.Error.UnknownObject", "gone"),
        ("StartNotify", "org.bluez.Error.NotPermitted", "Notify acquired"),
        ("StartNotify", "org.bluez.Error.Failed", "Operation failed with ATT error: 0x0e"),
        ("StartDiscovery", "org.bluez.Error.InProgress", "Operation already in progress"),
        ("StartDiscovery", "org.bluez.Error.Failed", "[escape](/x)\x1b[31m"),
        ("StopDiscovery", "org.bluez.Error.Failed", "No discovery started"),
    ],
)
async def test_what_fails_once_is_said_and_tried_again(bluez: Bluez, call, error, text):
    bluez.pod()
    bluez.fail[call] = [(error, text)] * 2
    async with listen() as heard:
        await heard.link(CONNECTED)
    said = heard.links[1].detail
    assert heard.links[1].state is SEARCHING
    assert said.isprintable()
    assert "[" not in said
    assert ": " in said, "what happened: what to do"


async def test_a_pod_that_does_not_answer_is_tried_again(bluez: Bluez):
    bluez.pod()
    bluez.stuck.add("Connect")
    async with listen() as heard:
        await bluez.until_called("Connect")
        await heard.until(lambda: "does not answer" in heard.detail)
        bluez.stuck.clear()
        await heard.link(CONNECTED)
    assert heard.states == [SEARCHING, CONNECTED]


async def test_a_live_link_without_data_is_made_anew(bluez: Bluez):
    pod = bluez.pod()
    async with listen(pace=replace(QUICK, silent_s=0.1, silent_most_s=0.2)) as heard:
        await heard.link(CONNECTED)
        silent = await heard.link(LOST)
        assert "sends nothing" in silent.detail
        assert "Disconnect" in bluez.calls or await bluez.until_called("Disconnect") is None
        links = len(heard.links)
        await heard.link(CONNECTED, after=links)
        pod.measure(payload(1))
        await heard.until(lambda: heard.payloads == [payload(1)])


async def test_data_keeps_a_link_however_long_it_lasts(bluez: Bluez):
    pod = bluez.pod()
    async with listen(pace=replace(QUICK, silent_s=0.15)) as heard:
        await heard.until(lambda: heard.introduced)
        loop = asyncio.get_running_loop()
        end, number = loop.time() + 0.45, 0
        while loop.time() < end:  # three times as long as silence may last
            pod.measure(payload(number))
            number += 1
            await heard.until(lambda n=number: len(heard.payloads) >= n)
            await bluez.bus.introspect("org.bluez", "/")
    assert heard.states == [SEARCHING, CONNECTED]


async def test_adapter_off_and_on_again(bluez: Bluez):
    bluez.pod()
    async with listen() as heard:
        await heard.link(CONNECTED)
        links = len(heard.links)
        bluez.power(on=False)
        off = await heard.link(OFF, after=links)
        assert off.detail == (
            "Bluetooth is off: turn it on: bluetoothctl power on (or rfkill unblock bluetooth)"
        )
        bluez.power(on=True)
        await heard.link(CONNECTED, after=links)
    assert heard.states == [SEARCHING, CONNECTED, LOST, OFF, CONNECTED]


@pytest.mark.parametrize("how", ["leave", "die"])
async def test_the_service_ends_and_comes_back(bluez: Bluez, how: str):
    bluez.pod()
    async with listen(pace=replace(QUICK, silent_s=0.2, silent_most_s=0.2)) as heard:
        await heard.link(CONNECTED)
        links = len(heard.links)
        await getattr(bluez, how)()
        off = await heard.link(OFF, after=links)
        assert off.detail.startswith(("the Bluetooth service is not running", "this computer"))
        await bluez.start()
        await heard.link(CONNECTED, after=links)
        bluez.pods[0].measure(payload(1))
        await heard.until(lambda: heard.payloads == [payload(1)])


async def test_no_adapter_until_one_is_plugged_in(tmp_path):
    async with private_bus(tmp_path) as bluez:
        await bluez.start(adapter=False)
        bluez.pod()
        async with listen() as heard:
            off = await heard.link(OFF)
            assert off.detail == (
                "this computer has no Bluetooth adapter: plug in a Bluetooth LE adapter"
            )
            bluez.plug_in()
            await heard.link(CONNECTED)


async def test_an_adapter_without_low_energy(tmp_path):
    async with private_bus(tmp_path) as bluez:
        await bluez.start()
        bluez.adapter.roles = ["peripheral"]
        async with listen() as heard:
            assert "does not do Low Energy" in (await heard.link(OFF)).detail


async def test_a_bus_without_bluez(tmp_path):
    async with private_bus(tmp_path), listen() as heard:
        off = await heard.link(OFF)
    assert off.detail == (
        "the Bluetooth service is not running: "
        "install BlueZ and start it: sudo systemctl start bluetooth"
    )


async def test_a_user_without_the_rights(tmp_path):
    async with private_bus(tmp_path, forbid=True) as bluez:
        await bluez.start()
        async with listen() as heard:
            off = await heard.link(OFF)
    assert off.detail.startswith("this program may not use Bluetooth: log in at the desktop")


@pytest.mark.parametrize(
    ("box", "said"),
    [
        (None, "the Bluetooth service is not running"),
        ("WSL", "there is no Bluetooth inside WSL"),
        ("a container", "there is no Bluetooth inside a container"),
    ],
)
async def test_no_bus_at_all(tmp_path, monkeypatch, box, said):
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path}/none")
    monkeypatch.setattr(Host, "here", classmethod(lambda _cls: replace(PLAIN_LINUX, box=box)))
    async with listen() as heard:
        off = await heard.link(OFF)
    assert off.detail.startswith(said)


async def test_a_nonsense_bus_address(monkeypatch):
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", "nonsense")
    async with listen() as heard:
        assert "the Bluetooth service is not running" in (await heard.link(OFF)).detail


async def test_a_link_left_by_a_killed_process_is_taken_over(bluez: Bluez):
    pod = bluez.pod()
    pod.appear()
    pod.connect()
    async with listen() as heard:
        change = await heard.link(CONNECTED)
        assert "already connected to this computer" in change.detail
        pod.measure(payload(1))
        await heard.until(lambda: heard.payloads == [payload(1)])
    assert "StartDiscovery" not in bluez.calls
    assert "Connect" not in bluez.calls


async def test_a_strangers_pod_is_never_taken(bluez: Bluez):
    bluez.pod("Stranger", "C0:00:00:00:00:01")
    held = bluez.pod("Held", "C0:00:00:00:00:02")
    held.appear()
    held.connect()
    mine = WantedPod.known([KnownPod(ADDRESS, "LabPod")])
    async with listen(mine) as heard:
        await heard.until(lambda: "not on the air" in heard.detail)
        bluez.pod("anything", ADDRESS)
        change = await heard.link(CONNECTED)
    assert change.name == "anything"
    assert bluez.calls.count("Connect") == 1


async def test_two_of_one_name_are_nobodys_guess(bluez: Bluez):
    bluez.pod("RunPod", "C0:00:00:00:00:01", rssi_dbm=-40)
    bluez.pod("RunPod", "C0:00:00:00:00:02")
    async with listen(WantedPod.asked("runpod")) as heard:
        await heard.until(lambda: "2 footpods are called" in heard.detail)
    assert "Connect" not in bluez.calls
    async with listen(WantedPod.asked("c0:00:00:00:00:02")) as heard:
        await heard.link(CONNECTED)


async def test_names_from_the_air_are_cleaned(bluez: Bluez):
    bluez.pod("\x1b[31m[b]Pod\u202e\u0007\n" + "x" * 60)
    async with listen(WantedPod.asked(ADDRESS)) as heard:
        change = await heard.link(CONNECTED)
    assert change.name == "(b)Pod " + "x" * 24 + "…"


async def test_frames_never_go_back_nor_beyond_now(bluez: Bluez):
    pod = bluez.pod()
    clock = HandClock()
    source = FootpodSource(
        WantedPod.asked("LabPod"), clock, lambda _ns: Frame(next(frames)), pace=QUICK
    )
    frames = iter([5, 50, 40, 900, 30, *range(31, 90)])
    got: list[PayloadReceived | LinkChanged] = []
    news = asyncio.Event()
    await source.open(news.set)
    async with asyncio.timeout(120):
        while sum(isinstance(one, PayloadReceived) for one in got) < 2:
            await news.wait()
            news.clear()
            got += source.poll(Frame(100), HEARD)
            if pod.connected and pod.characteristic(MEASUREMENT).listeners:
                pod.measure(payload(len(got)))
    await source.close()
    at = [one.at for one in got]
    assert at == sorted(at)
    assert max(at) <= 100


async def test_a_flood_is_cut_and_the_link_still_told(bluez: Bluez):
    pod = bluez.pod()
    clock = HandClock()
    source = FootpodSource(WantedPod.asked("LabPod"), clock, clock.frame_at, pace=QUICK)
    connected = asyncio.Event()
    await source.open(connected.set)
    await bluez.until_called("ReadValue 2a5d")
    for number in range(700):
        pod.measure(payload(number))
        if number % 50 == 0:  # what a socket holds
            await bluez.bus.introspect("org.bluez", "/")
    pod.drop()
    async with asyncio.timeout(120):
        while source._told[0] is not LOST:
            connected.clear()
            await connected.wait()
    news = source.poll(Frame(10**9), HEARD)
    await source.close()
    assert 400 < sum(isinstance(one, PayloadReceived) for one in news) <= 512
    assert any(isinstance(one, LinkChanged) and one.state is LOST for one in news)


async def test_closing_lets_go_of_the_link(bluez: Bluez):
    pod = bluez.pod()
    async with listen() as heard:
        await heard.link(CONNECTED)
    assert not pod.connected
    assert bluez.calls[-1] == "Disconnect"
    wakes = heard.wakes
    bluez.advertise()
    assert heard.wakes == wakes


async def test_closing_does_not_wait_for_a_link_that_will_not_let_go(bluez: Bluez):
    bluez.pod()
    heard = listen()
    async with asyncio.timeout(120):
        async with heard:
            await heard.link(CONNECTED)
            bluez.stuck.add("Disconnect")
    owner = heard.source._owner
    assert not owner.done(), "it goes on by itself"
    owner.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await owner


async def test_an_error_while_letting_go_does_not_keep_it_looking(bluez: Bluez):
    bluez.pod()
    async with listen() as heard:
        await heard.link(CONNECTED)
        bluez.fail["Disconnect"] = [("org.bluez.Error.Failed", "no")]
    assert heard.source._owner.done()


async def test_closing_while_scanning_and_before_opening(bluez: Bluez):
    clock = HandClock()
    await FootpodSource(WantedPod.asked("x"), clock, clock.frame_at).close()
    async with listen(pace=replace(QUICK, scan_s=60.0)):
        await bluez.until_called("StartDiscovery")
    assert not bluez.scanning


async def test_every_met_pod_is_remembered_and_a_full_disk_changes_nothing(bluez: Bluez):
    pod = bluez.pod()
    met: list[KnownPod] = []

    def full(one: KnownPod) -> None:
        met.append(one)
        raise OSError(28, "No space left on device")

    async with listen(met=full) as heard:
        await heard.until(lambda: heard.introduced)
        pod.measure(payload(1))
        await heard.until(lambda: heard.payloads == [payload(1)])
    assert [(one.address, one.battery_percent, one.location) for one in met] == [
        (ADDRESS, 87, "in shoe")
    ]
    assert met[0].last_seen == heard.clock.utc_now()


async def test_nothing_is_printed_by_the_libraries(bluez: Bluez, capfd):
    logging.getLogger("bleak").handlers.clear()
    bluez.pod()
    async with listen() as heard:
        await heard.link(CONNECTED)
        await bluez.die()
    logging.getLogger("bleak").warning("a word nobody asked for")
    assert capfd.readouterr().err == ""


def test_the_paces_are_what_the_documents_say():
    assert PACE.again_s == (0.7, 1.5, 3.0, 5.0)
    assert PACE.silent_s == 10.0
    assert PACE.close_s == 3.0


# --- whose footpod, and what it says of itself --------------------------------------------------


def mine(*pods: KnownPod, pace: LinkWaits = QUICK) -> Listener:
    """A run with these footpods known."""
    clock = HandClock()
    source = FootpodSource(WantedPod.known(pods), clock, clock.frame_at, known=pods, pace=pace)
    return Listener(source, clock)


async def test_each_pod_comes_with_its_own_setting(bluez: Bluez):
    bluez.pod("Right", "C0:00:00:00:00:02")
    known = (
        KnownPod("C0:00:00:00:00:01", "Left", Convention.STEPS),
        KnownPod("C0:00:00:00:00:02", "Right", Convention.STRIDES),
    )
    async with mine(*known) as heard:
        change = await heard.link(CONNECTED)
    assert (change.pod, change.counts, change.tells_gait) == (
        "C0:00:00:00:00:02",
        "strides",
        None,
    )


@pytest.mark.parametrize(("read", "kept"), [(True, False), (False, True), (True, True)])
async def test_whether_its_walking_flag_counts_is_read_or_remembered(
    bluez: Bluez, read: bool, kept: bool
):
    pod = bluez.pod()
    pod.features = 0b111 if read else None
    remembered = Feature.RUNNING_STATUS if kept else None
    async with mine(KnownPod(ADDRESS, "LabPod", features=remembered)) as heard:
        await heard.until(lambda: any(one.tells_gait for one in heard.links))
        await heard.until(lambda: heard.introduced)
    assert heard.links[-1].tells_gait is True
    assert "battery" not in heard.detail, "the battery has its own place"


async def test_whose_readings_they_are_is_told_before_the_first(bluez: Bluez):
    bluez.pod().greeting = payload(1)
    async with mine(KnownPod(ADDRESS, "LabPod")) as heard:
        await heard.until(lambda: heard.payloads == [payload(1)])
    kinds = [
        type(one).__name__ for one in heard.news if getattr(one, "state", CONNECTED) is CONNECTED
    ]
    assert kinds[:2] == ["LinkChanged", "PayloadReceived"]


async def test_a_known_name_under_a_new_address_is_offered(bluez: Bluez):
    bluez.pod("LabPod", "C0:00:00:00:00:09")
    async with mine(KnownPod(ADDRESS, "LabPod")) as heard:
        await heard.until(lambda: "new address" in heard.detail)
    # No key and no command: it is read on the run screen, and by whoever runs without one.
    assert heard.detail == (
        "LabPod is on the air under a new address, C0:00:00:00:00:09: pair it again"
    )
    assert "Connect" not in bluez.calls


async def test_a_strap_that_hides_its_service_is_found_by_its_address(bluez: Bluez):
    bluez.pod("Strap").services = ()
    async with listen(WantedPod.asked("Strap")) as heard:
        await heard.until(lambda: "not on the air" in heard.detail)
    assert "no filter" not in bluez.calls
    async with listen(WantedPod.asked(ADDRESS.lower())) as heard:
        await heard.link(CONNECTED)
    assert "no filter" in bluez.calls


# --- without a scan -----------------------------------------------------------------------------


async def test_what_bluez_knows_is_connected_without_a_scan(bluez: Bluez):
    pod = bluez.pod()
    pod.appear()
    async with mine(KnownPod(ADDRESS, "LabPod")) as heard:
        await heard.link(CONNECTED)
        await heard.until(lambda: heard.introduced)
        for _ in range(3):
            links = len(heard.links)
            pod.drop()
            await heard.link(CONNECTED, after=links)
    assert "StartDiscovery" not in bluez.calls
    assert pod.device is not None
    assert pod.device.trusted, "so that BlueZ goes on knowing it"


async def test_while_it_is_out_of_reach_scans_are_rare(bluez: Bluez):
    pod = bluez.pod()
    async with mine(KnownPod(ADDRESS, "LabPod")) as heard:
        await heard.link(CONNECTED)
        scans = bluez.calls.count("StartDiscovery")
        bluez.calls.clear()
        pod.on_air = False
        bluez.fail["Connect"] = [("org.bluez.Error.Failed", "le-connection-abort-by-peer")] * 12
        pod.drop()
        links = len(heard.links)
        await heard.link(CONNECTED, after=links)
    assert scans == 1
    assert bluez.calls.count("Connect") == 13
    assert bluez.calls.count("StartDiscovery") <= 6, (
        "one search in four, with the service and without"
    )


async def test_a_pod_nobody_paired_is_not_trusted(bluez: Bluez):
    pod = bluez.pod()
    async with listen() as heard:
        await heard.until(lambda: heard.introduced)
    assert pod.device is not None
    assert not pod.device.trusted
