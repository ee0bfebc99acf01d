"""A whole session as a sound file, made by the engine and the renderer of a live run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from cadencecoach.adapters.rendering import render_file
from cadencecoach.adapters.store.sqlite import Store
from cadencecoach.app.home import Home, check_sounds
from cadencecoach.app.run.new_run import make_bank, make_setup
from cadencecoach.config.settings import Settings
from cadencecoach.core.events import Output, StageBegan
from cadencecoach.core.outcome.session_facts import SessionState
from cadencecoach.core.plan.plan import Plan
from cadencecoach.core.run.engine import score, undisturbed
from cadencecoach.core.values.units import Frame, Frames
from cadencecoach.errors import StoreError


def render_plan(
    home: Home,
    plan: Plan,
    settings: Settings,
    file: Path,
    *,
    force: bool,
    on_begin: Callable[[], None],
    on_share: Callable[[float], None],
) -> Frames:
    """Write a plan into a new file, its stages as chapters; its length.

    `on_begin` is called before anything is written, `on_share` is told how much is done. Raises
    ConfigError, SoundError and ExportError.
    """
    library = home.sounds()
    check_sounds(settings, library)
    setup = make_setup(plan, settings, library, finished=_finished(home.database))
    bank = make_bank(library, setup)
    state, decided, length = undisturbed(setup)
    on_begin()
    render_file(
        score(state, bank),
        length,
        file,
        title=plan.title,
        chapters=chapters(decided),
        progress=on_share,
        force=force,
    )
    return length


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
