"""`discard`: a session leaves every list."""

from __future__ import annotations

from cadencecoach.app.home import Home
from cadencecoach.app.review import session_log
from cadencecoach.cli.options import SessionName


def discard(session: SessionName, /) -> None:
    """Take a session out of every list."""
    facts = session_log.discard(Home.here().database, session)
    print(f"Session {facts.id} is discarded; `cadencecoach keep {facts.id}` brings it back.")
