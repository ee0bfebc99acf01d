"""The plans that can be run, with the settings in them, each as the gate would let it through now."""

from __future__ import annotations

from collections.abc import Sequence

from cadencecoach.app.diary.baselines import PLAN as BASELINE_PLAN
from cadencecoach.app.diary.logbook import Logbook, open_logbook
from cadencecoach.app.home import Home
from cadencecoach.app.run.gate import is_nobody, verdict_of
from cadencecoach.core.plan.ladder import Limited
from cadencecoach.core.plan.plan import Plan


class PlansOnShelf:
    """A `ports.Plans`: those that can be run, with the settings in them."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def all(self) -> Sequence[Limited]:
        """In the order they are offered. Raises ConfigError and StoreError."""
        shelved = self._home.shelf().all(self._home.settings())
        with open_logbook(self._home) as book:
            return [self._offer(book, one.plan) for one in shelved if one.plan is not None]

    def chosen(self) -> Limited:
        """The runner's usual plan; the one that measures, where nothing is known of the runner.

        Raises ConfigError, PlanError and StoreError.
        """
        settings = self._home.settings()
        with open_logbook(self._home) as book:
            # Nobody is greeted with a ramp that stands on nothing: it is run once it was chosen.
            known = book.ladder is not None or is_nobody(settings) or self._home.sets("plan")
            name = settings.plan if known else BASELINE_PLAN
            return self._offer(book, self._home.shelf().plan(name, settings))

    def _offer(self, book: Logbook, plan: Plan) -> Limited:
        if is_nobody(self._home.settings()):
            verdict = verdict_of(self._home, plan, nobody=True)
        else:
            verdict = book.verdict(plan)
        return Limited(verdict.plan, verdict.changes, plan)

    def choose(self, name: str) -> None:
        """Make a plan the one that is offered from now on. Raises ConfigError."""
        self._home.change_settings({"plan": name})
