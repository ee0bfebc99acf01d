"""Live cadence: what is shown, when nothing is, and that hostile readings change neither law."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadencecoach.core.events import LinkChanged, LinkState
from cadencecoach.core.sensor.gait import Gait
from cadencecoach.core.sensor.listening import after_link
from cadencecoach.core.sensor.live import Freshness, LiveCadence
from cadencecoach.core.sensor.rsc import Measurement
from cadencecoach.core.sensor.step_convention import (
    RUNNING_FASTER_THAN_MPS,
    STEPS_FROM,
    STRIDES_UP_TO,
    VOTES,
    Convention,
    Counting,
    Sample,
    decided,
    in_spm,
    undecided,
)
from cadencecoach.core.sensor.tracker import CadenceTracker
from cadencecoach.core.values.units import FASTEST, SAMPLE_RATE, SLOWEST, Frame, MeasuredSpm


def at_s(second: float) -> Frame:
    return Frame(round(second * SAMPLE_RATE))


def run(raw: int, speed_mps: float = 2.7) -> Measurement:
    return Measurement(speed_mps, raw, running=True)


def walk(raw: int, speed_mps: float = 1.5) -> Measurement:
    return Measurement(speed_mps, raw, running=False)


STAND = Measurement(0.0, 0, running=False)
DROPOUT = Measurement(2.7, 0, running=True)


def fed(
    tracker: CadenceTracker, readings: Iterable[Measurement], start_s: float = 0.0
) -> CadenceTracker:
    for second, reading in enumerate(readings):
        tracker = tracker.take(at_s(start_s + second), reading)
    return tracker


def steps() -> CadenceTracker:
    return CadenceTracker.start(Convention.STEPS)


def auto() -> CadenceTracker:
    return CadenceTracker.start(Convention.AUTO)


# --- smoothing and freshness --------------------------------------------------------------------


def test_nothing_heard_is_never_and_not_zero() -> None:
    assert steps().pod == ""
    live = steps().at(at_s(5))
    assert live == LiveCadence(Freshness.NEVER, Gait.UNKNOWN, Convention.STEPS, "steps, as set")
    assert live.cadence_spm is None


def test_the_mean_leaves_out_the_extremes_and_what_is_older_than_ten_seconds() -> None:
    tracker = fed(steps(), [run(150)] * 5 + [run(raw) for raw in (160, 162, 164, 166, 168) * 2])
    assert tracker.at(at_s(14)).cadence_spm == pytest.approx(164)
    glitched = fed(steps(), [run(164)] * 9 + [run(238)])
    assert glitched.at(at_s(9)).cadence_spm == 164
    assert glitched.at(at_s(9)).instant_spm is None
    assert glitched.at(at_s(9)).accepted_spm == 164


@pytest.mark.parametrize(
    ("age_s", "state"),
    [
        (0.0, Freshness.FRESH),
        (3.0, Freshness.FRESH),
        (3.01, Freshness.SILENT),
        (10.0, Freshness.SILENT),
        (10.01, Freshness.LOST),
        (3600.0, Freshness.LOST),
    ],
)
def test_silence_after_three_seconds_and_loss_after_ten(age_s: float, state: Freshness) -> None:
    live = fed(steps(), [run(164)] * 12).at(at_s(11 + age_s))
    assert live.state is state
    assert live.age_s == pytest.approx(age_s, abs=1e-4)
    assert (live.cadence_spm == 164) is (state is Freshness.FRESH)
    if state is not Freshness.FRESH:
        assert (live.instant_spm, live.speed_mps, live.gait) == (None, None, Gait.UNKNOWN)


def test_what_returns_after_a_loss_is_not_mixed_with_what_went_before() -> None:
    tracker = fed(steps(), [run(150)] * 12).take(at_s(40), run(170))
    assert tracker.at(at_s(40)).cadence_spm == 170


def test_a_fresh_start_forgets_the_smoothing_but_not_the_link() -> None:
    paused = fed(steps(), [run(150)] * 12).fresh_start(at_s(12))
    live = paused.at(at_s(12.5))
    assert (live.state, live.cadence_spm) == (Freshness.FRESH, None)
    late = paused.take(at_s(11.5), run(150))
    assert late.at(at_s(12)).cadence_spm is None
    assert late.take(at_s(13), run(170)).at(at_s(13)).cadence_spm == 170


def test_nothing_counts_before_the_moment_of_a_fresh_start() -> None:
    paused = fed(steps(), [run(150)] * 12).fresh_start(at_s(20))
    early = fed(paused, [run(150)] * 3, start_s=13)
    assert early.at(at_s(15)).cadence_spm is None
    assert early.take(at_s(20), run(170)).at(at_s(20)).cadence_spm == 170


def test_a_cadence_far_from_the_mean_is_believed_after_three_seconds() -> None:
    usual = fed(steps(), [run(160)] * 10)
    assert usual.take(at_s(10), run(200)).at(at_s(10)).accepted_spm == 200, "a quarter is not far"
    odd = fed(usual, [run(210)] * 3, start_s=10)
    assert odd.at(at_s(12)).cadence_spm == 160
    assert odd.take(at_s(12.99), run(210)).at(at_s(12.99)).cadence_spm == 160
    assert odd.take(at_s(13), run(210)).at(at_s(13)).cadence_spm == 210


def test_a_doubled_notification_counts_once() -> None:
    single = doubled = steps()
    for second, raw in enumerate((150, 150, 150, 170, 170)):
        single = single.take(at_s(second), run(raw))
        doubled = doubled.take(at_s(second), run(raw)).take(at_s(second + 0.04), run(raw))
    assert single == doubled


def test_two_readings_at_once_that_differ_both_count() -> None:
    tracker = steps().take(at_s(1), run(160)).take(at_s(1), run(170))
    assert tracker.at(at_s(1)).cadence_spm == 165


def test_a_burst_is_bounded() -> None:
    tracker = steps()
    for burst in range(200):
        tracker = tracker.take(Frame(1000 + burst), run(160 + burst % 10))
    assert len(tracker.samples) == 64


def test_a_reading_from_the_past_changes_nothing() -> None:
    tracker = fed(steps(), [run(164)] * 5)
    assert tracker.take(at_s(2), run(200)) == tracker


def test_trend() -> None:
    rising = fed(steps(), [run(150 + second) for second in range(20)]).at(at_s(19))
    assert rising.trend_spm_per_min == pytest.approx(60)
    assert rising.direction == 1
    falling = fed(steps(), [run(180 - second) for second in range(20)]).at(at_s(19))
    assert falling.direction == -1
    steady = fed(steps(), [run(164 + second % 2) for second in range(20)]).at(at_s(19))
    assert steady.direction == 0
    turned = fed(steps(), [run(150 + second) for second in range(30)] + [run(179)] * 20)
    assert turned.at(at_s(49)).trend_spm_per_min == pytest.approx(0), "only the last 20 s count"
    strides = CadenceTracker.start(Convention.STRIDES)
    twice = fed(strides, [run(75 + second) for second in range(20)]).at(at_s(19))
    assert twice.trend_spm_per_min == pytest.approx(120)
    young = fed(steps(), [run(150 + second) for second in range(4)]).at(at_s(3))
    assert (young.trend_spm_per_min, young.direction) == (None, 0)


# --- what the runner does -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reading", "gait"),
    [
        (run(164), Gait.RUNNING),
        (run(150, speed_mps=0.0), Gait.RUNNING),
        (walk(112), Gait.WALKING),
        (walk(112, speed_mps=1.66), Gait.WALKING),
        (walk(150, speed_mps=1.68), Gait.RUNNING),
        (walk(165, speed_mps=0.0), Gait.RUNNING),
        (walk(112, speed_mps=0.0), Gait.WALKING),
        (STAND, Gait.STANDING),
        (Measurement(0.0, 0, running=True), Gait.STANDING),
        (DROPOUT, Gait.RUNNING),
    ],
)
def test_gait_of_a_first_reading(reading: Measurement, gait: Gait) -> None:
    assert steps().take(at_s(0), reading).at(at_s(0)).gait is gait


def test_standing_is_a_stop_and_not_a_reading_of_the_mean() -> None:
    running = fed(steps(), [run(164)] * 12)
    once = running.take(at_s(12), STAND)
    assert (once.at(at_s(12)).gait, once.at(at_s(12)).cadence_spm) == (Gait.RUNNING, 164)
    assert once.at(at_s(12)).instant_spm is None
    twice = once.take(at_s(13), STAND)
    live = twice.at(at_s(13))
    assert (live.gait, live.cadence_spm, live.instant_spm) == (Gait.STANDING, None, 0.0)
    assert live.speed_mps == 0.0
    again = twice.take(at_s(14), run(150))
    assert again.at(at_s(14)).cadence_spm == 150, "the smoothing starts anew"


def test_walking_is_shown_but_not_averaged() -> None:
    live = fed(steps(), [run(164)] * 12 + [walk(112)] * 3).at(at_s(14))
    assert (live.gait, live.cadence_spm, live.instant_spm) == (Gait.WALKING, None, 112)
    assert live.speed_mps == 1.5


def test_dropouts_to_zero_at_a_running_speed_leave_the_mean_alone() -> None:
    live = fed(steps(), [run(164), DROPOUT] * 6).at(at_s(11))
    assert (live.gait, live.cadence_spm, live.instant_spm) == (Gait.RUNNING, 164, None)


def test_an_implausible_reading_is_not_shown() -> None:
    live = CadenceTracker.start(Convention.STRIDES).take(at_s(0), run(164)).at(at_s(0))
    assert (live.gait, live.cadence_spm, live.instant_spm) == (Gait.RUNNING, None, None)


def test_a_sensor_without_speed_has_none() -> None:
    live = fed(steps(), [run(164, speed_mps=0.0)] * 5).at(at_s(4))
    assert (live.cadence_spm, live.speed_mps) == (164, None)


# --- steps or strides ---------------------------------------------------------------------------


def test_units() -> None:
    assert in_spm(82, Convention.STRIDES) == 164
    assert in_spm(164, Convention.STEPS) == 164
    assert in_spm(82, Convention.AUTO) is None


@pytest.mark.parametrize(
    ("raw", "decided", "spm"),
    [
        (82, Convention.STRIDES, 164),
        (120, Convention.STRIDES, 240),
        (121, Convention.AUTO, None),
        (129, Convention.AUTO, None),
        (130, Convention.STEPS, 130),
        (164, Convention.STEPS, 164),
        (240, Convention.STEPS, 240),
        (255, Convention.AUTO, None),
        (30, Convention.AUTO, None),
        (0, Convention.AUTO, None),
    ],
)
def test_auto_decides_only_clear_cases(raw: int, decided: Convention, spm: float | None) -> None:
    before = fed(auto(), [run(raw)] * 7)
    assert before.convention is Convention.AUTO
    assert before.at(at_s(6)).cadence_spm is None
    after = before.take(at_s(7), run(raw))
    assert after.convention is decided
    assert after.at(at_s(7)).cadence_spm == spm
    assert (after.change is not None) is (decided is not Convention.AUTO)


def test_a_decision_is_told_once_with_its_reason() -> None:
    tracker = fed(auto(), [run(82)] * 8)
    change = tracker.change
    assert change is not None
    assert (change.at, change.was, change.now) == (at_s(7), Convention.AUTO, Convention.STRIDES)
    assert change.why == "strides: the footpod sends 82 a minute at a run"
    assert tracker.at(at_s(7)).why == change.why
    assert len(tracker.samples) == 8, "what decided counts, and counts once"
    assert tracker.take(at_s(7.01), run(82)).change is None
    assert tracker.take(at_s(8), run(82)).change is None


@pytest.mark.parametrize(
    ("raws", "counted"),
    [
        ((82, 82, 82, 82, 82, 82, 110, 82), 7),  # 110 is far from the others
        ((96, 96, 96, 96, 96, 96, 120, 96), 8),  # a quarter is not
        ((50, 60, 60, 60, 60, 60, 60, 60), 8),  # as slow as anybody runs
        ((120, 120, 120, 120, 120, 120, 120, 119), 8),  # and as fast
    ],
)
def test_of_the_readings_that_decide_those_count_that_may_be_a_run(
    raws: tuple[int, ...], counted: int
) -> None:
    tracker = fed(auto(), [run(raw) for raw in raws])
    assert tracker.convention is Convention.STRIDES
    assert len(tracker.samples) == counted


def test_readings_before_a_fresh_start_decide_and_do_not_count() -> None:
    tracker = fed(auto(), [run(82)] * 6).fresh_start(at_s(6))
    tracker = fed(tracker, [run(82)] * 2, start_s=6)
    assert tracker.convention is Convention.STRIDES
    assert len(tracker.samples) == 2


def test_a_decision_is_told_once_also_by_a_pause() -> None:
    tracker = fed(auto(), [run(82)] * 8)
    assert tracker.change is not None
    assert tracker.fresh_start(at_s(8)).change is None


def test_after_a_pause_no_doubt_of_before_it_holds() -> None:
    standing = fed(steps(), [run(160)] * 12).take(at_s(12), STAND)
    assert standing.doubted_since is not None
    odd = fed(steps(), [run(160)] * 12).take(at_s(12), run(210))
    assert odd.odd_since is not None
    for one in (standing, odd):
        after = one.fresh_start(at_s(13))
        assert (after.doubted_since, after.odd_since) == (None, None)


def test_undecided_says_what_is_missing() -> None:
    assert auto().at(at_s(0)).why == "steps or strides? 0 of 8 running readings heard"
    assert fed(auto(), [run(82)] * 3).at(at_s(2)).why.startswith("steps or strides? 3 of 8")
    stuck = fed(auto(), [run(125)] * 20).at(at_s(19))
    assert stuck.why == "125 a minute may be steps or strides: set it for this footpod"


def test_what_is_missing_is_said_of_the_newest_reading_also_once_it_is_old() -> None:
    odd = auto().take(at_s(0), walk(82, speed_mps=0.0))
    why = "82 a minute and no speed may be steps or strides: set it for this footpod"
    assert [odd.at(at_s(age_s)).why for age_s in (0, 5, 60)] == [why] * 3


def test_a_runner_who_stands_or_walks_misses_no_cadence() -> None:
    for reading in (STAND, walk(112)):
        assert steps().take(at_s(0), reading).at(at_s(0)).why == "steps, as set"


@pytest.mark.parametrize(
    ("convention", "raw", "words"),
    [
        (Convention.STEPS, SLOWEST - 1, "99 steps a minute is no run, and steps is set"),
        (Convention.STEPS, SLOWEST, "steps, as set"),
        (Convention.STEPS, FASTEST, "steps, as set"),
        (Convention.STEPS, FASTEST + 1, "241 steps a minute is no run, and steps is set"),
        (Convention.STRIDES, 49, "49 strides a minute is no run, and strides is set"),
        (Convention.STRIDES, 0, "it sends no cadence"),
    ],
)
def test_a_number_that_is_no_run_is_named(convention: Convention, raw: int, words: str) -> None:
    assert Counting.start(convention).missing(run(raw)) == words


def test_readings_that_wait_are_never_all_that_are_asked_for() -> None:
    heard = tuple(Sample(at_s(second), 160, 0.0) for second in range(VOTES))
    for raw in (160, STRIDES_UP_TO, STEPS_FROM):
        waiting = tuple(Sample(one.at, raw, 0.0) for one in heard)
        said = undecided(waiting, None)
        assert said == "steps or strides? 7 of 8 running readings heard"


@pytest.mark.parametrize(
    ("raw", "speed_mps", "reference", "found"),
    [
        (80, 0.0, 160, Convention.STRIDES),
        (80, 0.8, 160, Convention.STEPS),
        (80, RUNNING_FASTER_THAN_MPS, 160, Convention.STEPS),
        (86, 2.7, 160, Convention.STRIDES),
        (93, 2.7, 160, Convention.STEPS),
        (STRIDES_UP_TO, 2.7, 240, Convention.STRIDES),
    ],
)
def test_half_the_number_is_strides_where_it_is_no_walk_and_the_same_legs(
    raw: int, speed_mps: float, reference: float, found: Convention
) -> None:
    votes = tuple(Sample(at_s(second), raw, speed_mps) for second in range(VOTES))
    assert decided(Convention.STEPS, votes, MeasuredSpm(reference)) is found


def test_without_speed_and_flag_it_takes_a_quarter_of_a_minute() -> None:
    bare = walk(165, speed_mps=0.0)
    assert fed(auto(), [bare] * 15).convention is Convention.AUTO
    assert fed(auto(), [bare] * 16).convention is Convention.STEPS


def test_walking_decides_nothing() -> None:
    tracker = fed(auto(), [walk(112)] * 60)
    assert tracker.convention is Convention.AUTO
    assert tracker.at(at_s(59)).gait is Gait.WALKING


def test_speed_makes_up_for_a_flag_that_is_not_supported() -> None:
    assert fed(auto(), [walk(82, speed_mps=2.7)] * 8).convention is Convention.STRIDES


def test_a_pod_that_changes_its_unit_in_a_run_is_followed_aloud() -> None:
    to_strides = fed(auto(), [run(164)] * 30 + [run(82)] * 7)
    live = to_strides.at(at_s(36))
    assert (to_strides.convention, live.gait) == (Convention.STEPS, Gait.RUNNING)
    assert live.cadence_spm in (None, 164), "82 a minute is never shown as a cadence"
    to_strides = to_strides.take(at_s(37), run(82))
    assert to_strides.change is not None
    assert to_strides.change.was is Convention.STEPS
    assert to_strides.at(at_s(37)).cadence_spm == 164
    back = fed(to_strides, [run(164)] * 8, start_s=38)
    assert back.convention is Convention.STEPS
    assert back.at(at_s(45)).cadence_spm == 164


@pytest.mark.parametrize(
    "walking",
    [walk(112), run(112, speed_mps=1.5), run(86, speed_mps=1.2), run(112, speed_mps=1.8)],
)
def test_a_walk_is_not_taken_for_another_unit(walking: Measurement) -> None:
    tracker = fed(auto(), [run(164)] * 30 + [walking] * 60)
    assert tracker.convention is Convention.STEPS


@pytest.mark.parametrize("convention", [Convention.STEPS, Convention.STRIDES])
@given(raws=st.lists(st.integers(0, 255), max_size=40))
def test_what_was_set_is_never_changed(convention: Convention, raws: list[int]) -> None:
    tracker = CadenceTracker.start(convention)
    for second, raw in enumerate(raws):
        tracker = tracker.take(at_s(second), run(raw))
        assert tracker.convention is convention
        assert tracker.change is None


# --- whatever comes -----------------------------------------------------------------------------

readings = st.builds(
    Measurement,
    speed_mps=st.integers(0, 65535).map(lambda raw: raw / 256) | st.just(2.7),
    cadence_per_min=st.integers(0, 255) | st.sampled_from([0, 82, 164, 255]),
    running=st.booleans(),
)
streams = st.lists(st.tuples(st.integers(-48_000, 200_000), readings), max_size=60)


@given(st.sampled_from(Convention), streams, st.integers(0, 600_000))
def test_hostile_streams_keep_the_laws(
    convention: Convention, stream: list[tuple[int, Measurement]], later: int
) -> None:
    tracker = CadenceTracker.start(convention)
    frame = 0
    for step, reading in stream:
        frame = max(0, frame + step)
        before = tracker.convention
        tracker = tracker.take(Frame(frame), reading)
        assert (tracker.change is not None) is (tracker.convention is not before)
        assert len(tracker.samples) <= 64
    live = tracker.at(Frame(frame + later))
    if live.cadence_spm is not None:
        assert 100 <= live.cadence_spm <= 240
        assert live.state is Freshness.FRESH
        assert live.gait is Gait.RUNNING
        assert live.convention is not Convention.AUTO
    if live.state is not Freshness.FRESH:
        assert live.instant_spm is None
        assert live.trend_spm_per_min is None
    assert "\n" not in live.why
    assert live.why


@given(st.sampled_from(Convention), st.lists(readings, max_size=40))
def test_doubling_every_notification_changes_nothing(
    convention: Convention, stream: list[Measurement]
) -> None:
    once = twice = CadenceTracker.start(convention)
    for second, reading in enumerate(stream):
        once = once.take(at_s(second), reading)
        twice = twice.take(at_s(second), reading).take(at_s(second + 0.001), reading)
        assert once.at(at_s(second)) == twice.at(at_s(second))


# --- a footpod connects --------------------------------------------------------------------------


def connected(pod: str, counts: str = "", tells_gait: bool | None = None) -> LinkChanged:
    return LinkChanged(at_s(9), LinkState.CONNECTED, pod=pod, counts=counts, tells_gait=tells_gait)


def test_another_footpod_starts_anew_with_its_own_setting() -> None:
    before = fed(steps(), [run(165)] * 9)
    for counts, convention in (
        ("strides", Convention.STRIDES),
        ("steps", Convention.STEPS),
        ("", Convention.AUTO),
        ("nonsense", Convention.AUTO),
    ):
        after = after_link(before, connected("B", counts, tells_gait=True))
        assert after == CadenceTracker.start(convention, pod="B", tells_gait=True)


def test_the_footpod_that_returns_is_known_and_may_say_more_of_itself() -> None:
    before = after_link(fed(steps(), [run(165)] * 9), connected("B", "steps"))
    before = fed(before, [run(165)] * 9)
    assert after_link(before, connected("B", "strides")) == before
    for tells in (True, False):
        after = after_link(before, connected("B", tells_gait=tells))
        assert after.habits.tells_gait is tells
        assert (after.samples, after.convention) == (before.samples, before.convention)


def test_a_link_that_is_lost_or_names_no_footpod_changes_nothing() -> None:
    before = fed(steps(), [run(165)] * 9)
    assert after_link(before, connected("")) == before
    assert after_link(before, LinkChanged(at_s(9), LinkState.LOST, pod="B")) == before


def test_a_fresh_start_knows_nothing_of_how_the_runner_moves() -> None:
    before = fed(steps(), [run(165)] * 9)
    assert before.gait is Gait.RUNNING
    after = before.fresh_start(at_s(9))
    assert (after.gait, after.samples, after.convention) == (Gait.UNKNOWN, (), Convention.STEPS)


@pytest.mark.parametrize(
    ("readings", "apart_s", "told"),
    [(10, 1.0, False), (11, 1.0, True), (7, 1.75, False), (8, 1.5, True)],
    ids=["9 s", "10 s", "7 readings", "8 readings"],
)
def test_a_trend_is_told_from_eight_readings_over_ten_seconds(
    readings: int, apart_s: float, told: bool
) -> None:
    tracker = steps()
    for number in range(readings):
        tracker = tracker.take(at_s(number * apart_s), run(160 + number % 2))
    live = tracker.at(at_s((readings - 1) * apart_s))
    assert (live.trend_spm_per_min is not None) is told


@pytest.mark.parametrize("readings", range(1, 8))
def test_how_much_of_what_decides_was_heard_is_told(readings: int) -> None:
    live = fed(auto(), [run(82)] * readings).at(at_s(readings - 1))
    assert live.why == f"steps or strides? {readings} of 8 running readings heard"


@pytest.mark.parametrize(
    ("raw", "speed_mps", "reference_spm", "convention"),
    [
        pytest.param(82, 3.0, 164.0, Convention.STRIDES, id="half of the same legs"),
        pytest.param(82, 3.0, None, Convention.STEPS, id="nothing is known of the legs"),
        pytest.param(82, 3.0, 82.0, Convention.STEPS, id="a cadence as before"),
        pytest.param(82, 1.2, 164.0, Convention.STEPS, id="at the speed of a walk"),
        pytest.param(82, 0.0, 164.0, Convention.STRIDES, id="no speed is sent"),
        pytest.param(140, 3.0, 280.0, Convention.STEPS, id="no strides"),
    ],
)
def test_steps_become_strides_only_where_the_same_legs_ran_on(
    raw: int, speed_mps: float, reference_spm: float | None, convention: Convention
) -> None:
    votes = tuple(Sample(at_s(second), raw, speed_mps) for second in range(8))
    reference = None if reference_spm is None else MeasuredSpm(reference_spm)
    assert decided(Convention.STEPS, votes, reference) is convention
    assert decided(Convention.STEPS, votes[1:], reference) is Convention.STEPS


def test_of_three_readings_the_middle_one_is_the_mean() -> None:
    assert fed(steps(), [run(160), run(165), run(175)]).at(at_s(2)).cadence_spm == 165.0
    assert fed(steps(), [run(160), run(165)]).at(at_s(1)).cadence_spm == 162.5


def test_a_reading_at_the_moment_of_a_fresh_start_counts() -> None:
    before = fed(steps(), [run(165)] * 9).fresh_start(at_s(9))
    assert before.take(at_s(9), run(170)).at(at_s(9)).cadence_spm == 170.0
    late = before.take(at_s(8.9), run(170)).at(at_s(9))
    assert late.cadence_spm is None, "it was run before"
