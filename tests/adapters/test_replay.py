"""Replayed recordings: the same payloads at the same frames, and bad files refused by name."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadencecoach.adapters.replay import LARGEST_BYTES, ReplaySource, read_recording
from cadencecoach.core.events import LinkChanged, LinkState, PayloadReceived
from cadencecoach.core.sensor.rsc import decode_measurement
from cadencecoach.core.values.units import SAMPLE_RATE, Frame
from cadencecoach.errors import FootpodError
from cadencecoach.ports import CadenceSource, Heard

RECORDINGS = Path(__file__).parent.parent / "recordings"
SILENCE = Heard(None, click=False)
MADE = runpy.run_path(str(RECORDINGS / "make.py"))


def at_s(second: float) -> Frame:
    return Frame(round(second * SAMPLE_RATE))


def written(tmp_path: Path, text: str | bytes, name: str = "run.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def readings(*rows: object) -> str:
    return json.dumps({"schema": 1, "readings": rows})


@pytest.mark.parametrize("file", MADE["FILES"])
def test_the_recordings_are_ten_minutes_of_the_simulated_runner(file: str) -> None:
    live = MADE["recorded"](MADE["FILES"][file])
    recorded = read_recording(RECORDINGS / file)
    assert [item.data for item in recorded] == [item.data for item in live]
    assert all(
        abs(was.at - item.at) <= SAMPLE_RATE // 1000
        for was, item in zip(recorded, live, strict=True)
    )
    assert all(decode_measurement(item.data) for item in recorded)


def test_gaps_of_more_than_ten_seconds_are_a_lost_link() -> None:
    source = ReplaySource.open_file(RECORDINGS / "loses-pod.json")
    changes = [item for item in source.poll(at_s(700), SILENCE) if isinstance(item, LinkChanged)]
    assert [(change.state, round(change.at / SAMPLE_RATE)) for change in changes] == [
        (LinkState.CONNECTED, 0),
        (LinkState.LOST, 189),
        (LinkState.CONNECTED, 210),
        (LinkState.LOST, 369),
        (LinkState.CONNECTED, 390),
        (LinkState.LOST, 549),
        (LinkState.CONNECTED, 570),
        (LinkState.LOST, 610),
    ]
    assert changes[-1].detail == "the recording is over"


def test_a_csv_is_sent_at_its_frames(tmp_path: Path) -> None:
    path = written(
        tmp_path, "\ufeffat_s,raw_hex\r\n0.5,04000352\r\n\r\n1.5, 04 00 03 53\r\n12,ff\r\n"
    )
    source = ReplaySource.open_file(path)
    assert source.name == "Replay of run.csv"
    assert source.length == at_s(12)
    assert list(source.poll(at_s(0.4), SILENCE)) == []
    assert list(source.poll(at_s(1.5), SILENCE)) == [
        LinkChanged(at_s(0.5), LinkState.CONNECTED, "as recorded", name="Replay of run.csv"),
        PayloadReceived(at_s(0.5), bytes.fromhex("04000352")),
        PayloadReceived(at_s(1.5), bytes.fromhex("04000353")),
    ]
    assert list(source.poll(at_s(60), SILENCE)) == [
        LinkChanged(at_s(11.5), LinkState.LOST, "as recorded"),
        LinkChanged(at_s(12), LinkState.CONNECTED, "as recorded", name="Replay of run.csv"),
        PayloadReceived(at_s(12), b"\xff"),
        LinkChanged(at_s(22), LinkState.LOST, "the recording is over"),
    ]


def test_json_and_csv_of_one_run_are_the_same(tmp_path: Path) -> None:
    csv = written(tmp_path, "at_s,raw_hex\n0.25,04000352\n1,00\n")
    document = written(
        tmp_path,
        readings(
            {"at_s": 0.25, "cadence_spm": 164.0, "raw_hex": "04000352"},
            {"at_s": 1, "cadence_spm": None, "raw_hex": "00"},
        ),
        "run.json",
    )
    assert read_recording(csv) == read_recording(document)


@given(st.lists(st.integers(0, 60 * SAMPLE_RATE), min_size=1, max_size=30), st.data())
def test_any_chunking_of_polls_sends_the_same(frames: list[int], data: st.DataObject) -> None:
    payloads = [PayloadReceived(Frame(frame), bytes([i])) for i, frame in enumerate(sorted(frames))]
    whole, chunked = ReplaySource("a", payloads), ReplaySource("a", payloads)
    end = 120 * SAMPLE_RATE
    got: list[PayloadReceived | LinkChanged] = []
    for now in (*sorted(data.draw(st.lists(st.integers(0, end), max_size=10))), end):
        got += chunked.poll(Frame(now), SILENCE)
        assert all(item.at <= now for item in got)
    assert got == list(whole.poll(Frame(end), SILENCE))
    assert [item for item in got if isinstance(item, PayloadReceived)] == payloads
    assert [item.at for item in got] == sorted(item.at for item in got)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "line 1: expected at_s,raw_hex"),
        ("time,hex\n1,00", "line 1: expected at_s,raw_hex"),
        ("at_s,raw_hex\n", "holds no readings"),
        ("at_s,raw_hex\n1,00\nx,00\n", "line 3: expected seconds, a comma and hex"),
        ("at_s,raw_hex\n1\n", "line 2: expected seconds, a comma and hex"),
        ("at_s,raw_hex\n1,0g\n", "line 2: the payload is not hex"),
        ("at_s,raw_hex\n1,000\n", "line 2: the payload is not hex"),
        ("at_s,raw_hex\n1," + "00" * 513, "line 2: the payload is not hex of at most 512 bytes"),
        ("at_s,raw_hex\n2,00\n1,00\n", "line 3: the time goes back"),
        ("at_s,raw_hex\n-1,00\n", "line 2: the time is not within a day"),
        ("at_s,raw_hex\nnan,00\n", "line 2: the time is not within a day"),
        ("at_s,raw_hex\ninf,00\n", "line 2: the time is not within a day"),
        ("at_s,raw_hex\n86401,00\n", "line 2: the time is not within a day"),
        ('{"readings": [}', "line 1: not JSON"),
        ('{\n"readings"\n', "line 3: not JSON"),
        ('{"a": ' + "[" * 100_000, "is not a session document"),
        ('{"a": ' + "9" * 5000 + "}", "is not a session document"),
        ("{}", "has no list named readings"),
        ('{"readings": {}}', "has no list named readings"),
        (readings(), "holds no readings"),
        (readings(1), "reading 1 is not an object"),
        (readings({"at_s": True, "raw_hex": ""}), "reading 1: at_s is not a number"),
        (readings({"raw_hex": ""}), "reading 1: at_s is not a number"),
        (readings({"at_s": 10**400, "raw_hex": ""}), "reading 1: the time is not within a day"),
        ('{"readings": [{"at_s": NaN, "raw_hex": ""}]}', "the time is not within a day"),
        (readings({"at_s": 1, "raw_hex": None}), "reading 1: raw_hex is not text"),
        (readings({"at_s": 1, "raw_hex": "\ud800"}), "reading 1: the payload is not hex"),
        (
            readings({"at_s": 2, "raw_hex": ""}, {"at_s": 1, "raw_hex": ""}),
            "reading 2: the time goes back",
        ),
        (b"at_s,raw_hex\n1,\xff\xfe", "is not text in UTF-8"),
        (b"\x00" * 20, "line 1: expected at_s,raw_hex"),
    ],
)
def test_bad_files_are_refused_by_name_and_place(
    tmp_path: Path, text: str | bytes, message: str
) -> None:
    path = written(tmp_path, text)
    with pytest.raises(FootpodError) as caught:
        ReplaySource.open_file(path)
    assert str(path) in caught.value.message
    assert message in caught.value.message
    assert "\n" not in caught.value.message
    assert caught.value.hint


def test_what_is_no_readable_file_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing", Path("/dev/zero"), Path("a\0b"), Path("x" * 5000)):
        with pytest.raises(FootpodError, match=r"is not a file|cannot be read"):
            ReplaySource.open_file(path)


def test_a_file_too_large_is_refused_without_reading_it_all(tmp_path: Path) -> None:
    path = tmp_path / "run.csv"
    with path.open("wb") as file:
        file.truncate(LARGEST_BYTES + 2)
    with pytest.raises(FootpodError, match="larger than 32 MB"):
        ReplaySource.open_file(path)


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode()))
def test_any_bytes_are_a_recording_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(b"at_s,raw_hex\n" + data)
    try:
        payloads = read_recording(path)
    except FootpodError as refusal:
        payloads = ()
        assert "any.csv" in refusal.message  # noqa: PT017 -- either outcome is right
    assert all(payload.at >= 0 for payload in payloads)


def test_a_name_cannot_write_on_the_screen(tmp_path: Path) -> None:
    path = written(tmp_path, "at_s,raw_hex\n1,00\n", name="a\x1b[31m\n" + "b" * 80 + ".csv")
    name = ReplaySource.open_file(path).name
    assert name.isprintable()
    assert len(name) == len("Replay of ") + 40
    bad = written(tmp_path, "x", name="a\x1b[31m\nb.csv")
    with pytest.raises(FootpodError) as caught:
        ReplaySource.open_file(bad)
    assert caught.value.message.isprintable()


async def test_it_is_a_cadence_source_that_ends_when_closed() -> None:
    source: CadenceSource = ReplaySource("a", [PayloadReceived(Frame(0), b"")])
    await source.open(lambda: None)
    assert source.poll(Frame(0), SILENCE)
    await source.close()
    assert list(source.poll(at_s(60), SILENCE)) == []


def test_a_recording_of_more_readings_than_a_day_has_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("at_s,raw_hex\n" + "1,0000005000\n" * 900_000)
    with pytest.raises(FootpodError, match="more than 200,000 readings"):
        read_recording(path)
