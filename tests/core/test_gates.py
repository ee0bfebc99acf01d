"""Every gate as a table: what the runner tells, what the gate says, and whose number it is."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadencecoach.core.diary import entries as en
from cadencecoach.core.diary.diary import Diary
from cadencecoach.core.diary.pain import FLAG_WORDS, SEEK_CARE, Pain, Quality, RedFlag, When
from cadencecoach.core.diary.pain_during_run import During, during
from cadencecoach.core.plan.plan import Advance, Plan, Stage, StageKind
from cadencecoach.core.programme.gates import (
    SOFTER,
    TURN,
    WALKS,
    Go,
    before_run,
    rung_today,
    shorter,
)
from cadencecoach.core.programme.pain_memory import (
    HeldPain,
    held_pain,
    stopped_for_pain,
    trouble,
)
from cadencecoach.core.programme.referral import flags_asked, lasts, open_flags, provider_reasons
from cadencecoach.core.programme.run_days import rest_words
from cadencecoach.core.programme.steps import unlocked
from cadencecoach.core.values.calendar import Day
from cadencecoach.core.values.units import Spm, frames
from tests.core.diaries import START, Life, at, plan
from tests.core.worlds import steady

TODAY = Day(START + 10)


def verdict(life: Life, asked: Plan | None = None, day: int = 10):
    return before_run(
        life.diary, asked or plan(), life.ladder, unlocked(life.diary), Day(START + day)
    )


@pytest.mark.parametrize(
    ("level", "go"),
    [
        *(pytest.param(n, Go.GO, id=f"{n} is good to run (ahpsuffolk zones)") for n in range(4)),
        *(pytest.param(n, Go.MODIFIED, id=f"{n} is a gentler run (S1:83)") for n in (4, 5)),
        *(
            pytest.param(n, Go.NO, id=f"{n} is no run today (ahpsuffolk zones)")
            for n in range(6, 11)
        ),
    ],
)
def test_pain_before_a_run(level: int, go: Go) -> None:
    life = Life()
    life.rate(10, level)
    assert verdict(life).go is go
    assert str(level) in verdict(life).reason


@pytest.mark.parametrize(
    ("told", "go"),
    [
        pytest.param({"limping": True}, Go.NO, id="limping is no run (Vincent 2017)"),
        pytest.param({"quality": Quality.SHARP}, Go.NO, id="sharp is no run (Vincent 2017)"),
        pytest.param({"quality": Quality.ACHE}, Go.GO, id="a mild ache is good to run"),
        pytest.param(
            {"quality": Quality.RADIATING}, Go.MODIFIED, id="down the leg: the gentler run at most"
        ),
    ],
)
def test_what_the_pain_is_like_before_a_run(told: dict[str, object], go: Go) -> None:
    life = Life()
    life.rate(10, 2, **told)  # type: ignore[arg-type]
    assert verdict(life).go is go
    assert verdict(life).overridable


def test_a_back_that_was_not_rated_is_unknown_and_no_zero() -> None:
    life = Life()
    said = verdict(life)
    assert said.go is Go.GO
    assert "nothing is known" in said.reason
    assert any("check-in" in warning for warning in said.warnings)
    life.rate(10, 0)
    assert verdict(life).reason != said.reason


def test_the_newest_of_two_check_ins_a_day_counts() -> None:
    life = Life()
    life.rate(10, 7, hour=7)
    assert verdict(life).go is Go.NO
    life.rate(10, 2, hour=18)
    assert verdict(life).go is Go.GO


@pytest.mark.parametrize(
    "told",
    [{"level": 7}, {"level": 2, "quality": Quality.SHARP}, {"level": 1, "limping": True}],
    ids=["at 7", "sharp", "limping"],
)
def test_the_night_ends_no_pain(told: dict[str, object]) -> None:
    """7 of 10 and a sharp stop at 23:41: at 02:55 the gate said go."""
    life = Life()
    life.rate(9, hour=23.7, **told)  # type: ignore[arg-type]
    assert verdict(life).go is Go.NO, "the day after, not rated"
    later = verdict(life, day=12)
    assert later.go is Go.MODIFIED, "unknown opens no door"
    assert "no rating of 3 or less came since" in later.reason
    life.rate(12, 4)
    assert verdict(life, day=13).go is not Go.GO, "4 is not over"
    life.rate(13, 3)
    assert verdict(life, day=13).go is Go.GO
    assert verdict(life, day=14).go is Go.GO


def test_a_stop_holds_until_a_calm_rating_and_no_first_rung_comes_of_it() -> None:
    """Stopped at 6, two days later unrated: Enter ran the first run ever at 163."""
    life = Life(158)
    life.rate(7, 2)
    life.decide(7)
    assert unlocked(life.diary) == 1
    life.run(8, None, before=2, pain=((600.0, 6),))
    said = verdict(life)
    assert (said.go, max(said.plan.targets)) == (Go.MODIFIED, 158)
    assert "you stopped for pain" in said.reason
    life.rate(11, 3)
    assert verdict(life, day=11).go is Go.GO


def test_pain_down_the_leg_is_the_gentler_run_until_it_is_over() -> None:
    life = Life()
    life.rate(9, 1, quality=Quality.RADIATING)
    assert verdict(life).go is Go.MODIFIED, "also the day after, not rated"
    life.rate(10, 2)
    assert verdict(life).go is Go.GO


def test_a_calm_rating_of_before_the_run_ends_no_stop_in_it() -> None:
    life = Life()
    life.run(8, before=1, pain=((600.0, 6),))
    life.rate(12, 1, When.MORNING, about=Day(START + 8))
    assert verdict(life, day=12).go is Go.MODIFIED, "the morning before the run, told late"
    life.rate(12, 1, When.MORNING, about=Day(START + 9))
    assert verdict(life, day=12).go is Go.GO


def test_a_new_rung_needs_the_rating_of_the_day_it_is_run_on() -> None:
    life = Life()
    life.run(3, 160)
    life.rate(8, 1)
    life.write(en.StepDecided(at(8), en.Step.UP, 1, "", "", None))
    assert max(verdict(life, day=8).plan.targets) == 165
    unrated = verdict(life, day=9)
    assert (unrated.go, max(unrated.plan.targets)) == (Go.GO, 160)
    assert "no new level" in unrated.reason
    life.rate(9, 3)
    assert max(verdict(life, day=9).plan.targets) == 165


@pytest.mark.parametrize("flag", list(RedFlag), ids=lambda flag: f"{flag.value} blocks (S0:137)")
def test_a_warning_sign_blocks_until_it_is_acknowledged(flag: RedFlag) -> None:
    life = Life()
    life.rate(10, 0)
    life.write(en.RedFlagsAnswered(at(10), (flag,)))
    said = verdict(life)
    assert (said.go, said.overridable, said.provider) == (Go.NO, False, True)
    assert said.reason.startswith("Seek care now")
    life.write(en.RedFlagsAnswered(at(11), ()))
    assert verdict(life).go is Go.NO, "a later none does not close it"
    life.write(en.RedFlagsAcknowledged(at(11)))
    assert verdict(life).go is Go.GO


def test_a_clinicians_look_answers_every_consequence_of_a_sign() -> None:
    life = climbed_twice()
    life.write(en.RedFlagsAnswered(at(16), (RedFlag.TINGLING,)))
    life.rate(16, 2, quality=Quality.RADIATING)
    life.write(en.RedFlagsAcknowledged(at(17)))
    assert not provider_reasons(life.diary, Day(START + 17))
    assert not flags_asked(life.diary), "the signs are asked once again"
    life.rate(17, 1)
    step = life.decide(17)
    assert step is not None
    assert step.step is en.Step.UP
    life.write(en.RedFlagsAnswered(at(17), ()))
    assert flags_asked(life.diary)


def climbed_twice() -> Life:
    """Two good runs on the first rung, and nothing decided over them."""
    life = Life()
    life.rate(7, 2)
    life.decide(7)
    for day in (12, 14):
        life.run(day, 165, before=1, after=1, morning=1)
    return life


@pytest.mark.parametrize(
    ("days_ago", "told"),
    [(0, True), (14, True), (15, False), (-3, True)],
    ids=["today", "14 days", "15 days: over", "a clock set back"],
)
def test_pain_down_a_leg_asks_for_a_provider(days_ago: int, told: bool) -> None:
    life = Life()
    life.rate(10 - days_ago, 2, quality=Quality.RADIATING)
    assert any("leg" in why for why in provider_reasons(life.diary, TODAY)) is told


def test_a_run_imported_late_does_not_hide_that_pain_rises() -> None:
    life = Life()
    for day, after in ((1, 1), (3, 2), (5, 3), (7, 4)):
        life.run(day, after=after)
    assert any("three runs on end" in why for why in provider_reasons(life.diary, TODAY))
    life.run(-20, None)
    assert any("three runs on end" in why for why in provider_reasons(life.diary, TODAY))
    assert life.diary.by_date[-1].day == START + 7


@pytest.mark.parametrize(("seen", "silent"), [(True, 28), (False, 7)])
def test_lasting_pain_is_asked_about_and_then_silent_until_it_gets_worse(
    seen: bool, silent: int
) -> None:
    life = Life()
    for day in range(0, 60, 2):
        life.rate(day, 2)
    assert lasts(life.diary, Day(START + 14))
    life.write(en.ProviderAsked(at(14), seen=seen))
    assert not lasts(life.diary, Day(START + 15))
    assert not lasts(life.diary, Day(START + 13 + silent))
    assert lasts(life.diary, Day(START + 14 + silent)), "once more"
    life.rate(16, 4)
    assert lasts(life.diary, Day(START + 17)), "2 points more are worse"
    assert lasts(life.diary, Day(START + 16)), "on the day they are told"


def test_pain_is_not_worse_than_where_nothing_was_told() -> None:
    life = Life()
    life.write(en.ProviderAsked(at(14), seen=True))
    for day in range(20, 44, 2):
        life.rate(day, 5)
    assert not lasts(life.diary, Day(START + 35))
    assert lasts(life.diary, Day(START + 42)), "once more"


def test_what_was_told_on_the_day_of_the_question_is_not_worse_since() -> None:
    life = Life()
    for day in range(0, 14, 2):
        life.rate(day, 2)
    life.write(en.ProviderAsked(at(14), seen=True))
    life.rate(14, 5, hour=20)
    assert not lasts(life.diary, Day(START + 15))


def test_what_a_clock_set_wrong_put_into_days_to_come_is_not_worse_since() -> None:
    life = Life()
    for day in range(0, 16, 2):
        life.rate(day, 2)
    life.rate(50, 5)
    life.write(en.ProviderAsked(at(14), seen=True))
    assert not lasts(life.diary, Day(START + 14)), "it was answered on this day"
    assert not lasts(life.diary, Day(START + 16))


def test_lasting_pain_hides_no_newer_warning() -> None:
    life = Life()
    for day in range(0, 16, 2):
        life.run(day, after=2)
    for day, after in ((17, 3), (19, 4), (21, 5)):
        life.run(day, after=after)
    reasons = provider_reasons(life.diary, Day(START + 21))
    assert ["rose" in reasons[0], "14 days" in reasons[-1]] == [True, True]


def test_two_weeks_of_pain_ask_for_a_provider() -> None:
    life = Life()
    for day in (0, 5, 10):
        life.rate(day, 2)
    assert not provider_reasons(life.diary, TODAY)
    life.rate(14, 1)
    assert any("14 days" in why for why in provider_reasons(life.diary, Day(START + 14)))


def test_a_gentler_run_is_shorter_softer_and_on_no_new_rung() -> None:
    life = Life()
    life.run(3, 160)
    life.write(en.StepDecided(at(8), en.Step.UP, 1, "", "", None))
    life.rate(10, 3)
    assert verdict(life).plan.targets == (160, 165)
    life.rate(10, 4)
    said = verdict(life)
    assert said.plan.targets == (160,)
    assert said.plan.length == frames(10 * 60 + 20 * 60 * 2 / 3)
    assert any("grass" in change for change in said.changes)


def test_the_first_rung_waits_for_a_calm_day_too() -> None:
    """Week 1 is run without a beat: nobody has run at any target yet."""
    life = Life()
    life.run(3, None)
    life.write(en.StepDecided(at(8), en.Step.UP, 1, "", "", None))
    life.rate(10, 4)
    assert verdict(life).plan.targets == (160,)
    life.rate(10, 3)
    assert verdict(life).plan.targets == (160, 165)


@pytest.mark.parametrize(
    ("told", "go"),
    [
        pytest.param({"after": 8}, Go.NO, id="8 after this morning's run is no second run"),
        pytest.param({"after": 2}, Go.GO, id="2 after it"),
        pytest.param({"pain": ((600.0, 7), (900.0, 3))}, Go.NO, id="7 in the middle of it"),
        pytest.param({"pain": ((600.0, 4),)}, Go.MODIFIED, id="4 in the middle of it"),
        pytest.param(
            {"pain": ((600.0, 2),), "felt": (Pain(2, limping=True),)}, Go.NO, id="a limp in it"
        ),
        pytest.param({"pain": ((600.0, 7),), "after": 2}, Go.GO, id="7 in it, and 2 since"),
    ],
)
def test_what_a_run_of_today_did_to_the_back_is_not_forgotten(
    told: dict[str, object], go: Go
) -> None:
    life = Life()
    life.run(10, before=2, **told)  # type: ignore[arg-type]
    assert verdict(life).go is go
    life.rate(11, 2)
    assert verdict(life, day=11).go is Go.GO, "on the next day the back is rated anew"


def test_what_is_told_the_day_after_of_a_run_says_nothing_of_that_day() -> None:
    life = Life()
    run = life.run(9, before=2)
    life.rate(10, 1)
    life.rate(10, 7, When.AFTER, session=run.session)
    assert verdict(life).go is Go.GO


@pytest.mark.parametrize(
    ("pain", "words", "stops"),
    [
        (Pain(6), "your back was at 6", True),
        (Pain(2, limping=True), "you limped", True),
        (Pain(2, quality=Quality.SHARP), "the pain was sharp", True),
        (Pain(2, quality=Quality.RADIATING), "pain went down the leg", False),
        (Pain(5, quality=Quality.STIFF), "", False),
    ],
)
def test_what_outlasts_its_day_is_told_in_its_words(pain: Pain, words: str, stops: bool) -> None:
    assert trouble(pain) == words
    life = Life()
    life.write(en.PainRated(at(8), When.BEFORE, pain))
    held = held_pain(life.diary, TODAY)
    assert held == (HeldPain(Day(START + 8), words, stops) if words else None)


@pytest.mark.parametrize(
    ("when", "about", "ends"),
    [
        (When.BEFORE, 8, True),
        (When.BEFORE, 7, False),
        (When.MORNING, 8, False),
        (When.MORNING, 9, True),
    ],
)
def test_a_calm_word_told_late_ends_what_came_before_the_end_of_its_day(
    when: When, about: int, ends: bool
) -> None:
    life = Life()
    life.rate(8, 7)
    life.rate(10, 1, when, about=Day(START + about))
    assert (held_pain(life.diary, TODAY) is None) is ends


@pytest.mark.parametrize(
    ("before", "level", "stops"),
    [(2, 3, False), (2, 4, True), (4, 5, False), (None, 5, False), (None, 6, True)],
)
def test_a_level_in_a_run_called_for_a_stop_as_it_was_before_it(
    before: int | None, level: int, stops: bool
) -> None:
    life = Life()
    told = life.run(8, before=before, pain=((600.0, level),))
    assert stopped_for_pain(life.diary, told) is stops
    life = Life()
    felt = life.run(8, before=before, felt=(Pain(level),))
    assert stopped_for_pain(life.diary, felt) is stops


@pytest.mark.parametrize(
    ("felt", "stops"),
    [
        (Pain(1, quality=Quality.SHARP), True),
        (Pain(1, limping=True), True),
        (Pain(1, quality=Quality.RADIATING), False),
    ],
)
def test_a_sharp_pain_or_a_limp_in_a_run_called_for_a_stop(felt: Pain, stops: bool) -> None:
    life = Life()
    assert stopped_for_pain(life.diary, life.run(8, before=2, felt=(felt,))) is stops


def held(life: Life) -> HeldPain | None:
    return held_pain(life.diary, Day(START + 12))


STOPPED = HeldPain(Day(START + 8), "you stopped for pain", stops=True)


def test_a_stop_holds_until_a_calm_word_after_it_whatever_the_clock_says() -> None:
    life = Life()
    life.rate(8, 1, hour=8)
    run = life.run(8, hour=8, pain=((600.0, 6),))
    assert held(life) == STOPPED, "in the very second of a calm word"
    back = Life()
    run = back.run(8, hour=20, pain=((600.0, 6),))
    back.rate(8, 1, hour=10, session=run.session)
    assert held(back) == STOPPED, "a word from before the run"
    back.rate(8, 1, When.AFTER, hour=10, session=run.session)
    assert held(back) is None, "told after it by a clock that was set back"


def test_what_was_told_of_a_day_goes_before_that_its_run_was_stopped() -> None:
    life = Life()
    run = life.run(8, before=2, pain=((600.0, 6),))
    life.rate(8, 2, When.AFTER, hour=9, limping=True, session=run.session)
    assert held(life) == replace(STOPPED, words="you limped")


def test_a_calm_word_ends_nothing_that_is_told_later_of_its_day_or_by_an_earlier_clock() -> None:
    late = Life()
    late.rate(10, 1)
    run = late.run(10)
    late.rate(11, 7, When.AFTER, session=run.session)
    assert held(late) == HeldPain(Day(START + 10), "your back was at 7", stops=True)
    back = Life()
    back.rate(10, 1)
    back.rate(9, 7)
    assert held(back) == HeldPain(Day(START + 9), "your back was at 7", stops=True)


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        (Pain(2), "Your back is at 2: good to run."),
        (Pain(5), "Your back is at 5: a gentler run today, and no new level."),
        (
            Pain(2, quality=Quality.RADIATING),
            "The pain goes down the leg: a gentler run today, and no new level.",
        ),
        (
            Pain(2, quality=Quality.SHARP),
            "The pain is sharp: no run today. Walk, and do the gentle mobility.",
        ),
        (
            Pain(2, limping=True),
            "You are limping: no run today. Walk only as far as it is easy.",
        ),
        (Pain(7), "Your back is at 7: no run today. Walk, and do the gentle mobility."),
    ],
)
def test_the_gate_gives_its_reason_in_a_sentence(told: Pain, reason: str) -> None:
    life = Life()
    life.write(en.PainRated(at(10), When.BEFORE, told))
    assert verdict(life).reason == reason


def test_of_a_back_that_was_not_rated_nothing_is_known() -> None:
    words = "Your back was not rated today, so nothing is known of it"
    assert verdict(Life()).reason == f"{words}, and no new level comes of it."
    assert before_run(Diary(), plan(), None, None, TODAY).reason == f"{words}."


@pytest.mark.parametrize(("level", "go"), [(2, Go.GO), (5, Go.MODIFIED), (7, Go.NO)])
def test_what_a_clinician_should_look_at_stands_in_every_answer(level: int, go: Go) -> None:
    life = Life()
    life.rate(10, level)
    assert (verdict(life).go, verdict(life).provider) == (go, False)
    life = Life()
    life.rate(2, 1, quality=Quality.RADIATING)
    life.rate(10, level)
    said = verdict(life)
    assert (said.go, said.provider) == (go, True)
    assert said.warnings == provider_reasons(life.diary, TODAY)


def test_a_warning_sign_names_what_was_ticked_and_has_the_gentler_run_of_who_was_seen() -> None:
    life = Life()
    life.write(en.RedFlagsAnswered(at(9), (RedFlag.SADDLE, RedFlag.WEAKNESS)))
    said = verdict(life)
    named = f"{FLAG_WORDS[RedFlag.SADDLE]}, {FLAG_WORDS[RedFlag.WEAKNESS]}"
    assert said.reason == f"{SEEK_CARE} You ticked: {named}."
    assert (said.go, said.provider, said.overridable) == (Go.NO, True, False)
    life.rate(10, 7)
    sore = verdict(life)
    refused = Life()
    refused.rate(10, 7)
    assert (sore.plan, sore.changes) == (verdict(refused).plan, verdict(refused).changes)
    assert sore.warnings == provider_reasons(life.diary, TODAY)


def test_the_gate_knows_the_days_of_the_programme() -> None:
    life = Life()
    for day in (0, 2, 4):
        life.run(day)
    today = Day(START + 6)
    args = (life.diary, plan(), life.ladder, unlocked(life.diary), today)
    assert before_run(*args).rest == ""
    assert before_run(*args, life.programme).rest == rest_words(life.diary, life.programme, today)


def test_without_a_programme_a_sore_back_gets_no_new_level_and_one_that_was_calm_does() -> None:
    life = Life()
    life.rate(0, 5)
    assert rung_today(life.diary, life.ladder, None, START) == 0
    life.rate(0, 7, hour=8)
    assert rung_today(life.diary, life.ladder, None, Day(START + 1)) == 0
    life.rate(1, 2)
    assert rung_today(life.diary, life.ladder, None, Day(START + 2)) == life.ladder.top_rung


def test_a_stretch_as_long_as_a_turn_has_its_walk() -> None:
    for length_s, kinds in ((270, ["hold", "walk"]), (269, ["hold"])):
        asked = Plan("p", "P", (Stage(StageKind.HOLD, frames(length_s), Spm(160)),), None)
        assert [stage.kind.value for stage in shorter(asked).stages] == kinds


def test_a_morning_after_a_run_is_about_its_own_day() -> None:
    life = Life()
    run = life.run(7, before=2)
    life.rate(8, 7, When.MORNING, session=run.session)
    held = held_pain(life.diary, TODAY)
    assert held is not None
    assert held.day == START + 8
    life.rate(10, 7, When.AFTER, session=run.session)
    told = held_pain(life.diary, TODAY)
    assert told is not None
    assert told.day == START + 8, "what is told after a run is about the day of the run"


def test_warm_up_and_cool_down_are_never_shortened() -> None:
    whole, less = plan(), shorter(plan())
    around = (StageKind.WARM_UP, StageKind.COOL_DOWN)
    assert [s for s in less.stages if s.kind in around] == [
        s for s in whole.stages if s.kind in around
    ]
    between = sum(s.length for s in whole.stages if s.kind not in around)
    assert less.length == whole.length - between + between * 2 // 3


@given(st.integers(1, 60 * 60))
def test_a_gentler_run_is_run_and_walked_in_turn(length_s: int) -> None:
    less = shorter(Plan("p", "P", (Stage(StageKind.HOLD, frames(length_s), Spm(165)),), None))
    assert less.length == max(1, length_s * 2 // 3) * frames(1)
    kinds = [stage.kind for stage in less.stages]
    if less.length < TURN:
        assert kinds == [StageKind.HOLD]
    else:
        assert kinds == [StageKind.HOLD, StageKind.WALK] * (len(kinds) // 2)
        walked = sum(s.length for s in less.stages if s.kind is StageKind.WALK)
        assert Fraction(walked, less.length) == pytest.approx(1 / 3, abs=0.02)


def test_walks_are_told_where_there_are_walks_alone() -> None:
    life = Life()
    life.rate(10, 4)
    assert WALKS in verdict(life).changes
    short = replace(plan(), stages=(Stage(StageKind.HOLD, frames(120), Spm(160)),))
    assert WALKS not in verdict(life, short).changes


def test_a_rung_that_waits_to_be_held_is_not_broken_up() -> None:
    less = shorter(replace(plan(), advance=Advance.ADHERENCE))
    assert all(stage.kind is not StageKind.WALK for stage in less.stages)


def test_no_target_above_what_is_unlocked() -> None:
    life = Life()
    life.rate(10, 1)
    assert verdict(life, plan(top=175)).plan.targets == (160,)
    assert any("unlocked" in change for change in verdict(life, plan(top=175)).changes)


def test_without_a_programme_the_targets_stay_under_the_cap() -> None:
    life = Life()
    life.rate(10, 1)
    free = before_run(life.diary, plan(top=175), life.ladder, None, TODAY)
    assert (free.plan.stages, free.changes) == (plan(top=175).stages, ())
    cut = before_run(life.diary, steady(200), life.ladder, None, TODAY)
    assert max(cut.plan.targets) == 175  # 176 is +10 % of 160, and no rung
    assert "the cap is +10 % of your 160" in cut.changes[0]


@pytest.mark.parametrize(("ceiling", "top"), [(None, 180), (190, 190), (240, 190)])
def test_without_a_baseline_the_ceiling_limits_the_targets(ceiling: int | None, top: int) -> None:
    diary = Diary() if ceiling is None else Diary((en.CeilingSet(at(1), ceiling),))
    said = before_run(diary, steady(200), None, None, TODAY)
    assert (said.plan.targets, said.plan.cap_spm) == ((top,), top)
    assert "your own cadence is not known" in said.changes[0]
    assert before_run(diary, steady(180), None, None, TODAY).changes == ()


@pytest.mark.parametrize(
    ("last", "words"),
    [(10, "today"), (9, "yesterday"), (8, None), (12, None)],
    ids=["ran today", "ran yesterday (S0:44)", "a rest day between", "a run in the future"],
)
def test_a_rest_day_lies_between_runs(last: int, words: str | None) -> None:
    life = Life()
    life.run(last)
    told = [warning for warning in verdict(life).warnings if "rest day" in warning]
    assert bool(told) is (words is not None)
    assert words is None or words in told[0]


def test_a_beat_whose_targets_no_own_cadence_stands_behind_is_said_to_be_one() -> None:
    life = Life(None)
    life.rate(10, 2)
    (said,) = before_run(life.diary, plan(), None, 0, TODAY).warnings
    assert said.startswith("Your own cadence is not known yet")
    easy = replace(plan(), stages=(Stage(StageKind.BASELINE, frames(1200)),))
    assert before_run(life.diary, easy, None, 0, TODAY).warnings == ()
    known = Life()
    known.rate(10, 2)
    assert verdict(known).warnings == ()
    assert before_run(Diary(), plan(), None, None, TODAY).warnings == (), "who keeps no diary"


def test_that_today_is_no_day_for_a_run_is_said_and_asked_of_who_keeps_a_diary() -> None:
    ran = "You ran yesterday; a rest day between runs is kinder to the back."
    unrated = "Rate your back first, at the check-in."
    life = Life()
    life.run(9)
    assert (verdict(life).rest, verdict(life).warnings) == (ran, (unrated, ran))
    for level, go in ((2, Go.GO), (5, Go.MODIFIED), (7, Go.NO)):
        life.rate(10, level)
        said = verdict(life)
        assert (said.go, said.warnings) == (go, (ran,))
        assert said.rest == ("" if go is Go.NO else ran)
    alone = Diary(runs=life.diary.runs)
    said = before_run(alone, plan(), None, None, TODAY)
    assert (said.warnings, said.rest) == ((), ""), "who never told of a back is not asked"


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (7, "You ran today; a rest day between runs is kinder to the back."),
        (8, "You ran yesterday; a rest day between runs is kinder to the back."),
        (9, ""),
    ],
)
def test_which_day_is_for_a_run_is_told_in_a_sentence(day: int, words: str) -> None:
    life = Life()
    life.run(7)
    assert rest_words(life.diary, life.programme, Day(START + day)) == words


def test_a_week_whose_runs_are_done_says_when_the_next_is_and_a_pause_says_nothing() -> None:
    life = Life()
    for day in (0, 2, 4):
        life.run(day)
    today = Day(START + 6)
    done = "The runs of this week are done; the next one is on Mon 14 Sep."
    assert rest_words(life.diary, life.programme, today) == done
    assert rest_words(life.diary, None, today) == ""
    walks = replace(life.programme, weeks=(replace(life.programme.weeks[0], items=()),))
    assert rest_words(life.diary, walks, today) == "This week asks for no run."
    life.write(en.ProgrammePaused(at(5, 20)))
    assert rest_words(life.diary, life.programme, today) == ""


@pytest.mark.parametrize(
    ("minutes", "days_ago", "warns"),
    [
        pytest.param(30, 5, False, id="as long as the longest"),
        pytest.param(33, 5, False, id="110 %"),
        pytest.param(33.2, 5, True, id="hardly over 110 %"),
        pytest.param(34, 5, True, id="over 110 % (Frandsen 2025)"),
        pytest.param(34, 30, True, id="the longest is 30 days ago"),
        pytest.param(34, 31, False, id="31 days ago is forgotten: unknown"),
    ],
)
def test_a_run_much_longer_than_lately_warns(minutes: float, days_ago: int, warns: bool) -> None:
    life = Life()
    life.run(40 - days_ago, minutes=30)
    life.rate(40, 0)
    said = verdict(life, plan(minutes), 40)
    assert any("longer than" in warning for warning in said.warnings) is warns
    assert said.go is Go.GO


@pytest.mark.parametrize(
    ("level", "before", "told", "do"),
    [
        pytest.param(3, 2, {}, During.GO_ON, id="one more than before"),
        pytest.param(4, 2, {}, During.STOP, id="two more than before (S3:17, Vincent 2017)"),
        pytest.param(5, 4, {}, During.GO_ON, id="5 is the most"),
        pytest.param(6, 5, {}, During.STOP, id="over 5 (choice: stop above five)"),
        pytest.param(1, 3, {"sharp": True}, During.STOP, id="sharp (Vincent 2017)"),
        pytest.param(1, 3, {"limping": True}, During.STOP, id="limping (Vincent 2017)"),
        pytest.param(5, None, {}, During.GO_ON, id="before unknown: no rise can be told"),
        pytest.param(6, None, {}, During.STOP, id="before unknown, over 5"),
        pytest.param(2, 0, {}, During.STOP, id="from none to two"),
    ],
)
def test_pain_during_a_run(
    level: int, before: int | None, told: dict[str, bool], do: During
) -> None:
    assert during(level, before, **told).do is do


@given(st.integers(0, 5))
def test_unknown_before_is_not_taken_for_a_zero(level: int) -> None:
    assert during(level, None).do is During.GO_ON
    assert (during(level, 0).do is During.STOP) is (level >= 2)


@given(
    st.lists(
        st.one_of(
            st.sets(st.sampled_from(RedFlag), max_size=2).map(
                lambda flags: en.RedFlagsAnswered(at(5), tuple(flags))
            ),
            st.just(en.RedFlagsAcknowledged(at(5))),
            st.just(en.Overrode(at(5), "")),
            st.just(en.ProgrammeStarted(at(5), "four")),
            st.just(en.ProgrammePaused(at(5))),
        ),
        max_size=12,
    ),
    st.integers(-20, 40),
)
def test_no_sequence_starts_a_run_through_an_open_warning_sign(
    written: list[en.Entry], day: int
) -> None:
    life = Life()
    life.rate(day, 0)
    life.write(*written)
    told = False
    for entry in written:
        if isinstance(entry, en.RedFlagsAnswered):
            told = told or bool(entry.flags)
        elif isinstance(entry, en.RedFlagsAcknowledged):
            told = False
    said = verdict(life, day=day)
    assert bool(open_flags(life.diary)) is told
    if told:
        assert (said.go, said.overridable) == (Go.NO, False)
    else:
        assert said.overridable


@pytest.mark.parametrize("level", [4, 6, 10])
def test_who_runs_all_the_same_runs_no_more_than_on_a_sore_day(level: int) -> None:
    life = Life()
    life.rate(10, level)
    said = verdict(life)
    assert said.plan.length == shorter(plan()).length
    assert said.changes[-3:] == ("Shorter: 23:20.", WALKS, SOFTER)


# --- a run that was deleted -----------------------------------------------------------------------


def test_pain_told_in_a_run_is_not_forgotten_with_the_run() -> None:
    """Stopped at 7, deleted, Enter: the gate said go, and the rung was unlocked."""
    life = Life()
    life.rate(10, 1, hour=7)
    life.run(10, 165, hour=8, pain=((600, 7),))
    assert verdict(life).go is Go.NO
    life.delete()
    assert verdict(life).go is Go.NO
    for day in (11, 12, 20):
        assert verdict(life, day=day).go is not Go.GO
    life.rate(20, 2)
    assert verdict(life, day=20).go is Go.GO


def test_what_was_told_after_a_deleted_run_is_about_its_day() -> None:
    life = Life()
    run = life.run(9, 165, after=8)
    life.delete()
    assert life.diary.now(run.day) == Pain(8)
    assert verdict(life, day=9).go is verdict(life, day=10).go is Go.NO


def test_a_calm_rating_of_days_to_come_ends_nothing() -> None:
    """A clock stood ahead, the back was rated 1; set right, a sharp stop, and the gate said go."""
    life = Life()
    life.rate(40, 1)
    life.run(10, 165, hour=8, pain=((600, 7),))
    assert verdict(life, day=12).go is not Go.GO
