"""How fast a whole session becomes a file, against the time it would take to hear it."""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measuring import COMMAND, Line, home


def lines() -> Iterator[Line]:
    """WAV and MP3 have a budget and the whole ramp; three minutes show how fast the others compress."""
    with home() as env, tempfile.TemporaryDirectory() as folder:
        for kind, plan, minutes in (
            ("wav", "ramp", 40),
            ("flac", "demo", 3),
            ("ogg", "demo", 3),
            ("mp3", "ramp", 40),
        ):
            out = Path(folder) / f"{plan}.{kind}"
            begun = time.perf_counter()
            subprocess.run(
                [COMMAND, "render", plan, "--out", out], env=env, check=True, capture_output=True
            )
            took_s = time.perf_counter() - begun
            factor = minutes * 60 / took_s
            yield Line(
                f"render {minutes} minutes to {kind.upper()}, start of the program included",
                {"wav": ">= 500 times real time", "mp3": "<= 8 s"}.get(kind, ""),
                f"{factor:.0f} times ({took_s:.1f} s, {out.stat().st_size / 1e6:.0f} MB)",
                {"wav": factor >= 500, "mp3": took_s <= 8}.get(kind),
                "python -m benchmarks rendering",
            )
            out.unlink()
