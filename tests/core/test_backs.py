"""What a list says of the back around its runs is what the diary says of each run."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cadencecoach.core.diary.about_run import (
    BEFORE_WITHIN_S,
    SortedRatings,
    is_about,
    is_before,
    is_morning_after,
    told_near,
)
from cadencecoach.core.diary.backs import Back, back_around
from cadencecoach.core.diary.diary import Diary, DiaryChange, Run
from cadencecoach.core.diary.entries import PainRated
from cadencecoach.core.diary.pain import Pain, When
from cadencecoach.core.values.calendar import Day, Moment

T0 = 1_790_000_000
moments = st.integers(T0, T0 + 6 * 86_400).map(lambda at: Moment(at, 7200))
told = st.sampled_from((When.BEFORE, When.AFTER, When.MORNING, When.NOW))
ratings = st.builds(
    PainRated,
    moments,
    told,
    st.integers(0, 10).map(Pain),
    st.sampled_from((None, "0", "1", "gone")),
    st.sampled_from((None, Day(20_717), Day(20_718))),
)
runs = st.builds(
    Run,
    st.just(""),
    moments,
    st.floats(0, 200),
    elapsed_s=st.floats(0, 60_000),
    pain=st.lists(st.integers(0, 10).map(lambda level: (1.0, level)), max_size=2).map(tuple),
)


HALF_DAY = T0 // BEFORE_WITHIN_S * BEFORE_WITHIN_S
"""One begins."""


def last(levels: list[int]) -> int | None:
    return levels[-1] if levels else None


# Told of no run by name: 11 hours after the end of one, and so in the half day after the next.
@example(
    [PainRated(Moment(HALF_DAY + 60_000, 0), When.AFTER, Pain(4))],
    [Run("", Moment(HALF_DAY, 0), 300.0, elapsed_s=20_000.0)],
)
@given(st.lists(ratings, max_size=12), st.lists(runs, max_size=4))
def test_a_list_and_the_diary_say_of_each_run_what_every_rating_comes_to(
    said: list[PainRated], ran: list[Run]
) -> None:
    ran = [replace(run, session=str(number)) for number, run in enumerate(ran)]
    diary = Diary(tuple(said), tuple(ran))
    told = SortedRatings(said)
    for run in ran:
        before = last([one.level for one in said if is_before(one, run)])
        of_run = [one for one in said if one.when is When.AFTER and is_about(one, run)]
        after = max((one.level for one in of_run), default=None)
        worst = max((level for _, level in run.pain), default=None)
        back = back_around(told.around(run), [level for _, level in run.pain])
        assert back == Back(before, after, worst)
        assert (diary.before(run), diary.after(run)) == (before, after)
        mornings = [one.level for one in said if is_morning_after(one, run)]
        assert diary.morning(run) == max(mornings, default=None)


@given(st.lists(ratings, max_size=12), runs, st.integers(0, 12))
def test_newer_ratings_are_taken_in_without_the_older_ones(
    said: list[PainRated], run: Run, first: int
) -> None:
    older, newer = (SortedRatings(part).around(run) for part in (said[:first], said[first:]))
    whole = SortedRatings(said).around(run)
    assert older.and_then(newer) == whole
    assert older.and_then(whole) == whole, "taken in twice, it says the same"


@given(st.lists(ratings, max_size=12), st.lists(runs, min_size=1, max_size=3))
def test_of_all_ratings_those_near_some_runs_say_as_much_of_them(
    said: list[PainRated], ran: list[Run]
) -> None:
    first, last_s = told_near(ran)
    near = [
        one for one in said
        if first <= one.utc_s <= last_s or one.session is not None or one.about is not None
    ]  # fmt: skip
    for run in ran:
        assert SortedRatings(near).around(run) == SortedRatings(said).around(run)


@pytest.mark.parametrize(
    ("back", "words"),
    [
        (Back(), "-"),
        (Back(0, 0), "0>0"),
        (Back(2, None), "2>-"),
        (Back(None, 3), "->3"),
        (Back(2, 3, 5), "2>3 run 5"),
        (Back(worst=4), "run 4"),
        (Back(10, 10, 10), "10>10 run 10"),
    ],
)
def test_a_level_that_was_not_told_is_a_dash_and_never_0(back: Back, words: str) -> None:
    assert back.words == words


def test_a_diary_is_changed_by_the_change_that_is_asked_for_and_by_no_other() -> None:
    first, second = (
        DiaryChange((PainRated(Moment(T0, 0), When.NOW, Pain(level)),)) for level in (1, 2)
    )
    diary = Diary()
    assert diary.changed(first).entries == first.entries
    assert diary.changed(second).entries == second.entries
    assert diary.changed(first).entries == first.entries
    assert diary.changed(first) is diary.changed(first), "what was worked out of it stays known"
