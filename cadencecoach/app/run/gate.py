"""What the diary says before a run: whether to run, how far, and what the coach is told of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cadencecoach.app.diary.logbook import Logbook, limits_alone, open_logbook, signs_alone
from cadencecoach.core.diary.diary import Act, DiaryChange
from cadencecoach.core.diary.entries import Overrode
from cadencecoach.core.diary.pain import SEEK_CARE
from cadencecoach.core.plan.click_gate import fade_session, faded_share
from cadencecoach.core.plan.ladder import Ladder, Limited, limit, limit_unknown
from cadencecoach.core.plan.plan import ClickMode, Plan
from cadencecoach.core.programme.causes import form_themes
from cadencecoach.core.programme.gates import Go, Verdict
from cadencecoach.core.programme.own_cadence import (
    FASTEST_OWN,
    SLOWEST_OWN,
    ceiling_of,
    ladder_of,
    own_cadence,
)
from cadencecoach.core.run.coach import CoachSettings
from cadencecoach.core.values.units import Spm
from cadencecoach.errors import ConfigError, StoreBusy, StoreError

if TYPE_CHECKING:
    from cadencecoach.app.home import Home
    from cadencecoach.config.settings import Settings

_NOBODY: Final = ("simulated", "replay")
"""Footpods whose runner has no back."""


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What the diary tells a run of this runner."""

    coach: CoachSettings
    pain_before: int | None = None
    """None is unknown."""

    themes: tuple[str, ...] = ()
    """Form themes for what the runner's own video showed and what was ticked; empty is all of them."""


def write_due(home: Home) -> None:
    """Write down the step that is due, as a run begins; a log that cannot be opened keeps none from it."""
    with suppress(StoreError), open_logbook(home) as book:
        book.apply_due()


def run_facts(home: Home, plan: Plan, settings: Settings) -> RunFacts:
    """What the coach and the gates of a run are told; nothing where no log can be opened."""
    try:
        return _run_facts(home, plan, settings)
    except StoreError:
        return RunFacts(CoachSettings(quiet=settings.quiet))


def _run_facts(home: Home, plan: Plan, settings: Settings) -> RunFacts:
    with open_logbook(home) as book:
        baseline = own_cadence(book.diary).newest
        pain = book.diary.now(book.day)
        coach = CoachSettings(
            quiet=settings.quiet,
            click_share=_click_share(book, plan),
            seed=len(book.diary.runs),
            baseline_speed_mps=None if baseline is None else baseline.speed_mps,
        )
        level = None if pain is None else pain.level
        return RunFacts(coach, level, form_themes(book.diary))


def is_nobody(settings: Settings) -> bool:
    """Whether the runner of these settings has no back: it is simulated, or replayed.

    A sound file leaves the house whoever ran: that is for a back to hear.
    """
    simulated = settings.footpod.partition(":")[0] in _NOBODY
    return simulated and not settings.audio.startswith("file:")


def verdict_of(home: Home, plan: Plan, *, nobody: bool = False) -> Verdict:
    """What the gate says of running a plan now; nothing is written. Raises as `verdicts_of`."""
    (verdict,) = verdicts_of(home, (plan,), nobody=nobody)
    return verdict


def verdicts_of(home: Home, plans: Iterable[Plan], *, nobody: bool = False) -> tuple[Verdict, ...]:
    """What the gate says of running each of these plans now; nothing is written.

    Without a log that can be read there is nothing to go by but limits and warning signs: a run may
    begin then, and is told why nobody asks. Raises ConfigError where a sign waits there.
    """
    if nobody:
        ceiling = ceiling_of(limits_alone(home))
        return tuple(_of_nobody(plan, ceiling) for plan in plans)
    try:
        with open_logbook(home) as book:
            return tuple(map(book.verdict, plans))
    except StoreError as exc:
        return tuple(_without_log(home, plan, exc) for plan in plans)


def _of_nobody(plan: Plan, ceiling: Spm) -> Verdict:
    inside = limit_unknown(plan, ceiling, "no target lies above it, whoever runs")
    return Verdict(Go.GO, "", inside.plan, inside.notes)


def pass_gate(
    home: Home,
    plan: Plan,
    *,
    anyway: bool,
    nobody: bool = False,
    sure: Callable[[str], bool] | None = None,
) -> Verdict:
    """The gate's answer as a run begins or a beat leaves the house. Raises ConfigError for a no.

    `anyway` overrules what is not a warning sign; that is written down where the log takes it. A
    log that can only be read is gone by all the same. `sure` asks the runner whether to run on a
    day without a run; None where nobody is to be asked here.
    """
    if nobody:
        return verdict_of(home, plan, nobody=True)
    try:
        with open_logbook(home) as book:
            book.apply_due()
            verdict = book.verdict(plan)
            if verdict.go is not Go.NO:
                if verdict.rest and not anyway and sure is not None and not sure(verdict.rest):
                    raise ConfigError(verdict.rest, hint="--anyway runs all the same")
                return verdict
            if not verdict.overridable:
                hint = (
                    "`cadencecoach check-in` shows the warning signs and lets you acknowledge them"
                )
                raise ConfigError(verdict.reason, hint=hint)
            if not anyway:
                hint = "--anyway overrules this, and is written down"
                raise ConfigError(verdict.reason, hint=hint)
            with suppress(StoreBusy):
                book.do(overrule(verdict))
            return verdict
    except StoreError as exc:
        return _without_log(home, plan, exc)


def _without_log(home: Home, plan: Plan, exc: StoreError) -> Verdict:
    if signs_alone(home):
        raise ConfigError(SEEK_CARE, hint=f"you ticked a warning sign; {exc.message}") from exc
    inside = _limited_without_log(home, plan)
    asks = f"{exc.message}: nobody asks for your back"
    return Verdict(Go.GO, "", inside.plan, inside.notes, (asks,))


def _limited_without_log(home: Home, plan: Plan) -> Limited:
    """By what can be read of the limits, else by the cadence of the settings; no rung is known then."""
    known = limits_alone(home)
    ladder = ladder_of(known)
    typed = None if ladder is not None else home.settings().cadence_spm
    if typed is not None and SLOWEST_OWN <= typed <= FASTEST_OWN:
        ladder = Ladder(Spm(typed), ceiling_of(known))
    if ladder is None:
        return limit_unknown(plan, ceiling_of(known))
    return limit(plan, ladder, 0)


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
    return faded_share(fade_session(run.day for run in beats if run.title == plan.title))
