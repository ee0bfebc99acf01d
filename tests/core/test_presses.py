"""What presses mean, among them those of the earphones met in reports."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cadencecoach.core.control.presses import TWICE, MediaKey, Presses, RunNow
from cadencecoach.core.control.words import command_from
from cadencecoach.core.events import Door, FinishAsked, NotUnderstood, SkipPressed
from cadencecoach.core.values.units import Frame, frames


class Wearer:
    """A run that does what it hears, as far as presses depend on it."""

    def __init__(self, *, stands: bool = False, asked_s: float | None = None) -> None:
        self.presses = Presses()
        self.stands, self.asked_s = stands, asked_s
        self.said: list[str] = []

    def _now(self, at_s: float) -> RunNow:
        waits = self.asked_s is not None and 0 <= at_s - self.asked_s < 8 and not self.stands
        return RunNow(self.stands, waits)

    def press(self, key: MediaKey, at_s: float, address: str = "") -> None:
        self.tick(at_s)
        at = Frame(frames(at_s))
        self.presses, said = self.presses.press(key, at, self._now(at_s), address)
        self._hear(said)

    def tick(self, at_s: float) -> None:
        self.presses, said = self.presses.tick(Frame(frames(at_s)))
        self._hear(said)

    def _hear(self, said: tuple[str, ...]) -> None:
        self.said += said
        for words in said:
            if words in {"pause", "go on"}:
                self.stands = words == "pause"
            elif words in {"good", "not good"}:
                self.asked_s = None


def said(
    *pressed: tuple[MediaKey, float],
    stands: bool = False,
    asked_s: float | None = None,
    until_s=100.0,
) -> list[str]:
    wearer = Wearer(stands=stands, asked_s=asked_s)
    for key, at_s in pressed:
        wearer.press(key, at_s)
    wearer.tick(until_s)
    return wearer.said


def test_a_media_key_pauses_at_once_and_goes_on() -> None:
    assert said((MediaKey.PLAY_PAUSE, 1), until_s=1) == ["pause"]
    assert said((MediaKey.PLAY_PAUSE, 1), (MediaKey.PLAY_PAUSE, 5)) == ["pause", "go on"]


def test_earphones_that_only_send_play() -> None:
    assert said((MediaKey.PLAY, 1), (MediaKey.PLAY, 5), (MediaKey.PLAY, 9)) == [
        "pause",
        "go on",
        "pause",
    ]
    assert said((MediaKey.PLAY, 3), asked_s=1) == ["good"]
    assert said((MediaKey.PLAY, 3), (MediaKey.PLAY, 3.4), asked_s=1) == ["not good"]


def test_a_bud_taken_out_and_put_back() -> None:
    assert said((MediaKey.PAUSE, 1), (MediaKey.PLAY, 9)) == ["pause", "go on"]
    assert said((MediaKey.PAUSE, 1), (MediaKey.PAUSE, 4)) == ["pause"]


def test_a_bud_put_back_while_running_does_nothing_once_these_earphones_sent_pause() -> None:
    wearer = Wearer()
    for key, at_s in ((MediaKey.PAUSE, 1.0), (MediaKey.PLAY, 5.0), (MediaKey.PLAY, 9.0)):
        wearer.press(key, at_s, "11:22")
    assert wearer.said == ["pause", "go on"]
    wearer.press(MediaKey.PLAY, 12.0, "33:44")
    assert wearer.said == ["pause", "go on", "pause"], "others are known anew"


def test_a_bud_that_falls_out_is_no_answer() -> None:
    assert said((MediaKey.PAUSE, 3), asked_s=1) == ["pause"]


def test_the_same_press_by_two_doors_is_one() -> None:
    assert said((MediaKey.PAUSE, 1), (MediaKey.PLAY_PAUSE, 1.02), (MediaKey.PLAY, 5)) == [
        "pause",
        "go on",
    ]
    assert said((MediaKey.NEXT, 1), (MediaKey.NEXT, 1.1)) == ["check"]


def test_double_and_triple_presses_of_earphones() -> None:
    assert said((MediaKey.NEXT, 3), asked_s=1) == ["good"]
    assert said((MediaKey.PREVIOUS, 3), asked_s=1) == ["not good"]
    assert said((MediaKey.NEXT, 3)) == ["check"]
    assert said((MediaKey.PREVIOUS, 3)) == ["where am I"]


def test_a_media_key_answers() -> None:
    assert said((MediaKey.PLAY_PAUSE, 3), asked_s=1) == ["good"]
    assert said((MediaKey.PLAY_PAUSE, 3), (MediaKey.PLAY_PAUSE, 3.4), asked_s=1) == ["not good"]
    assert said((MediaKey.PLAY_PAUSE, 9.5), asked_s=1) == ["pause"], "too late"


def test_a_double_press_takes_its_pause_back_and_asks() -> None:
    assert said((MediaKey.PLAY_PAUSE, 1), (MediaKey.PLAY_PAUSE, 1.4)) == ["pause", "go on", "check"]
    assert said((MediaKey.PLAY_PAUSE, 1), (MediaKey.PLAY_PAUSE, 1.4), stands=True) == [
        "go on",
        "pause",
    ]


def test_pain_is_marked_whether_or_not_a_question_is_open() -> None:
    assert said((MediaKey.PREVIOUS, 1), (MediaKey.PREVIOUS, 1.4)) == ["mark pain"]
    assert said((MediaKey.PREVIOUS, 2), (MediaKey.PREVIOUS, 2.4), asked_s=1) == ["mark pain"]


def test_stop_pauses() -> None:
    assert said((MediaKey.STOP, 1), (MediaKey.STOP, 3), (MediaKey.PLAY, 9)) == ["pause", "go on"]


@given(
    st.lists(
        st.tuples(st.sampled_from(MediaKey), st.sampled_from((0.01, 0.2, 0.5, 0.9, 3.0, 9.0)), st.booleans()),
        max_size=40,
    )
)  # fmt: skip
def test_whatever_is_pressed_nothing_ends_a_run_and_no_answer_comes_unasked(
    pressed: list[tuple[MediaKey, float, bool]],
) -> None:
    wearer, at_s = Wearer(), 0.0
    for key, gap_s, asks in pressed:
        at_s += gap_s
        if asks:
            wearer.asked_s = at_s
        asked = wearer.asked_s
        before = len(wearer.said)
        wearer.press(key, at_s)
        for words in wearer.said[before:]:
            command = command_from(words, Door.BUTTONS)
            assert not isinstance(command, NotUnderstood | FinishAsked | SkipPressed | None)
            assert words not in {"good", "not good"} or asked is not None
        due = wearer.presses.due
        assert due is None or due <= frames(at_s) + TWICE
