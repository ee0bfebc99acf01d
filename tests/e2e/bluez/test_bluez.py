"""The footpod against a real kernel and a real BlueZ, in one boot of a guest made from packages.

WRITE_BLUETOOTH_TABLE=1 puts what was seen into docs/bluetooth.md.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import sys
from pathlib import Path

import pytest

from tests.e2e.bluez.vm.boot import Outcome, run_in_guest

ROOT = Path(__file__).resolve().parents[3]
PAGE = ROOT / "docs/bluetooth.md"
BEGIN, END = "<!-- seen: begin -->", "<!-- seen: end -->"
SCENARIOS = "tests/e2e/bluez/scenarios.py"
LONGEST_S = 900
KERNEL_FAULT = "---[ end trace"

pytestmark = [
    pytest.mark.bluez,
    pytest.mark.skipif(
        platform.machine() != "x86_64" or shutil.which("apt-get") is None,
        reason="the guest is made of Debian's packages for amd64",
    ),
]


def test_every_scenario_in_a_guest(tmp_path: Path) -> None:
    outcome, results, console = _run(tmp_path / "first")
    if KERNEL_FAULT in console:
        # Debian's 6.1 kernel at times corrupts a list of its own when the adapter goes off.
        outcome, results, console = _run(tmp_path / "second")
    assert outcome.code == 0, f"{outcome.output}\n{console[-2000:]}"
    rows = [json.loads(line) for line in results.read_text().splitlines()]
    assert len(rows) >= 12
    if os.environ.get("WRITE_BLUETOOTH_TABLE"):
        head, _, rest = PAGE.read_text().partition(BEGIN)
        tail = rest.partition(END)[2]
        PAGE.write_text(f"{head}{BEGIN}\n{table(rows)}{END}{tail}")


def _run(folder: Path) -> tuple[Outcome, Path, str]:
    """All scenarios in one boot: how it ended, the rows it wrote, and the guest's console."""
    folder.mkdir()
    results = folder / "results.jsonl"
    outcome = run_in_guest(
        ROOT / "build/bluez",
        folder,
        [sys.executable, "-m", "pytest", "-v", "--tb=short", "-p", "no:cacheprovider", SCENARIOS],
        directory=ROOT,
        environ={"RESULTS": str(results), "PYTHONPATH": str(ROOT)},
        timeout_s=LONGEST_S,
    )
    return outcome, results, (folder / "console").read_text(errors="replace")


def table(rows: list[dict[str, object]]) -> str:
    """The rows as the page shows them."""
    lines = ["| fault | promised | seen | data again after |", "|---|---|---|---|"]
    for one in rows:
        seconds = one["recovered_s"]
        after = "" if seconds is None else f"{seconds:.1f} s"
        lines.append(f"| {one['fault']} | {one['promised']} | {one['seen']} | {after} |")
    return "\n".join(lines) + "\n"
