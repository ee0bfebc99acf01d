"""How a missing package is had is said for the very Python that runs this program."""

from __future__ import annotations

import shlex
import sys
import tomllib
from pathlib import Path

import pytest

from cadencecoach.adapters import installed
from cadencecoach.adapters.speech.kokoro import PACKAGES as VOICE

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_in_a_virtual_environment_it_is_its_own_pip(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    said = installed.how_to_install("pyarrow")
    assert shlex.split(said) == [sys.executable, "-m", "pip", "install", "pyarrow"]


def test_where_pipx_or_uv_put_it_they_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    (tmp_path / "pipx_metadata.json").write_text("{}")
    assert installed.how_to_install("segno", "websockets") == (
        "pipx inject cadencecoach segno websockets"
    )
    (tmp_path / "pipx_metadata.json").rename(tmp_path / "uv-receipt.toml")
    assert installed.how_to_install("pyarrow").startswith("uv pip install --python ")


def test_a_folder_with_a_space_can_be_copied_into_a_shell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    monkeypatch.setattr(sys, "executable", "/home/a runner/bin/python")
    words = shlex.split(installed.how_to_install("pyarrow"))
    assert words[0] == "/home/a runner/bin/python"


def test_the_voice_named_is_the_extra_of_the_project() -> None:
    names = {line.partition(">")[0] for line in PROJECT["optional-dependencies"]["voice"]}
    assert {line.partition(">")[0] for line in VOICE} == names


def test_nothing_shown_names_a_package_that_nobody_has_registered() -> None:
    for path in (ROOT / "cadencecoach").rglob("*.py"):
        assert "cadencecoach[" not in path.read_text(encoding="utf-8"), path
