"""Any inputs in any order: hypothesis walks the engine's transition table and the laws hold on the way.

Time passes look by look, as in a session; the log is what a session would keep.
"""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any, Final

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from cadencecoach.core import events as ev
from cadencecoach.core.events import inputs as kinds_of_input
from cadencecoach.core.plan.plan import Advance, ClickMode
from cadencecoach.core.run.coach import CoachSettings
from cadencecoach.core.run.cues import QUESTIONS
from cadencecoach.core.run.engine import begin, replay, step
from cadencecoach.core.run.setup import Setup, setup_from, setup_record
from cadencecoach.core.run.state import State
from cadencecoach.core.run.view_of_state import view
from cadencecoach.core.score.lead_times import LEAD
from cadencecoach.core.score.phrases import PRE_ROLL
from cadencecoach.core.sensor.rsc import Measurement, encode_measurement
from cadencecoach.core.sensor.step_convention import Convention
from cadencecoach.core.values.records import to_record
from cadencecoach.core.values.units import SLOWEST, Frame, Spm, frames
from tests.core.worlds import setup, short_plan

Make = Callable[[Frame], ev.Input]

_CUES: Final = (ev.CuePlaced, ev.CueCut, ev.EarconPlaced, ev.ClickGated, ev.Muted, ev.VolumeChanged)
"""Edits that move no beat."""

runs = encode_measurement(Measurement(2.8, 81, running=True))
words = st.text(max_size=8)


def _made(
    kind: Callable[..., ev.Input], *fields: st.SearchStrategy[Any]
) -> st.SearchStrategy[Make]:
    return st.tuples(*fields).map(lambda values: lambda at: kind(at, *values))


KEYS: Final[dict[type[ev.Input], st.SearchStrategy[Make]]] = {
    ev.PauseAsked: _made(ev.PauseAsked),
    ev.GoOnAsked: _made(ev.GoOnAsked),
    ev.TargetMoved: _made(ev.TargetMoved, st.sampled_from((-5, -1, 1, 5, 400))),
    ev.SkipPressed: _made(ev.SkipPressed),
    ev.MuteAsked: _made(ev.MuteAsked),
    ev.SoundAsked: _made(ev.SoundAsked),
    ev.VolumeMoved: _made(ev.VolumeMoved, st.floats(-50, 50)),
    ev.CueAsked: _made(ev.CueAsked),
    ev.WhereAsked: _made(ev.WhereAsked),
    ev.Answer: _made(ev.Answer, st.booleans()),
    ev.AnswerToAll: _made(ev.AnswerToAll, st.booleans()),
    ev.PainNoted: _made(
        ev.PainNoted,
        st.integers(0, 10),
        st.sampled_from(("", "left", "both")),
        st.booleans(),
        st.booleans(),
    ),
    ev.PainMarked: _made(ev.PainMarked),
    ev.WarningSignTold: _made(ev.WarningSignTold),
    ev.FreezeAsked: _made(ev.FreezeAsked),
    ev.NotUnderstood: _made(ev.NotUnderstood, words, words),
    ev.PausePressed: _made(ev.PausePressed),
    ev.Nudged: _made(ev.Nudged, st.sampled_from((-5, -1, 1, 5, 400))),
    ev.MutePressed: _made(ev.MutePressed),
    ev.VolumeSet: _made(ev.VolumeSet, st.floats(-40, 12)),
}
"""What a runner does; pain and the end are rules of their own too, since few runs would live long."""

USED_MOST: Final = (ev.PauseAsked, ev.GoOnAsked, ev.TargetMoved, ev.PausePressed, ev.Nudged)

NEWS: Final[dict[type[ev.Input], st.SearchStrategy[Make]]] = {
    ev.PayloadReceived: _made(ev.PayloadReceived, st.one_of(st.binary(max_size=12), st.just(runs))),
    ev.LinkChanged: _made(
        ev.LinkChanged,
        st.sampled_from(ev.LinkState),
        words,
        words,
        st.none() | st.integers(0, 100),
    ),
    ev.AudioChanged: _made(ev.AudioChanged, st.booleans(), words),
    ev.Noted: _made(ev.Noted, words),
}

OWN_RULES: Final = {ev.Tick, ev.Stalled, ev.FinishAsked}


def test_every_kind_of_input_is_tried() -> None:
    inputs = {
        kind
        for kind in ev.BY_NAME.values()
        if issubclass(kind, ev.Input)
        and kind.__module__ == kinds_of_input.__name__
        and kind is not ev.Command
    }
    assert inputs == KEYS.keys() | NEWS.keys() | OWN_RULES


worlds = st.builds(
    lambda every, click, advance, cap, quiet, before, convention: replace(
        setup(
            replace(short_plan(every), click=click, advance=advance, cap_spm=cap),
        ),
        coach=CoachSettings(quiet=quiet, click_share=0.5),
        pain_before=before,
        long_pause_told=quiet,
        convention=convention,
    ),
    st.sampled_from((30, 45)),
    st.sampled_from(ClickMode),
    st.sampled_from(Advance),
    st.sampled_from((None, Spm(172))),
    st.booleans(),
    st.sampled_from((None, 0, 4)),
    st.sampled_from(Convention),
)


class Phase(enum.Enum):
    """The states of the engine's transition table."""

    RUNNING = enum.auto()
    PAUSED = enum.auto()
    STOPPING = enum.auto()
    OVER = enum.auto()


def phase(state: State) -> Phase:
    if state.over:
        return Phase.OVER
    if state.stop_at is not None:
        return Phase.STOPPING
    return Phase.PAUSED if state.paused else Phase.RUNNING


def next_phases(was: State, happened: ev.Input, decided: set[type]) -> set[Phase]:
    """Where the table leads, told by nothing but where the run was and what came."""
    before = phase(was)
    own = Phase.PAUSED if was.paused else Phase.RUNNING
    stops = {Phase.STOPPING} if ev.CoachDecided in decided else {before}
    match before, happened:
        case Phase.OVER, _:
            return {Phase.OVER}
        case _, ev.FinishAsked():
            return {Phase.OVER}
        case _, ev.Tick() | ev.Stalled():
            # The plan or the time to overrule is over; never out of a pause, which has no end.
            return {before} if before is Phase.PAUSED else {before, Phase.OVER}
        case Phase.STOPPING, ev.PausePressed() | ev.GoOnAsked():
            return {before} if was.stop_holds else {own}
        case Phase.RUNNING, ev.PausePressed() | ev.PauseAsked():
            return {Phase.PAUSED}
        case Phase.PAUSED, ev.PausePressed() | ev.GoOnAsked():
            return {Phase.RUNNING}
        case _, ev.WarningSignTold():
            return {Phase.STOPPING}
        case _, ev.PainNoted():
            return stops
    return {before}


class Engine(RuleBasedStateMachine):
    """A session under any keys and any news."""

    @initialize(world=worlds)
    def begins(self, world: Setup) -> None:
        self.world = world
        self.state = begin(world)
        self.now = Frame(0)
        self.log: list[ev.Input] = []
        self.outputs: list[ev.Output] = []

    # --- what happens ---------------------------------------------------------------------------

    @rule(length=st.integers(0, frames(25)))
    def time_passes(self, length: int) -> None:
        self._until(Frame(self.now + length))

    @rule(length=st.integers(0, frames(1)), make=st.one_of(*KEYS.values()))
    def a_key(self, length: int, make: Make) -> None:
        self._happens(length, make)

    @rule(length=st.integers(0, frames(1)), make=st.one_of(*map(KEYS.__getitem__, USED_MOST)))
    def the_keys_used_most(self, length: int, make: Make) -> None:
        self._happens(length, make)

    @rule(length=st.integers(0, frames(1)), make=st.one_of(*NEWS.values()))
    def news(self, length: int, make: Make) -> None:
        self._happens(length, make)

    @rule(seconds=st.integers(1, 30))
    def the_pod_sends(self, seconds: int) -> None:
        for _ in range(seconds):
            self._happens(frames(1), lambda at: ev.PayloadReceived(at, runs))

    @rule(length=st.integers(frames(0.1), frames(9)))
    def the_machine_stalls(self, length: int) -> None:
        since = self.state.look_at
        self.now = Frame(max(self.now, since + length))
        self._step(ev.Stalled(self.now, since))

    @precondition(lambda self: len(self.outputs) > 12)
    @rule(length=st.integers(0, frames(1)), reason=st.sampled_from(ev.EndReason))
    def the_runner_ends_it(self, length: int, reason: ev.EndReason) -> None:
        self._happens(length, lambda at: ev.FinishAsked(at, reason))

    def _happens(self, length: int, make: Make) -> None:
        self._until(Frame(self.now + length))
        self._step(make(self.now))

    def _until(self, frame: Frame) -> None:
        while not self.state.over and self.state.look_at <= frame:
            self.now = self.state.look_at
            self._step(ev.Tick(self.now))
        self.now = frame

    def _step(self, happened: ev.Input) -> None:
        before, was = phase(self.state), self.state
        self.state, decided = step(was, happened)
        if not isinstance(happened, ev.Tick):
            self.log.append(happened)
        if before is Phase.OVER:
            assert self.state == was, "nothing after the end"
            assert not decided
        told = {type(one) for one in decided}
        assert phase(self.state) in next_phases(was, happened, told)
        assert self.state.can_go_on == (
            phase(self.state) is Phase.PAUSED
            or (phase(self.state) is Phase.STOPPING and not self.state.stop_holds)
        )
        for one in decided:
            if isinstance(one, ev.Edit):
                assert one.at >= happened.at + LEAD, "no edit near what may have been heard"
            if isinstance(one, ev.CuePlaced) and one.kind is not ev.CueKind.SAFETY:
                assert not self.state.muted
                assert not was.paused or one.name in {"resumed", "where", "stillpaused"}
        self.outputs += decided

    # --- what holds -----------------------------------------------------------------------------

    @invariant()
    def running_time_stands_still_in_pauses_only(self) -> None:
        turns = [one for one in self.state.edits if isinstance(one, ev.Paused | ev.Resumed)]
        began = [min(one.at, self.now) for one in turns[::2]]
        ended = [min(one.at, self.now) for one in turns[1::2]]
        paused = sum(ended) - sum(began) + self.now * (len(turns) % 2)
        finished = self.state.finished
        if finished is None or self.now < finished.at:
            assert self.state.timeline.running_at(self.now) == self.now - paused

    @invariant()
    def edits_come_in_their_order(self) -> None:
        moves = [edit.at for edit in self.state.edits if not isinstance(edit, _CUES)]
        assert moves == sorted(moves)

    @invariant()
    def targets_stay_in_their_bounds(self) -> None:
        top = self.world.plan.highest(max(self.world.plan.targets))
        targets = {span.target_spm for span in self.state.timeline.spans} - {None}
        assert all(SLOWEST <= target <= top for target in targets if target is not None)

    @invariant()
    def a_second_of_the_chart_stands_once(self) -> None:
        assert all(a.running < b.running for a, b in pairwise(self.state.chart))

    @invariant()
    def the_screen_can_be_painted(self) -> None:
        seen = view(self.state, self.now)
        assert 0 <= seen.running <= seen.total
        assert seen.finished <= self.state.over
        assert seen.open_question is None or seen.open_question in QUESTIONS

    def teardown(self) -> None:
        if not hasattr(self, "state"):
            return
        self._until(Frame(self.now + frames(20)))
        self._beats_rise()
        self._cues_keep_their_manners()
        logged = [ev.event_from(type(one).__name__, to_record(one)) for one in self.log]
        inputs = [one for one in logged if isinstance(one, ev.Input)]
        world = setup_from(setup_record(self.world))
        again, outputs = replay(world, [*inputs, ev.Tick(self.now)])
        assert again == self.state
        assert outputs == self.outputs

    def _beats_rise(self) -> None:
        beats = list(self.state.timeline.beats(0, self.now))
        assert all(a.at < b.at for a, b in pairwise(beats))
        assert [beat.number for beat in beats] == list(range(len(beats)))

    def _cues_keep_their_manners(self) -> None:
        placed = [one for one in self.outputs if isinstance(one, ev.CuePlaced)]
        assert [cue.number for cue in placed] == list(range(1, len(placed) + 1))
        cuts = [one for one in self.outputs if isinstance(one, ev.CueCut)]
        cut_at = {cut.number: cut.at for cut in cuts}
        assert len(cut_at) == len(cuts), "cut once"
        ends = {
            cue.number: min(cue.at + cue.length, cut_at.get(cue.number, 1 << 62)) for cue in placed
        }
        spoken = [cue for cue in placed if ends[cue.number] > cue.at + PRE_ROLL]
        for one, after in pairwise(sorted(spoken, key=lambda cue: cue.at)):
            assert after.at >= ends[one.number], "never two at once"
        slots = [cue.due for cue in spoken if cue.reason == "the grid"]
        assert len(slots) == len(set(slots)), "a slot of the grid is asked once"


TestEngine = Engine.TestCase
TestEngine.settings = settings(
    deadline=None, max_examples=40, stateful_step_count=30, report_multiple_bugs=False
)
