"""`plans`: what there is to run, drawn before it is run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cyclopts import App

from cadencecoach.app.home import Home
from cadencecoach.cli.options import NO_PLAN_OPTIONS, TypedPlan
from cadencecoach.cli.text.tables import print_table
from cadencecoach.core.plan.plan import Plan, Stage
from cadencecoach.core.programme.gates import Go
from cadencecoach.core.values.text import plain
from cadencecoach.core.values.units import clock

if TYPE_CHECKING:
    from cadencecoach.config.shelf import ShelvedPlan
    from cadencecoach.core.programme.gates import Verdict

app = App(name="plans")


@app.default
def list_plans() -> None:
    """List the plans as they may be run now, each with its ladder and length."""
    from cadencecoach.app.run.gate import is_nobody, verdicts_of

    home = Home.here()
    settings = home.settings()
    shelved = home.shelf().all(settings)
    plans = [(one, one.plan) for one in shelved if one.plan is not None]
    verdicts = verdicts_of(home, (plan for _, plan in plans), nobody=is_nobody(settings))
    rows = [("plan", "length", "ladder", "checks", "")]
    rows += [
        (
            one.name,
            clock(said.plan.length),
            ladder(said.plan),
            "off" if said.plan.cue_every is None else f"every {clock(said.plan.cue_every)}",
            _mark(one, settings.plan, said),
        )
        for (one, _), said in zip(plans, verdicts, strict=True)
    ]
    print_table(rows, right=(1,))
    for reason in dict.fromkeys(said.reason for said in verdicts if said.go is not Go.GO):
        print(f"\n{plain(reason)}")
    for one in shelved:
        if one.fault is not None:
            print(f"\n{one.name} cannot be run: {plain(one.fault.message)}")
    print(f"\nYours are *.toml files in {plain(str(home.plans))}")


@app.command(name="show")
def show_plan(name: str, /, *, over: TypedPlan = NO_PLAN_OPTIONS) -> None:
    """Draw one plan as it may be run now, stage by stage.

    Parameters
    ----------
    name
        A name from `cadencecoach plans`, a path, today, or level-2 of your own ladder.
    """
    from cadencecoach.app.run.gate import is_nobody, verdict_of
    from cadencecoach.app.run.wanted import wanted_plan
    from cadencecoach.config.plans import plan_options

    home = Home.here()
    settings = home.settings()
    wanted = wanted_plan(home, name, settings, plan_options(over.given()))
    verdict = verdict_of(home, wanted, nobody=is_nobody(settings))
    plan = verdict.plan
    print(f"{plan.title}  {clock(plan.length)}")
    print()
    rows, at = [], 0
    for stage in plan.stages:
        rows.append((clock(at), stage.kind.value, _target(stage), clock(stage.length), _bar(stage)))
        at += stage.length
    print_table(rows, right=(0, 2, 3))
    print()
    every = "none" if plan.cue_every is None else f"every {clock(plan.cue_every)} of running time"
    print(f"posture checks  {every}")
    if verdict.go is not Go.GO or verdict.changes or verdict.warnings:
        print()
        answer = (f"{verdict.go.value}: {verdict.reason}",) if verdict.reason else ()
        for line in (*answer, *verdict.changes, *verdict.warnings):
            print(plain(line))


def ladder(plan: Plan) -> str:
    """The targets in a line: 160 → 165 → 170 → 175."""
    return " → ".join(map(str, plan.targets)) or "no beat"


def _target(stage: Stage) -> str:
    return "-" if stage.target_spm is None else f"{stage.target_spm} a minute"


def _bar(stage: Stage) -> str:
    """A step of the stair: a cell for each 2 spm above 100."""
    return "" if stage.target_spm is None else "━" * ((stage.target_spm - 100) // 2)


def _mark(one: ShelvedPlan, chosen: str, said: Verdict) -> str:
    marks = ["chosen"] * (one.name == chosen) + ["yours"] * one.own
    if said.go is not Go.GO:
        marks.append("no run now" if said.go is Go.NO else "gentler")
    elif said.changes:
        marks.append("less than its file says")
    return ", ".join(marks)
