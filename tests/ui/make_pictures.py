"""Makes docs/pictures by running the app: `python -m tests.ui.make_pictures`.

Each character of the screenshot is put at its own cell, so that a fallback font for braille cannot
shift its neighbours; rsvg-convert (Debian: librsvg2-bin, fonts-firacode,
fonts-dejavu) turns it into a PNG.
"""

import asyncio
import html
import os
import re
import subprocess
from dataclasses import replace
from pathlib import Path

from cadencecoach.app.views import PodRow
from cadencecoach.core.diary.diary import RunNote
from cadencecoach.core.diary.entries import Overrode, PainRated, RedFlagsAnswered
from cadencecoach.core.diary.pain import Pain, RedFlag, When
from cadencecoach.core.exercise.routine import Phase
from cadencecoach.core.sensor.step_convention import Convention
from cadencecoach.core.values.units import frames
from cadencecoach.routine_session import RoutineView
from tests.core.eightweeks import eight_weeks_lived
from tests.ui.fakes import (
    NOW,
    POD,
    STRANGER,
    UNHEARD,
    VIEW,
    BaselinesInMemory,
    FootpodsInMemory,
    JournalInMemory,
    RoutineInMemory,
    ScriptedDriver,
    app_of,
    in_week_two,
    run_of_day,
    settled,
)

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "pictures"
CELL_PX = 12.2
ROW_PX = 24.4
BASELINE_PX = 18.5
"""As Textual draws its screenshots."""

BLOCKS = {"█": (0, 1), "▀": (0, 0.5), "▄": (0.5, 0.5)}
"""Upper edge and height in rows: drawn as rectangles, since a font leaves seams between them."""


PAUSED = replace(VIEW, paused=True, state="paused", beat=None)
ASKED = replace(VIEW, open_question="Is my spine neutral?", click_note="in band")

OLD_POD = PodRow("11:22", "Old pod", None, False, 9, "top of shoe", True, Convention.STRIDES)
NEW_POD = PodRow("EE:FF", "Stryd", -71, True, None, "", False, Convention.AUTO)
SORE = (RedFlagsAnswered(NOW, (RedFlag.SADDLE, RedFlag.WEAKNESS)),)
REFUSED = (
    PainRated(NOW, When.BEFORE, Pain(6)),
    Overrode(NOW, "Your back is at 6: no run today. Walk, and do the gentle mobility."),
)
ON_A_ROUTE = run_of_day(4, "then", note=RunNote(route="along the river"))
RUNS = tuple(
    run_of_day(days, f"run {days}", in_band_percent=88.0, coverage_percent=97.0) for days in (4, 2)
)
PLANK = RoutineView(
    "Side plank", Phase.WORK, 2, 3, "left", frames(24), "30 s", "Bird-dog", 0.42, False, False
)


def playing() -> JournalInMemory:
    """A journal whose routines are in the middle of a plank."""
    journal = in_week_two()
    journal.played = RoutineInMemory(PLANK)
    return journal


def after_eight_weeks() -> JournalInMemory:
    """A journal whose trends are worth a look."""
    journal = JournalInMemory()
    journal.found = eight_weeks_lived().found
    return journal


WORLDS = {
    "footpod": lambda: {
        "footpods": FootpodsInMemory(POD, OLD_POD, replace(STRANGER, name="Gym pod"), NEW_POD)
    },
    "baseline": lambda: {"baselines": BaselinesInMemory(156, 158, 160)},
    "programme": lambda: {"journal": in_week_two(runs=RUNS)},
    "trends": lambda: {"journal": after_eight_weeks()},
    "calendar": lambda: {"journal": in_week_two(*REFUSED, runs=(*RUNS, run_of_day(0)))},
    "check-in": lambda: {"journal": in_week_two()},
    "check-in-words": lambda: {"journal": in_week_two(runs=(ON_A_ROUTE, run_of_day(0, "now")))},
    "gate": lambda: {"journal": in_week_two(*REFUSED[:1])},
    "assessment": lambda: {"journal": in_week_two()},
    "warning-sign": lambda: {"journal": in_week_two(*SORE)},
    "exercise": lambda: {"journal": playing()},
}
"""What the app is put together from, for pictures that need more than the usual."""

SHOTS = {
    "run": (VIEW, (96, 30), "dark", ()),
    "run-80x24": (VIEW, (80, 24), "dark", ()),
    "run-120x36": (ASKED, (120, 36), "dark", ()),
    "run-40x12": (VIEW, (40, 12), "dark", ()),
    "run-light": (UNHEARD, (80, 24), "light", ()),
    "run-high-contrast": (VIEW, (80, 24), "high-contrast", ()),
    "paused": (PAUSED, (80, 24), "dark", ()),
    "today": (None, (80, 24), "dark", ()),
    "plans": (None, (80, 24), "dark", ("l",)),
    "footpod": (None, (80, 24), "dark", ("f", "space")),
    "baseline": (None, (80, 24), "dark", ("b",)),
    "programme": (None, (80, 24), "dark", ()),
    "calendar": (None, (80, 24), "dark", ("g",)),
    "check-in": (None, (80, 24), "dark", ("c",)),
    "check-in-words": (
        None,
        (80, 24),
        "dark",
        ("c", "0", "4", "enter", "2", "right", "tab", *"6,1", "tab", *"left heel"),
    ),
    "gate": (None, (80, 24), "dark", ("r",)),
    "assessment": (None, (80, 24), "dark", ("a", "enter", *["down"] * 6, *"week2.mp4")),
    "warning-sign": (None, (80, 24), "dark", ("r",)),
    "exercise": (None, (80, 24), "dark", ("e", "enter", "enter")),
    "trends": (None, (120, 40), "dark", ("t",)),
    "session": (None, (120, 36), "dark", ("v", "enter", "down", "down")),
    "compare": (None, (80, 24), "dark", ("v", "enter", "left")),
}


def spaced(svg: str) -> str:
    """The same picture with each visible character at its own cell, and no font from the net."""

    def split(match: re.Match[str]) -> str:
        css, x, y, text = match.groups()
        chars = html.unescape(text).replace("\xa0", " ")
        shapes = []
        for run in re.finditer(r"█+|▀+|▄+|[^ ]", chars):
            left = float(x) + run.start() * CELL_PX
            if (half := BLOCKS.get(run.group()[0])) is None:
                shapes.append(
                    f'<text {css} x="{left:.1f}" y="{y}">{html.escape(run.group())}</text>'
                )
                continue
            top = float(y) - BASELINE_PX + half[0] * ROW_PX
            shapes.append(
                f'<rect {css} x="{left:.1f}" y="{top:.1f}" shape-rendering="crispEdges" '
                f'width="{len(run.group()) * CELL_PX:.1f}" height="{half[1] * ROW_PX:.1f}"/>'
            )
        return "".join(shapes)

    svg = re.sub(r"@font-face\s*{.*?}", "", svg, flags=re.DOTALL)
    return re.sub(
        r'<text (class="[^"]*") x="([^"]*)" y="([^"]*)"[^>]*clip-path[^>]*>(.*?)</text>', split, svg
    )


async def shoot(name: str) -> str:
    """One screenshot as SVG."""
    view, size, theme, keys = SHOTS[name]
    driver = ScriptedDriver(view or VIEW)
    driver.ear = VIEW.beat.at
    app = app_of(driver, run_now=view is not None, **WORLDS.get(name, dict)())
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        app.theme = theme
        for key in keys:
            await pilot.press(key)
            for _ in range(5):
                await settled(pilot)
        await settled(pilot)
        return app.export_screenshot(title="cadencecoach")


def main() -> None:
    """Make them all."""
    os.environ["COLORTERM"] = "truecolor"
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name, (_, size, _, _) in SHOTS.items():
        svg = spaced(asyncio.run(shoot(name)))
        subprocess.run(
            ["rsvg-convert", "-w", str(size[0] * 13), "-o", str(PICTURES / f"{name}.png")],
            input=svg.encode(),
            check=True,
        )


if __name__ == "__main__":
    main()
