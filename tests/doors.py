"""Sequences of commands from four doors at once, and the laws they keep; drawn by lot by the thousand.

    python -m tests.doors --sequences 10000

One that breaks a law is printed with its seed, and `--seed N --sequences 1` plays it again.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from typing import Final

from cadencecoach.core import events as ev
from cadencecoach.core.control.presses import MediaKey, Presses, RunNow
from cadencecoach.core.control.words import FROM_A_PHONE, KNOWN, command_from
from cadencecoach.core.run.engine import begin, replay, step
from cadencecoach.core.values.units import Frame, frames
from tests.core.worlds import setup

Asked = tuple[float, MediaKey | str, ev.Door]
"""Seconds since the one before, what was pressed or said, and where."""

LINES: Final = (*KNOWN, "", "no command", "pain 11", "+99")
COMMON: Final = tuple(line for line in LINES if line not in {"finish", "warning sign"})
DOORS: Final = (ev.Door.KEYS, ev.Door.STANDARD_INPUT, ev.Door.BUTTONS, ev.Door.PHONE)
MAY_END: Final = frozenset({ev.Door.KEYS, ev.Door.STANDARD_INPUT})
LONGEST_GAP_S: Final = 9.0


def by_lot(seed: int) -> list[Asked]:
    """A sequence of up to 30; an end is rare, since few runs would live long."""
    rng = random.Random(seed)
    found: list[Asked] = []
    for _ in range(rng.randrange(31)):
        door = rng.choice(DOORS)
        if door is ev.Door.BUTTONS:
            what: MediaKey | str = rng.choice(list(MediaKey))
        elif door is ev.Door.PHONE:
            what = rng.choice(FROM_A_PHONE)
        else:
            what = rng.choice(LINES if rng.random() < 0.1 else COMMON)
        found.append((rng.uniform(0.01, LONGEST_GAP_S), what, door))
    return found


def check(asked: Iterable[Asked]) -> None:
    """Play a sequence: nothing raises, its replay is the same, and no door ends what it may not."""
    world, presses, log = setup(), Presses(), list[ev.Input]()
    state, now = begin(world), Frame(0)

    def feed(line: str, door: ev.Door) -> None:
        nonlocal state
        command = command_from(line, door)
        if command is None:
            return
        was = state
        log.append(command.heard_at(now))
        state, _ = step(state, log[-1])
        assert was.over or not state.over or door in MAY_END, f"{door} ended the run by {line!r}"

    def obey(said: Iterable[str]) -> None:
        for words in said:
            feed(words, ev.Door.BUTTONS)

    for gap_s, what, door in asked:
        now = Frame(now + frames(gap_s))
        state, _ = step(state, ev.Tick(now))
        presses, said = presses.tick(now)
        obey(said)
        if isinstance(what, MediaKey):
            run = RunNow(state.can_go_on, state.answer_expected(now))
            presses, said = presses.press(what, now, run)
            obey(said)
        else:
            feed(what, door)
    state, _ = step(state, ev.Tick(now))
    again, _ = replay(world, [*log, ev.Tick(now)])
    assert again == state, "the replay is another run"
    finishes = [one.door for one in log if isinstance(one, ev.FinishAsked)]
    assert set(finishes) <= MAY_END
    stopped = state.finished is not None and state.finished.reason is ev.EndReason.STOPPED
    assert not stopped or finishes


def _fault(seed: int) -> str:
    try:
        check(by_lot(seed))
    except Exception as exc:  # noqa: BLE001 -- whatever it is, its seed is told
        return f"seed {seed}: {type(exc).__name__}: {exc}"
    return ""


def main(words: list[str]) -> int:
    typed = argparse.ArgumentParser(prog="python -m tests.doors")
    typed.add_argument("--sequences", type=int, default=1000)
    typed.add_argument("--seed", type=int, default=0)
    asked = typed.parse_args(words)
    began = time.monotonic()
    seeds = range(asked.seed, asked.seed + asked.sequences)
    with ProcessPoolExecutor() as workers:
        faults = [one for one in workers.map(_fault, seeds, chunksize=50) if one]
    commands = sum(len(by_lot(seed)) for seed in seeds)
    print("\n".join(faults[:20]))
    lasted = time.monotonic() - began
    print(f"{len(seeds)} sequences, {commands} commands, {len(faults)} faults, {lasted:.0f} s")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
