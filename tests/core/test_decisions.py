"""What a run decides and writes down, decision by decision, as its log is read without the program."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TypeVar

import pytest

from cadencecoach.core import events as ev
from cadencecoach.core.plan.ladder import Ladder, limit
from cadencecoach.core.plan.plan import Advance, ClickMode, Plan, Stage, StageKind
from cadencecoach.core.run import voice
from cadencecoach.core.run.coach import CoachSettings
from cadencecoach.core.run.engine import begin, score, step, undisturbed
from cadencecoach.core.run.pain_stop import TIME_TO_OVERRULE
from cadencecoach.core.run.setup import CueSound, Setup, setup_from, setup_record
from cadencecoach.core.run.state import Draft, State
from cadencecoach.core.run.voice import BREATH, CLEAR, PEACE
from cadencecoach.core.score.click_sound import ClickStyle, Sides
from cadencecoach.core.score.lead_times import HORIZON, LEAD, LOOK, RENDERED
from cadencecoach.core.sensor.rsc import Measurement, encode_measurement
from cadencecoach.core.sensor.step_convention import Convention
from cadencecoach.core.values.units import Frame, Spm, frames, step_interval
from tests.core.worlds import BANK, BOOK, at, setup, short_plan, steady

E = TypeVar("E", bound=ev.Event)

POD = ev.LinkChanged(at(0), ev.LinkState.CONNECTED, "near", "Pod", 80, pod="A", counts="steps")


def soon(seconds: float) -> Frame:
    """The frame from which a decision on an input of that second holds."""
    return Frame(at(seconds) + LEAD)


def sends(spm: int, first: int, last: int) -> list[ev.Input]:
    data = encode_measurement(Measurement(2.7, spm, running=True))
    return [ev.PayloadReceived(at(second), data) for second in range(first, last + 1)]


def run(world: Setup | Plan, *inputs: ev.Input, until_s: float) -> tuple[State, list[ev.Output]]:
    state = begin(world if isinstance(world, Setup) else setup(world))
    outputs: list[ev.Output] = []
    for one in sorted([*inputs, ev.Tick(at(until_s))], key=lambda one: one.at):
        state, decided = step(state, one)
        outputs += decided
    return state, outputs


def of(outputs: list[ev.Output], kind: type[E]) -> list[E]:
    return [one for one in outputs if isinstance(one, kind)]


def named(outputs: list[ev.Output], name: str) -> list[ev.CuePlaced]:
    return [one for one in of(outputs, ev.CuePlaced) if one.name == name]


# --- the state and the setup --------------------------------------------------------------------


def test_a_step_keeps_all_that_it_decides_nothing_about() -> None:
    told = (
        POD, *sends(150, 1, 60), ev.CueAsked(at(20)), ev.Answer(at(26), yes=True),
        ev.MuteAsked(at(30)), ev.SoundAsked(at(31)), ev.TargetMoved(at(40), 2),
        ev.PainNoted(at(45), 1),
        ev.AudioChanged(at(50), playing=False, detail="off"), ev.Noted(at(55), "so"),
        ev.VolumeMoved(at(56), -2.0), ev.MuteAsked(at(57)), ev.PauseAsked(at(58)),
        ev.WarningSignTold(at(59)),
    )  # fmt: skip
    going, _ = run(short_plan(), *told, until_s=60)
    over, _ = run(short_plan(), *told, ev.FinishAsked(at(60)), until_s=61)
    for state in (begin(setup()), going, over):
        assert Draft(state).frozen() == state
    first = begin(setup())
    same = {
        one.name for one in fields(going) if getattr(going, one.name) == getattr(first, one.name)
    }
    assert same <= {"setup", "finished", "seen_slots", "heard_stage"}, "else this shows nothing"


def test_a_setup_comes_back_from_its_record_whole() -> None:
    told = Setup(
        replace(short_plan(), click=ClickMode.FADED, cap_spm=Spm(171), recall=True),
        ClickStyle("tick", 2, Sides.EARS, 6.0),
        {"a": CueSound("one", frames(1)), "b": CueSound("two", frames(2))},
        -7.5,
        ("theme.F3", "own.1"),
        Convention.STRIDES,
        CoachSettings(quiet=True, click_share=0.25, seed=9, baseline_speed_mps=2.75),
        3,
        long_pause_told=True,
        unsaid_once_overruled=True,
    )
    record = setup_record(told)
    assert setup_from(record) == told
    assert record["look"]["voice"] == "tick", "as it is called in records"
    assert record["book"] == {"a": ["one", frames(1)], "b": ["two", frames(2)]}


def test_a_plan_without_the_click_has_none_in_its_score() -> None:
    for click in ClickMode:
        state = begin(setup(replace(steady(), click=click)))
        assert score(state, BANK).sounding(at(1)) is (click is not ClickMode.NEVER)


# --- stages -------------------------------------------------------------------------------------


def test_each_stage_that_begins_is_told_with_its_level() -> None:
    _, outputs = run(short_plan(), ev.PauseAsked(at(40)), ev.GoOnAsked(at(50)), until_s=115)
    assert of(outputs, ev.StageBegan) == [
        ev.StageBegan(at(0), 0, "warm-up", None, None),
        ev.StageBegan(at(15), 1, "rung", Spm(160), 1),
        ev.StageBegan(at(35), 2, "rung", Spm(165), 2),
        ev.StageBegan(at(65), 3, "rung", Spm(170), 3),
        ev.StageBegan(at(85), 4, "hold", Spm(170), None),
        ev.StageBegan(at(100), 5, "cool-down", None, None),
    ]


def test_a_stage_that_begins_after_a_key_is_told_with_its_own_target() -> None:
    _, outputs = run(short_plan(), ev.TargetMoved(at(20), -3), until_s=40)
    assert [one.target_spm for one in of(outputs, ev.StageBegan)] == [None, 160, 162]


@pytest.mark.parametrize(
    ("key", "edit"),
    [
        (ev.SkipPressed(at(20)), ev.StageSkipped(soon(20))),
        (ev.TargetMoved(at(20), 1), ev.TargetsShifted(soon(20), 1, "the runner's key")),
        (ev.TargetMoved(at(20), -9), ev.TargetsShifted(soon(20), -9, "the runner's key")),
        (ev.FreezeAsked(at(20)), ev.LadderFrozen(soon(20), Spm(160), "this one works best")),
        (ev.MuteAsked(at(20)), ev.Muted(soon(20), muted=True)),
        (ev.VolumeMoved(at(20), -4), ev.VolumeChanged(soon(20), -7)),
        (ev.VolumeMoved(at(20), 40), ev.VolumeChanged(soon(20), 0)),
        (ev.PauseAsked(at(20)), ev.Paused(soon(20))),
        (ev.FinishAsked(at(20)), ev.Finished(soon(20), ev.EndReason.STOPPED)),
        (
            ev.FinishAsked(at(20), ev.EndReason.PAIN),
            ev.Finished(soon(20), ev.EndReason.PAIN),
        ),
    ],
)
def test_what_a_key_comes_to(key: ev.Input, edit: ev.Edit) -> None:
    _, outputs = run(short_plan(), key, until_s=20.1)
    made = [
        one
        for one in of(outputs, ev.Edit)
        if not isinstance(one, ev.CuePlaced | ev.CueCut | ev.EarconPlaced)
    ]
    assert made == [edit]


@pytest.mark.parametrize("by_spm", [1, 5])
def test_at_the_cap_a_key_up_moves_nothing_and_says_so(by_spm: int) -> None:
    plan = replace(steady(160), cap_spm=Spm(160))
    state, outputs = run(plan, ev.TargetMoved(at(10), by_spm), until_s=10)
    assert of(outputs, ev.TargetsShifted) == []
    assert (state.notice, state.noticed_at) == ("160 is as high as this run goes", soon(10))


def test_at_the_slowest_target_a_key_down_moves_nothing() -> None:
    _, outputs = run(steady(102), *(ev.TargetMoved(at(n), -5) for n in (5, 6, 7)), until_s=10)
    assert [one.offset_spm for one in of(outputs, ev.TargetsShifted)] == [-2]


def test_before_the_beat_keys_go_up_by_a_level_and_down_from_there() -> None:
    up = [ev.TargetMoved(at(1 + n), 2) for n in range(4)]
    state, outputs = run(short_plan(), *up, ev.TargetMoved(at(6), -1), until_s=7)
    assert [one.offset_spm for one in of(outputs, ev.TargetsShifted)] == [2, 4, 5, 4]
    assert (state.notice, state.noticed_at) == ("+5 is as far as it goes before the beat", soon(4))


def test_keys_that_lead_to_a_target_are_told_once_and_only_where_it_is_another() -> None:
    _, outputs = run(steady(160), ev.TargetMoved(at(10), 2), until_s=15)
    (told,) = named(outputs, "target")
    assert (told.sounds, told.reason, told.kind) == (("number.162",), "a key", ev.CueKind.STAGE)
    _, outputs = run(steady(160), ev.TargetMoved(at(10), 0), until_s=15)
    assert named(outputs, "target") == []


@pytest.mark.parametrize("unlocked", [1, None])
@pytest.mark.parametrize("first", [3, 0, -3])
def test_from_a_target_that_is_kept_keys_move_by_as_much_as_is_pressed(
    unlocked: int | None, first: int
) -> None:
    plan = short_plan() if unlocked is None else limit(short_plan(), Ladder(Spm(160)), 1).plan
    keys = [ev.TargetMoved(at(18), first), ev.FreezeAsked(at(20)), ev.TargetMoved(at(40), 2),
            ev.TargetMoved(at(60), -1)]  # fmt: skip
    state, _ = run(plan, *keys, until_s=62)
    kept = 160 + first
    heard = [state.timeline.span_at(at(second)).target_spm for second in (19, 38, 41, 61, 80)]
    assert heard == [kept, kept, kept + 2, kept + 1, kept + 1]


def test_a_skip_cuts_off_the_opening_of_the_stage_that_is_left_and_no_question() -> None:
    begins = run(short_plan(), until_s=16)[1]
    opening = named(begins, "beat")[0]
    key = ev.SkipPressed(Frame(opening.at + frames(0.5)))
    _, outputs = run(short_plan(), key, until_s=20)
    assert ev.CueCut(Frame(key.at + LEAD), opening.number, "skipped") in outputs
    _, outputs = run(short_plan(), ev.CueAsked(at(24)), ev.SkipPressed(at(26)), until_s=29)
    (question,) = named(outputs, "posture")
    assert question.at < at(26) < question.at + question.length
    assert question.number not in {cut.number for cut in of(outputs, ev.CueCut)}


def test_a_pause_cuts_off_what_is_said_and_a_skip_in_it_does_nothing() -> None:
    plain = [ev.CueAsked(at(24)), ev.PauseAsked(at(26))]
    _, outputs = run(short_plan(), *plain, until_s=27)
    (question,) = named(outputs, "posture")
    assert of(outputs, ev.CueCut) == [ev.CueCut(soon(26), question.number, "paused")]
    _, outputs = run(short_plan(), *plain, ev.SkipPressed(at(28)), until_s=30)
    assert of(outputs, ev.StageSkipped) == []


@pytest.mark.parametrize(
    ("key", "why"), [(ev.MuteAsked(at(26)), "muted"), (ev.FinishAsked(at(26)), "finished")]
)
def test_what_is_being_said_is_cut_off_with_the_reason(key: ev.Input, why: str) -> None:
    _, outputs = run(short_plan(), ev.CueAsked(at(24)), key, until_s=27)
    assert [cut.reason for cut in of(outputs, ev.CueCut)] == [why]


def test_what_the_keys_of_old_logs_decide() -> None:
    keys = [
        ev.PausePressed(at(20)), ev.PausePressed(at(25)), ev.MutePressed(at(30)),
        ev.MutePressed(at(35)), ev.VolumeSet(at(40), 3.0), ev.Nudged(at(45), -2),
    ]  # fmt: skip
    state, outputs = run(steady(160), *keys, until_s=50)
    assert [one for one in of(outputs, ev.Edit) if not isinstance(one, ev.CuePlaced)] == [
        ev.Paused(soon(20)), ev.Resumed(soon(25)), ev.Muted(soon(30), muted=True),
        ev.Muted(soon(35), muted=False), ev.VolumeChanged(soon(40), 3.0),
        ev.TargetsShifted(soon(45), -2, "the runner's key"),
    ]  # fmt: skip
    assert state.volume_db == 3.0
    assert [(one.name, one.sounds, one.reason) for one in of(outputs, ev.CuePlaced)][1:] == [
        ("paused", ("stage.paused",), "a key, at once"),
        ("resumed", ("stage.resumed",), "a key, at once"),
        ("target", ("number.158",), "a key"),
    ]
    target = named(outputs, "target")[0]
    assert target.at - soon(45) < frames(1.2), "told at once"


# --- cues that are not said ---------------------------------------------------------------------


def test_what_is_dropped_is_told_whole() -> None:
    _, outputs = run(short_plan(), ev.MuteAsked(at(20)), until_s=31)
    (dropped,) = (one for one in of(outputs, ev.CueDropped) if one.name == "posture")
    assert dropped == ev.CueDropped(
        dropped.at, ev.CueKind.POSTURE, "posture", "<posture.check>", at(30), "muted"
    )
    assert at(28) <= dropped.at <= at(30)


def test_quiet_leaves_questions_and_safety() -> None:
    quiet = replace(setup(), coach=CoachSettings(quiet=True))
    _, outputs = run(quiet, ev.PainNoted(at(40), 8), until_s=42)
    dropped = of(outputs, ev.CueDropped)
    assert {one.reason for one in dropped} == {"quiet mode"}
    assert {one.kind for one in dropped} == {ev.CueKind.STAGE, ev.CueKind.THEME}
    assert [one.name for one in of(outputs, ev.CuePlaced)] == ["posture", "stop"]


def test_a_question_that_waits_already_is_not_asked_twice() -> None:
    asked = [ev.CueAsked(at(16.1)), ev.CueAsked(at(16.2))]
    _, outputs = run(short_plan(), *asked, until_s=25)
    (dropped,) = of(outputs, ev.CueDropped)
    assert (dropped.at, dropped.name, dropped.reason) == (at(16.2), "posture", "said already")
    assert len(named(outputs, "posture")) == 1


def test_what_comes_too_late_is_not_said() -> None:
    """Two questions asked one after the other where another was asked just before."""
    long = {**BOOK, "posture.check": CueSound("<posture.check>", frames(28))}
    world = replace(setup(steady(160, 120)), book=long)
    _, outputs = run(world, ev.CueAsked(at(10)), ev.CueAsked(at(13)), until_s=60)
    assert [one.reason for one in of(outputs, ev.CueDropped)] == ["too late to make sense"]
    assert len(named(outputs, "posture")) == 1


def test_themes_take_turns_half_way_between_the_questions() -> None:
    book = {**BOOK, "own.1": CueSound("<own.1>", frames(1))}
    plan = replace(steady(160, 200), cue_every=frames(30))
    world = replace(setup(plan), book=book, themes=("theme.F3", "own.1"))
    said = [
        (one.text, round(one.due / 48_000), one.reason)
        for one in of(run(world, until_s=110)[1], ev.CuePlaced)
        if one.kind in (ev.CueKind.THEME, ev.CueKind.POSTURE)
    ]
    question, whys = "<posture.check>", "the grid"
    assert said == [
        ("<theme.F3>", 15, whys), (question, 30, whys), ("<own.1>", 45, whys),
        (question, 60, whys), ("<theme.F3>", 75, whys), (question, 90, whys),
        ("<own.1>", 105, whys),
    ]  # fmt: skip
    for without in (replace(world, plan=replace(plan, theme=False)), replace(world, themes=())):
        kinds = {one.kind for one in of(run(without, until_s=110)[1], ev.CuePlaced)}
        assert ev.CueKind.THEME not in kinds
        assert ev.CueKind.POSTURE in kinds


def test_a_book_of_an_older_version_has_no_short_sounds_and_opens_no_window() -> None:
    book = {name: cue for name, cue in BOOK.items() if not name.startswith("earcon.")}
    world = replace(setup(), book=book)
    _, outputs = run(world, ev.CueAsked(at(20)), ev.PauseAsked(at(40)), until_s=45)
    assert of(outputs, ev.EarconPlaced) == []
    assert of(outputs, ev.QuestionSpoken) == []
    assert named(outputs, "paused")


# --- when it is said ----------------------------------------------------------------------------


@pytest.mark.parametrize("every", [1, 2])
def test_what_is_asked_is_said_on_the_first_beat_that_leaves_room_for_a_click(every: int) -> None:
    world = setup(steady(160), ClickStyle("wood", every))
    for tenth in range(10):
        asked = at(20 + tenth / 10)
        state, outputs = run(world, ev.CueAsked(asked), until_s=25)
        look = (asked // LOOK + 1) * LOOK
        room = look + LEAD + round(step_interval(Spm(160)) * every)
        first = state.timeline.first_beat_from(room, frames(2))
        assert first is not None
        assert [one.at for one in named(outputs, "posture")] == [first.at]


def test_without_a_beat_it_is_said_once_one_could_have_come() -> None:
    opening = named(run(short_plan(), until_s=2)[1], "warm-up")[0]
    assert opening.at == LEAD + frames(1.25)
    assert (opening.due, opening.number, opening.length) == (
        0,
        1,
        BOOK["stage.warmup"].length - 480,
    )


def test_before_the_first_beat_it_waits_for_it_where_it_is_near() -> None:
    book = {"posture.check": BOOK["posture.check"]}
    world = replace(setup(short_plan()), book=book)
    said = [
        named(run(world, ev.CueAsked(at(second)), until_s=18)[1], "posture")[0].at
        for second in (10, 13, 13.7)
    ]
    assert said == [at(10.2) + LEAD + frames(1.25), at(15), at(15)]


def test_where_a_faster_target_begins_the_click_before_has_still_its_slower_step() -> None:
    stages = (
        Stage(StageKind.WARM_UP, frames(0.55)),
        Stage(StageKind.RUNG, frames(29.37), Spm(100)),
        Stage(StageKind.RUNG, frames(20), Spm(120)),
    )
    world = replace(setup(Plan("p", "P", stages, None)), book={"posture.check": BOOK["stage.up"]})
    state, outputs = run(world, ev.CueAsked(at(29.5)), until_s=32)
    beats = [beat.at for beat in state.timeline.beats(at(29.9), at(31))]
    assert beats == [at(29.95), at(30.45), at(30.95)]
    heard = at(29.6) + LEAD
    assert beats[1] - heard < step_interval(Spm(100)) < beats[2] - heard
    assert [one.at for one in named(outputs, "posture")] == [beats[2]]


def test_between_two_cues_is_a_breath() -> None:
    state, outputs = run(steady(160), ev.PainNoted(at(20), 1), until_s=30)
    noted, question = named(outputs, "pain")[0], named(outputs, "posture")[0]
    after = state.timeline.first_beat_from(noted.at + noted.length + BREATH, frames(2))
    assert after is not None
    assert question.at == after.at
    assert state.voice_free == question.at + question.length


def test_the_coach_leaves_room_around_what_others_say() -> None:
    def room(state: State, now: int) -> bool:
        return voice.room_for_a_word(Draft(state), Frame(now))

    plan = replace(steady(160, 240), cue_every=frames(120))
    state, outputs = run(plan, ev.CueAsked(at(17)), until_s=24)
    (asked,) = named(outputs, "posture")
    free = asked.at + asked.length
    assert [room(state, free + PEACE - 1), room(state, free + PEACE)] == [False, True]
    theme = at(60) - CLEAR
    assert [room(state, theme - 1), room(state, theme)] == [True, False]
    for key in (ev.MuteAsked(at(24)), ev.PauseAsked(at(24)), ev.CueAsked(at(24))):
        other, _ = step(state, key)
        assert not room(other, free + PEACE)
    ramp = begin(setup(replace(short_plan(), cue_every=None)))
    target = at(35) - CLEAR
    assert [room(ramp, target - 1), room(ramp, target)] == [True, False]
    assert [room(ramp, at(35) - 1), room(ramp, at(35))] == [False, True]


def test_a_word_of_safety_waits_for_nobody() -> None:
    long = {**BOOK, "posture.check": CueSound("<posture.check>", frames(20))}
    world = replace(setup(steady(160)), book=long)
    _, outputs = run(world, ev.CueAsked(at(10)), ev.PainNoted(at(15), 8), until_s=20)
    (question,), (stop,) = named(outputs, "posture"), named(outputs, "stop")
    (cut,) = of(outputs, ev.CueCut)
    assert (cut.number, cut.reason) == (question.number, "safety first")
    assert stop.at < at(17)
    muted = [ev.MuteAsked(at(5)), ev.PauseAsked(at(7)), ev.PainNoted(at(15), 8)]
    assert len(named(run(steady(160), *muted, until_s=20)[1], "stop")) == 1


# --- pain ---------------------------------------------------------------------------------------


def test_a_pain_that_ends_a_run_is_decided_with_its_reason() -> None:
    state, outputs = run(steady(160), ev.PainNoted(at(20), 8), until_s=20)
    reason = "pain at 8, over 5"
    assert of(outputs, ev.CoachDecided) == [ev.CoachDecided(at(20), "stop", reason)]
    assert of(outputs, ev.ClickGated) == [
        ev.ClickGated(soon(20), sounding=False, reason="stopping")
    ]
    assert (state.pain, state.stop_reason, state.stop_holds) == (8, reason, False)
    assert state.stop_at == at(20) + TIME_TO_OVERRULE
    _, outputs = run(steady(160), ev.PainNoted(at(20), 8), until_s=40)
    (word,) = named(outputs, "stop")
    assert (word.kind, word.reason) == (ev.CueKind.SAFETY, reason)
    (end,) = of(outputs, ev.Finished)
    assert end.reason is ev.EndReason.PAIN
    assert at(35) <= end.at - LEAD < at(35) + LOOK


@pytest.mark.parametrize(
    ("before", "told", "stops"),
    [
        (2, ev.PainNoted(at(20), 3), False),
        (2, ev.PainNoted(at(20), 4), True),
        (None, ev.PainNoted(at(20), 5), False),
        (2, ev.PainNoted(at(20), 1, sharp=True), True),
        (2, ev.PainNoted(at(20), 1, limping=True), True),
    ],
)
def test_a_pain_is_held_against_the_back_before_the_run(
    before: int | None, told: ev.PainNoted, stops: bool
) -> None:
    world = replace(setup(steady(160)), pain_before=before)
    state, outputs = run(world, told, until_s=30)
    assert (state.stop_at is not None) is stops
    assert state.pain == told.level
    said = [(one.name, one.kind, one.reason) for one in of(outputs, ev.CuePlaced)][1:]
    if stops:
        assert [name for name, *_ in said] == ["stop"]
    else:
        assert said == [
            ("pain", ev.CueKind.STAGE, "pain noted"),
            ("posture", ev.CueKind.POSTURE, "after pain"),
        ]


def test_in_a_pause_a_pain_is_noted_and_asks_no_question() -> None:
    inputs = [ev.PauseAsked(at(20)), ev.PainNoted(at(25), 2), ev.GoOnAsked(at(30))]
    _, outputs = run(steady(160), *inputs, until_s=40)
    assert len(named(outputs, "pain")) == 1
    assert named(outputs, "posture") == []


def test_a_stop_that_was_overruled_leaves_the_click_as_it_was() -> None:
    told = [ev.PainNoted(at(60), 8), ev.GoOnAsked(at(66))]
    for seconds, sounding in ((0, True), (59, False)):
        plan = replace(steady(160, 120), click=ClickMode.WHEN_NEEDED)
        inputs = (POD, *sends(160, 0, seconds)) if seconds else ()
        state, outputs = run(plan, *inputs, *told, until_s=66)
        assert state.stop_at is None
        assert of(outputs, ev.CoachDecided)[-1] == ev.CoachDecided(
            at(66), "goes on", "the runner overruled: pain at 8, over 5"
        )
        assert of(outputs, ev.ClickGated)[-1] == ev.ClickGated(
            soon(66), sounding=sounding, reason="overruled"
        )


@pytest.mark.parametrize("go_on_s", [20, 20.1, 20.4])
def test_a_stop_that_is_overruled_before_its_word_is_not_said(go_on_s: float) -> None:
    told = [ev.PainNoted(at(20), 8), ev.GoOnAsked(at(go_on_s))]
    _, outputs = run(steady(160), *told, until_s=40)
    (dropped,) = of(outputs, ev.CueDropped)
    assert (dropped.at, dropped.name, dropped.reason) == (at(go_on_s), "stop", "overruled")
    cut = {one.number for one in of(outputs, ev.CueCut) if one.reason == "moved"}
    assert [one for one in named(outputs, "stop") if one.number not in cut] == []


def test_the_word_of_a_stop_is_cut_off_by_overruling_it() -> None:
    pain = ev.PainNoted(at(20), 8)
    (word,) = named(run(steady(160), pain, until_s=22)[1], "stop")
    go_on = ev.GoOnAsked(Frame(word.at + frames(1)))
    _, outputs = run(steady(160), pain, go_on, until_s=30)
    assert of(outputs, ev.CueCut) == [ev.CueCut(Frame(go_on.at + LEAD), word.number, "overruled")]
    assert len(named(outputs, "stop")) == 1


def test_an_old_log_still_says_the_word_of_a_stop_that_was_overruled() -> None:
    record = setup_record(setup(steady(160)))
    del record["unsaid_once_overruled"]
    told = [ev.PainNoted(at(20), 8), ev.GoOnAsked(at(20.1))]
    _, outputs = run(setup_from(record), *told, until_s=40)
    assert len(named(outputs, "stop")) == 1
    assert of(outputs, ev.CueDropped) == []


def test_a_warning_sign_is_decided_with_its_reason() -> None:
    state, outputs = run(steady(160), ev.WarningSignTold(at(20)), until_s=30)
    assert of(outputs, ev.CoachDecided) == [ev.CoachDecided(at(20), "stop", "a warning sign")]
    assert (state.stop_holds, state.stop_reason) == (True, "a warning sign")
    assert [one.kind for one in named(outputs, "stop")] == [ev.CueKind.SAFETY]


# --- the end ------------------------------------------------------------------------------------


def test_a_run_is_over_once_its_plan_is_and_its_last_word() -> None:
    silent = replace(setup(steady(160, 30)), book={})
    (end,) = of(run(silent, until_s=40)[1], ev.Finished)
    assert end == ev.Finished(soon(30), ev.EndReason.COMPLETE)
    state, outputs = run(steady(160, 30), until_s=40)
    (end,), (last,) = of(outputs, ev.Finished), named(outputs, "done")
    assert 0 <= end.at - LEAD - (last.at + last.length) < LOOK
    assert state.finished == end
    whole, decided, length = undisturbed(setup(steady(160, 30)))
    assert (whole.edits, decided, length) == (state.edits, outputs, end.at)


# --- levels that wait to be held ----------------------------------------------------------------


def held_by(spm: int, *targets: int, advance: Advance = Advance.ADHERENCE) -> list[ev.CoachDecided]:
    rungs = tuple(Stage(StageKind.RUNG, frames(120), Spm(target)) for target in targets)
    plan = Plan("p", "P", rungs, None, advance=advance)
    _, outputs = run(plan, POD, *sends(spm, 0, 119), until_s=119.9)
    return of(outputs, ev.CoachDecided)


def test_before_a_higher_level_it_is_decided_whether_this_one_was_held() -> None:
    boundary = Frame(at(120) - HORIZON - LOOK)
    assert held_by(160, 160, 165) == [
        ev.CoachDecided(boundary, "step", "held: 100 % of the last two minutes in band")
    ]
    assert held_by(145, 160, 165) == [], "it is given a minute instead"
    for other in (held_by(160, 165, 160), held_by(160, 160, 160)):
        assert other == [], "no step up, no question"
    assert held_by(160, 160, 165, advance=Advance.TIME) == []


# --- the footpod --------------------------------------------------------------------------------


def words_of(*inputs: ev.Input, until_s: float) -> list[tuple[float, str, str]]:
    outputs = run(steady(160), *inputs, until_s=until_s)[1]
    told = of(outputs, ev.SensorState)
    return [(round(one.at / 48_000, 1), one.state.value, one.detail) for one in told]


def link(second: float, state: ev.LinkState, detail: str = "") -> ev.LinkChanged:
    return ev.LinkChanged(at(second), state, detail, pod="A", counts="steps")


def test_the_word_for_the_sensor_is_that_of_its_data() -> None:
    searching = link(1, ev.LinkState.SEARCHING, "looking")
    connected = link(2, ev.LinkState.CONNECTED, "there")
    heard = sends(160, 3, 10)
    assert words_of(until_s=30) == [], "no footpod is wanted"
    assert words_of(searching, connected, *heard, until_s=22) == [
        (1, "searching", "looking"), (2, "connected", "there"),
        (13.2, "silent", "there"), (20.2, "lost", "there"),
    ]  # fmt: skip
    assert words_of(searching, until_s=30) == [(1, "searching", "looking")], "never met, never lost"


def test_data_that_comes_is_no_lost_link_and_a_search_goes_on_in_silence() -> None:
    lost = link(5, ev.LinkState.LOST, "gone")
    told = words_of(link(2, ev.LinkState.CONNECTED), *sends(160, 3, 10), lost, until_s=15)
    assert told == [(2, "connected", ""), (13.2, "lost", "gone")]
    found = link(15, ev.LinkState.SEARCHING, "again")
    told = words_of(link(2, ev.LinkState.CONNECTED), *sends(160, 3, 10), found, until_s=19)
    assert told[1:] == [(13.2, "silent", ""), (15, "searching", "again")]


def test_a_footpod_that_was_met_is_told_lost_also_where_its_link_is_off() -> None:
    off = link(12, ev.LinkState.OFF, "off")
    told = words_of(link(2, ev.LinkState.CONNECTED), *sends(160, 3, 10), off, until_s=22)
    assert told == [(2, "connected", ""), (13.2, "off", "off"), (20.2, "lost", "off")]
    assert words_of(*sends(160, 3, 6), until_s=20) == [], "where none is wanted nothing is told"


def test_what_is_known_of_a_footpod_stays_until_it_is_told_otherwise() -> None:
    state, _ = run(steady(), POD, link(5, ev.LinkState.LOST, "gone"), until_s=6)
    assert (state.sensor.name, state.sensor.battery_percent) == ("Pod", 80)
    assert state.sensor.detail == "gone"
    other = ev.LinkChanged(at(5), ev.LinkState.CONNECTED, name="B", battery_percent=0, pod="B")
    state, _ = run(steady(), POD, other, until_s=6)
    assert (state.sensor.name, state.sensor.battery_percent) == ("B", 0)


def test_a_reading_is_taken_with_what_it_means_and_garbage_with_its_reason() -> None:
    walk = encode_measurement(Measurement(1.5, 110, running=False))
    stand = encode_measurement(Measurement(0.0, 0, running=False))
    inputs = [ev.PayloadReceived(at(n), data) for n, data in enumerate((walk, stand), 2)]
    garbage = ev.PayloadReceived(at(1), b"\x07")
    state, outputs = run(steady(), POD, garbage, *inputs, *sends(160, 4, 4), until_s=5)
    assert of(outputs, ev.ReadingTaken) == [
        ev.ReadingTaken(at(2), 110, 1.5, moving=True),
        ev.ReadingTaken(at(3), 0, 0, moving=False),
        ev.ReadingTaken(at(4), 160, 2.69921875, moving=True),
    ]
    (refused,) = of(outputs, ev.PayloadRefused)
    assert (refused.at, refused.data) == (at(1), b"\x07")
    assert refused.reason == "1 bytes where at least 4 are due"
    assert state.sensor.refused_at == at(1)


def test_each_second_of_the_chart_has_its_band_and_whether_something_was_said() -> None:
    state, outputs = run(short_plan(), POD, *sends(162, 0, 30), until_s=30)
    assert [point.running for point in state.chart] == [at(second) for second in range(31)]
    assert {(p.target_spm, p.low_spm, p.high_spm) for p in state.chart[:15]} == {(None, None, None)}
    assert {(p.target_spm, p.low_spm, p.high_spm) for p in state.chart[15:]} == {
        (160, 155.2, 164.8)
    }
    assert {p.cadence_spm for p in state.chart[1:]} == {162}
    said = {-(-one.at // 48_000) for one in of(outputs, ev.CuePlaced)}
    assert {p.running // 48_000 for p in state.chart if p.cue} == {s for s in said if s <= 30}


def test_the_chart_holds_the_last_twenty_minutes() -> None:
    state, _ = run(steady(160, 1500), until_s=1300)
    assert len(state.chart) == 1200
    assert state.chart[-1].running == at(1300)


UNREAD = {**BOOK, "sensor.unread": CueSound("<sensor.unread>", frames(1))}
NO_RUN = "82 steps a minute is no run, and steps is set"


def missing(
    *inputs: ev.Input, until_s: float = 80, target: int | None = 160, own_words: bool = True
) -> list[tuple[float, str, bool]]:
    """When it is told that a cadence is missing, why, and whether it can be mended."""
    plan = Plan("one", "One", (Stage(StageKind.HOLD, frames(120), target and Spm(target)),), None)
    world = replace(setup(plan), book=UNREAD, missing_in_turn=own_words)
    state, outputs = run(world, *inputs, until_s=until_s)
    told = of(outputs, ev.CadenceMissing)
    assert len(named(outputs, "cadence missing")) == len(told)
    for one in told:
        assert (state.notice, state.noticed_at) == (f"no cadence: {one.reason}", one.at)
        (word,) = named(outputs, "cadence missing")
        assert (word.kind, word.reason) == (ev.CueKind.COACH, one.reason)
        beat = target is not None or not own_words
        assert word.sounds == ("sensor.unread" if beat else "where.unheard",)
    return [(one.at / 48_000, one.reason, one.mendable) for one in told]


def test_a_footpod_that_gives_no_cadence_is_told_once_after_half_a_minute() -> None:
    assert missing(POD, *sends(82, 1, 80)) == [(31, NO_RUN, True)]
    assert missing(POD, *sends(82, 1, 30), until_s=30.9) == []


def test_what_is_told_of_a_missing_cadence_is_why() -> None:
    garbage = [ev.PayloadReceived(at(n), b"\x07\x00") for n in range(1, 80)]
    assert missing(POD, *garbage) == [(31, "nothing it sends is a measurement", False)]
    none = encode_measurement(Measurement(2.7, 0, running=True))
    zeros: list[ev.Input] = [ev.PayloadReceived(at(n), none) for n in range(1, 80)]
    assert missing(POD, *zeros) == [(31, "it sends no cadence", False)]


def test_without_a_beat_nobody_is_told_to_keep_to_it() -> None:
    for own_words in (True, False):  # runs of before replay as they were run
        found = missing(POD, *sends(82, 1, 80), target=None, own_words=own_words)
        assert found == [(31, NO_RUN, True)]


def test_that_no_cadence_is_heard_is_a_word_like_the_others_of_the_coach() -> None:
    garbage = [ev.PayloadReceived(at(n), b"\x07\x00") for n in range(3, 80)]
    world = replace(setup(steady(160, 200)), book=UNREAD)
    for in_turn in (True, False):
        now = replace(world, missing_in_turn=in_turn)
        _, outputs = run(now, POD, *sends(160, 1, 2), *garbage, until_s=120)
        told, lost = (named(outputs, name) for name in ("cadence missing", "sensor lost"))
        assert (len(told), len(lost)) == (1, 1)
        assert (abs(lost[0].at - told[0].at) >= frames(30)) is in_turn


def test_after_it_the_coach_keeps_its_distance_too() -> None:
    spoken = {one: CueSound(one, frames(1)) for one in ("coach.below.20", "coach.quick")}
    world = replace(setup(steady(160, 200)), book=UNREAD | spoken)
    _, outputs = run(world, POD, *sends(82, 1, 32), *sends(140, 33, 120), until_s=120)
    (told,) = named(outputs, "cadence missing")
    words = [one for one in of(outputs, ev.CuePlaced) if one.kind is ev.CueKind.COACH]
    assert words[0] == told
    assert words[1].at - told.at >= frames(30)


def test_a_run_by_feel_has_no_beat_to_keep_to() -> None:
    plan = replace(steady(160, 120), click=ClickMode.NEVER)
    world = replace(setup(plan), book=UNREAD)
    _, outputs = run(world, POD, *sends(82, 1, 80), until_s=80)
    assert [one.sounds for one in named(outputs, "cadence missing")] == [("where.unheard",)]


def test_that_no_cadence_is_heard_waits_for_whoever_speaks() -> None:
    world = replace(setup(steady(160, 200)), book=UNREAD)
    asked = ev.CueAsked(at(30))
    (check,) = named(run(world, POD, asked, until_s=80)[1], "posture")
    _, outputs = run(world, POD, asked, *sends(82, 1, 80), until_s=80)
    (told,) = named(outputs, "cadence missing")
    assert told.at >= check.at + check.length + frames(5)
    _, outputs = run(world, POD, ev.MutePressed(at(5)), *sends(82, 1, 80), until_s=80)
    (muted,) = of(outputs, ev.CadenceMissing)
    assert muted.at == at(31), "it is seen and written down without a word"


def test_a_cadence_or_a_stop_in_between_begins_the_half_minute_anew() -> None:
    stop = encode_measurement(Measurement(0.0, 0, running=False))
    for between in (sends(160, 20, 30), [ev.PayloadReceived(at(n), stop) for n in range(20, 30)]):
        found = missing(POD, *sends(82, 1, 19), *between, *sends(82, 31, 80))
        assert [reason for _, reason, _ in found] == [NO_RUN]
        assert found[0][0] >= 59
    assert missing(POD, *sends(160, 1, 5), until_s=80) == [], "silence is no reading"


# --- news ---------------------------------------------------------------------------------------


def test_news_of_the_sound_stay_until_it_plays_again_and_a_note_is_kept_with_its_time() -> None:
    off = ev.AudioChanged(at(5), playing=False, detail="the earphones are off")
    on = ev.AudioChanged(at(7), playing=True, detail="back")
    assert run(steady(), off, until_s=6)[0].audio_note == "the earphones are off"
    assert run(steady(), off, on, until_s=8)[0].audio_note == ""
    noted, _ = run(steady(), ev.Noted(at(5), "so"), until_s=6)
    assert (noted.notice, noted.noticed_at) == ("so", at(5))


def test_time_asleep_is_told_and_a_moment_is_not() -> None:
    state, _ = run(steady(), until_s=20)
    now = Frame(state.look_at + frames(100))
    slept, decided = step(state, ev.Stalled(now, state.look_at, asleep=True))
    assert (slept.notice, slept.noticed_at) == ("stood still for 100 s: counted as a pause", now)
    assert of(list(decided), ev.Paused) == [ev.Paused(Frame(state.look_at + RENDERED))]
    assert of(list(decided), ev.Resumed) == [ev.Resumed(Frame(now + LEAD))]
    awake, decided = step(state, ev.Stalled(now, state.look_at))
    assert awake.notice == ""
    assert not of(list(decided), ev.Paused)


def test_who_sleeps_before_a_stop_is_not_in_a_pause_after_it() -> None:
    state, _ = run(steady(), ev.PainNoted(at(18), 8), until_s=20)
    now = Frame(state.look_at + frames(100))
    slept, decided = step(state, ev.Stalled(now, state.look_at, asleep=True))
    assert not of(list(decided), ev.Paused)
    assert slept.finished is not None
    assert slept.finished.reason is ev.EndReason.PAIN


def test_a_pause_forgets_what_was_on_end() -> None:
    inputs = [POD, *sends(150, 0, 18), ev.PauseAsked(at(18.5)), ev.GoOnAsked(at(30)),
              *sends(150, 31, 49)]  # fmt: skip
    _, outputs = run(steady(160, 120), *inputs, until_s=49)
    assert [one.name for one in of(outputs, ev.CuePlaced) if one.kind is ev.CueKind.COACH] == []


# --- openings -----------------------------------------------------------------------------------


def opened(*stages: tuple[StageKind, int | None], **changes: object) -> list[tuple[str, ...]]:
    """Name and sounds of each opening of a plan of such stages, half a minute each."""
    made = tuple(
        Stage(kind, frames(30), None if target is None else Spm(target)) for kind, target in stages
    )
    plan = replace(Plan("p", "P", made, None, theme=False), **changes)
    sounds = ("stage.baseline", "stage.silent", "theme.C7", *BOOK)
    world = replace(setup(plan), book={one: CueSound(one, frames(0.5)) for one in sounds})
    outputs = run(world, until_s=30 * len(stages) + 5)[1]
    assert {one.reason for one in of(outputs, ev.CuePlaced)} <= {"the plan"}
    return [(one.name, *one.sounds) for one in of(outputs, ev.CuePlaced)]


WARM_UP, RUNG, HOLD, WALK = StageKind.WARM_UP, StageKind.RUNG, StageKind.HOLD, StageKind.WALK
COOL_DOWN, OWN = StageKind.COOL_DOWN, StageKind.BASELINE
COUNTED = ("count.3", "count.2", "count.1")
DONE = ("done", "stage.done")


def test_what_opens_each_kind_of_stage() -> None:
    assert opened((WARM_UP, None), (OWN, None), (COOL_DOWN, None)) == [
        ("warm-up", "stage.warmup"), ("baseline", "stage.baseline"), ("cool-down", "stage.cooldown"), DONE,
    ]  # fmt: skip
    assert opened((RUNG, 160), (RUNG, 165), (RUNG, 160), (HOLD, 160), (RUNG, 160)) == [
        ("beat", "number.160", "stage.beat"), ("up", "stage.up", "number.165"), ("down", "stage.down", "number.160"),
        ("hold", "stage.hold"), DONE,
    ]  # fmt: skip


def test_a_recalled_run_begins_with_how_the_steps_are_to_be() -> None:
    stages = ((WARM_UP, None), (RUNG, 160))
    assert opened(*stages, recall=True)[0] == ("warm-up", "stage.warmup", "theme.C7")
    assert opened(*stages, recall=True, click=ClickMode.NEVER) == [
        ("warm-up", "stage.warmup", "theme.C7"), ("by feel", "stage.silent", "theme.C7"), DONE,
    ]  # fmt: skip
    assert opened(*stages, (HOLD, 160), click=ClickMode.NEVER) == [
        ("warm-up", "stage.warmup"), ("by feel", "stage.silent"), DONE,
    ]  # fmt: skip


def test_in_mid_run_a_stage_is_opened_by_its_kind() -> None:
    stages = ((RUNG, 160), (HOLD, None), (WALK, None), (HOLD, None), (WALK, None), (RUNG, 165))
    assert opened(*stages, (COOL_DOWN, 160)) == [
        ("beat", "number.160", "stage.beat"), ("easy", "stage.easy"),
        ("walk", *COUNTED, "stage.walk"), ("run", *COUNTED, "stage.run"),
        ("walk", *COUNTED, "stage.walk"), ("run", *COUNTED, "stage.run", "number.165"),
        ("cool-down", "stage.cooldown", "number.160"), DONE,
    ]  # fmt: skip


def test_an_old_plan_is_opened_by_its_beat_alone() -> None:
    stages = ((WARM_UP, None), (RUNG, 160), (HOLD, None), (RUNG, 165), (COOL_DOWN, 160))
    assert opened(*stages, said_by_kind=False) == [
        ("warm-up", "stage.warmup"), ("beat", "number.160", "stage.beat"), ("cool-down", "stage.cooldown"),
        ("beat", "number.165", "stage.beat"), ("down", "stage.down", "number.160"), DONE,
    ]  # fmt: skip


def test_a_stage_is_not_counted_out_where_the_one_before_was_short() -> None:
    for length, counted in ((9.9, False), (10, True)):
        stages = (Stage(HOLD, frames(length), Spm(160)), Stage(WALK, frames(20)))
        outputs = run(Plan("p", "P", stages, None), until_s=length + 2)[1]
        assert ("count.3" in named(outputs, "walk")[0].sounds) is counted
