"""One question with a few answers, the first one recommended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.widget import Widget

from cadencecoach.ui.ink import EMPTY, Ground, Ink, Line, Span, fitted, wrapped
from cadencecoach.ui.screens.page import Page
from cadencecoach.ui.widgets.paper import Paper
from cadencecoach.ui.widgets.row_list import RowList


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer, and what comes of it."""

    words: str
    more: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: its title, a few sentences, and its answers."""

    title: str
    text: Sequence[str]
    """A paragraph each."""

    choices: Sequence[Choice]
    where: str = ""
    """As in "step 2 of 5"."""


def paragraphs(text: Sequence[str], width: int, height: int) -> list[Line]:
    """Each paragraph wrapped, a line free between two of them while there is room."""
    blocks = [wrapped(one, width, height) for one in text]
    loose = sum(map(len, blocks)) + len(blocks) - 1 <= height
    lines: list[Line] = []
    for block in blocks:
        lines += [EMPTY] * (loose and bool(lines)) + block
    return lines[:height]


class ChoiceScreen(Page[int | None]):
    """Gives back the number of the answer; None where the runner went back."""

    KEYS: ClassVar = (("Enter", "take it"), ("↑/↓", "choose"), ("Esc", "not now"), ("?", "help"))

    def __init__(self, asked: Asked) -> None:
        super().__init__()
        self._asked = asked
        self._text = Paper(paragraphs, widget_id="choice-text", ground=Ground.PANEL)
        self._list = RowList(self._row, widget_id="choices")

    def body(self) -> Iterable[Widget]:
        """The answers below the question."""
        return (self._text, self._list)

    def on_mount(self) -> None:
        """Ask."""
        asked = self._asked
        self.head.show(
            (
                Span("● ", Ink.TARGET),
                Span(asked.title, Ink.STRONG),
                Span(f"  {asked.where}" if asked.where else "", Ink.DIM),
            )
        )
        self._text.show(asked.text)
        self._list.show(len(asked.choices))
        self._list.styles.max_height = len(asked.choices)
        self._list.focus()

    def _row(self, index: int, width: int) -> Line:
        one = self._asked.choices[index]
        more = Span(f"   {one.more}" if one.more else "", Ink.DIM)
        return fitted((Span(one.words, Ink.STRONG), more), width)

    @on(RowList.Taken)
    def _take(self, event: RowList.Taken) -> None:
        self.dismiss(event.index)
