"""Counts the time at the desk while the app is open: when to remind, and the reminder given."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace

from cadencecoach.app.exercise.ports import DeskReminder
from cadencecoach.core.programme.desk import Desk
from cadencecoach.errors import CadencecoachError


class DeskWatch:
    """To be asked on the app's loop alone."""

    def __init__(self, reminder: DeskReminder) -> None:
        self._reminder = reminder
        self._desk = Desk(0)

    def tick(self, *, moving: bool) -> bool:
        """Look at the clock; whether somebody has sat long enough. `moving` is a run or a routine."""
        self._desk = self._desk.tick(self._reminder.now_s(), moving=moving)
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
