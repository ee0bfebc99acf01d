"""`keep`: an interrupted session is kept, or a discarded one comes back."""

from __future__ import annotations

from cadencecoach.app.home import Home
from cadencecoach.app.review import session_log
from cadencecoach.cli.options import SessionName


def keep(session: SessionName, /) -> None:
    """Keep an interrupted session, or bring back a discarded one."""
    facts = session_log.keep(Home.here().database, session)
    print(f"Session {facts.id} is kept.")
