"""What is ticked chooses exercises and cues that exist, answers overuse with less, and never a run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadencecoach.adapters.sounds import SoundLibrary
from cadencecoach.config.programmes import ProgrammeShelf
from cadencecoach.config.routines import RoutineShelf
from cadencecoach.config.shipped import find_configs
from cadencecoach.core.diary import entries as en
from cadencecoach.core.diary.diary import Diary
from cadencecoach.core.diary.entries import CausesTicked, entry_from, entry_record
from cadencecoach.core.programme.assessment import FAULTS, chosen_themes
from cadencecoach.core.programme.causes import (
    CAUSES,
    GENTLE,
    applies,
    chosen_first,
    form_themes,
    routine_marks,
    ticked,
    told_too,
)
from cadencecoach.core.programme.programme import ItemKind
from cadencecoach.core.programme.today import Today, today
from cadencecoach.core.values.calendar import Day
from tests.core.diaries import START, Life, at

ROUTINES = RoutineShelf(find_configs(), Path("nowhere")).names()
FOUR = ProgrammeShelf(find_configs(), Path("nowhere")).programme("four-week-back")
some = st.lists(st.sampled_from(tuple(CAUSES)), unique=True)


def view(life: Life, day: int) -> Today:
    return today(life.diary, FOUR, Day(START + day), at(day, 7.5))


def marks(life: Life, day: int) -> dict[str, str]:
    return {one.item.routine or one.item.kind.value: one.mark for one in view(life, day).items}


@pytest.mark.parametrize("name", CAUSES)
def test_what_a_cause_chooses_is_there(name: str) -> None:
    one = CAUSES[name]
    assert set(one.routines) <= set(ROUTINES)
    assert set(one.themes) <= set(SoundLibrary.open().ids())
    assert bool(one.routines or one.themes) != bool(one.load)  # exercises, or less load
    assert one.source
    assert len(one.shows) < 100


def test_gentle_routines_are_in_the_shipped_weeks() -> None:
    assert {item.routine for one in FOUR.weeks for item in one.items} >= GENTLE


@given(some)
def test_the_newest_answer_counts_and_names_of_another_version_are_left_out(
    names: list[str],
) -> None:
    entry = CausesTicked(at(1), (*names, "from-the-future"))
    assert entry_from("CausesTicked", entry.at, entry_record(entry)) == entry
    diary = Diary((CausesTicked(at(0), tuple(CAUSES)), entry))
    assert set(ticked(diary)) == set(names)
    assert applies(diary).asked
    assert not applies(Diary()).asked
    assert list(ticked(diary)) == sorted(names, key=list(CAUSES).index)


@given(some)
def test_every_tick_puts_its_first_exercise_in_front(names: list[str]) -> None:
    found = list(routine_marks(names))
    firsts = {CAUSES[name].routines[0] for name in names if CAUSES[name].routines}
    assert set(found[: len(firsts)]) == firsts
    assert set(found) == {routine for name in names for routine in CAUSES[name].routines}


@given(some, st.lists(st.sampled_from(tuple(FAULTS)), unique=True))
def test_what_a_video_showed_is_spoken_first(names: list[str], faults: list[str]) -> None:
    seen = en.AssessmentMade(at(0), tuple(faults))
    diary = Diary((seen, CausesTicked(at(1), tuple(names))))
    themes = form_themes(diary)
    assert themes[: len(chosen_themes(diary))] == chosen_themes(diary)
    assert {theme for name in names for theme in CAUSES[name].themes} <= set(themes)
    assert len(set(themes)) == len(themes)
    assert form_themes(Diary((seen,))) == chosen_themes(diary)


SHARED = {name: one.fault for name, one in CAUSES.items() if one.fault}
faults = st.lists(st.sampled_from(tuple(FAULTS)), unique=True)


def test_one_thing_has_one_name_wherever_it_is_ticked() -> None:
    assert {CAUSES[name].words: FAULTS[fault].words for name, fault in SHARED.items()} == {
        "Long strides": "Long strides",
        "Arched lower back": "Arched lower back",
    }
    words = [one.words for one in (*CAUSES.values(), *FAULTS.values())]
    assert len(words) - len(set(words)) == len(SHARED)


@given(some, faults, st.booleans())
def test_the_newest_word_holds_and_both_know_what_the_other_knows(
    names: list[str], seen: list[str], filmed_last: bool
) -> None:
    answer, made = CausesTicked(at(1), tuple(names)), en.AssessmentMade(at(1), tuple(seen))
    found = applies(Diary((answer, made) if filmed_last else (made, answer)))
    shown = {name for name, fault in SHARED.items() if fault in seen}
    assert set(found.names) == (set(names) | shown if filmed_last else set(names))
    assert found.asked
    assert not applies(Diary((made,))).asked, "a video is no answer of the runner's"
    assert applies(Diary((answer,))).told == set(names)
    for name in CAUSES:
        if name in shown:
            assert found.whence(name) == "seen in your video of Tue 8 Sep"
        elif name in SHARED and name in names:
            assert found.whence(name) == "not seen in your video of Tue 8 Sep"
        else:
            assert found.whence(name) == ""
    assert told_too(found) == {SHARED[name] for name in names if name in SHARED}


def test_what_a_video_showed_chooses_exercises_until_the_runner_says_otherwise() -> None:
    life = Life()
    life.write(en.AssessmentMade(at(0), ("arched",)))
    assert marks(life, 0)["core-activation"] == "for your arched back"
    life.write(CausesTicked(at(0, 9), ()))
    assert set(marks(life, 0).values()) == {""}


def test_exercises_with_a_mark_stand_in_front_and_the_others_as_they_stood() -> None:
    shelf = ("desk", "lunges", "mobility", "after-run", "own")
    marks = routine_marks(("stiff-thorax",))
    assert tuple(marks) == ("mobility", "foam-rolling", "lunges")
    assert chosen_first(shelf, marks) == ("mobility", "lunges", "desk", "after-run", "own")
    assert chosen_first(shelf, {}) == shelf


def test_items_of_the_day_say_for_what() -> None:
    life = Life()
    assert set(marks(life, 0).values()) == {""}
    life.write(CausesTicked(at(0), ("hip-flexors", "weak-core")))
    found = marks(life, 0)
    assert found["hip-flexors"] == "for your tight hip flexors"
    assert found["core-activation"] == "for your core"
    assert found["warm-up"] == found["run"] == found["assessment"] == ""


def test_a_gentle_exercise_of_another_week_may_come_early_if_you_like() -> None:
    life = Life()
    before = view(life, 0).items
    life.write(CausesTicked(at(0), ("stiff-thorax",)))
    *rest, more = view(life, 0).items
    assert [one.item for one in rest] == [one.item for one in before]
    assert (more.item.routine, more.item.optional) == ("mobility", True)
    assert more.mark == "for your stiff upper back"
    life.rate(0, 6)
    asked = [one.item.routine for one in view(life, 0).items]
    assert asked == [*(one.item.routine for one in before), "mobility"], (
        "what the day advises alone"
    )
    assert not view(life, 0).items[-1].item.optional
    life.write(CausesTicked(at(0), ("weak-glutes",)))  # strength keeps its week
    life.rate(0, 1)
    assert [one.item for one in view(life, 0).items] == [one.item for one in before]


def test_overuse_is_answered_by_the_load() -> None:
    life = Life()
    life.write(CausesTicked(at(0), ("overuse",)))
    assert routine_marks(("overuse",)) == {}
    assert form_themes(life.diary) == ()
    assert marks(life, 0)["run"] == "easy on the load"
    life.run(0, minutes=30)
    assert marks(life, 2)["run"] == "easy on the load: up to 33 min"


@given(some)
def test_ticks_change_no_run_and_no_gate(names: list[str]) -> None:
    life = Life()
    without = view(life, 0)
    life.write(CausesTicked(at(0), tuple(names)))
    now = view(life, 0)
    assert replace(now, items=without.items) == without
    kinds = [one.item.kind for one in now.items[: len(without.items)]]
    assert kinds == [one.item.kind for one in without.items]
    assert all(one.item.kind is ItemKind.ROUTINE for one in now.items[len(without.items) :])
