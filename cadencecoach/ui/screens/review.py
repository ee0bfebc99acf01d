"""All sessions, newest first; opens at once however many there are, and narrows as one types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.events import Key, Paste
from textual.widget import Widget

from cadencecoach.app.review.ports import ReviewData
from cadencecoach.app.text_row import TextRow
from cadencecoach.app.views import AfterDiscard, SessionRow
from cadencecoach.core.diary.backs import Back
from cadencecoach.core.trends.search import Findable, query_of
from cadencecoach.errors import CadencecoachError, StoreBusy
from cadencecoach.ui.ink import EMPTY, Ink, Line, Span
from cadencecoach.ui.lines.session import deleted_line, session_heading, session_row
from cadencecoach.ui.screens.run_note import TellingScreen
from cadencecoach.ui.screens.session import SessionScreen
from cadencecoach.ui.screens.take_back import TakesBack
from cadencecoach.ui.widgets.paper import Paper
from cadencecoach.ui.widgets.row_list import RowList
from cadencecoach.ui.widgets.text_row import keyed, text_row


def _heading(_rows: int, width: int, _height: int) -> list[Line]:
    return [(Span("  "), *session_heading(width - 2))]


class ReviewScreen(TakesBack[None]):
    """Reads the rows in a worker, then what they can be found by; makes only those that are seen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "find", "Find: words, a week, a source"),
        Binding("d", "tell", "Diary of it: note, shoes, surface, route, distance, effort"),
        Binding("x", "delete", "Remove it; z brings it back"),
        Binding("z", "undo", "Bring back what was removed last"),
        Binding("t", "app.trends", "Trends: week against week, which cue helps"),
    ]

    def __init__(self, review: ReviewData) -> None:
        super().__init__(review)
        self._rows: Sequence[SessionRow] = ()
        self._shown: Sequence[SessionRow] = ()
        """Those that fit what is looked for."""
        self._findable: Mapping[int, Findable] | None = None
        self._words = TextRow("/ ", "", "title, note, shoes, week 3, watch")
        self._typing = False
        self._before: SessionRow | None = None
        """The row that was chosen last, also while none fits."""
        self._deleted: list[SessionRow] = []
        self._heading = Paper(_heading, widget_id="heading")
        self._backs: Mapping[int, Back] = {}
        self._list = RowList(self._row, widget_id="sessions")

    @property
    def shown_keys(self) -> tuple[tuple[str, str], ...]:
        """Other ones while words are typed."""
        if self._typing:
            return (("letters", "narrow"), ("↑/↓", "choose"), ("Enter", "done"), ("Esc", "all"))
        return (
            ("Enter", "open"),
            ("/", "find"),
            ("d", "diary"),
            ("x", "remove"),
            ("t", "trends"),
            ("Esc", "all" if self._words.trimmed else "back"),
            ("?", "help"),
        )

    def body(self) -> Iterable[Widget]:
        """Column headings and rows."""
        return (self._heading, self._list)

    def on_mount(self) -> None:
        """Begin to read."""
        self.head.show((Span("Sessions", Ink.STRONG), Span("  are being read", Ink.DIM)))
        self.read(self._review.rows, self._show, self._title)
        self._list.focus()

    # --- reading -------------------------------------------------------------------------------

    def _show(self, rows: Sequence[SessionRow]) -> None:
        self._rows = rows
        self._sift()
        self.call_after_refresh(self._learn_again)  # what is slower does not hold up the rows
        if self._rows:
            self._heading.show(len(self._rows))
        else:
            self.say((Span("No session yet: the first run shows here.", Ink.DIM),))

    def _row(self, index: int, width: int) -> Line:
        row = self._shown[index]
        return session_row(row, width, self._backs.get(row.id))

    def _know(self, known: tuple[Mapping[int, Findable], Mapping[int, Back]]) -> None:
        self._findable, self._backs = known
        self._sift()

    # --- what is shown -------------------------------------------------------------------------

    def _sift(self) -> None:
        """Show the rows that fit, and stay on the chosen one if it does."""
        self._before = chosen = self._chosen or self._before
        known = self._findable
        if self._words.trimmed and known is not None:
            looked_for = query_of(self._words.trimmed)
            self._shown = [
                row for row in self._rows if row.id in known and looked_for.finds(known[row.id])
            ]
        else:
            self._shown = self._rows
        places = (n for n, row in enumerate(self._shown) if chosen is None or row.id == chosen.id)
        self._list.show(len(self._shown), next(places, 0) if chosen is not None else 0)
        self._title()

    @property
    def _chosen(self) -> SessionRow | None:
        return self._shown[self._list.cursor] if self._shown else None

    @on(RowList.Moved)
    def _title(self) -> None:
        title = Span("Sessions", Ink.STRONG)
        if not self._typing and not self._words.trimmed:
            place = f"  {self._list.cursor + 1:,} of {len(self._rows):,}" if self._rows else ""
            self.head.show((title, Span(place, Ink.DIM)))
            return
        count = f"  {len(self._shown):,} of {len(self._rows):,}   "
        row = text_row(self._words, max(20, self.size.width - 36), chosen=self._typing)
        self.head.show((title, Span(count, Ink.DIM), *row))

    @on(RowList.Taken)
    def _open(self, event: RowList.Taken) -> None:
        row = self._shown[event.index]

        def after(deleted: AfterDiscard | None) -> None:
            if deleted is not None:
                self._take_out(row, deleted)
            self._learn_again()

        self.app.push_screen(SessionScreen(self._review, row.id), after)

    def _learn_again(self) -> None:
        """Read what the rows can be found by, also what was told meanwhile."""
        self.read(self._review.known, self._know)

    # --- finding -------------------------------------------------------------------------------

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool | None:
        """No letter is a command while words are typed; what leads nowhere is not offered."""
        if self._typing:
            return action == "back"
        if action in {"tell", "delete"}:
            return bool(self._shown)
        return bool(self._deleted) if action == "undo" else True

    def action_find(self) -> None:
        """Begin to type."""
        self._type(self._words, typing=True)

    def on_key(self, event: Key) -> None:
        """Letters narrow the list while words are typed."""
        if not self._typing:
            return
        if event.key == "enter":
            self._type(self._words, typing=False)
        elif (row := keyed(self._words, event)) is not None:
            self._type(row, typing=True)
        else:
            return
        event.stop()
        event.prevent_default()

    def on_paste(self, event: Paste) -> None:
        """Pasted words narrow it, too."""
        if self._typing:
            self._type(self._words.pasted(event.text), typing=True)

    def _type(self, words: TextRow, *, typing: bool) -> None:
        self._words = words
        self._typing = typing
        self._sift()
        self.keys.show(self.shown_keys)
        nothing = bool(words.trimmed and self._rows and not self._shown)
        self.say((Span("Nothing fits. Esc shows all", Ink.DIM),) if nothing else EMPTY)

    def action_back(self) -> None:
        """All sessions again, or leave."""
        if self._typing or self._words.trimmed:
            self._type(self._words.emptied(), typing=False)
        else:
            self.dismiss(None)

    # --- what the runner may change ------------------------------------------------------------

    def action_tell(self) -> None:
        """Tell of the chosen run anew, or say why there is nothing to tell."""
        if self._chosen is None:
            return
        self.say(EMPTY)
        self.app.push_screen(TellingScreen(self._review, self._chosen.id), self._after_telling)

    def _after_telling(self, kept: bool | CadencecoachError | None) -> None:
        if isinstance(kept, CadencecoachError):
            self.tell(kept)
        else:
            self._learn_again()

    def action_delete(self) -> None:
        """Take the chosen session out of every list."""
        row = self._chosen
        if row is not None:
            self.do(lambda: self._review.discard(row.id), lambda after: self._take_out(row, after))

    def _take_out(self, row: SessionRow, after: AfterDiscard | None) -> None:
        self._deleted.append(row)
        self._place([one for one in self._rows if one.id != row.id])
        self.say_deleted(deleted_line(row.id), row.id, after)

    def action_undo(self) -> None:
        """Bring back what was deleted last."""
        row = self._deleted[-1]
        self.do(lambda: self._kept(row), lambda gone: self._bring_back(row, gone))

    def _kept(self, row: SessionRow) -> CadencecoachError | None:
        """Why a row is not there any more: it was purged meanwhile, and the one before may be."""
        try:
            self._review.keep(row.id)
        except StoreBusy:
            raise
        except CadencecoachError as exc:
            return exc
        return None

    def _bring_back(self, row: SessionRow, gone: CadencecoachError | None) -> None:
        self._deleted.remove(row)
        if gone is not None:
            self.tell(gone)
            return
        rows = sorted((*self._rows, row), key=lambda one: (one.at.utc_s, one.id), reverse=True)
        self._place(rows, row)
        self._learn_again()
        self.say((Span(f"Session {row.id} is back."),))
        if self._deleted:
            self.say((Span(f"Session {row.id} is back. "), *deleted_line(self._deleted[-1].id)))

    def _place(self, rows: Sequence[SessionRow], chosen: SessionRow | None = None) -> None:
        """Show other rows, at the same place or at a row."""
        place = self._list.cursor
        self._rows = rows
        self._sift()
        if chosen is not None:
            place = next((n for n, row in enumerate(self._shown) if row.id == chosen.id), place)
        self._list.show(len(self._shown), place)
        self._title()
