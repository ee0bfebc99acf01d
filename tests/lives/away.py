"""Runs outdoors: taken along as sound, brought home with the watch's file or without, and a watch's own."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from cadencecoach.adapters.store.outings import OutingStore
from cadencecoach.app.review.outing_import import answer_afterwards, bring_home, open_checks
from cadencecoach.app.review.watch_baseline import take_in_baseline
from cadencecoach.app.review.watch_import import ImportWishes, take_in
from cadencecoach.app.run.outings import RanTold, drop, ran, setup_of, still_out
from cadencecoach.app.run.rendered_run import take_along
from cadencecoach.app.run.taken_along import Wishes
from cadencecoach.config.plans import PlanOptions
from cadencecoach.core.values.units import SAMPLE_RATE
from tests.adapters.watch_files import Row, tcx
from tests.core.pods import Truth
from tests.lives.life import MIDNIGHT, Life
from tests.lives.played_run import truth
from tests.lives.running import WHOLE_MINUTES


def take(life: Life, chance: random.Random) -> str:
    """Today's run, as a sound file for the phone."""
    place = life.home.database.parent / f"along-{chance.getrandbits(32)}.wav"
    taken = take_along(
        life.home,
        "today",
        PlanOptions(minutes=WHOLE_MINUTES[-1]),
        Wishes(place, anyway=chance.random() < life.runner.overdoes),
        on_begin=lambda: None,
        on_share=lambda _: None,
    )
    life.gate = taken.verdict
    assert taken.outing is not None, taken.untold
    place.unlink()
    return f"outing {taken.outing}: {taken.verdict.go.value}, up to {max(taken.verdict.plan.targets, default=None)}"


def bring(life: Life, chance: random.Random) -> str:
    """The oldest that is out: with the watch's file, without a watch, or it was never run."""
    waiting = still_out(life.home)
    if not waiting:
        return "none is out"
    outing = waiting[-1]
    how = chance.random()
    if how < 0.15:
        return f"{drop(life.home, str(outing.id)).id} was never run"
    if how < 0.35:
        return f"{ran(life.home, str(outing.id), RanTold()).plan} without a watch"
    with OutingStore(life.home.database) as store:
        plan = setup_of(outing, store.header(outing.id)).plan
    length_s = plan.length / SAMPLE_RATE
    late_s = chance.choice((0, 0, 25, 240))
    before = Truth(life.runner.own_spm, life.runner.speed_mps, late_s)
    legs = [one for one in (before, *truth(plan, life.runner, chance)) if one.length_s]
    file = _watch_file(life, legs, length_s + late_s + 240)
    home = bring_home(life.home, file, str(outing.id))
    checks = open_checks(life.home, home.facts.id)
    answers = [
        (one.number, asked, chance.random() < 0.7) for one in checks for asked in one.questions
    ]
    answer_afterwards(life.home, home.facts.id, answers)
    assert not open_checks(life.home, home.facts.id), "what is answered is not asked again"
    return f"{home.facts.plan}, {home.alignment.how.value} at {home.alignment.offset_s:.0f} s for {late_s}"


def watch(life: Life, chance: random.Random) -> str:
    """An easy run that only the watch saw; now and then it is to say what the own cadence is."""
    minutes = chance.randint(12, 40)
    file = _watch_file(
        life, [Truth(life.runner.own_spm, life.runner.speed_mps, minutes * 60)], minutes * 60
    )
    if chance.random() < 0.3:
        taken = take_in_baseline(life.home, file, ImportWishes())
        return f"baseline {taken.baseline and taken.baseline.cadence_spm} {taken.lacking}"
    return f"session {take_in(life.home, file, ImportWishes()).facts.id}"


def _watch_file(life: Life, legs: Iterable[Truth], length_s: float) -> Path:
    """What a watch wrote of it, whose clock is right; it ended a quarter of an hour ago."""
    began: datetime = MIDNIGHT + timedelta(seconds=round(life.clock.true_s - length_s - 900))
    rows: list[Row] = []
    metres = 0.0
    for leg in legs:
        for _ in range(round(leg.length_s)):
            rows.append((len(rows), leg.spm / 2, leg.speed_mps, metres))
            metres += leg.speed_mps
    path = life.home.database.parent / f"watch-{began:%d-%H%M%S}.tcx"
    path.write_bytes(tcx(rows, started=began))
    return path
