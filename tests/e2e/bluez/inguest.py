"""The scenarios of one file in one boot, as a program of its own, so that other tests go on meanwhile.

python -m tests.e2e.bluez.inguest FOLDER SCENARIOS writes FOLDER/outcome.json at its end.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

from tests.e2e.bluez.vm.boot import run_in_guest

ROOT = Path(__file__).resolve().parents[3]
FOOTPOD = "tests/e2e/bluez/scenarios.py"
EARPHONES = "tests/e2e/bluez/worn_scenarios.py"
PAIRS = f"{FOOTPOD}::test_scan_by_service_and_pair_by_name"
"""The others look for the footpod that this one has paired."""

LONGEST_S = 900

PYTEST = (
    *(sys.executable, "-m", "pytest", "-v", "--tb=short", "-p", "no:cacheprovider"),
    *("-c", "/dev/null", f"--rootdir={ROOT}", "--import-mode=importlib", "--noconftest"),
    *("-W", "error", "-W", "ignore::pytest.PytestUnknownMarkWarning"),
)
"""Without the other tests' settings, plugins and fixtures: the scenarios use none of them, and an
emulated machine takes 10 s to load them."""

KERNEL_FAULT = "---[ end trace"


def main(folder: Path, scenarios: str) -> None:
    """Run them, and those once more that failed on a kernel that broke."""
    told = _run(folder / "first", [scenarios])
    if told["code"] != 0 and KERNEL_FAULT in told["console"]:
        # As Debian's 6.1 does where no newer one is to be had (vm/build.py).
        failed = re.findall(r"^FAILED (\S+)", told["output"], re.MULTILINE)
        few = list(dict.fromkeys((PAIRS, *failed)))
        again = _run(folder / "second", few if failed and scenarios == FOOTPOD else [scenarios])
        rows = {row["fault"]: row for row in (*told["rows"], *again["rows"])}
        told = {**again, "rows": list(rows.values())}
    (folder / "outcome.json").write_text(json.dumps(told))


def _run(folder: Path, scenarios: list[str]) -> dict[str, Any]:
    folder.mkdir()
    results = folder / "results.jsonl"
    outcome = run_in_guest(
        ROOT / "build/bluez",
        folder,
        [*PYTEST, *scenarios],
        directory=ROOT,
        environ={
            "RESULTS": str(results),
            "PYTHONPATH": str(ROOT),
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        },
        timeout_s=LONGEST_S,
    )
    rows = results.read_text().splitlines() if results.exists() else []
    return {
        "code": outcome.code,
        "output": outcome.output,
        "console": (folder / "console").read_text(errors="replace"),
        "rows": [json.loads(row) for row in rows],
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
