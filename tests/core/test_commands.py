"""What the commands do: nothing twice, nothing past a limit, and nothing to a click that was heard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadencecoach.core import events as ev
from cadencecoach.core.run.engine import begin, score, step
from cadencecoach.core.run.progress import LONG_PAUSE
from cadencecoach.core.run.setup import CueSound, setup_from, setup_record
from cadencecoach.core.run.state import WINDOW, State
from cadencecoach.core.run.view_of_state import view
from cadencecoach.core.score.click_sound import ClickStyle
from cadencecoach.core.score.lead_times import LEAD
from cadencecoach.core.score.mixer import Score, fill
from cadencecoach.core.score.volume import LOUDEST_DB, QUIETEST_DB
from cadencecoach.core.sensor.rsc import Measurement, encode_measurement
from cadencecoach.core.values.units import Frame, frames
from tests.core.worlds import BANK, BOOK, at, setup, short_plan, steady


def played(state: State, inputs: list[ev.Input], until_s: float) -> tuple[State, list[ev.Output]]:
    outputs: list[ev.Output] = []
    for one in [*inputs, ev.Tick(at(until_s))]:
        while not state.over and state.look_at < one.at:
            state, decided = step(state, ev.Tick(state.look_at))
            outputs += decided
        state, decided = step(state, one)
        outputs += decided
    return state, outputs


def said(outputs: list[ev.Output], name: str) -> list[ev.CuePlaced]:
    return [one for one in outputs if isinstance(one, ev.CuePlaced) and one.name == name]


@pytest.mark.parametrize(
    ("asked", "edit"),
    [
        ((ev.PauseAsked, ev.PauseAsked), ev.Paused),
        ((ev.PauseAsked, ev.GoOnAsked, ev.GoOnAsked), ev.Resumed),
        ((ev.MuteAsked, ev.MuteAsked), ev.Muted),
        ((ev.MuteAsked, ev.SoundAsked, ev.SoundAsked), ev.Muted),
    ],
)
def test_what_is_so_already_is_not_done_twice(
    asked: tuple[type[ev.Command], ...], edit: type[ev.Edit]
) -> None:
    inputs: list[ev.Input] = [kind(at(20 + 2 * n)) for n, kind in enumerate(asked)]
    _, outputs = played(begin(setup()), inputs, 40)
    edits = [one for one in outputs if isinstance(one, ev.Paused | ev.Resumed | ev.Muted)]
    assert len(edits) == len(asked) - 1
    assert isinstance(edits[-1], edit)


def test_go_on_and_sound_do_nothing_to_a_run_that_sounds() -> None:
    _, outputs = played(begin(setup()), [ev.GoOnAsked(at(20)), ev.SoundAsked(at(21))], 30)
    assert not [one for one in outputs if isinstance(one, ev.Resumed | ev.Muted)]


@settings(deadline=None, max_examples=30)
@given(st.lists(st.floats(-50, 50), max_size=12))
def test_the_volume_moves_by_steps_and_stays_within_its_limits(steps: list[float]) -> None:
    state, outputs = played(
        begin(setup()), [ev.VolumeMoved(Frame(at(20) + n), by) for n, by in enumerate(steps)], 21
    )
    volume = -3.0
    for by in steps:
        volume = min(max(volume + by, QUIETEST_DB), LOUDEST_DB)
    assert state.volume_db == volume
    assert all(
        QUIETEST_DB <= one.volume_db <= LOUDEST_DB
        for one in outputs
        if isinstance(one, ev.VolumeChanged)
    )


def test_five_presses_in_50_ms_are_five_steps() -> None:
    presses: list[ev.Input] = [ev.VolumeMoved(at(20 + n / 100), -2.0) for n in range(5)]
    state, _ = played(begin(setup()), presses, 21)
    assert state.volume_db == -13.0


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.floats(0.02, 0.6), min_size=1, max_size=6),
    st.sampled_from((1, -1, 5)),
    st.sampled_from((1, 2)),
    st.floats(12, 13),
)
def test_while_keys_are_pressed_no_click_goes_down_for_a_word_that_is_not_said(
    gaps: list[float], by_spm: int, every: int, first_s: float
) -> None:
    world = setup(steady(160, 60), ClickStyle("wood", every))
    times = [first_s]
    for gap in gaps:
        times.append(times[-1] + gap)
    state = begin(world)
    heard: list[np.ndarray] = []
    state, outputs = played(
        state, [ev.TargetMoved(at(time), by_spm) for time in times], times[-1] + 8
    )
    words = said(outputs, "target")
    cuts = {one.number for one in outputs if isinstance(one, ev.CueCut)}
    kept = [one for one in words if one.number not in cuts]
    assert len(kept) == 1
    assert kept[0].at >= at(times[-1]) + LEAD + frames(0.6)
    quiet = Frame(kept[0].at - frames(60 / 100 * every))
    start = at(first_s)
    for one in (score(state, BANK), _without_words(state)):
        out = np.empty((max(0, quiet - start), 2), np.int16)
        fill(one, out, start)
        heard.append(out)
    assert np.array_equal(*heard)


def _without_words(state: State) -> Score:
    edits = tuple(one for one in state.edits if not isinstance(one, ev.CuePlaced))
    return score(replace(state, edits=edits), BANK)


@pytest.mark.parametrize(("every", "tenths"), [(1, range(20)), (2, range(0, 10, 3))])
def test_paused_is_said_a_click_after_its_sound_at_most_and_moves_no_click_that_was_heard(
    every: int, tenths: range
) -> None:
    world = setup(steady(160, 60), ClickStyle("wood", every))
    for tenth in tenths:
        pressed = ev.PauseAsked(at(15 + tenth / 10))
        state, outputs = played(begin(world), [pressed], 20)
        word = said(outputs, "paused")[0]
        assert word.at <= pressed.at + LEAD + frames(60 / 160 * every + 0.02)
        assert word.at >= pressed.at + LEAD + frames(0.2), "after the sound that answers"
        before = np.empty((pressed.at + LEAD, 2), np.int16)
        without = np.empty_like(before)
        fill(score(state, BANK), before, 0)
        fill(_without_words(state), without, 0)
        assert np.array_equal(before[at(14) :], without[at(14) :])


def test_where_am_i_is_target_own_cadence_and_time_left() -> None:
    runs = encode_measurement(Measurement(2.8, 81, running=True))
    inputs: list[ev.Input] = [ev.LinkChanged(at(1), ev.LinkState.CONNECTED)]
    inputs += [ev.PayloadReceived(at(n), runs) for n in range(2, 20)]
    inputs.append(ev.WhereAsked(at(19.5)))
    _, outputs = played(begin(setup(steady(160, 90))), inputs, 25)
    assert said(outputs, "where")[0].sounds == (
        "number.160", "where.you", "number.162", "time.left.1",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("left_s", "told"),
    [
        (59.9, "less"), (60, "1"), (89, "1"), (91, "2"), (60 * 60, "60"), (60 * 60 + 29, "60"),
        (60 * 60 + 31, "more"),
    ],
)  # fmt: skip
def test_the_time_that_is_left_is_told_in_minutes(left_s: float, told: str) -> None:
    told_of = ("less", "more", *map(str, range(1, 62)))
    book = {f"time.left.{n}": CueSound(n, frames(1)) for n in told_of}
    world = replace(setup(steady(160, 15 + left_s)), book={**BOOK, **book})
    _, outputs = played(begin(world), [ev.WhereAsked(at(15))], 18)
    assert said(outputs, "where")[0].sounds == ("number.160", f"time.left.{told}")


def test_where_am_i_says_that_a_footpod_is_not_heard() -> None:
    link = ev.LinkChanged(at(1), ev.LinkState.SEARCHING)
    _, outputs = played(begin(setup(steady(160, 75))), [link, ev.WhereAsked(at(15))], 18)
    assert said(outputs, "where")[0].sounds == ("number.160", "where.unheard", "time.left.1")


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (240, ("where.you", "number.240")),
        (100, ("where.you", "number.100")),
        (99, ("where.unheard",)),
    ],
)
def test_the_own_cadence_is_said_as_far_as_targets_go(raw: int, told: tuple[str, ...]) -> None:
    link = ev.LinkChanged(at(1), ev.LinkState.CONNECTED, pod="A", counts="steps")
    runs = encode_measurement(Measurement(2.8, raw, running=True))
    inputs: list[ev.Input] = [link, *(ev.PayloadReceived(at(n), runs) for n in range(2, 15))]
    _, outputs = played(begin(setup(steady(160, 75))), [*inputs, ev.WhereAsked(at(15))], 18)
    assert said(outputs, "where")[0].sounds == ("number.160", *told, "time.left.1")


def test_in_a_pause_the_time_that_is_left_waits() -> None:
    asked = [ev.PauseAsked(at(20)), ev.WhereAsked(at(400))]
    _, outputs = played(begin(setup(steady(160, 100))), asked, 405)
    assert said(outputs, "where")[0].sounds == ("time.left.1",)


def test_where_am_i_is_answered_in_a_pause_too_and_without_a_pod_says_nothing_of_one() -> None:
    asked = [ev.PauseAsked(at(20)), ev.WhereAsked(at(25))]
    _, outputs = played(begin(setup(short_plan())), asked, 30)
    assert said(outputs, "where")[0].sounds == ("time.left.1",)


def test_good_answers_both_questions_and_nothing_where_none_is_open() -> None:
    inputs: list[ev.Input] = [
        ev.AnswerToAll(at(2), good=True),
        ev.CueAsked(at(15)),
        ev.AnswerToAll(at(22), good=False),
        ev.AnswerToAll(at(23), good=True),
    ]
    _, outputs = played(begin(setup()), inputs, 25)
    answers = [one for one in outputs if isinstance(one, ev.QuestionAnswered)]
    assert [(one.question, one.yes) for one in answers] == [("neutral", False), ("relaxed", False)]


def test_a_warning_sign_ends_the_run_whatever_is_pressed() -> None:
    inputs: list[ev.Input] = [
        ev.WarningSignTold(at(20)), ev.GoOnAsked(at(22)), ev.PauseAsked(at(23)),
        ev.PausePressed(at(24)), ev.GoOnAsked(at(25)),
    ]  # fmt: skip
    state, outputs = played(begin(setup()), inputs, 45)
    assert state.finished is not None
    assert state.finished.reason is ev.EndReason.PAIN
    assert said(outputs, "stop")[0].sounds == ("safety.seekcare",)
    assert state.finished.at >= at(35)


def test_the_screen_offers_no_way_on_from_a_warning_sign() -> None:
    state, _ = played(begin(setup()), [ev.WarningSignTold(at(20))], 22)
    assert "space" not in view(state, at(22)).notice
    state, _ = played(begin(setup()), [ev.PainNoted(at(20), 8)], 22)
    assert "space goes on" in view(state, at(22)).notice


def test_a_mark_and_a_line_not_understood_change_nothing_but_a_short_sound() -> None:
    marked = [ev.PainMarked(at(20)), ev.NotUnderstood(at(21), "halt", "no command")]
    _, outputs = played(begin(setup()), marked, 28)
    assert earcons(outputs) == [(at(20) + LEAD, "mark"), (at(21) + LEAD, "not-understood")]
    others = [one for one in outputs if not isinstance(one, ev.EarconPlaced)]
    assert others == played(begin(setup()), [], 28)[1]


def earcons(outputs: list[ev.Output]) -> list[tuple[int, str]]:
    return [
        (one.at, one.sound.removeprefix("earcon."))
        for one in outputs
        if isinstance(one, ev.EarconPlaced)
    ]


@pytest.mark.parametrize(
    ("before", "asked", "sound"),
    [
        ((), ev.PauseAsked, "pause"),
        ((ev.PauseAsked,), ev.GoOnAsked, "go-on"),
        ((lambda at: ev.PainNoted(at, 8),), ev.GoOnAsked, "go-on"),
        ((), lambda at: ev.PainNoted(at, 2), "mark"),
        ((), ev.PainMarked, "mark"),
        ((), lambda at: ev.Answer(at, yes=True), "not-understood"),
    ],
)
def test_a_command_that_was_taken_is_answered_within_300_ms(
    before: tuple[Callable[[Frame], ev.Input], ...],
    asked: Callable[[Frame], ev.Input],
    sound: str,
) -> None:
    inputs = [make(at(13)) for make in before]
    _, outputs = played(begin(setup()), [*inputs, asked(at(14))], 15)
    assert earcons(outputs)[-1] == (at(14) + LEAD, sound)


@pytest.mark.parametrize("asked", [ev.GoOnAsked, ev.SoundAsked, ev.WhereAsked])
def test_what_was_not_done_makes_no_sound(asked: Callable[[Frame], ev.Input]) -> None:
    _, outputs = played(begin(setup()), [asked(at(14))], 15)
    assert earcons(outputs) == []


def test_muted_there_are_no_short_sounds() -> None:
    inputs = [ev.MuteAsked(at(14)), ev.PauseAsked(at(15)), ev.PainMarked(at(16))]
    assert earcons(played(begin(setup()), inputs, 20)[1]) == []


def checked(*inputs: ev.Input, until_s: float = 45) -> tuple[State, list[ev.Output], Frame]:
    """A check is asked for at 15 s; and the frame at which it has been spoken."""
    state, outputs = played(begin(setup(steady(160, 60))), [ev.CueAsked(at(15)), *inputs], until_s)
    check = said(outputs, "posture")[0]
    return state, outputs, Frame(check.at + check.length)


def test_the_window_of_an_answer_opens_when_the_question_was_spoken_and_shuts_after_its_time() -> (
    None
):
    _, outputs, spoken = checked()
    assert [one.at for one in outputs if isinstance(one, ev.QuestionSpoken)] == [spoken]
    assert earcons(outputs) == [(spoken, "window-open"), (spoken + WINDOW, "window-shut")]


def test_an_answer_is_expected_from_the_end_of_the_question_for_eight_seconds() -> None:
    state, _, spoken = checked(until_s=24)
    assert [
        state.answer_expected(Frame(spoken + more)) for more in (-1, 0, WINDOW - 1, WINDOW)
    ] == [False, True, True, False]
    shut, outputs, _ = checked(until_s=(spoken + WINDOW) / 48_000 - 0.1)
    assert earcons(outputs)[-1] == (spoken + WINDOW, "window-shut"), "decided, and not heard yet"
    assert shut.answer_expected(Frame(spoken + WINDOW - 1))
    paused, _, _ = checked(ev.PauseAsked(at(21)), until_s=22)
    assert not paused.answer_expected(spoken)


def test_an_answered_question_shuts_its_window_without_a_sound() -> None:
    state, outputs, spoken = checked(ev.AnswerToAll(at(21), good=True))
    assert earcons(outputs) == [(spoken, "window-open"), (at(21) + LEAD, "good")]
    assert not state.answer_expected(spoken)


def test_a_question_that_was_cut_off_opens_no_window() -> None:
    state, outputs, spoken = checked(ev.PauseAsked(at(17)), ev.GoOnAsked(at(18)))
    assert "window-open" not in dict(map(reversed, earcons(outputs)))
    assert not state.answer_expected(spoken)


def test_a_short_sound_lies_in_the_mix_where_it_was_placed_and_turns_no_click_down() -> None:
    world = setup(steady(160, 30))
    with_it, _ = played(begin(world), [ev.PainMarked(at(10))], 12)
    without, _ = played(begin(world), [], 12)
    heard = [np.empty((frames(12), 2), np.int16) for _ in range(2)]
    for state, out in zip((with_it, without), heard, strict=True):
        fill(score(state, BANK), out, 0)
    changed = np.flatnonzero((heard[0] != heard[1]).any(axis=1))
    assert at(10) + LEAD <= changed[0]
    assert changed[-1] < at(10) + LEAD + frames(0.2)


def test_a_long_pause_is_told_once_and_ends_nothing() -> None:
    world = replace(setup(steady(160, 60)), long_pause_told=True)
    state, outputs = played(begin(world), [ev.PauseAsked(at(15))], 15 + 3600)
    [told] = said(outputs, "stillpaused")
    assert told.at >= at(15) + LONG_PAUSE
    assert told.at <= at(15) + LONG_PAUSE + frames(2)
    assert state.paused
    assert not state.over
    pauses: list[ev.Input] = [ev.GoOnAsked(at(3700)), ev.PauseAsked(at(3710))]
    _, outputs = played(state, pauses, 3710 + 1300)
    assert len(said(outputs, "stillpaused")) == 1, "and once in the next one"


def test_a_pause_is_told_only_where_the_setup_says_so_and_old_setups_do_not() -> None:
    world = setup(steady(160, 60))
    _, outputs = played(begin(world), [ev.PauseAsked(at(15))], 3600)
    assert said(outputs, "stillpaused") == []
    old = setup_record(replace(world, long_pause_told=True))
    assert setup_from(old).long_pause_told
    del old["long_pause_told"]
    assert not setup_from(old).long_pause_told
