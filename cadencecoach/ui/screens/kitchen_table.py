"""The kitchen table: the posture checks of a run that was taken along, answered afterwards in one screen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.binding import Binding, BindingType
from textual.widget import Widget

from cadencecoach.app.run.ports import Outings
from cadencecoach.core.values.text import many
from cadencecoach.core.values.units import clock
from cadencecoach.ui.ink import Ground, Ink, Line, Span
from cadencecoach.ui.screens.choice import paragraphs
from cadencecoach.ui.screens.page import Page
from cadencecoach.ui.widgets.paper import Paper
from cadencecoach.ui.widgets.row_list import RowList

if TYPE_CHECKING:
    from cadencecoach.app.review.outing_import import BroughtHome, OpenCheck

_WORDS: Final = {None: "not told", True: "yes", False: "no"}
_ORDER: Final = (None, True, False)
_ASKED: Final = {"neutral": "spine neutral?", "relaxed": "shoulders relaxed?"}


class KitchenTableScreen(Page[None]):
    """Keeps what is told; what is not told stays unknown."""

    KEYS: ClassVar = (
        ("y", "yes"),
        ("n", "no"),
        ("←/→", "choose"),
        ("Enter", "that is it"),
        ("Esc", "skip all"),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", "Answer yes"),
        Binding("n", "answer(False)", "Answer no"),
        Binding("left", "turn(-1)", "The answer before"),
        Binding("right", "turn(1)", "The next answer"),
    ]

    def __init__(
        self, outings: Outings, home: BroughtHome, words: Sequence[str], checks: Sequence[OpenCheck]
    ) -> None:
        super().__init__()
        self._outings = outings
        self._session = home.facts.id
        self._title = home.facts.title
        self._words = words
        self._rows = [(check, asked) for check in checks for asked in check.questions]
        self._told: list[bool | None] = [None] * len(self._rows)
        self._text = Paper(paragraphs, widget_id="choice-text", ground=Ground.PANEL)
        self._list = RowList(self._row, widget_id="choices")

    def body(self) -> Iterable[Widget]:
        """What came home, and the questions."""
        return (self._text, self._list)

    def on_mount(self) -> None:
        """Ask."""
        self.head.show(
            (
                Span("✔ ", Ink.GOOD),
                Span("It is home", Ink.STRONG),
                Span(f"  session {self._session}, {self._title}", Ink.DIM),
            )
        )
        self._text.show(
            (
                *self._words,
                f"How was it at the posture checks? {many(len(self._rows), 'question')}.",
            )
        )
        self._list.show(len(self._rows))
        self._list.focus()

    def _row(self, index: int, _width: int) -> Line:
        check, asked = self._rows[index]
        told = self._told[index]
        return (
            Span(f"at {clock(check.at):>5}   ", Ink.DIM),
            Span(f"{_ASKED.get(asked, asked):<20}"),
            Span("◂ ", Ink.RULE),
            Span(_WORDS[told], Ink.DIM if told is None else Ink.STRONG),
            Span(" ▸", Ink.RULE),
        )

    def action_answer(self, yes: bool) -> None:
        """Answer the chosen one, and go to the next."""
        self._told[self._list.cursor] = yes
        self._list.move_to(min(self._list.cursor + 1, len(self._rows) - 1))
        self._list.refresh()

    def action_turn(self, by: int) -> None:
        """Another answer."""
        at = self._list.cursor
        self._told[at] = _ORDER[(_ORDER.index(self._told[at]) + by) % len(_ORDER)]
        self._list.refresh()

    @on(RowList.Taken)
    def _keep(self) -> None:
        answers = [
            (check.number, asked, told)
            for (check, asked), told in zip(self._rows, self._told, strict=True)
            if told is not None
        ]
        if not answers:
            self.dismiss(None)
            return
        self.do(lambda: self._outings.answer(self._session, answers), lambda _: self.dismiss(None))
