"""A dialogue as it is played: an output, the words and presses that come in, what was told goes out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from cadencecoach.app.run.presses import call_when_due, obey
from cadencecoach.core.control.presses import MediaKey
from cadencecoach.core.diary.pain import Pain, RedFlag
from cadencecoach.core.events import (
    Event,
    Input,
    LinkChanged,
    LinkState,
    Noted,
    Tick,
)
from cadencecoach.core.plan.plan import Plan, Stage, StageKind
from cadencecoach.core.score.click_sound import ClickStyle
from cadencecoach.core.score.lead_times import LEAD
from cadencecoach.core.score.mixer import Bank, Score, compose
from cadencecoach.core.score.timeline import lay_out
from cadencecoach.core.values.units import Frame, frames
from cadencecoach.core.wear.dialogue import IDLE, step
from cadencecoach.core.wear.presses import AnswerPresses
from cadencecoach.core.wear.topics import Dialogue, Judged, PodFound, Topic
from cadencecoach.opening import open_aside
from cadencecoach.ports import AudioOut, Buttons, CadenceSource, Heard, NowPlaying, Playback

TICK: Final = frames(0.1)
_LATE: Final = frames(0.1)
_NOTHING_HEARD: Final = Heard(None, False)
_SILENCE: Final = Plan("wear", "Wear", (Stage(StageKind.HOLD, IDLE),), None)
"""What the words are heard on."""

_WAITS: Final = NowPlaying(Playback.PAUSED, "Press to answer", 0.0, 0.0)
"""Earphones send Play then, and never the Pause that a lost bud sends."""


class Keeper(Protocol):
    """Writes down what is told, and knows what the gate says of it. Called on a worker thread."""

    def keep(self, told: tuple[RedFlag, ...] | Pain) -> str:
        """Write it down; one line where the log does not take it."""
        ...

    def judge(self, at: Frame, of: int) -> Judged:
        """The gate's answer to all that was told."""
        ...


@dataclass(frozen=True, slots=True)
class Sounding:
    """How words are heard."""

    bank: Bank
    click_style: ClickStyle
    volume_db: float


class Talk:
    """One dialogue on one output, from `run` to its end; made anew for each."""

    def __init__(
        self,
        dialogue: Dialogue,
        sounding: Sounding,
        out: AudioOut,
        buttons: Buttons,
        on_events: Callable[[Sequence[Event]], None],
    ) -> None:
        self.dialogue = dialogue
        self._sounding = sounding
        self._out = out
        self._buttons = buttons
        self._on_events = on_events
        self._presses = AnswerPresses()
        self._now = Frame(0)
        self._told = 0
        self._kept = 0
        self._open = False
        self._early: list[Callable[[Frame], Event]] = []

    async def run(
        self, keeper: Keeper | None = None, source: CadenceSource | None = None
    ) -> Dialogue:
        """Play it to its end. Raises AudioError where the output cannot start."""
        await open_aside(self._out, self._score())
        self._open = True
        self._buttons.open(self._press)
        self._buttons.show(_WAITS)
        try:
            if source is not None:
                await source.open(lambda: None)
            self._tell()
            for make in self._early:
                self.command(make)
            while not self.dialogue.over(self._now):
                self._hear(source)
                self.command(Tick)
                if keeper is not None:
                    await self._keep(keeper)
                await self._out.reach(Frame(self._now + TICK))
        finally:
            self._open = False
            await self._buttons.close()
            if source is not None:
                await source.close()
            self._out.close(self._now)
        return self.dialogue

    def command(self, make: Callable[[Frame], Event]) -> None:
        """Take what was said or pressed, at the frame heard now; before the start it waits for that."""
        if not self._open:
            self._early.append(make)
            return
        self._now = Frame(max(self._now, self._out.position()))
        happened = make(self._now)
        before = len(self.dialogue.edits)
        self.dialogue = step(self.dialogue, happened)
        if isinstance(happened, Input) and not isinstance(happened, Tick):
            self._on_events((happened,))
        if len(self.dialogue.edits) > before:
            self._out.publish(self._score(), Frame(self._now + LEAD - _LATE))
        self._tell()

    def _tell(self) -> None:
        said = self.dialogue.edits[self._told :]
        if said:
            self._told = len(self.dialogue.edits)
            self._on_events(said)

    async def _keep(self, keeper: Keeper) -> None:
        """Write down what is new, then ask the gate where it is waited for."""
        while self._kept < len(self.dialogue.told):
            told = self.dialogue.told[self._kept]
            self._kept += 1
            trouble = await asyncio.to_thread(keeper.keep, told)
            if trouble:
                self._on_events((Noted(self._now, trouble),))
        if self.dialogue.topic is Topic.GATE:
            judged = await asyncio.to_thread(keeper.judge, self._now, self._kept)
            self.command(lambda at: Judged(at, judged.go, judged.said, judged.ready, judged.of))

    def _hear(self, source: CadenceSource | None) -> None:
        """Whether the footpod is there."""
        for news in () if source is None else source.poll(self._now, _NOTHING_HEARD):
            if isinstance(news, LinkChanged):
                self._on_events((news,))
                if news.state is LinkState.CONNECTED and not self.dialogue.pod:
                    self.command(PodFound)

    # --- presses ---------------------------------------------------------------------------------

    def _press(self, key: MediaKey, _address: str) -> None:
        counting = self.dialogue.counting
        self._presses, said = self._presses.press(key, self._out.position(), counting=counting)
        self._obey(said)

    def _tick(self) -> None:
        if self._open:
            self._presses, said = self._presses.tick(self._out.position())
            self._obey(said)

    def _obey(self, said: Iterable[str]) -> None:
        obey(said, self.command)
        call_when_due(self._presses.due, self._out.position(), self._tick)

    def _score(self) -> Score:
        spoken, sounding = self.dialogue.edits, self._sounding
        timeline = lay_out(_SILENCE)
        style, volume_db = sounding.click_style, sounding.volume_db
        return compose(timeline, _SILENCE.click, style, volume_db, spoken, sounding.bank)
