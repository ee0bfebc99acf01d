"""What trends want of every session, taken out of the kept summaries by SQLite itself.

Apart for its speed: a summary is thirteen kilobytes, nine tenths of it cues, and there are years
of them; read this way, the few numbers take a tenth of the time.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cadencecoach.adapters.store.connection import connect_to_read, told
from cadencecoach.core.cueeffects import NEWEST_RUNS, SpokenCue, spoken_cues
from cadencecoach.core.trends import Measured
from cadencecoach.errors import StoreError

_REAL: Final = "s.discarded = 0 AND s.source IN ('none', 'footpod')"

_NUMBERS: Final = f"""
    SELECT s.uuid, json_extract(
        c.body, '$.rungs', '$.adherence.judged_s', '$.adherence.in_band_percent',
        '$.adherence.judged_coverage_percent', '$.click_percent', '$.variability_spm'
    )
    FROM sessions AS s JOIN summaries AS c ON c.session_id = s.id WHERE {_REAL}
"""  # noqa: S608 - no word of it is from outside

_NEWEST: Final = f"""
    SELECT s.uuid, c.body FROM sessions AS s JOIN summaries AS c ON c.session_id = s.id
    WHERE {_REAL} ORDER BY s.id DESC LIMIT ?
"""  # noqa: S608

_LEFT_OUT: Final = """
    SELECT COUNT(*) FROM sessions WHERE discarded = 0 AND source NOT IN ('none', 'footpod')
"""


@dataclass(frozen=True, slots=True)
class SessionNumbers:
    """All real runs, by the uuid of their session."""

    measured: Mapping[str, Measured]
    cues: Mapping[str, tuple[SpokenCue, ...]]
    """Of the newest runs."""

    left_out: int
    """Sessions that nobody ran."""


def session_numbers(path: Path) -> SessionNumbers:
    """The numbers of every session that has been summed up.

    Raises StoreError, also for a summary that cannot be read.
    """
    connection = connect_to_read(path)
    try:
        with told(path):
            return SessionNumbers(
                {
                    uuid: _measured(*json.loads(found))
                    for uuid, found in connection.execute(_NUMBERS)
                },
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


def _measured(rungs: list[dict[str, float]], judged_s: float, *more: float | None) -> Measured:
    beat_s = sum(rung["running_end_s"] - rung["running_start_s"] for rung in rungs)
    return Measured(beat_s / 60, judged_s, *more)
