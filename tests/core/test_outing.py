"""An outing's plan is found in a watch's file, honestly; and the session it became is one of the engine's."""

from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from cadencecoach.core import events as ev
from cadencecoach.core.outcome.imported import placed
from cadencecoach.core.outing.alignment import How, told
from cadencecoach.core.outing.alignment_fit import align
from cadencecoach.core.outing.session import as_ran, came_home
from cadencecoach.core.plan.plan import Plan, Stage, StageKind, ramp
from cadencecoach.core.run.engine import begin, replay, score, undisturbed
from cadencecoach.core.score.mixer import fill
from cadencecoach.core.score.timeline import lay_out
from cadencecoach.core.sensor.step_convention import Convention
from cadencecoach.core.values.units import SAMPLE_RATE, Frame, Spm, frames
from cadencecoach.core.watch.records import FileRecords, WatchRecord
from cadencecoach.core.watch.understanding import RunByWatch, understood
from tests.core.worlds import BANK, setup

START = 1.8e9
RAMP = Plan(
    "ramp", "Ramp", ramp(Spm(160), Spm(170), 5, frames(180), frames(900), frames(180), frames(120)),
    frames(300), theme=True,
)  # fmt: skip


def watched(
    plan: Plan, offset_s: int, own: float = 158.0, noise: float = 1.5, reach: float = 1.0,
    length_s: int | None = None, stood: tuple[tuple[int, int], ...] = (),
    seen: Callable[[int], bool] = lambda _: True,
) -> RunByWatch:  # fmt: skip
    """A runner who follows at once; the plan begins `offset_s` into the file."""
    chance = random.Random(offset_s)
    timeline = lay_out(plan)
    records = []
    for second in range(length_s or plan.length // SAMPLE_RATE + offset_s + 30):
        plan_s = second - offset_s - sum(min(max(0, second - a), b - a) for a, b in stood)
        target = timeline.span_at(Frame(max(0, plan_s) * SAMPLE_RATE)).target_spm
        spm = own + (reach * (target - own) if target is not None and plan_s >= 0 else 0.0)
        spm += chance.gauss(0, noise)
        if seen(second) and not any(a <= second < b for a, b in stood):
            records.append(WatchRecord(START + second, round(spm) / 2, 2.7))
    return understood(FileRecords(tuple(records)), Convention.STRIDES)


@given(offset_s=st.integers(-60, 300), every_s=st.sampled_from((1, 5)))
@settings(max_examples=6, deadline=None)
def test_a_follower_is_found_within_ten_seconds(offset_s: int, every_s: int) -> None:
    found = align(RAMP, watched(RAMP, offset_s, seen=lambda second: second % every_s == 0))
    assert found.how is How.FITTED
    assert abs(found.offset_s - offset_s) <= 10
    assert found.confidence > 0.8


def test_nine_of_ten_lie_as_near_as_it_says() -> None:
    near = 0
    for offset_s in range(-60, 300, 36):
        found = align(RAMP, watched(RAMP, offset_s, seen=lambda second: second % 5 == 0))
        near += abs(found.offset_s - offset_s) <= found.error_s
    assert near >= 9, "of ten, by a watch that tells every 5 s"


def test_the_clock_of_the_watch_changes_nothing() -> None:
    run = watched(RAMP, 25)
    assert align(RAMP, run.moved(3600)) == align(RAMP, run)


def test_who_does_not_follow_is_told_to_be_unsure() -> None:
    found = align(RAMP, watched(RAMP, 120, own=165, reach=0.0, noise=3))
    assert found.how is How.CLOCK
    assert found.offset_s == 0
    assert found.confidence < 0.5
    assert not found.sure


def test_a_player_paused_with_the_watch_is_seen() -> None:
    found = align(RAMP, watched(RAMP, 20, stood=((450, 540),)))
    assert found.how is How.FITTED
    assert len(found.stood_s) == 1
    assert np.allclose(found.stood_s[0], (450, 540), atol=3)
    assert abs(found.offset_s - 20) <= 10
    went_on = align(RAMP, watched(RAMP, 20, seen=lambda second: not 450 <= second < 540))
    assert went_on.stood_s == ()


def test_the_session_of_an_outing_is_the_one_in_the_file() -> None:
    made = setup(RAMP)
    home = came_home(made, watched(RAMP, 40), told(40))
    state, decided, length = undisturbed(made)
    assert list(home.events) == decided
    assert (home.started_s, home.reached) == (START + 40, length)
    inputs = [event for event in home.events if isinstance(event, ev.Input)]
    again, _ = replay(made, [*inputs, ev.Tick(home.reached)])
    heard = [np.zeros((SAMPLE_RATE * 20, 2), np.int16) for _ in range(2)]
    for block, one in zip(heard, (state, again), strict=True):
        fill(score(one, BANK), block, frames(175))
    assert np.array_equal(*heard)
    assert heard[0].any()


@given(st.lists(st.integers(1, 850), max_size=4, unique=True).map(sorted), st.integers(300, 1200))
@settings(max_examples=12, deadline=None)
def test_its_log_replays_to_itself(stops: list[int], ran_s: int) -> None:
    made = setup(RAMP)
    keys: list[ev.Input] = [ev.PausePressed(frames(at)) for at in stops if at < ran_s]
    log, end = as_ran(made, *keys, ev.FinishAsked(frames(ran_s)))
    inputs = [event for event in log if isinstance(event, ev.Input)]
    _, outputs = replay(made, [*inputs, ev.Tick(end)])
    assert outputs == [event for event in log if not isinstance(event, ev.Input)]
    assert begin(made).finished is None


def test_who_stopped_early_stopped_there() -> None:
    run = watched(RAMP, 0, length_s=600)
    home = came_home(setup(RAMP), run, told(0))
    finished = home.events[-1]
    assert isinstance(finished, ev.Finished)
    assert finished.reason is ev.EndReason.STOPPED
    assert abs(home.reached / SAMPLE_RATE - 600) < 2
    assert all(0 <= one.at <= home.reached for one in placed(run, home.started_s, home.reached))


def test_a_pause_of_the_player_is_one_of_the_session() -> None:
    run = watched(RAMP, 20, stood=((450, 540),))
    home = came_home(setup(RAMP), run, align(RAMP, run))
    paused = [event.at / SAMPLE_RATE for event in home.events if isinstance(event, ev.Paused)]
    resumed = [event.at / SAMPLE_RATE for event in home.events if isinstance(event, ev.Resumed)]
    assert np.allclose([*paused, *resumed], [430, 520], atol=12)


def test_a_walk_is_no_plan_of_steps() -> None:
    """A plan without any target has nothing to be found by, and nothing breaks."""
    plan = Plan("easy", "Easy", (Stage(StageKind.WARM_UP, frames(600)),), None)
    assert align(plan, watched(plan, 30)).how is How.CLOCK
