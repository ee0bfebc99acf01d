"""What is known of a stored session without its log; apart so that a list of thousands loads fast.

Tuples, since these are made and read three times as fast as dataclasses.
"""

from __future__ import annotations

import enum
from typing import Final, NamedTuple

from cadencecoach.core.outing.alignment import Alignment
from cadencecoach.core.values.units import Frame

SUMMARY_VERSION: Final = 9
"""Goes up when the same log sums up to other numbers, or more is kept of it, so that kept summaries
are made again. Until then the older ones are gone by: what is added to a run has a default."""


class Source(enum.Enum):
    """Where the cadence of a session came from."""

    NONE = "none"
    FOOTPOD = "footpod"
    SIMULATED = "simulated"
    REPLAY = "replay"
    WATCH = "watch"
    """It was heard from a sound file, and a watch counted."""


class Nobody(enum.Enum):
    """Why no runner ran a session."""

    SIMULATED = "simulated"
    REPLAY = "replay"
    SPED_UP = "sped-up"
    """Its time went by faster than the clock."""


class SessionState(enum.Enum):
    """Whether a session has come to its end."""

    RUNNING = "running"
    FINISHED = "finished"
    INTERRUPTED = "interrupted"
    """The program or the machine stopped in the middle of it."""


class Headline(NamedTuple):
    """What a list says of a session beside its facts."""

    running_s: float
    cadence_spm: float | None
    coverage_percent: float | None
    in_band_percent: float | None
    cues_spoken: int
    pain: tuple[int, ...]
    """Levels noted, in order."""


class SessionFacts(NamedTuple):
    """What is known of a stored session without reading its log."""

    id: int
    uuid: str
    started_at: str
    """ISO 8601 in UTC."""

    plan: str
    """Its name."""

    title: str
    """The plan's, for people."""

    source: Source
    state: SessionState
    reached: Frame
    """Its end, or how far it is known to have come."""

    note: str
    kept: bool
    """An interrupted session the runner decided to keep."""

    discarded: bool
    headline: Headline | None
    """None while it runs, and until it has been summed up."""

    imported: str | None = None
    """The file that its cadence was imported from; None where it has its own, or none at all."""

    offset_s: int | None = None
    """How far the runner's clock was from UTC at the start, seconds east; None in old logs."""

    alignment: Alignment | None = None
    """Where in the watch's file it began; None where no watch saw a sound file being run."""

    sped_up: bool = False
    """Whether its time went by faster than the clock."""

    @property
    def nobody(self) -> Nobody | None:
        """Why no runner ran it: it is no run of the programme, and counts for nothing; None where one did."""
        if self.source in (Source.SIMULATED, Source.REPLAY):
            return Nobody(self.source.value)
        return Nobody.SPED_UP if self.sped_up else None


_FINISHED: Final = SessionState.FINISHED.value
_BELIEVED: Final = (Source.NONE.value, Source.FOOTPOD.value)


def mark_words(state: str, source: str) -> str:
    """What must be known before the numbers of a session are believed; empty where there is nothing."""
    if state == _FINISHED:
        return "" if source in _BELIEVED else source
    return state if source in _BELIEVED else f"{state} {source}"


def source_of(facts: SessionFacts) -> str:
    """Where the cadence of a session came from, or why nobody ran it, in a word."""
    if facts.nobody is not None:
        return facts.nobody.value
    return facts.source.value if facts.imported is None else Source.WATCH.value
