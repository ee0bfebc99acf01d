"""The diary on disk, beside the session log: appended to and read whole, never edited.

The runs in it come from the log. Simulated and replayed ones, and those faster than the clock, are
no runner's; of discarded ones only the pain counts that was told in them. What reads runs is loaded
by who reads them: a list of sessions asks for notes alone.
"""

# ruff: noqa: PLC0415 -- see the docstring

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, TypeVar

from cadencecoach.adapters.clock import moment_of
from cadencecoach.adapters.store.connection import Opened, all_or_nothing, translated_errors
from cadencecoach.adapters.store.process import still_runs
from cadencecoach.adapters.store.sqlite import Store
from cadencecoach.core.diary.diary import Diary, DiaryChange, Run, RunNote
from cadencecoach.core.diary.entries import Entry, entry_maker, entry_record
from cadencecoach.core.values.calendar import Moment
from cadencecoach.core.values.records import BadRecord, from_record, to_record
from cadencecoach.core.values.text import quoted
from cadencecoach.errors import StoreBusy, StoreError, StoreLocked

if TYPE_CHECKING:
    from cadencecoach.core.outcome.baseline import MeasuredCadence

E = TypeVar("E", bound=Entry)

_UNMEASURED: Final = """
    SELECT s.id, c.running_s, i.session_id IS NOT NULL, i.distance_m FROM sessions AS s
    JOIN summaries AS c ON c.session_id = s.id
    LEFT JOIN distances AS d ON d.session_id = s.id LEFT JOIN imports AS i ON i.session_id = s.id
    WHERE s.state <> 'running' AND d.session_id IS NULL
      AND (s.source = 'footpod' OR i.session_id IS NOT NULL)
"""

_RUNS: Final = """
    SELECT s.discarded, s.id, s.uuid, s.started_at, s.utc_offset_s, s.title,
           CASE WHEN substr(CAST(c.body AS BLOB), -2) = x'7d7d' THEN substr(c.body, 1, 2000) END,
           n.body, d.metres,
           (SELECT e.body FROM events AS e WHERE e.session_id = s.id AND e.name = 'Finished'
            ORDER BY e.seq DESC LIMIT 1),
           s.state, s.process
    FROM sessions AS s JOIN summaries AS c ON c.session_id = s.id
    LEFT JOIN run_notes AS n ON n.session_id = s.id
    LEFT JOIN distances AS d ON d.session_id = s.id
    WHERE s.source IN ('none', 'footpod') AND s.sped_up = 0
    ORDER BY s.id
"""
"""Of a kept summary how it begins, if its end is there: the run comes first, then years of cues."""

_SUMMED: Final = """
    SELECT CASE WHEN json_valid(body) THEN json_extract(body, '$.run') END FROM summaries
    WHERE session_id = ?
"""
_RUN_FIRST: Final = '{"run":'
_JSON: Final = json.JSONDecoder()

_NEVER_SUMMED_UP: Final = """
    SELECT EXISTS (
        SELECT 1 FROM sessions AS s LEFT JOIN summaries AS c ON c.session_id = s.id
        WHERE s.state <> 'running' AND c.session_id IS NULL)
"""

_BY_FILE: Final = """
    SELECT EXISTS (
        SELECT 1 FROM sessions AS s JOIN imports AS i ON i.session_id = s.id
        WHERE s.uuid = ? AND s.process = ''
          AND NOT EXISTS (SELECT 1 FROM outings AS o WHERE o.session_id = s.id))
"""
"""Recorded by no process, and no sound of ours was taken along: nobody knows what was in the ears."""

_NOT_OURS: Final = "it was written by another version or changed by hand; update CadenceCoach"


class DiaryStore(Opened):
    """The diary, open.

    Every method raises StoreError, StoreBusy where the file cannot be read or written just now.
    """

    def read(self) -> Diary:
        """Everything so far."""
        self._sum_up()
        try:
            with translated_errors(self._path):
                return self._read()
        except StoreError:
            with Store(self._path) as store:
                if not store.forget_unreadable():
                    raise
        self._sum_up()
        with translated_errors(self._path):
            return self._read()

    def change(self, make: Callable[[Diary], DiaryChange]) -> Diary:
        """Write down what `make` gives for the diary as it stands, all or none; the diary after it.

        Nobody else writes between the reading and the writing; what `make` raises changes nothing.
        """
        with translated_errors(self._path), all_or_nothing(self._connection):
            before = self._read()
            change = make(before)
            self._insert(change.entries)
            if change.note is not None:
                self._note_run(*change.note)
        return before.changed(change)

    def newest(self, kind: type[E]) -> E | None:
        """The newest entry of a kind, without reading the others; None where there is none."""
        with translated_errors(self._path):
            row = self._connection.execute(
                "SELECT seq, utc_s, offset_s, name, body FROM diary WHERE name = ?"
                " ORDER BY seq DESC LIMIT 1",
                (kind.__name__,),
            ).fetchone()
        if row is None:
            return None
        entry = _entry(*row)
        assert isinstance(entry, kind)
        return entry

    def only(self, *kinds: type[Entry]) -> Diary:
        """The entries of some kinds and no runs: quick where there are years of them."""
        marks = ", ".join("?" * len(kinds))
        with translated_errors(self._path):
            rows = self._connection.execute(
                "SELECT seq, utc_s, offset_s, name, body FROM diary"  # noqa: S608 - only marks
                f" WHERE name IN ({marks}) ORDER BY seq",
                [kind.__name__ for kind in kinds],
            )
            return Diary(tuple(_entry(*row) for row in rows))

    def append(self, *entries: Entry) -> None:
        """Write entries down, all of them or none."""
        with translated_errors(self._path), all_or_nothing(self._connection):
            self._insert(entries)

    def recording(self) -> bool:
        """Whether a run is on, in any process."""
        with translated_errors(self._path):
            marks = self._connection.execute("SELECT process FROM sessions WHERE state = 'running'")
            return any(still_runs(mark) for (mark,) in marks)

    def baseline(self, session: str) -> MeasuredCadence | None:
        """The cadence that a session measured, by its uuid; None where its plan has no such stage."""
        with Store(self._path) as log:
            return log.baseline(log.load(log.find(session).id))

    def by_file_alone(self, session: str) -> bool:
        """Whether all that is known of a session, by its uuid, is a watch's file."""
        with translated_errors(self._path):
            return bool(self._connection.execute(_BY_FILE, (session,)).fetchone()[0])

    def note(self, session: str) -> RunNote:
        """What the runner said of a session, by its uuid."""
        with translated_errors(self._path):
            row = self._connection.execute(
                "SELECT n.session_id, n.body FROM run_notes AS n"
                " JOIN sessions AS s ON s.id = n.session_id WHERE s.uuid = ?",
                (session,),
            ).fetchone()
        return RunNote() if row is None else _note(*row)

    def notes(self) -> dict[int, RunNote]:
        """What the runner said of every session that anything was said of, by its number."""
        with translated_errors(self._path):
            rows = self._connection.execute("SELECT session_id, body FROM run_notes")
            return {session_id: _note(session_id, body) for session_id, body in rows}

    def write_note(self, session: str, edit: Callable[[RunNote], RunNote]) -> RunNote:
        """Change what the runner says of a session, by its uuid; nobody else writes in between."""
        with translated_errors(self._path), all_or_nothing(self._connection):
            note = edit(self.note(session))
            self._note_run(session, note)
        return note

    def _read(self) -> Diary:
        rows = self._connection.execute(
            "SELECT seq, utc_s, offset_s, name, body FROM diary ORDER BY seq"
        )
        entries = tuple(_entry(*row) for row in rows)
        runs, deleted = self._runs()
        return Diary(entries, runs, deleted)

    def _insert(self, entries: Iterable[Entry]) -> None:
        rows = [
            (one.at.utc_s, one.at.offset_s, type(one).__name__, _text(entry_record(one)))
            for one in entries
        ]
        self._connection.executemany(
            "INSERT INTO diary (utc_s, offset_s, name, body) VALUES (?, ?, ?, ?)", rows
        )

    def _note_run(self, session: str, note: RunNote) -> None:
        written = self._connection.execute(
            "INSERT OR REPLACE INTO run_notes SELECT id, ? FROM sessions WHERE uuid = ?",
            (_text(to_record(note)), session),
        )
        if not written.rowcount:
            raise StoreError(
                "there is no such session",
                hint="`cadencecoach sessions` lists them",
                in_app="v on Today lists them",
            )

    def _sum_up(self) -> None:
        # A file that can only be read is read as it is, without what was never summed up. One that
        # another program writes is read later: no gate may go by a diary without a run that is there.
        try:
            with Store(self._path) as store:
                store.recover()
            with translated_errors(self._path):
                missing = self._connection.execute(_UNMEASURED).fetchall()
                if missing:
                    from cadencecoach.adapters.store.derived.summaries import keep_distances

                    keep_distances(self._connection, missing)
        except StoreBusy as exc:
            if isinstance(exc, StoreLocked) and self._never_summed_up():
                raise

    def _never_summed_up(self) -> bool:
        with translated_errors(self._path):
            return bool(self._connection.execute(_NEVER_SUMMED_UP).fetchone()[0])

    def _runs(self) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
        """Those that are in the log, and those that were taken out of it."""
        kept: list[Run] = []
        deleted: list[Run] = []
        rows = self._connection.execute(_RUNS)
        for discarded, *row, state, process in rows:
            if state != "running" or not still_runs(process):
                row[5] = _run_record(row[5]) or self._run_of_summary(row[0])
                (deleted if discarded else kept).append(_run(*row))
        return tuple(kept), tuple(deleted)

    def _run_of_summary(self, session_id: int) -> str | None:
        """The record of a run in a kept summary that begins with something else, or is long; as text."""
        (text,) = self._connection.execute(_SUMMED, (session_id,)).fetchone()
        return None if text is None else str(text)


def _entry(seq: int, utc_s: int, offset_s: int, name: str, body: str) -> Entry:
    try:
        return _maker(name, body)(Moment(utc_s, offset_s))
    except (BadRecord, TypeError, ValueError, RecursionError) as exc:
        raise StoreError(
            f"entry {seq} of the diary cannot be read: {quoted(name)}", hint=_NOT_OURS
        ) from exc


@lru_cache(maxsize=1024)
def _maker(name: str, body: str) -> Callable[[Moment], Entry]:
    return entry_maker(name, _object(body))


def _note(session_id: int, body: str) -> RunNote:
    try:
        return from_record(RunNote, _object(body))
    except (BadRecord, TypeError, ValueError, RecursionError) as exc:
        raise StoreError(
            f"the note on session {session_id} cannot be read", hint=_NOT_OURS
        ) from exc


def _run(
    session_id: int,
    uuid: str,
    started_at: str,
    offset_s: int | None,
    title: str,
    summed: object,
    note: str | None,
    metres: float | None,
    finished: str | None,
) -> Run:
    from cadencecoach.core.events import EndReason
    from cadencecoach.core.outcome.run_from_summary import MeasuredRun

    try:
        at = moment_of(started_at, offset_s)
        said = RunNote() if note is None else _note(session_id, note)
        stopped = finished is not None and _reason(finished) == EndReason.PAIN.value
        record = _object(summed) if isinstance(summed, str) else _record(summed)
        measured = from_record(MeasuredRun, record)
        return measured.run(uuid, at, title, said, metres, stopped=stopped)
    except (KeyError, TypeError, ValueError, RecursionError) as exc:
        raise StoreError(
            f"the summary of session {session_id} cannot be read", hint=_NOT_OURS
        ) from exc


def _run_record(begins: str | None) -> object:
    """The record of a run that a kept summary begins with; None where it has to be looked for."""
    if begins is None or not begins.startswith(_RUN_FIRST):
        return None
    try:
        record, end = _JSON.raw_decode(begins, len(_RUN_FIRST))
    except (ValueError, RecursionError):
        return None
    return record if begins[end : end + 1] == "," else None


@lru_cache(maxsize=64)
def _reason(finished: str) -> object:
    """Why a session ended."""
    return _object(finished)["reason"]


def _object(body: str | None) -> Mapping[str, Any]:
    return _record(None if body is None else json.loads(body))


def _record(found: object) -> Mapping[str, Any]:
    if not isinstance(found, dict):
        raise TypeError(f"{type(found).__name__} is no record")
    return found


def _text(record: Mapping[str, Any]) -> str:
    return json.dumps(record, separators=(",", ":"), allow_nan=False)
