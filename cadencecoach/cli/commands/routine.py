"""`routine`: exercises to read, to hear, and to tick."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cyclopts import App

from cadencecoach.app.diary.logbook import open_logbook
from cadencecoach.app.exercise.routine_log import log_routine as log_done
from cadencecoach.app.home import Home
from cadencecoach.cli.interrupts import ctrl_c_raises
from cadencecoach.cli.options import Audio, Minutes, Speed
from cadencecoach.cli.text.tables import print_table
from cadencecoach.core.diary.entries import Done
from cadencecoach.core.exercise.routine import steps, whole
from cadencecoach.core.programme.causes import chosen_first, routine_marks, ticked
from cadencecoach.core.values.text import plain, quoted
from cadencecoach.core.values.units import clock
from cadencecoach.errors import ConfigError, StoreError, did_you_mean

_HOW: Final = {done.value: done for done in Done}


app = App(name="routine")


@app.command(name="list")
@app.default
def list_routines() -> None:
    """List the routines with their lengths."""
    from cadencecoach.app.exercise.routine_player import sound_lengths

    home = Home.here()
    shelf = home.routines()
    lengths = sound_lengths(home.sounds())
    marks = _marks(home)
    rows: list[tuple[str, ...]] = [("routine", "length", "")]
    found, faults = shelf.readable()
    routines = {routine.name: routine for routine in found}
    for name in chosen_first(tuple(routines), marks):
        routine = routines[name]
        why = f"{plain(routine.why)}{f' ({marks[name]})' if name in marks else ''}"
        rows.append((name, clock(whole(steps(routine, lengths))), why))
    print_table(rows, right=(1,))
    for name, fault in faults.items():
        print(f"\n{name} cannot be played: {plain(fault.message)}")


@app.command(name="show")
def show_routine(name: str, /) -> None:
    """Read one routine.

    Parameters
    ----------
    name
        From `cadencecoach routine list`.
    """
    home = Home.here()
    routine = home.routines().routine(name)
    print(f"{plain(routine.title)}: {plain(routine.why)}")
    _tell_shut(home, name)
    if routine.warning:
        print(f"! {plain(routine.warning)}")
    for move in routine.moves:
        exercise = move.exercise
        print(f"\n{plain(exercise.title)}  {move.amount}")
        rows = (
            ("  how", exercise.how),
            ("  what for", exercise.purpose),
            ("  watch for", exercise.fault),
            ("  leave it out", exercise.leave_out),
        )
        print_table([(label, plain(text)) for label, text in rows])


@app.command(name="log")
def log_routine(name: str, how: str = "done", /, *, minutes: Minutes = None) -> None:
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
    if how not in _HOW:
        raise ConfigError(
            f"there is no {quoted(how)}{did_you_mean(how, _HOW)}",
            hint=f"choose one of: {', '.join(_HOW)}",
        )
    with open_logbook(Home.here()) as book:
        routine = book.home.routines().routine(name)
        book.do(log_done(routine.name, _HOW[how], minutes))
    print(f"{plain(routine.title)}: {how}.")


@app.command(name="play")
def play_routine(name: str, /, *, audio: Audio = None, speed: Speed = "1") -> None:
    """Hear a routine, hands free.

    Parameters
    ----------
    name
        From `cadencecoach routine list`.
    """
    from cadencecoach.app.exercise.routine_player import open_player
    from cadencecoach.app.run.new_run import check_speed, speed_from
    from cadencecoach.cli.routine_keys import play_in_terminal
    from cadencecoach.config.settings import typed_over

    home = Home.here()
    settings = typed_over(home.settings(), {"audio": audio})
    times = speed_from(speed)
    check_speed(settings.audio, times)
    routine = home.routines().routine(name)
    player = open_player(home, routine, settings, speed=times)
    print(f"{plain(routine.title)}. {plain(routine.warning)}".rstrip())
    _tell_shut(home, name)
    ctrl_c_raises()
    done = play_in_terminal(player)
    print(f"{plain(routine.title)}: {done.value}.")


def _tell_shut(home: Home, name: str) -> None:
    """Say where a routine is none for the back as it was told."""
    from cadencecoach.app.exercise.routine_log import shut_here

    shut = shut_here(home, name)
    if shut:
        print(f"! {plain(shut)}")


def _marks(home: Home) -> Mapping[str, str]:
    """What the runner's ticks choose; nothing where the log cannot be read."""
    try:
        with open_logbook(home) as book:
            return routine_marks(ticked(book.diary))
    except StoreError:
        return {}
