"""Who asks for real time for a pump gets it from the kernel, from RealtimeKit, or plays on without."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cadencecoach.adapters.audio.liveness import threads
from cadencecoach.adapters.audio.priority import raise_threads

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a say in it here")


@pytest.fixture
def pump():
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    yield process
    process.kill()
    process.communicate()


@pytest.fixture
def refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "sched_setscheduler", refuse)


def test_who_may_gets_it_from_the_kernel_and_its_children_do_not(pump) -> None:
    how = raise_threads(pump.pid, threads(pump.pid), expendable=True)
    if os.geteuid() == 0:
        assert how == "real time"
        assert os.sched_getscheduler(pump.pid) == os.SCHED_RR | os.SCHED_RESET_ON_FORK
    else:
        assert how == "" or "real time" in how


@pytest.mark.usefixtures("refused")
def test_nobody_to_ask_is_no_fault(pump, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path}/none")
    assert raise_threads(pump.pid, threads(pump.pid), expendable=True) == ""
    assert raise_threads(pump.pid, {"999999999"}, expendable=False) == ""


@pytest.mark.usefixtures("refused")
@pytest.mark.skipif(shutil.which("dbus-daemon") is None, reason="needs dbus-daemon")
@pytest.mark.parametrize("expendable", [True, False])
async def test_realtime_kit_is_asked_for_each_thread(
    pump, expendable: bool, tmp_path: Path
) -> None:
    from dbus_fast import Message  # noqa: PLC0415 - only Linux has it
    from dbus_fast.aio import MessageBus  # noqa: PLC0415

    from tests.adapters.bus.org_bluez import private_bus  # noqa: PLC0415

    asked: list[tuple[str | None, list[object]]] = []

    def answer(message: Message) -> Message | None:
        if message.path != "/org/freedesktop/RealtimeKit1":
            return None
        asked.append((message.member, message.body))
        return Message.new_method_return(message)

    async with private_bus(tmp_path) as bluez:
        kit = await MessageBus(bluez.bus_address).connect()
        kit.add_message_handler(answer)
        await kit.request_name("org.freedesktop.RealtimeKit1")
        how = await asyncio.to_thread(
            raise_threads, pump.pid, threads(pump.pid), expendable=expendable
        )
        kit.disconnect()
    if expendable:
        assert how == "real time by RealtimeKit"
        assert asked == [("MakeThreadRealtimeWithPID", [pump.pid, pump.pid, 4])]
    else:
        assert how == "nice by RealtimeKit"
        assert asked == [("MakeThreadHighPriorityWithPID", [pump.pid, pump.pid, -11])]
