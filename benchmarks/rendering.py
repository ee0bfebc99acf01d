"""How fast a whole session becomes a file, against the time it would take to hear it."""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measuring import COMMAND, Line, home

MINUTES = 40


def lines() -> Iterator[Line]:
    """WAV has a budget; the others compress."""
    with home() as env, tempfile.TemporaryDirectory() as folder:
        for kind in ("wav", "flac", "ogg", "mp3"):
            out = Path(folder) / f"ramp.{kind}"
            command = [COMMAND, "render", "ramp", "--minutes", str(MINUTES), "--out", str(out)]
            begun = time.perf_counter()
            subprocess.run(command, env=env, check=True, capture_output=True)
            took_s = time.perf_counter() - begun
            factor = MINUTES * 60 / took_s
            yield Line(
                f"render a {MINUTES}-minute ramp to {kind.upper()}",
                ">= 500 times real time" if kind == "wav" else "",
                f"{factor:.0f} times ({took_s:.1f} s, {out.stat().st_size / 1e6:.0f} MB)",
                factor >= 500 if kind == "wav" else None,
                "python -m benchmarks rendering",
            )
            out.unlink()
