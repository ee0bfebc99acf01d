"""`desk`: a chime and a line every hour of sitting, and the two minutes that answer them."""

from __future__ import annotations

import select
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Annotated

from cyclopts import Parameter

from cadencecoach.adapters.clock import let_pass
from cadencecoach.app.exercise.desk_reminder import DeskHere
from cadencecoach.app.home import Home
from cadencecoach.app.sound.preview_player import Hearing
from cadencecoach.cli.interrupts import ctrl_c_raises
from cadencecoach.cli.options import Audio, WholeMinutes
from cadencecoach.core.programme import desk as rules
from cadencecoach.core.programme.desk import Desk
from cadencecoach.core.values.text import plain
from cadencecoach.errors import CadencecoachError, ConfigError


def desk(
    *,
    every: Annotated[WholeMinutes, Parameter(show_default="as set, else 60")] = None,
    audio: Annotated[
        Audio, Parameter(help="auto, simpleaudio, miniaudio, sounddevice or null.")
    ] = None,
) -> None:
    """Sit at a desk: a chime and a line each hour, and Enter plays the desk routine.

    Parameters
    ----------
    every
        Minutes from one reminder to the next, 20 to 180.
    audio
        auto, simpleaudio, miniaudio, sounddevice or null.
    """
    from cadencecoach.cli.commands.routine import play_routine
    from cadencecoach.config.settings import typed_over

    if every is not None and not rules.LEAST_MIN <= every <= rules.MOST_MIN:
        raise ConfigError(
            f"--every {every} is no time to sit",
            hint=f"give {rules.LEAST_MIN} to {rules.MOST_MIN} minutes",
        )
    home = Home.here()
    wanted = home.settings().desk_every_min if every is None else every
    checked = typed_over(home.settings(), {"desk_every_min": wanted, "audio": audio})
    minutes = checked.desk_every_min or rules.USUAL_MIN
    hearing = Hearing(home)
    ctrl_c_raises()
    print(
        f"Every {minutes} minutes a chime. Enter plays the desk routine, Ctrl-C ends.", flush=True
    )
    try:
        watch(
            Desk(minutes * 60),
            DeskHere(home, hearing, audio),
            wait=entered if sys.stdin is not None and sys.stdin.isatty() else slept,
            play=lambda: play_routine(rules.ROUTINE, audio=audio),
        )
    finally:
        hearing.stop()


def watch(
    now: Desk, here: DeskHere, *, wait: Callable[[float], bool], play: Callable[[], None]
) -> None:
    """Look at the clock, wait, remind, for ever; `wait` says whether Enter was pressed meanwhile."""
    now = now.tick(here.now_s())
    while True:
        asked = wait(rules.TICK_EVERY_S)
        if asked:
            try:
                play()
            except CadencecoachError as exc:
                print(f"{plain(exc.message)}\nhint: {plain(exc.hint)}", file=sys.stderr, flush=True)
        now = now.tick(here.now_s(), moving=asked)
        if now.due:
            with suppress(CadencecoachError):  # a log that cannot be read keeps nobody seated
                now = now.moved(here.moved_ago_s())
        if now.due:
            now = now.said()
            print(f"{rules.WORDS} Enter plays the desk routine.", flush=True)
            with suppress(CadencecoachError):  # the line says it too
                here.chime()


def entered(seconds: float) -> bool:
    """Whether Enter was pressed in the terminal within so many seconds."""
    if sys.platform == "win32":  # select knows no console there
        return slept(seconds)
    if not select.select([sys.stdin], [], [], seconds)[0]:
        return False
    if sys.stdin.readline():
        return True
    return slept(seconds)  # nobody types there any more


def slept(seconds: float) -> bool:
    """So many seconds in which nobody can press anything."""
    let_pass(seconds)
    return False
