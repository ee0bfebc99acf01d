"""Where the clicks really land: ours against the obvious way and other metronomes.

Each plays into a PulseAudio sink of its own beside a busy core, and the sink's recording is judged
by the click's onsets. Ours is the whole program with its run screen in an 80x24 terminal.
"""

from __future__ import annotations

import contextlib
import importlib.util
import shutil
import subprocess
import sys
import tempfile
import wave
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.measuring import COMMAND, LONG, Line, Watched, home, nap
from tests.e2e.rig.judge import Verdict, judge, onsets
from tests.e2e.rig.sink import RATE_HZ, Sink, installed

SPM: Final = 170
SETTLED_S: Final = 10
"""The words that open a run are over, and every program has found its pace."""

LASTS_S: Final = 30 * 60 if LONG else 20
OTHERS_LAST_S: Final = 60 if LONG else 20
HOW: Final = "python -m benchmarks clicks"
PLAN: Final = f"""
title = "Clicks only"
cue_every = "off"
theme = false
[[stage]]
kind = "hold"
length = "45:00"
target = {SPM}
"""


@dataclass(frozen=True, slots=True)
class Player:
    """A metronome: how to start it into a sink, and what it is asked to play."""

    name: str
    start: Callable[[contextlib.ExitStack, Sink], None]


def lines() -> Iterator[Line]:
    """Ours one after the other, then the others side by side."""
    if not installed():
        yield Line("click placement", "", "not measured: needs pulseaudio", None, HOW)
        return
    budget = "0 missed, 0 doubled, std <= 0.01 ms, max <= 0.05 ms, drift < 1 ppm"
    for pump in _pumps():
        ((_, verdict),) = _heard([Player(pump, ours(pump))], LASTS_S)
        held = verdict is not None and verdict.exact and abs(verdict.drift_ppm) < 1
        yield Line(f"clicks: cadencecoach, {pump}", budget, _told(verdict), held, HOW)
    others = [Player("sleep and play, one play a click", _naive)] if _has("simpleaudio") else []
    if gtick_installed():
        others.append(Player("gtick", gtick))
    else:
        yield Line("clicks: gtick", "", "not measured: needs gtick, xvfb and xdotool", None, HOW)
    for player, verdict in _heard(others, OTHERS_LAST_S):
        yield Line(f"clicks: {player.name}", "", _told(verdict), None, HOW)
    if shutil.which("klick"):
        told = _told(_klick())
        yield Line("clicks: klick -W (a file: live, it needs JACK)", "", told, None, HOW)
    else:
        yield Line("clicks: klick", "", "not measured: not installed", None, HOW)


def _pumps() -> list[str]:
    return [pump for pump in ("simpleaudio", "miniaudio") if _has(pump)]


def _has(module: str) -> bool:
    return importlib.util.find_spec(module) is not None


def _heard(players: list[Player], lasts_s: float) -> Iterator[tuple[Player, Verdict | None]]:
    """Let all play at once, each into its sink, beside one busy core."""
    with contextlib.ExitStack() as stack:
        burner = subprocess.Popen([sys.executable, "-c", "while True: pass"])
        stack.callback(burner.wait)
        stack.callback(burner.kill)
        sinks = [stack.enter_context(Sink()) for _ in players]
        for player, sink in zip(players, sinks, strict=True):
            player.start(stack, sink)
        nap(SETTLED_S)
        recordings = [sink.record() for sink in sinks]
        nap(lasts_s)
        samples = [recording.stop().samples for recording in recordings]
    for player, heard in zip(players, samples, strict=True):
        times = onsets(heard, RATE_HZ)
        # The first and the last click may be cut by the recording's ends.
        yield player, judge(times[1:-1], SPM) if len(times) > 10 else None


def _told(verdict: Verdict | None) -> str:
    if verdict is None:
        return "not heard"
    return (
        f"{verdict.clicks} clicks, {verdict.missed} missed, {verdict.doubled} doubled, "
        f"std {verdict.std_ms:.3f} ms, max {verdict.max_ms:.3f} ms, drift {verdict.drift_ppm:+.1f} ppm"
    )


def ours(pump: str) -> Callable[[contextlib.ExitStack, Sink], None]:
    # In quiet mode: a word of the coach over the clicks is not what the judge is to hear.
    def start(stack: contextlib.ExitStack, sink: Sink) -> None:
        env = {
            **sink.env,
            "CADENCECOACH_HOME": stack.enter_context(home(quiet="true"))["CADENCECOACH_HOME"],
        }
        plan = sink.folder / "clicks-only.toml"
        plan.write_text(PLAN)
        command = [COMMAND, "run", str(plan), "--footpod", "simulated", "--audio", pump]
        stack.enter_context(Watched(command, env))

    return start


def _naive(stack: contextlib.ExitStack, sink: Sink) -> None:
    script = str(Path(__file__).with_name("naive_metronome.py"))
    seconds = SETTLED_S + OTHERS_LAST_S + 5
    run(stack, [sys.executable, script, str(SPM), str(seconds)], sink.env)


def gtick_installed() -> bool:
    """Whether it can be started without a desktop."""
    return all(shutil.which(tool) for tool in ("gtick", "Xvfb", "xdotool"))


def gtick(stack: contextlib.ExitStack, sink: Sink) -> None:
    number = next(n for n in range(90, 200) if not Path(f"/tmp/.X11-unix/X{n}").exists())
    env = {**sink.env, "DISPLAY": f":{number}", "HOME": str(sink.folder)}
    run(stack, ["Xvfb", f":{number}", "-screen", "0", "640x480x24"], env)
    nap(1.5)
    # There is no option for its tempo; it begins with the last one.
    (sink.folder / ".gtickrc").write_text(f"Speed = {SPM}\n")
    run(stack, ["gtick"], env)
    nap(2)
    press = ["xdotool", "search", "--onlyvisible", "--name", "GTick", "key", "space"]
    subprocess.run(press, env=env, check=False, capture_output=True)


def run(stack: contextlib.ExitStack, command: list[str], env: dict[str, str]) -> None:
    process = subprocess.Popen(
        command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    stack.callback(process.wait)
    stack.callback(process.kill)


def _klick() -> Verdict | None:
    with tempfile.TemporaryDirectory() as folder:
        out = str(Path(folder) / "klick.wav")
        bars = OTHERS_LAST_S * SPM // 60
        command = ["klick", "-W", out, "-r", str(RATE_HZ), "-e", str(bars), "1/4", str(SPM)]
        subprocess.run(command, check=True, capture_output=True)
        with wave.open(out) as file:
            raw = np.frombuffer(file.readframes(file.getnframes()), "<i2")
            samples = raw.reshape(-1, file.getnchannels())[:, 0] / 32768.0
        return judge(onsets(samples, RATE_HZ)[1:-1], SPM)
