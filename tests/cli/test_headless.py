"""A run without a screen: one JSON object a line, and an end that loses nothing."""

from __future__ import annotations

import errno
import io
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import wave
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from cadencecoach.adapters.audio import wave_file
from cadencecoach.adapters.store.event_rows import write_events
from cadencecoach.adapters.store.home import HOME_VARIABLE
from cadencecoach.adapters.store.writer import SessionWriter
from cadencecoach.cli.event_lines import LineWriter, event_record
from cadencecoach.core import events as ev
from cadencecoach.core.values.units import Frame, Frames, frames
from tests.cli.conftest import Run
from tests.processes import rest

Start = Callable[..., subprocess.Popen[bytes]]
AT_ONCE = ("--headless", "--audio", "null", "--speed", "max")
posix = pytest.mark.skipif(os.name != "posix", reason="signals")


def test_a_run_is_told_line_by_line_and_kept(command: Run, short_plan: str) -> None:
    done = command("run", short_plan, *AT_ONCE, "--footpod", "simulated")
    assert (done.code, done.err) == (0, "")
    first, *events, last = done.records
    assert first["event"] == "session"
    assert first["schema"] == 1
    assert (first["plan"], first["title"]) == ("short", "Ramp 165 → 170")
    assert first["targets_spm"] == [165, 170]
    assert (first["source"], first["audio"], first["duration_s"]) == ("simulated", "null", 30.0)
    stages = [e for e in events if e["event"] == "stage_began"]
    assert [(e["kind"], e["target_spm"], e["at_s"]) for e in stages] == [
        ("warm-up", None, 0.0), ("rung", 165, 5.0), ("rung", 170, 13.0), ("hold", 170, 21.0),
        ("cool-down", None, 25.0),
    ]  # fmt: skip
    assert sum(e["event"] == "payload_received" for e in events) >= 30
    assert all({"at_s", "running_s"} <= set(e) for e in events)
    assert (last["event"], last["state"], last["duration_s"]) == ("summary", "finished", 30.0)
    assert last["simulated"] is True
    shown = json.loads(command("show", "last", "--json").out)
    beside = {"readings", "week", "speed_mps", "run_note", "back", "compared_with"}
    assert {k: v for k, v in shown.items() if k not in beside} == {
        k: v for k, v in last.items() if k != "event"
    }


def test_the_setting_of_the_plan_is_run_and_typing_beats_it(command: Run) -> None:
    assert command("settings", "set", "plan", "demo").code == 0
    assert command("settings", "set", "footpod", "simulated").code == 0
    done = command("run", *AT_ONCE, "--footpod", "none", "--top", "165", "--cue-every", "off")
    first, *events, last = done.records
    assert (first["plan"], first["source"], first["targets_spm"]) == ("demo", "none", [160, 165])
    assert not any(e.get("name") == "posture" for e in events)
    assert last["state"] == "finished"


def test_a_file_of_a_run_and_a_rendered_one_are_the_same_samples(
    command: Run, short_plan: str, tmp_path: Path
) -> None:
    rendered, played = tmp_path / "rendered.wav", tmp_path / "played.wav"
    assert command("render", short_plan, "--out", str(rendered)).code == 0
    live = ("run", short_plan, "--headless", "--footpod", "none", "--speed", "max")
    assert command(*live, "--audio", f"file:{played}").code == 0
    assert samples(rendered) == samples(played)
    assert any(samples(played))


@pytest.mark.parametrize("refused_at_its_end", [False, True])
def test_a_disk_that_takes_no_sound_file_keeps_the_run_and_ends_with_the_code_for_it(
    command: Run,
    short_plan: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    refused_at_its_end: bool,
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    if refused_at_its_end:
        monkeypatch.setattr(wave_file, "os", SimpleNamespace(path=os.path, fsync=refuse))
    else:
        monkeypatch.setattr(wave.Wave_write, "writeframesraw", refuse)
    played = tmp_path / "sounds" / "played.wav"
    played.parent.mkdir()
    run = ("run", short_plan, "--headless", "--footpod", "none", "--speed", "max")
    done = command(*run, "--audio", f"file:{played}")
    assert done.code == 4
    told, hint = done.err.splitlines()
    assert told == f"cadencecoach: {played} is given up: No space left on device"
    assert hint.startswith("hint: ")
    assert [*played.parent.iterdir()] == []
    assert done.records[-1]["state"] == "finished"
    assert command("show", "last").code == 0


def test_one_form_theme_a_run_and_the_next_one_in_the_next(command: Run, short_plan: str) -> None:
    Path(short_plan).write_text(Path(short_plan).read_text().replace('"off"', '"0:30"'))
    said = []
    for _ in range(2):
        done = command("run", short_plan, *AT_ONCE)
        said += [e["name"] for e in done.records if e.get("kind") == "theme"]
    assert said == ["theme.F2", "theme.F3"]


def read_until(run: subprocess.Popen[bytes], event: str) -> list[dict[str, Any]]:
    """Lines up to one of an event."""
    assert run.stdout is not None
    found: list[dict[str, Any]] = []
    for line in run.stdout:
        found.append(json.loads(line))
        if found[-1]["event"] == event:
            return found
    raise AssertionError(f"no {event} in {found}")


@posix
@pytest.mark.parametrize("which", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_run_in_order(
    process: Start, command: Run, which: signal.Signals
) -> None:
    run = process("run", "demo", "--headless", "--audio", "null", "--footpod", "simulated")
    read_until(run, "payload_received")
    run.send_signal(signal.SIGHUP)  # a lost connection first: it must not matter
    run.send_signal(which)
    finished = read_until(run, "finished")[-1]
    assert finished["reason"] == "stopped"
    summary = read_until(run, "summary")[-1]
    out, err = rest(run)
    assert (run.returncode, out, err) == (0, b"", b"")
    assert summary["state"] == "finished"
    assert json.loads(command("sessions", "--json").out)["sessions"][0]["id"] == summary["id"]


@posix
def test_a_second_signal_does_not_wait_and_loses_nothing(process: Start, command: Run) -> None:
    run = process("run", "demo", "--headless", "--audio", "null")
    read_until(run, "cue_placed")
    run.send_signal(signal.SIGINT)
    read_until(run, "finish_asked")
    run.send_signal(signal.SIGINT)
    _, err = rest(run)
    assert err == b""
    assert run.returncode in {130, 0}  # 0 where the machine was so slow that the run was over
    assert json.loads(command("sessions", "--json").out)["sessions"][0]["state"] == "finished"


def test_a_run_that_cannot_be_stored_goes_on_and_says_so(
    command: Run, own_home: Path, short_plan: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SessionWriter.finish, "__defaults__", (0.1,))
    (own_home / "sessions.db").mkdir(parents=True)
    done = command("run", short_plan, "--headless", "--audio", "null", "--speed", "60")
    assert done.code == 6
    before, after, _hint = done.err.splitlines()
    assert before.endswith("nobody asks for your back")
    assert "was not stored" in after
    assert any(e["event"] == "noted" for e in done.records)
    assert done.records[-2]["event"] == "finished"
    assert (done.records[-1]["event"], done.records[-1]["id"]) == ("summary", None)


def test_a_run_whose_end_cannot_be_stored_says_that_the_rest_is(
    command: Run, own_home: Path, short_plan: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[int] = []
    begun, refused = threading.Event(), threading.Event()

    def until_full(connection: Any, session_id: int, numbered: Any) -> None:
        if written:
            refused.set()
            raise OSError(errno.ENOSPC, "No space left on device")
        written.append(session_id)
        write_events(connection, session_id, numbered)
        begun.set()

    def ended(*asked: Any) -> bool:
        assert begun.wait(120)
        stored = finish(*asked, 0.1)
        assert refused.wait(120)
        return stored

    finish = SessionWriter.finish
    monkeypatch.setattr("cadencecoach.adapters.store.writer.write_events", until_full)
    monkeypatch.setattr(SessionWriter, "finish", ended)
    done = command("run", short_plan, "--headless", "--audio", "null", "--speed", "60")
    assert done.code == 6
    assert "the end of this run was not stored" in done.err
    assert (done.records[-1]["event"], done.records[-1]["id"]) == ("summary", None)
    assert [one["id"] for one in command("sessions", "--json").records[0]["sessions"]] == written


def on_a_full_disk(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A command in a process that cannot write a byte to any file: the limit is the full disk."""
    program = (
        "import resource as r, sys; from cadencecoach.cli.main import main;"
        "from cadencecoach.adapters.store.writer import SessionWriter as W;"
        "W.finish.__defaults__ = (0.1,);"  # this disk is waited for in vain
        "r.setrlimit(r.RLIMIT_FSIZE, (1, r.getrlimit(r.RLIMIT_FSIZE)[1]));"
        "sys.exit(main())"
    )
    return subprocess.run(
        [sys.executable, "-c", program, *words],
        env={**os.environ, HOME_VARIABLE: str(home)},
        capture_output=True,
        text=True,
        check=False,
    )


@posix
def test_on_a_full_disk_the_gate_holds_and_a_run_may_begin(
    command: Run, own_home: Path, short_plan: str
) -> None:
    command("check-in", "--red-flags", "saddle", "--before", "2")
    refused = on_a_full_disk(own_home, "run", short_plan, *AT_ONCE, "--anyway")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "Seek care now" in refused.stderr
    command("check-in", "--acknowledge", "--before", "7")
    refused = on_a_full_disk(own_home, "run", short_plan, *AT_ONCE)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "--anyway" in refused.stderr
    done = on_a_full_disk(own_home, "run", short_plan, *AT_ONCE, "--anyway")
    *_, end, last = map(json.loads, done.stdout.splitlines())
    assert (done.returncode, end["reason"], last["id"]) == (6, "complete", None)
    assert "was not stored" in done.stderr


@posix
def test_on_a_full_disk_what_is_told_is_refused_with_the_reason(
    command: Run, own_home: Path
) -> None:
    command("pain", "2")
    told = on_a_full_disk(own_home, "pain", "3")
    assert (told.returncode, told.stdout) == (6, "")
    assert "it can only be read just now" in told.stderr


def test_a_log_that_is_none_of_ours_is_told_of_before_the_run(
    command: Run, own_home: Path, short_plan: str
) -> None:
    own_home.mkdir()
    (own_home / "sessions.db").write_bytes(b"power cut " * 1000)
    done = command("run", short_plan, *AT_ONCE)
    assert (done.code, done.out) == (6, "")
    assert "is not a CadenceCoach database, or it is damaged" in done.err


@posix
def test_ctrl_c_while_the_program_is_loaded_ends_it_without_a_word(process: Start) -> None:
    """Wherever it strikes: an import must neither print a traceback nor swallow it."""
    for striking in range(6):
        run = process("run", "demo", "--headless", "--audio", "null", PYTHONPROFILEIMPORTTIME="1")
        assert run.stderr is not None
        while b"cadencecoach.errors" not in run.stderr.readline():
            pass  # before this, it is Python that starts
        for _ in range(striking * 80):  # so many modules are loaded
            run.stderr.readline()
        run.send_signal(signal.SIGINT)
        out, err = rest(run)
        assert run.returncode == -signal.SIGINT
        assert b"KeyboardInterrupt" not in err
        assert b"summary" not in out


@posix
def test_a_reader_that_goes_away_does_not_stop_the_run(process: Start, command: Run) -> None:
    run = process("run", "demo", "--headless", "--audio", "null", "--speed", "60")
    read_until(run, "stage_began")
    assert run.stdout is not None
    run.stdout.close()
    assert run.stderr is not None
    assert run.stderr.read() == b""
    assert run.wait() == 0
    run.stderr.close()
    kept = json.loads(command("show", "last", "--json").out)
    assert (kept["state"], kept["duration_s"]) == ("finished", 180.0)


@posix
def test_a_killed_run_is_offered_as_interrupted(
    process: Start, command: Run, own_home: Path
) -> None:
    run = process("run", "demo", "--headless", "--audio", "null", "--speed", "10")
    read_until(run, "session")
    stages = 0
    while stages < 2:
        read_until(run, "stage_began")
        stages += 1
    run.kill()
    rest(run)
    with sqlite3.connect(own_home / "sessions.db") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
    kept = json.loads(command("sessions", "--json").out)["sessions"]
    assert [one["state"] for one in kept] == ["interrupted"]
    assert "was interrupted" in command("sessions").out
    assert command("discard", "last").code == 0
    assert json.loads(command("sessions", "--json").out)["sessions"] == []


def test_lines_reach_a_slow_reader_whole_and_nobody_waits() -> None:
    read_end, write_end = os.pipe()
    lines = LineWriter(write_end)
    for number in range(5000):  # far more than a pipe holds
        lines.write({"event": "x" * 60, "number": number})
    got = io.BytesIO()

    def read() -> None:
        while chunk := os.read(read_end, 1000):
            got.write(chunk)

    reader = threading.Thread(target=read)
    reader.start()
    lines.close()
    os.close(write_end)
    reader.join()
    os.close(read_end)
    numbers = [json.loads(line)["number"] for line in got.getvalue().splitlines()]
    assert numbers == list(range(5000))


@pytest.mark.parametrize(
    ("event", "record"),
    [
        (
            ev.PayloadReceived(Frame(48_000), b"\x01\xff"),
            {"event": "payload_received", "data_hex": "01ff"},
        ),
        (
            ev.StageBegan(Frame(48_000), 1, "rung", None, 1),
            {"event": "stage_began", "stage": 1, "kind": "rung", "target_spm": None, "rung": 1},
        ),
        (
            ev.StageExtended(Frame(48_000), frames(60), "not held"),
            {"event": "stage_extended", "by_s": 60.0, "reason": "not held"},
        ),
        (
            ev.Finished(Frame(48_000), ev.EndReason.PAIN),
            {"event": "finished", "reason": "pain"},
        ),
    ],
)
def test_an_event_is_told_in_seconds_hex_and_words(event: ev.Event, record: dict[str, Any]) -> None:
    told = event_record(event, Frames(24_000))
    assert told == {**record, "at_s": 1.0, "running_s": 0.5}
    assert json.loads(json.dumps(told)) == told


def samples(path: Path) -> bytes:
    with wave.open(str(path), "rb") as file:
        return file.readframes(file.getnframes())


def test_quiet_mode_leaves_posture_and_safety_also_for_a_simulated_runner(command: Run) -> None:
    command("settings", "set", "quiet", "true")
    done = command(
        "run", "demo", "--headless", "--audio", "null", "--speed", "max", "--footpod", "simulated"
    )
    said = {line["kind"] for line in done.records if line["event"] == "cue_placed"}
    assert said == {"posture"}


def test_a_replay_without_a_file_is_an_error_and_no_run(command: Run) -> None:
    said = command("run", "demo", "--headless", "--audio", "null", "--footpod", "replay:")
    assert (said.code, said.out) == (2, "")
    assert "--footpod replay:FILE" in said.err
