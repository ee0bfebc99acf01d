"""Where in a watch's file a plan began: its ladder fitted to the cadence, and how sure that is.

A runner with a beat in the ear steps up where the ladder does, a few seconds late and not all the
way. So the cadence is explained, for each moment at which the plan may have begun, by a level
without a beat before and after, one with a beat, and a share of each step; the better the
explanation, the likelier the moment. A plan that stood still with the watch is tried too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cadencecoach.core.outing.alignment import FITTED_WITHIN_S, LEAST_ERROR_S, Alignment, How
from cadencecoach.core.plan.plan import Plan, StageKind
from cadencecoach.core.values.units import SAMPLE_RATE
from cadencecoach.core.watch.understanding import RunByWatch

EARLIEST_S: Final = -600
LATEST_S: Final = 900
"""The sound began so much before the file, or after it (product choice: who starts both begins them
within minutes; a watch may run through a warm-up of its own)."""

LAGS_S: Final = (4.0, 8.0, 14.0)
"""How long a runner may take to a new cadence (time constants; product choice: from quick to slow among the
simulated runners); the file says which fits."""

_USUAL_S: Final = 120.0
"""Without evidence both were started within about so much of each other (product choice: to put the
phone away takes a minute or two)."""

NEAR_S: Final = 10.0
"""What confidence is about: the true moment lies so near."""

_STOOD_FROM_S: Final = 10
_MOST_BREAKS: Final = 6
_BREAK_GAIN: Final = 6.0
"""How much likelier, in log units, the plan must have stood still with the watch to be taken for it."""

_STEP_S: Final = 2
_LAPSE_SPM: Final = 3.0
"""What lies further off than this is a lapse, and counts for little more than one."""

_Series = NDArray[np.float64]


def align(plan: Plan, run: RunByWatch) -> Alignment:
    """The likeliest moment at which the plan began in a run."""
    fitting = _Fitting(plan, run)
    best = fitting.posterior(())
    stood: tuple[tuple[float, float], ...] = ()
    for candidate in _breaks(run, fitting.cadence):
        tried = fitting.posterior((*stood, candidate))
        if tried.likelier_than(best) > _BREAK_GAIN:
            best, stood = tried, (*stood, candidate)
    return best.alignment(tuple(sorted(stood)))


@dataclass(frozen=True, slots=True)
class _Posterior:
    """How likely each moment is, in whole seconds from EARLIEST_S."""

    offsets_s: _Series
    logs: _Series
    left: float
    """What the best moment leaves unexplained."""

    independent: float
    """How many seconds of the file tell something of their own."""

    def likelier_than(self, other: _Posterior) -> float:
        """By how much, in log units, the same file is explained better than by another reading."""
        better = other.independent / 2 * float(np.log(other.left / self.left))
        return better + float(self._prior() - other._prior())

    def _prior(self) -> float:
        return -abs(float(self.offsets_s[int(self.logs.argmax())])) / _USUAL_S

    def alignment(self, stood: tuple[tuple[float, float], ...]) -> Alignment:
        weights = np.exp(self.logs - self.logs.max())
        weights /= weights.sum()
        offset_s = float(self.offsets_s[int(self.logs.argmax())])
        away_s = np.abs(self.offsets_s - offset_s)
        order = np.argsort(away_s, kind="stable")
        reached = np.searchsorted(np.cumsum(weights[order]), 0.9)
        spread_s = float(away_s[order][min(int(reached), len(order) - 1)])
        error_s = float(np.hypot(spread_s, LEAST_ERROR_S))
        near = float(weights[away_s <= NEAR_S].sum())
        if error_s > FITTED_WITHIN_S:
            near = float(weights[np.abs(self.offsets_s) <= NEAR_S].sum())
            return Alignment(0.0, error_s, How.CLOCK, near, ())
        return Alignment(offset_s, error_s, How.FITTED, near, stood)


class _Fitting:
    """A plan and a cadence, a second each, ready to be laid on each other."""

    def __init__(self, plan: Plan, run: RunByWatch) -> None:
        walks = any(stage.kind is StageKind.WALK for stage in plan.stages)
        self.cadence = _cadence(run)
        self._used, self._y = _usable(self.cadence, walks=walks)
        self._columns = [_columns(plan, lag_s) for lag_s in LAGS_S]
        self._length_s = len(self._columns[0]) - 2 * _PAD_S

    def posterior(self, stood: Sequence[tuple[float, float]]) -> _Posterior:
        """How likely each moment is where the plan stood still in those stretches of the file."""
        seconds = np.flatnonzero(self._used)
        plan_s = seconds.astype(np.float64)
        for start_s, end_s in stood:
            plan_s -= np.clip(seconds - start_s, 0.0, end_s - start_s)
        y = self._y[seconds]
        offsets_s = np.arange(EARLIEST_S, LATEST_S + 1, _STEP_S)
        left = np.array(
            [
                [_unexplained(self._residual(columns, plan_s - at_s, y)) for at_s in offsets_s]
                for columns in self._columns
            ]
        )
        lag, best = np.unravel_index(int(left.argmin()), left.shape)
        residual = self._residual(self._columns[lag], plan_s - offsets_s[best], y)
        independent = len(y) / _correlated_s(residual)
        least = max(float(left.min()), 1e-6 * len(y))
        logs = -independent / 2 * np.log(np.maximum(left, least) / least)
        by_moment = np.logaddexp.reduce(logs, axis=0) - np.abs(offsets_s) / _USUAL_S
        return _Posterior(offsets_s.astype(np.float64), by_moment, least, independent)

    def _residual(self, columns: _Series, plan_s: _Series, y: _Series) -> _Series:
        """What is left of the cadence where each second is that second of the plan."""
        at = np.clip(np.rint(plan_s).astype(np.int64), -_PAD_S, self._length_s + _PAD_S - 1)
        rows = columns[at + _PAD_S]
        left: _Series = y - rows @ _solved(rows, y)
        return left


_PAD_S: Final = 60


def _cadence(run: RunByWatch) -> _Series:
    """The cadence in each second of the file; nan where none was told."""
    series = np.full(int(run.end_s - run.start_s) + 1, np.nan)
    for one, after in zip_longest(run.readings, run.readings[1:]):
        first = int(one.at_s - run.start_s)
        until = max(first + 1, round(one.until_s - run.start_s))
        joins = after is not None and one.until_s == after.at_s
        last_spm = after.cadence_spm if joins and one.cadence_spm and after.cadence_spm else None
        # Between two records a watch saw something between: held, the first would come late.
        held = np.linspace(one.cadence_spm, last_spm or one.cadence_spm, until - first + 1)[:-1]
        series[first:until] = held[: len(series[first:until])]
    return series


def _usable(cadence: _Series, *, walks: bool) -> tuple[NDArray[np.bool_], _Series]:
    """Which seconds speak, and the cadence in them without what no step of a ladder explains."""
    heard = ~np.isnan(cadence)
    moving = cadence[heard & (np.nan_to_num(cadence) > 0)]
    usual = float(np.median(moving)) if len(moving) else 0.0
    clipped = np.clip(np.nan_to_num(cadence), 0.8 * usual, 1.15 * usual)
    if walks:  # then a walk is a step of the plan
        return heard, clipped
    return heard & (np.nan_to_num(cadence) > 0.8 * usual), clipped


def _columns(plan: Plan, lag_s: float) -> _Series:
    """What may explain the cadence in each second of a plan, with a minute before it and after.

    A level before the first beat, one in every later stretch without, one of walking, one with a
    beat, and the height of the target; each as a runner follows it who lags so much.
    """
    rows: list[tuple[float, ...]] = [(1.0, 0.0, 0.0, 0.0, 0.0)] * _PAD_S
    targets = [stage.target_spm for stage in plan.stages if stage.target_spm is not None]
    middle = sum(targets) / len(targets) if targets else 0.0
    begun = False
    for stage in plan.stages:
        if stage.kind is StageKind.WALK:
            row = (0.0, 0.0, 1.0, 0.0, 0.0)
        elif stage.target_spm is None:
            row = (0.0, 1.0, 0.0, 0.0, 0.0) if begun else (1.0, 0.0, 0.0, 0.0, 0.0)
        else:
            begun = True
            row = (0.0, 0.0, 0.0, 1.0, (stage.target_spm - middle) / 10)
        rows += [row] * round(stage.length / SAMPLE_RATE)
    rows += [(0.0, 1.0, 0.0, 0.0, 0.0)] * _PAD_S
    table = np.array(rows)
    weights = np.exp(-np.arange(int(6 * lag_s)) / lag_s)
    weights /= weights.sum()
    extended = np.concatenate([np.repeat(table[:1], len(weights) - 1, axis=0), table])
    followed = [np.convolve(column, weights, mode="valid") for column in extended.T]
    return np.stack(followed, axis=1)


def _solved(rows: _Series, y: _Series) -> _Series:
    """How much of each explains the cadence best; nobody steps down where the ladder goes up."""
    square = rows.T @ rows + 1e-6 * max(1.0, len(y)) * np.eye(rows.shape[1])
    right = rows.T @ y
    found = np.linalg.solve(square, right)
    if found[-1] < 0:
        found = np.append(np.linalg.solve(square[:-1, :-1], right[:-1]), 0.0)
    return found.astype(np.float64)


def _unexplained(residual: _Series) -> float:
    """What is left, all seconds together; a lapse counts for little more than one."""
    return float(np.sum(np.log1p((residual / _LAPSE_SPM) ** 2)))


def _correlated_s(residual: _Series) -> float:
    """For how long what is left goes together: so many seconds tell one thing."""
    power = float(residual @ residual)
    if power <= 0:
        return 5.0
    total = 1.0
    for lag in range(1, min(60, len(residual) - 1)):
        share = float(residual[lag:] @ residual[:-lag]) / power
        if share < 0.05:
            break
        total += 2 * share
    return min(max(total, 5.0), 60.0)


def _breaks(run: RunByWatch, cadence: _Series) -> Iterator[tuple[float, float]]:
    """Where the plan may have stood still: the watch did, or its wearer; the longest ones."""
    found = [(s - run.start_s, e - run.start_s) for s, e in run.pauses]
    still = np.concatenate([[False], np.nan_to_num(cadence, nan=1.0) <= 0, [False]])
    edges = np.flatnonzero(still[1:] != still[:-1])
    found += [(float(s), float(e)) for s, e in zip(edges[::2], edges[1::2], strict=True)]
    long = [one for one in found if one[1] - one[0] >= _STOOD_FROM_S]
    yield from sorted(long, key=lambda one: one[0] - one[1])[:_MOST_BREAKS]
