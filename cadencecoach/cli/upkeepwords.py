"""The words of the command line for what is kept up beside the runs: exercises, shoes, form.

As `backwords`, another subject.
"""

# ruff: noqa: PLC0415 -- what each needs is loaded when it is called

from __future__ import annotations

from typing import Annotated

from cyclopts import App, Parameter

routine = App(name="routine", help="Exercises to read, to hear and to tick.")
shoes = App(name="shoes", help="Your shoes and how far they have run.")
assessment = App(name="assessment", help="What you see in a video of your own form.")


def register(app: App) -> None:
    """Hang the words on the app."""
    for group in (routine, shoes, assessment):
        app.command(group)


@routine.default
def routine_list() -> None:
    """List the routines with their lengths."""
    from cadencecoach.cli.commands.routine import list_routines

    list_routines()


routine.command(routine_list, name="list")


@routine.command(name="show")
def routine_show(name: str, /) -> None:
    """Read one routine.

    Parameters
    ----------
    name
        From `cadencecoach routine list`.
    """
    from cadencecoach.cli.commands.routine import show_routine

    show_routine(name)


@routine.command(name="log")
def routine_log(name: str, how: str = "done", /, *, minutes: float | None = None) -> None:
    """Tick a routine.

    Parameters
    ----------
    name
        From `cadencecoach routine list`.
    how
        done, part or skipped.
    minutes
        How long it took.
    """
    from cadencecoach.cli.commands.routine import log_routine

    log_routine(name, how, minutes)


@routine.command(name="play")
def routine_play(name: str, /, *, audio: str | None = None, speed: str = "1") -> None:
    """Hear a routine, hands free.

    Parameters
    ----------
    name
        From `cadencecoach routine list`.
    audio
        auto, simpleaudio, miniaudio, null, or file:OUT.wav.
    speed
        With --audio null or file: how many times faster than the clock, or max.
    """
    from cadencecoach.cli.commands.routine import play_routine

    play_routine(name, audio, speed)


@shoes.default
def shoes_list() -> None:
    """List your shoes."""
    from cadencecoach.cli.commands.shoes import list_shoes

    list_shoes()


shoes.command(shoes_list, name="list")


@shoes.command(name="add")
def shoes_add(name: str, /, *, km: float = 0.0, limit: float | None = None) -> None:
    """Add a pair.

    Parameters
    ----------
    name
        Any.
    km
        What it has run already.
    limit
        After how many km it should be replaced.
    """
    from cadencecoach.cli.commands.shoes import add_shoes

    add_shoes(name, km, limit)


@shoes.command(name="retire")
def shoes_retire(name: str, /) -> None:
    """Take a pair out of use.

    Parameters
    ----------
    name
        From `cadencecoach shoes`.
    """
    from cadencecoach.cli.commands.shoes import retire_shoes

    retire_shoes(name)


@assessment.default
def assessment_list() -> None:
    """Say what to look for."""
    from cadencecoach.cli.commands.assessment import list_faults

    list_faults()


@assessment.command(name="record")
def assessment_record(
    *faults: str,
    side_video: str = "",
    rear_video: str = "",
    words: Annotated[str, Parameter(name="--notes")] = "",
    analysis: str = "",
) -> None:
    """Write down what you saw; nothing is a finding too.

    Parameters
    ----------
    faults
        Names from `cadencecoach assessment`.
    side_video
        Where the video from the side is.
    rear_video
        Where the video from the rear is.
    words
        Anything else.
    analysis
        What a professional's gait analysis found.
    """
    from cadencecoach.cli.commands.assessment import record

    record(faults, side_video, rear_video, words, analysis)


@assessment.command(name="compare")
def assessment_compare() -> None:
    """Show the first and the newest side by side."""
    from cadencecoach.cli.commands.assessment import compare

    compare()
