"""One run with its log: the session, and the writer that begins with its first event.

The log begins when something happened, so a run that cannot be heard leaves no empty session.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final, Protocol

from cadencecoach import __version__
from cadencecoach.adapters.store.sqlite import Store
from cadencecoach.adapters.store.writer import NewSession, SessionWriter
from cadencecoach.core.events import Event, Input, Noted, PainMarked, WarningSignTold
from cadencecoach.core.outcome.session_facts import SessionState, Source
from cadencecoach.core.run.setup import Setup, setup_record
from cadencecoach.core.run.view import RunView
from cadencecoach.core.score.mixer import Bank
from cadencecoach.core.values.units import Frame, Frames
from cadencecoach.errors import AudioError, StoreError
from cadencecoach.ports import AudioOut, CadenceSource, Clock
from cadencecoach.session import Session

_WRITTEN_AGAIN: Final = "the log is written again"


class RunDoor(Protocol):
    """A way to a run besides the one it was begun by: buttons, a phone."""

    def open(self, session: Session) -> None:
        """Begin to listen, on the loop; never raises."""
        ...

    def show(self, at: Frame) -> None:
        """Tell how the run is at a frame, some times a second; never blocks, never raises."""
        ...

    async def close(self) -> None:
        """Listen no more."""
        ...


class RecordedRun:
    """A `ports.RunDriver`: one session from before its start to its stored end."""

    def __init__(
        self,
        setup: Setup,
        bank: Bank,
        out: AudioOut,
        source: CadenceSource | None,
        kind: Source,
        database: Path,
        clock: Clock,
        notes: Sequence[str] = (),
        doors: Sequence[RunDoor] = (),
        keep_sign: Callable[[], str] | None = None,
        *,
        sped_up: bool = False,
        invitation: str = "",
    ) -> None:
        """Take all that the run is made of; `notes` are told and logged once it has begun.

        `keep_sign` writes a warning sign into the diary and says what kept it from that. `sped_up`
        is whether the time of `out` goes by faster than the clock.
        """
        self.invitation = invitation
        """How a phone gets to the run, in lines for a terminal; empty where none may."""
        self.setup = setup
        self.kind = kind
        self.out_name = out.name
        self.started_at: datetime | None = None
        """Aware, in UTC; None before the start."""
        self._session = Session(setup, bank, out, source, self)
        self._database = database
        self._clock = clock
        self._notes = notes
        self._doors = doors
        self._keep_sign = keep_sign
        self._marked: list[Frames] = []
        self._keeping: list[asyncio.Task[None]] = []
        self._sped_up = sped_up
        self._loop: asyncio.AbstractEventLoop | None = None
        self._writer: SessionWriter | None = None
        self._cut_short = False

    async def run(
        self,
        on_view: Callable[[RunView], None] | None = None,
        on_events: Callable[[Sequence[Event]], None] | None = None,
    ) -> int | None:
        """Run to the end; the id of the stored session, or None where the disk refused it.

        Raises AudioError when the sound cannot begin.
        """
        self._loop = asyncio.get_running_loop()
        self.started_at = self._clock.utc_now()
        for door in self._doors:
            door.open(self._session)
        for note in self._notes:
            self._session.command(partial(Noted, text=note))
        try:
            # A view is more than half of what a run costs, so where nobody looks there is none.
            await self._session.run(on_view, on_events, self._show)
        finally:
            for door in self._doors:
                await door.close()
            await asyncio.gather(*self._keeping, return_exceptions=True)
            stored = await asyncio.to_thread(self._close)  # it waits for whoever writes just now
        return stored

    def _show(self, at: Frame) -> None:
        for door in self._doors:
            door.show(at)

    def command(self, make: Callable[[Frame], Input]) -> None:
        """Do what the runner asked, at the frame heard now."""
        self._session.command(make)

    def ear_frame(self) -> Frame:
        """The frame heard at this moment."""
        return self._session.ear_frame()

    @property
    def can_go_on(self) -> bool:
        """Whether the run stands, so that "go on" would change something."""
        return self._session.state.can_go_on

    @property
    def marked(self) -> Sequence[Frames]:
        """Running times at which pain was marked and not rated: to be asked about afterwards."""
        return tuple(self._marked)

    @property
    def muted(self) -> bool:
        """Whether click and voice are silenced."""
        return self._session.state.muted

    @property
    def not_stored(self) -> str:
        """What the disk refused, once the run is over and has no id: all of it, or its end."""
        return f"{'the end of ' if self._cut_short else ''}this run was not stored"

    @property
    def file_lost(self) -> str:
        """Why the sound file of this run was not written; empty where it was, or none was asked for."""
        return self._session.sound_lost if self.out_name == "file" else ""

    def refuse_lost_file(self) -> None:
        """Raise AudioError where the sound file of this run was not written."""
        if self.file_lost:
            raise AudioError(
                self.file_lost,
                hint="the run is kept; make room, and `cadencecoach render` writes the sound of a plan",
                in_app="the run is kept; make room, and o on Today writes the sound of a plan",
            )

    def running_at(self, frame: Frame) -> Frames:
        """The running time at a session frame, as far as is decided."""
        return self._session.state.timeline.running_at(frame)

    # --- the session's log -----------------------------------------------------------------------

    def append(self, events: Sequence[Event]) -> None:
        """Keep these, in this order."""
        self._log().append(events)
        self._marked += [self.running_at(one.at) for one in events if isinstance(one, PainMarked)]
        if self._keep_sign and any(isinstance(one, WarningSignTold) for one in events):
            self._keeping.append(asyncio.ensure_future(self._sign(self._keep_sign)))

    async def _sign(self, keep: Callable[[], str]) -> None:
        trouble = await asyncio.to_thread(keep)
        if trouble:
            self._session.command(partial(Noted, text=trouble))

    def reached(self, at: Frame) -> None:
        """Note how far the session has come."""
        self._log().reached(at)

    def _log(self) -> SessionWriter:
        if self._writer is None:
            assert self.started_at is not None
            header = {**setup_record(self.setup), "version": __version__}
            self._writer = SessionWriter(
                self._database,
                NewSession(self.started_at, self.setup.plan.name, self.kind, header, self._sped_up),
                on_trouble=self._tell,
                on_recovered=lambda: self._tell(_WRITTEN_AGAIN),
            )
        return self._writer

    def _tell(self, line: str) -> None:
        """Called on the writer's thread; what it says becomes an event of the session."""
        assert self._loop is not None
        with suppress(RuntimeError):  # the loop is gone: so is the screen
            self._loop.call_soon_threadsafe(self._session.command, lambda at: Noted(at, line))

    def _close(self) -> int | None:
        if self._writer is None:
            return None
        finished = self._session.state.finished
        assert finished is not None
        if not self._writer.finish(SessionState.FINISHED, finished.at):
            self._cut_short = self._writer.begun
            return None
        with suppress(StoreError), Store(self._database) as store:
            return store.find(self._writer.uuid).id
        return None
