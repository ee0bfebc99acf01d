"""Back after days away without a pause: where the programme goes on."""

from __future__ import annotations

import asyncio
from typing import Any

from cadencecoach.app.ports import Parts
from cadencecoach.core.programme.calendar_days import Absence
from cadencecoach.core.programme.today import Today
from cadencecoach.errors import CadencecoachError
from cadencecoach.ui.ink import EMPTY, Ink, Span
from cadencecoach.ui.lines.day import week_words
from cadencecoach.ui.screens.choice import Asked, Choice, ChoiceScreen
from cadencecoach.ui.screens.page import Page

_LEFT, _CALENDAR, _DAYS = range(3)


def _asked(gone: Absence, today: Today) -> Asked:
    now = "the weeks are over" if today.over else f"today is in {week_words(today)}"
    return Asked(
        f"You were away for {gone.days} days",
        (f"The programme was not paused and went on: {now}.",),
        (
            Choice(f"Go on in week {gone.week}", "where you left off; the days away do not count"),
            Choice("Go on by the calendar", now),
            Choice("Day by day", "what was done, and what was decided"),
        ),
    )


async def after_away(page: Page[Any], parts: Parts) -> bool:
    """Ask where to go on; whether the days are to be shown. To be awaited in a worker of `page`."""
    page.say(EMPTY)
    journal = parts.journal
    try:
        today = (await asyncio.to_thread(journal.day)).today
        gone = today.away
        if gone is None:
            return False
        way = await page.app.push_screen_wait(ChoiceScreen(_asked(gone, today)))
        if way in (_LEFT, _CALENDAR):
            await asyncio.to_thread(journal.resume_programme, by_calendar=way == _CALENDAR)
            where = f"in week {gone.week}" if way == _LEFT else "by the calendar"
            page.say((Span("✔ ", Ink.GOOD), Span(f"On we go, {where}.")))
    except CadencecoachError as exc:
        page.tell(exc)
        return False
    return way == _DAYS
