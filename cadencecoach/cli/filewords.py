"""The words of the command line for files: export, import, backup, restore.

`register` hangs them on the app; what each needs is loaded when it is called.
"""

# ruff: noqa: PLC0415 -- see the docstring

from __future__ import annotations

from typing import Annotated

from cyclopts import App

from cadencecoach.cli.groups import FLAG
from cadencecoach.errors import ConfigError


def register(app: App) -> None:
    """Hang the words on the app."""
    app.command(export)


def export(
    session: str | None = None,
    /,
    *,
    all: Annotated[bool, FLAG] = False,  # noqa: A002 - the word of the command line
    workout: str | None = None,
    format: str | None = None,  # noqa: A002
    out: str | None = None,
    dir: str | None = None,  # noqa: A002
    force: Annotated[bool, FLAG] = False,
) -> None:
    """Write a session, all of them, or a plan for a watch into files for other programs.

    Parameters
    ----------
    session
        A number, the beginning of a uuid, or last.
    all
        Every session, into --dir.
    workout
        A plan, or rung-2 of your own ladder, as a FIT workout.
    format
        fit, tcx, csv or json; with --all parquet too. Left out, as --out ends.
    out
        The file.
    dir
        The folder for --all.
    force
        Replace files that are there.
    """
    from cadencecoach.cli.export import export_all, export_session, export_workout

    if sum((session is not None, all, workout is not None)) != 1:
        raise ConfigError(
            "export takes a session, or --all, or --workout",
            hint="cadencecoach export last --out run.fit",
        )
    if all:
        export_all(format, _given("--dir", dir), force=force)
    elif workout is not None:
        export_workout(workout, _given("--out", out), force=force)
    else:
        export_session(session or "", format, _given("--out", out), force=force)


def _given(name: str, value: str | None) -> str:
    """The value of an option that this form of the command needs. Raises ConfigError."""
    if not value:
        raise ConfigError(f"{name} is missing", hint="`cadencecoach export --help` shows how")
    return value
