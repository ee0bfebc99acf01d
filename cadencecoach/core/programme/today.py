"""What today asks for, as one frozen view: the read model of the Today screen and of `programme`.

It never counts what was missed. An item is open or done; a day that passed has simply passed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from cadencecoach.core.diary import pain as pains
from cadencecoach.core.diary.activities import activities_between
from cadencecoach.core.diary.diary import Diary, Run
from cadencecoach.core.diary.entries import ActivityDone, StepDecided
from cadencecoach.core.diary.known import known_once
from cadencecoach.core.diary.load import safe_minutes, shoes
from cadencecoach.core.diary.pain import SEEK_CARE, Comparison, compare
from cadencecoach.core.diary.part_of_run import is_part
from cadencecoach.core.plan.click_gate import fade_session
from cadencecoach.core.programme.calendar_days import (
    Absence,
    absence,
    morning_to_ask,
    run_to_ask,
)
from cadencecoach.core.programme.causes import mark_of, offered
from cadencecoach.core.programme.gates import Go, Verdict, before_run, rung_today
from cadencecoach.core.programme.maintenance import later_notes, later_run
from cadencecoach.core.programme.own_cadence import ladder_of
from cadencecoach.core.programme.pain_memory import CALM_MOST, held_pain
from cadencecoach.core.programme.programme import (
    GROWING_RUNS,
    Programme,
    ProgrammeRun,
    Standing,
    programme_run,
    standing,
    week_start,
)
from cadencecoach.core.programme.referral import (
    flags_asked,
    lasts,
    open_flags,
    provider_reasons,
)
from cadencecoach.core.programme.run_days import after_break
from cadencecoach.core.programme.run_days import next_run as next_run_day
from cadencecoach.core.programme.steps import (
    calm,
    last_up,
    rung_once_calm,
    runs_with_beat,
    steps_since_start,
    unlocked,
)
from cadencecoach.core.programme.today_items import (
    TodayItem,
    is_run_day,
    item_of_day,
    shut_words,
    with_mobility,
)
from cadencecoach.core.values.calendar import WEEK, Day, Moment, short
from cadencecoach.core.values.units import frames

CHECKS_EVERY: Final = frames(5 * 60)
"""Of running time, between posture checks (S1:58)."""


_FIRST_WORDS: Final = re.compile(r"[:.] ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """All that the Today screen says."""

    day: Day
    programme: str = ""
    """The title; empty where no programme was started."""

    week: int = 0
    of_weeks: int = 0
    week_title: str = ""
    theme: str = ""
    paused: bool = False
    items: tuple[TodayItem, ...] = ()
    run: ProgrammeRun | None = None
    """What a run today would be; None while nothing was started."""

    run_today: bool = False
    next_run: Day | None = None
    """The next day for a run, today included; None while no run is advised, and in a pause."""

    rung: int
    last_step: StepDecided | None = None
    gate: Verdict | None = None
    provider: tuple[str, ...]
    ask_flags: bool
    """Whether the questions on warning signs are to be answered: never so far, or once again after
    a clinician looked."""

    ask_provider: bool
    """Whether somebody has looked at pain that lasts is to be asked."""

    ask_morning: Day | None
    """A day after a run whose morning was not rated, and may still be remembered."""

    ask_after: Run | None
    """A run of today that was not rated afterwards, or one of before in which a pain was marked."""

    ran: Run | None
    """The last run of today that counts, rated or not."""

    trend: str
    """Pain of the last 14 days, a mark a day, a dot for unknown."""

    since_first_week: Comparison | None = None
    """This week's pain against the first week's; None in the first week."""

    notes: tuple[str, ...]
    """Which exercises are shut, and why; shoes, and other small things worth a line."""

    why: str
    """One sentence on today."""

    activities: tuple[ActivityDone, ...]
    """What else was done today."""

    rest: str = ""
    """What a rest day may hold; empty on other days, and once something was done."""

    away: Absence | None = None
    """Days away of which it is to be asked how they count."""

    @property
    def over(self) -> bool:
        """Whether the weeks of the programme are behind the runner."""
        return self.week > self.of_weeks


IN_A_PAUSE: Final = "An easy run, no beat"
"""What a run is while the programme waits (product choice: no level is worked on then, and a run that
steps up a ladder is work on one)."""

WELCOME: Final = "A rest day: a swim, a ride or a walk is welcome."
"""S0:82-92, S4:41; never a must."""

AFTER_TROUBLE: Final = "Walk, do the gentle mobility, and rate your back tomorrow morning."
"""S1:83; what comes next is decided by that rating."""

WALK_WELCOME: Final = "A rest day: an easy walk is welcome, as far as the back likes it."
"""For a back that is sore or that a provider should look at (product choice: nothing but a walk is safe
advice then)."""


@known_once
def today(diary: Diary, programme: Programme | None, day: Day, now: Moment) -> Today:
    """The view of local date `day` at moment `now`; `programme` is the one the diary names."""
    view = _of_day(diary, programme, day)
    stands = standing(diary, day)
    if programme is None or stands is None or view.gate is None or view.run is None:
        return view
    words = _why(diary, stands, view.gate, view.next_run, day)
    why = words or _run_day(diary, programme, view.run, now)
    return replace(
        view,
        items=() if view.paused else _items(diary, programme, stands, view, now),
        why=_weeks_words(programme, stands, view.gate, view.away) + why,
    )


@known_once
def _of_day(diary: Diary, programme: Programme | None, day: Day) -> Today:
    """The view of a date whatever the hour, still without its items and its sentence."""
    plain, stands = _whatever_runs(diary, day), standing(diary, day)
    if programme is None or stands is None:
        return plain
    week, rung, ladder = programme.week(stands.week), plain.rung, ladder_of(diary)
    beats = runs_with_beat(diary)
    whole = (one for one in beats if not is_part(one) and calm(diary, one))
    easy = sum(1 for _ in islice(whole, GROWING_RUNS))
    allowed = rung if ladder is None else rung_today(diary, ladder, rung, day)
    session = fade_session(run.day for run in beats)
    run = programme_run(
        week, None if stands.paused else ladder, allowed, session=session, calm=easy, cue_every=CHECKS_EVERY,
        safe_min=safe_minutes(diary, day),
    )  # fmt: skip
    if stands.paused:
        run = replace(run, plan=replace(run.plan, title=IN_A_PAUSE))
    run = later_run(run, diary, programme, stands, day)
    gate = before_run(diary, run.plan, ladder, rung, day, programme)
    next_run = next_run_day(diary, week.runs, day, stands)
    if gate.go is Go.NO and next_run is not None:
        next_run = Day(max(next_run, day + 1)) if gate.overridable else None
    idle = not (stands.paused or plain.activities or is_run_day(diary, day, next_run))
    return replace(
        plain,
        programme=programme.title,
        week=stands.week,
        of_weeks=len(programme.weeks),
        week_title=week.title,
        theme=week.theme,
        paused=stands.paused,
        run=run,
        run_today=next_run == day and not stands.paused and gate.go is not Go.NO,
        next_run=None if stands.paused else next_run,
        last_step=_last_step(diary),
        gate=gate,
        since_first_week=_since_first_week(diary, stands, day),
        notes=(*later_notes(diary, programme, stands, run, day), *plain.notes),
        rest=_rest(gate) if idle else "",
        away=absence(diary, programme, day),
    )


def _items(
    diary: Diary, programme: Programme, stands: Standing, view: Today, now: Moment
) -> tuple[TodayItem, ...]:
    """The lines of a day as they stand at a moment."""
    day, week = view.day, programme.week(stands.week)
    closed = view.gate is not None and view.gate.go is Go.NO
    more = None if closed else offered(programme, week, diary)
    asked = (*week.items, *((more,) if more else ()))
    if shut_words(diary, day) or run_against_advice(diary) is not None:
        asked = with_mobility(asked)
    items = (item_of_day(diary, item, week, day, now, view.next_run) for item in asked)
    return tuple(
        replace(one, mark=mark) if (mark := mark_of(one.item, diary, day)) else one for one in items
    )


def _whatever_runs(diary: Diary, day: Day) -> Today:
    """What there is to say of a date without a programme, too."""
    return Today(
        day=day,
        rung=unlocked(diary),
        provider=provider_reasons(diary, day),
        ask_flags=not flags_asked(diary),
        ask_provider=lasts(diary, day),
        ask_morning=morning_to_ask(diary, day),
        ask_after=run_to_ask(diary, day),
        ran=next((run for run in reversed(diary.by_date) if run.day == day), None),
        trend=pains.trend_line(diary.levels(), day),
        notes=_notes(diary, day),
        why=SEEK_CARE if open_flags(diary) else "No programme yet.",
        activities=activities_between(diary, day, day),
    )


def _last_step(diary: Diary) -> StepDecided | None:
    steps = steps_since_start(diary)
    return steps[-1] if steps else None


def _notes(diary: Diary, day: Day) -> tuple[str, ...]:
    shut = shut_words(diary, day)
    worn = tuple(one.warning for one in shoes(diary).values() if one.warning)
    return (shut, *worn) if shut else worn


def _since_first_week(diary: Diary, stands: Standing, day: Day) -> Comparison | None:
    if stands.week == 1:
        return None
    levels = diary.levels()
    first = [levels.get(Day(stands.since + n)) for n in range(WEEK)]
    start = week_start(diary, day)
    later = [levels.get(Day(one)) for one in range(start, day + 1)]
    return compare(first, later)


def _weeks_words(
    programme: Programme, stands: Standing, gate: Verdict, away: Absence | None
) -> str:
    """That the weeks went on without the runner, or are over since a week; where nothing is wrong."""
    if gate.go is Go.NO:
        return ""
    if away is not None:
        return f"You were away for {away.days} days, and the weeks went on. "
    just_over = stands.week == len(programme.weeks) + 1 and not stands.paused
    return "The weeks of the programme are over. " if just_over else ""


def _why(diary: Diary, stands: Standing, gate: Verdict, next_run: Day | None, day: Day) -> str:
    """The one sentence: what matters most comes first, and what was told is not forgotten.

    Empty on a day that is for a run, and nothing speaks against it.
    """
    if open_flags(diary):
        return gate.reason
    ran = [run for run in diary.runs if run.day == day]
    held = held_pain(diary, day)
    if ran and held is not None and held.day == day:
        return f"Today {held.words}. {AFTER_TROUBLE}"
    if gate.go is Go.NO:
        return gate.reason
    against = run_against_advice(diary)
    if against is not None:
        when = "today" if against.day == day else f"on {short(against.day)}"
        return f"You ran against advice {when}. {AFTER_TROUBLE}"
    if any(run.counts for run in ran):
        return "You ran today. Easy now, and let the back rest."
    if stands.paused:
        return "The programme waits for you; resume it when you like."
    if next_run != day and gate.go is Go.MODIFIED:
        return f"{_FIRST_WORDS.split(gate.reason)[0]}: a day without a run is right."
    if next_run != day:
        return "A day without a run: the back adapts between runs."
    if gate.go is Go.MODIFIED:
        return gate.reason
    step = _last_step(diary)
    if step is not None and last_up(diary) == day:
        return step.reason
    return ""


def _run_day(diary: Diary, programme: Programme, run: ProgrammeRun, now: Moment) -> str:
    """That a run may be run, and which other target a calm rating gives it."""
    rated = diary.now(now.day) is not None
    words = "A run day" if rated else "A run day, once your back is rated"
    ladder = ladder_of(diary)
    if ladder is None or run.rung is None:
        return f"{words}."
    if run.rung < unlocked(diary) and after_break(diary, now.day):
        return f"{words}. After a week or more without a run the level you know comes first."
    shown = ladder.target(run.rung)
    then = shown if rated else ladder.target(rung_once_calm(diary, programme, ladder, now))
    return (
        f"{words}." if then == shown else f"{words}: at {CALM_MOST} or less the target is {then}."
    )


def run_against_advice(diary: Diary) -> Run | None:
    """The newest run, where it began against advice and the back was not rated since it ended."""
    run = diary.counted[-1] if diary.counted else None
    if run is None or not any(diary.overrode(run)):
        return None
    rated = any(one.at.utc_s >= run.ended_utc_s for one in diary.ratings())
    return None if rated else run


def _rest(gate: Verdict) -> str:
    """What a day without a run may hold; where the gate says no, its reason says how far to walk."""
    if gate.go is Go.NO:
        return ""
    return WALK_WELCOME if gate.provider or gate.go is Go.MODIFIED else WELCOME
