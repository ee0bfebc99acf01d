"""Keeps a machine that was too busy from being taken for a fault of the program.

A player has 0.1 s of sound in its device, and a server mixes by pieces of some milliseconds. Where
a thread that only sleeps wakes up later than a fifth of that, what was recorded says nothing. Where
none did, a failure has to come twice: of 54 recordings on PipeWire that came back to a machine
which looked quiet, two were 25 and 75 ms late as a whole, one before anything was done to it. Nobody
tells whose delay that is; a fault of the program comes again.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import ParamSpec

import pytest

from tests.e2e.rig.sink import Sink
from tests.stalls import TRIES, Stalls

_P = ParamSpec("_P")
_TOO_LATE_S = 0.02


def judged_when_not_too_busy(test: Callable[_P, None]) -> Callable[_P, None]:
    """Try a test again that failed on a machine too busy for it, and say at last that it was."""

    @functools.wraps(test)
    def tried(*args: _P.args, **kwargs: _P.kwargs) -> None:
        faults = 0
        for again in range(TRIES):
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
                if isinstance(sink, Sink) and again < TRIES - 1:
                    sink.vanish()
                    sink.serve()
        pytest.skip(f"not judged: the machine was too busy, {stalls.worst_s:.2f} s late")

    return tried
