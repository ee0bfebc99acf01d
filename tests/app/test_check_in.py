"""What was told is not asked again: of a pain, on one day, and of a run."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadencecoach.app.diary.check_in import Interview, interview
from cadencecoach.app.diary.questions import Ask
from cadencecoach.app.views import DayView
from cadencecoach.core.diary.described import described
from cadencecoach.core.diary.diary import RunNote
from cadencecoach.core.diary.entries import PainRated, RedFlagsAnswered
from cadencecoach.core.diary.pain import Pain, Quality, Side, When
from cadencecoach.core.programme.today import today
from cadencecoach.core.values.calendar import Day
from tests.core.diaries import FOUR, START, Life, at

LIKE = {Ask.SIDE: Side.LEFT, Ask.QUALITY: Quality.ACHE, Ask.LIMPING: False, Ask.WHERE: ("low",)}
TOLD = Pain(3, Side.LEFT, Quality.ACHE, "low")


def view(life: Life, day: int) -> DayView:
    seen = today(life.diary, FOUR, Day(START + day), at(day, 20))
    return DayView(seen, False, described=described(life.diary, Day(START + day)))


def owing_the_morning(*, before_run: bool = False) -> Interview:
    """Of the morning after the last run nothing was told, and how the back is now is asked, too."""
    life = Life()
    life.write(RedFlagsAnswered(at(0), ()))
    life.run(0, after=1)
    return interview(view(life, 1 if before_run else 2), before_run=before_run)


def answered(asked: Interview, **given: object) -> tuple[Interview, list[Ask]]:
    """To the end, with what was asked: 3 for every level, a left ache that is not like any before."""
    seen = []
    while (question := asked.question) is not None:
        seen.append(question.ask)
        answers = {Ask.LEVEL: 3, Ask.SAME: given.get("same", True), **LIKE}
        known = question.ask in answers
        asked = asked.answer(answers[question.ask]) if known else asked.skip()
    return asked, seen


def test_an_evening_that_owes_the_morning_asks_what_the_pain_is_like_once() -> None:
    done, seen = answered(owing_the_morning())
    times = Counter(seen)
    assert times[Ask.LEVEL] == 2
    assert [times[ask] for ask in (*LIKE, Ask.SAME)] == [1, 1, 1, 1, 1]
    assert done.told().pain == {When.MORNING: TOLD, When.BEFORE: TOLD}


def test_before_a_run_nothing_is_typed_and_the_rest_asked_once() -> None:
    done, seen = answered(owing_the_morning(before_run=True))
    assert [Counter(seen)[ask] for ask in (*LIKE, Ask.SAME)] == [1, 1, 1, 0, 1]
    pain = Pain(3, Side.LEFT, Quality.ACHE)
    assert done.told().pain == {When.MORNING: pain, When.BEFORE: pain}


def test_a_pain_that_is_another_one_now_is_asked_about() -> None:
    done, seen = answered(owing_the_morning(), same=False)
    assert [Counter(seen)[ask] for ask in (*LIKE, Ask.SAME)] == [2, 2, 2, 2, 1]
    assert done.told().pain == {When.MORNING: TOLD, When.BEFORE: TOLD}


def test_whether_it_is_the_same_stays_unknown_where_it_is_not_said() -> None:
    asked = owing_the_morning().answer(3)
    while (question := asked.question) is not None:
        told = question.when is When.MORNING and question.ask in LIKE
        asked = asked.answer(LIKE[question.ask]) if told else asked.skip()
    assert asked.told().pain == {When.MORNING: TOLD}
    asked = owing_the_morning().answer(3).answer(Side.LEFT)
    for _ in range(3):
        asked = asked.skip()
    assert asked.answer(2).skip().told().pain[When.BEFORE] == Pain(2)


@pytest.mark.parametrize(
    ("when", "said"), [(When.BEFORE, "earlier today"), (When.MORNING, "that morning")]
)
def test_after_a_run_it_is_known_what_was_told_before_it(when: When, said: str) -> None:
    life = Life()
    life.write(RedFlagsAnswered(at(0), ()))
    life.run(1)
    pain = Pain(2, Side.LEFT, Quality.SHARP)
    life.write(PainRated(at(1, 7), when, pain))
    asked = interview(view(life, 1)).answer(4)
    assert asked.question is not None
    assert asked.question.text == f"Is it the same as {said}: left, sharp, not limping?"
    asked = asked.answer(True)
    assert asked.question is not None
    assert asked.question.ask is Ask.EFFORT, "what is the same is asked about no further"
    assert asked.told().pain == {When.AFTER: Pain(4, Side.LEFT, Quality.SHARP)}


def test_what_a_pain_of_a_run_is_like_was_told_there() -> None:
    life = Life()
    life.write(RedFlagsAnswered(at(0), ()), PainRated(at(0, 7), When.BEFORE, Pain(1, Side.RIGHT)))
    life.run(0, felt=(Pain(4, Side.LEFT, limping=True),))
    asked = interview(view(life, 0)).answer(4)
    assert asked.question is not None
    assert asked.question.text == "Is it the same as while running: left, limping?"


@given(st.integers(0, 10), st.integers(0, 10), st.booleans())
def test_what_is_known_of_a_pain_is_never_told_for_none(first: int, then: int, same: bool) -> None:
    asked = owing_the_morning().answer(first)
    levels = iter((then,))
    while (question := asked.question) is not None:
        answers = {**LIKE, Ask.SAME: same}
        if question.ask is Ask.LEVEL:
            asked = asked.answer(next(levels))
        else:
            known = question.ask in answers
            asked = asked.answer(answers[question.ask]) if known else asked.skip()
    for when, level in ((When.MORNING, first), (When.BEFORE, then)):
        like = (Side.LEFT, Quality.ACHE, "low") if level else ()
        assert asked.told().pain[when] == Pain(level, *like)


@pytest.mark.parametrize(
    ("note", "open_"),
    [
        (RunNote(), [Ask.EFFORT, Ask.SURFACE]),
        (RunNote(effort=0), [Ask.SURFACE]),
        (RunNote(surface="grass"), [Ask.EFFORT]),
        (RunNote(5, surface="grass"), []),
    ],
    ids=["nothing", "effort", "surface", "both"],
)
def test_what_was_noted_of_a_run_is_not_asked_again(note: RunNote, open_: list[Ask]) -> None:
    life = Life()
    life.write(RedFlagsAnswered(at(0), ()))
    life.run(0, note=note)
    asked = [one.ask for one in interview(view(life, 0)).waiting]
    assert asked == [Ask.LEVEL, *open_, Ask.WORDS]


@pytest.mark.parametrize(
    ("note", "open_"),
    [
        (RunNote(), [Ask.EFFORT, Ask.SURFACE, Ask.WORDS]),
        (RunNote(effort=4), [Ask.SURFACE, Ask.WORDS]),
        (RunNote(5, surface="grass", niggle="knee"), []),
    ],
    ids=["nothing", "effort", "all"],
)
def test_what_was_left_out_after_a_run_of_today_is_asked_by_a_later_check_in(
    note: RunNote, open_: list[Ask]
) -> None:
    life = Life()
    life.write(RedFlagsAnswered(at(0), ()))
    life.run(0, note=note, after=1)
    asked = interview(view(life, 0))
    assert [one.ask for one in asked.waiting] == [Ask.LEVEL, *open_]
    assert [one.ask for one in interview(view(life, 0), before_run=True).waiting] == [Ask.LEVEL]
    assert Ask.EFFORT not in [one.ask for one in interview(view(life, 1)).waiting], "it is past"
    if Ask.SURFACE in open_:
        while (question := asked.question) is not None:
            asked = asked.answer("grass") if question.ask is Ask.SURFACE else asked.skip()
        assert asked.told().run == {"surface": "grass"}
        assert asked.told().act(life.diary, at(0, 21)).note is not None
