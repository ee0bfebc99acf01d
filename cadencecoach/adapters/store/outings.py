"""The outings of this runner: runs that were taken along as sound files, and what became of each."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from typing import Any, Final

from cadencecoach.adapters.store.connection import Opened, translated_errors
from cadencecoach.core.outing.facts import Outing
from cadencecoach.core.values.calendar import Moment
from cadencecoach.core.values.text import plain, quoted
from cadencecoach.errors import StoreError

_ALL: Final = """
    SELECT id, made_utc_s, offset_s, place, json_extract(header, '$.plan.name'),
           json_extract(header, '$.plan.title'), dropped, session_id FROM outings
"""


class OutingStore(Opened):
    """The outings, open. Every method raises StoreError, StoreBusy where the file takes nothing."""

    def add(self, made: Moment, place: str, header: Mapping[str, Any]) -> int:
        """Keep a new one; its number. `header` is what its session needs for a replay."""
        with translated_errors(self._path):
            added = self._connection.execute(
                "INSERT INTO outings (made_utc_s, offset_s, place, header) VALUES (?, ?, ?, ?)",
                (
                    made.utc_s,
                    made.offset_s,
                    plain(place),
                    json.dumps(header, separators=(",", ":")),
                ),
            )
        assert added.lastrowid is not None
        return added.lastrowid

    def all(self) -> tuple[Outing, ...]:
        """Every one, newest first."""
        with translated_errors(self._path):
            return tuple(map(_outing, self._connection.execute(f"{_ALL} ORDER BY id DESC")))

    def find(self, reference: str) -> Outing:
        """The one meant by its number, or the newest that is out by `last`."""
        found = self.all()
        if reference == "last":
            out = [one for one in found if one.out]
            if not out:
                raise StoreError(
                    "no outing is out",
                    hint="`cadencecoach outings` lists them",
                    in_app="o on Today takes a run along",
                )
            return out[0]
        for one in found:
            if str(one.id) == reference:
                return one
        raise StoreError(
            f"there is no outing {quoted(reference)}",
            hint="`cadencecoach outings` lists them; `last` is the newest that is out",
            in_app="o on Today has those that are out",
        )

    def header(self, outing: int) -> dict[str, Any]:
        """What its session needs for a replay."""
        with translated_errors(self._path):
            (body,) = self._connection.execute(
                "SELECT header FROM outings WHERE id = ?", (outing,)
            ).fetchone()
        header = json.loads(body)
        assert isinstance(header, dict)
        return header

    def drop(self, outing: int) -> None:
        """It was never run."""
        self._set("dropped = 1", outing)

    def asked(self, outing: int) -> bool:
        """Whether it was asked about before; from now on it was."""
        with translated_errors(self._path):
            (before,) = self._connection.execute(
                "SELECT asked FROM outings WHERE id = ?", (outing,)
            ).fetchone()
        if not before:
            self._set("asked = 1", outing)
        return bool(before)

    def _set(self, what: str, outing: int) -> None:
        with translated_errors(self._path):
            self._connection.execute(
                f"UPDATE outings SET {what} WHERE id = ?",  # noqa: S608 - our own words
                (outing,),
            )


def outing_is_home(connection: sqlite3.Connection, outing: int, session_id: int) -> None:
    """Mark an outing as the session it became, within the transaction that stores it."""
    connection.execute("UPDATE outings SET session_id = ? WHERE id = ?", (session_id, outing))


def _outing(row: tuple[Any, ...]) -> Outing:
    number, utc_s, offset_s, place, plan, title, dropped, session = row
    return Outing(number, Moment(utc_s, offset_s), place, plan, title, bool(dropped), session)
