"""Words on the standard input of a run without a screen: a conversation that can harm nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cadencecoach.adapters.store.home import HOME_VARIABLE
from cadencecoach.cli.command_lines import _LONGEST_BYTES, _lines
from tests.cli.conftest import Run
from tests.processes import rest

Talk = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def talk(own_home: Path, short_plan: str) -> Talk:
    """A run with something on its standard input; its lines."""

    def start(written: bytes, *words: str) -> list[dict[str, Any]]:
        run = subprocess.run(
            [sys.executable, "-m", "cadencecoach", "run", short_plan, "--headless", "--audio",
             "null", *words],
            env={**os.environ, HOME_VARIABLE: str(own_home)}, input=written, capture_output=True,
            check=True, timeout=120,
        )  # fmt: skip
        return [json.loads(line) for line in run.stdout.splitlines()]

    return start


def asked(lines: list[dict[str, Any]]) -> list[str]:
    return [line["event"] for line in lines if line.get("door") == "standard input"]


def test_a_pipe_drives_a_run_and_its_end_ends_nothing(talk: Talk) -> None:
    lines = talk(b"+5\nmute\nmute\nPain 4 sharp LEFT\n\nwhere am i", "--speed", "20")
    assert asked(lines) == [
        "target_moved", "mute_asked", "mute_asked", "pain_noted", "where_asked",
    ]  # fmt: skip
    assert sum(line["event"] == "muted" for line in lines) == 1
    pain = next(line for line in lines if line["event"] == "pain_noted")
    assert (pain["level"], pain["side"], pain["sharp"]) == (4, "left", True)
    assert lines[-1]["event"] == "summary"
    assert lines[-1]["pain"]


def test_finish_ends_the_run_in_order(talk: Talk) -> None:
    lines = talk(b"finish\n")
    finished = next(line for line in lines if line["event"] == "finished")
    assert finished["reason"] == "stopped"
    assert lines[-1]["state"] == "finished"


def test_a_line_that_is_no_command_is_answered(talk: Talk) -> None:
    lines = talk(b"stop it\n\xff\xfe\x00\n" + b"x" * 100_000 + b"\nfinish\n")
    answers = [line for line in lines if line["event"] == "not_understood"]
    assert [line["text"][:7] for line in answers] == ["stop it", "\ufffd\ufffd", "xxxxxxx"]
    assert all("the commands are: pause, go on" in line["why"] for line in answers)
    assert all(len(line["text"]) <= 80 for line in answers)
    assert asked(lines)[-1] == "finish_asked"


def test_a_pain_that_was_marked_is_to_be_rated_afterwards(own_home: Path, short_plan: str) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "cadencecoach", "run", short_plan, "--headless", "--audio", "null",
         "--speed", "20"],
        env={**os.environ, HOME_VARIABLE: str(own_home)}, input=b"mark pain\n",
        capture_output=True, check=True, timeout=120,
    )  # fmt: skip
    assert b"you marked pain at 0:0" in run.stderr
    assert b"cadencecoach check-in" in run.stderr


def test_a_warning_sign_is_kept_at_once_and_shuts_the_gate(
    talk: Talk, command: Run, short_plan: str
) -> None:
    lines = talk(b"warning sign\ngo on\n", "--speed", "20")
    assert [line["reason"] for line in lines if line["event"] == "finished"] == ["pain"]
    refused = command("run", short_plan, "--headless", "--audio", "null", "--anyway")
    assert refused.code == 2
    assert "Seek care now" in refused.err


def test_nothing_on_the_input_is_as_ever(talk: Talk) -> None:
    assert asked(talk(b"", "--speed", "max")) == []


def test_a_line_is_one_however_it_is_cut_and_never_longer_than_is_read() -> None:
    assert list(_lines(iter([b"pa", b"use\r\ngo ", b"on\n", b"y"]))) == [
        b"pause\r", b"go on", b"y",
    ]  # fmt: skip
    long = list(_lines(iter([b"a" * 700] * 9 + [b"\nyes\n"])))
    assert long == [b"a" * _LONGEST_BYTES, b"yes"]


@pytest.mark.skipif(os.name != "posix", reason="a terminal of its own")
def test_a_line_typed_into_a_terminal_is_taken(own_home: Path, short_plan: str) -> None:
    ours, theirs = os.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "cadencecoach", "run", short_plan, "--headless", "--audio", "null"],
        env={**os.environ, HOME_VARIABLE: str(own_home)}, stdin=theirs, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, start_new_session=True,
    ) as run:  # fmt: skip
        os.close(theirs)
        assert run.stdout is not None
        run.stdout.readline()
        os.write(ours, b"finish\n")
        out, err = rest(run)
        assert (run.returncode, err) == (0, b"")
        assert b"finish_asked" in out
    os.close(ours)
