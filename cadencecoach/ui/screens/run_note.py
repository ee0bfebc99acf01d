"""What a runner says of a run, row by row; nothing that was measured is among it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import ClassVar, Final

from textual import on
from textual.binding import Binding, BindingType
from textual.events import Key, Paste
from textual.widget import Widget

from cadencecoach.app.review.ports import ReviewData
from cadencecoach.app.text_row import TextRow
from cadencecoach.app.views import Editable
from cadencecoach.core.diary.diary import RunNote
from cadencecoach.core.diary.pain import WORST
from cadencecoach.core.diary.typed_note import (
    LONGEST_KM,
    LONGEST_NOTE,
    LONGEST_WORDS,
    SURFACES,
    metres_typed,
)
from cadencecoach.errors import CadencecoachError
from cadencecoach.ui.ink import Ink, Line, Span
from cadencecoach.ui.screens.page import Page
from cadencecoach.ui.widgets.row_list import RowList
from cadencecoach.ui.widgets.text_row import keyed, text_row

_LABEL: Final = 12
_UNTOLD: Final = "not told"
_EFFORTS: Final = ("", *(str(level) for level in range(WORST + 1)))
_CHOSEN: Final = ("effort", "surface", "shoes")
_TYPED: Final = ("distance", "route", "also hurt", "note")


class TellingScreen(Page[bool | CadencecoachError]):
    """Reads what was told and edits it; gives back whether something was kept, or why not."""

    KEYS: ClassVar = (
        ("↑/↓", "row"),
        ("←/→", "choose"),
        ("letters", "type"),
        ("Enter", "keep it"),
        ("Esc", "leave it"),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "turn(-1)", "The choice before"),
        Binding("right", "turn(1)", "The next choice"),
    ]

    def __init__(self, review: ReviewData, session: int) -> None:
        super().__init__()
        self._review = review
        self._session = session
        self._known = False
        """Whether it was read what was told so far."""
        self._warned = False
        self._list = RowList(self._line, widget_id="telling")
        self._take(Editable(RunNote(), ()))

    def _take(self, found: Editable) -> None:
        """What was told so far, as it may be edited."""
        self._note = note = found.note
        pairs = found.shoes if note.shoes in found.shoes else (note.shoes, *found.shoes)
        self._choices: dict[str, Sequence[str]] = {
            "effort": _EFFORTS,
            "surface": ("", *SURFACES),
            "shoes": tuple(dict.fromkeys(("", *pairs))),
        }
        self._chosen = {
            "effort": "" if note.effort is None else str(note.effort),
            "surface": note.surface,
            "shoes": note.shoes,
        }
        self._km = "" if note.distance_m is None else f"{note.distance_m / 1000:.2f}"
        self._typed = {
            "distance": _row("distance", self._km, "in km, as in 6.2", 7),
            "route": _row("route", note.route, "where you ran"),
            "also hurt": _row("also hurt", note.niggle, "a knee, an ankle, anything else"),
            "note": _row("note", note.note, "in your words", LONGEST_NOTE),
        }

    def body(self) -> Iterable[Widget]:
        """The rows."""
        return (self._list,)

    def on_mount(self) -> None:
        """Show what is told so far."""
        self.head.show(
            (
                Span(f"Session {self._session}: what you tell of it", Ink.STRONG),
                Span("  what was measured stays as it is", Ink.DIM),
            )
        )
        self._list.focus()
        self.run_worker(self._learn(), group="reading")

    async def _learn(self) -> None:
        try:
            found = await asyncio.to_thread(self._review.note, self._session)
        except CadencecoachError as exc:
            error = exc
            self.when_seen(lambda: self.dismiss(error))
            return
        self._take(found)
        self._known = True
        self._list.show(len(_CHOSEN) + len(_TYPED))

    @property
    def _row_name(self) -> str:
        """The chosen row."""
        return (*_CHOSEN, *_TYPED)[self._list.cursor]

    def _line(self, index: int, width: int) -> Line:
        name = (*_CHOSEN, *_TYPED)[index]
        if name in _TYPED:
            return text_row(self._typed[name], width, chosen=name == self._row_name)
        value = self._chosen[name]
        words = f"{value} of {WORST}" if value and name == "effort" else value
        return (
            Span(f"{name:<{_LABEL}}", Ink.DIM),
            Span("◂ ", Ink.RULE),
            Span(words or _UNTOLD, Ink.STRONG if words else Ink.DIM),
            Span(" ▸", Ink.RULE),
        )

    def on_key(self, event: Key) -> None:
        """Letters go into the row; a digit is an effort, t or a 1 and a 0 are ten."""
        if not self._known:
            return
        name = self._row_name
        if name in _TYPED:
            row = keyed(self._typed[name], event)
            if row is None:
                return
            self._typed[name] = row
        elif name == "effort" and event.character in (*_EFFORTS[1:], "t"):
            ten = event.character == "t" or (event.character, self._chosen[name]) == ("0", "1")
            self._chosen[name] = str(WORST) if ten else str(event.character)
        else:
            return
        event.stop()
        event.prevent_default()
        self._list.refresh()

    def on_paste(self, event: Paste) -> None:
        """Pasted words go into the row."""
        name = self._row_name
        if self._known and name in _TYPED:
            self._typed[name] = self._typed[name].pasted(event.text)
            self._list.refresh()

    def action_turn(self, by: int) -> None:
        """Another choice."""
        if self._row_name in _CHOSEN:
            choices = self._choices[self._row_name]
            now = self._chosen[self._row_name]
            at = choices.index(now) if now in choices else 0
            self._chosen[self._row_name] = choices[(at + by) % len(choices)]
            self._list.refresh()

    @on(RowList.Taken)
    def action_keep(self) -> None:
        """Keep it, or say why it cannot be kept."""
        note = self._edited()
        if note is None:
            self.say((Span("! ", Ink.WARN), Span(f"a distance is km, up to {LONGEST_KM:.0f}")))
        elif note == self._note:
            self.dismiss(False)
        else:
            write = partial(self._review.write_note, self._session, note, self._note)
            self.do(write, lambda _: self.dismiss(True))

    def _edited(self) -> RunNote | None:
        """What is told now; None where the distance is none."""
        km = self._typed["distance"].trimmed
        distance_m = self._note.distance_m if km == self._km else metres_typed(km)
        if km and distance_m is None:
            return None
        effort = self._chosen["effort"]
        return replace(
            self._note,
            effort=int(effort) if effort else None,
            surface=self._chosen["surface"],
            shoes=self._chosen["shoes"],
            route=self._typed["route"].trimmed,
            niggle=self._typed["also hurt"].trimmed,
            note=self._typed["note"].trimmed,
            distance_m=distance_m,
        )

    def action_back(self) -> None:
        """Leave it as it was; what was changed takes a second Esc."""
        if self._warned or not self._known or self._edited() == self._note:
            self.dismiss(False)
            return
        self._warned = True
        self.say((Span("! ", Ink.WARN), Span("Enter keeps it; Esc once more leaves it as it was")))


def _row(label: str, text: str, hint: str, longest: int = LONGEST_WORDS) -> TextRow:
    return TextRow(f"{label:<{_LABEL}}", text, hint, longest)
