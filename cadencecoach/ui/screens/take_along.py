"""Take a run along: where to, as what; then it is written, and noted as an outing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import ClassVar, Final

from textual import on
from textual.binding import Binding, BindingType
from textual.events import Key, Paste
from textual.message import Message
from textual.widget import Widget

from cadencecoach.app.run.ports import Outings
from cadencecoach.app.run.taken_along import TakenAlong, Wishes
from cadencecoach.app.text_row import TextRow
from cadencecoach.core.programme.gates import Verdict
from cadencecoach.core.values.calendar import Day, iso
from cadencecoach.core.values.units import clock
from cadencecoach.ui.ink import Ground, Ink, Line, Span
from cadencecoach.ui.screens.choice import paragraphs
from cadencecoach.ui.screens.page import Page
from cadencecoach.ui.widgets.paper import Paper
from cadencecoach.ui.widgets.row_list import RowList
from cadencecoach.ui.widgets.text_row import keyed, text_row

_FOLDER: Final = "where     "
_FORMS: Final[tuple[str, ...]] = ("MP3", "Ogg", "FLAC", "WAV")
_ROWS: Final = (
    ("as", _FORMS, "every phone and watch plays MP3"),
    ("files", ("one", "one a stage"), "watches find a stage easier as a file of its own"),
    ("workout", ("no", "yes"), "the same run as a FIT workout for the watch"),
)
_LONGEST: Final = 1000
"""Characters of a path."""


class TakeAlongScreen(Page[TakenAlong | None]):
    """Gives back what was written; None where nothing was."""

    KEYS: ClassVar = (
        ("Enter", "write it"),
        ("↑/↓", "row"),
        ("←/→", "choose"),
        ("letters", "type"),
        ("Esc", "back"),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "turn(-1)", "The choice before"),
        Binding("right", "turn(1)", "The next choice"),
    ]

    class Share(Message):
        """How much is written."""

        def __init__(self, share: float) -> None:
            super().__init__()
            self.share = share

    def __init__(self, outings: Outings, verdict: Verdict, day: Day) -> None:
        super().__init__()
        self._outings = outings
        self._verdict = verdict
        self._file_name = f"CadenceCoach {iso(day)}"
        self._folder = TextRow(_FOLDER, hint="a folder", longest=_LONGEST)
        self._chosen = [0] * len(_ROWS)
        self._text = Paper(paragraphs, widget_id="choice-text", ground=Ground.PANEL)
        self._list = RowList(self._row, widget_id="choices")

    def body(self) -> Iterable[Widget]:
        """What it is, and the rows."""
        return (self._text, self._list)

    def on_mount(self) -> None:
        """Say what is taken along."""
        plan = self._verdict.plan
        self.head.show((Span("Take it along", Ink.STRONG), Span(f"  {plan.title}", Ink.DIM)))
        self._text.show(
            (
                f"{clock(plan.length)}, as a sound file for your phone or watch.",
                "Start it together with the watch. When you are back, o brings the run home.",
            )
        )
        self._list.show(1 + len(_ROWS))
        self._list.focus()
        self.read(self._outings.folder, self._show_folder)

    def _show_folder(self, folder: Path) -> None:
        if not self._folder.text:
            self._folder = self._folder.pasted(str(folder))
            self._list.refresh()

    def _row(self, index: int, width: int) -> Line:
        if index == 0:
            return text_row(self._folder, width, chosen=self._list.cursor == 0)
        label, choices, why = _ROWS[index - 1]
        return (
            Span(f"{label:<10}", Ink.DIM),
            Span("◂ ", Ink.RULE),
            Span(choices[self._chosen[index - 1]], Ink.STRONG),
            Span(" ▸", Ink.RULE),
            Span(f"   {why}" if width >= 60 else "", Ink.DIM),
        )

    def on_key(self, event: Key) -> None:
        """Letters go into the folder's row."""
        if self._list.cursor or self.acting:
            return
        row = keyed(self._folder, event)
        if row is not None:
            self._folder = row
            event.stop()
            event.prevent_default()
            self._list.refresh()

    def on_paste(self, event: Paste) -> None:
        """A path may be pasted."""
        if not self._list.cursor:
            event.stop()
            self._folder = self._folder.pasted(event.text)
            self._list.refresh()

    def action_turn(self, by: int) -> None:
        """Another choice."""
        row = self._list.cursor - 1
        if row >= 0:
            self._chosen[row] = (self._chosen[row] + by) % len(_ROWS[row][1])
            self._list.refresh()

    @on(RowList.Taken)
    def _write(self) -> None:
        if not self._folder.trimmed:
            self.say((Span("! ", Ink.WARN), Span("name a folder")))
            return
        wishes = self._wishes()
        self.say((Span("Writing …"),))
        self.do(
            lambda: self._outings.take_along(self._verdict, wishes, self._tell_share), self.dismiss
        )

    def _tell_share(self, share: float) -> None:
        self.post_message(self.Share(share))

    @on(Share)
    def _show_share(self, event: Share) -> None:
        if self.acting:
            self.say((Span(f"Writing … {event.share:.0%}"),))

    def _wishes(self) -> Wishes:
        form, split, workout = self._chosen
        folder = Path(self._folder.trimmed).expanduser()
        ending = f".{_FORMS[form].casefold()}"
        name = free_name(folder, self._file_name, (ending, ".fit", ""))
        return Wishes(
            folder / f"{name}{ending}",
            bool(split),
            folder / f"{name}.fit" if workout else None,
        )

    def action_back(self) -> None:
        """What is being written is not left half."""
        if not self.acting:
            self.dismiss(None)


def free_name(folder: Path, name: str, endings: Sequence[str]) -> str:
    """The name, with a number where files of that name are there already."""
    number = 1
    while True:
        tried = name if number == 1 else f"{name} {number}"
        if not any((folder / f"{tried}{ending}").exists() for ending in endings):
            return tried
        number += 1
