"""A run in a life: second by second in a whole one, drawn in the others; also one that the plug ends."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from threading import Event
from typing import Final
from uuid import UUID

from cadencecoach.adapters.store.sqlite import Store
from cadencecoach.adapters.store.writer import NewSession, SessionWriter
from cadencecoach.app.diary.logbook import local_now
from cadencecoach.app.run.gate import pass_gate, run_facts
from cadencecoach.app.run.wanted import wanted_plan
from cadencecoach.config.plans import NOTHING_TYPED, PlanOptions
from cadencecoach.core import events as ev
from cadencecoach.core.diary.pain import Pain, Quality
from cadencecoach.core.outcome.session_facts import SessionState, Source
from cadencecoach.core.plan.plan import Plan
from cadencecoach.core.run.setup import Setup, setup_record
from cadencecoach.core.score.click_sound import ClickStyle
from cadencecoach.core.values.units import SAMPLE_RATE, Frame, frames
from tests.core.pods import SAID
from tests.lives.drawn_run import drawn, felt_in_a_run
from tests.lives.life import Life
from tests.lives.played_run import PlayedRun, play
from tests.lives.runner import HABITS
from tests.lives.trouble import full_disk

WHOLE_MINUTES: Final = (12, 16)
"""A whole life's runs are as short as the app lets them be typed, since each second of them is played."""


def run(life: Life, chance: random.Random) -> str:
    settings = life.home.settings()
    wanted = chance.choice(("today",) * 6 + ("ramp", "rung-2", "listening-ramp"))
    typed = (
        PlanOptions(minutes=chance.choice(WHOLE_MINUTES)) if life.memory is None else NOTHING_TYPED
    )
    plan = wanted_plan(life.home, wanted, settings, typed)
    life.gate = pass_gate(life.home, plan, anyway=chance.random() < life.runner.overdoes)
    facts = run_facts(life.home, life.gate.plan, settings)
    plan = life.gate.plan
    felt = felt_in_a_run(life.level, life.runner, chance)
    ends_s = (
        plan.length / SAMPLE_RATE * (chance.uniform(0.05, 0.9) if chance.random() < 0.06 else 1)
    )
    life.ran += 1
    if life.memory is None:
        setup = Setup(
            plan, ClickStyle("wood"), SAID, coach=facts.coach, pain_before=facts.pain_before
        )
        life.played = play(setup, life.runner, _pressed(life, felt, ends_s, plan, chance), chance)
        if chance.random() < 0.08:
            life.played, kept_s = None, _unplugged(life, life.played, chance)
            life.time_to(life.clock.true_s + kept_s)
            return f"the plug was pulled after {kept_s / 60:.1f} min"
        if chance.random() < 0.15:
            _record_late(life, life.played)
        else:
            _record(life, life.played)
        ran_s = life.played.summary.elapsed / SAMPLE_RATE
    else:
        session = str(UUID(int=life.seed << 32 | life.ran))
        run, measured = drawn(
            session, local_now(life.home), plan, life.runner, felt, ends_s, facts.pain_before
        )
        life.memory.add_run(run, measured)
        ran_s = run.elapsed_s
    life.time_to(life.clock.true_s + ran_s)
    life.level = min(10.0, life.level + life.runner.strains * chance.random())
    top = max(plan.targets, default=None)
    return f"{wanted}: {life.gate.go.value}, up to {top}, {ran_s / 60:.1f} min, felt {[p.level for _, p in felt]}"


def _pressed(
    life: Life, felt: Sequence[tuple[float, Pain]], ends_s: float, plan: Plan, chance: random.Random
) -> list[ev.Input]:
    length_s = plan.length / SAMPLE_RATE
    keys: list[ev.Input] = [
        ev.PainNoted(
            at(second), pain.level, sharp=pain.quality is Quality.SHARP, limping=pain.limping
        )
        for second, pain in felt
        if second < ends_s
    ]
    if chance.random() < life.runner.overdoes:
        keys += [ev.TargetMoved(at(chance.uniform(1, length_s)), 5) for _ in range(3)]
    if chance.random() < 0.3:
        stands = chance.uniform(1, length_s)
        keys += [ev.PauseAsked(at(stands)), ev.GoOnAsked(at(stands + chance.uniform(1, 300)))]
    if chance.random() < 0.5:
        keys += [ev.CueAsked(at(chance.uniform(1, length_s))) for _ in range(3)]
        keys += [ev.WhereAsked(at(chance.uniform(1, length_s))) for _ in range(2)]
        keys += [ev.Answer(at(chance.uniform(1, length_s)), yes=chance.random() < 0.5)]
    if chance.random() < 0.1:  # a headset that runs out, and is back
        lost = chance.uniform(1, length_s)
        keys += [ev.AudioChanged(at(lost), playing=False)]
        keys += [ev.AudioChanged(at(lost + chance.uniform(1, 90)), playing=True)]
    if chance.random() < 0.1:
        stood = chance.uniform(10, length_s)
        keys.append(ev.Stalled(at(stood), at(stood - chance.uniform(0.3, 9)), asleep=False))
    if chance.random() < 0.1:
        keys.append(ev.SkipPressed(at(chance.uniform(1, length_s))))
    if ends_s < length_s:
        keys.append(ev.FinishAsked(at(ends_s), ev.EndReason.STOPPED))
    return keys


def _record(life: Life, run: PlayedRun) -> None:
    writer = SessionWriter(
        life.home.database, _new(life, run), on_trouble=_trouble, on_recovered=lambda: None
    )
    writer.append(run.log)
    assert run.state.finished is not None
    assert writer.finish(SessionState.FINISHED, run.state.finished.at, timeout_s=60)


def _record_late(life: Life, run: PlayedRun) -> None:
    """The disk is full from the start of the run to its end: that is said, and then all of it is kept."""
    said: list[str] = []
    troubled, recovered = Event(), Event()

    def trouble(line: str) -> None:
        said.append(line)
        troubled.set()

    with full_disk():
        writer = SessionWriter(
            life.home.database, _new(life, run), on_trouble=trouble, on_recovered=recovered.set
        )
        writer.append(run.log)
        while not (troubled.is_set() or writer.flush(0.1)):
            pass
    assert run.state.finished is not None
    assert writer.finish(SessionState.FINISHED, run.state.finished.at, timeout_s=60)
    if troubled.is_set():
        assert len(said) == 1, "it is said once"
        assert "disk is full" in said[0]
        assert recovered.is_set(), "and that all is kept"


def _new(life: Life, run: PlayedRun) -> NewSession:
    source = Source.NONE if HABITS[life.runner.pod] is None else Source.FOOTPOD
    return NewSession(life.clock.utc_now(), run.setup.plan.name, source, setup_record(run.setup))


def _unplugged(life: Life, run: PlayedRun, chance: random.Random) -> float:
    """The run ends with the power: what was written within the second before is all there is.

    What it comes to when the log is opened next is a law of its own: nothing that was written is lost.
    """
    last = chance.randrange(1, len(run.log))
    kept = run.log[:last]
    reached = Frame(max(event.at for event in kept))
    writer = SessionWriter(
        life.home.database, _new(life, run), on_trouble=_trouble, on_recovered=lambda: None
    )
    writer.append(kept)
    assert writer.finish(SessionState.RUNNING, reached, timeout_s=60)
    with closing(sqlite3.connect(life.home.database)) as log, log:
        log.execute("UPDATE sessions SET process = 'gone' WHERE uuid = ?", (writer.uuid,))
    with Store(life.home.database) as store:
        assert [facts.uuid for facts in store.recover()][:1] == [writer.uuid], "it is found"
        stored = store.load(store.find(writer.uuid).id)
        assert stored.events == kept, "what was written is there"
        if chance.random() < 0.7:
            store.keep(stored.facts.id)
        else:
            store.discard(stored.facts.id)
    return reached / SAMPLE_RATE


def at(second: float) -> Frame:
    """A frame of a session."""
    return Frame(frames(second))


def _trouble(line: str) -> None:
    raise AssertionError(line)
