"""The first five minutes: four weeks or just a run, and what there is to do before the first run.

One coroutine, as `run_flow`; each step may be left out, and all of it is on the home screen, too.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any, Final

from cadencecoach.app.ports import Parts
from cadencecoach.errors import CadencecoachError
from cadencecoach.ui.ink import EMPTY, Ink, Span
from cadencecoach.ui.run_flow import check_in
from cadencecoach.ui.screens.choice import Asked, Choice, ChoiceScreen
from cadencecoach.ui.screens.count_cadence import CountScreen
from cadencecoach.ui.screens.first_start import HearScreen, KnownCadenceScreen
from cadencecoach.ui.screens.footpod import FootpodScreen
from cadencecoach.ui.screens.keep_baseline import KeepScreen
from cadencecoach.ui.screens.page import Page

WELCOME: Final = Asked(
    "Welcome to CadenceCoach",
    (
        "A beat for your steps, a voice that asks about your posture, and a diary of your back.",
        (
            "The four weeks begin with an easy run that measures how you run now. Then, only while "
            "your back is calm, your steps get a little quicker and shorter."
        ),
        "It is not a medical device. It asks for warning signs first.",
    ),
    (
        Choice("Four weeks for a sore back", "recommended; a few short steps"),
        Choice("Just a run", "easy, without a beat; it measures your cadence"),
    ),
)

_RUNS: Final = Asked(
    "Do you run already?",
    (
        (
            "Who does not run yet, or not for a long time, begins with four weeks of running and walking "
            "in turn, three times a week. In a trial with sore backs that was safe."
        ),
    ),
    (
        Choice("Yes, I run", "a quarter of an hour on end, or more"),
        Choice("Not yet", "one minute of running, two of walking, at first"),
    ),
    "step 1 of 7",
)
_NOT_YET = 1

_CADENCE: Final = Asked(
    "Your own cadence",
    (
        (
            "Cadence is how many steps you take in a minute, both feet. Most people run easily at 150 "
            "to 175."
        ),
        "Everything starts from yours; no number is right for everybody.",
    ),
    (
        Choice("Measure it in my first run", "recommended; a footpod does it"),
        Choice("Count it now", "each step, left and right, for 30 seconds"),
        Choice("I know it", "type it"),
    ),
    "step 4 of 7",
)
_COUNT, _KNOWN = 1, 2

_FOOTPOD: Final = Asked(
    "Footpod",
    (
        (
            "A footpod is a small sensor on your shoe that tells your cadence while you run. "
            "It needs Bluetooth on this machine."
        ),
        "Without one there is the beat and the voice; afterwards you say whether you kept it.",
    ),
    (
        Choice("I have none", "it can be paired at any time: f"),
        Choice("Look for mine", "put the shoe on, or shake it"),
    ),
    "step 5 of 7",
)
_PAIR = 1

_READY: Final = Asked(
    "Your first run",
    (
        (
            "Twenty minutes: five to warm up, ten easy and steady, five to cool down. There is no beat; "
            "run as you always do."
        ),
        (
            "Before it, a few minutes of the warm-up exercises are welcome: they are on the home "
            "screen."
        ),
    ),
    (Choice("Later", "Enter on the home screen begins it"), Choice("Run now")),
    "step 7 of 7",
)
_NOW = 1
_FIRST_TURNS: Final = (
    (
        "Thirty-four minutes: five to warm up, walking, then one minute of running and two of walking in turn; "
        "the voice says when. Run so slowly that you could talk."
    ),
)


async def first_steps(page: Page[Any], parts: Parts) -> bool:
    """Ask and lead through; whether the runner wants to run now. In a worker of `page`."""
    app, preferences = page.app, parts.preferences
    chosen = await app.push_screen_wait(ChoiceScreen(WELCOME))
    try:
        kept = await asyncio.to_thread(preferences.load)
        await asyncio.to_thread(preferences.save, kept)  # so that it is asked once
        if chosen != 0:
            page.say(EMPTY)
            return False
        runs = await app.push_screen_wait(ChoiceScreen(_RUNS)) != _NOT_YET
        await asyncio.to_thread(parts.journal.start_programme, runs_already=runs)
        await check_in(page, parts)
        view = await asyncio.to_thread(parts.journal.day)
        if view.flags:
            return False
        if runs:
            await _own_cadence(page, parts)
        if await app.push_screen_wait(ChoiceScreen(_FOOTPOD)) == _PAIR:
            await app.push_screen_wait(FootpodScreen(parts.footpods))
        await app.push_screen_wait(HearScreen(preferences))
    except CadencecoachError as exc:
        page.tell(exc)
        return False
    page.say((Span("✔ ", Ink.GOOD), Span("The four weeks begin today.")))
    ready = _READY if runs else replace(_READY, text=_FIRST_TURNS)
    return await app.push_screen_wait(ChoiceScreen(ready)) == _NOW


async def _own_cadence(page: Page[Any], parts: Parts) -> None:
    """Measured later, counted now, or typed."""
    way = await page.app.push_screen_wait(ChoiceScreen(_CADENCE))
    if way == _COUNT:
        found = await page.app.push_screen_wait(CountScreen(parts.baselines))
        if found is not None:
            await page.app.push_screen_wait(KeepScreen(parts.baselines, found))
    elif way == _KNOWN:
        await page.app.push_screen_wait(KnownCadenceScreen(parts.preferences))
