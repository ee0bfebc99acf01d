"""A routine is heard in order and in time, and a key changes only what is still to come."""

from __future__ import annotations

import asyncio
import itertools
import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadencecoach.adapters.audio.silent import NullOut
from cadencecoach.adapters.clock import SystemClock
from cadencecoach.adapters.sounds import SoundLibrary
from cadencecoach.config.routines import RoutineShelf
from cadencecoach.core.diary.entries import Done
from cadencecoach.core.events import CueCut, CuePlaced
from cadencecoach.core.exercise.playback import Press, RoutineKey, edits, play, silence
from cadencecoach.core.exercise.routine import Exercise, Move, Phase, Routine, steps, whole
from cadencecoach.core.score.click_sound import ClickStyle
from cadencecoach.core.score.lead_times import LEAD
from cadencecoach.core.score.mixer import Bank, Score, fill
from cadencecoach.core.values.units import SAMPLE_RATE, Frame, frames
from cadencecoach.routine_session import RoutinePlayer, RoutineView
from tests.core.worlds import scored

CONFIGS = Path(__file__).parents[2] / "configs"
SHELF = RoutineShelf(CONFIGS, CONFIGS / "none")
LIBRARY = SoundLibrary.open()
REAL = {sound: LIBRARY.frames(sound) for sound in LIBRARY.ids()}
PLANK = Exercise("plank", "Plank", "", "", "", "")
BIRD = Exercise("bird-dog", "Bird dog", "", "", "", "", again=True)
SHORT = Routine(
    "short",
    "Short",
    "",
    "",
    (Move(PLANK, 2, None, 30, False, 3.0, 20), Move(BIRD, 1, 8, None, True, 4.0, 0)),
)


def test_a_plank_is_called_counted_in_and_beeped_out() -> None:
    laid = steps(SHORT, REAL)
    heard = [(mark.text, mark.sounds) for step in laid[:2] for mark in step.marks]
    assert heard[0] == ("Plank. 30 seconds.", ("exercise.plank", "routine.hold.30"))
    assert [sounds for _, sounds in heard[1:4]] == [("count.3",), ("count.2",), ("count.1",)]
    assert heard[4][1] == ("click.beep.accent",)
    work = laid[1]
    assert (work.phase, work.length) == (Phase.WORK, frames(30))
    assert [mark.into for mark in work.marks[1:]] == [frames(27), frames(28), frames(29)]


def test_sides_sets_and_repetitions_come_in_order() -> None:
    laid = steps(SHORT, REAL)
    assert [(step.phase, step.number, step.side) for step in laid] == [
        (Phase.READY, 1, ""),
        (Phase.WORK, 1, ""),
        (Phase.REST, 1, ""),
        (Phase.READY, 2, ""),
        (Phase.WORK, 2, ""),
        (Phase.REST, 2, ""),
        (Phase.READY, 1, "left"),
        (Phase.WORK, 1, "left"),
        (Phase.READY, 1, "right"),
        (Phase.WORK, 1, "right"),
        (Phase.END, 0, ""),
    ]
    assert len(laid[7].marks) == 8
    assert laid[8].marks[0].sounds == ("routine.side.right",)


@pytest.mark.parametrize("name", SHELF.names())
def test_every_shipped_routine_can_be_heard_whole(name: str) -> None:
    routine = SHELF.routine(name)
    laid = steps(routine, REAL)
    playing = play(laid)
    for move in routine.moves:
        assert f"exercise.{move.exercise.name}" in REAL
        amount = f"hold.{move.hold_s}" if move.hold_s else f"reps.{move.reps}"
        assert f"routine.{amount}" in REAL
    ends = Frame(0)
    for cue in edits(playing, REAL):
        assert isinstance(cue, CuePlaced)
        assert cue.at >= ends, f"{cue.text} is spoken over"
        ends = Frame(cue.at + cue.length)
    assert ends <= playing.end
    assert whole(laid) == playing.end
    assert frames(120) <= playing.end <= frames(16 * 60)


presses = st.lists(
    st.tuples(st.integers(0, 200 * SAMPLE_RATE), st.sampled_from(RoutineKey)), max_size=6
).map(lambda pairs: [Press(Frame(at), key) for at, key in sorted(pairs, key=lambda one: one[0])])


@given(presses)
def test_stretches_follow_each_other_and_steps_are_kept(keys: list[Press]) -> None:
    playing = play(steps(SHORT, REAL), keys)
    for before, after in itertools.pairwise(playing.stretches):
        assert before.end <= after.at
        assert 0 <= after.into < after.until <= playing.steps[after.step].length
    assert playing.end >= (playing.stretches[-1].end if playing.stretches else 0)


@given(presses)
def test_a_key_changes_nothing_that_may_have_been_heard(keys: list[Press]) -> None:
    laid = steps(SHORT, REAL)
    for count in range(1, len(keys) + 1):
        holds_from = keys[count - 1].at + LEAD
        before = edits(play(laid, keys[: count - 1]), REAL)
        after = edits(play(laid, keys[:count]), REAL)

        def begun(found: tuple[object, ...], until: int = holds_from) -> list[object]:
            placed = [one for one in found if isinstance(one, CuePlaced) and one.at < until]
            cut = [one for one in found if isinstance(one, CueCut) and one.at < until]
            return [*placed, *cut]

        assert begun(before) == begun(after)


def test_a_pause_stops_and_goes_on_where_it_was() -> None:
    laid = steps(SHORT, REAL)
    at = Frame(laid[0].length + frames(10))
    paused = play(laid, [Press(at, RoutineKey.PAUSE)])
    assert paused.paused
    assert paused.end == at + LEAD
    on = play(laid, [Press(at, RoutineKey.PAUSE), Press(Frame(at + frames(60)), RoutineKey.PAUSE)])
    assert on.end == whole(laid) + frames(60)
    resumed = next(one for one in on.stretches if one.at > at + LEAD)
    assert (resumed.step, resumed.into) == (1, frames(10) + LEAD)


def test_a_skip_leads_to_the_next_count_in_and_again_to_the_first() -> None:
    laid = steps(SHORT, REAL)
    skipped = play(laid, [Press(Frame(laid[0].length + frames(10)), RoutineKey.SKIP)])
    assert skipped.stretches[2].step == 3
    late = Frame(sum(step.length for step in laid[:9]) + frames(1))
    again = play(laid, [Press(late, RoutineKey.AGAIN)])
    assert next(one.step for one in again.stretches if one.at > late) == 6


@pytest.mark.parametrize(
    ("keys", "how"),
    [((), Done.ALL), ((RoutineKey.SKIP,), Done.PART), ((RoutineKey.SKIP,) * 8, Done.SKIPPED)],
)
def test_how_much_was_done(keys: tuple[RoutineKey, ...], how: Done) -> None:
    playing = play(steps(SHORT, REAL), [Press(Frame(n * 1000), key) for n, key in enumerate(keys)])
    assert playing.how(playing.end) is how
    assert playing.how(0) is Done.SKIPPED


def test_without_sounds_time_passes_all_the_same() -> None:
    laid = steps(SHORT, {})
    assert all(step.length > 0 for step in laid)
    assert not edits(play(laid), {})


def _bank() -> Bank:
    noise = np.random.default_rng(3)
    return Bank(
        {name: noise.integers(-9000, 9000, length, np.int16) for name, length in REAL.items()}
    )


LOOK = ClickStyle("click")


@settings(deadline=None, max_examples=10)
@given(presses)
def test_samples_heard_before_a_key_stay_the_same(keys: list[Press]) -> None:
    bank = _bank()
    laid = steps(SHORT, REAL)
    before, after = play(laid, keys[:-1]), play(laid, keys)
    if not keys:
        return
    until = keys[-1].at + LEAD - 480
    start = max(0, until - SAMPLE_RATE)
    rendered = []
    for playing in (before, after):
        out = np.empty((until - start, 2), np.int16)
        fill(scored(silence(playing), LOOK, 0.0, edits(playing, REAL), bank), out, start)
        rendered.append(out)
    assert np.array_equal(*rendered)


class Slow(NullOut):
    """A device that opens once it is let; a sound server may hang for seconds."""

    def __init__(self) -> None:
        super().__init__(SystemClock(), None)
        self.asked, self.let = threading.Event(), threading.Event()

    def start(self, score: Score) -> None:
        self.asked.set()
        assert self.let.wait(300)
        super().start(score)


@pytest.mark.parametrize("cancelled", [False, True])
async def test_a_device_that_hangs_holds_up_no_screen(cancelled: bool) -> None:
    out = Slow()
    player = RoutinePlayer(SHORT, REAL, _bank(), LOOK, out)
    playing = asyncio.create_task(player.run())
    assert await asyncio.to_thread(out.asked.wait, 10)
    player.press(RoutineKey.SKIP)
    player.stop()
    assert not playing.done(), "the loop turns while the device does not"
    if cancelled:
        playing.cancel()
        await asyncio.sleep(0)
    out.let.set()
    if cancelled:
        with pytest.raises(asyncio.CancelledError):
            await playing
    else:
        assert await playing is Done.SKIPPED


async def test_a_player_plays_to_its_end_and_says_how_much() -> None:
    out = NullOut(SystemClock(), None)
    views: list[RoutineView] = []
    player = RoutinePlayer(SHORT, REAL, _bank(), LOOK, out)

    def watch(view: RoutineView) -> None:
        views.append(view)
        if len(views) == 200:
            player.press(RoutineKey.SKIP)

    assert await player.run(watch) is Done.PART
    assert [view.title for view in (views[0], views[-1])] == ["Plank", "Bird dog"]
    assert views[-1].finished
    assert views[0].next_title == "Bird dog"
    assert [view.done for view in views] == sorted(view.done for view in views)


async def test_a_player_that_is_stopped_stops() -> None:
    player = RoutinePlayer(SHORT, REAL, _bank(), LOOK, NullOut(SystemClock(), None))
    assert await player.run(lambda _: player.stop()) is Done.SKIPPED
