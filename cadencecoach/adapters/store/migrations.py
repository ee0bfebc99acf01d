"""The shape of the database, one numbered step after another; a step once released never changes.

`PRAGMA user_version` and a row in `migrations` are written in the transaction of the step itself,
so a power cut leaves the old shape or the new one and never something between.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Migration:
    """One step from the schema before it."""

    name: str
    statements: tuple[str, ...]


_FIRST: Final = Migration(
    "sessions, headers, events, readings, summaries",
    (
        "CREATE TABLE migrations (version INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT",
        # `reached_frame` is how far the session is known to have come, and its end once it has one;
        # `process` is the mark of the recording process. AUTOINCREMENT: a number a runner wrote
        # down is never given again.
        """CREATE TABLE sessions (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            uuid TEXT NOT NULL UNIQUE,
            started_at TEXT NOT NULL,
            plan TEXT NOT NULL,
            title TEXT NOT NULL,
            source TEXT NOT NULL CHECK (source IN ('none', 'footpod', 'simulated', 'replay')),
            state TEXT NOT NULL CHECK (state IN ('running', 'finished', 'interrupted')),
            reached_frame INTEGER NOT NULL DEFAULT 0,
            note TEXT NOT NULL DEFAULT '',
            kept INTEGER NOT NULL DEFAULT 0,
            discarded INTEGER NOT NULL DEFAULT 0,
            process TEXT NOT NULL
        ) STRICT""",
        # The JSON of what a replay needs beside the events: apart, since it is big and never
        # changes, and the row above is written twice a second.
        """CREATE TABLE headers (
            session_id INTEGER PRIMARY KEY REFERENCES sessions (id),
            body TEXT NOT NULL
        ) STRICT""",
        """CREATE TABLE events (
            session_id INTEGER NOT NULL REFERENCES sessions (id),
            seq INTEGER NOT NULL,
            frame INTEGER NOT NULL,
            direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
            name TEXT NOT NULL,
            body TEXT NOT NULL,
            PRIMARY KEY (session_id, seq)
        ) STRICT, WITHOUT ROWID""",
        # A reading is a payload as received and, where `moving` is not NULL, the ReadingTaken that
        # followed it as number seq + 1: two events in one row, since there are thousands of them.
        """CREATE TABLE readings (
            session_id INTEGER NOT NULL REFERENCES sessions (id),
            seq INTEGER NOT NULL,
            frame INTEGER NOT NULL,
            raw BLOB NOT NULL,
            cadence_spm REAL,
            speed_mps REAL,
            moving INTEGER,
            PRIMARY KEY (session_id, seq)
        ) STRICT, WITHOUT ROWID""",
        # Derived and disposable: whatever is missing, or of another version, is summed up again.
        """CREATE TABLE summaries (
            session_id INTEGER PRIMARY KEY REFERENCES sessions (id),
            version INTEGER NOT NULL,
            running_s REAL NOT NULL,
            cadence_spm REAL,
            coverage REAL,
            in_band REAL,
            cues_spoken INTEGER NOT NULL,
            pain TEXT NOT NULL,
            body TEXT NOT NULL
        ) STRICT""",
        "CREATE INDEX open_sessions ON sessions (id) WHERE state <> 'finished'",
        """CREATE TRIGGER what_was_started_stays BEFORE UPDATE OF
            id, uuid, started_at, plan, title, source ON sessions
            BEGIN SELECT RAISE(ABORT, 'the head of a session never changes'); END""",
        """CREATE TRIGGER headers_stay BEFORE UPDATE ON headers
            BEGIN SELECT RAISE(ABORT, 'the head of a session never changes'); END""",
        """CREATE TRIGGER events_stay BEFORE UPDATE ON events
            BEGIN SELECT RAISE(ABORT, 'events are append-only'); END""",
        """CREATE TRIGGER readings_stay BEFORE UPDATE ON readings
            BEGIN SELECT RAISE(ABORT, 'readings are append-only'); END""",
        """CREATE TRIGGER headers_go_with_their_session BEFORE DELETE ON headers
            WHEN (SELECT discarded FROM sessions WHERE id = OLD.session_id) IS NOT 1
            BEGIN SELECT RAISE(ABORT, 'headers go only with a discarded session'); END""",
        """CREATE TRIGGER events_go_with_their_session BEFORE DELETE ON events
            WHEN (SELECT discarded FROM sessions WHERE id = OLD.session_id) IS NOT 1
            BEGIN SELECT RAISE(ABORT, 'events go only with a discarded session'); END""",
        """CREATE TRIGGER readings_go_with_their_session BEFORE DELETE ON readings
            WHEN (SELECT discarded FROM sessions WHERE id = OLD.session_id) IS NOT 1
            BEGIN SELECT RAISE(ABORT, 'readings go only with a discarded session'); END""",
        """CREATE TRIGGER sessions_are_discarded_first BEFORE DELETE ON sessions
            WHEN OLD.discarded IS NOT 1
            BEGIN SELECT RAISE(ABORT, 'only a discarded session can be removed'); END""",
    ),
)

_DIARY: Final = Migration(
    "the diary, notes on runs, distances, local dates",
    (
        # How far the runner's clock was from UTC at the start: the local date of a run follows from
        # it for ever. NULL in sessions of the schema before.
        "ALTER TABLE sessions ADD COLUMN utc_offset_s INTEGER",
        """CREATE TRIGGER the_offset_stays BEFORE UPDATE OF utc_offset_s ON sessions
            BEGIN SELECT RAISE(ABORT, 'the head of a session never changes'); END""",
        # In the order it was written, whatever the clocks said. AUTOINCREMENT: no number comes back.
        """CREATE TABLE diary (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            utc_s INTEGER NOT NULL,
            offset_s INTEGER NOT NULL,
            name TEXT NOT NULL,
            body TEXT NOT NULL
        ) STRICT""",
        """CREATE TRIGGER the_diary_stays BEFORE UPDATE ON diary
            BEGIN SELECT RAISE(ABORT, 'the diary is append-only'); END""",
        """CREATE TRIGGER the_diary_is_whole BEFORE DELETE ON diary
            BEGIN SELECT RAISE(ABORT, 'the diary is append-only'); END""",
        # What a runner says of a run afterwards, and may say anew; nothing that was measured.
        """CREATE TABLE run_notes (
            session_id INTEGER PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
            body TEXT NOT NULL
        ) STRICT""",
        # Derived from the readings and disposable; NULL where no speed was heard.
        """CREATE TABLE distances (
            session_id INTEGER PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
            metres REAL
        ) STRICT""",
    ),
)

_IMPORTS: Final = Migration(
    "readings imported from a watch",
    (
        # Beside the log and never in it; one watch a session.
        """CREATE TABLE imports (
            session_id INTEGER PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
            imported_at TEXT NOT NULL,
            file TEXT NOT NULL,
            sha256 TEXT NOT NULL UNIQUE,
            device TEXT NOT NULL,
            watch_started_at TEXT NOT NULL
        ) STRICT""",
        """CREATE TABLE imported_readings (
            session_id INTEGER NOT NULL REFERENCES imports (session_id) ON DELETE CASCADE,
            frame INTEGER NOT NULL,
            cadence_spm REAL NOT NULL,
            speed_mps REAL,
            PRIMARY KEY (session_id, frame)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TRIGGER imports_stay BEFORE UPDATE ON imports
            BEGIN SELECT RAISE(ABORT, 'what was imported never changes'); END""",
        """CREATE TRIGGER imported_readings_stay BEFORE UPDATE ON imported_readings
            BEGIN SELECT RAISE(ABORT, 'what was imported never changes'); END""",
    ),
)

_FIXES: Final = Migration(
    "steps or strides, set after the run",
    (
        """CREATE TABLE cadence_fixes (
            session_id INTEGER PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
            convention TEXT NOT NULL CHECK (convention IN ('steps', 'strides'))
        ) STRICT""",
    ),
)

_PURGE: Final = Migration(
    "ratings of a purged run may go with it",
    (
        "DROP TRIGGER the_diary_is_whole",
        # Health data must be removable for good: a rating about a run goes with the discarded run.
        """CREATE TRIGGER the_diary_is_whole BEFORE DELETE ON diary
            WHEN OLD.name <> 'PainRated' OR NOT EXISTS (
                SELECT 1 FROM sessions WHERE discarded = 1 AND uuid =
                CASE WHEN json_valid(OLD.body) THEN json_extract(OLD.body, '$.session') END
            )
            BEGIN SELECT RAISE(ABORT, 'the diary is append-only'); END""",
    ),
)

_WATCHES: Final = Migration(
    "how long a watch's reading holds, its distance and its clock",
    (
        # NULL is an import of before: its readings held as a footpod's do.
        "ALTER TABLE imported_readings ADD COLUMN until_frame INTEGER",
        "ALTER TABLE imports ADD COLUMN distance_m REAL",
        "ALTER TABLE imports ADD COLUMN offset_s REAL NOT NULL DEFAULT 0",
        "ALTER TABLE imports ADD COLUMN clocks_agree INTEGER NOT NULL DEFAULT 1",
    ),
)

_OUTINGS: Final = Migration(
    "runs taken along as a sound file, and where in a watch's file they began",
    (
        # `header` is what a session of it needs for a replay. What was made never changes; what
        # became of it does.
        """CREATE TABLE outings (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            made_utc_s INTEGER NOT NULL,
            offset_s INTEGER NOT NULL,
            place TEXT NOT NULL,
            header TEXT NOT NULL,
            dropped INTEGER NOT NULL DEFAULT 0,
            asked INTEGER NOT NULL DEFAULT 0,
            session_id INTEGER REFERENCES sessions (id) ON DELETE SET NULL
        ) STRICT""",
        """CREATE TRIGGER outings_stay BEFORE UPDATE OF
            id, made_utc_s, offset_s, place, header ON outings
            BEGIN SELECT RAISE(ABORT, 'an outing never changes'); END""",
        # NULL where the session was not a sound file.
        "ALTER TABLE imports ADD COLUMN aligned_how TEXT",
        "ALTER TABLE imports ADD COLUMN aligned_offset_s REAL",
        "ALTER TABLE imports ADD COLUMN aligned_error_s REAL",
        "ALTER TABLE imports ADD COLUMN aligned_confidence REAL",
    ),
)

_SPED_UP: Final = Migration(
    "runs whose time went by faster than the clock",
    (
        # Of an earlier run it is not known; it counts as it did.
        "ALTER TABLE sessions ADD COLUMN sped_up INTEGER NOT NULL DEFAULT 0",
        """CREATE TRIGGER the_speed_stays BEFORE UPDATE OF sped_up ON sessions
            BEGIN SELECT RAISE(ABORT, 'the head of a session never changes'); END""",
    ),
)

_OUTLINES: Final = Migration(
    "what is said of a session without its seconds, kept",
    # NULL is of an earlier version, and made from the log where it is asked for.
    ("ALTER TABLE summaries ADD COLUMN outline TEXT",),
)

_BACKS: Final = Migration(
    "how the back was around each run, kept",
    (
        # Derived and disposable: a row is there as long as it holds but for ratings told since, and
        # what is missing is made again.
        """CREATE TABLE backs (
            session_id INTEGER PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
            running_s REAL,
            began_utc_s INTEGER NOT NULL,
            ended_utc_s INTEGER NOT NULL,
            day INTEGER NOT NULL,
            before_level INTEGER,
            after_level INTEGER,
            morning_level INTEGER
        ) STRICT""",
        # The newest rating that is in them; one row at most.
        "CREATE TABLE backs_until (seq INTEGER NOT NULL) STRICT",
        """CREATE TRIGGER a_back_goes_with_an_end AFTER UPDATE OF reached_frame ON sessions
            WHEN NEW.reached_frame <> OLD.reached_frame
            BEGIN DELETE FROM backs WHERE session_id = NEW.id; END""",
        """CREATE TRIGGER a_back_goes_with_a_sum AFTER INSERT ON summaries
            BEGIN DELETE FROM backs
            WHERE session_id = NEW.session_id AND running_s IS NOT NEW.running_s; END""",
        """CREATE TRIGGER a_back_goes_with_another_sum AFTER UPDATE OF running_s ON summaries
            BEGIN DELETE FROM backs
            WHERE session_id = NEW.session_id AND running_s IS NOT NEW.running_s; END""",
        """CREATE TRIGGER a_back_goes_without_a_sum AFTER DELETE ON summaries
            BEGIN DELETE FROM backs WHERE session_id = OLD.session_id; END""",
        # A list reads these of every session, and beside each there are kilobytes of summary.
        """CREATE INDEX summaries_in_lists ON summaries
            (session_id, version, running_s, cadence_spm, coverage, in_band, cues_spoken, pain)""",
        # What a rating that is gone has said is in none of them.
        """CREATE TRIGGER backs_go_with_a_rating AFTER DELETE ON diary WHEN OLD.name = 'PainRated'
            BEGIN DELETE FROM backs; END""",
    ),
)

MIGRATIONS: Final = (
    _FIRST, _DIARY, _IMPORTS, _FIXES, _PURGE, _WATCHES, _OUTINGS, _SPED_UP, _OUTLINES, _BACKS,
)  # fmt: skip
"""In order; the schema's number is how many of them a database has seen."""

LATEST: Final = len(MIGRATIONS)
"""The schema this version writes."""


def schema_of(connection: sqlite3.Connection) -> int:
    """The schema a database has; 0 is an empty one."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a database, in autocommit mode, to LATEST; another process may be doing the same."""
    while schema_of(connection) < LATEST:
        connection.execute("BEGIN IMMEDIATE")
        try:
            # Read again now that nobody else can write: the step may have been taken meanwhile.
            found = schema_of(connection)
            if found < LATEST:
                step = MIGRATIONS[found]
                for statement in step.statements:
                    connection.execute(statement)
                connection.execute("INSERT INTO migrations VALUES (?, ?)", (found + 1, step.name))
                connection.execute(f"PRAGMA user_version = {found + 1}")
            connection.execute("COMMIT")
        except BaseException:
            connection.rollback()
            raise
