"""A whole session as a sound file, made by the engine and the renderer of a live run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from cadencecoach.adapters.rendering import render_file
from cadencecoach.adapters.store.sqlite import Store
from cadencecoach.adapters.whole_file import refuse_taken
from cadencecoach.app.home import Home, check_sounds
from cadencecoach.app.run.gate import pass_gate
from cadencecoach.app.run.new_run import make_bank, make_setup
from cadencecoach.app.run.wanted import wanted_plan
from cadencecoach.config.plans import PlanOptions
from cadencecoach.core.events import Output, StageBegan
from cadencecoach.core.outcome.session_facts import SessionState
from cadencecoach.core.programme.gates import Verdict
from cadencecoach.core.run.engine import score, undisturbed
from cadencecoach.core.values.units import Frame, Frames
from cadencecoach.errors import StoreError


def render_wanted(
    home: Home,
    wanted: str | None,
    typed: PlanOptions,
    file: Path,
    *,
    force: bool,
    anyway: bool,
    on_begin: Callable[[], None],
    on_share: Callable[[float], None],
) -> tuple[Verdict, Frames]:
    """Write what is wanted, as the gate lets it through, into a new file; the gate, and the length.

    Stages are chapters. `anyway` as in `pass_gate`. `on_begin` is called before anything is written, `on_share` is told how much is done. Raises
    ConfigError, SoundError and ExportError.
    """
    refuse_taken(file, force=force)  # before anything is written down
    settings = home.settings()
    verdict = pass_gate(home, wanted_plan(home, wanted, settings, typed), anyway=anyway)
    plan, library = verdict.plan, home.sounds()
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
    return verdict, length


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
