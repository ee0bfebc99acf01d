"""Which file of a watch is the run that was taken along: the newest ones, or a path that is typed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, ClassVar, Final

from textual import on
from textual.events import Key, Paste
from textual.widget import Widget

from cadencecoach.app.run.ports import Outings
from cadencecoach.app.text_row import TextRow
from cadencecoach.core.outing.facts import Outing
from cadencecoach.core.values.calendar import short
from cadencecoach.core.values.text import plain
from cadencecoach.ui.ink import Ground, Ink, Line, Span, fitted
from cadencecoach.ui.screens.choice import paragraphs
from cadencecoach.ui.screens.page import Page
from cadencecoach.ui.widgets.paper import Paper
from cadencecoach.ui.widgets.row_list import RowList
from cadencecoach.ui.widgets.text_row import keyed, text_row

_LONGEST: Final = 1000
"""Characters of a path."""


class BringHomeScreen(Page[Any]):
    """Gives back the `BroughtHome` that the file became; None where there is none."""

    KEYS: ClassVar = (
        ("↑/↓", "choose"),
        ("letters", "type a path"),
        ("Enter", "bring it home"),
        ("Esc", "back"),
    )

    def __init__(self, outings: Outings, outing: Outing) -> None:
        super().__init__()
        self._outings = outings
        self._outing = outing
        self._files: Sequence[Path] = ()
        self._typed = TextRow("path  ", hint="of the watch's FIT or TCX file", longest=_LONGEST)
        self._text = Paper(paragraphs, widget_id="choice-text", ground=Ground.PANEL)
        self._list = RowList(self._row, widget_id="choices")

    def body(self) -> Iterable[Widget]:
        """What is asked, and the files."""
        return (self._text, self._list)

    def on_mount(self) -> None:
        """Ask."""
        one = self._outing
        self.head.show(
            (
                Span("Bring it home", Ink.STRONG),
                Span(f"  {plain(one.title)}, {short(one.made.day)}", Ink.DIM),
            )
        )
        self._text.show(
            (
                "Which file did your watch write?",
                "Plug the watch in, or export the run from its app: FIT or TCX, packed too.",
            )
        )
        self._list.show(1)
        self._list.focus()
        self.read(self._outings.files, self._show)

    def _show(self, files: Sequence[Path]) -> None:
        self._files = files
        # A file can be taken with one key; a path is typed by who likes.
        self._list.show(len(files) + 1, 0)

    def _row(self, index: int, width: int) -> Line:
        if index == len(self._files):
            return text_row(self._typed, width, chosen=self._list.cursor == index)
        path = self._files[index]
        return fitted(
            (Span(plain(path.name), Ink.STRONG), Span(f"   {plain(str(path.parent))}", Ink.DIM)),
            width,
        )

    @property
    def _types(self) -> bool:
        return self._list.cursor == len(self._files)

    def on_key(self, event: Key) -> None:
        """Letters go into the path."""
        row = keyed(self._typed, event) if self._types and not self.acting else None
        if row is not None:
            self._typed = row
            event.stop()
            event.prevent_default()
            self._list.refresh()

    def on_paste(self, event: Paste) -> None:
        """A path may be pasted."""
        event.stop()
        self._typed = self._typed.pasted(event.text)
        self._list.move_to(len(self._files))
        self._list.refresh()

    @on(RowList.Taken)
    def _take(self, event: RowList.Taken) -> None:
        if event.index < len(self._files):
            path = self._files[event.index]
        elif self._typed.trimmed:
            path = Path(self._typed.trimmed).expanduser()
        else:
            self.say((Span("! ", Ink.WARN), Span("type the path of the file, or paste it")))
            return
        self.say((Span("Reading …"),))
        self.do(lambda: self._outings.bring_home(self._outing, path), self.dismiss)
