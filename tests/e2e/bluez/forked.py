"""Commands of the product in the guest, each in a process of its own that has loaded it beforehand.

An emulated machine takes a quarter of a minute to load what a run needs; so one process loads it once
and is forked for every command. From the words of the command on, all is as a user has it.
"""

from __future__ import annotations

import os
import sys
from multiprocessing import forkserver, get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import TextIO

from cadencecoach.adapters.store.home import HOME_VARIABLE
from cadencecoach.cli.main import main

LOADED = (
    "tests.e2e.bluez.forked",
    "cadencecoach.cli.command_line",
    "cadencecoach.cli.commands.footpod",
    "cadencecoach.cli.commands.run",
    "cadencecoach.cli.headless",
    "cadencecoach.app.footpod.on_air",
    "cadencecoach.app.run.new_run",
    "cadencecoach.app.run.wanted",
    "cadencecoach.adapters.buttons.known",
    "cadencecoach.adapters.footpod.meeting",
    "bleak.backends.bluezdbus.client",
    "bleak.backends.bluezdbus.scanner",
    "soundfile",
)
"""What a command of the scenarios loads sooner or later; what is forgotten here is loaded by each."""

_CONTEXT = get_context("forkserver")


def load() -> None:
    """Begin to load the product, beside whatever else begins."""
    _CONTEXT.set_forkserver_preload([*LOADED])
    forkserver.ensure_running()


def begin(home: Path, *words: str) -> tuple[ForkServerProcess, TextIO]:
    """A command that has begun, and what it prints."""
    ours, theirs = _CONTEXT.Pipe(duplex=False)
    with ours, theirs:
        process = _CONTEXT.Process(target=_obey, args=(home, words, theirs))
        process.start()
        return process, os.fdopen(os.dup(ours.fileno()))


def _obey(home: Path, words: tuple[str, ...], out: Connection) -> None:
    os.dup2(out.fileno(), 1)
    out.close()
    sys.stdout = os.fdopen(1, "w", closefd=False)
    os.environ[HOME_VARIABLE] = str(home)
    sys.argv = ["cadencecoach", *words]
    main()
