"""Eight weeks of three runners, day by day: what was asked, what they did, what was decided and why.

    .venv/bin/python -m benchmarks.eight_weeks           prints it
    .venv/bin/python -m benchmarks.eight_weeks --write   keeps it as tests/golden/eight_weeks.txt

Nothing here decides: the runners answer, the product's own rules do the rest.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from cadencecoach.config.programmes import DEFAULT, ProgrammeShelf
from cadencecoach.core.diary import entries as en
from cadencecoach.core.diary.diary import Diary, Run, RunNote
from cadencecoach.core.diary.pain import Pain, Quality, RedFlag, When
from cadencecoach.core.programme.gates import Go
from cadencecoach.core.programme.own_cadence import ladder_of
from cadencecoach.core.programme.programme import Programme
from cadencecoach.core.programme.steps import due
from cadencecoach.core.programme.today import today
from cadencecoach.core.programme.today_items import ItemState
from cadencecoach.core.values.calendar import Day, Moment, day_from, short
from cadencecoach.core.values.text import aligned
from cadencecoach.core.values.units import SAMPLE_RATE

ROOT: Final = Path(__file__).parents[1]
GOLDEN: Final = ROOT / "tests" / "golden" / "eight_weeks.txt"
START: Final = day_from("2026-09-07")
DAYS: Final = 56
EAST_S: Final = 7200


@dataclass(frozen=True)
class Answers:
    """What a runner tells on a day; None is not told."""

    before: int | None
    after: int | None
    morning: int | None
    held: float | None = 84.0
    effort: int | None = 4
    quality: Quality | None = None
    flags: tuple[RedFlag, ...] | None = None
    seen: bool = False
    runs: bool = True
    routines: bool = True
    pause: bool = False
    resume: bool = False


def improving(day: int) -> Answers:
    """Tells everything; the back eases week by week."""
    level = (4, 3, 3, 2, 2, 1, 1, 1)[day // 7]
    return Answers(
        level, level, max(0, level - 1), held=78.0 + day % 9, flags=() if day == 0 else None
    )


def flat(day: int) -> Answers:
    """Forgets now and then, holds the beat now and then, and is away for ten days."""
    forgets = day % 5 == 3
    return Answers(
        None if day % 11 == 6 else 3,
        None if forgets else 3,
        None if forgets else 3,
        held=None if day % 13 == 8 else (64.0, 75.0, 66.0)[day % 3],
        flags=() if day == 1 else None,
        routines=day % 2 == 0,
        pause=day == 23,
        resume=day == 33,
    )


def worsening(day: int) -> Answers:
    """The back gets worse with the second level, then down the leg, then a warning sign."""
    week = day // 7
    level = (2, 2, 3, 3, 4, 6, 3, 3)[week]
    rise = (0, 0, 1, 2, 1, 0, 0, 0)[week]
    return Answers(
        level,
        level + rise,
        level + (1 if week == 3 else 0),
        effort=(4, 5, 6, 8, 7, 5, 4, 4)[week],
        quality=Quality.RADIATING if day == 32 else None,
        flags=() if day in (0, 44) else (RedFlag.TINGLING,) if day == 42 else None,
        seen=day == 45,
    )


RUNNERS: Final[dict[str, Callable[[int], Answers]]] = {
    "improving": improving,
    "flat": flat,
    "worsening": worsening,
}


class Life:
    """One runner's eight weeks."""

    def __init__(self, answers: Callable[[int], Answers], programme: Programme) -> None:
        self._answers = answers
        self._programme = programme
        self._diary = Diary()
        self._decided: list[str] = []
        self._provider: tuple[str, ...] = ()
        self._write(en.ProgrammeStarted(_at(0, 6), programme.name))

    def rows(self) -> Iterator[tuple[str, ...]]:
        """A row for each day."""
        for day in range(DAYS):
            yield self._day(day)

    def _day(self, day: int) -> tuple[str, ...]:
        answers = self._answers(day)
        self._decided = []
        told = self._morning(day, answers)
        view = today(self._diary, self._programme, Day(START + day), _at(day, 8))
        did = self._do(day, answers) if not view.paused else ""
        open_ = [
            one.item.title
            for one in view.items
            if one.state is ItemState.OPEN and not one.item.optional and one.item.routine
        ]
        run = ""
        if view.paused:
            run = "paused"
        elif view.run_today and view.run is not None:
            target = view.run.plan.targets
            run = f"run {target[-1]}" if target else "run, no beat"
        said = [f"! {why}" for why in view.provider if why not in self._provider]
        self._provider = view.provider
        if view.gate is not None and (view.gate.go is Go.NO or (view.run_today and run)):
            gate = f"{view.gate.go.value}: {view.gate.reason}"
            said += [gate] if view.gate.go is not Go.GO else []
        decided = " ".join((*said, *self._decided))
        return (
            str(view.week),
            short(Day(START + day)),
            run or "rest",
            ", ".join(open_),
            "  ".join(part for part in (told, did) if part),
            decided,
        )

    def _morning(self, day: int, answers: Answers) -> str:
        """What is told before anything is done."""
        told: list[str] = []
        if answers.pause:
            self._write(en.ProgrammePaused(_at(day, 6)))
        if answers.resume:
            self._write(en.ProgrammeResumed(_at(day, 6)))
        if answers.flags is not None:
            self._write(en.RedFlagsAnswered(_at(day, 6), answers.flags))
            told += [f"ticks {flag.value}" for flag in answers.flags]
        if answers.seen:
            self._write(en.RedFlagsAcknowledged(_at(day, 6)))
            told.append("has been seen")
        ran = any(run.day == START + day - 1 for run in self._diary.runs)
        if ran and answers.morning is not None:
            self._rate(day, 7, When.MORNING, answers.morning)
            told.append(f"morning {answers.morning}")
        if answers.before is not None:
            self._rate(day, 7.5, When.BEFORE, answers.before, quality=answers.quality)
            leg = ", down the leg" if answers.quality is Quality.RADIATING else ""
            told.append(f"back {answers.before}{leg}")
        self._decide(day, 8)
        return ", ".join(told)

    def _do(self, day: int, answers: Answers) -> str:
        """The run and the routines of a day."""
        view = today(self._diary, self._programme, Day(START + day), _at(day, 8))
        did: list[str] = []
        if view.run_today and answers.runs and view.gate is not None:
            plan = view.gate.plan
            targets = plan.targets
            minutes = plan.length / SAMPLE_RATE / 60
            run = Run(
                f"run-{day}",
                _at(day, 9),
                minutes,
                plan.title,
                minutes * 60,
                max(targets, default=None),
                answers.held if targets else None,
                100.0 if answers.held is not None else 60.0,
                162.0,
                (),
                None,
                RunNote(effort=answers.effort),
            )
            self._diary = replace(self._diary, runs=(*self._diary.runs, run))
            held = "" if not targets or answers.held is None else f" held {answers.held:.0f} %"
            did.append(f"ran {minutes:.0f} min{held}")
            if not targets and ladder_of(self._diary) is None:
                self._write(en.BaselineSet(_at(day, 9.8), 162, run.session))
                self._decided.append("own cadence 162")
            if answers.after is not None:
                self._rate(day, 10, When.AFTER, answers.after, run.session)
                did.append(f"after {answers.after}")
        if answers.routines:
            for one in view.items:
                if one.item.routine and one.state is ItemState.OPEN and not one.item.optional:
                    self._write(en.RoutineDone(_at(day, 17), one.item.routine, en.Done.ALL))
        self._decide(day, 20)
        return ", ".join(did)

    def _decide(self, day: int, hour: float) -> None:
        ladder = ladder_of(self._diary)
        if ladder is None:
            return
        step = due(self._diary, self._programme, ladder, _at(day, hour))
        if step is not None:
            self._write(step)
            target = ladder.target(step.rung)
            self._decided.append(f"{step.step.value} (level {step.rung}, {target}): {step.reason}")

    def _rate(
        self,
        day: int,
        hour: float,
        when: When,
        level: int,
        session: str | None = None,
        quality: Quality | None = None,
    ) -> None:
        self._write(en.PainRated(_at(day, hour), when, Pain(level, None, quality), session))

    def _write(self, entry: en.Entry) -> None:
        self._diary = replace(self._diary, entries=(*self._diary.entries, entry))


def _at(day: int, hour: float) -> Moment:
    return Moment((START + day) * 86_400 + round(hour * 3600) - EAST_S, EAST_S)


def calendar(name: str) -> list[str]:
    """The eight weeks of one runner as lines."""
    configs = ROOT / "configs"
    programme = ProgrammeShelf(configs, configs / "none").programme(DEFAULT)
    rows: list[tuple[str, ...]] = [("week", "day", "asked", "routines", "told and done", "decided")]
    rows += Life(RUNNERS[name], programme).rows()
    return aligned(rows)


def everything() -> str:
    """All three."""
    parts = []
    for name, answers in RUNNERS.items():
        parts.append(f"{name}: {answers.__doc__}\n\n" + "\n".join(calendar(name)) + "\n")
    return "\n".join(parts)


def main() -> None:
    text = everything()
    if "--write" in sys.argv[1:]:
        GOLDEN.write_text(text, encoding="utf-8")
    else:
        print(text, end="")


if __name__ == "__main__":
    main()
