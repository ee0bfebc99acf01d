"""Footpods as they are in the field: what a run comes to is what was run, or is said to be unknown."""

from __future__ import annotations

from collections import Counter
from itertools import product

import pytest

from cadencecoach.core import events as ev
from cadencecoach.core.outcome.baseline import measure
from cadencecoach.core.outcome.reinterpretation import reread
from cadencecoach.core.outcome.summary import summarise
from cadencecoach.core.plan.plan import Plan, Stage, StageKind
from cadencecoach.core.sensor.rsc import Measurement, encode_measurement
from cadencecoach.core.sensor.step_convention import Convention
from cadencecoach.core.values.units import Frame, frames
from tests.core.pods import (
    Outcome,
    Stream,
    frozen,
    halved,
    in_bursts,
    listening,
    played,
    run,
    sent,
    stand,
    steady,
    walk,
    warm,
    zeroed,
)

BRISK_MPS = 1.72
"""6.2 km/h."""


def shaken(spm: int, packets: int, *, flag: bool = False) -> Stream:
    """A shoe that is put on: a cadence, and no way made."""
    data = encode_measurement(Measurement(0.0, spm, flag))
    return [(float(second), data) for second in range(packets)]


def later(stream: Stream, by_s: float) -> Stream:
    return [(at_s + by_s, data) for at_s, data in stream]


def held_true(outcome: Outcome, spm: float) -> None:
    """All of it is known, and it is what was run."""
    summary = outcome.summary
    assert summary.cadence_spm == pytest.approx(spm, abs=0.5)
    assert summary.total.judged_s == 540
    assert summary.total.percent_in_band == 100
    assert summary.missing is None
    assert outcome.words == []


# --- steps or strides ---------------------------------------------------------------------------

SHAKEN = list(
    product((60, 130, 160, 200), (4, 8, 20), (False, True), ("strides", "steps", "no flag"))
)


@pytest.mark.parametrize(("spm", "packets", "flag", "pod"), SHAKEN)
def test_a_shoe_that_is_put_on_decides_nothing(
    spm: int, packets: int, flag: bool, pod: str
) -> None:
    stream = sent(
        run(164, 180), strides=pod != "steps", flag="never" if pod == "no flag" else "told"
    )
    outcome = played(
        steady(165, 3), [*shaken(spm, packets, flag=flag), *later(stream, packets + 4)]
    )
    summary = outcome.summary
    # With a flag that says running, nobody can know better while it is shaken.
    assert summary.cadence_spm == pytest.approx(164, abs=0.5 if not flag and packets < 20 else 5)
    assert summary.total.percent_in_band == 100
    assert summary.total.judged_s >= 115
    assert outcome.words == []


def test_there_are_72_of_them() -> None:
    assert len(SHAKEN) == 72


def test_a_slow_jog_is_no_walk_when_it_is_counted_in_strides() -> None:
    stream = sent(
        run(160, 180, 1.64), run(165, 180, 1.64), run(170, 240, 1.64),
        strides=True, flag="never", noise=0.8,
    )  # fmt: skip
    outcome = played(listening(), stream)
    assert [rung.target_spm for rung in outcome.summary.rungs] == [160, 165, 170]
    assert all(rung.tally.percent_in_band == 100 for rung in outcome.summary.rungs)
    assert not outcome.of(ev.StageExtended)


def test_a_pod_that_changes_its_mind_without_a_word_is_followed() -> None:
    stream = sent(run(164, 200), strides=True) + later(sent(run(164, 400)), 200)
    held_true(played(steady(), stream), 164)
    other = sent(run(200, 30)) + later(sent(run(164, 570), strides=True), 30)
    outcome = played(steady(164), other)
    assert outcome.summary.total.percent_in_band == 100
    assert [one.convention for one in outcome.of(ev.ConventionDecided)] == ["steps", "strides"]


# --- walking, standing --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("flag", "spm", "speed_mps"),
    [
        ("never", 118, BRISK_MPS),
        ("never", 110, 1.4),
        ("never", 100, 1.2),
        ("always", 110, 1.4),
        ("always", 100, 1.2),
    ],
)
def test_a_walk_is_a_walk(flag: str, spm: float, speed_mps: float) -> None:
    outcome = played(steady(), sent(walk(spm, 600, speed_mps), flag=flag, noise=1.2))
    assert outcome.summary.cadence_spm is None
    assert outcome.summary.total.judged_s == 0
    assert outcome.summary.total.not_moving_s == 540
    assert (outcome.words, outcome.missing) == ([], [])


def test_a_walked_baseline_is_none() -> None:
    stages = (
        Stage(StageKind.WARM_UP, frames(120), None),
        Stage(StageKind.BASELINE, frames(300), None),
    )
    plan = Plan("base", "Baseline", stages, None)
    outcome = played(plan, sent(walk(118, 420, BRISK_MPS), flag="never", noise=1.2))
    measured = measure(plan, outcome.log, Frame(plan.length))
    assert measured is not None
    assert (measured.cadence_spm, measured.baseline_spm) == (None, None)


def test_where_the_flag_can_be_trusted_it_wins_over_the_speed() -> None:
    parts = [part for _ in range(5) for part in (run(165, 60, 2.6), walk(118, 60, BRISK_MPS))]
    outcome = played(steady(), sent(*parts, noise=1.2))
    total = outcome.summary.total
    assert total.percent_in_band == 100
    assert total.judged_s == pytest.approx(240, abs=6)
    assert outcome.summary.cadence_spm == pytest.approx(165, abs=0.5)
    assert outcome.words == []


def test_a_walked_warm_up_is_not_the_easy_speed() -> None:
    outcome = played(warm(), sent(walk(118, 300, BRISK_MPS), run(165, 900), noise=1.2))
    assert outcome.summary.cadence_spm == pytest.approx(165, abs=0.5)
    assert outcome.summary.total.percent_in_band == 100
    assert outcome.words == []
    assert outcome.state.coach.pace.easy == ()


@pytest.mark.parametrize("stuck", ["speed 0", "frozen"])
def test_stopped_is_stopped(stuck: str) -> None:
    stream = sent(run(165, 300), run(165, 300, 0.0), distance=True)
    if stuck == "frozen":
        stream = frozen(stream, 300)
    total = played(steady(), stream).summary.total
    assert total.judged_s == pytest.approx(240, abs=6)
    assert total.percent_in_band == 100
    assert total.not_moving_s == 540 - total.judged_s


def test_a_distance_that_never_grows_or_grows_seldom_stops_nobody() -> None:
    still = sent(run(165, 600))
    still = [
        (at_s, encode_measurement(Measurement(2.8, 165, running=True, distance_m=0.0)))
        for at_s, _ in still
    ]
    held_true(played(steady(), still), 165)
    for every in (2, 5, 12):
        seldom = [
            (
                at_s,
                encode_measurement(
                    Measurement(2.8, 165, running=True, distance_m=2.8 * (at_s // every * every))
                ),
            )
            for at_s, _ in still
        ]
        held_true(played(steady(), seldom), 165)


def test_standing_is_judged_by_time() -> None:
    held_true(played(steady(), zeroed(sent(run(165, 600), hz=4), 20, 2)), 165)
    stops = sent(*[part for _ in range(5) for part in (run(165, 100), stand(20))], hz=4)
    total = played(steady(), stops).summary.total
    assert total.not_moving_s == pytest.approx(100, abs=6)


# --- single packets, bursts, limits -------------------------------------------------------------


@pytest.mark.parametrize("every", [10, 4])
def test_half_a_cadence_now_and_then_enters_no_number(every: int) -> None:
    outcome = played(steady(), halved(sent(run(165, 600, 2.9)), every))
    held_true(outcome, 165)
    assert outcome.summary.variability_spm == pytest.approx(0, abs=0.1)
    assert {point.cadence_spm for point in outcome.state.chart[10:]} == {165}
    readings = [one.cadence_spm for one in outcome.of(ev.ReadingTaken)]
    assert set(readings[8:]) == {165, None}
    assert {second.told_spm for second in outcome.summary.seconds[10:]} == {165}


def test_half_a_cadence_beside_another_target_colours_neither_the_mean_nor_the_share() -> None:
    """At 171 a runner is above the band of 165, and every second of it is; at 171 none is."""
    stream = halved(sent(run(171, 600, 2.9)), 4)
    held_true(played(steady(171), stream), 171)
    beside = played(steady(165), stream).summary
    assert beside.cadence_spm == pytest.approx(171, abs=0.5)
    assert beside.variability_spm == pytest.approx(0, abs=0.1)
    assert (beside.total.over_s, beside.total.percent_in_band) == (540, 0)


def test_a_fast_runners_half_cadence_enters_no_number_either() -> None:
    outcome = played(steady(210), halved(sent(run(210, 600, 4.5)), 6))
    held_true(outcome, 210)
    assert outcome.summary.variability_spm == pytest.approx(0, abs=0.1)


def test_a_real_change_of_pace_is_followed_within_seconds() -> None:
    outcome = played(steady(), sent(run(150, 300), run(200, 300, 4.5)))
    chart = [second.smooth_spm for second in outcome.summary.seconds]
    assert chart[299] == 150
    assert chart[306] == 200


def test_a_pod_that_sends_in_bursts_is_heard() -> None:
    outcome = played(steady(), in_bursts(sent(run(165, 600), noise=1.0), 4))
    summary = outcome.summary
    assert summary.coverage_percent > 98
    assert summary.total.percent_in_band == 100
    assert summary.total.judged_s == 540
    words = Counter(one.state for one in outcome.of(ev.SensorState))
    assert words[ev.LinkState.SILENT] <= 2, "until its rhythm is known"


@pytest.mark.parametrize("hz", [0.5, 1, 2, 4])
def test_a_steady_rhythm_is_silent_after_twice_its_own(hz: float) -> None:
    stream = [one for one in sent(run(165, 600), hz=hz) if not 300 <= one[0] < 320]
    outcome = played(steady(), stream)
    silent = [one.at for one in outcome.of(ev.SensorState) if one.state is ev.LinkState.SILENT]
    assert len(silent) == 1
    assert silent[0] - frames(300 - 1 / hz) <= frames(max(3, 2 / hz) + 0.2)


def test_a_speed_that_nobody_runs_is_not_believed() -> None:
    stream = [(at_s, b"\x04\xff\xff" + data[3:]) for at_s, data in sent(run(165, 600))]
    outcome = played(steady(), stream)
    held_true(outcome, 165)
    assert {second.speed_mps for second in outcome.summary.seconds} == {None}
    assert {one.speed_mps for one in outcome.of(ev.ReadingTaken)} == {None}


# --- connected, fresh, and no cadence -----------------------------------------------------------

MISSING: dict[str, tuple[Stream, Convention, str]] = {
    "clipped": (
        sent(run(254, 600), strides=True),
        Convention.AUTO,
        "127 a minute may be steps or strides",
    ),
    "strides alone": (
        sent(run(165, 600), strides=True, flag="never", speed=False),
        Convention.AUTO,
        "82 a minute and no speed may be steps or strides",
    ),
    "set by hand, and it changed its mind": (
        sent(run(164, 600), strides=True),
        Convention.STEPS,
        "82 steps a minute is no run, and steps is set",
    ),
    "strides set, steps sent": (
        sent(run(164, 600)),
        Convention.STRIDES,
        "164 strides a minute is no run, and strides is set",
    ),
    "speed without cadence": (
        sent(run(0, 600), flag="always"),
        Convention.STEPS,
        "it sends no cadence",
    ),
    "refused": (
        [(float(second), b"\x07\x00") for second in range(600)],
        Convention.AUTO,
        "nothing it sends is a measurement",
    ),
}


@pytest.mark.parametrize(("stream", "convention", "reason"), MISSING.values(), ids=MISSING)
def test_a_cadence_that_is_missing_is_told_once_and_why(
    stream: Stream, convention: Convention, reason: str
) -> None:
    outcome = played(steady(), stream, convention)
    (told,) = outcome.missing
    assert told.reason.startswith(reason)
    assert frames(29) <= told.at <= frames(40)
    assert outcome.words == ["cadence missing"]
    assert outcome.summary.cadence_spm is None
    assert outcome.summary.missing == told
    assert told.mendable is ("a minute" in reason)


def test_told_otherwise_afterwards_it_is_missing_no_more() -> None:
    outcome = played(steady(126), sent(run(254, 600), strides=True))
    assert outcome.summary.missing is not None
    log = tuple(reread(outcome.log, Convention.STEPS))
    mended = summarise(steady(126), log, Frame(frames(600)), Convention.STEPS)
    assert mended.missing is None
    assert mended.total.percent_in_band == 100


def test_set_for_it_strides_without_a_speed_are_read() -> None:
    stream = sent(run(165, 600), strides=True, flag="never", speed=False)
    outcome = played(steady(), stream, Convention.STRIDES)
    assert outcome.missing == []
    assert outcome.summary.total.percent_in_band == 100


def test_a_runner_who_stands_or_is_not_heard_misses_nothing() -> None:
    assert played(steady(), sent(stand(600))).missing == []
    assert played(steady(), []).missing == []


# --- whose setting ------------------------------------------------------------------------------


def test_the_setting_is_that_of_the_pod_that_connected() -> None:
    """Two are known, so none could be set before the run; the one at the foot sends strides alone."""
    met = ev.LinkChanged(Frame(0), ev.LinkState.CONNECTED, name="B", pod="B", counts="strides")
    alone = sent(run(165, 600), strides=True, flag="never", speed=False)
    held_true(played(steady(), alone, links=[met]), 164)


def test_another_pod_in_mid_run_comes_with_its_own_setting_and_its_own_habits() -> None:
    met = [
        ev.LinkChanged(Frame(0), ev.LinkState.CONNECTED, pod="A", counts="steps"),
        ev.LinkChanged(Frame(frames(300)), ev.LinkState.CONNECTED, pod="B", counts="strides"),
    ]
    stream = sent(run(165, 300)) + later(
        sent(run(165, 300), strides=True, flag="never", speed=False), 300.5
    )
    held_true(played(steady(), stream, links=met), 165)


def test_features_that_come_later_are_used_and_what_was_heard_is_kept() -> None:
    at_once = ev.LinkChanged(Frame(0), ev.LinkState.CONNECTED, pod="A", counts="auto")
    read = ev.LinkChanged(
        Frame(frames(20)), ev.LinkState.CONNECTED, pod="A", counts="auto", tells_gait=True
    )
    held_true(played(steady(), sent(run(165, 600)), links=[at_once, read]), 165)


def test_a_pod_that_says_it_tells_walking_is_believed_from_the_start() -> None:
    links = [ev.LinkChanged(Frame(0), ev.LinkState.CONNECTED, pod="A", tells_gait=True)]
    race_walk = sent(walk(138, 600, 2.2), flag="told")
    assert played(steady(), race_walk, links=links).summary.total.not_moving_s == 540
    assert played(steady(138), race_walk).summary.total.percent_in_band == 100


# --- one rule for one number --------------------------------------------------------------------


def test_what_the_screen_showed_is_what_the_summary_says() -> None:
    stream = halved(sent(run(165, 130), walk(118, 60, 1.4), run(172, 410), noise=2.0), 7)
    stream = [one for one in stream if not 250 <= one[0] < 262]
    outcome = played(steady(), [(at_s + 0.3, data) for at_s, data in stream])
    live = outcome.state.adherence.total
    total = outcome.summary.total
    for name in ("in_s", "over_s", "under_s", "not_moving_s", "not_covered_s"):
        assert abs(getattr(live, name) - getattr(total, name)) <= 2, name
    shown = {point.running: point.cadence_spm for point in outcome.state.chart}
    for point in outcome.summary.chart[:-1]:
        # The screen looks at a second's beginning, which is the end of the one before.
        assert shown[point.running + 48_000] == point.cadence_spm
