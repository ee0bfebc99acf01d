"""For every test: no deadline on a busy machine, the same examples each time, nobody's own home."""

from __future__ import annotations

import os
import tempfile

import pytest
from hypothesis import settings

settings.register_profile("house", deadline=None, derandomize=True)
settings.load_profile("house")

os.environ["CADENCECOACH_HOME"] = tempfile.mkdtemp(prefix="cadencecoach-tests-")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What listens to sound has the machine to itself; the guest is slow, so it runs beside the rest."""
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    if item.get_closest_marker("rig"):
        return 0
    if item.get_closest_marker("bluez"):
        return 1 if item.name == "test_a_guest_is_switched_on" else 3
    return 2
