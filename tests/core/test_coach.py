"""The coach second by second, as tables: what it says and clicks, when, and when it does not."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadencecoach.core.plan import click_gate
from cadencecoach.core.plan.click_gate import ClickGate, fade_session, faded, faded_share
from cadencecoach.core.plan.plan import ClickMode
from cadencecoach.core.run import coach, pace_guard, rung_hold
from cadencecoach.core.run.coach import Coach, CoachedSecond, CoachSettings, Say
from cadencecoach.core.run.rung_hold import Ready, RungHold
from cadencecoach.core.sensor.adherence import BandState, judge
from cadencecoach.core.sensor.gait import Gait
from cadencecoach.core.sensor.live import Freshness, LiveCadence
from cadencecoach.core.sensor.step_convention import Convention
from cadencecoach.core.values.calendar import Day
from cadencecoach.core.values.units import MeasuredSpm, Spm


def live(spm: float, mps: float | None = None, direction: int = 0) -> LiveCadence:
    """A runner who is heard."""
    return LiveCadence(
        Freshness.FRESH, Gait.RUNNING, Convention.STEPS, "", cadence_spm=MeasuredSpm(spm),
        speed_mps=mps, direction=direction,
    )  # fmt: skip


LOST = LiveCadence(Freshness.LOST, Gait.UNKNOWN, Convention.STEPS, "")
SILENT = LiveCadence(Freshness.SILENT, Gait.UNKNOWN, Convention.STEPS, "")
STANDING = LiveCadence(Freshness.FRESH, Gait.STANDING, Convention.STEPS, "")
WALKING = LiveCadence(Freshness.FRESH, Gait.WALKING, Convention.STEPS, "")


class Watched:
    """A coach, and what it wanted with the second in which it did."""

    def __init__(self, click: ClickMode = ClickMode.ALWAYS, **settings: object) -> None:
        self.coach = Coach.start(CoachSettings(**settings), click)
        self.wants: list[tuple[int, Say | ClickGate]] = []

    def see(
        self, seconds: int, target: int | None, seen: LiveCadence, *, may_speak: bool = True
    ) -> Watched:
        goal = None if target is None else Spm(target)
        verdict = None if goal is None else judge(goal, seen)
        for _ in range(seconds):
            self.coach, wants = self.coach.second(CoachedSecond(goal, seen, verdict, may_speak))
            self.wants += [(self.coach.second_s, want) for want in wants]
        return self

    @property
    def words(self) -> list[tuple[int, str]]:
        return [(at, want.name) for at, want in self.wants if isinstance(want, Say)]

    @property
    def clicks(self) -> list[tuple[int, bool]]:
        return [(at, want.sounding) for at, want in self.wants if isinstance(want, ClickGate)]


def test_the_numbers_are_those_of_the_sources() -> None:
    assert coach.GRACE_S == 20  # RunnerUp
    assert coach.SPACING_S == ((0.10, 30), (0.05, 60), (0.0, 180))  # RunningCadence
    assert (click_gate.OUT_S, click_gate.STAYS_S) == (15, 30)  # RunningCadence #1
    assert (rung_hold.HELD_SHARE, rung_hold.HELD_OVER_S) == (0.7, 120)  # choice: held
    assert (pace_guard.FASTER, pace_guard.FASTER_S) == (0.05, 60)  # Nijs 2023, Garbutt 1990
    assert click_gate.FADED_SHARES[:6] == (1,) * 6  # the last four fade: Giraldo-Pedroza 2020
    assert len(click_gate.FADED_SHARES) == 10  # Crowell 2026


# --- words --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spm", "sounds"),
    [
        (159, ("coach.below.6", "coach.quick")),
        (174.4, ("coach.above.9", "coach.easeoff")),
        (135, ("coach.below.30", "coach.quick")),
        (134, ("coach.below.more", "coach.quick")),
        (230, ("coach.above.more", "coach.easeoff")),
    ],
)
def test_it_says_how_far_and_what_to_do(spm: float, sounds: tuple[str, ...]) -> None:
    seen = Watched().see(21, 165, live(spm))
    (at, word), = seen.wants  # fmt: skip
    assert isinstance(word, Say)
    assert (at, word.sounds) == (20, sounds)
    assert "165" in word.reason


@pytest.mark.parametrize(
    ("spm", "first"),
    # 160 +-4.8 is the band; spacing 30, 60, 180 s and 2 s for the beat, then twice as long
    # each time, at most 5 minutes.
    [
        (143, [20, 52, 114, 236, 478, 780]),
        (144, [20, 52, 114, 236, 478, 780]),
        (152, [20, 82, 204, 446, 748]),
        (150, [20, 82, 204, 446, 748]),
        (154, [20, 202, 504, 806]),
        (156, []),
        (164, []),
        (166, [20, 202, 504, 806]),
        (170, [20, 82, 204, 446, 748]),
    ],
)
def test_further_off_is_told_more_often_and_in_vain_less(spm: float, first: list[int]) -> None:
    said = Watched().see(900, 160, live(spm)).words
    assert [at for at, _ in said] == first
    assert {name for _, name in said} <= {"below" if spm < 160 else "above"}


def test_each_word_has_its_sounds_and_its_reason() -> None:
    seen = Watched().see(90, None, live(158, 2.7)).see(20, 160, live(150, 2.9))
    for _ in range(4):
        seen.see(90, 160, live(160, 2.9)).see(200, 160, live(160, 2.7)).see(21, 160, live(170, 2.7))
    seen.see(60, 160, live(160)).see(40, 160, LOST).see(1, 160, live(160))
    said = {want for _, want in seen.wants if isinstance(want, Say)}
    assert {(one.name, one.sounds, one.reason) for one in said if one.name != "praise"} == {
        ("below", ("coach.below.10", "coach.quick"), "10 below 160 for 20 s"),
        ("above", ("coach.above.10", "coach.easeoff"), "10 above 160 for 20 s"),
        ("pace", ("coach.pace",), "over 5 % faster than at ease for 60 s"),
        ("sensor lost", ("sensor.lost",), "no data for 10 s"),
        ("sensor back", ("sensor.back",), "data again"),
    }
    quiet = Watched(ClickMode.WHEN_NEEDED).see(40, 160, live(160)).wants
    assert [want for _, want in quiet] == [
        ClickGate(sounding=False, reason="in band, no click needed"),
        Say("quiet", ("stage.quiet",), "the first silence of the click"),
    ]


def test_praise_has_three_wordings_in_turn() -> None:
    seen = Watched()
    for _ in range(5):
        seen.see(30, 160, live(150)).see(320, 160, live(160))
    praised = [want for _, want in seen.wants if isinstance(want, Say) and want.name == "praise"]
    assert [want.sounds for want in praised] == [(f"coach.praise.{n}",) for n in (1, 2, 3, 1, 2)]
    assert {want.reason for want in praised} == {"in band for 60 s"}


def test_after_a_pause_what_was_on_end_begins_anew() -> None:
    def paused(seen: Watched) -> Watched:
        seen.coach = seen.coach.fresh_start()
        return seen

    assert paused(Watched().see(19, 160, live(150))).see(19, 160, live(150)).words == []
    owed = Watched().see(25, 160, live(150)).see(59, 160, live(160))
    assert paused(owed).see(59, 160, live(160)).words == [(20, "below")]
    fast = Watched(baseline_speed_mps=2.7).see(59, 160, live(160, 2.9))
    assert paused(fast).see(59, 160, live(160, 2.9)).words == []
    blind = Watched(ClickMode.WHEN_NEEDED).see(60, 160, live(160)).see(9, 160, SILENT)
    assert paused(blind).see(9, 160, SILENT).clicks == [(31, False)]


def test_a_silence_that_began_long_ago_is_not_explained_any_more() -> None:
    for room_at, told in ((60, True), (61, False)):
        seen = Watched(ClickMode.WHEN_NEEDED).see(room_at - 1, 160, live(160), may_speak=False)
        assert seen.clicks == [(31, False)]
        assert bool(seen.see(1, 160, live(160)).words) is told


def test_the_faded_click_is_that_of_its_share_and_seed() -> None:
    seen = Watched(ClickMode.FADED, click_share=0.5, seed=3).see(400, 160, live(160))
    gates = [faded(0.5, 3, second) for second in range(400)]
    moves = [
        (second + 1, gate.sounding)
        for second, (before, gate) in enumerate(pairwise(gates), 1)
        if before.sounding != gate.sounding
    ]
    assert seen.clicks == moves
    assert {want.reason for _, want in seen.wants if isinstance(want, ClickGate)} == {
        "50 % click today"
    }


def test_twenty_seconds_of_grace_after_a_change() -> None:
    seen = Watched().see(100, 160, live(160)).see(40, 165, live(158))
    assert seen.words == [(120, "below")]


def test_one_second_in_band_and_a_wait_at_a_light_begin_the_grace_anew() -> None:
    seen = Watched().see(15, 160, live(150)).see(1, 160, live(158)).see(15, 160, live(150))
    seen.see(30, 160, STANDING).see(15, 160, live(150))
    assert seen.words == []


def test_silence_is_not_out_of_band() -> None:
    seen = Watched().see(15, 160, live(150)).see(5, 160, SILENT).see(15, 160, live(150))
    assert seen.words == []


def test_who_is_coming_back_is_left_alone() -> None:
    assert Watched().see(60, 160, live(150, direction=1)).words == []
    assert Watched().see(60, 160, live(170, direction=-1)).words == []
    assert Watched().see(60, 160, live(150, direction=-1)).words[0] == (20, "below")


def test_no_word_where_there_is_no_room_or_no_beat_or_no_wish() -> None:
    assert Watched().see(60, 160, live(150), may_speak=False).words == []
    assert Watched().see(60, None, live(150)).words == []
    assert Watched(quiet=True).see(400, 160, live(140, 4.0)).see(99, 160, LOST).words == []


def test_praise_is_owed_held_for_a_minute_and_rare() -> None:
    assert Watched().see(900, 160, live(160)).words == []
    seen = Watched().see(25, 160, live(150)).see(100, 160, live(160))
    assert seen.words == [(20, "below"), (85, "praise")]
    seen.see(25, 160, live(150)).see(100, 160, live(160)).see(200, 160, live(160))
    assert seen.words[2:] == [(145, "below"), (387, "praise")]


def test_praise_is_not_for_a_rung_that_was_left() -> None:
    seen = Watched().see(25, 160, live(150)).see(120, 165, live(165))
    assert seen.words == [(20, "below")]


def test_a_minute_in_band_wipes_the_slate() -> None:
    seen = Watched().see(90, 160, live(150)).see(61, 160, live(160)).see(40, 160, live(150))
    assert seen.words == [(20, "below"), (82, "below"), (150, "praise"), (182, "below")]


def test_overshoot_after_undershoot_is_not_yet_in_vain() -> None:
    seen = Watched().see(90, 160, live(150)).see(60, 160, live(170))
    assert seen.words == [(20, "below"), (82, "below"), (144, "above")]


def test_faster_than_at_ease_for_a_minute() -> None:
    seen = Watched().see(90, None, live(158, 2.7)).see(59, 160, live(160, 2.9))
    assert seen.words == []
    seen.see(900, 160, live(160, 2.9))
    assert [at for at, name in seen.words if name == "pace"] == [150, 332, 634, 936]


@pytest.mark.parametrize(
    ("easy", "speed", "said"),
    [(2.7, 2.83, False), (2.7, 2.84, True), (None, 9.0, False), (0.0, 9.0, False)],
)
def test_the_baseline_speed_wins_over_the_warm_up(
    easy: float | None, speed: float, said: bool
) -> None:
    seen = Watched(baseline_speed_mps=easy).see(70, 160, live(160, speed))
    assert bool(seen.words) is said


def test_only_the_warm_up_before_the_first_beat_is_at_ease() -> None:
    seen = Watched().see(90, None, live(158, 2.7)).see(10, 160, live(160, 2.7))
    seen.see(300, None, live(158, 3.5)).see(70, 160, live(160, 2.9))
    assert [name for _, name in seen.words] == ["pace"]


def test_lost_and_back_are_told_once_and_not_at_every_flicker() -> None:
    seen = Watched().see(40, 160, live(160))
    for _ in range(5):
        seen.see(60, 160, LOST).see(60, 160, live(160))
    assert [name for _, name in seen.words] == ["sensor lost", "sensor back"] * 2
    lost = [at for at, name in seen.words if name == "sensor lost"]
    assert lost[1] - lost[0] >= 300


def test_lost_is_not_told_without_a_beat_to_keep_to() -> None:
    seen = Watched().see(20, None, live(158)).see(50, None, LOST)
    assert seen.words == []
    assert seen.see(5, 160, LOST).words == [(71, "sensor lost")]


# --- the click ----------------------------------------------------------------------------------


def test_always_never_moves() -> None:
    seen = Watched(ClickMode.ALWAYS).see(200, 160, live(140)).see(200, 160, live(160))
    assert seen.clicks == []


def test_never_is_silent_from_the_start() -> None:
    seen = Watched(ClickMode.NEVER).see(60, None, live(158)).see(200, 160, live(140))
    assert seen.clicks == []
    assert not seen.coach.sounding
    assert seen.words == [], "a test of what has stayed is no lesson"


def test_when_needed_goes_comes_stays_and_goes() -> None:
    seen = Watched(ClickMode.WHEN_NEEDED).see(100, 160, live(160))
    assert seen.clicks == [(31, False)]
    seen.see(20, 160, live(150))
    assert seen.clicks[1:] == [(115, True)]
    seen.see(60, 160, live(160))
    assert seen.clicks[2:] == [(145, False)]


def test_when_needed_stays_until_ten_seconds_in_band() -> None:
    seen = Watched(ClickMode.WHEN_NEEDED).see(60, 160, live(160)).see(80, 160, live(150))
    seen.see(9, 160, live(160)).see(3, 160, live(150)).see(9, 160, live(160))
    assert seen.clicks == [(31, False), (75, True)]
    assert seen.see(1, 160, live(160)).clicks[2:] == [(162, False)]


def test_a_click_that_came_back_has_its_chance_before_a_word() -> None:
    seen = Watched(ClickMode.WHEN_NEEDED).see(100, 160, live(160)).see(60, 160, live(150))
    assert seen.clicks[1] == (115, True)
    assert seen.words == [(31, "quiet"), (135, "below")]


def test_what_the_click_alone_mended_is_praised() -> None:
    seen = Watched(ClickMode.WHEN_NEEDED).see(100, 160, live(160)).see(18, 160, live(150))
    seen.see(60, 160, live(160))
    assert seen.words[1:] == [(178, "praise")]


@pytest.mark.parametrize(("seen", "comes"), [(LOST, True), (SILENT, True), (STANDING, False),
                                             (WALKING, False)])  # fmt: skip
def test_a_blind_coach_clicks_and_a_runner_at_a_light_is_left_alone(
    seen: LiveCadence, comes: bool
) -> None:
    watched = Watched(ClickMode.WHEN_NEEDED).see(60, 160, live(160)).see(30, 160, seen)
    assert watched.clicks[1:] == ([(70, True)] if comes else [])


def test_a_new_target_brings_the_click() -> None:
    seen = Watched(ClickMode.WHEN_NEEDED).see(60, 160, live(160)).see(60, 165, live(164))
    assert seen.clicks == [(31, False), (61, True), (91, False)]


def test_the_first_silence_is_told_once() -> None:
    for click, share in ((ClickMode.WHEN_NEEDED, 1.0), (ClickMode.FADED, 0.5)):
        seen = Watched(click, click_share=share).see(100, 160, live(160))
        seen.see(60, 165, live(165)).see(200, 165, live(165))
        assert [name for _, name in seen.words] == ["quiet"]


@given(
    st.sampled_from(click_gate.FADED_SHARES),
    st.integers(0, 2**63),
    st.integers(0, 500),
)
def test_every_minute_has_its_share_and_the_first_begins_with_it(
    share: float, seed: int, minute: int
) -> None:
    on = [faded(share, seed, minute * 60 + s).sounding for s in range(60)]
    assert sum(on) == round(60 * share)
    edges = sum(a != b for a, b in pairwise(on))
    assert edges <= 2, "one stretch a minute"
    assert faded(share, seed, 0).sounding


def test_the_stretch_wanders_and_another_seed_wanders_elsewhere() -> None:
    def begins(seed: int) -> list[int]:
        return [
            next(s for s in range(60) if faded(0.25, seed, minute * 60 + s).sounding)
            for minute in range(1, 30)
        ]

    assert len(set(begins(1))) > 8
    assert begins(1) != begins(2)
    assert begins(1) == begins(1)


@pytest.mark.parametrize(
    ("session", "share"), [(-3, 1), (1, 1), (6, 1), (7, 0.75), (8, 0.5), (9, 0.25), (10, 0.1), (40, 0.1)]
)  # fmt: skip
def test_the_share_of_a_session(session: int, share: float) -> None:
    assert faded_share(session) == share


@pytest.mark.parametrize("a_week", [1, 2, 3, 7])
def test_ten_sessions_of_the_fade_take_five_weeks_or_more(a_week: int) -> None:
    ran = [Day(7 * week + 7 * run // a_week) for week in range(20) for run in range(a_week)]
    reached = next(day for day in ran if fade_session(d for d in ran if d < day) == 10)
    assert reached >= 7 * 4
    if a_week > 1:
        assert reached < 7 * 5 + 1
    assert fade_session([]) == 1


@given(st.lists(st.integers(0, 200).map(Day), max_size=40))
def test_no_run_moves_the_fade_by_more_than_one_and_none_moves_it_back(days: list[Day]) -> None:
    days.sort()
    sessions = [fade_session(days[:count]) for count in range(len(days) + 1)]
    assert all(later - before in (0, 1) for before, later in pairwise(sessions))


# --- the ramp -----------------------------------------------------------------------------------


def after(*verdicts: tuple[int, BandState]) -> RungHold:
    rung = RungHold()
    for verdict in [v for count, v in verdicts for _ in range(count)]:
        rung = rung.second(verdict)
    return rung


IN, UNDER, OVER = BandState.IN_BAND, BandState.UNDER, BandState.OVER
GAP, STILL = BandState.NOT_COVERED, BandState.NOT_MOVING


@pytest.mark.parametrize(
    ("verdicts", "step", "reason"),
    [
        ([(36, UNDER), (84, IN)], True, "held: 70 % of the last two minutes in band"),
        ([(37, UNDER), (83, IN)], False, "69 % of the last two minutes in band"),
        ([(84, IN), (36, OVER)], True, "held: 70 % of the last two minutes in band"),
        ([(60, GAP), (60, IN)], True, "held: 100 % of the last two minutes in band"),
        ([(61, GAP), (59, IN)], False, "too little running was heard"),
        ([(117, IN)], True, "held: 100 % of the last two minutes in band"),
        ([(59, IN)], False, "too little running was heard"),
        ([(120, GAP)], True, "no footpod is heard, so time decides"),
        ([], True, "no footpod is heard, so time decides"),
        ([(100, IN), (20, STILL)], False, "not running now"),
        ([(70, STILL), (50, IN)], False, "too little running was heard"),
    ],
)
def test_held_or_not(verdicts: list[tuple[int, BandState]], step: bool, reason: str) -> None:
    assert after(*verdicts).ready == Ready(step, reason)


@given(st.lists(st.sampled_from(BandState), max_size=120), st.data())
def test_silence_counts_neither_way(verdicts: list[BandState], data: st.DataObject) -> None:
    heard = [v for v in verdicts if v is not GAP]
    assert after(*((1, v) for v in verdicts)).held == after(*((1, v) for v in heard)).held


def test_an_extension_belongs_to_its_rung() -> None:
    seen = Watched().see(10, 160, live(150))
    seen.coach = seen.coach.extended().extended()
    assert seen.see(10, 160, live(150)).coach.rung.extended_s == 120
    assert seen.see(1, 165, live(150)).coach.rung.extended_s == 0


# --- laws ---------------------------------------------------------------------------------------

pictures = st.one_of(
    st.sampled_from((LOST, SILENT, STANDING, WALKING)),
    st.builds(live, st.integers(20, 255), st.none() | st.floats(0, 9), st.sampled_from((-1, 0, 1))),
)
stretches = st.lists(
    st.tuples(st.integers(1, 90), st.sampled_from((None, 150, 160, 165)), pictures, st.booleans()),
    max_size=25,
)


@given(st.sampled_from(ClickMode), stretches)
def test_never_more_words_than_allowed(click: ClickMode, run: list) -> None:
    watched = Watched(click)
    for seconds, target, seen, may_speak in run:
        watched.see(seconds, target, seen, may_speak=may_speak)
    words = watched.words
    assert all(b[0] - a[0] >= coach.ANY_WORD_S for a, b in pairwise(words))
    for name, least in (("praise", 300), ("pace", 180), ("sensor lost", 300), ("quiet", 10**9)):
        said = [at for at, word in words if word == name]
        assert all(b - a >= least for a, b in pairwise(said))
    moved = [sounding for _, sounding in watched.clicks]
    assert all(a != b for a, b in pairwise(moved))
