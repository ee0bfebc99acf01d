"""Voices that are programs of the machine, apart because a text must never become a command.

Each runs with a fixed list of arguments and no shell; the text goes through standard input, never
onto a command line. What comes back is a WAV file in a private folder, read with the stdlib.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import tempfile
import wave
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cadencecoach.adapters.speech.text import spoken
from cadencecoach.errors import SpeechError

_TIMEOUT_S: Final = 30.0
_POWERSHELL: Final = """
$ErrorActionPreference = 'Stop'
[Console]::InputEncoding = New-Object System.Text.UTF8Encoding $false
Add-Type -AssemblyName System.Speech
$voice = New-Object System.Speech.Synthesis.SpeechSynthesizer
$form = New-Object System.Speech.AudioFormat.SpeechAudioFormatInfo(22050,
    [System.Speech.AudioFormat.AudioBitsPerSample]::Sixteen,
    [System.Speech.AudioFormat.AudioChannel]::Mono)
$voice.SetOutputToWaveFile($env:CADENCECOACH_SPEECH_OUT, $form)
$voice.Speak([Console]::In.ReadToEnd())
$voice.Dispose()
"""


class EspeakNg:
    """espeak-ng, found on PATH: small, everywhere on Linux, hard to understand in noise."""

    name = "espeak-ng-en-us"

    def available(self) -> bool:
        """Whether the program is there."""
        return shutil.which("espeak-ng") is not None

    def render(self, text: str) -> tuple[NDArray[np.float32], int]:
        """Return `text` spoken, mono, and its rate; SpeechError if it cannot."""
        command = ["espeak-ng", "-v", "en-us", "-s", "150", "-b", "1", "--stdin", "--stdout"]
        return _samples(_run(command, spoken(text)))


class MacSay:
    """The voice of macOS."""

    name = "macos-say"

    def available(self) -> bool:
        """Whether this is macOS with its `say`."""
        return sys.platform == "darwin" and shutil.which("say") is not None

    def render(self, text: str) -> tuple[NDArray[np.float32], int]:
        """Return `text` spoken, mono, and its rate; SpeechError if it cannot."""
        # `-f -` reads the text from standard input.
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "said.wav"
            command = ["say", "--data-format=LEI16@22050", "-o", str(out), "-f", "-"]
            _run(command, spoken(text))
            return _samples(_file(out))


class WindowsSpeech:
    """The voice of Windows, through PowerShell's System.Speech."""

    name = "windows-sapi"

    def available(self) -> bool:
        """Whether this is Windows with its PowerShell."""
        return sys.platform == "win32" and shutil.which("powershell") is not None

    def render(self, text: str) -> tuple[NDArray[np.float32], int]:
        """Return `text` spoken, mono, and its rate; SpeechError if it cannot."""
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "said.wav"
            command = ["powershell", "-NoProfile", "-NonInteractive", "-Command", _POWERSHELL]
            _run(command, spoken(text), out=out)
            return _samples(_file(out))


def _run(command: Sequence[str], text: str, *, out: Path | None = None) -> bytes:
    """Run a program with `text` on its standard input and return its output."""
    environment = dict(os.environ)
    if out is not None:
        environment["CADENCECOACH_SPEECH_OUT"] = str(out)
    try:
        done = subprocess.run(
            command,
            input=text.encode(),
            capture_output=True,
            timeout=_TIMEOUT_S,
            check=True,
            env=environment,
        )
    except subprocess.TimeoutExpired as exc:
        raise _failed(command[0], f"it took over {_TIMEOUT_S:.0f} s") from exc
    except subprocess.CalledProcessError as exc:
        words = exc.stderr.decode(errors="replace").split("\n")[0].strip()
        raise _failed(command[0], words or f"it ended with {exc.returncode}") from exc
    except OSError as exc:
        raise _failed(command[0], exc.strerror or str(exc)) from exc
    return done.stdout


def _file(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as exc:
        raise _failed("the voice", "it wrote no file") from exc


def _samples(data: bytes) -> tuple[NDArray[np.float32], int]:
    """Decode a mono 16-bit WAV; one written into a pipe states no true length, so take it all."""
    try:
        with wave.open(io.BytesIO(data)) as stream:
            rate_hz = stream.getframerate()
            if (stream.getnchannels(), stream.getsampwidth()) != (1, 2):
                raise _failed("the voice", "its sound is not mono 16 bit")
            frames = stream.readframes(len(data))
    except (wave.Error, EOFError) as exc:
        raise _failed("the voice", "it gave no sound") from exc
    whole = np.frombuffer(frames[: len(frames) // 2 * 2], "<i2")
    return whole.astype(np.float32) / np.float32(32768), rate_hz


def _failed(program: str, why: str) -> SpeechError:
    return SpeechError(
        f"{program} could not speak: {why}", hint="try other words, or bring a WAV of your own"
    )
