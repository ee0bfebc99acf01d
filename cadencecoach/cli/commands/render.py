"""`render`: the whole session as a sound file."""

from __future__ import annotations

from pathlib import Path

from cadencecoach.app.home import Home
from cadencecoach.cli.interrupts import ctrl_c_raises
from cadencecoach.cli.options import NO_PLAN_OPTIONS, Force, TypedPlan
from cadencecoach.cli.terminal import show_share
from cadencecoach.core.values.units import clock


def render(
    plan: str | None = None,
    /,
    *,
    out: str,
    over: TypedPlan = NO_PLAN_OPTIONS,
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
    from cadencecoach.app.run.rendered_run import render_plan
    from cadencecoach.config.plans import plan_options

    home = Home.here()
    options = plan_options(over.given())
    settings = home.settings()
    chosen = home.shelf().plan(settings.plan if plan is None else plan, settings, options)
    path = Path(out)
    length = render_plan(
        home,
        chosen,
        settings,
        path,
        force=force,
        on_begin=ctrl_c_raises,
        on_share=show_share,
    )
    print(f"{path}  {clock(length)}  {chosen.title}")
