"""Keeps a machine that was too busy from being taken for a fault of the program.

A player has 0.1 s of sound in its device, and a server mixes by pieces of some milliseconds. Where
a thread that only sleeps wakes up later than a fifth of that, what was recorded says nothing. Where
none did, a failure has to come twice: of 54 recordings on PipeWire that came back to a machine
which looked quiet, two were 25 and 75 ms late as a whole, one before anything was done to it. Nobody
tells whose delay that is; a fault of the program comes again.
"""

from __future__ import annotations

import functools
import threading
import time
from collections.abc import Callable
from typing import ParamSpec, Self

import pytest

from tests.e2e.rig.sink import Sink

_P = ParamSpec("_P")
_TRIES = 3
_SLEEP_S = 0.01
_TOO_LATE_S = 0.02


class Stalls:
    """How late a thread woke up at worst, while this is open."""

    def __init__(self) -> None:
        self.worst_s = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._sleep, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _sleep(self) -> None:
        begun = time.monotonic()
        while not self._over.wait(_SLEEP_S):
            now = time.monotonic()
            self.worst_s = max(self.worst_s, now - begun - _SLEEP_S)
            begun = now


def judged_when_not_too_busy(test: Callable[_P, None]) -> Callable[_P, None]:
    """Try a test again that failed on a machine too busy for it, and say at last that it was."""

    @functools.wraps(test)
    def tried(*args: _P.args, **kwargs: _P.kwargs) -> None:
        faults = 0
        for again in range(_TRIES):
            with Stalls() as stalls:
                try:
                    test(*args, **kwargs)
                except AssertionError:
                    faults += stalls.worst_s < _TOO_LATE_S
                    if faults == 2:
                        raise
                else:
                    return
            for sink in kwargs.values():
                if isinstance(sink, Sink) and again < _TRIES - 1:
                    sink.vanish()
                    sink.serve()
        pytest.skip(f"not judged: the machine was too busy, {stalls.worst_s:.2f} s late")

    return tried
