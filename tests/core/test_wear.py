"""The dialogue of a run without a screen: unknown opens no door, what is told is kept, nothing is made up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadencecoach.core import events as ev
from cadencecoach.core.control.presses import MediaKey
from cadencecoach.core.control.words import KNOWN, command_from
from cadencecoach.core.diary.pain import ASKED_FLAGS, Pain, Quality, RedFlag, Side
from cadencecoach.core.outcome.summary import summarise
from cadencecoach.core.programme.gates import Go, Verdict
from cadencecoach.core.programme.pain_memory import NO_RUN_FROM
from cadencecoach.core.run.engine import undisturbed
from cadencecoach.core.run.setup import CueSound
from cadencecoach.core.score.click_sound import ClickStyle
from cadencecoach.core.score.lead_times import LEAD
from cadencecoach.core.score.mixer import Bank, compose, fill
from cadencecoach.core.score.timeline import lay_out
from cadencecoach.core.sensor.adherence import Tally
from cadencecoach.core.values.units import Frame, frames
from cadencecoach.core.wear.dialogue import ASKED_AGAIN, IDLE, begin, closing, step
from cadencecoach.core.wear.presses import AnswerPresses
from cadencecoach.core.wear.sentences import SIGN, gate_words, ready, sum_words
from cadencecoach.core.wear.speaking import PACE
from cadencecoach.core.wear.topics import Beforehand, Dialogue, Judged, Outcome, PodFound, Topic
from tests.core.worlds import setup, steady

SPOKEN = (
    "pod signs once.1 once.2 back last count right limping sharp leg unrated no seekcare gentler "
    "restday ready nobeat begin fault sum mean unheard marked unstored minutes.25 minutes.1"
)
BOOK = {
    **{f"wear.{name}": CueSound(f"<{name}>", frames(2.0)) for name in SPOKEN.split()},
    **{f"wear.level.{n}": CueSound(f"<{n}>", frames(0.8)) for n in range(11)},
}
BOOK |= {sign: CueSound(f"<{sign}>", frames(2.0)) for sign in SIGN.values()}
BOOK |= {
    name: CueSound(name, frames(0.2))
    for name in ("earcon.good", "earcon.not-good", "earcon.go-on", "earcon.mark",
                 "earcon.not-understood", "number.165", "safety.provider")
}  # fmt: skip
READY = ("wear.ready", "number.165", "wear.minutes.25", "wear.begin")


class Play:
    """A dialogue led through time by a test; the gate answers at once, and says no from 6 on."""

    def __init__(self, known: Beforehand) -> None:
        self.d = begin(known, BOOK)
        self.at = Frame(0)
        self._gate()

    def wait(self, seconds: float) -> Play:
        until = self.at + frames(seconds)
        while self.at < until:
            self.at = Frame(min(until, self.at + frames(0.1)))
            self._feed(ev.Tick(self.at))
        return self

    def heard(self) -> Play:
        """Until what is being said was said."""
        return self.wait(max(0.0, (self.d.quiet_from - self.at) / 48000) + 0.1)

    def say(self, words: str, door: ev.Door = ev.Door.BUTTONS) -> Play:
        command = command_from(words, door)
        assert command is not None
        self._feed(command.heard_at(self.at))
        return self

    def once(self) -> Play:
        return self.heard().say("good")

    def twice(self) -> Play:
        return self.heard().say("not good")

    def level(self, number: int) -> Play:
        """Press half a second after a number began."""
        assert self.d.topic is Topic.COUNT
        while len(self.d.counted) <= number:
            self.wait(0.1)
        return self.wait((self.d.counted[number] - self.at) / 48000 + 0.7).say("good")

    def _feed(self, happened: ev.Event) -> None:
        self.d = step(self.d, happened)
        self._gate()

    def _gate(self) -> None:
        if self.d.topic is Topic.GATE:
            told = [one for one in self.d.told if isinstance(one, Pain)]
            signs = any(self.d.told) and any(isinstance(one, tuple) and one for one in self.d.told)
            bad = bool(told) and (
                told[-1].level >= NO_RUN_FROM
                or told[-1].limping
                or told[-1].quality is Quality.SHARP
            )
            said = ("wear.seekcare",) if signs else ("wear.no",) if bad else ()
            self.d = step(
                self.d, Judged(self.at, not (signs or bad), said, READY, len(self.d.told))
            )

    @property
    def names(self) -> list[str]:
        return [one.name for one in self.d.edits if isinstance(one, ev.CuePlaced)]


def test_a_rated_day_is_ready_at_once_and_a_press_begins() -> None:
    play = Play(Beforehand())
    assert play.names == ["ready"]
    play.once()
    assert play.d.outcome is Outcome.RUN
    assert play.d.told == ()


def test_as_usual_is_the_last_rating_and_was_said_before_it_was_asked() -> None:
    last = Pain(2, Side.LEFT)
    play = Play(Beforehand(ask_back=True, last=last))
    [asked] = [one for one in play.d.edits if isinstance(one, ev.CuePlaced)]
    assert asked.sounds == ("wear.last", "wear.level.2", "wear.back")
    play.once()
    assert play.d.told == (last,)
    assert play.once().d.outcome is Outcome.RUN


@pytest.mark.parametrize("level", range(11))
def test_a_number_is_told_by_a_press_while_it_is_said(level: int) -> None:
    play = Play(Beforehand(ask_back=True, last=None)).level(level)
    assert (play.d.topic, play.d.level, play.d.told) == (Topic.RIGHT, level, ())
    play.once()
    assert play.d.told == (Pain(level),), "kept the moment it is right"
    if level >= NO_RUN_FROM:
        assert play.d.outcome is Outcome.STAY
    else:
        assert play.d.topic is (Topic.LIMPING if level else Topic.READY)


def test_a_number_that_is_not_right_is_counted_again() -> None:
    play = Play(Beforehand(ask_back=True)).level(7).twice()
    assert play.d.topic is Topic.COUNT
    assert play.level(2).once().d.told == (Pain(2),)


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ("nnn", Pain(3)),
        ("y", Pain(3, limping=True)),
        ("ny", Pain(3, quality=Quality.SHARP)),
        ("nny", Pain(3, quality=Quality.RADIATING)),
    ],
)
def test_what_speaks_against_a_run_at_any_level_is_asked(answers: str, told: Pain) -> None:
    play = Play(Beforehand(ask_back=True)).level(3).once()
    for answer in answers:
        play.twice() if answer == "y" else play.once()
    assert play.d.told[-1] == told
    stays = told.limping or told.quality is Quality.SHARP
    assert play.d.outcome is (Outcome.STAY if stays else None)


def test_warning_signs_are_asked_one_by_one_and_one_yes_ends_it() -> None:
    play = Play(Beforehand(ask_signs=True, ask_back=True))
    for _ in ASKED_FLAGS:
        assert play.d.told == ()
        play.once()
    assert play.d.told == ((),)
    assert play.d.topic is Topic.FIRST_RUN
    assert play.heard().d.topic is Topic.COUNT
    play = Play(Beforehand(ask_signs=True)).once().once().twice()
    assert play.d.told == ((ASKED_FLAGS[2],),)
    assert play.d.outcome is Outcome.STAY


def test_yes_and_no_mean_what_they_say_whatever_a_press_means() -> None:
    play = Play(Beforehand(ask_signs=True))
    assert play.say("no").d.signs == ASKED_FLAGS[1:]
    assert play.say("yes").d.told == ((ASKED_FLAGS[1],),)
    assert Play(Beforehand()).heard().say("yes").d.outcome is Outcome.RUN
    assert Play(Beforehand()).heard().say("no").d.outcome is None
    assert Play(Beforehand()).heard().say("go on").d.outcome is Outcome.RUN


def test_no_answer_is_unknown_and_never_good() -> None:
    play = Play(Beforehand(ask_back=True, last=Pain(1))).wait(60)
    assert play.names[:3] == ["back", "back", "ready"]
    assert play.d.told == ()
    play = Play(Beforehand(ask_back=True)).wait(120)
    assert play.d.topic is Topic.READY
    assert play.d.told == ()


def test_a_sign_is_asked_until_it_is_answered_and_no_run_begins_without() -> None:
    play = Play(Beforehand(ask_signs=True)).wait(600)
    assert play.d.topic is Topic.SIGN
    assert play.names.count("sign") >= 20
    play.say("go on")
    assert play.d.topic is Topic.SIGN


def test_a_footpod_is_waited_for_or_left_out_by_a_press() -> None:
    play = Play(Beforehand(pod=False))
    assert play.names == ["pod"]
    assert step(play.d, PodFound(frames(5))).topic is Topic.READY
    assert play.once().d.topic is Topic.READY


def test_words_of_the_vocabulary_are_taken_at_any_time() -> None:
    play = Play(Beforehand()).say("pain 6 left", ev.Door.STANDARD_INPUT)
    assert play.d.told == (Pain(6, Side.LEFT),)
    assert play.d.outcome is Outcome.STAY
    play = Play(Beforehand()).say("warning sign")
    assert play.d.told == ((RedFlag.IN_A_RUN,),)
    assert play.d.outcome is Outcome.STAY
    assert Play(Beforehand(ask_back=True)).say("finish").d.outcome is Outcome.LEFT
    again = Play(Beforehand()).heard().say("where am I").heard()
    assert again.names == ["ready", "ready"]


def test_what_was_not_understood_leaves_no_question_unheard() -> None:
    play = Play(Beforehand()).say("nonsense", ev.Door.STANDARD_INPUT).heard()
    assert play.names == ["ready", "ready"]
    assert [one.sound for one in play.d.edits if isinstance(one, ev.EarconPlaced)] == [
        "earcon.not-understood"
    ]
    assert play.say("not good").heard().names == ["ready"] * 3


def test_an_answer_of_the_gate_to_less_than_was_told_counts_for_nothing() -> None:
    d = begin(Beforehand(), BOOK)
    d = step(d, ev.PainNoted(Frame(0), 8))
    assert step(d, Judged(Frame(1), True, (), READY, of=0)).topic is Topic.GATE
    assert step(d, Judged(Frame(1), True, (), READY, of=1)).topic is Topic.READY


def test_an_hour_without_a_word_begins_anew() -> None:
    d = begin(Beforehand(), BOOK)
    d = step(d, Judged(Frame(0), True, (), READY))
    assert step(d, ev.Tick(Frame(IDLE))).outcome is Outcome.ANEW
    assert step(d, ev.Tick(Frame(IDLE - 1))).outcome is None


def test_what_was_being_said_ends_for_an_answer_and_no_two_speak_at_once() -> None:
    play = Play(Beforehand(ask_back=True, last=Pain(0))).wait(1).say("not good")
    play.level(3).once().once().once().once()
    spoken = [one for one in play.d.edits if isinstance(one, ev.CuePlaced)]
    cuts = {one.number: one.at for one in play.d.edits if isinstance(one, ev.CueCut)}
    ends = [min(one.at + one.length, cuts.get(one.number, one.at + one.length)) for one in spoken]
    heard = [
        (one.at, end) for one, end in zip(spoken, ends, strict=True) if end > one.at
    ]  # what was cut before it began is not heard
    assert all(end <= after for (_, end), (after, _) in pairwise(heard))


def test_what_is_said_can_be_heard() -> None:
    d = closing(("wear.sum", "wear.minutes.25", "nothing.of.this"), BOOK)
    bank = Bank({name: np.full(cue.length, 3000, np.int16) for name, cue in BOOK.items()}
                | {f"click.wood.{v}": np.zeros(9, np.int16) for v in
                   ("plain", "accent", "left", "right")})  # fmt: skip
    plan = steady(100, 30)
    score = compose(lay_out(plan), plan.click, ClickStyle("wood"), 0.0, d.edits, bank)
    out = np.empty((d.quiet_from, 2), np.int16)
    fill(score, out, 0)
    assert out.any()
    assert not d.over(Frame(d.quiet_from - 1))
    assert d.over(d.quiet_from)


# --- laws -----------------------------------------------------------------------------------------

LINES = [*KNOWN, "", "no command", "pain 11", "good", "not good", "good", "yes"]
happenings = st.lists(
    st.tuples(st.floats(0, 40), st.sampled_from([*LINES, "judged no", "judged go", "pod", "tick"])),
    max_size=40,
)
knowns = st.builds(
    Beforehand,
    st.booleans(),
    st.booleans(),
    st.sampled_from((None, Pain(0), Pain(4, limping=True), Pain(9))),
    st.booleans(),
)


def inputs_of(happened: Iterable[tuple[float, str]]) -> list[ev.Event]:
    at, found = Frame(0), list[ev.Event]()
    for gap_s, what in happened:
        at = Frame(at + frames(gap_s))
        found.append(ev.Tick(at))
        if what.startswith("judged"):
            found += [
                Judged(at, what == "judged go", ("wear.gentler",), READY, of) for of in (0, 1)
            ]
        elif what == "pod":
            found.append(PodFound(at))
        elif what != "tick" and (command := command_from(what, ev.Door.STANDARD_INPUT)):
            found.append(command.heard_at(at))
    return found


def played(known: Beforehand, happened: Sequence[ev.Event]) -> list[Dialogue]:
    states = [begin(known, BOOK)]
    for one in happened:
        states.append(step(states[-1], one))
    return states


@settings(deadline=None, max_examples=200)
@given(knowns, happenings)
def test_whatever_comes_the_past_stands_and_a_run_needs_the_gate_and_a_press(
    known: Beforehand, happened: list[tuple[float, str]]
) -> None:
    inputs = inputs_of(happened)
    states = played(known, inputs)
    assert played(known, inputs) == states, "the same again"
    for before, one, after in zip(states, inputs, states[1:], strict=False):
        assert after.edits[: len(before.edits)] == before.edits
        assert after.told[: len(before.told)] == before.told
        new = after.edits[len(before.edits) :]
        assert all(edit.at >= one.at + LEAD for edit in new), "the future alone"
        if after.outcome is Outcome.RUN and before.outcome is None:
            assert before.topic is Topic.READY
            assert isinstance(one, ev.Command)
            assert not before.signs, "every sign was answered"
        if before.outcome is not None:
            assert after == before, "over is over"
        if len(after.told) > len(before.told):
            assert isinstance(one, ev.Command), "nothing is told by silence"
    last = states[-1]
    if known.ask_signs and last.outcome is Outcome.RUN:
        assert () in last.told or any(isinstance(one, tuple) and one for one in last.told)


@settings(deadline=None, max_examples=200)
@given(
    st.lists(st.tuples(st.floats(0.0, 1.5), st.sampled_from(MediaKey), st.booleans()), max_size=30)
)
def test_a_pause_key_answers_nothing_and_no_press_says_more_than_once(
    pressed: list[tuple[float, MediaKey, bool]],
) -> None:
    presses, at, said = AnswerPresses(), Frame(0), list[str]()
    for gap_s, key, counting in pressed:
        at = Frame(at + frames(gap_s))
        presses, words = presses.tick(at)
        said += words
        before = presses
        presses, words = presses.press(key, at, counting=counting)
        said += words
        if key in (MediaKey.PAUSE, MediaKey.STOP):
            assert words == ()
            assert presses.bud_out or presses == before or not before.bud_out
    assert set(said) <= {"good", "not good", "where am I"}
    assert len(said) <= len(pressed)


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ([(0, MediaKey.PLAY)], ["good"]),
        ([(0, MediaKey.PLAY_PAUSE), (0.4, MediaKey.PLAY_PAUSE)], ["not good"]),
        ([(0, MediaKey.PLAY), (0.4, MediaKey.PLAY)], ["not good"]),
        ([(0, MediaKey.NEXT)], ["not good"]),
        ([(0, MediaKey.PREVIOUS)], ["where am I"]),
        ([(0, MediaKey.PAUSE), (3, MediaKey.PLAY)], []),
        ([(0, MediaKey.PAUSE), (3, MediaKey.PLAY), (3, MediaKey.PLAY)], ["good"]),
        ([(0, MediaKey.PLAY), (0.05, MediaKey.PLAY)], ["good"]),
        ([(0, MediaKey.PLAY), (2, MediaKey.PLAY)], ["good", "good"]),
    ],
)
def test_what_each_press_means(keys: list[tuple[float, MediaKey]], said: list[str]) -> None:
    presses, at, heard = AnswerPresses(), Frame(0), list[str]()
    for gap_s, key in keys:
        at = Frame(at + frames(gap_s))
        presses, words = presses.press(key, at, counting=False)
        heard += words
    _, words = presses.tick(Frame(at + frames(1)))
    assert [*heard, *words] == said


def test_the_gate_and_the_plan_in_words() -> None:
    plan = steady(165, 25 * 60)
    assert ready(plan) == READY
    go = Verdict(Go.GO, "", plan)
    assert gate_words(go, run_day=True, unrated=False) == ()
    assert gate_words(go, run_day=False, unrated=True) == ("wear.restday", "wear.unrated")
    no = Verdict(Go.NO, "", plan, provider=True)
    assert gate_words(no, run_day=False, unrated=True) == ("wear.no", "safety.provider")
    sign = Verdict(Go.NO, "", plan, provider=True, overridable=False)
    assert gate_words(sign, run_day=True, unrated=False) == ("wear.seekcare",)
    assert PACE < ASKED_AGAIN


def test_the_sum_says_what_is_known_and_what_is_not() -> None:
    state, events, _ = undisturbed(setup(steady(165, 25 * 60)))
    unheard = summarise(state.setup.plan, events, Frame(frames(25 * 60)))
    assert sum_words(unheard, marked=False) == ("wear.sum", "wear.minutes.25", "wear.unheard")
    assert sum_words(None, marked=True) == ("wear.unstored", "wear.marked")
    half = replace(unheard, running=frames(59), cadence_spm=163.4, total=Tally(in_s=84, under_s=16))
    assert sum_words(half, marked=False) == (
        "wear.sum", "wear.minutes.less", "wear.mean", "number.163", "wear.band.80",
    )  # fmt: skip
