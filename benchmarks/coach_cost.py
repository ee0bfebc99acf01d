"""What a 90-minute session with a reading every second costs besides sound and drawing.

    python -m benchmarks.coach_cost

All of it at speed max in this process: the runner's bytes, decoding, engine, coach, score, log
and the view ten times a second. CPU seconds over session seconds is the share of a core.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from benchmarks.measuring import Line
from cadencecoach.adapters.audio.silent import NullOut
from cadencecoach.adapters.clock import SystemClock
from cadencecoach.adapters.simulated import FOLLOWS, SimulatedRunner
from cadencecoach.adapters.sounds import SoundLibrary
from cadencecoach.app.run.new_run import make_bank, make_setup
from cadencecoach.config.settings import load_settings
from cadencecoach.config.shipped import find_configs
from cadencecoach.core.events import Event
from cadencecoach.core.plan.plan import Advance, ClickMode, Plan, ramp
from cadencecoach.core.run.coach import CoachSettings
from cadencecoach.core.run.setup import Setup
from cadencecoach.core.run.view import RunView
from cadencecoach.core.values.units import SAMPLE_RATE, Frame, Spm, frames
from cadencecoach.session import Session

MINUTES: Final = 90
BUDGET_PERCENT: Final = 2.0


class _Kept:
    """A log in memory; writing to the disk is the store thread's and measured apart."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def append(self, events: Sequence[Event]) -> None:
        self.events += events

    def reached(self, at: Frame) -> None:
        """Nobody asks."""


def _setup(library: SoundLibrary) -> Setup:
    stages = ramp(
        Spm(160), Spm(175), 5, frames(600), frames(MINUTES * 60), frames(300), frames(300)
    )  # fmt: skip
    plan = Plan(
        "cost", "Cost", stages, frames(300),
        click=ClickMode.WHEN_NEEDED, advance=Advance.ADHERENCE,
    )  # fmt: skip
    configs = find_configs()
    settings = load_settings(configs / "settings.toml", configs / "nobody" / "settings.toml")
    return replace(make_setup(plan, settings, library, finished=0), coach=CoachSettings())


def _cpu_percent(
    setup: Setup, library: SoundLibrary, on_view: Callable[[RunView], None] | None
) -> float:
    out = NullOut(SystemClock(), None)
    session = Session(setup, make_bank(library, setup), out, SimulatedRunner(1, FOLLOWS), _Kept())
    begun = time.process_time()
    state = asyncio.run(session.run(on_view))
    return 100 * (time.process_time() - begun) / (state.timeline.end / SAMPLE_RATE)


def lines() -> Iterator[Line]:
    """Without views as in a headless run, and with them as for the run screen."""
    library = SoundLibrary.open()
    setup = _setup(library)
    views: tuple[tuple[str, Callable[[RunView], None] | None], ...] = (
        ("headless", None),
        ("with ten views a second", lambda _: None),
    )
    for words, on_view in views:
        percent = _cpu_percent(setup, library, on_view)
        yield Line(
            f"{MINUTES}-minute session besides sound and drawing, {words}",
            f"<= {BUDGET_PERCENT:.0f} % of a core",
            f"{percent:.2f} %",
            percent <= BUDGET_PERCENT,
            "python -m benchmarks.coach_cost",
        )


def main() -> None:
    for line in lines():
        print(f"{line.what}: {line.measured} ({line.budget})", flush=True)


if __name__ == "__main__":
    main()
