"""`import`: runs of a watch, into sessions without a footpod and as runs of their own."""

from __future__ import annotations

import io
import re
import sqlite3
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import settings

from cadencecoach.adapters.clock import SystemClock
from cadencecoach.adapters.store.diary import DiaryStore
from cadencecoach.adapters.store.sqlite import Store
from cadencecoach.app.home import Home
from cadencecoach.app.review.watch_import import ImportWishes, take_in_folder
from cadencecoach.cli.commands import import_file
from cadencecoach.core.diary.entries import BaselineSet
from cadencecoach.core.outcome.session_facts import SessionFacts
from tests.adapters.test_imports import mutated
from tests.adapters.watch_files import EASY, STARTED, Row, fit, gzipped, steady, tcx
from tests.cli.conftest import Run

BROKEN = min(1_000, 3 * settings.default.max_examples)
"""A thousand by night."""

SILENT = ("run", "demo", "--headless", "--audio", "null", "--footpod", "none")

pytestmark = pytest.mark.usefixtures("leaping_clock")


@pytest.fixture
def silent(command: Run, own_home: Path) -> SessionFacts:
    """A run without a footpod, now."""
    assert command(*SILENT).code == 0
    with Store(own_home / "sessions.db") as store:
        return store.find("last")


def began(facts: SessionFacts) -> datetime:
    return datetime.fromisoformat(facts.started_at).astimezone(UTC)


def beside(path: Path, facts: SessionFacts, apart_s: float, rows: list[Row] | None = None) -> Path:
    """A file of a watch that was started so much later than a session."""
    started = began(facts) + timedelta(seconds=apart_s)
    length_s = facts.reached // 48_000
    path.write_bytes(fit(steady(length_s) if rows is None else rows, started=started))
    return path


def effects(command: Run, session: int) -> list[float | None]:
    [document] = command("cues", str(session), "--json").records
    return [cue["before_spm"] for cue in document["cues"] if cue["spoken"]]


# --- clocks ---------------------------------------------------------------------------------------


def test_a_watch_that_began_with_the_session_needs_no_word(
    command: Run, silent: SessionFacts, tmp_path: Path
) -> None:
    said = command("import", str(beside(tmp_path / "a.fit", silent, 0)))
    assert said.code == 0
    assert "--offset" not in said.out
    assert any(one is not None for one in effects(command, silent.id))


def test_two_starts_that_lie_apart_are_told_and_put_right(
    command: Run, silent: SessionFacts, tmp_path: Path
) -> None:
    """Where it is not known what was heard when, nothing is said of what a cue changed."""
    path = str(beside(tmp_path / "a.fit", silent, -25.5))
    said = command("import", path)
    assert said.code == 0
    assert "The session began 0:2" in said.out
    assert (
        "later than the file. If both began together,\nthe same command with --offset 2" in said.out
    )
    assert set(effects(command, silent.id)) == {None}
    again = command("import", path, "--offset", "25.5")
    assert again.code == 0, again.err
    assert "--offset" not in again.out
    assert any(one is not None for one in effects(command, silent.id))
    assert "164.0" not in command("show", str(silent.id)).out
    assert "168.0 steps a minute on average" in command("show", str(silent.id)).out


def test_a_baseline_run_here_is_put_right_as_any_other(
    command: Run, own_home: Path, tmp_path: Path
) -> None:
    assert command("run", "baseline", *SILENT[2:]).code == 0
    with Store(own_home / "sessions.db") as store:
        facts = store.find("last")
    path = str(beside(tmp_path / "a.fit", facts, -25.5))
    assert command("import", path).code == 0
    assert command("import", path, "--offset", "25.5").code == 0


def test_a_clock_that_is_an_hour_off_makes_no_second_run(
    command: Run, silent: SessionFacts, tmp_path: Path
) -> None:
    path = str(beside(tmp_path / "a.fit", silent, 3600))
    said = command("import", path)
    assert said.code == 7
    assert f"may be session {silent.id}, which is as long and began " in said.err
    assert re.search(r"began (1:00:00|59:59) earlier\n.*--offset -3(600|599);", said.err)
    right = command("import", path, "--offset", "-3600")
    assert right.code == 0, right.err
    assert f"readings are in session {silent.id}" in right.out


def test_another_run_as_long_is_one_of_its_own_when_the_clocks_agree(
    command: Run, silent: SessionFacts, tmp_path: Path
) -> None:
    path = str(beside(tmp_path / "a.fit", silent, -3600))
    assert command("import", path).code == 7
    said = command("import", path, "--offset", "0")
    assert (said.code, said.out.startswith(f"Session {silent.id + 1}: a.fit")) == (0, True)


# --- runs of their own ----------------------------------------------------------------------------


@pytest.fixture
def berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The clock on the wall is two hours ahead of UTC."""
    monkeypatch.setenv("TZ", "CEST-2")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def test_a_run_that_the_watch_alone_saw_counts_and_moves_no_ladder(
    command: Run, own_home: Path, tmp_path: Path, berlin: None
) -> None:
    rows = [(s if s < 600 else s + 1200, 84.0, 2.8) for s in range(1200)]
    path = tmp_path / "cafe.fit"
    path.write_bytes(fit(rows, total_m=3300))
    said = command("import", str(path))
    assert said.code == 0, said.err
    assert said.out == (
        "Session 1: cafe.fit, 2026-08-01 07:12\n"
        "Watch 1, 19:58 running, 3.30 km, 1200 cadences in strides: 84 a minute at a run\n"
    )
    [document] = command("show", "1", "--json").records
    assert document["duration_s"] == 1198
    assert document["elapsed_s"] == 2399
    assert document["cadence_spm"] == 168
    assert document["coverage_percent"] > 99
    assert document["speed_mps"] == pytest.approx(2.8, abs=0.01)
    [trends] = command("trends", "--json").records
    assert trends["weeks"][0]["distance_m"] == 3300
    assert trends["weeks"][0]["runs"] == 1
    with DiaryStore(own_home / "sessions.db") as diary:
        assert not list(diary.read().of(BaselineSet))
    assert command("import", str(path)).code == 7


def test_its_kilometres_are_on_the_shoes(command: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.fit"
    path.write_bytes(fit(steady(), total_m=3300))
    assert command("import", str(path)).code == 0
    assert command("shoes", "add", "Blue").code == 0
    assert command("sessions", "note", "1", "--shoes", "Blue").code == 0
    assert "Blue  3 km" in command("shoes").out


def test_saved_records_and_missing_speeds_lose_nothing(command: Run, tmp_path: Path) -> None:
    sparse = [(s, 84.0, 2.8) for s in range(0, 1800, 6)]
    (tmp_path / "smart.fit").write_bytes(fit(sparse))
    slow = [(s, 73.0 if s % 2 else 67.0, None, s * 2.8) for s in range(1200)]
    (tmp_path / "polar.tcx").write_bytes(
        tcx(slow, element=True, started=STARTED - timedelta(days=1))
    )
    assert command("import", str(tmp_path / "smart.fit")).code == 0
    assert command("import", str(tmp_path / "polar.tcx")).code == 0
    [smart] = command("show", "1", "--json").records
    assert (smart["cadence_spm"], smart["coverage_percent"] > 99) == (168, True)
    [polar] = command("show", "2", "--json").records
    assert polar["cadence_spm"] == pytest.approx(140, abs=0.1)
    assert polar["coverage_percent"] > 99
    assert polar["speed_mps"] == pytest.approx(2.8, abs=0.01)
    out = tmp_path / "smart.csv"
    assert command("export", "1", "--format", "csv", "--out", str(out)).code == 0
    assert float(out.read_text().splitlines()[-1].split(",")[11]) == pytest.approx(
        1794 * 2.8, abs=6
    )


@pytest.mark.parametrize(
    ("rows", "cadence_spm"),
    [
        ([(s, 165.0, 2.6) if s // 60 % 2 == 0 else (s, 112.0, 1.5) for s in range(1800)], 165),
        ([(s, 131.0 if s == 400 else 84.0, 2.8) for s in range(1200)], 168),
        ([(s, 68.0, None, s * 2.8) for s in range(1200)], 136),
        ([(s, 68.0, None) for s in range(1200)], 136),
        ([(s, 68.0, 0.0) for s in range(1200)], 136),
    ],
    ids=["run and walk in steps", "one wild value", "distance alone", "no speed", "speed 0"],
)
def test_the_mean_is_that_of_running(
    command: Run, tmp_path: Path, rows: list[Row], cadence_spm: float
) -> None:
    path = tmp_path / "a.fit"
    path.write_bytes(fit(rows))
    assert command("import", str(path)).code == 0
    [document] = command("show", "1", "--json").records
    assert document["cadence_spm"] == pytest.approx(cadence_spm, abs=0.5)
    assert document["coverage_percent"] > 99


def test_every_second_of_a_ramp_is_judged_by_a_watch_that_saves_records(
    command: Run, own_home: Path, tmp_path: Path
) -> None:
    assert command("run", "steady", "--minutes", "20", *SILENT[2:]).code == 0
    with Store(own_home / "sessions.db") as store:
        facts = store.find("last")
        target = store.load(facts.id).header["plan"]["stages"][1]["target_spm"]
    rows: list[Row] = [(s, target / 2, 2.8) for s in range(0, 1201, 6)]
    path = beside(tmp_path / "a.fit", facts, 0, rows)
    assert command("import", str(path)).code == 0
    [document] = command("show", str(facts.id), "--json").records
    assert document["coverage_percent"] > 99
    assert [rung["judged_coverage_percent"] for rung in document["rungs"]] == [100.0]
    assert document["adherence"]["in_band_percent"] == 100


def test_a_watch_that_paused_while_the_program_went_on_says_that_its_runner_stood(
    command: Run, own_home: Path, tmp_path: Path
) -> None:
    assert command("run", "steady", "--minutes", "20", *SILENT[2:]).code == 0
    with Store(own_home / "sessions.db") as store:
        facts = store.find("last")
        target = store.load(facts.id).header["plan"]["stages"][1]["target_spm"]
    rows: list[Row] = [(s, target / 2, 2.8) for s in range(1201) if not 500 < s < 800]
    said = command("import", str(beside(tmp_path / "a.fit", facts, 0, rows)))
    assert said.code == 0
    [document] = command("show", str(facts.id), "--json").records
    assert document["coverage_percent"] > 98
    assert document["adherence"]["in_band_percent"] == 100
    assert document["adherence"]["confidence"] == "high"
    assert document["cadence_spm"] == pytest.approx(target, abs=0.5)


def test_a_file_that_spans_two_sessions_gives_each_its_part(
    command: Run, own_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    apart_s = 240
    for begins_s in (0, apart_s):
        moment = STARTED + timedelta(seconds=begins_s)
        monkeypatch.setattr(SystemClock, "utc_now", lambda _, now=moment: now)
        assert command(*SILENT).code == 0
    with Store(own_home / "sessions.db") as store:
        silent, second = store.find("1"), store.find("2")
    rows: list[Row] = [
        (s, 82.0 if s < 180 else 86.0, 2.8) for s in range(apart_s + 181) if s < 180 or s >= apart_s
    ]
    path = str(beside(tmp_path / "a.fit", silent, 0, rows))
    said = command("import", path)
    assert said.code == 0, said.err
    assert "It spans 2 sessions; each has its part of it." in said.out
    for facts, spm in ((silent, 164), (second, 172)):
        assert f"readings are in session {facts.id}, marked as imported." in said.out
        [document] = command("show", str(facts.id), "--json").records
        assert document["cadence_spm"] == pytest.approx(spm, abs=0.5)
        assert document["coverage_percent"] > 98
    assert any(one is not None for one in effects(command, second.id))
    assert command("import", path).code == 7
    assert command("import", path, "--offset", "1").code == 0
    assert command("discard", str(second.id)).code == 0
    assert command("import", path, "--offset", "0").code == 7


# --- steps or strides -----------------------------------------------------------------------------


def test_the_runner_says_what_is_counted(command: Run, tmp_path: Path) -> None:
    path = tmp_path / "between.fit"
    path.write_bytes(fit(steady(600, 125.0, 2.4)))
    said = command("import", str(path))
    assert said.code == 7
    assert "125 a minute at a run may be steps or strides" in said.err
    assert "--counts steps" in said.err
    assert command("import", str(path), "--counts", "both").code == 2
    said = command("import", str(path), "--counts", "steps")
    assert (said.code, "steps, as you said" in said.out) == (0, True)
    [document] = command("show", "1", "--json").records
    assert document["cadence_spm"] == 125


def test_what_was_taken_for_strides_can_be_taken_anew(command: Run, tmp_path: Path) -> None:
    path = tmp_path / "slow.fit"
    path.write_bytes(fit(steady(600, 109.0, 1.8)))
    assert command("import", str(path)).code == 0
    assert command("show", "1", "--json").records[0]["cadence_spm"] == 218
    again = command("import", str(path))
    assert "--counts takes it anew" in again.err
    assert command("import", str(path), "--offset", "60").code == 7  # it has no other clock
    assert command("import", str(path), "--counts", "steps").code == 0
    assert command("show", "1", "--json").records[0]["cadence_spm"] == 109
    assert command("discard", "1").code == 0
    gone = command("import", str(path), "--counts", "strides")
    assert (gone.code, "`cadencecoach keep 1` brings it back" in gone.err) == (7, True)


def test_at_a_terminal_it_is_asked(
    command: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "between.fit"
    path.write_bytes(fit(steady(600, 125.0, 2.4)))
    monkeypatch.setattr(import_file, "attended", lambda: True)
    with monkeypatch.context() as nobody:
        nobody.setattr("sys.stdin", io.StringIO())
        assert command("import", str(path)).code == 7
    for word, code in (("", 2), ("both", 2), ("Steps ", 0)):
        monkeypatch.setattr("builtins.input", lambda _, said=word: said)
        assert command("import", str(path)).code == code
    [document] = command("show", "1", "--json").records
    assert document["cadence_spm"] == 125


# --- folders --------------------------------------------------------------------------------------


def test_every_new_run_of_a_folder_is_taken_in(
    command: Run, silent: SessionFacts, tmp_path: Path
) -> None:
    watch = tmp_path / "GARMIN" / "ACTIVITY"
    watch.mkdir(parents=True)
    beside(watch / "A1.FIT", silent, 5)
    for day in (1, 2):
        run = fit(steady(), started=STARTED - timedelta(days=day))
        (watch / f"B{day}.fit").write_bytes(run)
    (watch / "B1.fit.gz").write_bytes(gzipped(run))
    (watch / "C.fit").write_bytes(fit(steady(), sport=2))
    (watch / "D.fit").write_bytes(fit(steady(), kind=2))
    (watch / "E.fit").write_bytes(fit(steady())[:-9])
    (watch / "F.txt").write_text("no run")
    (watch / "._B1.fit").write_bytes(b"what a Mac leaves on a stick")
    said = command("import", "--from", str(tmp_path))
    assert said.code == 0, said.err
    lines = said.out.splitlines()
    assert lines[0].startswith("A1.FIT  ")
    assert lines[0].endswith(f"168 steps a minute  fills session {silent.id}")
    # B1.fit.gz is the same run as B2.fit, and comes before it.
    assert [line.split()[0] for line in lines[1:4]] == ["B1.fit", "B1.fit.gz", "E.fit"]
    assert lines[3] == "E.fit was refused: it is only a part of a file"
    assert lines[4] == "3 runs taken in, 1 known already, 2 no run, 1 refused"
    again = command("import", "--from", str(tmp_path)).out.splitlines()
    assert again[-1] == "0 runs taken in, 4 known already, 2 no run, 1 refused"


def test_a_folder_without_a_run_is_told(command: Run, tmp_path: Path) -> None:
    said = command("import", "--from", str(tmp_path))
    assert (said.code, "no .fit, .tcx" in said.err) == (7, True)
    assert command("import", "--from", str(tmp_path / "none")).code == 7


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("a.fit", "--from", "."),
        ("--from", ".", "--baseline"),
        ("--from", ".", "--into", "1"),
        ("a.fit", "--baseline", "--into", "1"),
        ("a.fit", "--offset", "nan"),
        ("a.fit", "--offset", "1e12"),
    ],
)
def test_words_that_make_no_sense_are_refused(command: Run, words: tuple[str, ...]) -> None:
    said = command("import", *words)
    assert (said.code, len(said.err.splitlines())) == (2, 2)


def test_broken_files_leave_whole_runs_or_none(own_home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "watch"
    folder.mkdir()
    for seed in range(BROKEN):
        started = STARTED - timedelta(days=seed % 400)
        data = [fit(EASY, started=started), tcx(EASY, started=started)][seed % 2]
        broken = mutated(data, seed, mend=seed % 4 == 0)
        packed = gzipped(broken) if seed % 8 == 5 else broken
        (folder / f"{seed}.{'tcx' if seed % 2 else 'fit'}").write_bytes(packed)
    items = list(take_in_folder(Home.here(), folder, ImportWishes()))
    assert len(items) == BROKEN
    taken = [item.taken for item in items if item.taken is not None]
    assert BROKEN // 200 <= len(taken) < BROKEN * 9 // 10
    connection = sqlite3.connect(own_home / "sessions.db")
    whole = connection.execute(
        "SELECT s.id, COUNT(r.frame) FROM sessions AS s JOIN imports AS i ON i.session_id = s.id"
        " JOIN headers AS h ON h.session_id = s.id JOIN summaries AS c ON c.session_id = s.id"
        " JOIN imported_readings AS r ON r.session_id = s.id GROUP BY s.id"
    ).fetchall()
    assert dict(whole) == {one.facts.id: one.readings for one in taken}
    assert connection.execute("SELECT COUNT(*) FROM sessions").fetchone() == (len(taken),)
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()


# --- the old and the new --------------------------------------------------------------------------


def test_an_import_of_before_holds_as_it_did(
    command: Run, silent: SessionFacts, own_home: Path, tmp_path: Path
) -> None:
    path = beside(tmp_path / "a.fit", silent, 0)
    assert command("import", str(path)).code == 0
    connection = sqlite3.connect(own_home / "sessions.db")
    connection.execute("DROP TRIGGER imported_readings_stay")
    connection.execute("DROP TRIGGER imports_stay")
    connection.execute("UPDATE imported_readings SET until_frame = NULL")
    connection.execute("UPDATE imports SET distance_m = NULL")
    connection.execute("DELETE FROM summaries")
    connection.commit()
    connection.close()
    [document] = command("show", str(silent.id), "--json").records
    assert document["cadence_spm"] == 168
    [trends] = command("trends", "--json").records
    assert trends["weeks"][0]["distance_m"] is not None
