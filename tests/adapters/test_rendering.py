from __future__ import annotations

import resource
import sys
from contextlib import nullcontext
from pathlib import Path

import mutagen
import numpy as np
import pytest
import soundfile

from cadencecoach.adapters.rendering import FORMATS, Tags, render_file
from cadencecoach.adapters.sounds import SoundLibrary
from cadencecoach.core.score.click_sound import ClickStyle, Sides, click_sound
from cadencecoach.core.score.mixer import Bank, fill
from cadencecoach.core.values.units import SAMPLE_RATE, Frame, Frames, frames
from cadencecoach.errors import ExportError
from tests.core.worlds import scored, steady

CLICK = SoundLibrary.open().click("rim")
VARIANTS = ("plain", "accent", "left", "right")
BANK = Bank({click_sound("rim", variant): getattr(CLICK, variant) for variant in VARIANTS})
SCORE = scored(steady(170, 60), ClickStyle("rim"), 0.0, (), BANK)
LENGTH = Frames(frames(9) + 123)
TITLE = "Ramp 160 → 175"
CHAPTERS = ((Frame(0), "Warm-up"), (frames(4), "160 spm"), (Frame(frames(6.5)), "165 spm ✓"))


@pytest.fixture(scope="module")
def expected() -> np.ndarray:
    out = np.zeros((LENGTH, 2), np.int16)
    fill(SCORE, out, 0)
    return out


@pytest.mark.parametrize("ending", FORMATS)
def test_a_file_sounds_as_the_session_does(
    tmp_path: Path, expected: np.ndarray, ending: str
) -> None:
    path, done = tmp_path / f"run{ending}", []
    render_file(SCORE, LENGTH, path, tags=Tags(TITLE), chapters=CHAPTERS, progress=done.append)
    heard, rate = soundfile.read(path, dtype="float64")
    channels = 1 if ending in (".ogg", ".mp3") else 2
    heard = heard.reshape(LENGTH, -1)
    assert (rate, heard.shape) == (SAMPLE_RATE, (LENGTH, channels))
    exact = expected[:, :channels] / 32768
    error = ((heard - exact) ** 2).sum()
    if ending in (".wav", ".flac"):
        assert error == 0
    else:
        assert 10 * np.log10((exact**2).sum() / error) > 15
        lag = np.argmax(np.correlate(heard[:4800, 0], exact[:4000, 0], "valid"))
        assert lag == 0
    assert done == sorted(done)
    assert done[-1] == 1.0
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("ending", [".ogg", ".mp3"])
def test_ears_that_hear_different_things_stay_apart(tmp_path: Path, ending: str) -> None:
    score = scored(steady(170, 60), ClickStyle("rim", 1, Sides.EARS), 0.0, (), BANK)
    render_file(score, LENGTH, tmp_path / f"run{ending}", tags=Tags(TITLE))
    heard, _ = soundfile.read(tmp_path / f"run{ending}")
    assert heard.shape == (LENGTH, 2)
    second, third = (next(score.timeline.beats(frames(n), LENGTH)).at for n in (0.3, 0.6))
    loud = [np.abs(heard[at : at + 2000]).max(axis=0) for at in (second, third)]
    assert loud[0][1] > 10 * loud[0][0]
    assert loud[1][0] > 10 * loud[1][1]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every name is text")
@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("lame", [True, False])
def test_a_name_that_is_no_text_is_a_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str, *, lame: bool
) -> None:
    if not lame:
        monkeypatch.setattr("cadencecoach.adapters.rendering.find_lame", lambda: None)
    folder = tmp_path / "\udcfc"
    folder.mkdir()
    path = folder / f"\udcff{ending}"
    render_file(SCORE, frames(1), path, tags=Tags(TITLE), chapters=CHAPTERS[:1])
    assert [file.name for file in folder.iterdir()] == [path.name]


@pytest.mark.parametrize("ending", FORMATS)
def test_the_longest_name_that_a_disk_takes_is_taken(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"{'x' * (255 - len(ending))}{ending}"
    render_file(SCORE, frames(1), path, tags=Tags(TITLE))
    assert path.is_file()


@pytest.mark.parametrize("ending", FORMATS)
def test_a_disk_that_refuses_is_told_by_the_name_that_was_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("no device that is always full here")
    path = tmp_path / f"run{ending}"
    monkeypatch.setattr("cadencecoach.adapters.rendering.whole_file", lambda *_, **__: nullcontext(full))  # fmt: skip
    with pytest.raises(ExportError) as refused:
        render_file(SCORE, frames(9), path, tags=Tags(""))
    assert refused.value.message.startswith(f"{path} cannot be written: ")
    assert "System error" not in refused.value.message


def test_two_files_played_one_after_the_other_leave_no_gap(tmp_path: Path) -> None:
    """Each MP3 decodes to just the samples that went in, so a player can join them."""
    for number, length in enumerate((frames(3), Frames(frames(2) + 577), Frames(1))):
        path = tmp_path / f"{number}.mp3"
        render_file(SCORE, length, path, tags=Tags(""))
        assert soundfile.info(path).frames == length


def test_an_mp3_without_lameenc_is_the_same_only_slower(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expected: np.ndarray
) -> None:
    monkeypatch.setitem(sys.modules, "lameenc", None)
    path = tmp_path / "run.mp3"
    render_file(SCORE, LENGTH, path, tags=Tags(TITLE), chapters=CHAPTERS)
    heard, _ = soundfile.read(path)
    assert heard.shape == (LENGTH,)
    assert np.argmax(np.correlate(heard[:4800], expected[:4000, 0] / 32768, "valid")) == 0


def test_title_and_chapters_can_be_read(tmp_path: Path) -> None:
    for ending in FORMATS:
        path = tmp_path / f"run{ending}"
        render_file(SCORE, LENGTH, path, tags=Tags(TITLE), chapters=CHAPTERS)
        if ending == ".wav":
            assert soundfile.SoundFile(path).title == TITLE
            continue
        tags = mutagen.File(path).tags
        if ending == ".mp3":
            found = sorted(tags.getall("CHAP"), key=lambda chapter: chapter.start_time)
            assert [(c.start_time, c.end_time) for c in found] == [
                (0, 4000),
                (4000, 6500),
                (6500, 9003),
            ]
            assert [c.sub_frames["TIT2"].text[0] for c in found] == [name for _, name in CHAPTERS]
            assert tags.getall("CTOC")[0].child_element_ids == [c.element_id for c in found]
            assert tags["TIT2"].text[0] == TITLE
        else:
            assert tags["title"] == [TITLE]
            assert tags["chapter003"] == ["00:00:06.500"]
            assert [tags[f"chapter00{n}name"][0] for n in (1, 2, 3)] == [n for _, n in CHAPTERS]


def test_a_file_that_is_there_is_only_replaced_when_told(tmp_path: Path) -> None:
    path = tmp_path / "run.wav"
    path.write_text("mine")
    with pytest.raises(ExportError, match="there already"):
        render_file(SCORE, LENGTH, path, tags=Tags(TITLE))
    assert path.read_text() == "mine"
    render_file(SCORE, LENGTH, path, tags=Tags(TITLE), force=True)
    assert soundfile.info(path).frames == LENGTH
    assert [file.name for file in tmp_path.iterdir()] == ["run.wav"]


def test_a_file_that_appears_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "run.wav"
    with pytest.raises(ExportError, match="there already"):
        render_file(
            SCORE, LENGTH, path, tags=Tags(TITLE), progress=lambda _: path.write_text("mine")
        )
    assert path.read_text() == "mine"
    assert [file.name for file in tmp_path.iterdir()] == ["run.wav"]


@pytest.mark.parametrize("name", ["run", "run.aac", "no/run.flac", "dir.wav"])
def test_a_place_that_cannot_be_written_is_one_line(tmp_path: Path, name: str) -> None:
    (tmp_path / "dir.wav").mkdir()
    with pytest.raises(ExportError) as caught:
        render_file(SCORE, LENGTH, tmp_path / name, tags=Tags(TITLE), force=True)
    assert "\n" not in caught.value.message
    assert [file.name for file in tmp_path.iterdir()] == ["dir.wav"]


@pytest.mark.parametrize("ending", FORMATS)
def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, ending: str) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8_000, limits[1]))
    try:
        with pytest.raises(ExportError):
            render_file(
                SCORE, LENGTH, tmp_path / f"run{ending}", tags=Tags(TITLE), chapters=CHAPTERS
            )
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert list(tmp_path.iterdir()) == []


def test_a_session_without_chapters_or_title_is_a_file_too(tmp_path: Path) -> None:
    for ending in FORMATS:
        render_file(SCORE, LENGTH, tmp_path / f"run{ending}", tags=Tags(""))
        assert soundfile.info(tmp_path / f"run{ending}").frames == LENGTH
