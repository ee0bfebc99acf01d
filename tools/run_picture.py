"""Makes docs/pictures/run.png: the real app, twelve minutes into a run of the simulated runner.

`python -m tools.run_picture`; needs what tests/ui/make_pictures.py needs, and half a minute.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from cadencecoach.app.home import Home
from cadencecoach.app.run.gate import verdict_of
from cadencecoach.cli.open_app import make_app
from cadencecoach.config.plans import plan_options
from cadencecoach.config.settings import typed_over
from cadencecoach.core.values.units import frames
from cadencecoach.ui.screens.run import RunScreen
from tests.ui.make_pictures import PICTURES, spaced

TYPED: Final = {"audio": "null", "footpod": "simulated:loses-pod"}
AT: Final = frames(12 * 60 + 41)
SPEED: Final = 30.0
SIZE: Final = (80, 24)


async def shoot() -> str:
    """The screenshot as SVG."""
    home = Home.here()
    plan = home.shelf().plan(
        "listening-ramp", typed_over(home.settings(), TYPED), plan_options({})
    )  # fmt: skip
    verdict = verdict_of(home, plan, nobody=True)
    app = make_app(home, run_now=verdict, settings_typed=TYPED, speed=SPEED)
    async with app.run_test(size=SIZE) as pilot:
        while not (isinstance(app.screen, RunScreen) and app.screen.view is not None):
            await pilot.pause(0.1)
        while app.screen.view.running < AT:
            await pilot.pause(0.1)
            if app.screen.view.open_question:
                await pilot.press("y")
        return app.export_screenshot(title="cadencecoach")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["CADENCECOACH_HOME"] = folder
        os.environ["COLORTERM"] = "truecolor"
        svg = spaced(asyncio.run(shoot()))
    target = Path(PICTURES) / "run.png"
    subprocess.run(
        ["rsvg-convert", "-w", "1040", "-o", str(target)], input=svg.encode(), check=True
    )


if __name__ == "__main__":
    main()
