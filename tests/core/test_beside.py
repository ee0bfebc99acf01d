"""What a run is held against: the route, else the plan, of the first week, and the reason is said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadencecoach.core.programme.programme import TODAY
from cadencecoach.core.trends.comparison import Candidate, ComparedRun, earlier_run


def run(
    session: int, plan: str = "ramp", week: int | None = 1, route: str = "", heard: bool = True
):
    return Candidate(session, session * 1000, plan, week, route, heard)


NOW = run(9, "ramp", 4, " River LOOP")


@pytest.mark.parametrize(
    ("runs", "choice"),
    [
        ((), None),
        ((run(1, "easy", route="hill"),), None),
        ((run(1), run(2, "easy", route="river loop")), ComparedRun(2, "the same route in week 1")),
        ((run(1, route="hill"), run(2)), ComparedRun(1, "the same plan in week 1")),
        ((run(1, week=None), run(2, week=2)), ComparedRun(1, "the first run of this plan")),
        ((run(1, week=2, route="river loop"),), ComparedRun(1, "the first run of this plan")),
        ((run(1, heard=False), run(2)), ComparedRun(2, "the same plan in week 1")),
        ((run(1, heard=False), run(2, heard=False)), ComparedRun(1, "the same plan in week 1")),
        ((NOW, run(10), run(11, route="river loop")), None),
    ],
)
def test_the_choice_and_its_reason(runs: tuple[Candidate, ...], choice: ComparedRun | None) -> None:
    assert earlier_run(NOW, runs) == choice


def test_what_a_programme_makes_for_each_day_is_no_one_plan() -> None:
    today = run(9, TODAY, 4)
    choice = ComparedRun(1, "a run of the programme in week 1")
    assert earlier_run(today, (run(1, TODAY),)) == choice
    first = ComparedRun(1, "the first run of a programme")
    assert earlier_run(today, (run(1, TODAY, None),)) == first


def test_no_route_is_not_the_same_route() -> None:
    assert earlier_run(run(9, "ramp", 4), (run(1, "easy"),)) is None


def test_a_watchs_run_that_began_earlier_counts_whatever_its_number() -> None:
    watch = Candidate(12, 500, "ramp", 1)
    assert earlier_run(NOW, (run(1), watch)) == ComparedRun(12, "the same plan in week 1")


@given(
    st.lists(
        st.builds(
            Candidate,
            st.integers(1, 50),
            st.integers(0, 50),
            st.sampled_from("ab"),
            st.none() | st.integers(1, 3),
            st.sampled_from(("", "x", "X ")),
            st.booleans(),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_only_an_earlier_run_of_the_same_route_or_plan_whatever_their_order(
    runs: list[Candidate],
) -> None:
    of, *others = runs
    choice = earlier_run(of, runs)
    if choice is None:
        assert not any(one.plan == of.plan and one.began_s < of.began_s for one in others)
        return
    those = [one for one in others if one.session == choice.session and one.began_s < of.began_s]
    assert any(one.plan == of.plan or one.route.strip().lower() == "x" for one in those)
