"""What the pages are made of, for tests of their words and their looks."""

from __future__ import annotations

from dataclasses import replace

from cadencecoach.adapters.pages.programme import ProgrammePage
from cadencecoach.adapters.pages.session import SessionPage
from cadencecoach.core import events as ev
from cadencecoach.core.diary import entries as en
from cadencecoach.core.diary.diary import Diary, RunNote
from cadencecoach.core.diary.pain import Pain, Quality, RedFlag, Side, When
from cadencecoach.core.outcome.session_facts import SessionFacts, SessionState, Source
from cadencecoach.core.outcome.speed import speed_line
from cadencecoach.core.outcome.summary import summarise
from cadencecoach.core.programme.own_cadence import ladder_of
from cadencecoach.core.programme.steps import unlocked
from cadencecoach.core.trends.trends import Trends, run_trend, trends
from cadencecoach.core.values.calendar import Day, Moment
from cadencecoach.core.values.units import Frame
from tests.core.diaries import FOUR, Life, at
from tests.core.eightweeks import eight_weeks_lived
from tests.core.worlds import setup, short_plan
from tests.recordings.schema.make import simulated_log

AT = Moment(1_785_561_000, 7200)


def eight_weeks(words: str = "low on the left, near the pelvis") -> ProgrammePage:
    """The page of the eight weeks."""
    lived = eight_weeks_lived(words)
    return _page(lived.diary, lived.today, lived.found)


def eight_weeks_with_all(weeks: int = 8) -> ProgrammePage:
    """The same weeks with all that may be told: exercises, warning signs, stops, a clinician's look."""
    lived = eight_weeks_lived(weeks=weeks)
    told: list[en.Entry] = [
        en.RoutineDone(at(day, 18), routine, en.Done.ALL)
        for day in range(7 * weeks - 2)
        for routine in ("core-activation", "hip-flexors", "clams-and-bugs", "mobility", "warm-up")
        if (day + len(routine)) % 3
    ]
    told += [
        en.RedFlagsAnswered(at(10, 7), (RedFlag.TINGLING,)), en.RedFlagsAcknowledged(at(13, 7)),
        en.ProviderAsked(at(20, 8), seen=True),
    ]  # fmt: skip
    runs = tuple(
        replace(run, stopped=True) if at_run in (4, 9) else run
        for at_run, run in enumerate(lived.diary.runs)
    )
    diary = Diary((*lived.diary.entries, *told), runs)
    found = replace(trends(diary, {}, lived.today, left_out=2), cues=lived.found.cues)
    return _page(diary, lived.today, found)


def page_of(diary: Diary, today: Day) -> ProgrammePage:
    """The page of a diary whose runs were not measured."""
    return _page(diary, today, trends(diary, {}, today, left_out=2))


def _page(diary: Diary, today: Day, found: Trends) -> ProgrammePage:
    return ProgrammePage(
        "Four weeks for the back", len(FOUR.weeks), today, diary, found, ladder_of(diary),
        unlocked(diary),
    )  # fmt: skip


def run_alone() -> SessionPage:
    """A short run in front of a footpod; the diary has nothing of it."""
    world = setup(short_plan())
    events = [event for batch in simulated_log(world) for event in batch]
    end = next(event.at for event in events if isinstance(event, ev.Finished))
    summary = summarise(world.plan, events, end)
    facts = SessionFacts(
        7, "abc", "2026-08-01T05:12:00Z", "short", "Short", Source.FOOTPOD, SessionState.FINISHED,
        Frame(0), "", True, False, None,
    )  # fmt: skip
    return SessionPage(facts, summary, speed_line(summary), AT, None, Diary())


def run_told(run_page: SessionPage, words: str) -> SessionPage:
    """The same run with all that a runner can say of one, run against advice and decided on."""
    life = Life()
    life.write(en.Overrode(at(0, 7.8), words))
    run = life.run(0, note=RunNote(3, None, words, words, words, words, words), pain=((60.0, 4),))
    for when, level, hour in ((When.BEFORE, 3, 7.5), (When.AFTER, 4, 9.0)):
        life.write(
            en.PainRated(
                at(0, hour), when, Pain(level, Side.LEFT, Quality.ACHE, words), run.session
            )
        )
    life.rate(1, 2, When.MORNING)
    life.write(en.StepDecided(at(0, 10), en.Step.HOLD, 1, words, "rule", run.session))
    cues = tuple(replace(cue, text=words, reason=words) for cue in run_page.summary.cues)
    return replace(
        run_page,
        session=run_page.session._replace(title=words, note=words, imported=words),
        summary=replace(run_page.summary, cues=cues),
        told=run_trend(life.diary, run),
        diary=life.diary,
    )
