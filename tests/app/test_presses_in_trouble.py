"""Buttons pressed at the worst moments: the device gone, the machine asleep, the last second."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from cadencecoach.adapters.audio.silent import NullOut
from cadencecoach.adapters.buttons.known import KnownEarphones
from cadencecoach.adapters.clock import SystemClock
from cadencecoach.app.run.presses import PressedRun
from cadencecoach.core import events as ev
from cadencecoach.core.control.presses import MediaKey
from cadencecoach.core.run.engine import replay
from cadencecoach.core.run.view import RunView
from cadencecoach.core.score.lead_times import LEAD
from cadencecoach.core.values.units import Frame, frames
from cadencecoach.ports import AudioNotice, AudioState, NowPlaying
from cadencecoach.session import LATE, Session
from tests.core.worlds import BANK, setup


class Thumb:
    """Buttons that a test presses."""

    def __init__(self) -> None:
        self.press: Callable[[MediaKey, str], None] = lambda _key, _address: None

    def open(self, on_key: Callable[[MediaKey, str], None]) -> None:
        self.press = on_key

    def show(self, now: NowPlaying) -> None:
        """Nobody looks."""

    async def close(self) -> None:
        """Nothing was opened."""


class Trouble(NullOut):
    """A device that stands still and goes away; what was pressed meanwhile comes in first."""

    def __init__(self, thumb: Thumb, happens: Sequence[tuple[float, str]]) -> None:
        super().__init__(SystemClock(), None)
        self._thumb = thumb
        self._happens = list(happens)
        self._due = frames(self._happens[0][0]) if self._happens else None
        self._told: list[AudioNotice] = []
        self.published: list[tuple[Frame, Frame]] = []

    @property
    def calm(self) -> bool:
        """Whether nothing more will happen."""
        return self._due is None

    async def reach(self, frame: Frame) -> None:
        await super().reach(frame)
        while self._due is not None and self.position() >= self._due:
            await self._happen(self._happens.pop(0)[1])
            self._due = Frame(self._due + frames(self._happens[0][0])) if self._happens else None

    async def _happen(self, what: str) -> None:
        if what in {state.value for state in AudioState}:
            self._told.append(AudioNotice(self.position(), AudioState(what), "by lot"))
        elif what.startswith("stands still"):
            self._pace.move_to(Frame(self.position() + frames(float(what.rsplit(maxsplit=1)[-1]))))
        else:
            self._thumb.press(MediaKey(what), "")

    def notices(self) -> Sequence[AudioNotice]:
        told, self._told = self._told, []
        return told

    def publish(self, score: object, holds_from: Frame) -> None:
        self.published.append((self.position(), holds_from))


class Log:
    """A log in memory, with where the device was at each event."""

    def __init__(self, out: Trouble) -> None:
        self._out = out
        self.events: list[ev.Event] = []
        self.edits: list[tuple[Frame, ev.Edit]] = []

    def append(self, events: Sequence[ev.Event]) -> None:
        self.events += events
        if not (isinstance(events[0], ev.Stalled) and events[0].asleep):  # that was a pause
            at = self._out.position()
            self.edits += [(at, one) for one in events if isinstance(one, ev.Edit)]

    def reached(self, at: Frame) -> None:
        """Nobody asks."""


KEYS = [key.value for key in MediaKey]
TROUBLE = [
    *(state.value for state in AudioState),
    *(f"stands still {s}" for s in (0.05, 0.3, 1, 4)),
]

moments = st.tuples(
    st.one_of(st.sampled_from([0.0, 0.01, 0.13, 0.59]), st.floats(0, 40)),
    st.one_of(st.sampled_from(KEYS), st.sampled_from(TROUBLE)),
)


@settings(max_examples=40)
@given(st.lists(moments, max_size=12))
@example([(28.0, "stands still 4"), (0.0, "Next")])
@example([(101.0, "Pause"), (0.2, "Play")])
def test_whenever_a_button_is_pressed_the_run_stays_whole(
    happens: list[tuple[float, str]],
) -> None:
    thumb = Thumb()
    out = Trouble(thumb, happens)
    log = Log(out)
    world = setup()
    session = Session(world, BANK, out, None, log)

    async def run() -> None:
        pressed = PressedRun(thumb, KnownEarphones(Path("/nowhere/earphones.json")))
        pressed.open(session)

        def shown(view: RunView) -> None:
            pressed.show(view.frame)
            if out.calm and session.state.can_go_on:  # else the run would never end
                session.command(ev.GoOnAsked)

        live = await session.run(shown)
        await pressed.close()
        assert live == session.state

    asyncio.run(run())
    live = session.state
    inputs = [one for one in log.events if isinstance(one, ev.Input)]
    assert [one.at for one in inputs] == sorted(one.at for one in inputs)
    again, _ = replay(world, [*inputs, ev.Tick(live.look_at)])
    assert again == live
    end = next(n for n, one in enumerate(log.events) if isinstance(one, ev.Finished))
    assert all(isinstance(one, ev.PainMarked) for one in log.events[end + 1 :])
    for position, holds_from in out.published:
        assert holds_from >= position + LEAD - 2 * LATE
    for position, edit in log.edits:
        assert edit.at >= position + LEAD - LATE, edit
