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
    app.command(import_, name="import")
    app.command(backup)
    app.command(restore)


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
    from cadencecoach.cli.commands.export import export_all, export_session, export_workout

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


def import_(
    file: str, /, *, into: str | None = None, baseline: Annotated[bool, FLAG] = False
) -> None:
    """Take in a run from a watch: for a session that had no footpod, or as a baseline.

    Parameters
    ----------
    file
        FIT or TCX, as the watch or its app exports it.
    into
        The session to fill; left out, the one that was run at that time.
    baseline
        Keep it as a run of its own that measures your own cadence.
    """
    from cadencecoach.cli.commands.import_file import add_baseline, fill

    if baseline and into is not None:
        raise ConfigError(
            "--into and --baseline exclude each other", hint="a run fills a session, or is one"
        )
    if baseline:
        add_baseline(file)
    else:
        fill(file, into)


def backup(file: str, /, *, force: Annotated[bool, FLAG] = False) -> None:
    """Copy everything that was logged into one file, also during a run.

    Parameters
    ----------
    file
        Where to.
    force
        Replace a file that is there.
    """
    from cadencecoach.cli.commands.backup import backup as back_up

    back_up(file, force=force)


def restore(file: str, /) -> None:
    """Put a backup in the place of what is there, which is kept aside.

    Parameters
    ----------
    file
        A file that `backup` wrote.
    """
    from cadencecoach.cli.commands.backup import restore as put_back

    put_back(file)
