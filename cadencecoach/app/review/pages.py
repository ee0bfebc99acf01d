"""A session, or the programme so far, as one HTML file for a physiotherapist, a phone or paper."""

from __future__ import annotations

import gc
import os
import sys
import webbrowser
from contextlib import suppress
from pathlib import Path

from cadencecoach.adapters.pages.programme import ProgrammePage, programme_page
from cadencecoach.adapters.pages.session import SessionPage, session_page
from cadencecoach.adapters.store.home import make_home
from cadencecoach.adapters.store.sqlite import Store
from cadencecoach.adapters.whole_file import whole_file
from cadencecoach.app.diary.logbook import local_now, open_logbook
from cadencecoach.app.home import Home
from cadencecoach.app.review.session_log import began, refuse_recorded
from cadencecoach.app.review.trends import trends_of
from cadencecoach.app.review.what_next import what_next
from cadencecoach.core.outcome.speed import speed_line
from cadencecoach.core.programme.own_cadence import ladder_of
from cadencecoach.core.programme.steps import unlocked
from cadencecoach.core.trends.trends import run_trend
from cadencecoach.core.values.calendar import iso
from cadencecoach.errors import ConfigError, StoreBusy


def write_session_page(home: Home, reference: str, file: Path, *, force: bool) -> None:
    """Write the page of one session. Raises ConfigError, StoreError and ExportError."""
    _search_no_garbage_in_what_is_loaded()
    with Store(home.database) as store:
        with suppress(StoreBusy):  # a log that can only be read is reported as it is
            store.recover()
        facts = store.find(reference)
        refuse_recorded(facts, "report")
        session = store.load(facts.id)
        summary = store.summary(session)
    with open_logbook(home) as book:
        diary = book.diary
        run = next((run for run in diary.runs if run.session == session.facts.uuid), None)
        ahead: tuple[str, ...] = ()
        with suppress(ConfigError):  # a programme whose file is broken asks for nothing
            ahead = () if run is None else what_next(diary, run, book.today())
    page = SessionPage(
        session.facts,
        summary,
        speed_line(summary),
        began(session.facts) if run is None else run.at,
        None if run is None else run_trend(diary, run),
        diary,
        ahead,
    )
    _write(file, session_page(page), force=force)


def write_programme_page(home: Home, file: Path, *, force: bool) -> None:
    """Write the page of the programme so far. Raises ConfigError, StoreError and ExportError."""
    _search_no_garbage_in_what_is_loaded()
    with open_logbook(home) as book:
        found = trends_of(book)
        programme = book.programme
        page = ProgrammePage(
            "" if programme is None else programme.title,
            0 if programme is None else len(programme.weeks),
            book.day,
            book.diary,
            found,
            ladder_of(book.diary),
            unlocked(book.diary),
        )
    _write(file, programme_page(page), force=force)


def open_programme_page(home: Home) -> Path:
    """Write the page of the programme beside the log and show it in a browser, where there is one.

    The page of the same day is written anew. Raises as `write_programme_page`.
    """
    folder = home.data / "pages"
    make_home(folder)
    file = folder / f"programme-{iso(local_now(home).day)}.html"
    write_programme_page(home, file, force=True)
    if sys.platform != "linux" or {"DISPLAY", "WAYLAND_DISPLAY"} & set(os.environ):
        webbrowser.open(file.as_uri())  # a browser of the terminal would write over the screen
    return file


def _search_no_garbage_in_what_is_loaded() -> None:
    """Which takes long beside a diary of years: both pages read all of it."""
    gc.freeze()


def _write(path: Path, page: str, *, force: bool) -> None:
    with whole_file(path, force=force) as part:
        part.write_text(page, encoding="utf-8")
