"""The words of the command line for the body beside the runs; as `backwords`, another subject."""

# ruff: noqa: PLC0415 -- what each needs is loaded when it is called

from __future__ import annotations

from typing import Annotated

from cyclopts import App, Parameter

from cadencecoach.cli.groups import FLAG, WHOLE

activity = App(name="activity", help="What you do beside the runs: swimming, cycling, a walk.")
causes = App(name="causes", help="What may load your back: it chooses exercises and cues.")


def register(app: App) -> None:
    """Hang the words on the app."""
    for group in (activity, causes):
        app.command(group)
    app.command(desk)


@activity.default
def activity_default(
    sport: str | None = None,
    minutes: float | None = None,
    /,
    *,
    effort: Annotated[int | None, WHOLE] = None,
    what: str = "",
    words: Annotated[str, Parameter(name="--note")] = "",
    json: Annotated[bool, FLAG] = False,
) -> None:
    """Note what you did beside the runs; with no word, list it.

    Parameters
    ----------
    sport
        swim, cycle, yoga, walk, pilates, strength or other.
    minutes
        How long it was.
    effort
        How hard it was, 0-10.
    what
        Your word for another sport.
    words
        Anything else.
    json
        The list as one document.
    """
    from cadencecoach.cli.commands.activity import list_activities, log

    if sport is None:
        list_activities(as_json=json)
    else:
        log(sport, minutes, effort, what, words)


@activity.command(name="list")
def activity_list(*, json: Annotated[bool, FLAG] = False) -> None:
    """List what you did.

    Parameters
    ----------
    json
        One document.
    """
    from cadencecoach.cli.commands.activity import list_activities

    list_activities(as_json=json)


@activity.command(name="undo")
def activity_undo() -> None:
    """Take back the newest one of today."""
    from cadencecoach.cli.commands.activity import undo

    undo()


@causes.default
def causes_list(*, json: Annotated[bool, FLAG] = False) -> None:
    """List what may apply, what you ticked, and what that chooses.

    Parameters
    ----------
    json
        One document.
    """
    from cadencecoach.cli.commands.causes import list_causes

    list_causes(as_json=json)


causes.command(causes_list, name="list")


@causes.command(name="record")
def causes_record(*names: str) -> None:
    """Write down what applies, in the place of your last answer; nothing is an answer too.

    Parameters
    ----------
    names
        From `cadencecoach causes`.
    """
    from cadencecoach.cli.commands.causes import record

    record(names)


def desk(*, every: Annotated[int | None, WHOLE] = None, audio: str | None = None) -> None:
    """Sit at a desk: a chime and a line each hour, and Enter plays the desk routine.

    Parameters
    ----------
    every
        Minutes from one reminder to the next, 20 to 180; left out, as set, else 60.
    audio
        auto, simpleaudio, miniaudio or null.
    """
    from cadencecoach.cli.commands.desk import sit_at_desk

    sit_at_desk(every, audio)
