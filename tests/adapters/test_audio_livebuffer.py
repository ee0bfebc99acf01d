from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadencecoach.adapters.audio.live_buffer import LEAD, RELEASES, LiveBuffer, Tape, long_tape
from cadencecoach.core.events import ClickGated, Edit, TargetsShifted
from cadencecoach.core.score.click_sound import ClickStyle
from cadencecoach.core.score.mixer import Score, fill
from cadencecoach.core.values.units import SAMPLE_RATE, Frame, frames
from tests.core.worlds import BANK, scored, steady

READ_AHEAD = frames(0.1)
GUARD = frames(0.2)
EDIT_AHEAD = frames(0.3)


def score(edits: tuple[Edit, ...] = ()) -> Score:
    return scored(steady(170, 60), ClickStyle("wood"), 0.0, edits, BANK)


def whole(of: Score, length: int) -> np.ndarray:
    out = np.zeros((length, 2), np.int16)
    fill(of, out, 0)
    return out


class Device:
    """Reads a tape as a sound card does: in order, a little ahead, never twice."""

    def __init__(self, tape: Tape, since: int) -> None:
        self.tape, self.read_until = tape, since
        self.heard = np.zeros((30 * SAMPLE_RATE, 2), np.int16)

    def read(self, position: int) -> None:
        span = np.arange(self.read_until, max(self.read_until, position + READ_AHEAD))
        self.heard[span] = self.tape.samples[(span - self.tape.origin) % len(self.tape.samples)]
        self.read_until += len(span)


class World:
    """A live buffer whose time the test moves."""

    def __init__(self, tape: Tape) -> None:
        self.now = 0
        self.edits: tuple[Edit, ...] = ()
        self.live = LiveBuffer(lambda: Frame(self.now), lambda: Frame(self.now + GUARD))
        self.live.begin(score(), tape)
        self.devices = [Device(tape, 0)]

    def edit(self, edit: Edit) -> None:
        self.edits += (edit,)
        self.live.publish(score(self.edits), edit.at)

    def step(self, seconds: float, *, rendering: bool = True) -> None:
        """Let time go by in short steps, the render thread working or stalled."""
        for _ in range(round(seconds * 20)):
            self.now += frames(0.05)
            for device in self.devices:
                device.read(self.now)
        if rendering:
            changes = []
            while not self.live._changes.empty():
                changes.append(self.live._changes.get_nowait())
            self.live._pass(changes)

    def heard(self) -> np.ndarray:
        return sum(device.heard[: self.now] for device in self.devices)


def edits_at(draw_kind: int, at: Frame) -> Edit:
    return (
        TargetsShifted(at, draw_kind, "t")
        if draw_kind
        else ClickGated(at, sounding=False, reason="t")
    )


steps = st.lists(
    st.tuples(st.sampled_from((0.05, 0.25, 0.25, 1.0, 1.7)), st.integers(-3, 3), st.booleans()),
    min_size=4,
    max_size=10,
)


@settings(max_examples=25, deadline=None)
@given(steps, st.booleans())
def test_what_the_device_reads_is_what_a_replay_renders(plan, ring: bool) -> None:
    room = LEAD + 2 * SAMPLE_RATE
    tape = (
        Tape(np.zeros((room, 2), np.int16), 0, 0, 1 << 62)
        if ring
        else long_tape(SAMPLE_RATE * 30, 0, 0)
    )
    world = World(tape)
    for wait, shift, edits in plan:
        if edits:
            world.edit(edits_at(shift, Frame(world.now + EDIT_AHEAD)))
            # A change is taken at once: the queue wakes the render thread.
            world.step(0.05)
        world.step(wait)
    assert np.array_equal(world.heard(), whole(score(world.edits), world.now))
    assert world.heard().any()


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 7000), st.floats(0.3, 1.9), st.integers(-3, 3))
def test_hand_over_neither_loses_nor_doubles_a_sample(
    origin: int, ahead: float, shift: int
) -> None:
    world = World(long_tape(SAMPLE_RATE * 30, 0, 0))
    world.step(1.0)
    begun = world.now + origin
    following = long_tape(SAMPLE_RATE * 20, begun, begun + GUARD)
    world.devices.append(Device(following, begun))
    world.live.hand_over(following, world.now + frames(ahead))
    world.step(0.25)
    world.edit(edits_at(shift, Frame(world.now + EDIT_AHEAD)))
    for _ in range(12):
        world.step(0.25)
    assert np.array_equal(world.heard(), whole(score(world.edits), world.now))
    assert world.devices[1].heard.any()


def test_a_stall_as_long_as_the_lead_changes_no_sample() -> None:
    world = World(long_tape(SAMPLE_RATE * 30, 0, 0))
    world.step(1.0)
    world.step(1.9, rendering=False)
    assert np.array_equal(world.heard(), whole(score(), world.now))


def test_after_a_longer_stall_the_beat_is_where_it_would_have_been() -> None:
    world = World(long_tape(SAMPLE_RATE * 30, 0, 0))
    world.step(5.0, rendering=False)
    woken = world.now
    world.step(0.05)
    world.step(2.0)
    since = woken + frames(0.2)
    heard = world.heard()
    assert np.array_equal(heard[since:], whole(score(), world.now)[since:][: len(heard) - since])


def test_a_lost_device_gets_a_new_tape_with_what_is_due_now() -> None:
    world = World(long_tape(SAMPLE_RATE * 30, 0, 0))
    world.step(1.0)
    begun = world.now + 333
    tape = long_tape(SAMPLE_RATE * 20, begun, begun + GUARD)
    world.devices = [Device(tape, begun)]
    world.live.attach(tape)
    for _ in range(8):
        world.step(0.25)
    expected = whole(score(), world.now)
    expected[: begun + GUARD] = 0
    assert np.array_equal(world.heard(), expected)


def test_a_quiet_place_is_silent_and_in_the_middle() -> None:
    world = World(long_tape(SAMPLE_RATE * 30, 0, 0))
    place = world.live.quiet_place(frames(0.5), frames(0.1))
    assert place is not None
    around = whole(score(), place + 2400)[place - 2400 :]
    assert not around.any()
    assert world.live.quiet_place(frames(0.5), frames(1)) is None


def test_a_score_that_cannot_be_rendered_leaves_the_one_before() -> None:
    world = World(long_tape(SAMPLE_RATE * 30, 0, 0))
    broken = scored(steady(170, 60), ClickStyle("wood"), 0.0, (), BANK)
    object.__setattr__(broken, "timeline", None)
    world.live.publish(broken, Frame(frames(0.5)))
    for _ in range(16):
        world.step(0.25)
    assert np.array_equal(world.heard(), whole(score(), world.now))


@pytest.mark.skipif(not RELEASES, reason="memory cannot be given back here")
def test_played_memory_is_given_back() -> None:
    tape = long_tape(SAMPLE_RATE * 600, 0, 0)
    tape.put(0, np.ones((SAMPLE_RATE * 60, 2), np.int16))
    tape.release(SAMPLE_RATE * 10, SAMPLE_RATE * 30)
    assert tape.samples[: SAMPLE_RATE * 9].all()
    assert not tape.samples[SAMPLE_RATE * 10 : SAMPLE_RATE * 29].any()
    assert tape.samples[SAMPLE_RATE * 30 : SAMPLE_RATE * 60].all()


@pytest.mark.skipif(not RELEASES, reason="memory cannot be given back here")
@settings(max_examples=10, deadline=None)
@given(st.lists(st.sampled_from((0.5, 0.5, 1.7, 7.0)), min_size=16, max_size=20))
def test_all_that_was_played_is_given_back_and_what_a_late_device_fills_too(waits) -> None:
    tape = long_tape(SAMPLE_RATE * 200, 0, 0)
    world = World(tape)
    world.devices = []
    for wait in waits:
        world.step(wait)
        late = world.now - frames(5)
        tape.put(max(0, late), np.ones((100, 2), np.int16))
    world.step(0.5)
    assert not tape.samples[: world.now - 2 * SAMPLE_RATE].any()


def test_the_render_thread_takes_a_change_and_ends() -> None:
    tape = long_tape(SAMPLE_RATE * 10, 0, 0)
    live = LiveBuffer(lambda: Frame(0), lambda: Frame(GUARD))
    live.begin(score(), tape)
    live.run()
    changed = score((TargetsShifted(Frame(EDIT_AHEAD), 5, "t"),))
    live.publish(changed, Frame(EDIT_AHEAD))
    expected = whole(changed, LEAD)
    while not np.array_equal(tape.samples[:LEAD], expected):
        assert live._thread.is_alive()
        live._thread.join(0.01)
    live.close()
    assert not live._thread.is_alive()
