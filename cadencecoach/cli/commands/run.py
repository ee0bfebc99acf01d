"""`run`: what was typed becomes a run, with a screen or without one."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from cadencecoach.app.home import Home
from cadencecoach.cli.interrupts import ctrl_c_raises
from cadencecoach.cli.options import NO_PLAN_OPTIONS, Audio, Speed, TypedPlan
from cadencecoach.cli.terminal import attended
from cadencecoach.core.values.text import plain

_NOBODY = ("simulated", "replay")
"""Footpods whose runner has no back."""


def run(
    plan: str | None = None,
    /,
    *,
    over: TypedPlan = NO_PLAN_OPTIONS,
    footpod: str | None = None,
    audio: Audio = None,
    headless: bool = False,
    speed: Speed = "1",
    anyway: bool = False,
) -> None:
    """Run a plan: with a screen, or without one and with a line of JSON for each event.

    Parameters
    ----------
    plan
        A name from `cadencecoach plans`, a path, or today for the programme's; left out, the one
        in the settings.
    footpod
        NAME, ADDRESS, simulated, replay:FILE, or none.
    headless
        No screen; also when there is no terminal.
    anyway
        Run although your back speaks against it; written down.
    """
    from cadencecoach.app.run.gate import TODAY, pass_gate, todays_plan
    from cadencecoach.app.run.new_run import check_speed, new_run, speed_from
    from cadencecoach.config.plans import plan_options
    from cadencecoach.config.settings import typed_over

    home = Home.here()
    options = plan_options(over.given())
    typed = {"audio": audio, "footpod": footpod}
    settings = typed_over(home.settings(), typed)
    times = speed_from(speed)
    check_speed(settings.audio, times)
    if plan == TODAY:
        chosen = todays_plan(home)
    else:
        chosen = home.shelf().plan(settings.plan if plan is None else plan, settings, options)
    said: tuple[str, ...] = ()
    if settings.footpod.partition(":")[0] not in _NOBODY:
        verdict = pass_gate(home, chosen, anyway=anyway)
        chosen, said = verdict.plan, (*verdict.changes, *verdict.warnings)
    if attended() and not headless:
        from cadencecoach.cli.open_app import open_app

        _tell(said)
        ctrl_c_raises()
        open_app(home, run_now=chosen, settings_typed=typed, speed=times)
    else:
        from cadencecoach.cli.headless import run_headless

        recorded = new_run(home, chosen, settings, speed=times)
        _tell(said)  # a run that cannot begin says why, and nothing else
        run_headless(recorded, home.database)


def _tell(lines: Sequence[str]) -> None:
    for line in lines:
        print(f"cadencecoach: {plain(line)}", file=sys.stderr)
