"""`restore`: a backup takes the place of the log and the diary."""

from __future__ import annotations

from pathlib import Path

from cadencecoach.app.backup import restore as put_back
from cadencecoach.app.home import Home
from cadencecoach.core.values.text import many, plain


def restore(file: str, /) -> None:
    """Put a backup in the place of what is there, which is kept aside.

    Parameters
    ----------
    file
        A file that `backup` wrote.
    """
    sessions, aside = put_back(Home.here(), Path(file))
    print(f"{many(sessions, 'session')} restored")
    if aside is not None:
        print(f"What was there before is kept in {plain(str(aside))}")
