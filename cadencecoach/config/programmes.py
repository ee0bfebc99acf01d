"""Programme files as values of the core; docs/programme.md tells users what they may say."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field, model_validator

from cadencecoach.config.lengths import Length
from cadencecoach.config.reading import Line, Table, checked, config_error
from cadencecoach.config.routines import RoutineShelf, file_of, names_in
from cadencecoach.config.shipped import page
from cadencecoach.config.toml_file import read_toml, shown
from cadencecoach.core.programme.programme import (
    Item,
    ItemKind,
    Place,
    Programme,
    Rhythm,
    Turns,
    Week,
)
from cadencecoach.core.values.text import quoted

PROGRAMMES: Final = "programmes"
"""The folder below the plans, shipped and own."""

DEFAULT: Final = "four-week-back"
FIRST_RUNS: Final = "run-walk-weeks"
"""For who does not run yet."""

HINT: Final = f"{page('programme.md')} lists every key of a programme"

_MOST_WEEKS: Final = 52
_MOST_ITEMS: Final = 20


class ItemTable(Table):
    """`[[week.item]]`: one thing to do."""

    kind: Literal["run", "routine", "assessment", "walk"]
    rhythm: Literal["daily", "every other day", "weekly", "once"]
    times: Annotated[int, Field(ge=1, le=14)] = 1
    title: Line | None = None
    routine: Line | None = None
    place: Literal["before the run", "after the run", "any time", "not before a run"] = "any time"
    optional: bool = False
    why: Line | None = None

    @model_validator(mode="after")
    def _whole(self) -> ItemTable:
        if (self.kind == "routine") != (self.routine is not None):
            raise ValueError('routine goes with kind = "routine", and that needs it')
        if self.kind != "routine" and self.title is None:
            raise ValueError("title is missing")
        return self


class WeekTable(Table):
    """`[[week]]`, and `[then]` for every week after them."""

    title: Line
    theme: Line
    highest_rung: Annotated[int, Field(ge=0, le=9)]
    beat: bool
    posture_checks: bool
    run: Length | None = None
    walk: Length | None = None
    item: Annotated[tuple[ItemTable, ...], Field(strict=False, max_length=_MOST_ITEMS)] = ()

    @model_validator(mode="after")
    def _one_kind_of_run(self) -> WeekTable:
        runs = [item for item in self.item if item.kind == "run"]
        if len(runs) > 1:
            raise ValueError('a week has one item of kind = "run"')
        if any(item.rhythm != "weekly" for item in runs):
            raise ValueError('runs have rhythm = "weekly": times is the most in a week')
        if (self.run is None) != (self.walk is None):
            raise ValueError("run and walk go together: how long each is, in turn")
        return self


class ProgrammeFile(Table):
    """A whole programme file."""

    title: Line
    week: Annotated[tuple[WeekTable, ...], Field(strict=False, max_length=_MOST_WEEKS)] = ()
    then: WeekTable


class ProgrammeShelf:
    """All programmes that have a name; the runner's own win over the shipped ones."""

    def __init__(self, shipped: Path, own: Path) -> None:
        """Take the folders of plans; either may lack a folder of programmes."""
        self._folders = (shipped / PROGRAMMES, own / PROGRAMMES)
        self._routines = RoutineShelf(shipped, own)

    def names(self) -> tuple[str, ...]:
        """Every name, by alphabet."""
        return tuple(sorted(names_in(self._folders)))

    def programme(self, wanted: str) -> Programme:
        """A programme by its name, all its routines known. Raises ConfigError with every fault."""
        path = file_of(self._folders, wanted, self.names(), "programme")
        file = checked(ProgrammeFile, read_toml(path), path, hint=HINT)
        known = self._routines.names()
        tables = (*file.week, file.then)
        faults = [
            f"{shown(path)}: there is no routine {quoted(item.routine)}"
            for week in tables
            for item in week.item
            if item.routine is not None and item.routine not in known
        ]
        if not file.week:
            faults.append(f"{shown(path)}: week: is missing")
        if faults:
            raise config_error(faults, path, hint=HINT)
        *weeks, then = (self._week(table) for table in tables)
        return Programme(wanted, file.title, tuple(weeks), then)

    def _week(self, table: WeekTable) -> Week:
        return Week(
            table.title,
            table.theme,
            table.highest_rung,
            table.beat,
            table.posture_checks,
            tuple(self._item(item) for item in table.item),
            None if table.run is None or table.walk is None else Turns(table.run, table.walk),
        )

    def _item(self, table: ItemTable) -> Item:
        title, why = table.title, table.why or ""
        if table.routine is not None:
            routine = self._routines.routine(table.routine)
            title, why = title or routine.title, why or routine.why
        assert title is not None  # ItemTable says so
        return Item(
            ItemKind(table.kind),
            title,
            Rhythm(table.rhythm),
            table.times,
            table.routine or "",
            Place(table.place),
            table.optional,
            why,
        )
