"""The shoes: which pairs there are, how far they have run, and when one is worn."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar, Final

from textual.binding import Binding, BindingType
from textual.events import Key
from textual.widget import Widget

from cadencecoach.app.diary.ports import Journal
from cadencecoach.app.diary.shoes import LONGEST_NAME, add_shoes, retire_shoes
from cadencecoach.core.diary.diary import Act
from cadencecoach.core.diary.load import Shoes
from cadencecoach.core.values.text import many, plain
from cadencecoach.ui.ink import EMPTY, Ink, Line, Span, fitted
from cadencecoach.ui.lines.run import bar
from cadencecoach.ui.screens.page import Page
from cadencecoach.ui.widgets.paper import Paper
from cadencecoach.ui.widgets.row_list import RowList

_TYPED: Final = re.compile(r"(?P<name>.*?\S)(?:\s+(?P<km>[0-9]{1,4}))?")


def pair_typed(text: str) -> tuple[str, float] | None:
    """Name and kilometres of "Blue 120"; None where there is no name."""
    found = _TYPED.fullmatch(" ".join(plain(text).split()))
    if found is None:
        return None
    return found["name"][:LONGEST_NAME], float(found["km"] or 0)


def shoe_row(pair: Shoes, width: int) -> Line:
    """A pair, how far it has run of its limit, and a word where that is much."""
    room = max(10, min(24, width // 3))
    name = fitted((Span(pair.name, Ink.DIM if pair.retired else Ink.STRONG),), room)
    filled = Span(" " * (room - sum(len(span.text) for span in name)))
    state = "retired" if pair.retired else pair.warning.partition(", ")[2] if pair.warning else ""
    line: Line = (
        *name,
        filled,
        Span(f"  {pair.km:4.0f} of {pair.limit_km:.0f} km  "),
        *bar(pair.km / pair.limit_km, 12, Ink.WARN if pair.warning else Ink.GOOD),
        Span(f"  {state}", Ink.WARN if pair.warning else Ink.DIM),
    )
    if pair.uncounted:
        line = (*line, Span(f"  {many(pair.uncounted, 'run')} not known", Ink.DIM))
    return fitted(line, width)


class ShoesScreen(Page[None]):
    """+ adds a pair by its name, x retires one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("plus", "add", "A pair more"),
        Binding("x", "retire", "Remove the chosen pair from use: it is retired"),
    ]

    def __init__(self, journal: Journal) -> None:
        super().__init__()
        self._journal = journal
        self._pairs: Sequence[Shoes] = ()
        self._typed: str | None = None
        self._warned = False
        """Whether Esc leaves what is typed."""
        self._list = RowList(
            lambda index, width: shoe_row(self._pairs[index], width), widget_id="pairs"
        )
        self._line: Paper[str] = Paper(self._typing, widget_id="so-far")

    @property
    def shown_keys(self) -> tuple[tuple[str, str], ...]:
        """Other ones while a name is typed."""
        if self._typed is not None:
            return (("Enter", "add it"), ("Esc", "leave it"))
        return (("+", "add a pair"), ("x", "retire"), ("↑/↓", "choose"), ("Esc", "back"))

    def body(self) -> Iterable[Widget]:
        """The pairs, and what is typed."""
        return (self._list, self._line)

    def on_mount(self) -> None:
        """Show them."""
        self.head.show((Span("Shoes", Ink.STRONG), Span("  worn ones cushion less", Ink.DIM)))
        self._list.focus()
        self._type(None)
        self.read(self._journal.shoes, self._show)

    def _show(self, pairs: Mapping[str, Shoes]) -> None:
        self._pairs = tuple(pairs.values())
        self._list.show(len(self._pairs), self._list.cursor)
        self._type(self._typed)

    @staticmethod
    def _typing(text: str, width: int, _height: int) -> list[Line]:
        return [fitted((Span(text, Ink.STRONG),), width)]

    def _type(self, typed: str | None) -> None:
        self._typed = typed
        if typed is None:
            self._line.show("" if self._pairs else "No pair yet: + adds one.")
        else:
            self._line.show(f"name, and kilometres so far: {typed}▏")
        self.keys.show(self.shown_keys)

    def on_key(self, event: Key) -> None:
        """Letters and digits while a name is typed."""
        if self._typed is None:
            return
        if event.key != "escape":
            self._warned = False
        if event.key == "enter":
            self._add()
        elif event.key == "backspace":
            self._type(self._typed[:-1])
        elif event.character and event.is_printable and len(self._typed) < LONGEST_NAME + 5:
            self._type(self._typed + event.character)
        else:
            return
        event.stop()
        event.prevent_default()

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool | None:
        """No letter is a command while a name is typed."""
        return self._typed is None or action == "back"

    def action_add(self) -> None:
        """Begin to type a name."""
        self._warned = False
        self._type("")

    def _add(self) -> None:
        self._warned = True
        pair = pair_typed(self._typed or "")
        if pair is None:
            self._type(None)
        else:
            self._write(add_shoes(*pair))

    def action_retire(self) -> None:
        """Take the chosen pair out of use."""
        if self._pairs and not self._pairs[self._list.cursor].retired:
            self._write(retire_shoes(self._pairs[self._list.cursor].name))

    def _write(self, act: Act) -> None:
        self.say(EMPTY)

        def write() -> Mapping[str, Shoes]:
            self._journal.do(act)
            return self._journal.shoes()

        def written(pairs: Mapping[str, Shoes]) -> None:
            self._typed = None
            self._show(pairs)

        self.do(write, written)

    def action_back(self) -> None:
        """Leave what is typed, or the screen."""
        if self._typed is None:
            self.dismiss(None)
        elif self._warned or not self._typed:
            self._type(None)
            self.say(EMPTY)
        else:
            self._warned = True
            self.say((Span("! ", Ink.WARN), Span("Enter adds it; Esc once more leaves it")))
