"""A runner's eight weeks as the records have them: for tests of trends, their screen and their pages."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from cadencecoach.core.diary import entries as en
from cadencecoach.core.diary.diary import Diary, RunFigures, RunNote
from cadencecoach.core.diary.pain import Pain, Quality, Side, When
from cadencecoach.core.trends.cue_effects import SpokenCue
from cadencecoach.core.trends.trends import Trends, trends
from cadencecoach.core.values.calendar import Day
from tests.core.diaries import START, Life, at

EVIL = (
    "<script>alert(1)</script> \"' =cmd|' /C calc'!A0 \x1b[31mred\x1b[0m \u202egnirts\u202c "
    "\N{RUNNER}\u200d\N{FEMALE SIGN}\ufe0f שלום עולם مرحبا &amp; \x00 \ud800 </title></style>"
)
SIDES = (Side.LEFT, Side.LEFT, Side.CENTRE, None)


@dataclass(frozen=True)
class Lived:
    """What the records say on the last day, and what follows from it."""

    diary: Diary
    today: Day
    found: Trends


def eight_weeks_lived(words: str = "low on the left, near the pelvis", weeks: int = 8) -> Lived:
    """Three runs a week for eight weeks or more, told almost always; pain falls from 5 to 2."""
    rng = random.Random(7)
    life = Life()
    cues: dict[str, tuple[SpokenCue, ...]] = {}
    life.write(en.RedFlagsAnswered(at(0, 6), ()))
    life.write(en.ShoesAdded(at(0, 6), words[:60], 120.0, 640.0))
    for week in range(weeks):
        for day in (1, 3, 5):
            number = week * 7 + day
            before = max(0, round(5 - week * 0.45 + rng.uniform(-1, 1)))
            during = ((600.0, before), (1500.0, before + rng.choice((0, 0, 1))))
            run = life.run(
                number,
                None if week == 0 else 160 + 5 * min(2, week // 2),
                before=None,
                minutes=20 + 2.5 * min(week, 8),
                held=70 + 2 * min(week, 8),
                pain=during,
                note=RunNote(effort=4 + day % 3, surface=("grass", "asphalt")[day % 2], note=words),
            )
            life.write(
                en.PainRated(
                    at(number, 7.5), When.BEFORE,
                    Pain(before, rng.choice(SIDES), rng.choice((Quality.ACHE, Quality.STIFF)), words),
                )
            )  # fmt: skip
            if rng.random() < 0.9:
                life.rate(number, min(10, before + rng.choice((0, 1))), When.AFTER, 9.5,
                          session=run.session)  # fmt: skip
            if rng.random() < 0.8:
                life.rate(number + 1, max(0, before - rng.choice((0, 1))), When.MORNING)
            life.decide(number + 1)
            ran = replace(life.diary.runs[-1], measured=measured_run(rng, min(week, 8)))
            life.diary = replace(life.diary, runs=(*life.diary.runs[:-1], ran))
            cues[run.session] = cues_said(rng, words)
    life.write(en.StepDecided(at(41), en.Step.UP, 1, "A calm week.", "first rung", None))
    for number in (6, 13, 20):
        life.write(en.ActivityDone(at(number), en.Sport.SWIM, 40.0))
    life.write(en.ActivityDone(at(34), en.Sport.OTHER, 55.0, 3, words[:40]))
    life.write(en.Overrode(at(20), "Your back is at 6: no run today."))
    life.write(en.AssessmentMade(at(2), ("overstriding", "pelvic drop"), "", "", words, words))
    today = Day(START + weeks * 7 - 1)
    return Lived(life.diary, today, trends(life.diary, cues, today, left_out=2))


def measured_run(rng: random.Random, week: int) -> RunFigures:
    """What the log of one such run says."""
    beat = week > 0
    return RunFigures(
        15.0 + 2 * week if beat else 0.0,
        900.0 if beat else 0.0,
        min(99.0, 70.0 + 3 * week) if beat else None,
        rng.choice((99.0, 97.0, 60.0)) if beat else None,
        max(10.0, 100.0 - 12 * week) if beat else None,
        2.2 - week * 0.1,
    )


def cues_said(rng: random.Random, words: str) -> tuple[SpokenCue, ...]:
    """Seven cues of one run: one that moves the runner, one that does not, one of the runner's own."""
    asked = "Is my spine neutral? Are my shoulders relaxed?"
    cues = [
        SpokenCue("posture", asked, rng.gauss(1.5, 1), (True, rng.random() < 0.7)) for _ in range(4)
    ]
    cues += [SpokenCue("theme.F3", "Run tall.", rng.gauss(0, 1.5), ()) for _ in range(2)]
    return (*cues, SpokenCue("own.1", words, None, ()))
