"""`discard`: a session leaves every list."""

from __future__ import annotations

from cadencecoach.adapters.store.home import database_path
from cadencecoach.adapters.store.sqlite import Store
from cadencecoach.cli.options import SessionName


def discard(session: SessionName, /) -> None:
    """Take a session out of every list."""
    with Store(database_path()) as store:
        facts = store.find(session)
        store.discard(facts.id)
    print(f"Session {facts.id} is discarded; `cadencecoach keep {facts.id}` brings it back.")
