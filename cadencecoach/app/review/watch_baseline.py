"""The own cadence out of a run that a watch alone saw, once it is known that no beat was in the ears."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cadencecoach.adapters.clock import local_moment
from cadencecoach.adapters.imports.watch_run import WatchRun, open_watch_file, watch_run
from cadencecoach.adapters.store.sqlite import Store
from cadencecoach.app.diary.logbook import open_logbook
from cadencecoach.app.review.watch_import import (
    BASELINE,
    ImportWishes,
    TakenIn,
    add_run,
    length_of,
    refuse_known,
)
from cadencecoach.app.review.watch_match import refuse_same
from cadencecoach.core.diary.diary import Diary
from cadencecoach.core.diary.entries import BaselineSet
from cadencecoach.core.plan.plan import Plan, Stage, StageKind
from cadencecoach.core.programme.own_cadence import own_cadence
from cadencecoach.core.programme.programme import WARM_UP
from cadencecoach.core.values.units import Frames

if TYPE_CHECKING:
    from cadencecoach.app.home import Home

_SHORTEST: Final = Frames(2 * WARM_UP)
"""A baseline run of this length or more leaves its warm-up out (choice: baseline)."""


def take_in_baseline(home: Home, path: Path, wishes: ImportWishes) -> TakenIn:
    """Take a run in as one of its own, and let the ladder stand on it where it can be trusted.

    What is to be asked first is in `lacking` and `asked`; `keep_asked` is the runner's word. Raises FileRefused, UnitsUnclear and StoreError.
    """
    file = open_watch_file(path)
    now = home.clock.utc_now()
    with Store(home.database) as store:
        store.recover()
        refuse_known(home, store, file)
        run = watch_run(file, now, wishes.counts, wishes.offset_s or 0.0)
        refuse_same(run, store.sessions())
        taken = add_run(home, store, run, wishes, _baseline_plan(run))
        stored = store.load(taken.facts.id)
        found = store.baseline(stored)
    assert found is not None
    entry = found.entry(local_moment(now), stored.facts.uuid)
    if entry is None:
        return replace(taken, lacking=found.lacking)
    with open_logbook(home) as book:
        before = own_cadence(_without(book.diary, entry.session))
        doubt = before.doubt_of_file(entry, local_moment(run.started).day)
        if doubt:
            return replace(taken, lacking=doubt, asked=entry)
        book.write(entry)
    return replace(taken, baseline=entry)


def _without(diary: Diary, session: str | None) -> Diary:
    """The diary without what a session measured."""
    entries = diary.entries
    return Diary(
        tuple(one for one in entries if not isinstance(one, BaselineSet) or one.session != session)
    )


def keep_asked(home: Home, taken: TakenIn) -> TakenIn:
    """Let the ladder stand on what was asked about: the runner says that there was no beat.

    Raises StoreError.
    """
    assert taken.asked is not None
    sure = replace(taken.asked, confirmed=True)
    with open_logbook(home) as book:
        book.write(sure)
    return replace(taken, lacking="", asked=None, baseline=sure)


def _baseline_plan(run: WatchRun) -> Plan:
    length = length_of(run)
    stages = [Stage(StageKind.BASELINE, length)]
    if length >= _SHORTEST:
        stages = [
            Stage(StageKind.WARM_UP, WARM_UP),
            Stage(StageKind.BASELINE, Frames(length - WARM_UP)),
        ]
    return Plan(*BASELINE, tuple(stages), None, theme=False)
