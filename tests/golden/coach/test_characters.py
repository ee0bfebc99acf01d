"""What the coach says to each scripted runner, word by word; COACH_GOLDEN=write writes it anew."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cadencecoach.adapters.simulated import CHARACTERS
from cadencecoach.core.plan.plan import Advance, ClickMode
from tests.golden.coach.telling import run, setup_of, told, twenty_minutes

HERE = Path(__file__).parent


@pytest.mark.parametrize("character", CHARACTERS)
async def test_the_coach_says_and_does_what_was_reviewed(character: str) -> None:
    plan = twenty_minutes(ClickMode.WHEN_NEEDED, Advance.ADHERENCE)
    table = told(character, *await run(setup_of(plan), character))
    golden = HERE / f"{character}.txt"
    if os.environ.get("COACH_GOLDEN") == "write":
        golden.write_text(table, encoding="utf-8")
    assert table == golden.read_text(encoding="utf-8")
