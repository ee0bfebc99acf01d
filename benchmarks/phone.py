"""What a phone that looks on costs a headless run: two runs side by side, one of them with a page."""

from __future__ import annotations

import contextlib
import re
import threading
from collections.abc import Iterator
from typing import Final

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Origin

from benchmarks.measuring import COMMAND, LONG, Line, Watched, home, nap

SETTLED_S: Final = 8
LASTS_S: Final = 30 * 60 if LONG else 60
RUN: Final = (COMMAND, "run", "ramp", "--headless", "--footpod", "simulated", "--audio", "null")
BUDGET: Final = 1.0
"""Percent of a processor."""


def lines() -> Iterator[Line]:
    """A minute (`BENCH=long`: 30) of both."""
    with contextlib.ExitStack() as stack:
        plain, page = (
            stack.enter_context(Watched(arguments, stack.enter_context(home()), size=None))
            for arguments in (RUN, (*RUN, "--phone"))
        )
        page.wait_for(b"#")
        looking = threading.Thread(target=_look_on, args=(_link(page),), daemon=True)
        looking.start()
        nap(SETTLED_S)
        runs = (plain, page)
        before = [run.used() for run in runs]
        nap(LASTS_S)
        after = [run.used() for run in runs]
        looks = looking.is_alive()
    shares = [
        (b.cpu_s - a.cpu_s) / (b.at_s - a.at_s) * 100 for a, b in zip(before, after, strict=True)
    ]
    costs = shares[1] - shares[0]
    yield Line(
        "a phone that looks on, beside a run without one",
        f"<= {BUDGET:g} % of a core more",
        f"{costs:+.2f} % ({shares[1]:.2f} and {shares[0]:.2f} %), "
        f"{after[1].resident_mb - after[0].resident_mb:+.0f} MB",
        looks and costs <= BUDGET,
        "python -m benchmarks phone",
    )


def _link(page: Watched) -> str:
    shown = b"".join(chunk for _, chunk in page.shown).decode(errors="replace")
    found = re.search(r"http://\S+#[\w-]{22}", shown)
    if found is None:
        raise TimeoutError("no link was shown")
    return found[0]


def _look_on(link: str) -> None:
    """Read all that is shown, until the run ends."""
    root, _, key = link.partition("/#")
    address = root.replace("http://", "ws://") + "/socket"
    with (
        contextlib.suppress(ConnectionClosed),
        connect(address, origin=Origin(root), compression=None, proxy=None) as phone,
    ):
        phone.send(key)
        for _ in phone:
            pass
