"""What earphones and other players may do to a run, one scenario after the other, against the real BlueZ.

Run by `test_earphones.py` inside the guest, in this order: virtual earphones press keys through a
real kernel and bluetoothd into a headless run as a user starts it.
"""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.adapters.bus.media import daemon
from tests.e2e.bluez.guest import (
    App,
    Line,
    bluetoothd_ended,
    earphones_worn,
    let_pass,
    now_s,
    tell_earphones,
)
from tests.e2e.bluez.judging import beats_of_last, plan, row, uneven

pytestmark = pytest.mark.earphones

STARTS_WITHIN_S = 90
"""The product, from its start to the door that BlueZ knows, on an emulated machine."""

HEARD_WITHIN_S = 15
APART_S = 0.8
"""Between two presses that are two, and not a double one or a button that bounces."""

HOLDS_WITHIN_S = 0.35
"""From a press to the sample that changes: 0.3 s of lead, and a look."""

SHOWN = "170 a minute / CadenceCoach"


@pytest.fixture(scope="module", autouse=True)
def _earphones() -> Iterator[None]:
    with earphones_worn():
        yield


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


def started(home: Path) -> App:
    """A run on its rung, that listens to buttons."""
    app = App(home, plan(home, 15), "none")
    app.until(
        lambda line: line["event"] == "stage_began" and line["kind"] == "rung",
        within_s=STARTS_WITHIN_S,
    )
    return app


def shown(question: str, answer: str) -> None:
    """Wait until the earphones are told this."""
    end, said = now_s() + STARTS_WITHIN_S, ""
    while said != answer:
        assert now_s() < end, f"{question}: {said!r}, not {answer!r}"
        with suppress(AssertionError):
            said = tell_earphones(question)
        let_pass(0.2)


def pressed(app: App, key: str, event: str) -> tuple[float, Line]:
    """Press, and wait for the command that it is: how long that took, and the command."""
    let_pass(APART_S)
    mark, at_s = app.here(), now_s()
    tell_earphones(f"press {key}")
    came_s, line = app.until(
        lambda line: line.get("door") == "buttons", after=mark, within_s=HEARD_WITHIN_S
    )
    assert line["event"] == event
    return came_s - at_s, line


def commands(app: App, mark: int) -> list[str]:
    """The commands of buttons behind a mark."""
    return [line["event"] for _, line in app.lines[mark:] if line.get("door") == "buttons"]


def question(app: App, mark: int) -> None:
    """Wait until a posture check was spoken to its end."""
    app.until(lambda line: line["event"] == "question_spoken", after=mark, within_s=40)


@pytest.fixture(scope="module")
def app(home: Path) -> Iterator[App]:
    app = started(home)
    try:
        shown("track", SHOWN)
        yield app
    finally:
        app.kill()


def test_what_plays_is_on_their_screen(app: App) -> None:
    shown("status", "PLAYING")
    row("earphones connect", "title, artist and state on their screen", SHOWN)


def test_pause_and_go_on(app: App) -> None:
    times = []
    for _ in range(3):
        mark = app.here()
        took_s, asked = pressed(app, "PAUSE", "pause_asked")
        _, paused = app.until(lambda line: line["event"] == "paused", after=mark, within_s=5)
        assert paused["at_s"] - asked["at_s"] <= HOLDS_WITHIN_S
        shown("status", "PAUSED")
        more_s, asked = pressed(app, "PLAY", "go_on_asked")
        _, resumed = app.until(lambda line: line["event"] == "resumed", after=mark, within_s=5)
        assert resumed["at_s"] - asked["at_s"] <= HOLDS_WITHIN_S
        shown("status", "PLAYING")
        times += [took_s, more_s]
    row(
        "Pause, Play",
        "pause and go on, in the sound 0.3 s after the key arrives",
        f"keys arrive after {1000 * min(times):.0f} to {1000 * max(times):.0f} ms here",
    )


def test_a_second_pause_and_a_bud_put_back_do_nothing(app: App) -> None:
    pressed(app, "PAUSE", "pause_asked")
    mark = app.here()
    let_pass(APART_S)
    tell_earphones("press PAUSE")
    pressed(app, "PLAY", "go_on_asked")
    let_pass(APART_S)
    tell_earphones("press PLAY")  # these earphones sent Pause: it is an echo
    pressed(app, "STOP", "pause_asked")
    pressed(app, "PLAY", "go_on_asked")
    assert commands(app, mark) == ["go_on_asked", "pause_asked", "go_on_asked"]
    row("Pause in a pause, Play while running", "nothing", "nothing")


def test_a_check_is_asked_for_and_answered(app: App) -> None:
    answers = []
    for key, good in (("FORWARD", True), ("BACKWARD", False)):
        mark = app.here()
        pressed(app, "FORWARD", "cue_asked")
        question(app, mark)
        _, answer = pressed(app, key, "answer_to_all")
        assert answer["good"] is good
        answers.append("good" if good else "not good")
    row("Next; Next or Previous after the question", "check; good, not good", ", ".join(answers))


def test_where_am_i_and_a_mark(app: App) -> None:
    let_pass(10)  # no question is open any more
    pressed(app, "BACKWARD", "where_asked")
    let_pass(APART_S)
    mark = app.here()
    tell_earphones("press BACKWARD")
    let_pass(0.2)
    tell_earphones("press BACKWARD")
    app.until(lambda line: line["event"] == "pain_marked", after=mark, within_s=HEARD_WITHIN_S)
    assert commands(app, mark) == ["pain_marked"]
    row("Previous; Previous twice", "where am I; pain marked", "both")


def test_a_held_key_is_one_press(app: App) -> None:
    mark = app.here()
    tell_earphones("down FORWARD")
    let_pass(2.5)
    tell_earphones("up FORWARD")
    app.until(lambda line: line["event"] == "cue_asked", after=mark, within_s=HEARD_WITHIN_S)
    let_pass(APART_S)
    assert commands(app, mark) == ["cue_asked"]
    row("a key held for 2.5 s", "one press", "one press")
    question(app, mark)
    let_pass(10)


def test_earphones_drop_and_return(app: App) -> None:
    pressed(app, "PAUSE", "pause_asked")
    tell_earphones("drop")
    let_pass(2)
    back_s = now_s()
    tell_earphones("connect")
    shown("status", "PAUSED")
    took_s = now_s() - back_s
    pressed(app, "PLAY", "go_on_asked")
    row("earphones drop and return", "their keys are heard again", "they are", took_s)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_bluetoothd_ends_and_returns(app: App, how: signal.Signals) -> None:
    with suppress(AssertionError):  # as their battery may have it
        tell_earphones("drop")
    with bluetoothd_ended(how):
        let_pass(1)
    back_s = now_s()
    tell_earphones("agent")
    tell_earphones("connect")
    shown("track", SHOWN)
    took_s = now_s() - back_s
    pressed(app, "PAUSE", "pause_asked")
    pressed(app, "PLAY", "go_on_asked")
    row(f"bluetoothd ended by {how.name}", "registered anew, keys are heard", "they are", took_s)


def test_and_the_run_of_all_this_is_whole(app: App) -> None:
    app.stop()
    assert app.all("stalled") == []
    beats = beats_of_last(app.home)
    pauses = len(app.all("paused"))
    assert len(beats) > 100
    assert uneven(beats) <= pauses
    row("all of these in one run", "the beat exact but for its pauses", f"{len(beats)} beats exact")


def test_the_first_player_has_the_keys_until_it_ends(home: Path) -> None:
    first = started(home)
    second = None
    try:
        shown("track", SHOWN)
        second = started(home)
        let_pass(3)
        mark = second.here()
        pressed(first, "PAUSE", "pause_asked")
        pressed(first, "PLAY", "go_on_asked")
        assert commands(second, mark) == []
        first.stop()
        shown("status", "PLAYING")
        pressed(second, "PAUSE", "pause_asked")
        second.stop()
    finally:
        first.kill()
        if second is not None:
            second.kill()
    row("a second player", "the first has the keys until it ends", "then the second has them")


def test_both_doors_at_once_and_other_programs_keys(home: Path, tmp_path: Path) -> None:
    def said(*words: str) -> str:
        return subprocess.run(words, check=True, capture_output=True, text=True, timeout=60).stdout

    with daemon(tmp_path, "DBUS_SESSION_BUS_ADDRESS"):
        proxy = subprocess.Popen(("mpris-proxy",), stdout=subprocess.DEVNULL)
        app = started(home)
        try:
            shown("track", SHOWN)
            mark = app.here()
            pressed(app, "PAUSE", "pause_asked")
            pressed(app, "PLAY", "go_on_asked")
            pressed(app, "FORWARD", "cue_asked")
            let_pass(APART_S)
            assert commands(app, mark) == ["pause_asked", "go_on_asked", "cue_asked"]
            row("both doors open, and mpris-proxy between them", "a press is one", "one")
            question(app, mark)
            let_pass(10)
            player = ("playerctl", "-p", "cadencecoach")
            assert said(*player, "metadata", "--format", "{{title}} / {{artist}}").strip() == SHOWN
            mark = app.here()
            said(*player, "pause")
            app.until(lambda line: line["event"] == "paused", after=mark, within_s=20)
            assert said(*player, "status") == "Paused\n"
            said(*player, "play")
            app.until(lambda line: line["event"] == "resumed", after=mark, within_s=20)
            name = "org.mpris.MediaPlayer2"
            said(
                *("gdbus", "call", "--session", "-d", f"{name}.cadencecoach"),
                *("-o", "/org/mpris/MediaPlayer2", "-m", f"{name}.Player.Next"),
            )
            app.until(lambda line: line["event"] == "cue_asked", after=mark, within_s=20)
            said(*player, "stop")
            app.until(lambda line: line["event"] == "pause_asked", after=mark, within_s=20)
            app.stop()
            row("playerctl, gdbus", "pause, go on, check", "each")
        finally:
            app.kill()
            proxy.terminate()
            proxy.wait()
