"""The sounds a session is made of, apart because nothing else may open or trust a sound file.

A `Sound` is known by its id. Its samples are read when first asked for, compared with the hash in
the manifest, and kept. All come out the same: 48 kHz, mono, 16 bit, read-only.
"""

from __future__ import annotations

import hashlib
import io
import stat
import wave
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from cadencecoach.adapters.manifest import (
    MANIFEST_NAME,
    REINSTALL,
    Sound,
    has_manifest,
    inside,
    read_manifest,
)
from cadencecoach.core.values.text import quoted
from cadencecoach.errors import SoundError

RATE_HZ: Final = 48_000
ONSET_FRAMES: Final = 480
"""Where speech begins in every cue: start it this much before the beat it should fall on."""
USER_HINT: Final = "remove the cue with `cadencecoach cue remove` and add it again"

_MAX_BYTES: Final = 32_000_000
_CLICK_VARIANTS: Final = ("plain", "accent", "left", "right")


@dataclass(frozen=True, slots=True, eq=False)
class ClickVoice:
    """One sound of the metronome in its four variants; each begins at its first sample."""

    plain: NDArray[np.int16]
    accent: NDArray[np.int16]
    left: NDArray[np.int16]
    """Lower than `right` by about a fourth, so that feet can be told apart by ear."""
    right: NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class SoundFault:
    """One sound that cannot be used, for the doctor."""

    sound_id: str
    message: str
    hint: str


class SoundLibrary:
    """Every sound by its id; opened from a checkout, an installed wheel, or a folder given."""

    def __init__(self, places: Iterable[tuple[Path, Sound]]) -> None:
        """Take each sound with the folder its manifest lies in; `open` is the usual way in."""
        self._places = {sound.id: (root, sound) for root, sound in places}
        self._clips: dict[str, NDArray[np.int16]] = {}

    @classmethod
    def open(cls, root: Path | None = None, *, user: Path | None = None) -> Self:
        """Read the manifest of the product's sounds and, if there, that of the user's cues.

        Raises SoundError when there are no sounds, or a manifest is broken.
        """
        root = find_sounds() if root is None else root
        places = [(root, sound) for sound in read_manifest(root)]
        if user is not None and has_manifest(user):
            own = read_manifest(user, hint=f"delete {user / MANIFEST_NAME} and add the cues again")
            places += [(user, sound) for sound in own if sound.id.startswith("user.")]
        return cls(places)

    def ids(self, *, kind: str | None = None) -> tuple[str, ...]:
        """Return the ids of all sounds, or of one kind, in the order of the manifest."""
        return tuple(
            sound.id for _, sound in self._places.values() if kind is None or sound.kind == kind
        )

    def sound(self, sound_id: str) -> Sound:
        """Return what the manifest says of a sound; SoundError when there is none of that id."""
        return self._place(sound_id)[1]

    def text(self, sound_id: str) -> str:
        """Return what a sound says, word for word."""
        return self.sound(sound_id).text

    def kind(self, sound_id: str) -> str:
        """Return what a sound is for: `click`, `posture`, `number`, ... or `user`."""
        return self.sound(sound_id).kind

    def frames(self, sound_id: str) -> int:
        """Return how long a sound is, in frames at 48 kHz, without reading it."""
        return self.sound(sound_id).frames

    def clip(self, sound_id: str) -> NDArray[np.int16]:
        """Return a sound's samples: shape (frames,), 48 kHz, read-only; read once, then kept.

        Raises SoundError when the file is missing, changed, or not what the manifest says.
        """
        clip = self._clips.get(sound_id)
        if clip is None:
            clip = self._clips[sound_id] = _load(*self._place(sound_id))
        return clip

    def click_voices(self) -> tuple[str, ...]:
        """Return the names of the metronome's sounds."""
        names = (sound_id.split(".")[1] for sound_id in self.ids(kind="click"))
        return tuple(dict.fromkeys(names))

    def click(self, voice: str) -> ClickVoice:
        """Return the four variants of one of `click_voices`; SoundError for any other name."""
        if voice not in self.click_voices():
            known = ", ".join(self.click_voices()) or "none"
            raise SoundError(
                f"there is no click called {quoted(voice)}", hint=f"choose one of: {known}"
            )
        return ClickVoice(*(self.clip(f"click.{voice}.{variant}") for variant in _CLICK_VARIANTS))

    def check(self) -> tuple[SoundFault, ...]:
        """Read and compare every file, keep none in memory, and return all that is wrong."""
        faults = []
        for root, sound in self._places.values():
            try:
                _load(root, sound)
            except SoundError as exc:
                faults.append(SoundFault(sound.id, exc.message, exc.hint))
        return tuple(faults)

    def _place(self, sound_id: str) -> tuple[Path, Sound]:
        try:
            return self._places[sound_id]
        except KeyError:
            raise SoundError(
                f"there is no sound called {quoted(sound_id)}", hint=REINSTALL
            ) from None


def find_sounds() -> Path:
    """Return the folder of the product's sounds: in the wheel, else at the root of the checkout.

    Raises SoundError when neither has a manifest.
    """
    package = Path(__file__).resolve().parents[1]
    for root in (package / "_data" / "sounds", package.parent / "sounds"):
        if (root / MANIFEST_NAME).is_file():
            return root
    raise SoundError("the sounds of CadenceCoach are not installed", hint=REINSTALL)


def _load(root: Path, sound: Sound) -> NDArray[np.int16]:
    """Read, compare and decode one file; every way it can be wrong is a SoundError."""
    hint = USER_HINT if sound.kind == "user" else REINSTALL
    path = inside(root, sound.file)
    raw = _read(path, sound, hint)
    if hashlib.sha256(raw).hexdigest() != sound.sha256:
        raise SoundError(f"the sound {sound.id} was changed: {path}", hint=hint)
    try:
        clip = _decode_wav(raw) if path.suffix == ".wav" else _decode_flac(raw)
    except _FormatError as exc:
        raise SoundError(
            f"the sound {sound.id} cannot be played: {exc}: {path}", hint=hint
        ) from exc
    if len(clip) != sound.frames:
        raise SoundError(
            f"the sound {sound.id} has {len(clip)} frames, not {sound.frames}: {path}", hint=hint
        )
    clip.setflags(write=False)
    return clip


def _read(path: Path, sound: Sound, hint: str) -> bytes:
    try:
        status = path.stat()
        # A pipe or a device in place of a file would block or never end.
        if not stat.S_ISREG(status.st_mode) or status.st_size > _MAX_BYTES:
            raise SoundError(f"the sound {sound.id} is no sound file: {path}", hint=hint)
        return path.read_bytes()
    except OSError as exc:
        raise SoundError(
            f"the sound {sound.id} is missing: {path} ({exc.strerror})", hint=hint
        ) from exc


def wav_bytes(samples: NDArray[np.int16]) -> bytes:
    """A WAV file of the product's own kind: 48 kHz, mono, 16 bit."""
    out = io.BytesIO()
    with wave.open(out, "wb") as stream:
        stream.setnchannels(1)
        stream.setsampwidth(2)
        stream.setframerate(RATE_HZ)
        stream.writeframes(samples.astype("<i2").tobytes())
    return out.getvalue()


class _FormatError(Exception):
    """What a file is instead of 48 kHz mono PCM16; never leaves this module."""


def _decode_wav(raw: bytes) -> NDArray[np.int16]:
    try:
        with wave.open(io.BytesIO(raw)) as stream:
            shape = (stream.getframerate(), stream.getnchannels(), 8 * stream.getsampwidth())
            _require(shape)
            data = stream.readframes(stream.getnframes())
    except (wave.Error, EOFError) as exc:
        raise _FormatError(f"not a WAV file ({exc or 'cut short'})") from exc
    return np.frombuffer(data[: len(data) // 2 * 2], dtype="<i2").astype(np.int16)


def _decode_flac(raw: bytes) -> NDArray[np.int16]:
    # Here and not at the top: it loads a C library, which reading a manifest does not need.
    import soundfile  # noqa: PLC0415

    try:
        with soundfile.SoundFile(io.BytesIO(raw)) as stream:
            bits = 16 if stream.subtype == "PCM_16" else 0
            _require((stream.samplerate, stream.channels, bits))
            clip: NDArray[np.int16] = stream.read(dtype="int16")
    except soundfile.LibsndfileError as exc:
        raise _FormatError(f"not a FLAC file ({exc.error_string})") from exc
    return clip


def _require(shape: tuple[int, int, int]) -> None:
    if shape != (RATE_HZ, 1, 16):
        rate_hz, channels, bits = shape
        width = f"{bits} bit" if bits else "not 16 bit"
        raise _FormatError(
            f"{rate_hz} Hz, {channels} channel(s), {width}, not 48000 Hz mono 16 bit"
        )
