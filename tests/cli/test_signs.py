"""Every command prints on any stdout, whatever its encoding; only signs change, into ASCII."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

import pytest

from cadencecoach.cli.signs import _ASCII, signs_fall_back
from cadencecoach.cli.text.help import pages
from tests.cli.conftest import Run

ROOT = Path(__file__).parents[2]
LETTERS = set("äöüßéíē⌫")

COMMANDS = [
    "about", "activity swim 40", "activity list", "activity undo", "assessment",
    "assessment record overstride", "assessment record arched", "assessment compare", "causes list",
    "causes record sitting", "check-in --before 2", "completion bash", "cue list", "cues last",
    "export last --out {0}/läufer.csv --format csv", "footpod list", "outings list", "pain",
    "plans", "plans show ramp", "programme", "programme pause", "programme resume",
    "programme status", "programme calendar", "backup {0}/läufer", "restore {0}/läufer",
    "render demo --out {0}/läufer.wav --anyway", "routine list", "routine show desk",
    "routine log desk", "sessions", "sessions purge", "settings", "settings set volume_db -6",
    "settings path", "shoes add Läufer", "shoes list", "shoes retire Läufer", "show last", "trends",
    "trial", "wear --unit", "--help", "run --help",
]  # fmt: skip
ELSEWHERE = {
    "cue add", "cue remove", "desk", "discard", "doctor", "footpod forget", "footpod pair",
    "footpod scan", "footpod watch", "import", "keep", "outings drop", "outings ran",
    "programme start", "report", "routine play", "run", "sessions fix-cadence", "sessions note",
    "trial start", "trial stop",
}  # fmt: skip
"""They need a voice, a device, somebody who waits, or a run, and print one sentence by the same way."""


@pytest.fixture(scope="module", params=["ascii", "latin-1", "cp1252", "utf-8"])
def encoding(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_every_sign_has_one_cell_of_ascii() -> None:
    used = {
        sign
        for path in (ROOT / "cadencecoach").rglob("*.py")
        for sign in re.findall(r"[^\x00-\x7f]", path.read_text(encoding="utf-8"))
    }
    assert used - LETTERS <= _ASCII.keys()
    assert all(len(plain) == 1 and plain.isascii() for plain in _ASCII.values())


@pytest.mark.parametrize(
    ("text", "printed"),
    [("160 → 175 ✔", b"160 > 175 +"), ("Läufer é", b"Laufer e"), ("\udcff 跑", b"? ?")],
)
def test_what_the_encoding_does_not_have_is_printed_in_ascii(
    monkeypatch: pytest.MonkeyPatch, text: str, printed: bytes
) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    signs_fall_back()
    sys.stdout.write(text)
    sys.stdout.flush()
    assert raw.getvalue() == printed


def test_no_command_ends_for_a_sign(
    command: Run, short_plan: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    command(
        "run", short_plan, "--headless", "--audio", "null", "--speed", "max",
        "--footpod", "simulated",
    )  # fmt: skip
    command("programme", "start")
    command("pain", "2")
    for template in COMMANDS:
        words = template.format(tmp_path)
        raw = io.BytesIO()
        stream = io.TextIOWrapper(raw, encoding=encoding, newline="")
        with monkeypatch.context() as other:
            other.setattr(sys, "stdout", stream)
            assert command(*words.split()).code == 0, words
        stream.flush()
        assert raw.getvalue().decode(encoding)


def test_every_command_is_among_these_or_said_to_be_elsewhere() -> None:
    names = [" ".join(path) for path, _ in pages(width=80)]
    groups = {name for name in names if any(one.startswith(f"{name} ") for one in names)}
    tried = {
        name for name in names if name and any(f"{one} ".startswith(f"{name} ") for one in COMMANDS)
    }
    assert set(names) - groups - tried - {""} == ELSEWHERE - tried
