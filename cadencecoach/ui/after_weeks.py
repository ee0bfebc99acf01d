"""The end of a programme's weeks: what they came to, and the ways on."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from cadencecoach.app.ports import Parts
from cadencecoach.errors import CadencecoachError
from cadencecoach.ui.ink import EMPTY, Ink, Span
from cadencecoach.ui.screens.choice import Asked, Choice, ChoiceScreen
from cadencecoach.ui.screens.page import Page

_WAYS: Final = (
    Choice("A page for the physiotherapist", "made now, and opened"),
    Choice("Keep what you have", "runs, walks, a quarter of an hour three times a week"),
    Choice("Four weeks more", "from today, and from your cadence as it is now"),
    Choice("Day by day", "what was done, and what was decided"),
)
_PAGE, _KEEP, _AGAIN, _DAYS = range(4)


async def after_weeks(page: Page[Any], parts: Parts) -> bool:
    """Show the end and go the way that is chosen; whether the days are to be shown.

    To be awaited in a worker of `page`.
    """
    page.say(EMPTY)
    journal = parts.journal
    try:
        ending = await asyncio.to_thread(journal.ending)
        text = (*ending, *(await asyncio.to_thread(journal.day)).today.notes)
        asked = Asked("The four weeks are over", text, _WAYS)
        way = await page.app.push_screen_wait(ChoiceScreen(asked))
        if way == _PAGE:
            page.say((Span("the page is being made …", Ink.DIM),))
            file = await asyncio.to_thread(journal.make_page)
            page.say((Span("✔ ", Ink.GOOD), Span(f"The page is here: {file}")))
        elif way == _KEEP:
            page.say((Span("✔ ", Ink.GOOD), Span("Good. Each week asks for what keeps it.")))
        elif way == _AGAIN:
            await asyncio.to_thread(journal.start_programme)
            page.say((Span("✔ ", Ink.GOOD), Span("The four weeks begin again today.")))
    except CadencecoachError as exc:
        page.tell(exc)
        return False
    return way == _DAYS
