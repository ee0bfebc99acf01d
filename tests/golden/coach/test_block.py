"""The law of the ten-session block: the click fades as planned, targets climb and stay capped."""

from __future__ import annotations

from itertools import pairwise

import pytest

from benchmarks.coach_block import BASELINE, SESSIONS, block
from cadencecoach.core.plan.click_gate import faded_share
from cadencecoach.core.plan.ladder import Ladder


def test_ten_sessions_fade_the_click_and_climb_no_higher_than_the_aim() -> None:
    rows, ladder = list(block()), Ladder(BASELINE)
    assert [row.session for row in rows] == list(range(1, SESSIONS + 1))
    assert [row.planned_share for row in rows] == [faded_share(row.session) for row in rows]
    for row in rows:
        assert row.clicked_share == pytest.approx(row.planned_share, abs=0.01)
        assert row.target == ladder.target(row.rung) <= ladder.cap_spm
        assert row.rung <= ladder.aim_rung
        assert 0 < row.in_band_percent <= 100
    for before, after in pairwise(rows):
        assert after.planned_share <= before.planned_share
        assert 0 <= after.rung - before.rung <= 1
    assert rows[-1].rung == ladder.aim_rung, "held well enough to get there"
    silent = [row.in_band_percent for row in rows if row.planned_share < 1]
    assert max(silent) < min(row.in_band_percent for row in rows[:2]), (
        "without the click it is hard"
    )
