"""What a screen is told of a session: only what is so, and nothing that is not yet."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadencecoach.core import events as ev
from cadencecoach.core.plan.plan import Advance, ClickMode
from cadencecoach.core.run.engine import begin, step
from cadencecoach.core.run.state import State
from cadencecoach.core.run.view import RunView
from cadencecoach.core.run.view_of_state import one_word, view
from cadencecoach.core.sensor.adherence import BandState
from cadencecoach.core.sensor.rsc import Measurement, encode_measurement
from cadencecoach.core.values.units import Spm
from tests.core.worlds import at, setup, short_plan, steady


def seen(state: State, second: float) -> RunView:
    return view(state, at(second))


def test_a_test_without_the_click_shows_no_click_and_says_why() -> None:
    plan = replace(steady(), click=ClickMode.NEVER)
    state, _ = step(begin(setup(plan)), ev.Tick(at(10)))
    shown = seen(state, 10)
    assert shown.target_spm == Spm(170)
    assert shown.beat is not None
    assert not shown.beat.audible
    assert shown.click_note == "test without the click"


def test_a_click_that_sounds_is_shown() -> None:
    state, _ = step(begin(setup(steady())), ev.Tick(at(10)))
    shown = seen(state, 10)
    assert shown.beat is not None
    assert shown.beat.audible
    assert shown.click_note == ""


def test_a_stop_is_not_hidden_behind_a_question() -> None:
    state, _ = step(begin(setup(steady())), ev.CueAsked(at(10)))
    state, _ = step(state, ev.Tick(at(18)))
    assert seen(state, 18).open_question
    state, _ = step(state, ev.PainNoted(at(18), 9))
    shown = seen(state, 18)
    assert shown.notice.startswith("stop: pain at 9")
    assert shown.open_question is None
    state, _ = step(state, ev.PausePressed(at(19)))
    assert seen(state, 19).open_question, "overruled, the run goes on as before"


@pytest.mark.parametrize(
    ("spm", "band"), [(162, BandState.UNDER), (171, BandState.IN_BAND), (178, BandState.OVER)]
)
def test_how_far_from_the_target_is_shown_with_its_sign(spm: int, band: BandState) -> None:
    state = begin(setup(steady()))
    state, _ = step(state, ev.LinkChanged(at(0), ev.LinkState.CONNECTED, pod="A", counts="steps"))
    sent = encode_measurement(Measurement(2.7, spm, running=True))
    for second in range(1, 15):
        state, _ = step(state, ev.PayloadReceived(at(second), sent))
    shown = seen(state, 14.5)
    assert (shown.live_spm, shown.off_target, shown.band) == (spm, spm - 170, band)


def test_a_pause_is_shown_from_its_beginning_to_its_end() -> None:
    state = begin(setup(steady()))
    told = [seen(state, 5).paused]
    state, _ = step(state, ev.PauseAsked(at(10)))
    told.append(seen(state, 12).paused)
    state, _ = step(state, ev.GoOnAsked(at(20)))
    told.append(seen(state, 22).paused)
    assert told == [False, True, False]


def test_a_cue_is_told_in_one_word() -> None:
    assert one_word(ev.CueKind.STAGE, "up") == "up"
    assert one_word(ev.CueKind.THEME, "theme.F3") == ev.CueKind.THEME.value


@settings(max_examples=20, deadline=None)
@given(st.lists(st.booleans(), min_size=60, max_size=120))
def test_a_rung_is_said_to_be_held_by_no_more_than_it_was(follows: list[bool]) -> None:
    state = begin(setup(replace(short_plan(), advance=Advance.ADHERENCE)))
    for second, follow in enumerate(follows):
        strides = 80 if follow else 70
        payload = encode_measurement(Measurement(2.6, strides, True))
        state, _ = step(state, ev.PayloadReceived(at(second), payload))
        held, note = state.coach.rung.held, seen(state, second).ramp_note
        if held is not None and "so far" in note:
            said = int(note.rpartition(", ")[2].partition(" ")[0])
            assert said <= held * 100 < said + 1
