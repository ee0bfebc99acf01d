"""The plans, each with its ladder drawn before anybody starts to run it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import on
from textual.widget import Widget

from cadencecoach.core.plan import Plan
from cadencecoach.ui.ink import Ground, Ink, Line, Span
from cadencecoach.ui.screens.page import Page, one_line
from cadencecoach.ui.widgets.ladder import plan_lines, plan_row, plan_words
from cadencecoach.ui.widgets.paper import Paper
from cadencecoach.ui.widgets.rowlist import RowList


class PlanScreen(Page[Plan | None]):
    """Gives back the plan to run, or None."""

    KEYS: ClassVar = (("Enter", "run it"), ("↑/↓", "choose"), ("Esc", "back"), ("?", "help"))

    def __init__(self, plans: Sequence[Plan], chosen: str) -> None:
        super().__init__()
        self._plans = plans
        self._first = next((i for i, plan in enumerate(plans) if plan.name == chosen), 0)
        self._list = RowList(
            lambda index, width: plan_row(self._plans[index], width), widget_id="plans"
        )
        self._title: Paper[Line] = Paper(one_line, widget_id="plan-title", ground=Ground.PANEL)
        self._words: Paper[Line] = Paper(one_line, widget_id="plan-words", ground=Ground.PANEL)
        self._ladder = Paper(plan_lines, widget_id="ladder", ground=Ground.PANEL)

    def body(self) -> Iterable[Widget]:
        """The list, and the chosen one at length."""
        return (self._list, self._title, self._words, self._ladder)

    def on_mount(self) -> None:
        """Show the plans with the usual one chosen."""
        self.head.show((Span("Plans", Ink.STRONG),))
        self._list.styles.height = min(max(1, len(self._plans)), 8)
        self._list.show(len(self._plans), self._first)
        self._list.focus()
        self._preview(self._first)

    @on(RowList.Moved)
    def _moved(self, event: RowList.Moved) -> None:
        self._preview(event.index)

    def _preview(self, index: int) -> None:
        plan = self._plans[index]
        self._title.show((Span(plan.title, Ink.STRONG),))
        self._words.show(plan_words(plan))
        self._ladder.show(plan)

    @on(RowList.Taken)
    def _run(self, event: RowList.Taken) -> None:
        self.dismiss(self._plans[event.index])
