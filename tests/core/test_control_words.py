"""The vocabulary: each line is one command, whoever writes it, and no line raises."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadencecoach.core import events as ev
from cadencecoach.core.control.words import KNOWN, command_from
from cadencecoach.core.values.text import width
from tests.core.worlds import at

DOOR = ev.Door.STANDARD_INPUT
ZERO = at(0)


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("pause", ev.PauseAsked(ZERO, door=DOOR)),
        ("  Go   ON \n", ev.GoOnAsked(ZERO, door=DOOR)),
        ("yes", ev.Answer(ZERO, yes=True, door=DOOR)),
        ("no", ev.Answer(ZERO, yes=False, door=DOOR)),
        ("good", ev.AnswerToAll(ZERO, good=True, door=DOOR)),
        ("not good", ev.AnswerToAll(ZERO, good=False, door=DOOR)),
        ("mark pain", ev.PainMarked(ZERO, door=DOOR)),
        ("pain 0", ev.PainNoted(ZERO, 0, door=DOOR)),
        ("pain 10", ev.PainNoted(ZERO, 10, door=DOOR)),
        ("pain 4 sharp left", ev.PainNoted(ZERO, 4, "left", sharp=True, door=DOOR)),
        ("pain 4 both limping", ev.PainNoted(ZERO, 4, "both", limping=True, door=DOOR)),
        ("warning sign", ev.WarningSignTold(ZERO, door=DOOR)),
        ("check", ev.CueAsked(ZERO, door=DOOR)),
        ("where am I", ev.WhereAsked(ZERO, door=DOOR)),
        ("skip", ev.SkipPressed(ZERO, door=DOOR)),
        ("stay here", ev.FreezeAsked(ZERO, door=DOOR)),
        ("+5", ev.TargetMoved(ZERO, 5, door=DOOR)),
        ("-12", ev.TargetMoved(ZERO, -12, door=DOOR)),
        ("volume +", ev.VolumeMoved(ZERO, 2.0, door=DOOR)),
        ("volume -", ev.VolumeMoved(ZERO, -2.0, door=DOOR)),
        ("mute", ev.MuteAsked(ZERO, door=DOOR)),
        ("sound", ev.SoundAsked(ZERO, door=DOOR)),
        ("finish", ev.FinishAsked(ZERO, door=DOOR)),
    ],
)
def test_a_line_is_its_command(line: str, command: ev.Command) -> None:
    assert command_from(line, DOOR) == command


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("pain", "a level from 0 to 10"),
        ("pain 11", "a level from 0 to 10"),
        ("pain ٤", "a level from 0 to 10"),
        ("pain 4 left right", "one of left, right"),
        ("pain 4 very", "one of left, right"),
        ("+500", "the commands are: pause, go on"),
        ("quit", "the commands are: pause, go on"),
        ("\x1b[31mpause now", "the commands are: pause, go on"),
    ],
)
def test_any_other_line_is_told_back_with_what_would_do(line: str, why: str) -> None:
    told = command_from(line, DOOR)
    assert isinstance(told, ev.NotUnderstood)
    assert why in told.why
    assert "\x1b" not in told.text


def test_an_empty_line_is_nothing() -> None:
    assert command_from(" \t\r\n", DOOR) is None


@settings(max_examples=40)
@given(st.text() | st.lists(st.sampled_from([*" ".join(KNOWN).split(), "11", "+"])).map(" ".join))
def test_no_line_raises_and_what_is_told_back_is_short(line: str) -> None:
    command = command_from(line, DOOR)
    assert command is None or command.door is DOOR
    if isinstance(command, ev.NotUnderstood):
        assert width(command.text) <= 80


def test_every_command_that_is_named_is_one() -> None:
    assert not any(isinstance(command_from(line, DOOR), ev.NotUnderstood) for line in KNOWN)
