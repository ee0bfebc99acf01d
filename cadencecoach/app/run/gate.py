"""What the diary says before a run: whether to run, how far, and what the coach is told of it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from cadencecoach.app.diary.logbook import Logbook, open_logbook, signs_alone
from cadencecoach.core.diary.diary import Act, DiaryChange
from cadencecoach.core.diary.entries import BaselineSet, Overrode
from cadencecoach.core.diary.pain import SEEK_CARE
from cadencecoach.core.plan.click_schedule import faded_share
from cadencecoach.core.plan.plan import ClickMode, Plan
from cadencecoach.core.programme.causes import form_themes
from cadencecoach.core.programme.gates import Go, Verdict
from cadencecoach.core.run.coach import CoachSettings
from cadencecoach.errors import ConfigError, StoreBusy, StoreError

if TYPE_CHECKING:
    from cadencecoach.app.home import Home
    from cadencecoach.config.settings import Settings

TODAY: Final = "today"
"""The name of the plan that a programme makes for a day."""


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What the diary tells a run of this runner."""

    coach: CoachSettings
    pain_before: int | None = None
    """None is unknown."""

    themes: tuple[str, ...] = ()
    """Form themes for what the runner's own video showed and what was ticked; empty is all of them."""


def run_facts(home: Home, plan: Plan, settings: Settings) -> RunFacts:
    """What the coach and the gates of a run are told; nothing where no log can be opened."""
    try:
        return _run_facts(home, plan, settings)
    except StoreError:
        return RunFacts(CoachSettings(quiet=settings.quiet))


def _run_facts(home: Home, plan: Plan, settings: Settings) -> RunFacts:
    with open_logbook(home) as book:
        baseline = book.diary.last(BaselineSet)
        pain = book.diary.now(book.day)
        coach = CoachSettings(
            quiet=settings.quiet,
            click_share=_click_share(book, plan),
            seed=len(book.diary.runs),
            baseline_speed_mps=None if baseline is None else baseline.speed_mps,
        )
        level = None if pain is None else pain.level
        return RunFacts(coach, level, form_themes(book.diary))


def todays_plan(home: Home) -> Plan:
    """The run that the programme asks for today. Raises ConfigError where none was started."""
    with open_logbook(home) as book:
        asked = book.today().run
    if asked is None:
        raise ConfigError(
            "no programme was started, so today asks for no run",
            hint="`cadencecoach programme start`, or name a plan: `cadencecoach plans`",
        )
    return asked.plan


def pass_gate(home: Home, plan: Plan, *, anyway: bool) -> Verdict:
    """The gate's answer to a run now. Raises ConfigError where it says no.

    `anyway` overrules what is not a warning sign; that is written down where the log takes it. A
    log that can only be read is gone by all the same; without one that can be read there is
    nothing to go by but warning signs: the run may begin, and is told why nobody asks.
    """
    try:
        return _passed(home, plan, anyway=anyway)
    except StoreError as exc:
        if signs_alone(home):
            raise ConfigError(SEEK_CARE, hint=f"you ticked a warning sign; {exc.message}") from exc
        return Verdict(Go.GO, "", plan, warnings=(f"{exc.message}: nobody asks for your back",))


def _passed(home: Home, plan: Plan, *, anyway: bool) -> Verdict:
    with open_logbook(home) as book:
        book.apply_due()
        verdict = book.verdict(plan)
        if verdict.go is not Go.NO:
            # Who has never told of a back is not asked for one before each run.
            keeps_diary = book.programme is not None or any(book.diary.ratings())
            return verdict if keeps_diary else replace(verdict, warnings=())
        if not verdict.overridable:
            hint = "`cadencecoach check-in` shows the warning signs and lets you acknowledge them"
            raise ConfigError(verdict.reason, hint=hint)
        if not anyway:
            raise ConfigError(verdict.reason, hint="--anyway overrules this, and is written down")
        with suppress(StoreBusy):
            book.do(overrule(verdict))
        return verdict


def overrule(verdict: Verdict) -> Act:
    """The runner runs although the gate says no."""
    return lambda _, now: DiaryChange((Overrode(now, verdict.reason),))


def _click_share(book: Logbook, plan: Plan) -> float:
    """Of a faded plan: today's by the programme, else by how often this plan was run."""
    if plan.click is not ClickMode.FADED:
        return 1.0
    asked = book.today().run
    if asked is not None and plan.name == asked.plan.name:
        return asked.click_share
    beats = [run for run in book.diary.counted if run.top_spm is not None]
    before = sum(run.title == plan.title for run in beats)
    return faded_share(before + 1)
