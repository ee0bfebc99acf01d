"""`report`: a session, or the programme, as one HTML file for a physiotherapist, a phone or paper."""

from __future__ import annotations

from pathlib import Path

from cadencecoach.app.home import Home
from cadencecoach.cli.options import FileName, Force, MaybeSession
from cadencecoach.core.values.text import plain
from cadencecoach.errors import ConfigError


def report(
    session: MaybeSession = None,
    /,
    *,
    programme: bool = False,
    html: FileName,
    force: Force = False,
) -> None:
    """Write a session, or the programme so far, as a page to read, print or hand over.

    Parameters
    ----------
    programme
        The summary of all runs, for a physiotherapist.
    html
        The file; it needs no network to be read.
    """
    from cadencecoach.app.review.pages import write_programme_page, write_session_page

    if (session is not None) == programme:
        raise ConfigError(
            "report takes a session or --programme", hint="cadencecoach report last --html run.html"
        )
    home, file = Home.here(), Path(html)
    if session is None:
        write_programme_page(home, file, force=force)
    else:
        write_session_page(home, session, file, force=force)
    print(plain(str(file)))
