"""When a loss is a fault of the program, and when the machine was too busy to tell."""

from __future__ import annotations

from typing import Self

import pytest

from tests import stalls
from tests.stalls import no_more_than_a_second_is_lost


def judge(monkeypatch: pytest.MonkeyPatch, late_s: float, *lost_s: float) -> None:
    class Stalls(stalls.Stalls):
        def __enter__(self) -> Self:
            self.worst_s = late_s
            return self

        def __exit__(self, *_: object) -> None:
            pass

    monkeypatch.setattr(stalls, "Stalls", Stalls)
    losses = iter(lost_s)
    no_more_than_a_second_is_lost(lambda: next(losses))


@pytest.mark.parametrize("lost_s", [(0.9,), (5.0, 1.0), (5.0, 5.0, 0.1)])
def test_a_loss_that_does_not_come_again_is_none(
    monkeypatch: pytest.MonkeyPatch, lost_s: tuple[float, ...]
) -> None:
    judge(monkeypatch, 0.0, *lost_s)


@pytest.mark.parametrize("late_s", [0.0, 0.05])
def test_what_is_lost_each_time_is_a_fault(monkeypatch: pytest.MonkeyPatch, late_s: float) -> None:
    with pytest.raises(AssertionError, match=r"2\.00 s"):
        judge(monkeypatch, late_s, 2.0, 2.0, 2.0)


def test_a_machine_that_was_held_up_is_not_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(pytest.skip.Exception, match="not judged"):
        judge(monkeypatch, 0.5, 2.0, 2.0, 2.0)
