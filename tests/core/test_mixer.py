"""One renderer: the same samples whatever the blocks, clicks where the beats are, never too loud."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadencecoach.core.events import (
    ClickGated,
    CueCut,
    CueKind,
    CuePlaced,
    EarconPlaced,
    Muted,
    TargetsShifted,
    VolumeChanged,
)
from cadencecoach.core.score.click_sound import ClickStyle, Sides
from cadencecoach.core.score.mixer import CEILING, FADE, FADE_OUT, Bank, Score, fill
from cadencecoach.core.score.phrases import PRE_ROLL, cue_frames
from cadencecoach.core.values.units import Frames, frames
from tests.core.worlds import BANK, BOOK, at, click_styles, scored, steady


def rendered(score: Score, start: int, blocks: list[int]) -> np.ndarray:
    parts = []
    for block in blocks:
        out = np.full((block, 2), 77, np.int16)
        fill(score, out, start)
        start += block
        parts.append(out)
    return np.concatenate(parts)


def cue(onset: float, number: int = 1) -> CuePlaced:
    sounds = ("stage.up", "number.165")
    length = cue_frames(sounds, {sound: BOOK[sound].length for sound in sounds})
    return CuePlaced(
        at(onset), number, CueKind.STAGE, "up", sounds, "", at(onset), Frames(length), ""
    )


@settings(deadline=None, max_examples=30)
@given(click_styles, st.lists(st.integers(1, 9000), min_size=2, max_size=30))
def test_any_blocks_give_the_same_samples(style: ClickStyle, blocks: list[int]) -> None:
    edits = [
        cue(2.118),
        EarconPlaced(at(2.95), "earcon.pause"),
        EarconPlaced(at(3.05), "earcon.mark"),
        VolumeChanged(at(3.1), -9.0),
        CueCut(at(3.9), 1, ""),
        TargetsShifted(at(4.7), 5, ""),
        Muted(at(5), True),
        Muted(at(6), False),
    ]
    score = scored(steady(), style, -3.0, edits, BANK)
    for start in (0, at(1.9), at(3), at(3.8), at(5.9)):
        whole = rendered(score, start, [sum(blocks)])
        assert np.array_equal(rendered(score, start, blocks), whole)


def loudness(click: float, every: int = 1) -> tuple[Score, dict[int, int]]:
    """A score whose click is one sample, so that the recording tells its gain."""
    clips = {sound: np.zeros(c.length, np.int16) for sound, c in BOOK.items()}
    clips |= {f"click.wood.{v}": np.array([click], np.int16) for v in ("plain", "accent", "left", "right")}  # fmt: skip
    score = scored(steady(), ClickStyle("wood", every), 0.0, [cue(60 / 170 * 6)], Bank(clips))
    out = rendered(score, 0, [frames(10)])
    beats = [beat for beat in score.timeline.beats(0, at(9)) if not beat.number % every]
    return score, {beat.number: int(out[beat.at, 0]) for beat in beats}


@pytest.mark.parametrize("every", [1, 2])
def test_clicks_under_speech_go_down_and_none_is_lost(every: int) -> None:
    score, heard = loudness(8000, every)
    end = 60 / 170 * 6 + score.cues[0].end / 48000 - score.cues[0].onset / 48000
    under = {n for n in heard if n >= 6 and n * 60 / 170 < end}
    half = {6 - every, max(under) + every}
    for number, level in heard.items():
        wanted = -12.0 if number in under else -6.0 if number in half else 0.0
        assert abs(20 * np.log10(level / 8000) - wanted) < 0.01


@pytest.mark.parametrize(("more", "gain_db"), [(0, -6.0), (1, -12.0)])
def test_speech_that_ends_at_a_click_does_not_turn_it_down_like_one_beneath_it(
    more: int, gain_db: float
) -> None:
    bank = single(dict.fromkeys(("plain", "accent", "left", "right"), 8000), {"a": 96_000})
    beats = list(scored(steady(), ClickStyle("wood"), 0.0, [], bank).timeline.beats(0, at(5)))
    length = Frames(beats[8].at - beats[5].at + more)
    placed = CuePlaced(beats[5].at, 1, CueKind.STAGE, "a", ("a",), "", beats[5].at, length, "")
    out = rendered(scored(steady(), ClickStyle("wood"), 0.0, [placed], bank), 0, [at(5)])
    assert 20 * np.log10(out[beats[8].at, 0] / 8000) == pytest.approx(gain_db, abs=0.01)


def test_a_short_sound_is_as_loud_as_it_is_turned_while_it_sounds() -> None:
    bank = single(dict.fromkeys(("plain", "accent", "left", "right"), 0), {"b": 9_600}, 10_000)
    edits = [
        VolumeChanged(at(0.5), -6.0),
        EarconPlaced(at(1), "b"),
        VolumeChanged(at(1.1), -12.0),
        VolumeChanged(at(1.2), 0.0),
    ]
    out = rendered(scored(steady(), ClickStyle("wood"), 0.0, edits, bank), 0, [at(2)])[:, 0]
    level = [round(10_000 * 10 ** (gain_db / 20)) for gain_db in (-6.0, -12.0)]
    assert set(out[: at(1)]) == {0}
    assert set(out[at(1) : at(1.1) + 1]) == {level[0]}
    assert set(out[at(1.1) + FADE : at(1.2)]) == {level[1]}
    assert not out[at(1.2) :].any()


def test_a_short_sound_is_heard_at_its_frame_from_wherever_it_is_filled() -> None:
    bank = single(dict.fromkeys(("plain", "accent", "left", "right"), 0), {"b": 9_600}, 10_000)
    score = scored(steady(), ClickStyle("wood"), 0.0, [EarconPlaced(at(1), "b")], bank)
    for start in (0, at(0.5), at(1), at(1.1)):
        heard = np.flatnonzero(rendered(score, start, [at(2)])[:, 0])
        assert (start + heard[0], start + heard[-1]) == (max(start, at(1)), at(1.2) - 1)


def test_left_and_right_go_to_their_ears() -> None:
    out = rendered(
        scored(steady(), ClickStyle("wood", sides=Sides.EARS), 0.0, [], BANK), 0, [96000]
    )
    silent = [int(not out[f : f + 1900, ear].any()) for f, ear in ((16941, 0), (33882, 1))]
    assert silent == [1, 1]


def test_each_step_is_heard_in_its_ear_and_a_new_target_in_both() -> None:
    bank = single({"plain": 1000, "accent": 4000, "left": 2000, "right": 3000})
    score = scored(steady(), ClickStyle("wood", sides=Sides.EARS), 0.0, [], bank)
    out = rendered(score, 0, [frames(20)])
    first, *rest = score.timeline.beats(0, at(20))
    assert out[first.at].tolist() == [4000, 4000]
    assert len(rest) > 40
    for beat in rest:
        assert out[beat.at].tolist() == ([0, 3000] if beat.number % 2 else [2000, 0])


def test_nothing_passes_the_ceiling() -> None:
    clips = {"a": np.full(48000, 32767, np.int16)}
    clips |= {f"click.wood.{v}": np.full(900, -32768, np.int16) for v in ("plain", "accent", "left", "right")}  # fmt: skip
    placed = CuePlaced(at(1), 1, CueKind.STAGE, "a", ("a",), "", at(1), Frames(47520), "")
    out = rendered(scored(steady(), ClickStyle("wood"), 12.0, [placed], Bank(clips)), 0, [120000])
    assert out.max() == CEILING
    assert out.min() == -CEILING


@pytest.mark.parametrize("level", [10_000, -10_000])
def test_a_cut_fades_and_ends(level: int) -> None:
    clips = {"a": np.full(48000, level, np.int16)}
    clips |= {f"click.wood.{v}": np.zeros(4, np.int16) for v in ("plain", "accent", "left", "right")}  # fmt: skip
    edits = [
        CuePlaced(at(1), 1, CueKind.STAGE, "a", ("a",), "", at(1), Frames(47520), ""),
        CueCut(at(1.5), 1, ""),
    ]
    out = rendered(scored(steady(), ClickStyle("wood"), 0.0, edits, Bank(clips)), 0, [96000])[:, 0]
    assert out[at(1) - PRE_ROLL] == level
    assert not out[: at(1) - PRE_ROLL].any()
    fading = [level * (FADE - n) // FADE for n in range(FADE)]
    assert out[at(1.5) : at(1.5) + FADE].tolist() == fading
    assert not out[at(1.5) + FADE :].any()


def test_one_earbud_is_told_what_it_does_not_hear() -> None:
    ears = ClickStyle("wood", sides=Sides.EARS)
    assert ears.with_one_earbud == (
        'with one earbud every second click is not heard: sides = "ears" is for two'
    )
    assert replace(ears, every=2).with_one_earbud == (
        'with one earbud, the right, no click is heard: sides = "ears" is for two'
    )
    for sides in (Sides.OFF, Sides.TONES):
        assert not replace(ears, sides=sides).apart
        assert replace(ears, sides=sides).with_one_earbud == ""


def test_a_click_that_goes_gets_quieter_with_each_step_and_is_gone() -> None:
    bank = single(dict.fromkeys(("plain", "accent", "left", "right"), 8000))
    edits = [ClickGated(at(5), False, "")]
    score = scored(steady(), ClickStyle("wood"), 0.0, edits, bank)
    out = rendered(score, 0, [frames(30)])
    levels = {beat.at: int(out[beat.at, 0]) for beat in score.timeline.beats(0, at(30))}
    assert {level for frame, level in levels.items() if frame < at(5)} == {8000}
    going = [level for frame, level in levels.items() if at(5) < frame < at(5) + FADE_OUT]
    assert len(going) > 5
    assert going == sorted(set(going), reverse=True)
    assert 8000 > going[0] > going[-1] > 0
    assert not any(level for frame, level in levels.items() if frame >= at(5) + FADE_OUT)


def single(
    voice: dict[str, int], others: Mapping[str, int] = MappingProxyType({}), level: int = 0
) -> Bank:
    """Clicks of one sample each, so that a recording tells which one it was; others by length."""
    clips = {f"click.wood.{v}": np.array([each], np.int16) for v, each in voice.items()}
    return Bank(clips | {name: np.full(n, level, np.int16) for name, n in others.items()})


def test_on_every_second_step_one_side_is_heard_throughout() -> None:
    bank = single({"plain": 1000, "accent": 4000, "left": 2000, "right": 3000})
    for sides in (Sides.TONES, Sides.EARS):
        score = scored(steady(), ClickStyle("wood", 2, sides), 0.0, [], bank)
        out = rendered(score, 0, [frames(20)])
        heard = [
            out[beat.at].tolist() for beat in score.timeline.beats(1, at(20)) if not beat.number % 2
        ]
        assert len(heard) > 20
        assert {tuple(one) for one in heard} == {(2000, 0 if sides is Sides.EARS else 2000)}


@given(st.lists(st.integers(1, 9), min_size=1, max_size=4), st.sampled_from((1, 2)))
def test_each_new_target_is_heard_in_one_accent(shifts: list[int], every: int) -> None:
    edits = [TargetsShifted(at(3.3 + 5 * n), sum(shifts[: n + 1]), "") for n in range(len(shifts))]
    bank = single({"plain": 1000, "accent": 4000, "left": 2000, "right": 3000})
    score = scored(steady(), ClickStyle("wood", every), 0.0, edits, bank)
    out = rendered(score, 0, [frames(30)])[:, 0]
    assert np.count_nonzero(out == 4000) == 1 + len(shifts)
    assert np.count_nonzero(out) == -(-len(list(score.timeline.beats(0, frames(30)))) // every)


def test_turning_it_down_is_heard_in_the_sentence_being_spoken() -> None:
    clips = {"a": np.full(96000, 10000, np.int16)}
    clips |= {f"click.wood.{v}": np.zeros(4, np.int16) for v in ("plain", "accent", "left", "right")}  # fmt: skip
    edits = [
        CuePlaced(at(1), 1, CueKind.STAGE, "a", ("a",), "", at(1), Frames(95520), ""),
        VolumeChanged(at(1.5), -6.0),
        VolumeChanged(at(2), -12.0),
    ]
    out = rendered(scored(steady(), ClickStyle("wood"), 0.0, edits, Bank(clips)), 0, [144000])[:, 0]
    assert out[at(1.5)] == 10000
    assert out[at(1.5) + FADE] == round(10000 * 10 ** (-6 / 20))
    assert out[at(2) + FADE] == round(10000 * 10 ** (-12 / 20))
    assert np.all(np.diff(out[at(1.5) : at(2.5)].astype(int)) <= 0)
    assert np.abs(np.diff(out[at(1.2) : at(2.5)].astype(int))).max() < 20  # no edge to be heard
