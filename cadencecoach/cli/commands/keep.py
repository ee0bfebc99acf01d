"""`keep`: an interrupted session is kept, or a discarded one comes back."""

from __future__ import annotations

from cadencecoach.adapters.store.home import database_path
from cadencecoach.adapters.store.sqlite import Store
from cadencecoach.cli.options import SessionName


def keep(session: SessionName, /) -> None:
    """Keep an interrupted session, or bring back a discarded one."""
    with Store(database_path()) as store:
        facts = store.find(session)
        store.keep(facts.id)
    print(f"Session {facts.id} is kept.")
