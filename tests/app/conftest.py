"""Homes and commands as the tests of the command line have them, at an hour that stands still."""

from __future__ import annotations

import sys
import time
from datetime import timedelta
from typing import Final

import pytest

from cadencecoach.adapters.clock import SystemClock
from tests.cli.conftest import command, leaping_clock, own_home
from tests.recordings.schema import make

__all__ = ["command", "leaping_clock", "own_home"]

NOW: Final = make.STARTED + timedelta(hours=1)
"""An hour after the run that `make` records began."""


@pytest.fixture(autouse=True)
def the_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "UTC")
    if sys.platform != "win32":
        time.tzset()
    monkeypatch.setattr(SystemClock, "utc_now", lambda _: NOW)
