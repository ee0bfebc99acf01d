"""When a recording is judged, tried again, or said to tell nothing."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Self

import pytest

from tests import stalls
from tests.e2e.rig import busy
from tests.e2e.rig.busy import judged_when_not_too_busy


class Late:
    """A machine that stood still for so long, one number a try."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *late_s: float) -> None:
        tries = itertools.chain(late_s, itertools.repeat(late_s[-1]))

        class Stalls(stalls.Stalls):
            def __enter__(self) -> Self:
                self.worst_s = next(tries)
                return self

            def __exit__(self, *_: object) -> None:
                pass

        monkeypatch.setattr(busy, "Stalls", Stalls)


def failing(times: int) -> tuple[list[int], Callable[[], None]]:
    tries: list[int] = []

    @judged_when_not_too_busy
    def test() -> None:
        tries.append(len(tries))
        assert len(tries) > times

    return tries, test


@pytest.mark.parametrize(
    ("late_s", "fails", "tries"),
    [((0.0,), 0, 1), ((0.0,), 1, 2), ((0.5,), 2, 3), ((0.5, 0.0), 2, 3), ((0.0, 0.5), 2, 3)],
)
def test_what_holds_in_the_end_is_believed(
    monkeypatch: pytest.MonkeyPatch, late_s: tuple[float, ...], fails: int, tries: int
) -> None:
    Late(monkeypatch, *late_s)
    tried, test = failing(fails)
    test()
    assert len(tried) == tries


@pytest.mark.parametrize("late_s", [(0.0,), (0.5, 0.0), (0.0, 0.5, 0.0)])
def test_what_fails_twice_on_a_quiet_machine_is_a_fault(
    monkeypatch: pytest.MonkeyPatch, late_s: tuple[float, ...]
) -> None:
    Late(monkeypatch, *late_s)
    _, test = failing(9)
    with pytest.raises(AssertionError):
        test()


def test_a_machine_that_stays_busy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    Late(monkeypatch, 0.5)
    tried, test = failing(9)
    with pytest.raises(pytest.skip.Exception, match=r"too busy, 0\.50 s late"):
        test()
    assert len(tried) == 3
