"""Eight weeks of three runners, against what was read and found right."""

from __future__ import annotations

import pytest

from benchmarks.eight_weeks import GOLDEN, RUNNERS, calendar, everything


def test_the_calendars_are_those_that_were_read() -> None:
    """After a deliberate change: python -m benchmarks.eight_weeks --write, and read the difference."""
    assert everything() == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "highest", "last"), [("improving", 2, 2), ("flat", 1, 1), ("worsening", 1, 1)]
)
def test_who_climbs_how_far(name: str, highest: int, last: int) -> None:
    assert name in RUNNERS
    rungs = [int(line.split("(level ")[1][0]) for line in calendar(name) if "(level " in line]
    assert (max(rungs), rungs[-1]) == (highest, last)


def test_the_one_who_worsens_is_held_back_stopped_and_sent_to_a_provider() -> None:
    text = "\n".join(calendar("worsening"))
    for words in ("step back", "no run today", "Seek care now", "! You noted pain down the leg"):
        assert words in text
