"""Every command prints on any stdout, whatever its encoding; only signs change, into ASCII."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

import pytest

from cadencecoach.cli.signs import _ASCII, signs_fall_back
from tests.cli.conftest import Run

ROOT = Path(__file__).parents[2]
LETTERS = set("äöüßéíē⌫")

COMMANDS = [
    "about", "causes", "cues last", "pain", "plans", "plans show ramp", "programme",
    "routine show desk", "sessions", "show last", "trends", "settings", "--help", "run --help",
]  # fmt: skip


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
    command: Run, short_plan: str, monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    command(
        "run", short_plan, "--headless", "--audio", "null", "--speed", "max",
        "--footpod", "simulated",
    )  # fmt: skip
    command("programme", "start")
    command("pain", "2")
    for words in COMMANDS:
        raw = io.BytesIO()
        stream = io.TextIOWrapper(raw, encoding=encoding, newline="")
        with monkeypatch.context() as other:
            other.setattr(sys, "stdout", stream)
            assert command(*words.split()).code == 0, words
        stream.flush()
        assert raw.getvalue().decode(encoding)
