"""Weeks lived at random: no target above the cap, no run through a closed gate, no rung on an unknown."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from cadencecoach.core.diary import entries as en
from cadencecoach.core.diary.pain import Quality, RedFlag, When
from cadencecoach.core.events import Nudged
from cadencecoach.core.plan.ladder import RAISED_CEILING
from cadencecoach.core.plan.plan import Plan, StageKind
from cadencecoach.core.programme.gates import Go, Verdict, before_run, highest_run
from cadencecoach.core.programme.own_cadence import ceiling_of, ladder_of, own_cadence
from cadencecoach.core.programme.pain_memory import held_pain, is_calm, stopped_for_pain
from cadencecoach.core.programme.referral import open_flags
from cadencecoach.core.programme.steps import due, unlocked
from cadencecoach.core.programme.today import today
from cadencecoach.core.run.engine import begin, step
from cadencecoach.core.values.calendar import Day
from cadencecoach.core.values.units import SAMPLE_RATE, Frame, Spm
from tests.core.diaries import FOUR, START, Life, at, plan
from tests.core.worlds import setup, steady

LEVELS = st.integers(0, 10)
QUALITIES = st.none() | st.sampled_from(Quality)
SPMS = st.integers(100, 240)


class Weeks(RuleBasedStateMachine):
    """A runner who tells and does anything, in any order, by any clock."""

    def __init__(self) -> None:
        super().__init__()
        self.life = Life(None, FOUR)
        self.day = 0
        self.hour = 6.0

    @initialize(spm=st.none() | st.integers(150, 168), good_runs=st.integers(0, 2))
    def begins(self, spm: int | None, good_runs: int) -> None:
        """Somewhere in the weeks: with nothing known, with a rung, or with the next one due."""
        self.day = 1 if spm is None else 8 + 3 * good_runs
        if spm is None:
            return
        self.life.write(en.BaselineSet(at(0, 6), spm))
        self.life.write(en.StepDecided(at(7), en.Step.UP, 1, "", "", None))
        for n in range(good_runs):
            self.life.run(8 + 3 * n, spm + 5, before=1, after=1, morning=1)

    # --- what a runner does ----------------------------------------------------------------------

    @rule(days=st.integers(0, 4))
    def time_passes(self, days: int) -> None:
        self.day, self.hour = self.day + days, 6.0 if days else min(23.0, self.hour + 2)

    @rule(days=st.integers(-9, 30))
    def the_clock_jumps(self, days: int) -> None:
        self.day += days

    @rule(
        when=st.sampled_from((When.BEFORE, When.NOW, When.MORNING)),
        level=LEVELS,
        quality=QUALITIES,
        limping=st.booleans(),
    )
    def rates(self, when: When, level: int, quality: Quality | None, limping: bool) -> None:
        self.life.rate(self.day, level, when, self.hour, quality, limping)
        self.decides()

    @rule(level=st.integers(0, 3))
    def wakes_calm(self, level: int) -> None:
        self.day, self.hour = self.day + 1, 6.0
        self.life.rate(self.day, level, hour=self.hour)
        self.decides()

    @precondition(lambda self: self.life.diary.runs)
    @rule(level=LEVELS, late=st.integers(0, 5))
    def rates_the_last_run(self, level: int, late: int) -> None:
        last = self.life.diary.runs[-1]
        if late:
            self.life.rate(self.day, level, When.MORNING, self.hour, about=Day(last.day + 1))
        else:
            self.life.rate(self.day, level, When.AFTER, self.hour, session=last.session)
        self.decides()

    @rule(flags=st.just(()) | st.sets(st.sampled_from(RedFlag), max_size=2), seen=st.booleans())
    def answers_the_signs(self, flags: set[RedFlag], seen: bool) -> None:
        self.life.write(en.RedFlagsAnswered(at(self.day, self.hour), tuple(flags)))
        if seen:
            self.life.write(en.RedFlagsAcknowledged(at(self.day, self.hour)))

    @precondition(lambda self: open_flags(self.life.diary))
    @rule()
    def has_been_seen(self) -> None:
        self.life.write(en.RedFlagsAcknowledged(at(self.day, self.hour)))

    @rule(spm=st.integers(150, 176) | SPMS, confirmed=st.booleans())
    def finds_an_own_cadence(self, spm: int, confirmed: bool) -> None:
        """By import, taps, a count, the settings, or a run without a beat."""
        self.life.write(en.BaselineSet(at(self.day, self.hour), spm, confirmed=confirmed))

    @rule(spm=SPMS)
    def moves_the_ceiling(self, spm: int) -> None:
        self.life.write(en.CeilingSet(at(self.day, self.hour), spm))

    @rule(start=st.booleans(), pause=st.booleans())
    def turns_the_programme(self, start: bool, pause: bool) -> None:
        now = at(self.day, self.hour)
        one = en.ProgrammeStarted(now, "four") if start else en.ProgrammeResumed(now)
        self.life.write(en.ProgrammePaused(now) if pause and not start else one)

    @rule(
        anyway=st.booleans(),
        wanted=st.sampled_from(("today", "ramp", "fast")),
        nudges=st.integers(0, 8),
        pain=st.lists(LEVELS, max_size=2),
        after=st.none() | LEVELS,
        held=st.none() | st.sampled_from((60.0, 90.0)),
    )
    def runs(
        self,
        anyway: bool,
        wanted: str,
        nudges: int,
        pain: list[int],
        after: int | None,
        held: float | None,
    ) -> None:
        verdict = self.verdict(self.wanted(wanted))
        if verdict.go is Go.NO:
            if not anyway or not verdict.overridable:
                return
            self.life.write(en.Overrode(at(self.day, self.hour), verdict.reason))
        lifted = self.heard(verdict.plan, nudges)
        cap = verdict.plan.cap_spm
        assert cap is not None
        assert max(lifted, default=Spm(0)) <= cap
        top = max(verdict.plan.targets, default=None)
        self.life.run(
            self.day,
            top,
            hour=self.hour,
            minutes=verdict.plan.length / SAMPLE_RATE / 60,
            pain=tuple((300.0 + n, level) for n, level in enumerate(pain)),
            after=after,
            held=held,
        )
        self.decides()

    @rule()
    def decides(self) -> None:
        """What is due is written down, as with any act; a rung never on an unknown."""
        ladder = ladder_of(self.life.diary)
        if ladder is None:
            return
        one = due(self.life.diary, FOUR, ladder, at(self.day, self.hour))
        if one is None:
            return
        if one.step is en.Step.UP:
            pain = self.life.diary.now(self.today)
            assert pain is not None
            assert is_calm(pain)
            assert held_pain(self.life.diary) is None
            assert not open_flags(self.life.diary)
        self.life.write(one)

    # --- what holds whatever was done ------------------------------------------------------------

    @property
    def today(self) -> Day:
        return Day(START + self.day)

    def wanted(self, name: str) -> Plan:
        """What a door is asked for: the day's run, a ramp with options on top, or a quick one."""
        if name == "today":
            asked = today(self.life.diary, FOUR, self.today, at(self.day, self.hour)).run
            assert asked is not None
            return asked.plan
        return plan(40, 175) if name == "ramp" else steady(220, 1200)

    def verdict(self, asked: Plan) -> Verdict:
        diary = self.life.diary
        return before_run(diary, asked, ladder_of(diary), unlocked(diary), self.today, FOUR)

    def heard(self, asked: Plan, nudges: int) -> list[Spm]:
        """The targets of the plan once `+5` was pressed so often, from the warm-up on."""
        state = begin(setup(replace(asked, cue_every=None)))
        for n in range(nudges):
            state, _ = step(state, Nudged(Frame((1 + 70 * n) * SAMPLE_RATE), 5))
        return [span.target_spm for span in state.timeline.spans if span.target_spm is not None]

    @invariant()
    def no_target_lies_above_the_cap(self) -> None:
        diary = self.life.diary
        ceiling = ceiling_of(diary)
        assert ceiling <= RAISED_CEILING
        own = own_cadence(diary)
        for name in ("today", "ramp", "fast"):
            top = max(self.verdict(self.wanted(name)).plan.targets, default=Spm(0))
            assert top <= ceiling
            if own.first_spm is not None:
                assert top <= own.first_spm * 110 // 100

    @invariant()
    def every_door_gives_the_same_verdict(self) -> None:
        diary = self.life.diary
        view = today(diary, FOUR, self.today, at(self.day, self.hour))
        assert view.run is not None
        assert view.gate == self.verdict(view.run.plan)
        kinds = {self.verdict(self.wanted(name)).go for name in ("today", "ramp", "fast")}
        assert kinds == {view.gate.go}, "the back is one, whatever is to be run"

    @invariant()
    def a_closed_gate_is_closed(self) -> None:
        diary = self.life.diary
        said = self.verdict(self.wanted("ramp"))
        pain = diary.now(self.today)
        if open_flags(diary):
            assert (said.go, said.overridable) == (Go.NO, False)
        elif pain is not None and pain.level >= 6:
            assert said.go is Go.NO
        elif held_pain(diary) is not None:
            assert said.go is not Go.GO, "unknown opens no door"

    @invariant()
    def a_sore_or_unrated_day_runs_no_new_rung(self) -> None:
        diary, ladder = self.life.diary, ladder_of(self.life.diary)
        pain = diary.now(self.today)
        if ladder is None or (pain is not None and is_calm(pain) and held_pain(diary) is None):
            return
        known = highest_run(diary)
        most = ladder.target(0) if known is None else ladder.target(ladder.rung_of(known))
        for name in ("today", "ramp", "fast"):
            assert max(self.verdict(self.wanted(name)).plan.targets, default=Spm(0)) <= most

    @invariant()
    def a_gentler_run_is_shortened_once(self) -> None:
        asked = self.wanted("ramp")
        said = self.verdict(asked)
        between = sum(
            one.length for one in asked.stages
            if one.kind not in (StageKind.WARM_UP, StageKind.COOL_DOWN)
        )  # fmt: skip
        less = asked.length - said.plan.length
        assert less == 0 if said.go is Go.GO else abs(less - between // 3) <= 9 * SAMPLE_RATE

    @invariant()
    def a_stop_steps_up_nothing(self) -> None:
        diary = self.life.diary
        if diary.runs and stopped_for_pain(diary, diary.runs[-1]):
            later = [
                one for one in diary.of(en.StepDecided)
                if one.session == diary.runs[-1].session
            ]  # fmt: skip
            assert all(one.step is not en.Step.UP for one in later)


TestWeeks = Weeks.TestCase
TestWeeks.settings = settings(max_examples=40, stateful_step_count=20, deadline=None)
