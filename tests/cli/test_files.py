"""export, import, backup and restore as typed: what they print, write and refuse."""

from __future__ import annotations

import json
import shutil
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cadencecoach.adapters.fit_file import read_messages
from cadencecoach.adapters.store.diary import DiaryStore
from cadencecoach.adapters.store.sqlite import Store
from cadencecoach.app.review.review import ReviewFromStore
from cadencecoach.cli.commands import import_file
from cadencecoach.core.diary.entries import BaselineSet, Way
from tests.adapters.test_imports import STARTED, fit, tcx
from tests.cli.conftest import Run, Said
from tests.test_import_contracts import HEAVY, all_loaded

SCHEMA_3 = Path(__file__).parents[1] / "recordings" / "schema" / "3.db"


@pytest.fixture
def out(own_home: Path, tmp_path: Path) -> Path:
    """A folder to write into, beside a home with a simulated run, an interrupted one and a watch's."""
    own_home.mkdir()
    shutil.copy(SCHEMA_3, own_home / "sessions.db")
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


# --- export ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "written"),
    [
        ("fit", ["run.fit"]),
        ("tcx", ["run.tcx"]),
        ("csv", ["run.csv", "run.cues.csv"]),
        ("json", ["run.json"]),
    ],
)
def test_a_session_is_exported_once_unless_forced(
    command: Run, out: Path, form: str, written: list[str]
) -> None:
    path = out / f"run.{form}"
    said = command("export", "1", "--out", str(path))
    assert (said.code, said.err) == (0, "")
    assert [Path(line).name for line in said.out.splitlines()] == written
    assert names(out) == written
    before = path.read_bytes()
    again = command("export", "last", "--format", form, "--out", str(path))
    assert again.code == 7
    assert "there already" in again.err
    assert "--force" in again.err
    assert path.read_bytes() == before
    assert command("export", "last", "--out", str(path), "--force").code == 0
    assert path.read_bytes() != before


def test_the_json_of_a_watch_has_its_readings(command: Run, out: Path) -> None:
    assert command("export", "3", "--out", str(out / "run.json")).code == 0
    document = json.loads((out / "run.json").read_text())
    assert document["imported"] == document["watch"]["file"] == "run.fit"
    assert len(document["watch"]["readings"]) == 89
    assert document["readings"] == []
    assert document["cadence_spm"] == 164.0


def test_all_sessions_go_into_a_folder_with_names_that_tell(command: Run, out: Path) -> None:
    said = command("export", "--all", "--format", "fit", "--dir", str(out / "new"))
    assert (said.code, said.out) == (0, f"3 sessions in {out / 'new'}\n")
    assert names(out) == [
        "20260801T051200Z-1-short-simulated.fit",
        "20260801T051200Z-2-short.fit",
        "20260803T051200Z-3-baseline.fit",
    ]
    for name in names(out):
        assert list(read_messages((out / "new" / name).read_bytes(), {20: frozenset((4,))}))


def test_where_one_file_is_there_none_is_written(command: Run, out: Path) -> None:
    taken = out / "20260803T051200Z-3-baseline.cues.csv"
    taken.write_text("mine")
    said = command("export", "--all", "--format", "csv", "--dir", str(out))
    assert said.code == 7
    assert names(out) == [taken.name]
    assert command("export", "--all", "--format", "csv", "--dir", str(out), "--force").code == 0
    assert len(names(out)) == 6


def test_a_session_that_cannot_be_read_is_named_and_the_others_written(
    command: Run, out: Path, own_home: Path
) -> None:
    assert command("sessions").code == 0
    connection = sqlite3.connect(own_home / "sessions.db")
    connection.execute("DROP TRIGGER events_stay")
    connection.execute("UPDATE events SET name = 'Nonsense' WHERE session_id = 1 AND seq = 0")
    connection.commit()
    connection.close()
    said = command("export", "--all", "--format", "tcx", "--dir", str(out))
    assert said.code == 7
    assert "1 of 3 sessions could not be exported; session 1: entry 0" in said.err
    assert len(names(out)) == 2


@pytest.mark.parametrize("started", ["1970-01-01T00:00:05.000Z", "2126-05-05T10:00:00.000Z"])
def test_a_clock_that_was_never_set_stops_no_other_fit(
    command: Run, out: Path, own_home: Path, started: str
) -> None:
    assert command("sessions").code == 0
    connection = sqlite3.connect(own_home / "sessions.db")
    connection.execute("DROP TRIGGER what_was_started_stays")
    connection.execute("UPDATE sessions SET started_at = ? WHERE id = 2", (started,))
    connection.commit()
    connection.close()
    said = command("export", "--all", "--format", "fit", "--dir", str(out))
    assert said.code == 7
    assert f"session 2: FIT cannot say the year {started[:4]}" in said.err
    assert len(names(out)) == 2
    said = command("export", "2", "--out", str(out / "2.fit"))
    assert (said.code, len(said.err.splitlines())) == (7, 2)
    assert command("export", "2", "--out", str(out / "2.json")).code == 0


def test_a_data_set_of_all_sessions(command: Run, out: Path) -> None:
    pytest.importorskip("pyarrow")
    said = command("export", "--all", "--format", "parquet", "--dir", str(out))
    assert (said.code, said.out) == (0, f"3 sessions in {out}\n")
    assert len(names(out)) == 2
    assert command("export", "--all", "--format", "parquet", "--dir", str(out)).code == 7


def test_a_rung_of_the_own_ladder_as_a_workout(command: Run, out: Path) -> None:
    path = out / "rung.fit"
    said = command("export", "--workout", "rung-2", "--out", str(path))
    assert said.code == 2
    assert "own cadence" in said.err
    assert command("settings", "set", "cadence_spm", "160").code == 0
    command("pain", "1")  # a run in this log ended with a sore back
    said = command("export", "--workout", "rung-2", "--out", str(path))
    assert said.code == 0
    assert "Cadence 160" in said.out, "its runs are long ago: none above the level that was run"
    steps = list(read_messages(path.read_bytes(), {27: frozenset((5, 6))}))
    bands = [(step.fields.get(5), step.fields.get(6)) for step in steps]
    assert bands == [(None, None), (78, 82), (78, 82), (None, None)]
    said = command("export", "--workout", "rung-9", "--out", str(out / "other.fit"))
    assert said.code == 2
    assert "level-3" in said.err
    assert command("export", "--workout", "ramp", "--out", str(out / "ramp.fit")).code == 0


DOORS = (
    ("run", "--headless", "--speed", "max", "--audio", "null", "--footpod", "none"),
    ("render", "--out", "OUT.wav"),
    ("export", "--out", "OUT.fit", "--workout"),
)
"""Each way a beat leaves the house; the plan comes last."""


def through(command: Run, door: tuple[str, ...], plan: str, out: Path, *more: str) -> Said:
    """A plan through a door, into files of its own."""
    words = [
        str(out / f"{plan}-{door[0]}{word[3:]}") if word[:3] == "OUT" else word for word in door
    ]
    if door[0] == "export":
        return command(*words, plan, *more)
    return command(words[0], plan, *words[1:], *more)


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door[0])
@pytest.mark.parametrize("plan", ["today", "rung-1", "drill-30"])
def test_every_door_says_the_same_no(
    command: Run, out: Path, door: tuple[str, ...], plan: str
) -> None:
    """`render ramp` and `export --workout rung-2` knew no ladder, no sign and no pain."""
    assert command("programme", "start", "--baseline", "160").code == 0
    command("pain", "7")
    said = through(command, door, plan, out)
    assert said.code == 2
    assert "Your back is at 7: no run today." in said.err
    assert "--anyway" in said.err
    assert names(out) == [], "nothing was written"
    command("check-in", "--red-flags", "saddle")
    said = through(command, door, plan, out, "--anyway")
    assert said.code == 2
    assert "Seek care now" in said.err


@pytest.mark.parametrize("door", DOORS[1:], ids=lambda door: door[0])
def test_a_no_that_is_overruled_is_written_down_at_every_door(
    command: Run, out: Path, door: tuple[str, ...]
) -> None:
    assert command("programme", "start", "--baseline", "160").code == 0
    command("pain", "6")
    said = through(command, door, "rung-1", out, "--anyway")
    assert said.code == 0, said.err
    assert "Cadence 160" in said.out, "the gentler run, and no new level"
    calendar = command("programme", "calendar").out
    assert "ran all the same: Your back is at 6" in calendar


def test_plans_show_draws_what_the_gate_lets_through(command: Run) -> None:
    assert command("programme", "start", "--baseline", "160").code == 0
    command("pain", "4")
    shown = command("plans", "show", "ramp").out
    assert "Ramp 160 → 175, up to 160" in shown
    assert "modified: Your back is at 4" in shown
    assert command("plans", "show", "rung-1").code == command("plans", "show", "today").code == 0


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ((), "takes a session, or --all, or --workout"),
        (("last", "--all"), "takes a session, or --all, or --workout"),
        (("last",), "--out is missing"),
        (("--all", "--format", "fit"), "--dir is missing"),
        (("last", "--out", "run.gpx"), "'gpx' is no format"),
        (("last", "--format", "parquet", "--out", "x"), "is no format"),
        (("--all", "--format", "xml", "--dir", "x"), "is no format"),
        (("--workout", "ramp", "--out", "ramp.tcx"), "does not end in .fit"),
        (("--workout", "nonsense", "--out", "x.fit"), "there is no plan"),
    ],
)
def test_words_that_make_no_sense(
    command: Run, out: Path, words: tuple[str, ...], reason: str
) -> None:
    said = command("export", *words)
    assert said.code == 2
    assert reason in said.err
    assert "hint:" in said.err
    assert names(out) == []


def test_an_export_loads_no_screen_radio_or_sound(command: Run, out: Path, own_home: Path) -> None:
    words = [f"export last --out {out}/x.{form}" for form in ("fit", "csv")]
    homes = own_home / "beside"
    homes.mkdir()
    asked = dict.fromkeys(words, (*HEAVY, "pyarrow"))
    assert all_loaded(homes, asked, own_home / "sessions.db") == {one: [] for one in words}


# --- import ---------------------------------------------------------------------------------------


def silent_run(command: Run, own_home: Path) -> datetime:
    """A run of 30 s without a footpod, now; its start."""
    words = ("run", "demo", "--headless", "--audio", "null", "--footpod", "none")
    assert command(*words).code == 0
    with Store(own_home / "sessions.db") as store:
        return datetime.fromisoformat(store.find("last").started_at).astimezone(UTC)


def watch_file(path: Path, started: datetime, length_s: int, cadence: float = 82.0) -> Path:
    offset_s = (started - STARTED).total_seconds()
    rows = [(offset_s + second, cadence, 2.75) for second in range(length_s)]
    path.write_bytes(fit(rows))
    return path


@pytest.mark.usefixtures("leaping_clock")
def test_a_watch_fills_the_run_of_that_time_and_shows_both_clocks(
    command: Run, out: Path, own_home: Path
) -> None:
    started = silent_run(command, own_home)
    path = watch_file(out / "watch.fit", started - timedelta(seconds=10), 120)
    said = command("import", str(path))
    assert (said.code, said.err) == (0, "")
    first, second, read, last = said.out.splitlines()
    assert first.startswith("session 4")
    assert f"{started:%Y-%m-%d %H:%M:%S}Z" in first
    assert f"{started - timedelta(seconds=10):%Y-%m-%d %H:%M:%S}Z" in second
    assert read == "Watch 1, 1:59 running, 0.33 km, 120 cadences in strides: 82 a minute at a run"
    assert last.endswith("readings are in session 4, marked as imported.")
    shown = command("show", "4").out
    assert "watch      its cadence, from the file watch.fit" in shown
    assert "164.0 steps a minute on average" in shown
    assert "  watch  " in command("sessions").out
    again = command("import", str(path))
    assert again.code == 7
    assert "it is in session 4" in again.err


@pytest.mark.usefixtures("leaping_clock")
@pytest.mark.parametrize(
    ("reference", "reason"),
    [
        ("1", "a simulated runner ran it"),
        ("2", "its cadence came from a footpod"),
        ("3", "it has run.fit already"),
        ("4", "not of session 4"),
        ("9", "no session '9'"),
    ],
)
def test_what_cannot_be_filled_stays_as_it_was(
    command: Run, out: Path, own_home: Path, reference: str, reason: str
) -> None:
    silent_run(command, own_home)
    before = command("sessions", "--json").out
    path = watch_file(out / "watch.fit", STARTED, 120)
    said = command("import", str(path), "--into", reference)
    assert said.code in (6, 7)
    assert reason in said.err
    assert command("sessions", "--json").out == before


def test_a_run_of_a_watch_stands_as_a_baseline(
    command: Run, out: Path, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_file, "attended", lambda: True)
    monkeypatch.setattr("builtins.input", lambda _asked: "y")
    path = watch_file(out / "easy.fit", STARTED + timedelta(days=9), 900, 81.5)
    said = command("import", str(path), "--baseline")
    assert (said.code, said.err) == (0, "")
    assert "Your own cadence is 163 steps a minute" in said.out
    with DiaryStore(own_home / "sessions.db") as diary:
        baseline = diary.read().last(BaselineSet)
    assert baseline is not None
    assert (baseline.cadence_spm, baseline.way, baseline.speed_mps) == (163, Way.RUN, 2.75)
    assert "163.0 steps a minute on average" in command("show", "last").out
    again = watch_file(out / "again.fit", STARTED + timedelta(days=9), 890, 81.5)
    said = command("import", str(again), "--baseline")
    assert said.code == 7
    assert "session 4 already" in said.err


def test_an_older_run_of_a_watch_is_not_the_newest(command: Run, out: Path, own_home: Path) -> None:
    path = watch_file(out / "easy.fit", STARTED - timedelta(days=9), 900, 81.5)
    assert command("import", str(path), "--baseline").code == 0
    assert command("show", "last").out.startswith("Session 3 ")
    listed = [line.split()[0] for line in command("sessions").out.splitlines()[1:5]]
    assert listed[-1] == "4"
    rows = ReviewFromStore(own_home / "sessions.db").rows()
    assert [str(row.id) for row in rows] == listed


def test_a_run_too_short_for_a_baseline_sets_none(command: Run, out: Path, own_home: Path) -> None:
    path = watch_file(out / "easy.fit", STARTED + timedelta(days=9), 60)
    said = command("import", str(path), "--baseline")
    assert said.code == 0
    assert "It is no baseline: only 59 s were measured" in said.out
    with DiaryStore(own_home / "sessions.db") as diary:
        assert not list(diary.read().of(BaselineSet))


def test_a_hostile_file_is_one_line_and_a_hint(command: Run, out: Path) -> None:
    path = out / "bomb.tcx"
    path.write_bytes(tcx([], head="<!DOCTYPE a [<!ENTITY b 'c'>]>"))
    said = command("import", str(path))
    assert said.code == 7
    assert len(said.err.splitlines()) == 2
    assert "document type" in said.err
    said = command("import", str(path), "--baseline", "--into", "1")
    assert said.code == 2


# --- backup ---------------------------------------------------------------------------------------


def test_backup_and_restore(command: Run, out: Path, own_home: Path) -> None:
    path = out / "all.db"
    said = command("backup", str(path))
    assert (said.code, said.out) == (0, f"{path}  3 sessions\n")
    assert command("backup", str(path)).code == 7
    assert command("discard", "1").code == 0
    assert "session 1" not in command("sessions").out.lower()
    said = command("restore", str(path))
    assert said.code == 0
    assert said.out.startswith("3 sessions restored\nWhat was there before is kept in ")
    assert "simulated" in command("sessions").out
    assert len(list(own_home.glob("sessions-before-*.db"))) == 1
    said = command("restore", str(out / "none.db"))
    assert said.code == 6


def test_a_name_that_is_too_long_is_one_line_and_a_hint(command: Run, out: Path) -> None:
    name = str(out / ("x" * 300))
    for words in (
        ("backup", name),
        ("restore", name),
        ("report", "1", "--html", name),
        ("export", "1", "--format", "json", "--out", name),
        ("export", "--all", "--format", "csv", "--dir", name),
    ):
        said = command(*words)
        assert said.code in (6, 7), words
        assert len(said.err.splitlines()) == 2


def test_every_session_is_fit_where_no_format_is_named(command: Run, tmp_path: Path) -> None:
    command("run", "demo", "--headless", "--audio", "null", "--speed", "max")
    assert command("export", "--all", "--dir", str(tmp_path / "all")).code == 0
    assert [file.suffix for file in (tmp_path / "all").iterdir()] == [".fit"]
