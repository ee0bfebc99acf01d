"""A phone into a run: its words are commands with their door, and it sees nothing of the back."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from dataclasses import asdict
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadencecoach.adapters.audio.silent import NullOut
from cadencecoach.adapters.clock import SystemClock
from cadencecoach.app.run import phone as phones
from cadencecoach.app.run.phone import PhoneScreen, phone_screen, run_shown
from cadencecoach.core import events as ev
from cadencecoach.core.control.words import FROM_A_PHONE, KNOWN, command_from
from cadencecoach.core.run.engine import begin, step
from cadencecoach.core.run.view import RunView
from cadencecoach.core.values.units import Frame, frames
from cadencecoach.errors import ConfigError
from cadencecoach.ports import RunShown
from cadencecoach.session import Session
from tests.app.test_presses import Log
from tests.core.worlds import BANK, at, setup, short_plan


class Pocket:
    """A phone that a test presses."""

    def __init__(self) -> None:
        self.shown: list[RunShown] = []
        self.say: Callable[[str], None] = lambda _word: None
        self.closed = False

    def open(self, say: Callable[[str], None]) -> None:
        self.say = say

    def show(self, now: RunShown) -> None:
        self.shown.append(now)

    async def close(self) -> None:
        self.closed = True


async def run_with(said: dict[float, str]) -> tuple[Pocket, Log]:
    pocket, log, words = Pocket(), Log(), dict(said)
    session = Session(setup(short_plan(60)), BANK, NullOut(SystemClock(), None), None, log)
    screen = PhoneScreen(pocket)
    screen.open(session)

    def see(now: RunView) -> None:
        screen.show(now.frame)
        for at_s in [at_s for at_s in words if now.frame >= frames(at_s)]:
            pocket.say(words.pop(at_s))

    await session.run(see)
    await screen.close()
    return pocket, log


async def test_its_words_are_commands_with_their_door() -> None:
    pocket, log = await run_with(dict(enumerate(FROM_A_PHONE, start=20)))
    asked = [one for one in log.events if isinstance(one, ev.Command)]
    assert {one.door for one in asked} == {ev.Door.PHONE}
    assert len(asked) == len(FROM_A_PHONE)
    assert not any(isinstance(one, ev.NotUnderstood) for one in asked)
    assert pocket.closed


async def test_it_is_told_each_second_and_each_change_and_no_more() -> None:
    pocket, _ = await run_with({20: "pause", 23: "go on", 30: "mute", 31: "sound"})
    assert all(one != other for one, other in pairwise(pocket.shown))
    assert len(pocket.shown) <= 100 + 10, "100 s of running, and what was asked for"
    assert any(one.stands for one in pocket.shown)
    assert any(one.muted for one in pocket.shown)
    assert (pocket.shown[-1].state, pocket.shown[-1].time) == ("finished", "1:40")


def test_nothing_it_may_say_can_end_a_run_or_tells_of_the_back() -> None:
    kinds = {type(command_from(word, ev.Door.PHONE)) for word in FROM_A_PHONE}
    may_not = {ev.FinishAsked, ev.SkipPressed, ev.WarningSignTold, ev.PainNoted, ev.NotUnderstood}
    assert not kinds & may_not
    left_out = {type(command_from(word, ev.Door.PHONE)) for word in KNOWN} - kinds
    assert left_out == (may_not | {ev.Answer}) - {ev.NotUnderstood}


@given(st.lists(st.tuples(st.floats(0, 59), st.sampled_from(FROM_A_PHONE)), max_size=30))
def test_no_words_of_a_phone_end_a_run_early(said: list[tuple[float, str]]) -> None:
    state = begin(setup(short_plan(60)))
    for at_s, word in sorted(said):
        command = command_from(word, ev.Door.PHONE)
        assert command is not None
        for one in (ev.Tick(at(at_s)), command.heard_at(at(at_s))):
            state, _ = step(state, one)
        assert state.finished is None or state.finished.reason is ev.EndReason.COMPLETE


@pytest.mark.parametrize("level", [0, 4, 8])
def test_it_sees_nothing_of_the_back(level: int) -> None:
    told, untold = begin(setup(short_plan(60))), begin(setup(short_plan(60)))
    told, _ = step(told, ev.PainNoted(at(5), level, "left", door=ev.Door.KEYS))
    untold, _ = step(untold, ev.Tick(at(5)))
    now = Frame(at(5) + frames(0.1))
    shown = run_shown(told, now)
    differs = {
        name for name, value in asdict(run_shown(untold, now)).items()
        if value != asdict(shown)[name]
    }  # fmt: skip
    assert differs <= {"stands"}, "that it will stop is felt, not why"


def test_how_to_come_by_a_missing_package_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phones, "find_spec", lambda name: None if name == "segno" else builtins)
    with pytest.raises(ConfigError) as refused:
        phone_screen()
    assert refused.value.hint.endswith("pip install segno websockets")


def test_a_machine_without_a_network_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cadencecoach.adapters.phone.private_address._own_addresses", lambda: ["127.0.0.1"])  # fmt: skip
    with pytest.raises(ConfigError, match="no private address"):
        phone_screen()


def test_an_address_that_cannot_be_had_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cadencecoach.adapters.phone.private_address._own_addresses", lambda: ["10.254.254.253"])  # fmt: skip
    with pytest.raises(ConfigError, match="cannot serve a page on"):
        phone_screen()


async def test_the_way_to_it_says_what_can_be_overheard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cadencecoach.adapters.phone.private_address.private_address", lambda: "127.0.0.1")  # fmt: skip
    screen, invitation = phone_screen()
    await screen.close()
    assert "http://127.0.0.1:" in invitation
    assert "Not encrypted" in invitation
    lines = invitation.splitlines()
    assert len(lines) <= 22, "with the line that waits it fits on 24"
    assert max(map(len, lines)) < 80
