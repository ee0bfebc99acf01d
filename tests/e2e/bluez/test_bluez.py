"""The footpod against a real kernel and a real BlueZ, in one boot of a guest made from packages.

The guest is slow and mostly waits, so it runs beside the other tests (tools/test.sh). WRITE_BLUETOOTH_TABLE=1 puts what was seen into docs/bluetooth.md.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.e2e.bluez.inguest import FOOTPOD, LONGEST_S, ROOT
from tests.e2e.bluez.table import write_table

pytestmark = [
    pytest.mark.bluez,
    pytest.mark.skipif(
        platform.machine() != "x86_64" or shutil.which("apt-get") is None,
        reason="the guest is made of Debian's packages for amd64",
    ),
]


@dataclass(frozen=True, slots=True)
class Guest:
    """A guest at work, and where its outcome comes to lie."""

    program: subprocess.Popen[bytes]
    outcome: Path


@pytest.fixture(scope="session")
def guest(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guest]:
    folder = tmp_path_factory.mktemp("guest")
    program = subprocess.Popen(
        [sys.executable, "-m", "tests.e2e.bluez.inguest", str(folder), FOOTPOD],
        cwd=ROOT,
        process_group=0,  # no session of its own: Linux shares out processors by session first
    )
    yield Guest(program, folder / "outcome.json")
    if program.poll() is None:  # the tests were given up
        os.killpg(program.pid, signal.SIGKILL)
        program.wait()


def test_a_guest_is_switched_on(guest: Guest) -> None:
    assert guest.program.poll() is None


def test_every_scenario_in_the_guest(guest: Guest) -> None:
    assert guest.program.wait(2 * LONGEST_S) == 0
    told = json.loads(guest.outcome.read_text())
    assert told["code"] == 0, f"{told['output']}\n{told['console'][-2000:]}"
    assert len(told["rows"]) >= 12
    if os.environ.get("WRITE_BLUETOOTH_TABLE"):
        write_table("seen", "fault", "data again after", told["rows"])
