"""Stays with the app until it is left, and with a run until it is over: a screen may fail or vanish.

A fault in anything that is drawn ends the screen, and the run goes on without it. A window that is
closed ends the run as its key does: finished, summed up and kept.
"""

from __future__ import annotations

import asyncio
import signal
import sys
import traceback
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TextIO

from cadencecoach.cli.terminal import attended
from cadencecoach.errors import CadencecoachError

if TYPE_CHECKING:
    from cadencecoach.ui.app import CadenceCoachApp

_SIGNALS: Final = ("SIGHUP", "SIGTERM", "SIGINT")
"""A closed window, a machine that shuts down, Ctrl-C once no screen takes it as a key."""

_LOOK_S: Final = 0.5
"""How often it is looked whether the terminal is still there, as not every process is told."""


class _Terminal:
    """A stream that takes everything, also when its terminal is gone.

    Textual writes on a thread that ends with the first error; the screen would wait for it for
    ever, and the run with the screen.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        with suppress(OSError):
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError):
            self._stream.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def stay(app: CadenceCoachApp, logs: Path) -> None:
    """Open the app and return when it was left. Raises CadencecoachError where its screen failed."""
    if sys.__stderr__ is not None:
        vars(sys)["__stderr__"] = _Terminal(sys.__stderr__)
    asyncio.run(_stay(app))
    if app.fault is not None:
        log = _written_down(app.fault, logs)
        kept = "" if app.left_running is None else "; the run is kept"
        raise CadencecoachError(
            f"the screen failed, by a fault of this program{kept}",
            hint=f"please report it: what failed stands in {log}",
        )


async def _stay(app: CadenceCoachApp) -> None:
    loop = asyncio.get_running_loop()
    leaving: set[asyncio.Task[None]] = set()

    def leave() -> None:
        leaving.add(loop.create_task(app.hang_up()))

    def asked(*_: object) -> None:
        _no_screen_again()
        loop.call_soon_threadsafe(leave)

    for name in _SIGNALS:
        which = getattr(signal, name, None)  # no SIGHUP on Windows
        if which is not None and signal.getsignal(which) is not signal.SIG_IGN:  # nohup
            signal.signal(which, asked)

    def look() -> None:
        """Leave once the terminal is gone: Textual would read its end again and again."""
        if attended():
            loop.call_later(_LOOK_S, look)
        else:
            asked()

    loop.call_later(_LOOK_S, look)
    await app.run_async()
    _no_screen_again()
    run = app.left_running
    if run is not None and run.going is not None:
        if not run.going.done() and app.fault is not None:
            _say("the screen failed; the run goes on without it\nhint: Ctrl-C finishes the run")
        await asyncio.wait({run.going})
        run.going.result()
    if leaving:
        await asyncio.wait(leaving)


def _no_screen_again() -> None:
    """Keep Textual from taking the terminal anew: the kernel sends SIGCONT after SIGHUP."""
    if hasattr(signal, "SIGCONT"):
        signal.signal(signal.SIGCONT, lambda *_: None)


def _say(lines: str) -> None:
    with suppress(OSError):  # nobody is there to be told
        print(f"cadencecoach: {lines}", file=sys.stderr, flush=True)


def _written_down(fault: Exception, logs: Path) -> Path:
    log = logs / "screen.log"
    with suppress(OSError):
        logs.mkdir(mode=0o700, parents=True, exist_ok=True)
        log.touch(mode=0o600)
        log.write_text("".join(traceback.format_exception(fault)), encoding="utf-8")
    return log
