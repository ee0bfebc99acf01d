"""What the review screens need of the log, as a Protocol and the values it gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from cadencecoach.core.diary.diary import RunNote
from cadencecoach.core.run.view import ChartPoint, CueView
from cadencecoach.core.trends.comparison import Figures
from cadencecoach.core.trends.search import Findable
from cadencecoach.core.trends.trends import RunTrend
from cadencecoach.core.values.units import Frames, Spm


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session in a line of a list."""

    id: int
    started: datetime
    """Aware."""

    title: str
    source: str
    """One of `core.finding.SOURCES`."""

    state: str
    """finished, interrupted, running."""

    running: Frames
    cadence_spm: float | None
    """Mean over what was heard; None where nothing was."""

    in_band_percent: float | None
    pain: tuple[int, ...]
    """Levels noted, in order."""


@dataclass(frozen=True, slots=True)
class RungResult:
    """What came of one rung."""

    target_spm: Spm
    start: Frames
    end: Frames
    """Both in running time."""

    cadence_spm: float | None
    in_band_percent: float | None


@dataclass(frozen=True, slots=True)
class SessionDetail:
    """One session as its screen shows it."""

    row: SessionRow
    chart: tuple[ChartPoint, ...]
    """The whole session, one a second of running time, oldest first."""

    rungs: tuple[RungResult, ...]
    cues: tuple[CueView, ...]
    speeds: tuple[float | None, ...] = ()
    """In m/s, beside the points of the chart; empty where none was heard."""

    speed_mps: float | None = None
    """The mean in motion."""

    variability_spm: float | None = None
    coverage_percent: float | None = None
    """Of the running time, heard; None without a footpod."""

    click_percent: float | None = None
    thirds: tuple[float | None, ...] = ()
    """In band, of each third of the time with a beat; empty without a beat."""

    pain: tuple[tuple[Frames, int], ...] = ()
    """Ratings in the run: running time, level."""


@dataclass(frozen=True, slots=True)
class Beside:
    """The run of the beginning that a run is held against."""

    row: SessionRow
    why: str
    """As in "the same route in week 1"."""

    figures: Figures


@dataclass(frozen=True, slots=True)
class Told:
    """What stands around a session: what the runner told, and the run to compare it with."""

    run: RunTrend | None
    """None where it is nobody's run, or is not over yet."""

    beside: Beside | None


@dataclass(frozen=True, slots=True)
class Editable:
    """What a runner said of a run and may say anew."""

    note: RunNote
    shoes: tuple[str, ...]
    """The pairs in use, by name."""


class ReviewData(Protocol):
    """The log as the review screens read it; each call may come from a worker thread."""

    def rows(self) -> Sequence[SessionRow]:
        """All sessions, newest first. Raises StoreError."""
        ...

    def findable(self) -> Mapping[int, Findable]:
        """What each of them can be found by, by its number. Raises StoreError."""
        ...

    def latest(self) -> SessionRow | None:
        """The newest session. Raises StoreError."""
        ...

    def load(self, session: int) -> SessionDetail:
        """One session. Raises StoreError."""
        ...

    def told(self, session: int) -> Told:
        """What stands around it; slower than `load`. Raises StoreError."""
        ...

    def note(self, session: int) -> Editable:
        """What may be edited of it.

        Raises StoreError, and ConfigError where there is nothing to tell: nobody ran it, or it is
        being recorded.
        """
        ...

    def write_note(self, session: int, note: RunNote) -> None:
        """Keep what the runner says of it now. Raises as `note`."""
        ...

    def interrupted(self) -> Sequence[SessionRow]:
        """Sessions that a crash or a power cut ended, not yet kept or discarded. Raises StoreError."""
        ...

    def keep(self, session: int) -> None:
        """Count an interrupted session as one that ended there, or bring back a discarded one.

        Raises StoreError.
        """
        ...

    def discard(self, session: int) -> None:
        """Take a session out of every list; `keep` brings it back. Raises StoreError."""
        ...
