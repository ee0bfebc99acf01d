"""What a busy machine does to the clicks: ours and others', at once, each into a sink of its own.

A load is a kind of work that a desktop does beside a metronome. The server is in real time, as a
sound card is, or runs like any other program. Minutes; alone by `python -m benchmarks load`.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.clicks import PLAN, SPM, Player, gtick, gtick_installed, ours, run
from benchmarks.measuring import COMMAND, LONG, Line, home, nap
from tests.e2e.rig.judge import judge, onsets
from tests.e2e.rig.sink import RATE_HZ, Sink, installed

LASTS_S: Final = 120 if LONG else 20
SETTLED_S: Final = 12
"""Programs have started and the opening words are over."""

UNDER_WAY_S: Final = 2
LATE_MS: Final = 5
HOW: Final = "python -m benchmarks load"

BURN: Final = "while True: pass"
FORK: Final = "import subprocess\nwhile True: subprocess.run(['true'])"
START: Final = (
    "import subprocess, sys\n"
    "while True: subprocess.run([sys.executable, '-c', 'import json, decimal, email.message'])"
)
TOUCH: Final = "while True: bytearray(256_000_000)[::4096] = bytes(62_500)"
SYNC: Final = (
    "import os, tempfile\n"
    "with tempfile.TemporaryFile(dir='.') as file:\n"
    "    while True: file.seek(0); file.write(bytes(4_000_000)); file.flush(); os.fsync(file)"
)


@dataclass(frozen=True, slots=True)
class Load:
    """What else the machine does, and how the sound server runs beside it."""

    name: str
    programs: tuple[str, ...]
    server_in_real_time: bool = True


MIXED: Final = (*[FORK] * 4, *[START] * 4, *[TOUCH] * 4, *[SYNC] * 2, *[BURN] * 2)
LOADS: Final = (
    Load("nothing else", ()),
    Load("8 burners", (BURN,) * 8),
    Load("4 fork, 4 start programs", (*[FORK] * 4, *[START] * 4)),
    Load("4 touch 256 MB, 2 sync a disk", (*[TOUCH] * 4, *[SYNC] * 2)),
    Load("all of it", MIXED),
    Load("all of it, the server not in real time", MIXED, server_in_real_time=False),
)


def lines() -> Iterator[Line]:
    """One line a load and player."""
    if not installed():
        yield Line("clicks under load", "", "not measured: needs pulseaudio", None, HOW)
        return
    with home() as env:
        plan = Path(env["CADENCECOACH_HOME"]) / "clicks-only.toml"
        plan.write_text(PLAN)
        file = plan.with_suffix(".wav")
        render = [COMMAND, "render", str(plan), "--out", str(file)]
        subprocess.run(render, env=env, check=True, stdout=subprocess.DEVNULL)
        for load in LOADS:
            yield from _under(load, _players(file))


def _players(file: Path) -> list[Player]:
    def paplay(stack: contextlib.ExitStack, sink: Sink) -> None:
        run(stack, ["paplay", str(file)], sink.env)

    players = [Player(f"cadencecoach, {audio}", ours(audio))
               for audio in ("simpleaudio", "miniaudio", "auto")]  # fmt: skip
    players.append(Player("paplay of the rendered file", paplay))
    if gtick_installed():
        players.append(Player("gtick", gtick))
    return players


def _under(load: Load, players: list[Player]) -> Iterator[Line]:
    with contextlib.ExitStack() as stack:
        sinks = [stack.enter_context(Sink(real_time=load.server_in_real_time)) for _ in players]
        for player, sink in zip(players, sinks, strict=True):
            player.start(stack, sink)
        nap(SETTLED_S)
        for program in load.programs:
            stack.callback(_end, _begin(program))
        nap(UNDER_WAY_S)
        recordings = [sink.record() for sink in sinks]
        nap(LASTS_S)
        busy = os.getloadavg()[0]
        samples = [recording.stop().samples for recording in recordings]
    for player, heard in zip(players, samples, strict=True):
        name = f"{load.name} (load {busy:.0f}): {player.name}"
        yield Line(name, "", _told(onsets(heard, RATE_HZ)[1:-1], SPM), None, HOW)


def _told(times_s: np.ndarray, spm: float) -> str:
    if len(times_s) < 10:
        return f"{len(times_s)} clicks heard"
    off_ms = np.abs(np.diff(times_s) - np.rint(np.diff(times_s) * spm / 60) * 60 / spm) * 1e3
    verdict = judge(times_s, spm)
    return (
        f"{verdict.clicks} clicks, {verdict.missed} missed, {(off_ms > LATE_MS).sum()} intervals"
        f" off by more than {LATE_MS} ms, worst {verdict.worst_interval_ms:.1f} ms"
    )


def _begin(program: str) -> subprocess.Popen[bytes]:
    # A session of its own: Linux shares the machine out by session, and this is another program.
    return subprocess.Popen(
        [sys.executable, "-c", program], start_new_session=True, cwd=tempfile.gettempdir(),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def _end(program: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(program.pid, signal.SIGKILL)
    program.wait()
