"""All that a runner told, all that was decided and all that was run, as one value; nothing is edited.

An entry is a fact of the runner's; a run is what the session log measured, with the few facts that
the runner adds to it afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeVar, cast

from cadencecoach.core.diary.about_run import (
    BEFORE_WITHIN_S,
    SortedRatings,
    is_about,
    is_before,
    is_morning_after,
)
from cadencecoach.core.diary.entries import Entry, Overrode, PainRated, told_once
from cadencecoach.core.diary.known import Kinds, Told, known_of, known_once, told_of, told_since
from cadencecoach.core.diary.pain import Pain, Quality, When
from cadencecoach.core.values.calendar import Day, Moment

LEAST_MIN: Final = 5.0
"""Of running time, from which on a run counts (product choice: a shorter one ended in its warm-up)."""

_TELLING: Final = (When.BEFORE, When.MORNING, When.NOW)
"""What a rating is of that says how the back is, whatever was run."""


@dataclass(frozen=True, slots=True)
class RunNote:
    """What a runner adds to a run afterwards; None and empty are not told."""

    effort: int | None = None
    """0 to 10 (RPE)."""

    held: bool | None = None
    """Whether the beat was held, as the runner felt it; counts only where no footpod was heard."""

    niggle: str = ""
    """Anything else that hurt: guarding it overloads the back (S0:22)."""

    surface: str = ""
    shoes: str = ""
    route: str = ""
    note: str = ""
    distance_m: float | None = None
    """Typed; it beats what was measured."""


_NO_NOTE: Final = RunNote()


@dataclass(frozen=True, slots=True)
class RunFigures:
    """What a whole run came to, for trends; what is not known is None."""

    beat_min: float = 0.0
    """Minutes with a target."""

    judged_s: float = 0.0
    in_band_percent: float | None = None
    coverage_percent: float | None = None
    """Of the time with a beat that was to be judged, the part in which something was heard."""

    click_percent: float | None = None
    """Of the time with a beat, with its click."""

    variability_spm: float | None = None


_NOT_MEASURED: Final = RunFigures()


@dataclass(frozen=True, slots=True)
class Run:
    """What the session log says of a run, as far as the programme asks."""

    session: str
    """The uuid of its session."""

    at: Moment
    """Its start."""

    minutes: float
    """Of running time."""

    title: str = ""
    elapsed_s: float = 0.0
    """From start to end, pauses included."""

    top_spm: int | None = None
    """The highest target that was run; None without a beat."""

    in_band_percent: float | None = None
    """At that target; None where nothing was heard."""

    coverage_percent: float | None = None
    """Of the time that was judged at that target."""

    cadence_spm: float | None = None
    pain: tuple[tuple[float, int], ...] = ()
    """Ratings during the run: seconds of running time, level."""

    distance_m: float | None = None
    """By the footpod."""

    note: RunNote = _NO_NOTE
    stopped: bool = False
    """Whether it ended because pain called for a stop."""

    measured: RunFigures = _NOT_MEASURED
    felt: tuple[Pain, ...] = ()
    """Of the ratings during the run those that say more than a level."""

    marked: bool = False
    """Whether a pain was marked in it and no level told in the run since."""

    of_min: float | None = None
    """The running time its plan had; None is not known."""

    @property
    def day(self) -> Day:
        """The local date it began on, also when it ended on the next."""
        return self.at.day

    @property
    def counts(self) -> bool:
        """Whether it is one of the programme's runs; where the back spoke up it is, however short."""
        return self.minutes >= LEAST_MIN or self.stopped or bool(self.pain) or self.marked

    @property
    def utc_s(self) -> int:
        """When it began."""
        return self.at.utc_s

    @property
    def ended_utc_s(self) -> int:
        """When it was over."""
        return self.at.utc_s + round(max(self.elapsed_s, self.minutes * 60))

    @property
    def metres(self) -> float | None:
        """Typed, else by footpod or watch, else unknown."""
        return self.distance_m if self.note.distance_m is None else self.note.distance_m


E = TypeVar("E", bound=Entry)


@dataclass(frozen=True, slots=True)
class DiaryChange:
    """What one act writes down, all of it or nothing."""

    entries: tuple[Entry, ...] = ()
    note: tuple[str, RunNote] | None = None
    """What the runner says of a run, by its session's uuid, in the place of what was said."""


@dataclass(frozen=True, slots=True)
class Diary:
    """Everything so far. Simulated and discarded runs are left out where it is read."""

    entries: tuple[Entry, ...] = ()
    """In the order they were written, whatever their clocks said."""

    runs: tuple[Run, ...] = ()
    """In the order they were recorded."""

    deleted: tuple[Run, ...] = ()
    """Runs that were taken out of the log: none counts, and pain that was told in one stays told."""

    _known: dict[object, Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What `known_once` has worked out: a view of a day asks the same things a hundred times."""

    _told: dict[Kinds, Told] = field(default_factory=dict, init=False, repr=False, compare=False)
    """The entries of some kinds, with what `known_of` has worked out of them."""

    def changed(self, change: DiaryChange) -> Diary:
        """The diary once a change was written down; itself, where it holds nothing."""
        if not change.entries and change.note is None:
            return self
        # Looked at before it is written, and then written: what was worked out of it stays known.
        looked_at: tuple[DiaryChange, Diary] | None = self._known.get(DiaryChange)
        if looked_at is not None and looked_at[0] is change:
            return looked_at[1]
        runs = self.runs
        if change.note is not None:
            session, note = change.note
            runs = tuple(replace(run, note=note) if run.session == session else run for run in runs)
        diary = Diary((*self.entries, *change.entries), runs, self.deleted)
        diary._told.update(told_since(self._told, change.entries))
        self._known[DiaryChange] = change, diary
        return diary

    @property
    def counted(self) -> tuple[Run, ...]:
        """The runs that count: rest days, rungs and weeks go by these."""
        return _counted(self)

    @property
    def by_date(self) -> tuple[Run, ...]:
        """The runs that count, oldest first: a watch's run of last month is imported today."""
        return _by_date(self)

    def of(self, kind: type[E]) -> Iterator[E]:
        """All entries of a kind, in order."""
        return iter(self.among((kind,)))

    def last(self, kind: type[E]) -> E | None:
        """The newest entry of a kind."""
        found = self.among((kind,))
        return found[-1] if found else None

    def among(self, kinds: tuple[type[E], ...]) -> tuple[E, ...]:
        """All entries of some kinds, in order."""
        return cast("tuple[E, ...]", told_of(self._told, kinds, self.entries).entries)

    def ratings(self) -> Iterator[PainRated]:
        """All ratings given outside of the run screen."""
        return self.of(PainRated)

    def routes(self) -> tuple[str, ...]:
        """Where the runner ran so far, each route once, the newest first."""
        told = (run.note.route for run in reversed(self.runs) if run.note.route)
        return tuple(dict.fromkeys(told))

    def levels(self) -> Mapping[Day, int]:
        """The highest level of each day that was rated, in runs and outside."""
        return _levels(self)

    def now(self, today: Day) -> Pain | None:
        """How the back is by what was told last today, in or after a run too; None is unknown."""
        return _now(self, today)

    def before(self, run: Run) -> int | None:
        """The level before a run, that of the day's morning too; None is unknown."""
        return _sorted(self).before(run)

    def after(self, run: Run) -> int | None:
        """The highest level told after a run; None is unknown."""
        return _sorted(self).after(run)

    def morning(self, run: Run) -> int | None:
        """The level on the morning after a run; None is unknown."""
        return _sorted(self).morning(run)

    def around(self, run: Run) -> tuple[Pain, ...]:
        """All ratings that are about a run: before, in it with a word more, after, next morning."""
        told = (
            rating.pain
            for rating in told_once(self.ratings())
            if is_before(rating, run)
            or is_morning_after(rating, run)
            or (rating.when is When.AFTER and is_about(rating, run))
        )
        return (*told, *run.felt)

    def overrode(self, run: Run) -> Iterator[Overrode]:
        """Where the runner had overruled the gate soon before a run."""
        return (
            entry
            for entry in self.of(Overrode)
            if 0 <= run.at.utc_s - entry.at.utc_s <= BEFORE_WITHIN_S
        )


@known_of(PainRated)
def _sorted(ratings: Sequence[Entry]) -> SortedRatings:
    return SortedRatings(cast("Sequence[PainRated]", ratings))


@known_once
def _counted(diary: Diary) -> tuple[Run, ...]:
    return tuple(run for run in diary.runs if run.counts)


@known_once
def _by_date(diary: Diary) -> tuple[Run, ...]:
    return tuple(sorted(diary.counted, key=lambda run: run.day))


@known_once
def _now(diary: Diary, today: Day) -> Pain | None:
    ran = [run for run in (*diary.runs, *diary.deleted) if run.day == today]
    newest = next(
        (
            entry
            for entry in reversed(diary.among((PainRated,)))
            if entry.day == today
            and (entry.when in _TELLING or any(is_about(entry, run) for run in ran))
        ),
        None,
    )
    since = [run for run in ran if newest is None or newest.at.utc_s <= run.at.utc_s]
    levels = [level for run in since for _, level in run.pain]
    if not levels:
        return None if newest is None else newest.pain
    felt = [pain for run in since for pain in run.felt]
    sharp = any(pain.quality is Quality.SHARP for pain in felt)
    limping = any(pain.limping for pain in felt)
    return Pain(max(levels), None, Quality.SHARP if sharp else None, limping=limping)


@known_once
def _levels(diary: Diary) -> Mapping[Day, int]:
    found: dict[Day, int] = {}
    for rating in diary.ratings():
        found[rating.day] = max(found.get(rating.day, 0), rating.pain.level)
    for run in diary.runs:
        for _, level in run.pain:
            found[run.day] = max(found.get(run.day, 0), level)
    return found


Act = Callable[[Diary, Moment], DiaryChange]
"""What a runner does, as what it writes into the diary as it stands at a moment."""
