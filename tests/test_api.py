"""The public face does what its page says, stays light, and its examples run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cadencecoach import api
from cadencecoach.errors import ConfigError, FileRefused

ROOT = Path(__file__).parents[1]
SESSION = ROOT / "examples" / "session.json"
EXAMPLES = {
    "decode_rsc.py": "83/min at 2.80 m/s, running",
    "read_session.py": "165 spm from",
    "render_plan.py": "Demo: 183 seconds of sound",
    "step_the_engine.py": "rung 175",
}


def document(**changed: Any) -> dict[str, Any]:
    return json.loads(SESSION.read_text("utf-8")) | changed


def test_every_example_is_tried() -> None:
    assert {path.name for path in (ROOT / "examples").glob("*.py")} == set(EXAMPLES)


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_runs_anywhere_without_a_warning(name: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", ROOT / "examples" / name],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "CADENCECOACH_HOME": str(tmp_path / "home")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert EXAMPLES[name] in done.stdout
    assert list(tmp_path.iterdir()) == []  # nothing of a runner is read or made


def test_importing_it_is_light() -> None:
    asked = "import sys, cadencecoach.api; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True
    )
    heavy = {"numpy", "pydantic", "textual", "bleak", "asyncio", "sqlite3", "soundfile"}
    assert heavy & set(done.stdout.split()) == set()


def test_the_page_names_what_there_is() -> None:
    page = (ROOT / "docs" / "api.md").read_text("utf-8")
    assert all(hasattr(api, name) for name in api.__all__)
    functions = {name for name in api.__all__ if name.islower() and callable(getattr(api, name))}
    assert {name for name in functions if f"{name}(" not in page} == {"frames"}


def test_samples_are_those_of_the_live_renderer() -> None:
    blocks = list(api.render(api.load_plan("demo")))
    assert {block.shape for block in blocks[:-1]} == {(api.SAMPLE_RATE, 2)}
    assert 0 < len(blocks[-1]) <= api.SAMPLE_RATE
    assert any(block.any() for block in blocks)
    again = np.concatenate(list(api.render(api.load_plan("demo"))))
    assert np.array_equal(np.concatenate(blocks), again)


def test_the_engine_gives_the_same_session_every_time() -> None:
    setup = api.setup_for(api.load_plan("demo"))

    def session() -> list[api.events.Output]:
        state, found = api.begin(setup), []
        for second in range(1, 400):
            state, decided = api.step(state, api.events.Tick(api.Frame(second * api.SAMPLE_RATE)))
            found += decided
        assert state.over
        return found

    assert session() == session() != []


def test_a_document_is_read_from_a_file_and_from_what_was_parsed() -> None:
    read = api.read_session(SESSION)
    assert read == api.read_session(str(SESSION)) == api.read_session(document())
    assert read.source == "simulated"
    assert [rung.target_spm for rung in read.rungs] == [160, 165]
    payload = bytes.fromhex(read.readings[0].raw_hex)
    assert api.decode_measurement(payload).cadence_per_min > 0


def test_fields_of_a_later_day_are_passed_over_and_missing_lists_are_empty() -> None:
    later = document(weather="rain", rungs=[{**document()["rungs"][0], "wind": 3}])
    assert api.read_session(later).rungs == api.read_session(SESSION).rungs[:1]
    bare = {key: value for key, value in document().items() if key not in {"rungs", "readings"}}
    assert api.read_session(bare).readings == ()


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"schema": 2}, "schema 2"),
        ({"schema": None}, "names no schema"),
        ({"schema": True}, "names no schema"),
        ({"plan": 3}, "no session document"),
        ({"duration_s": "long"}, "no session document"),
        ({"rungs": {}}, "rungs is no list"),
        ({"rungs": [3]}, "one of rungs is no object"),
        ({"cues": [{}]}, "no session document"),
    ],
)
def test_what_is_no_session_document_is_refused_in_a_line(
    changed: dict[str, Any], told: str
) -> None:
    with pytest.raises(FileRefused, match=told) as refused:
        api.read_session(document(**changed))
    assert refused.value.hint
    assert "\n" not in refused.value.message


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b"\xff\xfe", b"[" * 100_000])
def test_a_file_that_is_none_is_refused(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "session.json"
    path.write_bytes(data)
    with pytest.raises(FileRefused):
        api.read_session(path)
    with pytest.raises(FileRefused):
        api.read_session(tmp_path / "nowhere.json")


def test_a_plan_that_there_is_not_is_told_with_the_nearest_name() -> None:
    with pytest.raises(ConfigError, match="did you mean"):
        api.load_plan("rampe")
