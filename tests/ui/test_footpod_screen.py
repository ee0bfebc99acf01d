"""Pairing, watching and calibrating a footpod under the pilot; the air is a script."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.pilot import Pilot

from cadencecoach.app.views import ANY_POD, NO_POD, SIMULATED, NextPod, PodRow
from cadencecoach.core.sensor.calibration import Calibrated
from cadencecoach.core.sensor.step_convention import Convention
from cadencecoach.errors import BluetoothReason, BluetoothUnavailable, ConfigError, FootpodError
from cadencecoach.ui.ink import cells, line_text
from cadencecoach.ui.lines.footpod import live_lines, pod_row
from cadencecoach.ui.screens.footpod import FootpodScreen
from tests.ui.fakes import POD, STRANGER, FootpodsInMemory, app_of, seen, sending, settled


async def opened(pilot: Pilot[None], *keys: str) -> str:
    await settled(pilot)
    for key in ("f", *keys):
        await pilot.press(key)
        await settled(pilot)
    return "\n".join(seen(pilot))


def known(pods: FootpodsInMemory, address: str) -> PodRow:
    return next(row for row in pods.listed if row.address == address)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_air_is_listed_with_what_tells_pods_apart(size: tuple[int, int]):
    app = app_of(footpods=FootpodsInMemory(POD, STRANGER))
    async with app.run_test(size=size) as pilot:
        lines = (await opened(pilot)).splitlines()
        own = next(line for line in lines if "RunPod" in line)
        for told in ("▂▄▆", "-52 dBm", "87 %", "in shoe", "yours, auto"):
            assert told in own
        other = next(line for line in lines if "Gym [b]pod[/b]" in line)
        assert "-88 dBm" in other
        assert other.rstrip().endswith("new")
        assert any("● any of yours" in line for line in lines)


async def test_a_signal_that_moves_is_seen_and_the_chosen_row_stays_chosen():
    pods = FootpodsInMemory(POD, STRANGER)
    async with app_of(footpods=pods).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "down")
        assert pods.on_rows is not None
        newcomer = replace(STRANGER, address="00:11", name="Newcomer")
        pods.on_rows((POD, newcomer, replace(STRANGER, rssi_dbm=-47)))
        await settled(pilot)
        line = next(line for line in seen(pilot) if "▸" in line)
        assert "Gym" in line
        assert "-47 dBm" in line


async def test_enter_pairs_a_new_one_and_the_next_run_takes_it():
    pods = FootpodsInMemory(STRANGER)
    pods.choice = NO_POD
    async with app_of(footpods=pods).run_test(size=(80, 24)) as pilot:
        text = await opened(pilot, "up", "up", "up", "enter")
        assert known(pods, STRANGER.address).known
        assert pods.choice == ANY_POD
        assert "Paired: the next run listens to Gym [b]pod[/b]." in text


async def test_of_several_own_pods_the_taken_one_is_taken_by_its_address():
    second = replace(STRANGER, known=True)
    pods = FootpodsInMemory(POD, second)
    async with app_of(footpods=pods).run_test(size=(80, 24)) as pilot:
        text = await opened(pilot, "down", "enter")
        assert pods.choice == second.address
        assert "▸ ● Gym" in text


@pytest.mark.parametrize(("downs", "source"), [(1, ANY_POD), (2, SIMULATED), (3, NO_POD)])
async def test_another_source_is_one_key(downs: int, source: str):
    pods = FootpodsInMemory(POD)
    pods.choice = "something"
    async with app_of(footpods=pods).run_test(size=(80, 24)) as pilot:
        await opened(pilot, *["down"] * downs, "enter")
        assert pods.choice == source


async def test_shaking_shows_which_one_moves_and_the_listening_goes_on_after():
    pods = FootpodsInMemory(POD)
    async with app_of(footpods=pods).run_test(size=(80, 24)) as pilot:
        text = await opened(pilot, "space")
        assert pods.asked == ["look", "watch AA:BB"]
        assert "sends 82 a minute" in text
        assert "it moves" in text
        assert "strides: the footpod sends 82 a minute at a run" in text
        await pilot.press("space")
        await settled(pilot)
        assert pods.asked[-1] == "look"
        assert not any("it moves" in line for line in seen(pilot))


async def test_what_it_counts_is_turned_and_said():
    pods = FootpodsInMemory(POD)
    async with app_of(footpods=pods).run_test(size=(80, 24)) as pilot:
        text = await opened(pilot, "right")
        assert known(pods, "AA:BB").convention is Convention.STEPS
        assert "it counts steps, as you set it" in text
        await opened(pilot, "right", "right")
        assert known(pods, "AA:BB").convention is Convention.AUTO


async def test_a_stranger_has_no_settings():
    pods = FootpodsInMemory(STRANGER)
    async with app_of(footpods=pods).run_test(size=(80, 24)) as pilot:
        assert "Enter pairs it first" in await opened(pilot, "right")
        assert "Enter pairs it first" in await opened(pilot, "x")
        assert known(pods, STRANGER.address) == STRANGER


async def test_forgetting_frees_the_next_run_of_it():
    pods = FootpodsInMemory(POD)
    pods.choice = POD.address
    async with app_of(footpods=pods).run_test(size=(80, 24)) as pilot:
        assert "Forgot RunPod." in await opened(pilot, "x")
        assert not known(pods, "AA:BB").known
        assert pods.choice == ANY_POD


async def test_a_run_with_the_beat_settles_it():
    pods = FootpodsInMemory(POD)
    async with app_of(footpods=pods).run_test(size=(80, 24)) as pilot:
        text = await opened(pilot, "comma")
        assert pods.asked[-1] == "calibrate AA:BB"
        assert "run with the beat, 162" in text
        assert "14 s" in text
        pods.settle.set()
        await settled(pilot)
        assert any("✔ strides: it sent 81 a minute" in line for line in seen(pilot))
        assert any("kept for good" in line for line in seen(pilot))
        assert pods.asked[-1] == "look"


@pytest.mark.parametrize(
    ("outcome", "told"),
    [
        (Calibrated(None, 112.0, "it sent 112 a minute"), "Not settled: it sent 112 a minute."),
        (FootpodError("it sends nothing", hint="take a few steps"), "it sends nothing"),
    ],
)
async def test_a_run_with_the_beat_that_settles_nothing_says_so(outcome, told: str):
    pods = FootpodsInMemory(POD)
    pods.outcome = outcome
    pods.settle.set()
    async with app_of(footpods=pods).run_test(size=(80, 24)) as pilot:
        assert told in await opened(pilot, "comma")
        assert known(pods, "AA:BB").convention is Convention.AUTO


async def test_a_bluetooth_fault_is_one_line_with_what_to_do_and_passes():
    pods = FootpodsInMemory()
    pods.trouble = BluetoothUnavailable(
        "Bluetooth is off", hint="turn it on", reason=BluetoothReason.POWERED_OFF
    )
    async with app_of(footpods=pods).run_test(size=(80, 24)) as pilot:
        text = await opened(pilot)
        assert "✘ Bluetooth is off" in text
        assert "turn it on" in text
        text = await opened(pilot, "down", "right")
        assert "choose a footpod of yours" in text
        assert "✘ Bluetooth is off" in text
        pods.trouble = None
        await pilot.press("space")
        await settled(pilot)
        assert not any("Bluetooth is off" in line for line in seen(pilot))
        await pilot.press("enter")
        assert pods.choice == SIMULATED


async def test_a_file_that_cannot_be_written_is_said():
    pods = FootpodsInMemory(STRANGER)
    pods.trouble = ConfigError("footpods.json: broken", hint="mend it")
    async with app_of(footpods=pods).run_test(size=(80, 24)) as pilot:
        assert "footpods.json: broken  mend it" in await opened(pilot, "enter")


async def test_a_low_battery_is_told_before_the_run():
    pods = FootpodsInMemory(POD)
    pods.next_pod = NextPod("RunPod", "The battery of RunPod was at 9 %: change it before you run.")
    async with app_of(footpods=pods).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert any("! The battery of RunPod was at 9 %" in line for line in seen(pilot))


async def test_it_works_small_and_leaves_with_esc():
    app = app_of(footpods=FootpodsInMemory(POD, STRANGER))
    async with app.run_test(size=(40, 12)) as pilot:
        text = await opened(pilot, "space")
        assert "164 a minute" in text
        await pilot.press("escape")
        assert not isinstance(app.screen, FootpodScreen)


@given(
    st.integers(12, 140), st.integers(1, 12), st.integers(0, 255), st.none() | st.integers(0, 20)
)
def test_nothing_is_drawn_outside_its_place(width: int, height: int, raw: int, left: int | None):
    lines = live_lines(sending(raw, beat_left_s=left), width, height)
    assert len(lines) <= height
    assert all(cells(line) <= width for line in lines)
    for row in (POD, STRANGER, replace(POD, on_air=False, rssi_dbm=None)):
        line = pod_row(row, width, next_run=True)
        assert row.name[:5] in line_text(line) or width < 24
        assert cells(line) <= max(width, 24)
