"""What is heard of a dialogue: its sentences and short sounds become cues, each after the one before."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from cadencecoach.core.diary.pain import ASKED_FLAGS
from cadencecoach.core.events import CueCut, CueKind, CuePlaced, EarconPlaced
from cadencecoach.core.score.earcons import Earcon
from cadencecoach.core.score.lead_times import LEAD
from cadencecoach.core.score.phrases import PRE_ROLL, cue_frames
from cadencecoach.core.values.units import Frame, Frames, frames
from cadencecoach.core.wear.sentences import SIGN
from cadencecoach.core.wear.topics import Dialogue, Topic

PACE: Final = frames(1.5)
"""From one number to the next (product choice: heard, thought of, pressed)."""

_AFTER: Final = frozenset({"ready", "pod"})
"""Said after what is being said, the gate's words above all."""

_BREATH: Final = frames(0.4)
_LOOK: Final = frames(0.2)
"""A number is placed in time, however seldom it is looked whether it is due."""


def ask(d: Dialogue, at: Frame) -> Dialogue:
    """Say what this topic waits for."""
    d = replace(d, asked=d.asked + 1)
    last = () if d.known.last is None else ("wear.last", f"wear.level.{d.known.last.level}")
    words: dict[Topic, tuple[str, ...]] = {
        Topic.FIRST_RUN: ("wear.once.1", "wear.once.2"),
        Topic.BACK: (*last, "wear.back"),
        Topic.RIGHT: (f"wear.level.{d.level}", "wear.right"),
        Topic.LIMPING: ("wear.limping",),
        Topic.SHARP: ("wear.sharp",),
        Topic.LEG: ("wear.leg",),
        Topic.POD: ("wear.pod",),
        Topic.READY: d.ready,
    }
    if d.topic is Topic.SIGN:
        opened = ("wear.signs",) if d.signs == ASKED_FLAGS else ()
        return say(d, "sign", (*opened, SIGN[d.signs[0]]), at)
    if d.topic is Topic.COUNT:
        return say(replace(d, counted=()), "count", ("wear.count",), at)
    return say(d, d.topic.name.lower(), words.get(d.topic, ()), at)


def count_on(d: Dialogue, at: Frame) -> Dialogue:
    """Say the next number, once it is due; up to ten."""
    due = Frame((d.counted[-1] if d.counted else d.quiet_from) + PACE)
    soonest = Frame(at + LEAD + PRE_ROLL)
    if d.counted_all or soonest + _LOOK < due:
        return d
    onset = Frame(max(due, soonest))
    d = _place(d, "level", (f"wear.level.{len(d.counted)}",), onset)
    return replace(d, counted=(*d.counted, onset))


def say(d: Dialogue, name: str, sounds: tuple[str, ...], at: Frame) -> Dialogue:
    """Say something at once; a question that is still being asked is over, a gate's word is not."""
    if not sounds:
        return d
    if name not in _AFTER:
        d = hush(d, at)
    after = d.quiet_from + _BREATH if d.quiet_from > at else at
    return _place(d, name, sounds, Frame(max(after, at + LEAD) + PRE_ROLL))


def _place(d: Dialogue, name: str, sounds: tuple[str, ...], onset: Frame) -> Dialogue:
    known = tuple(sound for sound in sounds if sound in d.book)
    if not known:
        return d  # sounds of another version: the rest is said all the same
    length = Frames(cue_frames(known, {sound: int(d.book[sound].length) for sound in known}))
    number = sum(isinstance(one, CuePlaced) for one in d.edits) + 1
    text = " ".join(d.book[sound].text for sound in known)
    cue = CuePlaced(onset, number, CueKind.STAGE, name, known, text, onset, length, "asked")
    return replace(d, edits=(*d.edits, cue), quiet_from=Frame(onset + length))


def hush(d: Dialogue, at: Frame) -> Dialogue:
    """Fade out what is said from LEAD after `at` on."""
    holds = Frame(at + LEAD)
    cut = {one.number for one in d.edits if isinstance(one, CueCut)}
    speaking = [
        one.number
        for one in d.edits
        if isinstance(one, CuePlaced) and one.at + one.length > holds and one.number not in cut
    ]
    if not speaking:
        return d
    cuts = tuple(CueCut(holds, number, "answered") for number in speaking)
    return replace(d, edits=(*d.edits, *cuts), quiet_from=holds)


def sound(d: Dialogue, earcon: Earcon, at: Frame) -> Dialogue:
    """Answer with a short sound, and be silent for it."""
    if earcon.value not in d.book:
        return d
    d = hush(d, at)
    heard = Frame(at + LEAD)
    until = Frame(max(d.quiet_from, heard + d.book[earcon.value].length))
    return replace(d, edits=(*d.edits, EarconPlaced(heard, earcon.value)), quiet_from=until)
