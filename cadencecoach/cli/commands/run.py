"""`run`: what was typed becomes a run, with a screen or without one."""

from __future__ import annotations

import sys

from cadencecoach.app.home import Home
from cadencecoach.cli.interrupts import ctrl_c_raises
from cadencecoach.cli.options import NO_PLAN_OPTIONS, Anyway, Audio, Footpod, Speed, TypedPlan
from cadencecoach.cli.terminal import attended
from cadencecoach.cli.text.gate import tell_gate


def run(
    plan: str | None = None,
    /,
    *,
    over: TypedPlan = NO_PLAN_OPTIONS,
    footpod: Footpod = None,
    audio: Audio = None,
    headless: bool = False,
    phone: bool = False,
    speed: Speed = "1",
    anyway: Anyway = False,
) -> None:
    """Run a plan: with a screen, or without one and with a line of JSON for each event.

    Parameters
    ----------
    plan
        A name from `cadencecoach plans`, a path, today for the programme's, or level-2 of your own
        ladder; left out, the one in the settings.
    headless
        No screen; also when there is no terminal.
    phone
        A page for a phone on the same network, for as long as the run lasts: a code to scan is shown
        first. Not encrypted.
    """
    from cadencecoach.app.run.gate import is_nobody, pass_gate
    from cadencecoach.app.run.new_run import check_speed, new_run, speed_from
    from cadencecoach.app.run.wanted import wanted_plan
    from cadencecoach.config.plans import plan_options
    from cadencecoach.config.settings import typed_over

    home = Home.here()
    options = plan_options(over.given())
    typed = {"audio": audio, "footpod": footpod}
    settings = typed_over(home.settings(), typed)
    times = speed_from(speed)
    check_speed(settings.audio, times)
    chosen = wanted_plan(home, plan, settings, options)
    on_screen = attended() and not headless
    # On a screen the app itself shows what the gate says, and asks.
    verdict = pass_gate(
        home,
        chosen,
        anyway=anyway,
        nobody=is_nobody(settings),
        sure=None if on_screen else _asked_on_a_terminal,
    )
    if on_screen:
        from cadencecoach.cli.open_app import open_app

        ctrl_c_raises()
        open_app(home, run_now=verdict, settings_typed=typed, speed=times, phone=phone)
    else:
        from cadencecoach.cli.headless import run_headless

        recorded = new_run(home, verdict.plan, settings, speed=times, phone=phone)
        tell_gate(verdict)  # a run that cannot begin says why, and nothing else
        if recorded.invitation:
            print(recorded.invitation, file=sys.stderr, flush=True)
        run_headless(recorded, home.database)


def _asked_on_a_terminal(why: str) -> bool:
    """Whether somebody there says to run all the same; nobody says nothing."""
    from cadencecoach.cli.prompt import yes

    return attended() and yes(f"{why} Run all the same?")
