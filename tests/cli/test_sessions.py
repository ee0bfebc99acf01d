"""The commands that read the log say it in few words, in harmless characters, and load little."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cadencecoach.adapters.store.home import HOME_VARIABLE
from cadencecoach.cli.commands.cues import cues
from cadencecoach.cli.commands.discard import discard
from cadencecoach.cli.commands.keep import keep
from cadencecoach.cli.commands.sessions import list_sessions
from cadencecoach.cli.commands.show import show
from cadencecoach.core import events as ev
from cadencecoach.core.outcome.session_facts import Source
from cadencecoach.core.values.text import aligned, cut, plain, width
from cadencecoach.errors import StoreError
from tests.core.worlds import at, setup, short_plan
from tests.recordings.schema.make import record, simulated_log

ROOT = Path(__file__).parents[2]
SCHEMA_1 = ROOT / "tests" / "recordings" / "schema" / "1.db"
EVIL = "Relax\x1b[31m \x1b]0;title\x07your\x9b2J jaw\r\n\u202eevil\u200b \x00now"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with a finished simulated session, 1, and an interrupted one with a footpod, 2."""
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    monkeypatch.setenv("TZ", "UTC")
    if sys.platform != "win32":
        time.tzset()
    shutil.copy(SCHEMA_1, tmp_path / "sessions.db")
    return tmp_path


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Callable[[], str]:
    return lambda: capsys.readouterr().out


def document(text: str) -> dict[str, Any]:
    assert text.count("\n") == 1
    return json.loads(text)


def test_the_list_is_aligned_and_marks_what_does_not_count(
    home: Path, said: Callable[[], str]
) -> None:
    list_sessions()
    lines = said().splitlines()
    assert " ".join(lines[0].split()) == "ID started plan time cadence on target before>after"
    assert lines[1].split()[:6] == ["2", "2026-08-01", "05:12", "Short", "interrupted", "1:40"]
    assert "Short  simulated  " in lines[2]
    assert lines[1].index("Short") == lines[2].index("Short") == lines[0].index("plan")
    assert all(len(line) <= 80 for line in lines[:3])
    assert lines[4] == "1 session, 1:40 running; 1 simulated or sped-up not counted"
    assert "cadencecoach keep 2" in lines[5]
    list_sessions(simulated=True)
    assert "2 sessions, 3:20 running" in said()


def test_an_empty_log_is_not_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: Callable[[], str]
) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "new"))
    list_sessions()
    assert "cadencecoach run" in said()
    list_sessions(as_json=True)
    assert document(said()) == {"schema": 1, "sessions": []}
    with pytest.raises(StoreError, match="no session yet"):
        show()


def test_the_list_document_has_all_but_the_readings(home: Path, said: Callable[[], str]) -> None:
    list_sessions(as_json=True)
    listed = document(said())
    assert listed["schema"] == 1
    assert [one["id"] for one in listed["sessions"]] == [2, 1]
    for one in listed["sessions"]:
        show(str(one["id"]), as_json=True)
        whole = document(said())
        assert len(whole.pop("readings")) > 50
        assert whole.pop("schema") == 1
        for alone in ("speed_mps", "back", "compared_with"):
            whole.pop(alone)
        assert whole == one


def test_show_says_what_a_session_came_to(home: Path, said: Callable[[], str]) -> None:
    show("1")
    text = said()
    assert text.startswith("Session 1  Short  2026-08-01 05:12  finished  simulated\n")
    for line in (
        r"running +1:40$",
        r"paused +0:20 in 1 pause$",
        r"pain +3 at 1:00$",
        r"cues +\d+ spoken, \d+ not$",
        r"^ +160 +0:15 +0:35 ",
    ):
        assert re.search(line, text, re.MULTILINE), line


def test_cues_are_lines_with_answers_and_effects(home: Path, said: Callable[[], str]) -> None:
    cues("1")
    lines = said().splitlines()
    assert lines[2].split() == ["time", "kind", "text", "spoken", "answers", "steps", "a", "minute"]
    (answered,) = (line for line in lines if "neutral" in line)
    assert re.search(
        r"posture +<posture\.check> +yes +neutral yes, relaxed no +\d+ → \d+", answered
    )
    cues("1", as_json=True)
    told = document(said())
    assert told["id"] == 1
    assert told["cues"][0]["id"] == "warm-up"


def test_an_interrupted_session_is_decided_over(home: Path, said: Callable[[], str]) -> None:
    discard("2")
    keep_again = said()
    assert "cadencecoach keep 2" in keep_again
    list_sessions()
    assert "interrupted" not in said()
    keep("2")
    list_sessions()
    text = said()
    assert "interrupted" in text
    assert "was interrupted" not in text


def test_text_from_outside_does_nothing_to_a_terminal(home: Path, said: Callable[[], str]) -> None:
    world = setup(short_plan())
    batches = list(simulated_log(world))
    evil = ev.CueDropped(at(5), ev.CueKind.THEME, EVIL, EVIL, at(5), EVIL)
    record(home / "sessions.db", world, [[evil], *batches], Source.FOOTPOD)
    cues("last")
    text = said()
    assert "Relax your jaw evil now" in text
    assert all(line.isprintable() for line in text.splitlines())
    cues("last", as_json=True)
    text = said()
    assert text.strip().isascii()
    assert text.strip().isprintable()
    assert document(text)["cues"][1]["text"] == EVIL


@pytest.mark.parametrize(
    ("outside", "inside"),
    [
        ("Spine neutral", "Spine neutral"),
        ("Épaule 肩 😀", "Épaule 肩 😀"),
        (EVIL, "Relax your jaw evil now"),
        ("a\tb\nc", "a b c"),
        ("\x1b]8;;file:///etc\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1b]0;never closed", ""),
        ("\x1bP1$r\x1b\\x\x1bcy", "xy"),
    ],
)
def test_plain_text_is_plain(outside: str, inside: str) -> None:
    assert plain(outside) == inside


def test_columns_stand_in_terminal_cells() -> None:
    lines = aligned([("肩", "1"), ("e\u0301", "22"), ("abc", "333")], right=frozenset((1,)))
    assert [width(line) for line in lines] == [8, 8, 8]
    assert cut("shoulders relaxed", 10) == "shoulders…"
    assert width(cut("肩肩肩肩", 5)) <= 5


@pytest.mark.parametrize(
    ("module", "call"),
    [
        ("sessions", "list_sessions()"),
        ("sessions", "list_sessions(as_json=True)"),
        ("show", "show('1')"),
        ("cues", "cues('1', as_json=True)"),
    ],
)
def test_reading_the_log_loads_no_screen_radio_sound_or_arrays(
    home: Path, module: str, call: str
) -> None:
    program = (
        f"import sys; from cadencecoach.cli.commands.{module} import *; {call};"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=os.environ,
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(done.stderr.split())
    assert "cadencecoach" in loaded
    heavy = {"textual", "rich", "bleak", "numpy", "pydantic", "soundfile", "miniaudio", "asyncio"}
    assert loaded & heavy == set()
