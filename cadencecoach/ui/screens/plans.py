"""The plans, each with its ladder drawn before anybody starts to run it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import on
from textual.widget import Widget

from cadencecoach.app.ports import Plans
from cadencecoach.core.plan.ladder import Limited
from cadencecoach.core.plan.plan import Plan
from cadencecoach.errors import CadencecoachError
from cadencecoach.ui.ink import Ground, Ink, Line, Span
from cadencecoach.ui.lines.ladder import limit_lines, plan_lines, plan_row, plan_words
from cadencecoach.ui.screens.page import Page, one_line
from cadencecoach.ui.widgets.paper import Paper
from cadencecoach.ui.widgets.row_list import RowList


class PlanScreen(Page[Plan | CadencecoachError | None]):
    """Reads the plans; gives back the one to run, None, or why there are none."""

    KEYS: ClassVar = (("Enter", "run it"), ("↑/↓", "choose"), ("Esc", "back"), ("?", "help"))

    def __init__(self, shelf: Plans, chosen: str) -> None:
        super().__init__()
        self._shelf = shelf
        self._chosen = chosen
        self._plans: Sequence[Limited] = ()
        self._list = RowList(
            lambda index, width: plan_row(self._plans[index].plan, width), widget_id="plans"
        )
        self._title: Paper[Line] = Paper(one_line, widget_id="plan-title", ground=Ground.PANEL)
        self._words: Paper[Line] = Paper(one_line, widget_id="plan-words", ground=Ground.PANEL)
        self._limits = Paper(limit_lines, widget_id="limits", ground=Ground.PANEL)
        self._ladder = Paper(plan_lines, widget_id="ladder", ground=Ground.PANEL)

    def body(self) -> Iterable[Widget]:
        """The list, and the chosen one at length."""
        return (self._list, self._title, self._words, self._limits, self._ladder)

    def on_mount(self) -> None:
        """Begin to read."""
        self.head.show((Span("Plans", Ink.STRONG),))
        self._list.focus()
        self.run_worker(self._read_plans(), group="reading")

    async def _read_plans(self) -> None:
        """Show the plans with the usual one chosen."""
        try:
            plans = self._plans = await asyncio.to_thread(self._shelf.all)
        except CadencecoachError as exc:
            error = exc
            self.when_seen(lambda: self.dismiss(error))
            return
        first = next((i for i, one in enumerate(plans) if one.plan.name == self._chosen), 0)
        self._list.styles.height = min(max(1, len(plans)), 8)
        self._list.show(len(plans), first)
        self._preview(first)

    @on(RowList.Moved)
    def _moved(self, event: RowList.Moved) -> None:
        self._preview(event.index)

    def _preview(self, index: int) -> None:
        plan, notes = self._plans[index].plan, self._plans[index].notes
        self._title.show((Span(plan.title, Ink.STRONG),))
        self._words.show(plan_words(plan))
        self.set_class(bool(notes), "-limited")
        self._limits.show(notes)
        self._ladder.show(plan)

    @on(RowList.Taken)
    def _run(self, event: RowList.Taken) -> None:
        self.dismiss(self._plans[event.index].to_run)
