"""The page on safety says what the code does."""

from __future__ import annotations

from pathlib import Path

import pytest

from cadencecoach.core.diary.pain import ASKED_FLAGS, MEANINGFUL_POINTS
from cadencecoach.core.diary.pain_during_run import STOP_ABOVE, STOP_RISE
from cadencecoach.core.plan.ladder import CEILING, HARD_CAP, RAISED_CEILING, RUNG
from cadencecoach.core.programme.gates import MODIFIED_FROM
from cadencecoach.core.programme.own_cadence import (
    BEAT_ASKED,
    FASTEST_OWN,
    HIGHER_ASKS,
    SLOWEST_OWN,
)
from cadencecoach.core.programme.pain_memory import CALM_MOST, NO_RUN_FROM
from cadencecoach.core.programme.programme import LAST_BEAT_MIN
from cadencecoach.core.programme.step_rules import RULES, Rule
from cadencecoach.core.programme.steps import MORNING_TOLD_WITHIN_DAYS

PAGE = (Path(__file__).parents[2] / "docs" / "safety.md").read_text(encoding="utf-8")


def on_the_page(rule: Rule) -> str:
    """Its name as a runner reads it; in the diary a level is kept as a rung."""
    return rule.name.replace("rung", "level")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_of_the_ladder_is_on_the_page_in_its_order(rule: Rule) -> None:
    lines = [line for line in PAGE.splitlines() if line.startswith(f"| {on_the_page(rule)}")]
    steps = [line.split("|")[2].strip() for line in lines]
    sources = [line.split("|")[3].strip() for line in lines]
    assert rule.step.value.split()[-1] in steps
    assert rule.source in sources


def test_the_rules_stand_in_the_order_in_which_they_decide() -> None:
    rows = [
        line.split("|")[1].strip()
        for line in PAGE.partition("## The ladder")[2].splitlines()
        if line.startswith("| ") and "sign" not in line.split("|")[1][:6]
    ]
    assert len(rows) == len(RULES)
    for row, rule in zip(rows, RULES, strict=True):
        assert row.startswith(on_the_page(rule))


def test_the_numbers_of_the_gates_are_those_of_the_page() -> None:
    assert f"| 0 to {MODIFIED_FROM - 1} |" in PAGE
    assert f"| {MODIFIED_FROM} or {NO_RUN_FROM - 1} |" in PAGE
    assert f"| {NO_RUN_FROM} to 10 |" in PAGE
    assert f"{STOP_RISE} above what it was before, is over {STOP_ABOVE}" in PAGE
    assert (
        len(ASKED_FLAGS) == PAGE.partition("If you have one")[0].rpartition("\n")[2].count(";") + 1
    )


def test_the_limits_that_stand_by_themselves_are_those_of_the_page() -> None:
    assert f"believed from {SLOWEST_OWN} to {FASTEST_OWN};" in PAGE
    assert f"more than {HIGHER_ASKS * 100} % above the first that was believed" in PAGE
    assert BEAT_ASKED in PAGE
    assert f"| +{HARD_CAP * 100} % of the first own cadence that was believed" in PAGE
    assert f"no target above {CEILING}, or {RAISED_CEILING} once you raised it" in PAGE
    assert f"before the first beat by {RUNG} at most" in PAGE
    assert f"no rating of {CALM_MOST} or less since" in PAGE
    assert f"from 15 to {LAST_BEAT_MIN}" in PAGE
    assert f"gets {MEANINGFUL_POINTS:.0f} points worse" in PAGE
    assert MORNING_TOLD_WITHIN_DAYS == 2
    assert "told three days late decides nothing" in PAGE


def test_each_source_of_the_page_stands_once_beside_its_rule() -> None:
    rows = [line.split("|")[1].strip() for line in PAGE.splitlines() if line.startswith("| ")]
    rules = [row for row in rows if row not in {"sign", "limit", "your back"}]
    assert len(rules) == len(set(rules))
