"""Presses of buttons become commands of a run, and the run is shown to whoever pressed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from cadencecoach.core.control.presses import MediaKey, Presses, RunNow
from cadencecoach.core.control.words import command_from
from cadencecoach.core.events import Door, Input
from cadencecoach.core.run.where import as_planned, whole
from cadencecoach.core.score.lead_times import LEAD
from cadencecoach.core.values.units import SAMPLE_RATE, Frame, seconds
from cadencecoach.ports import NowPlaying, Playback

if TYPE_CHECKING:
    from cadencecoach.adapters.buttons.known import KnownEarphones
    from cadencecoach.core.run.state import State
    from cadencecoach.ports import Buttons
    from cadencecoach.session import Session


def now_playing(state: State, at: Frame) -> NowPlaying:
    """What a media player would show: the target, and how far the stage has come."""
    planned, stages = as_planned(state, at), state.setup.plan.stages
    span = planned.span_at(at)
    if span.stage >= len(stages):
        return NowPlaying(Playback.STOPPED, "", 0.0, 0.0)
    spans = [one for one in planned.spans if one.stage == span.stage]
    began, ends = spans[0].running, min(spans[-1].running_end, whole(planned, len(stages)))
    title = stages[span.stage].kind.value
    if span.target_spm is not None:
        title = f"{span.target_spm} a minute"
    return NowPlaying(
        Playback.PAUSED if state.can_go_on else Playback.PLAYING,
        title,
        max(0.0, seconds(ends - began)),
        max(0.0, seconds(planned.running_at(at) - began)),
    )


def obey(said: Iterable[str], command: Callable[[Callable[[Frame], Input]], object]) -> None:
    """Hand what buttons said to whoever takes commands."""
    for words in said:
        meant = command_from(words, Door.BUTTONS)
        assert meant is not None
        command(meant.heard_at)


def call_when_due(due: Frame | None, at: Frame, tick: Callable[[], object]) -> None:
    """Call `tick` once a press that stays single takes effect, where there is one at `at`."""
    if due is not None:
        left_s = (due - at) / SAMPLE_RATE
        asyncio.get_running_loop().call_later(max(left_s, 0.01), tick)


class PressedRun:
    """The buttons of one run, from `open` to `close`."""

    def __init__(self, buttons: Buttons, known: KnownEarphones) -> None:
        self._buttons = buttons
        self._known = known
        self._presses = Presses()
        self._session: Session | None = None
        self._told: tuple[object, ...] = ()

    def open(self, session: Session) -> None:
        """Begin to listen."""
        self._session = session
        self._presses = Presses(self._known.that_pause())
        self._buttons.open(self._press)

    async def close(self) -> None:
        """Listen no more, and remember what was learnt of the earphones."""
        await self._buttons.close()
        await asyncio.to_thread(self._known.keep, self._presses.knows_pause)

    def show(self, at: Frame) -> None:
        """Tell what plays, at a new stage, another target, a pause; never each second."""
        assert self._session is not None
        state = self._session.state
        at = Frame(at + LEAD)  # what was asked for holds from there
        span = state.timeline.span_at(at)
        told = (span.stage, span.target_spm, state.can_go_on)
        if told != self._told:
            self._told = told
            self._buttons.show(now_playing(state, at))

    def _press(self, key: MediaKey, address: str) -> None:
        assert self._session is not None
        at, state = self._session.ear_frame(), self._session.state
        now = RunNow(state.can_go_on, state.answer_expected(at))
        self._presses, said = self._presses.press(key, at, now, address)
        self._obey(said)

    def _tick(self) -> None:
        assert self._session is not None
        self._presses, said = self._presses.tick(self._session.ear_frame())
        self._obey(said)

    def _obey(self, said: Iterable[str]) -> None:
        assert self._session is not None
        session = self._session
        obey(said, session.command)
        call_when_due(self._presses.due, session.ear_frame(), self._tick)
