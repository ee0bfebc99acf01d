"""A wrong guess of steps or strides is put right after the run, and the log stays as it is."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

STRIDES = Path(__file__).parents[1] / "recordings" / "strides.csv"
QUICK = ("--headless", "--audio", "null", "--speed", "max")


@pytest.fixture
def walked(command: Callable) -> dict[str, Any]:
    """A recorded footpod that counts strides."""
    command("run", "demo", *QUICK, "--footpod", f"replay:{STRIDES}")
    return json.loads(command("show", "last", "--json").out)


def test_readings_and_means_follow_and_the_bytes_stay(command: Callable, walked: dict) -> None:
    assert command("sessions", "fix-cadence", "1", "steps").code == 0
    fixed = json.loads(command("show", "last", "--json").out)
    assert [r["raw_hex"] for r in fixed["readings"]] == [r["raw_hex"] for r in walked["readings"]]
    assert fixed["readings"][100]["cadence_spm"] is None, "nobody runs at 82 steps a minute"
    assert fixed["cadence_spm"] is None
    assert 150 < walked["readings"][100]["cadence_spm"] < 180
    command("sessions", "fix-cadence", "1", "auto")
    assert json.loads(command("show", "last", "--json").out) == walked


def test_strides_as_set_are_what_auto_had_found(command: Callable, walked: dict) -> None:
    told = command("sessions", "fix-cadence", "1", "strides")
    fixed = json.loads(command("show", "last", "--json").out)
    assert fixed["cadence_spm"] == pytest.approx(walked["cadence_spm"], abs=1)
    assert "strides" in told.out


def test_another_word_is_no_convention(command: Callable, walked: dict) -> None:
    refused = command("sessions", "fix-cadence", "1", "step")
    assert refused.code == 2
    assert "did you mean steps" in refused.err
    assert walked


def test_where_no_footpod_was_there_is_nothing_to_fix(command: Callable) -> None:
    command("run", "demo", "--headless", "--audio", "null", "--speed", "max", "--footpod", "none")
    refused = command("sessions", "fix-cadence", "1", "steps")
    assert (refused.code, "had no footpod" in refused.err) == (2, True)


def test_a_simulated_runner_counts_as_it_was_told(command: Callable) -> None:
    command("run", "demo", *QUICK, "--footpod", "simulated:strides")
    before = command("show", "1", "--json").out
    refused = command("sessions", "fix-cadence", "1", "steps")
    assert (refused.code, "a simulated runner" in refused.err) == (2, True)
    assert command("show", "1", "--json").out == before


def test_last_is_the_newest_run_of_the_runner_where_no_other_can_be_meant(
    command: Callable,
) -> None:
    command("run", "demo", "--headless", "--audio", "null", "--speed", "max", "--footpod", "none")
    command("run", "demo", *QUICK, "--footpod", "simulated")
    nobody = command("sessions", "fix-cadence", "last", "steps")
    assert (nobody.code, "no run of your own" in nobody.err) == (6, True)
    nobody = command("sessions", "note", "last", "--effort", "3")
    assert (nobody.code, "no run of your own" in nobody.err) == (6, True)
    assert json.loads(command("show", "last", "--json").out)["source"] == "simulated"
