"""One run from its first frame to its last: where the ports meet the core, on one event loop.

The loop is the only writer of state. What the world does becomes an input with its frame, the
engine decides, the decisions go to the log and, as a new score, to the output. Nothing here knows
a device, a database or a screen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from cadencecoach.core.events import (
    AudioChanged,
    Edit,
    EndReason,
    Event,
    FinishAsked,
    Input,
    Noted,
    PainMarked,
    PainNoted,
    Paused,
    Stalled,
    Tick,
    WarningSignTold,
)
from cadencecoach.core.run.engine import begin, score, step
from cadencecoach.core.run.setup import Setup
from cadencecoach.core.run.state import State
from cadencecoach.core.run.view import RunView
from cadencecoach.core.run.view_of_state import view
from cadencecoach.core.score.lead_times import LEAD, LOOK, RENDERED
from cadencecoach.core.score.mixer import Bank, Score
from cadencecoach.core.values.units import SAMPLE_RATE, Frame, frames
from cadencecoach.opening import open_aside
from cadencecoach.ports import (
    AudioNotice,
    AudioOut,
    AudioState,
    CadenceSource,
    Heard,
    SessionLog,
)

TICK: Final = Frame(LOOK // 2)
"""Ten times a second, and always on the engine's looks."""

LATE: Final = frames(0.1)
"""A look later than this is left out: its edits would lie too near to what was heard."""


class Session:
    """A run that is about to happen; `run` makes it happen once."""

    def __init__(
        self,
        setup: Setup,
        bank: Bank,
        out: AudioOut,
        source: CadenceSource | None,
        log: SessionLog,
    ) -> None:
        self.state = begin(setup)
        self.sound_lost = ""
        """Why nothing is heard now, or was at the end; empty where the sound is well."""
        self._bank = bank
        self._out = out
        self._source = source
        self._log = log
        self._score: Score = score(self.state, bank)
        self._now = Frame(0)
        self._shown = Frame(0)
        self._open = False
        self._early: list[Callable[[Frame], Input]] = []
        self._on_view: Callable[[RunView], None] | None = None
        self._on_events: Callable[[Sequence[Event]], None] | None = None
        self._on_moment: Callable[[Frame], None] | None = None

    async def run(
        self,
        on_view: Callable[[RunView], None] | None = None,
        on_events: Callable[[Sequence[Event]], None] | None = None,
        on_moment: Callable[[Frame], None] | None = None,
    ) -> State:
        """Play the session to its end and return the last state.

        `on_view` gets a view ten times a second, at once when a footpod has news, and once at the
        end; where nobody looks the engine's own looks, half as many, are enough. `on_moment` gets
        the frame as often; `on_events` gets everything that is logged. Raises AudioError if the
        output cannot start; after that nothing raises. Cancelled, it ends the session as if the
        runner had asked, and passes the cancellation on.
        """
        self._on_view, self._on_events, self._on_moment = on_view, on_events, on_moment
        pace = LOOK if on_view is None else TICK
        await open_aside(self._out, self._score)
        self._open = True
        try:
            for make in self._early:
                self.command(make)
            if self._source is not None:
                await self._source.open(self._hear_news)
            at = Frame(0)
            while not self._done():
                self._advance()
                self._show()
                at = Frame(max(at + pace, self._out.position() // pace * pace))
                await self._out.reach(at)
        finally:
            self._finish_if_open()
            self._show()
            if self._source is not None:
                await self._source.close()
        return self.state

    def command(self, make: Callable[[Frame], Input]) -> None:
        """Do what was asked, at the frame heard now; before the start it waits for that.

        Once the end is decided, what is told of the back is logged alone. Never blocks, never raises.
        """
        if self.state.over:
            if self._open:
                self._log_what_is_told(make(self._moment()))
        elif self._open:
            now = self._moment()
            self._leave_out_what_is_late(now)  # a press may come in first after a standstill
            self._feed(make(now))
        else:
            self._early.append(make)

    def ear_frame(self) -> Frame:
        """The frame heard at this moment, the device's latency taken off."""
        return Frame(max(0, self._out.position() - round(self._out.latency * SAMPLE_RATE)))

    def _log_what_is_told(self, told: Input) -> None:
        if not isinstance(told, PainMarked | PainNoted | WarningSignTold):
            return
        assert self.state.finished is not None
        events = (replace(told, at=min(told.at, self.state.finished.at)),)
        self._log.append(events)
        if self._on_events is not None:
            self._on_events(events)

    # --- time ----------------------------------------------------------------------------------

    def _moment(self) -> Frame:
        return Frame(max(self._now, self._out.position()))

    def _advance(self) -> None:
        """Bring the session up to the moment: what was heard, what arrived, what is due."""
        now = self._moment()
        self._leave_out_what_is_late(now)
        for notice in self._notices():
            if notice.state is AudioState.GAP:
                self._feed(Noted(now, notice.detail))
            else:
                back = notice.state is AudioState.BACK
                self._feed(AudioChanged(now, back, notice.detail))
        self._hear_source()
        self._feed(Tick(now))
        self._log.reached(now)

    def _leave_out_what_is_late(self, now: Frame) -> None:
        late = now - self.state.look_at
        if late > LATE and not self.state.over:
            self._feed(Stalled(now, self.state.look_at, asleep=late > RENDERED))

    def _notices(self) -> Sequence[AudioNotice]:
        told = self._out.notices()
        for notice in told:
            if notice.state is not AudioState.GAP:
                self.sound_lost = notice.detail if notice.state is AudioState.LOST else ""
        return told

    def _done(self) -> bool:
        finished = self.state.finished
        return finished is not None and self._out.position() >= finished.at

    def _finish_if_open(self) -> None:
        if not self._open:
            return
        if not self.state.over:
            self._feed(FinishAsked(self._moment(), EndReason.STOPPED))
        self._open = False
        assert self.state.finished is not None
        self._now = self.state.finished.at
        self._log.reached(self._now)
        self._out.close(self._now)
        self._notices()  # a file may be refused as late as now

    # --- news ----------------------------------------------------------------------------------

    def _hear_news(self) -> None:
        """The footpod sent something just now: it is taken in, and shown without waiting.

        A flood of it waits for the tick.
        """
        calm = self._moment() - self._shown >= TICK // 4
        if self._open and calm and not self.state.over:
            self._advance()
            self._show()

    def _show(self) -> None:
        self._shown = self._now
        if self._on_view is not None:
            self._on_view(view(self.state, self._now))
        if self._on_moment is not None:
            self._on_moment(self._now)

    def _hear_source(self) -> None:
        """Take in what the footpod sent since the last time."""
        if self._source is None or not self._open or self.state.over:
            return
        now = self._moment()
        for news in self._source.poll(now, self._heard(now)):
            self._feed(news)

    def _heard(self, now: Frame) -> Heard:
        target = self.state.timeline.span_at(now).target_spm
        return Heard(target, target is not None and self._score.sounding(now))

    def _feed(self, happened: Input) -> None:
        """Step up to the input's frame, then the input itself; log both; publish what changed."""
        at = Frame(max(happened.at, self._now))
        if at != happened.at:
            happened = replace(happened, at=at)  # frames of a session never go back
        self._now = at
        outputs: list[Event] = []
        inputs: tuple[Input, ...] = (happened,)
        if not isinstance(happened, Tick | Stalled):
            inputs = (Tick(at), happened)
        for one in inputs:
            self.state, decided = step(self.state, one)
            outputs += decided
            events: tuple[Event, ...] = decided if isinstance(one, Tick) else (one, *decided)
            if events:
                self._log.append(events)
                if self._on_events is not None:
                    self._on_events(events)
        if any(isinstance(event, Edit) for event in outputs):
            self._score = score(self.state, self._bank)
            self._out.publish(self._score, Frame(at + LEAD - LATE))
        if any(isinstance(event, Paused) for event in outputs):
            self._out.pause_began()
