"""What is written down beside the runs, one frozen kind for each; an entry is never edited."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Any, Final

from cadencecoach.core.diary.pain import Pain, RedFlag, When
from cadencecoach.core.values.calendar import Day, Moment
from cadencecoach.core.values.records import BadRecord, fields_from, to_record


@dataclass(frozen=True, slots=True)
class Entry:
    """Anything written down."""

    at: Moment


@dataclass(frozen=True, slots=True)
class ProgrammeStarted(Entry):
    """The runner began a programme, or began it again."""

    programme: str
    """Its name."""


@dataclass(frozen=True, slots=True)
class ProgrammePaused(Entry):
    """From this day on the programme waits."""


@dataclass(frozen=True, slots=True)
class ProgrammeResumed(Entry):
    """From this day on the programme counts again.

    Where it was not paused the runner was away, and says how the days are to count: those of the two
    dates not at all, or, without dates, all of them.
    """

    away_from: Day | None = None
    """The first day that does not count."""

    back_on: Day | None = None
    """The day from which on it counts again, where that is not the day this was written."""


class Way(enum.Enum):
    """How a baseline came about."""

    RUN = "run"
    TAPS = "taps"
    COUNT = "count"
    TYPED = "typed"


@dataclass(frozen=True, slots=True)
class BaselineSet(Entry):
    """The cadence the ladder stands on, and under what conditions it was found."""

    cadence_spm: int
    session: str | None = None
    """Which run measured it; None was no run."""

    way: Way = Way.TYPED
    within_spm: float | None = None
    """The spread of the readings of a run, or how sure taps and a count are; None is unknown."""

    coverage_percent: float | None = None
    speed_mps: float | None = None
    """Both of a run only; None is unknown."""

    surface: str = ""
    note: str = ""
    """In the runner's words: hills, wind, how it felt."""

    confirmed: bool = False
    """Whether the runner was asked about it and said that it holds; the cap goes with it then."""


@dataclass(frozen=True, slots=True)
class BaselineTakenBack(Entry):
    """The run that set a baseline was discarded, and its baseline with it: the one before stands."""

    session: str


@dataclass(frozen=True, slots=True)
class CeilingSet(Entry):
    """The runner raised or lowered the soft ceiling of the ladder, after reading why not."""

    ceiling_spm: int


@dataclass(frozen=True, slots=True)
class PainRated(Entry):
    """How the back feels; missing is no entry, never a 0."""

    when: When
    pain: Pain
    session: str | None = None
    """The run it is about, where it is about one."""

    about: Day | None = None
    """The day it is about, where that is not the day it was written."""

    @property
    def day(self) -> Day:
        """The local date it is about."""
        return self.at.day if self.about is None else self.about

    @property
    def utc_s(self) -> int:
        """When it was told."""
        return self.at.utc_s

    @property
    def level(self) -> int:
        """Of the pain."""
        return self.pain.level


def told_once(ratings: Iterable[PainRated]) -> Iterator[PainRated]:
    """Ratings without a bare level that was told of the same run once more right after it.

    After a run the level is kept as it is told, and again with its side and its kind. What was told
    beside a level stays, whatever was told later.
    """
    for _, same in groupby(ratings, _of_one):
        *before, last = same
        yield from (one for one in before if one.pain != Pain(one.pain.level))
        yield last


def levels_told(ratings: Iterable[PainRated]) -> tuple[tuple[When, int], ...]:
    """The levels alone: one that was told again with more beside it was told once."""
    return tuple((when, level) for (when, level, _), _ in groupby(ratings, _of_one))


def _of_one(rating: PainRated) -> tuple[When, int, str | Moment]:
    return rating.when, rating.pain.level, rating.session or rating.at


@dataclass(frozen=True, slots=True)
class RedFlagsAnswered(Entry):
    """What the runner said to the questions on warning signs; no flags means none was ticked."""

    flags: tuple[RedFlag, ...]


@dataclass(frozen=True, slots=True)
class RedFlagsAcknowledged(Entry):
    """The runner has read "seek care now" and says to have been seen."""


@dataclass(frozen=True, slots=True)
class ProviderAsked(Entry):
    """The runner was asked whether somebody has looked at pain that lasts, or goes down a leg."""

    seen: bool


@dataclass(frozen=True, slots=True)
class Overrode(Entry):
    """The runner ran although the gate advised against it."""

    reason: str
    """What the gate had said."""


class Step(enum.Enum):
    """What happens to the ladder between runs."""

    UP = "step up"
    HOLD = "hold"
    BACK = "step back"


@dataclass(frozen=True, slots=True)
class StepDecided(Entry):
    """What was decided after a run, and why, in one sentence."""

    step: Step
    rung: int
    """The rung unlocked from now on."""

    reason: str
    rule: str
    """Which rule decided."""

    session: str | None
    """The last run it rests on; None where it rests on none."""


class Done(enum.Enum):
    """How much of a routine was done."""

    ALL = "done"
    PART = "part"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class RoutineDone(Entry):
    """A routine was played, ticked or left out."""

    routine: str
    how: Done
    minutes: float | None = None
    """None is not known."""


@dataclass(frozen=True, slots=True)
class AssessmentMade(Entry):
    """A look at the runner's own form from the side and the rear (S1:48)."""

    faults: tuple[str, ...]
    """Names of the faults seen; none is a finding too."""

    side_video: str = ""
    rear_video: str = ""
    notes: str = ""
    analysis: str = ""
    """What a professional's gait analysis found (S0:24)."""


@dataclass(frozen=True, slots=True)
class CausesTicked(Entry):
    """What the runner knows or suspects to load the back; no diagnosis."""

    causes: tuple[str, ...]
    """Their names; none is an answer too."""


class Sport(enum.Enum):
    """What else a runner does for the body (S0:82-92, S0:117-121, S4:41)."""

    SWIM = "swim"
    CYCLE = "cycle"
    YOGA = "yoga"
    WALK = "walk"
    PILATES = "pilates"
    STRENGTH = "strength"
    """Elsewhere; the programme's own exercises are routines."""

    OTHER = "other"


@dataclass(frozen=True, slots=True)
class ActivityDone(Entry):
    """Something else than a run or a routine was done."""

    sport: Sport
    minutes: float
    effort: int | None = None
    """0 to 10 (RPE); None is not told."""

    name: str = ""
    """In the runner's word, where it is another sport."""

    note: str = ""


@dataclass(frozen=True, slots=True)
class ActivityTakenBack(Entry):
    """The newest activity of this day was a slip: it counts no more, and stays written."""


@dataclass(frozen=True, slots=True)
class TrialStarted(Entry):
    """The runner began a trial of the beat on the own back; its moment draws the order of the weeks."""


@dataclass(frozen=True, slots=True)
class TrialStopped(Entry):
    """The runner gave the trial up: it says nothing."""


@dataclass(frozen=True, slots=True)
class ShoesAdded(Entry):
    """A pair of shoes, with what it had run before."""

    name: str
    start_km: float
    limit_km: float


@dataclass(frozen=True, slots=True)
class ShoesRetired(Entry):
    """A pair is not worn any more."""

    name: str


_KINDS: Final[Mapping[str, type[Entry]]] = {
    kind.__name__: kind
    for kind in (
        ProgrammeStarted,
        ProgrammePaused,
        ProgrammeResumed,
        BaselineSet,
        BaselineTakenBack,
        CeilingSet,
        PainRated,
        RedFlagsAnswered,
        RedFlagsAcknowledged,
        ProviderAsked,
        Overrode,
        StepDecided,
        RoutineDone,
        AssessmentMade,
        CausesTicked,
        ActivityDone,
        ActivityTakenBack,
        TrialStarted,
        TrialStopped,
        ShoesAdded,
        ShoesRetired,
    )
}


def entry_record(entry: Entry) -> dict[str, Any]:
    """An entry as plain JSON values, without its name and its moment."""
    record = to_record(entry)
    del record["at"]
    return record


def entry_from(name: str, at: Moment, record: Mapping[str, Any]) -> Entry:
    """The entry back from its name, moment and record. Raises BadRecord."""
    return entry_maker(name, record)(at)


def entry_maker(name: str, record: Mapping[str, Any]) -> Callable[[Moment], Entry]:
    """What makes the entry of a name and a record, given its moment: years of ratings are much alike.

    Raises BadRecord, and what it gives TypeError where a field is missing.
    """
    if name not in _KINDS:
        raise BadRecord(name)
    return partial(_KINDS[name], **fields_from(_KINDS[name], record))
