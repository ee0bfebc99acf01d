"""A line of text as a command: the one vocabulary of keys, standard input and buttons.

    pause   go on   mute   sound   skip   stay here   finish
    +5   -5                       the target, by up to 99
    volume +   volume -           a step louder or quieter
    check                         the posture check now
    yes   no                      to the open question
    good   not good               to all open questions of the check
    pain 4   pain 4 sharp left    0-10; left, right, centre, both, sharp, limping
    mark pain                     rated afterwards
    warning sign                  ends the run
    where am I                    target, cadence and time left are said

Capitals and spaces do not matter. Each command does the same from wherever it comes; said twice,
pause, go on, mute and sound do nothing the second time.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from typing import Final, Protocol

from cadencecoach.core.events import (
    Answer,
    AnswerToAll,
    Command,
    CueAsked,
    Door,
    FinishAsked,
    FreezeAsked,
    GoOnAsked,
    MuteAsked,
    NotUnderstood,
    PainMarked,
    PainNoted,
    PauseAsked,
    SkipPressed,
    SoundAsked,
    TargetMoved,
    VolumeMoved,
    WarningSignTold,
    WhereAsked,
)
from cadencecoach.core.score.volume import STEP_DB
from cadencecoach.core.values.text import cut, plain
from cadencecoach.core.values.units import Frame


class _Make(Protocol):
    def __call__(self, at: Frame, /, *, door: Door) -> Command: ...


_WORDS: Final[Mapping[str, _Make]] = {
    "pause": PauseAsked,
    "go on": GoOnAsked,
    "yes": partial(Answer, yes=True),
    "no": partial(Answer, yes=False),
    "good": partial(AnswerToAll, good=True),
    "not good": partial(AnswerToAll, good=False),
    "mark pain": PainMarked,
    "warning sign": WarningSignTold,
    "check": CueAsked,
    "where am i": WhereAsked,
    "skip": SkipPressed,
    "stay here": FreezeAsked,
    "volume +": partial(VolumeMoved, by_db=STEP_DB),
    "volume -": partial(VolumeMoved, by_db=-STEP_DB),
    "mute": MuteAsked,
    "sound": SoundAsked,
    "finish": FinishAsked,
}

KNOWN: Final = (*_WORDS, "+5", "-5", "pain 4 sharp left")
"""Every command, those with a number by an example."""

FROM_A_PHONE: Final = (
    *("pause", "go on", "mute", "sound", "check", "good", "not good", "where am i"),
    *("mark pain", "stay here", "-5", "+5", "-1", "+1", "volume -", "volume +"),
)
"""What a phone's page may say: as with buttons nothing that can end a run, since the way to it can
be overheard; and no level of pain, for the same reason."""

_TARGET: Final = re.compile(r"[+-][0-9]{1,2}", re.ASCII)
_LEVEL: Final = re.compile(r"[0-9]|10", re.ASCII)
_SIDES: Final = ("left", "right", "centre", "both")
_LONGEST: Final = 80
"""Cells of a line that is told back."""

_START: Final = Frame(0)


def command_from(line: str, door: Door) -> Command | None:
    """The command of a line, at frame 0; NotUnderstood for any other line, None for an empty one."""
    said = " ".join(plain(line).casefold().split())
    if not said:
        return None
    if said in _WORDS:
        return _WORDS[said](_START, door=door)
    if _TARGET.fullmatch(said):
        return TargetMoved(_START, int(said), door=door)
    word, *more = said.split()
    if word == "pain":
        return _pain(said, more, door)
    return _not_understood(said, f"the commands are: {', '.join(KNOWN)}", door)


def _pain(said: str, words: list[str], door: Door) -> Command:
    if not words or not _LEVEL.fullmatch(words[0]):
        return _not_understood(said, "pain takes a level from 0 to 10: pain 4", door)
    level, *more = words
    sides = [word for word in more if word in _SIDES]
    unknown = [word for word in more if word not in (*_SIDES, "sharp", "limping")]
    if unknown or len(sides) > 1:
        why = f"after the level: one of {', '.join(_SIDES)}; sharp; limping"
        return _not_understood(said, why, door)
    return PainNoted(
        _START, int(level), "".join(sides), "sharp" in more, "limping" in more, door=door
    )


def _not_understood(said: str, why: str, door: Door) -> NotUnderstood:
    return NotUnderstood(_START, cut(said, _LONGEST), why, door=door)
