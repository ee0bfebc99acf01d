"""The words of the command line for what was run: sessions, one of them, pages, trends.

As `backwords`, another subject.
"""

# ruff: noqa: PLC0415 -- what each needs is loaded when it is called

from __future__ import annotations

from typing import Annotated

from cyclopts import App, Parameter

from cadencecoach.cli.groups import FLAG, WHOLE
from cadencecoach.errors import ConfigError

sessions = App(name="sessions", help="List all sessions, newest first.")


def register(app: App) -> None:
    """Hang the words on the app."""
    app.command(sessions)
    for word in (show, cues, report, trends, keep, discard):
        app.command(word)


@sessions.default
def list_all(
    *,
    week: Annotated[int | None, WHOLE] = None,
    plan: str | None = None,
    source: str | None = None,
    search: str | None = None,
    json: Annotated[bool, FLAG] = False,
    simulated: Annotated[bool, FLAG] = False,
) -> None:
    """List all sessions, newest first, or those looked for.

    Parameters
    ----------
    week
        Of the programme; without one, of the calendar.
    plan
        Its name or its title.
    source
        footpod, none, imported, simulated or replay.
    search
        Words of plans, notes, routes and shoes; all of them must be there.
    json
        One document.
    simulated
        Count simulated runs too.
    """
    from cadencecoach.cli.commands.sessions import list_sessions

    asked = (week, plan, source, search)
    if asked == (None, None, None, None):
        list_sessions(as_json=json, simulated=simulated)
        return
    from cadencecoach.app.review.session_search import looked_for

    list_sessions(as_json=json, simulated=simulated, looked_for=looked_for(*asked))


@sessions.command(name="note")
def tell(
    session: str,
    /,
    *,
    effort: Annotated[int | None, WHOLE] = None,
    niggle: str | None = None,
    surface: str | None = None,
    shoes: str | None = None,
    route: str | None = None,
    words: Annotated[str | None, Parameter(name="--note")] = None,
    distance_km: Annotated[float | None, Parameter(name=("--distance-km", "--distance"))] = None,
) -> None:
    """Tell of an earlier run, or tell it anew; what was measured stays as it is.

    Parameters
    ----------
    session
        A number, the beginning of a uuid, or last.
    effort
        How hard it was, 0-10.
    niggle
        Anything else that hurt; "" takes it back, as with all words.
    surface
        grass, dirt, track, treadmill, asphalt or concrete.
    shoes
        From `cadencecoach shoes`.
    route
        Where you ran; the same name finds the same route again.
    words
        Anything else.
    distance_km
        In kilometres.
    """
    from cadencecoach.app.review.run_notes import NoteTyped, edit_note, note_rows

    typed = NoteTyped(effort, niggle, surface, shoes, route, words, distance_km)
    facts, note = edit_note(session, typed)
    told = ", ".join(f"{name} {text}" for name, text in note_rows(note))
    print(f"Session {facts.id}: {told or 'nothing is told of it any more'}")


@sessions.command(name="purge")
def purge(*, yes: Annotated[bool, FLAG] = False) -> None:
    """Remove discarded sessions for good, with their notes and ratings.

    Parameters
    ----------
    yes
        Do it.
    """
    from cadencecoach.cli.commands.sessions import purge as remove

    remove(yes=yes)


@sessions.command(name="fix-cadence")
def fix_cadence(session: str, counts: str, /) -> None:
    """Say after a run whether its footpod counted steps or strides; the log stays as it is.

    Parameters
    ----------
    session
        A number, the beginning of a uuid, or last.
    counts
        steps, strides, or auto for what was decided in the run.
    """
    from cadencecoach.cli.commands.sessions import fix_cadence as fix

    fix(session, counts)


def show(session: str = "last", /, *, json: Annotated[bool, FLAG] = False) -> None:
    """Show one session: what it came to.

    Parameters
    ----------
    session
        A number, the beginning of a uuid, or last.
    json
        One document, with every reading.
    """
    from cadencecoach.cli.commands.show import show as print_session

    print_session(session, as_json=json)


def cues(session: str = "last", /, *, json: Annotated[bool, FLAG] = False) -> None:
    """Show the cue log of one session: what was said, answered, and what it changed.

    Parameters
    ----------
    session
        A number, the beginning of a uuid, or last.
    json
        One document.
    """
    from cadencecoach.cli.commands.show import cues as print_cues

    print_cues(session, as_json=json)


def report(
    session: str | None = None,
    /,
    *,
    programme: Annotated[bool, FLAG] = False,
    html: str,
    force: Annotated[bool, FLAG] = False,
) -> None:
    """Write a session, or the programme so far, as a page to read, print or hand over.

    Parameters
    ----------
    session
        A number, the beginning of a uuid, or last.
    programme
        The summary of all runs, for a physiotherapist.
    html
        The file; it needs no network to be read.
    force
        Replace a file that is there.
    """
    from cadencecoach.cli.commands.report import report_programme, report_session

    if (session is not None) == programme:
        raise ConfigError(
            "report takes a session or --programme", hint="cadencecoach report last --html run.html"
        )
    if session is None:
        report_programme(html, force=force)
    else:
        report_session(session, html, force=force)


def trends(*, json: Annotated[bool, FLAG] = False) -> None:
    """Say how the weeks compare: dose, cadence, pain, and which cue helps.

    Parameters
    ----------
    json
        One document.
    """
    from cadencecoach.cli.commands.trends import print_trends

    print_trends(as_json=json)


def keep(session: str, /) -> None:
    """Keep an interrupted session, or bring back a discarded one.

    Parameters
    ----------
    session
        A number, the beginning of a uuid, or last.
    """
    from cadencecoach.cli.commands.sessions import keep as keep_session

    keep_session(session)


def discard(session: str, /) -> None:
    """Take a session out of every list.

    Parameters
    ----------
    session
        A number, the beginning of a uuid, or last.
    """
    from cadencecoach.cli.commands.sessions import discard as discard_session

    discard_session(session)
