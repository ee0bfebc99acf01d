"""Which voice speaks a user's own cues, apart because it is the one place that knows them all."""

from __future__ import annotations

import sys

from cadencecoach.adapters.installed import how_to_install
from cadencecoach.adapters.speech.kokoro import PACKAGES, Kokoro
from cadencecoach.adapters.speech.nanotts import NanoTts
from cadencecoach.adapters.speech.programs import EspeakNg, MacSay, WindowsSpeech
from cadencecoach.errors import SpeechError
from cadencecoach.ports import Voice


def engines() -> tuple[Voice, ...]:
    """Return every engine there could be here, best first: intelligibility as measured in noise."""
    return (Kokoro(), NanoTts(), MacSay(), EspeakNg(), WindowsSpeech())


def choose() -> Voice:
    """Return the best engine this machine has; SpeechError naming a package when it has none."""
    for engine in engines():
        if engine.available():
            return engine
    packages = PACKAGES if sys.platform == "darwin" else ("py-nanotts",)
    raise SpeechError(
        "no voice is installed that could speak this cue",
        hint=f"{how_to_install(*packages)}; or give a WAV file of your own",
    )
