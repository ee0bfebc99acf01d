"""MANIFEST.toml, apart because three parts must agree on it: the tools, the library, user cues.

A manifest lies at the root of a folder of sounds and is the only list of what is in it. What
reads it trusts nothing in it: a path cannot leave the folder, a hash decides what a file is.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Final

from cadencecoach.adapters.whole_file import read_whole, write_whole
from cadencecoach.errors import SoundError

MANIFEST_NAME: Final = "MANIFEST.toml"
SCHEMA: Final = 1
REINSTALL: Final = "install CadenceCoach again, or build the sounds with tools/ in a checkout"

_ID: Final = re.compile(r"[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*\Z")
_SHA256: Final = re.compile(r"[0-9a-f]{64}\Z")
_MAX_BYTES: Final = 4_000_000
_MAX_FRAMES: Final = 48_000 * 60


@dataclass(frozen=True, slots=True)
class Sound:
    """One sound as its manifest describes it."""

    id: str
    """Dotted name, `number.165`."""
    kind: str
    """What it is for: click, posture, number, stage, theme, coach, ... user."""
    text: str
    """What is said, or what the click is, for people to read."""
    file: str
    """Path below the manifest's folder, with forward slashes."""
    sha256: str
    """Of the whole file, 64 lower-case hex digits."""
    licence: str
    """SPDX name."""
    frames: int
    """Length at 48 kHz."""


def has_manifest(root: Path) -> bool:
    """Whether there is a manifest in `root`; one that cannot be looked at is there."""
    try:
        (root / MANIFEST_NAME).lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


def read_manifest(root: Path, *, hint: str = REINSTALL) -> tuple[Sound, ...]:
    """Return the sounds listed in `root`, in the order of the file.

    Raises SoundError, with `hint`, for a manifest that is missing, broken, of another schema, or
    that lists a sound twice, with a wrong type, or outside of `root`.
    """
    path = root / MANIFEST_NAME
    try:
        raw = read_whole(path, _MAX_BYTES)
    except OSError as exc:
        raise SoundError(
            f"the list of sounds cannot be read: {path} ({exc.strerror})", hint=hint
        ) from exc
    if len(raw) > _MAX_BYTES:
        raise SoundError(f"the list of sounds is too long: {path}", hint=hint)
    return _listed(raw, path, hint)


@lru_cache(maxsize=2)
def _listed(raw: bytes, path: Path, hint: str) -> tuple[Sound, ...]:
    """What the bytes of a manifest list; of one that is as it was nothing is read again."""
    try:
        document = tomllib.loads(raw.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as exc:
        detail = str(exc).splitlines()[0] if str(exc) else "nested too deep"
        raise SoundError(f"the list of sounds is broken: {path}: {detail}", hint=hint) from exc
    if document.get("schema") != SCHEMA:
        raise SoundError(
            f"the list of sounds has schema {document.get('schema')!r}, not {SCHEMA}: {path}",
            hint=hint,
        )
    entries = document.get("sound", [])
    if not isinstance(entries, list):
        raise SoundError(f"the list of sounds holds no list: {path}", hint=hint)
    sounds: dict[str, Sound] = {}
    for number, entry in enumerate(entries, start=1):
        fault = _fault(entry)
        if fault is None and entry["id"] in sounds:
            fault = f"id {entry['id']!r} comes twice"
        if fault is not None:
            raise SoundError(
                f"the list of sounds is broken: {path}: no. {number}: {fault}", hint=hint
            )
        sounds[entry["id"]] = Sound(**entry)
    return tuple(sounds.values())


def write_manifest(root: Path, sounds: Iterable[Sound]) -> None:
    """Write the list of `root`'s sounds as a whole, in one step, readable by its owner only if new.

    Raises OSError when the folder cannot be written.
    """
    lines = [
        "# Written by cadencecoach and its tools; do not edit.",
        f"schema = {SCHEMA}",
    ]
    for sound in sounds:
        lines += ["", "[[sound]]"]
        for field in fields(sound):
            value = getattr(sound, field.name)
            lines.append(f"{field.name} = {value if field.name == 'frames' else _quoted(value)}")
    write_whole(root / MANIFEST_NAME, ("\n".join(lines) + "\n").encode())


def inside(root: Path, file: str) -> Path:
    """Return where `file` of a manifest lies, links followed.

    Raises SoundError when that is not below `root`.
    """
    try:
        path = (root / file).resolve()
        below = path.is_relative_to(root.resolve())
    except (OSError, RuntimeError) as exc:  # links in a circle, a name too long
        raise SoundError(f"a sound's path leads nowhere: {file[:80]}", hint=REINSTALL) from exc
    if not below:
        raise SoundError(f"a sound lies outside of its folder: {file}", hint=REINSTALL)
    return path


def _fault(entry: object) -> str | None:
    """Say what is wrong with one entry, or None."""
    if not isinstance(entry, dict):
        return "not a table"
    names = {field.name for field in fields(Sound)}
    if set(entry) != names:
        return f"missing or unknown: {', '.join(sorted(set(entry) ^ names))}"
    texts = {name: entry[name] for name in names - {"frames"}}
    if odd := sorted(name for name, value in texts.items() if not isinstance(value, str)):
        return f"not a text: {', '.join(odd)}"
    frames, file = entry["frames"], PurePosixPath(entry["file"])
    checks = (
        (type(frames) is int and 0 < frames <= _MAX_FRAMES, f"frames is not 1 to {_MAX_FRAMES}"),
        (_ID.match(entry["id"]), f"id {entry['id']!r} is not a dotted name"),
        (_SHA256.match(entry["sha256"]), "sha256 is not 64 hex digits"),
        (
            file.parts and not file.is_absolute() and ".." not in file.parts,
            f"file {entry['file']!r} leaves the folder",
        ),
        (
            not any(char in entry["file"] for char in "\\:\0"),
            f"file {entry['file']!r} is not a plain path",
        ),
    )
    return next((fault for holds, fault in checks if not holds), None)


def _quoted(text: str) -> str:
    """Write `text` as a TOML basic string (TOML 1.0, section String)."""
    out = []
    for char in text:
        if char in '"\\':
            out.append("\\" + char)
        elif ord(char) < 0x20 or ord(char) == 0x7F:
            out.append(f"\\u{ord(char):04x}")
        else:
            out.append(char)
    return '"' + "".join(out) + '"'
