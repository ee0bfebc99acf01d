"""A run that is killed outright, at any moment, keeps all but its last second."""

from __future__ import annotations

import os

import pytest

from benchmarks.kill9 import SPEED, kill_often
from tests.stalls import no_more_than_a_second_is_lost

KILLS = int(os.environ.get("CADENCECOACH_KILLS", "8"))


def test_kill_9_at_random_moments() -> None:
    def lost_s() -> float:
        losses = kill_often(KILLS, seed=20)
        assert len(losses) == KILLS
        assert all(loss.intact for loss in losses), losses
        assert all(loss.offered for loss in losses), losses
        if max(loss.printed for loss in losses) <= 2 * float(SPEED):
            pytest.skip("not judged: no run told enough for a lost second to be noticed")
        return max(loss.lost_s for loss in losses)

    no_more_than_a_second_is_lost(lost_s)
