"""A plan before it is run: its ladder over time, its length, when it asks."""

from __future__ import annotations

from collections.abc import Sequence

from cadencecoach.core.plan.plan import ClickMode, Plan, Stage
from cadencecoach.core.plan.posture_checks import check_times
from cadencecoach.core.programme.gates import Verdict
from cadencecoach.core.values.units import SAMPLE_RATE, clock
from cadencecoach.ui.ink import EMPTY, Ground, Ink, Line, Span, cells, fitted, merged, wrapped

_TIME_MARKS_S = (30, 60, 120, 300, 600, 1200, 1800, 3600)


def plan_words(plan: Plan) -> Line:
    """Length, targets, posture checks and click in a few words."""
    checks = (
        "no posture checks"
        if plan.cue_every is None
        else f"posture check every {clock(plan.cue_every)}"
    )
    return (Span(" · ".join((*_targets(plan), checks, *_click(plan))), Ink.DIM),)


def _targets(plan: Plan) -> list[str]:
    targets = plan.targets
    parts = [clock(plan.length)]
    if targets:
        way = " → ".join(str(spm) for spm in dict.fromkeys((targets[0], targets[-1])))
        parts.append(f"{way} a minute")
    if len(dict.fromkeys(targets)) > 2:  # between two the way itself says it
        parts.append(f"{targets[1] - targets[0]:+d} a level")
    return parts


def _click(plan: Plan) -> tuple[str, ...]:
    return () if plan.click is ClickMode.ALWAYS else (f"click {plan.click.value}",)


def plan_row(plan: Plan, width: int) -> Line:
    """A plan in a line of the picker, whose words at length stand below."""
    room = max(12, min(32, width // 3))
    title = fitted((Span(plan.title, Ink.STRONG),), room)
    words = " · ".join((*_targets(plan), *_click(plan)))
    return (*title, Span(" " * (room - cells(title) + 2)), Span(words, Ink.DIM))


def no_run_words(gate: Verdict) -> Line:
    """What there is to do where no run may begin."""
    if not gate.overridable:
        return (Span("c  ", Ink.TARGET), Span("once a clinician has looked at it"))
    return (Span("c  ", Ink.TARGET), Span("rate your back anew"))


def limit_lines(notes: Sequence[str], width: int, height: int) -> list[Line]:
    """What was changed in a plan, and why, before it is run."""
    lines = wrapped(" ".join(notes), max(1, width - 2), height)
    return [(Span("  " if n else "! ", Ink.WARN), *line) for n, line in enumerate(lines) if line]


def plan_lines(plan: Plan, width: int, height: int) -> list[Line]:
    """The ladder as stairs over the running time, and a "?" at each posture check.

    A stage without a beat is a thin line at the foot of the stairs.
    """
    rows = height - 2
    if rows < 2 or width < 24:
        return []
    steps = sorted(set(plan.targets), reverse=True)
    grid: list[list[Span]] = [[Span(" ")] * width for _ in range(rows)]
    at = 0
    for number, stage in enumerate(plan.stages):
        left = at * width // plan.length
        at += stage.length
        right = max(left + 1, at * width // plan.length)
        level = _row_of(stage, steps, rows)
        wide = right - left
        if stage.target_spm is None:
            grid[level][left:right] = [Span("─", Ink.RULE)] * wide
        else:
            grid[level][left:right] = [Span("━", Ink.TARGET)] * wide
            for below in grid[level + 1 :]:
                below[left:right] = [Span(" ", Ink.PLAIN, Ground.BAND)] * wide
        before = plan.stages[number - 1].target_spm if number else None
        if stage.target_spm is None:
            _write(grid[level], left, right, stage.kind.value, Ink.DIM)
        elif stage.target_spm != before:
            _write(grid[level], left, right, str(stage.target_spm), Ink.STRONG)
    return [*(merged(row) for row in grid), _times(plan, width), _checks(plan, width)]


def _row_of(stage: Stage, steps: Sequence[int], rows: int) -> int:
    if stage.target_spm is None or not steps:
        return rows - 1
    return steps.index(stage.target_spm) * (rows - 2) // max(1, len(steps) - 1)


def _write(row: list[Span], left: int, right: int, text: str, ink: Ink) -> None:
    """A word at the start of a stage where it fits, its line going on behind it."""
    if len(text) + 1 <= right - left:
        row[left : left + len(text) + 1] = [Span(char, ink) for char in f"{text} "]


def _times(plan: Plan, width: int) -> Line:
    whole_s = plan.length // SAMPLE_RATE
    every = next((n for n in _TIME_MARKS_S if n * width // max(1, whole_s) >= 9), _TIME_MARKS_S[-1])
    text = [" "] * width
    for second in range(0, whole_s + 1, every):
        label = clock(second * SAMPLE_RATE)
        left = min(second * width // max(1, whole_s), width - len(label))
        if left >= 0 and set(text[max(0, left - 1) : left + len(label)]) == {" "}:
            text[left : left + len(label)] = label
    return (Span("".join(text), Ink.DIM),)


def _checks(plan: Plan, width: int) -> Line:
    if plan.cue_every is None:
        return EMPTY
    text = [" "] * width
    for moment in check_times(plan):
        text[moment * width // plan.length] = "?"
    return (Span("".join(text), Ink.YOU),)
