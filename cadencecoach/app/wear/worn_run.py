"""A run without a screen: sound and footpod are waited for, the back is asked about, the sum is said."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Final

from cadencecoach.adapters.audio import open_audio
from cadencecoach.app.home import Home, check_sounds
from cadencecoach.app.run.new_run import (
    bank_of,
    cadence_source,
    click_style,
    new_run,
    open_buttons,
)
from cadencecoach.app.wear.before import BeforeRun
from cadencecoach.app.wear.kept_buttons import KeptButtons
from cadencecoach.app.wear.talk import Sounding, Talk
from cadencecoach.core.control.words import command_from
from cadencecoach.core.events import Door, Event, FinishAsked, Input, Noted
from cadencecoach.core.outcome.session_facts import Source
from cadencecoach.core.programme.gates import Go, Verdict
from cadencecoach.core.run.setup import CueSound
from cadencecoach.core.values.units import Frame, Frames
from cadencecoach.core.wear.dialogue import begin, closing
from cadencecoach.core.wear.sentences import sum_words
from cadencecoach.core.wear.topics import Outcome
from cadencecoach.errors import (
    AudioError,
    CadencecoachError,
    ConfigError,
    LibraryMissing,
    StoreError,
)

if TYPE_CHECKING:
    from cadencecoach.app.run.recorded_run import RecordedRun
    from cadencecoach.config.settings import Settings
    from cadencecoach.core.outcome.summary import Summary
    from cadencecoach.ports import AudioOut

_SPOKEN: Final = frozenset({"wear", "number", "earcon", "safety"})
"""Kinds of sounds that are heard outside of the run."""

_WAITS_S: Final = (1.0, 2.0, 5.0, 10.0, 30.0)
"""Before the sound is tried again; the last one is the one from then on."""

_TELL_IT: Final = "tell how your back is: `cadencecoach check-in`, or `cadencecoach run --anyway`"
_SEEK: Final = "`cadencecoach check-in` shows the warning signs and lets you acknowledge them"

OnEvents = Callable[[Sequence[Event]], None]
Play = Callable[["RecordedRun", Verdict], Awaitable[int | None]]
"""Plays a run and tells it; the id of the stored session."""


class WornRun:
    """One run, worn. `run` once; commands may come in all the while."""

    def __init__(
        self, home: Home, wanted: str | None, settings: Settings, *, speed: float | None = 1.0
    ) -> None:
        """`speed` as in `new_run`. Raises CadencecoachError where nothing could ever begin."""
        self._home = home
        self._settings = settings
        self._speed = speed
        self._before = partial(BeforeRun, home, wanted, settings)
        self._before().plan()
        library = home.sounds()
        check_sounds(settings, library)
        self._sounding = Sounding(bank_of(library), click_style(settings), settings.volume_db)
        self._book = {
            name: CueSound(library.text(name), Frames(library.frames(name)))
            for name in library.ids()
            if library.kind(name) in _SPOKEN
        }
        self._buttons = KeptButtons(open_buttons(home, settings) if speed == 1.0 else None)
        self._hears: Talk | RecordedRun | None = None
        self._left = asyncio.Event()

    async def run(self, play: Play, on_events: OnEvents) -> int | None:
        """From waiting to the sum; the id of the stored session, None where nothing was run.

        Raises ConfigError where the gate says no, and CadencecoachError where nothing can begin.
        """
        try:
            verdict = await self._until_run(on_events)
            while verdict is not None and verdict.go is not Go.NO:
                with suppress(AudioError):
                    return await self._run(play, verdict, on_events)
                verdict = await self._until_run(on_events)  # the device went away just now
        except CadencecoachError:
            await self._close(("wear.fault",), on_events)
            raise
        finally:
            await self._buttons.shut()
        if verdict is not None:
            raise ConfigError(verdict.reason, hint=_TELL_IT if verdict.overridable else _SEEK)
        return None

    async def _until_run(self, on_events: OnEvents) -> Verdict | None:
        """What the gate said at last: a no, or go where the runner pressed; None: nobody runs."""
        while not self._left.is_set():
            before = self._before()
            outcome = await self._ask(before, on_events)
            verdict = await asyncio.to_thread(before.verdict)
            if outcome is (Outcome.STAY if verdict.go is Go.NO else Outcome.RUN):
                return verdict
            # Left, or the day is another one by now: asked anew.
        return None

    def command(self, make: Callable[[Frame], Input]) -> None:
        """Do what the runner asked."""
        if self._hears is not None:
            self._hears.command(make)

    def take_line(self, line: str) -> None:
        """Do what a line of the standard input asks for."""
        command = command_from(line, Door.STANDARD_INPUT)
        if command is not None:
            self.command(command.heard_at)

    def stop(self) -> None:
        """End the run as asked, or what is before it."""
        self._left.set()
        self.command(partial(FinishAsked, door=Door.SIGNAL))

    async def _ask(self, before: BeforeRun, on_events: OnEvents) -> Outcome | None:
        """How the dialogue ended; sound is waited for as long as it takes, and None is no sound."""
        tries, told = 0, ""
        while not self._left.is_set():
            out = self._open_out()
            source, kind, _ = cadence_source(self._settings.footpod, self._home, out)
            waits = source if kind is Source.FOOTPOD else None
            known = await asyncio.to_thread(before.known, pod=waits is None)
            if self._left.is_set():
                break
            talk = Talk(begin(known, self._book), self._sounding, out, self._buttons, on_events)
            self._hears = talk
            try:
                outcome = (await talk.run(before, waits)).outcome
            except LibraryMissing:
                raise
            except AudioError as exc:
                if exc.message != told:
                    told = exc.message
                    on_events((Noted(Frame(0), f"waiting for sound: {told}"),))
            else:
                if outcome is Outcome.LEFT:
                    self._left.set()
                return outcome
            with suppress(TimeoutError):
                await asyncio.wait_for(self._left.wait(), _WAITS_S[min(tries, len(_WAITS_S) - 1)])
            tries += 1
        return None

    async def _run(self, play: Play, verdict: Verdict, on_events: OnEvents) -> int | None:
        run = await asyncio.to_thread(
            new_run,
            self._home,
            verdict.plan,
            self._settings,
            speed=self._speed,
            buttons=self._buttons,
            long_pause_told=True,
        )
        self._hears = run
        if self._left.is_set():
            return None
        stored = await play(run, verdict)
        summary = await asyncio.to_thread(self._summary, stored)
        await self._close(sum_words(summary, marked=bool(run.marked)), on_events)
        return stored

    async def _close(self, said: tuple[str, ...], on_events: OnEvents) -> None:
        """Say something, where there is sound."""
        with suppress(AudioError):
            dialogue = closing(said, self._book)
            talk = Talk(dialogue, self._sounding, self._open_out(), self._buttons, on_events)
            self._hears = talk
            await talk.run()

    def _summary(self, stored: int | None) -> Summary | None:
        from cadencecoach.app.review.session_log import one_session  # noqa: PLC0415 - after a run

        if stored is None:
            return None
        try:
            return one_session(self._home.database, str(stored))[1]
        except StoreError:
            return None

    def _open_out(self) -> AudioOut:
        """The output of the run, but that a file holds the run alone. Raises AudioError."""
        audio = self._settings.audio
        audio = "null" if audio.startswith("file:") else audio
        return open_audio(audio, speed=self._speed, clock=self._home.clock, log_dir=self._home.logs)
