"""The plans that can be run, with the settings in them and no target above what is unlocked."""

from __future__ import annotations

from collections.abc import Sequence

from cadencecoach.app.diary.baselines import footing_of, within_limits
from cadencecoach.app.home import Home
from cadencecoach.core.plan.ladder import Ladder, Limited


class PlansOnShelf:
    """A `ports.Plans`: those that can be run, with the settings in them."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def all(self) -> Sequence[Limited]:
        """In the order they are offered. Raises ConfigError and StoreError."""
        shelved = self._home.shelf().all(self._home.settings())
        ladder, rung = self._footing()
        return [within_limits(one.plan, ladder, rung) for one in shelved if one.plan is not None]

    def chosen(self) -> Limited:
        """The runner's usual plan. Raises ConfigError, PlanError and StoreError."""
        settings = self._home.settings()
        plan = self._home.shelf().plan(settings.plan, settings)
        return within_limits(plan, *self._footing())

    def _footing(self) -> tuple[Ladder | None, int]:
        footing = footing_of(self._home)
        return footing.ladder, footing.unlocked

    def choose(self, name: str) -> None:
        """Make a plan the one that is offered from now on. Raises ConfigError."""
        self._home.change_settings({"plan": name})
