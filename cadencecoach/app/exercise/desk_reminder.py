"""The reminder at the desk: how long somebody has sat, whether they moved elsewhere, and the chime."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace

from cadencecoach.app.diary.logbook import open_logbook
from cadencecoach.app.home import Home
from cadencecoach.app.ports import DeskReminder
from cadencecoach.app.sound.preview_player import Hearing
from cadencecoach.config.settings import typed_over
from cadencecoach.core.programme import desk
from cadencecoach.core.programme.desk import Desk
from cadencecoach.errors import CadencecoachError


class DeskWatch:
    """To be asked on the app's loop alone."""

    def __init__(self, reminder: DeskReminder) -> None:
        self._reminder = reminder
        self._desk = Desk(0)

    def look(self, *, moving: bool) -> bool:
        """Look at the clock; whether somebody has sat long enough. `moving` is a run or a routine."""
        self._desk = self._desk.look(self._reminder.now_s(), moving=moving)
        with suppress(CadencecoachError):  # settings that are broken are told where they are shown
            self._desk = replace(self._desk, every_s=self._reminder.every_s())
        return self._desk.due

    async def remind(self) -> bool:
        """Chime, unless the runner moved elsewhere; whether to say it."""
        with suppress(CadencecoachError):  # a log that cannot be read keeps nobody seated
            self._desk = self._desk.moved(await asyncio.to_thread(self._reminder.moved_ago_s))
        if not self._desk.due:
            return False
        self._desk = self._desk.said()
        with suppress(CadencecoachError):  # without a device the line says it
            await asyncio.to_thread(self._reminder.chime)
        return True


class DeskHere:
    """A `ports.DeskReminder` on the settings, the diary and the sound path of this machine."""

    def __init__(self, home: Home, hearing: Hearing, audio: str | None = None) -> None:
        """Take an output that was typed, too; None is the one of the settings."""
        self._home = home
        self._hearing = hearing
        self._audio = audio

    def every_s(self) -> int:
        """Seconds at the desk to a reminder, as set; 0 is none. Raises ConfigError."""
        return self._home.settings().desk_every_min * 60

    def now_s(self) -> float:
        """The wall clock, which may be set and may jump."""
        return self._home.clock.utc_now().timestamp()

    def moved_ago_s(self) -> float | None:
        """How long ago the runner moved, 0 in a run; None is not known. Raises StoreError."""
        if not self._home.database.is_file():
            return None
        with open_logbook(self._home) as book:
            return 0.0 if book.store.recording() else desk.moved_ago_s(book.diary, book.now)

    def chime(self) -> None:
        """Sound it, without waiting. Raises AudioError, SoundError and ConfigError."""
        from cadencecoach.app.sound.previews import chime_as_set  # noqa: PLC0415 - loads numpy

        settings = typed_over(self._home.settings(), {"audio": self._audio})
        self._hearing.play(*chime_as_set(settings, self._home.sounds()), settings.audio)
