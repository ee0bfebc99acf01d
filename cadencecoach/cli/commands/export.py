"""`export`: one session, all of them, or a plan for a watch, as files for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

from cyclopts import Parameter

from cadencecoach.app.home import Home
from cadencecoach.cli.options import Anyway, Force, MaybeFile, MaybeFolder, MaybeSession, OneOf
from cadencecoach.cli.terminal import show_share
from cadencecoach.cli.text.gate import tell_gate
from cadencecoach.core.values.text import many, plain
from cadencecoach.core.values.units import clock
from cadencecoach.errors import ConfigError, ExportError

_EACH: Final = "fit"
"""The format of every session where none is named: what other programs read (product choice: the
one that Garmin, Strava and the like take without asking)."""


def export(
    session: MaybeSession = None,
    /,
    *,
    every: Annotated[bool, Parameter(name="--all")] = False,
    workout: Annotated[str | None, Parameter(metavar="PLAN", show_default="none")] = None,
    form: Annotated[
        OneOf, Parameter(name="--format", show_default="as --out ends; with --all fit")
    ] = None,
    out: MaybeFile = None,
    folder: Annotated[MaybeFolder, Parameter(name="--dir")] = None,
    force: Annotated[Force, Parameter(help="Replace files that are there.")] = False,
    anyway: Anyway = False,
) -> None:
    """Write a session, all of them, or a plan for a watch into files for other programs.

    Parameters
    ----------
    every
        Every session, into --dir.
    workout
        A plan, today, or level-2 of your own ladder, as a FIT workout.
    form
        fit, tcx, csv or json; with --all parquet too.
    out
        The file.
    folder
        The folder for --all.
    """
    from cadencecoach.app.review.exports import export_session, export_workout

    if sum((session is not None, every, workout is not None)) != 1:
        raise ConfigError(
            "export takes a session, or --all, or --workout",
            hint="cadencecoach export last --out run.fit",
        )
    home = Home.here()
    if every:
        _export_all(home, form, _given("--dir", folder), force=force)
    elif workout is not None:
        path = Path(_given("--out", out))
        verdict = export_workout(home, workout, path, force=force, anyway=anyway)
        tell_gate(verdict)
        plan = verdict.plan
        print(f"{plain(str(path))}  {clock(plan.length)}  {plain(plan.title)}")
    else:
        path = Path(_given("--out", out))
        for written in export_session(home, session or "", form, path, force=force):
            print(plain(str(written)))


def _export_all(home: Home, form: str | None, folder: str, *, force: bool) -> None:
    from cadencecoach.app.review.exports import export_all

    target = Path(folder)
    came = export_all(home, form or _EACH, target, force=force, on_share=show_share)
    print(f"{many(came.written, 'session')} in {plain(str(target))}")
    if came.faults:
        raise ExportError(
            f"{len(came.faults)} of {came.of} sessions could not be exported; {came.faults[0]}",
            hint="the others are written",
        )


def _given(name: str, value: str | None) -> str:
    """The value of an option that this form of the command needs. Raises ConfigError."""
    if not value:
        raise ConfigError(f"{name} is missing", hint="`cadencecoach export --help` shows how")
    return value
