"""Reads the session log and lets a runner decide over whole sessions; nothing else changes it.

What reads a log is imported when one is read: a list of sessions has 250 ms from the shell on.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from cadencecoach.adapters.store.connection import (
    Opened,
    all_or_nothing,
    no_session,
    one_moment,
    translated_errors,
)
from cadencecoach.adapters.store.facts_rows import FACTS, RAN, facts_of
from cadencecoach.core.outcome.session_facts import (
    SUMMARY_VERSION,
    SessionFacts,
    SessionState,
)
from cadencecoach.core.values.text import quoted
from cadencecoach.core.values.units import frames
from cadencecoach.errors import StoreError

if TYPE_CHECKING:
    from cadencecoach.core.diary.about_run import LevelsAround
    from cadencecoach.core.events import Event
    from cadencecoach.core.outcome.baseline import MeasuredCadence
    from cadencecoach.core.outcome.imported import ImportedRun
    from cadencecoach.core.outcome.outline import Outline
    from cadencecoach.core.outcome.summary import Summary
    from cadencecoach.core.sensor.step_convention import Convention

_JUNK: Final = """
    (c.running_s NOT BETWEEN 0 AND 1e7 OR c.cadence_spm NOT BETWEEN 0 AND 1e4
     OR c.coverage NOT BETWEEN 0 AND 100.1 OR c.in_band NOT BETWEEN 0 AND 100.1
     OR c.cues_spoken NOT BETWEEN 0 AND 1e6
     OR c.pain GLOB '*[^0-9 ]*' OR c.pain GLOB '*[0-9][0-9][0-9]*')
"""
"""A kept summary that no log comes to: changed by hand, or by a disk."""

_BY_START: Final = "s.started_at DESC, s.id DESC"
_NEWEST: Final = f"ORDER BY {_BY_START}"
"""By their start: a watch's run of last week is not the newest, though it was imported today."""

_SUMMED_UP: Final = """
    FROM sessions AS s LEFT JOIN summaries AS c ON c.session_id = s.id WHERE s.state <> 'running'
"""

AT_ONCE: Final = (45, frames(30 * 3600))
"""So many runs that an older version summed up, and no more running than that, whoever reads sums up
anew, the newest first (product choice: 45 runs of 40 minutes, which take a third of a second)."""

_OWN: Final = f"s.discarded = 0 AND {RAN}"
_GONE: Final = "SELECT id FROM sessions WHERE discarded = 1"

_PURGE: Final = (
    # What the runner told of the run. What was decided after it stays: later runs stand on that.
    """DELETE FROM diary WHERE name = 'PainRated' AND CASE WHEN json_valid(body)
       THEN json_extract(body, '$.session') IN (SELECT uuid FROM sessions WHERE discarded = 1) END""",
    f"DELETE FROM headers WHERE session_id IN ({_GONE})",  # noqa: S608 - our own words
    f"DELETE FROM events WHERE session_id IN ({_GONE})",  # noqa: S608
    f"DELETE FROM readings WHERE session_id IN ({_GONE})",  # noqa: S608
    f"DELETE FROM summaries WHERE session_id IN ({_GONE})",  # noqa: S608
    # Notes, distances, imports and fixes refer to it and go along.
    "DELETE FROM sessions WHERE discarded = 1",
)


@dataclass(frozen=True, slots=True)
class StoredSession:
    """A session with its log; what a replay needs is in `header` and `events`."""

    facts: SessionFacts
    header: dict[str, Any]
    events: tuple[Event, ...]
    imported: ImportedRun | None = None
    """What a watch measured, where there was no footpod."""


class Store(Opened):
    """The session log, open.

    Every method raises StoreError, StoreBusy where the file cannot be read or written just now.
    """

    def sessions(self) -> tuple[SessionFacts, ...]:
        """All sessions that are not discarded, newest first."""
        with translated_errors(self._path):
            # SQLite sorts so many, and so wide, by files.
            found = list(self._facts_where("s.discarded = 0"))
        found.sort(key=attrgetter("started_at", "id"), reverse=True)
        return tuple(found)

    def newest(self) -> SessionFacts | None:
        """The newest session that is not discarded, without reading the others; None where none is."""
        with translated_errors(self._path):
            return next(iter(self._facts_where(f"s.discarded = 0 {_NEWEST} LIMIT 1")), None)

    def finished(self) -> int:
        """How many sessions came to their end, of those that are not discarded."""
        with translated_errors(self._path):
            return int(
                self._connection.execute(
                    "SELECT COUNT(*) FROM sessions WHERE discarded = 0 AND state = 'finished'"
                ).fetchone()[0]
            )

    def discarded(self) -> tuple[SessionFacts, ...]:
        """The sessions that a purge would remove, newest first."""
        with translated_errors(self._path):
            return self._facts_where(f"s.discarded = 1 {_NEWEST}")

    def find(self, reference: str, *, own: bool = False) -> SessionFacts:
        """The session meant by `last`, its number, or the beginning of its uuid.

        A discarded one is found by number and uuid, so that it can be kept after all. With `own`
        `last` is the newest that the runner ran.
        """
        with translated_errors(self._path):
            if reference == "last":
                those = _OWN if own else "s.discarded = 0"
                found = self._facts_where(f"{those} {_NEWEST} LIMIT 1")
                if not found:
                    what = "run of your own" if own else "session"
                    raise StoreError(
                        f"there is no {what} yet",
                        hint="`cadencecoach run` makes one",
                        in_app="a run makes one: r on Today",
                    )
                return found[0]
            if reference.isascii() and reference.isdecimal() and len(reference) < 19:
                found = self._facts_where("s.id = ?", int(reference))
                if found:
                    return found[0]
            found = ()
            if len(reference) >= 4 and reference.replace("-", "").isalnum():
                found = self._facts_where("s.uuid GLOB ?", f"{reference.lower()}*")
        if len(found) > 1:
            raise StoreError(
                f"{reference} could be {len(found)} sessions",
                hint="give more of the uuid, or the number",
            )
        if not found:
            raise StoreError(
                f"there is no session {quoted(reference)}",
                hint="`cadencecoach sessions` lists them; `last` is the newest",
                in_app="v on Today lists them",
            )
        return found[0]

    def load(self, session_id: int) -> StoredSession:
        """One session with its whole log."""
        from cadencecoach.adapters.store.convention_fixes import fixed  # noqa: PLC0415 -- see the docstring
        from cadencecoach.adapters.store.event_rows import (  # noqa: PLC0415 -- see the docstring
            read_events,
            read_header,
            read_imported,
        )

        with translated_errors(self._path), one_moment(self._connection):
            facts = self._facts_where("s.id = ?", session_id)
            if not facts:
                raise no_session(session_id)
            header, events = fixed(
                self._connection,
                session_id,
                read_header(self._connection, session_id),
                read_events(self._connection, session_id),
            )
            imported = read_imported(self._connection, session_id)
        return StoredSession(facts[0], header, events, imported)

    def summary(self, session: StoredSession) -> Summary:
        """What a session came to, made from its log."""
        from cadencecoach.adapters.store.derived.summaries import summary_of  # noqa: PLC0415 -- see the docstring

        facts = session.facts
        return summary_of(session.header, facts.id, session.events, facts.reached, session.imported)

    def baseline(self, session: StoredSession) -> MeasuredCadence | None:
        """The cadence a session measured, made from its log; None where its plan does not."""
        from cadencecoach.adapters.store.derived.summaries import baseline_of  # noqa: PLC0415 -- see the docstring

        facts = session.facts
        return baseline_of(
            session.header, facts.id, session.events, facts.reached, session.imported
        )

    def outcome(self, session_id: int) -> dict[str, Any] | None:
        """The kept summary of a session in the form of its document; None where it has none."""
        with translated_errors(self._path):
            row = self._connection.execute(
                "SELECT json_extract(body, '$.document') FROM summaries"
                " WHERE session_id = ? AND version = ? AND CASE WHEN json_valid(body) THEN json_type(body, '$.document') END = 'object'",
                (session_id, SUMMARY_VERSION),
            ).fetchone()
        return None if row is None else dict(json.loads(row[0]))

    def outline(self, session_id: int) -> Outline:
        """What a session came to, without its seconds: as it is kept, or made from its log."""
        from cadencecoach.adapters.store.derived.summaries import read_outline  # noqa: PLC0415 -- see the docstring
        from cadencecoach.core.outcome.outline import outline  # noqa: PLC0415 -- see the docstring

        with translated_errors(self._path):
            kept = read_outline(self._connection, session_id)
        return outline(self.summary(self.load(session_id))) if kept is None else kept

    def levels_around(self) -> Mapping[int, LevelsAround]:
        """How the back was around each session that a runner ran, by its number."""
        from cadencecoach.adapters.store.derived.backs import levels_around  # noqa: PLC0415 -- see the docstring

        with translated_errors(self._path):
            return levels_around(self._connection, self._path)

    def sum_up(self) -> None:
        """Make the summaries that are missing, or no log comes to, and the newest of an older version.

        After an update these are years: whoever reads goes by the others as they are, until the
        app has made them anew beside what it does.
        """
        with translated_errors(self._path):
            due = self._connection.execute(
                "SELECT s.id, s.reached_frame, c.version IS NULL"
                f" OR ifnull({_JUNK}, 0) AS needed {_SUMMED_UP}"
                f" AND (c.version IS NULL OR c.version NOT IN (?, ?) OR {_JUNK})"
                f" ORDER BY needed DESC, {_BY_START}",
                (SUMMARY_VERSION, -SUMMARY_VERSION),
            ).fetchall()
        runs, length = AT_ONCE
        for session_id, reached, needed in due:
            if not needed:
                runs, length = runs - 1, length - reached
            if min(runs, length) < 0:
                return
            self.sum_up_one(session_id)

    def outdated(self) -> list[int]:
        """The sessions that an older version summed up and this one did not try, newest first."""
        return [session_id for session_id, tried in self.not_renewed() if not tried]

    def not_renewed(self) -> list[tuple[int, bool]]:
        """All that an older version summed up, newest first, and whether this one could not read the log.

        Those stay as they were.
        """
        with translated_errors(self._path):
            found = self._connection.execute(
                f"SELECT s.id, c.version = ? {_SUMMED_UP} AND c.version <> ? ORDER BY {_BY_START}",
                (-SUMMARY_VERSION, SUMMARY_VERSION),
            )
            return [(session_id, bool(tried)) for session_id, tried in found]

    def sum_up_one(self, session_id: int) -> None:
        """Make the summary of one session anew, whoever else does."""
        from cadencecoach.adapters.store.derived.summaries import renew_summary  # noqa: PLC0415 -- see the docstring

        with translated_errors(self._path):
            try:
                renew_summary(self._connection, session_id)
            except StoreError:
                # Why is told by whoever opens the session. A negative version was tried by it.
                self._connection.execute(
                    "UPDATE summaries SET version = ? WHERE session_id = ?",
                    (-SUMMARY_VERSION, session_id),
                )

    def forget_unreadable(self) -> bool:
        """Drop the kept summaries that cannot be read, to be made anew; whether there was one."""
        from cadencecoach.adapters.store.derived.summaries import is_readable  # noqa: PLC0415 -- see the docstring

        with translated_errors(self._path):
            kept = self._connection.execute("SELECT session_id, body FROM summaries").fetchall()
            junk = [(session_id,) for session_id, body in kept if not is_readable(body)]
            self._connection.executemany("DELETE FROM summaries WHERE session_id = ?", junk)
        return bool(junk)

    def recover(self) -> tuple[SessionFacts, ...]:
        """Find sessions whose process is gone; those neither kept nor discarded, newest first."""
        with translated_errors(self._path):
            for facts in self._facts_where("s.state = 'running'"):
                if facts.state is SessionState.INTERRUPTED:
                    self._connection.execute(
                        "UPDATE sessions SET state = 'interrupted' WHERE id = ?", (facts.id,)
                    )
            self.sum_up()
            return self._facts_where(
                f"s.state = 'interrupted' AND s.kept = 0 AND s.discarded = 0 {_NEWEST}"
            )

    def keep(self, session_id: int) -> None:
        """Decide that a session stays, also one that was discarded."""
        self._refuse_running(session_id, "keep it")
        self._decide("UPDATE sessions SET kept = 1, discarded = 0 WHERE id = ?", session_id)

    def discard(self, session_id: int) -> None:
        """Take a session out of every list; `keep` brings it back until it is purged."""
        self._refuse_running(session_id, "discard it")
        self._decide("UPDATE sessions SET discarded = 1 WHERE id = ?", session_id)

    def fix_cadence(self, session_id: int, convention: Convention) -> None:
        """Set how the footpod of a session counted, and sum the session up anew."""
        from cadencecoach.adapters.store.convention_fixes import write_fix  # noqa: PLC0415 -- see the docstring
        from cadencecoach.adapters.store.derived.summaries import cache_summary  # noqa: PLC0415 -- see the docstring

        # What is summed up now would stay if the run were cut off.
        self._refuse_running(session_id, "fix it")
        with translated_errors(self._path), all_or_nothing(self._connection):
            write_fix(self._connection, session_id, convention)
            cache_summary(self._connection, session_id)

    def purge(self) -> int:
        """Remove discarded sessions for good, and what was told of them; how many there were.

        Their bytes are overwritten. What was decided after such a run stays in the diary.
        """
        with translated_errors(self._path):
            self._connection.execute("PRAGMA secure_delete = ON")
            with all_or_nothing(self._connection):
                for statement in _PURGE:
                    removed = self._connection.execute(statement)
            # The write-ahead log still has the pages as they were.
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return removed.rowcount

    def _refuse_running(self, session_id: int, then: str) -> None:
        with translated_errors(self._path):
            found = self._facts_where("s.id = ?", session_id)
        if found and found[0].state is SessionState.RUNNING:
            raise StoreError(
                f"session {session_id} is being recorded", hint=f"finish it first, then {then}"
            )

    def _decide(self, statement: str, session_id: int) -> None:
        with translated_errors(self._path):
            # An interrupted session is written down as one before it is decided over.
            self.recover()
            decided = self._connection.execute(statement, (session_id,))
        if not decided.rowcount:  # another program has removed it
            raise no_session(session_id)

    def _facts_where(self, condition: str, *values: object) -> tuple[SessionFacts, ...]:
        rows = self._connection.execute(f"{FACTS} WHERE {condition}", values)
        return tuple(map(facts_of, rows))
