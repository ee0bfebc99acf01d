"""Home: what today asks for, and the ways to everything else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widget import Widget

from cadencecoach.app.ports import Parts
from cadencecoach.app.views import AfterDiscard, DayView, NextPod, SessionRow
from cadencecoach.core.diary.entries import Sport
from cadencecoach.core.plan.plan import Plan
from cadencecoach.core.programme.gates import Go, Verdict
from cadencecoach.core.programme.programme import ItemKind
from cadencecoach.core.programme.today import Today
from cadencecoach.core.programme.today_items import ItemState, TodayItem
from cadencecoach.errors import CadencecoachError
from cadencecoach.ui.after_away import after_away
from cadencecoach.ui.after_weeks import after_weeks
from cadencecoach.ui.first_steps import first_steps
from cadencecoach.ui.ink import EMPTY, Ground, Ink, Line, Span
from cadencecoach.ui.lines.ladder import limit_lines, no_run_words, plan_lines, plan_words
from cadencecoach.ui.lines.today import (
    back_lines,
    first_that_fits,
    head_line,
    interrupted_line,
    item_row,
    last_lines,
    pod_line,
    remark_line,
    today_keys,
    why_lines,
)
from cadencecoach.ui.outing_flow import ask_once, out_or_back
from cadencecoach.ui.run_flow import look_back, run_through, todays_run
from cadencecoach.ui.screens.home_base import Doors
from cadencecoach.ui.screens.page import one_line
from cadencecoach.ui.screens.plans import PlanScreen
from cadencecoach.ui.screens.routine import RoutineScreen
from cadencecoach.ui.widgets.paper import Paper
from cadencecoach.ui.widgets.row_list import RowList


class TodayScreen(Doors):
    """Shows the day of the programme, or the chosen plan; reads anew each time it is seen."""

    class Offered(Message):
        """The day, what the gate says of the run that is asked for, and what it will listen to."""

        def __init__(self, view: DayView | None, asked: Plan, gate: Verdict, pod: NextPod) -> None:
            super().__init__()
            self.view = view
            self.asked = asked
            self.gate = gate
            self.pod = pod

    class Failed(Message):
        """Why something could not be read."""

        def __init__(self, error: CadencecoachError) -> None:
            super().__init__()
            self.error = error

    AUTO_FOCUS = ""
    """Without a programme there is no list, and Enter runs."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,r", "run", "Run what today asks for"),
        Binding("c", "check_in", "Check-in: how is the back?"),
        Binding("g", "calendar", "Programme: start, pause, day by day"),
        Binding("e", "routines", "Exercises, spoken"),
        Binding("l", "plans", "List of plans: choose one"),
        Binding("v", "review", "Review the sessions"),
        Binding("t", "app.trends", "Trends: week against week, which cue helps"),
        Binding("f", "footpod", "Footpod: pair one, choose one"),
        Binding("b", "baseline", "Baseline: your own cadence, and your ladder"),
        Binding("a", "assessment", "Your form, as videos show it"),
        Binding("o", "outing", "Out: take a run along as sound, or bring one home"),
        Binding("d", "activity", "Diary: a swim, a ride, a walk, other activity"),
        Binding("j", "causes", "What applies to you: it chooses exercises and cues"),
        Binding("u", "desk", "Up from the desk: play its routine"),
        Binding("h", "shoes", "Shoes"),
        Binding("s", "settings", "Settings"),
        Binding("i", "about", "About: what is known, and what is not"),
        Binding("k", "keep", "Keep the interrupted run"),
        Binding("x", "discard", "Remove the interrupted run"),
        Binding("q", "app.quit", "End the program"),
    ]

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts)
        self._plan: Plan | None = None
        self._day: Today | None = None
        self._interrupted: Sequence[SessionRow] = ()
        self._asked_of_outings = False
        self._remark: Line = EMPTY
        self._why = Paper(why_lines, widget_id="why")
        self._items = RowList(self._item, widget_id="items")
        self._title: Paper[Line] = Paper(one_line, widget_id="plan-title", ground=Ground.PANEL)
        self._words: Paper[Line] = Paper(one_line, widget_id="plan-words", ground=Ground.PANEL)
        self._limits = Paper(limit_lines, widget_id="limits", ground=Ground.PANEL)
        self._ladder = Paper(plan_lines, widget_id="ladder", ground=Ground.PANEL)
        self._pod: Paper[Line] = Paper(one_line, widget_id="pod")
        self._last: Paper[Sequence[Line]] = Paper(first_that_fits, widget_id="last")
        self._back: Paper[Sequence[Line]] = Paper(first_that_fits, widget_id="back")

    def body(self) -> Iterable[Widget]:
        """Why, the items of the day, the run, what it listens to, the newest session, the back."""
        return (
            self._why,
            self._items,
            self._title,
            self._words,
            self._limits,
            self._ladder,
            self._pod,
            self._last,
            self._back,
        )

    def on_mount(self) -> None:
        """Say who this is."""
        self.head.show(head_line(None))

    @property
    def _programme(self) -> bool:
        return self._day is not None and bool(self._day.programme)

    @property
    def shown_keys(self) -> tuple[tuple[str, str], ...]:
        """The keys of the last line."""
        return today_keys(self._day)

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool | None:
        """A key that leads nowhere does nothing and is not offered."""
        if action in {"keep", "discard"}:
            return bool(self._interrupted)
        return action != "back"

    # --- reading -------------------------------------------------------------------------------

    def on_screen_resume(self) -> None:
        """Read again what may have changed meanwhile; what is older than the newest reading is left."""
        # As functions: one that is superseded before it began leaves no coroutine behind.
        self.run_worker(self._say_offered, group="offering", exclusive=True)  # type: ignore[arg-type]
        self.run_worker(self._say_loaded, group="reading", exclusive=True)  # type: ignore[arg-type]

    async def _say_loaded(self) -> None:
        await self._read_off_loop(self._load, self._show, lambda: None)

    async def _say_offered(self) -> None:
        for message in await asyncio.to_thread(lambda: tuple(self._offer())):
            self.post_message(message)

    def _offer(self) -> Iterable[Message]:
        parts, view = self._parts, None
        try:
            view = parts.journal.day()
        except CadencecoachError as exc:
            yield self.Failed(exc)
        try:
            asked, gate = todays_run(parts, view)
        except CadencecoachError as exc:
            yield self.Failed(exc)
            return
        try:
            pod = parts.footpods.next_run()
        except CadencecoachError as exc:
            pod = NextPod("not known", f"{exc.message}: {exc.in_app}")
        yield self.Offered(view, asked, gate, pod)

    def _load(self) -> tuple[SessionRow | None, Sequence[SessionRow]]:
        return self._review.latest(), self._review.interrupted()

    @on(Offered)
    def _take_offer(self, event: Offered) -> None:
        gate, plan = event.gate, event.gate.plan
        self._plan = event.asked
        no_run = gate.go is Go.NO
        self._day = None if event.view is None else event.view.today
        self.set_class(self._programme, "-programme")
        # With a programme the sentence of the day says why.
        refused = () if self._programme else (gate.reason,)
        notes = refused if no_run else gate.changes
        self.set_class(bool(notes), "-limited")
        self.set_class(no_run, "-no-run")
        self.set_class(self._day is not None and bool(self._day.provider), "-care")
        self.head.show(head_line(self._day))
        self._title.show((Span("No run now" if no_run else plan.title, Ink.STRONG),))
        self._words.show(no_run_words(gate) if no_run else plan_words(plan))
        self._limits.show(notes)
        self._ladder.show(plan)
        self._pod.show(pod_line(event.pod, plan))
        self.keys.show(self.shown_keys)
        if self._day is not None:
            self._show_day(self._day)
        self._ask_of_outings()

    def _show_day(self, today: Today) -> None:
        self._why.show(today)
        self._back.show(back_lines(today))
        open_now = (n for n, one in enumerate(today.items) if one.state is ItemState.OPEN)
        self._items.show(len(today.items), next(open_now, 0))
        if today.programme:
            self._items.focus()
        else:
            self.set_focus(None)
        remark = remark_line(today)
        if not self._interrupted and self._said in (EMPTY, self._remark):
            self._remark = remark
            self.say(remark)

    def _show(self, found: tuple[SessionRow | None, Sequence[SessionRow]]) -> None:
        latest, interrupted = found
        self._last.show(last_lines(latest))
        before, self._interrupted = self._interrupted, interrupted
        # What else was said, as why a run could not begin, is to be read first.
        if (before or interrupted) and self._said in (EMPTY, self._remark):
            self._remark = interrupted_line(interrupted) if interrupted else EMPTY
            self.say(self._remark)

    @on(Failed)
    def _fail(self, event: Failed) -> None:
        self.tell(event.error)

    def _item(self, index: int, width: int) -> Line:
        return EMPTY if self._day is None else item_row(self._day.items[index], width)

    # --- running -------------------------------------------------------------------------------

    def run_plan(self, plan: Plan) -> None:
        """Begin a run of this plan, if the gate lets it through."""
        self.work(self._run(plan, None))

    def run_passed(self, verdict: Verdict) -> None:
        """Begin a run whose gate was passed before the app was opened."""
        self.work(self._run(verdict.plan, verdict))

    async def _run(self, plan: Plan, passed: Verdict | None) -> None:
        session = await run_through(self, self._parts, plan, passed)
        if session is not None:
            await look_back(self, self._parts, session)

    def welcome(self) -> None:
        """Lead a runner through the first five minutes."""
        self.work(self._begin())

    async def _begin(self) -> None:
        if await first_steps(self, self._parts):
            run = (await asyncio.to_thread(self._parts.journal.day)).today.run
            if run is not None:
                await self._run(run.plan, None)

    def action_calendar(self) -> None:
        """The programme day by day; first where to go on, or what the weeks came to."""
        day = self._day
        if day is not None and (day.away is not None or day.over):
            self.work(self._ways(day))
        else:
            super().action_calendar()

    async def _ways(self, day: Today) -> None:
        days = await (after_weeks if day.away is None else after_away)(self, self._parts)
        self.on_screen_resume()  # another week may be on since this screen came back
        if days:
            super().action_calendar()

    def action_run(self) -> None:
        """Run what is shown."""
        if self._plan is not None:
            self.run_plan(self._plan)

    @on(RowList.Taken)
    def _take(self, event: RowList.Taken) -> None:
        """Do the chosen item."""
        if self._day is None:
            return
        item: TodayItem = self._day.items[event.index]
        match item.item.kind:
            case ItemKind.RUN:
                self.action_run()
            case ItemKind.ROUTINE:
                self.open_screen(lambda: self._routine(item.item.routine))
            case ItemKind.ASSESSMENT:
                self.action_assessment()
            case ItemKind.WALK:
                self.action_activity(Sport.WALK)

    def _routine(self, name: str) -> RoutineScreen:
        journal = self._parts.journal
        return RoutineScreen(journal, journal.routine(name))

    def _after_choice(self, plan: Plan | CadencecoachError | None) -> None:
        if isinstance(plan, CadencecoachError):
            self.tell(plan)
        if not isinstance(plan, Plan):
            return
        try:
            self._parts.plans.choose(plan.name)
        except CadencecoachError as exc:
            self.tell(exc)
        self.run_plan(plan)

    # --- out and back ---------------------------------------------------------------------------

    def action_outing(self) -> None:
        """Take a run along, or bring one home."""
        if self._plan is not None and self._day is not None:
            self.work(out_or_back(self, self._parts, self._plan, self._day.day))

    def _ask_of_outings(self) -> None:
        """Once for each time the app is opened, and while nothing else is going on."""
        if not self._asked_of_outings and self.is_active and not self.on_a_way:
            self._asked_of_outings = True
            self.work(ask_once(self, self._parts))

    # --- beside the run ------------------------------------------------------------------------

    def action_plans(self) -> None:
        """Choose another plan."""
        chosen = self._plan.name if self._plan is not None else ""
        self.app.push_screen(PlanScreen(self._parts.plans, chosen), self._after_choice)

    def action_keep(self) -> None:
        """Count the interrupted run as one that ended there."""
        self._decide(self._review.keep)

    def action_discard(self) -> None:
        """Forget the interrupted run."""
        self._decide(self._review.discard)

    def _decide(self, what: Callable[[int], AfterDiscard | None]) -> None:
        if self._interrupted:
            session = self._interrupted[0].id
            self.do(lambda: what(session), lambda after: self._decided(session, after))

    def _decided(self, session: int, after: AfterDiscard | None) -> None:
        self._interrupted = ()
        self.say_deleted((), session, after)
        if self._set_by is None:
            self._remark = self._said  # the next one may be offered in its place
        self.on_screen_resume()
