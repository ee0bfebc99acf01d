"""The one renderer: a score and a place in it give the same samples, whatever the block sizes.

Clips are whole numbers, scaled part by part, and added up in 32 bits, so the order of blocks
and the machine do not matter: live, exported and tested sound are equal bit for bit (law 2).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from cadencecoach.core.events import (
    ClickGated,
    CueCut,
    CuePlaced,
    EarconPlaced,
    Edit,
    Muted,
    VolumeChanged,
)
from cadencecoach.core.plan.plan import ClickMode
from cadencecoach.core.score.click_sound import ClickStyle, Sides, click_sound
from cadencecoach.core.score.phrases import PHRASE_GAP, PRE_ROLL
from cadencecoach.core.score.timeline import Beat, Timeline

CEILING: Final = round(32767 * 10 ** (-1 / 20))
"""No sample passes -1 dBFS, whatever is turned up (choice: ceiling of sound)."""

FADE: Final = 480
"""A cue that is cut fades out over 10 ms; one that is turned up or down goes there as fast."""

FADE_OUT: Final = 4 * 48_000
FADE_OUT_DB: Final = -24.0
"""A click that is not needed any more goes over 4 s and 24 dB (product choice: gone at once, it sounds like
a fault)."""

T = TypeVar("T")

_REACH: Final = 72_000
"""Clicks further apart than 1.5 s are no neighbours to a ducked one."""


class Bank:
    """Clips by id, read in parts at a gain, so that no second copy of a clip is kept."""

    def __init__(self, clips: Mapping[str, NDArray[np.int16]]) -> None:
        self._clips = clips

    def part(self, sound: str, gain_db: float, first: int, last: int) -> NDArray[np.int32]:
        """The mono samples of a sound from `first` up to `last`; the gain goes by hundredths."""
        factor = np.float64(10 ** (round(gain_db * 100) / 2000))
        return np.rint(self._clips[sound][first:last] * factor).astype(np.int32)

    def frames(self, sound: str) -> int:
        """The length of a sound in frames."""
        return len(self._clips[sound])


@dataclass(frozen=True, slots=True)
class _Spoken:
    """A cue on the timeline; it speaks from `onset` to `end`, or fades out from `cut` on."""

    onset: int
    end: int
    cut: int | None
    parts: tuple[tuple[int, str], ...]
    """Where each sound's file begins, and which it is."""

    gains: tuple[tuple[int, float], ...]
    """Its volume from its first frame on, and each change while it speaks."""

    @property
    def sounds_until(self) -> int:
        return self.end if self.cut is None else min(self.end, self.cut + FADE)

    def covers(self, frame: int, seen_from: int) -> bool:
        """Whether it speaks at `frame`, as far as was decided at `seen_from`.

        A click stays as loud as it was when a cue after it was planned, though that cue was taken
        back later: what may have been heard does not change (law 4).
        """
        end = self.end if self.cut is None or seen_from < self.cut else min(self.end, self.cut)
        return self.onset <= frame < end


@dataclass(frozen=True, slots=True)
class _Earcon:
    """A short sound that answers the runner; nothing goes down for it."""

    at: int
    end: int
    sound: str
    gains: tuple[tuple[int, float], ...]
    """Its volume from its first frame on, and each change while it sounds, in its own frames."""


@dataclass(frozen=True, slots=True, eq=False)
class Score:
    """All that will be heard, as far as it is decided; immutable."""

    timeline: Timeline
    click_style: ClickStyle
    bank: Bank
    gates: tuple[tuple[int, bool], ...]
    mutes: tuple[tuple[int, bool], ...]
    volumes: tuple[tuple[int, float], ...]
    cues: tuple[_Spoken, ...]
    earcons: tuple[_Earcon, ...]
    longest_click: int = field(default=0)

    def sounding(self, at: int) -> bool:
        """Whether a click at this frame would sound: not gated, not muted."""
        return _step(self.gates, at) and not _step(self.mutes, at)

    def level_db(self, beat: Beat) -> float | None:
        """How loud the click of a beat is against the volume; None is not at all."""
        if beat.number % self.click_style.every or _step(self.mutes, beat.at):
            return None
        gated_at, sounding = self.gates[_index(self.gates, beat.at)]
        if sounding:
            return 0.0
        into = beat.at - gated_at
        if gated_at == 0 or into >= FADE_OUT:
            return None
        return FADE_OUT_DB * into / FADE_OUT


def compose(
    timeline: Timeline,
    click: ClickMode,
    style: ClickStyle,
    volume_db: float,
    edits: Sequence[Edit],
    bank: Bank,
) -> Score:
    """The score of a plan laid out with the edits made so far; the same ones give the same samples."""
    gates: list[tuple[int, bool]] = [(0, click is not ClickMode.NEVER)]
    mutes: list[tuple[int, bool]] = [(0, False)]
    volumes: list[tuple[int, float]] = [(0, volume_db)]
    placed: list[CuePlaced] = []
    cuts: dict[int, int] = {}
    answers: list[EarconPlaced] = []
    for edit in edits:
        match edit:
            case ClickGated(at, sounding):
                gates.append((at, sounding))
            case Muted(at, muted):
                mutes.append((at, muted))
            case VolumeChanged(at, volume):
                volumes.append((at, volume))
            case CuePlaced():
                placed.append(edit)
            case CueCut(at, number):
                cuts[number] = at
            case EarconPlaced():
                answers.append(edit)
    spoken = tuple(_speak(cue, cuts.get(cue.number), bank, volumes) for cue in placed)
    return Score(
        timeline,
        style,
        bank,
        tuple(gates),
        tuple(mutes),
        tuple(volumes),
        spoken,
        tuple(_sound(one, bank, volumes) for one in answers),
        max(bank.frames(click_sound(style.voice, v)) for v in ("plain", "accent", "left", "right")),
    )


def _speak(
    cue: CuePlaced, cut: int | None, bank: Bank, volumes: Sequence[tuple[int, float]]
) -> _Spoken:
    parts: list[tuple[int, str]] = []
    begins, end = cue.at - PRE_ROLL, cue.at + cue.length
    at = begins
    for sound in cue.sounds:
        parts.append((at, sound))
        at += bank.frames(sound) + PHRASE_GAP
    return _Spoken(cue.at, end, cut, tuple(parts), _turned(volumes, begins, end))


def _sound(placed: EarconPlaced, bank: Bank, volumes: Sequence[tuple[int, float]]) -> _Earcon:
    end = placed.at + bank.frames(placed.sound)
    gains = tuple((at - placed.at, gain) for at, gain in _turned(volumes, placed.at, end))
    return _Earcon(placed.at, end, placed.sound, gains)


def _turned(
    volumes: Sequence[tuple[int, float]], begins: int, end: int
) -> tuple[tuple[int, float], ...]:
    """The volume at which something begins, and each change before its end."""
    turned = ((at, volume_db) for at, volume_db in volumes if begins < at < end)
    return (begins, _step(volumes, begins)), *turned


def _index(steps: Sequence[tuple[int, T]], at: int) -> int:
    return max(0, bisect_right(steps, at, key=lambda step: step[0]) - 1)


def _step(steps: Sequence[tuple[int, T]], at: int) -> T:
    return steps[_index(steps, at)][1]


def fill(score: Score, out: NDArray[np.int16], start: int) -> None:
    """Render `len(out)` frames from session frame `start` into `out`, of shape (n, 2).

    Session frames before 0 and after the end are silence. Every sample of `out` is written.
    """
    end = start + len(out)
    mix = np.zeros((len(out), 2), np.int32)
    _mix_clicks(score, mix, start, end)
    for cue in score.cues:
        if cue.onset - PRE_ROLL < end and cue.sounds_until > start:
            _mix_cue(score.bank, cue, mix, start)
    for one in score.earcons:
        if one.at < end and one.end > start:
            _add(score.bank, one.sound, one.gains, mix, one.at - start)
    np.clip(mix, -CEILING, CEILING, out=mix)
    out[:] = mix


def _mix_clicks(score: Score, mix: NDArray[np.int32], start: int, end: int) -> None:
    first = start - score.longest_click
    spoken = [cue for cue in score.cues if cue.onset < end + _REACH and cue.end > first - _REACH]
    before: int | None = None
    accent = False
    for beat in score.timeline.beats(first - _REACH, end):
        accent = accent or beat.accent
        if beat.number % score.click_style.every:
            continue  # where its step has no click, the next one tells of the new target
        level_db = score.level_db(beat)
        if beat.at > first and level_db is not None:
            duck_db = _duck(score.click_style, spoken, beat, before)
            gain_db = _step(score.volumes, beat.at) + level_db - duck_db
            _add_click(score, beat, gain_db, mix, start, accent=accent)
        before, accent = beat.at, False


def _duck(style: ClickStyle, spoken: Sequence[_Spoken], beat: Beat, before: int | None) -> float:
    """How far a click goes down: under speech, half next to it (choice: ducking).

    The click after it is where it was expected when this one was heard.
    """
    after = beat.at + round(beat.interval * style.every)
    if any(cue.covers(beat.at, beat.at) for cue in spoken):
        return style.duck_db
    if any(cue.covers(after, beat.at) for cue in spoken):
        return style.duck_db / 2
    if before is not None and beat.at - before < _REACH:
        return style.duck_db / 2 if any(cue.covers(before, beat.at) for cue in spoken) else 0.0
    return 0.0


def _add_click(
    score: Score, beat: Beat, gain_db: float, mix: NDArray[np.int32], start: int, *, accent: bool
) -> None:
    left = beat.number % 2 == 0
    if accent:
        variant = "accent"
    elif score.click_style.sides is Sides.OFF:
        variant = "plain"
    else:
        variant = "left" if left else "right"
    ears = score.click_style.sides is Sides.EARS and not accent
    heard = mix if not ears else mix[:, :1] if left else mix[:, 1:]
    sound = click_sound(score.click_style.voice, variant)
    _add(score.bank, sound, ((beat.at, gain_db),), heard, beat.at - start)


def _mix_cue(bank: Bank, cue: _Spoken, mix: NDArray[np.int32], start: int) -> None:
    for at, sound in cue.parts:
        cut = None if cue.cut is None else cue.cut - at
        gains = tuple((turned - at, gain_db) for turned, gain_db in cue.gains)
        _add(bank, sound, gains, mix, at - start, cut)


def _add(
    bank: Bank,
    sound: str,
    gains: Sequence[tuple[int, float]],
    mix: NDArray[np.int32],
    at: int,
    cut: int | None = None,
) -> None:
    """What of a sound that begins at frame `at` of a block falls into it, in all its channels.

    `gains` are steps in frames of the sound; the first rules from its beginning, a later one comes
    over FADE. From frame `cut` of the sound on it falls to nothing in a straight line, over FADE.
    """
    first, last = max(0, -at), min(bank.frames(sound), len(mix) - at)
    if first >= last:
        return
    samples = bank.part(sound, gains[0][1], first, last)
    for turned, gain_db in gains[1:]:
        begin = max(first, turned)
        if begin < last:
            after = bank.part(sound, gain_db, begin, last)
            weights = np.clip(np.arange(begin - turned, last - turned), 0, FADE)
            before = samples[begin - first :]
            samples[begin - first :] = (before * (FADE - weights) + after * weights) // FADE
    if cut is not None:
        weights = np.clip(cut + FADE - np.arange(first, last), 0, FADE)
        samples = (samples * weights // FADE).astype(np.int32)
    mix[at + first : at + last] += samples[:, np.newaxis]
