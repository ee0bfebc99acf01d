"""Home: what today asks for, and the ways to everything else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widget import Widget

from cadencecoach.core.ladder import Limited
from cadencecoach.core.plan import Plan
from cadencecoach.core.units import clock
from cadencecoach.errors import CadencecoachError
from cadencecoach.ui.driver import Parts, SessionRow
from cadencecoach.ui.ink import Ground, Ink, Line, Span
from cadencecoach.ui.poddriver import NextPod
from cadencecoach.ui.screens.baseline import BaselineScreen
from cadencecoach.ui.screens.footpod import FootpodScreen
from cadencecoach.ui.screens.page import Page, one_line
from cadencecoach.ui.screens.plans import PlanScreen
from cadencecoach.ui.screens.review import ReviewScreen
from cadencecoach.ui.screens.run import RunEnd, RunScreen
from cadencecoach.ui.screens.session import SessionScreen
from cadencecoach.ui.screens.settings import SettingsScreen
from cadencecoach.ui.widgets.ladder import limit_lines, plan_lines, plan_words
from cadencecoach.ui.widgets.paper import Paper
from cadencecoach.ui.widgets.sessionlines import day, marks


def last_line(row: SessionRow | None) -> Line:
    """The newest session in a line."""
    label = Span("last   ", Ink.DIM)
    if row is None:
        return (label, Span("no session yet", Ink.DIM))
    line: Line = (label, Span(f"{day(row)}   "), Span(row.title), Span(f"   {clock(row.running)}"))
    if row.cadence_spm is not None:
        line = (*line, Span(f"   {row.cadence_spm:.0f}", Ink.YOU), Span(" spm", Ink.DIM))
    if row.in_band_percent is not None:
        line = (*line, Span(f"   {row.in_band_percent:.0f} %", Ink.GOOD), Span(" in band", Ink.DIM))
    return (*line, *marks(row))


def pod_line(pod: NextPod) -> Line:
    """What the run will listen to, or what to do about it first."""
    label = Span("with   ", Ink.DIM)
    if pod.warning:
        return (label, Span("! ", Ink.WARN), Span(pod.warning, Ink.WARN))
    return (label, Span(pod.words))


def interrupted_line(rows: Sequence[SessionRow]) -> Line:
    """A run that ended without being finished, and what to do with it."""
    row = rows[0]
    more = f"  ({len(rows) - 1} more)" if len(rows) > 1 else ""
    return (
        Span("! interrupted  ", Ink.WARN),
        Span(f"{day(row)}, {clock(row.running)} run{more}   "),
        Span("k", Ink.TARGET),
        Span(" keep  "),
        Span("d", Ink.TARGET),
        Span(" discard"),
    )


class TodayScreen(Page[None]):
    """Shows the chosen plan and the newest session; reads them anew each time it is seen."""

    class Loaded(Message):
        """What the log says."""

        def __init__(self, latest: SessionRow | None, interrupted: Sequence[SessionRow]) -> None:
            super().__init__()
            self.latest = latest
            self.interrupted = interrupted

    class Offered(Message):
        """The plan as it may be run today, and what the run will listen to."""

        def __init__(self, offer: Limited, pod: NextPod) -> None:
            super().__init__()
            self.offer = offer
            self.pod = pod

    class Failed(Message):
        """Why something could not be read."""

        def __init__(self, error: CadencecoachError) -> None:
            super().__init__()
            self.error = error

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,r", "run", "Run what today asks for"),
        Binding("p", "plans", "Choose a plan"),
        Binding("v", "review", "Review the sessions"),
        Binding("f", "footpod", "Footpod: pair one, choose one"),
        Binding("b", "baseline", "Baseline: your own cadence, and your ladder"),
        Binding("s", "settings", "Settings"),
        Binding("k", "keep", "Keep the interrupted run"),
        Binding("d", "discard", "Discard the interrupted run"),
        Binding("q", "app.quit", "Quit"),
    ]

    def __init__(self, parts: Parts) -> None:
        super().__init__()
        self._parts = parts
        self._plan: Plan | None = None
        self._interrupted: Sequence[SessionRow] = ()
        self._title: Paper[Line] = Paper(one_line, widget_id="plan-title", ground=Ground.PANEL)
        self._words: Paper[Line] = Paper(one_line, widget_id="plan-words", ground=Ground.PANEL)
        self._limits = Paper(limit_lines, widget_id="limits", ground=Ground.PANEL)
        self._ladder = Paper(plan_lines, widget_id="ladder", ground=Ground.PANEL)
        self._pod: Paper[Line] = Paper(one_line, widget_id="pod")
        self._last: Paper[Line] = Paper(one_line, widget_id="last")

    def body(self) -> Iterable[Widget]:
        """The chosen plan, and the newest session."""
        return (self._title, self._words, self._limits, self._ladder, self._pod, self._last)

    def on_mount(self) -> None:
        """Show the keys that lead somewhere."""
        self.head.show(
            (Span("● ", Ink.TARGET), Span("CadenceCoach", Ink.STRONG), Span("  today", Ink.DIM))
        )

    @property
    def shown_keys(self) -> tuple[tuple[str, str], ...]:
        """The keys of the last line."""
        return (
            ("Enter", "run"),
            ("p", "plans"),
            ("b", "baseline"),
            ("f", "footpod"),
            ("?", "help"),
            ("v", "review"),
            ("s", "settings"),
            ("q", "quit"),
        )

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool | None:
        """A key that leads nowhere does nothing and is not offered."""
        if action in {"keep", "discard"}:
            return bool(self._interrupted)
        return action != "back"

    def on_screen_resume(self) -> None:
        """Read again what may have changed meanwhile."""
        self.run_worker(self._offer, group="offering", thread=True, exclusive=True)
        self.run_worker(self._load, group="reading", thread=True, exclusive=True)

    def _offer(self) -> None:
        try:
            offer = self._parts.plans.chosen()
        except CadencecoachError as exc:
            self.post_message(self.Failed(exc))
            return
        try:
            pod = self._parts.footpods.next_run()
        except CadencecoachError as exc:
            pod = NextPod("not known", f"{exc.message}: {exc.hint}")
        self.post_message(self.Offered(offer, pod))

    @on(Offered)
    def _take_offer(self, event: Offered) -> None:
        plan = self._plan = event.offer.plan
        self._title.show((Span(plan.title, Ink.STRONG),))
        self._words.show(plan_words(plan))
        self.set_class(bool(event.offer.notes), "-limited")
        self._limits.show(event.offer.notes)
        self._ladder.show(plan)
        self._pod.show(pod_line(event.pod))

    def _load(self) -> None:
        review = self._parts.review
        try:
            self.post_message(self.Loaded(review.latest(), review.interrupted()))
        except CadencecoachError as exc:
            self.post_message(self.Failed(exc))

    @on(Loaded)
    def _show(self, event: Loaded) -> None:
        self._last.show(last_line(event.latest))
        if self._interrupted and not event.interrupted:
            self.say(())
        self._interrupted = event.interrupted
        if self._interrupted:
            self.say(interrupted_line(self._interrupted))

    @on(Failed)
    def _fail(self, event: Failed) -> None:
        self.tell(event.error)

    def run_plan(self, plan: Plan) -> None:
        """Begin a run of this plan."""
        self.say(())
        try:
            driver = self._parts.new_run(plan)
        except CadencecoachError as exc:
            self.tell(exc)
        else:
            self.app.push_screen(RunScreen(driver), self._after_run)

    def _after_run(self, end: RunEnd | None) -> None:
        if end is None:
            return
        if end.error is not None:
            self.tell(end.error)
        elif end.session is None:
            self.say((Span("! ", Ink.WARN), Span("This run was not stored.")))
        else:
            self.app.push_screen(SessionScreen(self._parts.review, end.session))

    def _after_choice(self, plan: Plan | None) -> None:
        if plan is None:
            return
        try:
            self._parts.plans.choose(plan.name)
        except CadencecoachError as exc:
            self.tell(exc)
        self.run_plan(plan)

    def action_run(self) -> None:
        """Run what is shown."""
        if self._plan is not None:
            self.run_plan(self._plan)

    def action_plans(self) -> None:
        """Choose another plan."""
        try:
            plans = self._parts.plans.all()
        except CadencecoachError as exc:
            self.tell(exc)
        else:
            chosen = self._plan.name if self._plan is not None else ""
            self.app.push_screen(PlanScreen(plans, chosen), self._after_choice)

    def action_review(self) -> None:
        """See the sessions."""
        self.app.push_screen(ReviewScreen(self._parts.review))

    def action_settings(self) -> None:
        """Change the settings."""
        try:
            settings = SettingsScreen(self._parts.preferences)
        except CadencecoachError as exc:
            self.tell(exc)
        else:
            self.app.push_screen(settings)

    def action_footpod(self) -> None:
        """Pair a footpod, or choose another source."""
        self.app.push_screen(FootpodScreen(self._parts.footpods))

    def action_baseline(self) -> None:
        """The runner's own cadence."""
        self.app.push_screen(BaselineScreen(self._parts.baselines, self._parts.new_run))

    def action_keep(self) -> None:
        """Count the interrupted run as one that ended there."""
        self._settle(keep=True)

    def action_discard(self) -> None:
        """Forget the interrupted run."""
        self._settle(keep=False)

    def _settle(self, *, keep: bool) -> None:
        if not self._interrupted:
            return
        session = self._interrupted[0].id
        review = self._parts.review
        try:
            (review.keep if keep else review.discard)(session)
        except CadencecoachError as exc:
            self.tell(exc)
        else:
            self.run_worker(self._load, group="reading", thread=True, exclusive=True)
