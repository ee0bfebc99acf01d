"""A runner's own cues, apart because their words and files come from outside and stay private.

A folder of finished sounds with a manifest, like the product's own, so that a `SoundLibrary` plays
both. Speaking happens when a cue is added, never during a run. Text and voice decide the file's
name: what was made once is not made again, and a new voice or pipeline makes a new file.
"""

from __future__ import annotations

import hashlib
import stat
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cadencecoach.adapters.manifest import (
    MANIFEST_NAME,
    Sound,
    has_manifest,
    inside,
    read_manifest,
    write_manifest,
)
from cadencecoach.adapters.sounds import wav_bytes
from cadencecoach.adapters.speech.normalise import PIPELINE_VERSION, RATE_HZ, normalise
from cadencecoach.adapters.speech.recording import decode_wav
from cadencecoach.adapters.speech.text import clean, speakable
from cadencecoach.adapters.whole_file import (
    make_folder,
    only_writer,
    read_whole,
    write_whole,
)
from cadencecoach.core.values.text import quoted
from cadencecoach.errors import SoundError
from cadencecoach.ports import Voice

MAX_S: Final = 15.0
"""A cue longer than this would cover the next one."""

_MOST_FRAMES: Final = int((MAX_S + 0.05) * RATE_HZ)
"""With what the pipeline leaves before and after the voice."""
_MAX_BYTES: Final = 24_000_000


class UserCues:
    """The cues in one folder: what is there, and adding and removing."""

    def __init__(self, folder: Path) -> None:
        """Take the folder; it is made when the first cue is added."""
        self._folder = folder

    def list(self) -> tuple[Sound, ...]:
        """Return the cues in the order they were added; SoundError for a broken manifest."""
        if not has_manifest(self._folder):
            return ()
        return read_manifest(
            self._folder, hint=f"delete {self._folder / MANIFEST_NAME} and add the cues again"
        )

    def add(self, text: str, voice: Voice) -> Sound:
        """Speak `text` and keep it; the same words in the same voice are not made twice.

        Raises SpeechError when it cannot be spoken, SoundError when it cannot be kept.
        """
        text = speakable(clean(text))
        key = _key(voice.name, text)
        if (known := self._known(key)) is not None:
            return known
        return self._keep(text, key, normalise(*voice.render(text)))

    def add_wav(self, text: str, path: Path) -> Sound:
        """Keep a recording of the runner's own, up to 15 s, under the words it says.

        Raises SoundError when it is no WAV file, too long, silent, or cannot be kept.
        """
        text = clean(text)
        raw = _read(path)
        key = _key(f"wav-{hashlib.sha256(raw).hexdigest()}", text)
        if (known := self._known(key)) is not None:
            return known
        return self._keep(text, key, normalise(*decode_wav(raw, path, MAX_S)))

    def remove(self, name: str) -> Sound:
        """Remove the cue of that id or those words; SoundError when there is none."""
        words = " ".join(name.split()).casefold()
        try:
            with self._writing():
                cues = self.list()
                for cue in cues:
                    if name == cue.id or words == cue.text.casefold():
                        path = inside(self._folder, cue.file)
                        write_manifest(self._folder, (other for other in cues if other != cue))
                        path.unlink(missing_ok=True)
                        return cue
        except OSError as exc:
            raise self._unwritable(exc) from exc
        raise SoundError(
            f"there is no cue {quoted(name, 60)}",
            hint="`cadencecoach cue list` shows what there is",
        )

    def _known(self, key: str) -> Sound | None:
        """The cue of that key if its file is there and unchanged."""
        for cue in self.list():
            if cue.file == _file_name(key):
                try:
                    raw = read_whole(inside(self._folder, cue.file), _MAX_BYTES)
                except OSError:
                    return None
                return cue if hashlib.sha256(raw).hexdigest() == cue.sha256 else None
        return None

    def _keep(self, text: str, key: str, samples: NDArray[np.int16]) -> Sound:
        """Write file, then manifest: a crash between leaves a file nobody lists, never a hole."""
        if len(samples) > _MOST_FRAMES:
            raise SoundError(
                f"that takes {len(samples) / RATE_HZ:.0f} s to say, and a cue has at most"
                f" {MAX_S:.0f} s",
                hint="say it in one short sentence",
            )
        raw = wav_bytes(samples)
        cue = Sound(
            id="user." + hashlib.sha256(text.casefold().encode()).hexdigest()[:10],
            kind="user",
            text=text,
            file=_file_name(key),
            sha256=hashlib.sha256(raw).hexdigest(),
            licence="LicenseRef-private",
            frames=len(samples),
        )
        try:
            make_folder(self._folder)
            self._folder.chmod(0o700)
            with self._writing():
                before = self.list()
                write_whole(self._folder / cue.file, raw)
                write_manifest(self._folder, (*(old for old in before if old.id != cue.id), cue))
                for old in before:
                    if old.id == cue.id and old.file != cue.file:
                        inside(self._folder, old.file).unlink(missing_ok=True)
        except OSError as exc:
            raise self._unwritable(exc) from exc
        return cue

    def _writing(self) -> AbstractContextManager[None]:
        """Nobody else changes the list meanwhile; a folder that is not there has none."""
        return only_writer(self._folder) if self._folder.is_dir() else nullcontext()

    def _unwritable(self, exc: OSError) -> SoundError:
        return SoundError(
            f"the folder of your cues cannot be written: {self._folder} ({exc.strerror})",
            hint="make room, or make it yours to write",
        )


def _key(voice: str, text: str) -> str:
    """Name what a rendering depends on; a voice's name holds engine, its version and speaker."""
    return hashlib.sha256(f"{voice}|{PIPELINE_VERSION}|{text}".encode()).hexdigest()


def _file_name(key: str) -> str:
    return f"{key[:32]}.wav"


def _read(path: Path) -> bytes:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise SoundError(f"that is no file: {path}", hint="give a WAV file")
        if status.st_size > _MAX_BYTES:
            raise SoundError(
                f"that file is too long for a cue, over {MAX_S:.0f} s: {path}",
                hint="cut it to one short sentence",
            )
        return path.read_bytes()
    except OSError as exc:
        raise SoundError(
            f"that file cannot be read: {path} ({exc.strerror})", hint="look at its name and rights"
        ) from exc
