"""SVOX Pico by the package py-nanotts, apart because it is the small voice that installs with pip.

It speaks in the process within 20 ms. At its default volume it clips; 0.6 does not. It obeys
markup in the text, which `spoken` takes away.
"""

from __future__ import annotations

from importlib import import_module, util
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cadencecoach.adapters.installed import how_to_install
from cadencecoach.adapters.speech.text import spoken
from cadencecoach.errors import SpeechError

RATE_HZ: Final = 16_000
_VOLUME: Final = 0.6


class NanoTts:
    """Pico's American English voice."""

    name = "nanotts-0.1-en-US"

    def available(self) -> bool:
        """Whether py-nanotts is installed; there are wheels for Linux and Windows."""
        return util.find_spec("py_nanotts") is not None

    def render(self, text: str) -> tuple[NDArray[np.float32], int]:
        """Return `text` spoken, mono, with 16,000; SpeechError if it cannot."""
        try:
            # Here and not at the top: it loads a C library that may not be there.
            engine = import_module("py_nanotts").NanoTTS()
            data = engine.speak(spoken(text), voice="en-US", volume=_VOLUME)
        except (ImportError, RuntimeError, ValueError, OSError) as exc:
            raise SpeechError(
                f"nanotts could not speak: {exc}", hint=how_to_install("--upgrade", "py-nanotts")
            ) from exc
        return np.frombuffer(data, "<i2").astype(np.float32) / np.float32(32768), RATE_HZ
