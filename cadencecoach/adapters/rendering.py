"""A whole session as a sound file for any player, made of the very samples that are heard live."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cadencecoach.adapters.mp3_file import find_lame, write_mp3
from cadencecoach.adapters.whole_file import whole_file
from cadencecoach.core.score.mixer import Score, fill
from cadencecoach.core.values.units import SAMPLE_RATE, Frame, Frames
from cadencecoach.errors import ExportError

FORMATS: Final = {
    ".wav": ("WAV", "PCM_16"),
    ".flac": ("FLAC", "PCM_16"),
    ".ogg": ("OGG", "VORBIS"),
    ".mp3": ("MP3", "MPEG_LAYER_III"),
}
"""libsndfile's names of format and subtype, by the ending of the file's name."""

ARTIST: Final = "CadenceCoach"
_BEGINNING: Final = Frame(0)

_BLOCK: Final = 48_000
"""One second at a time. libsndfile's Vorbis encoder overflows its stack on very long blocks."""

_QUALITY: Final = {".ogg": 0.4, ".mp3": 0.4}
"""libsndfile's compression level, 0 best to 1 smallest: clicks keep their edge, speech is clean."""

_COMPRESSED: Final = (".ogg", ".mp3")
"""Written in mono where both ears hear the same: a third of the time and two thirds of the size."""

_LONGEST_WAV: Final = Frames((2**32 - 65_536) // 4)
"""A WAV file counts its bytes in 32 bits."""


@dataclass(frozen=True, slots=True)
class Tags:
    """What a player shows of a file."""

    title: str
    album: str = ""
    track: int | None = None
    """Of the files that belong together, from 1."""


def render_file(
    score: Score,
    length: Frames,
    path: Path,
    *,
    tags: Tags,
    start: Frame = _BEGINNING,
    chapters: Sequence[tuple[Frame, str]] = (),
    progress: Callable[[float], None] = lambda _: None,
    force: bool = False,
) -> None:
    """Write `length` frames of a score from `start` on to `path`, in the format its name ends in.

    Tags and chapters (first frame and name of each, in order) go where the format has them:
    chapters into MP3 (ID3v2 CHAP and CTOC), FLAC and OGG (Vorbis comments CHAPTERxxx). `progress`
    hears how much is done, 0 to 1. The file appears whole or not at all, and replaces another one
    only with `force`. Raises ExportError.
    """
    ending = path.suffix.lower()
    if ending not in FORMATS:
        raise ExportError(
            f"{path} is in no known format", hint=f"let its name end in {', '.join(FORMATS)}"
        )
    if ending == ".wav" and length > _LONGEST_WAV:
        raise ExportError("this is too long for a WAV file", hint="let the name end in .flac")
    with whole_file(path, force=force) as part:
        try:
            _encode(score, start, length, part, ending, tags, progress)
            _tag(part, ending, length, tags, chapters)
        except _Refused as exc:
            raise ExportError(f"{path} cannot be written: {exc}", hint="is the disk full?") from exc
    progress(1.0)


class _Refused(Exception):
    """Why a part could not be written, in words of a disk or a library, without its name."""


def _named(part: Path) -> str | bytes:
    """A path as libsndfile's wrapper takes it: it knows no text for names that are none."""
    return str(part) if sys.platform == "win32" else os.fsencode(part)


def _encode(
    score: Score,
    start: Frame,
    length: int,
    part: Path,
    ending: str,
    tags: Tags,
    progress: Callable[[float], None],
) -> None:
    channels = 1 if ending in _COMPRESSED and not score.click_style.apart else 2
    blocks = _blocks(score, start, length, channels, progress)
    if ending == ".mp3" and (lame := find_lame()) is not None:
        try:
            write_mp3(lame, part, blocks, channels)
        except OSError as exc:
            raise _Refused(exc.strerror) from exc
        return
    import soundfile  # noqa: PLC0415 - a tenth of a second that only rendering needs

    name, subtype = FORMATS[ending]
    settings: dict[str, Any] = {"format": name, "subtype": subtype}
    if ending in _QUALITY:
        settings["compression_level"] = _QUALITY[ending]
    try:
        with soundfile.SoundFile(_named(part), "w", SAMPLE_RATE, channels, **settings) as file:
            if ending == ".wav":
                file.artist = ARTIST
                if tags.title:
                    file.title = tags.title
            for block in blocks:
                file.write(_as_floats(block) if ending == ".mp3" else block)
    except soundfile.SoundFileError as exc:  # its own words are "System error."
        raise _Refused("the disk refused") from exc


def _blocks(
    score: Score, first: Frame, length: int, channels: int, progress: Callable[[float], None]
) -> Iterator[NDArray[np.int16]]:
    """The samples a second at a time, of shape (n, channels); each block is valid until the next."""
    block = np.zeros((_BLOCK, 2), np.int16)
    for start in range(0, length, _BLOCK):
        rendered = block[: min(_BLOCK, length - start)]
        fill(score, rendered, first + start)
        yield rendered[:, :channels]
        progress((start + len(rendered)) / length * 0.99)


def _as_floats(samples: NDArray[np.int16]) -> NDArray[np.float32]:
    """Samples in -1..1: libsndfile 1.2 makes noise of 16-bit stereo it writes as MP3 (its #1106)."""
    return samples * np.float32(1 / 32768)


def _tag(
    part: Path, ending: str, length: int, tags: Tags, chapters: Sequence[tuple[Frame, str]]
) -> None:
    if ending == ".wav":
        return
    import mutagen  # noqa: PLC0415 - only where there is something to tag

    try:
        if ending == ".mp3":
            _tag_mp3(part, length, tags, chapters)
        else:
            _tag_comments(part, ending, tags, chapters)
    except mutagen.MutagenError as exc:
        raise _Refused("its title and chapters were refused") from exc


def _tag_mp3(part: Path, length: int, tags: Tags, chapters: Sequence[tuple[Frame, str]]) -> None:
    """Write ID3v2.3 and its addendum "ID3v2 Chapter Frame": times in milliseconds."""
    from mutagen.id3 import CHAP, CTOC, ID3, TALB, TIT2, TPE1, TRCK, CTOCFlags  # noqa: PLC0415

    frames = ID3()
    frames.add(TIT2(encoding=1, text=[tags.title]))
    frames.add(TPE1(encoding=1, text=[ARTIST]))
    if tags.album:
        frames.add(TALB(encoding=1, text=[tags.album]))
    if tags.track is not None:
        frames.add(TRCK(encoding=1, text=[str(tags.track)]))
    starts = [_ms(at) for at, _ in chapters]
    ends = [*starts[1:], _ms(length)]
    ids = [f"chp{number}" for number in range(len(chapters))]
    for (_, name), chapter, begin, end in zip(chapters, ids, starts, ends, strict=False):
        frames.add(
            CHAP(
                element_id=chapter,
                start_time=begin,
                end_time=end,
                start_offset=0xFFFFFFFF,
                end_offset=0xFFFFFFFF,
                sub_frames=[TIT2(encoding=1, text=[name])],
            )
        )
    if ids:
        flags = CTOCFlags.TOP_LEVEL | CTOCFlags.ORDERED
        frames.add(CTOC(element_id="toc", flags=flags, child_element_ids=ids, sub_frames=[]))
    # 2.3: what watches and car radios read.
    frames.save(part, v2_version=3)


def _tag_comments(
    part: Path, ending: str, tags: Tags, chapters: Sequence[tuple[Frame, str]]
) -> None:
    from mutagen.flac import FLAC  # noqa: PLC0415
    from mutagen.oggvorbis import OggVorbis  # noqa: PLC0415

    file = FLAC(part) if ending == ".flac" else OggVorbis(part)
    file["TITLE"], file["ARTIST"] = tags.title, ARTIST
    if tags.album:
        file["ALBUM"] = tags.album
    if tags.track is not None:
        file["TRACKNUMBER"] = str(tags.track)
    for number, (at, name) in enumerate(chapters, 1):
        minutes, ms = divmod(_ms(at), 60_000)
        hours, minutes = divmod(minutes, 60)
        file[f"CHAPTER{number:03}"] = f"{hours:02}:{minutes:02}:{ms // 1000:02}.{ms % 1000:03}"
        file[f"CHAPTER{number:03}NAME"] = name
    file.save()


def _ms(frame: int) -> int:
    return round(frame * 1000 / SAMPLE_RATE)
