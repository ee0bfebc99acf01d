"""The plans that can be run, with the settings in them, each as the gate would let it through now."""

from __future__ import annotations

from collections.abc import Sequence

from cadencecoach.app.diary.baselines import PLAN as BASELINE_PLAN
from cadencecoach.app.diary.logbook import open_logbook
from cadencecoach.app.home import Home
from cadencecoach.app.run.gate import is_nobody, verdict_of, verdicts_of
from cadencecoach.core.plan.ladder import Limited
from cadencecoach.core.plan.plan import Plan
from cadencecoach.core.programme.gates import Go, Verdict


class PlansOnShelf:
    """A `ports.Plans`: those that can be run, with the settings in them."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def all(self) -> Sequence[Limited]:
        """In the order they are offered. Raises ConfigError and StoreError."""
        settings = self._home.settings()
        plans = [one.plan for one in self._home.shelf().all(settings) if one.plan is not None]
        verdicts = verdicts_of(self._home, plans, nobody=is_nobody(settings))
        return [_offer(plan, said) for plan, said in zip(plans, verdicts, strict=True)]

    def chosen(self) -> Limited:
        """The runner's usual plan; the one that measures, where nothing is known of the runner.

        Raises ConfigError, PlanError and StoreError.
        """
        settings = self._home.settings()
        with open_logbook(self._home) as book:
            # Nobody is greeted with a ramp that stands on nothing: it is run once it was chosen.
            known = book.ladder is not None or is_nobody(settings) or self._home.sets("plan")
            name = settings.plan if known else BASELINE_PLAN
        plan = self._home.shelf().plan(name, settings)
        return _offer(plan, verdict_of(self._home, plan, nobody=is_nobody(settings)))

    def choose(self, name: str) -> None:
        """Make a plan the one that is offered from now on. Raises ConfigError."""
        self._home.change_settings({"plan": name})


def _offer(plan: Plan, verdict: Verdict) -> Limited:
    """A plan as it would be run, with the gate's words where they are not simply go."""
    words = () if verdict.go is Go.GO else (verdict.reason,)
    return Limited(verdict.plan, (*words, *verdict.changes), plan)
