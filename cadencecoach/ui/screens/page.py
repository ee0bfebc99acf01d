"""What all screens but the run screen share: a title, a notice, keys, a least size."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from typing import Any, ClassVar, Final, TypeVar

from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.events import Key, Resize
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget

from cadencecoach.errors import CadencecoachError, StoreLocked
from cadencecoach.ui.ink import Ink, Line, Span, cells, fitted, wrapped
from cadencecoach.ui.lines.page import keys_lines, too_small_lines
from cadencecoach.ui.widgets.paper import Paper
from cadencecoach.ui.widgets.row_list import RowList

Outcome = TypeVar("Outcome")
Found = TypeVar("Found")

AGAIN_S: Final = 0.5
"""From one try to the next while another program writes; each try waits some seconds itself."""

_HELD_UP: Final = "another program is writing; this is kept as soon as it is done"

_MOST_LINES: Final = 4
"""Of a notice."""

_LEAST_WORDS: Final = 20
"""Cells that are worth going on in."""


def one_line(line: Line, width: int, _height: int) -> list[Line]:
    """A line as it is, cut to its place."""
    return [fitted(line, width)]


def notice_lines(line: Line, width: int, height: int) -> list[Line]:
    """A line as it is; where it does not fit, its last part gets its own, and each goes on below."""
    if not line or cells(line) <= width or height < 2:
        return [fitted(line, width)]
    parts = (line,) if len(line) < 2 else (line[:-1], (Span("  "), line[-1]))
    lines = [below for part in parts for below in _folded(part, width)]
    return lines if len(lines) <= height else [fitted(part, width) for part in parts]


def _folded(part: Line, width: int) -> list[Line]:
    """A part whose last words go on below where they began."""
    *before, last = part
    begin = Span(last.text[: len(last.text) - len(last.text.lstrip())])
    left = cells((*before, begin))
    if cells(part) <= width or width - left < _LEAST_WORDS:
        return [fitted(part, width)]
    first, *more = wrapped(last.text, width - left, _MOST_LINES, last.ink)
    return [(*before, begin, *first), *((Span(" " * left), *one) for one in more)]


def error_line(error: CadencecoachError) -> Line:
    """What happened and what to do, in one line."""
    return (Span("✘ ", Ink.ALARM), Span(error.message), Span(f"  {error.in_app}", Ink.DIM))


class Page(Screen[Outcome]):
    """A screen that is read standing still; Esc leaves it."""

    KEYS: ClassVar[tuple[tuple[str, str], ...]] = ()
    """Shown in the last line."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", "Back")]

    def __init__(self) -> None:
        super().__init__()
        self.head: Paper[Line] = Paper(one_line, widget_id="head")
        self.notice: Paper[Line] = Paper(notice_lines, widget_id="notice")
        self.keys = Paper(keys_lines, widget_id="keys")
        self._too_small = Paper(too_small_lines, widget_id="too-small")
        self._said: Line = ()
        self.acting = False
        """Whether an act waits to be written down; a second one is not begun meanwhile."""
        self._then: Callable[[], object] | None = None

    async def _dispatch_message(self, message: Message) -> None:
        """As Textual's, but a key of a quick hand is not for a screen that was left or left behind."""
        if self.is_active or not isinstance(message, Key | RowList.Taken):
            await super()._dispatch_message(message)

    def dismiss(self, result: Outcome | None = None) -> AwaitComplete:
        """As Textual's, but once: a second time would take the screen below away."""
        return super().dismiss(result) if self._here else AwaitComplete()

    @property
    def _here(self) -> bool:
        """Whether this screen was not left yet."""
        return self in self.app.screen_stack

    @property
    def shown_keys(self) -> tuple[tuple[str, str], ...]:
        """The keys of the last line."""
        return self.KEYS

    def body(self) -> Iterable[Widget]:
        """The widgets between title and keys."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """Title, body, notice, keys."""
        yield self.head
        yield from self.body()
        yield self.notice
        yield self.keys
        yield self._too_small

    def on_resize(self, event: Resize) -> None:
        """Below 40x12 there is one line that says so."""
        width, height = event.size
        self.set_class(width < 40 or height < 12, "-tiny")
        self.set_class(height < 22, "-low")
        self.set_class(width >= 112 and height >= 32, "-large")
        self._too_small.show((width, height))
        self.keys.show(self.shown_keys)
        self._make_room(width)

    def tell(self, error: CadencecoachError) -> None:
        """Show what is wrong and what to do."""
        self.say(error_line(error))

    def say(self, line: Line) -> None:
        """Show a line of notice; a long one takes more."""
        self._said = line
        self._make_room(self.size.width)
        self.notice.show(line)

    def _make_room(self, width: int) -> None:
        lines = len(notice_lines(self._said, width - 2, _MOST_LINES))
        self.notice.styles.height = lines if lines > 1 else None

    def work(self, what: Coroutine[Any, Any, None]) -> None:
        """Go through several screens, one after another; not while another such way goes on."""
        if self.on_a_way:
            what.close()
        else:
            self.run_worker(what, group="running")

    @property
    def on_a_way(self) -> bool:
        """Whether several screens are gone through, one after another."""
        return any(one.group == "running" and not one.is_finished for one in self.workers)

    def read(
        self,
        what: Callable[[], Found],
        then: Callable[[Found], object],
        unread: Callable[[], object] = lambda: None,
    ) -> None:
        """Read in a thread, since a database may make its readers wait; then go on with it.

        Where it cannot be read, `unread` is called and it is told why.
        """
        self.run_worker(self._read_off_loop(what, then, unread), group="reading")

    async def _read_off_loop(
        self,
        what: Callable[[], Found],
        then: Callable[[Found], object],
        unread: Callable[[], object],
    ) -> None:
        try:
            found = await asyncio.to_thread(what)
        except CadencecoachError as exc:
            unread()
            self.tell(exc)
        else:
            then(found)

    def do(self, what: Callable[[], Found], then: Callable[[Found], object]) -> None:
        """Write in a thread, then go on; what goes wrong is told, and the screen stays as it is.

        While another program writes it is tried again until the screen is left.
        """
        if self._here and not self.acting:
            self.acting = True
            self.run_worker(self._do_off_loop(what, then), group="acting")

    async def _do_off_loop(
        self, what: Callable[[], Found], then: Callable[[Found], object]
    ) -> None:
        try:
            found = await self.until_written(what)
        except CadencecoachError as exc:
            self.acting = False
            self.tell(exc)
        else:
            self.acting = False
            self.when_seen(lambda: then(found))

    def when_seen(self, go_on: Callable[[], object]) -> None:
        """Go on now, or once this screen is on top again: leaving takes the top one away."""
        if self.is_active:
            go_on()
        else:
            self._then = go_on

    def on_screen_resume(self) -> None:
        """Go on with what came while another screen was on top."""
        go_on, self._then = self._then, None
        if go_on is not None:
            go_on()

    async def until_written(self, what: Callable[[], Found]) -> Found:
        """Write in a thread, again and again while another program writes. Raises what it raises."""
        while True:
            try:
                return await asyncio.to_thread(what)
            except StoreLocked:
                self.say((Span("… ", Ink.WARN), Span(_HELD_UP)))
                await asyncio.sleep(AGAIN_S)

    def action_back(self) -> None:
        """Leave for the screen before."""
        self.dismiss(None)
