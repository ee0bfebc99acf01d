"""The printed scripts, in real shells: a word that is begun is completed, one level down too."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from tests.cli.conftest import Run

pty = pytest.importorskip("pty")

WAIT_S = 30.0


def needs(shell: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(shell) is None, reason=f"no {shell} here")


@pytest.fixture
def script(command: Run, tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    done = command("completion", request.param)
    assert (done.code, done.err) == (0, "")
    path = tmp_path / "_cadencecoach"
    path.write_text(done.out)
    return path


@needs("bash")
@pytest.mark.parametrize("script", ["bash"], indirect=True)
@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("sess", {"sessions"}),
        ("sessions fix", {"fix-cadence"}),
        ("run --cue", {"--cue-every"}),
        ("check-in --dist", {"--distance", "--distance-km"}),
        ("completion ", {"bash", "zsh", "fish"}),
    ],
)
def test_bash_completes_commands_and_options(script: Path, typed: str, offered: set[str]) -> None:
    ask = (
        f'source "{script}"; COMP_WORDS=(cadencecoach {typed}); [[ "$TYPED" == *" " ]] && '
        'COMP_WORDS+=(""); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); '
        "_cadencecoach; printf '%s\\n' \"${COMPREPLY[@]}\""
    )
    done = subprocess.run(
        ["bash", "--norc", "-c", ask],
        env={**os.environ, "TYPED": typed},
        capture_output=True,
        text=True,
        check=True,
    )
    assert {word.strip() for word in done.stdout.splitlines()} == offered


@needs("bash")
@pytest.mark.parametrize("script", ["bash"], indirect=True)
def test_bash_still_completes_files(script: Path, tmp_path: Path) -> None:
    ask = f'source "{script}"; complete -p cadencecoach'
    done = subprocess.run(
        ["bash", "--norc", "-c", ask], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert "-o default" in done.stdout  # what bash itself completes where we offer nothing


@needs("fish")
@pytest.mark.parametrize("script", ["fish"], indirect=True)
def test_fish_completes_commands_and_options(script: Path, tmp_path: Path) -> None:
    for typed, offered in (("sessions fix", "fix-cadence"), ("run --cue", "--cue-every")):
        done = subprocess.run(
            ["fish", "--no-config", "-c", f"source {script}; complete -C 'cadencecoach {typed}'"],
            env={**os.environ, "HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            check=True,
        )
        assert [line.split("\t")[0] for line in done.stdout.splitlines()] == [offered]


@needs("zsh")
@pytest.mark.parametrize("script", ["zsh"], indirect=True)
def test_zsh_completes_commands_and_files_at_the_tab_key(script: Path, tmp_path: Path) -> None:
    (tmp_path / "morning.fit").touch()
    script.rename(script.with_name("_cyclopts_cadencecoach"))  # zsh loads a function by its name
    terminal, other_end = pty.openpty()
    shell = subprocess.Popen(
        ["zsh", "-f", "-i"],
        stdin=other_end,
        stdout=other_end,
        stderr=other_end,
        env={**os.environ, "TERM": "xterm", "HOME": str(tmp_path), "ZDOTDIR": str(tmp_path)},
        start_new_session=True,
        cwd=tmp_path,
    )
    os.close(other_end)
    try:
        os.write(terminal, f"fpath=({script.parent} $fpath); ".encode())
        os.write(terminal, b"autoload -Uz compinit; compinit -u -D; print DO'NE'\n")
        read_until(terminal, "DONE")
        os.write(terminal, b"cadencecoach sessions fix\t")
        read_until(terminal, "fix-cadence")
        for typed in (b"import mor", b"render demo --out mor"):
            os.write(terminal, b"\x15cadencecoach " + typed + b"\t")  # Ctrl-U: an empty line first
            read_until(terminal, "morning.fit")
    finally:
        shell.kill()
        shell.wait()
        os.close(terminal)


def read_until(terminal: int, words: str) -> None:
    """Read what a shell shows until the words are there."""
    seen, until = "", time.monotonic() + WAIT_S
    while words not in seen:
        left = until - time.monotonic()
        assert left > 0, seen
        if select.select([terminal], [], [], left)[0]:
            seen += os.read(terminal, 4096).decode(errors="replace")
