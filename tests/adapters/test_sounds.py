"""The sounds that ship are what they should be, and a sound that is not is one clear error."""

from __future__ import annotations

import hashlib
import importlib.util
import io
import os
import shutil
import subprocess
import sys
import wave
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from cadencecoach.adapters.manifest import (
    MANIFEST_NAME,
    Sound,
    read_manifest,
    write_manifest,
)
from cadencecoach.adapters.sounds import ONSET_FRAMES, RATE_HZ, SoundLibrary
from cadencecoach.adapters.speech.normalise import loudness_lufs, true_peak_dbtp
from cadencecoach.errors import SoundError

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = SoundLibrary.open()
SPOKEN = tuple(
    sound_id
    for sound_id in LIBRARY.ids()
    if LIBRARY.kind(sound_id) not in {"click", "chime", "earcon"}
)
SAMPLES = np.arange(1000, dtype=np.int16)


def wav(samples=SAMPLES, *, rate_hz=RATE_HZ, channels=1, width=2):
    out = io.BytesIO()
    with wave.open(out, "wb") as stream:
        stream.setnchannels(channels)
        stream.setsampwidth(width)
        stream.setframerate(rate_hz)
        stream.writeframes(samples.astype("<i2").tobytes())
    return out.getvalue()


def flac(subtype="PCM_16", rate_hz=RATE_HZ):
    out = io.BytesIO()
    soundfile.write(out, SAMPLES, rate_hz, format="FLAC", subtype=subtype)
    return out.getvalue()


def shelf(root, raw, *, file="one.wav", written=True, **changed):
    """Make a folder of one sound, `test.one`, and return its library."""
    root.mkdir(exist_ok=True)
    if written:
        (root / file).write_bytes(raw)
    sound = Sound(
        id="test.one",
        kind="test",
        text="One.",
        file=file,
        sha256=hashlib.sha256(raw).hexdigest(),
        licence="MIT",
        frames=len(SAMPLES),
    )
    write_manifest(root, [replace(sound, **changed)])
    return SoundLibrary.open(root)


def assert_clear(error, *, says):
    assert says in error.message
    for line in (error.message, error.hint):
        assert line
        assert "\n" not in line


# --- what ships ----------------------------------------------------------------------------------


def test_every_shipped_file_is_whole_and_as_listed():
    assert LIBRARY.check() == ()


def test_every_file_in_sounds_is_listed():
    listed = {ROOT / "sounds" / sound.file for sound in read_manifest(ROOT / "sounds")}
    there = {path for path in (ROOT / "sounds").rglob("*") if path.suffix in {".wav", ".flac"}}
    assert there == listed


def test_there_is_a_sound_for_everything_a_session_says():
    wanted = {"posture.check", "test.voice", "count.3", "count.2", "count.1", "count.go"}
    wanted |= {f"number.{spm}" for spm in range(100, 241)}
    wanted |= {f"coach.{side}.{off}" for side in ("below", "above") for off in range(1, 31)}
    wanted |= {f"theme.F{number}" for number in range(2, 15)}
    stages = "warmup baseline beat up down hold cooldown paused resumed done halfway extended"
    wanted |= {f"stage.{stage}" for stage in f"{stages} frozen skipped".split()}
    coach = "quick quickoff easeoff praise.1 praise.2 praise.3 pace"
    wanted |= {f"coach.{word}" for word in coach.split()}
    wanted |= {"sensor.lost", "sensor.back", "sensor.battery", "sound.back", "pain.noted"}
    wanted |= {"safety.stop", "safety.walk", "safety.seekcare"}
    assert wanted - set(LIBRARY.ids()) == set()


def test_the_posture_check_asks_exactly_the_two_questions():
    text = "Is my spine neutral? Are my shoulders relaxed?"
    assert LIBRARY.text("posture.check") == text


@pytest.mark.parametrize(
    ("spm", "words"), [(100, "One hundred."), (165, "One hundred and sixty-five.")]
)
def test_numbers_are_words(spm, words):
    assert LIBRARY.text(f"number.{spm}") == words


def test_nothing_tells_a_runner_to_shorten_the_stride():
    assert not [text for text in map(LIBRARY.text, SPOKEN) if "short" in text.lower()]


@pytest.mark.parametrize("sound_id", SPOKEN[::5])
def test_a_cue_is_at_the_one_loudness_and_speaks_from_its_onset(sound_id):
    clip = LIBRARY.clip(sound_id) / 32768
    assert loudness_lufs(clip) == pytest.approx(-19.0, abs=0.2)
    assert true_peak_dbtp(clip) <= -2.99
    level = np.sqrt(np.convolve(clip**2, np.ones(240) / 240, "same"))
    # The onset was found at -40 dB before the limiter took up to 6 dB from the loudest part.
    assert level[: ONSET_FRAMES - 120].max() < level.max() / 50
    assert level[: ONSET_FRAMES + 120].max() > level.max() / 100
    assert clip[0] == clip[-1] == 0


@pytest.mark.parametrize("voice", LIBRARY.click_voices())
@pytest.mark.parametrize("variant", ["plain", "accent", "left", "right"])
def test_a_click_begins_at_its_first_sample_and_ends_without_a_step(voice, variant):
    click = getattr(LIBRARY.click(voice), variant).astype(float)
    peak = np.abs(click).max()
    assert 20 * np.log10(peak / 32768) == pytest.approx(-9.0, abs=0.01)
    # The same share of the peak in each, so that a threshold crosses all at the same instant.
    assert click[0] / peak == pytest.approx(0.35, abs=0.001)
    assert 0.020 <= len(click) / RATE_HZ <= 0.060
    assert np.abs(click[-3:]).max() <= 2
    power = np.abs(np.fft.rfft(click, 1 << 14)) ** 2
    hz = np.fft.rfftfreq(1 << 14, 1 / RATE_HZ)
    assert power[(hz >= 1000) & (hz < 4000)].sum() > 0.9 * power.sum()
    assert power[hz >= 6000].sum() < 0.01 * power.sum()


@pytest.mark.parametrize("voice", LIBRARY.click_voices())
def test_feet_and_accent_differ_in_pitch(voice):
    click = LIBRARY.click(voice)
    hz = np.fft.rfftfreq(1 << 16, 1 / RATE_HZ)

    def centre(samples):
        power = np.abs(np.fft.rfft(samples.astype(float), 1 << 16)) ** 2
        return (hz * power).sum() / power.sum()

    assert centre(click.right) / centre(click.left) > 1.2
    assert centre(click.accent) / centre(click.plain) > 1.2


def test_the_tool_still_makes_the_clicks_that_ship():
    spec = importlib.util.spec_from_file_location("clicks", ROOT / "tools" / "make_clicks.py")
    tool = importlib.util.module_from_spec(spec)
    sys.modules["clicks"] = tool
    spec.loader.exec_module(tool)
    del sys.modules["clicks"]
    for voice, recipe in tool.RECIPES.items():
        for variant, (_, pitch, stretch) in tool.VARIANTS.items():
            made = tool.synthesise(recipe, pitch=pitch, stretch=stretch).astype(int)
            kept = getattr(LIBRARY.click(voice), variant)
            # One step of 16 bit for another machine's rounding of a sine.
            assert np.abs(made - kept).max() <= 1


# --- what a library gives ------------------------------------------------------------------------


def test_a_clip_is_read_once_and_cannot_be_changed(tmp_path):
    library = shelf(tmp_path, wav())
    clip = library.clip("test.one")
    assert clip.dtype == np.int16
    assert np.array_equal(clip, SAMPLES)
    (tmp_path / "one.wav").unlink()
    assert library.clip("test.one") is clip
    with pytest.raises(ValueError, match="read-only"):
        clip[0] = 1


def test_a_flac_gives_the_samples_that_were_put_in(tmp_path):
    assert np.array_equal(shelf(tmp_path, flac(), file="one.flac").clip("test.one"), SAMPLES)


def test_opening_reads_no_sound_and_check_keeps_none(tmp_path):
    library = shelf(tmp_path, wav(), written=False)
    assert library.frames("test.one") == 1000
    assert [fault.sound_id for fault in library.check()] == ["test.one"]
    (tmp_path / "one.wav").write_bytes(wav())
    assert library.check() == ()


def test_kinds_and_names():
    assert LIBRARY.ids(kind="posture") == ("posture.check",)
    assert LIBRARY.kind("number.165") == "number"
    assert LIBRARY.click_voices() == ("click", "wood", "rim", "beep")


def test_users_cues_are_served_and_cannot_take_a_place_of_the_products(tmp_path):
    product, user = tmp_path / "product", tmp_path / "user"
    shelf(product, wav())
    raw = wav(SAMPLES[::-1])
    shelf(user, raw)
    own = read_manifest(user)[0]
    write_manifest(user, [own, replace(own, id="user.abc", kind="user")])
    library = SoundLibrary.open(product, user=user)
    assert library.ids() == ("test.one", "user.abc")
    assert library.clip("test.one")[1] == 1
    assert np.array_equal(library.clip("user.abc"), SAMPLES[::-1])
    assert SoundLibrary.open(product, user=tmp_path / "nothing").ids() == ("test.one",)


def test_sounds_are_found_in_an_installed_package(tmp_path):
    package = tmp_path / "site" / "cadencecoach"
    modules = ("adapters/manifest.py", "adapters/sounds.py", "adapters/whole_file.py")
    for file in ("__init__.py", "errors.py", "core/values/text.py", *modules):
        (package / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "cadencecoach" / file, package / file)
    (package / "_data").mkdir()
    shelf(package / "_data" / "sounds", wav())
    program = (
        "from cadencecoach.adapters.sounds import SoundLibrary as L;"
        "l = L.open(); l.clip('test.one'); print(l.ids())"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", program],
        env={**os.environ, "PYTHONPATH": str(tmp_path / "site")},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "('test.one',)\n"


def test_importing_the_library_loads_no_sound_library():
    program = (
        "import sys, cadencecoach.adapters.sounds;"
        "print([m for m in ('soundfile', 'soxr', 'miniaudio', 'textual') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


# --- what can be wrong with a sound --------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "file", "says"),
    [
        (wav(rate_hz=44_100), "one.wav", "44100 Hz"),
        (wav(channels=2), "one.wav", "2 channel"),
        (wav(np.zeros(1500, np.int16), width=3), "one.wav", "24 bit"),
        (wav(width=1), "one.wav", "8 bit"),
        (wav()[:-500], "one.wav", "frames, not 1000"),
        (wav()[:30], "one.wav", "not a WAV file"),
        (b"", "one.wav", "not a WAV file"),
        (b"RIFF" + bytes(100), "one.wav", "not a WAV file"),
        (flac("PCM_24"), "one.flac", "not 16 bit"),
        (flac(rate_hz=44_100), "one.flac", "44100 Hz"),
        (flac()[: len(flac()) // 2], "one.flac", "test.one"),
        (flac()[:20], "one.flac", "not a FLAC file"),
    ],
)
def test_a_file_of_another_format_is_one_clear_error(tmp_path, raw, file, says):
    library = shelf(tmp_path, raw, file=file, frames=500 if says == "24 bit" else 1000)
    with pytest.raises(SoundError) as caught:
        library.clip("test.one")
    assert_clear(caught.value, says=says)


def test_a_changed_file_is_told_from_a_missing_one(tmp_path):
    library = shelf(tmp_path, wav())
    raw = bytearray(wav())
    raw[-1] ^= 1
    (tmp_path / "one.wav").write_bytes(raw)
    with pytest.raises(SoundError) as caught:
        library.clip("test.one")
    assert_clear(caught.value, says="was changed")
    (tmp_path / "one.wav").unlink()
    with pytest.raises(SoundError) as caught:
        library.clip("test.one")
    assert_clear(caught.value, says="is missing")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_or_a_folder_in_place_of_a_file_does_not_block(tmp_path):
    library = shelf(tmp_path, wav(), written=False)
    os.mkfifo(tmp_path / "one.wav")
    with pytest.raises(SoundError) as caught:
        library.clip("test.one")
    assert_clear(caught.value, says="no sound file")
    (tmp_path / "one.wav").unlink()
    (tmp_path / "one.wav").mkdir()
    with pytest.raises(SoundError, match="no sound file"):
        library.clip("test.one")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_or_a_folder_in_place_of_the_list_does_not_block(tmp_path):
    manifest = tmp_path / "MANIFEST.toml"
    os.mkfifo(manifest)
    with pytest.raises(SoundError) as caught:
        read_manifest(tmp_path)
    assert_clear(caught.value, says="it is no file")
    manifest.unlink()
    manifest.mkdir()
    with pytest.raises(SoundError, match="it is no file"):
        read_manifest(tmp_path)


def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    secret = tmp_path / "secret.wav"
    secret.write_bytes(wav())
    library = shelf(tmp_path / "sounds", wav(), written=False)
    (tmp_path / "sounds" / "one.wav").symlink_to(secret)
    with pytest.raises(SoundError) as caught:
        library.clip("test.one")
    assert_clear(caught.value, says="outside")


@pytest.mark.parametrize("target", ["one.wav", "x" * 5000])
def test_a_path_that_leads_nowhere_is_one_clear_error(tmp_path, target):
    (tmp_path / "one.wav").symlink_to("one.wav")
    library = shelf(tmp_path, wav(), written=False, file=target)
    with pytest.raises(SoundError) as caught:
        library.clip("test.one")
    assert_clear(caught.value, says="")


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"file": "../secret.wav"}, "leaves the folder"),
        ({"file": "a/../../secret.wav"}, "leaves the folder"),
        ({"file": "/etc/passwd"}, "leaves the folder"),
        ({"file": ""}, "leaves the folder"),
        ({"file": "..\\secret.wav"}, "plain path"),
        ({"file": "C:secret.wav"}, "plain path"),
        ({"file": "a\0b"}, "plain path"),
        ({"id": "../one"}, "dotted name"),
        ({"id": "one\n"}, "dotted name"),
        ({"sha256": "ABC"}, "64 hex"),
        ({"frames": 0}, "frames"),
        ({"frames": -5}, "frames"),
        ({"frames": 10**12}, "frames"),
    ],
)
def test_a_listing_that_cannot_be_true_is_refused(tmp_path, changed, says):
    with pytest.raises(SoundError) as caught:
        shelf(tmp_path, wav(), written=False, **changed)
    assert_clear(caught.value, says=says)


ENTRY = """schema = 1
[[sound]]
id = "test.one"
kind = "test"
text = "One."
file = "one.wav"
licence = "MIT"
"""


@pytest.mark.parametrize(
    ("manifest", "says"),
    [
        (b"schema = 1\n[[sound", "broken"),
        (b"\xff\xfe", "broken"),
        pytest.param(b"a = " + b"[" * 5000, "broken", id="nested"),
        (b"", "schema"),
        (b"schema = 2", "schema 2"),
        (b"schema = 1\nsound = 3", "holds no list"),
        (b"schema = 1\nsound = [3]", "not a table"),
        (ENTRY.encode(), "missing or unknown: frames, sha256"),
        ((ENTRY + f'sha256 = "{"0" * 64}"\nframes = true').encode(), "frames"),
        ((ENTRY + "sha256 = 7\nframes = 7").encode(), "not a text: sha256"),
        ((ENTRY + f'sha256 = "{"0" * 64}"\nframes = 7\nmore = 1').encode(), "unknown: more"),
        pytest.param(b"#" * 4_000_001, "too long", id="4 MB"),
    ],
)
def test_a_broken_manifest_is_one_clear_error(tmp_path, manifest, says):
    (tmp_path / MANIFEST_NAME).write_bytes(manifest)
    with pytest.raises(SoundError) as caught:
        SoundLibrary.open(tmp_path)
    assert_clear(caught.value, says=says)
    assert str(tmp_path) in caught.value.message


def test_a_sound_listed_twice_is_refused(tmp_path):
    shelf(tmp_path, wav())
    write_manifest(tmp_path, read_manifest(tmp_path) * 2)
    with pytest.raises(SoundError, match="comes twice"):
        SoundLibrary.open(tmp_path)


def test_no_manifest_and_unknown_names_are_clear_errors(tmp_path):
    with pytest.raises(SoundError) as caught:
        SoundLibrary.open(tmp_path)
    assert_clear(caught.value, says="cannot be read")
    with pytest.raises(SoundError) as caught:
        LIBRARY.clip("no.such")
    assert_clear(caught.value, says="no.such")
    with pytest.raises(SoundError) as caught:
        LIBRARY.click("gong")
    assert_clear(caught.value, says="gong")
    assert "wood" in caught.value.hint


# --- the manifest --------------------------------------------------------------------------------


@given(text=st.text(), licence=st.text(max_size=20))
def test_any_text_comes_back_from_a_manifest(tmp_path_factory, text, licence):
    sound = Sound(
        id="user.a", kind="user", text=text, file="a.wav", sha256="0" * 64,
        licence=licence, frames=1,
    )  # fmt: skip
    root = tmp_path_factory.mktemp("manifest")
    write_manifest(root, [sound])
    assert read_manifest(root) == (sound,)
    assert [path.name for path in root.iterdir()] == [MANIFEST_NAME]
