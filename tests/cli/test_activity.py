"""`activity` by hand and by script: a line is enough, a slip goes, nonsense writes nothing."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import Run


def test_it_is_noted_listed_and_taken_back(command: Run) -> None:
    assert "cadencecoach activity swim 40" in command("activity").out
    assert command("activity", "swim", "40", "--effort", "4", "--note", "in the lake").code == 0
    said = command("activity", "other", "20", "--what", "rowing")
    assert said.out == "Noted: rowing 20 min. Last 7 days: 2 times, 60 min.\n"
    text = command("activity", "list").out
    assert "swim    40 min  effort 4  in the lake" in text
    document = command("activity", "list", "--json").records[0]
    assert document["schema"] == 1
    assert [(one["sport"], one["name"], one["effort"]) for one in document["activities"]] == [
        ("swim", None, 4),
        ("other", "rowing", None),
    ]
    assert document["last_7_days"] == {"times": 2, "minutes": 60.0}
    assert command("activity", "undo").out == "Taken back: rowing 20 min.\n"
    assert command("activity", "undo").out == "Taken back: swim 40 min.\n"
    assert command("activity", "--json").records[0]["activities"] == []
    said = command("activity", "undo")
    assert (said.code, said.err.splitlines()[0]) == (2, "cadencecoach: no activity was noted today")


def test_today_and_the_calendar_tell_of_it(command: Run) -> None:
    command("programme", "start", "--baseline", "160")
    command("activity", "other", "30", "--what", "dance \x1b[31m[b]x")
    assert "also      dance [b]x 30 min" in command("programme").out
    today = command("programme", "--json").records[0]
    assert [one["minutes"] for one in today["activities"]] == [30.0]
    assert today["rest_day"] is None
    assert "dance [b]x 30 min" in command("programme", "calendar").out
    days = command("programme", "calendar", "--json").records[0]["days"]
    assert days[-1]["activities"] == today["activities"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("swiming", "40"), "did you mean swim?"),
        (("swim",), "say how long"),
        (("swim", "0.5"), "say how long"),
        (("swim", "1441"), "say how long"),
        (("swim", "nan"), "is no number"),
        (("swim", "40", "--effort", "11"), "--effort lies between 0 and 10"),
        (("swim", "40", "--what", "rowing"), "--what names another sport"),
        (("other", "40", "--what", "x" * 41), "more than 40 characters"),
        (("swim", "40", "--note", "x" * 201), "or 200 of a note"),
    ],
)
def test_nonsense_is_one_line_and_a_hint(command: Run, words: tuple[str, ...], told: str) -> None:
    said = command("activity", *words)
    assert said.code == 2
    assert told in said.err.splitlines()[0]
    assert said.err.splitlines()[1].startswith("hint: ")
    assert json.loads(command("activity", "list", "--json").out)["activities"] == []
