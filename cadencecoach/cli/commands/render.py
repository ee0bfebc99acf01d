"""`render`: the whole session as a sound file."""

from __future__ import annotations

from pathlib import Path

from cadencecoach.app.home import Home
from cadencecoach.cli.gate_lines import tell_gate
from cadencecoach.cli.interrupts import ctrl_c_raises
from cadencecoach.cli.options import NO_PLAN_OPTIONS, Anyway, Force, TypedPlan
from cadencecoach.cli.terminal import show_share
from cadencecoach.core.values.units import clock


def render(
    plan: str | None = None,
    /,
    *,
    out: str,
    over: TypedPlan = NO_PLAN_OPTIONS,
    force: Force = False,
    anyway: Anyway = False,
) -> None:
    """Make the whole session a sound file, for any player.

    Parameters
    ----------
    plan
        A name from `cadencecoach plans`, a path, today for the programme's, or rung-2 of your own
        ladder; left out, the one in the settings.
    out
        The file: .wav, .flac, .mp3 or .ogg.
    """
    from cadencecoach.app.run.rendered_run import render_wanted
    from cadencecoach.config.plans import plan_options

    home = Home.here()
    options = plan_options(over.given())
    path = Path(out)
    verdict, length = render_wanted(
        home,
        plan,
        options,
        path,
        force=force,
        anyway=anyway,
        on_begin=ctrl_c_raises,
        on_share=show_share,
    )
    tell_gate(verdict)
    print(f"{path}  {clock(length)}  {verdict.plan.title}")
