"""`render`: a run taken along, as a sound file and as a workout for the watch."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from cadencecoach.app.home import Home
from cadencecoach.cli.interrupts import ctrl_c_raises
from cadencecoach.cli.options import NO_PLAN_OPTIONS, Anyway, FileName, Force, MaybeFile, TypedPlan
from cadencecoach.cli.terminal import show_share
from cadencecoach.cli.text.gate import tell_gate
from cadencecoach.core.values.text import plain
from cadencecoach.core.values.units import clock


def render(
    plan: str | None = None,
    /,
    *,
    out: FileName,
    split: Annotated[
        Literal["stages"] | None,
        Parameter(
            help="One file a stage.", metavar="stages", show_default="one file", show_choices=False
        ),
    ] = None,
    workout: MaybeFile = None,
    over: TypedPlan = NO_PLAN_OPTIONS,
    force: Force = False,
    anyway: Anyway = False,
) -> None:
    """Make the whole session a sound file, and note that you take it along.

    Parameters
    ----------
    plan
        A name from `cadencecoach plans`, a path, today for the programme's, or level-2 of your own
        ladder; left out, the one in the settings.
    out
        The file: .wav, .flac, .mp3 or .ogg; with --split a folder, of MP3s.
    split
        stages: one file a stage, numbered and without gaps, and a playlist.
    workout
        The same run as a workout for a watch too: NAME.fit.
    """
    from cadencecoach.app.run.outings import to_ask_about
    from cadencecoach.app.run.rendered_run import take_along
    from cadencecoach.app.run.taken_along import Wishes
    from cadencecoach.config.plans import plan_options

    home = Home.here()
    taken = take_along(
        home,
        plan,
        plan_options(over.given()),
        Wishes(
            Path(out), split is not None, None if workout is None else Path(workout), force, anyway
        ),
        on_begin=ctrl_c_raises,
        on_share=show_share,
    )
    tell_gate(taken.verdict)
    for file in taken.files[:1] if split is None else taken.files:
        print(file if split else f"{file}  {clock(taken.length)}  {taken.verdict.plan.title}")
    if split:
        print(f"{clock(taken.length)}  {taken.verdict.plan.title}")
    elif workout is not None:
        print(workout)
    if taken.outing is None:
        print(f"cadencecoach: no outing was noted: {plain(taken.untold)}", file=sys.stderr)
        return
    print(f"Outing {taken.outing}: when you are back, cadencecoach import FILE --as {taken.outing}")
    print("A press of lap on the watch at the first word tells where it began: --lap.")
    for one in to_ask_about(home, but=taken.outing):
        title = plain(one.title)
        print(
            f"Outing {one.id}, {title}, is still out: import FILE --as {one.id},"
            f" outings ran {one.id}, or outings drop {one.id}"
        )
