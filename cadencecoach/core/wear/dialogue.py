"""What is said and waited for before a run without a screen, as a machine: `step` gives it anew.

Frames as in a run: an input carries the frame heard when it came, what is said begins LEAD after
it, and the same inputs give the same dialogue. What was told stands in `told` as it is told.

    topic        once                    twice                  no answer for 20 s
    a sign       no: the next one        yes: told; the gate    asked again
    BACK         as last told; the gate  COUNT                  asked again, then unknown
    COUNT        the number being said   the same               counted again, then unknown
    RIGHT        told; 1 to 5 go on      COUNT                  asked again
    LIMPING      no: SHARP               yes: told; the gate    asked again
    SHARP        no: LEG                 yes: told; the gate    asked again
    LEG          no: the gate            yes: told; the gate    asked again
    GATE         nothing                 nothing                waits for Judged
    POD          READY without it        the same               said again, after 60 s
    READY        RUN                     said again             said again, after 60 s

What is not understood is answered by a short sound, and the question is asked again.

An answer that a gate needs is never made up: a sign, a limp, a sharp pain is asked about until it
is answered. A back that was not rated stays unknown. An hour without any input begins anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from cadencecoach.core.diary.pain import (
    ASKED_FLAGS,
    Pain,
    Quality,
    RedFlag,
    Side,
)
from cadencecoach.core.events import (
    Answer,
    AnswerToAll,
    Command,
    Event,
    FinishAsked,
    GoOnAsked,
    PainNoted,
    WarningSignTold,
    WhereAsked,
)
from cadencecoach.core.programme.pain_memory import NO_RUN_FROM
from cadencecoach.core.run.setup import CueSound
from cadencecoach.core.score.earcons import Earcon
from cadencecoach.core.values.units import Frame, frames
from cadencecoach.core.wear.speaking import ask, count_on, hush, say, sound
from cadencecoach.core.wear.topics import Beforehand, Dialogue, Judged, Outcome, PodFound, Topic

ASKED_AGAIN: Final = frames(20)
"""So long after a question it is asked again (product choice: time to find the button)."""

SAID_AGAIN: Final = frames(60)
"""So long after "ready" it is said again (product choice: who ties a shoe need not wonder)."""

IDLE: Final = frames(3600)
"""So long without an input the day may be another one (product choice: an hour)."""

ASKED_MOST: Final = 2
"""A back that was not rated by then stays unknown (product choice: nobody is there to press)."""

REACTION: Final = frames(0.4)
"""A press so soon after a number began was for the one before (product choice: ear, thumb and radio)."""


def begin(known: Beforehand, book: Mapping[str, CueSound]) -> Dialogue:
    """The dialogue at frame 0; whoever has told a sign is asked nothing more."""
    d = Dialogue(known, book, signs=ASKED_FLAGS if known.ask_signs else (), pod=known.pod)
    return _next(d, Frame(0))


def closing(said: tuple[str, ...], book: Mapping[str, CueSound]) -> Dialogue:
    """Something that is only to be heard."""
    d = say(Dialogue(Beforehand(), book, topic=Topic.END), "sum", said, Frame(0))
    return replace(d, outcome=Outcome.SAID)


def step(d: Dialogue, happened: Event) -> Dialogue:
    """The dialogue after one input: a Command, Judged, PodFound, or any other event as time."""
    if d.outcome is not None:
        return d
    at = happened.at
    match happened:
        case Judged() if d.topic is Topic.GATE and happened.of == len(d.told):
            return _judged(d, happened)
        case PodFound():
            d = replace(d, pod=True)
            return _topic(d, Topic.READY, at) if d.topic is Topic.POD else d
        case Command():
            return _take(replace(d, heard_at=at), happened)
    return _wait(d, at)


# --- what time brings -----------------------------------------------------------------------------


def _wait(d: Dialogue, at: Frame) -> Dialogue:
    if at - d.heard_at >= IDLE:
        return _end(d, Outcome.ANEW, at)
    if d.topic is Topic.FIRST_RUN:
        return _next(d, at) if at >= d.quiet_from else d
    if d.topic is Topic.COUNT and not d.counted_all:
        return count_on(d, at)
    patience = SAID_AGAIN if d.topic in (Topic.POD, Topic.READY) else ASKED_AGAIN
    if d.topic in (Topic.GATE, Topic.END) or at < d.quiet_from + patience:
        return d
    if d.topic in (Topic.BACK, Topic.COUNT) and d.asked >= ASKED_MOST:
        return _topic(d, Topic.GATE, at)
    return ask(d, at)


# --- what is told ---------------------------------------------------------------------------------


def _take(d: Dialogue, asked: Command) -> Dialogue:
    at = asked.at
    match asked:
        case PainNoted(_, level, side, sharp, limping):
            quality = Quality.SHARP if sharp else None
            pain = Pain(level, Side(side) if side else None, quality, limping=limping)
            d = _told(sound(d, Earcon.MARK, at), pain)
            return _topic(d, Topic.GATE, at)
        case WarningSignTold():
            return _sign(d, RedFlag.IN_A_RUN, at)
        case WhereAsked():
            return ask(sound(d, Earcon.GO_ON, at), at)
        case FinishAsked():
            return _end(d, Outcome.LEFT, at)
        case AnswerToAll(_, good):
            return _answer(d, at, once=good)
        case Answer(_, yes):
            return _answer(d, at, once=yes is not _TWICE_IS_YES.get(d.topic, False))
        case GoOnAsked() if d.topic in (Topic.POD, Topic.READY):
            return _answer(d, at, once=True)
    return ask(sound(d, Earcon.NOT_UNDERSTOOD, at), at)


_TWICE_IS_YES: Final = {
    Topic.SIGN: True,
    Topic.LIMPING: True,
    Topic.SHARP: True,
    Topic.LEG: True,
}


def _answer(d: Dialogue, at: Frame, *, once: bool) -> Dialogue:
    begins = once and d.topic is Topic.READY
    heard = Earcon.GO_ON if begins else Earcon.GOOD if once else Earcon.NOT_GOOD
    d = sound(d, heard, at)
    match d.topic:
        case Topic.SIGN:
            return _next(_no_sign(d), at) if once else _sign(d, d.signs[0], at)
        case Topic.BACK if once:
            assert d.known.last is not None
            return _topic(_told(d, d.known.last), Topic.GATE, at)
        case Topic.BACK:
            return _topic(d, Topic.COUNT, at)
        case Topic.COUNT:
            return _counted(d, at)
        case Topic.RIGHT:
            return _right(d, at) if once else _topic(d, Topic.COUNT, at)
        case Topic.LIMPING | Topic.SHARP | Topic.LEG:
            return _detail(d, at, yes=not once)
        case Topic.POD:
            return _topic(d, Topic.READY, at)
        case Topic.READY:
            return _end(d, Outcome.RUN, at) if once else ask(d, at)
    return d


def _no_sign(d: Dialogue) -> Dialogue:
    d = replace(d, signs=d.signs[1:])
    return d if d.signs else replace(d, told=(*d.told, ()))


def _sign(d: Dialogue, flag: RedFlag, at: Frame) -> Dialogue:
    return _topic(replace(d, signs=(), told=(*d.told, (flag,))), Topic.GATE, at)


def _counted(d: Dialogue, at: Frame) -> Dialogue:
    began = [n for n, onset in enumerate(d.counted) if onset + REACTION <= at]
    if not began:
        return d
    return _topic(replace(d, level=began[-1]), Topic.RIGHT, at)


def _right(d: Dialogue, at: Frame) -> Dialogue:
    level = d.level
    assert level is not None
    more = 0 < level < NO_RUN_FROM
    return _topic(_told(d, Pain(level)), Topic.LIMPING if more else Topic.GATE, at)


def _detail(d: Dialogue, at: Frame, *, yes: bool) -> Dialogue:
    assert d.pain is not None
    if not yes:
        after = {Topic.LIMPING: Topic.SHARP, Topic.SHARP: Topic.LEG}
        return _topic(d, after.get(d.topic, Topic.GATE), at)
    quality = {Topic.SHARP: Quality.SHARP, Topic.LEG: Quality.RADIATING}.get(d.topic)
    pain = replace(d.pain, quality=quality, limping=d.topic is Topic.LIMPING)
    return _topic(_told(d, pain), Topic.GATE, at)


def _told(d: Dialogue, pain: Pain) -> Dialogue:
    return replace(d, pain=pain, told=(*d.told, pain))


def _judged(d: Dialogue, judged: Judged) -> Dialogue:
    d = replace(d, ready=judged.ready, heard_at=judged.at)
    d = say(d, "gate", judged.said, judged.at) if judged.said else d
    if not judged.go:
        return replace(d, topic=Topic.END, outcome=Outcome.STAY)
    if d.signs:  # a rating was told in between
        return _topic(d, Topic.SIGN, judged.at)
    return _topic(d, Topic.READY if d.pod else Topic.POD, judged.at)


# --- what comes next ------------------------------------------------------------------------------


def _next(d: Dialogue, at: Frame) -> Dialogue:
    """On to what is to be asked before the gate can answer."""
    if d.signs:
        return _topic(d, Topic.SIGN, at)
    if d.topic is Topic.SIGN:
        return _topic(d, Topic.FIRST_RUN, at)
    if not d.known.ask_back or d.pain is not None:
        return _topic(d, Topic.GATE, at)
    return _topic(d, Topic.COUNT if d.known.last is None else Topic.BACK, at)


def _topic(d: Dialogue, topic: Topic, at: Frame) -> Dialogue:
    return ask(replace(d, topic=topic, asked=0), at)


def _end(d: Dialogue, outcome: Outcome, at: Frame) -> Dialogue:
    return replace(hush(d, at), topic=Topic.END, outcome=outcome)
