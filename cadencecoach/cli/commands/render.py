"""`render`: the whole session as a sound file, made by the engine and the renderer of a live run."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from cadencecoach.adapters.rendering import render_file
from cadencecoach.adapters.store.sqlite import Store
from cadencecoach.app.home import Home, check_sounds
from cadencecoach.app.run.new_run import make_bank, make_setup
from cadencecoach.cli.interrupts import ctrl_c_raises
from cadencecoach.cli.options import NO_PLAN_OPTIONS, Force, PlanOptions
from cadencecoach.cli.terminal import show_share
from cadencecoach.config.plans import plan_options
from cadencecoach.core.events import Output, StageBegan
from cadencecoach.core.outcome.session_facts import SessionState
from cadencecoach.core.run.engine import score, undisturbed
from cadencecoach.core.values.units import Frame, clock
from cadencecoach.errors import StoreError


def render(
    plan: str | None = None,
    /,
    *,
    out: str,
    over: PlanOptions = NO_PLAN_OPTIONS,
    force: Force = False,
) -> None:
    """Make the whole session a sound file, for any player.

    Parameters
    ----------
    plan
        A name from `cadencecoach plans`, or a path; left out, the one in the settings.
    out
        The file: .wav, .flac, .mp3 or .ogg.
    """
    home = Home.here()
    options = plan_options(over.given())
    settings = home.settings()
    chosen = home.shelf().plan(settings.plan if plan is None else plan, settings, options)
    library = home.sounds()
    check_sounds(settings, library)
    setup = make_setup(chosen, settings, library, finished=_finished(home.database))
    bank = make_bank(library, setup)
    state, decided, length = undisturbed(setup)
    path = Path(out)
    ctrl_c_raises()
    render_file(
        score(state, bank),
        length,
        path,
        title=chosen.title,
        chapters=chapters(decided),
        progress=show_share,
        force=force,
    )
    print(f"{path}  {clock(length)}  {chosen.title}")


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
