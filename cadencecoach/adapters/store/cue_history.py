"""Which cues the newest runs heard, out of their kept summaries, and how many sessions nobody ran.

Apart from the diary, which must not read a hundred whole summaries each time it is opened.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cadencecoach.adapters.store.connection import connect_to_read, translated_errors
from cadencecoach.adapters.store.sqlite import Store
from cadencecoach.core.trends.cue_effects import NEWEST_RUNS, SpokenCue, spoken_cues
from cadencecoach.errors import StoreError

_NEWEST: Final = """
    SELECT s.uuid, CASE WHEN json_valid(c.body) THEN json_extract(c.body, '$.document') END
    FROM (
        SELECT id, uuid, started_at FROM sessions JOIN summaries ON session_id = id
        WHERE discarded = 0 AND source IN ('none', 'footpod') AND sped_up = 0
        ORDER BY started_at DESC, id DESC LIMIT ?
    ) AS s JOIN summaries AS c ON c.session_id = s.id ORDER BY s.started_at DESC, s.id DESC
"""
"""Found before a document is read: SQLite would read one of every run to sort them."""

_LEFT_OUT: Final = """
    SELECT COUNT(*) FROM sessions
    WHERE discarded = 0 AND (source NOT IN ('none', 'footpod') OR sped_up = 1)
"""


@dataclass(frozen=True, slots=True)
class CuesHeard:
    """What trends want beside the diary."""

    cues: Mapping[str, tuple[SpokenCue, ...]]
    """Of the newest runs, by the uuid of their session."""

    left_out: int
    """Sessions that nobody ran."""


def cues_heard(path: Path) -> CuesHeard:
    """The cues of the newest runs. Raises StoreError, also where no summary can be made of a log."""
    try:
        return _heard(path)
    except StoreError:
        with Store(path) as store:
            if not store.forget_unreadable():
                raise
            store.sum_up()
    return _heard(path)


def _heard(path: Path) -> CuesHeard:
    connection = connect_to_read(path)
    try:
        with translated_errors(path):
            return CuesHeard(
                {
                    uuid: spoken_cues(json.loads(body))
                    for uuid, body in connection.execute(_NEWEST, (NEWEST_RUNS,))
                },
                connection.execute(_LEFT_OUT).fetchone()[0],
            )
    except (KeyError, TypeError, ValueError, RecursionError) as exc:
        raise StoreError(
            "a kept summary cannot be read",
            hint="it was changed by hand, or by another version; update CadenceCoach",
        ) from exc
    finally:
        connection.close()
