"""A plan at a desk: its engine to step through, and the samples it makes, with nobody running.

The sounds and the settings are the shipped ones, so the same plan gives the same everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from cadencecoach.core.events import Input, Output
from cadencecoach.core.plan.plan import Plan
from cadencecoach.core.run.setup import Setup
from cadencecoach.core.run.state import State
from cadencecoach.core.values.units import SAMPLE_RATE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from cadencecoach.config.settings import Settings

# ruff: noqa: PLC0415 -- importing the face is light; numpy and pydantic come with the first call


def load_plan(wanted: str | Path) -> Plan:
    """A plan that ships with the product, by its name ("ramp"), or one in a TOML file, by its path.

    A path is known by its slash or its ending. Raises ConfigError and PlanError.
    """
    from cadencecoach.config.shelf import Shelf
    from cadencecoach.config.shipped import find_configs

    shipped = find_configs()
    # The shipped folder stands in for the runner's own.
    return Shelf(shipped, shipped).plan(str(wanted), _settings(shipped))


def setup_for(plan: Plan) -> Setup:
    """All that is fixed before a session of this plan starts. Raises ConfigError and SoundError."""
    from cadencecoach.adapters.sounds import SoundLibrary
    from cadencecoach.app.run.new_run import make_setup
    from cadencecoach.config.shipped import find_configs

    return make_setup(plan, _settings(find_configs()), SoundLibrary.open(), finished=0)


def begin(setup: Setup) -> State:
    """The state of a session before its first frame."""
    from cadencecoach.core.run import engine

    return engine.begin(setup)


def step(state: State, happened: Input) -> tuple[State, tuple[Output, ...]]:
    """The state after one input of `cadencecoach.core.events`, and what was decided because of it.

    Pure: the same state and input give the same every time. Inputs come in the order of their
    frames; `Tick` says that only time has passed.
    """
    from cadencecoach.core.run import engine

    return engine.step(state, happened)


def render(plan: Plan) -> Iterator[NDArray[np.int16]]:
    """The whole session of a plan as it sounds, a second at a time.

    Each block has the shape (frames, 2), left and right, at 48 kHz; the last one may be shorter.
    The samples are those that a run without a footpod plays. Raises ConfigError and SoundError.
    """
    import numpy as np

    from cadencecoach.adapters.sounds import SoundLibrary
    from cadencecoach.app.run.new_run import make_bank
    from cadencecoach.core.run.engine import score, undisturbed
    from cadencecoach.core.score.mixer import fill

    setup = setup_for(plan)
    state, _, length = undisturbed(setup)
    heard = score(state, make_bank(SoundLibrary.open(), setup))
    for start in range(0, length, SAMPLE_RATE):
        block = np.zeros((min(SAMPLE_RATE, length - start), 2), np.int16)
        fill(heard, block, start)
        yield block


def _settings(shipped: Path) -> Settings:
    from cadencecoach.config.settings import load_settings
    from cadencecoach.config.shipped import SETTINGS_FILE

    file = shipped / SETTINGS_FILE
    return load_settings(file, file)
