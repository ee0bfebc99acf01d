"""What became of the runs that were taken along: listed, brought home by a watch or without, dropped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from cadencecoach.adapters.store.importing import add_outing_session
from cadencecoach.adapters.store.outings import OutingStore
from cadencecoach.adapters.store.sqlite import Store
from cadencecoach.core.events import EndReason, FinishAsked, Input
from cadencecoach.core.outcome.session_facts import SessionFacts
from cadencecoach.core.outing.facts import Outing
from cadencecoach.core.run.setup import Setup, setup_from
from cadencecoach.core.values.units import SAMPLE_RATE, Frame, frames
from cadencecoach.errors import ConfigError, StoreError

if TYPE_CHECKING:
    from cadencecoach.app.home import Home

OLDEST_S: Final = 14 * 86_400
"""An outing that is out for longer is not asked about any more (product choice: two weeks later nobody
knows)."""

STILL_ON_S: Final = 1800
"""So long after it was taken along nobody is back (product choice: a run and the way to it take longer)."""


@dataclass(frozen=True, slots=True)
class RanTold:
    """A run without a watch, as the runner tells it."""

    began: datetime | None = None
    """Aware; None is as soon as it was taken along."""

    minutes: float | None = None
    """Of running; None is to the end of the plan."""


def outings(home: Home) -> tuple[Outing, ...]:
    """Every one, newest first. Raises StoreError."""
    with OutingStore(home.database) as store:
        return store.all()


def still_out(home: Home) -> tuple[Outing, ...]:
    """Those of the last weeks of which nothing is known yet, newest first. Raises StoreError."""
    now_s = home.clock.utc_now().timestamp()
    return tuple(one for one in outings(home) if one.out and now_s - one.made.utc_s <= OLDEST_S)


def to_ask_about(home: Home, but: int | None = None) -> tuple[Outing, ...]:
    """Those still out that were not asked about yet; they are not asked about again."""
    found = [one for one in still_out(home) if one.id != but]
    with OutingStore(home.database) as store:
        return tuple(one for one in found if not store.asked(one.id))


def next_to_ask_about(home: Home) -> Outing | None:
    """The newest of those, and it alone is not asked about again; none that may still be on."""
    now_s = home.clock.utc_now().timestamp()
    with OutingStore(home.database) as store:
        for one in still_out(home):
            if now_s - one.made.utc_s >= STILL_ON_S and not store.asked(one.id):
                return one
    return None


def drop(home: Home, reference: str) -> Outing:
    """It was never run. Raises StoreError."""
    with OutingStore(home.database) as store:
        found = store.find(reference)
        refuse_home(found)
        store.drop(found.id)
        return replace(found, dropped=True)


def ran(home: Home, reference: str, told: RanTold) -> SessionFacts:
    """Keep an outing as a run without a cadence; its session. Raises ConfigError and StoreError."""
    now = home.clock.utc_now()
    with OutingStore(home.database) as store:
        found = store.find(reference)
        refuse_home(found)
        header = store.header(found.id)
    setup = setup_of(found, header)
    keys: tuple[Input, ...] = ()
    if told.minutes is not None:
        if not 0 < frames(told.minutes * 60) <= setup.plan.length:
            raise ConfigError(
                f"--minutes {told.minutes:g} is not within the plan",
                hint=f"it lasts {setup.plan.length / frames(60):.0f} minutes",
            )
        keys = (FinishAsked(Frame(frames(told.minutes * 60)), EndReason.STOPPED),)
    from cadencecoach.core.outing.session import as_ran  # noqa: PLC0415 - loads numpy

    events, end = as_ran(setup, *keys)
    began = told.began or datetime.fromtimestamp(found.made.utc_s, UTC)
    if began.timestamp() + end / SAMPLE_RATE > now.timestamp() and told.began is not None:
        raise ConfigError("that run would not be over yet", hint="--at is when it began")
    number = add_outing_session(home.database, header, events, began, None, now, found.id)
    with Store(home.database) as log:
        return log.find(str(number))


def refuse_home(outing: Outing) -> None:
    """Refuse one of which it is known what became of it. Raises StoreError."""
    if outing.session is not None:
        raise StoreError(
            f"outing {outing.id} is session {outing.session} already",
            hint=f"`cadencecoach show {outing.session}` shows it",
            in_app="v on Today lists it",
        )


def setup_of(outing: Outing, header: Mapping[str, Any]) -> Setup:
    """What was in its sound. Raises StoreError where another version wrote it."""
    try:
        return setup_from(header)
    except (KeyError, TypeError, ValueError) as exc:
        raise StoreError(
            f"outing {outing.id} cannot be read",
            hint="it was written by another version; update CadenceCoach",
        ) from exc
