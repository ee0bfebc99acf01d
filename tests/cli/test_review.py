"""Sessions found, told of anew, compared and removed for good by commands, on a real file."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.events import Paste

from cadencecoach.adapters.store.diary import DiaryStore
from cadencecoach.adapters.store.migrations import LATEST
from cadencecoach.adapters.store.process import process_mark
from cadencecoach.adapters.store.sqlite import Store
from cadencecoach.app.review.review import ReviewFromStore
from cadencecoach.app.review.run_notes import NoteTyped, edit_note
from cadencecoach.app.review.watch_match import refuse_own_cadence
from cadencecoach.core.diary.diary import RunNote
from cadencecoach.core.diary.typed_note import LONGEST_NOTE
from cadencecoach.core.outcome.session_facts import Source
from cadencecoach.core.trends.search import query_of
from cadencecoach.core.values.text import plain, written
from cadencecoach.errors import ConfigError, FileRefused, StoreBusy, StoreError
from cadencecoach.ui.screens.review import ReviewScreen
from cadencecoach.ui.screens.session import SessionScreen
from tests.adapters.recorded import NASTY
from tests.cli.conftest import Run
from tests.core.worlds import setup, short_plan
from tests.recordings.schema.make import record, simulated_log
from tests.ui.fakes import app_of, arrived, seen, settled

SCHEMA = Path(__file__).parents[1] / "recordings" / "schema" / f"{LATEST}.db"


@pytest.fixture
def log(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """1 simulated, 2 by footpod and interrupted, both on 1 August; 3 of a watch, two days later.

    A programme began on 1 August.
    """
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    own_home.mkdir()
    yield Path(shutil.copy(SCHEMA, own_home / "sessions.db"))
    monkeypatch.undo()
    time.tzset()


def ruin(log: Path, session: int) -> None:
    """An entry of a newer version in the log of one session."""
    connection = sqlite3.connect(log)
    connection.execute(
        "INSERT INTO events VALUES (?, 99999, 0, 'in', 'FromTheFuture', '{}')", (session,)
    )
    connection.commit()
    connection.close()


def ids(command: Run, *words: str) -> list[int]:
    said = command("sessions", "--json", *words)
    assert said.code == 0, said.err
    return [one["id"] for one in json.loads(said.out)["sessions"]]


def shown(command: Run, session: int) -> dict[str, Any]:
    return json.loads(command("show", str(session), "--json").out)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ((), [3, 2, 1]),
        (("--week", "1"), [3, 2, 1]),
        (("--week", "2"), []),
        (("--plan", "SHORT"), [2, 1]),
        (("--plan", "sho"), []),
        (("--source", "footpod"), [2]),
        (("--source", "watch"), [3]),
        (("--source", "imported"), [3]),
        (("--source", "none"), []),
        (("--search", "grass blue"), [2]),
        (("--search", "week 1 watch"), [3]),
        (("--search", "2026-08-03"), [3]),
        (("--week", "1", "--plan", "short", "--source", "simulated", "--search", "short"), [1]),
    ],
)
def test_sessions_are_found(
    command: Run, log: Path, words: tuple[str, ...], found: list[int]
) -> None:
    assert ids(command, *words) == found


def test_a_narrowed_list_says_of_how_many(command: Run, log: Path) -> None:
    said = command("sessions", "--source", "footpod")
    assert "1 of 3 sessions\n1 session, 1:40 running\n" in said.out
    assert "cadencecoach keep 2" in said.out
    assert command("sessions", "--search", "moon").out == "None of 3 sessions fits.\n"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--source", "footpad"), "did you mean footpod"),
        (("--week", "0"), "there is no week 0"),
        (("--week", "-1"), "there is no week -1"),
    ],
)
def test_what_cannot_be_looked_for_is_told(
    command: Run, log: Path, words: tuple[str, str], told: str
) -> None:
    said = command("sessions", *words)
    assert (said.code, said.out) == (2, "")
    assert told in said.err


def test_a_run_is_told_of_anew_and_all_else_stays(command: Run, log: Path) -> None:
    command("shoes", "add", "Red")
    before = shown(command, 2)
    said = command(
        "sessions", "note", "2", "--note", "windy", "--shoes", "Red", "--surface", "dirt",
        "--route", "hill", "--distance", "5.5", "--effort", "7", "--niggle", "knee",
    )  # fmt: skip
    assert said.out == (
        "Session 2: effort 7 of 10, surface dirt, shoes Red, route hill, distance 5.50 km,"
        " also hurt knee, note windy\n"
    )
    after = shown(command, 2)
    assert after["run_note"] == {
        "effort": 7, "held": None, "niggle": "knee", "surface": "dirt", "shoes": "Red",
        "route": "hill", "note": "windy", "distance_m": 5500.0,
    }  # fmt: skip
    changed = {key for key in after if after[key] != before[key]}
    assert changed == {"run_note"}
    command("sessions", "note", "2", "--niggle", "", "--note", "")
    assert shown(command, 2)["run_note"]["niggle"] == ""
    assert re.search(r"^shoes +Red$", command("show", "2").out, re.MULTILINE)
    assert ids(command, "--search", "windy") == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("1", "--note", "x"), "session 1 was run by a simulated runner"),
        (("2",), "there is nothing to tell"),
        (("9", "--note", "x"), "there is no session '9'"),
        (("2", "--effort", "11"), "effort goes from 0 to 10"),
        (("2", "--surface", "gras"), "did you mean grass"),
        (("2", "--shoes", "Moon"), "there is no shoes 'Moon'"),
        (("2", "--distance", "201"), "no distance of a run"),
        (("2", "--distance", "nan"), "is no number"),
        (("2", "--route", "x" * 201), "--route is longer than 200 characters"),
        (("2", "--note", "x" * 10_001), "--note is longer than 10000 characters"),
    ],
)
def test_what_makes_no_sense_is_told_and_nothing_kept(
    command: Run, log: Path, words: tuple[str, ...], told: str
) -> None:
    before = shown(command, 2)["run_note"]
    said = command("sessions", "note", *words)
    assert (said.code in (2, 6), said.out) == (True, "")
    assert told in said.err
    assert len(said.err.splitlines()) == 2
    assert shown(command, 2)["run_note"] == before


def test_hostile_notes_are_kept_found_and_shown_without_harm(command: Run, log: Path) -> None:
    for text in NASTY:
        said = command("sessions", "note", "2", f"--note={text}")
        assert said.code == 0, said.err
        out = said.out + command("show", "2").out
        assert all(line.isprintable() for line in out.splitlines())
        assert shown(command, 2)["run_note"]["note"] == written(text)
        # Words of an own search are folded as the text is, and escape codes are no words.
        assert ids(command, f"--search={text}") == ids(command, f"--search={plain(text)}") == [2]
    with DiaryStore(log) as diary:  # as another program may have written it
        uuid = diary.read().runs[0].session
        diary.write_note(uuid, lambda _: RunNote(note=NASTY[2], route=NASTY[4]))
    review = ReviewFromStore(log)
    assert query_of("red now").finds(review.known()[0][2])
    assert all(line.isprintable() for line in command("show", "2").out.splitlines())


@pytest.mark.parametrize("door", ["the command", "the screen"])
def test_what_another_program_tells_of_a_run_meanwhile_stays(
    command: Run, log: Path, monkeypatch: pytest.MonkeyPatch, door: str
) -> None:
    read, others = DiaryStore.note, list[threading.Thread]()

    def tell_beside(store: DiaryStore, session: str) -> RunNote:
        found = read(store, session)
        if not others:
            told = NoteTyped(route="River loop")
            others.append(threading.Thread(target=edit_note, args=("2", told)))
            others[0].start()
            others[0].join(0.5)  # it is done by then where nothing holds it up
        return found

    known = ReviewFromStore(log).note(2).note
    monkeypatch.setattr(DiaryStore, "note", tell_beside)
    if door == "the command":
        edit_note("2", NoteTyped(note="windy"))
    else:
        ReviewFromStore(log).write_note(2, replace(known, note="windy"), known)
    others[0].join()
    with DiaryStore(log) as diary:
        (told,) = (run.note for run in diary.read().runs if run.note.note)
    assert (told.note, told.route) == ("windy", "River loop")


def record_on(log: Path, *sessions: int) -> None:
    """Mark sessions as being recorded, by this process."""
    connection = sqlite3.connect(log)
    for session in sessions:
        connection.execute(
            "UPDATE sessions SET state = 'running', process = ? WHERE id = ?",
            (process_mark(), session),
        )
        connection.execute("DELETE FROM summaries WHERE session_id = ?", (session,))
    connection.commit()
    connection.close()


def test_one_that_is_recorded_or_deleted_has_nothing_to_tell(command: Run, log: Path) -> None:
    record_on(log, 2)
    said = command("sessions", "note", "2", "--note", "x")
    assert (said.code, "session 2 is being recorded" in said.err) == (2, True)
    assert "is being recorded" in command("discard", "2").err
    assert "finish it first, then keep it" in command("keep", "2").err
    with Store(log) as store, pytest.raises(FileRefused, match="being recorded") as caught:
        refuse_own_cadence(store.find("2"))
    assert caught.value.hint == "finish it first, then import the file"
    command("discard", "3")
    assert "session 3 is deleted" in command("sessions", "note", "3", "--note", "x").err
    with pytest.raises(ConfigError, match="being recorded"):
        ReviewFromStore(log).note(2)


def test_one_that_is_recorded_has_the_numbers_so_far(log: Path) -> None:
    over = ReviewFromStore(log).load(2).row
    assert over.cadence_spm is not None
    record_on(log, 2)
    so_far = ReviewFromStore(log).load(2).row
    assert so_far.cadence_spm == pytest.approx(over.cadence_spm)
    assert replace(so_far, cadence_spm=over.cadence_spm) == replace(over, state="running")


def test_a_footpod_that_was_not_heard_yet_is_shown_so(command: Run, log: Path) -> None:
    record_on(log, 2)
    connection = sqlite3.connect(log)
    guards = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'readings'"
    for (guard,) in connection.execute(guards).fetchall():
        connection.execute(f"DROP TRIGGER {guard}")
    connection.execute("DELETE FROM readings WHERE session_id = 2")
    connection.commit()
    connection.close()
    rows = [line.split(maxsplit=1) for line in command("show", "2").out.splitlines()]
    assert ["cadence", "none yet"] in rows


def test_no_file_for_others_is_made_of_one_that_is_recorded(
    command: Run, log: Path, tmp_path: Path
) -> None:
    record_on(log, 1, 2, 3)
    for words, session, then in (
        (("export", "2", "--out", str(tmp_path / "run.fit")), 2, "export"),
        (("export", "--all", "--dir", str(tmp_path / "all")), 3, "export"),
        (("report", "2", "--html", str(tmp_path / "run.html")), 2, "report"),
    ):
        said = command(*words)
        assert (said.code, said.out) == (7, "")
        assert f"session {session} is being recorded" in said.err
        assert f"finish it first, then {then} it" in said.err
    assert list(tmp_path.iterdir()) == [tmp_path / "home"]


def test_a_log_that_is_read_only_or_of_another_version_is_told_in_a_line(
    command: Run, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise StoreBusy(f"{log}: it can only be read", hint="make the file yours")

    monkeypatch.setattr(DiaryStore, "write_note", refuse)
    monkeypatch.setattr(Store, "discard", refuse)
    for words in (("sessions", "note", "2", "--note", "x"), ("discard", "2")):
        said = command(*words)
        assert (said.code, said.out) == (6, "")
        assert "it can only be read" in said.err
    connection = sqlite3.connect(log)
    connection.execute(f"PRAGMA user_version = {LATEST + 1}")
    connection.close()
    for words in (("sessions", "note", "2", "--note", "x"), ("sessions", "purge"), ("show", "2")):
        said = command(*words)
        assert (said.code, said.out) == (6, "")
        assert len(said.err.splitlines()) == 2


def test_a_session_of_a_newer_version_is_told_and_can_still_be_told_of_and_deleted(
    command: Run, log: Path
) -> None:
    ruin(log, 2)
    assert "'FromTheFuture'" in command("show", "2").err
    assert command("sessions", "note", "2", "--effort", "3").code == 0
    review = ReviewFromStore(log)
    with pytest.raises(StoreError, match="FromTheFuture"):
        review.load(2)
    review.discard(2)
    assert [row.id for row in review.rows()] == [3, 1]
    review.keep(2)
    assert review.note(2).note.effort == 3


def test_purging_asks_first_and_removes_only_what_was_discarded(command: Run, log: Path) -> None:
    assert "nothing to remove" in command("sessions", "purge").out
    command("discard", "2")
    command("discard", "1")
    said = command("sessions", "purge")
    assert (said.code, said.out) == (2, "")
    assert "this removes 2 sessions for good: 2, 1" in said.err
    assert "sessions purge --yes" in said.err
    assert command("show", "2").code == 0
    aside, cut_off = "sessions-before-20260901T060000Z.db", ".sessions.db.x1y2.part"
    for name in (aside, cut_off):
        (log.parent / name).touch()
    done = command("sessions", "purge", "--yes").out
    assert done.startswith("2 sessions removed for good.")
    assert f"  {cut_off}\n  {aside}\n" in done
    assert command("show", "2").code == 6
    assert ids(command) == [3]


def test_a_run_is_shown_beside_the_same_route_of_week_1(command: Run, log: Path) -> None:
    command("sessions", "note", "2", "--route", "River Loop")
    assert "There is nothing to compare with yet." in command("show", "2").out
    world = setup(short_plan())
    record(log, world, list(simulated_log(world)), Source.FOOTPOD)
    connection = sqlite3.connect(log)
    connection.execute("DROP TRIGGER what_was_started_stays")
    connection.execute("UPDATE sessions SET started_at = '2026-08-12T05:12:00.000Z' WHERE id = 4")
    # Both lasted long enough to count as runs.
    connection.execute("UPDATE summaries SET body = json_set(body, '$.run.minutes', 10)")
    connection.commit()
    connection.close()
    command("sessions", "note", "4", "--route", "river loop")
    told = shown(command, 4)
    compared = told["compared_with"]
    assert (told["week"], compared["id"], compared["why"]) == (2, 2, "the same route in week 1")
    assert compared["now"]["cadence_spm"] == told["cadence_spm"]
    assert compared["now"]["speed_mps"] == told["speed_mps"] > 2
    text = command("show", "4").out
    assert "Beside session 2, Short, 2026-08-01 05:12: the same route in week 1" in text
    then = compared["then"]["cadence_spm"]
    assert re.search(
        rf"^cadence, steps a minute +{then:.1f} +{told['cadence_spm']:.1f}$", text, re.MULTILINE
    )
    beside = ReviewFromStore(log).context(4).beside
    assert beside is not None
    assert (beside.row.id, beside.why) == (2, "the same route in week 1")
    assert ReviewFromStore(log).context(1).run is None
    ruin(log, 2)
    assert shown(command, 4)["compared_with"]["id"] == 2, "what is kept of it is still there"
    connection = sqlite3.connect(log)
    connection.execute("UPDATE summaries SET outline = NULL WHERE session_id = 2")
    connection.commit()
    connection.close()
    assert shown(command, 4)["compared_with"] is None
    assert "There is nothing to compare with yet." in command("show", "4").out


async def test_hostile_words_pasted_on_the_screen_are_kept_and_found_there_again(log: Path) -> None:
    words = " ".join((NASTY[0], *NASTY[2:], NASTY[1]))
    async with app_of(review=ReviewFromStore(log)).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("v")
        await settled(pilot)
        await pilot.press("down", "d", "end", "ctrl+u")
        pilot.app.screen.post_message(Paste(words))
        await pilot.press("enter")
        await arrived(pilot, ReviewScreen)
        await pilot.press("slash")
        pilot.app.screen.post_message(Paste("/C CALC'!A0 שלום x" + "x" * 100))
        await settled(pilot)
        lines = seen(pilot)
        assert "1 of 3" in lines[0]
        await pilot.press("enter", "enter")
        await arrived(pilot, SessionScreen)
        await pilot.press("right")
        await settled(pilot)
        lines += seen(pilot)
    assert any(
        line.strip().startswith("note          =cmd|' /C calc'!A0 Relax red now") for line in lines
    )
    assert all(line.isprintable() for line in lines)
    note = ReviewFromStore(log).note(2).note
    assert note.note == written(words)[:LONGEST_NOTE]
    assert (note.effort, note.surface, note.shoes) == (4, "grass", "Blue")
