"""Which ratings are about a run: before it, after it, on the morning after; what they come to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from cadencecoach.core.diary.pain import When
from cadencecoach.core.values.calendar import HOUR

if TYPE_CHECKING:
    from cadencecoach.core.diary.diary import Run
    from cadencecoach.core.diary.entries import PainRated

BEFORE_WITHIN_S: Final = 12 * HOUR
"""A rating belongs to a run that starts so soon after it, or ended so shortly before (product choice:
rated in the morning, run in the evening)."""


def by_half_day(ratings: Iterable[PainRated]) -> dict[int, list[tuple[int, PainRated]]]:
    """The ratings, numbered as they were told, by the `BEFORE_WITHIN_S` they were told in."""
    found: dict[int, list[tuple[int, PainRated]]] = {}
    for numbered in enumerate(ratings):
        found.setdefault(numbered[1].at.utc_s // BEFORE_WITHIN_S, []).append(numbered)
    return found


def before(ratings: Sequence[PainRated], run: Run) -> int | None:
    """The level before a run, that of the day's morning too; None is unknown."""
    for rating in reversed(ratings):
        if is_before(rating, run):
            return rating.pain.level
    return None


def after(ratings: Iterable[PainRated], run: Run) -> int | None:
    """The highest level told after a run; None is unknown."""
    levels = [
        rating.pain.level
        for rating in ratings
        if rating.when is When.AFTER and is_about(rating, run)
    ]
    return max(levels, default=None)


def morning(ratings: Iterable[PainRated], run: Run) -> int | None:
    """The highest level on the morning after a run; None is unknown."""
    levels = [rating.pain.level for rating in ratings if is_morning_after(rating, run)]
    return max(levels, default=None)


def is_before(rating: PainRated, run: Run) -> bool:
    """Whether it says how the back was when a run began."""
    if not 0 <= run.at.utc_s - rating.at.utc_s <= BEFORE_WITHIN_S:
        return False
    that_morning = rating.when is When.MORNING and rating.day == run.day
    return that_morning or rating.when in (When.BEFORE, When.NOW)


def is_morning_after(rating: PainRated, run: Run) -> bool:
    """Whether it is of the morning after a run."""
    return rating.when is When.MORNING and rating.day == run.day + 1


def is_about(rating: PainRated, run: Run) -> bool:
    """Whether it was told of a run, in it or after it."""
    if rating.session is not None:
        return rating.session == run.session
    began_utc_s = run.at.utc_s
    since_s = rating.at.utc_s - began_utc_s
    return 0 <= since_s <= run.ended_utc_s - began_utc_s + BEFORE_WITHIN_S
