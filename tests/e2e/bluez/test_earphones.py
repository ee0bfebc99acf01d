"""Earphones that press keys through a real kernel and a real BlueZ into a headless run.

An emulated machine takes minutes for it, so it is run by hand: `make earphones`, before a release
and after every change of adapters/buttons. WRITE_BLUETOOTH_TABLE=1 puts what was seen into
docs/bluetooth.md.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.bluez.inguest import EARPHONES, LONGEST_S, ROOT
from tests.e2e.bluez.table import write_table

pytestmark = [
    pytest.mark.earphones,
    pytest.mark.skipif(
        platform.machine() != "x86_64" or shutil.which("apt-get") is None,
        reason="the guest is made of Debian's packages for amd64",
    ),
    pytest.mark.skipif(
        not os.environ.get("CADENCECOACH_EARPHONES"),
        reason="a second boot of the guest takes minutes: `make earphones`, before a release",
    ),
]


def test_every_scenario_with_earphones(tmp_path: Path) -> None:
    guest = [sys.executable, "-m", "tests.e2e.bluez.inguest", str(tmp_path), EARPHONES]
    subprocess.run(guest, cwd=ROOT, check=True, timeout=2 * LONGEST_S)
    told = json.loads((tmp_path / "outcome.json").read_text())
    assert told["code"] == 0, f"{told['output']}\n{told['console'][-2000:]}"
    assert len(told["rows"]) >= 12
    if os.environ.get("WRITE_BLUETOOTH_TABLE"):
        write_table("worn", "press or fault", "heard again after", told["rows"])
