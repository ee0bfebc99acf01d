"""The way in and out of every command: exit codes, and one line and a hint instead of a traceback.

Apart from the commands because asking for the version must not wait for a parser, and Ctrl-C must
be quiet while that is being loaded: so nothing but what is built into Python is
loaded up here.
"""

# ruff: noqa: PLC0415 -- see the docstring

from __future__ import annotations

import errno
import gc
import sys

from cadencecoach import __version__

_INTERRUPTED = 130
"""128 + SIGINT, as shells have it."""

_FAILED = 1
_REFUSED = frozenset({errno.ENOSPC, errno.EIO, errno.EFBIG, errno.EDQUOT})
"""What a disk says that takes no more."""


def main() -> None:
    """Do what was typed and leave with the exit code it came to."""
    words = sys.argv[1:]
    if words == ["--version"]:
        print(__version__)
        return
    # Values are made by the ten thousand and kept, and next to nothing of it is ever garbage: to look
    # as often as Python does by itself takes a sixth of a list of years.
    gc.set_threshold(10_000)
    from cadencecoach.cli.interrupts import ctrl_c_ends_the_process
    from cadencecoach.cli.signs import signs_fall_back

    ctrl_c_ends_the_process()
    signs_fall_back()
    try:
        sys.exit(_obey(words))
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
    except BrokenPipeError:
        _drop_output()  # whoever read has read enough
    except OSError as exc:
        if exc.filename is not None or exc.errno not in _REFUSED:
            raise  # not the output: whatever opens files says itself what is wrong with them
        _drop_output()
        _complain(f"cadencecoach: the output cannot be written: {exc.strerror}", "hint: make room")
        sys.exit(_FAILED)


def _obey(words: list[str]) -> int:
    from cadencecoach.cli.terminal import attended
    from cadencecoach.errors import CadencecoachError, ConfigError

    try:
        if not words and attended():
            from cadencecoach.cli.open_app import open_today

            open_today()
        else:
            from cadencecoach.cli.command_line import obey

            obey(words)
    except CadencecoachError as exc:
        faults = exc.faults if isinstance(exc, ConfigError) and len(exc.faults) > 1 else ()
        _complain(
            f"cadencecoach: {exc.message}", *(f"  {fault}" for fault in faults), f"hint: {exc.hint}"
        )
        return exc.exit_code
    if sys.stdout is not None:
        sys.stdout.flush()
    # The process ends here: looking for garbage among years of runs would take a quarter second.
    gc.freeze()
    return 0


def _drop_output() -> None:
    """Python must not try again at its exit to write what nobody takes."""
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _complain(message: str, *more: str) -> None:
    import contextlib

    from cadencecoach.core.values.text import plain

    lines = [f"{line[: len(line) - len(line.lstrip())]}{plain(line)}" for line in (message, *more)]
    with contextlib.suppress(OSError):  # nobody is there to be told
        print("\n".join(lines), file=sys.stderr, flush=True)
