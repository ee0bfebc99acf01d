"""A routine on a terminal: a line that changes, and the keys that hold, skip and end it."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

from cadencecoach.app.exercise.routine_player import PlayedRoutine
from cadencecoach.cli.terminal import attended
from cadencecoach.core.diary.entries import Done
from cadencecoach.core.values.text import plain
from cadencecoach.core.values.units import clock

if TYPE_CHECKING:
    from cadencecoach.routine_session import RoutineView

_KEYS: Final = {
    " ": PlayedRoutine.pause,
    "p": PlayedRoutine.pause,
    "s": PlayedRoutine.skip,
    "n": PlayedRoutine.skip,
    "b": PlayedRoutine.again,
}
_HELP: Final = "space pause   n next   b back to the first step   q stop"


def play_in_terminal(player: PlayedRoutine) -> Done:
    """Play to the end, or to a stop; how much was done. Raises StoreError."""
    return asyncio.run(_play(player))


async def _play(player: PlayedRoutine) -> Done:
    terminal = attended()

    def show(text: str) -> None:
        if terminal:
            with suppress(OSError):  # the terminal is gone
                sys.stdout.write(text)
                sys.stdout.flush()

    # Ctrl-C and a closed window are stops like any other: what was done is written down.
    for name in ("SIGINT", "SIGHUP"):
        which = getattr(signal, name, None)  # no SIGHUP on Windows
        if which is not None and signal.getsignal(which) is not signal.SIG_IGN:  # nohup
            with suppress(NotImplementedError):
                asyncio.get_running_loop().add_signal_handler(which, player.stop)
    with _keys(player, terminal=terminal):
        show(f"{_HELP}\n")
        done = await player.run(lambda view: show(f"\r\x1b[K{view_line(view)}"))
    show("\n")
    return done


def view_line(view: RoutineView) -> str:
    """An instant of a routine in a line."""
    parts = [
        "paused" if view.paused else view.phase.value,
        plain(view.title),
        f"set {view.number} of {view.sets}" if view.sets > 1 and view.number else "",
        f"{view.side} side" if view.side else "",
        clock(view.left),
        f"next: {plain(view.next_title)}" if view.next_title else "",
    ]
    return "  ".join(part for part in parts if part)


@contextmanager
def _keys(player: PlayedRoutine, *, terminal: bool) -> Iterator[None]:
    """Keys of the terminal as keys of the player; where the system has no such terminal, none."""
    try:
        import termios  # noqa: PLC0415 - not on Windows
        import tty  # noqa: PLC0415
    except ImportError:
        terminal = False
    if not terminal:
        yield
        return
    descriptor = sys.stdin.fileno()
    before = termios.tcgetattr(descriptor)
    loop = asyncio.get_running_loop()

    def pressed() -> None:
        try:
            keys = os.read(descriptor, 32).decode(errors="replace")
        except OSError:
            keys = ""
        if not keys:  # the terminal is gone, and would be read again and again
            loop.remove_reader(descriptor)
            player.stop()
        for key in keys:
            if key == "q":
                player.stop()
            elif key in _KEYS:
                _KEYS[key](player)

    tty.setcbreak(descriptor)
    loop.add_reader(descriptor, pressed)
    try:
        yield
    finally:
        loop.remove_reader(descriptor)
        with suppress(termios.error):  # the terminal is gone
            termios.tcsetattr(descriptor, termios.TCSADRAIN, before)
