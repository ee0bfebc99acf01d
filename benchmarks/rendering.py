"""How fast a whole session becomes a file, against the time it would take to hear it."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measuring import COMMAND, Line, home, in_turn_ms, ratio


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
            if kind == "mp3":
                yield from _beside_lame(took_s, Path(folder), env)
            out.unlink()


def _beside_lame(took_s: float, folder: Path, env: dict[str, str]) -> Iterator[Line]:
    """The same session encoded by ffmpeg's libmp3lame from a WAV that is there already."""
    if shutil.which("ffmpeg") is None:
        return
    wav = folder / "ramp.wav"
    subprocess.run(
        [COMMAND, "render", "ramp", "--out", wav], env=env, check=True, capture_output=True
    )
    lame = ["ffmpeg", "-v", "error", "-y", "-i", str(wav), "-ac", "1", str(folder / "lame.mp3")]
    (lame_ms,) = in_turn_ms(1, lame, env=env)
    how = "python -m benchmarks rendering"
    yield ratio(
        "40 minutes to MP3", 2, took_s * 1e3, "ffmpeg's libmp3lame on the WAV", lame_ms, how
    )
