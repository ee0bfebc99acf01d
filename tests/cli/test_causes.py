"""`causes` by hand and by script: what is ticked comes first, and nothing is diagnosed."""

from __future__ import annotations

from datetime import date

from cadencecoach.app.home import Home
from cadencecoach.app.run.gate import run_facts
from tests.cli.conftest import Run
from tests.core.diaries import plan


def test_ticks_are_kept_and_choose(command: Run) -> None:
    assert "cadencecoach causes" in command("programme", "start", "--baseline", "160").out
    said = command("causes", "record", "sitting", "overuse", "sitting").out
    assert said.startswith("Noted: overuse: too much, too soon, a lot of sitting. No diagnosis:")
    assert "desk         for all that sitting" in said
    assert "less load, not for exercises" in said
    assert "✔  sitting" in command("causes").out
    assert command("routine").out.splitlines()[1].startswith("desk")
    today = command("programme", "--json").records[0]
    assert {one["routine"]: one["mark"] for one in today["items"]}["hip-flexors"] == (
        "for all that sitting"
    )
    assert "easy on the load" in command("programme").out
    assert "cadencecoach causes" not in command("programme", "start").out  # asked once
    document = command("causes", "list", "--json").records[0]
    assert document["schema"] == 2
    assert document["ticked"] == ["overuse", "sitting"]
    assert document["routines"][0] == "desk"
    assert document["themes"] == ["theme.F2", "theme.F12"]


def test_ticks_give_themes_to_the_runs_after_those_of_a_video(command: Run) -> None:
    def themes() -> tuple[str, ...]:
        home = Home.here()
        return run_facts(home, plan(), home.settings()).themes

    command("causes", "record", "sitting")
    assert themes() == ("theme.F2", "theme.F12")
    command("assessment", "record", "lean")
    assert themes() == ("theme.F3", "theme.F12", "theme.F2")


def test_none_is_an_answer_and_an_unknown_name_is_refused(command: Run) -> None:
    command("causes", "record", "sitting")
    said = command("causes", "record", "siting")
    assert (said.code, said.err.splitlines()[0]) == (
        2,
        "cadencecoach: there is no cause 'siting'; did you mean sitting?",
    )
    assert command("causes", "--json").records[0]["ticked"] == ["sitting"]
    assert command("causes", "record").out.startswith("Noted: none of them.")
    assert command("causes", "--json").records[0]["ticked"] == []


def test_a_video_and_the_answer_know_what_the_other_said(command: Run) -> None:
    command("assessment", "record", "overstride")
    said = command("causes").out
    assert "Long strides: seen in your video of " in said
    one = {cause["name"]: cause for cause in command("causes", "--json").records[0]["causes"]}
    assert one["overstride"]["ticked"]
    assert date.fromisoformat(one["overstride"]["seen_in_video"])
    assert one["over-extension"]["seen_in_video"] is None
    command("causes", "record", "over-extension")
    assert "Arched lower back: you said that it applies to you." in command("assessment").out
