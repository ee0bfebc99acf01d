"""A few lives with every test run; `python -m tests.lives` plays them by the thousand."""

from __future__ import annotations

import pytest

from tests.lives.play import acts_of, is_whole, played, shrunk

TOGETHER = 10
FIRST_OF_DRAWN = range(1, 211, TOGETHER)
WHOLE = (20, 40)
"""Of each the first weeks alone: all of it takes a quarter of a minute."""


def holds(seed: int, acts: int | None = None) -> None:
    broken = played(seed, acts_of(seed)[:acts])
    if broken is not None:
        broken = shrunk(broken)
        pytest.fail(f"{broken.why}: python -m tests.lives --seed {seed}")


@pytest.mark.parametrize("first", FIRST_OF_DRAWN)
def test_no_law_is_broken_in_eight_weeks(first: int) -> None:
    for seed in range(first, first + TOGETHER):
        if not is_whole(seed):
            holds(seed)


@pytest.mark.parametrize("seed", WHOLE)
def test_no_law_is_broken_with_files_footpod_and_commands(seed: int) -> None:
    assert is_whole(seed)
    holds(seed, 40)


def test_a_life_is_the_same_again_and_a_part_of_it_is_a_life() -> None:
    def lines(acts_left_out: int) -> list[str]:
        said: list[str] = []
        played(7, acts_of(7)[acts_left_out:60], lambda _life, _act, one: said.append(one))
        return said

    assert lines(0) == lines(0)
    assert len(lines(9)) == len(lines(0)) - 9
