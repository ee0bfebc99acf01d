"""`python -m tests.lives`: plays lives and tells of those that break a law."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from typing import Final

from tests.lives.life import Life
from tests.lives.play import Broken, acts_of, is_whole, played, shrunk
from tests.lives.runner import runner
from tests.lives.script import DAY_S, Act

AT_ONCE: Final = 4
"""Lives that one process is given: few, so that a fault is told soon."""


def main() -> int:
    """Play what was asked for; 1 where a law was broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.lives", description=__doc__)
    parser.add_argument("--seeds", type=int, default=100, help="how many lives (100)")
    parser.add_argument("--first", type=int, default=1, help="the first seed (1)")
    parser.add_argument("--seed", type=int, help="play one again and print its diary")
    parser.add_argument("--drawn", action="store_true", help="leave out whole lives")
    asked = parser.parse_args()
    if asked.seed is not None:
        return _one(asked.seed)
    seeds = [
        n
        for n in range(asked.first, asked.first + asked.seeds)
        if not (asked.drawn and is_whole(n))
    ]
    began_s, lives, acts, found = time.monotonic(), 0, 0, 0
    for count, broken in _all_of(seeds):
        lives += 1
        acts += count
        if broken is not None:
            found += 1
            _tell(broken)
    took_s = time.monotonic() - began_s
    print(
        f"{lives} lives, {acts} acts in {took_s:.0f} s: {lives / took_s:.1f} lives and "
        f"{acts / took_s:.0f} acts a second on {os.cpu_count()} processors; {found} broke a law."
    )
    return 1 if found else 0


def _all_of(seeds: Sequence[int]) -> Iterator[tuple[int, Broken | None]]:
    """Of each life how many acts it has, and what it broke: on every processor."""
    with ProcessPoolExecutor() as pool:
        yield from pool.map(_played, seeds, chunksize=AT_ONCE)


def _played(seed: int) -> tuple[int, Broken | None]:
    acts = acts_of(seed)
    broken = played(seed, acts)
    return len(acts), None if broken is None else shrunk(broken)


def _one(seed: int) -> int:
    who = ", ".join(f"{name} {value}" for name, value in asdict(runner(seed)).items())
    print(f"seed {seed}{', a whole life' if is_whole(seed) else ''}: {who}")
    broken = played(seed, acts_of(seed), _line)
    if broken is None:
        print("No law is broken.")
        return 0
    _tell(shrunk(broken))
    return 1


def _tell(broken: Broken) -> None:
    print(f"seed {broken.seed}: {broken.why}; {len(broken.acts)} acts are enough:")
    played(broken.seed, broken.acts, _line)


def _line(life: Life, act: Act, said: str) -> None:
    day, second = divmod(act.at_s, DAY_S)
    print(
        f"  day {day + 1:2}  {second // 3600:02}:{second % 3600 // 60:02}"
        f"  {life.level:4.1f}  {act.kind.value:24}  {said}"
    )


if __name__ == "__main__":
    sys.exit(main())
