"""How fast a whole session becomes a file, against the time it would take to hear it."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks.measuring import COMMAND, Line, home, in_turn_ms, ratio

HOW: Final = "python -m benchmarks rendering"
LAME: Final = """
import sys, wave
from pathlib import Path
import numpy
from cadencecoach.adapters.mp3_file import find_lame, write_mp3

with wave.open(sys.argv[1]) as wav:
    samples = numpy.frombuffer(wav.readframes(wav.getnframes()), "<i2")[:: wav.getnchannels()]
blocks = (samples[at : at + 48_000] for at in range(0, len(samples), 48_000))
write_mp3(find_lame(), Path(sys.argv[2]), blocks, 1)
"""


def lines() -> Iterator[Line]:
    """WAV and MP3 have a budget and the whole ramp; three minutes show how fast others compress."""
    with home() as env, tempfile.TemporaryDirectory() as folder:
        for kind, plan, minutes in (
            ("wav", "ramp", 40),
            ("flac", "demo", 3),
            ("ogg", "demo", 3),
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
                ">= 500 times real time" if kind == "wav" else "",
                f"{factor:.0f} times ({took_s:.1f} s, {out.stat().st_size / 1e6:.0f} MB)",
                factor >= 500 if kind == "wav" else None,
                HOW,
            )
            out.unlink()
        yield from _beside_lame(Path(folder), env)


def _beside_lame(folder: Path, env: dict[str, str]) -> Iterator[Line]:
    """In turn with LAME alone on the same samples, and with ffmpeg's, where there is one."""
    what, wav = "40 minutes to MP3", str(folder / "ramp.wav")
    render = [COMMAND, "render", "ramp", "--force", "--out"]
    subprocess.run([*render, wav], env=env, check=True, capture_output=True)
    ours = [*render, str(folder / "ours.mp3")]
    lame = [sys.executable, "-c", LAME, wav, str(folder / "lame.mp3")]
    ours_ms, lame_ms = in_turn_ms(2, ours, lame, env=env)
    yield ratio(what, 1.2, ours_ms, "LAME on the same samples", lame_ms, HOW, or_s=8)
    if shutil.which("ffmpeg") is not None:
        ffmpeg = [
            *("ffmpeg", "-v", "error", "-y", "-i"),
            *(wav, "-ac", "1", str(folder / "ffmpeg.mp3")),
        ]
        ours_ms, ffmpeg_ms = in_turn_ms(1, ours, ffmpeg, env=env)
        yield ratio(what, 2, ours_ms, "ffmpeg's libmp3lame on the WAV", ffmpeg_ms, HOW)
