"""`run`: what was typed becomes a run, with a screen or without one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cadencecoach.cli.compose import check_speed, new_run, speed_from
from cadencecoach.cli.home import Home
from cadencecoach.cli.interrupts import ctrl_c_raises
from cadencecoach.config.plans import plan_options
from cadencecoach.config.settings import typed_over


def run_plan(
    wanted: str | None,
    plan_typed: Mapping[str, Any],
    settings_typed: Mapping[str, Any],
    speed_typed: str,
    *,
    screen: bool,
) -> None:
    """Run a plan by name or path, None for the one in the settings, with what was typed over it.

    Raises every CadencecoachError that keeps a run from beginning.
    """
    home = Home.here()
    options = plan_options(plan_typed)
    settings = typed_over(home.settings(), settings_typed)
    plan = home.shelf().plan(settings.plan if wanted is None else wanted, settings, options)
    speed = speed_from(speed_typed)
    check_speed(settings.audio, speed)
    if screen:
        from cadencecoach.cli.screens import open_app  # noqa: PLC0415 - loads Textual

        ctrl_c_raises()
        open_app(home, run_now=plan, settings_typed=settings_typed, speed=speed)
    else:
        from cadencecoach.cli.headless import run_headless  # noqa: PLC0415 - only without a screen

        run_headless(new_run(home, plan, settings, speed=speed), home.database)
