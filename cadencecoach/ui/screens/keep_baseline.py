"""A cadence that was found: where it was run, a word of the runner's, and whether to keep it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Final

from textual.binding import Binding, BindingType
from textual.events import Key, Paste
from textual.widget import Widget

from cadencecoach.app.diary.ports import Baselines
from cadencecoach.app.text_row import TextRow
from cadencecoach.app.views import FoundBaseline
from cadencecoach.core.diary.typed_note import SURFACES
from cadencecoach.ui.ink import Ground, Ink, Line, Span, fitted
from cadencecoach.ui.lines.baseline import found_lines
from cadencecoach.ui.screens.page import Page
from cadencecoach.ui.widgets.paper import Paper
from cadencecoach.ui.widgets.text_row import keyed, text_row

LONGEST_NOTE: Final = 60
"""Characters; a line of the trend."""

_PLACES: Final = ("", *SURFACES)


_WITHOUT_ONE: Final = "Without: Enter keeps it, and moves your cap."


class KeepScreen(Page[bool]):
    """Gives back whether it was kept."""

    KEYS: ClassVar = (
        ("Enter", "keep it"),
        ("←/→", "surface"),
        ("letters", "a note"),
        ("Esc", "leave it"),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "keep", "Keep it"),
        Binding("left", "turn(-1)", "The surface before"),
        Binding("right", "turn(1)", "The next surface"),
    ]

    def __init__(self, baselines: Baselines, found: FoundBaseline) -> None:
        super().__init__()
        self._baselines = baselines
        self._found = found
        self._place = 0
        self._sure = False
        """Whether what is doubtful was read."""
        self._warned = False
        self._note = TextRow("note     ", "", "type a few words, if you like", LONGEST_NOTE)
        self._digits = Paper(found_lines, widget_id="found", ground=Ground.PANEL)
        self._words: Paper[tuple[str, TextRow]] = Paper(self._draw, widget_id="conditions")

    def body(self) -> Iterable[Widget]:
        """The cadence, and its conditions."""
        return (self._digits, self._words)

    def on_mount(self) -> None:
        """Show it."""
        self.head.show((Span("Keep this baseline?", Ink.STRONG),))
        self._digits.show(self._found)
        self._show()

    def _show(self) -> None:
        self._words.show((_PLACES[self._place], self._note))

    @staticmethod
    def _draw(seen: tuple[str, TextRow], width: int, height: int) -> list[Line]:
        surface, note = seen
        lines: list[Line] = [
            (
                Span("surface  ", Ink.DIM),
                Span("◂ ", Ink.RULE),
                Span(surface or "not told", Ink.STRONG if surface else Ink.DIM),
                Span(" ▸", Ink.RULE),
            ),
            text_row(note, width, chosen=True),
        ]
        return [fitted(line, width) for line in lines][:height]

    def on_key(self, event: Key) -> None:
        """Letters are the note."""
        note = keyed(self._note, event)
        if note is not None:
            event.stop()
            event.prevent_default()
            self._type(note)

    def on_paste(self, event: Paste) -> None:
        """Pasted words are, too."""
        self._type(self._note.pasted(event.text))

    def _type(self, note: TextRow) -> None:
        self._note = note
        self._show()

    def action_turn(self, by: int) -> None:
        """Another surface."""
        self._place = (self._place + by) % len(_PLACES)
        self._show()

    def action_keep(self) -> None:
        """Keep it, once what is doubtful was asked about; or say why it cannot be kept."""
        if self._sure:
            self._keep("")
        else:
            self.do(lambda: self._baselines.doubt(self._found.cadence_spm), self._keep)

    def _keep(self, doubt: str) -> None:
        if doubt:
            self._sure = True
            self.say((Span("! ", Ink.WARN), Span(f"{doubt} {_WITHOUT_ONE}")))
            return
        surface, note, sure = _PLACES[self._place], self._note.trimmed, self._sure
        self.do(
            lambda: self._baselines.keep(self._found, surface, note, sure=sure),
            lambda _: self.dismiss(True),
        )

    def action_back(self) -> None:
        """Leave it; a run or a count is not thrown away by one key."""
        if self._warned:
            self.dismiss(False)
            return
        self._warned = True
        self.say((Span("! ", Ink.WARN), Span("Enter keeps it; Esc once more leaves it")))
