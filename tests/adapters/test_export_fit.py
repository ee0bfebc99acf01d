"""What two foreign decoders read in our FIT files, and that our own reader reads the same."""

from __future__ import annotations

import io
import struct
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import fitdecode
import pytest
from garmin_fit_sdk import Decoder, Stream
from hypothesis import given
from hypothesis import strategies as st

from cadencecoach.adapters.export.fit import SERIAL, fit_activity
from cadencecoach.adapters.export.recorded import Recorded
from cadencecoach.adapters.export.workout import fit_workout
from cadencecoach.adapters.fit_file import (
    EPOCH_S,
    Base,
    FitField,
    FitWriter,
    Layout,
    MalformedFit,
    crc,
    cut_utf8,
    fit_time,
    moment_of,
    read_messages,
)
from cadencecoach.core.diary.diary import RunNote
from cadencecoach.core.outcome.distance import pod_total_m
from cadencecoach.core.outcome.session_facts import Source
from cadencecoach.core.plan.plan import Plan, Stage, StageKind, run_walk
from cadencecoach.core.run.engine import undisturbed
from cadencecoach.core.values.units import Spm, frames
from tests.adapters.recorded import NASTY, load, silent, simulated, steady_run
from tests.core.worlds import setup
from tests.recordings.schema.make import record


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    return simulated(tmp_path_factory.mktemp("fit") / "sessions.db", RunNote(note="\n".join(NASTY)))


def by_garmin(data: bytes) -> dict[str, list[dict[Any, Any]]]:
    """The messages by name, read by Garmin's own decoder, which must find no fault."""
    assert Decoder(Stream.from_byte_array(bytearray(data))).check_integrity() is True
    messages, errors = Decoder(Stream.from_byte_array(bytearray(data))).read()
    assert errors == []
    return messages


def by_fitdecode(data: bytes) -> list[fitdecode.FitDataMessage]:
    with fitdecode.FitReader(io.BytesIO(data), check_crc=fitdecode.CrcCheck.RAISE) as reader:
        return [frame for frame in reader if isinstance(frame, fitdecode.FitDataMessage)]


def test_garmin_reads_a_record_for_every_second_that_was_run(session: Recorded) -> None:
    messages = by_garmin(fit_activity(session))
    run = [second for second in session.seconds if not second.paused]
    assert len(messages["record_mesgs"]) == len(run) == 101
    start = session.started.replace(microsecond=0)
    for found, second in zip(messages["record_mesgs"], run, strict=True):
        assert found["timestamp"] == start + timedelta(seconds=second.at_s)
        if second.cadence_spm is None:
            assert "cadence" not in found
        else:
            assert 2 * (found["cadence"] + found["fractional_cadence"]) == second.cadence_spm
        assert found["enhanced_speed"] == pytest.approx(second.speed_mps, abs=0.00051)
        assert found["distance"] == pytest.approx(second.distance_m, abs=0.005)
        ours = found.get("developer_fields", {})
        assert ours.get(0) == second.target_spm
        assert (1 in ours) == (second.band is not None)


def test_laps_are_the_rungs_and_the_totals_leave_the_pause_out(session: Recorded) -> None:
    messages = by_garmin(fit_activity(session))
    laps = messages["lap_mesgs"]
    targets = [lap.get("developer_fields", {}).get(0) for lap in laps]
    assert targets == [None, 160, 165, 170, 172, None]
    assert [lap["intensity"] for lap in laps] == ["warmup", *["active"] * 4, "cooldown"]
    [whole] = messages["session_mesgs"]
    assert whole["num_laps"] == len(laps)
    assert (whole["total_elapsed_time"], whole["total_timer_time"]) == (121.0, 101.0)
    assert sum(lap["total_timer_time"] for lap in laps) == 101.0
    assert sum(lap["total_elapsed_time"] for lap in laps) == 121.0
    assert sum(lap["total_distance"] for lap in laps) == pytest.approx(
        whole["total_distance"], abs=0.05
    )
    assert messages["record_mesgs"][-1]["distance"] == pytest.approx(
        whole["total_distance"], abs=0.01
    )
    kinds = [(event["event"], event["event_type"]) for event in messages["event_mesgs"]]
    assert kinds == [
        ("timer", "start"), ("timer", "stop_all"), ("timer", "start"), ("timer", "stop_all"),
    ]  # fmt: skip


def test_fitdecode_names_our_fields_and_reads_the_cues(session: Recorded) -> None:
    messages = by_fitdecode(fit_activity(session))
    records = [message for message in messages if message.name == "record"]
    with_cue = [record for record in records if record.has_field("cue")]
    assert [record.get_value("cue") for record in with_cue][:2] == [
        "stage: <stage.warmup>", "stage: <number.160> <stage.beat>",
    ]  # fmt: skip
    heard = [cue for cue in session.spoken if not session.seconds[cue.at // 48_000].paused]
    told = "; ".join(record.get_value("cue") for record in with_cue)
    assert all(cue.text in told for cue in heard[:-1])
    judged = [record for record in records if record.has_field("band_state")]
    bands = {second.band.value for second in session.seconds if second.band is not None}
    assert len({record.get_value("band_state") for record in judged}) == len(bands)
    units = {field.name: field.units for record in with_cue for field in record.fields}
    assert units["target_cadence"] == "spm"


def test_170_steps_are_85_strides_and_half_a_step_is_not_lost(tmp_path: Path) -> None:
    for cadence in (170, 171):
        messages = by_garmin(fit_activity(steady_run(tmp_path / f"{cadence}.db", cadence)))
        settled = messages["record_mesgs"][10:]
        assert len(settled) >= 49
        assert {record["cadence"] for record in settled} == {85}
        assert {record["fractional_cadence"] for record in settled} == {(cadence - 170) / 2}
        assert messages["session_mesgs"][0]["avg_running_cadence"] == 85


@pytest.mark.parametrize(
    ("source", "name"), [(Source.SIMULATED, "SIMULATED"), (Source.REPLAY, "REPLAY")]
)
def test_nobody_takes_it_for_a_real_run(tmp_path: Path, source: Source, name: str) -> None:
    messages = by_garmin(fit_activity(simulated(tmp_path / "s.db", source=source)))
    assert name in messages["file_id_mesgs"][0]["product_name"]
    assert messages["file_id_mesgs"][0]["manufacturer"] == "development"
    assert name in messages["device_info_mesgs"][0]["product_name"]
    [whole] = messages["session_mesgs"]
    assert name in whole["sport_profile_name"]
    assert whole["sub_sport"] == "virtual_activity"
    assert whole["developer_fields"][3] == source.value


def test_a_real_run_is_marked_as_nothing(tmp_path: Path) -> None:
    messages = by_garmin(fit_activity(simulated(tmp_path / "s.db", source=Source.FOOTPOD)))
    assert messages["file_id_mesgs"][0]["product_name"] == "CadenceCoach"
    assert messages["session_mesgs"][0]["sub_sport"] == "generic"


def test_a_file_has_a_serial_number_and_the_local_time(tmp_path: Path) -> None:
    session = simulated(tmp_path / "s.db", source=Source.FOOTPOD)
    east = replace(session, facts=session.facts._replace(offset_s=7200))
    messages = by_garmin(fit_activity(east))
    assert messages["file_id_mesgs"][0]["serial_number"] == SERIAL > 0
    [activity] = messages["activity_mesgs"]
    utc_s = activity["timestamp"].timestamp() - EPOCH_S
    assert activity["local_timestamp"] == utc_s + 7200
    unknown = replace(session, facts=session.facts._replace(offset_s=None))
    assert "local_timestamp" not in by_garmin(fit_activity(unknown))["activity_mesgs"][0]


def test_seconds_in_which_nothing_was_measured_are_no_records(tmp_path: Path) -> None:
    session = silent(tmp_path / "s.db")
    assert not any(second.measured for second in session.seconds)
    messages = by_garmin(fit_activity(session))
    records = messages.get("record_mesgs", [])
    assert len(records) <= len(session.spoken)
    assert all("developer_fields" in record for record in records)
    assert len(messages["lap_mesgs"]) == len(session.laps)
    assert messages["session_mesgs"][0]["total_timer_time"] == pytest.approx(100, abs=1)
    assert "total_distance" not in messages["session_mesgs"][0]


def test_the_way_of_laps_adds_up_to_what_the_footpod_counted(tmp_path: Path) -> None:
    session = simulated(tmp_path / "s.db", source=Source.FOOTPOD)
    messages = by_garmin(fit_activity(session))
    whole = messages["session_mesgs"][0]["total_distance"]
    laps = [lap.get("total_distance", 0) for lap in messages["lap_mesgs"]]
    assert sum(laps) == pytest.approx(whole, abs=0.1)
    counted = pod_total_m(session.events, session.summary.pauses)
    assert counted is not None
    assert whole == pytest.approx(counted, abs=0.1)


def test_a_note_comes_whole_through_the_parts_of_a_memo(session: Recorded) -> None:
    parts = by_garmin(fit_activity(session))["memo_glob_mesgs"]
    assert [part["part_index"] for part in parts] == list(range(len(parts)))
    whole = "".join(part["memo"] for part in parts)
    assert "=cmd|' /C calc'!A0\n" in whole
    assert "x" * 10_000 in whole
    assert "👟👨‍👩‍👧 gut 😀" in whole
    assert "שלום עולם abc gnp.exe مرحبا" in whole
    assert not {"\x1b", "\x00", "\x07", "\x9b", "\u202e"} & set(whole)


def test_a_workout_asks_for_the_bands_of_the_ladder_in_strides() -> None:
    plan = Plan(
        "p",
        "Up 👟",
        (
            Stage(StageKind.WARM_UP, frames(300)),
            Stage(StageKind.RUNG, frames(240), Spm(160)),
            Stage(StageKind.HOLD, frames(600), Spm(170)),
            Stage(StageKind.COOL_DOWN, frames(90)),
        ),
        None,
    )
    messages = by_garmin(fit_workout(plan, moment_of(1_150_000_000)))
    assert messages["file_id_mesgs"][0]["type"] == "workout"
    [workout] = messages["workout_mesgs"]
    assert (workout["sport"], workout["num_valid_steps"]) == ("running", 4)
    steps = messages["workout_step_mesgs"]
    assert [step["duration_time"] for step in steps] == [300.0, 240.0, 600.0, 90.0]
    assert [step["target_type"] for step in steps] == ["open", "cadence", "cadence", "open"]
    low_high = [
        (step["custom_target_cadence_low"], step["custom_target_cadence_high"])
        for step in steps[1:3]
    ]
    assert low_high == [(78, 82), (82, 88)]
    assert [step["intensity"] for step in steps] == ["warmup", "active", "active", "cooldown"]
    assert len(by_fitdecode(fit_workout(plan, moment_of(1_150_000_000)))) == 6


# --- the codec ------------------------------------------------------------------------------------

LAYOUT = Layout(
    20,
    (
        FitField(253, Base.UINT32),
        FitField(4, Base.UINT8),
        FitField(6, Base.UINT16),
        FitField(100, Base.SINT8),
        FitField(8, Base.STRING, 12),
    ),
)
WANTED = {20: frozenset((4, 6, 8, 100))}


@given(
    st.lists(
        st.tuples(
            st.integers(0, 0xFFFFFFFE),
            st.none() | st.integers(0, 254),
            st.none() | st.integers(0, 0xFFFE),
            st.none() | st.integers(-128, 126),
            st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0")),
        ),
        max_size=8,
    )
)
def test_what_was_written_is_read(rows: list[tuple[Any, ...]]) -> None:
    writer = FitWriter()
    for row in rows:
        writer.add(LAYOUT, *row)
    found = list(read_messages(writer.finish(), WANTED))
    assert len(found) == len(rows)
    for message, (stamp, cadence, speed, signed, text) in zip(found, rows, strict=True):
        expected = {253: stamp, 4: cadence, 6: speed, 100: signed, 8: cut_utf8(text, 11).decode()}
        assert message.fields == {k: v for k, v in expected.items() if v not in (None, "")}


def test_more_layouts_than_a_file_has_numbers_for() -> None:
    writer = FitWriter()
    layouts = [Layout(20, (FitField(253, Base.UINT32), FitField(n, Base.UINT8))) for n in range(40)]
    for number, layout in enumerate(layouts):
        writer.add(layout, 1_000_000_000 + number, 7)
    found = list(read_messages(writer.finish(), {20: frozenset(range(40))}))
    assert [message.fields for message in found] == [
        {253: 1_000_000_000 + number, number: 7} for number in range(40)
    ]


def framed(body: bytes) -> bytes:
    head = struct.pack("<BBHI4s", 14, 0x20, 2100, len(body), b".FIT")
    head += struct.pack("<H", crc(head))
    return head + body + struct.pack("<H", crc(head + body))


def test_big_endian_compressed_times_and_fields_of_others() -> None:
    body = struct.pack(">BBBHB", 0x60, 0, 1, 20, 2)  # a definition, big-endian
    body += bytes((253, 4, 0x86, 4, 1, 0x02)) + bytes((1, 9, 3, 0))  # and 3 bytes of another's
    body += struct.pack(">BIB3x", 0, 1_000_000_030, 80)
    body += struct.pack("<BBBHB", 0x41, 0, 0, 20, 1) + bytes((4, 1, 0x02))
    body += bytes((0x80 | 1 << 5 | (1_000_000_030 + 3) % 32, 81))
    body += bytes((0x80 | 1 << 5 | (1_000_000_030 + 34) % 32, 82))
    found = [message.fields for message in read_messages(framed(body), WANTED)]
    assert found == [
        {253: 1_000_000_030, 4: 80}, {253: 1_000_000_033, 4: 81}, {253: 1_000_000_064, 4: 82},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda data: data[:-1], "part"),
        (lambda data: data[:13], "no FIT"),
        (lambda data: data[:40] + bytes([data[40] ^ 1]) + data[41:], "checksum"),
        (lambda data: b"", "no FIT"),
        (lambda _: framed(b"\x05"), "no definition"),
        (lambda _: framed(b"\x40\x00\x00\x14\x00\x09\x04"), "middle of a definition"),
        (lambda _: framed(b"\x40\x00\x00\x14\x00\x01\x04\x01\x02\x00"), "middle of a message"),
    ],
)
def test_a_damaged_file_is_refused_with_the_reason(damage: Any, reason: str) -> None:
    writer = FitWriter()
    writer.add(LAYOUT, 1_000_000_000, 80, 2500, -1, "text")
    with pytest.raises(MalformedFit, match=reason):
        list(read_messages(damage(writer.finish()), WANTED))


def test_fit_time_is_garmins() -> None:
    assert fit_time(moment_of(1_150_000_000)) == 1_150_000_000
    assert moment_of(0).isoformat() == "1989-12-31T00:00:00+00:00"


def test_a_walk_is_a_lap_of_rest_and_a_step_of_rest(tmp_path: Path) -> None:
    plan = Plan(
        "p", "P",
        (
            Stage(StageKind.WARM_UP, frames(20)),
            *run_walk(2, frames(20), frames(10), Spm(160)),
            Stage(StageKind.COOL_DOWN, frames(15)),
        ),
        None,
    )  # fmt: skip
    world = setup(plan)
    _, decided, _ = undisturbed(world)
    record(tmp_path / "walks.db", world, [decided])
    intensities = ["warmup", "active", "rest", "active", "rest", "cooldown"]
    laps = by_garmin(fit_activity(load(tmp_path / "walks.db", 1)))["lap_mesgs"]
    assert [lap["intensity"] for lap in laps] == intensities
    steps = by_garmin(fit_workout(plan, datetime(2026, 8, 1, tzinfo=UTC)))["workout_step_mesgs"]
    assert [step["intensity"] for step in steps] == intensities
