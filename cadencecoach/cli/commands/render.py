"""`render`: the whole session as a sound file, made by the engine and the renderer of a live run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from cadencecoach.adapters.rendering import render_file
from cadencecoach.adapters.store.sqlite import Store
from cadencecoach.app.home import Home, check_sounds
from cadencecoach.app.run.new_run import make_bank, make_setup
from cadencecoach.cli.interrupts import ctrl_c_raises
from cadencecoach.cli.terminal import show_share
from cadencecoach.config.plans import plan_options
from cadencecoach.core.events import Output, StageBegan
from cadencecoach.core.outcome.session_facts import SessionState
from cadencecoach.core.run.engine import score, undisturbed
from cadencecoach.core.values.units import Frame, clock
from cadencecoach.errors import StoreError


def render_plan(
    wanted: str | None, plan_typed: Mapping[str, Any], out: str, *, force: bool
) -> None:
    """Write a plan, with what was typed over it, into a new file, its stages as chapters.

    Raises ConfigError, PlanError, SoundError and ExportError.
    """
    home = Home.here()
    options = plan_options(plan_typed)
    settings = home.settings()
    plan = home.shelf().plan(settings.plan if wanted is None else wanted, settings, options)
    library = home.sounds()
    check_sounds(settings, library)
    setup = make_setup(plan, settings, library, finished=_finished(home.database))
    bank = make_bank(library, setup)
    state, decided, length = undisturbed(setup)
    path = Path(out)
    ctrl_c_raises()
    render_file(
        score(state, bank),
        length,
        path,
        title=plan.title,
        chapters=chapters(decided),
        progress=show_share,
        force=force,
    )
    print(f"{path}  {clock(length)}  {plan.title}")


def chapters(decided: Sequence[Output]) -> tuple[tuple[Frame, str], ...]:
    """Where each stage begins, and a name for it: "warm-up", "165"."""
    return tuple(
        (event.at, event.kind if event.target_spm is None else f"{event.target_spm} spm")
        for event in decided
        if isinstance(event, StageBegan)
    )


def _finished(database: Path) -> int:
    """How many sessions were finished; 0 where the log cannot be read, which a file needs not."""
    with suppress(StoreError), Store(database) as store:
        return sum(facts.state is SessionState.FINISHED for facts in store.sessions())
    return 0
