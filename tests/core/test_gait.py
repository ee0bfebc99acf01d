"""What one reading says of the runner, and what a footpod shows of itself: the edges of each rule."""

from __future__ import annotations

import pytest

from cadencecoach.core.sensor.gait import Gait, gait_of
from cadencecoach.core.sensor.pod_habits import FASTEST_MPS, PodHabits, believed_speed
from cadencecoach.core.sensor.rsc import Measurement
from cadencecoach.core.sensor.step_convention import Convention, Counting, Sample
from cadencecoach.core.values.units import Frame, Frames, MeasuredSpm, frames

NEW = PodHabits()
TOLD = PodHabits(tells_gait=True, said_walking=True)
SENDS_SPEED = PodHabits(sends_speed=True)


def at(second: float) -> Frame:
    return Frame(frames(second))


def gait(
    raw: int, mps: float, flag: bool, habits: PodHabits = NEW, spm: float | None = -1.0
) -> Gait:
    """Of a footpod that counts steps; `spm` None is one of which that is open."""
    cadence = MeasuredSpm(raw) if spm == -1.0 else None if spm is None else MeasuredSpm(spm)
    return gait_of(Measurement(mps, raw, flag), cadence, habits, at(100))


@pytest.mark.parametrize(
    ("mps", "flag", "found"),
    [
        (6 / 3.6, False, Gait.STANDING),
        (6.01 / 3.6, False, Gait.RUNNING),
        (0.1, True, Gait.RUNNING),
        (0.1, False, Gait.STANDING),
        (0.0, True, Gait.STANDING),
        (FASTEST_MPS + 1, False, Gait.STANDING),
        (FASTEST_MPS + 1, True, Gait.STANDING),
    ],
)
def test_a_zero_is_a_stop_but_beside_a_running_speed(mps: float, flag: bool, found: Gait) -> None:
    assert gait(0, mps, flag) is found


@pytest.mark.parametrize(
    ("raw", "spm", "flag", "found"),
    [
        (140, -1.0, False, Gait.RUNNING),
        (139, -1.0, False, Gait.WALKING),
        (60, -1.0, True, Gait.RUNNING),
        (139, None, False, Gait.UNKNOWN),
        (140, None, False, Gait.RUNNING),
        (70, 140.0, False, Gait.RUNNING),
        (69, 138.0, False, Gait.WALKING),
    ],
)
def test_without_a_speed_the_cadence_decides(
    raw: int, spm: float | None, flag: bool, found: Gait
) -> None:
    assert gait(raw, 0.0, flag, spm=spm) is found
    assert gait(raw, FASTEST_MPS + 1, flag, spm=spm) is found, "a speed that nobody runs is none"
    assert gait(raw, 0.0, flag, SENDS_SPEED, spm) is Gait.STANDING, "the last cadence, repeated"


@pytest.mark.parametrize(
    ("raw", "mps", "flag", "habits", "found"),
    [
        # No flag that counts: below 140, up to 7 km/h, with a walker's step.
        (139, 1.5, False, NEW, Gait.WALKING),
        (140, 1.5, False, NEW, Gait.RUNNING),
        (120, 7 / 3.6, False, NEW, Gait.WALKING),
        (120, 7.05 / 3.6, False, NEW, Gait.RUNNING),
        # A step grows with the cadence: 0.0105 m for each step a minute, 0.6 m at least.
        (80, 1.12, False, NEW, Gait.WALKING),
        (80, 1.13, False, NEW, Gait.UNKNOWN),
        (50, 0.5, False, NEW, Gait.WALKING),
        (50, 0.51, False, NEW, Gait.UNKNOWN),
        # Faster than 6 km/h, or flagged: below 130; flagged at 6 km/h at most.
        (129, 1.7, False, NEW, Gait.WALKING),
        (130, 1.7, False, NEW, Gait.RUNNING),
        (129, 6 / 3.6, True, NEW, Gait.WALKING),
        (129, 6.01 / 3.6, True, NEW, Gait.RUNNING),
        (130, 1.5, True, NEW, Gait.RUNNING),
        # A flag that counts: no walk where it says so, else below 140, up to 9 km/h.
        (100, 1.2, True, TOLD, Gait.RUNNING),
        (139, 9 / 3.6, False, TOLD, Gait.WALKING),
        (139, 9.05 / 3.6, False, TOLD, Gait.RUNNING),
        (140, 2.0, False, TOLD, Gait.RUNNING),
        (80, 1.33, False, TOLD, Gait.WALKING),
        (80, 1.34, False, TOLD, Gait.UNKNOWN),
    ],
)
def test_a_walk_is_told_from_a_run_by_cadence_speed_and_step(
    raw: int, mps: float, flag: bool, habits: PodHabits, found: Gait
) -> None:
    assert gait(raw, mps, flag, habits) is found


@pytest.mark.parametrize(
    ("raw", "mps", "found"),
    [
        (56, 1.4, Gait.WALKING),
        (69, 1.0, Gait.WALKING),
        (70, 1.5, Gait.RUNNING),
        (82, 1.5, Gait.RUNNING),
        (110, 1.5, Gait.WALKING),
    ],
)
def test_while_the_unit_is_open_a_walk_in_either_is_a_walk(
    raw: int, mps: float, found: Gait
) -> None:
    assert gait(raw, mps, False, spm=None) is found


# --- habits -------------------------------------------------------------------------------------


def seen(*readings: tuple[float, Measurement], habits: PodHabits = NEW) -> PodHabits:
    for second, measurement in readings:
        habits = habits.after(at(second), measurement)
    return habits


def run(mps: float = 2.7, raw: int = 160, flag: bool = True, distance_m: float | None = None):
    return Measurement(mps, raw, flag, distance_m=distance_m)


def rhythm(*gaps_s: float) -> PodHabits:
    seconds = [sum(gaps_s[:n]) for n in range(len(gaps_s) + 1)]
    return seen(*((second, run()) for second in seconds))


@pytest.mark.parametrize(
    ("gaps_s", "silent_s", "lost_s"),
    [
        ((), 3, 10),
        ((5,), 3, 10),
        ((5, 5), 10, 15),
        ((1, 1, 1), 3, 10),
        ((2, 6), 4, 10),
        ((2, 6, 6), 12, 18),
        ((4, 0.25, 4, 0.2, 4), 8, 12),
        ((7, 7), 14, 21),
        ((7.01, 7.01), 3, 10),
        ((6,) * 9 + (1,) * 4, 12, 18),
        ((6,) * 9 + (1,) * 5, 3, 10),
    ],
)
def test_a_reading_holds_for_twice_the_rhythm_of_its_footpod(
    gaps_s: tuple[float, ...], silent_s: float, lost_s: float
) -> None:
    habits = rhythm(*gaps_s)
    assert (habits.silent_after, habits.lost_after) == (frames(silent_s), frames(lost_s))


def test_a_speed_is_sent_once_one_was_believed() -> None:
    assert not seen((0, run(0.0)), (1, run(FASTEST_MPS + 1))).sends_speed
    assert seen((0, run(FASTEST_MPS)), (1, run(0.0))).sends_speed
    assert believed_speed(run(FASTEST_MPS)) == FASTEST_MPS
    assert believed_speed(run(FASTEST_MPS + 0.01)) is None


WALKS, STANDS, RUNS = run(1.2, 100, flag=False), run(0.0, 0, flag=False), run()
SPEEDLESS = run(0.0, 160, flag=False)


@pytest.mark.parametrize(
    ("tells", "readings", "counts"),
    [
        (None, (WALKS, RUNS), True),
        (None, (WALKS,), False),
        (None, (RUNS,), False),
        (None, (STANDS, SPEEDLESS, run(1.2, 0, flag=False), RUNS), False),
        (None, (WALKS, run(2.7, 0)), False),
        (None, (WALKS, run(0.0)), True),
        (None, (WALKS, run(2.7, 1)), True),
        (None, (run(1.2, 1, flag=False), RUNS), True),
        (True, (WALKS,), True),
        (True, (RUNS,), False),
        (False, (WALKS, RUNS), False),
    ],
)
def test_a_flag_counts_once_it_was_seen_both_ways_or_is_told_to(
    tells: bool | None, readings: tuple[Measurement, ...], counts: bool
) -> None:
    assert seen(*enumerate(readings), habits=PodHabits(tells)).flag_counts is counts


def grown(*seconds: float) -> PodHabits:
    """A distance that grew at these seconds, after the reading at 0."""
    habits = seen((0, run(distance_m=0.0)))
    for n, second in enumerate(seconds, 1):
        habits = habits.after(at(second), run(distance_m=float(n)))
    return habits


def test_a_distance_that_grew_six_times_and_then_stands_is_a_stop() -> None:
    six = grown(1, 2, 3, 4, 5, 6)
    assert not six.stands(at(10))
    assert six.stands(Frame(at(10) + 1))
    assert not grown(1, 2, 3, 4, 5).stands(at(100)), "its rhythm is not known yet"
    slow = grown(3, 6, 9, 12, 15, 18)
    assert not slow.stands(at(24))
    assert slow.stands(Frame(at(24) + 1))
    paused = grown(1, 2, 3, 60, 61, 62)
    assert paused.stands(at(67)), "one stop among them changes no rhythm"
    untold = six.after(at(7), run())
    assert not untold.stands(at(100)), "what is not told any more does not stand"


def test_a_distance_of_another_zero_has_changed_too() -> None:
    habits = grown(1, 2, 3, 4, 5).after(at(6), run(distance_m=0.0))
    assert habits.grew_at == at(6)
    same = habits.after(at(7), run(distance_m=0.0))
    assert (same.grew_at, same.growths) == (at(6), (Frames(48_000),) * 5)


def test_who_stands_by_the_distance_stands_whatever_else_is_sent() -> None:
    stopped = grown(1, 2, 3, 4, 5, 6)
    assert gait(165, 2.7, True, stopped) is Gait.STANDING
    assert gait(0, 2.7, True, stopped) is Gait.STANDING


# --- what it counts -----------------------------------------------------------------------------


def sample(second: float, raw: int, mps: float = 2.7) -> Sample:
    return Sample(at(second), raw, mps)


def heard(counting: Counting, *samples: Sample, flag: bool = False) -> Counting:
    for one in samples:
        counting = counting.heard(one, flag=flag, running=True, reference_spm=None)
    return counting


AUTO = Counting.start(Convention.AUTO)


def test_without_speed_and_flag_fifteen_seconds_decide() -> None:
    shaken = [sample(second, 200, 0.0) for second in range(15)]
    assert heard(AUTO, *shaken).convention is Convention.AUTO
    assert heard(AUTO, *shaken, sample(15, 200, 0.0)).convention is Convention.STEPS
    assert heard(AUTO, *shaken[:8], flag=True).convention is Convention.STEPS
    torn = [*shaken, sample(26, 200, 0.0)]
    assert heard(AUTO, *torn).convention is Convention.AUTO, "not heard on end"
    assert heard(AUTO, *shaken, sample(24, 200, 0.0)).convention is Convention.STEPS


def test_a_speed_that_comes_later_takes_back_what_was_counted_without_one() -> None:
    decided = heard(AUTO, *(sample(second, 200, 0.0) for second in range(16)))
    assert decided.convention is Convention.STEPS
    now = heard(decided, sample(16, 82))
    assert now.convention is Convention.AUTO
    assert now.change is not None
    assert (now.change.was, now.change.now) == (Convention.STEPS, Convention.AUTO)
    assert now.why == now.change.why == "what was counted while standing still says nothing"
    assert now.votes == (sample(16, 82),)
    assert now.sends_speed
    again = heard(now, *(sample(second, 82) for second in range(17, 24)))
    assert again.convention is Convention.STRIDES


def test_a_speed_that_comes_before_anything_is_decided_begins_the_votes_anew() -> None:
    early = heard(AUTO, *(sample(second, 200, 0.0) for second in range(7)))
    now = heard(early, sample(7, 82))
    assert (now.votes, now.change, now.why) == ((sample(7, 82),), None, "")
    assert now.speedless_since is None


@pytest.mark.parametrize(("until_s", "now"), [(14, Convention.STEPS), (15, Convention.STRIDES)])
def test_what_gives_no_cadence_for_some_seconds_is_decided_anew(
    until_s: int, now: Convention
) -> None:
    steps = heard(AUTO, *(sample(second, 150) for second in range(8)))
    assert steps.convention is Convention.STEPS
    other = heard(steps, *(sample(second, 82) for second in range(8, until_s + 1)))
    assert other.convention is now


@pytest.mark.parametrize(("raw", "now"), [(129, Convention.STRIDES), (130, Convention.STEPS)])
def test_strides_become_steps_where_all_are_too_many_for_strides(raw: int, now: Convention) -> None:
    strides = heard(AUTO, *(sample(second, 82) for second in range(8)))
    others = [sample(second, 140, 1.5) for second in range(8, 15)]
    assert heard(strides, *others).convention is Convention.STRIDES
    assert heard(strides, *others, sample(15, raw, 1.5)).convention is now


@pytest.mark.parametrize(
    ("reference", "now"), [(164.0, Convention.STRIDES), (None, Convention.STEPS)]
)
def test_steps_become_strides_where_the_cadence_of_just_before_says_so(
    reference: float | None, now: Convention
) -> None:
    counting = heard(AUTO, *(sample(second, 164, 0.0) for second in range(8)), flag=True)
    spm = None if reference is None else MeasuredSpm(reference)
    for second in range(8, 16):
        counting = counting.heard(
            sample(second, 82, 0.0), flag=True, running=True, reference_spm=spm
        )
    assert counting.convention is now


def test_a_slow_reading_is_no_misfit_and_one_that_fits_ends_it() -> None:
    steps = heard(AUTO, *(sample(second, 150) for second in range(8)))
    assert heard(steps, sample(8, 82, 6 / 3.6)).misfit_since is None
    odd = heard(steps, sample(8, 82), sample(9, 82))
    assert odd.misfit_since == at(8)
    assert heard(odd, sample(10, 150)).misfit_since is None
    fits = [heard(steps, sample(8, raw)).misfit_since is None for raw in (99, 100, 240, 241)]
    assert fits == [False, True, True, False]


@pytest.mark.parametrize(("raw", "votes"), [(49, 0), (50, 1), (240, 1), (241, 0)])
def test_only_what_could_be_a_run_in_either_unit_votes(raw: int, votes: int) -> None:
    assert len(heard(AUTO, sample(0, raw)).votes) == votes
    walked = AUTO.heard(sample(0, raw), flag=False, running=False, reference_spm=None)
    assert walked.votes == ()


def test_what_was_set_hears_nothing() -> None:
    chosen = Counting.start(Convention.STRIDES)
    assert heard(chosen, *(sample(second, 164) for second in range(20))) == chosen
    assert chosen.why == "strides, as set"
