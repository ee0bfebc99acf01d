"""Out and back: a run taken along past the gate, and brought home to the kitchen table and the check-in."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, Final

from cadencecoach.app.ports import Parts
from cadencecoach.core.outing.facts import Outing
from cadencecoach.core.plan.plan import Plan
from cadencecoach.core.values.calendar import Day, short
from cadencecoach.core.values.text import plain
from cadencecoach.errors import CadencecoachError
from cadencecoach.ui.ink import EMPTY, Ink, Span
from cadencecoach.ui.run_flow import look_back, pass_gate
from cadencecoach.ui.screens.bring_home import BringHomeScreen
from cadencecoach.ui.screens.choice import Asked, Choice, ChoiceScreen
from cadencecoach.ui.screens.kitchen_table import KitchenTableScreen
from cadencecoach.ui.screens.page import Page
from cadencecoach.ui.screens.take_along import TakeAlongScreen

_ANOTHER: Final = 3
"""The answer after those that say what became of one."""


async def out_or_back(page: Page[Any], parts: Parts, plan: Plan, day: Day) -> None:
    """Take a run along; while one is out, first what became of it. To be awaited in a worker."""
    page.say(EMPTY)
    try:
        waiting = await asyncio.to_thread(parts.outings.waiting)
        if not waiting:
            await _take_along(page, parts, plan, day)
            return
        more = (Choice("Take another run along"),)
        if await _became(page, parts, waiting[0], more) == _ANOTHER:
            await _take_along(page, parts, plan, day)
    except CadencecoachError as exc:
        page.tell(exc)


async def ask_once(page: Page[Any], parts: Parts) -> None:
    """Ask what became of a run that was taken along, if none was asked. To be awaited in a worker."""
    try:
        outing = await asyncio.to_thread(parts.outings.to_ask)
        if outing is not None:
            await _became(page, parts, outing, ())
    except CadencecoachError as exc:
        page.tell(exc)


async def _became(
    page: Page[Any], parts: Parts, outing: Outing, more: Sequence[Choice]
) -> int | None:
    """The answer, once it was acted on; None is not now."""
    told = await page.app.push_screen_wait(
        ChoiceScreen(
            Asked(
                "A run is out",
                (
                    f"On {short(outing.made.day)} you took “{plain(outing.title)}” along.",
                    "What became of it?",
                ),
                (
                    Choice("I ran it, with a watch", "bring the watch's file home"),
                    Choice("I ran it, without a watch", "kept, without a cadence"),
                    Choice("I did not run it"),
                    *more,
                ),
            )
        )
    )
    match told:
        case 0:
            await _bring_home(page, parts, outing)
        case 1:
            session = await page.until_written(lambda: parts.outings.ran(outing))
            await look_back(page, parts, session)
        case 2:
            await page.until_written(lambda: parts.outings.drop(outing))
            page.say((Span("✔ ", Ink.GOOD), Span("It is dropped; it counts for nothing.")))
    return told


async def _bring_home(page: Page[Any], parts: Parts, outing: Outing) -> None:
    home = await page.app.push_screen_wait(BringHomeScreen(parts.outings, outing))
    if home is None:
        return
    from cadencecoach.core.outing.alignment import alignment_words  # noqa: PLC0415 - for this alone

    checks = await asyncio.to_thread(parts.outings.checks, home.facts.id)
    words = (f"{home.readings} readings. {alignment_words(home.alignment)}",)
    page.say(tuple(map(Span, words)))
    if checks:
        await page.app.push_screen_wait(KitchenTableScreen(parts.outings, home, words, checks))
    await look_back(page, parts, home.facts.id)


async def _take_along(page: Page[Any], parts: Parts, plan: Plan, day: Day) -> None:
    verdict = await pass_gate(page, parts, plan, leaves=True)
    if verdict is None:
        return
    taken = await page.app.push_screen_wait(TakeAlongScreen(parts.outings, verdict, day))
    if taken is None:
        return
    where = taken.files[0] if len(taken.files) == 1 else taken.files[0].parent
    if taken.outing is None:
        page.say((Span("! ", Ink.WARN), Span(f"{plain(str(where))}; not noted: {taken.untold}")))
        return
    page.say(
        (
            Span("✔ ", Ink.GOOD),
            Span(plain(str(where)), Ink.STRONG),
            Span("   when you are back: "),
            Span("o", Ink.TARGET),
        )
    )
