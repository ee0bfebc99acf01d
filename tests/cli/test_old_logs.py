"""Logs of earlier versions: they replay to the same session, and every document says the same.

Each file of recordings/logs stands beside its truth, written by the code that recorded it. Where a
document is changed on purpose, its line is changed there by hand, and the CHANGELOG says so. Decisions
never change; samples only where the renderer itself was wrong (session 3 of `first`: both ears in
turn on every second step).
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from cadencecoach.adapters.export import fit, tcx
from cadencecoach.adapters.store.sqlite import Store
from cadencecoach.core.outcome.session_facts import Source
from cadencecoach.core.sensor.step_convention import Convention
from tests.cli.conftest import Run
from tests.recordings.logs.truth import as_logged, of_home, replayed

LOGS = sorted(Path(__file__).parents[1].glob("recordings/logs/*.db"))


@pytest.fixture(params=LOGS, ids=lambda log: log.stem)
def log(request: pytest.FixtureRequest, own_home: Path) -> Path:
    """A runner's home with that log in it."""
    own_home.mkdir()
    shutil.copy(request.param, own_home / "sessions.db")
    return Path(request.param)


def test_an_old_log_comes_to_what_it_came_to(
    log: Path, own_home: Path, command: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (fit, tcx):  # an export names the version that writes it
        monkeypatch.setattr(module, "__version__", "0.1.0")

    def printed(*words: str) -> str:
        said = command(*words)
        assert said.code == 0, said.err
        return said.out

    truth: dict[str, Any] = json.loads(log.with_suffix(".json").read_text(encoding="utf-8"))
    now = of_home(own_home / "sessions.db", printed, tmp_path / "exports")
    assert now["sessions"].keys() == truth["sessions"].keys()
    for number, session in truth["sessions"].items():
        for part, was in session.items():
            assert now["sessions"][number][part] == was, (number, part)
    assert now["exports_sha256"] == truth["exports_sha256"]


def test_an_old_log_replays_to_the_decisions_in_it(log: Path, own_home: Path) -> None:
    with Store(own_home / "sessions.db") as store:
        for facts in store.sessions():
            if facts.source is not Source.NONE:
                store.fix_cadence(facts.id, Convention.AUTO)  # as the pod was understood in the run
            session = store.load(facts.id)
            if "book" in session.header:
                _, decided, _ = replayed(session)
                assert as_logged(decided) == as_logged(session.events), facts


def test_the_list_says_what_the_documents_say(log: Path, command: Run) -> None:
    listed = command("sessions", "--json").records[0]["sessions"]
    for entry in listed:
        document = command("show", str(entry["id"]), "--json").records[0]
        assert entry == {key: document[key] for key in entry}
        cues = command("cues", str(entry["id"]), "--json").records[0]
        assert cues == {key: document[key] for key in cues}
