"""Up, hold or back: every rule of the ladder as a line, and what no sequence of inputs can do."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadencecoach.core.diary import entries as en
from cadencecoach.core.diary.diary import Diary, RunNote
from cadencecoach.core.diary.entries import Step
from cadencecoach.core.diary.pain import Pain, Quality, RedFlag, When
from cadencecoach.core.programme.gates import MODIFIED_FROM
from cadencecoach.core.programme.step_rules import RULES, RunSigns, Signs, decide
from cadencecoach.core.programme.steps import calm, due, held_percent, run_signs, unlocked
from cadencecoach.core.values.calendar import Day
from tests.core.diaries import START, Life, at

GOOD = RunSigns(85.0, before=2, after=2, morning=2, effort=4, stopped=False, overrode=False)
CALM = Signs(
    (GOOD, GOOD),
    (GOOD,),
    rung=1,
    aim_rung=2,
    week_rung=2,
    climbed=True,
    days_since_up=7,
    level=2,
    flags=False,
    radiating=False,
    held=False,
    after_break=False,
)


def last(**changes: object) -> Signs:
    """Two good runs, the last one with these signs instead."""
    run = replace(GOOD, **changes)  # type: ignore[arg-type]
    return replace(CALM, runs=(GOOD, run), undecided=(run,))


def both(**changes: object) -> Signs:
    """Two runs with these signs instead."""
    run = replace(GOOD, **changes)  # type: ignore[arg-type]
    return replace(CALM, runs=(run, run), undecided=(run,))


TABLE = [
    ("two good runs and a calm back: up", CALM, Step.UP, "two good runs"),
    ("pain after 1 above before: up", last(after=3), Step.UP, "two good runs"),
    (
        "pain after 2 above before: back",
        last(after=4),
        Step.BACK,
        "pain after the run two above before",
    ),
    ("morning as before: up", last(morning=2), Step.UP, "two good runs"),
    ("morning 1 above before: up", last(morning=3), Step.UP, "two good runs"),
    ("morning 2 above before: back", last(morning=4), Step.BACK, "next morning worse"),
    ("effort 7 once: up", last(effort=7), Step.UP, "two good runs"),
    ("effort 7 twice: back", both(effort=7), Step.BACK, "hard twice"),
    ("effort 6 twice: up", both(effort=6), Step.UP, "two good runs"),
    ("effort not told: up", both(effort=None), Step.UP, "two good runs"),
    ("in band 70 %: up", last(held_percent=70.0), Step.UP, "two good runs"),
    ("in band 69 %: hold", last(held_percent=69.0), Step.HOLD, "beat not held"),
    ("nothing heard: hold", last(held_percent=None), Step.HOLD, "beat not known to be held"),
    ("pain before not told: hold", last(before=None), Step.HOLD, "pain not told"),
    ("pain after not told: hold", last(after=None), Step.HOLD, "pain not told"),
    ("morning not told: hold", last(morning=None), Step.HOLD, "pain not told"),
    ("after 4 from 3: hold", last(before=3, after=4, morning=3), Step.HOLD, "sore after the run"),
    ("stopped for pain: back", last(stopped=True), Step.BACK, "stopped for pain"),
    (
        "stopped for pain, before every other reason",
        replace(last(stopped=True, after=9, morning=9, effort=9), flags=True, rung=2, held=True),
        Step.BACK,
        "stopped for pain",
    ),
    (
        "stopped for pain in the run before last, decided over: hold",
        replace(CALM, runs=(replace(GOOD, stopped=True), GOOD)),
        Step.HOLD,
        "a stop in the last two runs",
    ),
    (
        "pain not seen to be over: hold",
        replace(CALM, held=True),
        Step.HOLD,
        "pain not seen to be over",
    ),
    ("run against advice: hold", last(overrode=True), Step.HOLD, "run against advice"),
    (
        "run against advice on another rung, not decided over yet: hold",
        replace(CALM, undecided=(replace(GOOD, overrode=True),)),
        Step.HOLD,
        "run against advice",
    ),
    (
        "run against advice, and two above before: back",
        last(overrode=True, after=4),
        Step.BACK,
        "pain after the run two above before",
    ),
    (
        "run against advice before the first rung: hold",
        replace(last(overrode=True), rung=0, climbed=False),
        Step.HOLD,
        "run against advice",
    ),
    (
        "on the lowest rung, 2 above before in the run before last: hold",
        replace(CALM, rung=0, runs=(replace(GOOD, before=1, after=3, morning=1), GOOD)),
        Step.HOLD,
        "worse after one of the two runs",
    ),
    (
        "on the lowest rung, a worse morning after the run before last: hold",
        replace(CALM, rung=0, runs=(replace(GOOD, morning=4), GOOD)),
        Step.HOLD,
        "worse after one of the two runs",
    ),
    ("before 3 and calm after: up", last(before=3, morning=3), Step.UP, "two good runs"),
    (
        "a gentler run at 4, calm after: hold",
        last(before=4, morning=4),
        Step.HOLD,
        "sore before the run",
    ),
    ("one run on the rung: hold", replace(CALM, runs=(GOOD,)), Step.HOLD, "fewer than two runs"),
    (
        "six days since the last rung: hold",
        replace(CALM, days_since_up=6),
        Step.HOLD,
        "one rung a week",
    ),
    ("days without a run: hold", replace(CALM, after_break=True), Step.HOLD, "days without a run"),
    ("a clock set back: hold", replace(CALM, days_since_up=-3), Step.HOLD, "one rung a week"),
    ("at the aim: hold", replace(CALM, rung=2), Step.HOLD, "at the aim"),
    (
        "above the aim, which a lower own cadence has lowered: hold",
        replace(CALM, rung=3, week_rung=4),
        Step.HOLD,
        "at the aim",
    ),
    ("not in this week: hold", replace(CALM, week_rung=1), Step.HOLD, "not in this week"),
    ("a warning sign: hold", replace(CALM, flags=True), Step.HOLD, "a warning sign"),
    ("pain down the leg: hold", replace(CALM, radiating=True), Step.HOLD, "pain down the leg"),
    (
        "first rung, calm: up",
        replace(CALM, runs=(), undecided=(), rung=0, climbed=False, days_since_up=None),
        Step.UP,
        "first rung",
    ),
    (
        "first rung, not rated: hold",
        replace(CALM, runs=(), rung=0, climbed=False, level=None),
        Step.HOLD,
        "first rung, back not rated",
    ),
    (
        "first rung, back at 4: hold",
        replace(CALM, runs=(), rung=0, climbed=False, level=4),
        Step.HOLD,
        "first rung, back sore",
    ),
    (
        "back at rung 0 after a climb, no runs there: hold",
        replace(CALM, runs=(), rung=0),
        Step.HOLD,
        "fewer than two runs",
    ),
    (
        "two above before at rung 0: hold, there is no rung below",
        replace(last(after=9), rung=0),
        Step.HOLD,
        "pain after the run two above before",
    ),
]


@pytest.mark.parametrize(
    ("signs", "step", "rule"), [row[1:] for row in TABLE], ids=[r[0] for r in TABLE]
)
def test_the_ladder(signs: Signs, step: Step, rule: str) -> None:
    decision = decide(signs)
    assert (decision.step, decision.rule) == (step, rule)
    assert decision.rung == signs.rung + {Step.UP: 1, Step.HOLD: 0, Step.BACK: -1}[step]
    assert decision.reason.endswith(".")


def test_a_programme_begun_anew_has_no_rung_and_earns_its_own() -> None:
    life = Life()
    life.write(en.StepDecided(at(7), Step.UP, 1, "", "", None))
    assert unlocked(life.diary) == 1
    life.write(en.ProgrammeStarted(at(9), life.programme.name))
    assert unlocked(life.diary) == 0
    life.write(en.StepDecided(at(16), Step.UP, 1, "", "", None))
    assert unlocked(life.diary) == 1
    life.write(en.BaselineSet(at(17), 165, confirmed=True))
    assert unlocked(life.diary) == 0, "it was earned at 165"
    lower = Life()
    lower.write(en.StepDecided(at(7), Step.UP, 1, "", "", None))
    lower.write(en.BaselineSet(at(8), 150, confirmed=True))
    lower.write(en.ProgrammeStarted(at(9), lower.programme.name))
    lower.write(en.StepDecided(at(16), Step.UP, 1, "", "", None))
    lower.write(en.BaselineSet(at(17), 155, confirmed=True))
    assert unlocked(lower.diary) == 0, "it was earned at 155, and not at 165 as the one before"


def test_a_hold_before_the_first_rung_is_no_climb() -> None:
    life = Life()
    life.write(en.StepDecided(at(7), Step.HOLD, 0, "", "", None))
    life.rate(8, 1)
    step = life.decide(8)
    assert step is not None
    assert (step.step, step.rung) == (Step.UP, 1)


def test_a_higher_baseline_makes_no_rung_of_it_and_neither_does_a_hold_after_it() -> None:
    life = Life()
    life.write(en.StepDecided(at(7), Step.UP, 1, "", "", None))
    life.write(en.BaselineSet(at(8), 165, confirmed=True))
    assert unlocked(life.diary) == 0, "what was earned is the own cadence by now"
    life.write(en.StepDecided(at(9), Step.HOLD, 1, "", "", None))
    assert unlocked(life.diary) == 0


def test_what_calls_for_a_step_back_at_the_own_cadence_is_decided_at_once() -> None:
    found = decide(replace(last(after=9), rung=0))
    assert (found.step, found.rung, found.at_once) == (Step.HOLD, 0, True)
    assert found.reason.endswith(". You are at your own cadence already.")


@pytest.mark.parametrize(
    ("missing", "words"),
    [("before", "before"), ("after", "after"), ("morning", "on the morning after")],
)
def test_what_was_not_told_of_a_run_is_named(missing: str, words: str) -> None:
    reason = f"Pain {words} is not known, so the level stays."
    assert decide(last(**{missing: None})).reason == reason


def test_every_rule_of_the_table_is_tested() -> None:
    assert {rule.name for rule in RULES} == {row[3] for row in TABLE}
    assert all(rule.source for rule in RULES)


runs = st.builds(
    RunSigns,
    st.none() | st.floats(0, 100),
    st.none() | st.integers(0, 10),
    st.none() | st.integers(0, 10),
    st.none() | st.integers(0, 10),
    st.none() | st.integers(0, 10),
    st.booleans(),
    st.booleans(),
)
any_signs = st.builds(
    Signs,
    st.lists(runs, max_size=2).map(tuple),
    st.lists(runs, max_size=3).map(tuple),
    st.integers(0, 4),
    st.integers(0, 4),
    st.integers(0, 9),
    st.booleans(),
    st.none() | st.integers(-9, 30),
    st.none() | st.integers(0, 10),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)


@given(any_signs)
def test_up_needs_everything_known_and_calm(signs: Signs) -> None:
    needs_everything_known_and_calm(signs)


def test_up_needs_it_of_the_run_before_last_as_well() -> None:
    """Every level of one run beside a good one: what chance seldom tries."""
    levels = (None, 0, 1, 2, 3, 4)
    ups = 0
    for held, before, after, morning in product((None, 69.0, 70.0), levels, levels, levels):
        run = replace(GOOD, held_percent=held, before=before, after=after, morning=morning)
        for runs in ((run, GOOD), (GOOD, run)):
            signs = replace(CALM, runs=runs, undecided=runs[1:])
            needs_everything_known_and_calm(signs)
            ups += decide(signs).step is Step.UP
    # Before at 0, 1, 2, 3: so many levels after it, so many mornings (at most 1 above, of 0 to 4).
    assert ups == 2 * (2 * 2 + 3 * 3 + 4 * 4 + 4 * 5)


def needs_everything_known_and_calm(signs: Signs) -> None:
    if decide(signs).step is not Step.UP:
        return
    assert not signs.flags
    assert not signs.radiating
    assert not signs.held
    assert not signs.after_break
    assert signs.rung < min(signs.aim_rung, signs.week_rung)
    assert signs.days_since_up is None or signs.days_since_up >= 7
    if not signs.climbed and not signs.rung:
        assert signs.level is not None
        assert signs.level <= 3
        return
    assert len(signs.runs) == 2
    for run in signs.runs:
        assert run.held_percent is not None
        assert run.held_percent >= 70
        assert None not in (run.before, run.after, run.morning)
        assert run.after <= min(3, run.before + 1)  # type: ignore[operator]
        assert run.morning <= run.before + 1  # type: ignore[operator]
        assert not run.stopped
    for run in (*signs.runs, *signs.undecided):
        assert not run.overrode
        assert run.before is None or run.before < MODIFIED_FROM


# --- from the records ----------------------------------------------------------------------------


def climbed() -> Life:
    """A runner on rung 1 since day 7."""
    life = Life()
    life.rate(7, 2)
    assert life.decide(7) is not None
    assert unlocked(life.diary) == 1
    return life


def test_the_first_rung_comes_with_the_second_week() -> None:
    life = Life()
    life.rate(6, 2)
    assert life.decide(6) is None
    assert life.decide(7) is None, "a rung unlocks with the rating of its own day"
    life.rate(7, 2)
    step = life.decide(7)
    assert step is not None
    assert (step.step, step.rung) == (Step.UP, 1)


@pytest.mark.parametrize(
    ("told", "up"),
    [
        pytest.param(None, False, id="not rated: a rung waits"),
        pytest.param({"level": 3}, True, id="rated 3"),
        pytest.param({"level": 4}, False, id="rated 4: sore"),
        pytest.param({"level": 1, "quality": Quality.SHARP}, False, id="sharp"),
        pytest.param({"level": 1, "limping": True}, False, id="limping"),
    ],
)
def test_a_rung_waits_for_a_day_with_a_calm_rating(
    told: dict[str, object] | None, up: bool
) -> None:
    life = climbed()
    life.run(12, 165, before=2, after=2, morning=2)
    life.run(15, 165, before=2, after=2, morning=2)
    if told is not None:
        life.rate(18, **told)  # type: ignore[arg-type]
    step = life.decide(18)
    assert (step is not None and step.step is Step.UP) is up
    if step is None:
        life.rate(19, 1)
        later = life.decide(19)
        assert later is not None
        assert later.step is Step.UP, "it was not lost by waiting"


def test_two_good_runs_and_a_week_unlock_the_second_rung() -> None:
    life = climbed()
    life.run(8, 165, before=2, after=2, morning=2)
    step = life.decide(9)
    assert step is not None
    assert step.rule == "not in this week"
    life.run(12, 165, before=2, after=2, morning=2)
    life.decide(13)
    life.run(15, 165, before=2, after=3, morning=1)
    step = life.decide(16)
    assert step is not None
    assert (step.step, step.rung, step.session) == (Step.UP, 2, "run-2")
    assert life.decide(16) is None, "a run is decided over once"


def test_a_part_of_a_run_is_no_sign_for_a_level_and_may_be_one_against_it() -> None:
    for after in (3, 6):
        life = climbed()
        life.run(12, 165, before=2, after=2, morning=2)
        life.decide(13)
        life.run(15, 165, before=2, after=after, morning=1)
        runs = life.diary.runs
        part = replace(runs[-1], minutes=6.5, of_min=20.0)
        life.diary = replace(life.diary, runs=(*runs[:-1], part))
        step = life.decide(16)
        assert step is not None
        assert step.step is (Step.HOLD if after == 3 else Step.BACK)


def test_a_run_waits_for_its_morning_but_not_for_ever() -> None:
    life = climbed()
    life.run(8, 165, before=2, after=2)
    assert life.decide(8, 20) is None
    assert life.decide(9) is None
    step = life.decide(10)
    assert step is not None
    assert step.step is Step.HOLD


def test_a_sore_evening_steps_back_at_once() -> None:
    life = climbed()
    life.run(8, 165, before=2, after=5)
    step = life.decide(8, 20)
    assert step is not None
    assert (step.step, unlocked(life.diary)) == (Step.BACK, 0)


def test_a_bad_run_before_the_last_one_is_not_forgotten() -> None:
    life = climbed()
    life.run(8, 165, before=1, after=4)
    life.run(10, 165, before=1, after=1, morning=1)
    step = life.decide(11)
    assert step is not None
    assert step.step is Step.BACK


def test_no_rung_follows_from_a_run_against_advice() -> None:
    life = climbed()
    life.run(14, 165, before=2, after=2, morning=2)
    life.decide(15)
    life.rate(16, 6, hour=7)
    life.write(en.Overrode(at(16, 7.9), "Your back is at 6: no run today."))
    life.run(16, 165, hour=8, after=2, morning=1)
    life.rate(16, 2, hour=7.95)
    step = life.decide(17)
    assert step is not None
    assert (step.step, step.rule) == (Step.HOLD, "run against advice")
    for day in (18, 20):
        life.run(day, 165, before=2, after=2, morning=2)
        step = life.decide(day + 1)
    assert step is not None
    assert (step.step, step.rung) == (Step.UP, 2), "two calm runs later it does not count any more"


def test_a_rung_come_back_to_is_earned_anew() -> None:
    life = climbed()
    life.run(8, 165, before=2, after=5)
    life.decide(8, 20)
    life.run(16, 160, before=1, after=1, morning=1)
    step = life.decide(17)
    assert step is not None
    assert step.rule == "fewer than two runs"
    life.run(18, 160, before=1, after=1, morning=1)
    step = life.decide(19)
    assert step is not None
    assert (step.step, unlocked(life.diary)) == (Step.UP, 1)


def test_a_run_that_is_deleted_does_not_bring_its_step_back_a_second_time() -> None:
    life = climbed()
    for day in (14, 16):
        life.run(day, 165, before=2, after=2, morning=2)
        life.decide(day + 1)
    life.run(18, 170, before=1, after=1, morning=3)
    life.run(20, 170, before=1, after=1, morning=1)
    step = life.decide(21)
    assert step is not None
    assert (step.step, step.session, unlocked(life.diary)) == (Step.BACK, "run-3", 1)
    life.delete()
    assert life.decide(22) is None
    life.run(23, 165, before=1, after=4)
    assert life.decide(23, 20) is not None


@pytest.mark.parametrize(
    ("baseline", "target", "rung"),
    [
        pytest.param(161, 161, 0, id="raised a little: 166 would be new"),
        pytest.param(164, 164, 0, id="raised to under the rung"),
        pytest.param(165, 165, 1, id="raised by more than 3 %: not before it was asked about"),
        pytest.param(168, 165, 1, id="raised above the rung: neither"),
        pytest.param(160, 165, 1, id="measured alike"),
        pytest.param(155, 160, 1, id="lowered: the rungs come along"),
    ],
)
def test_a_new_baseline_never_lifts_the_target_above_itself(
    baseline: int, target: int, rung: int
) -> None:
    life = climbed()
    life.write(en.BaselineSet(at(9), baseline))
    assert (life.ladder.target(unlocked(life.diary)), unlocked(life.diary)) == (target, rung)


def test_a_new_baseline_that_was_asked_about_is_the_own_cadence() -> None:
    life = climbed()
    life.write(en.BaselineSet(at(9), 168, confirmed=True))
    assert (life.ladder.target(unlocked(life.diary)), unlocked(life.diary)) == (168, 0)


def test_a_step_back_below_a_lowered_ceiling_is_felt() -> None:
    life = climbed()
    for day in (14, 16):
        life.run(day, 165, before=2, after=2, morning=2)
        life.decide(day + 1)
    life.write(en.CeilingSet(at(17, 12), 166))
    assert (unlocked(life.diary), life.ladder.target(2)) == (1, 165)
    life.run(18, 165, before=2, after=6)
    step = life.decide(18, 20)
    assert step is not None
    assert (step.step, step.rung, unlocked(life.diary)) == (Step.BACK, 0, 0)
    life.write(en.CeilingSet(at(19), 180))
    assert unlocked(life.diary) == 0, "a ceiling raised again gives back nothing that was lost"


def test_a_ceiling_that_comes_back_gives_back_the_rung() -> None:
    life = climbed()
    life.write(en.CeilingSet(at(9), 162))
    assert unlocked(life.diary) == 0
    life.write(en.CeilingSet(at(10), 180))
    assert unlocked(life.diary) == 1


def test_good_runs_of_before_a_step_back_do_not_count_again() -> None:
    life = climbed()
    for day in (14, 16):
        life.run(day, 165, before=2, after=2, morning=2)
        life.decide(day + 1)
    assert unlocked(life.diary) == 2
    life.run(18, 170, before=2, after=6)
    life.decide(18, 20)
    life.run(25, 165, before=2, after=2, morning=2)
    step = life.decide(26)
    assert step is not None
    assert (step.rule, unlocked(life.diary)) == ("fewer than two runs", 1)


def test_no_rung_is_unlocked_where_no_programme_was_started() -> None:
    assert unlocked(Diary()) == 0


def test_a_good_run_on_the_rung_below_is_none_on_the_present_one() -> None:
    life = climbed()
    life.run(14, 160, before=2, after=2, morning=2)
    life.decide(15)
    life.run(16, 165, before=2, after=2, morning=2)
    step = life.decide(17)
    assert step is not None
    assert (step.step, step.rule) == (Step.HOLD, "fewer than two runs")


@pytest.mark.parametrize(
    ("told", "rule"),
    [
        pytest.param(en.RedFlagsAnswered(at(13), (RedFlag.SADDLE,)), "a warning sign", id="sign"),
        pytest.param(
            en.PainRated(at(13), When.NOW, Pain(1, quality=Quality.RADIATING)),
            "pain down the leg",
            id="leg",
        ),
        pytest.param(
            en.PainRated(at(18), When.NOW, Pain(1, limping=True)),
            "pain not seen to be over",
            id="limp",
        ),
        pytest.param(
            en.StepDecided(at(12), Step.UP, 1, "", "", None), "one rung a week", id="six days ago"
        ),
    ],
)
def test_what_holds_a_rung_is_read_from_the_records(told: en.Entry, rule: str) -> None:
    life = Life()
    for day in (14, 16):
        life.run(day, 160, before=2, after=2, morning=2)
    life.write(told)
    step = life.decide(18)
    assert step is not None
    assert (step.step, step.rule) == (Step.HOLD, rule)


def test_what_is_kept_of_a_decision_is_its_reason_too() -> None:
    life = climbed()
    life.run(8, 165, before=2, after=5)
    step = life.decide(8, 20)
    assert step is not None
    assert step.reason == "Pain after the run was 2 or more above before."


@pytest.mark.parametrize(
    ("before", "after", "left_calm"),
    [(2, 3, True), (2, 4, False), (3, 3, True), (3, 4, False), (None, 1, False), (1, None, False)],
)
def test_a_run_that_leaves_the_back_calm(
    before: int | None, after: int | None, left_calm: bool
) -> None:
    life = Life()
    assert calm(life.diary, life.run(8, 165)) is False
    run = life.run(10, 165, before=before, after=after)
    assert calm(life.diary, run) is left_calm


def test_how_hard_a_run_was_is_a_sign() -> None:
    life = Life()
    assert run_signs(life.diary, life.run(8, 165, note=RunNote(effort=7))).effort == 7


def test_ratings_belong_to_their_run() -> None:
    life = Life()
    first = life.run(8, 165, before=3, after=4, morning=2)
    second = life.run(10, 165, hour=18)
    told = run_signs(life.diary, first)
    assert (told.before, told.after, told.morning) == (3, 4, 2)
    untold = run_signs(life.diary, second)
    assert (untold.before, untold.after, untold.morning) == (None, None, None)
    life.rate(10, 0, hour=5.9)
    assert run_signs(life.diary, second).before is None, "a rating 12 h old says nothing of a run"


def test_a_run_across_midnight_keeps_its_evening_and_its_morning() -> None:
    life = Life()
    late = life.run(8, 165, hour=23.75, before=2)
    life.rate(9, 3, When.AFTER, 0.6)
    life.rate(9, 1, When.MORNING, 7)
    told = run_signs(life.diary, late)
    assert (late.day, told.before, told.after, told.morning) == (START + 8, 2, 3, 1)


def test_two_check_ins_a_day_the_one_before_the_run_counts() -> None:
    life = Life()
    life.rate(8, 5, hour=7)
    life.rate(8, 2, hour=17)
    run = life.run(8, 165, hour=18)
    life.rate(8, 6, hour=22)
    assert run_signs(life.diary, run).before == 2


@pytest.mark.parametrize(
    ("in_band", "coverage", "said", "held"),
    [
        pytest.param(85.0, 100.0, None, 85.0, id="heard well"),
        pytest.param(85.0, 80.0, None, 85.0, id="80 % heard"),
        pytest.param(85.0, 79.0, None, None, id="79 % heard: low confidence"),
        pytest.param(85.0, 79.0, True, None, id="a word does not mend a bad link"),
        pytest.param(None, None, None, None, id="no footpod, nothing said"),
        pytest.param(None, None, True, 100.0, id="no footpod, held"),
        pytest.param(None, 0.0, False, 0.0, id="no footpod, not held"),
    ],
)
def test_how_much_of_the_beat_was_held(
    in_band: float | None, coverage: float | None, said: bool | None, held: float | None
) -> None:
    run = Life().run(8, 165, held=in_band, coverage=coverage, note=RunNote(held=said))
    assert held_percent(run) == held


@pytest.mark.parametrize(
    "felt",
    [Pain(2, None, Quality.SHARP), Pain(2, limping=True)],
    ids=["sharp", "limping"],
)
def test_no_rung_follows_from_a_stop_that_was_overruled(felt: Pain) -> None:
    life = climbed()
    life.run(14, 165, before=2, after=2, morning=2)
    life.decide(15)
    life.run(16, 165, before=2, after=2, morning=2, pain=((600.0, 2),), felt=(felt,))
    step = life.decide(17)
    assert step is not None
    assert (step.step, step.rule) == (Step.BACK, "stopped for pain")


def test_a_pause_decides_nothing() -> None:
    life = climbed()
    life.run(8, 165, before=2, after=9)
    life.write(en.ProgrammePaused(at(8, 20)))
    assert life.decide(9) is None


def test_a_clock_set_back_unlocks_nothing() -> None:
    life = climbed()
    life.write(en.StepDecided(at(0), Step.UP, 2, "", "", None))
    assert unlocked(life.diary) == 1
    life.write(en.StepDecided(at(13), Step.UP, 2, "", "", None))
    assert unlocked(life.diary) == 1
    life.write(en.StepDecided(at(14), Step.UP, 2, "", "", None))
    assert unlocked(life.diary) == 2


ACTIONS = st.lists(
    st.tuples(
        st.sampled_from(
            ("run", "rate", "after", "morning", "flags", "none", "seen", "leg", "pause", "go",
             "start", "forge", "baseline", "ceiling", "delete", "decide", "decide", "decide")
        ),
        st.integers(-4, 9),
        st.integers(0, 10),
    ),
    max_size=60,
)  # fmt: skip


@settings(deadline=None)
@given(ACTIONS)
def test_no_sequence_of_inputs_unlocks_two_rungs_in_a_week(
    actions: list[tuple[str, int, int]],
) -> None:
    life = Life()
    day, ups, earned = 0, [], 0
    for action, passed, level in actions:
        day += passed
        before, target = unlocked(life.diary), life.ladder.target(unlocked(life.diary))
        match action:
            case "run":
                life.run(day, 160 + 5 * before, before=2, after=2, morning=2)
            case "rate":
                life.rate(day, level % 4)
            case "after":
                life.rate(day, level, When.AFTER)
            case "morning":
                life.rate(day, level, When.MORNING)
            case "flags":
                life.write(en.RedFlagsAnswered(at(day), (RedFlag.SADDLE,)))
            case "none":
                life.write(en.RedFlagsAnswered(at(day), ()))
            case "seen":
                life.write(en.RedFlagsAcknowledged(at(day)))
            case "leg":
                life.rate(day, level, quality=Quality.RADIATING)
            case "pause":
                life.write(en.ProgrammePaused(at(day)))
            case "go":
                life.write(en.ProgrammeResumed(at(day)))
            case "start":
                life.write(en.ProgrammeStarted(at(day), "four"))
            case "forge":
                life.write(en.StepDecided(at(day), Step.UP, 9, "", "", None))
            case "baseline":
                life.write(en.BaselineSet(at(day), 155 + level))
            case "ceiling":
                life.write(en.CeilingSet(at(day), 160 + 3 * level))
            case "delete":
                life.delete()
            case _:
                life.decide(day)
        now = unlocked(life.diary)
        if action in ("baseline", "ceiling"):
            earned = max(earned, target)
            assert life.ladder.target(now) <= max(earned, life.ladder.baseline_spm)
            continue
        assert now <= before + 1
        if now > before:
            ups.append(day)
            earned = life.ladder.target(now)
    assert all(later - sooner >= 7 for sooner, later in pairwise(ups))


@settings(deadline=None)
@given(st.lists(st.booleans(), min_size=6, max_size=6), st.integers(0, 3))
def test_a_rating_that_is_missing_never_helps(told: list[bool], zero: int) -> None:
    """With ratings left out a rung is never unlocked that needs them."""
    life = climbed()
    levels = [zero if one else None for one in told]
    life.run(12, 165, before=levels[0], after=levels[1], morning=levels[2])
    life.decide(13)
    life.run(15, 165, before=levels[3], after=levels[4], morning=levels[5])
    life.rate(17, 0)
    life.decide(17)
    assert unlocked(life.diary) == (2 if all(told) else 1)


def test_a_morning_told_three_days_late_decides_nothing() -> None:
    life = climbed()
    run = life.run(14, 165, before=1, after=1)
    life.rate(18, 9, When.MORNING, about=Day(START + 15))
    assert life.diary.morning(run) == 9
    assert run_signs(life.diary, run).morning is None
    life = climbed()
    run = life.run(14, 165, before=1, after=1)
    life.rate(17, 9, When.MORNING, about=Day(START + 15))
    assert run_signs(life.diary, run).morning == 9


def test_what_is_due_needs_a_programme() -> None:
    life = Life()
    assert due(replace(life.diary, entries=()), life.programme, life.ladder, at(9)) is None
