"""What is known of a diary that was written into is what is worked out of the same one anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from cadencecoach.core.diary import entries as en
from cadencecoach.core.diary.activities import activities
from cadencecoach.core.diary.diary import Diary, DiaryChange
from cadencecoach.core.diary.load import shoes
from cadencecoach.core.diary.pain import Pain, Quality, RedFlag, When
from cadencecoach.core.programme.causes import applies
from cadencecoach.core.programme.own_cadence import ladder_of, own_cadence
from cadencecoach.core.programme.pain_memory import held_pain
from cadencecoach.core.programme.programme import since_start, standing, standing_on, week_start
from cadencecoach.core.programme.referral import flags_asked, open_flags, radiates
from cadencecoach.core.programme.steps import last_up, steps_since_start, unlocked
from cadencecoach.core.programme.today_items import done_between
from cadencecoach.core.values.calendar import Day, Moment

TODAY = Day(20_720)
moments = st.integers(-20, 2).map(lambda days: Moment((TODAY + days) * 86_400))
entries = st.one_of(
    st.builds(en.ProgrammeStarted, moments, st.just("four")),
    st.builds(en.ProgrammePaused, moments),
    st.builds(en.ProgrammeResumed, moments, st.sampled_from((None, Day(TODAY - 9)))),
    st.builds(en.BaselineSet, moments, st.integers(150, 165), st.sampled_from((None, "one"))),
    st.builds(en.BaselineTakenBack, moments, st.just("one")),
    st.builds(en.CeilingSet, moments, st.integers(150, 190)),
    st.builds(
        en.PainRated,
        moments,
        st.sampled_from((When.NOW, When.AFTER, When.MORNING)),
        st.builds(Pain, st.integers(0, 10), quality=st.sampled_from((None, Quality.RADIATING))),
    ),
    st.builds(en.RedFlagsAnswered, moments, st.sampled_from(((), (RedFlag.SADDLE,)))),
    st.builds(en.RedFlagsAcknowledged, moments),
    st.builds(en.ProviderAsked, moments, st.booleans()),
    st.builds(
        en.StepDecided,
        moments,
        st.sampled_from(en.Step),
        st.just(1),
        st.just(""),
        st.just(""),
        st.none(),
    ),
    st.builds(en.RoutineDone, moments, st.just("mobility"), st.sampled_from(en.Done)),
    st.builds(en.AssessmentMade, moments, st.just(("overstride",))),
    st.builds(en.CausesTicked, moments, st.just(("sitting",))),
    st.builds(en.ActivityDone, moments, st.just(en.Sport.SWIM), st.just(30.0)),
    st.builds(en.ActivityTakenBack, moments),
    st.builds(en.ShoesAdded, moments, st.just("old"), st.just(600.0), st.just(640.0)),
    st.builds(en.ShoesRetired, moments, st.just("old")),
)


FACTS: Final[tuple[Callable[[Diary], object], ...]] = (
    unlocked,
    last_up,
    lambda diary: list(steps_since_start(diary)),
    own_cadence,
    ladder_of,
    open_flags,
    flags_asked,
    lambda diary: radiates(diary, TODAY),
    lambda diary: standing(diary, TODAY),
    lambda diary: standing_on(diary, Day(TODAY - 3)),
    lambda diary: week_start(diary, TODAY),
    since_start,
    applies,
    activities,
    lambda diary: dict(shoes(diary)),
    lambda diary: done_between(diary, "mobility", Day(TODAY - 7), TODAY),
    lambda diary: dict(diary.levels()),
    lambda diary: diary.now(TODAY),
    lambda diary: held_pain(diary, TODAY),
)
"""What is asked of a diary, each of other kinds of entries."""

told = st.lists(entries, max_size=4).map(tuple)
asked = st.sets(st.sampled_from(FACTS))


@given(st.lists(st.tuples(asked, told), min_size=2, max_size=5))
def test_what_stays_known_as_more_is_written_is_what_would_be_worked_out_anew(
    written: list[tuple[set[Callable[[Diary], object]], tuple[en.Entry, ...]]],
) -> None:
    diary = Diary()
    for facts, those in written:
        for fact in facts:
            fact(diary)
        diary = diary.changed(DiaryChange(those))
    anew = Diary(tuple(one for _, those in written for one in those))
    assert diary.entries == anew.entries
    for fact in FACTS:
        assert fact(diary) == fact(anew)
