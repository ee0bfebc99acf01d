"""Lives for tests of the programme: days, ratings and runs in few words."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

from cadencecoach.core.diary import entries as en
from cadencecoach.core.diary.diary import Diary, Run, RunFigures, RunNote
from cadencecoach.core.diary.pain import Pain, Quality, When
from cadencecoach.core.plan.ladder import Ladder
from cadencecoach.core.plan.plan import Plan, ramp
from cadencecoach.core.programme.own_cadence import ladder_of
from cadencecoach.core.programme.programme import Item, ItemKind, Place, Programme, Rhythm, Week
from cadencecoach.core.programme.steps import due
from cadencecoach.core.values.calendar import Day, Moment, day_from
from cadencecoach.core.values.units import Spm, frames

START = day_from("2026-09-07")  # a Monday
EAST_S = 7200
RUNS = Item(ItemKind.RUN, "Run", Rhythm.WEEKLY, 3)
DAILY = Item(ItemKind.ROUTINE, "Core", Rhythm.DAILY, 1, "core")
OTHER = Item(ItemKind.ROUTINE, "Clams", Rhythm.OTHER_DAY, 1, "clams", Place.OFF_RUN)
LOOK = Item(ItemKind.ASSESSMENT, "Film", Rhythm.ONCE)


def week(rung: int, *, beat: bool = True, items: tuple[Item, ...] = (RUNS,)) -> Week:
    """A week that allows a rung."""
    return Week(f"to {rung}", "theme", rung, beat, False, items)


FOUR = Programme(
    "four",
    "Four",
    (week(0, beat=False, items=(RUNS, DAILY, OTHER, LOOK)), week(1), week(2), week(3)),
    week(9),
)


def at(day: float, hour: float = 8.0, offset_s: int = EAST_S) -> Moment:
    """A moment of day `day` after START, by the local clock."""
    local_s = (START + int(day)) * 86_400 + round(hour * 3600)
    return Moment(local_s - offset_s, offset_s)


def plan(minutes: float = 30, top: int = 165) -> Plan:
    """A ramp from 160."""
    stages = ramp(
        Spm(160), Spm(top), 5, frames(300), frames(minutes * 60), frames(300), frames(300)
    )
    return Plan("test", "Test", stages, None)


class Life:
    """A diary that is written day by day."""

    def __init__(self, baseline: int | None = 160, programme: Programme = FOUR) -> None:
        self.programme = programme
        self.diary = Diary()
        self._recorded = count()
        self.write(en.ProgrammeStarted(at(0, 6), programme.name))
        if baseline is not None:
            self.write(en.BaselineSet(at(0, 6), baseline))

    def write(self, *entries: en.Entry) -> None:
        """Append entries."""
        self.diary = replace(self.diary, entries=(*self.diary.entries, *entries))

    def delete(self) -> None:
        """Take the newest run out of the log."""
        kept, gone = self.diary.runs[:-1], self.diary.runs[-1:]
        self.diary = replace(self.diary, runs=kept, deleted=(*self.diary.deleted, *gone))

    def bring_back(self) -> None:
        """Put the run that was deleted last where it was."""
        gone, back = self.diary.deleted[:-1], self.diary.deleted[-1:]
        runs = sorted((*self.diary.runs, *back), key=lambda run: int(run.session.split("-")[1]))
        self.diary = replace(self.diary, runs=tuple(runs), deleted=gone)

    def rate(
        self,
        day: float,
        level: int,
        when: When = When.BEFORE,
        hour: float = 7.0,
        quality: Quality | None = None,
        limping: bool = False,
        session: str | None = None,
        about: Day | None = None,
    ) -> None:
        """Append a rating."""
        pain = Pain(level, None, quality, "", limping)
        self.write(en.PainRated(at(day, hour), when, pain, session, about))

    def run(
        self,
        day: float,
        top: int | None = 160,
        *,
        hour: float = 8.0,
        before: int | None = None,
        after: int | None = None,
        morning: int | None = None,
        held: float | None = 85.0,
        coverage: float | None = 100.0,
        minutes: float = 30.0,
        note: RunNote | None = None,
        pain: tuple[tuple[float, int], ...] = (),
        measured: RunFigures | None = None,
        felt: tuple[Pain, ...] = (),
    ) -> Run:
        """A run with its ratings; None is not told."""
        if before is not None:
            self.rate(day, before, hour=hour - 0.5)
        run = Run(
            f"run-{next(self._recorded)}",
            at(day, hour),
            minutes,
            "Test",
            minutes * 60,
            top,
            held,
            coverage,
            165.0,
            pain,
            None,
            note or RunNote(),
            measured=measured or RunFigures(),
            felt=felt,
        )
        self.diary = replace(self.diary, runs=(*self.diary.runs, run))
        if after is not None:
            self.rate(day, after, When.AFTER, hour + 1, session=run.session)
        if morning is not None:
            self.rate(day + 1, morning, When.MORNING, 7.0)
        return run

    def decide(self, day: float, hour: float = 9.0) -> en.StepDecided | None:
        """What is due, written down."""
        step = due(self.diary, self.programme, self.ladder, at(day, hour))
        if step is not None:
            self.write(step)
        return step

    @property
    def ladder(self) -> Ladder:
        """The ladder of the newest baseline."""
        found = ladder_of(self.diary)
        assert found is not None
        return found
