"""Which cadence a ladder stands on: what people run at, the first one, and what was asked about."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadencecoach.core.diary import entries as en
from cadencecoach.core.diary.diary import Diary
from cadencecoach.core.plan.ladder import CEILING, RAISED_CEILING
from cadencecoach.core.programme.own_cadence import BEAT_ASKED, OwnCadence, ladder_of, own_cadence
from cadencecoach.core.values.units import FASTEST, SLOWEST, Spm
from tests.core.diaries import at


def told(*cadences: int) -> Diary:
    """A programme, and own cadences of one day after the other."""
    start = en.ProgrammeStarted(at(0), "four")
    return Diary((start, *(en.BaselineSet(at(n), spm) for n, spm in enumerate(cadences))))


@pytest.mark.parametrize(
    ("spm", "taken"),
    [(139, False), (140, True), (190, True), (191, False), (235, False), (118, False)],
    ids=["", "the slowest", "the fastest", "", "a walk taken for strides", "strides at a walk"],
)
def test_an_own_cadence_is_believed_as_far_as_people_run(spm: int, taken: bool) -> None:
    ladder = ladder_of(told(spm))
    assert (ladder is not None) is taken
    assert bool(OwnCadence().doubt(spm)) is not taken
    sure = ladder_of(Diary((en.BaselineSet(at(1), spm, confirmed=True),)))
    assert sure is not None
    assert sure.target(9) <= CEILING


def test_two_imports_with_a_beat_lift_nothing() -> None:
    """155 to 166 to 176 in a morning: the ladder followed, and then there was "no ramp"."""
    ladder = ladder_of(told(155, 166, 176))
    assert ladder is not None
    assert (ladder.baseline_spm, ladder.cap_spm, ladder.target(9)) == (155, 170, 170)
    assert BEAT_ASKED in own_cadence(told(155)).doubt(166)


def test_three_per_cent_at_a_time_climb_no_higher_than_three_per_cent() -> None:
    ladder = ladder_of(told(*range(155, 190, 2)))
    assert ladder is not None
    assert (ladder.baseline_spm, ladder.cap_spm) == (159, 170)


def test_the_runners_word_moves_the_cap() -> None:
    diary = told(155)
    diary = Diary((*diary.entries, en.BaselineSet(at(5), 166, confirmed=True)))
    ladder = ladder_of(diary)
    assert ladder is not None
    assert (ladder.baseline_spm, ladder.cap_spm) == (166, 180)


def test_a_programme_begun_anew_may_lower_the_cap_and_lifts_none() -> None:
    again = en.ProgrammeStarted(at(9), "four")
    lower = own_cadence(Diary((*told(160, 150).entries, again)))
    assert (lower.first_spm, own_cadence(told(160, 150)).first_spm) == (150, 160)
    higher = own_cadence(Diary((*told(155, 159).entries, again)))
    assert higher.first_spm == 155
    nothing = own_cadence(Diary((again,)))
    assert (nothing.first_spm, nothing.newest) == (None, None)


def test_a_cadence_the_runner_vouched_for_is_the_first_one_from_then_on() -> None:
    sure = en.BaselineSet(at(5), 175, confirmed=True)
    assert own_cadence(Diary((*told(155).entries, sure))).first_spm == 175


def test_three_per_cent_above_the_first_is_asked_about_and_less_is_not() -> None:
    known = OwnCadence(en.BaselineSet(at(0), 150), Spm(150))
    assert known.doubt(154) == ""
    assert known.doubt(155) == f"155 is 3 % above your 150. {BEAT_ASKED}"
    first = OwnCadence(en.BaselineSet(at(0), 145), Spm(145))
    assert first.doubt(189) == f"189 is 30 % above your 145. {BEAT_ASKED}"


def test_a_baseline_taken_back_leaves_the_one_before() -> None:
    entries = (
        en.BaselineSet(at(1), 160),
        en.BaselineSet(at(2), 164, "run-1"),
        en.BaselineTakenBack(at(3), "run-1"),
    )
    found = own_cadence(Diary(entries)).newest
    assert found is not None
    assert found.cadence_spm == 160


@pytest.mark.parametrize(
    ("spm", "speed_mps", "ran", "doubt"),
    [
        pytest.param(161, 1.69, 9, "It was run at 6 km/h, and that is no easy run.", id="a walk"),
        pytest.param(161, 1.7, 9, "", id="the slowest run"),
        pytest.param(161, 6.0, 9, "", id="the fastest easy run"),
        pytest.param(161, 6.01, 9, "It was run at 22 km/h, and that is no easy run.", id="a race"),
        pytest.param(161, None, 9, "", id="no speed known"),
        pytest.param(161, 3.0, 1, "", id="of the same day"),
        pytest.param(161, 3.0, 0, "It is older than your 160 of Tue 8 Sep.", id="older"),
        pytest.param(
            166, 3.0, 9, f"166 is 4 % above your 160. {BEAT_ASKED}", id="with a beat, it seems"
        ),
        pytest.param(
            191,
            3.0,
            9,
            "191 steps a minute is nobody's easy running: that is 140 to 190.",
            id="nobody's",
        ),
    ],
)
def test_a_cadence_out_of_a_file_is_taken_only_where_nothing_speaks_against_it(
    spm: int, speed_mps: float | None, ran: int, doubt: str
) -> None:
    own = OwnCadence(en.BaselineSet(at(1), 160), Spm(160))
    entry = en.BaselineSet(at(10), spm, speed_mps=speed_mps)
    assert own.doubt_of_file(entry, at(ran).day) == doubt


def test_the_first_own_cadence_out_of_a_file_is_asked_about() -> None:
    first = OwnCadence().doubt_of_file(en.BaselineSet(at(1), 160), at(1).day)
    assert first.startswith("160 would be the first own cadence that is known")
    assert first.endswith(BEAT_ASKED)
    nobodys = OwnCadence().doubt_of_file(en.BaselineSet(at(1), 235), at(1).day)
    assert nobodys == OwnCadence().doubt(235) != ""


@given(
    st.lists(
        st.one_of(
            st.integers(SLOWEST, FASTEST).map(lambda spm: en.BaselineSet(at(1), spm)),
            st.integers(100, 240).map(lambda spm: en.CeilingSet(at(1), spm)),
            st.just(en.ProgrammeStarted(at(1), "four")),
        ),
        max_size=30,
    ),
    st.integers(-3, 12),
)
def test_no_measured_cadence_lifts_the_cap(entries: list[en.Entry], rung: int) -> None:
    ladder = ladder_of(Diary(tuple(entries)))
    if ladder is None:
        return
    firsts = [one.cadence_spm for one in entries if isinstance(one, en.BaselineSet)]
    assert ladder.target(rung) <= ladder.cap_spm <= RAISED_CEILING
    first = next(spm for spm in firsts if 140 <= spm <= 190)
    assert ladder.cap_spm <= Spm(int(first * 1.1)), "nor does a programme that is begun anew"


def test_a_programme_begun_anew_lifts_no_cap() -> None:
    """155, 159, start, 163, start, 167: each new start took the cap along by 3 %."""
    entries: list[en.Entry] = []
    for spm in (155, 159, 163, 167, 172):
        entries += [en.BaselineSet(at(1), spm), en.ProgrammeStarted(at(1), "four")]
    ladder = ladder_of(Diary(tuple(entries)))
    assert ladder is not None
    assert (ladder.baseline_spm, ladder.cap_spm) == (159, 170)
    lower = ladder_of(Diary((*entries, en.BaselineSet(at(2), 150), entries[1])))
    assert lower is not None
    assert lower.cap_spm == 165
