"""Exercise and routine files as values of the core; docs/programme.md tells users what they may say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field, model_validator

from cadencecoach.config.reading import Line, Table, checked, config_error
from cadencecoach.config.shipped import page
from cadencecoach.config.toml_file import read_toml, shown
from cadencecoach.core.exercise.routine import Exercise, Move, Routine
from cadencecoach.core.values.text import plain, quoted
from cadencecoach.errors import ConfigError, did_you_mean

ROUTINES: Final = "routines"
"""The folder below the plans, shipped and own."""

EXERCISES_FILE: Final = "exercises.toml"
HINT: Final = f"{page('programme.md')} lists every key of a routine"

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_MOST_MOVES: Final = 40


class ExerciseTable(Table):
    """One exercise."""

    title: Line
    how: Line
    purpose: Line
    fault: Line
    leave_out: Line
    again: bool = False


class MoveTable(Table):
    """`[[move]]`: one exercise with its numbers."""

    exercise: Line
    sets: Annotated[int, Field(ge=1, le=10)] = 1
    reps: Annotated[int, Field(ge=1, le=50)] | None = None
    hold: Annotated[int, Field(ge=5, le=600)] | None = None
    """Seconds."""

    sides: bool = False
    tempo: Annotated[float, Field(ge=1.0, le=20.0, allow_inf_nan=False)] = 3.0
    """Seconds a repetition."""

    rest: Annotated[int, Field(ge=0, le=300)] = 0
    """Seconds after each set."""

    @model_validator(mode="after")
    def _one_measure(self) -> MoveTable:
        if (self.reps is None) == (self.hold is None):
            raise ValueError("a move has either reps or hold")
        return self


class RoutineFile(Table):
    """A whole routine file."""

    title: Line
    why: Line = "-"
    warning: Line | None = None
    move: Annotated[tuple[MoveTable, ...], Field(strict=False, max_length=_MOST_MOVES)] = ()


class RoutineShelf:
    """All routines that have a name; the runner's own win over the shipped ones.

    A shelf is for one command or one view: exercises are read once.
    """

    def __init__(self, shipped: Path, own: Path) -> None:
        """Take the folders of plans; either may lack a folder of routines."""
        self._folders = (shipped / ROUTINES, own / ROUTINES)

    def names(self) -> tuple[str, ...]:
        """Every name, by alphabet."""
        return tuple(sorted(names_in(self._folders, but=EXERCISES_FILE)))

    def routine(self, wanted: str) -> Routine:
        """A routine by its name. Raises ConfigError with every fault in its file."""
        path = file_of(self._folders, wanted, self.names(), "routine")
        file = checked(RoutineFile, read_toml(path), path, hint=HINT)
        exercises = self._exercises
        faults = [
            f"{shown(path)}: move[{index}].exercise: there is no exercise "
            f"{quoted(move.exercise)}{did_you_mean(move.exercise, exercises)}"
            for index, move in enumerate(file.move, 1)
            if move.exercise not in exercises
        ]
        if not file.move:
            faults.append(f"{shown(path)}: move: is missing")
        if faults:
            raise config_error(faults, path, hint=HINT)
        moves = tuple(_move(exercises[move.exercise], move) for move in file.move)
        return Routine(wanted, file.title, file.why, file.warning or "", moves)

    def readable(self) -> tuple[tuple[Routine, ...], Mapping[str, ConfigError]]:
        """The routines whose files are whole, by alphabet, and why each other one is not.

        Raises ConfigError where none is.
        """
        found: list[Routine] = []
        faults: dict[str, ConfigError] = {}
        for name in self.names():
            try:
                found.append(self.routine(name))
            except ConfigError as exc:
                faults[name] = exc
        if faults and not found:
            raise next(iter(faults.values()))
        return tuple(found), faults

    @cached_property
    def _exercises(self) -> Mapping[str, Exercise]:
        # Read once for all routines of a shelf: a programme of four weeks asks for twenty.
        found: dict[str, Exercise] = {}
        for folder in self._folders:
            path = folder / EXERCISES_FILE
            if not path.is_file():
                continue
            for name, table in read_toml(path).items():
                if not _NAME.fullmatch(name) or not isinstance(table, dict):
                    raise config_error(
                        [f"{shown(path)}: {plain(name)[:40]}: expected [an-exercise]"],
                        path,
                        hint=HINT,
                    )
                one = checked(ExerciseTable, table, path, hint=HINT)
                found[name] = Exercise(
                    name, one.title, one.how, one.purpose, one.fault, one.leave_out, one.again
                )
        return found


def names_in(folders: tuple[Path, ...], but: str = "") -> set[str]:
    """The names of the TOML files in some folders; a folder may be missing."""
    found: set[str] = set()
    for folder in folders:
        try:
            files = [path for path in folder.iterdir() if path.is_file()]
        except OSError:
            continue
        found |= {
            path.stem
            for path in files
            if path.suffix == ".toml" and path.name != but and _NAME.fullmatch(path.stem)
        }
    return found


def file_of(folders: tuple[Path, ...], wanted: str, known: tuple[str, ...], what: str) -> Path:
    """The file of a name, the last folder's first. Raises ConfigError with the nearest name."""
    if wanted not in known:
        raise ConfigError(
            f"there is no {what} {quoted(wanted)}{did_you_mean(wanted, known)}",
            hint=f"choose one of: {', '.join(known) or 'none is installed'}",
        )
    return next(
        path for folder in reversed(folders) if (path := folder / f"{wanted}.toml").is_file()
    )


def _move(exercise: Exercise, table: MoveTable) -> Move:
    return Move(exercise, table.sets, table.reps, table.hold, table.sides, table.tempo, table.rest)
