"""A few lives with every test run; `python -m tests.lives` plays them by the thousand."""

from __future__ import annotations

import pytest

from tests.lives.play import acts_of, is_whole, played, shrunk

DRAWN = tuple(range(1, 13))
WHOLE = (40,)


@pytest.mark.parametrize("seed", [*DRAWN, *WHOLE])
def test_no_law_is_broken_in_eight_weeks(seed: int) -> None:
    assert is_whole(seed) == (seed in WHOLE)
    # Of a whole life the first weeks alone: all of it takes a quarter of a minute.
    broken = played(seed, acts_of(seed)[: 40 if is_whole(seed) else None])
    if broken is not None:
        broken = shrunk(broken)
        pytest.fail(f"{broken.why}: python -m tests.lives --seed {seed}")


def test_a_life_is_the_same_again_and_a_part_of_it_is_a_life() -> None:
    def lines(acts_left_out: int) -> list[str]:
        said: list[str] = []
        played(7, acts_of(7)[acts_left_out:60], lambda _life, _act, one: said.append(one))
        return said

    assert lines(0) == lines(0)
    assert len(lines(9)) == len(lines(0)) - 9
