"""From wanting to run to the end of the run: the rating, the gate, the run, what came of it.

One coroutine, so that the order in which a runner meets these is read from the top down.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import partial
from typing import Any

from cadencecoach.app.diary.check_in import Interview, interview
from cadencecoach.app.diary.ports import Journal
from cadencecoach.app.ports import Parts
from cadencecoach.app.views import DayView
from cadencecoach.core.diary.pain import SEEK_CARE
from cadencecoach.core.plan.plan import Plan
from cadencecoach.core.programme import desk
from cadencecoach.core.programme.gates import Go, Verdict
from cadencecoach.core.programme.programme import TODAY
from cadencecoach.errors import CadencecoachError, StoreBusy, StoreError
from cadencecoach.ui.ink import EMPTY, Ink, Span
from cadencecoach.ui.screens.after_run import AfterRunScreen
from cadencecoach.ui.screens.check_in import CheckInScreen
from cadencecoach.ui.screens.gate import GateScreen, RedFlagScreen
from cadencecoach.ui.screens.page import Page
from cadencecoach.ui.screens.routine import PlayScreen
from cadencecoach.ui.screens.run import RunScreen
from cadencecoach.ui.screens.session import SessionScreen


async def run_through(
    page: Page[Any], parts: Parts, plan: Plan, passed: Verdict | None = None
) -> int | None:
    """Ask, run, and give back the stored session's id; what goes wrong is told on `page`.

    A pain that was marked while running, by a button, is asked about at once.
    To be awaited in a worker of `page`. `passed` is what the gate said where it was asked before;
    its words are shown all the same.
    """
    page.say(EMPTY)
    try:
        go = await pass_gate(page, parts, plan) if passed is None else await _read(page, passed)
        if go is None:
            return None
        driver = await asyncio.to_thread(parts.new_run, go.plan)
    except CadencecoachError as exc:
        page.tell(exc)
        return None
    end = await page.app.push_screen_wait(RunScreen(driver))
    if end is None:
        return None
    if end.error is not None:
        page.tell(end.error)
    elif end.session is None:
        page.say((Span("! ", Ink.WARN), Span(f"{driver.not_stored.capitalize()}.")))
    if driver.marked:
        await check_in(page, parts)
    return end.session


async def pass_gate(
    page: Page[Any], parts: Parts, plan: Plan, *, leaves: bool = False
) -> Verdict | None:
    """What the gate let through, with the questions before it; None where the runner stays at home.

    `leaves` is whether the beat leaves the house as a file, for a back whoever runs here.
    Without a log that can be read there is nothing to go by but warning signs, and the run may
    begin (it says that it is not stored). Raises StoreError where a sign waits.
    """
    journal = parts.journal
    try:
        if not await _told(page, parts):
            return None
        verdict = await asyncio.to_thread(_verdict, journal, plan, leaves)
        if not verdict.overridable:
            return None
        if await _read(page, verdict) is None:
            return None
        if verdict.go is Go.NO:
            with suppress(StoreBusy):
                await asyncio.to_thread(journal.overrule, verdict)
    except StoreError as exc:
        if await asyncio.to_thread(journal.signs_alone):
            raise StoreError(SEEK_CARE, hint=f"you ticked a warning sign; {exc.message}") from exc
        ask = partial(journal.verdict, plan, leaves=leaves)
        return await _read(page, await asyncio.to_thread(ask))
    return verdict


def _verdict(journal: Journal, plan: Plan, leaves: bool) -> Verdict:
    """What the gate says now; a run of the programme is the one that today asks for by now."""
    run = journal.day().today.run if plan.name == TODAY else None
    return journal.verdict(plan if run is None else run.plan, leaves=leaves)


async def _told(page: Page[Any], parts: Parts) -> bool:
    """Ask how the back is, and what a clinician said of a sign; False where no run is to begin.

    Once a sign was looked at, the signs are asked once again.
    """
    asked = again = False
    while True:
        view = await asyncio.to_thread(parts.journal.day)
        if view.flags:
            if not await page.app.push_screen_wait(RedFlagScreen(parts.journal, view.flags)):
                return False
            again = True
        elif again or (view.ask_before and not asked):
            asked, again = True, False
            screen = CheckInScreen(parts.journal, interview(view, before_run=True))
            await page.app.push_screen_wait(screen)
            if screen.left:
                return False
        else:
            return True


async def _read(page: Page[Any], verdict: Verdict) -> Verdict | None:
    """What a gate said once its words were read; None where the runner stays at home."""
    silent = verdict.go is Go.GO and not (verdict.warnings or verdict.changes)
    if silent or await page.app.push_screen_wait(GateScreen(verdict)):
        return verdict
    return None


async def desk_break(page: Page[Any], parts: Parts) -> None:
    """Play the desk routine, and say how much was done. To be awaited in a worker of `page`."""
    page.say(EMPTY)
    try:
        routine = await asyncio.to_thread(parts.journal.routine, desk.ROUTINE)
        player = parts.journal.player(routine)
        done = await page.app.push_screen_wait(PlayScreen(player, routine.title))
    except CadencecoachError as exc:
        page.tell(exc)
        return
    if isinstance(done, CadencecoachError):
        page.tell(done)
    else:
        page.say((Span("✔ ", Ink.GOOD), Span(f"{routine.title}: {done.value}, written down")))


async def look_back(page: Page[Any], parts: Parts, session: int) -> None:
    """How the back is after the run, and what the run came to. To be awaited in a worker of `page`.

    Where nobody keeps a diary of the back, the run alone.
    """
    try:
        view = await asyncio.to_thread(parts.journal.day)
    except CadencecoachError as exc:
        page.tell(exc)
        return
    if view.flags:  # one was told while running
        await page.app.push_screen_wait(RedFlagScreen(parts.journal, view.flags))
        return
    run = view.today.ask_after
    if not view.today.programme or run is None or run.day != view.today.day:
        await page.app.push_screen_wait(SessionScreen(parts.review, session))
        return
    card = AfterRunScreen(parts.journal, parts.review, view, session, run)
    more = await page.app.push_screen_wait(card)
    if more is not None:
        await check_in(page, parts, more)


async def check_in(page: Page[Any], parts: Parts, first: Interview | None = None) -> None:
    """Ask how the back is; a warning sign is answered at once. To be awaited in a worker.

    `first` is what to ask where it is not what the day asks.
    """
    try:
        while True:
            view = await asyncio.to_thread(parts.journal.day)
            await page.app.push_screen_wait(CheckInScreen(parts.journal, first or interview(view)))
            first = None
            view = await asyncio.to_thread(parts.journal.day)
            if not view.flags:
                return
            if not await page.app.push_screen_wait(RedFlagScreen(parts.journal, view.flags)):
                return
            # Somebody has looked at it: the signs are asked once again.
    except CadencecoachError as exc:
        page.tell(exc)


def todays_run(parts: Parts, view: DayView | None) -> tuple[Plan, Verdict]:
    """The run that today asks for, else the usual plan, and what the gate says of it.

    Raises CadencecoachError.
    """
    today = None if view is None else view.today
    if today is not None and today.gate is not None and today.run is not None:
        return today.run.plan, today.gate
    offer = parts.plans.chosen()
    return offer.to_run, parts.journal.verdict(offer.to_run)
