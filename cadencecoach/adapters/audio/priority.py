"""Lets a pump's threads go before other work, as sound servers let their own, where that is allowed.

A pump needs little time but has to have it within the device's buffer, 0.1 or 0.2 s. Root and the
members of a desktop's audio group may ask the kernel; others ask RealtimeKit over D-Bus, which
PulseAudio and PipeWire do too. Where neither is to be had the pump runs as before.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterable
from typing import Final

_ROUND_ROBIN: Final = 4
"""Below PulseAudio's 5: a pump must not hold up the server that it feeds."""

_NICE: Final = -11
"""As PulseAudio and PipeWire ask for theirs."""

_ANSWER_S: Final = 1.0
_RTTIME_US: Final = 200_000
"""RealtimeKit lends real time only to a process that dies when it keeps the processor for so long."""

_log = logging.getLogger(__name__)


def raise_threads(pid: int, threads: Iterable[str], *, expendable: bool) -> str:
    """Put these threads of a process of ours before others; returns how, or "" if it is not allowed.

    `expendable` says that the process may be killed should it run wild: only then RealtimeKit gives
    real time, else a better share. May wait for D-Bus; raises nothing.
    """
    if sys.platform != "linux":
        return ""
    ids = [int(thread) for thread in threads]
    try:
        for thread in ids:
            os.sched_setscheduler(
                thread, os.SCHED_RR | os.SCHED_RESET_ON_FORK, os.sched_param(_ROUND_ROBIN)
            )
    except PermissionError:
        pass
    except OSError as exc:  # a thread that is gone already
        _log.info("no real time for the sound: %s", exc)
        return ""
    else:
        return "real time"
    try:
        return _ask_realtime_kit(pid, ids, expendable=expendable)
    except Exception as exc:  # noqa: BLE001 - whatever is wrong with the bus, the sound plays on
        _log.info("RealtimeKit was not to be had: %s", exc)
        return ""


def _ask_realtime_kit(pid: int, threads: list[int], *, expendable: bool) -> str:
    import asyncio  # noqa: PLC0415 - rarely needed, as the next two
    import resource  # noqa: PLC0415

    from dbus_fast import BusType, Message, MessageType  # noqa: PLC0415
    from dbus_fast.aio import MessageBus  # noqa: PLC0415

    if expendable:
        resource.prlimit(pid, resource.RLIMIT_RTTIME, (_RTTIME_US, _RTTIME_US))

    async def ask() -> str:
        bus = await MessageBus(bus_type=BusType.SYSTEM).connect()
        try:
            method, signature, level = "MakeThreadHighPriorityWithPID", "tti", _NICE
            if expendable:
                method, signature, level = "MakeThreadRealtimeWithPID", "ttu", _ROUND_ROBIN
            for thread in threads:
                answer = await bus.call(
                    Message(
                        destination="org.freedesktop.RealtimeKit1",
                        path="/org/freedesktop/RealtimeKit1",
                        interface="org.freedesktop.RealtimeKit1",
                        member=method,
                        signature=signature,
                        body=[pid, thread, level],
                    )
                )
                if answer is not None and answer.message_type is MessageType.ERROR:
                    raise OSError(str(answer.body[0] if answer.body else answer.error_name))
        finally:
            bus.disconnect()
        return "real time by RealtimeKit" if expendable else "nice by RealtimeKit"

    return asyncio.run(asyncio.wait_for(ask(), _ANSWER_S))
