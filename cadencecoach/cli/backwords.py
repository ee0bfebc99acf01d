"""The words of the command line for the programme and the back; apart, as they are many.

`register` hangs them on the app; what each needs is loaded when it is called.
"""

# ruff: noqa: PLC0415 -- see the docstring

from __future__ import annotations

from typing import Annotated

from cyclopts import App, Parameter

from cadencecoach.cli.groups import FLAG, WHOLE
from cadencecoach.cli.terminal import attended

programme = App(name="programme", help="The weeks around the runs: what today asks for.")


def register(app: App) -> None:
    """Hang the words on the app."""
    app.command(programme)
    app.command(check_in, name="check-in")
    app.command(pain)
    app.command(about)


@programme.default
def programme_status(*, json: Annotated[bool, FLAG] = False) -> None:
    """Say what today asks for.

    Parameters
    ----------
    json
        One document.
    """
    from cadencecoach.cli.commands.programme import status

    status(as_json=json)


programme.command(programme_status, name="status")


@programme.command(name="start")
def programme_start(
    name: str | None = None, /, *, baseline: Annotated[int | None, WHOLE] = None
) -> None:
    """Begin a programme, or begin it again.

    Parameters
    ----------
    name
        Left out, the four weeks for the back.
    baseline
        Your own easy cadence, both feet; left out, it is measured in the first week.
    """
    from cadencecoach.cli.commands.programme import start

    start(name, baseline)


@programme.command(name="pause")
def programme_pause() -> None:
    """Let the programme wait."""
    from cadencecoach.cli.commands.programme import pause

    pause()


@programme.command(name="resume")
def programme_resume() -> None:
    """Let the programme go on where it was left."""
    from cadencecoach.cli.commands.programme import resume

    resume()


@programme.command(name="calendar")
def programme_calendar(*, json: Annotated[bool, FLAG] = False) -> None:
    """Show the programme day by day.

    Parameters
    ----------
    json
        One document.
    """
    from cadencecoach.cli.commands.programme import calendar

    calendar(as_json=json)


def check_in(
    *,
    before: Annotated[int | None, WHOLE] = None,
    after: Annotated[int | None, WHOLE] = None,
    morning: Annotated[int | None, WHOLE] = None,
    side: str | None = None,
    quality: str | None = None,
    where: str | None = None,
    limping: Annotated[bool, FLAG] = False,
    red_flags: str | None = None,
    acknowledge: Annotated[bool, FLAG] = False,
    effort: Annotated[int | None, WHOLE] = None,
    held: str | None = None,
    niggle: str | None = None,
    surface: str | None = None,
    shoes: str | None = None,
    route: str | None = None,
    words: Annotated[str | None, Parameter(name="--note")] = None,
    distance_km: float | None = None,
    json: Annotated[bool, FLAG] = False,
) -> None:
    """Tell how your back is: by questions, or by options.

    Parameters
    ----------
    before
        Pain now, before a run, 0-10.
    after
        Pain after the last run, 0-10.
    morning
        Pain on the morning after the last run, 0-10.
    side
        left, right, centre or both.
    quality
        ache, stiff, sharp or radiating (down the leg).
    where
        In your words.
    limping
        You limp.
    red_flags
        none, or some of numbness,tingling,saddle,bladder,weakness,both-legs.
    acknowledge
        A clinician has looked at the warning signs.
    effort
        How hard the last run was, 0-10.
    held
        Whether you held the beat, yes or no; for runs without a footpod.
    niggle
        Anything else that hurt.
    surface
        grass, dirt, track, treadmill, asphalt or concrete.
    shoes
        From `cadencecoach shoes`.
    route
        Where you ran.
    words
        Anything else.
    distance_km
        Of the last run.
    json
        One document.
    """
    from cadencecoach.app.review.run_notes import NoteTyped
    from cadencecoach.cli.commands.check_in import Typed
    from cadencecoach.cli.commands.check_in import check_in as tell
    from cadencecoach.cli.commands.pain import PainTyped

    typed = Typed(
        before,
        after,
        morning,
        PainTyped(side, quality, where, limping),
        red_flags,
        acknowledge,
        held,
        NoteTyped(effort, niggle, surface, shoes, route, words, distance_km),
    )
    tell(typed, terminal=attended() and not json, as_json=json)


def pain(
    level: Annotated[int | None, WHOLE] = None,
    /,
    *,
    side: str | None = None,
    quality: str | None = None,
    where: str | None = None,
    limping: Annotated[bool, FLAG] = False,
    json: Annotated[bool, FLAG] = False,
) -> None:
    """Note how your back is now, or show how it has been.

    Parameters
    ----------
    level
        0-10; left out, the last days are shown.
    side
        left, right, centre or both.
    quality
        ache, stiff, sharp or radiating (down the leg).
    where
        In your words.
    limping
        You limp.
    json
        One document.
    """
    from cadencecoach.cli.commands.pain import PainTyped, rate

    rate(level, PainTyped(side, quality, where, limping), as_json=json)


def about() -> None:
    """Say what is known, what is not, and where from."""
    from cadencecoach.app.about import about_lines

    print("\n".join(about_lines()))
