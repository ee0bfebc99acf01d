"""How the back is, asked one question at a time: a key each, and Enter where it is not known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Final

from textual.events import Key, Paste
from textual.widget import Widget
from textual.worker import Worker

from cadencecoach.app.diary.check_in import Interview
from cadencecoach.app.diary.ports import Journal
from cadencecoach.app.diary.questions import LEVELS, Ask, Question, fault_of
from cadencecoach.app.diary.ratings import CheckIn
from cadencecoach.app.text_row import TextRow
from cadencecoach.core.diary.pain import SEEK_CARE, RedFlag
from cadencecoach.errors import CadencecoachError
from cadencecoach.ui.ink import EMPTY, Ground, Ink, Line, Span, bullet, fitted, wrapped
from cadencecoach.ui.screens.page import Page
from cadencecoach.ui.widgets.paper import Paper
from cadencecoach.ui.widgets.text_row import keyed, text_row

SIGNS: Final = "a warning sign: numb, tingling, a weak leg, bladder or bowel"
_WIDE: Final = 48
"""Cells from which on the levels stand apart."""

_PAIN_ENDS: Final = "0 none at all · t the worst there is"


@dataclass(frozen=True, slots=True)
class AskedSoFar:
    """A question, and what was done with it so far."""

    question: Question
    ticked: tuple[str, ...] = ()
    """The keys of what was ticked."""

    rows: tuple[TextRow, ...] = ()
    """What was typed."""

    at: int = 0
    """The row that is typed into."""

    page: int = 0
    """Which part of a long question is read."""

    @property
    def row(self) -> TextRow:
        """The row that is typed into."""
        return self.rows[self.at]

    def typed(self, row: TextRow) -> AskedSoFar:
        """With other words in that row."""
        return replace(self, rows=(*self.rows[: self.at], row, *self.rows[self.at + 1 :]))

    def moved(self, by: int) -> AskedSoFar:
        """In the row so many further down, or at an end."""
        return replace(self, at=max(0, min(self.at + by, len(self.rows) - 1)))


def question_lines(seen: AskedSoFar, width: int, height: int) -> list[Line]:
    """The page of a question that is read."""
    pages = question_pages(seen, width, height)
    return pages[min(seen.page, len(pages) - 1)]


def question_pages(seen: AskedSoFar, width: int, height: int) -> list[list[Line]]:
    """A question and its answers, over as many pages as they need; no answer is left out."""
    text = wrapped(seen.question.text, width, 3, Ink.STRONG)
    lines = [fitted(line, width) for line in _below(seen, width)]
    if len(text) + 1 + len(lines) <= height:
        return [[*text, EMPTY, *lines]]
    lines = [line for line in lines if line]
    room = height - len(text) - 1
    if seen.rows or len(lines) <= room + 1 or room < 1:
        return [[*text, *lines][:height]]
    more = fitted((Span("Enter  ", Ink.TARGET), Span("more of it", Ink.DIM)), width)
    parts = [lines[at : at + room] for at in range(0, len(lines), room)]
    return [[*text, *part, *([more] if part is not parts[-1] else [])] for part in parts]


def _below(seen: AskedSoFar, width: int) -> list[Line]:
    """The answers, a key before each, or rows to type into."""
    question, ticked = seen.question, seen.ticked
    lines = [text_row(row, width, chosen=n == seen.at) for n, row in enumerate(seen.rows)]
    if question.choices is LEVELS:
        gap = "   " if width >= _WIDE else " "
        scale: list[Span] = []
        for choice in LEVELS:
            scale += [Span(choice.key, Ink.TARGET), Span("=10" if choice.key == "t" else gap)]
        ends = "0 rest · t all you had" if question.ask is Ask.EFFORT else _PAIN_ENDS
        lines += [tuple(scale), EMPTY, *wrapped(ends, width, 2, Ink.DIM)]
        if question.ask is Ask.LEVEL:
            lines += [EMPTY, *keyed_lines("w", SIGNS, width, Ink.DIM)]
    for choice in question.choices if question.choices is not LEVELS else ():
        mark = ""
        if question.many:
            mark = "✔ " if choice.key in ticked else "○ "
        ink = Ink.STRONG if choice.key in ticked else Ink.PLAIN
        lines += keyed_lines(choice.key, f"{mark}{choice.words}", width, ink)
    return lines + [line for text in question.lines for line in bullet(text, width, 2)]


def keyed_lines(key: str, text: str, width: int, ink: Ink) -> list[Line]:
    """Words behind their key, each line below the one before."""
    said = wrapped(text, max(8, width - 3), 3, ink)
    return [(Span("   " if n else f"{key}  ", Ink.TARGET), *line) for n, line in enumerate(said)]


class CheckInScreen(Page[Interview]):
    """Gives back the interview once it is written down; Esc keeps what was told up to there."""

    KEYS: ClassVar = (("Enter", "not known"), ("⌫", "back"), ("Esc", "that is all"))

    def __init__(self, journal: Journal, asked: Interview) -> None:
        super().__init__()
        self._journal = journal
        self._asked = [asked]
        self._now: AskedSoFar | None = None
        self._signs: dict[RedFlag, Worker[None]] = {}
        """What writes the warning signs into the diary, begun as they were ticked."""
        self.left = False
        """Whether the runner went back instead of answering to the end."""
        self._sheet = Paper(question_lines, widget_id="question", ground=Ground.PANEL)
        self._so_far: Paper[str] = Paper(
            lambda text, width, height: wrapped(text, width, height, Ink.DIM), widget_id="so-far"
        )

    @property
    def shown_keys(self) -> tuple[tuple[str, str], ...]:
        """Enter means none where several may be ticked."""
        question = self._asked[-1].question
        if self._more:
            return (("Enter", "more of it"), *self.KEYS[1:-1], self._out)
        if question is not None and question.rows:
            return self._keys_of_words(question)
        if question is not None and not question.choices:
            return (("Enter", "go on"), *self.KEYS[1:-1], self._out)
        if question is not None and question.many:
            return (("Enter", "none, or ticked"), self._out)
        return (*self.KEYS[:-1], self._out)

    @property
    def _out(self) -> tuple[str, str]:
        """Before a run the way out is no way into it."""
        return ("Esc", "no run now") if self._asked[-1].before_run else self.KEYS[-1]

    def _keys_of_words(self, question: Question) -> tuple[tuple[str, str], ...]:
        more = (("↑/↓", "row"),) if len(question.rows) > 1 else ()
        route = (("→", "a route of before"),) if question.ask is Ask.WORDS and self._routes else ()
        return (("letters", "words"), ("Enter", "go on"), *more, *route, self.KEYS[-1])

    @property
    def _routes(self) -> Sequence[str]:
        view = self._asked[-1].view
        return () if view is None else view.routes

    def body(self) -> Iterable[Widget]:
        """The question, and what was told so far."""
        return (self._sheet, self._so_far)

    def on_mount(self) -> None:
        """Ask the first."""
        self._ask()

    def _ask(self) -> None:
        now = self._asked[-1]
        if now.question is None:
            self._now = None
            self._keep()
            return
        more = len(now.waiting) - 1
        left = f"   {more} more after this" if more else "   the last one"
        if not more and now.question.ask is Ask.LEVEL:
            left += ", if nothing hurts"
        self.head.show((Span("Check-in", Ink.STRONG), Span(f"  a key answers{left}", Ink.DIM)))
        self._paint(AskedSoFar(now.question, rows=now.question.rows))
        self._so_far.show(now.words())
        self.keys.show(self.shown_keys)

    @property
    def _more(self) -> bool:
        """Whether a part of the question was not read yet."""
        now = self._now
        return now is not None and now.page + 1 < len(question_pages(now, *self._sheet.size))

    def _paint(self, now: AskedSoFar) -> None:
        self._now = now
        self._sheet.show(now)
        self.call_after_refresh(lambda: self.keys.show(self.shown_keys))  # once it has its size

    def _keep(self) -> None:
        """Write down what was told, all of it at once; a sign that is being written comes first."""
        writing = [one for one in self._signs.values() if not one.is_finished]
        if writing:
            self.run_worker(self._keep_after(writing), group="signs")
            return
        now = self._asked[-1]
        told = now.told()
        if told.flags and self._signs.keys() >= set(told.flags):
            told = replace(told, flags=None)
        if told:
            self.do(lambda: self._journal.do(told.act), lambda _: self.dismiss(now))
        else:
            self.dismiss(now)

    async def _keep_after(self, writing: Sequence[Worker[None]]) -> None:
        await self.workers.wait_for_complete(writing)
        self._keep()

    def on_key(self, event: Key) -> None:
        """Words, an answer, a tick, no answer, or the question before."""
        now = self._now
        if now is not None and (self._typed(now, event) or self._chosen(now, event)):
            event.stop()
            event.prevent_default()

    def on_paste(self, event: Paste) -> None:
        """Pasted words are words."""
        if self._now is not None and self._now.rows:
            self._paint(self._now.typed(self._now.row.pasted(event.text)))

    def _typed(self, now: AskedSoFar, event: Key) -> bool:
        """Whether the key was for the rows of words."""
        if not now.rows:
            return False
        if event.key in {"up", "down", "tab", "shift+tab"}:
            self._paint(now.moved(-1 if event.key in {"up", "shift+tab"} else 1))
        elif event.key == "right" and now.question.ask is Ask.WORDS and not now.at:
            self._paint(now.typed(replace(now.row, text=self._next_route(now.row.text))))
        elif (row := keyed(now.row, event)) is not None and (
            event.key != "backspace" or now.row.text
        ):
            self._paint(now.typed(row))
        else:
            return False
        return True

    def _next_route(self, typed: str) -> str:
        """The route of before that comes after the one in the row, the newest first."""
        routes = self._routes
        if not routes:
            return typed
        return routes[(routes.index(typed) + 1) % len(routes)] if typed in routes else routes[0]

    def _chosen(self, now: AskedSoFar, event: Key) -> bool:
        """Whether the key answered, ticked, skipped or took back."""
        if event.key == "backspace":
            if len(self._asked) > 1:
                self._asked.pop()
                self._ask()
            return True
        if event.key == "enter":
            if self._more:
                self._paint(replace(now, page=now.page + 1))
            elif self._take(now):
                self._ask()
            return True
        if event.key == "w" and now.question.ask is Ask.LEVEL:
            self._asked.append(self._asked[-1].with_signs())
            self._ask()
            return True
        choice = next((c for c in now.question.choices if c.key == event.character), None)
        if choice is None:
            return False
        if now.question.many:
            # What was told stays told: a tick is written at once, and there is no taking it back.
            self._paint(replace(now, ticked=tuple(sorted({*now.ticked, choice.key}))))
            self.say((Span("! ", Ink.ALARM), Span(SEEK_CARE, Ink.ALARM)))
            if choice.value not in self._signs:
                writing = self.run_worker(self._write_sign(choice.value), group="signs")
                self._signs[choice.value] = writing
        else:
            self._asked.append(self._asked[-1].answer(choice.value))
            self._ask()
        return True

    async def _write_sign(self, flag: RedFlag) -> None:
        """Write a sign down the moment it is ticked, whatever comes next."""
        try:
            await self.until_written(lambda: self._journal.do(CheckIn((flag,)).act))
        except CadencecoachError as exc:
            del self._signs[flag]
            self.tell(exc)

    def _take(self, now: AskedSoFar) -> bool:
        """Take what was ticked or typed; False where words make no sense, which is told."""
        sofar = self._asked[-1]
        words = tuple(row.trimmed for row in now.rows)
        if now.question.many:
            chosen = tuple(c.value for c in now.question.choices if c.key in now.ticked)
            self._asked.append(sofar.answer(chosen))
        elif now.rows == now.question.rows:
            self._asked.append(sofar.skip())
        elif fault := fault_of(now.question, words):
            self.say((Span("! ", Ink.WARN), Span(fault)))
            return False
        else:
            self._asked.append(sofar.answer(words))
        self.say(EMPTY)
        return True

    def action_back(self) -> None:
        """That is all: what was told is kept, and what is being typed; no run begins of it."""
        self.left = True
        now = self._now
        if now is None or not (now.rows or now.ticked) or self._take(now):
            self._now = None
            self._keep()
