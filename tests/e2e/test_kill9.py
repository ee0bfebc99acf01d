"""A run that is killed outright, at any moment, keeps all but its last second."""

from __future__ import annotations

import os

from benchmarks.kill9 import SPEED, kill_often

KILLS = int(os.environ.get("CADENCECOACH_KILLS", "8"))


def test_kill_9_at_random_moments() -> None:
    losses = kill_often(KILLS, seed=20)
    assert len(losses) == KILLS
    assert all(loss.intact for loss in losses), losses
    assert all(loss.offered for loss in losses), losses
    assert max(loss.lost_s for loss in losses) <= 1.0, losses
    # The longest-lived run had told enough for a lost second to be noticed.
    assert max(loss.printed for loss in losses) > 2 * float(SPEED)
