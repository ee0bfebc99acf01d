"""`discard`: a session leaves every list."""

from __future__ import annotations

from cadencecoach.app.home import Home
from cadencecoach.app.review import session_log
from cadencecoach.cli.options import SessionName
from cadencecoach.cli.terminal import attended


def discard(session: SessionName, /, *, baseline: bool = False) -> None:
    """Take a session out of every list.

    Parameters
    ----------
    baseline
        Take back the own cadence that it set, too; the one before stands then.
    """
    from cadencecoach.app.diary.baselines import after_discard, take_back
    from cadencecoach.app.diary.logbook import open_logbook
    from cadencecoach.cli.prompt import yes

    home = Home.here()
    facts = session_log.discard(home.database, session)
    print(f"Session {facts.id} is discarded; `cadencecoach keep {facts.id}` brings it back.")
    with open_logbook(home) as book:
        after = after_discard(book, facts.uuid)
        standing = after.standing
        if after.set_spm is not None:
            asked = f"It set your own cadence, {after.set_spm} steps a minute. Take that back, too?"
            if baseline or (attended() and yes(asked)):
                standing = take_back(book, facts.uuid)
            else:
                how = f"cadencecoach discard {facts.id} --baseline"
                print(f"It set your own cadence, which stands; to take it back: {how}")
        print(standing)
