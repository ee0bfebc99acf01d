"""Finds plans by name: those that come with the product and the runner's own, which win.

A name never leaves the two folders; whatever looks like a path is one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from cadencecoach.config.plans import (
    NOTHING_TYPED,
    PlanFile,
    PlanOptions,
    make_plan,
    read_plan,
)
from cadencecoach.config.settings import Settings
from cadencecoach.config.shipped import SETTINGS_FILE
from cadencecoach.core.plan.ladder import CEILING, Ladder
from cadencecoach.core.plan.plan import Plan
from cadencecoach.core.values.text import quoted
from cadencecoach.core.values.units import Spm
from cadencecoach.errors import CadencecoachError, ConfigError, did_you_mean

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_FIRST: Final = ("ramp", "steady", "drill-30")
"""Offered before all others, in this order."""


@dataclass(frozen=True, slots=True)
class ShelvedPlan:
    """A plan file on the shelf and what came of reading it."""

    name: str
    """What a runner types."""

    path: Path
    own: bool
    plan: Plan | None
    description: str
    fault: CadencecoachError | None
    """Why there is no plan."""


def typed_ladder(cadence: Spm | None, ceiling: Spm = CEILING) -> Ladder | None:
    """The ladder of a runner of whom nothing is known but the cadence of the settings."""
    return None if cadence is None else Ladder(cadence, ceiling)


class Shelf:
    """All plans that have a name; `own` is the runner's folder and need not exist.

    `ladder` tells the runner's ladder, given the cadence of the settings: what the diary knows goes
    before that.
    """

    def __init__(
        self, shipped: Path, own: Path, ladder: Callable[[Spm | None], Ladder | None] = typed_ladder
    ) -> None:
        self._shipped = shipped
        self._own = own
        self._ladder = ladder

    def names(self) -> tuple[str, ...]:
        """Every name, the well-known first, the rest by alphabet."""
        found = {
            path.stem
            for folder in (self._shipped, self._own)
            for path in _files(folder)
            if path.name != SETTINGS_FILE and _NAME.fullmatch(path.stem)
        }
        return tuple(sorted(found, key=lambda name: (_rank(name), name)))

    def path(self, wanted: str) -> Path:
        """The file meant by a name or a path. Raises ConfigError, with the nearest name."""
        if wanted.endswith(".toml") or "/" in wanted or "\\" in wanted:
            return Path(wanted)
        if wanted in self.names():
            return self._file(wanted)
        raise ConfigError(
            f"there is no plan {quoted(wanted)}{did_you_mean(wanted, self.names())}",
            hint="`cadencecoach plans` lists them; a path may be given too",
            in_app="l on Today lists them",
        )

    def plan(self, wanted: str, settings: Settings, typed: PlanOptions = NOTHING_TYPED) -> Plan:
        """A plan by name or path, with settings and options. Raises ConfigError and PlanError."""
        path = self.path(wanted)
        plan = self._made(read_plan(path), path, settings, typed)
        return replace(plan, name=wanted) if wanted in self.names() else plan

    def all(self, settings: Settings) -> tuple[ShelvedPlan, ...]:
        """Every plan of the shelf with the settings in it; one that is broken says why."""
        return tuple(self._shelved(name, settings) for name in self.names())

    def _shelved(self, name: str, settings: Settings) -> ShelvedPlan:
        path = self._file(name)
        own = path.parent == self._own
        try:
            file = read_plan(path)
            plan = self._made(file, path, settings)
        except CadencecoachError as exc:
            return ShelvedPlan(name, path, own, None, "", exc)
        return ShelvedPlan(name, path, own, plan, file.description or "", None)

    def _made(
        self, file: PlanFile, path: Path, settings: Settings, typed: PlanOptions = NOTHING_TYPED
    ) -> Plan:
        typed_spm = None if settings.cadence_spm is None else Spm(settings.cadence_spm)
        own = self._ladder(typed_spm) if file.stands_on_own else None
        return make_plan(file, path, cue_every=settings.cue_every, own=own, typed=typed)

    def _file(self, name: str) -> Path:
        mine = self._own / f"{name}.toml"
        return mine if mine.is_file() else self._shipped / f"{name}.toml"


def _files(folder: Path) -> list[Path]:
    try:
        return [path for path in folder.iterdir() if path.suffix == ".toml" and path.is_file()]
    except OSError:
        return []


def _rank(name: str) -> int:
    return _FIRST.index(name) if name in _FIRST else len(_FIRST)
