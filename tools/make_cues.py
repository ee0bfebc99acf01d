"""Speaks every cue of cues.toml, apart from the product because a runner only plays them.

    .venv/bin/python -m tools.make_cues       writes sounds/cues/ and their manifest entries

The voice is Kokoro-82M (Apache-2.0): the only free voice measured that stayed intelligible in
noise. It runs in its own environment, build/voice/venv, made here from pinned and hash-checked
packages. What was spoken once is kept in build/voice/raw. Each cue goes through the product's
own pipeline (adapters/speech/normalise.py): -19 LUFS, at most -3 dBTP, onset at frame 480.
"""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
import tomllib
import venv
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import soundfile
from numpy.typing import NDArray

from cadencecoach.adapters.manifest import MANIFEST_NAME, Sound, read_manifest, write_manifest
from cadencecoach.adapters.speech.kokoro import SPEED, Kokoro
from cadencecoach.adapters.speech.normalise import (
    RATE_HZ,
    loudness_lufs,
    normalise,
    true_peak_dbtp,
)
from cadencecoach.adapters.speech.text import number_words
from tools.make_clicks import MADE

ROOT: Final = Path(__file__).resolve().parents[1]
SOUNDS: Final = ROOT / "sounds"
CUES: Final = SOUNDS / "cues" / "en" / "af_heart"
VENV: Final = ROOT / "build" / "voice" / "venv"
RAW: Final = ROOT / "build" / "voice" / "raw"


@dataclass(frozen=True, slots=True)
class Cue:
    """One sentence to speak."""

    id: str
    text: str
    say: str
    """The same, spelt for the voice."""
    speed: float
    """Of the voice; 1.0 is the model's own."""


def read_cues(path: Path) -> tuple[Cue, ...]:
    """Return all cues of `path`, series written out, in the order of the file's two lists."""
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    cues = [_cue(cue, {}) for cue in document["cue"]]
    for series in document["series"]:
        for number in series.get("numbers") or range(series["first"], series["last"] + 1):
            words = number_words(number).capitalize()
            values = {"n": number, "words": words, "apart": words.replace("-", " ")}
            cues.append(_cue(series, values))
    return tuple(cues)


def _cue(entry: dict[str, Any], values: dict[str, Any]) -> Cue:
    text = entry["text"].format(**values)
    say = entry.get("say", entry["text"]).format(**values)
    return Cue(entry["id"].format(**values), text, say, entry.get("speed", SPEED))


def main() -> None:
    """Speak what is new or changed, write all files and their manifest entries."""
    if Path(sys.prefix) != VENV:
        _make_venv()
        command = [_python(), "-m", "tools.make_cues"]
        sys.exit(subprocess.run(command, cwd=ROOT, check=False).returncode)
    voice = Kokoro()
    CUES.mkdir(parents=True, exist_ok=True)
    RAW.mkdir(parents=True, exist_ok=True)
    sounds, levels = [], []
    for cue in read_cues(ROOT / "tools" / "cues.toml"):
        samples = normalise(*_spoken(voice, cue))
        levels.append((loudness_lufs(samples / 32768), true_peak_dbtp(samples / 32768)))
        raw = _flac(samples)
        path = CUES / f"{cue.id}.flac"
        path.write_bytes(raw)
        sounds.append(
            Sound(
                id=cue.id,
                kind=cue.id.split(".")[0],
                text=cue.text,
                file=path.relative_to(SOUNDS).as_posix(),
                sha256=hashlib.sha256(raw).hexdigest(),
                licence="Apache-2.0",
                frames=len(samples),
            )
        )
    for stale in set(CUES.glob("*.flac")) - {SOUNDS / sound.file for sound in sounds}:
        stale.unlink()
    others: tuple[Sound, ...] = ()
    if (SOUNDS / MANIFEST_NAME).exists():
        others = tuple(sound for sound in read_manifest(SOUNDS) if sound.kind in MADE)
    write_manifest(SOUNDS, (*others, *sounds))
    lufs, peaks = zip(*levels, strict=True)
    size = sum((SOUNDS / sound.file).stat().st_size for sound in sounds)
    seconds = sum(sound.frames for sound in sounds) / RATE_HZ
    print(f"{len(sounds)} cues, {seconds:.0f} s, {size / 1e6:.1f} MB")
    print(f"{min(lufs):.2f} to {max(lufs):.2f} LUFS, true peak up to {max(peaks):.2f} dBTP")


def _make_venv() -> None:
    """Install the voice where nothing of the product's own environment is touched."""
    if not Path(_python()).exists():
        venv.create(VENV, with_pip=True)
    pip = [_python(), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    tools = ROOT / "tools"
    subprocess.run([*pip, "-r", tools / "voice-runtime.txt"], check=True)
    subprocess.run(
        [*pip, "--no-deps", "--require-hashes", "-r", tools / "voice-data.txt"], check=True
    )


def _python() -> str:
    return str(VENV / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python"))


def _spoken(voice: Kokoro, cue: Cue) -> tuple[NDArray[np.float32], int]:
    """Speak, or take what was spoken before."""
    phonemes = voice.phonemes(cue.say)
    key = hashlib.sha256(f"{voice.name}|{cue.speed}|{phonemes}".encode()).hexdigest()
    path = RAW / f"{key}.npz"
    if not path.exists():
        samples, rate_hz = voice.render_phonemes(phonemes, speed=cue.speed)
        np.savez(path, samples=samples, rate_hz=rate_hz)
    kept: Any = np.load(path)
    return kept["samples"], int(kept["rate_hz"])


def _flac(samples: NDArray[np.int16]) -> bytes:
    out = io.BytesIO()
    soundfile.write(out, samples, RATE_HZ, format="FLAC", subtype="PCM_16", compression_level=1.0)
    return out.getvalue()


if __name__ == "__main__":
    main()
