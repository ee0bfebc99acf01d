"""Which ratings are about a run: before it, after it, on the morning after; what they come to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any, Final, NamedTuple, Protocol, TypeVar

from cadencecoach.core.diary.pain import WORST, When
from cadencecoach.core.values.calendar import HOUR, Day, local_day

BEFORE_WITHIN_S: Final = 12 * HOUR
"""A rating belongs to a run that starts so soon after it, or ended so shortly before (product choice:
rated in the morning, run in the evening)."""


_CLOCKS_DIFFER_S: Final = 48 * HOUR
"""More than two clocks of the world do, each less than a day from UTC."""


class Rating(Protocol):
    """What is asked of a rating here."""

    @property
    def utc_s(self) -> int:
        """When it was told."""

    @property
    def when(self) -> When:
        """What it is about."""

    @property
    def level(self) -> int:
        """0 to 10."""

    @property
    def session(self) -> str | None:
        """The run it is about, where it is about one."""

    @property
    def day(self) -> Day:
        """The local date it is about."""


class Ran(Protocol):
    """What is asked of a run here."""

    @property
    def session(self) -> str:
        """The uuid of its session."""

    @property
    def utc_s(self) -> int:
        """When it began."""

    @property
    def ended_utc_s(self) -> int:
        """When it was over."""

    @property
    def day(self) -> Day:
        """The local date it began on."""


K = TypeVar("K")


class RatedLevel(NamedTuple):
    """A rating without what was told beside its level: a list of sessions has thousands, and little time."""

    utc_s: int
    when: When
    level: int
    session: str | None
    day: Day


class RanAt(NamedTuple):
    """A run without what was measured in it, for the same list."""

    session: str
    utc_s: int
    ended_utc_s: int
    day: Day


class LevelsAround(NamedTuple):
    """What ratings say of a run, outside of it; None is not told."""

    before: int | None = None
    after: int | None = None
    morning: int | None = None
    """On the morning after it."""

    def and_then(self, newer: LevelsAround) -> LevelsAround:
        """Once newer ratings were told as well: the last word before a run, the highest after it."""
        return LevelsAround(
            self.before if newer.before is None else newer.before,
            _highest(self.after, newer.after),
            _highest(self.morning, newer.morning),
        )


NOTHING_AROUND: Final = LevelsAround()

_WHEN: Final = {when.value: when for when in When}
_LEVELS: Final = frozenset(range(WORST + 1))


def rated_level(utc_s: int, offset_s: int, told: Sequence[Any]) -> RatedLevel:
    """One from its moment, and as it is kept: when, level, session, day. Raises KeyError and TypeError."""
    when, level, session, about = told
    if type(level) is not int or level not in _LEVELS:
        raise TypeError(f"{level!r} is no level")
    day = local_day(utc_s, offset_s) if about is None else Day(about)
    return RatedLevel(utc_s, _WHEN[when], level, session, day)


class SortedRatings:
    """Ratings by what they may be about: of thousands, few are looked at for a run."""

    def __init__(self, ratings: Iterable[Rating]) -> None:
        self._told: dict[int, list[tuple[int, Rating]]] = {}
        """By the `BEFORE_WITHIN_S` they were told in, numbered as they were told; all but those after
        a run."""
        self._loose: dict[int, list[Rating]] = {}
        """Those after a run that do not say which, in the same way."""
        self._mornings: dict[Day, int] = {}
        """The highest level of each morning."""
        self._of_run: dict[str, int] = {}
        """The highest level after each run, of those that say which."""
        for number, rating in enumerate(ratings):
            if rating.when is not When.AFTER:
                told = self._told.setdefault(rating.utc_s // BEFORE_WITHIN_S, [])
                told.append((number, rating))
                if rating.when is When.MORNING:
                    _raise(self._mornings, rating.day, rating.level)
            elif rating.session is None:
                self._loose.setdefault(rating.utc_s // BEFORE_WITHIN_S, []).append(rating)
            else:
                _raise(self._of_run, rating.session, rating.level)

    def around(self, run: Ran) -> LevelsAround:
        """All that they say of a run."""
        return LevelsAround(self.before(run), self.after(run), self.morning(run))

    def before(self, run: Ran) -> int | None:
        """The level before a run, that of the day's morning too; None is unknown."""
        began = run.utc_s // BEFORE_WITHIN_S
        last, level = -1, None
        for half_day in (began - 1, began):
            for number, rating in reversed(self._told.get(half_day, ())):
                if number > last and is_before(rating, run):
                    last, level = number, rating.level
                    break
        return level

    def after(self, run: Ran) -> int | None:
        """The highest level told after a run; None is unknown."""
        highest = self._of_run.get(run.session)
        if not self._loose:
            return highest
        began, ended = run.utc_s // BEFORE_WITHIN_S, run.ended_utc_s // BEFORE_WITHIN_S
        near = (self._loose.get(half_day, ()) for half_day in range(began, ended + 2))
        levels = [one.level for one in chain.from_iterable(near) if is_about(one, run)]
        return max(levels if highest is None else [*levels, highest], default=None)

    def morning(self, run: Ran) -> int | None:
        """The highest level on the morning after a run; None is unknown."""
        return self._mornings.get(Day(run.day + 1))


def told_near(runs: Iterable[Ran]) -> tuple[int, int]:
    """From when to when a rating is told, UTC, that is about one of these and names neither run nor day.

    Raises ValueError where there are no runs.
    """
    spans = [(run.utc_s, run.ended_utc_s) for run in runs]
    first, last = min(began for began, _ in spans), max(ended for _, ended in spans)
    return first - _CLOCKS_DIFFER_S, last + 48 * HOUR + _CLOCKS_DIFFER_S


def _raise(levels: dict[K, int], of: K, level: int) -> None:
    """Keep the highest."""
    levels[of] = max(level, levels.get(of, level))


def is_before(rating: Rating, run: Ran) -> bool:
    """Whether it says how the back was when a run began."""
    if not 0 <= run.utc_s - rating.utc_s <= BEFORE_WITHIN_S:
        return False
    that_morning = rating.when is When.MORNING and rating.day == run.day
    return that_morning or rating.when in (When.BEFORE, When.NOW)


def is_morning_after(rating: Rating, run: Ran) -> bool:
    """Whether it is of the morning after a run."""
    return rating.when is When.MORNING and rating.day == run.day + 1


def is_about(rating: Rating, run: Ran) -> bool:
    """Whether it was told of a run, in it or after it."""
    if rating.session is not None:
        return rating.session == run.session
    began_utc_s = run.utc_s
    since_s = rating.utc_s - began_utc_s
    return 0 <= since_s <= run.ended_utc_s - began_utc_s + BEFORE_WITHIN_S


def _highest(one: int | None, other: int | None) -> int | None:
    return max((level for level in (one, other) if level is not None), default=None)
