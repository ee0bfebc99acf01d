"""How the back was before and after each run of a list, in the few words that a list has room for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from cadencecoach.core.diary.about_run import BEFORE_WITHIN_S, after, before, by_half_day
from cadencecoach.core.diary.diary import Run
from cadencecoach.core.diary.entries import PainRated


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


def backs(ratings: Iterable[PainRated], runs: Iterable[Run]) -> Mapping[str, Back]:
    """Of each run, by its session, what the diary says; only ratings near it are looked at."""
    near = by_half_day(ratings)
    about: dict[str, list[tuple[int, PainRated]]] = defaultdict(list)
    for number, rating in (one for half_day in near.values() for one in half_day):
        if rating.session is not None:
            about[rating.session].append((number, rating))
    found = {}
    for run in runs:
        those = dict(about.get(run.session, ()))
        for span in _spans(run):
            those.update(near.get(span, ()))
        ratings_near = [those[number] for number in sorted(those)]
        worst = max((level for _, level in run.pain), default=None)
        found[run.session] = Back(before(ratings_near, run), after(ratings_near, run), worst)
    return found


def _spans(run: Run) -> Iterator[int]:
    """The half days in which a rating may be about a run."""
    first = (run.at.utc_s - BEFORE_WITHIN_S) // BEFORE_WITHIN_S
    last = (run.ended_utc_s + BEFORE_WITHIN_S) // BEFORE_WITHIN_S
    yield from range(first, last + 1)
