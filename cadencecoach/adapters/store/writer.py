"""Writes one session's log while it is run, on a thread of its own, so that no disk stops a beat."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Final
from uuid import uuid4

from cadencecoach.adapters.clock import local_offset_s, utc_text
from cadencecoach.adapters.store.connection import all_or_nothing, connect, translated_errors
from cadencecoach.adapters.store.derived.summaries import cache_summary
from cadencecoach.adapters.store.event_rows import Numbered, write_events, write_header
from cadencecoach.adapters.store.process import process_mark
from cadencecoach.core.events import Event, Tick
from cadencecoach.core.outcome.session_facts import SessionState, Source
from cadencecoach.core.values.units import Frame
from cadencecoach.errors import StoreError

_BATCH_S: Final = 0.5
"""From one commit to the next: half of the second that may be lost, the rest is for the disk."""

_RETRY_S: Final = (0.5, 1.0, 2.0, 5.0)
"""Between attempts while the disk is full or gone; the last one repeats."""

_FAULT: Final = "the log cannot be written, by a fault of this program; it is tried again"


@dataclass(frozen=True, slots=True)
class NewSession:
    """What is known of a session before its first frame."""

    started_at: datetime
    """Aware, UTC."""

    plan: str
    """Its name."""

    source: Source
    header: Mapping[str, Any]
    """Plain JSON values: all that a replay needs beside the events; the plan under "plan"."""

    sped_up: bool = False
    """Whether its time goes by faster than the clock."""


@dataclass(frozen=True, slots=True)
class _Flush:
    done: threading.Event
    ending: tuple[SessionState, Frame] | None


class SessionWriter:
    """The log of one run. Nothing here raises or blocks while the run lasts.

    `on_trouble` gets one line when the log cannot be written, once, and `on_recovered` is called
    when everything held back meanwhile is on the disk; both on the writer's thread.
    """

    def __init__(
        self,
        path: Path,
        session: NewSession,
        *,
        on_trouble: Callable[[str], None],
        on_recovered: Callable[[], None],
    ) -> None:
        self.uuid = str(uuid4())
        """Names the session for ever, also before the database has given it a number."""
        self.begun = False
        """Whether its beginning is on the disk."""
        self._path = path
        self._session = session
        self._title = str(session.header["plan"]["title"])
        self._on_trouble = on_trouble
        self._on_recovered = on_recovered
        self._queue: SimpleQueue[tuple[Event, ...] | _Flush] = SimpleQueue()
        self._hurry = threading.Event()
        self._reached = Frame(0)
        self._thread = threading.Thread(target=self._work, name="session-writer", daemon=True)
        self._thread.start()

    def append(self, events: Iterable[Event]) -> None:
        """Log events in this order; on the disk within a second. Ticks are left out."""
        if logged := tuple(event for event in events if not isinstance(event, Tick)):
            self._queue.put(logged)

    def reached(self, at: Frame) -> None:
        """Note how far the session has come, so that a quiet stretch is not lost with a crash."""
        self._reached = at

    def flush(self, timeout_s: float = 5.0) -> bool:
        """Wait until all that was appended is on the disk; False if it is not by then."""
        return self._ask(None, timeout_s)

    def finish(self, state: SessionState, ended: Frame, timeout_s: float = 5.0) -> bool:
        """Write the rest and the end of the session, then let go of the file.

        False if the disk still refuses after `timeout_s`; the session is then found as interrupted
        at the next start. Nothing may be appended afterwards.
        """
        written = self._ask((state, ended), timeout_s)
        if written:
            self._thread.join()
        return written

    def _ask(self, ending: tuple[SessionState, Frame] | None, timeout_s: float) -> bool:
        done = threading.Event()
        self._queue.put(_Flush(done, ending))
        self._hurry.set()
        return done.wait(timeout_s)

    # --- the writer's thread ---------------------------------------------------------------------

    def _work(self) -> None:
        held: list[Numbered] = []
        asked: list[_Flush] = []
        connection: sqlite3.Connection | None = None
        number, written, failures = 0, Frame(-1), 0
        while True:
            for item in self._drained():
                if isinstance(item, _Flush):
                    asked.append(item)
                    failures = min(failures, 1)  # somebody waits: tried as often as at first
                    continue
                held.extend(enumerate(item, number))
                number += len(item)
            ending = next((flush.ending for flush in asked if flush.ending), None)
            reached = self._reached
            if held or asked or reached > written:
                try:
                    with translated_errors(self._path):
                        connection = connection or connect(self._path)
                        self._commit(connection, held, reached, ending)
                except Exception as exc:  # noqa: BLE001 -- whatever it is, the next attempt may do
                    if connection is not None:
                        with suppress(sqlite3.Error):
                            connection.close()
                        connection = None
                    if not failures:
                        self._on_trouble(exc.message if isinstance(exc, StoreError) else _FAULT)
                    failures += 1
                else:
                    held, written = [], reached
                    self.begun = True
                    if failures:
                        self._on_recovered()
                    failures = 0
                    for flush in asked:  # all is on the disk: a sum may take its time
                        flush.done.set()
                    asked = []
                    if ending is not None:
                        self._sum_up(connection)
                        connection.close()
                        return
            pause = _RETRY_S[min(failures, len(_RETRY_S)) - 1] if failures else _BATCH_S
            self._hurry.wait(pause)
            self._hurry.clear()

    def _drained(self) -> list[tuple[Event, ...] | _Flush]:
        items: list[tuple[Event, ...] | _Flush] = []
        while True:
            try:
                items.append(self._queue.get_nowait())
            except Empty:
                return items

    def _commit(
        self,
        connection: sqlite3.Connection,
        numbered: list[Numbered],
        reached: Frame,
        ending: tuple[SessionState, Frame] | None,
    ) -> None:
        with all_or_nothing(connection):
            session_id = self._session_id(connection)
            write_events(connection, session_id, numbered)
            state, frame = ending or (SessionState.RUNNING, reached)
            connection.execute(
                "UPDATE sessions SET state = ?, reached_frame = ? WHERE id = ?",
                (state.value, frame, session_id),
            )

    def _session_id(self, connection: sqlite3.Connection) -> int:
        found = connection.execute("SELECT id FROM sessions WHERE uuid = ?", (self.uuid,))
        if (row := found.fetchone()) is not None:
            return int(row[0])
        session = self._session
        inserted = connection.execute(
            "INSERT INTO sessions"
            " (uuid, started_at, plan, title, source, state, process, utc_offset_s, sped_up)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                self.uuid,
                utc_text(session.started_at),
                session.plan,
                self._title,
                session.source.value,
                SessionState.RUNNING.value,
                process_mark() or "",
                local_offset_s(session.started_at),
                int(session.sped_up),
            ),
        )
        assert inserted.lastrowid is not None
        write_header(connection, inserted.lastrowid, session.header)
        return inserted.lastrowid

    def _sum_up(self, connection: sqlite3.Connection) -> None:
        # The log is safe by now; a summary that cannot be kept is made again when it is read.
        with suppress(Exception), translated_errors(self._path):
            cache_summary(connection, self._session_id(connection))
