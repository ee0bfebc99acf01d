"""Buttons into a run: presses become commands with their door, and what plays is told truly and seldom."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from cadencecoach.adapters.audio.silent import NullOut
from cadencecoach.adapters.buttons.known import KnownEarphones
from cadencecoach.adapters.clock import SystemClock
from cadencecoach.app.run.presses import PressedRun, now_playing
from cadencecoach.core import events as ev
from cadencecoach.core.control.presses import MediaKey
from cadencecoach.core.control.words import FROM_A_PHONE
from cadencecoach.core.run.engine import begin, step
from cadencecoach.core.run.state import State
from cadencecoach.core.run.view import RunView
from cadencecoach.core.score.lead_times import LEAD
from cadencecoach.core.values.units import Frame, frames
from cadencecoach.ports import NowPlaying, Playback
from cadencecoach.session import Session
from tests.core.worlds import BANK, at, inputs, setup, short_plan
from tests.doors import LINES, Asked, check

EARPHONES = "AA:BB:CC:DD:EE:FF"


class Hand:
    """Buttons that a test presses."""

    def __init__(self) -> None:
        self.shown: list[NowPlaying] = []
        self.on_key: Callable[[MediaKey, str], None] = lambda _key, _address: None
        self.closed = False

    def open(self, on_key: Callable[[MediaKey, str], None]) -> None:
        self.on_key = on_key

    def show(self, now: NowPlaying) -> None:
        self.shown.append(now)

    async def close(self) -> None:
        self.closed = True


class Log:
    def __init__(self) -> None:
        self.events: list[ev.Event] = []

    def append(self, events: Sequence[ev.Event]) -> None:
        self.events += events

    def reached(self, at: Frame) -> None: ...


async def run_with(folder: Path, pressed: dict[float, MediaKey]) -> tuple[Hand, Log]:
    hand, log, keys = Hand(), Log(), dict(pressed)
    session = Session(setup(short_plan(60)), BANK, NullOut(SystemClock(), None), None, log)
    buttons = PressedRun(hand, KnownEarphones(folder))
    buttons.open(session)

    def see(view: RunView) -> None:
        buttons.show(view.frame)
        for at_s in [at_s for at_s in keys if view.frame >= frames(at_s)]:
            hand.on_key(keys.pop(at_s), EARPHONES)

    await session.run(see)
    await buttons.close()
    return hand, log


async def test_presses_are_commands_with_their_door(tmp_path: Path) -> None:
    hand, log = await run_with(
        tmp_path,
        {
            20: MediaKey.PAUSE,
            23: MediaKey.PLAY,
            26: MediaKey.NEXT,
            33: MediaKey.PLAY_PAUSE,
            40: MediaKey.PLAY,
        },
    )
    asked = [one for one in log.events if isinstance(one, ev.Command)]
    assert {one.door for one in asked} == {ev.Door.BUTTONS}
    assert [type(one) for one in asked][:3] == [ev.PauseAsked, ev.GoOnAsked, ev.CueAsked]
    assert hand.closed
    assert KnownEarphones(tmp_path).that_pause() == {EARPHONES}


async def test_a_press_after_the_question_answers_both_of_its_parts(tmp_path: Path) -> None:
    _, log = await run_with(tmp_path, {22: MediaKey.NEXT})
    spoken = next(one for one in log.events if isinstance(one, ev.QuestionSpoken))
    _, log = await run_with(tmp_path, {22: MediaKey.NEXT, spoken.at / 48000 + 2: MediaKey.NEXT})
    answers = [one.yes for one in log.events if isinstance(one, ev.QuestionAnswered)]
    assert answers == [True, True]


async def test_what_plays_is_told_at_stages_and_pauses_only(tmp_path: Path) -> None:
    hand, log = await run_with(tmp_path, {20: MediaKey.PAUSE, 23: MediaKey.PLAY})
    assert len(hand.shown) <= 9
    stages = [one for one in log.events if isinstance(one, ev.StageBegan)]
    assert [now.title for now in hand.shown if now.playback is Playback.PLAYING][:2] == [
        "warm-up", "160 a minute",
    ]  # fmt: skip
    paused = next(now for now in hand.shown if now.playback is Playback.PAUSED)
    assert paused.title == "160 a minute"
    assert len(hand.shown) == len(stages) + 3, "and the end"
    assert all(0 <= now.position_s <= now.length_s for now in hand.shown)


@settings(deadline=None, max_examples=100)
@given(inputs(until_s=130, most=16), st.booleans())
def test_whatever_happens_what_plays_can_be_told(happened: list[ev.Input], ended: bool) -> None:
    state = begin(setup())
    if ended:
        happened = [*happened, ev.FinishAsked(at(131))]
    for one in [*happened, ev.Tick(at(140))]:
        while not state.over and state.look_at < one.at:
            state, _ = step(state, ev.Tick(state.look_at))
            check_told(state, Frame(state.look_at))
        state, _ = step(state, one)
        check_told(state, one.at)


def check_told(state: State, frame: Frame) -> None:
    now = now_playing(state, Frame(frame + LEAD))
    assert now.length_s >= 0
    assert now.position_s >= 0
    over = state.finished is not None and frame + LEAD >= state.finished.at
    assert not over or now.playback is Playback.STOPPED


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.tuples(st.floats(0.01, 9), st.sampled_from(MediaKey), st.just(ev.Door.BUTTONS))
        | st.tuples(
            st.floats(0.01, 9),
            st.sampled_from(LINES),
            st.sampled_from([ev.Door.KEYS, ev.Door.STANDARD_INPUT]),
        )
        | st.tuples(st.floats(0.01, 9), st.sampled_from(FROM_A_PHONE), st.just(ev.Door.PHONE)),
        max_size=30,
    )
)
def test_four_doors_at_once_never_raise_and_none_ends_a_run_but_by_its_word(
    asked: list[Asked],
) -> None:
    check(asked)
