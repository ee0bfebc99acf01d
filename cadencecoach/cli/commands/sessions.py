"""`sessions`: all of them in a list, and what is said of earlier ones; a list loads no more than it needs.

Times in text are running time, as a runner counts them; documents also have session time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

from cyclopts import App, Parameter

from cadencecoach.app.home import Home
from cadencecoach.app.review.session_log import backs_of, listed
from cadencecoach.cli.json_line import print_json_list
from cadencecoach.cli.options import (
    NO_NOTE_OPTIONS,
    AsJson,
    NoteOptions,
    OneOf,
    SessionName,
    Week,
    Words,
)
from cadencecoach.cli.text.session import print_sessions
from cadencecoach.core.outcome.session_facts import Nobody, SessionFacts, SessionState
from cadencecoach.core.values.text import many, plain
from cadencecoach.core.values.units import SAMPLE_RATE, clock
from cadencecoach.errors import ConfigError, StoreError

if TYPE_CHECKING:
    from cadencecoach.core.diary.backs import Back
    from cadencecoach.core.trends.search import SearchQuery

_NOT_COUNTED: Final = (Nobody.SIMULATED, Nobody.SPED_UP)

app = App(name="sessions")


@app.default
def list_sessions(
    *,
    week: Week = None,
    plan: Annotated[str | None, Parameter(metavar="PLAN", show_default="all")] = None,
    source: Annotated[OneOf, Parameter(show_default="all")] = None,
    search: Annotated[Words, Parameter(show_default="all")] = None,
    as_json: AsJson = False,
    simulated: bool = False,
) -> None:
    """List all sessions, newest first, or those looked for.

    Parameters
    ----------
    week
        Of the programme; without one, of the calendar.
    plan
        Its name or its title.
    source
        footpod, none, watch, simulated, replay or sped-up.
    search
        Words of plans, notes, routes and shoes; all of them must be there.
    simulated
        Count simulated and sped-up runs too.
    """
    asked = (week, plan, source, search)
    query: SearchQuery | None = None
    if asked != (None, None, None, None):
        from cadencecoach.app.review.session_search import looked_for

        query = looked_for(*asked)
    database = Home.here().database
    found = listed(database, query)
    sessions = found.sessions
    if as_json:
        from cadencecoach.app.review.session_log import list_documents
        from cadencecoach.core.outcome.session_head import SCHEMA

        documents = list_documents(database, sessions)
        print_json_list({"schema": SCHEMA}, "sessions", documents)
        return
    if not found.of:
        print("No session yet: `cadencecoach run` makes one.")
        return
    if not sessions:
        print(f"None of {many(found.of, 'session')} fits.")
        return
    print_sessions(sessions, _backs(database, sessions))
    print()
    if len(sessions) < found.of:
        print(f"{len(sessions)} of {many(found.of, 'session')}")
    print(_sum(sessions, simulated=simulated))
    if found.outdated:
        print(
            f"{many(found.outdated, 'older session')}: as an earlier version summed up;"
            " the app does it anew while it is open."
        )
    for number in found.unreadable:
        print(
            f"The log of session {number} cannot be read; it is listed as it was summed up earlier."
        )
    for facts in sessions:
        if facts.state is SessionState.INTERRUPTED and not facts.kept:
            print(
                f"Session {facts.id} was interrupted: `cadencecoach keep {facts.id}`"
                f" or `cadencecoach discard {facts.id}`."
            )


@app.command(name="note")
def note_session(session: SessionName, /, *, typed: NoteOptions = NO_NOTE_OPTIONS) -> None:
    """Tell of an earlier run, or tell it anew; what was measured stays as it is."""
    from cadencecoach.app.review.run_notes import edit_note, note_rows

    facts, note = edit_note(session, typed.typed())
    told = ", ".join(f"{name} {text}" for name, text in note_rows(note))
    print(f"Session {facts.id}: {told or 'nothing is told of it any more'}")


@app.command
def purge(*, yes: bool = False) -> None:
    """Remove discarded sessions for good, with their notes and ratings.

    Parameters
    ----------
    yes
        Do it.
    """
    from cadencecoach.app.review.session_log import discarded
    from cadencecoach.app.review.session_log import purge as remove

    database = Home.here().database
    gone = discarded(database)
    if not gone:
        print("No session is discarded: there is nothing to remove.")
        return
    if not yes:
        numbers = ", ".join(str(facts.id) for facts in gone[:20])
        more = f" and {len(gone) - 20} more" if len(gone) > 20 else ""
        raise ConfigError(
            f"this removes {many(len(gone), 'session')} for good: {numbers}{more}",
            hint="with notes and ratings; to do it: cadencecoach sessions purge --yes",
        )
    removed, copies = remove(database)
    print(f"{many(removed, 'session')} removed for good. Backups you made still have them.")
    if copies:
        print(
            f"So may these in {plain(str(copies[0].parent))}; delete them if you need none of them:"
        )
        print("\n".join(f"  {plain(copy.name)}" for copy in copies))


def _backs(database: Path, sessions: Sequence[SessionFacts]) -> Mapping[int, Back]:
    """What is known of the back; a diary that cannot be read hides no session."""
    try:
        return backs_of(database, sessions)
    except StoreError as exc:
        print(f"! before and after a run are not known: {plain(exc.message)}")
        return {}


def _sum(sessions: Sequence[SessionFacts], *, simulated: bool) -> str:
    counted = [facts for facts in sessions if simulated or facts.nobody not in _NOT_COUNTED]
    running_s = sum(facts.headline.running_s for facts in counted if facts.headline)
    line = f"{many(len(counted), 'session')}, {clock(round(running_s * SAMPLE_RATE))} running"
    left_out = len(sessions) - len(counted)
    return f"{line}; {left_out} simulated or sped-up not counted" if left_out else line


@app.command
def fix_cadence(session: SessionName, counts: str, /) -> None:
    """Say after a run whether its footpod counted steps or strides; the log stays as it is.

    Parameters
    ----------
    counts
        steps, strides, or auto for what was decided in the run.
    """
    from cadencecoach.app.review import session_log

    facts, cadence_spm = session_log.fix_cadence(Home.here().database, session, counts)
    mean = "-" if cadence_spm is None else f"{cadence_spm:.0f} steps a minute"
    print(f"Session {facts.id} now counts {counts}: {mean} on average.")
