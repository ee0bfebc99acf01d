"""`python -m tests.lives`: plays lives and tells of those that break a law."""

from __future__ import annotations

import argparse
import sys
import time

from tests.lives.life import Life
from tests.lives.play import Broken, acts_of, is_whole, played, shrunk
from tests.lives.runner import runner
from tests.lives.script import DAY_S, Act


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
    began_s, acts, found = time.monotonic(), 0, 0
    for seed in seeds:
        whole = acts_of(seed)
        acts += len(whole)
        broken = played(seed, whole)
        if broken is not None:
            found += 1
            _tell(shrunk(broken))
    time.monotonic() - began_s
    return 1 if found else 0


def _one(seed: int) -> int:
    runner(seed)
    broken = played(seed, acts_of(seed), _line)
    if broken is None:
        return 0
    _tell(shrunk(broken))
    return 1


def _tell(broken: Broken) -> None:
    played(
        broken.seed,
        broken.acts,
        _line,
    )


def _line(life: Life, act: Act, said: str) -> None:
    _days, _rest = divmod(act.at_s, DAY_S)


if __name__ == "__main__":
    sys.exit(main())
