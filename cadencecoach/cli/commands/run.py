"""`run`: what was typed becomes a run, with a screen or without one."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any

from cadencecoach.app.home import Home
from cadencecoach.app.run.gate import TODAY, pass_gate, todays_plan
from cadencecoach.app.run.new_run import check_speed, new_run, speed_from
from cadencecoach.cli.interrupts import ctrl_c_raises
from cadencecoach.config.plans import plan_options
from cadencecoach.config.settings import typed_over
from cadencecoach.core.values.text import plain

_NOBODY = ("simulated", "replay")
"""Footpods whose runner has no back."""


def run_plan(
    wanted: str | None,
    plan_typed: Mapping[str, Any],
    settings_typed: Mapping[str, Any],
    speed_typed: str,
    *,
    screen: bool,
    anyway: bool = False,
) -> None:
    """Run a plan by name or path, None for the one in the settings, with what was typed over it.

    Raises every CadencecoachError that keeps a run from beginning.
    """
    home = Home.here()
    options = plan_options(plan_typed)
    settings = typed_over(home.settings(), settings_typed)
    speed = speed_from(speed_typed)
    check_speed(settings.audio, speed)
    if wanted == TODAY:
        plan = todays_plan(home)
    else:
        plan = home.shelf().plan(settings.plan if wanted is None else wanted, settings, options)
    said: tuple[str, ...] = ()
    if settings.footpod.partition(":")[0] not in _NOBODY:
        verdict = pass_gate(home, plan, anyway=anyway)
        plan, said = verdict.plan, (*verdict.changes, *verdict.warnings)
    if screen:
        from cadencecoach.cli.open_app import open_app  # noqa: PLC0415 - loads Textual

        _tell(said)
        ctrl_c_raises()
        open_app(home, run_now=plan, settings_typed=settings_typed, speed=speed)
    else:
        from cadencecoach.cli.headless import run_headless  # noqa: PLC0415 - only without a screen

        run = new_run(home, plan, settings, speed=speed)
        _tell(said)  # a run that cannot begin says why, and nothing else
        run_headless(run, home.database)


def _tell(lines: Sequence[str]) -> None:
    for line in lines:
        print(f"cadencecoach: {plain(line)}", file=sys.stderr)
