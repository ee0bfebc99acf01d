"""`report` writes one whole file, private, never over another unasked, from what the log says."""

from __future__ import annotations

import sqlite3
import webbrowser
from pathlib import Path
from typing import Any

import pytest

from cadencecoach.adapters.store.cue_history import cues_heard
from cadencecoach.adapters.store.diary import DiaryStore
from cadencecoach.adapters.store.home import HOME_VARIABLE
from cadencecoach.adapters.store.sqlite import Store
from cadencecoach.app.home import Home
from cadencecoach.app.review.pages import open_programme_page
from cadencecoach.core.diary.diary import RunNote
from cadencecoach.core.outcome.document import outcome
from cadencecoach.core.outcome.session_facts import Source
from cadencecoach.errors import StoreLocked
from tests.cli.conftest import Run
from tests.core.worlds import setup, short_plan
from tests.recordings.schema.make import record, simulated_log


@pytest.fixture
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with a simulated session, 1, and a real one, 2, of the same run."""
    home = tmp_path / "home"
    home.mkdir(0o700)
    monkeypatch.setenv(HOME_VARIABLE, str(home))
    world = setup(short_plan())
    batches = list(simulated_log(world))
    record(home / "sessions.db", world, batches)
    record(home / "sessions.db", world, batches, Source.FOOTPOD)
    return home


def test_a_session_becomes_a_page_of_its_own(command: Run, tmp_path: Path, own_home: Path) -> None:
    page = tmp_path / "run.html"
    with DiaryStore(own_home / "sessions.db") as diary:
        windy = RunNote(effort=4, note="a <b>windy</b> day")
        diary.write_note(diary.read().runs[0].session, lambda _: windy)
    said = command("report", "2", "--html", str(page))
    assert (said.code, said.out, said.err) == (0, f"{page}\n", "")
    text = page.read_text(encoding="utf-8")
    assert "a &lt;b&gt;windy&lt;/b&gt; day" in text
    assert "nobody ran this" not in text
    assert page.stat().st_mode & 0o077 == 0
    assert list(tmp_path.glob(".*")) == []


def test_a_simulated_session_is_named_as_one(command: Run, tmp_path: Path) -> None:
    page = tmp_path / "run.html"
    assert command("report", "1", "--html", str(page)).code == 0
    assert "A simulated runner: nobody ran this." in page.read_text(encoding="utf-8")


def test_the_programme_counts_the_runs_of_the_runner_alone(command: Run, tmp_path: Path) -> None:
    page = tmp_path / "all.html"
    said = command("report", "--programme", "--html", str(page))
    assert (said.code, said.err) == (0, "")
    text = page.read_text(encoding="utf-8")
    assert "<dt>Runs</dt><dd>1</dd>" in text
    assert "1 session that nobody ran is left out" in text


def test_a_file_that_is_there_stays(command: Run, tmp_path: Path) -> None:
    page = tmp_path / "run.html"
    page.write_text("mine")
    refused = command("report", "last", "--html", str(page))
    assert refused.code == 7
    assert refused.err.splitlines()[1].startswith("hint: use --force")
    assert page.read_text() == "mine"
    assert command("report", "last", "--html", str(page), "--force").code == 0
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")


@pytest.mark.parametrize("words", [("last", "--programme"), ()])
def test_it_wants_one_thing_or_the_other(command: Run, tmp_path: Path, words: tuple[str]) -> None:
    refused = command("report", *words, "--html", str(tmp_path / "page.html"))
    assert refused.code == 2
    assert "a session or --programme" in refused.err
    assert not (tmp_path / "page.html").exists()


def test_an_unknown_session_leaves_no_file(command: Run, tmp_path: Path) -> None:
    refused = command("report", "99", "--html", str(tmp_path / "page.html"))
    assert refused.code == 6
    assert list(tmp_path.iterdir()) == [tmp_path / "home"]


def approx(number: float | None) -> Any:
    """A number of a document, which is rounded to hundredths."""
    return None if number is None else pytest.approx(number, abs=0.0051)


def test_a_diary_without_a_run_that_waits_to_be_summed_up_is_not_read(
    own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = own_home / "sessions.db"
    connection = sqlite3.connect(path)
    connection.execute("UPDATE summaries SET version = version - 1, body = '{}'")
    connection.commit()
    connection.close()

    def busy(*_: object) -> None:
        raise StoreLocked("locked", hint="wait")

    with DiaryStore(path) as store:
        with monkeypatch.context() as patch:
            patch.setattr(Store, "recover", busy)
            with pytest.raises(StoreLocked):
                store.read()
        assert len(store.read().runs) == 1


def test_the_numbers_of_a_session_are_those_of_its_document(own_home: Path) -> None:
    path = own_home / "sessions.db"
    with Store(path) as store:
        facts = store.find("2")
        document = outcome(store.summary(store.load(2)))
    with DiaryStore(path) as store:
        (run,) = store.read().runs
    heard = cues_heard(path)
    assert [run.session] == list(heard.cues) == [facts.uuid]
    assert heard.left_out == 1
    assert run.cadence_spm == approx(document["cadence_spm"])
    assert run.minutes * 60 == approx(document["duration_s"])
    assert run.elapsed_s == approx(document["elapsed_s"])
    assert [level for _, level in run.pain] == [pain["level"] for pain in document["pain"]]
    found = run.measured
    adherence = document["adherence"]
    assert found.beat_min == pytest.approx(75 / 60)  # 100 s, less warm-up and cool-down
    assert found.judged_s == adherence["judged_s"]
    assert found.in_band_percent == approx(adherence["in_band_percent"])
    assert found.coverage_percent == approx(adherence["judged_coverage_percent"])
    assert found.click_percent == approx(document["click_percent"])
    assert found.variability_spm == approx(document["variability_spm"])
    spoken = [cue for cue in document["cues"] if cue["spoken"] and cue["kind"] != "stage"]
    assert spoken
    assert [cue.text for cue in heard.cues[facts.uuid]] == [cue["text"] for cue in spoken]


@pytest.mark.parametrize("body", ["{}", "nonsense", "[]", '{"cues": 3, "rungs": 4}'])
def test_a_summary_changed_by_hand_is_summed_up_anew(own_home: Path, body: str) -> None:
    with DiaryStore(own_home / "sessions.db") as store:
        before, heard = store.read(), cues_heard(own_home / "sessions.db")
    connection = sqlite3.connect(own_home / "sessions.db")
    connection.execute("UPDATE summaries SET body = ?", (body,))
    connection.commit()
    connection.close()
    with DiaryStore(own_home / "sessions.db") as store:
        assert store.read() == before
        assert cues_heard(own_home / "sessions.db") == heard


def test_the_app_makes_the_page_of_the_day_and_shows_it(
    own_home: Path, command: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(webbrowser, "open", shown.append)
    monkeypatch.setenv("DISPLAY", ":0")
    command("programme", "start", "--baseline", "158")
    file = open_programme_page(Home.here())
    assert shown == [file.as_uri()]
    assert open_programme_page(Home.here()) == file, "the same day's page is written anew"
    assert "physiotherapist" in file.read_text(encoding="utf-8")
