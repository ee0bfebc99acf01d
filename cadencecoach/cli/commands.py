"""The words of the command line, and where each leads; what it needs is loaded then.

Names and options are fixed (DESIGN section 6); no word at all is the app.
"""

# ruff: noqa: PLC0415 -- each command loads what it needs and no more (budgets of DESIGN section 7)

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import cyclopts
from cyclopts import App, Parameter

from cadencecoach import __version__
from cadencecoach.cli import backwords, bodywords, filewords, upkeepwords
from cadencecoach.cli.groups import FLAG, cue, footpod, plans, settings
from cadencecoach.cli.terminal import attended
from cadencecoach.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Sequence

app = App(
    name="cadencecoach",
    help="A metronome that listens: cadence ramps, posture cues and a footpod.",
    version=__version__,
    help_format="plaintext",
    help_formatter="plain",
    result_action="return_none",
)
for group in (plans, settings, cue, footpod):
    app.command(group)
for words in (backwords, bodywords, filewords, upkeepwords):
    words.register(app)


@app.command
def run(
    plan: str | None = None,
    /,
    *,
    start: int | None = None,
    top: int | None = None,
    step: int | None = None,
    hold: str | None = None,
    minutes: float | None = None,
    cue_every: str | None = None,
    footpod: str | None = None,
    audio: str | None = None,
    headless: Annotated[bool, FLAG] = False,
    speed: str = "1",
    anyway: Annotated[bool, FLAG] = False,
) -> None:
    """Run a plan: with a screen, or without one and with a line of JSON for each event.

    Parameters
    ----------
    plan
        A name from `cadencecoach plans`, a path, or today for the programme's; left out, the one
        in the settings.
    start
        First target, steps per minute.
    top
        Last target.
    step
        From one rung to the next.
    hold
        On each rung, like 5:00.
    minutes
        Of the whole run.
    cue_every
        Between posture checks, like 5:00, or off.
    footpod
        NAME, ADDRESS, simulated, replay:FILE, or none.
    audio
        auto, simpleaudio, miniaudio, null, or file:OUT.wav.
    headless
        No screen; also when there is no terminal.
    speed
        With --audio null or file: how many times faster than the clock, or max.
    anyway
        Run although your back speaks against it; written down.
    """
    from cadencecoach.cli.running import run_plan

    run_plan(
        plan,
        _typed(start=start, top=top, step=step, hold=hold, minutes=minutes, cue_every=cue_every),
        _typed(audio=audio, footpod=footpod),
        speed,
        screen=attended() and not headless,
        anyway=anyway,
    )


@app.command
def render(
    plan: str | None = None,
    /,
    *,
    out: str,
    start: int | None = None,
    top: int | None = None,
    step: int | None = None,
    hold: str | None = None,
    minutes: float | None = None,
    cue_every: str | None = None,
    force: Annotated[bool, FLAG] = False,
) -> None:
    """Make the whole session a sound file, for any player.

    Parameters
    ----------
    plan
        A name from `cadencecoach plans`, or a path; left out, the one in the settings.
    out
        The file: .wav, .flac, .mp3 or .ogg.
    start
        First target, steps per minute.
    top
        Last target.
    step
        From one rung to the next.
    hold
        On each rung, like 5:00.
    minutes
        Of the whole run.
    cue_every
        Between posture checks, like 5:00, or off.
    force
        Replace a file that is there.
    """
    from cadencecoach.cli.render import render_plan

    render_plan(
        plan,
        _typed(start=start, top=top, step=step, hold=hold, minutes=minutes, cue_every=cue_every),
        out,
        force=force,
    )


sessions = App(name="sessions", help="List all sessions, newest first.")
app.command(sessions)


@sessions.default
def list_all(
    *,
    week: int | None = None,
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
    from cadencecoach.cli.sessions import list_sessions

    asked = (week, plan, source, search)
    if asked == (None, None, None, None):
        list_sessions(as_json=json, simulated=simulated)
        return
    from cadencecoach.cli.finding import looked_for

    list_sessions(as_json=json, simulated=simulated, looked_for=looked_for(*asked))


@sessions.command(name="note")
def tell(
    session: str,
    /,
    *,
    effort: int | None = None,
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
    from cadencecoach.cli.runnotes import NoteTyped, edit_note

    edit_note(session, NoteTyped(effort, niggle, surface, shoes, route, words, distance_km))


@sessions.command(name="purge")
def purge(*, yes: Annotated[bool, FLAG] = False) -> None:
    """Remove discarded sessions for good, with their notes and ratings.

    Parameters
    ----------
    yes
        Do it.
    """
    from cadencecoach.cli.sessions import purge as remove

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
    from cadencecoach.cli.sessions import fix_cadence as fix

    fix(session, counts)


@app.command
def show(session: str = "last", /, *, json: Annotated[bool, FLAG] = False) -> None:
    """Show one session: what it came to.

    Parameters
    ----------
    session
        A number, the beginning of a uuid, or last.
    json
        One document, with every reading.
    """
    from cadencecoach.cli.showing import show as print_session

    print_session(session, as_json=json)


@app.command
def cues(session: str = "last", /, *, json: Annotated[bool, FLAG] = False) -> None:
    """Show the cue log of one session: what was said, answered, and what it changed.

    Parameters
    ----------
    session
        A number, the beginning of a uuid, or last.
    json
        One document.
    """
    from cadencecoach.cli.showing import cues as print_cues

    print_cues(session, as_json=json)


@app.command
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
    from cadencecoach.cli.report import report_programme, report_session

    if (session is not None) == programme:
        raise ConfigError(
            "report takes a session or --programme", hint="cadencecoach report last --html run.html"
        )
    if session is None:
        report_programme(html, force=force)
    else:
        report_session(session, html, force=force)


@app.command
def trends(*, json: Annotated[bool, FLAG] = False) -> None:
    """Say how the weeks compare: dose, cadence, pain, and which cue helps.

    Parameters
    ----------
    json
        One document.
    """
    from cadencecoach.cli.trends import print_trends

    print_trends(as_json=json)


@app.command
def keep(session: str, /) -> None:
    """Keep an interrupted session, or bring back a discarded one.

    Parameters
    ----------
    session
        A number, the beginning of a uuid, or last.
    """
    from cadencecoach.cli.sessions import keep as keep_session

    keep_session(session)


@app.command
def discard(session: str, /) -> None:
    """Take a session out of every list.

    Parameters
    ----------
    session
        A number, the beginning of a uuid, or last.
    """
    from cadencecoach.cli.sessions import discard as discard_session

    discard_session(session)


@app.command
def doctor(*, json: Annotated[bool, FLAG] = False) -> None:
    """Try everything a run needs: what works, what does not, what to do.

    Parameters
    ----------
    json
        One document; asks nothing.
    """
    from cadencecoach.cli.doctor import examine

    sys.exit(examine(as_json=json, terminal=attended()))


def obey(words: Sequence[str]) -> None:
    """Do what was typed. Raises CadencecoachError, a ConfigError for words that make no sense."""
    if not words:
        _today()
        return
    try:
        app(list(words), exit_on_error=False, print_error=False)
    except cyclopts.CycloptsError as exc:
        raise ConfigError(_fault(exc, words), hint=_hint(words)) from exc


def _today() -> None:
    """Open the app. Raises ConfigError where nobody could see it."""
    if not attended():
        app.help_print([])
        raise ConfigError(
            "the app needs a terminal", hint="without one: cadencecoach run --headless"
        )
    from cadencecoach.cli.home import Home
    from cadencecoach.cli.interrupts import ctrl_c_raises
    from cadencecoach.cli.screens import open_app

    ctrl_c_raises()
    open_app(Home.here())


def _typed(**options: Any) -> dict[str, Any]:
    """The options that were typed; a default is no option."""
    return {name: value for name, value in options.items() if value is not None}


def _fault(exc: cyclopts.CycloptsError, words: Sequence[str]) -> str:
    if isinstance(exc, cyclopts.UnusedCliTokensError) and exc.unused_tokens:
        from cadencecoach.config.reading import did_you_mean

        extra = exc.unused_tokens[0]
        group = app[words[0]] if words[0] in app else app  # noqa: SIM401 -- an App is no dict
        return f"{extra[:40]!r} is one word too many{did_you_mean(extra, group)}"
    return str(exc)


def _hint(words: Sequence[str]) -> str:
    if list(words[:2]) == ["cue", "add"]:
        return "a text that begins with a dash goes after --: cadencecoach cue add -- TEXT"
    known = list(words[: 1 if words[0] in app else 0])
    if known and len(words) > 1 and words[1] in app[words[0]]:
        known.append(words[1])
    return f"`{' '.join(('cadencecoach', *known))} --help` shows how"
