"""A runner's own cues are kept whole, private and playable, whatever words or files come."""

from __future__ import annotations

import io
import os
import stat
import wave
from dataclasses import replace

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from cadencecoach.adapters.manifest import MANIFEST_NAME, read_manifest, write_manifest
from cadencecoach.adapters.own_cues import UserCues
from cadencecoach.adapters.sounds import RATE_HZ, SoundLibrary
from cadencecoach.adapters.speech import text as speech_text
from cadencecoach.adapters.speech.normalise import loudness_lufs, true_peak_dbtp
from cadencecoach.errors import SoundError, SpeechError

HOSTILE = [
    "-rf --help",
    "say \"this\" and 'that'",
    "$(touch pwned) `touch pwned`",
    "one\ntwo\r\nthree\x00four",
    "relax 🏃 your jaw",
    "\u202eevil\u202c ça va",
    "../../etc/passwd",
    'id = "x"\n[[sound]]',
    "back\\slash \x7f \x1b[31m",
    "é" * 200,
]


class Tone:
    """A voice that hums, and counts how often."""

    def __init__(self, name="tone-1", *, seconds=0.5, level=0.3):
        self.name = name
        self.spoken = []
        self._seconds = seconds
        self._level = level

    def available(self):
        return True

    def render(self, text):
        self.spoken.append(text)
        t = np.arange(int(self._seconds * 16_000)) / 16_000
        return (self._level * np.sin(2 * np.pi * 300 * t)).astype(np.float32), 16_000


@pytest.fixture
def cues(tmp_path):
    return UserCues(tmp_path / "cues")


def own_sounds(folder):
    """What was made there, without the five hundred sounds of the product."""
    return SoundLibrary((folder, sound) for sound in read_manifest(folder))


def files(cues_folder):
    return sorted(path.name for path in cues_folder.iterdir())


def recording(path, *, seconds=0.5, rate_hz=44_100, channels=1, subtype="PCM_16", form="WAV"):
    t = np.arange(int(seconds * rate_hz)) / rate_hz
    tone = 0.2 * np.sin(2 * np.pi * 300 * t)
    samples = np.stack([tone] * channels, axis=1)
    soundfile.write(path, samples, rate_hz, subtype=subtype, format=form)
    return path


def test_a_cue_added_is_listed_and_played(cues, tmp_path):
    assert cues.list() == ()
    cue = cues.add("Relax your jaw", Tone())
    assert cues.list() == (cue,)
    assert (cue.kind, cue.text) == ("user", "Relax your jaw")
    library = SoundLibrary.open(user=tmp_path / "cues")
    assert library.ids(kind="user") == (cue.id,)
    assert library.text(cue.id) == "Relax your jaw"
    clip = library.clip(cue.id) / 32768
    assert len(clip) == cue.frames
    assert loudness_lufs(clip) == pytest.approx(-19.0, abs=0.2)
    assert true_peak_dbtp(clip) <= -2.99


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_only_words(cues, tmp_path, monkeypatch, text):
    monkeypatch.chdir(tmp_path)
    voice = Tone()
    cue = cues.add(text, voice)
    assert voice.spoken == [cue.text] == [speech_text.clean(text)]
    assert cues.list() == (cue,)
    assert own_sounds(tmp_path / "cues").check() == ()
    assert files(tmp_path) == ["cues"]
    assert files(tmp_path / "cues") == sorted([MANIFEST_NAME, cue.file])
    assert cues.remove(cue.id) == cue


@settings(max_examples=10, deadline=None)
@given(st.lists(st.text(max_size=40), max_size=3))
def test_what_was_added_is_what_is_listed(tmp_path_factory, texts):
    folder = tmp_path_factory.mktemp("cues")
    cues = UserCues(folder)
    wanted = {}
    for text in texts:
        try:
            cue = cues.add(text, Tone(seconds=0.2))
        except SpeechError:
            continue
        wanted[cue.id] = cue
    assert {cue.id: cue for cue in cues.list()} == wanted
    listed = [cue.file for cue in cues.list()] + ([MANIFEST_NAME] if wanted else [])
    assert files(folder) == sorted(set(listed))


@pytest.mark.parametrize("text", ["", " \n", "🏃🏃", "a" * 201, "a" * 10_000])
def test_words_that_are_no_cue_are_refused_and_nothing_is_written(cues, tmp_path, text):
    voice = Tone()
    with pytest.raises(SpeechError):
        cues.add(text, voice)
    assert voice.spoken == []
    assert files(tmp_path) == []


def test_the_same_words_in_the_same_voice_are_made_once(cues):
    voice = Tone()
    first = cues.add("Relax your jaw", voice)
    assert cues.add("  Relax  your jaw ", voice) == first
    assert len(voice.spoken) == 1


def test_another_voice_takes_the_place_of_the_first(cues, tmp_path):
    first = cues.add("Relax", Tone("tone-1"))
    second = cues.add("Relax", Tone("tone-2"))
    assert first.id == second.id
    assert first.file != second.file
    assert cues.list() == (second,)
    assert files(tmp_path / "cues") == sorted([MANIFEST_NAME, second.file])


def test_a_file_lost_or_changed_is_made_again(cues, tmp_path):
    voice = Tone()
    cue = cues.add("Relax", voice)
    (tmp_path / "cues" / cue.file).write_bytes(b"broken")
    cues.add("Relax", voice)
    (tmp_path / "cues" / cue.file).unlink()
    cues.add("Relax", voice)
    assert len(voice.spoken) == 3
    if hasattr(os, "mkfifo"):  # and nobody waits for what comes out of a pipe
        (tmp_path / "cues" / cue.file).unlink()
        os.mkfifo(tmp_path / "cues" / cue.file)
        cues.add("Relax", voice)
        assert len(voice.spoken) == 4
    assert own_sounds(tmp_path / "cues").check() == ()


@pytest.mark.parametrize("by", ["id", "text", "other case"])
def test_a_cue_is_removed_by_id_or_words(cues, tmp_path, by):
    kept = cues.add("Look ahead", Tone())
    cue = cues.add("Relax your jaw", Tone())
    name = {"id": cue.id, "text": cue.text, "other case": " relax YOUR jaw"}[by]
    assert cues.remove(name) == cue
    assert cues.list() == (kept,)
    assert files(tmp_path / "cues") == sorted([MANIFEST_NAME, kept.file])


@pytest.mark.parametrize("name", ["no such", "", "user.0000000000", "../x", "*"])
def test_removing_what_is_not_there_is_one_clear_error(cues, name):
    cues.add("Relax", Tone())
    with pytest.raises(SoundError, match="there is no cue"):
        cues.remove(name)
    assert len(cues.list()) == 1


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_cues_are_private(cues, tmp_path):
    before = os.umask(0)
    try:
        cue = cues.add("Relax", Tone())
        cues.add("Look ahead", Tone())
    finally:
        os.umask(before)
    folder = tmp_path / "cues"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for name in (MANIFEST_NAME, cue.file):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600


def test_a_voice_that_fails_leaves_nothing(cues, tmp_path):
    with pytest.raises(SpeechError):
        cues.add("Relax", Tone(level=0.0))
    with pytest.raises(SoundError, match="at most 15 s"):
        cues.add("Relax", Tone(seconds=16))
    assert files(tmp_path) == []


def test_a_full_disk_keeps_the_old_cues_and_leaves_no_pieces(cues, tmp_path, monkeypatch):
    cue = cues.add("Relax", Tone())

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SoundError) as caught:
        cues.add("Look ahead", Tone())
    assert "No space left" in caught.value.message
    assert cues.list() == (cue,)
    assert files(tmp_path / "cues") == sorted([MANIFEST_NAME, cue.file])


def test_a_file_in_place_of_the_folder_is_one_clear_error(tmp_path):
    (tmp_path / "cues").write_text("no folder")
    with pytest.raises(SoundError):
        UserCues(tmp_path / "cues").add("Relax", Tone())


def test_a_broken_list_says_what_to_do(cues, tmp_path):
    cues.add("Relax", Tone())
    (tmp_path / "cues" / MANIFEST_NAME).write_text("schema = ")
    with pytest.raises(SoundError) as caught:
        cues.list()
    assert MANIFEST_NAME in caught.value.hint


def test_a_list_that_names_files_elsewhere_deletes_none(cues, tmp_path):
    victim = tmp_path / "victim.wav"
    victim.write_text("keep me")
    cue = cues.add("Relax", Tone())
    (tmp_path / "cues" / cue.file).unlink()
    (tmp_path / "cues" / cue.file).symlink_to(victim)
    with pytest.raises(SoundError, match="outside"):
        cues.remove("Relax")
    assert cues.list() == (cue,)
    assert victim.read_text() == "keep me"


# --- recordings of their own ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "shape",
    [
        {},
        {"rate_hz": 8_000},
        {"rate_hz": 192_000, "channels": 2},
        {"subtype": "PCM_24"},
        {"subtype": "PCM_24", "form": "WAVEX", "channels": 2},
        {"subtype": "FLOAT", "rate_hz": 48_000},
        {"seconds": 15.0, "rate_hz": 8_000},
    ],
)
def test_a_recording_is_made_as_loud_as_the_rest(cues, tmp_path, shape):
    cue = cues.add_wav("Relax", recording(tmp_path / "own.wav", **shape))
    (tmp_path / "own.wav").unlink()
    clip = SoundLibrary.open(user=tmp_path / "cues").clip(cue.id) / 32768
    assert loudness_lufs(clip) == pytest.approx(-19.0, abs=0.2)
    assert len(clip) / RATE_HZ == pytest.approx(shape.get("seconds", 0.5), abs=0.05)


@pytest.mark.parametrize(
    ("shape", "says"),
    [
        ({"seconds": 15.1, "rate_hz": 8_000}, "too long"),
        ({"channels": 3}, "3 channels"),
        ({"rate_hz": 4_000}, "only 4000 Hz"),
        ({"form": "FLAC"}, "no WAV file"),
        ({"form": "AIFF"}, "no WAV file"),
        ({"seconds": 0.0}, "no sound in it"),
    ],
)
def test_a_recording_of_another_kind_is_one_clear_error(cues, tmp_path, shape, says):
    path = recording(tmp_path / "own.wav", **shape)
    with pytest.raises(SoundError) as caught:
        cues.add_wav("Relax", path)
    assert says in caught.value.message
    assert caught.value.hint
    assert files(tmp_path) == ["own.wav"]


@pytest.mark.parametrize(
    "raw", [b"", b"RIFF", b"RIFF\xff\xff\xff\xffWAVEfmt " + b"\xff" * 64, b"ID3" + bytes(400)]
)
def test_garbage_is_no_recording(cues, tmp_path, raw):
    (tmp_path / "own.wav").write_bytes(raw)
    with pytest.raises(SoundError, match=r"no WAV file|no sound"):
        cues.add_wav("Relax", tmp_path / "own.wav")


def test_a_header_that_lies_about_its_length_is_read_as_far_as_it_goes(cues, tmp_path):
    out = io.BytesIO()
    with wave.open(out, "wb") as stream:
        stream.setparams((1, 2, 8_000, 0, "NONE", ""))
        stream.writeframes((8_000 * np.sin(np.arange(8_000))).astype("<i2").tobytes())
    raw = bytearray(out.getvalue())
    raw[40:44] = b"\xf0\xff\xff\x7f"
    (tmp_path / "own.wav").write_bytes(raw)
    cue = cues.add_wav("Relax", tmp_path / "own.wav")
    assert cue.frames / RATE_HZ == pytest.approx(1.0, abs=0.1)


def test_what_is_no_file_is_one_clear_error_and_does_not_block(cues, tmp_path):
    with pytest.raises(SoundError, match="cannot be read"):
        cues.add_wav("Relax", tmp_path / "none.wav")
    with pytest.raises(SoundError, match="no file"):
        cues.add_wav("Relax", tmp_path)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.wav")
        with pytest.raises(SoundError, match="no file"):
            cues.add_wav("Relax", tmp_path / "pipe.wav")
    with (tmp_path / "huge.wav").open("wb") as stream:
        stream.truncate(10**9)
    with pytest.raises(SoundError, match="too long"):
        cues.add_wav("Relax", tmp_path / "huge.wav")


def test_the_library_refuses_a_users_list_with_names_of_the_product(tmp_path):
    cues = UserCues(tmp_path)
    cue = cues.add("Relax", Tone())
    write_manifest(tmp_path, [cue, replace(cue, id="safety.stop")])
    library = SoundLibrary.open(user=tmp_path)
    assert library.text("safety.stop") == SoundLibrary.open().text("safety.stop")


@pytest.mark.parametrize("subtype", ["PCM_U8", "ALAW", "ULAW", "DOUBLE", "IMA_ADPCM"])
def test_whatever_can_be_decoded_is_taken(cues, tmp_path, subtype):
    cue = cues.add_wav("Relax", recording(tmp_path / "own.wav", subtype=subtype))
    assert cue.frames / RATE_HZ == pytest.approx(0.5, abs=0.05)
    cue = cues.add_wav("Fast", recording(tmp_path / "own.wav", rate_hz=384_000))
    assert cue.frames / RATE_HZ == pytest.approx(0.5, abs=0.05)


def test_a_recording_that_was_cut_off_is_not_half_a_cue(cues, tmp_path):
    raw = recording(tmp_path / "own.wav").read_bytes()
    (tmp_path / "own.wav").write_bytes(raw[: len(raw) // 2])
    with pytest.raises(SoundError, match=r"cut off: [0-9]+ bytes are missing"):
        cues.add_wav("Relax", tmp_path / "own.wav")


@pytest.mark.parametrize(
    "junk",
    [
        b"JUNK\x1b\0\0\0" + bytes(27),  # an odd chunk that nobody padded
        b"\0\x01ab\x14\0\0\0" + bytes(20),  # a name that is none
        b"bext\x5a\2\0\0" + bytes(602),
    ],
)
@pytest.mark.parametrize("tag", [b"", b"ID3\4" + bytes(500)])
def test_sound_behind_what_nobody_knows_is_found(cues, tmp_path, junk, tag):
    raw = recording(tmp_path / "own.wav").read_bytes()
    (tmp_path / "own.wav").write_bytes(tag + raw[:12] + junk + raw[12:])
    cue = cues.add_wav("Relax", tmp_path / "own.wav")
    assert cue.frames / RATE_HZ == pytest.approx(0.5, abs=0.05)


def test_ears_in_opposite_phase_do_not_cancel_each_other(cues, tmp_path):
    tone = 0.2 * np.sin(2 * np.pi * 300 * np.arange(24_000) / 48_000)
    soundfile.write(tmp_path / "own.wav", np.stack([tone, -0.9 * tone], axis=1), 48_000)
    cue = cues.add_wav("Relax", tmp_path / "own.wav")
    clip = SoundLibrary.open(user=tmp_path / "cues").clip(cue.id) / 32768
    assert loudness_lufs(clip) == pytest.approx(-19.0, abs=0.2)


def test_the_noise_of_a_room_is_no_part_of_a_cue(cues, tmp_path):
    rng = np.random.default_rng(1)
    room = 0.004 * rng.standard_normal(5 * 48_000)
    room[96_000:144_000] += 0.3 * np.sin(2 * np.pi * 300 * np.arange(48_000) / 48_000)
    soundfile.write(tmp_path / "own.wav", room, 48_000)
    assert cues.add_wav("Relax", tmp_path / "own.wav").frames / RATE_HZ == pytest.approx(
        1.0, abs=0.1
    )


@pytest.mark.parametrize("text", ["Расслабь плечи", "肩の力を抜いて", "relax שלום"])
def test_letters_that_no_voice_can_say_want_a_recording(cues, tmp_path, text):
    voice = Tone()
    with pytest.raises(SpeechError, match="no voice here can say") as caught:
        cues.add(text, voice)
    assert "--wav" in caught.value.hint
    assert voice.spoken == []
    assert cues.add_wav(text, recording(tmp_path / "own.wav")).text == text
