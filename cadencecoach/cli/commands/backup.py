"""`backup`: everything that was ever logged, as one file."""

from __future__ import annotations

from pathlib import Path

from cadencecoach.app.backup import back_up
from cadencecoach.app.home import Home
from cadencecoach.cli.options import Force
from cadencecoach.core.values.text import many, plain


def backup(file: str, /, *, force: Force = False) -> None:
    """Copy everything that was logged into one file, also during a run.

    Parameters
    ----------
    file
        Where to.
    """
    sessions = back_up(Home.here(), Path(file), force=force)
    print(f"{plain(file)}  {many(sessions, 'session')}")
