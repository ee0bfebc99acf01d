"""TCX, CSV, JSON and Parquet: read back by others, harmless to open, whole or not there at all."""

from __future__ import annotations

import csv
import json
import os
import stat
import sys
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tcxreader.tcxreader import TCXReader

from cadencecoach.adapters.export import parquet
from cadencecoach.adapters.export.document import json_document
from cadencecoach.adapters.export.recorded import Recorded
from cadencecoach.adapters.export.tables import CUES, SECONDS, cue_rows, second_rows, write_csv
from cadencecoach.adapters.export.tcx import tcx_activity
from cadencecoach.adapters.export.text import cell, harmless
from cadencecoach.adapters.replay import read_recording
from cadencecoach.adapters.whole_file import whole_file
from cadencecoach.core.diary.diary import RunNote
from cadencecoach.core.outcome.session_facts import Source
from cadencecoach.errors import ExportError
from tests.adapters.recorded import NASTY, silent, simulated, steady_run

DATABASE = "{http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2}"
EXTENSION = "{http://www.garmin.com/xmlschemas/ActivityExtension/v2}"

ORDER = {
    "TrainingCenterDatabase": ["Activities"],
    "Activities": ["Activity"],
    "Activity": ["Id", "Lap", "Notes", "Creator"],
    "Lap": [
        "TotalTimeSeconds", "DistanceMeters", "MaximumSpeed", "Calories", "Intensity",
        "TriggerMethod", "Track", "Notes", "Extensions",
    ],
    "Track": ["Trackpoint"],
    "Trackpoint": ["Time", "DistanceMeters", "Extensions"],
    "Creator": ["Name", "UnitId", "ProductID", "Version"],
    "Version": ["VersionMajor", "VersionMinor"],
    "TPX": ["Speed", "RunCadence"],
    "LX": ["AvgSpeed", "AvgRunCadence", "MaxRunCadence"],
}  # fmt: skip
"""The children that we write, in the order in which Garmin's published schemas want them."""


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    note = RunNote(note="\n".join(NASTY), shoes="=1+1", effort=4)
    return simulated(tmp_path_factory.mktemp("files") / "sessions.db", note)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# --- TCX ------------------------------------------------------------------------------------------


def test_tcx_keeps_the_order_and_the_types_of_the_schema(session: Recorded) -> None:
    root = ET.fromstring(tcx_activity(session))
    assert root.tag == f"{DATABASE}TrainingCenterDatabase"
    for element in root.iter():
        name = element.tag.rpartition("}")[2]
        assert element.tag.startswith(EXTENSION if name in ("TPX", "LX") else ("{http",))
        children = [child.tag.rpartition("}")[2] for child in element]
        if name == "Extensions":
            assert children in (["TPX"], ["LX"])
            assert element[0].tag.startswith(EXTENSION)
        elif children:
            places = [ORDER[name].index(child) for child in children]
            assert places == sorted(places)
    for cadence in root.iter(f"{EXTENSION}RunCadence"):
        assert 0 <= int(cadence.text or "") <= 254
    [activity] = root.iter(f"{DATABASE}Activity")
    assert activity.attrib == {"Sport": "Other"}
    assert len(list(root.iter(f"{DATABASE}Lap"))) == len(session.laps) == 6
    assert len(list(root.iter(f"{DATABASE}Track"))) == 7  # one more than laps: the pause parts one


def test_a_second_reader_reads_the_tcx_back(session: Recorded, tmp_path: Path) -> None:
    path = tmp_path / "run.tcx"
    path.write_bytes(tcx_activity(session))
    read = TCXReader().read(str(path), only_gps=False)
    points = list(read.trackpoints)
    run = [second for second in session.seconds if not second.paused]
    assert len(points) == len(run)
    for point, second in zip(points, run, strict=True):
        moment = session.moment(second.at_s).replace(tzinfo=None)
        assert abs(point.time.replace(tzinfo=None) - moment) < timedelta(seconds=1)
        assert point.distance == pytest.approx(second.distance_m, abs=0.006)
        assert point.tpx_ext["Speed"] == pytest.approx(second.speed_mps, abs=0.001)
        cadence = point.tpx_ext.get("RunCadence")
        expected = second.cadence_spm
        assert cadence == (None if expected is None else round(expected / 2))
    assert read.activity_type == "Other"


def test_tcx_names_its_extensions_without_a_prefix(session: Recorded) -> None:
    """Some readers look for the bare names."""
    data = tcx_activity(session)
    assert b"<TPX xmlns=" in data
    assert b"<LX xmlns=" in data
    assert b"ns3" not in data


def test_a_run_without_a_footpod_has_laps_and_no_points(tmp_path: Path) -> None:
    session = silent(tmp_path / "s.db")
    root = ET.fromstring(tcx_activity(session))
    assert len(list(root.iter(f"{DATABASE}Lap"))) == len(session.laps)
    assert not list(root.iter(f"{DATABASE}Track"))


def test_tcx_counts_one_foot(tmp_path: Path) -> None:
    session = steady_run(tmp_path / "s.db", 170)
    root = ET.fromstring(tcx_activity(session))
    cadences = [found.text for found in root.iter(f"{EXTENSION}RunCadence")]
    assert len(cadences) >= 50
    assert set(cadences) == {"85"}
    assert root.find(f".//{DATABASE}Activity").attrib == {"Sport": "Running"}  # type: ignore[union-attr]


def test_tcx_says_who_did_not_run_and_what_was_noted(session: Recorded) -> None:
    root = ET.fromstring(tcx_activity(session))
    notes = root.findtext(f".//{DATABASE}Activity/{DATABASE}Notes") or ""
    assert notes.startswith("SIMULATED runner: nobody ran this.\n")
    assert root.findtext(f".//{DATABASE}Creator/{DATABASE}Name") == "CadenceCoach SIMULATED runner"
    for text in NASTY:
        assert harmless(text) in notes
    [lap] = [
        found.text or "" for found in root.iterfind(f".//{DATABASE}Lap/{DATABASE}Notes")
        if "target 165 spm" in (found.text or "")
    ]  # fmt: skip
    assert "0:00:35 stage: <stage.up> <number.165>" in lap


# --- CSV ------------------------------------------------------------------------------------------


def test_csv_has_a_row_a_second_and_pauses_without_a_target(
    session: Recorded, tmp_path: Path
) -> None:
    path = tmp_path / "run.csv"
    write_csv(path, SECONDS, second_rows, session)
    rows = rows_of(path)
    assert [int(row["at_s"]) for row in rows] == list(range(1, 122))
    assert sum(row["paused"] == "true" for row in rows) == 20
    for row, second in zip(rows, session.seconds, strict=True):
        assert row["source"] == "simulated"
        assert row["cadence_spm"] == ("" if second.cadence_spm is None else str(second.cadence_spm))
        assert row["target_spm"] == ("" if second.target_spm is None else str(second.target_spm))
        if second.paused:
            assert row["target_spm"] == row["band"] == ""
    assert rows[40]["time_utc"] == "2026-08-01T05:12:41.000Z"
    assert rows[40]["band"] == "in band"


def test_no_cell_of_the_cues_is_a_formula(session: Recorded, tmp_path: Path) -> None:
    path = tmp_path / "run.cues.csv"
    write_csv(path, CUES, cue_rows, session)
    rows = rows_of(path)
    assert len(rows) == len(session.summary.cues) + 1 + 3
    for row in rows:
        assert not any(value.startswith(("=", "+", "-", "@", "\t", "\r")) for value in row.values())
    assert [row["text"] for row in rows if row["kind"] == "pain"] == ["3"]
    told = {row["id"]: row["text"] for row in rows if row["kind"] == "note"}
    assert told["shoes"] == "'=1+1"
    assert told["effort"] == "4"
    assert told["note"].removeprefix("'") == harmless("\n".join(NASTY))
    raw = path.read_bytes()
    assert not {0x00, 0x07, 0x1B} & set(raw)


@given(st.text())
def test_a_cell_gives_its_text_back_and_is_never_a_formula(text: str) -> None:
    made = cell(text)
    assert made.removeprefix("'") == (harmless(text) if made.startswith("'") else made)
    assert not made.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert harmless(made) == made


# --- JSON -----------------------------------------------------------------------------------------


def test_json_is_the_session_document_with_every_word_unharmed(
    session: Recorded, tmp_path: Path
) -> None:
    data = json_document(session)
    assert data.isascii()
    assert data.count(b"\n") == 1
    document = json.loads(data)
    assert document["schema"] == 1
    assert document["simulated"] is True
    assert document["run_note"]["note"] == "\n".join(NASTY)
    assert document["watch"] is None
    path = tmp_path / "run.json"
    path.write_bytes(data)
    assert len(read_recording(path)) == len(document["readings"]) > 80


# --- Parquet --------------------------------------------------------------------------------------


def test_parquet_without_its_package_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ExportError, match="pyarrow") as caught:
        parquet.ParquetSet(tmp_path, force=False)
    assert caught.value.hint.endswith("pip install pyarrow")


def test_a_data_set_is_read_by_month(session: Recorded, tmp_path: Path) -> None:
    dataset = pytest.importorskip("pyarrow.dataset")
    real = simulated(tmp_path / "real.db", source=Source.FOOTPOD)
    later = Recorded(
        real.facts._replace(started_at="2026-09-02T05:12:00.000Z"),
        real.summary,
        real.events,
        None,
        RunNote(),
    )
    folder = tmp_path / "set"
    with parquet.ParquetSet(folder, force=False) as whole:
        for one in (session, real, later):
            whole.add(one)
    seconds = dataset.dataset(folder / "seconds", partitioning="hive").to_table().to_pylist()
    assert len(seconds) == 3 * 121
    assert [row["month"] for row in seconds] == ["2026-08"] * 242 + ["2026-09"] * 121
    assert {row["simulated"] for row in seconds if row["session"] == session.facts.uuid} == {True}
    assert [row["cadence_spm"] for row in seconds[:121]] == [
        second.cadence_spm for second in session.seconds
    ]
    cues = dataset.dataset(folder / "cues", partitioning="hive").to_table().to_pylist()
    [note] = [row["text"] for row in cues if row["id"] == "note"]
    assert note == harmless("\n".join(NASTY))
    assert parquet.month_files(folder, ["2026-08", "2026-09"]) == [
        folder / table / f"month=2026-{month}" / "sessions.parquet"
        for table in ("seconds", "cues")
        for month in ("08", "09")
    ]
    assert not list(folder.rglob("*.part"))


def test_a_data_set_that_is_broken_off_leaves_no_file_of_that_month(
    session: Recorded, tmp_path: Path
) -> None:
    pytest.importorskip("pyarrow")

    def broken_off() -> None:
        with parquet.ParquetSet(tmp_path, force=False) as whole:
            whole.add(session)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        broken_off()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


# --- whole files ----------------------------------------------------------------------------------


def test_a_file_appears_whole_private_and_once(tmp_path: Path) -> None:
    path = tmp_path / "out.fit"
    with whole_file(path, force=False) as part:
        part.write_bytes(b"one")
        assert not path.exists()
    assert path.read_bytes() == b"one"
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(ExportError, match="there already"), whole_file(path, force=False):
        pass
    with whole_file(path, force=True) as part:
        part.write_bytes(b"two")
    assert path.read_bytes() == b"two"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_was_taken_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "out.fit"

    def late() -> None:
        with whole_file(path, force=False) as part:
            part.write_bytes(b"late")
            path.write_bytes(b"first")

    with pytest.raises(ExportError, match="there already"):
        late()
    assert path.read_bytes() == b"first"
    assert list(tmp_path.iterdir()) == [path]


def test_what_breaks_off_leaves_nothing_and_the_old_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "out.fit"
    path.write_bytes(b"old")

    def interrupted() -> None:
        with whole_file(path, force=True) as part:
            part.write_bytes(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    with pytest.raises(ExportError, match="cannot be written"), whole_file(path, force=True):
        raise OSError(28, "No space left on device")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
    with pytest.raises(ExportError, match="no file"), whole_file(tmp_path, force=True):
        pass


def test_no_slip_of_a_force_writes_over_a_log(tmp_path: Path) -> None:
    path = tmp_path / "sessions.db"
    path.write_bytes(b"SQLite format 3\0 and years of runs")
    with pytest.raises(ExportError, match="is a database"), whole_file(path, force=True):
        pass
    assert path.read_bytes().endswith(b"years of runs")
    with whole_file(path, force=True, over_database=True) as part:
        part.write_bytes(b"a newer backup")
    assert path.read_bytes() == b"a newer backup"


def test_a_name_that_is_too_long_is_told(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 300)
    with pytest.raises(ExportError, match="cannot be written"), whole_file(path, force=True):
        pass
