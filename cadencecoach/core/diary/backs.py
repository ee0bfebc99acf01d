"""How the back was before and after each run of a list, in the few words that a list has room for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cadencecoach.core.diary.about_run import (
    BEFORE_WITHIN_S,
    Ran,
    Rating,
    after,
    before_near,
    by_half_day,
)
from cadencecoach.core.diary.pain import When


@dataclass(frozen=True, slots=True)
class Back:
    """Levels around a run; None is not told."""

    before: int | None = None
    after: int | None = None
    worst: int | None = None
    """The highest that was told while running."""

    @property
    def words(self) -> str:
        """As in "2>3 run 5": before, after, and while running; a dash is not told."""
        told = []
        if self.before is not None or self.after is not None:
            told.append(f"{_level(self.before)}>{_level(self.after)}")
        if self.worst is not None:
            told.append(f"run {self.worst}")
        return " ".join(told) or "-"


def _level(level: int | None) -> str:
    return "-" if level is None else str(level)


def backs(
    ratings: Iterable[Rating], runs: Iterable[tuple[Ran, Sequence[int]]]
) -> Mapping[str, Back]:
    """Of each run, by its session, what the diary says; each comes with the levels told in it."""
    told: list[Rating] = []
    loose: list[Rating] = []
    of_run: dict[str, list[Rating]] = defaultdict(list)
    for rating in ratings:
        if rating.when is not When.AFTER:
            told.append(rating)
        elif rating.session is None:
            loose.append(rating)
        else:
            of_run[rating.session].append(rating)
    told_near, loose_near = by_half_day(told), by_half_day(loose)
    found = {}
    for run, levels in runs:
        later = of_run.get(run.session, [])
        if loose:
            began, ended = run.utc_s // BEFORE_WITHIN_S, run.ended_utc_s // BEFORE_WITHIN_S
            near = (loose_near.get(half_day, ()) for half_day in range(began, ended + 2))
            later = [*later, *(rating for ratings in near for _, rating in ratings)]
        worst = max(levels) if levels else None
        found[run.session] = Back(before_near(told_near, run), after(later, run), worst)
    return found
