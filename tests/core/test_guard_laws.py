"""Weeks lived at random: no target above the cap, no run through a closed gate, no rung on an unknown.

What was told is remembered here by itself, so that a rule that is broken does not break its law too.
"""

from __future__ import annotations

from dataclasses import replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from cadencecoach.core.diary import entries as en
from cadencecoach.core.diary.diary import Diary
from cadencecoach.core.diary.pain import Quality, RedFlag, When
from cadencecoach.core.events import Nudged
from cadencecoach.core.plan.plan import Plan, StageKind
from cadencecoach.core.programme.gates import Go, Verdict, before_run, highest_run
from cadencecoach.core.programme.own_cadence import ladder_of
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
        self.believed: int | None = None
        """The own cadence that the cap is counted from at most."""
        self.hurts: bool | None = False
        """Whether what was told last holds a day back; None where words of other days blur it."""
        self.calm_at = (0, 0.0)
        """The latest hour at which it was told by any clock that the back is calm."""
        self.lifted_on: list[int] = []
        self.answered: tuple[Diary, Day, float, dict[str, Verdict]] | None = None
        """The doors' verdicts, and of which diary, day and hour: the laws ask for the same three."""

    def tells(self, level: int, quality: Quality | None = None, *, limping: bool = False) -> None:
        """The back as it is now: trouble holds, up to 3 ends it, anything between leaves it."""
        if level >= 6 or limping or quality in (Quality.SHARP, Quality.RADIATING):
            self.hurts = True
        elif level <= 3:
            self.hurts, self.calm_at = False, max(self.calm_at, (self.day, self.hour))

    def finds(self, spm: int, *, confirmed: bool = False) -> None:
        """An own cadence is written down; the first one believed holds until the runner says more."""
        if confirmed or (self.believed is None and 140 <= spm <= 190):
            self.believed = spm
        self.life.write(en.BaselineSet(at(self.day, self.hour), spm, confirmed=confirmed))

    @initialize(spm=st.none() | st.integers(150, 168), good_runs=st.integers(0, 2))
    def begins(self, spm: int | None, good_runs: int) -> None:
        """Somewhere in the weeks: with nothing known, with a rung, or with the next one due."""
        self.day = 1 if spm is None else 8 + 3 * good_runs
        if spm is None:
            return
        self.believed = spm
        self.life.write(en.BaselineSet(at(0, 6), spm))
        self.life.write(en.StepDecided(at(7), en.Step.UP, 1, "", "", None))
        self.lifted_on.append(self.today - self.day + 7)
        for n in range(good_runs):
            self.life.run(8 + 3 * n, spm + 5, before=1, after=1, morning=1)

    # --- what a runner does ----------------------------------------------------------------------

    @rule(days=st.integers(0, 4))
    def time_passes(self, days: int) -> None:
        self.day, self.hour = self.day + days, 6.0 if days else min(22.0, self.hour + 2)

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
        self.tells(level, quality, limping=limping)
        self.decides()

    @rule(level=st.integers(0, 3))
    def wakes_calm(self, level: int) -> None:
        self.day, self.hour = self.day + 1, 6.0
        self.life.rate(self.day, level, hour=self.hour)
        self.tells(level)
        self.decides()

    @precondition(lambda self: self.life.diary.runs)
    @rule(level=LEVELS, late=st.integers(0, 5))
    def rates_the_last_run(self, level: int, late: int) -> None:
        last = self.life.diary.runs[-1]
        self.hurts = None  # it is about another day
        if late and last.day < self.today:
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
        self.finds(spm, confirmed=confirmed)

    @rule(spm=st.integers(150, 175), ups=st.lists(st.integers(0, 20), max_size=4))
    def imports_files_and_begins_anew(self, spm: int, ups: list[int]) -> None:
        """Each a little higher, and a programme begun anew after each."""
        for up in (0, *ups):
            self.finds(spm + up)
            self.life.write(en.ProgrammeStarted(at(self.day, self.hour), "four"))

    @precondition(lambda self: self.life.diary.runs)
    @rule()
    def deletes_the_last_run(self) -> None:
        self.life.delete()

    @precondition(lambda self: self.life.diary.deleted)
    @rule()
    def brings_it_back(self) -> None:
        self.life.bring_back()

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
        wanted=st.sampled_from(("today", "ramp", "fast")) | SPMS,
        nudges=st.integers(0, 8),
        pain=st.lists(LEVELS, max_size=2),
        after=st.none() | LEVELS,
        held=st.none() | st.sampled_from((60.0, 90.0)),
    )
    def runs(
        self,
        anyway: bool,
        wanted: str | int,
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
        self.keys_lift_no_rung_to_come(verdict.plan, nudges)
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
        if max(pain, default=0) > 5:
            # Whether a run by a clock set back came before a calm word is written nowhere.
            set_back = (self.day, self.hour) < self.calm_at
            self.hurts = True if (after is None or after > 3) and not set_back else None
        elif pain:
            self.hurts = None
        if after is not None and (after > 5 or not pain):
            self.tells(after)
        self.hour += 2
        if self.hour > 22:
            self.day, self.hour = self.day + 1, 6.0
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
            assert pain is not None, "a rung on an unknown"
            assert pain.level <= 3
            assert self.hurts is not True
            assert not self.signs
            assert self.today - max(self.lifted_on, default=self.today - 7) >= 7, "one rung a week"
            self.lifted_on.append(self.today)
        self.life.write(one)

    # --- what holds whatever was done ------------------------------------------------------------

    @property
    def today(self) -> Day:
        return Day(START + self.day)

    @property
    def signs(self) -> bool:
        """Whether a warning sign was told that nobody has looked at since."""
        waiting = False
        for entry in self.life.diary.entries:
            if isinstance(entry, en.RedFlagsAnswered) and entry.flags:
                waiting = True
            elif isinstance(entry, en.RedFlagsAcknowledged):
                waiting = False
        return waiting

    def wanted(self, name: str | int) -> Plan:
        """What a door is asked for: the day's run, a ramp, a quick one, or a target as typed."""
        if isinstance(name, int):
            return steady(name, 1200)
        if name == "today":
            asked = today(self.life.diary, FOUR, self.today, at(self.day, self.hour)).run
            assert asked is not None
            return asked.plan
        return plan(40, 175) if name == "ramp" else steady(220, 1200)

    def verdict(self, asked: Plan) -> Verdict:
        diary = self.life.diary
        return before_run(diary, asked, ladder_of(diary), unlocked(diary), self.today, FOUR)

    def answer(self, name: str) -> Verdict:
        """The verdict on what a door is asked for, worked out once as long as nothing happens."""
        answered = self.answered
        if (
            answered is None
            or answered[0] is not self.life.diary
            or answered[1:3] != (self.today, self.hour)
        ):
            answered = self.answered = (self.life.diary, self.today, self.hour, {})
        verdicts = answered[3]
        if name not in verdicts:
            verdicts[name] = self.verdict(self.wanted(name))
        return verdicts[name]

    def keys_lift_no_rung_to_come(self, asked: Plan, nudges: int) -> None:
        """`+5` from the warm-up on: one step before the beat, then the rung in force up to the cap."""
        state = begin(setup(replace(asked, cue_every=None)))
        pressed = [(1 + 70 * n) * SAMPLE_RATE for n in range(nudges)]
        for frame in pressed:
            state, _ = step(state, Nudged(Frame(frame), 5))
        cap, unlocked_spm = asked.cap_spm, asked.unlocked_spm
        assert cap is not None
        assert unlocked_spm is not None
        beaten: set[int] = set()
        for span in state.timeline.spans:
            if span.target_spm is None:
                continue
            assert span.target_spm <= cap
            if not beaten:
                planned = asked.stages[span.stage].target_spm
                assert planned is not None
                assert span.start < min(pressed, default=0) or span.target_spm <= planned + 5
            elif span.stage not in beaten:
                assert span.target_spm <= unlocked_spm, "a rung to come goes by what is unlocked"
            beaten.add(span.stage)

    @invariant()
    def no_target_lies_above_the_cap(self) -> None:
        told = [one.ceiling_spm for one in self.life.diary.of(en.CeilingSet)]
        ceiling = min(told[-1], 190) if told else 180
        for name in ("today", "ramp", "fast"):
            plan = self.answer(name).plan
            assert plan.cap_spm is not None
            top = max(plan.targets, default=Spm(0))
            assert top <= plan.cap_spm <= ceiling
            if self.believed is not None and ladder_of(self.life.diary) is not None:
                assert plan.cap_spm <= self.believed * 110 // 100

    @invariant()
    def every_door_gives_the_same_verdict(self) -> None:
        diary = self.life.diary
        view = today(diary, FOUR, self.today, at(self.day, self.hour))
        assert view.run is not None
        assert view.gate == self.verdict(view.run.plan)
        asked, open_for = view.run.plan.targets, view.gate.plan.targets
        assert asked == open_for, "the day asks for no more than the gate lets through"
        kinds = {self.answer(name).go for name in ("today", "ramp", "fast")}
        assert kinds == {view.gate.go}, "the back is one, whatever is to be run"

    @invariant()
    def a_closed_gate_is_closed(self) -> None:
        said = self.answer("ramp")
        pain = self.life.diary.now(self.today)
        if self.signs:
            assert (said.go, said.overridable) == (Go.NO, False)
        elif pain is not None and (
            pain.level >= 6 or pain.limping or pain.quality is Quality.SHARP
        ):
            assert said.go is Go.NO
        elif self.hurts:
            assert said.go is not Go.GO, "unknown opens no door, and no night does"
        elif pain is not None and (pain.level >= 4 or pain.quality is Quality.RADIATING):
            assert said.go is Go.MODIFIED

    @invariant()
    def a_sore_or_unrated_day_runs_no_new_rung(self) -> None:
        diary, ladder = self.life.diary, ladder_of(self.life.diary)
        pain = diary.now(self.today)
        calm = pain is not None and pain.level <= 3 and pain.quality is not Quality.RADIATING
        if ladder is None or (calm and self.hurts is not True):
            return
        known = highest_run(diary)
        most = ladder.target(0) if known is None else ladder.target(ladder.rung_of(known))
        for name in ("today", "ramp", "fast"):
            assert max(self.answer(name).plan.targets, default=Spm(0)) <= most

    @invariant()
    def a_gentler_run_is_shortened_once(self) -> None:
        asked = self.wanted("ramp")
        said = self.answer("ramp")
        between = sum(
            one.length for one in asked.stages
            if one.kind not in (StageKind.WARM_UP, StageKind.COOL_DOWN)
        )  # fmt: skip
        less = asked.length - said.plan.length
        assert less == 0 if said.go is Go.GO else abs(less - between // 3) <= 9 * SAMPLE_RATE

    @invariant()
    def a_stop_steps_up_nothing(self) -> None:
        diary = self.life.diary
        hurt = {run.session for run in diary.runs if any(level > 5 for _, level in run.pain)}
        for one in diary.of(en.StepDecided):
            assert one.session not in hurt or one.step is not en.Step.UP


TestWeeks = Weeks.TestCase
TestWeeks.settings = settings(max_examples=80, stateful_step_count=25, deadline=None)
