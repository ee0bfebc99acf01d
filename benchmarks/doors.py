"""What the doors for buttons cost while nobody presses: on buses of their own, beside an idle loop."""

from __future__ import annotations

import asyncio
import importlib.util
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from benchmarks.measuring import LONG, Line
from cadencecoach.adapters.buttons.doors import ButtonDoors
from cadencecoach.adapters.clock import SystemClock

LASTS_S: Final = 300 if LONG else 20
BUDGET_MS: Final = 0.2
HOW: Final = "python -m benchmarks doors"
_WHAT: Final = "doors for buttons, open and idle, a second"


def lines() -> Iterator[Line]:
    """One line: both doors open, on buses that live."""
    budget = f"<= {BUDGET_MS} ms"
    if importlib.util.find_spec("dbus_fast") is None or shutil.which("dbus-daemon") is None:
        yield Line(_WHAT, budget, "not measured: needs dbus-daemon", None, HOW)
        return
    from tests.adapters.bus.media import daemon  # noqa: PLC0415 - dbus-fast, Linux alone

    with ExitStack() as stack:
        for bus in ("DBUS_SESSION_BUS_ADDRESS", "DBUS_SYSTEM_BUS_ADDRESS"):
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            stack.enter_context(daemon(folder, bus))
        idle_ms, open_ms = asyncio.run(_costs())
    cost_ms = max(0.0, open_ms - idle_ms)
    told = f"{cost_ms:.3f} ms ({open_ms:.3f} with, {idle_ms:.3f} without)"
    yield Line(_WHAT, budget, told, cost_ms <= BUDGET_MS, HOW)


async def _costs() -> tuple[float, float]:
    """Milliseconds of processor time a second, without the doors and with them."""
    idle_ms = await _a_second()
    doors = ButtonDoors(SystemClock())
    doors.open(lambda _key, _address: None)
    await doors.tried(5.0)
    if not all(door.is_open for door in doors.doors):
        raise RuntimeError(f"no door opens: {[door.said for door in doors.doors]}")
    open_ms = await _a_second()
    await doors.close()
    return idle_ms, open_ms


async def _a_second() -> float:
    before = time.process_time()
    await asyncio.sleep(LASTS_S)
    return (time.process_time() - before) * 1000 / LASTS_S
