"""Which cue moves this runner, from many runs; apart because it is statistics and nothing else.

What followed a cue need not have been caused by it. Cues within a run resemble each other, so each
run counts once: the interval is that of the means of runs, and ten cues in one run are one look.
"""

from __future__ import annotations

import enum
import statistics
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

ENOUGH_CUES: Final = 10
ENOUGH_RUNS: Final = 5
"""Before a cue gets an interval and a place among others (product choice: five runs are two weeks)."""

NEWEST_RUNS: Final = 100
"""Of so many runs (product choice: what moved a runner years ago says little of today)."""

LEAST_SPM: Final = 1.0
"""A change of less is called none, however sure (product choice: nobody feels it, and a footpod that
sends whole strides is 2 spm coarse)."""

HEARD_PERCENT: Final = 80.0
"""Of the 30 s on each side of a cue; with less nothing is said of it (as for adherence, Redback)."""

_Z: Final = statistics.NormalDist().inv_cdf(0.975)

_JUDGED: Final = {"posture": "", "theme": "", "coach": ("below", "above")}
"""Kinds of cue that ask for something, and which of a kind; a new target moves the cadence itself,
and praise or word of the sensor asks for nothing."""

_DOWN: Final = frozenset(("above",))
"""Cues that ask for fewer steps."""


class Says(enum.Enum):
    """What the runs say of a cue."""

    HELPS = "moves you as it asks"
    HINDERS = "moves you the other way"
    UNCLEAR = "no clear change"
    TOO_FEW = "too few to tell"


@dataclass(frozen=True, slots=True)
class SpokenCue:
    """One cue of one run that was heard."""

    name: str
    text: str
    change_spm: float | None
    """30-60 s after it against the 30 s before; None where too little was heard."""

    answers: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class CueEffect:
    """What followed one cue, over all runs."""

    name: str
    text: str
    """As it was said last."""

    spoken: int
    measured: int
    """Of these, with enough heard on both sides."""

    runs: int
    """In so many runs, of the measured ones."""

    yes: int
    no: int
    mean_spm: float | None
    """Mean of the means of runs; None without any."""

    low_spm: float | None
    high_spm: float | None
    """95 % interval of the mean; None while there is too little."""

    says: Says
    missing: str
    """What is missing for more; empty where nothing is."""

    @property
    def gain_spm(self) -> float | None:
        """The mean in the direction that the cue asks for."""
        if self.mean_spm is None:
            return None
        return -self.mean_spm if self.name in _DOWN else self.mean_spm


def spoken_cues(outcome: Mapping[str, Any]) -> tuple[SpokenCue, ...]:
    """The cues that were heard and asked for something, from the fields of a session's document.

    Raises KeyError or TypeError where the document is none of ours.
    """
    return tuple(
        SpokenCue(
            cue["id"],
            cue["text"],
            _change(cue),
            tuple(answer["yes"] for answer in cue["answers"]),
        )
        for cue in outcome["cues"]
        if cue["spoken"] and _asks(cue)
    )


def _asks(cue: Mapping[str, Any]) -> bool:
    names = _JUDGED.get(cue["kind"])
    return names is not None and (not names or cue["id"] in names)


def _change(cue: Mapping[str, Any]) -> float | None:
    before, after, covered = cue["before_spm"], cue["after_spm"], cue["coverage_percent"]
    if before is None or after is None or covered < HEARD_PERCENT:
        return None
    return float(after - before)


def cue_effects(runs: Iterable[tuple[SpokenCue, ...]]) -> tuple[CueEffect, ...]:
    """Each cue over all runs: the ones that can be ranked first, best first, then the others by name."""
    said: dict[str, list[list[SpokenCue]]] = {}
    for run in runs:
        mine: dict[str, list[SpokenCue]] = {}
        for cue in run:
            mine.setdefault(cue.name, []).append(cue)
        for name, cues in mine.items():
            said.setdefault(name, []).append(cues)
    found = [_effect(name, cues) for name, cues in said.items()]
    return tuple(sorted(found, key=_place))


def _place(effect: CueEffect) -> tuple[bool, float, str]:
    ranked = effect.says is not Says.TOO_FEW
    return not ranked, -(effect.gain_spm or 0.0) if ranked else 0.0, effect.name


def _effect(name: str, runs: list[list[SpokenCue]]) -> CueEffect:
    changes = [[cue.change_spm for cue in run if cue.change_spm is not None] for run in runs]
    means = [statistics.fmean(run) for run in changes if run]
    measured = sum(map(len, changes))
    answers = [yes for run in runs for cue in run for yes in cue.answers]
    mean = statistics.fmean(means) if means else None
    missing = _missing(measured, len(means))
    low = high = None
    says = Says.TOO_FEW
    if mean is not None and not missing:
        half = _t(len(means) - 1) * statistics.stdev(means) / len(means) ** 0.5
        low, high = mean - half, mean + half
        says = _says(mean, low, high, down=name in _DOWN)
    return CueEffect(
        name,
        runs[-1][-1].text,
        sum(map(len, runs)),
        measured,
        len(means),
        sum(answers),
        len(answers) - sum(answers),
        mean,
        low,
        high,
        says,
        missing,
    )


def _missing(measured: int, runs: int) -> str:
    wants = []
    if measured < ENOUGH_CUES:
        wants.append(f"{measured} of {ENOUGH_CUES} cues")
    if runs < ENOUGH_RUNS:
        wants.append(f"{runs} of {ENOUGH_RUNS} runs")
    return " and ".join(wants)


def _says(mean: float, low: float, high: float, *, down: bool) -> Says:
    if low <= 0 <= high or abs(mean) < LEAST_SPM:
        return Says.UNCLEAR
    return Says.HELPS if (high < 0) == down else Says.HINDERS


def _t(freedom: int) -> float:
    """The 97.5 % quantile of Student's t (Abramowitz and Stegun 26.7.5; 0.3 % off at 4, less above)."""
    terms = (
        (_Z**3 + _Z) / 4,
        (5 * _Z**5 + 16 * _Z**3 + 3 * _Z) / 96,
        (3 * _Z**7 + 19 * _Z**5 + 17 * _Z**3 - 15 * _Z) / 384,
    )
    return _Z + sum(term / float(freedom) ** power for power, term in enumerate(terms, 1))
