"""Keeps how the back was around each run, so that a list of sessions need not read every rating.

A row goes when its run turns out to have lasted otherwise, which triggers see to; what was told since
is taken in when the rows are asked for.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from cadencecoach.adapters.clock import moment_of
from cadencecoach.adapters.store.connection import all_or_nothing, one_moment
from cadencecoach.adapters.store.facts_rows import RAN
from cadencecoach.core.diary.about_run import (
    NOTHING_AROUND,
    LevelsAround,
    RanAt,
    Rating,
    SortedRatings,
    rated_level,
    told_near,
)
from cadencecoach.core.values.calendar import Day
from cadencecoach.core.values.units import SAMPLE_RATE

_LEVELS: Final = """
    SELECT utc_s, offset_s, json_extract(body, '$.when', '$.pain.level', '$.session', '$.about')
    FROM diary WHERE name = 'PainRated' AND {} ORDER BY seq
"""
_KEPT: Final = "SELECT session_id, before_level, after_level, morning_level FROM backs"
_KEPT_RUNS: Final = """
    SELECT b.session_id, s.uuid, b.began_utc_s, b.ended_utc_s, b.day
    FROM backs AS b JOIN sessions AS s ON s.id = b.session_id
"""
_MISSING: Final = f"""
    SELECT s.id, s.uuid, s.started_at, s.utc_offset_s, s.reached_frame, c.running_s,
           s.state <> 'running' AND s.utc_offset_s IS NOT NULL AS lasting
    FROM sessions AS s LEFT JOIN backs AS b ON b.session_id = s.id
    LEFT JOIN summaries AS c ON c.session_id = s.id
    WHERE b.session_id IS NULL AND {RAN}
"""  # noqa: S608 - our own words
"""One that is being recorded is not kept, nor one of an old log, whose date is this machine's."""

_DUE: Final = f"""
    SELECT EXISTS (SELECT 1 FROM ({_MISSING}) WHERE lasting)
        OR EXISTS (SELECT 1 FROM diary WHERE name = 'PainRated'
                   AND seq > ifnull((SELECT seq FROM backs_until), 0))
"""  # noqa: S608 - our own words
_KEEP: Final = "INSERT OR REPLACE INTO backs VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_CHANGE: Final = """
    UPDATE backs SET before_level = ?, after_level = ?, morning_level = ? WHERE session_id = ?
"""
_UNTIL: Final = """
    INSERT INTO backs_until SELECT max(seq) FROM diary WHERE name = 'PainRated' HAVING max(seq) > 0
"""
_LONGEST_S: Final = 1e7
"""No log comes to more running time; it was changed by hand, or by a disk."""

_FEW: Final = 100
"""So many runs are looked for among the ratings by SQLite; of more, all ratings are read."""


class Ratings:
    """The ratings of a diary, as far as a list of sessions asks: quick where there are years of them."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    def where(self, condition: str, *values: object) -> Sequence[Rating]:
        """Those of which it holds; all, where one is not as we write it. Raises StoreError."""
        try:
            rows = self._connection.execute(_LEVELS.format(condition), values).fetchall()
            told = json.loads(f"[{','.join([body for _, _, body in rows])}]")
            return [
                rated_level(utc_s, offset_s, body)
                for (utc_s, offset_s, _), body in zip(rows, told, strict=True)
            ]
        except (sqlite3.OperationalError, KeyError, TypeError, ValueError, RecursionError):
            from cadencecoach.adapters.store.diary import DiaryStore  # noqa: PLC0415 -- seldom, and slow
            from cadencecoach.core.diary.entries import PainRated  # noqa: PLC0415 -- seldom, and slow

            with DiaryStore(self._path) as diary:
                return tuple(diary.only(PainRated).ratings())  # says which it is


def levels_around(connection: sqlite3.Connection, path: Path) -> dict[int, LevelsAround]:
    """Of each session that a runner ran, by its number; kept, where it can be written.

    Raises StoreError where a rating cannot be read.
    """
    ratings = Ratings(connection, path)
    if connection.execute(_DUE).fetchone()[0]:
        with suppress(sqlite3.OperationalError), all_or_nothing(connection):
            return _brought_up_to_date(connection, ratings, keep=True)
    with one_moment(connection):
        return _brought_up_to_date(connection, ratings, keep=False)


def _brought_up_to_date(
    connection: sqlite3.Connection, ratings: Ratings, *, keep: bool
) -> dict[int, LevelsAround]:
    found = {row[0]: LevelsAround._make(row[1:]) for row in connection.execute(_KEPT)}
    (until,) = connection.execute("SELECT max(seq) FROM backs_until").fetchone()
    changed = _told_since(connection, ratings.where("seq > ?", until or 0), found)
    found.update(changed)
    missing = connection.execute(_MISSING).fetchall()
    made = _made(missing, ratings)
    found.update((session_id, levels) for (session_id, *_), _, levels in made)
    if keep:
        connection.executemany(_CHANGE, ((*levels, one) for one, levels in changed.items()))
        connection.executemany(_KEEP, (_row(*one) for one in made if one[0][-1]))
        connection.execute("DELETE FROM backs_until")
        connection.execute(_UNTIL)
    return found


def _told_since(
    connection: sqlite3.Connection, newer: Sequence[Rating], kept: dict[int, LevelsAround]
) -> dict[int, LevelsAround]:
    """What newer ratings make of those that they are about."""
    if not newer or not kept:
        return {}
    told = SortedRatings(newer)
    around = (
        (session_id, told.around(RanAt(uuid, began_s, ended_s, Day(day))))
        for session_id, uuid, began_s, ended_s, day in connection.execute(_KEPT_RUNS)
    )
    return {one: kept[one].and_then(more) for one, more in around if more != NOTHING_AROUND}


_Made = tuple[Sequence[Any], RanAt, LevelsAround]
"""Of a row of _MISSING."""


def _made(missing: Sequence[Sequence[Any]], ratings: Ratings) -> list[_Made]:
    runs = [_ran(*row) for row in missing]
    if not runs:
        return []
    told = SortedRatings(_about(runs, ratings))
    return [(row, run, told.around(run)) for row, run in zip(missing, runs, strict=True)]


def _about(runs: Sequence[RanAt], ratings: Ratings) -> Iterable[Rating]:
    if len(runs) > _FEW:
        return ratings.where("true")
    marks = ", ".join("?" * len(runs))
    return ratings.where(
        "(utc_s BETWEEN ? AND ? OR json_extract(body, '$.about') IS NOT NULL"
        f" OR json_extract(body, '$.session') IN ({marks}))",
        *told_near(runs),
        *(run.session for run in runs),
    )


def _ran(
    _id: int,
    uuid: str,
    started_at: str,
    offset_s: int | None,
    reached: int,
    running_s: float | None,
    _lasting: int,
) -> RanAt:
    at = moment_of(started_at, offset_s)
    lasted_s = reached / SAMPLE_RATE
    if running_s is not None and running_s <= _LONGEST_S:  # which nothing is that is no number
        lasted_s = max(lasted_s, running_s)
    return RanAt(uuid, at.utc_s, at.utc_s + round(lasted_s), at.day)


def _row(missing: Sequence[Any], run: RanAt, levels: LevelsAround) -> tuple[object, ...]:
    session_id, *_, running_s, _lasting = missing
    return (session_id, running_s, run.utc_s, run.ended_utc_s, run.day, *levels)
