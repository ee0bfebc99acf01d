"""The end of a programme's weeks: what they came to, and the ways on."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from cadencecoach.app.ports import Parts
from cadencecoach.core.programme.maintenance import TRIAL_OFFER
from cadencecoach.errors import CadencecoachError
from cadencecoach.ui.ink import EMPTY, Ink, Span
from cadencecoach.ui.screens.choice import Asked, Choice, ChoiceScreen
from cadencecoach.ui.screens.page import Page

_WAYS: Final = (
    Choice("A page for the physiotherapist", "made now, and opened"),
    Choice("Keep what you have", "runs, walks, a quarter of an hour three times a week"),
    Choice("Four weeks more", "from today, and from your cadence as it is now"),
    Choice("Your own trial", "does the beat help you? six weeks, drawn by lot"),
    Choice("Day by day", "what was done, and what was decided"),
)
_PAGE, _KEEP, _AGAIN, _TRIAL, _DAYS = range(5)


async def after_weeks(page: Page[Any], parts: Parts) -> bool:
    """Show the end and go the way that is chosen; whether the days are to be shown.

    To be awaited in a worker of `page`.
    """
    page.say(EMPTY)
    journal = parts.journal
    try:
        ending = await asyncio.to_thread(journal.ending)
        notes = (await asyncio.to_thread(journal.day)).today.notes
        text = (*ending, *(note for note in notes if note != TRIAL_OFFER))  # it is one of the ways
        asked = Asked("The four weeks are over", text, _WAYS)
        way = await page.app.push_screen_wait(ChoiceScreen(asked))
        if way == _PAGE:
            page.say((Span("the page is being made …", Ink.DIM),))
            file = await asyncio.to_thread(journal.make_page)
            page.say((Span("✔ ", Ink.GOOD), Span(f"The page is here: {file}")))
        elif way == _KEEP:
            page.say((Span("✔ ", Ink.GOOD), Span("Good. Each week asks for what keeps it.")))
        elif way == _AGAIN:
            trial = await asyncio.to_thread(journal.trial_goes_on)
            if await page.app.push_screen_wait(ChoiceScreen(_again(trial=trial))) == 1:
                await asyncio.to_thread(journal.start_programme)
                page.say((Span("✔ ", Ink.GOOD), Span("The four weeks begin again today.")))
        elif way == _TRIAL:
            await _own_trial(page, parts)
    except CadencecoachError as exc:
        page.tell(exc)
        return False
    return way == _DAYS


_BEGINS_ANEW: Final = (
    "Week 1 begins today, without a beat, and the levels begin anew at your cadence.",
    "What you did and told stays.",
)
_GIVEN_UP: Final = "Your own trial, which is going on, is given up with it."


def _again(*, trial: bool) -> Asked:
    """Whether to begin anew; Enter alone never does."""
    text = (*_BEGINS_ANEW, _GIVEN_UP) if trial else _BEGINS_ANEW
    return Asked("Four weeks more", text, (Choice("Not now"), Choice("Begin them today")))


_BEGIN: Final = Asked(
    "Your own trial",
    (
        "For six weeks each week is with the beat or without it, in an order drawn by lot.",
        "Rate your back on the morning after each run.",
        "After six weeks you are told what your log shows, and how sure it is.",
        "It is one person's log and no proof.",
    ),
    (Choice("Not now"), Choice("Begin it today")),
)
_GOING_ON: Final = Asked(
    "Your own trial is going on",
    ("What was run stays when you give it up, and nothing is said of it.",),
    (Choice("Go on with it"), Choice("Give it up")),
)


async def _own_trial(page: Page[Any], parts: Parts) -> None:
    """Begin the trial, or give up the one that goes on; asked first. Raises as the acts do."""
    journal = parts.journal
    going_on = await asyncio.to_thread(journal.trial_goes_on)
    answer = await page.app.push_screen_wait(ChoiceScreen(_GOING_ON if going_on else _BEGIN))
    if going_on and answer == 1:
        await asyncio.to_thread(journal.stop_trial)
        page.say((Span("✔ ", Ink.GOOD), Span("Your own trial is given up.")))
    elif not going_on and answer == 1:
        await asyncio.to_thread(journal.start_trial)
        said = "Your own trial begins: rate your back on the morning after each run."
        page.say((Span("✔ ", Ink.GOOD), Span(said)))
