"""The programme by hand and by script: few words, one JSON document, and nothing taken for granted."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cadencecoach.adapters.clock import SystemClock
from cadencecoach.adapters.store.diary import DiaryStore
from cadencecoach.adapters.store.home import HOME_VARIABLE
from cadencecoach.app.about import about_lines
from cadencecoach.app.diary.journal import JournalOfHome
from cadencecoach.app.diary.logbook import open_logbook
from cadencecoach.app.home import Home
from cadencecoach.cli.command_line import obey
from cadencecoach.cli.commands import check_in
from cadencecoach.core.diary import entries as en
from cadencecoach.core.diary.pain import Quality, RedFlag, Side, When
from cadencecoach.core.outcome.session_facts import Source
from cadencecoach.core.programme.gates import Go
from cadencecoach.core.run.setup import Setup
from cadencecoach.core.values.calendar import Moment
from cadencecoach.errors import CadencecoachError, ConfigError
from tests.core.diaries import plan
from tests.core.worlds import BOOK, setup, steady
from tests.recordings.schema import make

SCHEMA_2 = Path(__file__).parents[1] / "recordings" / "schema" / "2.db"
NOW = make.STARTED + timedelta(hours=1)
Say = Callable[..., str]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    monkeypatch.setenv("TZ", "UTC")
    if sys.platform != "win32":
        time.tzset()
    monkeypatch.setattr(SystemClock, "utc_now", lambda _: NOW)
    return tmp_path


@pytest.fixture
def say(home: Path, capsys: pytest.CaptureFixture[str]) -> Say:
    """What a command prints."""

    def said(*words: str) -> str:
        obey(words)
        return capsys.readouterr().out

    return said


def entries(home: Path) -> tuple[en.Entry, ...]:
    with DiaryStore(home / "sessions.db") as store:
        return store.read().entries


def ran(home: Path, world: Setup | None = None) -> None:
    """A run with a footpod, an hour before NOW."""
    world = world or setup(steady(length_s=360))
    log = list(make.simulated_log(world, ()))
    make.record(home / "sessions.db", world, log, Source.FOOTPOD)


def test_without_a_programme_it_says_how_to_begin(say: Say) -> None:
    assert "programme start" in say("programme")
    document = json.loads(say("programme", "status", "--json"))
    assert document["schema"] == 1
    assert document["programme"] is None


def test_start_check_in_and_today(say: Say, home: Path) -> None:
    assert "begins today" in say("programme", "start", "--baseline", "160")
    text = say(
        "check-in", "--red-flags", "none", "--before", "3", "--side", "left", "--quality", "ache"
    )
    assert "week 1 of 4" in text
    assert "go: Your back is at 3" in text
    document = json.loads(say("programme", "--json"))
    assert document["baseline_spm"] == document["target_spm"] == 160
    assert document["gate"]["go"] == "go"
    assert document["ask"]["red_flags"] is False
    assert {item["kind"] for item in document["items"]} == {"run", "routine", "assessment"}
    rated = entries(home)[-1]
    assert isinstance(rated, en.PainRated)
    assert (rated.when, rated.pain.level) == (When.BEFORE, 3)
    assert (rated.pain.side, rated.pain.quality) == (Side.LEFT, Quality.ACHE)


def test_a_warning_sign_says_seek_care_and_blocks(say: Say, home: Path) -> None:
    say("programme", "start", "--baseline", "160")
    text = say("check-in", "--red-flags", "saddle,bladder", "--before", "0")
    assert text.startswith("! Seek care now.")
    with open_logbook(Home.here()) as book:
        said = book.verdict(plan())
    assert (said.go, said.overridable) == (Go.NO, False)
    assert "Seek care now" in json.loads(say("programme", "--json"))["why"]
    say("check-in", "--red-flags", "none")
    assert json.loads(say("programme", "--json"))["gate"]["overridable"] is False
    say("check-in", "--acknowledge")
    assert json.loads(say("programme", "--json"))["gate"]["go"] == "go"
    assert [type(one) for one in entries(home)][-3:] == [
        en.PainRated,
        en.RedFlagsAnswered,
        en.RedFlagsAcknowledged,
    ]


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (("pain", "11"), "0 to 10"),
        (("pain", "0.4"), "is no whole number"),
        (("check-in", "--before", "5.5"), "is no whole number"),
        (("check-in", "--morning", "0x0"), "is no whole number"),
        (("shoes", "add", "  "), "1 to 40 characters"),
        (("pain", "3", "--side", "lft"), "did you mean left"),
        (("pain", "3", "--quality", "burning"), "no quality"),
        (("check-in", "--red-flags", "numbess"), "did you mean numbness"),
        (("check-in", "--side", "left"), "go with a level"),
        (("check-in", "--after", "3"), "no run to tell about"),
        (("check-in", "--effort", "3"), "no run to tell about"),
        (("check-in",), "nothing to write down"),
        (("programme", "start", "four-weeks-back"), "did you mean four-week-back"),
        (("programme", "start", "--baseline", "16"), "nobody's easy running"),
        (("programme", "pause"), "no programme was started"),
        (("programme", "calendar"), "no programme was started"),
        (("routine", "show", "warmup"), "did you mean warm-up"),
        (("routine", "log", "warm-up", "half"), "there is no 'half'"),
        (("routine", "log", "warm-up", "--minutes", "nan"), "is no number"),
        (("shoes", "add", ""), "1 to 40"),
        (("shoes", "add", "Blue", "--km", "-1"), "km lie between"),
        (("shoes", "retire", "Blue"), "no shoes 'Blue'"),
        (("assessment", "record", "overstrid"), "did you mean overstride"),
        (("assessment", "compare"), "two assessments"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_what_makes_no_sense_is_one_line_and_writes_nothing(
    say: Say, home: Path, words: tuple[str, ...], fault: str
) -> None:
    with pytest.raises(CadencecoachError) as caught:
        say(*words)
    assert fault in caught.value.message
    assert caught.value.hint
    assert "\n" not in caught.value.message
    assert entries(home) == ()


def test_a_run_and_what_is_said_of_it(say: Say, home: Path) -> None:
    say("programme", "start", "--baseline", "160")
    say("shoes", "add", "Blue", "--km", "100")
    ran(home)
    text = say(
        "check-in", "--after", "2", "--effort", "4", "--shoes", "Blue", "--distance-km", "5",
        "--surface", "grass", "--niggle", "left\x1b[31m knee", "--note", "x",
    )  # fmt: skip
    assert "You ran today" in text
    assert "Blue  105 km" in say("shoes", "list")
    with DiaryStore(home / "sessions.db") as store:
        diary = store.read()
    (run,) = diary.runs
    assert diary.after(run) == 2
    assert (run.note.effort, run.note.surface, run.note.niggle) == (4, "grass", "left knee")
    with pytest.raises(ConfigError, match="no shoes"):
        say("check-in", "--shoes", "Green")
    say("check-in", "--effort", "5")
    with DiaryStore(home / "sessions.db") as store:
        assert store.read().runs[0].note.niggle == "left knee", "what was said before stays"


def test_an_easy_run_measures_the_baseline_once(say: Say, home: Path) -> None:
    say("programme", "start")
    document = json.loads(say("programme", "--json"))
    assert document["baseline_spm"] is None
    with open_logbook(Home.here()) as book:
        asked = book.today().run
    assert asked is not None
    ran(home, Setup(asked.plan, setup().click_style, BOOK))
    text = say("programme")
    assert "0: 1" in text
    say("pain", "1")
    measured = [one for one in entries(home) if isinstance(one, en.BaselineSet)]
    (one,) = measured
    assert 140 <= one.cadence_spm <= 175
    assert one.way is en.Way.RUN
    assert one.within_spm is not None
    assert one.within_spm < 10
    assert one.coverage_percent is not None
    assert one.coverage_percent > 80
    assert one.speed_mps is not None
    assert 1.5 < one.speed_mps < 5
    say("pain", "1")
    assert [one for one in entries(home) if isinstance(one, en.BaselineSet)] == measured


def test_pause_resume_and_calendar(say: Say) -> None:
    say("programme", "start", "--baseline", "160")
    assert "not paused" in say("programme", "resume")
    assert "Paused" in say("programme", "pause")
    assert "already" in say("programme", "pause")
    assert "waits for you" in say("programme")
    assert "On we go: week 1" in say("programme", "resume")
    say("routine", "log", "core-activation", "part", "--minutes", "5")
    assert "core-activation" in say("programme", "calendar")
    days = json.loads(say("programme", "calendar", "--json"))["days"]
    assert [day["routines"] for day in days] == [[{"routine": "core-activation", "done": "part"}]]


def test_the_calendar_keeps_the_days_before_the_weeks_began_again(
    say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    say("programme", "start", "--baseline", "160")
    say("routine", "log", "core-activation", "done")
    monkeypatch.setattr(SystemClock, "utc_now", lambda _: NOW + timedelta(days=30))
    say("programme", "start")
    days = json.loads(say("programme", "calendar", "--json"))["days"]
    assert [day["week"] for day in days] == [*[1] * 7, *[2] * 7, *[3] * 7, *[4] * 7, 5, 5, 1]
    assert days[0]["routines"] == [{"routine": "core-activation", "done": "done"}]


def test_days_away_without_a_pause(say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    say("programme", "start", "--baseline", "160")
    say("check-in", "--red-flags", "none", "--before", "1")
    monkeypatch.setattr(SystemClock, "utc_now", lambda _: NOW + timedelta(days=12))
    said = say("programme")
    assert "week 2 of 4" in said
    assert "You were away for 11 days, and the weeks went on." in said
    assert "Go on in week 1, where you left off? cadencecoach programme resume" in said
    assert "On we go: week 1" in say("programme", "resume")
    assert "away" not in say("programme")
    assert "not paused" in say("programme", "resume", "--by-calendar")
    days = json.loads(say("programme", "calendar", "--json"))["days"]
    assert [day["paused"] for day in days] == [False, *[True] * 11, False]


def test_the_calendar_says_who_ran_against_advice(say: Say) -> None:
    say("programme", "start", "--baseline", "160")
    with open_logbook(Home.here()) as book:
        book.write(en.Overrode(book.now, "Your back is at 6:\x1b[31m no run today."))
    assert "ran all the same: Your back is at 6: no run today." in say("programme", "calendar")
    (day,) = json.loads(say("programme", "calendar", "--json"))["days"]
    (overrode,) = day["overrode"]
    assert overrode["reason"].endswith("no run today.")


def test_pain_is_noted_and_shown(say: Say) -> None:
    assert "Noted: 4 of 10." in say("pain", "4", "--side", "left", "--where", "low")
    assert "▃" in say("pain")
    shown = json.loads(say("pain", "--json"))
    assert [one["highest"] for one in shown["pain"]] == [4]
    assert "see" not in say("pain", "2")
    assert "doctor" in say("pain", "2", "--quality", "radiating")


def test_routines_are_listed_read_played_and_ticked(say: Say, home: Path) -> None:
    assert "core-activation" in say("routine")
    text = say("routine", "show", "foam-rolling")
    assert "Never roll the lower back." in text
    assert "leave it out" in text
    assert "Glute raise: done." in say(
        "routine", "play", "glute-raise", "--audio", "null", "--speed", "max"
    )
    done = entries(home)[-1]
    assert isinstance(done, en.RoutineDone)
    assert (done.routine, done.how) == ("glute-raise", en.Done.ALL)
    assert done.minutes == pytest.approx(2.5, abs=0.5)


@pytest.mark.skipif(sys.platform == "win32", reason="no such terminal")
@pytest.mark.parametrize(
    ("seen", "keys", "how"),
    [
        ("get ready", "q", "skipped"),
        ("get ready", "\x03", "skipped"),
        ("get ready", "n" * 6, "skipped"),
        ("get ready  Step two", "q", "part"),
    ],
)
def test_a_routine_obeys_the_keys_of_a_terminal(home: Path, seen: str, keys: str, how: str) -> None:
    import fcntl  # noqa: PLC0415 - none of these on Windows
    import pty  # noqa: PLC0415
    import termios  # noqa: PLC0415

    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "cadencecoach", "routine", "play", "glute-raise"]
    with subprocess.Popen(
        [*command, "--audio", "null", "--speed", "20"],
        stdin=theirs,
        stdout=theirs,
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(theirs, termios.TIOCSCTTY, 0),  # noqa: PLW1509 - no threads
    ) as process:
        os.close(theirs)
        shown = _until(ours, seen.encode())
        os.write(ours, keys.encode())
        shown += _until(ours, b"Glute raise: ")
        shown += _until(ours, b"\n")
        assert process.wait(200) == 0
    os.close(ours)
    assert f"Glute raise: {how}." in shown.decode()


def _until(descriptor: int, words: bytes) -> bytes:
    """What comes out up to some words, or all of it."""
    shown = b""
    while words not in shown:
        try:
            more = os.read(descriptor, 4096)
        except OSError:
            break
        if not more:
            break
        shown += more
    return shown


def test_a_broken_routine_of_the_runner_takes_no_other_away(home: Path, say: Say) -> None:
    own = home / "config" / "plans" / "routines"
    own.mkdir(parents=True)
    (own / "mine.toml").write_text('title = "Mine"\n[[move]]\nexercise = "nope"\nreps = 3\n')
    text = say("routine")
    assert "warm-up" in text
    assert "mine cannot be played: " in text
    assert "there is no exercise 'nope'" in text
    names = [routine.name for routine in JournalOfHome(Home.here()).routines()]
    assert "warm-up" in names
    assert "mine" not in names
    (own / "exercises.toml").write_text("[")
    with pytest.raises(ConfigError, match=r"exercises\.toml"):
        say("routine")


def test_a_diary_that_cannot_be_read_hides_no_warning_sign(home: Path, say: Say) -> None:
    say("check-in", "--red-flags", "saddle")
    with closing(sqlite3.connect(home / "sessions.db")) as log, log:
        log.execute("INSERT INTO diary VALUES (NULL, 1, 0, 'OfTomorrow', '{}')")
    with pytest.raises(ConfigError, match="Seek care now") as refused:
        say("run", "steady", "--headless", "--audio", "null", "--speed", "max", "--anyway")
    assert "entry 2 of the diary cannot be read" in refused.value.hint


def test_assessments_are_compared(say: Say) -> None:
    assert "pelvic-drop" in say("assessment")
    say(
        "assessment", "record", "overstride", "--notes", "heel first", "--side-video", "a.mp4",
        "--analysis", "left hip drops",
    )  # fmt: skip
    assert "nothing to work on" in say("assessment", "record")
    text = say("assessment", "compare")
    assert "gone" in text
    assert "notes, then: heel first" in text
    assert "gait analysis, then: left hip drops" in text
    assert "video from the side, then: a.mp4" in text


def test_about_says_what_is_not_known() -> None:
    text = "\n".join(about_lines())
    assert "no trial of it was found" in text
    assert "not a medical device" in text


def test_an_own_programme_that_is_gone_says_so(say: Say, home: Path) -> None:
    with DiaryStore(home / "sessions.db") as store:
        store.append(en.ProgrammeStarted(Moment(0), "mine"))
    with pytest.raises(ConfigError, match="'mine'"):
        say("programme")
    say("pain", "3", "--quality", "radiating")
    with pytest.raises(ConfigError, match="'mine'"):
        say("check-in", "--red-flags", "saddle")
    assert isinstance(entries(home)[-1], en.RedFlagsAnswered), "a warning sign is kept all the same"
    assert "begins today" in say("programme", "start")


def test_an_own_programme_with_faults_names_them_all(say: Say, home: Path) -> None:
    folder = home / "config" / "plans" / "programmes"
    folder.mkdir(parents=True)
    (folder / "mine.toml").write_text(
        'title = "Mine"\n[[week]]\ntitle = "A"\ntheme = "B"\nhighest_rung = 12\nbeat = 1\n'
        'posture_checks = true\n[[week.item]]\nkind = "rum"\nrhythm = "daily"\n'
    )
    with pytest.raises(ConfigError) as caught:
        say("programme", "start", "mine")
    assert len(caught.value.faults) == 4
    assert all("mine.toml" in fault for fault in caught.value.faults)


def test_a_diary_that_can_only_be_read_is_read(say: Say, home: Path) -> None:
    shutil.copy(SCHEMA_2, home / "sessions.db")
    connection = sqlite3.connect(home / "sessions.db")
    connection.execute("UPDATE sessions SET state = 'interrupted' WHERE state = 'running'")
    connection.commit()
    connection.close()
    text = say("programme")
    assert "Four weeks for the back" in text


# --- on a terminal -------------------------------------------------------------------------------


@pytest.fixture
def typing(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Answers, one for each question; Return where they end."""
    monkeypatch.setattr(check_in, "attended", lambda: True)
    answers: list[str] = []
    monkeypatch.setattr("builtins.input", lambda _="": answers.pop(0) if answers else "")

    def types(*lines: str) -> None:
        answers.extend(lines)

    yield types
    assert not answers


def told(home: Path) -> list[Any]:
    return [one for one in entries(home) if not isinstance(one, en.ProgrammeStarted)]


def test_few_keys_are_enough(home: Path, typing: Callable[..., None]) -> None:
    typing("", "", "3", "l", "a", "")
    check_in.check_in()
    flags, rated = told(home)
    assert flags.flags == ()
    assert (rated.pain.level, rated.pain.side, rated.pain.quality) == (3, Side.LEFT, Quality.ACHE)


def test_return_skips_and_skipped_is_unknown(home: Path, typing: Callable[..., None]) -> None:
    typing("", "", "")
    check_in.check_in()
    assert [type(one) for one in told(home)] == [en.RedFlagsAnswered]


def test_flags_by_number_and_the_question_after_them(
    home: Path, typing: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    typing("9", "1 3", "")
    check_in.check_in()
    (flags,) = told(home)  # care comes before any other question
    assert flags.flags == (RedFlag.NUMBNESS, RedFlag.SADDLE)
    out = capsys.readouterr().out
    assert out.count("Not understood") == 1
    assert "Seek care now" in out


def test_after_a_run_it_asks_for_the_run(
    home: Path, typing: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    ran(home)
    typing("", "", "2", "", "d", "", "low", "6", "1", "river", "five", "", "grand", "5,2")
    check_in.check_in()
    rated = told(home)[-1]
    assert (rated.when, rated.session is not None) == (When.AFTER, True)
    assert (rated.pain.quality, rated.pain.where) == (Quality.RADIATING, "low")
    with DiaryStore(home / "sessions.db") as store:
        note = store.read().runs[0].note
    assert (note.effort, note.surface, note.route, note.note) == (6, "grass", "river", "grand")
    assert note.distance_m == 5200
    assert "a distance is kilometres" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("lines", "kept"),
    [
        ([], []),
        (["", "", "4"], [en.RedFlagsAnswered, en.PainRated]),
        (["", "", "4", "l", "s"], [en.RedFlagsAnswered, en.PainRated]),
    ],
    ids=["at once: not even that there is no sign", "after a level", "before limping"],
)
@pytest.mark.parametrize("end", [EOFError, KeyboardInterrupt], ids=["end", "Ctrl-C"])
def test_what_was_answered_before_the_input_ended_is_kept_and_no_more(
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    lines: list[str],
    kept: list[type],
    end: type[BaseException],
) -> None:
    answers = list(lines)

    def typed(_: str = "") -> str:
        if not answers:
            raise end
        return answers.pop(0)

    monkeypatch.setattr("builtins.input", typed)
    monkeypatch.setattr(check_in, "attended", lambda: True)
    check_in.check_in()
    assert [type(one) for one in told(home)] == kept
    assert [one.pain.level for one in told(home)[1:]] == [4][: len(kept) - 1]
