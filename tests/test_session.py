"""A whole session through its ports: what is written is what the log replays to."""

from __future__ import annotations

import asyncio
import threading
import wave
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from cadencecoach.adapters.audio.silent import NullOut
from cadencecoach.adapters.audio.wave_file import WaveFileOut
from cadencecoach.adapters.clock import SystemClock
from cadencecoach.adapters.simulated import CHARACTERS, SimulatedRunner
from cadencecoach.core import events as ev
from cadencecoach.core.run.engine import replay, score
from cadencecoach.core.run.view import RunView
from cadencecoach.core.score.click_sound import ClickStyle, Sides
from cadencecoach.core.score.mixer import Score, fill
from cadencecoach.core.values.units import Frame, frames
from cadencecoach.session import Session
from tests.core.worlds import BANK, setup, short_plan


class KeptLog:
    """A log in memory."""

    def __init__(self) -> None:
        self.events: list[ev.Event] = []
        self.reached_frame = Frame(0)

    def append(self, events: Sequence[ev.Event]) -> None:
        self.events += events

    def reached(self, at: Frame) -> None:
        self.reached_frame = at


def samples(path: Path) -> np.ndarray:
    with wave.open(str(path), "rb") as file:
        return np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, 2)


KEYS = {
    21: lambda at: ev.Nudged(at, 5),
    24: ev.PausePressed,
    27: ev.PausePressed,
    33: ev.SkipPressed,
    34: ev.MutePressed,
    40: ev.MutePressed,
    44: ev.CueAsked,
    45: lambda at: ev.VolumeSet(at, -9.0),
    50: lambda at: ev.PainNoted(at, 3),
    53: lambda at: ev.Answer(at, True),
}


@pytest.mark.parametrize("style", [ClickStyle("wood"), ClickStyle("wood", 2, Sides.EARS)])
async def test_the_log_replays_to_the_very_samples_that_were_played(
    tmp_path: Path, style: ClickStyle
) -> None:
    log, keys = KeptLog(), dict(KEYS)
    out = WaveFileOut(tmp_path / "run.wav", SystemClock(), None)
    runner = SimulatedRunner(3, CHARACTERS["loses-pod"])
    session = Session(setup(style=style), BANK, out, runner, log)

    def press(view: RunView) -> None:
        second = view.frame // 48000
        if second in keys:
            session.command(keys.pop(second))

    live = await session.run(press)
    inputs = [event for event in log.events if isinstance(event, ev.Input)]
    assert live.finished is not None
    again, _ = replay(setup(style=style), [*inputs, ev.Tick(Frame(live.look_at))])
    assert again.edits == live.edits
    played = samples(tmp_path / "run.wav")
    assert len(played) == live.finished.at
    out_again = np.empty((len(played), 2), np.int16)
    fill(score(again, BANK), out_again, 0)
    assert np.array_equal(played, out_again)
    assert played.any()
    assert not keys


async def test_every_event_is_logged_in_the_order_of_its_decision() -> None:
    log = KeptLog()
    session = Session(setup(), BANK, NullOut(SystemClock(), None), SimulatedRunner(1), log)
    await session.run()
    inputs = [event.at for event in log.events if isinstance(event, ev.Input)]
    assert inputs == sorted(inputs)
    readings = [event for event in log.events if isinstance(event, ev.ReadingTaken)]
    assert len(readings) >= 98
    assert isinstance(log.events[-1], ev.Finished)
    assert log.reached_frame == log.events[-1].at


@pytest.mark.parametrize("character", ["follows", "loses-pod"])
async def test_where_nobody_looks_no_view_is_made_and_the_run_is_the_same(
    character: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    logs = seen, unseen = KeptLog(), KeptLog()
    sessions = [
        Session(
            setup(),
            BANK,
            NullOut(SystemClock(), None),
            SimulatedRunner(1, CHARACTERS[character]),
            log,
        )
        for log in logs
    ]
    views: list[RunView] = []
    moments: list[Frame] = []
    looked_at = await sessions[0].run(views.append)
    monkeypatch.delattr("cadencecoach.session.view")
    assert await sessions[1].run(on_moment=moments.append) == looked_at
    assert unseen.events == seen.events
    assert moments == sorted(moments)
    assert 1.5 * len(moments) < len(views)


async def test_cancelled_a_run_ends_as_if_it_had_been_asked_to() -> None:
    log = KeptLog()
    session = Session(setup(), BANK, NullOut(SystemClock(), 1.0), None, log)
    begun = asyncio.Event()
    task = asyncio.create_task(session.run(lambda _: begun.set()))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert isinstance(log.events[-1], ev.Finished)
    assert log.events[-1].reason is ev.EndReason.STOPPED


class StallingOut(NullOut):
    """A device whose clock runs on while the machine stands still."""

    def __init__(self) -> None:
        super().__init__(SystemClock(), None)
        self.stalls = {10: 3.0, 31: 1.4}
        self.published: list[tuple[Frame, Frame]] = []

    async def reach(self, frame: Frame) -> None:
        stall = self.stalls.pop(frame // 48000, 0.0)
        await super().reach(Frame(frame + frames(stall)))

    def publish(self, score: object, holds_from: Frame) -> None:
        self.published.append((self.position(), holds_from))


async def test_after_a_stall_no_edit_lies_in_what_was_heard() -> None:
    log, out = KeptLog(), StallingOut()
    session = Session(setup(), BANK, out, None, log)
    live = await session.run()
    assert len([event for event in log.events if isinstance(event, ev.Stalled)]) == 2
    assert all(holds_from >= position + frames(0.1) for position, holds_from in out.published)
    inputs = [event for event in log.events if isinstance(event, ev.Input)]
    assert replay(setup(), [*inputs, ev.Tick(live.look_at)])[0] == live


class Waking(SimulatedRunner):
    """A runner whose pod speaks up between two ticks, as a radio does."""

    async def open(self, wake: Callable[[], None]) -> None:
        asyncio.get_running_loop().call_later(0.13, wake)


async def test_news_are_shown_without_waiting_for_a_tick() -> None:
    shown: list[Frame] = []
    session = Session(setup(), BANK, NullOut(SystemClock(), 1.0), Waking(1), KeptLog())

    def look(view: RunView) -> None:
        shown.append(view.frame)
        if view.frame > frames(0.5):
            session.command(ev.FinishAsked)

    await session.run(look)
    assert any(frame % frames(0.1) > frames(0.02) for frame in shown[1:4])


async def test_views_tell_the_story_of_the_run() -> None:
    views: list[RunView] = []
    session = Session(
        setup(short_plan()), BANK, NullOut(SystemClock(), None), SimulatedRunner(1), KeptLog()
    )
    await session.run(views.append)
    told = list(dict.fromkeys(view.state for view in views))
    assert told == ["warm-up", "target 1 of 3", "target 2 of 3", "target 3 of 3", "hold", "cool-down",
                    "finished"]  # fmt: skip
    last = views[-1]
    assert last.finished
    assert len(last.chart) == 100
    assert {view.target_spm for view in views} == {None, 160, 165, 170}
    assert any(view.live_spm for view in views)
    assert max(view.total for view in views) == frames(100)


class SlowOut(NullOut):
    """A device that opens once it is let."""

    def __init__(self) -> None:
        super().__init__(SystemClock(), None)
        self.opening, self.let = threading.Event(), threading.Event()

    def start(self, score: Score) -> None:
        self.opening.set()
        self.let.wait()
        super().start(score)


async def test_what_is_asked_while_the_device_opens_waits_for_it_in_its_order() -> None:
    log, out = KeptLog(), SlowOut()
    session = Session(setup(), BANK, out, None, log)
    session.command(ev.PainMarked)
    task = asyncio.create_task(session.run())
    await asyncio.to_thread(out.opening.wait)
    session.command(ev.PauseAsked)
    session.command(ev.FinishAsked)
    assert log.events == []
    out.let.set()
    state = await task
    asked = [
        one for one in log.events if isinstance(one, ev.Input) and not isinstance(one, ev.Tick)
    ]
    assert [type(one) for one in asked] == [ev.PainMarked, ev.PauseAsked, ev.FinishAsked]
    assert isinstance(log.events[-1], ev.Finished)
    assert state.over
    session.command(ev.PauseAsked)
    assert isinstance(log.events[-1], ev.Finished)


async def test_what_is_told_of_the_back_in_the_last_instant_is_kept_and_nothing_else_is_done() -> (
    None
):
    log = KeptLog()
    session = Session(setup(), BANK, NullOut(SystemClock(), None), None, log)
    asked = [ev.PainMarked, ev.PauseAsked, ev.WarningSignTold, lambda at: ev.PainNoted(at, 4)]

    def tell(_: RunView) -> None:
        while session.state.over and asked:
            session.command(asked.pop(0))

    live = await session.run(tell)
    end = next(n for n, one in enumerate(log.events) if isinstance(one, ev.Finished))
    after = log.events[end + 1 :]
    assert [type(one) for one in after] == [ev.PainMarked, ev.WarningSignTold, ev.PainNoted]
    assert live.finished is not None
    assert all(one.at <= live.finished.at for one in after)
    inputs = [one for one in log.events if isinstance(one, ev.Input)]
    assert replay(setup(), [*inputs, ev.Tick(live.look_at)])[0] == live
